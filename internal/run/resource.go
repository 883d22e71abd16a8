// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

var (
	_ resource.ResourceWithConfigure    = (*runResource)(nil)
	_ resource.ResourceWithIdentity     = (*runResource)(nil)
	_ resource.ResourceWithImportState  = (*runResource)(nil)
	_ resource.ResourceWithUpgradeState = (*runResource)(nil)
)

type runResource struct {
	providerdata.Resource
}

// NewResource returns the resource dadosfera_pipeline_run.
func NewResource() resource.Resource {
	return &runResource{providerdata.Resource{TypeName: "pipeline_run"}}
}

type resourceModel struct {
	observedRun

	ID          types.String   `tfsdk:"id"`
	PipelineID  types.String   `tfsdk:"pipeline_id"`
	Triggers    types.Map      `tfsdk:"triggers"`
	Wait        types.Bool     `tfsdk:"wait"`
	FailOnError types.Bool     `tfsdk:"fail_on_error"`
	ExecutionID types.String   `tfsdk:"execution_id"`
	Timeouts    timeouts.Value `tfsdk:"timeouts"`
}

// withRun returns the model with the attributes of the run. Its trace is printable, because a plan shows it.
func (m resourceModel) withRun(run maestro.Run) resourceModel {
	m.observedRun = observe(run)
	m.Trace = tfvalue.StringOrNull(run.PrintableTrace())
	return m
}

// isImported reports whether the state is that of ImportState, which nothing has read yet.
func (m resourceModel) isImported() bool { return m.Wait.IsNull() }

// schemaVersion is recorded in every state. See internal/testkit/compatibility for when to raise it.
const schemaVersion = 0

// UpgradeState returns an upgrader to schemaVersion for each earlier version. There is none yet.
func (*runResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return map[int64]resource.StateUpgrader{}
}

// Update stores the plan. Changes in place are about the next run only, so no request is sent.
func (*runResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan resourceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	resp.Diagnostics.Append(plan.storeIdentity(ctx, resp.Identity)...)
	if !plan.Triggers.IsNull() {
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, adoptedKey, []byte("false"))...)
	}
}

// Delete removes the run from the state. The run stays in the pipeline's history, so no request is sent.
func (*runResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// ImportState imports by the ids of the pipeline and the run, or by identity. Read sets the other attributes.
func (*runResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	pipelineID, runID, _ := strings.Cut(req.ID, "/")
	if req.ID == "" && req.Identity != nil {
		var identity identityModel
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(pipelineIDName), &identity.PipelineID)...)
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(runIDName), &identity.RunID)...)
		pipelineID, runID = identity.PipelineID.ValueString(), identity.RunID.ValueString()
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if err := errors.Join(maestro.CheckID(pipelineID), maestro.CheckID(runID)); err != nil {
		resp.Diagnostics.Append(summaryInvalidImportID.Errorf("The import id %q is invalid. A run is imported by the "+
			"id of its pipeline and its own, separated by /, as in "+
			"1b33ad2f_33d3_4837_9eeb_83c82c8b909d/e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c.",
			strings.TrimSuffix(pipelineID+"/"+runID, "/")))
		return
	}
	imported := resourceModel{PipelineID: types.StringValue(pipelineID)}
	imported.RunID = types.StringValue(runID)
	for name, value := range map[string]string{pipelineIDName: pipelineID, runIDName: runID, "id": runID} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
	resp.Diagnostics.Append(imported.storeIdentity(ctx, resp.Identity)...)
}

// adoptedKey is the key in private state that marks an imported run as adopted: the triggers of the configuration are
// then stored without executing the pipeline again. Storing them removes the mark.
const adoptedKey = "adopted"

// privateState is the private state of a resource in the requests of the framework.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

func isAdopted(ctx context.Context, private privateState) bool {
	value, diags := private.GetKey(ctx, adoptedKey)
	return !diags.HasError() && string(value) == "true"
}
