// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

import (
	"context"
	"os"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

func TestLogWanted(t *testing.T) {
	for name, tc := range map[string]struct {
		environment []string
		want        bool
	}{
		"empty":                      {nil, false},
		"other variables":            {[]string{"PATH=/bin", "DADOSFERA_TF_LOG=x", "TF_ACC=1", "TF_LO=G", "tf_log=trace"}, false},
		"value that looks like one":  {[]string{"HINT=TF_LOG=trace"}, false},
		"every log":                  {[]string{"PATH=/bin", "TF_LOG=trace"}, true},
		"logs of providers":          {[]string{"TF_LOG_PROVIDER=debug"}, true},
		"log of this provider":       {[]string{"TF_LOG_PROVIDER_DADOSFERA=debug"}, true},
		"log of the framework":       {[]string{"TF_LOG_SDK_FRAMEWORK=trace"}, true},
		"log of the core":            {[]string{"TF_LOG_CORE=trace"}, true},
		"log file":                   {[]string{"TF_LOG_PATH=x"}, true},
		"log that is turned off":     {[]string{"TF_LOG=off"}, true},
		"last one of some variables": {[]string{"A=1", "B=2", "TF_LOG_SDK=warn"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := logWanted(tc.environment); got != tc.want {
				t.Errorf("got %t, want %t", got, tc.want)
			}
		})
	}
}

func TestSilenceLogs(t *testing.T) {
	variables := []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_DADOSFERA"}
	for _, variable := range variables {
		t.Setenv(variable, "")
	}
	silenceLogs()
	for _, variable := range variables {
		if got := os.Getenv(variable); got != "OFF" {
			t.Errorf("%s: got %q, want OFF", variable, got)
		}
	}
}

func TestNew_dropsLoggersIfBothLogsAreOff(t *testing.T) {
	for _, tc := range []struct {
		sdk, provider string
		want          bool
	}{{"OFF", "OFF", true}, {"", "", false}, {"OFF", "", false}, {"TRACE", "OFF", false}} {
		t.Setenv("TF_LOG_SDK", tc.sdk)
		t.Setenv(provider.LogVariable, tc.provider)
		if got := New(provider.New("test")).(*server).dropsLoggers; got != tc.want {
			t.Errorf("TF_LOG_SDK=%q, %s=%q: got %t, want %t", tc.sdk, provider.LogVariable, tc.provider, got, tc.want)
		}
	}
}

type loggerKey struct{}

// recorder is a server that keeps the contexts of its calls, as the framework's does.
type recorder struct {
	protocol

	during   func(context.Context)
	contexts []context.Context
}

func (r *recorder) UpgradeResourceState(ctx context.Context, _ *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return record[tfprotov6.UpgradeResourceStateResponse](ctx, r), nil
}

func (r *recorder) UpgradeResourceIdentity(ctx context.Context, _ *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return record[tfprotov6.UpgradeResourceIdentityResponse](ctx, r), nil
}

func (r *recorder) ValidateResourceConfig(ctx context.Context, _ *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return record[tfprotov6.ValidateResourceConfigResponse](ctx, r), nil
}

func (r *recorder) ReadResource(ctx context.Context, _ *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return record[tfprotov6.ReadResourceResponse](ctx, r), nil
}

func (r *recorder) PlanResourceChange(ctx context.Context, _ *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return record[tfprotov6.PlanResourceChangeResponse](ctx, r), nil
}

func (r *recorder) ApplyResourceChange(ctx context.Context, _ *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return record[tfprotov6.ApplyResourceChangeResponse](ctx, r), nil
}

func (r *recorder) ImportResourceState(ctx context.Context, _ *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return record[tfprotov6.ImportResourceStateResponse](ctx, r), nil
}

func (r *recorder) ValidateDataResourceConfig(ctx context.Context, _ *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return record[tfprotov6.ValidateDataResourceConfigResponse](ctx, r), nil
}

func (r *recorder) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return record[tfprotov6.ReadDataSourceResponse](ctx, r), nil
}

func (r *recorder) CallFunction(ctx context.Context, _ *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return record[tfprotov6.CallFunctionResponse](ctx, r), nil
}

// record returns an empty response, and keeps the context of the call.
func record[Response any](ctx context.Context, r *recorder) *Response {
	r.contexts = append(r.contexts, ctx)
	if r.during != nil {
		r.during(ctx)
	}
	return new(Response)
}

// callAll makes each call of which a configuration can have very many.
func callAll(ctx context.Context, s *server) {
	_, _ = s.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{})
	_, _ = s.UpgradeResourceIdentity(ctx, nil)
	_, _ = s.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{})
	_, _ = s.ReadResource(ctx, nil)
	_, _ = s.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{})
	_, _ = s.ApplyResourceChange(ctx, nil)
	_, _ = s.ImportResourceState(ctx, nil)
	_, _ = s.ValidateDataResourceConfig(ctx, nil)
	_, _ = s.ReadDataSource(ctx, nil)
	_, _ = s.CallFunction(ctx, nil)
}

const callCount = 10

func TestCalls_withoutLoggers(t *testing.T) {
	r := &recorder{during: func(ctx context.Context) {
		if err := ctx.Err(); err != nil {
			t.Errorf("during a call: got %v, want a context that has not ended", err)
		}
	}}
	ctx := context.WithValue(t.Context(), loggerKey{}, "logger")
	callAll(ctx, &server{protocol: r, provider: provider.New("test"), dropsLoggers: true})
	if len(r.contexts) != callCount {
		t.Fatalf("got %d calls, want %d", len(r.contexts), callCount)
	}
	for i, ctx := range r.contexts {
		if ctx.Value(loggerKey{}) != nil {
			t.Errorf("call %d: got a context with the logger, want one without", i)
		}
		if ctx.Err() == nil {
			t.Errorf("call %d: got a context that outlives the call, want one that ended", i)
		}
	}
}

func TestCalls_withLoggers(t *testing.T) {
	r := &recorder{}
	ctx := context.WithValue(t.Context(), loggerKey{}, "logger")
	callAll(ctx, &server{protocol: r, provider: provider.New("test")})
	for i, ctx := range r.contexts {
		if ctx.Value(loggerKey{}) == nil {
			t.Errorf("call %d: got a context without the logger, want one with it", i)
		}
	}
}

func TestCalls_canceledWithoutLoggers(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := &recorder{during: func(ctx context.Context) {
		cancel()
		<-ctx.Done()
	}}
	callAll(ctx, &server{protocol: r, provider: provider.New("test"), dropsLoggers: true})
	if len(r.contexts) != callCount {
		t.Errorf("got %d canceled calls, want %d", len(r.contexts), callCount)
	}
}
