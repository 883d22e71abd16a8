// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
)

// PlanResourceChange gives back the state where a plan changes nothing, and else asks the framework.
func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	if data := s.provider.data; data != nil && req.TypeName == pipeline.TypeName && pipeline.Unchanged(req, data.DeletionProtection) {
		return &tfprotov6.PlanResourceChangeResponse{
			PlannedState:    req.ProposedNewState,
			PlannedPrivate:  req.PriorPrivate,
			PlannedIdentity: req.PriorIdentity,
		}, nil
	}
	ctx, done := s.quiet(ctx)
	defer done()
	return s.protocol.PlanResourceChange(ctx, req)
}
