// SPDX-License-Identifier: MPL-2.0

package server

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// protocol is all that the framework's server serves; some of it is in interfaces of their own.
type protocol interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
	tfprotov6.StateStoreServer
}

// server is the framework's server but for what it cannot do by itself: an action that is interrupted is heard out
// (interrupt.go), generated configuration is what a person would write (generate.go), a plan that changes nothing is found
// out at once (unchanged.go), and what nobody logs costs nothing (quiet.go).
type server struct {
	protocol

	provider *provider.Provider
	silent   bool // nothing is logged

	mu      sync.Mutex
	invoked map[chan struct{}]bool // the actions under way; each is closed when its action has ended
}

// New returns the framework's server of p with the workarounds of this package around it.
func New(p *provider.Provider) tfprotov6.ProviderServer {
	inner := providerserver.NewProtocol6(p)()
	if whole, ok := inner.(protocol); ok {
		return &server{protocol: whole, provider: p, silent: silent(), invoked: map[chan struct{}]bool{}}
	}
	return inner
}
