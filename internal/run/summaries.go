// SPDX-License-Identifier: MPL-2.0

package run

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

// Summaries of executions.
var (
	summaryExecuteFailed           = diagnostics.NewSummary("Executing a pipeline failed")
	summaryExecutePipelineNotFound = diagnostics.NewSummary("Pipeline to execute does not exist")
	summaryExecuteUncertain        = diagnostics.NewSummary("Pipeline may have been executed")
	summaryFollowFailed            = diagnostics.NewSummary("Run could not be followed")
	summaryInterrupted             = diagnostics.NewSummary("Waiting for a run was interrupted")
	summaryInvalidDuration         = diagnostics.NewSummary("Invalid duration")
	summaryPaused                  = diagnostics.NewSummary("Pipeline is paused")
	summaryRunDeleted              = diagnostics.NewSummary("Run is gone")
	summaryRunFailed               = diagnostics.NewSummary("Run failed")
	summaryRunUncertain            = diagnostics.NewSummary("Which run was started is not certain")
	summaryTimeout                 = diagnostics.NewSummary("Run has not ended in time")
)

// Summaries of reads and imports.
var (
	summaryImportNotFound   = diagnostics.NewSummary("Run to import does not exist")
	summaryInvalidImportID  = diagnostics.NewSummary("Invalid id of a run")
	summaryListFailed       = diagnostics.NewSummary("Reading the runs of a pipeline failed")
	summaryNotRead          = diagnostics.NewSummary("Run could not be read")
	summaryPipelineNotFound = diagnostics.NewSummary("Pipeline does not exist")
	summaryReadFailed       = diagnostics.NewSummary("Reading a run failed")
	summaryRunNotFound      = diagnostics.NewSummary("Run does not exist")
)
