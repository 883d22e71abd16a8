// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// logExchange writes one line for each HTTP attempt. Headers and bodies are never in it.
func logExchange(ctx context.Context, e maestro.Exchange) {
	fields := map[string]any{
		"method":      e.Method,
		"path":        e.Path,
		"status":      e.Status,
		"attempt":     e.Attempt,
		"duration_ms": e.Duration.Milliseconds(),
	}
	if e.Err != nil {
		fields["error"] = e.Err.Error()
	}
	tflog.Debug(ctx, "Maestro request", fields)
}
