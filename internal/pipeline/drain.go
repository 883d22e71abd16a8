// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// The waits between looks at running executions.
const (
	firstDrainLook   = time.Second
	longestDrainLook = 15 * time.Second
)

// drain pauses a pipeline and waits until none of its executions runs any more. undo puts the pause state back as it
// was, for when the pipeline is not deleted after all.
func (r *pipelineResource) drain(ctx context.Context, state model) (undo func(*diag.Diagnostics), gone bool, err error) {
	id := state.ID.ValueString()
	undo = func(*diag.Diagnostics) {}
	p, err := r.data.Client.GetPipeline(ctx, id)
	if maestro.IsNotFound(err) {
		return undo, true, nil
	}
	if err != nil {
		return undo, false, err
	}
	if !observePaused(state.Paused, p.Status).ValueBool() {
		again := func(diags *diag.Diagnostics) { r.unpauseAgain(ctx, state, diags) }
		already, err := r.data.Client.EnsurePaused(ctx, id)
		switch {
		case maestro.IsNotFound(err):
			return undo, true, nil
		case err != nil:
			return again, false, fmt.Errorf("pausing: %w", err)
		case !already: // what status "error" does not tell
			undo = again
		}
	}
	var running []string
	err = maestro.Poll(ctx, firstDrainLook, longestDrainLook, func(ctx context.Context) (bool, error) {
		runs, err := r.data.Client.ListRuns(ctx, id)
		if err != nil {
			return false, err
		}
		running = nil
		for _, run := range runs {
			if !run.Ended() {
				running = append(running, maestro.Printable(fmt.Sprintf("%s (%s)", run.ID, run.Status)))
			}
		}
		return len(running) == 0, nil
	})
	switch {
	case maestro.IsNotFound(err):
		return undo, true, nil
	case err != nil && len(running) > 0:
		return undo, false, fmt.Errorf("still running: %s: %w", named(running), err)
	}
	return undo, false, err
}

// named names a few of many.
func named(all []string) string {
	const few = 10
	if len(all) <= few {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s, and %d more", strings.Join(all[:few], ", "), len(all)-few)
}

// unpauseAgain works after an interrupt too, within the time that Terraform gives a provider to leave.
func (r *pipelineResource) unpauseAgain(ctx context.Context, state model, diags *diag.Diagnostics) {
	err := afterwards(ctx, lastLookTime, func(ctx context.Context) error { return r.data.Client.Unpause(ctx, state.ID.ValueString()) })
	if err != nil && !maestro.IsNotFound(err) {
		diags.AddWarning("Pipeline is still paused",
			fmt.Sprintf("%s was paused before it was to be deleted, and could not be unpaused when that failed. %s", subject(state), r.explain(err, "delete")))
	}
}
