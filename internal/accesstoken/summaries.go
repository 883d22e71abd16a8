// SPDX-License-Identifier: MPL-2.0

package accesstoken

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryNoToken     = diagnostics.NewSummary("No access token")
	summaryTokenFailed = diagnostics.NewSummary("Cannot get an access token")
)
