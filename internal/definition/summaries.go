// SPDX-License-Identifier: MPL-2.0

package definition

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryInvalidSchedule          = diagnostics.NewSummary("Invalid schedule")
	summaryKeyHasAttribute          = diagnostics.NewSummary("Key has an attribute of its own")
	summaryMissingLoadField         = diagnostics.NewSummary("Load type is missing a companion")
	summaryNoEffect                 = diagnostics.NewSummary("Attribute has no effect")
	summaryNoInput                  = diagnostics.NewSummary("Job has no input")
	summaryNotJSONArray             = diagnostics.NewSummary("Not a JSON array")
	summaryNotJSONObject            = diagnostics.NewSummary("Not a JSON object")
	summarySeveralConnectors        = diagnostics.NewSummary("Several connectors in one pipeline")
	summaryTableTwice               = diagnostics.NewSummary("Table extracted twice")
	summaryUnknownLoadType          = diagnostics.NewSummary("Unknown load type")
	summaryUnknownReplicationMethod = diagnostics.NewSummary("Unknown replication method")
)
