// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// identityModel is the identity of a run.
type identityModel struct {
	PipelineID types.String `tfsdk:"pipeline_id"`
	// RunID is null if the platform did not list the run in time.
	RunID types.String `tfsdk:"run_id"`
}

// IdentitySchema describes what identifies a run for imports.
func (*runResource) IdentitySchema(
	_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse,
) {
	resp.IdentitySchema = identityschema.Schema{
		Attributes: map[string]identityschema.Attribute{
			pipelineIDName: identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "The pipeline's id, with hyphens or underscores.",
			},
			runIDName: identityschema.StringAttribute{
				RequiredForImport: true,
				Description:       "The run's id in the pipeline's list of runs, with hyphens or underscores.",
			},
		},
	}
}

// storeIdentity writes the identity of a run that has none yet. An identity never changes.
func (m resourceModel) storeIdentity(ctx context.Context, identity *tfsdk.ResourceIdentity) diag.Diagnostics {
	if identity == nil || !identity.Raw.IsFullyNull() {
		return nil
	}
	own := identityModel{types.StringValue(maestro.PlatformID(m.PipelineID.ValueString())), types.StringNull()}
	if !m.RunID.IsNull() {
		own.RunID = types.StringValue(maestro.PlatformID(m.RunID.ValueString()))
	}
	return identity.Set(ctx, own)
}
