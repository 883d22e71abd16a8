// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// protocol is all that the framework's server serves; some of it is in interfaces of their own.
type protocol interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
	tfprotov6.StateStoreServer
}

// server is the framework's server but for two things: an action that is interrupted is heard out (interrupt.go), and
// generated configuration is what a person would write (generate.go).
type server struct {
	protocol

	mu      sync.Mutex
	invoked map[chan struct{}]bool // the actions under way; each is closed when its action has ended
}

// NewServer gives a function that makes the provider's server, as terraform-plugin-go wants it.
func NewServer(version string) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		inner := providerserver.NewProtocol6(New(version)())()
		if whole, ok := inner.(protocol); ok {
			return &server{protocol: whole, invoked: map[chan struct{}]bool{}}
		}
		return inner
	}
}
