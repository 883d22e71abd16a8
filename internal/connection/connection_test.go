// SPDX-License-Identifier: MPL-2.0

package connection_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type (
	attrs = plugintest.Attrs
	elems = plugintest.Elems
	later = plugintest.Unknown
)

const (
	oneType = "dadosfera_connection"
	allType = "dadosfera_connections"
)

// The ids of the simulator's connections.
const (
	shopID    = "1763991009206_kvpd3364_mysql-1.0.0"
	erpID     = "1701234567890_abc123_postgresql-1.0.0"
	targetsID = "1729000000000_k3v9d3p_google-sheets-1.0.0"
)

// newPlatform starts a simulator and a provider that sends each request once.
func newPlatform(t *testing.T, contract maestrosim.Contract) (*maestrosim.Sim, *plugintest.Server) {
	t.Helper()
	sim := maestrosim.New(maestrosim.Options{Contract: contract})
	return sim, plugintest.NewServer(t, openapi.NewServer(t, sim).URL, attrs{"max_retries": 0})
}

// ids returns the ids in the list of connections, in their order.
func ids(read attrs) string {
	var all []string
	for _, item := range read["connections"].(elems) {
		all = append(all, item.(attrs)["id"].(string))
	}
	return strings.Join(all, " ")
}

func TestConnections_everyContract(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			_, provider := newPlatform(t, contract.Contract)
			read := provider.DataSource(allType).MustRead(attrs{})
			plugintest.Same(t, "ids, sorted by name", ids(read), erpID+" "+shopID+" "+targetsID)
			plugintest.Same(t, "connection", read["connections"].(elems)[0], any(attrs{
				"id": erpID, "name": "ERP", "plugin": "postgresql", "type": "database", "description": nil,
				"created_at": "2024-11-01T09:00:00Z", "updated_at": "2024-11-01T09:00:00Z",
			}))
			one := provider.DataSource(oneType).MustRead(attrs{"name": "Targets"})
			plugintest.Same(t, "connection by name", one, attrs{
				"id": targetsID, "name": "Targets", "plugin": "google-sheets", "type": "file",
				"description": "Sales targets, by region", "created_at": "2024-11-01T09:00:00Z", "updated_at": "2024-11-01T09:00:00Z",
			})
		})
	}
}

func TestConnections_filters(t *testing.T) {
	_, provider := newPlatform(t, maestrosim.Contract{})
	for _, tc := range []struct {
		config attrs
		want   string
	}{
		{attrs{"plugin": "MySQL"}, shopID},
		{attrs{"type": "Database"}, erpID + " " + shopID},
		{attrs{"type": "database", "plugin": "google-sheets"}, ""},
	} {
		plugintest.Same(t, fmt.Sprint(tc.config), ids(provider.DataSource(allType).MustRead(tc.config)), tc.want)
	}
}

func TestConnections_manyPages(t *testing.T) {
	sim, provider := newPlatform(t, maestrosim.Contract{})
	many := make([]maestrosim.Connection, 250)
	for i := range many {
		many[i] = maestrosim.Connection{ID: fmt.Sprintf("c%03d", i), Name: fmt.Sprintf("n%03d", len(many)-i)}
	}
	sim.SetConnections(many...)
	read := provider.DataSource(allType).MustRead(attrs{})["connections"].(elems)
	if len(read) != len(many) || read[0].(attrs)["id"] != "c249" {
		t.Errorf("got %d connections, the first is %v, want %d from c249 on", len(read), read[0], len(many))
	}
}

func TestConnection_found(t *testing.T) {
	sim, provider := newPlatform(t, maestrosim.Contract{})
	sim.SetConnections(
		maestrosim.Connection{ID: "1", Name: "ERP", Plugin: "mysql"}, maestrosim.Connection{ID: "2", Name: "ERP", Plugin: "oracle"},
		maestrosim.Connection{ID: "3", Name: " Spaces "}, maestrosim.Connection{ID: "4", Name: "Twin"},
		maestrosim.Connection{ID: "5", Name: "Twin "}, maestrosim.Connection{ID: "6", Name: "A\u00e7\u00e3o"},
	)
	for _, tc := range []struct {
		config attrs
		want   string
	}{
		{attrs{"name": "ERP", "plugin": "Oracle"}, "2"},
		{attrs{"name": "Spaces"}, "3"},
		{attrs{"name": "Twin"}, "4"}, // exactly this name
		{attrs{"name": "Twin "}, "5"},
		{attrs{"name": "Ac\u0327a\u0303o"}, "6"},
	} {
		read := provider.DataSource(oneType).MustRead(tc.config)
		plugintest.Same(t, fmt.Sprint(tc.config), read["id"], any(tc.want))
		plugintest.Same(t, "name", read["name"], tc.config["name"])
	}
}

