// SPDX-License-Identifier: MPL-2.0

package plugintest_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// failOn returns a function for toy.fail that fails the calls of one kind.
func failOn(kind string) func(string) string {
	return func(got string) string {
		if got == kind {
			return "the platform refused"
		}
		return ""
	}
}

// inWorkspace starts a toy provider with an empty state.
func inWorkspace(t *testing.T) (*plugintest.Workspace, *toy) {
	t.Helper()
	p := newToy()
	return start(t, p).Resource("toy_note").Workspace(), p
}

// wantRun reports an error unless a run succeeded as expected, and left these objects: on the platform, and in the
// state.
func wantRun(t *testing.T, w *plugintest.Workspace, p *toy, got, want bool, objects []string, current any, tainted bool, deposed int) {
	t.Helper()
	if got != want {
		t.Errorf("got success %t, want %t: %v", got, want, w.Diagnostics)
	}
	plugintest.Same(t, "objects", sortedKeys(p.objects), objects)
	var id any
	if !w.Current.Value.IsNull() {
		id = w.Resource.At(w.Current, "id")
	}
	if id != current || w.Tainted != tainted || len(w.Deposed) != deposed {
		t.Errorf("got state %v, tainted %t, %d deposed; want %v, %t, %d", id, w.Tainted, len(w.Deposed), current, tainted, deposed)
	}
}

func TestWorkspace_lifeCycle(t *testing.T) {
	w, p := inWorkspace(t)
	wantRun(t, w, p, w.Apply(attrs{"text": "a"}), true, []string{"note-1"}, "note-1", false, 0)
	wantRun(t, w, p, w.Apply(attrs{"text": "b"}), true, []string{"note-1"}, "note-1", false, 0)
	plugintest.Same(t, "text", p.objects["note-1"]["text"], any("b"))
	wantRun(t, w, p, w.Apply(nil), true, nil, nil, false, 0)
	wantRun(t, w, p, w.Apply(nil), true, nil, nil, false, 0)
}

func TestWorkspace_goneObjectIsCreatedAgain(t *testing.T) {
	w, p := inWorkspace(t)
	w.Apply(attrs{"text": "a"})
	delete(p.objects, "note-1")
	p.objects["other"] = attrs{"id": "other", "text": ""}
	wantRun(t, w, p, w.Apply(attrs{"text": "a"}), true, []string{"note-2", "other"}, "note-2", false, 0)
}

func TestWorkspace_failedCreateIsTaintedAndReplaced(t *testing.T) {
	w, p := inWorkspace(t)
	p.fail = failOn("create")
	wantRun(t, w, p, w.Apply(attrs{"text": "a"}), false, []string{"note-1"}, "note-1", true, 0)

	p.fail = nil
	var privates []string
	p.onPlanned = func(req *tfprotov6.PlanResourceChangeRequest) { privates = append(privates, string(req.PriorPrivate)) }
	wantRun(t, w, p, w.Apply(attrs{"text": "a"}), true, []string{"note-1"}, "note-1", false, 0)
	plugintest.Same(t, "private state in the plan", privates, []string{""}) // nothing of the tainted object
}

func TestWorkspace_failedUpdateIsNotTainted(t *testing.T) {
	w, p := inWorkspace(t)
	w.Apply(attrs{"text": "a"})
	p.fail = failOn("update")
	wantRun(t, w, p, w.Apply(attrs{"text": "b"}), false, []string{"note-1"}, "note-1", false, 0)
}

