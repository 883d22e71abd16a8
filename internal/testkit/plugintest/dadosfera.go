// SPDX-License-Identifier: MPL-2.0

package plugintest

// This file, provider_server.go and provider_framework.go are all that ties the package to this provider.

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// Customer is the customer name that providers are configured with.
const Customer = "acme_corp"

// NewServer starts the Dadosfera provider, configured for the platform at a URL, and for Customer unless the settings
// name another one.
func NewServer(t testing.TB, url string, settings Attrs) *Server {
	t.Helper()
	options := dadosfera()
	options.Config = Attrs{"base_url": url, "customer_name": Customer}
	s := Start(t, options)
	if diags := s.Configure(settings); HasError(diags) {
		t.Fatalf("configuring the provider: %v", diags)
	}
	return s
}

// NewUnconfigured starts the Dadosfera provider without configuring it, as terraform validate does.
func NewUnconfigured(t testing.TB) *Server {
	t.Helper()
	return Start(t, dadosfera())
}

// NewDeferring starts the Dadosfera provider, configured with an unknown customer_name by a client that allows the
// provider to defer changes.
func NewDeferring(t testing.TB) *Server {
	t.Helper()
	options := dadosfera()
	options.DeferralAllowed = true
	s := Start(t, options)
	if diags := s.Configure(Attrs{"customer_name": Unknown{}}); HasError(diags) {
		t.Fatalf("configuring the provider: %v", diags)
	}
	return s
}

func dadosfera() Options {
	return Options{Provider: NewProvider, Reference: providerserver.NewProtocol6(provider.New("test"))}
}

// NeedsWorkarounds skips a test if the provider is served without the workarounds of internal/server, as with the build
// tag framework_server. It is for a test of what a workaround gains.
func NeedsWorkarounds(t testing.TB) {
	t.Helper()
	if !hasWorkarounds {
		t.Skip("needs the workarounds of internal/server")
	}
}

// IdentityOf returns the pipeline_id in the identity of a pipeline, "" if it has none.
func (r *Resource) IdentityOf(i Instance) string {
	r.t.Helper()
	id, _ := r.Identity(i)["pipeline_id"].(string)
	return id
}
