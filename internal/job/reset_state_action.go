// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var _ action.ActionWithConfigure = (*resetStateAction)(nil)

type resetStateAction struct {
	providerdata.Action
}

// NewResetStateAction returns the action dadosfera_job_reset_state.
func NewResetStateAction() action.Action {
	return &resetStateAction{providerdata.Action{TypeName: "job_reset_state"}}
}

type resetStateConfig struct {
	JobID types.String `tfsdk:"job_id"`
}

// Schema returns the attributes.
func (*resetStateAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Clears the bookmark of a job, so that its next run extracts all rows, like the first one. A " +
			"column that was added to an incremental job has values in old rows only after that.\n\n" +
			"The action does not start a run. The next run by the schedule, or by the action `dadosfera_pipeline_execute`, " +
			"extracts all rows. The platform does not document that loaded rows are removed, so a job that only appends rows " +
			"may then have duplicates. The action works for JDBC, Singer and S3 jobs. Repeating it before the next run has no " +
			"effect.",
		Attributes: map[string]schema.Attribute{
			jobIDName: schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Id of the job, spelled with `-` or `_`: the id of its pipeline and the job's index, as in " +
					"`1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0`. The attribute `job_ids` of `dadosfera_pipeline` has the ids of its " +
					"jobs by table.",
				Validators: []validator.String{validators.JobID()},
			},
		},
	}
}

// Invoke resets the state of the job.
func (a *resetStateAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config resetStateConfig
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	state, diags := resetState(ctx, a.Provider, config.JobID.ValueString(), a.InvokeAgain())
	resp.Diagnostics.Append(diags...)
	if !resp.Diagnostics.HasError() {
		resp.SendProgress(action.InvokeProgressEvent{
			Message: fmt.Sprintf("The %s was reset: its next run extracts all rows", state),
		})
	}
}
