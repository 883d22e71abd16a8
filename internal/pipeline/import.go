// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// ImportState imports by id or by identity. Read does the rest.
func (r *pipelineResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	id := types.StringValue(req.ID)
	if req.ID == "" && req.Identity != nil {
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(AttrIdentity), &id)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if err := maestro.CheckID(id.ValueString()); err != nil {
		resp.Diagnostics.Append(summaryInvalidID.Errorf(
			"A pipeline is imported by its id, as in 1b33ad2f_33d3_4837_9eeb_83c82c8b909d. The given id is invalid: %s.", err))
		return
	}

	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(definition.AttrID), id)...)
	resp.Diagnostics.Append(r.storeIdentity(ctx, UnreadState(id.ValueString()), resp.Identity)...)
}
