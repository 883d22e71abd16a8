// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var _ action.ActionWithConfigure = (*resetStateAction)(nil)

type resetStateAction struct {
	data *providerdata.Data
}

// jobIDName is the attribute that names the job.
const jobIDName = "job_id"

// NewResetStateAction gives the action dadosfera_job_reset_state, not configured yet.
func NewResetStateAction() action.Action { return &resetStateAction{} }

// Metadata names the action.
func (a *resetStateAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_job_reset_state"
}

// Schema describes the attributes.
func (a *resetStateAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Forgets how far a job has come, so that its next run extracts everything, as the first one did. " +
			"A column that was added to an incremental job has values in old rows only after that.\n\n" +
			"It starts no run: the next one by the schedule, or by the action `dadosfera_pipeline_execute`, is the full one. " +
			"Rows that were loaded before are not said to be removed, so that a job that only adds rows may then have them twice. " +
			"It works for JDBC, Singer and S3 jobs, and doing it again before the next run changes nothing.",
		Attributes: map[string]schema.Attribute{
			jobIDName: schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Id of the job, with `-` or `_`: that of its pipeline and the job's index, as in `1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0`. " +
					"`dadosfera_pipeline` has the ids of its jobs by table, in `job_ids`.",
				Validators: []validator.String{validators.JobID()},
			},
		},
	}
}

// Configure takes over the provider's client.
func (a *resetStateAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// Invoke resets the state. A GET before it gives the job's pipeline its name in what is said, and whatever that fails of is
// left to the call itself.
func (a *resetStateAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config struct {
		JobID types.String `tfsdk:"job_id"`
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	at, jobID, customer := path.Root(jobIDName), config.JobID.ValueString(), a.data.Client.CustomerName()
	pipelineID, _, err := maestro.ParseJobID(jobID)
	if err != nil {
		resp.Diagnostics.AddAttributeError(at, "Invalid job id", err.Error()+".")
		return
	}
	p, err := a.data.Client.GetPipeline(ctx, pipelineID)
	if errors.Is(err, maestro.ErrNotFound) {
		resp.Diagnostics.AddAttributeError(at, "Job to reset does not exist", diagnostics.NoPipeline(err, customer, pipelineID))
		return
	}
	state := fmt.Sprintf("state of the job %s of %s", jobID, diagnostics.PipelineInside(p.Name.Value, maestro.PlatformID(pipelineID)))
	err = a.data.Client.ResetJobState(ctx, jobID)
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		resp.Diagnostics.AddAttributeError(at, "Job to reset does not exist", noSuchJob(p, pipelineID, jobID, err))
	case maestro.Unconfirmed(err):
		resp.Diagnostics.AddError("Resetting a job's state failed",
			fmt.Sprintf("Whether the %s was reset is not known; it can be tried again. %s", state, diagnostics.Error(err, customer, "")))
	case err != nil:
		resp.Diagnostics.AddError("Resetting a job's state failed", fmt.Sprintf("The %s was not reset. %s", state, diagnostics.Error(err, customer, "")))
	default:
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf("The %s was reset: its next run extracts everything", state)})
	}
}
