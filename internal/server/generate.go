// SPDX-License-Identifier: MPL-2.0

package server

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
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
	if err == nil && req.TypeName == pipeline.TypeName && resp.Config != nil {
		resp.Config = pipeline.Concise(ctx, req.State, resp.Config)
	}
	return resp, err
}
