// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
)

// ModifyPlan plans replacements, refuses what is protected, warns of what cannot be undone, and plans the values that follow
// from others.
func (r *pipelineResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	var state, plan, config definition.Pipeline
	isCreate, isDestroy := req.State.Raw.IsNull(), req.Plan.Raw.IsNull()
	if !isCreate {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if isDestroy {
		if !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(planDestroy(state)...)
		}
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}

	if config.DeletionProtection.IsNull() && r.Provider != nil {
		plan.DeletionProtection = types.BoolValue(r.Provider.DeletionProtection)
		resp.Diagnostics.Append(
			resp.Plan.SetAttribute(ctx, path.Root(definition.AttrDeletionProtection), plan.DeletionProtection)...)
	}
	if isCreate {
		planJobIDs(ctx, plan, req, resp)
		return
	}

	changes := definition.Diff(state, plan)
	if len(changes.Replace) > 0 {
		resp.RequiresReplace = append(resp.RequiresReplace, changes.Replace...)
		resp.Diagnostics.Append(planReplacement(state, config, changes)...)
		return
	}
	planJobIDs(ctx, plan, req, resp)
	planUpdate(ctx, state, changes, resp)
}

// planDestroy refuses to destroy a protected pipeline, or warns of what is lost.
func planDestroy(state definition.Pipeline) diag.Diagnostics {
	if refused := refuseProtected(state, "destroyed"); refused != nil {
		return refused
	}
	return diag.Diagnostics{summaryDestroy.Warningf("%s will be destroyed. %s", subject(state), whatIsLost)}
}

// planReplacement refuses to replace a protected pipeline, or warns of what is lost.
func planReplacement(state, config definition.Pipeline, changes definition.Changes) diag.Diagnostics {
	reason := "as no call of the platform can change " + listPaths(changes.Replace)
	if refused := refuseProtected(state, "replaced, "+reason); refused != nil {
		return refused
	}
	return diag.Diagnostics{summaryReplace.Warningf("%s will be destroyed and created again, %s. %s%s",
		subject(state), reason, whatIsLost, carryOverAdvice(definition.Lost(state, config)))}
}

// planUpdate warns of values that are adopted, and keeps what an update does not change.
func planUpdate(
	ctx context.Context, state definition.Pipeline, changes definition.Changes, resp *resource.ModifyPlanResponse,
) {
	if len(changes.Adopted) > 0 {
		resp.Diagnostics.Append(summaryAdopted.Warningf(
			"%s has values that the platform never showed and that no call can change: %s. The state adopts them from the configuration without "+
				"verification; make sure that they are what the platform has.", subject(state), listPaths(changes.Adopted)))
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

// refuseProtected returns an error if the state says that the pipeline is protected. The configuration does not count: a
// guard that is removed by the same plan that it should stop guards nothing.
func refuseProtected(state definition.Pipeline, what string) diag.Diagnostics {
	if !state.DeletionProtection.ValueBool() {
		return nil
	}
	return diag.Diagnostics{summaryProtected.ErrorAtf(path.Root(definition.AttrDeletionProtection),
		"%s would be %s, and its deletion_protection is on. Nothing was changed.\n\n"+
			"To go on, set deletion_protection = false (on the pipeline, or on the provider where the pipeline does not say it), "+
			"apply that, and then do this again.", subject(state), what)}
}

// carryOverAdvice describes how to carry over what a replacement loses.
func carryOverAdvice(lost path.Paths) string {
	if len(lost) == 0 {
		return ""
	}
	advice := "\n\nThe new pipeline is created from the configuration alone. That omits what this one has in " + listPaths(lost) +
		": write it down to carry it over."
	if definition.LosesTable(lost) {
		advice += " Without output.raw, the new pipeline fills another table, which the platform names."
	}
	return advice
}
