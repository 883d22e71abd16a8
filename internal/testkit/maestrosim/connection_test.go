// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// connections returns the names in a page of the list of connections.
func (f *fixture) connections(query string) string {
	f.t.Helper()
	var names []string
	for _, item := range at(f.t, f.read("GET", "/connections"+query, ""), "connections").([]any) {
		names = append(names, at(f.t, item, "name").(string))
	}
	return strings.Join(names, " ")
}

func TestConnections(t *testing.T) {
	f := newFixture(t, maestrosim.Options{Empty: true})
	equal(t, "pages", []any{f.connections(""), f.connections("?size=2&start_page=2"), f.connections("?size=2&start_page=3")},
		[]any{"Shop ERP Targets", "Targets", ""})
	f.expect("GET", "/connections?start_page=0", "", 400,
		`{"statusCode":400,"message":"invalid size or start_page","error":"Bad Request"}`)
	equal(t, "keys of a database", keys(at(t, f.read("GET", "/connections", ""), "connections", 1)), []string{
		"connector_id", "connector_name", "created_at", "customer_id", "description", "id", "image_url", "name",
		"network_config_id", "plugin", "type", "updated_at", "user_id",
	})

	all := f.Connections()
	f.SetConnections(all[1])
	all[1].Name = "changed"
	equal(t, "connections after they were replaced", f.connections(""), "ERP")
}

func TestConnections_needATokenIfThereAreUsers(t *testing.T) {
	f := newFixture(t, maestrosim.Options{StaticTokens: map[string]string{"good": acme}})
	f.expect("GET", "/connections", "", 401, `{"msg":"Unauthorized"}`)
	if status, body := f.call("GET", "/connections", "", "Authorization", "good"); status != 200 {
		t.Errorf("with a token: got %d %s, want 200", status, body)
	}
}
