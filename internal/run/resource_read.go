// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

// Read looks how the run gets on. It never drops a run from the state, as that would run the pipeline again: one that is no longer in
// the history, or that cannot be read, stays as it was last seen.
func (r *runResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() || state.RunID.IsNull() {
		return
	}
	first := imported(state)
	pipelineID, runID := state.PipelineID.ValueString(), state.RunID.ValueString()
	limited, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()
	run, err := r.data.Client.GetRun(limited, pipelineID, runID)
	words := func(text string) string {
		return fmt.Sprintf("Run %s of the pipeline %s %s %s", runID, pipelineID, text, r.data.Explain(err))
	}
	switch {
	case first && errors.Is(err, maestro.ErrNotFound):
		resp.Diagnostics.AddError("Run to import does not exist", words("is not in the pipeline's history. Check both ids, and customer_name of the provider."))
		return
	case first && err != nil:
		resp.Diagnostics.AddError("Reading a run failed", words("could not be read."))
		return
	case errors.Is(err, maestro.ErrNotFound):
		return
	case err != nil && !(maestro.Run{Status: state.Status.ValueString()}).Ended():
		// One that has ended has no more to tell.
		resp.Diagnostics.AddWarning("Run could not be read", words("was "+maestro.Printable(state.Status.ValueString())+" when it was last looked at, and could not be read now."))
		return
	case err != nil:
		return
	}
	if first {
		state.Wait, state.FailOnError = types.BoolValue(true), types.BoolValue(true)
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, adoptedKey, []byte("true"))...)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state.withRun(run))...)
}
