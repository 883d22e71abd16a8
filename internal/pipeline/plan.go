// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// ModifyPlan plans what follows from other values, refuses what cannot or must not be done, and warns of what cannot be undone.
func (r *pipelineResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if r.Provider == nil {
		return // a deferred plan, which is made again when the provider's settings are known
	}
	var state, plan, config definition.Pipeline
	isCreate, isDestroy := req.State.Raw.IsNull(), req.Plan.Raw.IsNull()
	if !isCreate {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	wasRead := r.Provider.IsManaged(state.ID.ValueString())
	if !isCreate {
		r.Provider.RecordManaged(state.ID.ValueString()) // the plan of a replacement does not have the state
	}
	if isDestroy {
		if !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(r.planDestroy(state)...)
		}
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}

	r.planOmitted(ctx, state, config, &plan, resp)
	resp.Diagnostics.Append(r.warnNameTaken(ctx, state, plan)...)
	if isCreate {
		resp.Diagnostics.Append(definition.ValidateCreate(config.Jobs)...)
		planJobIDs(ctx, plan, req, resp)
		return
	}
	changes := definition.Diff(state, plan, getPrivate[bool](ctx, req.Private, importedKey))
	if len(changes.Replace) > 0 {
		r.planReplacement(state, config, changes, getPrivate[[]string](ctx, req.Private, driftKey), resp)
		if !wasRead && len(resp.RequiresReplace) > 0 {
			// Terraform plans again in an apply, without a refresh.
			resp.Diagnostics.Append(summaryLateReplacement.About(state.Name.ValueString()).Warning(
				"If Terraform reports an inconsistent final plan, a value that was unknown turned out to need this replacement. Nothing was changed: plan again."))
		}
		return
	}
	planJobIDs(ctx, plan, req, resp)
	planUpdate(ctx, state, changes, resp)
}

// planOmitted plans what the configuration omits and the schema cannot plan: the provider's default for deletion_protection,
// and the values of jobs, wherever they are in the state.
func (r *pipelineResource) planOmitted(
	ctx context.Context, state, config definition.Pipeline, plan *definition.Pipeline, resp *resource.ModifyPlanResponse,
) {
	if config.DeletionProtection.IsNull() {
		plan.DeletionProtection = types.BoolValue(r.Provider.DeletionProtection)
		resp.Diagnostics.Append(
			resp.Plan.SetAttribute(ctx, path.Root(definition.AttrDeletionProtection), plan.DeletionProtection)...)
	}
	if jobs := definition.PlanJobs(state, config.Jobs, plan.Jobs); !jobs.Equal(plan.Jobs) {
		plan.Jobs = jobs
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(definition.AttrJobs), jobs)...)
	}
}

// thenRepeat is what to do after deletion_protection is false, for a destroy.
const thenRepeat = "apply that; and then repeat this"

// planDestroy refuses to destroy a protected pipeline, or warns of what is lost.
func (r *pipelineResource) planDestroy(state definition.Pipeline) diag.Diagnostics {
	switch {
	case r.isProtected(state):
		return diag.Diagnostics{protectedError(state, "It was to be destroyed.", thenRepeat)}
	case state.RetiresOnDestroy():
		return diag.Diagnostics{summaryRetire.Warningf(
			"%s is to be retired (deletion_policy): it is paused, renamed to %s and removed from the state. Nothing is deleted.",
			subject(state), diagnostics.Quote(state.RetiredName()))}
	}
	return diag.Diagnostics{summaryDestroy.Warningf("%s is to be deleted. %s", subject(state), whatIsLost)}
}

// planUpdate warns of what an update does not do, and keeps what it does not change.
func planUpdate(
	ctx context.Context, state definition.Pipeline, changes definition.Changes, resp *resource.ModifyPlanResponse,
) {
	if len(changes.Adopted) > 0 {
		resp.Diagnostics.Append(summaryAdopted.Warningf(
			"%s was imported, and has values that the platform never showed and that no call can change: %s. The state adopts them from the configuration "+
				"without verification. Make sure that they are what the platform has.", subject(state), listPaths(changes.Adopted)))
	}
	if changes.RetiresLater {
		resp.Diagnostics.Append(summaryPolicyNotApplied.About(state.Name.ValueString()).Warning(
			"deletion_policy = \"retire\" takes effect once this plan is applied. A destroy, or a replacement by -replace, before that deletes the pipeline."))
	}
	if changes.IsReordered {
		resp.Diagnostics.Append(summaryReordered.About(state.Name.ValueString()).Warning(
			"The order of jobs has no meaning, and nothing is sent to the platform for it. The plan shows it as changes of the attributes of jobs."))
	}
	if len(changes.LostBookmarks) > 0 {
		resp.Diagnostics.Append(summaryBookmarkLost.About(state.Name.ValueString()).Warningf(
			"The load type full_load clears the bookmark of %s: if the load type is incremental again later, the next run loads everything.",
			listSome(changes.LostBookmarks, ", ")))
	}
	if len(changes.Unmanaged) > 0 {
		resp.Diagnostics.Append(summaryUnmanaged.Warningf(
			"%s: keys were removed from extra: %s. They are no longer managed, and keep their values on the platform. To clear one, set it to null.",
			subject(state), listSome(changes.Unmanaged, ", ")))
	}
	if !changes.Paused.Present && !changes.HasUnknown {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(definition.AttrStatus), state.Status)...)
	}
	if !changes.HasCalls() {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(definition.AttrUpdatedAt), state.UpdatedAt)...)
	}
}

