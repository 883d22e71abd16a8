// SPDX-License-Identifier: MPL-2.0

package pipelines

import (
	"context"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

var _ datasource.DataSourceWithConfigure = (*pipelinesDataSource)(nil)

// pipelinesDataSource reads the platform's list of pipelines.
type pipelinesDataSource struct {
	providerdata.DataSource
}

// NewPipelinesDataSource returns the data source dadosfera_pipelines.
func NewPipelinesDataSource() datasource.DataSource {
	return &pipelinesDataSource{providerdata.DataSource{TypeName: "pipelines"}}
}

// Schema describes the attributes.
func (d *pipelinesDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The pipelines of the customer that match all given attributes. It takes one request. " +
			"The platform's list does not show whether a pipeline is paused, nor the load types and connections of jobs: use " +
			"the data source `dadosfera_pipeline` for that.",
		Attributes: map[string]schema.Attribute{
			attrNameRegex:  schema.StringAttribute{Optional: true, MarkdownDescription: nameRegexText, Validators: nameRegexValidators},
			attrLastStatus: schema.StringAttribute{Optional: true, MarkdownDescription: lastStatusText, Validators: wordValidators},
			attrScheduled:  schema.BoolAttribute{Optional: true, MarkdownDescription: scheduledText},
			attrConnector:  schema.StringAttribute{Optional: true, MarkdownDescription: connectorText, Validators: wordValidators},
			"pipelines": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The pipelines, sorted by `id`.",
				NestedObject:        schema.NestedAttributeObject{Attributes: listedPipelineAttributes()},
			},
		},
	}
}

func listedPipelineAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":          computed("The pipeline's id in the spelling of the platform."),
		"name":        computed("Name of the pipeline, unique within the customer."),
		"description": computed("Description of the pipeline."),
		"cron":        computed("The schedule as a cron expression, in UTC. Null for a pipeline without a schedule."),
		"last_status": computed("Status of the last run, such as `SUCCESS`, or `CREATED` for a pipeline that has never run."),
		"customer_id": computed("The customer that the pipeline belongs to."),
		"user_id":     computed("E-mail address of the user who created the pipeline."),
		"jobs": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The jobs of the pipeline, in the order of their index.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"job_id": computed("The job's id: the pipeline's id and the job's index, from 0."),
				"job_status": computed("Status of the job's last run, such as `SUCCESS`, or `PENDING` for a job that " +
					"has never run."),
				attrConnector: computed("Kind of the source, such as `jdbc` or `singer`."),
				"plugin":      computed("The connector's plugin, such as `postgresql` or `hubspot`."),
				"table_name":  computed("Name of the source table or entity."),
			}},
		},
	}
}

func computed(description string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

type pipelinesModel struct {
	filter

	Pipelines []listedPipeline `tfsdk:"pipelines"`
}

// listedPipeline is a pipeline as the platform's list shows it.
type listedPipeline struct {
	ID          types.String `tfsdk:"id"`
	Name        types.String `tfsdk:"name"`
	Description types.String `tfsdk:"description"`
	Cron        types.String `tfsdk:"cron"`
	LastStatus  types.String `tfsdk:"last_status"`
	CustomerID  types.String `tfsdk:"customer_id"`
	UserID      types.String `tfsdk:"user_id"`
	Jobs        []listedJob  `tfsdk:"jobs"`
}

// listedJob is a job as the platform's list shows it.
type listedJob struct {
	ID        types.String `tfsdk:"job_id"`
	Status    types.String `tfsdk:"job_status"`
	Connector types.String `tfsdk:"connector"`
	Plugin    types.String `tfsdk:"plugin"`
	TableName types.String `tfsdk:"table_name"`
}

// Read reads the selected pipelines. Unlike in a query, an entry of the list that is not understood is an error: a
// configuration would treat a missing pipeline as one that is gone.
func (d *pipelinesDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var m pipelinesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	matches, diags := m.matcher()
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	all, err := d.Provider.Client.ListPipelines(ctx)
	if err != nil {
		resp.Diagnostics.Append(summaryListFailed.Error("The pipelines could not be listed. " + d.Provider.ErrorMessage(err)))
		return
	}
	slices.SortStableFunc(all, func(a, b maestro.Pipeline) int { return strings.Compare(a.ID, b.ID) })
	m.Pipelines = []listedPipeline{}
	for _, p := range all {
		if matches(p) {
			m.Pipelines = append(m.Pipelines, newListedPipeline(p))
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func newListedPipeline(p maestro.Pipeline) listedPipeline {
	listed := listedPipeline{
		ID:          types.StringValue(p.ID),
		Name:        tfvalue.StringOrNull(p.Name.Value),
		Description: tfvalue.StringOrNull(p.Description.Value),
		Cron:        tfvalue.StringOrNull(p.Cron.Value),
		LastStatus:  tfvalue.StringOrNull(p.LastStatus.Value),
		CustomerID:  tfvalue.StringOrNull(p.CustomerID.Value),
		UserID:      tfvalue.StringOrNull(p.UserID.Value),
		Jobs:        []listedJob{},
	}
	for _, job := range p.Jobs.Value {
		shown := func(key string) types.String {
			text, _ := job.Input.Text(key) // a value of another type names nothing
			return tfvalue.StringOrNull(text.Value)
		}
		listed.Jobs = append(listed.Jobs, listedJob{
			ID: types.StringValue(job.ID), Status: tfvalue.StringOrNull(job.Status.Value),
			Connector: shown(attrConnector), Plugin: shown("plugin"), TableName: shown("table_name"),
		})
	}
	return listed
}
