// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// Everything that the provider does has no race with itself and the rest (with -race), and no deadlock, as Terraform
// does ten things at the same time.
func TestProvider_operationsConcurrently(t *testing.T) {
	network := plugintest.NewNetwork() // with its simulated time, runs end at once
	network.InBubble(t, openapi.Check(t, newSim(), openapi.RequestsOnly), func(t *testing.T) {
		<-time.After(30 * 365 * 24 * time.Hour) // The example run ended before.
		all := operations(plugintest.NewServer(t, network.URL, attrs{"access_token": token}))
		delete(all, "access token")  // it restarts the provider
		delete(all, "no connection") // an error
		delete(all, "pause")         // a paused pipeline cannot be executed
		var wg sync.WaitGroup
		for _, name := range slices.Sorted(maps.Keys(all)) {
			for range 4 {
				wg.Go(func() {
					if diags := all[name]().Diagnostics; plugintest.HasError(diags) {
						t.Errorf("%s: got %v, want no error", name, diags)
					}
				})
			}
		}
		wg.Wait()
	})
}
