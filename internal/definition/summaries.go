// SPDX-License-Identifier: MPL-2.0

package definition

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryIncompleteJob            = diagnostics.NewSummary("Incomplete JDBC job")
	summaryInvalidSchedule          = diagnostics.NewSummary("Invalid cron expression")
	summaryKeyHasAttribute          = diagnostics.NewSummary("Conflicting key in extra")
	summaryMissingLoadField         = diagnostics.NewSummary("Missing attributes for load_type")
	summaryNameSpace                = diagnostics.NewSummary("Whitespace around pipeline name")
	summaryNoEffect                 = diagnostics.NewSummary("Attribute %s has no effect")
	summaryNoInput                  = diagnostics.NewSummary("Missing job input")
	summaryNoJobs                   = diagnostics.NewSummary("Missing jobs")
	summaryNotJSONArray             = diagnostics.NewSummary("Invalid JSON array")
	summaryNotJSONObject            = diagnostics.NewSummary("Invalid JSON object")
	summaryOtherPlugin              = diagnostics.NewSummary("Mismatched plugin and connection")
	summarySeveralConnectors        = diagnostics.NewSummary("Multiple connectors in one pipeline")
	summaryTableTwice               = diagnostics.NewSummary("Duplicate table in jobs")
	summaryUnknownLoadType          = diagnostics.NewSummary("Undocumented load_type")
	summaryUnknownPlugin            = diagnostics.NewSummary("Undocumented plugin")
	summaryUnusualSchedule          = diagnostics.NewSummary("Unusual cron expression")
	summaryUnknownReplicationMethod = diagnostics.NewSummary("Undocumented replication_method")
)
