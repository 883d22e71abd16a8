// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

var (
	_ resource.ResourceWithConfigure   = (*runResource)(nil)
	_ resource.ResourceWithImportState = (*runResource)(nil)
)

type runResource struct {
	data *providerdata.Data
}

// model is the resource in Terraform's values: configuration, plan or state.
type model struct {
	ID          types.String   `tfsdk:"id"`
	PipelineID  types.String   `tfsdk:"pipeline_id"`
	Triggers    types.Map      `tfsdk:"triggers"`
	Wait        types.Bool     `tfsdk:"wait"`
	FailOnError types.Bool     `tfsdk:"fail_on_error"`
	RunID       types.String   `tfsdk:"run_id"`
	ExecutionID types.String   `tfsdk:"execution_id"`
	Status      types.String   `tfsdk:"status"`
	CreatedAt   types.String   `tfsdk:"created_at"`
	UpdatedAt   types.String   `tfsdk:"updated_at"`
	Trace       types.String   `tfsdk:"trace"`
	Timeouts    timeouts.Value `tfsdk:"timeouts"`
}

// NewResource gives the resource dadosfera_pipeline_run, not configured yet.
func NewResource() resource.Resource { return &runResource{} }

// Metadata names the resource.
func (r *runResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pipeline_run"
}

// Schema describes the attributes.
func (r *runResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

// Configure takes over the provider's client.
func (r *runResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// withRun gives the model with what the platform shows of the run. A plan prints the trace, so it has to be fit for that.
func (m model) withRun(run maestro.Run) model {
	m.Status, m.CreatedAt, m.UpdatedAt, m.Trace = orNull(run.Status), orNull(run.CreatedAt), orNull(run.UpdatedAt), orNull(run.PrintableTrace())
	return m
}

// orNull takes an empty text for none.
func orNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// adoptedKey is kept beside the state of a run that was imported, until the configuration's triggers have been taken over.
const adoptedKey = "adopted"

// privateState is what Terraform keeps for the provider beside a resource's state.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

func adopted(ctx context.Context, private privateState) bool {
	value, diags := private.GetKey(ctx, adoptedKey)
	return !diags.HasError() && string(value) == "true"
}
