// SPDX-License-Identifier: MPL-2.0

package pipelines

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryIDAndName       = diagnostics.NewSummary("Conflicting id and name")
	summaryInvalidRegex    = diagnostics.NewSummary("Invalid regular expression")
	summaryListFailed      = diagnostics.NewSummary("Cannot list pipelines")
	summaryMissing         = diagnostics.NewSummary("Pipeline not found")
	summaryMissingIDOrName = diagnostics.NewSummary("Missing id or name")
	summaryNameNotUnique   = diagnostics.NewSummary("Ambiguous pipeline name")
	summaryReadFailed      = diagnostics.NewSummary("Cannot read pipeline")
	// Terraform shows only one of several warnings with the same summary, and a person who adopts the others wants to know
	// which ones are missing.
	summaryListedGone        = diagnostics.NewSummary("Pipeline %q no longer exists")
	summaryListedUnreadable  = diagnostics.NewSummary("Cannot read pipeline %q")
	summaryUnnamedUnreadable = diagnostics.NewSummary("Cannot read unnamed pipeline")
)
