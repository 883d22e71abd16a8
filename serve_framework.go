// SPDX-License-Identifier: MPL-2.0

//go:build framework_server

package main

import (
	"context"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// serve serves the provider by the framework alone, as a provider without internal/server does.
func serve(version string, debug bool) error {
	newProvider := func() frameworkprovider.Provider { return provider.New(version) }
	return providerserver.Serve(context.Background(), newProvider, providerserver.ServeOpts{
		Address:         provider.Address,
		Debug:           debug,
		ProtocolVersion: 6,
	})
}