func TestWorkspace_replacement(t *testing.T) {
	w, p := inWorkspace(t)
	w.Apply(attrs{"text": "a"})
	var order []string
	p.onApplied = func(req *tfprotov6.ApplyResourceChangeRequest) {
		if objectOf(req.PlannedState) == nil {
			order = append(order, "delete")
		} else {
			order = append(order, "create")
		}
	}
	wantRun(t, w, p, w.Apply(attrs{"text": "a", "color": "red"}), true, []string{"note-1"}, "note-1", false, 0)
	plugintest.Same(t, "order", order, []string{"delete", "create"})

	order, w.CreateBeforeDestroy = nil, true
	wantRun(t, w, p, w.Apply(attrs{"text": "a", "color": "blue"}), true, []string{"note-2"}, "note-2", false, 0)
	plugintest.Same(t, "order with create_before_destroy", order, []string{"create", "delete"})
}

func TestWorkspace_replacementHandsOnPrivateState(t *testing.T) {
	w, p := inWorkspace(t)
	w.Apply(attrs{"text": "a"})
	var privates []string
	p.onPlanned = func(req *tfprotov6.PlanResourceChangeRequest) { privates = append(privates, string(req.PriorPrivate)) }
	p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) {
		resp.PlannedPrivate = append(resp.PlannedPrivate, '+')
	}
	var deleted string
	p.onApplied = func(req *tfprotov6.ApplyResourceChangeRequest) {
		if objectOf(req.PlannedState) == nil {
			deleted = string(req.PlannedPrivate)
		}
	}
	w.Apply(attrs{"text": "a", "color": "red"})
	plugintest.Same(t, "plans", privates, []string{"{}", "{}+"})
	plugintest.Same(t, "delete", deleted, "{}++")
}

func TestWorkspace_deposedObjectIsDestroyedByNextRun(t *testing.T) {
	w, p := inWorkspace(t)
	w.CreateBeforeDestroy = true
	w.Apply(attrs{"text": "a"})
	p.fail = failOn("delete")
	wantRun(t, w, p, w.Apply(attrs{"text": "a", "color": "red"}), false, []string{"note-1", "note-2"}, "note-2", false, 1)
	p.fail = nil
	wantRun(t, w, p, w.Apply(attrs{"text": "a", "color": "red"}), true, []string{"note-2"}, "note-2", false, 0)
}

func TestWorkspace_deposedObjectThatIsGoneIsForgotten(t *testing.T) {
	w, p := inWorkspace(t)
	w.CreateBeforeDestroy = true
	w.Apply(attrs{"text": "a"})
	p.fail = failOn("delete")
	w.Apply(attrs{"text": "a", "color": "red"})
	delete(p.objects, "note-1")
	wantRun(t, w, p, w.Apply(attrs{"text": "a", "color": "red"}), true, []string{"note-2"}, "note-2", false, 0)
}

func TestWorkspace_createBeforeDestroyRestoresOldObject(t *testing.T) {
	w, p := inWorkspace(t)
	w.CreateBeforeDestroy = true
	w.Apply(attrs{"text": "a"})
	p.fail = failOn("create")
	p.onApply = func(resp *tfprotov6.ApplyResourceChangeResponse) { resp.NewState = noteOf(nil) }
	wantRun(t, w, p, w.Apply(attrs{"text": "a", "color": "red"}), false, []string{"note-1", "note-2"}, "note-1", false, 0)
}

func TestWorkspace_failedDestroyKeepsState(t *testing.T) {
	w, p := inWorkspace(t)
	w.Apply(attrs{"text": "a"})
	p.fail = failOn("delete")
	wantRun(t, w, p, w.Apply(nil), false, []string{"note-1"}, "note-1", false, 0)
}

func TestWorkspace_failedRefreshKeepsState(t *testing.T) {
	w, p := inWorkspace(t)
	w.Apply(attrs{"text": "a"})
	p.onRead = func(resp *tfprotov6.ReadResourceResponse) {
		resp.Diagnostics = []*tfprotov6.Diagnostic{{Severity: plugintest.Error, Summary: "Failed"}}
	}
	wantRun(t, w, p, w.Apply(attrs{"text": "b"}), false, []string{"note-1"}, "note-1", false, 0)
	wantRun(t, w, p, w.ApplyWithoutRefresh(attrs{"text": "b"}), true, []string{"note-1"}, "note-1", false, 0)
}

