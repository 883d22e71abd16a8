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
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

// ModifyPlan plans what follows from other values, refuses what cannot or must not be done, and warns of what cannot be
// undone. It is not called for a pipeline that does not change, see PlanUnchanged and internal/server.
func (r *pipelineResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if r.Provider == nil {
		return // a deferred plan: Terraform plans again when the provider's settings are known
	}
	var state, plan, config definition.Pipeline
	isCreate, isDestroy := req.State.Raw.IsNull(), req.Plan.Raw.IsNull()
	if !isCreate {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	// Terraform plans again in an apply, and reads nothing there. A plan without a refresh reads nothing either, so the
	// two cannot be distinguished.
	wasRead := r.Provider.IsManaged(state.ID.ValueString()) // until RecordManaged, only a read has recorded it
	if !isCreate {
		r.Provider.RecordManaged(state.ID.ValueString()) // the plan of a replacement does not have the state
	}
	if isDestroy {
		if !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(r.planDestroy(state, objectID(ctx, req.Private))...)
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
		resp.Diagnostics.Append(r.recordReplacement(plan, objectID(ctx, req.Private))...)
		if r.Provider.RecordPlannedName(plan.Name.ValueString(), providerdata.Planned{Created: true}).Destroyed {
			resp.Diagnostics.Append(warnRenamed(plan))
		}
		resp.Diagnostics.Append(definition.ValidateCreate(config.Jobs)...)
		planJobIDs(ctx, plan, req, resp)
		return
	}
	changes := definition.Diff(state, plan, getPrivate[bool](ctx, req.Private, importedKey))
	if len(changes.Replace) == 0 {
		planJobIDs(ctx, plan, req, resp)
		planUpdate(ctx, state, changes, resp)
	} else {
		r.planReplacement(state, config, changes, getPrivate[[]string](ctx, req.Private, driftKey), wasRead, resp)
	}
	replaces := len(resp.RequiresReplace) > 0
	resp.Diagnostics.Append(r.recordPlan(state, objectID(ctx, req.Private),
		providerdata.Planned{Kept: !replaces, Created: replaces, Destroyed: replaces})...)
}

// planOmitted plans what the configuration omits and the schema cannot plan: the provider's default for
// deletion_protection, and the values of jobs, wherever they are in the state.
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

// The sentence about a destroy that is refused, and what to do once deletion_protection is false.
const (
	refusedDestroy = "The destroy was refused."
	thenRepeat     = "apply that, and run this command again. To stop managing the pipeline without destroying it, use a " +
		"removed block with destroy = false"
)

// planDestroy refuses to destroy a pipeline that is protected, or kept at another address, or warns of what is lost.
func (r *pipelineResource) planDestroy(state definition.Pipeline, object string) diag.Diagnostics {
	diags := r.recordPlan(state, object, providerdata.Planned{Destroyed: true})
	if diags.HasError() {
		return diags
	}
	if r.isProtected(state) {
		return diag.Diagnostics{protectedError(state, refusedDestroy, thenRepeat)}
	}
	if r.Provider.RecordPlannedName(state.Name.ValueString(), providerdata.Planned{Destroyed: true}).Created {
		diags.Append(warnRenamed(state))
	}
	if state.RetiresOnDestroy() {
		diags.Append(summaryRetire.Warningf(
			"%s will be retired (deletion_policy): paused, renamed to %s and removed from the state. Nothing is deleted.",
			subject(state), diagnostics.Quote(state.RetiredName())))
		return diags
	}
	diags.Append(summaryDestroy.Warningf("%s will be deleted. %s", subject(state), whatIsLost))
	return diags
}

// planUpdate warns of what an update does not do, and keeps what it does not change. Terraform prints the warnings of
// the plan and, as it plans again there, those of the apply, so they have to be true before and after it.
func planUpdate(
	ctx context.Context, state definition.Pipeline, changes definition.Changes, resp *resource.ModifyPlanResponse,
) {
	if len(changes.Adopted) > 0 {
		resp.Diagnostics.Append(summaryAdopted.About(state.Name.ValueString()).Warningf(
			"%s was imported. The platform does not show the following attributes, and the API cannot change them: %s. Their "+
				"values in the configuration are stored in the state without verification. Make sure that they match the "+
				"platform.", subject(state), listPaths(changes.Adopted)))
	}
	if changes.RetiresLater {
		resp.Diagnostics.Append(summaryNewPolicy.About(state.Name.ValueString()).Warning(
			"deletion_policy = \"retire\" takes effect when it has been applied. Until then, a destroy, or a replacement by " +
				"-replace, taint or replace_triggered_by, deletes the pipeline."))
	}
	if changes.IsReordered {
		resp.Diagnostics.Append(summaryReordered.About(state.Name.ValueString()).Warning(
			"The jobs are in another order than in the state. The order has no meaning, and the provider sends no request for " +
				"it, but Terraform shows it as changes to the attributes of jobs. To avoid this, restore the order."))
	}
	if len(changes.LostBookmarks) > 0 {
		resp.Diagnostics.Append(summaryBookmarkLost.About(state.Name.ValueString()).Warningf(
			"The change to the load type full_load clears the bookmark of %s. If you change back to an incremental load type "+
				"later, the next run loads all rows.",
			diagnostics.ListSome(changes.LostBookmarks, ", ")))
	}
	if len(changes.Unmanaged) > 0 {
		resp.Diagnostics.Append(summaryUnmanaged.About(state.Name.ValueString()).Warningf(
			"The configuration of the %s no longer sets the following keys of extra: %s. They keep their values on the "+
				"platform. To clear a key, set it to null.",
			referenceTo(state), diagnostics.ListSome(changes.Unmanaged, ", ")))
	}
	if !changes.Paused.Present && !changes.HasUnknown {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(definition.AttrStatus), state.Status)...)
	}
	if !changes.HasCalls() {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(definition.AttrUpdatedAt), state.UpdatedAt)...)
	}
}

