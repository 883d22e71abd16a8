// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

const defaultDeleteTimeout = 30 * time.Minute

// Delete removes the pipeline for good, after what was asked for before it: drain, then export. An error leaves it in
// the state.
func (r *pipelineResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	// Refused here too: a forced replacement (-replace, taint) is not known to a provider earlier.
	if resp.Diagnostics.HasError() || refuseProtected(state, "destroyed", &resp.Diagnostics) {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	restore := func() {}
	if state.DrainBeforeDestroy.ValueBool() {
		undo, gone, err := r.drain(ctx, state)
		if err != nil {
			resp.Diagnostics.AddError("Draining a pipeline failed",
				fmt.Sprintf("%s was not deleted, as it could not be drained first (drain_before_destroy). %s", subject(state), r.explain(err, "delete")))
			undo(&resp.Diagnostics)
			return
		}
		if gone && r.refuseElsewhere(ctx, state, req.Private, "It was not deleted and stays in the state", &resp.Diagnostics) {
			return
		}
		if gone {
			return
		}
		restore = func() { undo(&resp.Diagnostics) }
	}
	if folder := state.ExportBeforeDestroy.ValueString(); folder != "" {
		gone, err := r.export(ctx, state, folder, &resp.Diagnostics)
		if err != nil {
			resp.Diagnostics.AddError("Exporting a pipeline failed",
				fmt.Sprintf("%s was not deleted, as its configuration could not be written to the folder %q first (export_before_destroy). %s", subject(state), folder, r.explain(err, "delete")))
			restore()
			return
		}
		if gone && r.refuseElsewhere(ctx, state, req.Private, "It was not deleted and stays in the state", &resp.Diagnostics) {
			return
		}
		if gone {
			return
		}
	}
	found, err := r.data.Client.DeletePipeline(ctx, state.ID.ValueString())
	if err != nil {
		resp.Diagnostics.AddError("Deleting a pipeline failed",
			fmt.Sprintf("%s stays in the state, as it is not known to be gone. %s", subject(state), r.explain(err, "delete")))
		restore()
		return
	}
	if !found {
		r.refuseElsewhere(ctx, state, req.Private, "It was not deleted and stays in the state", &resp.Diagnostics)
	}
}