func TestWorkspace_killedProviderLosesResponse(t *testing.T) {
	for name, tc := range map[string]struct {
		before, config attrs
		objects        []string
		current        any
	}{
		"create": {nil, attrs{"text": "a"}, []string{"note-1"}, nil},
		"update": {attrs{"text": "a"}, attrs{"text": "b"}, []string{"note-1"}, "note-1"},
		"delete": {attrs{"text": "a"}, nil, nil, "note-1"},
	} {
		t.Run(name, func(t *testing.T) {
			w, p := inWorkspace(t)
			w.Apply(tc.before)
			before := w.Current
			p.onApplied = func(*tfprotov6.ApplyResourceChangeRequest) { w.Killed = true }
			wantRun(t, w, p, w.Apply(tc.config), false, tc.objects, tc.current, false, 0)
			if !w.Current.Value.Equal(before.Value) {
				t.Errorf("got state %v, want %v", w.Current.Value, before.Value)
			}
		})
	}
}

func TestWorkspace_import(t *testing.T) {
	w, p := inWorkspace(t)
	p.objects["note-1"] = attrs{"id": "note-1", "text": "a"}
	wantRun(t, w, p, w.Import("note-1", attrs{"text": "b"}), true, []string{"note-1"}, "note-1", false, 0)
	plugintest.Same(t, "text", p.objects["note-1"]["text"], any("b"))
}

func TestWorkspace_importOfNothingFails(t *testing.T) {
	w, p := inWorkspace(t)
	wantRun(t, w, p, w.Import("note-1", attrs{"text": "b"}), false, nil, nil, false, 0)
}

func TestWorkspace_keptPlans(t *testing.T) {
	w, p := inWorkspace(t)
	made := 0
	w.PlanFunc = func(prior plugintest.Instance, config plugintest.Attrs) plugintest.Plan {
		made++
		return w.Resource.Plan(prior, config)
	}
	wantRun(t, w, p, w.Apply(attrs{"text": "a"}), true, []string{"note-1"}, "note-1", false, 0)
	if made != 1 {
		t.Errorf("got %d plans, want 1", made)
	}
}

func TestWorkspace_forcedReplacement(t *testing.T) {
	w, p := inWorkspace(t)
	w.Apply(attrs{"text": "a"})
	created := 0
	p.onApplied = func(req *tfprotov6.ApplyResourceChangeRequest) {
		if objectOf(req.PriorState) == nil {
			created++
		}
	}
	w.Replace = true
	wantRun(t, w, p, w.Apply(attrs{"text": "a"}), true, []string{"note-1"}, "note-1", false, 0)
	plugintest.Same(t, "created", created, 1)
	plugintest.Same(t, "destructions", reasons(w), []plugintest.Reason{plugintest.Forced})
	wantRun(t, w, p, w.Apply(nil), true, nil, nil, false, 0)
	plugintest.Same(t, "destructions", reasons(w), []plugintest.Reason{plugintest.Removed})
	wantRun(t, w, p, w.Apply(attrs{"text": "a"}), true, []string{"note-1"}, "note-1", false, 0)
	plugintest.Same(t, "destructions", reasons(w), []plugintest.Reason(nil))
}

// reasons returns the reasons of the destructions of a run.
func reasons(w *plugintest.Workspace) []plugintest.Reason {
	var all []plugintest.Reason
	for _, d := range w.Destructions {
		all = append(all, d.Reason)
	}
	return all
}

