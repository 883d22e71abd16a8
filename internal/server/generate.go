// SPDX-License-Identifier: MPL-2.0

package server

import (
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"

	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
)

// What configuration is generated from a state, the framework answers without asking the resource, and without announcing
// that it does.

// GetProviderSchema announces GenerateResourceConfig, without which Terraform generates configuration by itself.
func (s *server) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp, err := s.protocol.GetProviderSchema(ctx, req)
	if err == nil && resp.ServerCapabilities != nil {
		resp.ServerCapabilities.GenerateResourceConfig = true
	}
	return resp, err
}

// GetMetadata announces GenerateResourceConfig too.
func (s *server) GetMetadata(ctx context.Context, req *tfprotov6.GetMetadataRequest) (*tfprotov6.GetMetadataResponse, error) {
	resp, err := s.protocol.GetMetadata(ctx, req)
	if err == nil && resp.ServerCapabilities != nil {
		resp.ServerCapabilities.GenerateResourceConfig = true
	}
	return resp, err
}

// GenerateResourceConfig gives the configuration that Terraform 1.14 and newer write for an import or a query.
func (s *server) GenerateResourceConfig(ctx context.Context, req *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	resp, err := s.protocol.GenerateResourceConfig(ctx, req)
	if err == nil && req.TypeName == pipelineType && resp.Config != nil {
		resp.Config = concise(ctx, req.State, resp.Config)
	}
	return resp, err
}

// pipelineType is the name of the resource in configuration.
const pipelineType = "dadosfera_pipeline"

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
