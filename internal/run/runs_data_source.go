// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
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

var _ datasource.DataSourceWithConfigure = (*runsDataSource)(nil)

type runsDataSource struct {
	providerdata.DataSource
}

// NewRunsDataSource returns the data source dadosfera_pipeline_runs.
func NewRunsDataSource() datasource.DataSource {
	return &runsDataSource{providerdata.DataSource{TypeName: "pipeline_runs"}}
}

type runsModel struct {
	PipelineID types.String  `tfsdk:"pipeline_id"`
	Status     types.String  `tfsdk:"status"`
	Limit      types.Int64   `tfsdk:"limit"`
	Runs       []observedRun `tfsdk:"runs"`
}

// Schema returns the attributes.
func (*runsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The runs of a pipeline, newest first. The list is empty if the pipeline has never run.",
		Attributes: map[string]schema.Attribute{
			pipelineIDName: pipelineIDAttribute(),
			"status": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Return only runs with this status, such as `FAILED`. Letter case is ignored.",
				Validators:          []validator.String{validators.NotBlank("Omit it for runs of all statuses.")},
			},
			"limit": schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: "Largest number of runs to return, after the filter by `status`: the newest ones. It must " +
					"be 1 or more. If omitted, all runs are returned.",
				Validators: []validator.Int64{int64validator.AtLeast(1)},
			},
			"runs": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The runs, newest first: `runs[0]` is the latest.",
				NestedObject:        schema.NestedAttributeObject{Attributes: observedRunAttributes()},
			},
		},
	}
}

// pipelineIDAttribute returns the attribute of both data sources that selects the pipeline.
func pipelineIDAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: "The pipeline's id, spelled with `-` or `_`.",
		Validators:          []validator.String{validators.PipelineID()},
	}
}

// Read reads the runs from the platform and selects those that the configuration asks for.
func (d *runsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m runsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	pipelineID := m.PipelineID.ValueString()
	runs, err := d.Provider.Client.ListRuns(ctx, pipelineID)
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		resp.Diagnostics.Append(pipelineNotFound(d.Provider, pipelineID, err))
		return
	case err != nil:
		resp.Diagnostics.Append(summaryListFailed.ErrorAtf(path.Root(pipelineIDName),
			"The runs of pipeline %s could not be read. %s", pipelineID, d.Provider.ErrorMessage(err)))
		return
	}
	m.Runs = newestRuns(runs, m.Status.ValueString(), m.Limit.ValueInt64())
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// newestRuns returns the first runs with a status, up to a limit. An empty status selects all runs, and a limit of 0 is
// no limit. The result is never nil, which would be null in the state.
func newestRuns(runs []maestro.Run, status string, limit int64) []observedRun {
	selected := []observedRun{}
	for _, run := range runs {
		if limit > 0 && int64(len(selected)) == limit {
			break
		}
		if status == "" || strings.EqualFold(run.Status, status) {
			selected = append(selected, observe(run))
		}
	}
	return selected
}

// pipelineNotFound returns the diagnostic for a pipeline id of either data source that is not the id of a pipeline.
func pipelineNotFound(provider *providerdata.Data, pipelineID string, err error) diag.Diagnostic {
	return summaryPipelineNotFound.ErrorAt(path.Root(pipelineIDName),
		diagnostics.PipelineNotFound(err, provider.Client.CustomerName(), pipelineID))
}
