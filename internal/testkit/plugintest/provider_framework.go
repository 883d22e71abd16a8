// SPDX-License-Identifier: MPL-2.0

//go:build framework_server

package plugintest

import (
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// NewProvider returns the framework's protocol server of the Dadosfera provider.
func NewProvider() tfprotov6.ProviderServer {
	return providerserver.NewProtocol6(provider.New("test"))()
}

const hasWorkarounds = false
