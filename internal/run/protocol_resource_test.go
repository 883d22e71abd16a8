// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// quiet wants that something sends nothing.
func (h *house) quiet(what string, do func()) {
	h.t.Helper()
	h.sim.ResetRequests()
	do()
	if sent := h.sim.Requests(); len(sent) > 0 {
		h.t.Errorf("%s sends %d requests, the first is %s %s", what, len(sent), sent[0].Method, sent[0].Path)
	}
}

func TestARunIsMadeOnceAndPlansEmpty(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	r := h.Resource(runType)
	config := attrs{"pipeline_id": seedIDHyphens, "triggers": attrs{"version": "1"}}
	i := r.Create(config)
	runs := h.runs()
	if len(runs) != 1 {
		t.Fatalf("runs %+v", runs)
	}
	plugintest.Same(t, "state", plugintest.Plain(i.Value), attrs{
		"id": runs[0].ID, "pipeline_id": seedIDHyphens, "triggers": attrs{"version": "1"}, "wait": true, "fail_on_error": true, "run_id": runs[0].ID,
		"execution_id": "manual__2026-03-01T06:00:00+00:00", "status": "SUCCESS", "created_at": "2026-03-01T06:00:00.000Z", "updated_at": "2026-03-01T06:00:05.000Z",
		"trace": nil, "timeouts": nil,
	})
	for range 2 {
		if p := r.Plan(i, config); p.Changes() || len(p.Said) > 0 {
			t.Errorf("the plan is not empty: %s, %v", p.Value, p.Said)
		}
		var said []plugintest.Diagnostic
		i, said = r.Refresh(i)
		plugintest.Silent(t, said)
	}
	if len(h.runs()) != 1 {
		t.Errorf("runs %+v", h.runs())
	}
}

// What runs the pipeline anew, and what does not.
func TestWhatAChangeOfARunDoes(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	r := h.Resource(runType)
	config := func(name string, value any) attrs {
		all := attrs{"pipeline_id": seedID, "triggers": attrs{"version": "1"}}
		all[name] = value
		return all
	}
	i := r.Create(config("wait", true))
	for name, tc := range map[string]struct {
		config  attrs
		replace string
	}{
		"another trigger":                    {config("triggers", attrs{"version": "2"}), "triggers"},
		"a trigger more":                     {config("triggers", attrs{"version": "1", "more": "x"}), "triggers"},
		"a trigger that is not known yet":    {config("triggers", attrs{"version": later{}}), "triggers"},
		"no triggers any more":               {config("triggers", nil), "triggers"},
		"another pipeline":                   {config("pipeline_id", "test_pipeline_12345"), "pipeline_id"},
		"a pipeline that is not known yet":   {config("pipeline_id", later{}), "pipeline_id"},
		"the pipeline in another spelling":   {config("pipeline_id", strings.ToUpper(seedIDHyphens)), ""},
		"no wait":                            {config("wait", false), ""},
		"a failure that is none any more":    {config("fail_on_error", false), ""},
		"another time to wait":               {config("timeouts", attrs{"create": "2h"}), ""},
		"a wait that is not known yet":       {config("wait", later{}), ""},
		"what was left out, as it was meant": {config("fail_on_error", true), ""},
	} {
		p := r.Plan(i, tc.config)
		if plugintest.Failed(p.Said) {
			t.Errorf("%s: %v", name, p.Said)
		}
		var replace []string
		for _, path := range p.Replace {
			replace = append(replace, plugintest.PathText(path))
		}
		if got := strings.Join(replace, " "); got != tc.replace {
			t.Errorf("%s replaces for %q, not for %q", name, got, tc.replace)
		}
		if tc.replace != "" || !p.Value.IsFullyKnown() {
			continue
		}
		h.quiet(name, func() {
			changed := r.Up(i, tc.config)
			if p := r.Plan(changed, tc.config); p.Changes() {
				t.Errorf("after %s, the plan is not empty: %s", name, p.Value)
			}
		})
	}
}

// A failed run fails the apply, or warns of it, and is in the state with all that is known of it.
func TestARunThatFails(t *testing.T) {
	for _, fail := range []bool{true, false} {
		h := newHouse(t, maestrosim.Options{})
		r := h.Resource(runType)
		h.failNext("\x1b[31mno such column\x1b[0m\r\nat all")
		config := attrs{"pipeline_id": seedID, "fail_on_error": fail}
		i, said := r.Apply(r.Plan(r.Nothing(), config))
		severity, words := plugintest.Warning, "not run again"
		if fail {
			severity, words = plugintest.Error, "terraform untaint"
		}
		plugintest.Only(t, said, severity, "", "Run failed", h.runs()[0].ID, "Orders Data Pipeline", "  no such column\n  at all", words)
		for path, want := range map[string]any{"run_id": h.runs()[0].ID, "status": "FAILED", "trace": "no such column\nat all", "fail_on_error": fail} {
			plugintest.Same(t, path, r.At(i, path), want)
		}
		if p := r.Plan(i, config); p.Changes() {
			t.Errorf("the plan is not empty: %s", p.Value)
		}
	}
}

