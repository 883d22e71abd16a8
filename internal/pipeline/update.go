// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

const defaultUpdateTimeout = 10 * time.Minute

// step is one call of an update.
type step struct {
	description string
	call        func(context.Context) error
	// confirmed returns the pipeline after the call.
	confirmed func(definition.Pipeline) definition.Pipeline
	// unconfirmed returns the pipeline after a call that may or may not have been carried out, with null for the
	// attributes that a response may not show. It is nil if responses show them all.
	unconfirmed func(p definition.Pipeline, err error) definition.Pipeline
}

// Update sends what changed, call by call. If a call fails, the state gets what was done before, and what the platform
// then shows.
func (r *pipelineResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var state, plan definition.Pipeline
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Update(ctx, defaultUpdateTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	changes := definition.Diff(state, plan, getPrivate[bool](ctx, req.Private, importedKey))
	switch {
	case len(changes.Replace) > 0:
		resp.Diagnostics.Append(summaryCannotChange.About(state.Name.ValueString()).ErrorAtf(path.Root(definition.AttrJobs),
			"A value that was unknown in the plan results in a change that the API cannot make in place:\n\n%s\n\nThe "+
				"pipeline was not changed. Run terraform plan again: the value is known now, and the plan shows what you can do.",
			bulletList(descriptionsOf(changes.Replace))))
		return
	case !changes.HasCalls():
		resp.Diagnostics.Append(r.applied(ctx, resp.Private)...)
		resp.Diagnostics.Append(r.store(ctx, plan.ResolveUnknowns(state), &resp.State, resp.Identity)...)
		return
	}

	state = definition.Align(state, plan) // so that the index of a job is the same in both
	done := state
	for _, s := range r.steps(changes, state, plan) {
		if err := s.call(ctx); err != nil {
			if maestro.Unconfirmed(err) && s.unconfirmed != nil {
				done = s.unconfirmed(done, err)
			}
			r.updateFailed(ctx, state, plan, done, s.description, err, resp)
			return
		}
		done = s.confirmed(done)
	}
	resp.Diagnostics.Append(r.recordSeen(ctx, resp.Private)...)
	resp.Diagnostics.Append(r.applied(ctx, resp.Private)...)
	after, diags := r.readBack(ctx, operationUpdate, plan, done, false)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.store(ctx, after, &resp.State, resp.Identity)...)
}

// applied clears what was recorded about the import of the pipeline, and about what had changed on the platform.
func (r *pipelineResource) applied(ctx context.Context, private privateState) diag.Diagnostics {
	diags := setPrivate(ctx, private, importedKey, false)
	diags.Append(setPrivate(ctx, private, driftKey, nil)...)
	return diags
}

// updateFailed reports which call failed, and stores what was done before it and what the platform shows.
func (r *pipelineResource) updateFailed(
	ctx context.Context, state, plan, done definition.Pipeline, description string, err error, resp *resource.UpdateResponse,
) {
	resp.Diagnostics.Append(r.explainUpdate(ctx, state, plan, description, err, resp.Private)...)

	observed, ok := r.readAfterFailure(ctx, done, interruptedReadTime)
	if ok {
		resp.Diagnostics.Append(r.recordSeen(ctx, resp.Private)...)
	}
	resp.Diagnostics.Append(r.store(ctx, observed, &resp.State, resp.Identity)...)
}

// explainUpdate returns the error about a call that failed.
func (r *pipelineResource) explainUpdate(
	ctx context.Context, state, plan definition.Pipeline, description string, err error, private privateState,
) diag.Diagnostics {
	if errors.Is(err, maestro.ErrNotFound) {
		refused := r.refuseElsewhere(ctx, state, private, "It was not changed, and stays in the state.")
		if refused != nil {
			return refused
		}
	}
	if isRenamed := !plan.Name.SameMeaning(state.Name.ValueString()); isRenamed && mayBeAboutName(err) {
		taken, _ := r.otherWithName(ctx, plan.Name.ValueString(), state.ID.ValueString())
		if taken != nil {
			return diag.Diagnostics{summaryNameTaken.ErrorAtf(path.Root(definition.AttrName),
				"%s was not renamed to %q, because another pipeline (%s) has that name. Choose another name, or rename the "+
					"other pipeline first. %s",
				subject(state), plan.Name.ValueString(), maestro.Printable(taken.ID), r.explain(err, operationUpdate))}
		}
	}
	return diag.Diagnostics{summaryUpdateFailed.Errorf(
		"%s could not be updated: %s failed. The changes before that are in the state, and the next apply makes "+
			"the others. %s",
		subject(state), description, r.explain(err, operationUpdate))}
}

