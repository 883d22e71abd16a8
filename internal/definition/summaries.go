// SPDX-License-Identifier: MPL-2.0

package definition

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryIncompleteJob            = diagnostics.NewSummary("JDBC job is incomplete")
	summaryInvalidSchedule          = diagnostics.NewSummary("Invalid schedule")
	summaryKeyHasAttribute          = diagnostics.NewSummary("Key has an attribute of its own")
	summaryMissingLoadField         = diagnostics.NewSummary("Load type is missing a companion")
	summaryNameSpace                = diagnostics.NewSummary("White space around a name")
	summaryNoEffect                 = diagnostics.NewSummary("Attribute has no effect")
	summaryNoInput                  = diagnostics.NewSummary("Job has no input")
	summaryNoJobs                   = diagnostics.NewSummary("Pipeline has no jobs")
	summaryNotJSONArray             = diagnostics.NewSummary("Not a JSON array")
	summaryNotJSONObject            = diagnostics.NewSummary("Not a JSON object")
	summaryOtherPlugin              = diagnostics.NewSummary("Connection is for another plugin")
	summarySeveralConnectors        = diagnostics.NewSummary("Several connectors in one pipeline")
	summaryTableTwice               = diagnostics.NewSummary("Table extracted twice")
	summaryUnknownLoadType          = diagnostics.NewSummary("Unknown load type")
	summaryUnknownPlugin            = diagnostics.NewSummary("Unknown plugin")
	summaryUnusualSchedule          = diagnostics.NewSummary("Unusual schedule")
	summaryUnknownReplicationMethod = diagnostics.NewSummary("Unknown replication method")
)