// planJobIDs plans job_ids from the planned jobs. If nothing else changes, it plans nothing, even if the state was
// written before job_ids existed: the next refresh adds it.
func planJobIDs(
	ctx context.Context, plan definition.Pipeline, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	ids := definition.JobIDs(plan)
	if !ids.Equal(plan.JobIDs) && !resp.Plan.Raw.Equal(req.State.Raw) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(definition.AttrJobIDs), ids)...)
	}
}

// warnNameTaken warns of a new name that another pipeline has. Pipelines that this configuration manages do not count,
// as the same plan may delete or rename them. That names are unique is documented, but not how the platform refuses one
// that is taken (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
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
		"A pipeline named %q already exists, with the id %s, and names are unique. If this configuration manages it at "+
			"another address, and renames or destroys it, nothing is wrong. If its address changed, use a moved block. "+
			"Otherwise choose another name, or import it:\n\n%s",
		name, diagnostics.Quote(existing[i].ID), importBlocks(existing[i].ID))}
}

// isProtected reports whether the pipeline is protected by the state. The configuration does not count: a guard
// that is removed by the same plan that it should stop guards nothing.
func (r *pipelineResource) isProtected(state definition.Pipeline) bool {
	protected := state.DeletionProtection.ValueBool()
	if state.DeletionProtection.IsNull() { // not read since an import or a move
		protected = r.Provider.DeletionProtection
	}
	return protected && !r.Provider.IgnoresProtection(state.ID.ValueString())
}

// protectedError returns the error about a pipeline that is protected. What was to be done with it is one sentence, and
// next is what to do after deletion_protection is false.
func protectedError(state definition.Pipeline, what, next string) diag.Diagnostic {
	return summaryProtected.About(state.Name.ValueString()).Errorf(
		"%s has deletion_protection = true in the state. %s The pipeline was not changed.\n\n"+
			"To allow it, set deletion_protection = false (on the pipeline, or on the provider if the pipeline does not set "+
			"it), %s. To keep a tainted object, run terraform untaint. To destroy a tainted or deposed object, whose state no "+
			"configuration can change, set %s",
		subject(state), what, next, ignoreProtection(state.ID.ValueString()))
}

// plainID matches ids that mean nothing but themselves in a shell, and in a comma-separated list.
var plainID = regexp.MustCompile(`^[\w.-]+$`)

// ignoreProtection returns what to set for one run in which the protection of a pipeline is ignored. Other users of the
// platform choose ids, so not every id is in a line to paste into a shell.
func ignoreProtection(id string) string {
	if !plainID.MatchString(id) {
		return "the environment variable DADOSFERA_DELETE_PROTECTED to its id for one run. The id has characters that may " +
			"have a meaning in a shell or in a comma-separated list: check the id, and quote it."
	}
	return "this environment variable for one run:" + diagnostics.Command("DADOSFERA_DELETE_PROTECTED="+id)
}
