// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var _ datasource.DataSourceWithConfigure = (*runDataSource)(nil)

type runDataSource struct {
	providerdata.DataSource
}

// NewRunDataSource returns the data source dadosfera_pipeline_run.
func NewRunDataSource() datasource.DataSource {
	return &runDataSource{providerdata.DataSource{TypeName: "pipeline_run"}}
}

type runModel struct {
	observedRun

	PipelineID types.String `tfsdk:"pipeline_id"`
}

// Schema returns the attributes.
func (*runDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := observedRunAttributes()
	attributes[pipelineIDName] = pipelineIDAttribute()
	attributes[runIDName] = schema.StringAttribute{
		Required: true,
		MarkdownDescription: "The run's id, with `-` or `_`, as `dadosfera_pipeline_runs` shows it. It differs from the " +
			"execution id that the platform returns when a run is started.",
		Validators: []validator.String{validators.RunID()},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One run of a pipeline.",
		Attributes:          attributes,
	}
}

// Read reads the run from the platform.
func (d *runDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m runModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	run, err := d.Provider.Client.GetRun(ctx, m.PipelineID.ValueString(), m.RunID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(d.readError(ctx, m.PipelineID.ValueString(), m.RunID.ValueString(), err))
		return
	}
	configuredID := m.RunID
	m.observedRun = observe(run)
	m.RunID = configuredID
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// readError returns the diagnostic for a run that could not be read. If the run does not exist, it reads the pipeline
// to find out which of the two is missing.
func (d *runDataSource) readError(ctx context.Context, pipelineID, runID string, err error) diag.Diagnostic {
	at := path.Root(runIDName)
	if !errors.Is(err, maestro.ErrNotFound) {
		return summaryReadFailed.ErrorAtf(at, "Run %s of pipeline %s could not be read. %s",
			runID, pipelineID, d.Provider.ErrorMessage(err))
	}
	p, pipelineErr := d.Provider.Client.GetPipeline(ctx, pipelineID)
	if errors.Is(pipelineErr, maestro.ErrNotFound) {
		return pipelineNotFound(d.Provider, pipelineID, pipelineErr)
	}
	return summaryRunNotFound.ErrorAtf(at, "Pipeline %s has no run with the id %s. Use a run id from the data source "+
		"dadosfera_pipeline_runs. The execution id that the platform returns when a run is started is not a run id.\n\n%s",
		diagnostics.PipelineName(p.Name.Value, pipelineID), runID, d.Provider.ErrorMessage(err))
}
