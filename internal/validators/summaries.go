// SPDX-License-Identifier: MPL-2.0

package validators

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryEmpty             = diagnostics.NewSummary("Empty value")
	summaryInvalidDuration   = diagnostics.NewSummary("Invalid duration")
	summaryInvalidJobID      = diagnostics.NewSummary("Invalid job id")
	summaryInvalidPipelineID = diagnostics.NewSummary("Invalid pipeline id")
	summaryInvalidRunID      = diagnostics.NewSummary("Invalid run id")
	summaryOutOfRange        = diagnostics.NewSummary("Value out of range")
)
