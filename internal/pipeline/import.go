// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// ImportState takes an id or an identity; Read does the rest.
func (r *pipelineResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id := types.StringValue(req.ID)
	if req.ID == "" && req.Identity != nil {
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(identityName), &id)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if err := maestro.CheckID(id.ValueString()); err != nil {
		resp.Diagnostics.AddError("Invalid pipeline id",
			fmt.Sprintf("A pipeline is imported by its id, as in 1b33ad2f_33d3_4837_9eeb_83c82c8b909d: %s.", err))
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), id)...)
	if resp.Identity != nil {
		resp.Diagnostics.Append(resp.Identity.SetAttribute(ctx, path.Root(identityName), maestro.PlatformID(id.ValueString()))...)
	}
}

// imported says whether a state is what ImportState makes, and nothing was read yet.
func imported(m model) bool { return m.Jobs.IsNull() }
