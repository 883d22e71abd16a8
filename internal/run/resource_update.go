// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Update takes over what is for the next run only. Nothing is sent.
func (r *runResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	if !plan.Triggers.IsNull() {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, adoptedKey, []byte("false"))...)
	}
}
