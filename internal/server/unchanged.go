// SPDX-License-Identifier: MPL-2.0

package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
)

// PlanResourceChange gives back the state where a plan changes nothing, and else asks the framework.
func (s *server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	if data := s.provider.Data(); data != nil && req.TypeName == pipeline.TypeName && pipeline.Unchanged(req, data.DeletionProtection) {
		identity := req.PriorIdentity
		if identity == nil {
			identity = noIdentity()
		}
		return &tfprotov6.PlanResourceChangeResponse{
			PlannedState:    req.ProposedNewState,
			PlannedPrivate:  req.PriorPrivate,
			PlannedIdentity: identity,
		}, nil
	}
	return quietly(ctx, s, req, s.protocol.PlanResourceChange)
}

// noIdentity is what the framework plans for a state that has no identity, be it of an older CLI: null.
func noIdentity() *tfprotov6.ResourceIdentityData {
	return &tfprotov6.ResourceIdentityData{IdentityData: &tfprotov6.DynamicValue{MsgPack: []byte{msgpackNull}}}
}

const msgpackNull = 0xc0
