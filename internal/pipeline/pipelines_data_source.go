// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

var _ datasource.DataSourceWithConfigure = (*pipelinesDataSource)(nil)

// pipelinesDataSource reads the platform's list of pipelines.
type pipelinesDataSource struct {
	data *providerdata.Data
}

// NewPipelinesDataSource gives the data source dadosfera_pipelines, not configured yet.
func NewPipelinesDataSource() datasource.DataSource { return &pipelinesDataSource{} }

// Metadata names the data source.
func (d *pipelinesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pipelines"
}

// Schema describes the attributes.
func (d *pipelinesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The pipelines of the customer, by one request: those that every given attribute matches. " +
			"Whether a pipeline is paused, how its jobs load and which connections they use is not in the platform's list; read a pipeline by itself for that.",
		Attributes: map[string]schema.Attribute{
			nameRegexName: schema.StringAttribute{Optional: true, MarkdownDescription: nameRegexText, Validators: nameRegexValidators},
			"last_status": schema.StringAttribute{Optional: true, MarkdownDescription: lastStatusText, Validators: wordValidators},
			"scheduled":   schema.BoolAttribute{Optional: true, MarkdownDescription: scheduledText},
			connectorName: schema.StringAttribute{Optional: true, MarkdownDescription: connectorText, Validators: wordValidators},
			"pipelines": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The pipelines, in the order of the platform.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":          text("The pipeline's id, as the platform spells it."),
					"name":        text("Name of the pipeline, unique within the customer."),
					"description": text("What the pipeline is for."),
					"cron":        text("The schedule as a cron expression, " + utcNote + "; null for a pipeline that runs only when somebody starts it."),
					"last_status": text("How the last run ended, as the platform names it: `SUCCESS`, for example, or `CREATED` for a pipeline that never ran."),
					"customer_id": text("The customer that the pipeline belongs to."),
					"user_id":     text("Who made the pipeline, an e-mail address."),
					"jobs": schema.ListNestedAttribute{
						Computed:            true,
						MarkdownDescription: "What the pipeline extracts, in the order of the jobs' index.",
						NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
							"job_id":      text("The job's id: the pipeline's id and the job's index, from 0."),
							"job_status":  text("How the job's last run ended, as the platform names it: `SUCCESS`, for example, or `PENDING` for a job that never ran."),
							connectorName: text("Kind of the source: `jdbc` or `singer`, for example."),
							"plugin":      text("The connector's plugin: `postgresql` or `hubspot`, for example."),
							"table_name":  text("Name of the source table or entity."),
						}},
					},
				}},
			},
		},
	}
}

// Configure takes over the provider's client.
func (d *pipelinesDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// pipelinesModel is the data source in Terraform's values.
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

// Read gives the pipelines that are meant. Unlike in a query, an entry of the list that makes no sense is an error:
// whatever is made of the pipelines would take a missing one for gone.
func (d *pipelinesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m pipelinesModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	matches := m.matcher(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	all, err := d.data.Client.ListPipelines(ctx)
	if err != nil {
		resp.Diagnostics.AddError("Listing pipelines failed", "The pipelines could not be listed. "+d.data.Explain(err))
		return
	}
	m.Pipelines = []listedPipeline{}
	for _, p := range all {
		if matches(p) {
			m.Pipelines = append(m.Pipelines, listedPipelineOf(p))
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

func listedPipelineOf(p maestro.Pipeline) listedPipeline {
	listed := listedPipeline{
		ID:          types.StringValue(p.ID),
		Name:        textOrNull(p.Name),
		Description: textOrNull(p.Description),
		Cron:        textOrNull(p.Cron),
		LastStatus:  textOrNull(p.LastStatus),
		CustomerID:  textOrNull(p.CustomerID),
		UserID:      textOrNull(p.UserID),
		Jobs:        []listedJob{},
	}
	for _, job := range p.Jobs.Value {
		shown := func(key string) types.String {
			text, _ := job.Input.Text(key) // what is no text names nothing
			return textOrNull(text)
		}
		listed.Jobs = append(listed.Jobs, listedJob{
			ID: types.StringValue(job.ID), Status: textOrNull(job.Status),
			Connector: shown(connectorName), Plugin: shown("plugin"), TableName: shown("table_name"),
		})
	}
	return listed
}

// textOrNull is null for what is not shown, null or empty.
func textOrNull(text maestro.Optional[string]) types.String {
	return observeText(types.StringNull(), text, equal)
}
