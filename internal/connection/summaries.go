// SPDX-License-Identifier: MPL-2.0

package connection

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryListFailed = diagnostics.NewSummary("Cannot list connections")
	summaryMissing    = diagnostics.NewSummary("Connection not found")
	summaryNotUnique  = diagnostics.NewSummary("Ambiguous connection name")
)
