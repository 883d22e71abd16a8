// SPDX-License-Identifier: MPL-2.0

package run

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

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var _ datasource.DataSourceWithConfigure = (*runDataSource)(nil)

type runDataSource struct {
	data *providerdata.Data
}

// NewRunDataSource gives the data source dadosfera_pipeline_run, not configured yet.
func NewRunDataSource() datasource.DataSource { return &runDataSource{} }

// runModel is the data source in Terraform's values.
type runModel struct {
	PipelineID types.String `tfsdk:"pipeline_id"`
	shownModel
}

// Metadata names the data source.
func (d *runDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pipeline_run"
}

// Schema describes the attributes.
func (d *runDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := shownAttributes()
	attributes[pipelineIDName] = pipelineIDAttribute()
	attributes["run_id"] = schema.StringAttribute{
		Required: true,
		MarkdownDescription: "The run's id, with `-` or `_`, as `dadosfera_pipeline_runs` shows it. " +
			"The one that the platform answers when somebody starts a run is another, and may not be found.",
		Validators: []validator.String{validators.RunID()},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One run of a pipeline.",
		Attributes:          attributes,
	}
}

// Configure takes over the provider's client.
func (d *runDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// Read shows the run.
func (d *runDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config runModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	pipelineID, runID := config.PipelineID.ValueString(), config.RunID.ValueString()
	run, err := d.data.Client.GetRun(ctx, pipelineID, runID)
	if errors.Is(err, maestro.ErrNotFound) {
		d.explainMissing(ctx, pipelineID, runID, err, &resp.Diagnostics)
		return
	}
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("run_id"), "Reading a run failed",
			fmt.Sprintf("The run %s of the pipeline %s could not be read. %s", runID, pipelineID, d.data.Explain(err)))
		return
	}
	m := runModel{PipelineID: config.PipelineID, shownModel: shown(run)}
	m.RunID = config.RunID
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// explainMissing tells a run that is not there from a pipeline that is not.
func (d *runDataSource) explainMissing(ctx context.Context, pipelineID, runID string, err error, diags *diag.Diagnostics) {
	p, pipelineErr := d.data.Client.GetPipeline(ctx, pipelineID)
	if errors.Is(pipelineErr, maestro.ErrNotFound) {
		addNoPipeline(d.data, pipelineID, pipelineErr, diags)
		return
	}
	diags.AddAttributeError(path.Root("run_id"), "Run does not exist",
		fmt.Sprintf("%s has no run with the id %s. Take an id that dadosfera_pipeline_runs shows: the one that the platform answers when somebody starts a run is another.\n\n%s",
			diagnostics.Pipeline(p.Name.Value, pipelineID), runID, d.data.Explain(err)))
}

// addNoPipeline says that the pipeline is not there, and what to check.
func addNoPipeline(data *providerdata.Data, pipelineID string, err error, diags *diag.Diagnostics) {
	diags.AddAttributeError(path.Root(pipelineIDName), "Pipeline does not exist", diagnostics.NoPipeline(err, data.Client.CustomerName(), pipelineID))
}
