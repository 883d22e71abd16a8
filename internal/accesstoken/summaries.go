// SPDX-License-Identifier: MPL-2.0

package accesstoken

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryNoToken     = diagnostics.NewSummary("Missing credentials")
	summaryTokenFailed = diagnostics.NewSummary("Cannot obtain access token")
)
