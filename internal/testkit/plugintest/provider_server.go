// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package plugintest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/server"
)

// NewProvider returns the protocol server of the Dadosfera provider as it is released: with the workarounds of
// internal/server.
func NewProvider() tfprotov6.ProviderServer { return server.New(provider.New("test")) }

const hasWorkarounds = true
