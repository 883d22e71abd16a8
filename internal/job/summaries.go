// SPDX-License-Identifier: MPL-2.0

package job

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryDatatypesFailed  = diagnostics.NewSummary("Reading the JDBC data types failed")
	summaryInvalidID        = diagnostics.NewSummary("Invalid job id")
	summaryNotFound         = diagnostics.NewSummary("Job does not exist")
	summaryNotJDBC          = diagnostics.NewSummary("Job is not a JDBC job")
	summaryReadFailed       = diagnostics.NewSummary("Reading a job failed")
	summaryReset            = diagnostics.NewSummary("State of job %q is to be reset")
	summaryResetFailed      = diagnostics.NewSummary("Resetting a job's state failed")
	summaryResetJobNotFound = diagnostics.NewSummary("Job to reset does not exist")
	summaryUnknownReset     = diagnostics.NewSummary("State of a job is to be reset")
)
