// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// The waits between two looks at the running executions.
const (
	firstDrainPoll   = time.Second
	longestDrainPoll = 15 * time.Second
)

// drainBeforeDestroy pauses a pipeline and waits until none of its executions is running. Restore sets the pause state
// back, for when the pipeline is not deleted after all. Exists is false if the pipeline is gone.
func (r *pipelineResource) drainBeforeDestroy(
	ctx context.Context, state definition.Pipeline,
) (restore restorePause, exists bool, diags diag.Diagnostics) {
	wasPaused, err := r.pauseBeforeDrain(ctx, state)
	restore = keepPaused
	if !wasPaused {
		restore = func() (string, diag.Diagnostics) { return r.unpauseAgain(ctx, state) }
	}
	if err == nil {
		err = r.waitForRuns(ctx, state.ID.ValueString())
	}

	switch {
	case errors.Is(err, maestro.ErrNotFound):
		return restore, false, nil
	case err != nil:
		diags.Append(summaryDrainFailed.Errorf(
			"%s was not deleted, because it could not be drained first (drain_before_destroy). It stays in the state. %s",
			subject(state), r.explain(err, operationDelete)))
	}
	return restore, true, diags
}

// pauseBeforeDrain pauses a pipeline, unless it is paused. WasPaused is also true if the pipeline was not touched.
func (r *pipelineResource) pauseBeforeDrain(
	ctx context.Context, state definition.Pipeline,
) (wasPaused bool, err error) {
	id := state.ID.ValueString()
	response, err := r.Provider.Client.GetPipeline(ctx, id)
	if err != nil {
		return true, err
	}
	if definition.ObservePaused(state.Paused, response.Status).ValueBool() {
		return true, nil
	}
	// The status "error" does not show whether a pipeline is paused; the response to the call does.
	wasPaused, err = r.Provider.Client.EnsurePaused(ctx, id)
	if err != nil {
		return !maestro.Unconfirmed(err), fmt.Errorf("pausing: %w", err)
	}
	return wasPaused, nil
}

// waitForRuns waits until no execution of a pipeline is running.
func (r *pipelineResource) waitForRuns(ctx context.Context, id string) error {
	var running []string
	err := maestro.Poll(ctx, firstDrainPoll, longestDrainPoll, func(ctx context.Context) (bool, error) {
		runs, err := r.Provider.Client.ListRuns(ctx, id)
		if err != nil {
			return false, err
		}
		running = nil
		for _, run := range runs {
			if !run.Ended() {
				running = append(running, diagnostics.Brief(fmt.Sprintf("%s (%s)", run.ID, run.Status)))
			}
		}
		return len(running) == 0, nil
	})
	if err != nil && !errors.Is(err, maestro.ErrNotFound) && len(running) > 0 {
		return fmt.Errorf("still running: %s: %w", diagnostics.ListSome(running, ", "), err)
	}
	return err
}

// unpauseAgain is the [restorePause] of a pipeline that was paused for its destroy. It also works after an interrupt.
func (r *pipelineResource) unpauseAgain(
	ctx context.Context, state definition.Pipeline,
) (note string, diags diag.Diagnostics) {
	err := afterFailure(ctx, interruptedReadTime, func(ctx context.Context) error {
		return r.Provider.Client.Unpause(ctx, state.ID.ValueString())
	})
	switch {
	case err == nil:
		return "\n\nThe pipeline was paused for the destroy, and was unpaused again.", nil
	case errors.Is(err, maestro.ErrNotFound):
		return "", nil
	}
	diags.Append(summaryStillPaused.About(state.Name.ValueString()).Warningf(
		"%s was paused before the destroy, which failed, and could not be unpaused afterwards. Its schedule does not run "+
			"until the next apply, or until it is unpaused in the web interface. %s",
		subject(state), r.explain(err, operationDelete)))
	return "\n\nThe pipeline was paused for the destroy, and could not be unpaused again.", diags
}
