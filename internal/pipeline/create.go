// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

const (
	defaultCreateTimeout = 10 * time.Minute
	// appearTime is how long a pipeline that was just created may take to be shown.
	appearTime = 30 * time.Second
	// settleTime is how long the platform's view of the schedule may lag behind pausing.
	settleTime = 3 * time.Second
	// shortLookTime is lastLookTime for a create, which has looked already where it was interrupted.
	shortLookTime = 400 * time.Millisecond
	// The waits between looks.
	firstLook   = 200 * time.Millisecond
	longestLook = 2 * time.Second
)

// Create makes the pipeline, then does what a create has no field for, then reads back. From the moment that the
// platform has, or may have, the pipeline, the state has its id.
func (r *pipelineResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, defaultCreateTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	id := maestro.NewID()
	created, err := r.data.Client.CreatePipeline(ctx, newPipeline(plan, id))
	if created == maestro.NotCreated && !r.madeAllTheSame(ctx, plan, id, err, &resp.Diagnostics) {
		return
	}
	r.remember(ctx, resp.Private, &resp.Diagnostics)
	plan.ID = types.StringValue(maestro.PlatformID(id))
	made := known(plan)
	made.Paused, made.MemoryMB = types.BoolValue(false), types.Int64Null() // as a create leaves them
	if created == maestro.MaybeCreated {
		maybeCreated(made, r.explain(err, "create"), &resp.Diagnostics)
		r.store(ctx, made, &resp.State, resp.Identity, &resp.Diagnostics)
		return
	}

	if unsure, failed := r.finishCreate(ctx, plan, &made, &resp.Diagnostics); failed {
		looked, unsure, _ := r.lastLook(ctx, made, unsure, shortLookTime)
		unsure.keep(ctx, resp.Private, &resp.Diagnostics)
		r.store(ctx, looked, &resp.State, resp.Identity, &resp.Diagnostics)
		return
	}
	plan.ID = types.StringUnknown() // as the platform spells it
	said := created == maestro.SaidCreated
	r.store(ctx, r.readBack(ctx, "create", plan, made, said, &resp.Diagnostics), &resp.State, resp.Identity, &resp.Diagnostics)
}

// untaint keeps what Terraform would otherwise make anew.
var untaint = diagnostics.Command("terraform untaint <address of this resource>")

// maybeCreated is the error about a pipeline of which nobody could say whether it is there.
func maybeCreated(made model, why string, diags *diag.Diagnostics) {
	diags.AddError("Creating a pipeline may have succeeded",
		fmt.Sprintf("%s was sent to the platform, and it is not known whether it arrived. %s\n\n"+
			"Its id is kept in the state: the next plan looks whether it is there, and goes on from that. If it is there, Terraform has marked it as tainted and would make it anew; "+
			"to keep it, run first:%s\n\n"+
			"To look by hand, search the platform for the id. To take the pipeline over in another configuration:\n\n%s",
			subject(made), why, untaint, importBlock(made.ID.ValueString())))
}

// finishCreate sets memory and pause state, and keeps in made what has been done.
func (r *pipelineResource) finishCreate(ctx context.Context, plan model, made *model, diags *diag.Diagnostics) (unsure doubts, failed bool) {
	fail := func(what string, err error, sets ...path.Path) (doubts, bool) {
		diags.AddError("Creating a pipeline stopped half way",
			fmt.Sprintf("%s was created, but %s failed. %s\n\nIts id is in the state. Terraform marks it as tainted, and the next apply would make it anew; "+
				"to keep it and only finish it, run first:%s", subject(*made), what, r.explain(err, "create"), untaint))
		return doubts{}.after(sets, err), true
	}
	id := made.ID.ValueString()
	if plan.Paused.ValueBool() {
		// First of all, as a run could start.
		if err := whenThere(ctx, func(ctx context.Context) error { return r.data.Client.Pause(ctx, id) }); err != nil {
			return fail("pausing it", err)
		}
		made.Paused = plan.Paused
	}
	if !plan.MemoryMB.IsNull() {
		if err := whenThere(ctx, func(ctx context.Context) error { return r.data.Client.SetMemory(ctx, id, plan.MemoryMB.ValueInt64()) }); err != nil {
			return fail("setting its memory", err, path.Root(memoryName))
		}
		made.MemoryMB = plan.MemoryMB
	}
	return nil, false
}

// whenThere repeats a call on a pipeline that was just created for as long as the platform may not show it yet.
func whenThere(ctx context.Context, call func(context.Context) error) error {
	appear := time.Now().Add(appearTime)
	return maestro.Poll(ctx, firstLook, longestLook, func(ctx context.Context) (bool, error) {
		err := call(ctx)
		if maestro.IsNotFound(err) && time.Now().Before(appear) {
			return false, nil
		}
		return err == nil, err
	})
}

