// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

// Workaround: logs, and the loggers of calls, that no one reads.
//
// Why: unless TF_LOG_SDK and the variable of the provider's own log set a level, their loggers write every message,
// down to TRACE, to a stderr that the CLI parses and drops. And the framework keeps the context of each call until the
// CLI stops the provider, which it does only when it is interrupted. Each context has loggers in it, which the garbage
// collector scans again and again. So if no log is wanted, both logs are turned off, and each call gets a context
// without loggers, which ends with the call.
//
// Gain: by BenchmarkPlan_logs, a plan by the framework takes about 10 ms of CPU time instead of 14 ms, and the CLI has
// no log to parse. By BenchmarkCall_retainedMemory, a call retains 0.3 KB instead of 10 KB; a plan makes five calls for
// each resource.
//
// Upstream, for the logs: hashicorp/terraform-plugin-framework#1269, "SDK Framework logs are produced even if not
// requested", #721, "Trace and debug logging is extremely expensive (x32 slower) for large resource diffs", and
// opentofu/opentofu#2969, "Consider propogating TF_LOG to TF_LOG_PROVIDER and TF_LOG_SDK if unset" (all open).
//
// Upstream, for the contexts: no upstream issue was found; to be reported to hashicorp/terraform-plugin-framework: "The
// protocol servers retain the context of every call. registerContext in internal/proto6server/serve.go appends the
// CancelFunc of each call's context to contextCancels, and only StopProvider empties that slice. Terraform calls
// StopProvider only on an interrupt, so each call's context, with the loggers that terraform-plugin-go has put into it,
// stays reachable for the life of the process: about 10 KB per call, 50 MB for a plan of 1,000 resources. Removing the
// function when its call returns, or deriving the contexts from one that StopProvider cancels, would release them."
//
// Delete when: for the logs, a provider without TF_LOG_* writes nothing; for the contexts, registerContext releases
// them.

import (
	"context"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// logWanted reports whether an environment has any variable for logs, with whatever value.
func logWanted(environment []string) bool {
	return slices.ContainsFunc(environment, func(variable string) bool { return strings.HasPrefix(variable, "TF_LOG") })
}

// silenceLogs turns off the logs of the framework and of the provider.
func silenceLogs() {
	for _, variable := range provider.LogVariables {
		if err := os.Setenv(variable, "OFF"); err != nil {
			log.Printf("[WARN] %s could not be set: %s", variable, err)
		}
	}
}

// logsAreOff reports whether both logs are turned off.
func logsAreOff() bool {
	return !slices.ContainsFunc(provider.LogVariables, func(variable string) bool { return !provider.LogOff(variable) })
}

// withoutLoggers makes a call. If logs are off, the call's context has no values, and ends when the call returns or is
// canceled.
func withoutLoggers[Request, Response any](
	ctx context.Context, s *server, req Request, call func(context.Context, Request) (Response, error),
) (Response, error) {
	if !s.dropsLoggers {
		return call(ctx, req)
	}
	bare, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	return call(bare, req) //nolint:contextcheck // a context without the values of ctx is the purpose
}

// The calls of which a configuration can have very many follow. PlanResourceChange, ReadResource, UpgradeResourceState
// and ValidateResourceConfig, which are such calls, too, are in other files.

// UpgradeResourceIdentity calls the framework.
func (s *server) UpgradeResourceIdentity(
	ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest,
) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return withoutLoggers(ctx, s, req, s.protocol.UpgradeResourceIdentity)
}

// ImportResourceState calls the framework.
func (s *server) ImportResourceState(
	ctx context.Context, req *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	return withoutLoggers(ctx, s, req, s.protocol.ImportResourceState)
}

// ApplyResourceChange calls the framework.
func (s *server) ApplyResourceChange(
	ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return withoutLoggers(ctx, s, req, s.protocol.ApplyResourceChange)
}

// ValidateDataResourceConfig calls the framework.
func (s *server) ValidateDataResourceConfig(
	ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return withoutLoggers(ctx, s, req, s.protocol.ValidateDataResourceConfig)
}

// ReadDataSource calls the framework.
func (s *server) ReadDataSource(
	ctx context.Context, req *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	return withoutLoggers(ctx, s, req, s.protocol.ReadDataSource)
}

// CallFunction calls the framework.
func (s *server) CallFunction(
	ctx context.Context, req *tfprotov6.CallFunctionRequest,
) (*tfprotov6.CallFunctionResponse, error) {
	return withoutLoggers(ctx, s, req, s.protocol.CallFunction)
}