func TestConnection_failure(t *testing.T) {
	seeds := []maestrosim.Connection{
		{ID: "c_1", Name: "ERP", Plugin: "mysql"}, {ID: "c_2", Name: "ERP", Plugin: "oracle"}, {ID: "c_3", Name: "Shop", Plugin: "mysql"},
		{ID: "c_4", Name: "Shop", Plugin: "mysql"},
	}
	many := make([]maestrosim.Connection, 30)
	for i := range many {
		many[i] = maestrosim.Connection{ID: fmt.Sprintf("c%02d", i), Name: fmt.Sprintf("N%02d", i)}
	}
	const missing, notUnique, failed = "Connection not found", "Ambiguous connection name", "Cannot list connections"
	for name, tc := range map[string]struct {
		connections   []maestrosim.Connection
		contract      maestrosim.Contract
		fault         maestrosim.Fault
		config        attrs
		path, summary string
		details       []string
	}{
		"several plugins": {
			connections: seeds, config: attrs{"name": "ERP"}, path: "name", summary: notUnique,
			details: []string{`"acme_corp" has 2 connections named "ERP". Set plugin`, "\n  \"ERP\", plugin \"mysql\", id c_1\n", "id c_2"},
		},
		"the same plugin": {
			connections: seeds, config: attrs{"name": "Shop", "plugin": "mysql"}, path: "name", summary: notUnique,
			details: []string{`named "Shop" with the plugin "mysql". Rename one`, "set config_id", "id c_3", "id c_4"},
		},
		"other plugin": {
			connections: seeds, config: attrs{"name": "ERP", "plugin": "sqlserver"}, path: "plugin", summary: missing,
			details: []string{`named "ERP" with the plugin "sqlserver". The name has:`, "id c_1", "id c_2"},
		},
		"other letter case": {
			connections: many, config: attrs{"name": "n29"}, path: "name", summary: missing,
			details: []string{"case-sensitive", ":\n\n  \"N29\"", "and 20 more"},
		},
		"no connections": {config: attrs{"name": "ERP"}, path: "name", summary: missing, details: []string{"no connections", "customer_name"}},
		"forbidden": {
			contract: maestrosim.Contract{ConnectionAccess: maestrosim.ConnectionAccessForbidden},
			config:   attrs{"name": "ERP"}, summary: failed, details: []string{"403", "last part of the connection's address", "Set config_id"},
		},
		"not on this platform": {
			contract: maestrosim.Contract{ConnectionAccess: maestrosim.ConnectionAccessMissing},
			config:   attrs{"name": "ERP"}, summary: failed, details: []string{"404", "last part of the connection's address", "Set config_id"},
		},
		"broken entry": {
			fault:  maestrosim.Fault{On: maestrosim.OpConnections, Body: `{"connections":[{"id":"bad\u001b"},{"id":"c","name":"Other"}]}`},
			config: attrs{"name": "ERP"}, summary: failed, details: []string{"connection 0 of the list"},
		},
		"page of a proxy": {
			fault:  maestrosim.Fault{On: maestrosim.OpConnections, Body: "<html>"},
			config: attrs{"name": "ERP"}, summary: failed, details: []string{"base_url"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := newPlatform(t, tc.contract)
			sim.SetConnections(tc.connections...)
			if tc.fault.On != "" {
				sim.Order(tc.fault)
			}
			_, diags := provider.DataSource(oneType).Read(tc.config)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, tc.path, tc.summary, tc.details...)
			if tc.summary == failed {
				if tc.fault.On != "" {
					sim.Order(tc.fault)
				}
				_, diags = provider.DataSource(allType).Read(attrs{})
				plugintest.OneDiagnostic(t, diags, plugintest.Error, "", failed, tc.details...)
			}
		})
	}
}

// An entry that cannot be read hides no other connection from a lookup by name.
func TestConnection_brokenEntryOfAnother(t *testing.T) {
	sim, provider := newPlatform(t, maestrosim.Contract{})
	sim.Order(maestrosim.Fault{On: maestrosim.OpConnections, Body: `{"connections":[{"id":7},{"id":"c","name":"ERP"}]}`})
	read := provider.DataSource(oneType).MustRead(attrs{"name": "ERP"})
	plugintest.Same(t, "id", read["id"], any("c"))
}

func TestConnection_validation(t *testing.T) {
	provider := plugintest.NewUnconfigured(t)
	plugintest.NoDiagnostics(t, provider.DataSource(oneType).Validate(attrs{"name": later{}, "plugin": later{}}))
	plugintest.NoDiagnostics(t, provider.DataSource(allType).Validate(attrs{"type": later{}, "plugin": later{}}))
	for at, config := range map[string]attrs{"name": {"name": ""}, "plugin": {"name": "ERP", "plugin": ""}} {
		diags := provider.DataSource(oneType).Validate(config)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, at, "Empty value")
	}
}
