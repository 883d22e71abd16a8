// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"
	"strings"

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

var (
	_ datasource.DataSourceWithValidateConfig = (*pipelineDataSource)(nil)
	_ datasource.DataSourceWithConfigure      = (*pipelineDataSource)(nil)
)

type pipelineDataSource struct {
	data *providerdata.Data
}

// NewDataSource gives the data source dadosfera_pipeline, not configured yet.
func NewDataSource() datasource.DataSource { return &pipelineDataSource{} }

// shownModel is the data source in Terraform's values: what the resource has that the platform knows, and what only the
// platform knows.
type shownModel struct {
	ID             types.String `tfsdk:"id"`
	Name           types.String `tfsdk:"name"`
	Description    types.String `tfsdk:"description"`
	Cron           types.String `tfsdk:"cron"`
	Paused         types.Bool   `tfsdk:"paused"`
	MemoryMB       types.Int64  `tfsdk:"memory_mb"`
	Jobs           types.List   `tfsdk:"jobs"`
	JobIDs         types.Map    `tfsdk:"job_ids"`
	CustomerID     types.String `tfsdk:"customer_id"`
	Status         types.String `tfsdk:"status"`
	CreatedAt      types.String `tfsdk:"created_at"`
	UpdatedAt      types.String `tfsdk:"updated_at"`
	LastStatus     types.String `tfsdk:"last_status"`
	WithLastStatus types.Bool   `tfsdk:"with_last_status"`
	JSON           types.String `tfsdk:"json"`
}

// Metadata names the data source.
func (d *pipelineDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pipeline"
}

// Schema describes the attributes.
func (d *pipelineDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := resourceSchema(ctx).Attributes
	for _, own := range []string{protectionName, "drain_before_destroy", "export_before_destroy", "timeouts"} {
		delete(attributes, own) // what only a resource has
	}
	shown := readOnly(attributes)
	shown["id"] = schema.StringAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "The pipeline's id, with `-` or `_`, as in `1b33ad2f_33d3_4837_9eeb_83c82c8b909d`. Exactly one of `id` and `name` is given; " +
			"the other is read, the id as the platform spells it.",
		Validators: []validator.String{validators.PipelineID()},
	}
	shown["name"] = schema.StringAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "The pipeline's name, in the same letter case. It is looked for in the list of all pipelines, which takes a request that a lookup by `id` does not; " +
			"lookups at the same moment share it. A name that two pipelines have is an error.",
		Validators: []validator.String{validators.Filled("Give the name of a pipeline, or its id in place of it.")},
	}
	shown["with_last_status"] = schema.BoolAttribute{
		Optional: true,
		MarkdownDescription: "Whether to read `last_status` in a lookup by `id` too. It takes the request for the list of all pipelines. Defaults to `false`; " +
			"a lookup by `name` has read that list anyway.",
	}
	shown["last_status"] = schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "Result of the last run: `SUCCESS`, for example, or `CREATED` where there was none yet. Only the list of all pipelines has it, " +
			"so it is null in a lookup by `id` without `with_last_status`.",
	}
	shown["json"] = schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "The pipeline as the platform answers it, as a JSON object (use `jsondecode`), with fields that have no attribute here. " +
			"The platform can change it at any time.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A data pipeline that is on the platform, whoever made it, by its id or its name.\n\n" +
			"A lookup by `id` takes one request, and one more for each job of the connector `jdbc` of which the platform's answer hides credentials, columns or transformations.",
		Attributes: shown,
	}
}

// ValidateConfig wants exactly one way to find the pipeline.
func (d *pipelineDataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var id, name types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("id"), &id)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name"), &name)...)
	switch {
	case resp.Diagnostics.HasError():
	case id.IsNull() && name.IsNull():
		resp.Diagnostics.AddError("Missing id or name", "Nothing says which pipeline to read. Set its id or its name.")
	case !absent(id) && !absent(name):
		resp.Diagnostics.AddAttributeError(path.Root("id"), "Both id and name", "The pipeline is to be found by its id and by its name. Set one of them: the other is read.")
	}
}

// Configure takes over the provider's client.
func (d *pipelineDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// Read finds the pipeline and shows all of it.
func (d *pipelineDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var config shownModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	asked := path.Root("id")
	prior := model{ID: config.ID, Jobs: types.ListNull(shapesOf().job)}
	var listed maestro.Pipeline
	if !config.Name.IsNull() {
		asked = path.Root("name")
		var ok bool
		if listed, ok = d.named(ctx, config.Name.ValueString(), &resp.Diagnostics); !ok {
			return
		}
		prior.ID, prior.Name = types.StringValue(listed.ID), config.Name
	}
	p, err := getWhole(ctx, d.data.Client, prior)
	if maestro.IsNotFound(err) {
		resp.Diagnostics.AddAttributeError(asked, "Pipeline does not exist", diagnostics.NoPipeline(err, d.data.Client.CustomerName(), prior.ID.ValueString()))
		return
	}
	if err == nil && config.WithLastStatus.ValueBool() && config.Name.IsNull() {
		listed, _, err = d.data.Client.FindByID(ctx, p.ID)
	}
	if err != nil {
		resp.Diagnostics.AddError("Reading a pipeline failed", fmt.Sprintf("%s could not be read. %s", subject(prior), d.data.Explain(err)))
		return
	}
	m, err := observe(prior, p, true)
	if err != nil {
		resp.Diagnostics.AddError("Reading a pipeline failed", fmt.Sprintf("%s was answered in a form that is not understood: %s.", subject(prior), err))
		return
	}
	// What is configured stays as it is: a plan goes by it before the pipeline is read.
	if !config.ID.IsNull() {
		m.ID = config.ID
	}
	if !config.Name.IsNull() {
		m.Name = config.Name
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, shownModel{
		ID: m.ID, Name: m.Name, Description: m.Description, Cron: m.Cron, Paused: m.Paused, MemoryMB: m.MemoryMB, Jobs: m.Jobs, JobIDs: m.JobIDs,
		CustomerID: m.CustomerID, Status: m.Status, CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
		LastStatus:     textOrNull(listed.LastStatus),
		WithLastStatus: config.WithLastStatus,
		JSON:           types.StringValue(string(p.Raw)),
	})...)
}

// named gives the one pipeline of that name as the list of all shows it.
func (d *pipelineDataSource) named(ctx context.Context, name string, diags *diag.Diagnostics) (p maestro.Pipeline, ok bool) {
	at := path.Root("name")
	found, err := d.data.Client.FindByName(ctx, name)
	switch {
	case err != nil:
		diags.AddError("Reading a pipeline failed", fmt.Sprintf("The pipeline %q could not be looked for. %s", name, d.data.Explain(err)))
	case len(found) == 0:
		diags.AddAttributeError(at, "Pipeline does not exist",
			fmt.Sprintf("No pipeline of customer %q is named %q. Check the name, letter case and spaces included, and customer_name of the provider.", d.data.Client.CustomerName(), name))
	case len(found) > 1:
		ids := make([]string, len(found))
		for i := range found {
			ids[i] = found[i].ID
		}
		diags.AddAttributeError(at, "Pipeline name is not unique",
			fmt.Sprintf("Customer %q has %d pipelines named %q: %s. Take the one you mean by its id.", d.data.Client.CustomerName(), len(found), name, strings.Join(ids, ", ")))
	default:
		return found[0], true
	}
	return maestro.Pipeline{}, false
}
