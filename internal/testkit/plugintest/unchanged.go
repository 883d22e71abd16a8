// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// PlanResourceChange plans, and where nothing is to change, which the provider's server may find out by itself, asks the
// framework too: it has to say the same.
func (s *Server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	resp, err := s.ProviderServer.PlanResourceChange(ctx, req)
	if err != nil || resp.PlannedState == nil || !bytes.Equal(resp.PlannedState.MsgPack, req.PriorState.MsgPack) {
		return resp, err
	}
	whole, err := s.framework.PlanResourceChange(ctx, req)
	if err != nil {
		return nil, err
	}
	if difference := cmp.Diff(s.comparable(req.TypeName, whole), s.comparable(req.TypeName, resp)); difference != "" {
		s.t.Errorf("the server plans no change, and the framework (-) something else:\n%s", difference)
	}
	return resp, nil
}

// comparable takes a plan apart, so that two that mean the same are equal.
func (s *Server) comparable(typeName string, resp *tfprotov6.PlanResourceChangeResponse) map[string]any {
	s.t.Helper()
	said := diagnosticsOf(resp.Diagnostics) // which the framework puts in no order
	slices.SortFunc(said, func(a, b Diagnostic) int { return strings.Compare(a.String(), b.String()) })
	all := map[string]any{"diagnostics": said, "replace": len(resp.RequiresReplace), "deferred": resp.Deferred}
	if resp.PlannedState != nil {
		all["state"] = s.read(resp.PlannedState, s.Schemas.ResourceSchemas[typeName].ValueType()).String()
	}
	private := map[string]any{}
	if len(resp.PlannedPrivate) > 0 {
		if err := json.Unmarshal(resp.PlannedPrivate, &private); err != nil {
			s.t.Error(err)
		}
	}
	all["private"] = private
	if resp.PlannedIdentity != nil {
		all["identity"] = resp.PlannedIdentity.IdentityData.MsgPack
	}
	return all
}
