// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
)

const defaultDeleteTimeout = 30 * time.Minute

// Delete deletes the pipeline for good, after what was asked for before that: drain, then export. After an error it stays in
// the state.
func (r *pipelineResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state definition.Pipeline
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if !resp.Diagnostics.HasError() {
		// Refused here, too: the plan of a forced replacement (-replace, taint) does not show it to the provider.
		resp.Diagnostics.Append(refuseProtected(state, "destroyed")...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := state.Timeouts.Delete(ctx, defaultDeleteTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	restorePause := func() diag.Diagnostics { return nil }
	exists := true
	if state.DrainBeforeDestroy.ValueBool() {
		restorePause, exists, diags = r.drainBeforeDestroy(ctx, state)
		resp.Diagnostics.Append(diags...)
	}
	if folder := state.ExportBeforeDestroy.ValueString(); exists && folder != "" && !resp.Diagnostics.HasError() {
		exists, diags = r.exportBeforeDestroy(ctx, state, folder)
		resp.Diagnostics.Append(diags...)
	}
	if exists && !resp.Diagnostics.HasError() {
		exists, diags = r.delete(ctx, state)
		resp.Diagnostics.Append(diags...)
	}

	switch {
	case resp.Diagnostics.HasError():
		resp.Diagnostics.Append(restorePause()...)
	case !exists:
		resp.Diagnostics.Append(
			r.refuseElsewhere(ctx, state, req.Private, "It was not deleted and stays in the state.")...)
	}
}

// delete deletes the pipeline. Exists is false if it did not exist.
func (r *pipelineResource) delete(ctx context.Context, state definition.Pipeline) (exists bool, diags diag.Diagnostics) {
	exists, err := r.Provider.Client.DeletePipeline(ctx, state.ID.ValueString())
	if err != nil {
		diags.Append(summaryDeleteFailed.Errorf(
			"%s stays in the state, as it is not known to be gone. %s", subject(state), r.explain(err, operationDelete)))
	}
	return exists, diags
}
