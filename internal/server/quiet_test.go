// SPDX-License-Identifier: MPL-2.0

package server

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

type loggerKey struct{}

// listener is a server that keeps the contexts of its calls, as the framework's does.
type listener struct {
	protocol

	during func(context.Context)
	kept   []context.Context
}

func (l *listener) UpgradeResourceState(ctx context.Context, _ *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return heard[tfprotov6.UpgradeResourceStateResponse](ctx, l), nil
}

func (l *listener) UpgradeResourceIdentity(ctx context.Context, _ *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return heard[tfprotov6.UpgradeResourceIdentityResponse](ctx, l), nil
}

func (l *listener) ValidateResourceConfig(ctx context.Context, _ *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return heard[tfprotov6.ValidateResourceConfigResponse](ctx, l), nil
}

func (l *listener) ReadResource(ctx context.Context, _ *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return heard[tfprotov6.ReadResourceResponse](ctx, l), nil
}

func (l *listener) PlanResourceChange(ctx context.Context, _ *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return heard[tfprotov6.PlanResourceChangeResponse](ctx, l), nil
}

func (l *listener) ApplyResourceChange(ctx context.Context, _ *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return heard[tfprotov6.ApplyResourceChangeResponse](ctx, l), nil
}

func (l *listener) ImportResourceState(ctx context.Context, _ *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return heard[tfprotov6.ImportResourceStateResponse](ctx, l), nil
}

func (l *listener) ValidateDataResourceConfig(ctx context.Context, _ *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return heard[tfprotov6.ValidateDataResourceConfigResponse](ctx, l), nil
}

func (l *listener) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return heard[tfprotov6.ReadDataSourceResponse](ctx, l), nil
}

func (l *listener) CallFunction(ctx context.Context, _ *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return heard[tfprotov6.CallFunctionResponse](ctx, l), nil
}

// heard is the answer to each call, an empty one; the call's context is kept.
func heard[Response any](ctx context.Context, l *listener) *Response {
	l.kept = append(l.kept, ctx)
	if l.during != nil {
		l.during(ctx)
	}
	return new(Response)
}

// calls makes every call of the life of a resource, and of what a configuration may have beside each.
func calls(ctx context.Context, s *server) {
	_, _ = s.UpgradeResourceState(ctx, nil)
	_, _ = s.UpgradeResourceIdentity(ctx, nil)
	_, _ = s.ValidateResourceConfig(ctx, nil)
	_, _ = s.ReadResource(ctx, nil)
	_, _ = s.PlanResourceChange(ctx, nil)
	_, _ = s.ApplyResourceChange(ctx, nil)
	_, _ = s.ImportResourceState(ctx, nil)
	_, _ = s.ValidateDataResourceConfig(ctx, nil)
	_, _ = s.ReadDataSource(ctx, nil)
	_, _ = s.CallFunction(ctx, nil)
}

const callsOfALife = 10

func TestWithoutALogNoLoggersAreKept(t *testing.T) {
	l := &listener{during: func(ctx context.Context) {
		if ctx.Err() != nil {
			t.Error("a call begins with its context ended")
		}
	}}
	calls(context.WithValue(t.Context(), loggerKey{}, "logger"), &server{protocol: l, provider: provider.New("test"), silent: true})
	if len(l.kept) != callsOfALife {
		t.Fatalf("%d calls", len(l.kept))
	}
	for i, ctx := range l.kept {
		if ctx.Value(loggerKey{}) != nil {
			t.Errorf("call %d keeps the logger", i)
		}
		if ctx.Err() == nil {
			t.Errorf("the context of call %d outlives it", i)
		}
	}
}

func TestWithALogTheLoggersAreThere(t *testing.T) {
	l := &listener{}
	calls(context.WithValue(t.Context(), loggerKey{}, "logger"), &server{protocol: l, provider: provider.New("test")})
	for i, ctx := range l.kept {
		if ctx.Value(loggerKey{}) == nil {
			t.Errorf("call %d has no logger", i)
		}
	}
}

func TestACallWithoutLoggersStillEndsWithItsOwn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	l := &listener{during: func(ctx context.Context) {
		cancel()
		<-ctx.Done()
	}}
	calls(ctx, &server{protocol: l, provider: provider.New("test"), silent: true})
	if len(l.kept) != callsOfALife {
		t.Errorf("%d calls ended", len(l.kept))
	}
}

func TestNothingIsLoggedWhereBothLogsAreOff(t *testing.T) {
	for _, tc := range []struct {
		sdk, provider string
		want          bool
	}{{"OFF", "OFF", true}, {"", "", false}, {"OFF", "", false}, {"TRACE", "OFF", false}} {
		t.Setenv("TF_LOG_SDK", tc.sdk)
		t.Setenv(provider.LogVariable, tc.provider)
		if got := New(provider.New("test")).(*server).silent; got != tc.want { //nolint:forcetypeassert // the server is one
			t.Errorf("with %q and %q: %t", tc.sdk, tc.provider, got)
		}
	}
}
