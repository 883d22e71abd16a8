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
		MarkdownDescription: "Clears the bookmark of a job, so that its next run extracts all rows, like the first " +
			"one. A column " +
			"that was added to an incremental job has values in old rows only after that.\n\n" +
			"The action does not start a run. The next run by the schedule, or by the action `dadosfera_pipeline_execute`, is " +
			"the full one. The platform does not document that loaded rows are removed, so a job that only appends rows may " +
			"then have duplicates. The action works for JDBC, Singer and S3 jobs. To repeat it before the next run has no " +
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

// Invoke resets the state of the job. It reads the pipeline first, for its name in messages and to report a pipeline
// that does not exist. Any other error of that read is ignored.
func (a *resetStateAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config resetStateConfig
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	at, jobID, client := path.Root(jobIDName), config.JobID.ValueString(), a.Provider.Client
	pipelineID, _, err := maestro.ParseJobID(jobID)
	if err != nil {
		resp.Diagnostics.Append(summaryInvalidID.ErrorAtf(at, "%s.", err))
		return
	}
	p, err := client.GetPipeline(ctx, pipelineID)
	if errors.Is(err, maestro.ErrNotFound) {
		resp.Diagnostics.Append(summaryResetJobNotFound.ErrorAt(at,
			diagnostics.PipelineNotFound(err, client.CustomerName(), pipelineID)))
		return
	}

	state := fmt.Sprintf("state of job %s of pipeline %s",
		jobID, diagnostics.PipelineName(p.Name.Value, maestro.PlatformID(pipelineID)))
	err = client.ResetJobState(ctx, jobID)
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		resp.Diagnostics.Append(summaryResetJobNotFound.ErrorAt(at, notInPipeline(p, pipelineID, jobID, err)))
	case maestro.Unconfirmed(err):
		resp.Diagnostics.Append(summaryResetFailed.Errorf("The request to reset the %s was sent, but its outcome is not "+
			"known. It is safe to reset it again. %s",
			state, diagnostics.MessageWithAdvice(err, client.CustomerName(), "")))
	case err != nil:
		resp.Diagnostics.Append(summaryResetFailed.Errorf("The %s was not reset. %s",
			state, diagnostics.MessageWithAdvice(err, client.CustomerName(), "")))
	default:
		resp.SendProgress(action.InvokeProgressEvent{
			Message: fmt.Sprintf("The %s was reset: its next run extracts all rows", state),
		})
	}
}
