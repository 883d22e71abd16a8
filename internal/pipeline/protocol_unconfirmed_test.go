// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// No response shows the memory. If a call that sets it is not confirmed, the state has null for it, so that the next
// plan sends it again; if a call that resets it to the default is not confirmed, the state keeps the former value, for
// the same reason.
func TestPipelineUpdate_unconfirmedMemoryIsSentAgain(t *testing.T) {
	contract.NeedsDocumented(t, "counts or lists the requests to the documented platform")
	for name, tc := range map[string]struct {
		before, unconfirmed, next any
		state                     any
		want                      int
	}{
		"back to a value":         {1000, 3000, 1000, nil, 1000},
		"on to another":           {1000, 3000, 4000, nil, 4000},
		"again":                   {1000, 3000, 3000, nil, 3000},
		"again without a value":   {1000, nil, nil, 1000, 2048},
		"back to an omitted one":  {nil, 3000, nil, nil, 3000}, // null is what the configuration has, so nothing is sent
		"from an omitted to both": {nil, 3000, 4000, nil, 4000},
	} {
		t.Run(name, func(t *testing.T) {
			withWorkspace(t, func(t *testing.T, w *workspace) {
				w.Apply(settled("memory_mb", tc.before))
				w.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, DropAfter: true, Times: -1})
				w.requireDetail(w.Apply(settled("memory_mb", tc.unconfirmed)), false, "Cannot update pipeline")
				plugintest.Same(t, "memory in the state", w.At(w.Current, "memory_mb"), tc.state)
				w.settle()
				w.Restart(w.settings)

				if !w.Apply(settled("memory_mb", tc.next)) {
					t.Errorf("the next apply failed: %v", w.Diagnostics)
				}

				plugintest.Same(t, "memory", w.one().MemoryMB, tc.want)
				if p := w.Plan(w.Current, settled("memory_mb", tc.next)); p.Changes() || len(p.Diagnostics) > 0 {
					t.Errorf("the plan after it: got changes %t and diagnostics %v, want none", p.Changes(), p.Diagnostics)
				}
			})
		})
	}
}

// A value that Maestro rejects was not set.
func TestPipelineUpdate_refusedMemoryKeepsState(t *testing.T) {
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.Apply(settled())
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 400, Body: `{"message":"no"}`})
		w.requireDetail(w.Apply(settled("memory_mb", 3000)), false, "Cannot update pipeline")
		if p := w.Plan(w.Current, settled()); p.Changes() || len(p.Diagnostics) > 0 {
			t.Errorf("plan of the former configuration: got changes %t and diagnostics %v, want none", p.Changes(), p.Diagnostics)
		}
	})
}

// If a create fails at the memory, the memory may have been set.
func TestPipelineCreate_unconfirmedMemoryIsSentAgain(t *testing.T) {
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 200, Body: `{"status":false}`, After: true})
		w.requireDetail(w.Apply(settled("memory_mb", 3000)), false, "Incomplete pipeline creation")
		plugintest.Same(t, "memory in the state", w.At(w.Current, "memory_mb"), nil)
		w.Tainted = false
		if !w.Apply(settled("memory_mb", 4000)) {
			t.Errorf("the next apply failed: %v", w.Diagnostics)
		}
		plugintest.Same(t, "memory", w.one().MemoryMB, 4000)
	})
}

// After an unconfirmed change of a job, the state has null for hidden attributes, and the values that are shown for
// others.
func TestPipelineUpdate_unconfirmedInputIsSentAgain(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	config := func(connection, method string, extra any) attrs {
		return settled("jobs", elems{attrs{"input": attrs{
			"connector": "singer", "plugin": "hubspot", "table_name": "contacts", "replication_method": method,
			"auth_parameters": attrs{"config_id": connection}, "extra": extra,
		}}})
	}
	withWorkspace(t, func(t *testing.T, w *workspace) {
		before := config("one", "INCREMENTAL", `{"a":1}`)
		w.Apply(before)
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpPatchJobInput, Status: 500, Body: `{"detail":"no"}`, After: true})
		w.requireDetail(w.Apply(config("two", "FULL_TABLE", `{"a":1}`)), false, "Cannot update pipeline")
		plugintest.Same(t, "connection in the state", w.At(w.Current, "jobs.0.input.auth_parameters"), nil)
		plugintest.Same(t, "method in the state", w.At(w.Current, "jobs.0.input.replication_method"), "FULL_TABLE")
		if !w.Apply(before) {
			t.Errorf("next apply: got diagnostics %v, want none", w.Diagnostics)
		}
		if wrong := unlikePlatform("the configuration", before, w.one()); len(wrong) > 0 {
			t.Error(wrong)
		}
		if p := w.Plan(w.Current, before); p.Changes() || len(p.Diagnostics) > 0 {
			t.Errorf("next plan: got changes %t and diagnostics %v, want none", p.Changes(), p.Diagnostics)
		}
	})
}

// If the provider is killed during a create, the next create does not create a second pipeline, however the platform
// rejects the name. The error has the import block for the existing one.
func TestPipelineCreate_killedUnderEachRefusal(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	for _, refusal := range []maestrosim.Refusal{
		maestrosim.RefusalConflict, maestrosim.RefusalBadRequest, maestrosim.RefusalServerError, maestrosim.RefusalStatusFalse,
	} {
		for _, on := range []maestrosim.Operation{maestrosim.OpCreate, maestrosim.OpPause, maestrosim.OpSetMemory, maestrosim.OpGet} {
			t.Run(string(refusal)+" "+string(on), func(t *testing.T) {
				inBubble(t, plugintest.NewNetwork(), maestrosim.Contract{Refusal: refusal}, nil, func(t *testing.T, w *workspace) {
					config := settled("paused", true, "memory_mb", 3000)
					fault := trouble{fault: maestrosim.Fault{DropAfter: true}, kills: true}.ordered(func() {
						w.Killed = true
						w.platform.die()
					})
					fault.On = on
					w.sim.Order(fault)
					if w.Apply(config); !w.Killed || !w.Current.Value.IsNull() {
						t.Fatalf("got killed %t and ids %v in the state, want true and none", w.Killed, w.ids())
					}
					id := w.one().ID
					w.settle()
					w.Restart(w.settings)
					checkContains(t, w.requireDetail(w.Apply(config), false, "Pipeline name already in use"), "Orders", id)
					plugintest.Same(t, "id in the import block", w.offered(), id)
					if !w.Import(id, config) {
						t.Errorf("import: got diagnostics %v, want none", w.Diagnostics)
					}
					if wrong := unlikePlatform("the configuration", config, w.one()); len(wrong) > 0 {
						t.Error(wrong)
					}
				})
			})
		}
	}
}
