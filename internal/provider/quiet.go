// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// The framework keeps the context of every call for as long as it runs, and in each context are loggers of some ten
// kilobytes, whether anybody reads their log or not: a thousand pipelines are fifty megabytes, which the garbage
// collector walks over again and again. So where nothing is logged, a call gets a context without loggers, where a
// configuration can have very many of its kind.

// silent says whether main has turned both logs off.
func silent() bool { return off("TF_LOG_SDK") && off(LogVariable) }

// quiet gives the context for a call, which ends with that of the call, and what has to be done when the call is over.
func (s *server) quiet(call context.Context) (context.Context, func()) {
	if !s.silent {
		return call, func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	stop := context.AfterFunc(call, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}

// UpgradeResourceState is the framework's.
func (s *server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	ctx, done := s.quiet(ctx)
	defer done()
	return s.protocol.UpgradeResourceState(ctx, req)
}

// UpgradeResourceIdentity is the framework's.
func (s *server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	ctx, done := s.quiet(ctx)
	defer done()
	return s.protocol.UpgradeResourceIdentity(ctx, req)
}

// ValidateResourceConfig is the framework's.
func (s *server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	ctx, done := s.quiet(ctx)
	defer done()
	return s.protocol.ValidateResourceConfig(ctx, req)
}

// ReadResource is the framework's.
func (s *server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	ctx, done := s.quiet(ctx)
	defer done()
	return s.protocol.ReadResource(ctx, req)
}

// ImportResourceState is the framework's.
func (s *server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	ctx, done := s.quiet(ctx)
	defer done()
	return s.protocol.ImportResourceState(ctx, req)
}

// ApplyResourceChange is the framework's.
func (s *server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	ctx, done := s.quiet(ctx)
	defer done()
	return s.protocol.ApplyResourceChange(ctx, req)
}

// ValidateDataResourceConfig is the framework's.
func (s *server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	ctx, done := s.quiet(ctx)
	defer done()
	return s.protocol.ValidateDataResourceConfig(ctx, req)
}

// ReadDataSource is the framework's.
func (s *server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	ctx, done := s.quiet(ctx)
	defer done()
	return s.protocol.ReadDataSource(ctx, req)
}

// CallFunction is the framework's.
func (s *server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	ctx, done := s.quiet(ctx)
	defer done()
	return s.protocol.CallFunction(ctx, req)
}
