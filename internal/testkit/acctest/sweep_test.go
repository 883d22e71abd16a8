// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

// Only what tests have left is deleted, and everything else with such a name is reported.
func TestSweep_deletesOnlyLeftovers(t *testing.T) {
	cron := "0 6 * * *"
	sim := maestrosim.New(maestrosim.Options{Empty: true})
	for _, p := range []maestrosim.Pipeline{
		{Name: "tf-acc-left", Paused: true},
		{Name: "tf-acc-1a2b3c4d-orders", Paused: true, Cron: &cron},
		{Name: "tf-acc-1a2b3c4d-orders (retired 3ee1935c)", Paused: true},
		{Name: "tf-acc-scheduled", Paused: true, Cron: &cron},
		{Name: "tf-acc-1a2b3c4d-active"},
		{Name: "Orders", Paused: true},
		{Name: "orders tf-acc-1a2b3c4d-", Paused: true},
		{Name: "tf-account", Paused: true},
	} {
		p.Jobs = []maestrosim.Job{{Input: map[string]any{"connector": "jdbc"}}}
		if err := sim.Put(Customer, p); err != nil {
			t.Fatal(err)
		}
	}
	var reported int
	err := sweep(t.Context(), newClient(t, openapi.NewServer(t, sim).URL), func(string) { reported++ })
	if err != nil {
		t.Fatal(err)
	}

	var kept []string
	for _, p := range sim.Pipelines(Customer) {
		kept = append(kept, p.Name)
	}
	slices.Sort(kept)
	want := []string{"Orders", "orders tf-acc-1a2b3c4d-", "tf-acc-1a2b3c4d-active", "tf-acc-scheduled", "tf-account"}
	if diff := cmp.Diff(want, kept); diff != "" {
		t.Errorf("kept pipelines (-want +got):\n%s", diff)
	}
	if reported != 5 {
		t.Errorf("got %d reports, want one for each of the five pipelines with such a name", reported)
	}
}

// A live run without consent, or without a connection, ends before it changes anything.
func TestLive_refusals(t *testing.T) {
	sim := maestrosim.New(maestrosim.Options{Empty: true})
	database := sim.Connections()[0]
	sim.SetConnections()
	for name, value := range map[string]string{
		"BASE_URL": openapi.NewServer(t, sim).URL, "CUSTOMER_NAME": Customer, "ACCESS_TOKEN": "", "USERNAME": "", "PASSWORD": "",
		"ACCEPT_LIVE": "", "ACCEPT_CONFIG_ID": "", "ACCEPT_PLUGIN": "", "READ_ONLY": "",
	} {
		t.Setenv("DADOSFERA_"+name, value)
	}
	refused := func(want string) {
		t.Helper()
		if _, err := newLive(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got the error %v, want one with %s", err, want)
		}
	}
	refused("DADOSFERA_ACCEPT_LIVE=1")
	if got := len(sim.Requests()); got > 0 {
		t.Errorf("got %d requests without consent, want none", got)
	}
	t.Setenv(acceptVariable, "1")
	refused(configIDVariable)
	sim.SetConnections(database)
	if live, err := newLive(t.Context()); err != nil || live.source.ConfigID != database.ID {
		t.Errorf("got %+v, %v, want the connection %s", live, err, database.ID)
	}
	t.Setenv(configIDVariable, "1701234567890_abc123_other-1.0.0")
	refused(pluginVariable)
	t.Setenv("DADOSFERA_READ_ONLY", "true")
	refused("DADOSFERA_READ_ONLY")
}
