// SPDX-License-Identifier: MPL-2.0

package provider

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var (
	summaryNotConfigured          = diagnostics.NewSummary("Provider cannot be configured")
	summaryConfiguredTwice        = diagnostics.NewSummary("Provider is configured twice in one process")
	summaryHostNotAllowed         = diagnostics.NewSummary("Host of base_url is not allowed")
	summaryInvalidAllowedHosts    = diagnostics.NewSummary("Invalid DADOSFERA_ALLOWED_HOSTS")
	summaryInvalidDeleteProtected = diagnostics.NewSummary("Invalid DADOSFERA_DELETE_PROTECTED")
	summaryTwoWays                = diagnostics.NewSummary("Two ways to authenticate")
	summaryUnknown                = diagnostics.NewSummary("Provider setting is not known yet")
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
