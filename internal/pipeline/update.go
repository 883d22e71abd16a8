// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

const (
	defaultUpdateTimeout = 10 * time.Minute
	// lastLookTime is how long a look at the platform may take after the operation's own time is over or it was
	// interrupted.
	lastLookTime = 1500 * time.Millisecond
	// afterTime is how long it may take where there is time.
	afterTime = 30 * time.Second
)

// step is one call of an update. After it, done is what the state then holds. sets are the attributes that it sets and
// that an answer may not show.
type step struct {
	what string
	call func(ctx context.Context) error
	done func(m *model)
	sets path.Paths
}

// Update sends only what changed, step by step. When a step fails, the state gets what was done before it and whatever
// the platform then shows.
func (r *pipelineResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var state, plan model
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

	unsure := doubtsOf(ctx, req.Private)
	c := changesOf(state, plan, unsure...)
	if len(c.replace) > 0 {
		resp.Diagnostics.AddError("Pipeline cannot be changed in place",
			fmt.Sprintf("%s has changes that were not known when the plan was made, and no call of the platform can make them: %s. Nothing was changed. Plan again.", subject(state), list(c.replace)))
		return
	}
	if !c.calls() {
		r.store(ctx, result(plan, state), &resp.State, resp.Identity, &resp.Diagnostics)
		return
	}
	done := state
	for _, s := range r.steps(c, state, plan) {
		err := s.call(ctx)
		unsure = unsure.after(s.sets, err)
		if err != nil {
			r.failedUpdate(ctx, state, done, unsure, s.what, err, resp)
			return
		}
		s.done(&done)
	}
	unsure.keep(ctx, resp.Private, &resp.Diagnostics)
	r.remember(ctx, resp.Private, &resp.Diagnostics)
	r.store(ctx, r.readBack(ctx, "update", plan, done, false, &resp.Diagnostics), &resp.State, resp.Identity, &resp.Diagnostics)
}

// failedUpdate says which step failed, and leaves in the state what was done before it and what the platform shows.
func (r *pipelineResource) failedUpdate(ctx context.Context, state, done model, unsure doubts, what string, err error, resp *resource.UpdateResponse) {
	if !maestro.IsNotFound(err) || !r.refuseElsewhere(ctx, state, resp.Private, "It was not changed and stays in the state", &resp.Diagnostics) {
		resp.Diagnostics.AddError("Updating a pipeline failed",
			fmt.Sprintf("%s: %s failed. The state holds what was changed before that; the next apply does the rest. %s", subject(state), what, r.explain(err, "update")))
	}
	looked, unsure, seen := r.lastLook(ctx, done, unsure, lastLookTime)
	if seen {
		r.remember(ctx, resp.Private, &resp.Diagnostics)
	}
	unsure.keep(ctx, resp.Private, &resp.Diagnostics)
	r.store(ctx, looked, &resp.State, resp.Identity, &resp.Diagnostics)
}

// steps puts the calls in order: a pause first and an unpause last, so that no run starts on a half-changed pipeline.
func (r *pipelineResource) steps(c changes, state, plan model) []step {
	id := state.ID.ValueString()
	client := r.data.Client
	var steps []step
	add := func(what string, call func(ctx context.Context) error, done func(m *model), sets ...path.Path) {
		steps = append(steps, step{what, call, done, sets})
	}
	setPaused := func(m *model) { m.Paused = plan.Paused }
	if c.paused.Has() && c.paused.Value {
		add("pausing", func(ctx context.Context) error { return client.Pause(ctx, id) }, setPaused)
	}
	if c.definition != (maestro.PipelineChange{}) {
		add("changing name, description or cron",
			func(ctx context.Context) error { return client.UpdatePipeline(ctx, id, c.definition) },
			func(m *model) { m.Name, m.Description, m.Cron = plan.Name, plan.Description, plan.Cron })
	}
	if c.memoryMB.Has() {
		add("setting the memory",
			func(ctx context.Context) error { return client.SetMemory(ctx, id, c.memoryMB.Value) },
			func(m *model) { m.MemoryMB = plan.MemoryMB }, path.Root(memoryName))
	}
	wanted, _ := jobsOf(plan.Jobs)
	for _, change := range c.jobs {
		jobID := jobIDOf(state, change.index)
		after := wanted[change.index].input
		if change.syncMode != nil {
			add(fmt.Sprintf("changing the load type of jobs[%d]", change.index),
				func(ctx context.Context) error { return client.SetSyncMode(ctx, jobID, *change.syncMode) },
				func(m *model) {
					m.setInput(change.index, after, func(f inputField) bool { return f.role == syncMode })
				})
		}
		if len(change.input) > 0 {
			add(fmt.Sprintf("changing the input of jobs[%d]", change.index),
				func(ctx context.Context) error { return client.PatchJobInput(ctx, jobID, change.input) },
				func(m *model) {
					m.setInput(change.index, after, func(f inputField) bool { _, sent := change.input[f.name]; return sent })
					m.setInput(change.index, after, func(f inputField) bool { return f.name == extraName })
				}, change.sets()...)
		}
	}
	if c.paused.Has() && !c.paused.Value {
		add("unpausing", func(ctx context.Context) error { return client.Unpause(ctx, id) }, setPaused)
	}
	return steps
}

// setInput takes the chosen fields of a job's input, and extra like one, from after.
func (m *model) setInput(index int, after values, chosen func(inputField) bool) {
	jobs, ok := jobsOf(m.Jobs)
	if !ok || index >= len(jobs) {
		return
	}
	for _, f := range append([]inputField{{name: extraName}}, inputFields...) {
		if chosen(f) {
			jobs[index].input = jobs[index].input.with(f.name, knownOrNull(after[f.name]))
		}
	}
	m.Jobs = listOf(jobs)
	m.JobIDs = jobIDsOf(*m)
}

func jobIDOf(m model, index int) string {
	jobs, _ := jobsOf(m.Jobs)
	if index < len(jobs) && jobs[index].id.ValueString() != "" {
		return jobs[index].id.ValueString()
	}
	return maestro.JobID(m.ID.ValueString(), index)
}

// lastLook gives what the platform shows after an operation has failed, and what is known without looking when it does
// not answer: a call whose answer was lost may have been carried out. left is what is in doubt after that, and seen says
// whether the platform has shown the pipeline. within is the time for it after an interrupt.
func (r *pipelineResource) lastLook(ctx context.Context, done model, unsure doubts, within time.Duration) (looked model, left doubts, seen bool) {
	var p maestro.Pipeline
	err := afterwards(ctx, within, func(ctx context.Context) (err error) {
		p, err = r.get(ctx, done)
		return err
	})
	if err != nil {
		return done, unsure, false
	}
	observed, err := observe(done, p, false)
	if err != nil {
		return done, unsure, false
	}
	observed.Status = orNull(observed.Status)
	return observed, unsure.seen(p), true
}

// afterwards is for what has to be done when an operation has failed: in what is left of its time, and where that is over
// or was cut short by an interrupt, within the little time that Terraform gives a provider to leave.
func afterwards(ctx context.Context, within time.Duration, do func(context.Context) error) error {
	if ctx.Err() == nil {
		limited, cancel := context.WithTimeout(ctx, afterTime)
		defer cancel()
		if err := do(limited); err == nil || ctx.Err() == nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
	defer cancel()
	return do(ctx)
}

func orNull(s types.String) types.String {
	if s.IsUnknown() {
		return types.StringNull()
	}
	return s
}
