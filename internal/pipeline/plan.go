// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ModifyPlan finds out what replaces the pipeline, refuses what is protected, warns of what cannot be undone, and fills
// in the provider's default for deletion_protection.
func (r *pipelineResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	var state, plan, config model
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if req.Plan.Raw.IsNull() {
		if !refuseProtected(state, "destroyed", &resp.Diagnostics) && !resp.Diagnostics.HasError() {
			resp.Diagnostics.AddWarning("Destroying a pipeline cannot be undone",
				fmt.Sprintf("%s will be destroyed. %s", subject(state), whatIsLost))
		}
		return
	}
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if config.DeletionProtection.IsNull() && r.data != nil {
		plan.DeletionProtection = types.BoolValue(r.data.DeletionProtection)
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(protectionName), plan.DeletionProtection)...)
	}
	if req.State.Raw.IsNull() {
		planJobIDs(ctx, plan, req, resp)
		return
	}

	c := changesOf(state, plan, doubtsOf(ctx, req.Private)...)
	if len(c.replace) > 0 {
		resp.RequiresReplace = append(resp.RequiresReplace, c.replace...)
		if !refuseProtected(state, "replaced, as no call of the platform can change "+list(c.replace), &resp.Diagnostics) {
			resp.Diagnostics.AddWarning("Replacing a pipeline cannot be undone",
				fmt.Sprintf("%s will be destroyed and made again, as no call of the platform can change %s. %s%s", subject(state), list(c.replace), whatIsLost, carryOver(notCarriedOver(state, config))))
		}
		return
	}
	planJobIDs(ctx, plan, req, resp)
	if len(c.taken) > 0 {
		resp.Diagnostics.AddWarning("Taken as given, not sent",
			fmt.Sprintf("%s has values that the platform never showed and that no call can change: %s. The state takes them over from the configuration; "+
				"make sure that they say what the platform has.", subject(state), list(c.taken)))
	}
	if len(c.again) > 0 {
		resp.Diagnostics.AddWarning("Sent again to make sure",
			fmt.Sprintf("When %s was last changed, no answer told whether this arrived, and the platform does not show it: %s. It is sent again.", inSentence(state), list(c.again)))
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("updated_at"), types.StringUnknown())...)
	}
	if !c.paused.Present && !c.undecided {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("status"), state.Status)...)
	}
	if !c.calls() {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("updated_at"), state.UpdatedAt)...)
	}
}

// planJobIDs plans what follows from the planned jobs. A plan without a change is left without one, also where the state
// is older than the attribute: that gets it from the next refresh.
func planJobIDs(ctx context.Context, plan model, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	ids := jobIDsOf(plan)
	if !ids.Equal(plan.JobIDs) && !resp.Plan.Raw.Equal(req.State.Raw) {
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root(jobIDsName), ids)...)
	}
}

// refuseProtected adds an error where the state says that the pipeline is protected. The configuration does not count:
// a guard that goes away in the plan it should stop guards nothing.
func refuseProtected(state model, what string, diags *diag.Diagnostics) bool {
	if !state.DeletionProtection.ValueBool() {
		return false
	}
	diags.AddAttributeError(path.Root(protectionName), "Pipeline is protected",
		fmt.Sprintf("%s would be %s, and its deletion_protection is on. Nothing was changed.\n\n"+
			"To go on, set deletion_protection = false (on the pipeline, or on the provider where the pipeline does not say it), "+
			"apply that, and then do this again.", subject(state), what))
	return true
}
