// SPDX-License-Identifier: MPL-2.0

package server

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// The framework keeps the context of every call for as long as it runs, and in each context are loggers of some ten
// kilobytes, whether anybody reads their log or not: a thousand pipelines are fifty megabytes, which the garbage
// collector walks over again and again. So where nothing is logged, a call gets a context without loggers, where a
// configuration can have very many of its kind.

// silent says whether all logs are turned off.
func silent() bool {
	return !slices.ContainsFunc(provider.LogVariables, func(variable string) bool { return !provider.LogOff(variable) })
}

// quietly makes a call in a context that ends with that of the call, and has nothing else of it where nothing is logged.
func quietly[Request, Response any](call context.Context, s *server, req Request, do func(context.Context, Request) (Response, error)) (Response, error) {
	if !s.silent {
		return do(call, req)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(call, cancel)()
	return do(ctx, req) //nolint:contextcheck // the point of it
}

// UpgradeResourceState is the framework's.
func (s *server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return quietly(ctx, s, req, s.protocol.UpgradeResourceState)
}

// UpgradeResourceIdentity is the framework's.
func (s *server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return quietly(ctx, s, req, s.protocol.UpgradeResourceIdentity)
}

// ValidateResourceConfig is the framework's.
func (s *server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return quietly(ctx, s, req, s.protocol.ValidateResourceConfig)
}

// ReadResource is the framework's.
func (s *server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return quietly(ctx, s, req, s.protocol.ReadResource)
}

// ImportResourceState is the framework's.
func (s *server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return quietly(ctx, s, req, s.protocol.ImportResourceState)
}

// ApplyResourceChange is the framework's.
func (s *server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return quietly(ctx, s, req, s.protocol.ApplyResourceChange)
}

// ValidateDataResourceConfig is the framework's.
func (s *server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return quietly(ctx, s, req, s.protocol.ValidateDataResourceConfig)
}

// ReadDataSource is the framework's.
func (s *server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return quietly(ctx, s, req, s.protocol.ReadDataSource)
}

// CallFunction is the framework's.
func (s *server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return quietly(ctx, s, req, s.protocol.CallFunction)
}
