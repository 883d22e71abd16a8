// SPDX-License-Identifier: MPL-2.0

// Package pipelines looks at pipelines: the data sources dadosfera_pipeline and dadosfera_pipelines, and the list
// resource dadosfera_pipeline.
package pipelines

import (
	"context"
	"errors"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/fetch"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var (
	_ datasource.DataSourceWithValidateConfig = (*pipelineDataSource)(nil)
	_ datasource.DataSourceWithConfigure      = (*pipelineDataSource)(nil)
)

type pipelineDataSource struct {
	providerdata.DataSource
}

type pipelineModel struct {
	definition.Shown

	CreateJSON types.String `tfsdk:"create_json"`
}

// NewPipelineDataSource returns the data source dadosfera_pipeline.
func NewPipelineDataSource() datasource.DataSource {
	return &pipelineDataSource{providerdata.DataSource{TypeName: pipeline.TypeName}}
}

// Schema describes the attributes.
func (d *pipelineDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	attributes := definition.PipelineAttributes(ctx)
	attributes["id"] = schema.StringAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "The pipeline's id, spelled with `-` or `_`, as in `1b33ad2f_33d3_4837_9eeb_83c82c8b909d`. " +
			"Set exactly one of `id` and `name`. The other one is read from the platform.",
		Validators: []validator.String{validators.PipelineID()},
	}
	attributes["name"] = schema.StringAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "The pipeline's name, which is case-sensitive. A lookup by `name` requests the list of all " +
			"pipelines as well; concurrent lookups share this request. If several pipelines have the name, the lookup fails.",
		Validators: []validator.String{validators.NotEmpty("Set the name of a pipeline, or omit the attribute and set id.")},
	}
	attributes["with_last_status"] = schema.BoolAttribute{
		Optional: true,
		MarkdownDescription: "Whether a lookup by `id` also reads `last_status`, which requires a request for the list " +
			"of all pipelines. Defaults to `false`. A lookup by `name` always reads it.",
	}
	attributes["last_status"] = schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "Status of the last run, such as `SUCCESS`, or `CREATED` for a pipeline that has never run. " +
			"Null in a lookup by `id` without `with_last_status`.",
	}
	attributes["json"] = schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "The platform's response about the pipeline as a JSON object (use `jsondecode`), including " +
			"fields without an attribute. Its form can change at any time.",
	}
	attributes["create_json"] = schema.StringAttribute{
		Computed: true,
		MarkdownDescription: "The body of the request `POST /platform/pipeline` that creates a copy of the pipeline, as a " +
			"JSON object (use `jsondecode`). Add an `id`, which must be a new UUID and, for the same customer, change the " +
			"`name`. The body contains what the platform shows of the jobs, including fields without an attribute. It does " +
			"not contain `memory_mb` and `paused`, which a create does not accept, nor, for jobs that are not JDBC, what the " +
			"platform omits: `auth_parameters`, `column_include_list`, `primary_keys` and `transformations`. It contains the " +
			"names of destination tables only if the platform shows them under `raw` or `qualify`; otherwise, the platform " +
			"chooses the names of the copy.",
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A data pipeline of the platform, by its id or its name.\n\n" +
			"A lookup by `id` takes one request, and another one for each job of the connector `jdbc` whose connection, " +
			"columns or transformations are not in the response.",
		Attributes: attributes,
	}
}

// ValidateConfig requires exactly one of id and name.
func (d *pipelineDataSource) ValidateConfig(
	ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse,
) {
	var id, name types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("id"), &id)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("name"), &name)...)
	switch {
	case resp.Diagnostics.HasError():
	case id.IsNull() && name.IsNull():
		resp.Diagnostics.Append(summaryMissingIDOrName.Error("Neither id nor name is set. Set one of them to select " +
			"the pipeline."))
	case tfvalue.HasValue(id) && tfvalue.HasValue(name):
		resp.Diagnostics.Append(summaryIDAndName.ErrorAt(path.Root("id"),
			"Both id and name are set. Set only one of them: the other one is read from the platform."))
	}
}

// Read finds the pipeline and reads it completely.
func (d *pipelineDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var config pipelineModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	key, prior := path.Root("id"), pipeline.UnreadState(config.ID.ValueString())
	var listed maestro.Pipeline
	if !config.Name.IsNull() {
		var diags diag.Diagnostics
		key = path.Root("name")
		listed, diags = d.findByName(ctx, config.Name.ValueString())
		resp.Diagnostics.Append(diags...)
		if resp.Diagnostics.HasError() {
			return
		}
		prior = pipeline.UnreadState(listed.ID)
	}

	response, err := fetch.Pipeline(ctx, d.Provider.Client, prior)
	if errors.Is(err, maestro.ErrNotFound) {
		resp.Diagnostics.Append(summaryMissing.ErrorAt(key,
			diagnostics.PipelineNotFound(err, d.Provider.Client.CustomerName(), prior.ID.ValueString())))
		return
	}
	if err == nil && config.WithLastStatus.ValueBool() && config.Name.IsNull() {
		listed, _, err = d.Provider.Client.FindByID(ctx, response.ID)
	}
	subject := "The pipeline " + diagnostics.PipelineName(config.Name.ValueString(), prior.ID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(summaryReadFailed.Errorf("%s could not be read. %s", subject, d.Provider.ErrorMessage(err)))
		return
	}
	observed, err := definition.Observe(prior, response, true)
	if err != nil {
		resp.Diagnostics.Append(summaryReadFailed.Errorf("%s could not be read, because the response has an "+
			"unexpected form: %s.",
			subject, maestro.Printable(err.Error())))
		return
	}
	body, err := definition.ExportWithoutID(observed, response)
	if err != nil {
		resp.Diagnostics.Append(summaryReadFailed.Errorf("create_json of %s cannot be written as JSON: %s.",
			subject, maestro.Printable(err.Error())))
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, pipelineModel{
		Shown:      shown(config.Shown, observed, response, listed),
		CreateJSON: types.StringValue(body),
	})...)
}

// shown returns the state of the data source. What is configured keeps its spelling: a plan uses it before the pipeline
// is read.
func shown(
	config definition.Shown, observed definition.Pipeline, response, listed maestro.Pipeline,
) definition.Shown {
	state := definition.Show(observed)
	if !config.ID.IsNull() {
		state.ID = config.ID
	}
	if !config.Name.IsNull() {
		state.Name = config.Name
	}
	state.LastStatus = tfvalue.StringOrNull(listed.LastStatus.Value)
	state.WithLastStatus = config.WithLastStatus
	state.JSON = types.StringValue(string(response.Raw))
	return state
}

// findByName returns the one pipeline with a name, as the list of all pipelines shows it.
func (d *pipelineDataSource) findByName(ctx context.Context, name string) (maestro.Pipeline, diag.Diagnostics) {
	found, failed := pipeline.FindByName(ctx, d.Provider, name)
	if failed == nil {
		return found, nil
	}
	at := path.Root("name")
	switch failed.Problem {
	case pipeline.NameMissing:
		return found, diag.Diagnostics{summaryMissing.ErrorAt(at, failed.Detail)}
	case pipeline.NameNotUnique:
		return found, diag.Diagnostics{summaryNameNotUnique.ErrorAt(at, failed.Detail)}
	case pipeline.NameNotRead:
	}
	return found, diag.Diagnostics{summaryReadFailed.Error(failed.Detail)}
}
