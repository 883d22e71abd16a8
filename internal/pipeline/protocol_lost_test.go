// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// withWorkspace runs a test in a bubble, with an empty state and the documented contract.
func withWorkspace(t *testing.T, test func(t *testing.T, w *workspace)) {
	t.Helper()
	inBubble(t, plugintest.NewNetwork(), maestrosim.Contract{}, nil, test)
}

// requireDetail returns the detail of the diagnostic with a summary from the last run. It ends the test if there is
// none, or if the run did not end as wanted.
func (w *workspace) requireDetail(succeeded, want bool, summary string) string {
	w.t.Helper()
	if succeeded != want {
		w.t.Fatalf("got success %t, want %t: %v", succeeded, want, w.Diagnostics)
	}
	for _, d := range w.Diagnostics {
		if d.Summary == summary {
			return d.Detail
		}
	}
	w.t.Fatalf("got diagnostics %v, want one with the summary %q", w.Diagnostics, summary)
	return ""
}

// checkContains reports the parts that a text does not contain.
func checkContains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("got %q, want %q in it", text, part)
		}
	}
}

// A success that does not name the pipeline may come from anything before the platform: a read finds the outcome.
func TestPipelineCreate_unverifiedSuccess(t *testing.T) {
	contract.NeedsDocumented(t, "is about what the documented response to a create proves")
	for name, body := range map[string]string{"empty": "", "null": "null", "list": "[]", "string": `"ok"`, "object": `{"status":"OK"}`} {
		t.Run(name+", not created", func(t *testing.T) {
			withWorkspace(t, func(t *testing.T, w *workspace) {
				w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 200, Body: body})
				detail := w.requireDetail(w.Apply(settled()), false, "Unconfirmed pipeline creation")
				checkContains(t, detail, "Orders", w.ids()[0], "import {", "untaint")
				if !w.Apply(settled()) {
					t.Errorf("next apply: got diagnostics %v, want none", w.Diagnostics)
				}
				plugintest.Same(t, "state", w.ids(), []string{w.one().ID})
			})
		})
		t.Run(name+", read forbidden", func(t *testing.T) {
			withWorkspace(t, func(t *testing.T, w *workspace) {
				w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 200, Body: body}, maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
				checkContains(t, w.requireDetail(w.Apply(settled()), false, "Unconfirmed pipeline creation"), "success", "403")
			})
		})
		t.Run(name+", created", func(t *testing.T) {
			withWorkspace(t, func(t *testing.T, w *workspace) {
				w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 201, Body: body, After: true})
				if !w.Apply(settled()) || len(w.Diagnostics) > 0 {
					t.Errorf("got diagnostics %v, want none", w.Diagnostics)
				}
				plugintest.Same(t, "calls", w.platform.received(), []maestrosim.Operation{maestrosim.OpList, maestrosim.OpCreate, maestrosim.OpGet, maestrosim.OpGetJDBCJob})
			})
		})
	}
}

// A pipeline that is not found after a successful create or update is an error, not a warning.
func TestPipelineUpdate_notFoundAfterSuccess(t *testing.T) {
	contract.NeedsDocumented(t, "is about what the documented response to a create proves")
	t.Run("create", func(t *testing.T) {
		withWorkspace(t, func(t *testing.T, w *workspace) {
			w.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 404, Body: notFoundWords, Times: -1})
			checkContains(t, w.requireDetail(w.Apply(settled()), false, "Pipeline not found after create"), "Orders", w.one().ID)
			plugintest.Same(t, "state", w.ids(), []string{w.one().ID})
		})
	})
	t.Run("update", func(t *testing.T) {
		withWorkspace(t, func(t *testing.T, w *workspace) {
			w.Apply(settled())
			w.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 404, Body: notFoundWords, Times: -1})
			checkContains(t, w.requireDetail(w.ApplyWithoutRefresh(settled("description", "d")), false, "Pipeline not found after update"), "Orders", w.one().ID)
			plugintest.Same(t, "description", w.At(w.Current, "description"), "d")
		})
	})
}

