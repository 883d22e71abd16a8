// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// lost runs a test in a bubble with the documented contract.
func lost(t *testing.T, test func(t *testing.T, w *workspace)) {
	t.Helper()
	inBubble(t, plugintest.NewNetwork(), maestrosim.Contract{}, nil, test)
}

// saying gives what an apply that must fail, or must not, said under this summary.
func (w *workspace) saying(ok, wanted bool, summary string) string {
	w.t.Helper()
	if ok != wanted {
		w.t.Fatalf("went well %t, and said %v", ok, w.Diagnostics)
	}
	for _, d := range w.Diagnostics {
		if d.Summary == summary {
			return d.Detail
		}
	}
	w.t.Fatalf("nothing is said under %q, but %v", summary, w.Diagnostics)
	return ""
}

// needs wants each of the words in a text.
func needs(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("it does not say %q: %s", word, text)
		}
	}
}

// A success that does not name the pipeline may come from anything before the platform: the pipeline is there when it shows.
func TestPipelineCreate_unverifiedSuccess(t *testing.T) {
	for name, body := range map[string]string{"nothing": "", "null": "null", "a list": "[]", "a word": `"ok"`, "an object": `{"status":"OK"}`} {
		t.Run(name+", and nothing is there", func(t *testing.T) {
			lost(t, func(t *testing.T, w *workspace) {
				w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 200, Body: body})
				said := w.saying(w.Apply(settled()), false, "Creating a pipeline may have succeeded")
				needs(t, said, "Orders", w.ids()[0], "import {", "untaint")
				if !w.Apply(settled()) {
					t.Errorf("the next apply said %v", w.Diagnostics)
				}
				plugintest.Same(t, "state", w.ids(), []string{w.one().ID})
			})
		})
		t.Run(name+", and it cannot be read", func(t *testing.T) {
			lost(t, func(t *testing.T, w *workspace) {
				w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 200, Body: body}, maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
				needs(t, w.saying(w.Apply(settled()), false, "Creating a pipeline may have succeeded"), "success", "403")
			})
		})
		t.Run(name+", and it is there", func(t *testing.T) {
			lost(t, func(t *testing.T, w *workspace) {
				w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 201, Body: body, After: true})
				if !w.Apply(settled()) || len(w.Diagnostics) > 0 {
					t.Errorf("said %v", w.Diagnostics)
				}
				plugintest.Same(t, "calls", w.platform.calls, []maestrosim.Operation{maestrosim.OpCreate, maestrosim.OpGet, maestrosim.OpGetJDBCJob})
			})
		})
	}
}

// What is named by the platform and then not found is not there: not a warning, as the state would say that it is.
func TestPipelineUpdate_notFoundAfterSuccess(t *testing.T) {
	t.Run("create", func(t *testing.T) {
		lost(t, func(t *testing.T, w *workspace) {
			w.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 404, Body: notFoundWords, Times: -1})
			needs(t, w.saying(w.Apply(settled()), false, "Pipeline is not found after its create"), "Orders", w.one().ID)
			plugintest.Same(t, "state", w.ids(), []string{w.one().ID})
		})
	})
	t.Run("update", func(t *testing.T) {
		lost(t, func(t *testing.T, w *workspace) {
			w.Apply(settled())
			w.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 404, Body: notFoundWords, Times: -1})
			needs(t, w.saying(w.ApplyWithoutRefresh(settled("description", "d")), false, "Pipeline is not found after its update"), "Orders", w.one().ID)
			plugintest.Same(t, "description", w.At(w.Current, "description"), "d")
		})
	})
}

// A refusal that comes from something before Maestro proves nothing: the list that is searched for the name shows it.
func TestPipelineCreate_refusedButCarriedOut(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"404 of a proxy":   after(status(404, "<html>404</html>")),
		"404 of a gateway": after(status(404, nestNotFound)),
		"status false":     after(status(200, `{"status":false,"data":null}`)),
		"a conflict":       after(status(409, `{"detail":"Pipeline with name Orders already exists"}`)),
	} {
		t.Run(name, func(t *testing.T) {
			lost(t, func(t *testing.T, w *workspace) {
				fault.On = maestrosim.OpCreate
				w.sim.Order(fault)
				if !w.Apply(settled("paused", true)) || len(w.Diagnostics) > 0 {
					t.Errorf("said %v", w.Diagnostics)
				}
				if p := w.one(); !p.Paused || w.ids()[0] != p.ID {
					t.Errorf("the state has %v, and the platform %+v", w.ids(), p)
				}
			})
		})
	}
	t.Run("and the list cannot be read", func(t *testing.T) {
		lost(t, func(t *testing.T, w *workspace) {
			w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 404, After: true}, maestrosim.Fault{On: maestrosim.OpList, Status: 404, Times: -1})
			needs(t, w.saying(w.Apply(settled()), false, "Creating a pipeline failed"), "Orders", "import {", w.one().ID)
			if !w.Import(w.offered(), settled()) {
				t.Errorf("taking it over said %v", w.Diagnostics)
			}
		})
	})
	t.Run("a clear refusal names no id", func(t *testing.T) {
		lost(t, func(t *testing.T, w *workspace) {
			w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 400, Body: `{"message":"no"}`})
			if said := w.saying(w.Apply(settled()), false, "Creating a pipeline failed"); strings.Contains(said, "import {") {
				t.Errorf("said %s", said)
			}
		})
	})
}

// Where the pipeline that is to be replaced has the name, the error says so rather than to import it.
func TestPipelineCreate_createBeforeDestroyName(t *testing.T) {
	lost(t, func(t *testing.T, w *workspace) {
		w.Apply(settled())
		w.CreateBeforeDestroy = true
		needs(t, w.saying(w.Apply(settled("jobs.0.input.table_name", "other")), false, "Pipeline name is taken"), "create_before_destroy", w.one().ID)
		plugintest.Same(t, "state", w.ids(), []string{w.one().ID})
	})
}

// A create that stops half way gives what the platform then has, not only what was answered.
func TestPipelineCreate_incompleteIsReadBack(t *testing.T) {
	lost(t, func(t *testing.T, w *workspace) {
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, Status: 500, Body: `{"detail":"no"}`, After: true})
		w.saying(w.Apply(settled("paused", true)), false, "Creating a pipeline stopped half way")
		plugintest.Same(t, "paused", w.At(w.Current, "paused"), true)
		plugintest.Same(t, "status", w.At(w.Current, "status"), "paused")
	})
}

// A pause that the platform answers with success and does not make is not kept quiet about.
func TestPipelineCreate_ineffectivePauseIsReported(t *testing.T) {
	lost(t, func(t *testing.T, w *workspace) {
		w.Apply(settled())
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, Status: 200})
		needs(t, w.saying(w.Apply(settled("paused", true)), true, "The platform did not keep everything"), "paused", w.one().ID)
		if !w.Apply(settled("paused", true)) || !w.one().Paused {
			t.Errorf("the next apply does not pause it: %v", w.Diagnostics)
		}
	})
}

// There is time to put things right as long as the operation has some.
func TestPipelineDelete_drainIsUndoneWhileBusy(t *testing.T) {
	lost(t, func(t *testing.T, w *workspace) {
		w.Apply(settled("drain_before_destroy", true))
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 429, Header: map[string]string{"Retry-After": "9"}, Times: -1})
		w.saying(w.Apply(nil), false, "Deleting a pipeline failed")
		if w.one().Paused {
			t.Errorf("it is still paused, and this was said: %v", w.Diagnostics)
		}
	})
}
