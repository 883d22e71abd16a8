// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"slices"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// PlanResourceChange calls the provider and, if it plans no change and has no diagnostics, holds its plan to that of
// Options.Reference. Diagnostics may be about other plans of the run, which the reference did not see.
func (s *Server) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	s.t.Helper()
	resp, err := s.ProviderServer.PlanResourceChange(ctx, req)
	if err != nil || s.reference == nil || len(resp.Diagnostics) > 0 ||
		resp.PlannedState == nil || !bytes.Equal(resp.PlannedState.MsgPack, req.PriorState.MsgPack) {
		return resp, err
	}
	want, err := s.reference.PlanResourceChange(ctx, req)
	if err != nil {
		return nil, err
	}
	if diff := gocmp.Diff(s.comparable(req.TypeName, want), s.comparable(req.TypeName, resp)); diff != "" {
		s.t.Errorf("plan without change (-reference +provider):\n%s", diff)
	}
	return resp, nil
}

// comparable returns the parts of a plan such that plans of the same meaning are equal.
func (s *Server) comparable(typeName string, resp *tfprotov6.PlanResourceChangeResponse) map[string]any {
	s.t.Helper()
	diags := diagnosticsOf(resp.Diagnostics)
	// The framework returns them in no particular order.
	slices.SortFunc(diags, func(a, b Diagnostic) int { return cmp.Compare(a.String(), b.String()) })
	private := map[string]any{}
	if len(resp.PlannedPrivate) > 0 {
		s.noError("decoding private state", json.Unmarshal(resp.PlannedPrivate, &private))
	}
	all := map[string]any{
		"diagnostics":      diags,
		"requires replace": len(resp.RequiresReplace),
		"deferred":         resp.Deferred,
		"private":          private,
		"state":            s.decode(resp.PlannedState, s.Schemas.ResourceSchemas[typeName].ValueType()).String(),
	}
	if resp.PlannedIdentity != nil {
		all["identity"] = resp.PlannedIdentity.IdentityData.MsgPack
	}
	return all
}
