// SPDX-License-Identifier: MPL-2.0

package provider

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryNotConfigured          = diagnostics.NewSummary("Cannot configure provider")
	summaryConfiguredTwice        = diagnostics.NewSummary("Conflicting provider configurations in one process")
	summaryHostNotAllowed         = diagnostics.NewSummary("Disallowed host in base_url")
	summaryInvalidAllowedHosts    = diagnostics.NewSummary("Invalid DADOSFERA_ALLOWED_HOSTS")
	summaryInvalidDeleteProtected = diagnostics.NewSummary("Invalid DADOSFERA_DELETE_PROTECTED")
	summaryTwoWays                = diagnostics.NewSummary("Conflicting authentication settings")
	summaryUnknown                = diagnostics.NewSummary("Unknown provider setting")
)

// The summaries about a missing or an invalid setting, by its name.
var (
	summaryMissing = map[string]diagnostics.Summary{
		"customer_name": diagnostics.NewSummary("Missing customer_name"),
		"password":      diagnostics.NewSummary("Missing password"),
		"username":      diagnostics.NewSummary("Missing username"),
	}
	summaryInvalid = map[string]diagnostics.Summary{
		"access_token":            diagnostics.NewSummary("Invalid access_token"),
		"allow_replacement":       diagnostics.NewSummary("Invalid allow_replacement"),
		"base_url":                diagnostics.NewSummary("Invalid base_url"),
		"bulk_refresh":            diagnostics.NewSummary("Invalid bulk_refresh"),
		"customer_name":           diagnostics.NewSummary("Invalid customer_name"),
		"deletion_protection":     diagnostics.NewSummary("Invalid deletion_protection"),
		"max_requests_per_second": diagnostics.NewSummary("Invalid max_requests_per_second"),
		"max_retries":             diagnostics.NewSummary("Invalid max_retries"),
		"password":                diagnostics.NewSummary("Invalid password"),
		"read_only":               diagnostics.NewSummary("Invalid read_only"),
		"request_timeout":         diagnostics.NewSummary("Invalid request_timeout"),
		"totp":                    diagnostics.NewSummary("Invalid totp"),
		"username":                diagnostics.NewSummary("Invalid username"),
	}
)
