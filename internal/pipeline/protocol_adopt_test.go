// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The fields that belong to a load type are managed with it: a configuration that omits the load type keeps them, and
// one that changes it resets those of the former load type.
func TestPipelinePlan_loadTypeFieldsFollowLoadType(t *testing.T) {
	c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}}, nil)
	if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{Name: "By hand", Jobs: []maestrosim.Job{{Input: map[string]any{
		"connector": "jdbc", "plugin": "mysql", "table_schema": "s", "table_name": "t", "load_type": "incremental_with_qualify",
		"incremental_column_name": "updated_at", "incremental_column_type": "timestamp", "primary_keys": []any{"id"},
		"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "c"},
	}}}}); err != nil {
		t.Fatal(err)
	}
	i, diags := c.Import(c.one().ID, nil)
	plugintest.NoDiagnostics(t, diags)
	config := func(input attrs) attrs { return attrs{"name": "By hand", "jobs": elems{attrs{"input": input}}} }

	p := c.Plan(i, config(attrs{"table_name": "t"}))
	plugintest.NoDiagnostics(t, p.Diagnostics)
	if p.Changes() {
		t.Errorf("configuration without a load type: got changes %s, want none", p.Value)
	}
	p = c.Plan(i, config(attrs{"table_name": "t", "load_type": "incremental", "incremental_column_name": "updated_at", "incremental_column_type": "timestamp"}))
	plugintest.NoDiagnostics(t, p.Diagnostics)
	plugintest.Same(t, "primary_keys", plugintest.ValueAt(t, p.Value, "jobs.0.input.primary_keys"), nil)

	c.sim.ResetRequests()
	i = c.MustApply(i, config(attrs{"table_name": "t", "load_type": "full_load"}))
	for _, name := range []string{"incremental_column_name", "incremental_column_type", "primary_keys"} {
		plugintest.Same(t, name, c.At(i, "jobs.0.input."+name), nil)
	}
	plugintest.Same(t, "calls", c.writes(), []string{`PUT /platform/jobs/jdbc/{id}_0/sync-mode {"target_load_type":"full_load"}`})
	refreshed, diags := c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	if p := c.Plan(refreshed, config(attrs{"table_name": "t", "load_type": "full_load"})); p.Changes() {
		t.Errorf("plan after the apply: got changes %s, want none", p.Value)
	}
}
