// SPDX-License-Identifier: MPL-2.0

package pipelines

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryIDAndName       = diagnostics.NewSummary("Both id and name")
	summaryInvalidRegex    = diagnostics.NewSummary("Invalid regular expression")
	summaryListFailed      = diagnostics.NewSummary("Listing pipelines failed")
	summaryMissing         = diagnostics.NewSummary("Pipeline does not exist")
	summaryMissingIDOrName = diagnostics.NewSummary("Missing id or name")
	summaryNameNotUnique   = diagnostics.NewSummary("Pipeline name is not unique")
	summaryReadFailed      = diagnostics.NewSummary("Reading a pipeline failed")
	// Terraform shows only one of several warnings with the same summary, and a person who adopts the others wants to know
	// which ones are missing.
	summaryListedGone        = diagnostics.NewSummary("Pipeline %q is gone from the platform")
	summaryListedUnreadable  = diagnostics.NewSummary("Pipeline %q cannot be read")
	summaryUnnamedGone       = diagnostics.NewSummary("A pipeline is gone from the platform")
	summaryUnnamedUnreadable = diagnostics.NewSummary("A pipeline cannot be read")
)
