// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var _ datasource.DataSourceWithConfigure = (*jdbcJobDataSource)(nil)

type jdbcJobDataSource struct {
	providerdata.DataSource
}

// NewJDBCJobDataSource returns the data source dadosfera_jdbc_job.
func NewJDBCJobDataSource() datasource.DataSource {
	return &jdbcJobDataSource{providerdata.DataSource{TypeName: "jdbc_job"}}
}

// jobIDName is the name of the attribute with the id of the job.
const jobIDName = "job_id"

// Schema returns the attributes of a job of dadosfera_pipeline.
func (*jdbcJobDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := definition.JobAttributes()
	attributes[jobIDName] = schema.StringAttribute{
		Required: true,
		MarkdownDescription: "The job's id: the pipeline's id and the job's index, from 0, spelled with `-` or `_`. " +
			"The attribute `job_ids` of `dadosfera_pipeline` has the ids of its jobs by table.",
		Validators: []validator.String{validators.JobID()},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A job of the connector `jdbc`. The response about the job has details that the response " +
			"about its pipeline may omit: the reference to the credentials, columns, keys and transformations. The attributes " +
			"have the same names as in `dadosfera_pipeline`.",
		Attributes: attributes,
	}
}

// Read reads the job from the platform.
func (d *jdbcJobDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var jobID types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(jobIDName), &jobID)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	job, err := d.Provider.Client.GetJDBCJob(ctx, jobID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(d.readError(ctx, jobID.ValueString(), err))
		return
	}
	shown, err := definition.ShowJob(job)
	if err != nil {
		resp.Diagnostics.Append(summaryReadFailed.ErrorAtf(path.Root(jobIDName),
			"The response about job %s has an unexpected form: %s.", jobID.ValueString(), maestro.Printable(err.Error())))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, shown)...)
}

// readError returns the diagnostic for a job that could not be read. It reads the pipeline to find out why: how the
// platform responds for a job that does not exist, or that is not a JDBC job, is not documented.
func (d *jdbcJobDataSource) readError(ctx context.Context, jobID string, err error) diag.Diagnostic {
	at := path.Root(jobIDName)
	failed := summaryReadFailed.ErrorAtf(at, "Job %s could not be read. %s", jobID, d.Provider.ErrorMessage(err))

	pipelineID, _, idErr := maestro.ParseJobID(jobID)
	if idErr != nil || errors.Is(err, maestro.ErrNoResponse) {
		return failed
	}
	p, pipelineErr := d.Provider.Client.GetPipeline(ctx, pipelineID)
	if errors.Is(pipelineErr, maestro.ErrNotFound) {
		return summaryNotFound.ErrorAt(at,
			diagnostics.PipelineNotFound(pipelineErr, d.Provider.Client.CustomerName(), pipelineID))
	}
	if pipelineErr != nil || !p.Jobs.Has() {
		return failed
	}

	i := slices.IndexFunc(p.Jobs.Value, func(job maestro.Job) bool { return maestro.SameID(job.ID, jobID) })
	if i < 0 {
		return summaryNotFound.ErrorAt(at, notInPipeline(p, pipelineID, jobID, err))
	}
	connector, textErr := p.Jobs.Value[i].Input.Text("connector")
	if textErr != nil || maestro.IsJDBC(connector.Value) {
		return failed
	}
	found := "no connector"
	if connector.Value != "" {
		found = "the connector " + diagnostics.Quote(connector.Value)
	}
	return summaryNotJDBC.ErrorAtf(at, "Job %s of pipeline %s has %s. The API returns single jobs of the connector "+
		"\"jdbc\" only. Use the attribute jobs of the data source dadosfera_pipeline instead.",
		jobID, diagnostics.PipelineName(p.Name.Value, maestro.PlatformID(pipelineID)), found)
}

// notInPipeline returns the detail of an error about an id that is not the id of a job of the pipeline. The error is
// the platform's. The jobs of the pipeline may be unknown.
func notInPipeline(p maestro.Pipeline, pipelineID, jobID string, err error) string {
	jobs := "no job"
	if p.Jobs.Has() {
		jobs = fmt.Sprintf("%d jobs, and none", len(p.Jobs.Value))
		if len(p.Jobs.Value) == 1 {
			jobs = "one job, and none"
		}
	}
	return fmt.Sprintf("Pipeline %s has %s with the id %s. Use an id from the attribute job_ids of "+
		"dadosfera_pipeline.\n\n%s",
		diagnostics.PipelineName(p.Name.Value, maestro.PlatformID(pipelineID)), jobs, jobID, diagnostics.Message(err))
}
