// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

const (
	defaultCreateTimeout = 10 * time.Minute
	// appearTime is how long a pipeline that was just created may take to be shown.
	appearTime = 30 * time.Second
	// shortReadTime replaces interruptedReadTime after a failed create: CreatePipeline has already spent part of the time
	// that Terraform leaves an interrupted provider.
	shortReadTime = 400 * time.Millisecond
	// The waits between two polls.
	firstPoll   = 200 * time.Millisecond
	longestPoll = 2 * time.Second
	// The waits between two creates while a name is freed.
	firstNamePoll   = time.Second
	longestNamePoll = 15 * time.Second
)

// Create creates the pipeline, then sets what a create has no field for, then reads it back. From the moment that the
// platform has, or may have, the pipeline, the state has its id.
func (r *pipelineResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan definition.Pipeline
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

	r.Provider.ForgetPlannedName(plan.Name.ValueString())
	id := maestro.NewID()
	outcome, err := r.createWhenNameIsFree(ctx, plan, id)
	if outcome == maestro.NotCreated {
		refused := r.explainRefusal(ctx, plan, id, err)
		resp.Diagnostics.Append(refused...)
		if refused != nil {
			return
		}
	}

	resp.Diagnostics.Append(r.recordSeen(ctx, resp.Private)...)
	resp.Diagnostics.Append(recordObject(ctx, resp.Private)...)
	plan.ID = tfvalue.StringValue[tfvalue.Exact](maestro.PlatformID(id))
	created := plan.WithoutUnknowns()
	created.Paused, created.MemoryMB = types.BoolValue(false), types.Int64Null() // as after every create
	// The pipeline is protected only when its create is complete: no configuration could change it for a tainted object.
	created.DeletionProtection = types.BoolValue(false)
	if outcome == maestro.MaybeCreated {
		resp.Diagnostics.Append(unconfirmedCreate(created, r.explain(err, operationCreate)))
		resp.Diagnostics.Append(r.store(ctx, created, &resp.State, resp.Identity)...)
		return
	}

	if failed := r.finishCreate(ctx, plan, &created); failed != nil {
		resp.Diagnostics.Append(failed)
		observed, _ := r.readAfterFailure(ctx, created, shortReadTime)
		resp.Diagnostics.Append(r.store(ctx, observed, &resp.State, resp.Identity)...)
		return
	}
	plan.ID = tfvalue.StringUnknown[tfvalue.Exact]() // so that readBack takes the spelling of the platform
	r.Provider.RecordManaged(id)
	r.Provider.RecordCreated(id)
	state, diags := r.readBack(ctx, operationCreate, plan, created, outcome == maestro.ReportedCreated)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.store(ctx, state, &resp.State, resp.Identity)...)
}

// createWhenNameIsFree creates the pipeline. If its name is refused because it still belongs to a pipeline that this
// run has deleted, as in a replacement, the create is repeated until the platform has freed the name.
func (r *pipelineResource) createWhenNameIsFree(
	ctx context.Context, plan definition.Pipeline, id string,
) (outcome maestro.CreateOutcome, err error) {
	body := definition.Encode(plan, id)
	_ = maestro.Poll(ctx, firstNamePoll, longestNamePoll, func(ctx context.Context) (bool, error) {
		outcome, err = r.Provider.Client.CreatePipeline(ctx, body)
		return outcome != maestro.NotCreated || !r.isNameBeingFreed(ctx, plan.Name.ValueString(), err), nil
	})
	return outcome, err
}

// aboutName matches the messages of refusals that are about a name that is taken. No page documents them.
var aboutName = regexp.MustCompile(`(?i)already|taken|duplicate|unique|in use`)

// isNameBeingFreed reports whether a create was refused for the name of a pipeline that this run has deleted.
func (r *pipelineResource) isNameBeingFreed(ctx context.Context, name string, refusal error) bool {
	destroyed, ok := r.Provider.DestroyedByName(name)
	if !ok || !mayBeAboutName(refusal) || maestro.Unconfirmed(refusal) || !aboutName.MatchString(refusal.Error()) {
		return false
	}
	other, err := r.otherWithName(ctx, name, destroyed)
	return err == nil && other == nil
}

// otherWithName returns a pipeline with this name and another id, or nil if there is none.
func (r *pipelineResource) otherWithName(ctx context.Context, name, id string) (*maestro.Pipeline, error) {
	named, err := r.Provider.Client.FindByName(ctx, name)
	for i := range named {
		if !maestro.SameID(named[i].ID, id) {
			return &named[i], nil
		}
	}
	return nil, err
}

// unconfirmedCreate returns the error about a pipeline that may or may not exist.
func unconfirmedCreate(created definition.Pipeline, why string) diag.Diagnostic {
	return summaryCreateUnconfirmed.Errorf(
		"The request that creates the %s was sent, but its outcome is not known. %s\n\n"+
			"The id is in the state, and the next plan reads whether the pipeline exists. Terraform marks it as tainted, so "+
			"that the next apply would replace it. To keep it, run first:%s\n\n"+
			"To manage it in another configuration, import it there:\n\n%s",
		referenceTo(created), why, diagnostics.Command(untaint), importBlock(created.ID.ValueString()))
}

