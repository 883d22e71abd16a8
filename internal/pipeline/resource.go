// SPDX-License-Identifier: MPL-2.0

// Package pipeline is the resource dadosfera_pipeline.
//
// The way of the data: configuration and plan (model.go) become requests (request.go, changes.go), and answers become
// state (response.go).
package pipeline

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

var (
	_ resource.ResourceWithConfigure      = (*pipelineResource)(nil)
	_ resource.ResourceWithIdentity       = (*pipelineResource)(nil)
	_ resource.ResourceWithImportState    = (*pipelineResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*pipelineResource)(nil)
	_ resource.ResourceWithValidateConfig = (*pipelineResource)(nil)
)

type pipelineResource struct {
	data *providerdata.Data
}

// NewResource gives the resource dadosfera_pipeline, not configured yet.
func NewResource() resource.Resource { return &pipelineResource{} }

// Metadata names the resource.
func (r *pipelineResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pipeline"
}

// Schema describes the attributes.
func (r *pipelineResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

// IdentitySchema describes what names a pipeline for imports and queries.
func (r *pipelineResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			identityName: identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "The pipeline's id, with hyphens or underscores.",
			},
		},
	}
}

const identityName = "pipeline_id"

// Configure takes over the provider's client and defaults.
func (r *pipelineResource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// store writes state and identity together, so that neither is there without the other.
func (r *pipelineResource) store(ctx context.Context, m model, state *tfsdk.State, identity *tfsdk.ResourceIdentity, diags *diag.Diagnostics) {
	diags.Append(state.Set(ctx, m)...)
	r.identify(ctx, m, identity, diags)
}

// identify writes the identity, which is one spelling for life, whatever the platform answers later.
func (r *pipelineResource) identify(ctx context.Context, m model, identity *tfsdk.ResourceIdentity, diags *diag.Diagnostics) {
	if identity != nil {
		diags.Append(identity.SetAttribute(ctx, path.Root(identityName), maestro.PlatformID(m.ID.ValueString()))...)
	}
}

// remember keeps where a pipeline was seen. It is for whoever has seen it there, and for nobody else: see refuseElsewhere.
func (r *pipelineResource) remember(ctx context.Context, private privateState, diags *diag.Diagnostics) {
	for key, value := range map[string]string{customerKey: r.data.Client.CustomerName(), baseURLKey: r.data.Client.BaseURL()} {
		text, err := json.Marshal(value)
		if err != nil {
			diags.AddError("Defect in the provider", "Where the pipeline was seen cannot be kept: "+err.Error())
			return
		}
		diags.Append(private.SetKey(ctx, key, text)...)
	}
}

// privateState is what Terraform keeps for the provider beside a resource's state.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// Where a pipeline was last seen is kept under these keys.
const (
	customerKey = "customer_name"
	baseURLKey  = "base_url"
)

// lastSeen gives the customer name, or the address of the platform, with which the pipeline was last seen; "" when that
// is not known.
func lastSeen(ctx context.Context, private privateState, key string) string {
	raw, diags := private.GetKey(ctx, key)
	var value string
	if diags.HasError() || json.Unmarshal(raw, &value) != nil {
		return ""
	}
	return value
}

// known gives a model without unknown values: null where a value is not known.
func known(m model) model {
	for _, s := range []*types.String{&m.ID, &m.CustomerID, &m.Status, &m.CreatedAt, &m.UpdatedAt} {
		if s.IsUnknown() {
			*s = types.StringNull()
		}
	}
	m.Jobs, _ = fill(m.Jobs, types.ListNull(shapesOf().job)).(types.List)
	m.JobIDs = jobIDsOf(m)
	return m
}
