// SPDX-License-Identifier: MPL-2.0

package job

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryDatatypesFailed = diagnostics.NewSummary("Cannot read JDBC data types")
	summaryInvalidID       = diagnostics.NewSummary("Invalid job id")
	summaryNotFound        = diagnostics.NewSummary("Job not found")
	summaryNotJDBC         = diagnostics.NewSummary("Not a JDBC job")
	summaryReadFailed      = diagnostics.NewSummary("Cannot read job")
	summaryReset           = diagnostics.NewSummary("Reset of the state of job %q")
	summaryResetFailed     = diagnostics.NewSummary("Cannot reset job state")
	summaryUnknownReset    = diagnostics.NewSummary("Reset of the state of a job")
)
