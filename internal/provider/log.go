// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// LogVariable is the environment variable with the level of the provider's own log. terraform-plugin-go derives its
// name from the name of the provider.
const LogVariable = "TF_LOG_PROVIDER_DADOSFERA"

// LogVariables are the environment variables with the levels of all logs of this process: the framework's and the
// provider's. The value "off" turns a log off.
var LogVariables = []string{"TF_LOG_SDK", LogVariable}

// addLog makes the client write to the provider's log, unless that is turned off.
func addLog(config *maestro.Config) {
	if !LogOff(LogVariable) {
		config.Observe, config.ObservePause = logExchange, logPause
	}
}

// LogOff reports whether an environment variable turns its log off.
func LogOff(variable string) bool { return strings.EqualFold(os.Getenv(variable), "off") }

// logExchange writes one line for each attempt of an HTTP request, without headers, query and body. The message repeats
// the main fields, because the CLI writes fields in random order.
func logExchange(ctx context.Context, e maestro.Exchange) {
	outcome := strconv.Itoa(e.Status)
	fields := map[string]any{
		"method":      e.Method,
		"path":        e.Path,
		"attempt":     e.Attempt,
		"duration_ms": e.Duration.Milliseconds(),
	}
	if e.Err != nil {
		outcome = "no response"
		fields["error"] = e.Err.Error()
	} else {
		fields["status"] = e.Status
	}
	if e.Waited >= time.Millisecond { // for the rate limit
		fields["waited_ms"] = e.Waited.Milliseconds()
	}
	tflog.Debug(ctx, fmt.Sprintf("Maestro request: %s %s, %s in %d ms, attempt %d",
		e.Method, e.Path, outcome, e.Duration.Milliseconds(), e.Attempt), fields)
}

// logPause writes one line before a pause between two attempts, and before a pause of all requests for the rate limit.
func logPause(ctx context.Context, p maestro.Pause) {
	fields := map[string]any{"method": p.Method, "path": p.Path, "pause_ms": p.Duration.Milliseconds()}
	if p.Next == 0 {
		tflog.Debug(ctx, "Maestro limits requests, so all of them pause", fields)
		return
	}
	fields["next_attempt"] = p.Next
	tflog.Debug(ctx, "Pause before the next attempt", fields)
}