// readBack gives the state after an apply that has done all that was planned. done is what is known without reading: it
// is kept when reading fails, as everything was done and the next plan reads again; but for a pipeline that is only said
// to be created, of which nothing is known then.
func (r *pipelineResource) readBack(ctx context.Context, operation string, plan, done model, said bool, diags *diag.Diagnostics) model {
	observed, err := r.observeSettled(ctx, plan, done)
	switch {
	case err != nil && said:
		maybeCreated(done, "The platform answered the create with success, and was asked for the pipeline. "+r.explain(err, operation), diags)
		return done
	case maestro.IsNotFound(err):
		diags.AddError("Pipeline is not found after its "+operation,
			fmt.Sprintf("%s is as planned by what the platform answered, and then it was not found. Its id is kept in the state: the next plan looks again, and goes on from that. %s",
				subject(done), r.explain(err, operation)))
		return done
	case err != nil:
		diags.AddWarning("Pipeline could not be read back",
			fmt.Sprintf("%s is as planned, but could not be read afterwards. What only the platform knows is filled in by the next plan. %s", subject(done), r.explain(err, operation)))
		return result(plan, done)
	}
	if kept := differences(plan, observed); len(kept) > 0 {
		diags.AddWarning("The platform did not keep everything",
			fmt.Sprintf("%s was changed without an error, but the platform shows other values than the plan for: %s. The next plan shows them as changes. "+
				"Where a change comes back again and again, the platform does not make it in place. This makes the pipeline anew:%s",
				subject(observed), list(kept), diagnostics.Command("terraform apply -replace=<address of this resource>")))
	}
	return result(plan, observed)
}

// observeSettled reads a pipeline once it is there and its schedule is as planned, or is not after some time.
func (r *pipelineResource) observeSettled(ctx context.Context, plan, done model) (observed model, err error) {
	appear, settle := time.Now().Add(appearTime), time.Now().Add(settleTime)
	err = maestro.Poll(ctx, firstLook, longestLook, func(ctx context.Context) (bool, error) {
		p, err := r.get(ctx, done)
		if maestro.IsNotFound(err) && time.Now().Before(appear) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if observed, err = observe(known(plan.withID(done.ID)), p, false); err != nil {
			return false, err
		}
		if plan.ID.IsUnknown() {
			observed.ID = types.StringValue(p.ID)
		}
		return observePaused(plan.Paused, p.Status).Equal(plan.Paused) || time.Now().After(settle), nil
	})
	return observed, err
}

func (m model) withID(id types.String) model {
	m.ID = id
	return m
}

// mayBeAboutTheName says whether a refusal is worth a look at the names that are taken: no page says what the platform
// answers then.
func mayBeAboutTheName(refusal error) bool {
	return !maestro.IsUnauthorized(refusal) && !maestro.IsForbidden(refusal) && !maestro.IsBusy(refusal) && !maestro.IsUnanswered(refusal)
}

// madeAllTheSame looks at the list of all pipelines after a create that was refused: true where the pipeline is in it
// with this very id, as what refused it came from something else than Maestro. Where another one has the name, the
// error says how to take that over.
func (r *pipelineResource) madeAllTheSame(ctx context.Context, plan model, id string, refusal error, diags *diag.Diagnostics) bool {
	unsure := maestro.MayBeDone(refusal)
	if ctx.Err() == nil && mayBeAboutTheName(refusal) {
		named, err := r.data.Client.FindByName(ctx, plan.Name.ValueString())
		if slices.ContainsFunc(named, func(p maestro.Pipeline) bool { return maestro.SameID(p.ID, id) }) {
			return true
		}
		if len(named) > 0 {
			diags.AddAttributeError(path.Root("name"), "Pipeline name is taken",
				fmt.Sprintf("The platform has a pipeline named %q already, with the id %q, and refused to make another. %s\n\n"+
					"To manage the one that is there, add this block and plan again; or choose another name. Where it is the one that this is to replace, "+
					"a replacement that creates first (create_before_destroy) needs another name.\n\n%s",
					plan.Name.ValueString(), named[0].ID, r.explain(refusal, "create"), importBlock(named[0].ID)))
			return false
		}
		unsure = unsure || err != nil
	}
	detail := fmt.Sprintf("%s was not created. %s", subject(plan), r.explain(refusal, "create"))
	if unsure {
		detail += fmt.Sprintf("\n\nShould it turn out to be there all the same, it has the id %s, and this block takes it over:\n\n%s", maestro.PlatformID(id), importBlock(maestro.PlatformID(id)))
	}
	diags.AddError("Creating a pipeline failed", detail)
	return false
}