// An error response that is not from Maestro proves nothing: the list shows whether the pipeline was created.
func TestPipelineCreate_refusedButCarriedOut(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"404 of a proxy":   after(status(404, "<html>404</html>")),
		"404 of a gateway": after(status(404, nestNotFound)),
		"status false":     after(status(200, `{"status":false,"data":null}`)),
		"conflict":         after(status(409, `{"detail":"Pipeline with name Orders already exists"}`)),
	} {
		t.Run(name, func(t *testing.T) {
			withWorkspace(t, func(t *testing.T, w *workspace) {
				fault.On = maestrosim.OpCreate
				w.sim.Order(fault)
				if !w.Apply(settled("paused", true)) || len(w.Diagnostics) > 0 {
					t.Errorf("got diagnostics %v, want none", w.Diagnostics)
				}
				if p := w.one(); !p.Paused || w.ids()[0] != p.ID {
					t.Errorf("got ids %v in the state and %+v on the platform, want the same paused pipeline", w.ids(), p)
				}
			})
		})
	}
	t.Run("list cannot be read", func(t *testing.T) {
		withWorkspace(t, func(t *testing.T, w *workspace) {
			w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 404, After: true}, maestrosim.Fault{On: maestrosim.OpList, Status: 404, Times: -1})
			checkContains(t, w.requireDetail(w.Apply(settled()), false, "Cannot create pipeline"), "Orders", "import {", w.one().ID)
			if !w.Import(w.offered(), settled()) {
				t.Errorf("import: got diagnostics %v, want none", w.Diagnostics)
			}
		})
	})
	t.Run("error of Maestro has no id", func(t *testing.T) {
		withWorkspace(t, func(t *testing.T, w *workspace) {
			w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 400, Body: `{"message":"no"}`})
			detail := w.requireDetail(w.Apply(settled()), false, "Cannot create pipeline")
			if strings.Contains(detail, "import {") {
				t.Errorf("got detail %q, want none with an import block", detail)
			}
		})
	})
}

// If the pipeline to be replaced has the name, the error is about create_before_destroy, not about an import.
func TestPipelineCreate_createBeforeDestroyName(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.Apply(settled())
		w.CreateBeforeDestroy = true
		checkContains(t, w.requireDetail(w.Apply(settled("allow_replacement", true, "jobs.0.input.table_name", "other")), false, "Pipeline name already in use"), "create_before_destroy", w.one().ID)
		plugintest.Same(t, "state", w.ids(), []string{w.one().ID})
	})
}

// A create that fails half way is read back: the state has what the platform carried out.
func TestPipelineCreate_incompleteIsReadBack(t *testing.T) {
	contract.NeedsDocumented(t, "expects a change of the status to be shown at once")
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, Status: 403, Body: `{"detail":"no"}`, After: true})
		w.requireDetail(w.Apply(settled("paused", true)), false, "Incomplete pipeline creation")
		plugintest.Same(t, "paused", w.At(w.Current, "paused"), true)
		plugintest.Same(t, "status", w.At(w.Current, "status"), "paused")
	})
}

// A successful pause without effect is reported.
func TestPipelineCreate_ineffectivePauseIsReported(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.Apply(settled())
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, Status: 200})
		checkContains(t, w.requireDetail(w.Apply(settled("paused", true)), true, `Unexpected values of pipeline "Orders" after apply`), "paused", w.one().ID)
		if !w.Apply(settled("paused", true)) || !w.one().Paused {
			t.Errorf("next apply: got paused %t and diagnostics %v, want true and none", w.one().Paused, w.Diagnostics)
		}
	})
}

// After a failed deletion, the pause of the drain is undone even while the platform asks to wait.
func TestPipelineDelete_drainIsUndoneWhileBusy(t *testing.T) {
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.Apply(settled("drain_before_destroy", true))
		w.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 429, Header: map[string]string{"Retry-After": "9"}, Times: -1})
		w.requireDetail(w.Apply(nil), false, "Cannot delete pipeline")
		if w.one().Paused {
			t.Errorf("got a paused pipeline, want it unpaused: %v", w.Diagnostics)
		}
	})
}