// Without a wait, the run is known, and refreshes show how it gets on; that is no change to make.
func TestARunThatIsNotWaitedFor(t *testing.T) {
	h := newHouse(t, maestrosim.Options{RunDuration: time.Minute})
	r := h.Resource(runType)
	h.failNext("boom")
	config := attrs{"pipeline_id": seedID, "wait": false}
	i := r.Create(config)
	plugintest.Same(t, "run", []any{r.At(i, "run_id"), r.At(i, "status")}, []any{h.runs()[0].ID, "RUNNING"})
	h.hands.Pass(time.Minute)
	i, said := r.Refresh(i)
	plugintest.Silent(t, said)
	plugintest.Same(t, "run", []any{r.At(i, "status"), r.At(i, "trace"), r.At(i, "updated_at")}, []any{"FAILED", "boom", "2026-03-01T06:01:00.000Z"})
	if p := r.Plan(i, config); p.Changes() {
		t.Errorf("the plan is not empty: %s", p.Value)
	}

	// One that the list does not show in time goes by the platform's word for the execution.
	h = newHouse(t, maestrosim.Options{})
	r = h.Resource(runType)
	h.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: -1, Body: "[]"})
	i = r.Create(config)
	const word = "manual__2026-03-01T06:00:00+00:00"
	plugintest.Same(t, "run", []any{r.At(i, "id"), r.At(i, "execution_id"), r.At(i, "run_id"), r.At(i, "status")}, []any{word, word, nil, nil})
	h.quiet("a refresh of it", func() {
		i, said = r.Refresh(i)
		plugintest.Silent(t, said)
	})
	if p := r.Plan(i, config); p.Changes() {
		t.Errorf("the plan is not empty: %s", p.Value)
	}
}

// From the moment that there may be a run, it is in the state; before, nothing is.
func TestWhatTheStateHasOfARunThatDidNotWorkOut(t *testing.T) {
	interrupt := func(h *house) context.Context {
		ctx, cancel := context.WithCancel(h.t.Context())
		h.hands.Before = func(n int) {
			if n == 2 {
				cancel()
			}
		}
		return ctx
	}
	for name, tc := range map[string]struct {
		fault   *maestrosim.Fault
		ctx     func(*house) context.Context
		summary string
		path    string
		status  any // of the run; false where there is no state
		words   []string
	}{
		"refused":     {&maestrosim.Fault{On: maestrosim.OpExecute, Status: 400, Body: `{"detail":{"exception_type":"PipelinePaused","traceback":"Cannot execute paused pipeline."}}`}, nil, "Pipeline is paused", "", false, []string{"unpause"}},
		"gone":        {&maestrosim.Fault{On: maestrosim.OpGet, Times: -1, Status: 404, Body: `{"detail":{"exception_type":"PipelineNotFound","traceback":"not found"}}`}, nil, "Pipeline to execute does not exist", "pipeline_id", false, nil},
		"lost":        {&maestrosim.Fault{On: maestrosim.OpExecute, DropBefore: true}, nil, "Pipeline may have been executed", "", nil, []string{"terraform untaint", "not told again"}},
		"interrupted": {nil, interrupt, "Waiting for a run was interrupted", "", "RUNNING", []string{"terraform untaint", "goes on at the platform"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, maestrosim.Options{})
			r := h.Resource(runType)
			ctx := t.Context()
			if tc.fault != nil {
				h.sim.Order(*tc.fault)
			}
			if tc.ctx != nil {
				ctx = tc.ctx(h)
			}
			i, said := r.ApplyIn(ctx, r.Plan(r.Nothing(), attrs{"pipeline_id": seedID}))
			plugintest.Only(t, said, plugintest.Error, tc.path, tc.summary, tc.words...)
			if i.Value.IsNull() != (tc.status == false) {
				t.Fatalf("the state is %s", i.Value)
			}
			if !i.Value.IsNull() {
				plugintest.Same(t, "status", r.At(i, "status"), tc.status)
				plugintest.Same(t, "pipeline", r.At(i, "pipeline_id"), seedID)
			}
		})
	}
}

