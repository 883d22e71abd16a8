// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// No answer shows the memory. Where it is not known whether it was set, going back to the configuration before sends the
// value before, though the state has had that all the time.
func TestAMemoryInDoubtIsSentAgain(t *testing.T) {
	for name, tc := range map[string]struct {
		before, tried, wanted any
		have                  int
	}{
		"back to a value":           {1000, 3000, 1000, 1000},
		"back to none":              {nil, 3000, nil, 2048},
		"on to another":             {1000, 3000, 4000, 4000},
		"again":                     {1000, 3000, 3000, 3000},
		"back from none to a value": {1000, nil, 1000, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			lost(t, func(t *testing.T, w *workspace) {
				w.Apply(settled("memory_mb", tc.before))
				w.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, DropAfter: true, Times: -1})
				w.saying(w.Apply(settled("memory_mb", tc.tried)), false, "Updating a pipeline failed")
				if !w.doubts("memory_mb") {
					t.Error("the state does not know that it does not know")
				}
				w.settle()
				w.Restart(w.settings)
				ok := w.Apply(settled("memory_mb", tc.wanted))
				if tc.wanted == tc.before {
					needs(t, w.saying(ok, true, "Sent again to make sure"), "memory_mb", w.one().ID)
				}
				plugintest.Same(t, "memory", w.one().MemoryMB, tc.have)
				if w.doubts("memory_mb") {
					t.Error("the doubt is still there")
				}
				if p := w.core.Plan(w.Current, settled("memory_mb", tc.wanted)); p.Changes() || len(p.Said) > 0 {
					t.Errorf("the next plan changes %t, and says %v", p.Changes(), p.Said)
				}
			})
		})
	}
}

// A refusal leaves no doubt.
func TestAMemoryThatIsRefusedIsNotInDoubt(t *testing.T) {
	lost(t, func(t *testing.T, w *workspace) {
		w.Apply(settled())
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 400, Body: `{"message":"no"}`})
		w.saying(w.Apply(settled("memory_mb", 3000)), false, "Updating a pipeline failed")
		if p := w.core.Plan(w.Current, settled()); p.Changes() || len(p.Said) > 0 {
			t.Errorf("going back changes %t, and says %v", p.Changes(), p.Said)
		}
	})
}

// The memory of a pipeline whose create stopped half way may have been set, too.
func TestAMemoryInDoubtSinceTheCreate(t *testing.T) {
	lost(t, func(t *testing.T, w *workspace) {
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 500, Body: `{"detail":"no"}`, After: true})
		w.saying(w.Apply(settled("memory_mb", 3000)), false, "Creating a pipeline stopped half way")
		w.Tainted = false
		if !w.Apply(settled()) {
			t.Errorf("said %v", w.Diagnostics)
		}
		plugintest.Same(t, "memory", w.one().MemoryMB, 2048)
	})
}

// A job that no call shows whole has other fields of that kind; what an answer shows is not in doubt.
func TestAnInputInDoubtIsSentAgain(t *testing.T) {
	config := func(connection, method string, extra any) attrs {
		return settled("jobs", elems{attrs{"input": attrs{
			"connector": "singer", "plugin": "hubspot", "table_name": "contacts", "replication_method": method,
			"auth_parameters": attrs{"config_id": connection}, "extra": extra,
		}}})
	}
	lost(t, func(t *testing.T, w *workspace) {
		before := config("one", "INCREMENTAL", `{"a":1}`)
		w.Apply(before)
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpPatchJobInput, Status: 500, Body: `{"detail":"no"}`, After: true})
		w.saying(w.Apply(config("two", "FULL_TABLE", `{"a":1}`)), false, "Updating a pipeline failed")
		if !w.doubts("jobs[0].input.auth_parameters") || w.doubts("jobs[0].input.replication_method") {
			t.Errorf("private state %s", w.Current.Private)
		}
		// Terraform sees the method, which is shown, change back; the connection goes with it.
		if !w.Apply(before) {
			t.Errorf("said %v", w.Diagnostics)
		}
		if wrong := unlikePlatform("the configuration", before, w.one()); len(wrong) > 0 {
			t.Error(wrong)
		}
		if p := w.core.Plan(w.Current, before); p.Changes() || len(p.Said) > 0 {
			t.Errorf("the next plan changes %t, and says %v", p.Changes(), p.Said)
		}
	})
}

// Never two: after a provider was killed in a create, the next one is refused, in whatever words, and the error has the
// block that takes the pipeline over.
func TestAKilledCreateUnderEachRefusal(t *testing.T) {
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
						t.Fatalf("killed %t, state %v", w.Killed, w.ids())
					}
					id := w.one().ID
					w.settle()
					w.Restart(w.settings)
					needs(t, w.saying(w.Apply(config), false, "Pipeline name is taken"), "Orders", id)
					plugintest.Same(t, "offered", w.offered(), id)
					if !w.Import(id, config) {
						t.Errorf("taking it over said %v", w.Diagnostics)
					}
					if wrong := unlikePlatform("the configuration", config, w.one()); len(wrong) > 0 {
						t.Error(wrong)
					}
				})
			})
		}
	}
}