// planJobIDs plans job_ids from the planned jobs. If nothing else changes, it plans nothing, even if the state was written
// before job_ids existed: the next refresh adds it.
func planJobIDs(
	ctx context.Context, plan definition.Pipeline, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	ids := definition.JobIDs(plan)
	if !ids.Equal(plan.JobIDs) && !resp.Plan.Raw.Equal(req.State.Raw) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(definition.AttrJobIDs), ids)...)
	}
}

// warnNameTaken warns of a new name that another pipeline has. Pipelines that this configuration manages do not count, as the
// same plan may delete or rename them. That names are unique is documented, but not how the platform refuses one that is taken
// (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
func (r *pipelineResource) warnNameTaken(ctx context.Context, state, plan definition.Pipeline) diag.Diagnostics {
	name := plan.Name.ValueString()
	if name == "" || state.Name.SameMeaning(name) {
		return nil
	}
	if _, ok := r.Provider.DestroyedByName(name); ok {
		return nil // the list may be older
	}
	existing, err := r.Provider.ExistingPipelines(ctx)
	if errors.Is(err, maestro.ErrSignIn) { // so that a wrong password is not tried again by the apply
		return diag.Diagnostics{summarySignInFailed.Error(r.explain(err, operationRead))}
	}
	i := slices.IndexFunc(existing, func(p maestro.Pipeline) bool {
		return plan.Name.SameMeaning(p.Name.Value) && !maestro.SameID(p.ID, state.ID.ValueString()) && !r.Provider.IsManaged(p.ID)
	})
	if i < 0 {
		return nil
	}
	return diag.Diagnostics{summaryNameTaken.WarningAtf(path.Root(definition.AttrName),
		"The platform has a pipeline named %q already, with the id %s, and will probably refuse another. Choose another name, or manage the one that exists:\n\n%s",
		name, diagnostics.Quote(existing[i].ID), importBlocks(existing[i].ID))}
}

// isProtected reports whether the state says that the pipeline is protected. The configuration does not count: a guard that is
// removed by the same plan that it should stop guards nothing.
func (r *pipelineResource) isProtected(state definition.Pipeline) bool {
	return state.DeletionProtection.ValueBool() && !r.Provider.IgnoresProtection(state.ID.ValueString())
}

// protectedError returns the error about a pipeline that is protected. What was to be done with it is one sentence, and next is
// what to do after deletion_protection is false.
func protectedError(state definition.Pipeline, what, next string) diag.Diagnostic {
	return summaryProtected.About(state.Name.ValueString()).Errorf(
		"%s has deletion_protection in the state. %s Nothing was changed.\n\n"+
			"To allow it, set deletion_protection = false, on the pipeline or, if it comes from there, on the provider; %s. "+
			"A tainted object can be kept with terraform untaint. To destroy one that is tainted or deposed, whose state no configuration can change, set %s",
		subject(state), what, next, ignoreProtection(state.ID.ValueString()))
}

// plainID matches ids that mean nothing but themselves in a shell, and in a comma-separated list.
var plainID = regexp.MustCompile(`^[\w.-]+$`)

// ignoreProtection returns what to set for one run in which the protection of a pipeline is ignored. Other users of the platform
// choose ids, so not every id is in a line to paste into a shell.
func ignoreProtection(id string) string {
	if !plainID.MatchString(id) {
		return "the environment variable DADOSFERA_DELETE_PROTECTED to its id for one run. The id has characters that a shell or a " +
			"comma-separated list may treat in another way, so check the id, and quote it."
	}
	return "this environment variable for one run:" + diagnostics.Command("DADOSFERA_DELETE_PROTECTED="+id)
}
