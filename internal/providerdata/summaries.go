// SPDX-License-Identifier: MPL-2.0

package providerdata

import "github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"

var summaryDefect = diagnostics.NewSummary("Internal error in the provider")
