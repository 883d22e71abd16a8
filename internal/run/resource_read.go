// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

// Read updates the state of the run. A run is never removed from the state, as that would execute the pipeline again:
// if it is no longer in the history, or cannot be read, it stays as it was last read.
func (r *runResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state resourceModel
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(state.storeIdentity(ctx, resp.Identity)...)
	if state.RunID.IsNull() {
		return
	}

	limited, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()
	run, err := r.Provider.Client.GetRun(limited, state.PipelineID.ValueString(), state.RunID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(r.readDiagnostics(state, err)...)
		return
	}

	if state.isImported() {
		state.Wait, state.FailOnError = types.BoolValue(true), types.BoolValue(true)
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, adoptedKey, []byte("true"))...)
	}
	updated := state.withRun(run)
	updated.RunID = state.RunID
	resp.Diagnostics.Append(resp.State.Set(ctx, updated)...)
}

// readDiagnostics returns what to report about a run that could not be read: an error for an import, a warning if the
// run may still exist and the state has no final status, and nothing otherwise.
func (r *runResource) readDiagnostics(state resourceModel, err error) diag.Diagnostics {
	run := fmt.Sprintf("Run %s of pipeline %s",
		maestro.Printable(state.RunID.ValueString()), maestro.Printable(state.PipelineID.ValueString()))
	message := r.Provider.ErrorMessage(err)
	lastStatus := state.Status.ValueString()
	switch {
	case state.isImported() && errors.Is(err, maestro.ErrNotFound):
		return diag.Diagnostics{summaryRunNotFound.Errorf(
			"%s does not exist. Check both ids and customer_name of the provider. %s", run, message)}
	case state.isImported():
		return diag.Diagnostics{summaryReadFailed.Errorf("%s could not be read. %s", run, message)}
	case errors.Is(err, maestro.ErrNotFound), maestro.Run{Status: lastStatus}.Ended():
		return nil
	}
	return diag.Diagnostics{summaryRefreshFailed.Warningf("%s could not be read. It stays in the state with its last known "+
		"status, %s. %s",
		run, maestro.Printable(lastStatus), message)}
}
