// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// Environment variables of a live run, in addition to those of the provider.
const (
	acceptVariable   = "DADOSFERA_ACCEPT_LIVE"
	configIDVariable = "DADOSFERA_ACCEPT_CONFIG_ID"
	pluginVariable   = "DADOSFERA_ACCEPT_PLUGIN"
)

var (
	liveFlag = flag.Bool("live", false, "run the core of the acceptance tests against the platform that DADOSFERA_* configure")

	livePlatform *live // set by Main if there is the flag
)

// live is the platform of a live run.
type live struct {
	client *maestro.Client
	// source is the connection of the pipelines that the tests create. None of them ever runs.
	source Source
}

// Source is what a JDBC job reads from.
type Source struct{ Plugin, ConfigID string }

// simulated is the source of tests that run against a simulator.
var simulated = Source{Plugin: "postgresql", ConfigID: "1701234567890_abc123_postgresql-1.0.0"}

// Live reports whether this is a live run.
func Live() bool { return livePlatform != nil }

// newLive prepares a live run: it checks that the run is wanted, signs in, and finds a connection. The provider uses
// the token of this one sign-in, as every command starts providers, and a one-time code can be used once.
func newLive(ctx context.Context) (*live, error) {
	if os.Getenv(acceptVariable) != "1" {
		return nil, fmt.Errorf("the tests would create, change and delete pipelines named %s… on the platform that "+
			"DADOSFERA_* configure. They are paused and have no runs. To accept this, set %s=1", namePrefix, acceptVariable)
	}
	client, err := liveClient()
	if err != nil {
		return nil, err
	}
	l := &live{client: client}
	if l.source, err = findSource(ctx, client); err != nil {
		return nil, err
	}
	for _, name := range []string{
		"USERNAME", "PASSWORD", "TOTP", "BULK_REFRESH", "DELETION_PROTECTION", "ALLOW_REPLACEMENT", "DELETE_PROTECTED",
	} {
		if err := os.Unsetenv("DADOSFERA_" + name); err != nil {
			return nil, err
		}
	}
	return l, l.shareToken(ctx)
}

// liveClient returns a client for the platform that the environment configures. It sends nothing.
func liveClient() (*maestro.Client, error) {
	config, diags := provider.ClientFromEnvironment(os.Getenv)
	if diags.HasError() {
		first := diags.Errors()[0]
		return nil, fmt.Errorf("%s: %s", first.Summary(), first.Detail())
	}
	if config.ReadOnly {
		return nil, errors.New("DADOSFERA_READ_ONLY is set, and this is not read-only. Unset it")
	}
	config.UserAgent = "terraform-provider-dadosfera/acceptance"
	return maestro.New(config)
}

// shareToken makes providers use the token of the client, which is a new one if the last is about to expire.
func (l *live) shareToken(ctx context.Context) error {
	token, err := l.client.AccessToken(ctx)
	if errors.Is(err, maestro.ErrNoCredentials) {
		return nil // a simulator that requires none
	}
	if err != nil {
		return err
	}
	return os.Setenv("DADOSFERA_ACCESS_TOKEN", token.Value.Reveal())
}

// findSource returns the source that the environment names, or else that of the first pipeline or connection that shows
// one.
func findSource(ctx context.Context, client *maestro.Client) (Source, error) {
	source := Source{ConfigID: os.Getenv(configIDVariable)}
	if source.ConfigID == "" {
		var err error
		if source, err = sourceInUse(ctx, client); err != nil {
			return Source{}, err
		}
	}
	if source.ConfigID == "" {
		source = listedSource(ctx, client)
	}
	if source.ConfigID == "" {
		return Source{}, fmt.Errorf("the pipelines of the tests need a connection to a database, and the platform shows "+
			"none. Set %s to its config_id, as in %s. Nothing is read from it", configIDVariable, simulated.ConfigID)
	}

	source.Plugin = cmp.Or(os.Getenv(pluginVariable), source.Plugin, maestro.PluginOf(source.ConfigID))
	if source.Plugin == "" {
		return Source{}, fmt.Errorf("the plugin of the connection %s is not known. Set %s to one of %s",
			diagnostics.Quote(source.ConfigID), pluginVariable, strings.Join(maestro.JDBCPlugins, ", "))
	}
	return source, nil
}

// listedSource returns the first database in the list of connections, or the zero Source if there is none, or no list.
func listedSource(ctx context.Context, client *maestro.Client) Source {
	connections, _ := client.ListConnections(ctx)
	for _, connection := range connections {
		if slices.Contains(maestro.JDBCPlugins, strings.ToLower(connection.Plugin.Value)) {
			return Source{Plugin: connection.Plugin.Value, ConfigID: connection.ID}
		}
	}
	return Source{}
}

// maxRead is how many pipelines are read to find a source.
const maxRead = 10

// sourceInUse returns the source of a JDBC job of the platform, or the zero Source if the first pipelines show none.
func sourceInUse(ctx context.Context, client *maestro.Client) (Source, error) {
	entries, err := client.ListEntries(ctx)
	if err != nil {
		return Source{}, err
	}
	for _, entry := range entries[:min(len(entries), maxRead)] {
		for _, job := range entry.Pipeline.Jobs.Value {
			connector, _ := job.Input.Text("connector")
			if !maestro.IsJDBC(connector.Value) {
				continue
			}
			detail, err := client.GetJDBCJob(ctx, job.ID)
			if err != nil {
				continue // a platform without this call, or a pipeline that was deleted meanwhile
			}
			auth, _ := detail.Input.Object("auth_parameters")
			configID, _ := auth.Value.Text("config_id")
			plugin, _ := detail.Input.Text("plugin")
			if configID.Value != "" {
				return Source{Plugin: plugin.Value, ConfigID: configID.Value}, nil
			}
		}
	}
	return Source{}, nil
}
