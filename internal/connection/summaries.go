// SPDX-License-Identifier: MPL-2.0

package connection

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryListFailed = diagnostics.NewSummary("Listing connections failed")
	summaryMissing    = diagnostics.NewSummary("Connection does not exist")
	summaryNotUnique  = diagnostics.NewSummary("Connection name is not unique")
)