// Whatever becomes of a run's history, the state keeps the run, so that the pipeline is not run again for it.
func TestARunIsNeverDropped(t *testing.T) {
	const temporary = `{"msg":"There was an error retrieving the pipeline run"}`
	for name, lose := range map[string]func(*house) error{
		"trimmed history": func(h *house) error {
			return h.sim.Edit(plugintest.Customer, seedID, func(p *maestrosim.Pipeline) { p.Runs = nil })
		},
		"deleted pipeline": func(h *house) error { return h.sim.Remove(plugintest.Customer, seedID) },
		"a 404 of another": func(h *house) error {
			h.sim.Order(maestrosim.Fault{On: maestrosim.OpAny, Times: -1, Status: 404, Body: `{"detail":"Not Found"}`})
			return nil
		},
		"a refusal": func(h *house) error {
			h.sim.Order(maestrosim.Fault{On: maestrosim.OpAny, Times: -1, Status: 403, Body: `{"message":"no"}`})
			return nil
		},
		"an error": func(h *house) error {
			h.sim.Order(maestrosim.Fault{On: maestrosim.OpAny, Times: -1, Status: 500, Body: temporary})
			return nil
		},
	} {
		for _, ended := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				h := newHouse(t, maestrosim.Options{RunDuration: time.Minute})
				r := h.Resource(runType)
				config := attrs{"pipeline_id": seedID, "wait": ended}
				i := r.Create(config)
				if err := lose(h); err != nil {
					t.Fatal(err)
				}
				after, said := r.Refresh(i)
				if !after.Value.Equal(i.Value) {
					t.Errorf("the state was %s, and is %s", i.Value, after.Value)
				}
				if p := r.Plan(after, config); p.Changes() {
					t.Errorf("the plan is not empty: %s", p.Value)
				}
				if gone := name == "trimmed history" || name == "deleted pipeline"; gone || ended {
					plugintest.Silent(t, said)
					return
				}
				plugintest.Only(t, said, plugintest.Warning, "", "Run could not be read", r.At(i, "run_id").(string), seedID, "RUNNING")
			})
		}
	}
}

func TestDestroyingARunForgetsIt(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	r := h.Resource(runType)
	i := r.Create(attrs{"pipeline_id": seedID})
	h.quiet("destroying", func() { plugintest.Silent(t, r.Destroy(i)) })
	if len(h.runs()) != 1 {
		t.Errorf("runs %+v", h.runs())
	}
}

// A run that has happened can be taken over with the triggers that it was made for; later ones run the pipeline again.
func TestARunIsImported(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	r := h.Resource(runType)
	i, said := r.Adopt(seedIDHyphens+"/"+seedRun, nil)
	plugintest.Silent(t, said)
	plugintest.Same(t, "state", plugintest.Plain(i.Value), attrs{
		"id": seedRun, "pipeline_id": seedIDHyphens, "triggers": nil, "wait": true, "fail_on_error": true, "run_id": seedRun, "execution_id": nil,
		"status": "SUCCESS", "created_at": "2024-01-15T10:30:00.000Z", "updated_at": "2024-01-15T10:45:23.000Z", "trace": nil, "timeouts": nil,
	})
	if p := r.Plan(i, attrs{"pipeline_id": seedIDHyphens}); p.Changes() {
		t.Errorf("the plan is not empty: %s", p.Value)
	}
	i, said = r.Refresh(i) // as the next plan does
	plugintest.Silent(t, said)
	h.quiet("taking it over", func() {
		i = r.Up(i, attrs{"pipeline_id": seedID, "triggers": attrs{"version": "1"}})
	})
	if p := r.Plan(i, attrs{"pipeline_id": seedID, "triggers": attrs{"version": "2"}}); len(p.Replace) != 1 {
		t.Errorf("another trigger replaces for %v", p.Replace)
	}
	if len(h.runs()) > 0 {
		t.Errorf("runs %+v", h.runs())
	}
}

func TestWhatCannotBeImported(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	r := h.Resource(runType)
	for _, id := range []string{"", seedID, seedID + "/", "/" + seedRun, seedID + "/ ", "../..", seedID + "/\x00"} {
		_, said := r.Adopt(id, nil)
		plugintest.Only(t, said, plugintest.Error, "", "Invalid id of a run", "1b33ad2f_33d3_4837_9eeb_83c82c8b909d/e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c")
	}
	for _, id := range []string{seedID + "/00000000_1111_4222_8333_444444444444", "no_such_pipeline_1/" + seedRun, seedID + "/manual__2024-12-18T10:30:00+00:00"} {
		_, said := r.Adopt(id, nil)
		plugintest.Only(t, said, plugintest.Error, "", "Run to import does not exist", strings.Split(id, "/")...)
	}
	h.sim.Order(maestrosim.Fault{On: maestrosim.OpRun, Status: 403, Body: `{"message":"no"}`})
	_, said := r.Adopt(seedID+"/"+seedRun, nil)
	plugintest.Only(t, said, plugintest.Error, "", "Reading a run failed", seedRun, "permission")
}

func TestARunIsValidatedInThePlan(t *testing.T) {
	r := plugintest.NewUnconfigured(t).Resource(runType)
	for _, good := range []attrs{
		{"pipeline_id": later{}, "triggers": later{}, "wait": later{}, "fail_on_error": later{}, "timeouts": later{}},
		{"pipeline_id": seedIDHyphens, "triggers": attrs{"a": later{}}, "timeouts": attrs{"create": "90s"}},
	} {
		plugintest.Silent(t, r.Validate(good))
	}
	plugintest.Only(t, r.Validate(attrs{"pipeline_id": ""}), plugintest.Error, "pipeline_id", "Invalid pipeline id", "empty")
	for span, words := range map[string]string{"soon": "is no duration", "0s": "is no time at all", "-5m": "is no time at all"} {
		plugintest.Only(t, r.Validate(attrs{"pipeline_id": seedID, "timeouts": attrs{"create": span}}), plugintest.Error, "timeouts.create",
			"Invalid duration", words, "timeouts.create must be")
	}
}
