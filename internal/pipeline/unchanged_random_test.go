// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// Of states that no platform would show, and of configurations that may have led to them, a plan is the framework's too:
// plugintest holds the one against the other.
func TestOfRandomStatesTheFrameworkSaysTheSame(t *testing.T) {
	plans := 100
	if testing.Short() {
		plans = 30
	}
	known, identity := map[bool]int{}, newCore(t, maestrosim.Options{}, nil).Create(wireConfig()).Identity
	for _, protected := range []bool{false, true} {
		c := newCore(t, maestrosim.Options{}, attrs{"deletion_protection": protected})
		schema := c.Schema().Block.Attributes
		for seed := range plans {
			r := luck{rand.New(rand.NewPCG(uint64(seed), 7))} //nolint:gosec // no secret
			state := r.state(schema)
			config := r.config(schema, state, r.IntN(2))
			i := plugintest.Instance{
				Value:    c.Value(state),
				Private:  pick(r, nil, []byte(`{}`), []byte(`{"customer_name":"ImFjbWVfY29ycCI="}`), []byte(`{"doubts":"WyJtZW1vcnlfbWIiXQ=="}`)),
				Identity: pick(r, nil, identity),
			}
			known[pipeline.Unchanged(c.Plan(i, config).Asked, protected)]++
			if t.Failed() {
				t.Fatalf("seed %d\nstate  %v\nconfig %v", seed, state, config)
			}
		}
	}
	if least := plans / 5; known[true] < least || known[false] < least {
		t.Errorf("of the plans, it was known at once or not that they change nothing: %v", known)
	}
}

// luck makes random states and configurations.
type luck struct{ *rand.Rand }

func pick[T any](r luck, from ...T) T { return from[r.IntN(len(from))] }

// seldom is true once in twenty times.
func (r luck) seldom() bool { return r.IntN(20) == 0 }

func (r luck) state(attributes []*tfprotov6.SchemaAttribute) attrs {
	object := attrs{}
	for _, a := range attributes {
		object[a.Name] = r.value(a)
	}
	return object
}

// usual are the values that have to be in most states for a plan to change nothing.
var usual = map[string]any{"paused": false, "drain_before_destroy": false, "auth_type": "connection_manager", "plugin": "dadosfera_snowflake"}

func (r luck) value(a *tfprotov6.SchemaAttribute) any {
	if v, ok := usual[a.Name]; ok && !r.seldom() {
		return v
	}
	if r.IntN(4) == 0 && a.Name != "name" && a.Name != "jobs" && a.Name != "input" {
		return nil
	}
	switch {
	case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
		return r.state(a.NestedType.Attributes)
	case a.NestedType != nil:
		list := elems{}
		for range r.IntN(4) {
			list = append(list, r.state(a.NestedType.Attributes))
		}
		return list
	}
	switch a.Type.(type) {
	case tftypes.Set:
		return pick(r, elems{}, elems{"b", "a"}, elems{"a", "b", "c"})
	case tftypes.Map:
		return pick(r, attrs{}, attrs{"orders": "x_0"})
	case tftypes.Object:
		return pick(r, attrs{}, attrs{"read": "1m"}, attrs{"create": "60s", "delete": "1h"})
	}
	switch {
	case a.Type.Is(tftypes.Bool):
		return r.IntN(2) == 0
	case a.Type.Is(tftypes.Number) && r.seldom():
		return 1.5 // as only an edit of the state makes it
	case a.Type.Is(tftypes.Number):
		return pick(r, 0, 1, 2048, 20000)
	case a.Name == "extra" || a.Name == "transformations":
		return pick(r, `{}`, `[]`, `{"a":1}`, `{ "a" : 1.0 }`, `null`)
	}
	return pick(r, "", "full_load", "Orders", "0 6 * * *")
}

// stays are the attributes that most configurations have to say for a plan to change nothing.
var stays = map[string]bool{
	"description": true, "cron": true, "paused": true, "memory_mb": true, "deletion_protection": true, "drain_before_destroy": true,
	"export_before_destroy": true, "timeouts": true, "column_include_list": true, "incremental_column_name": true,
	"incremental_column_type": true, "primary_keys": true, "auth_type": true, "plugin": true, "input": true,
}

// config is what a configuration says that may have led to a state, with changes here and there.
func (r luck) config(attributes []*tfprotov6.SchemaAttribute, state attrs, changes int) attrs {
	object := attrs{}
	for _, a := range attributes {
		switch v := state[a.Name]; {
		case !a.Optional && !a.Required, a.Computed && (r.IntN(30) == 0 || !stays[a.Name] && r.IntN(3) == 0):
		case r.IntN(100) < changes && a.NestedType == nil:
			object[a.Name] = pick(r, any(later{}), r.value(a))
		case v == nil || a.NestedType == nil:
			object[a.Name] = v
		case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			object[a.Name] = r.config(a.NestedType.Attributes, v.(attrs), changes)
		default:
			list := elems{}
			for _, element := range v.(elems) {
				list = append(list, r.config(a.NestedType.Attributes, element.(attrs), changes))
			}
			object[a.Name] = list
		}
	}
	return object
}

// Whoever edits the state can write what no provider does.
func TestWhatTheFrameworkCannotPlanAsItIsIsNotKnownAtOnce(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	state := plugintest.Plain(c.Create(wireConfig()).Value).(attrs)
	known := func(config, state attrs) bool {
		value := func(v attrs) *tfprotov6.DynamicValue {
			d, err := tfprotov6.NewDynamicValue(c.Type(), c.Value(v))
			if err != nil {
				t.Fatal(err)
			}
			return &d
		}
		prior := value(state)
		return pipeline.Unchanged(&tfprotov6.PlanResourceChangeRequest{PriorState: prior, ProposedNewState: prior, Config: value(config)}, false)
	}
	if !known(wireConfig(), state) {
		t.Error("the state as it is would not be known")
	}
	for at, v := range map[string]any{
		"jobs.0.input.extra":                "no JSON",
		"jobs.0.transformations":            "",
		"memory_mb":                         1.5,
		"jobs.0.input.memory_allocation_mb": 1e30,
		"jobs.0.input":                      nil, // so it replaces
	} {
		edited := plugintest.Plain(c.Value(state)).(attrs)
		set(edited, at, v)
		if known(wireConfig(at, v), edited) {
			t.Errorf("%s = %v is known", at, v)
		}
	}
}

func TestAReadOfAStateEditedByHandSaysThatItIsTheState(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig("jobs.0.input.extra", `{"a":1}`))
	for _, at := range []string{"jobs.0.input.extra", "jobs.0.transformations"} {
		state := plugintest.Plain(i.Value).(attrs)
		set(state, at, "no JSON")
		if _, said := c.Refresh(plugintest.Instance{Value: c.Value(state), Private: i.Private, Identity: i.Identity}); len(said) != 1 ||
			!strings.Contains(said[0].Detail, "the state has a text that is not JSON") || strings.Contains(said[0].Detail, "answered") {
			t.Errorf("%s: %v", at, said)
		}
	}
}