// finishCreate sets the pause state and the memory, and records in created what has been set.
func (r *pipelineResource) finishCreate(
	ctx context.Context, plan definition.Pipeline, created *definition.Pipeline,
) diag.Diagnostic {
	client, id := r.Provider.Client, created.ID.ValueString()
	fail := func(what string, err error) diag.Diagnostic {
		return summaryCreateIncomplete.Errorf(
			"%s was created, but %s failed. %s\n\nThe id is in the state. Terraform marks it as tainted, so that the next "+
				"apply would replace it. To keep it, so that the next apply completes it instead, run first:%s",
			subject(*created), what, r.explain(err, operationCreate), diagnostics.Command(untaint))
	}

	if plan.Paused.ValueBool() { // first, as a run could start
		if err := retryUntilShown(ctx, func(ctx context.Context) error { return client.Pause(ctx, id) }); err != nil {
			return fail("pausing it", err)
		}
		created.Paused = plan.Paused
	}
	if !plan.MemoryMB.IsNull() {
		err := retryUntilShown(ctx, func(ctx context.Context) error { return r.setMemory(ctx, id, plan.MemoryMB.ValueInt64()) })
		if err != nil {
			created.MemoryMB = memoryAfter(err, created.MemoryMB)
			return fail("setting its memory", err)
		}
		created.MemoryMB = plan.MemoryMB
	}
	return nil
}

// retryUntilShown repeats a call about a pipeline that was just created while the platform may not show it yet.
func retryUntilShown(ctx context.Context, call func(context.Context) error) error {
	deadline := time.Now().Add(appearTime)
	return maestro.Poll(ctx, firstPoll, longestPoll, func(ctx context.Context) (bool, error) {
		err := call(ctx)
		if errors.Is(err, maestro.ErrNotReady) && time.Now().Before(deadline) {
			return false, nil
		}
		return err == nil, err
	})
}

// explainRefusal returns the error about a create that was refused, or nil if the list of all pipelines shows the
// pipeline under this very id: then something other than Maestro refused it. If another pipeline has the name, the
// error describes how to take that one over.
func (r *pipelineResource) explainRefusal(
	ctx context.Context, plan definition.Pipeline, id string, refusal error,
) diag.Diagnostics {
	mayExist := maestro.Unconfirmed(refusal) && isAboutPipeline(refusal)
	if ctx.Err() == nil && mayBeAboutName(refusal) {
		shown, err := r.Provider.Client.ListPipelines(ctx)
		if slices.ContainsFunc(shown, func(p maestro.Pipeline) bool { return maestro.SameID(p.ID, id) }) {
			return nil
		}
		named := slices.IndexFunc(shown, func(p maestro.Pipeline) bool { return plan.Name.SameMeaning(p.Name.Value) })
		if named >= 0 {
			return diag.Diagnostics{r.nameTaken(plan, shown[named].ID, refusal)}
		}
		mayExist = mayExist || err != nil
	}

	advice := ""
	if mayExist {
		advice = "\n\nIf the platform shows it all the same, it has the id " + maestro.PlatformID(id) + ". Import it:\n\n" +
			importBlock(maestro.PlatformID(id))
	}
	return diag.Diagnostics{summaryCreateFailed.Errorf(
		"%s was not created. %s%s", subject(plan), r.explain(refusal, operationCreate), advice)}
}

// nameTaken returns the error about a create that was refused while another pipeline has the name.
func (r *pipelineResource) nameTaken(plan definition.Pipeline, other string, refusal error) diag.Diagnostic {
	return summaryNameTaken.ErrorAtf(path.Root(definition.AttrName),
		"A pipeline named %q already exists, with the id %s, and the platform refused to create another one. %s\n\n"+
			"Choose another name. A replacement with create_before_destroy requires another name, too. If another "+
			"resource address has the existing pipeline, use a moved block. Otherwise, import it:\n\n%s",
		plan.Name.ValueString(), diagnostics.Quote(other), r.explain(refusal, operationCreate), importBlocks(other))
}

// isAboutPipeline reports whether a failed call failed for the pipeline, and not before: at the sign-in, or because the
// provider is read-only.
func isAboutPipeline(err error) bool {
	return !errors.Is(err, maestro.ErrSignIn) && !errors.Is(err, maestro.ErrReadOnly)
}

// mayBeAboutName reports whether a refusal may be about a name that is taken. No page documents that response.
func mayBeAboutName(refusal error) bool {
	return isAboutPipeline(refusal) && !errors.Is(refusal, maestro.ErrUnauthorized) && !errors.Is(refusal, maestro.ErrForbidden) &&
		!errors.Is(refusal, maestro.ErrBusy) && !errors.Is(refusal, maestro.ErrNoResponse)
}
