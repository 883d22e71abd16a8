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

// LogVariable is the environment variable with the level of the provider's own log: that of its name, as
// terraform-plugin-go looks at no other.
const LogVariable = "TF_LOG_PROVIDER_DADOSFERA"

// LogVariables are those with the levels of all that this process logs: the framework's log, and the provider's own. The value
// "off" turns one off.
var LogVariables = []string{"TF_LOG_SDK", LogVariable}

// logInto lets the client write to the log, unless that is off: then nothing is put together that nobody reads.
func logInto(config *maestro.Config) {
	if !LogOff(LogVariable) {
		config.Observe, config.ObservePause = logExchange, logPause
	}
}

// LogOff reports whether a variable turns its log off.
func LogOff(variable string) bool { return strings.EqualFold(os.Getenv(variable), "off") }

// logExchange writes one line for each HTTP attempt. Headers, queries and bodies are never in it. What it was is in the
// message too, as the CLI writes the fields in no order.
func logExchange(ctx context.Context, e maestro.Exchange) {
	became := strconv.Itoa(e.Status)
	fields := map[string]any{
		"method":      e.Method,
		"path":        e.Path,
		"try":         e.Attempt,
		"duration_ms": e.Duration.Milliseconds(),
	}
	if e.Err != nil {
		became = "no answer"
		fields["error"] = e.Err.Error()
	} else {
		fields["status"] = e.Status
	}
	if e.Waited >= time.Millisecond { // under a limit on requests
		fields["waited_ms"] = e.Waited.Milliseconds()
	}
	tflog.Debug(ctx, fmt.Sprintf("Maestro request: %s %s, %s in %d ms, try %d", e.Method, e.Path, became, e.Duration.Milliseconds(), e.Attempt), fields)
}

// logPause writes one line before a wait between two tries, and one when the platform asks all requests to wait.
func logPause(ctx context.Context, p maestro.Pause) {
	fields := map[string]any{"method": p.Method, "path": p.Path, "pause_ms": p.Duration.Milliseconds()}
	if p.Next == 0 {
		tflog.Debug(ctx, "Maestro limits requests, so all of them pause", fields)
		return
	}
	fields["next_try"] = p.Next
	tflog.Debug(ctx, "Pause before the next try", fields)
}
