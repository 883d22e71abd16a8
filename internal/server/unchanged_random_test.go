// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server_test

import (
	"math/rand/v2"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/server"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// Plans random states with configurations that may have led to them. plugintest reports a plan without change that is
// not the framework's.
func TestPlanIsState_randomStatesMatchFramework(t *testing.T) {
	plans := 100
	if testing.Short() {
		plans = 30
	}
	found := map[bool]int{}
	for _, protection := range []bool{false, true} {
		r, _ := startPipelines(t, attrs{"deletion_protection": protection})
		identity := r.Create(pipelineConfig(t)).Identity
		schema := r.Schema().Block.Attributes
		for seed := range plans {
			g := generator{rand.New(rand.NewPCG(uint64(seed), 7))} //nolint:gosec // a test that can be repeated
			state := g.state(schema)
			config := g.config(schema, state, g.IntN(2))
			i := plugintest.Instance{
				Value:    r.Value(state),
				Private:  pick(g, nil, []byte(`{}`), []byte(`{"customer_name":"ImFjbWVfY29ycCI="}`), []byte(`{"sdk":1}`)),
				Identity: pick(g, nil, identity),
			}
			found[server.PlanIsState(t, r.Plan(i, config).Request, protection)]++
			if t.Failed() {
				t.Fatalf("seed %d\nstate  %v\nconfig %v", seed, state, config)
			}
		}
	}
	if least := plans / 5; found[true] < least || found[false] < least {
		t.Errorf("got %v results, want at least %d of each", found, least)
	}
}

// generator makes random states and configurations.
type generator struct{ *rand.Rand }

func pick[T any](g generator, from ...T) T { return from[g.IntN(len(from))] }

// rarely is true once in twenty times.
func (g generator) rarely() bool { return g.IntN(20) == 0 }

func (g generator) state(attributes []*tfprotov6.SchemaAttribute) attrs {
	object := attrs{}
	for _, a := range attributes {
		object[a.Name] = g.value(a)
	}
	return object
}

// usual are the values that most states need for a plan to change nothing.
var usual = map[string]any{"paused": false, "drain_before_destroy": false, "auth_type": "connection_manager", "plugin": "dadosfera_snowflake"}

func (g generator) value(a *tfprotov6.SchemaAttribute) any {
	if v, ok := usual[a.Name]; ok && !g.rarely() {
		return v
	}
	if g.IntN(4) == 0 && a.Name != "name" && a.Name != "jobs" && a.Name != "input" {
		return nil
	}
	switch {
	case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
		return g.state(a.NestedType.Attributes)
	case a.NestedType != nil:
		list := elems{}
		for range g.IntN(4) {
			list = append(list, g.state(a.NestedType.Attributes))
		}
		return list
	}
	switch a.Type.(type) {
	case tftypes.Set:
		return pick(g, elems{}, elems{"b", "a"}, elems{"a", "b", "c"})
	case tftypes.Map:
		return pick(g, attrs{}, attrs{"orders": "x_0"})
	case tftypes.Object:
		return pick(g, attrs{}, attrs{"read": "1m"}, attrs{"create": "60s", "delete": "1h"})
	}
	switch {
	case a.Type.Is(tftypes.Bool):
		return g.IntN(2) == 0
	case a.Type.Is(tftypes.Number):
		return pick(g, 0, 1, 2048, 20000)
	case a.Name == "extra" || a.Name == "transformations":
		return pick(g, `{}`, `[]`, `{"a":1}`, `{ "a" : 1.0 }`, `null`)
	}
	return pick(g, "", "full_load", "Orders", "0 6 * * *")
}

// configured are the attributes that most configurations have to set for a plan to change nothing.
var configured = map[string]bool{
	"description": true, "cron": true, "paused": true, "memory_mb": true, "deletion_protection": true, "drain_before_destroy": true,
	"export_before_destroy": true, "timeouts": true, "column_include_list": true, "incremental_column_name": true,
	"incremental_column_type": true, "primary_keys": true, "auth_type": true, "plugin": true, "input": true,
}

// config returns a configuration that may have led to a state, with so many percent of its values changed.
func (g generator) config(attributes []*tfprotov6.SchemaAttribute, state attrs, changes int) attrs {
	object := attrs{}
	for _, a := range attributes {
		switch v := state[a.Name]; {
		case !a.Optional && !a.Required, a.Computed && (g.IntN(30) == 0 || !configured[a.Name] && g.IntN(3) == 0):
		case g.IntN(100) < changes && a.NestedType == nil:
			object[a.Name] = pick(g, any(plugintest.Unknown{}), g.value(a))
		case v == nil || a.NestedType == nil:
			object[a.Name] = v
		case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			object[a.Name] = g.config(a.NestedType.Attributes, v.(attrs), changes)
		default:
			list := elems{}
			for _, element := range v.(elems) {
				list = append(list, g.config(a.NestedType.Attributes, element.(attrs), changes))
			}
			object[a.Name] = list
		}
	}
	return object
}
