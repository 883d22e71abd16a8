// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/hostile"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// unlimited are the operations for which no time limit can be configured.
var unlimited = map[string]func(context.Context, *plugintest.Server) []plugintest.Diagnostic{
	"access token": func(ctx context.Context, s *plugintest.Server) []plugintest.Diagnostic {
		_, diags := s.OpenContext(ctx, "dadosfera_access_token", attrs{})
		return diags
	},
	"pause": func(ctx context.Context, s *plugintest.Server) []plugintest.Diagnostic {
		_, diags := s.Action("dadosfera_pipeline_pause").InvokeContext(ctx, attrs{"pipeline_id": pipelineID})
		return diags
	},
	"unpause": func(ctx context.Context, s *plugintest.Server) []plugintest.Diagnostic {
		_, diags := s.Action("dadosfera_pipeline_unpause").InvokeContext(ctx, attrs{"pipeline_id": pipelineID})
		return diags
	},
	"reset": func(ctx context.Context, s *plugintest.Server) []plugintest.Diagnostic {
		_, diags := s.Action("dadosfera_job_reset_state").InvokeContext(ctx, attrs{"job_id": pipelineID + "_0"})
		return diags
	},
}

// eachUnlimited runs a test for each operation, with a platform that responds to all requests in the same way.
func eachUnlimited(
	t *testing.T, respond http.HandlerFunc, test func(t *testing.T, operate func(context.Context) []plugintest.Diagnostic),
) {
	t.Helper()
	for name, operation := range unlimited {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			network := plugintest.NewNetwork()
			network.InBubble(t, openapi.Check(t, respond, openapi.RequestsOnly), func(t *testing.T) {
				settings := attrs{"access_token": token}
				if name == "access token" {
					settings = attrs{"username": "u", "password": "p"}
				}
				server := plugintest.NewServer(t, network.URL, settings)
				test(t, func(ctx context.Context) []plugintest.Diagnostic { return operation(ctx, server) })
			})
		})
	}
}

// askToWait returns a handler that asks for a wait, in seconds.
func askToWait(seconds string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", seconds)
		w.WriteHeader(http.StatusTooManyRequests)
	}
}

func TestProvider_waitOfADayIsAnErrorAtOnce(t *testing.T) {
	t.Parallel()
	eachUnlimited(t, askToWait("86400"), func(t *testing.T, operate func(context.Context) []plugintest.Diagnostic) {
		start := time.Now()
		diags := operate(t.Context())
		if took := time.Since(start); took != 0 || len(diags) != 1 {
			t.Fatalf("got %v after %s, want an error at once", diags, took)
		}
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", diags[0].Summary,
			"asks to wait 24h0m0s", "Try again later")
		hostile.Check(t, "429", hostile.Printed{Diagnostics: diags})
	})
}

func TestProvider_interruptEndsEveryWait(t *testing.T) {
	t.Parallel()
	never := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for name, respond := range map[string]http.HandlerFunc{"for a response": never, "for the next attempt": askToWait("200")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachUnlimited(t, respond, func(t *testing.T, operate func(context.Context) []plugintest.Diagnostic) {
				ctx, cancel := context.WithCancel(t.Context())
				start := time.Now()
				time.AfterFunc(time.Second, cancel)
				diags := operate(ctx)
				if took := time.Since(start); took != time.Second || !plugintest.HasError(diags) {
					t.Errorf("got %v after %s, want an error after a second", diags, took)
				}
			})
		})
	}
}
