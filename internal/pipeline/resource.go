// SPDX-License-Identifier: MPL-2.0

// Package pipeline is the life of the resource dadosfera_pipeline: plan, create, read, update, delete and import. What
// a pipeline is, and what its changes mean, is in package definition.
package pipeline

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

var (
	_ resource.ResourceWithConfigure      = (*pipelineResource)(nil)
	_ resource.ResourceWithIdentity       = (*pipelineResource)(nil)
	_ resource.ResourceWithImportState    = (*pipelineResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*pipelineResource)(nil)
	_ resource.ResourceWithMoveState      = (*pipelineResource)(nil)
	_ resource.ResourceWithUpgradeState   = (*pipelineResource)(nil)
	_ resource.ResourceWithValidateConfig = (*pipelineResource)(nil)
)

// TypeName is the name of the resource type without the provider's prefix.
const TypeName = "pipeline"

type pipelineResource struct {
	providerdata.Resource
}

// NewResource returns the resource dadosfera_pipeline.
func NewResource() resource.Resource {
	return &pipelineResource{providerdata.Resource{TypeName: TypeName}}
}

// Schema describes the attributes.
func (r *pipelineResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = definition.Schema(ctx)
}

// UpgradeState returns the upgraders from earlier versions of the schema. There is none yet.
func (r *pipelineResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return map[int64]resource.StateUpgrader{}
}

// AttrIdentity is the attribute of a pipeline's identity.
const AttrIdentity = "pipeline_id"

// IdentitySchema describes what identifies a pipeline for imports and queries.
func (r *pipelineResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			AttrIdentity: identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "The pipeline's id, with hyphens or underscores.",
			},
		},
	}
}

// ValidateConfig checks what takes more than one attribute. Unknown values are valid.
func (r *pipelineResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var jobs tfvalue.List[definition.Job]
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(definition.AttrJobs), &jobs)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(definition.Validate(jobs)...)
	}
}

// store writes the state and the identity together, so that neither exists without the other.
func (r *pipelineResource) store(
	ctx context.Context, p definition.Pipeline, state *tfsdk.State, identity *tfsdk.ResourceIdentity,
) diag.Diagnostics {
	diags := state.Set(ctx, p)
	diags.Append(r.storeIdentity(ctx, p, identity)...)
	return diags
}

// storeIdentity writes the identity, which keeps one spelling, whatever later responses have.
func (r *pipelineResource) storeIdentity(
	ctx context.Context, p definition.Pipeline, identity *tfsdk.ResourceIdentity,
) diag.Diagnostics {
	if identity == nil {
		return nil
	}
	return identity.SetAttribute(ctx, path.Root(AttrIdentity), maestro.PlatformID(p.ID.ValueString()))
}

// UnreadState returns the state of a pipeline of which only the id is known, as after an import.
func UnreadState(id string) definition.Pipeline {
	return definition.Pipeline{ID: tfvalue.StringValue[tfvalue.Exact](id)}
}

// isUnread reports whether the jobs of a pipeline were never shown, as after ImportState.
func isUnread(p definition.Pipeline) bool { return p.Jobs.IsNull() }
