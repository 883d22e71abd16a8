// SPDX-License-Identifier: MPL-2.0

package pipeline

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryAdopted            = diagnostics.NewSummary("Taken as given, not sent")
	summaryCannotChange       = diagnostics.NewSummary("Pipeline cannot be changed in place")
	summaryCreateFailed       = diagnostics.NewSummary("Creating a pipeline failed")
	summaryCreateIncomplete   = diagnostics.NewSummary("Creating a pipeline stopped half way")
	summaryCreateUnconfirmed  = diagnostics.NewSummary("Creating a pipeline may have succeeded")
	summaryDefect             = diagnostics.NewSummary("Defect in the provider")
	summaryDeleteFailed       = diagnostics.NewSummary("Deleting a pipeline failed")
	summaryDestroy            = diagnostics.NewSummary("Destroying a pipeline cannot be undone")
	summaryDifferentValues    = diagnostics.NewSummary("The platform did not keep everything")
	summaryDrainFailed        = diagnostics.NewSummary("Draining a pipeline failed")
	summaryExportFailed       = diagnostics.NewSummary("Exporting a pipeline failed")
	summaryExportIncomplete   = diagnostics.NewSummary("Export has no credentials")
	summaryGone               = diagnostics.NewSummary("Pipeline is gone from the platform")
	summaryImportMissing      = diagnostics.NewSummary("Pipeline to import does not exist")
	summaryInvalidID          = diagnostics.NewSummary("Invalid pipeline id")
	summaryManyGone           = diagnostics.NewSummary("Many pipelines are gone at once")
	summaryNameTaken          = diagnostics.NewSummary("Pipeline name is taken")
	summaryMissingAfterCreate = diagnostics.NewSummary("Pipeline is not found after its create")
	summaryMissingAfterUpdate = diagnostics.NewSummary("Pipeline is not found after its update")
	summaryNotReadBack        = diagnostics.NewSummary("Pipeline could not be read back")
	summaryOtherCustomer      = diagnostics.NewSummary("Pipeline belongs to another customer")
	summaryOtherPlatform      = diagnostics.NewSummary("Pipeline was seen on another platform")
	summaryProtected          = diagnostics.NewSummary("Pipeline is protected")
	summaryReadFailed         = diagnostics.NewSummary("Reading a pipeline failed")
	summaryReplace            = diagnostics.NewSummary("Replacing a pipeline cannot be undone")
	summaryStillPaused        = diagnostics.NewSummary("Pipeline is still paused")
	summaryUpdateFailed       = diagnostics.NewSummary("Updating a pipeline failed")
)