// steps returns the calls in order: a pause first and an unpause last, so that no run starts on a half-changed
// pipeline.
func (r *pipelineResource) steps(changes definition.Changes, state, plan definition.Pipeline) []step {
	client, id := r.Provider.Client, state.ID.ValueString()
	setPaused := func(p definition.Pipeline) definition.Pipeline {
		p.Paused = plan.Paused
		return p
	}

	var steps []step
	if changes.Paused.Has() && changes.Paused.Value {
		steps = append(steps, step{
			description: "pausing",
			call:        func(ctx context.Context) error { return client.Pause(ctx, id) },
			confirmed:   setPaused,
		})
	}
	if changes.Definition != (maestro.PipelineChange{}) {
		steps = append(steps, step{
			description: "changing name, description or cron",
			call:        func(ctx context.Context) error { return client.UpdatePipeline(ctx, id, changes.Definition) },
			confirmed: func(p definition.Pipeline) definition.Pipeline {
				p.Name, p.Description, p.Cron = plan.Name, plan.Description, plan.Cron
				return p
			},
		})
	}
	if changes.MemoryMB.Has() {
		steps = append(steps, r.memoryStep(id, changes.MemoryMB.Value, plan.MemoryMB))
	}
	for _, change := range changes.Jobs {
		steps = append(steps, r.jobSteps(change, state, plan)...)
	}
	if changes.Paused.Has() && !changes.Paused.Value {
		steps = append(steps, step{
			description: "unpausing",
			call:        func(ctx context.Context) error { return client.Unpause(ctx, id) },
			confirmed:   setPaused,
		})
	}
	return steps
}

func (r *pipelineResource) memoryStep(id string, mb int64, planned types.Int64) step {
	return step{
		description: "setting the memory",
		call:        func(ctx context.Context) error { return r.setMemory(ctx, id, mb) },
		confirmed: func(p definition.Pipeline) definition.Pipeline {
			p.MemoryMB = planned
			return p
		},
		unconfirmed: func(p definition.Pipeline, err error) definition.Pipeline {
			if !planned.IsNull() {
				p.MemoryMB = types.Int64Null() // so that the next plan sends it again
			}
			p.MemoryMB = memoryAfter(err, p.MemoryMB)
			return p
		},
	}
}

// memoryError is the error of a call that sets the memory, and to which the platform responds with another value.
type memoryError struct{ sent, shown int64 }

// Error returns both values, and how to accept the platform's.
func (e memoryError) Error() string {
	return fmt.Sprintf("the provider sent %d MB, and the platform set %d MB. Set memory_mb = %d, or another value that "+
		"the platform accepts",
		e.sent, e.shown, e.shown)
}

// setMemory sets the memory of a pipeline.
func (r *pipelineResource) setMemory(ctx context.Context, id string, mb int64) error {
	shown, err := r.Provider.Client.SetMemory(ctx, id, mb)
	if err == nil && shown != mb {
		return memoryError{sent: mb, shown: shown}
	}
	return err
}

// memoryAfter returns the memory after a failed call: the value that the platform shows, or else the one that is known.
func memoryAfter(err error, known types.Int64) types.Int64 {
	var other memoryError
	if errors.As(err, &other) {
		return types.Int64Value(other.shown)
	}
	return known
}

// jobSteps returns the calls for one job.
func (r *pipelineResource) jobSteps(change definition.JobChange, state, plan definition.Pipeline) []step {
	client, jobID := r.Provider.Client, state.JobID(change.Index)
	var steps []step
	if change.SyncMode != nil {
		steps = append(steps, step{
			description: fmt.Sprintf("changing the load type of jobs[%d]", change.Index),
			call:        func(ctx context.Context) error { return client.SetSyncMode(ctx, jobID, *change.SyncMode) },
			confirmed: func(p definition.Pipeline) definition.Pipeline {
				return change.WithSyncMode(p, plan)
			},
		})
	}
	if len(change.Input) > 0 {
		steps = append(steps, step{
			description: fmt.Sprintf("changing the input of jobs[%d]", change.Index),
			call:        func(ctx context.Context) error { return client.PatchJobInput(ctx, jobID, change.Input) },
			confirmed: func(p definition.Pipeline) definition.Pipeline {
				return change.WithInput(p, plan)
			},
			unconfirmed: func(p definition.Pipeline, _ error) definition.Pipeline {
				return change.WithUnconfirmedInput(p, plan)
			},
		})
	}
	return steps
}
