// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"fmt"

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

var _ datasource.DataSourceWithConfigure = (*jdbcDataSource)(nil)

type jdbcDataSource struct {
	data *providerdata.Data
}

// NewJDBCDataSource gives the data source dadosfera_jdbc_job, not configured yet.
func NewJDBCDataSource() datasource.DataSource { return &jdbcDataSource{} }

// Metadata names the data source.
func (d *jdbcDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_jdbc_job"
}

// Schema describes the attributes: those of a job in dadosfera_pipeline.
func (d *jdbcDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := definition.JobAttributes()
	attributes["job_id"] = schema.StringAttribute{
		Required: true,
		MarkdownDescription: "The job's id: the pipeline's id and the job's index, from 0, with `-` or `_`. " +
			"`dadosfera_pipeline` has the ids of its jobs by table, in `job_ids`.",
		Validators: []validator.String{validators.JobID()},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A job of the connector `jdbc` as the platform has it, with what its pipeline's answer may hide: credentials reference, columns, keys and transformations. " +
			"Attributes have the names that they have in `dadosfera_pipeline`.",
		Attributes: attributes,
	}
}

// Configure takes over the provider's client.
func (d *jdbcDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// Read shows the job.
func (d *jdbcDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var jobID types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("job_id"), &jobID)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	job, err := d.data.Client.GetJDBCJob(ctx, jobID.ValueString())
	if err != nil {
		d.explainMissing(ctx, jobID.ValueString(), err, &resp.Diagnostics)
		return
	}
	shown, err := definition.ShowJob(job)
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("job_id"), "Reading a job failed",
			fmt.Sprintf("The job %s was answered in a form that is not understood: %s.", jobID.ValueString(), err))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, shown)...)
}

// explainMissing finds out in the job's pipeline why the platform does not give the job: what it answers for one that
// does not exist, or that is not JDBC, is not documented.
func (d *jdbcDataSource) explainMissing(ctx context.Context, jobID string, err error, diags *diag.Diagnostics) {
	at := path.Root("job_id")
	failed := func() {
		diags.AddAttributeError(at, "Reading a job failed", fmt.Sprintf("The job %s could not be read. %s", jobID, d.data.Explain(err)))
	}
	pipelineID, _, idErr := maestro.ParseJobID(jobID)
	if idErr != nil || errors.Is(err, maestro.ErrNoResponse) {
		failed()
		return
	}
	p, pipelineErr := d.data.Client.GetPipeline(ctx, pipelineID)
	if errors.Is(pipelineErr, maestro.ErrNotFound) {
		diags.AddAttributeError(at, "Job does not exist", diagnostics.NoPipeline(pipelineErr, d.data.Client.CustomerName(), pipelineID))
		return
	}
	if pipelineErr != nil || !p.Jobs.Has() {
		failed()
		return
	}
	for _, job := range p.Jobs.Value {
		if !maestro.SameID(job.ID, jobID) {
			continue
		}
		if connector, err := job.Input.Text("connector"); err == nil && !maestro.IsJDBC(connector.Value) {
			diags.AddAttributeError(at, "Job is not a JDBC job",
				fmt.Sprintf("The job %s of the pipeline %q has %s, and the platform reads jobs of the connector \"jdbc\" only. "+
					"Take it from the jobs of the data source dadosfera_pipeline.", jobID, p.Name.Value, connectorText(connector.Value)))
			return
		}
		failed()
		return
	}
	diags.AddAttributeError(at, "Job does not exist", noSuchJob(p, pipelineID, jobID, err))
}

// noSuchJob says of an id that it names no job of the pipeline, and where the ids are. Without jobs, the pipeline is one that was
// not shown.
func noSuchJob(p maestro.Pipeline, pipelineID, jobID string, err error) string {
	has := "no job"
	if p.Jobs.Has() {
		has = count(p.Jobs.Value) + ", and none"
	}
	return fmt.Sprintf("%s has %s with the id %s. Its job_ids, in dadosfera_pipeline, has the ids by table.\n\n%s",
		diagnostics.Pipeline(p.Name.Value, maestro.PlatformID(pipelineID)), has, jobID, diagnostics.Words(err))
}

func connectorText(connector string) string {
	if connector == "" {
		return "no connector"
	}
	return fmt.Sprintf("the connector %q", connector)
}

func count(jobs []maestro.Job) string {
	if len(jobs) == 1 {
		return "one job"
	}
	return fmt.Sprintf("%d jobs", len(jobs))
}