func TestWorkspace_destructions(t *testing.T) {
	red := attrs{"text": "a", "color": "red"}
	for name, tc := range map[string]struct {
		prepare func(*plugintest.Workspace)
		config  attrs
		want    []plugintest.Reason
	}{
		"none":     {config: attrs{"text": "b"}},
		"removed":  {want: []plugintest.Reason{plugintest.Removed}},
		"required": {config: red, want: []plugintest.Reason{plugintest.Required}},
		"forced":   {func(w *plugintest.Workspace) { w.Replace = true }, attrs{"text": "a"}, []plugintest.Reason{plugintest.Forced}},
		"tainted":  {func(w *plugintest.Workspace) { w.Tainted = true }, attrs{"text": "a"}, []plugintest.Reason{plugintest.Tainted}},
		"deposed": {func(w *plugintest.Workspace) { w.Deposed = []plugintest.Instance{w.Current} }, attrs{"text": "a"},
			[]plugintest.Reason{plugintest.Deposed}},
		"required, created first": {func(w *plugintest.Workspace) { w.CreateBeforeDestroy = true }, red, []plugintest.Reason{plugintest.Required}},
	} {
		t.Run(name, func(t *testing.T) {
			w, _ := inWorkspace(t)
			w.Apply(attrs{"text": "a"})
			if tc.prepare != nil {
				tc.prepare(w)
			}
			if !w.ApplyWithoutRefresh(tc.config) {
				t.Fatal(w.Diagnostics)
			}
			plugintest.Same(t, "reasons", reasons(w), tc.want)
		})
	}
}

func TestWorkspace_unknownValueIsKnownInApply(t *testing.T) {
	w, p := inWorkspace(t)
	var planned []any
	p.onPlanned = func(req *tfprotov6.PlanResourceChangeRequest) {
		if object := objectOf(req.ProposedNewState); object != nil {
			planned = append(planned, object["text"])
		}
	}
	for _, text := range []string{"a", "b"} {
		planned, w.Known = nil, attrs{"text": text}
		wantRun(t, w, p, w.Apply(attrs{"text": plugintest.Unknown{}}), true, []string{"note-1"}, "note-1", false, 0)
		plugintest.Same(t, "applied", p.objects["note-1"]["text"], any(text))
		plugintest.Same(t, "plans", planned, []any{plugintest.Unknown{}, text})
	}
}

func TestWorkspace_finalPlanThatFailsAppliesNothing(t *testing.T) {
	w, p := inWorkspace(t)
	w.Apply(attrs{"text": "a"})
	p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) {
		if objectOf(resp.PlannedState)["text"] == "b" {
			resp.Diagnostics = []*tfprotov6.Diagnostic{{Severity: plugintest.Error, Summary: "Refused"}}
		}
	}
	w.Known = attrs{"text": "b"}
	wantRun(t, w, p, w.Apply(attrs{"text": plugintest.Unknown{}}), false, []string{"note-1"}, "note-1", false, 0)
	plugintest.Same(t, "text", p.objects["note-1"]["text"], any("a"))
}

func TestWorkspace_finalPlanThatReplacesAppliesNothing(t *testing.T) {
	w, p := inWorkspace(t)
	w.Apply(attrs{"text": "a"})
	w.Known = attrs{"text": "a", "color": "red"}
	wantRun(t, w, p, w.Apply(attrs{"text": "a", "color": plugintest.Unknown{}}), false, []string{"note-1"}, "note-1", false, 0)
	plugintest.Same(t, "color", p.objects["note-1"]["color"], nil)
	plugintest.OneDiagnostic(t, w.Diagnostics, plugintest.Error, "", plugintest.InconsistentPlan)
}

func TestResource_noPrivateState(t *testing.T) {
	w, p := inWorkspace(t)
	w.Resource.NoPrivateState = true
	var privates []string
	p.onPlanned = func(req *tfprotov6.PlanResourceChangeRequest) { privates = append(privates, string(req.PriorPrivate)) }
	p.onApplied = func(req *tfprotov6.ApplyResourceChangeRequest) {
		privates = append(privates, string(req.PlannedPrivate))
	}
	w.Apply(attrs{"text": "a"})
	w.Apply(attrs{"text": "b"})
	w.Apply(nil)
	plugintest.Same(t, "private state", privates, []string{"", "", "", "", "", ""})
}
