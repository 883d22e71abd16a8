// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
)

// tainted is what becomes of a run that is in the state, and was created with an error.
var tainted = "\n\nWhat is known of the run is in the state, and Terraform marks it as tainted: the next apply executes the pipeline again. " +
	"To keep it as it is, run first:" + diagnostics.Command("terraform untaint <address of this resource>")

// Create runs the pipeline. From the moment that there is, or may be, a run, the state has it, whatever becomes of it.
func (r *runResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := plan.Timeouts.Create(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	e := &execution{
		clock:      theClock,
		client:     r.data.Client,
		tell:       func(message string) { tflog.Info(ctx, message) },
		customer:   r.data.Client.CustomerName(),
		setting:    `timeouts = { create = "..." }`,
		pipelineID: plan.PipelineID.ValueString(),
	}
	t := e.execute(limited, true, plan.Wait.ValueBool())
	if t != nil && !t.started {
		t.addTo(&resp.Diagnostics, "")
		return
	}
	state := plan.withRun(e.run)
	state.RunID, state.ExecutionID = orNull(e.run.ID), orNull(e.id)
	state.ID = state.RunID
	if state.ID.IsNull() {
		state.ID = state.ExecutionID
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
	e.warnOfDoubt(&resp.Diagnostics)
	switch {
	case t == nil:
	case t.failed && !plan.FailOnError.ValueBool():
		resp.Diagnostics.AddWarning(t.summary, t.detail+"\n\nIt is not run again for that (fail_on_error = false).")
	default:
		t.addTo(&resp.Diagnostics, tainted)
	}
}
