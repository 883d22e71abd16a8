// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

const defaultDeleteTimeout = 30 * time.Minute

// Delete deletes the pipeline for good, or retires it, after what was asked for before that: drain, then export. After
// an error it stays in the state.
func (r *pipelineResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state definition.Pipeline
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if !resp.Diagnostics.HasError() && r.isProtected(state) {
		// Refused here, too: the plan of a forced replacement (-replace, taint, replace_triggered_by) does not show it to
		// the provider.
		resp.Diagnostics.Append(protectedError(state, refusedDestroy, thenRepeat))
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

	exists, diags := r.destroy(ctx, state)
	resp.Diagnostics.Append(diags...)
	if diags.HasError() && state.RetiresOnDestroy() {
		// It may be paused or renamed already.
		if observed, ok := r.readAfterFailure(ctx, state, interruptedReadTime); ok {
			resp.Diagnostics.Append(resp.State.Set(ctx, &observed)...)
		}
	}
	if !exists && !diags.HasError() {
		resp.Diagnostics.Append(
			r.refuseElsewhere(ctx, state, req.Private, "It was not deleted and stays in the state.")...)
	}
}

// destroy drains and exports the pipeline if that was asked for, and deletes or retires it. Exists is false if it did
// not exist. After an error, a pipeline that was paused for this is unpaused again.
func (r *pipelineResource) destroy(ctx context.Context, state definition.Pipeline) (exists bool, diags diag.Diagnostics) {
	r.Provider.ForgetPlannedName(state.Name.ValueString())
	// From here on, as Terraform may create another pipeline of this name at the same time.
	r.Provider.RecordDestroyed(state.ID.ValueString(), state.Name.ValueString())
	restore := restorePause(keepPaused)
	exists = true
	if state.DrainBeforeDestroy.ValueBool() {
		restore, exists, diags = r.drainBeforeDestroy(ctx, state)
	}
	if directory := state.ExportBeforeDestroy.ValueString(); exists && directory != "" && !diags.HasError() {
		var exportDiags diag.Diagnostics
		exists, exportDiags = r.exportBeforeDestroy(ctx, state, directory)
		diags.Append(exportDiags...)
	}
	if exists && !diags.HasError() {
		var err error
		if state.RetiresOnDestroy() {
			exists, restore, err = r.retire(ctx, state, restore)
		} else {
			exists, err = r.Provider.Client.DeletePipeline(ctx, state.ID.ValueString())
		}
		diags.Append(r.destroyError(state, err)...)
	}

	if diags.HasError() {
		r.Provider.ForgetDestroyed(state.Name.ValueString())
		note, restoreDiags := restore()
		diags = diagnostics.AppendToErrors(diags, note)
		diags.Append(restoreDiags...)
	}
	return exists, diags
}

// restorePause sets the pause state of a pipeline back after a destroy that failed. The note is a paragraph about the
// pause state for the error, or "".
type restorePause func() (note string, diags diag.Diagnostics)

// keepPaused restores nothing: the pipeline was not paused, or has to stay paused.
func keepPaused() (note string, diags diag.Diagnostics) { return "", nil }

// retire pauses the pipeline and renames it, so that its name can be used again. Both calls can be repeated, so that a
// run that was cut off between them is finished by the next one. Restore is what restores the pause state after an
// error: undrain, unless the pipeline was paused here or may be retired.
func (r *pipelineResource) retire(
	ctx context.Context, state definition.Pipeline, undrain restorePause,
) (exists bool, restore restorePause, err error) {
	id := state.ID.ValueString()
	restore = undrain
	wasPaused, err := r.Provider.Client.EnsurePaused(ctx, id)
	if err == nil {
		if !wasPaused {
			restore = func() (string, diag.Diagnostics) { return r.unpauseAgain(ctx, state) }
		}
		err = r.Provider.Client.UpdatePipeline(ctx, id, maestro.PipelineChange{Name: maestro.Some(state.RetiredName())})
	}
	if err == nil {
		restore = keepPaused
		err = r.confirmRetired(ctx, state)
	}

	switch {
	case errors.Is(err, maestro.ErrNotFound):
		return false, keepPaused, nil
	case maestro.Unconfirmed(err):
		return true, keepPaused, err
	}
	return true, restore, err
}

// confirmRetired returns an error if the platform does not show the pipeline as retired. The state must not drop a
// pipeline on the strength of a response that may come from something other than Maestro.
func (r *pipelineResource) confirmRetired(ctx context.Context, state definition.Pipeline) error {
	upToDate := time.Now().Add(lagTime)
	return maestro.Poll(ctx, firstPoll, longestPoll, func(ctx context.Context) (bool, error) {
		shown, err := r.Provider.Client.GetPipeline(ctx, state.ID.ValueString())
		if err != nil {
			return false, err
		}
		switch {
		case state.IsShownRetired(shown):
			return true, nil
		case time.Now().Before(upToDate):
			return false, nil
		}
		return false, fmt.Errorf("the platform responded with success, but shows the name %q and the status %q",
			maestro.Printable(shown.Name.Value), maestro.Printable(shown.Status.Value))
	})
}

// destroyError returns the error about a pipeline that could not be deleted or retired.
func (r *pipelineResource) destroyError(state definition.Pipeline, err error) diag.Diagnostics {
	switch {
	case err == nil:
		return nil
	case state.RetiresOnDestroy():
		next := "Run terraform apply again to finish it."
		if !maestro.Unconfirmed(err) && !errors.Is(err, maestro.ErrTemporary) {
			next = fmt.Sprintf("If the platform does not accept the name %s, rename the pipeline in the web interface and "+
				"remove it from the state:%s\n\n",
				diagnostics.Quote(state.RetiredName()), diagnostics.Command(stateRemove))
		}
		return diag.Diagnostics{summaryRetireFailed.Errorf(
			"%s could not be retired, and stays in the state. %s %s", subject(state), next, r.explain(err, operationDelete))}
	}
	return diag.Diagnostics{summaryDeleteFailed.Errorf(
		"%s could not be deleted, or its deletion could not be confirmed. It stays in the state. %s",
		subject(state), r.explain(err, operationDelete))}
}
