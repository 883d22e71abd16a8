// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

// Workaround: generated configuration.
//
// Why: Terraform 1.14 and later let the provider generate the configuration of what is imported or found by a query, if
// the provider announces that it can. The framework implements the call, but does not announce it, and a resource
// cannot change the result: it repeats every default and everything that the platform fills in.
//
// Gain: the configuration of a pipeline with one JDBC job sets 10 attributes instead of 16, and does not set
// deletion_protection to what was the provider's default on the day of the import. That of a pipeline of which the
// platform does not show everything is valid. Terraform adds " = null" for each optional attribute that is not
// computed and has no value, whatever the provider returns (internal/genconfig, writeConfigAttributesFromExisting).
//
// Upstream: hashicorp/terraform-plugin-framework#1281, "Implement `GenerateResourceConfig` RPC and existing Terraform
// default logic" (merged), announces by its description what internal/toproto6/server_capabilities.go leaves out. No
// issue was found about that, nor about a resource's part in it; hashicorp/terraform-plugin-framework#1297, "sdk like
// config gen algorithm" (open), improves the framework's algorithm. To be reported: "ServerCapabilities in
// internal/toproto5 and internal/toproto6 do not copy GenerateResourceConfig, so that Terraform never calls the
// implementation. Beside that, please add an optional interface, such as resource.ResourceWithGenerateConfig, by which
// a resource can remove from the generated configuration what it would fill in anyway: defaults that depend on the
// provider's configuration, or objects whose attributes are valid only together."
//
// Delete when: the framework announces the call, and a resource can change what is generated.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
)

// GetProviderSchema returns the framework's response, and announces GenerateResourceConfig.
func (s *server) GetProviderSchema(
	ctx context.Context, req *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := s.protocol.GetProviderSchema(ctx, req)
	if err == nil && resp.ServerCapabilities != nil {
		resp.ServerCapabilities.GenerateResourceConfig = true
	}
	return resp, err
}

// GetMetadata returns the framework's response, and announces GenerateResourceConfig.
func (s *server) GetMetadata(
	ctx context.Context, req *tfprotov6.GetMetadataRequest,
) (*tfprotov6.GetMetadataResponse, error) {
	resp, err := s.protocol.GetMetadata(ctx, req)
	if err == nil && resp.ServerCapabilities != nil {
		resp.ServerCapabilities.GenerateResourceConfig = true
	}
	return resp, err
}

// GenerateResourceConfig returns what the framework generates, for a pipeline without what needs not be configured.
func (s *server) GenerateResourceConfig(
	ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest,
) (*tfprotov6.GenerateResourceConfigResponse, error) {
	resp, err := s.protocol.GenerateResourceConfig(ctx, req)
	if err == nil && req.TypeName == pipelineType && resp.Config != nil {
		resp.Config = concise(ctx, req.State, resp.Config)
	}
	return resp, err
}

// concise returns a configuration that was generated from the state of an import without what a person would not write:
// defaults, and what the platform chooses. A configuration that cannot be read is returned as it is.
func concise(ctx context.Context, state, config *tfprotov6.DynamicValue) *tfprotov6.DynamicValue {
	schema := definition.Schema(ctx)
	typ := schema.Type().TerraformType(ctx)
	before, stateErr := state.Unmarshal(typ)
	generated, configErr := config.Unmarshal(typ)
	if stateErr != nil || configErr != nil || before.IsNull() || generated.IsNull() {
		return config
	}

	var id definition.String
	var p definition.Pipeline
	diags := tfsdk.State{Raw: before, Schema: schema}.GetAttribute(ctx, path.Root("id"), &id)
	diags.Append(tfsdk.Config{Raw: generated, Schema: schema}.Get(ctx, &p)...)
	result := tfsdk.State{Raw: generated, Schema: schema}
	diags.Append(result.Set(ctx, definition.Concise(p, id.ValueString()))...)
	if diags.HasError() {
		return config
	}
	written, err := tfprotov6.NewDynamicValue(typ, result.Raw)
	if err != nil {
		return config
	}
	return &written
}
