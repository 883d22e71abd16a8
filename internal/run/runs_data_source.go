// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var _ datasource.DataSourceWithConfigure = (*runsDataSource)(nil)

type runsDataSource struct {
	data *providerdata.Data
}

// NewRunsDataSource gives the data source dadosfera_pipeline_runs, not configured yet.
func NewRunsDataSource() datasource.DataSource { return &runsDataSource{} }

// runsModel is the data source in Terraform's values.
type runsModel struct {
	PipelineID types.String `tfsdk:"pipeline_id"`
	Status     types.String `tfsdk:"status"`
	Limit      types.Int64  `tfsdk:"limit"`
	Runs       []shownModel `tfsdk:"runs"`
}

// Metadata names the data source.
func (d *runsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pipeline_runs"
}

// Schema describes the attributes.
func (d *runsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The runs of a pipeline, newest first; none for a pipeline that never ran.",
		Attributes: map[string]schema.Attribute{
			pipelineIDName: pipelineIDAttribute(),
			"status": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "Only the runs of this status: `FAILED`, for example. Letter case does not matter.",
				Validators:          []validator.String{validators.Word("Leave it out for runs of all statuses.")},
			},
			"limit": schema.Int64Attribute{
				Optional:            true,
				MarkdownDescription: "Only so many runs, the newest ones of those that `status` leaves; 1 or more. Left out, all of them.",
				Validators:          []validator.Int64{int64validator.AtLeast(1)},
			},
			"runs": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The runs, newest first, so that `runs[0]` is the last one.",
				NestedObject:        schema.NestedAttributeObject{Attributes: shownAttributes()},
			},
		},
	}
}

// pipelineIDAttribute says whose runs are meant.
func pipelineIDAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: "The pipeline's id, with `-` or `_`.",
		Validators:          []validator.String{validators.PipelineID()},
	}
}

// Configure takes over the provider's client.
func (d *runsDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// Read lists the runs and picks those that are asked for.
func (d *runsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m runsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	runs, err := d.data.Client.ListRuns(ctx, m.PipelineID.ValueString())
	if errors.Is(err, maestro.ErrNotFound) {
		addNoPipeline(d.data, m.PipelineID.ValueString(), err, &resp.Diagnostics)
		return
	}
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root(pipelineIDName), "Reading the runs of a pipeline failed",
			fmt.Sprintf("The runs of the pipeline %s could not be read. %s", m.PipelineID.ValueString(), d.data.Explain(err)))
		return
	}
	m.Runs = picked(runs, m.Status.ValueString(), m.Limit.ValueInt64())
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// picked gives the newest runs of a status, limit of them at most; an empty status stands for all, and so does a limit
// of 0.
func picked(runs []maestro.Run, status string, limit int64) []shownModel {
	some := []shownModel{} // not nil, which would be null
	for _, run := range runs {
		if limit > 0 && int64(len(some)) == limit {
			break
		}
		if status == "" || strings.EqualFold(run.Status, status) {
			some = append(some, shown(run))
		}
	}
	return some
}
