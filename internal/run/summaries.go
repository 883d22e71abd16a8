// SPDX-License-Identifier: MPL-2.0

package run

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

// Summaries of executions.
var (
	summaryExecuteFailed    = diagnostics.NewSummary("Cannot execute pipeline")
	summaryPipelineNotFound = diagnostics.NewSummary("Pipeline not found")
	summaryExecuteUncertain = diagnostics.NewSummary("Unconfirmed pipeline execution")
	summaryFollowFailed     = diagnostics.NewSummary("Cannot follow run")
	summaryInterrupted      = diagnostics.NewSummary("Interrupted wait for run")
	summaryInvalidDuration  = diagnostics.NewSummary("Invalid duration")
	summaryPaused           = diagnostics.NewSummary("Cannot execute paused pipeline")
	summaryRunDeleted       = diagnostics.NewSummary("Run no longer exists")
	summaryRunFailed        = diagnostics.NewSummary("Run failed")
	summaryRunUncertain     = diagnostics.NewSummary("Ambiguous run")
	summaryTimeout          = diagnostics.NewSummary("Timeout while waiting for run")
)

// Summaries of reads and imports.
var (
	summaryRunNotFound     = diagnostics.NewSummary("Run not found")
	summaryInvalidImportID = diagnostics.NewSummary("Invalid import id")
	summaryListFailed      = diagnostics.NewSummary("Cannot list runs")
	summaryRefreshFailed   = diagnostics.NewSummary("Cannot refresh run")
	summaryReadFailed      = diagnostics.NewSummary("Cannot read run")
)
