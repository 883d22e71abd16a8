// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// serve serves a new provider in this process until the test ends. It returns the value of TF_REATTACH_PROVIDERS with
// which the CLI uses it.
func serve(ctx context.Context, t *testing.T) string {
	t.Helper()
	address := CLI(t).ProviderAddress()
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	served, closed, ended := make(chan *plugin.ReattachConfig), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- tf6server.Serve(address, plugintest.NewProvider, tf6server.WithDebug(ctx, served, closed),
			tf6server.WithGoPluginLogger(hclog.NewNullLogger()), tf6server.WithoutLogStderrOverride(), tf6server.WithLoggingSink(t))
	}()
	t.Cleanup(func() {
		stop()
		<-closed
	})

	select {
	case config := <-served:
		return reattach(t, address, config)
	case err := <-ended:
		t.Fatalf("serving the provider: %v", err)
		return ""
	}
}

// reattach returns how the CLI connects to a provider that is served.
func reattach(t *testing.T, address string, config *plugin.ReattachConfig) string {
	t.Helper()
	value, err := json.Marshal(map[string]any{address: map[string]any{
		"Protocol": config.Protocol, "ProtocolVersion": config.ProtocolVersion, "Pid": config.Pid, "Test": true,
		"Addr": map[string]string{"Network": config.Addr.Network(), "String": config.Addr.String()},
	}})
	if err != nil {
		t.Fatal(fmt.Errorf("the address of the provider: %w", err))
	}
	return string(value)
}
