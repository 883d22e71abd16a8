// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// taintedNote ends the errors after which the state has a run.
var taintedNote = "\n\nThe run is in the state. Terraform marks it as tainted, so that the next apply executes the " +
	"pipeline again. To keep the run, first run:" +
	diagnostics.Command("terraform untaint <address of this resource>")

// Create executes the pipeline. As soon as there may be a run, the state has it, whatever its outcome is.
func (r *runResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	e := &execution{
		provider:       r.Provider,
		pipelineID:     plan.PipelineID.ValueString(),
		findRun:        true,
		timeoutSetting: `timeouts = { create = "..." }`,
		notify:         func(message string) { tflog.Info(ctx, message) },
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	problem := e.execute(limited, plan.Wait.ValueBool())
	if problem != nil && !problem.started {
		resp.Diagnostics.Append(problem.diagnostic(""))
		return
	}

	state := plan.withRun(e.run)
	state.ExecutionID = tfvalue.StringOrNull(e.executionID)
	state.ID = state.RunID
	if state.ID.IsNull() {
		state.ID = state.ExecutionID
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	resp.Diagnostics.Append(state.storeIdentity(ctx, resp.Identity)...)
	resp.Diagnostics.Append(e.warnings()...)
	switch {
	case problem == nil:
	case problem.runFailed && !plan.FailOnError.ValueBool():
		resp.Diagnostics.Append(problem.summary.Warningf("%s\n\nThe run is kept in the state, and the pipeline is not "+
			"executed again, because fail_on_error is false.",
			problem.detail))
	default:
		resp.Diagnostics.Append(problem.diagnostic(taintedNote))
	}
}
