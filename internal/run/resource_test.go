// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const resourceType = "dadosfera_pipeline_run"

// wantEmptyPlan fails the test if the configuration would change the instance.
func wantEmptyPlan(t *testing.T, r *plugintest.Resource, i plugintest.Instance, config attrs) {
	t.Helper()
	if plan := r.Plan(i, config); plan.Changes() || len(plan.Diagnostics) > 0 {
		t.Errorf("got plan %s with %v, want no changes", plan.Value, plan.Diagnostics)
	}
}

func TestResource_createExecutesOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		r := p.Resource(resourceType)
		config := attrs{"pipeline_id": pipelineIDHyphens, "triggers": attrs{"version": "1"}}
		i := r.Create(config)
		id := p.onlyRun().ID
		plugintest.Same(p.t, "state", plugintest.Plain(i.Value), attrs{
			"id": id, "pipeline_id": pipelineIDHyphens, "triggers": attrs{"version": "1"}, "wait": true, "fail_on_error": true,
			"run_id": id, "execution_id": executionID, "status": "SUCCESS", "created_at": "2026-03-01T06:00:00.000Z",
			"updated_at": "2026-03-01T06:00:05.000Z", "trace": nil, "timeouts": nil,
		})
		for range 2 {
			wantEmptyPlan(p.t, r, i, config)
			var diags []plugintest.Diagnostic
			i, diags = r.Refresh(i)
			plugintest.NoDiagnostics(p.t, diags)
		}
		p.wantExecutions(1)
	})
}

func TestResource_changes(t *testing.T) {
	t.Parallel()
	config := func(name string, value any) attrs {
		all := attrs{"pipeline_id": pipelineID, "triggers": attrs{"version": "1"}}
		all[name] = value
		return all
	}
	for name, tc := range map[string]struct {
		config  attrs
		replace string // the attribute that requires the replacement, or ""
	}{
		"changed trigger":          {config("triggers", attrs{"version": "2"}), "triggers"},
		"added trigger":            {config("triggers", attrs{"version": "1", "more": "x"}), "triggers"},
		"unknown trigger":          {config("triggers", attrs{"version": later{}}), "triggers"},
		"removed triggers":         {config("triggers", nil), "triggers"},
		"other pipeline":           {config("pipeline_id", "test_pipeline_12345"), "pipeline_id"},
		"unknown pipeline":         {config("pipeline_id", later{}), "pipeline_id"},
		"other spelling of the id": {config("pipeline_id", strings.ToUpper(pipelineIDHyphens)), ""},
		"wait = false":             {config("wait", false), ""},
		"unknown wait":             {config("wait", later{}), ""},
		"fail_on_error = false":    {config("fail_on_error", false), ""},
		"default that is set":      {config("fail_on_error", true), ""},
		"other timeout":            {config("timeouts", attrs{"create": "2h"}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{}, func(p *platform) {
				r := p.Resource(resourceType)
				i := r.Create(config("wait", true))
				plan := r.Plan(i, tc.config)
				if plugintest.HasError(plan.Diagnostics) {
					p.t.Fatalf("got %v, want no errors", plan.Diagnostics)
				}
				var replace []string
				for _, path := range plan.RequiresReplace {
					replace = append(replace, plugintest.PathText(path))
				}
				if got := strings.Join(replace, " "); got != tc.replace {
					p.t.Errorf("got replacement for %q, want it for %q", got, tc.replace)
				}
				if tc.replace != "" || !plan.Value.IsFullyKnown() {
					return
				}
				p.wantNoRequests(func() { wantEmptyPlan(p.t, r, r.MustApply(i, tc.config), tc.config) })
			})
		})
	}
}

// The state has a failed run in either case.
func TestResource_failedRunIsErrorOrWarning(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		failOnError bool
		want        string
	}{
		"fail_on_error = true":  {true, "terraform untaint"},
		"fail_on_error = false": {false, "not executed again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{}, func(p *platform) {
				r := p.Resource(resourceType)
				p.failNextRun("\x1b[31mno such column\x1b[0m\r\nat all")
				config := attrs{"pipeline_id": pipelineID, "fail_on_error": tc.failOnError}
				i, diags := r.Apply(r.Plan(r.Absent(), config))
				severity := plugintest.Warning
				if tc.failOnError {
					severity = plugintest.Error
				}
				plugintest.OneDiagnostic(p.t, diags, severity, "", "Run failed",
					p.onlyRun().ID, pipelineName, "  no such column\n  at all", tc.want)
				for path, want := range map[string]any{
					"run_id": p.onlyRun().ID, "status": "FAILED", "trace": "no such column\nat all", "fail_on_error": tc.failOnError,
				} {
					plugintest.Same(p.t, path, r.At(i, path), want)
				}
				wantEmptyPlan(p.t, r, i, config)
			})
		})
	}
}

// A refresh updates the run, which is no change to apply.
func TestResource_withoutWait(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{RunDuration: time.Minute}, func(p *platform) {
		r := p.Resource(resourceType)
		p.failNextRun("boom")
		config := attrs{"pipeline_id": pipelineID, "wait": false}
		i := r.Create(config)
		plugintest.Same(p.t, "run", []any{r.At(i, "run_id"), r.At(i, "status")}, []any{p.onlyRun().ID, "RUNNING"})

		pass(time.Minute)
		i, diags := r.Refresh(i)
		plugintest.NoDiagnostics(p.t, diags)
		plugintest.Same(p.t, "run", []any{r.At(i, "status"), r.At(i, "trace"), r.At(i, "updated_at")},
			[]any{"FAILED", "boom", "2026-03-01T06:01:00.000Z"})
		wantEmptyPlan(p.t, r, i, config)
	})
}

// The execution id identifies a run that has not appeared in the list of runs. Nothing can be read by it.
func TestResource_runDoesNotAppear(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		r := p.Resource(resourceType)
		p.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: -1, Body: "[]"})
		config := attrs{"pipeline_id": pipelineID, "wait": false}
		i := r.Create(config)
		if waited := time.Since(bubbleStart); waited < 15*time.Second || waited > 30*time.Second {
			p.t.Errorf("got a wait of %s, want 15s to 30s", waited)
		}
		plugintest.Same(p.t, "run", []any{r.At(i, "id"), r.At(i, "execution_id"), r.At(i, "run_id"), r.At(i, "status")},
			[]any{executionID, executionID, nil, nil})
		p.wantNoRequests(func() {
			var diags []plugintest.Diagnostic
			i, diags = r.Refresh(i)
			plugintest.NoDiagnostics(p.t, diags)
		})
		wantEmptyPlan(p.t, r, i, config)
	})
}

// As soon as there may be a run, the state has it.
func TestResource_stateAfterFailedCreate(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault         *maestrosim.Fault
		interrupt     bool
		path, summary string
		want          []string
		wantState     bool
		wantStatus    any
	}{
		"refused": {
			fault: &maestrosim.Fault{
				On: maestrosim.OpExecute, Status: 400,
				Body: `{"detail":{"exception_type":"PipelinePaused","traceback":"Cannot execute paused pipeline."}}`,
			},
			summary: "Cannot execute paused pipeline", want: []string{"unpause"},
		},
		"missing pipeline": {
			fault: &maestrosim.Fault{
				On: maestrosim.OpGet, Times: -1, Status: 404,
				Body: `{"detail":{"exception_type":"PipelineNotFound","traceback":"not found"}}`,
			},
			path: "pipeline_id", summary: "Pipeline not found",
		},
		"lost response": {
			fault:   &maestrosim.Fault{On: maestrosim.OpExecute, DropBefore: true},
			summary: "Unconfirmed pipeline execution", want: []string{"terraform untaint", "not repeated"},
			wantState: true,
		},
		"interrupt": {
			interrupt: true,
			summary:   "Interrupted wait for run", want: []string{"terraform untaint", "continues on the platform"},
			wantState: true, wantStatus: "RUNNING",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{}, func(p *platform) {
				r := p.Resource(resourceType)
				ctx := p.t.Context()
				if tc.interrupt {
					ctx = interruptAfter(p.t, 2*time.Second)
				}
				if tc.fault != nil {
					p.sim.Order(*tc.fault)
				}
				i, diags := r.ApplyContext(ctx, r.Plan(r.Absent(), attrs{"pipeline_id": pipelineID}))
				plugintest.OneDiagnostic(p.t, diags, plugintest.Error, tc.path, tc.summary, tc.want...)
				if got := !i.Value.IsNull(); got != tc.wantState {
					p.t.Fatalf("got state %s, want one: %t", i.Value, tc.wantState)
				}
				if tc.wantState {
					plugintest.Same(p.t, "status", r.At(i, "status"), tc.wantStatus)
					plugintest.Same(p.t, "pipeline_id", r.At(i, "pipeline_id"), pipelineID)
				}
			})
		})
	}
}

// A run that cannot be read stays in the state, because its removal would execute the pipeline again. It is a warning
// only if the run may still change.
func TestResource_unreadableRunStaysInState(t *testing.T) {
	t.Parallel()
	respond := func(status int, body string) func(*platform) {
		return func(p *platform) {
			p.sim.Order(maestrosim.Fault{On: maestrosim.OpAny, Times: -1, Status: status, Body: body})
		}
	}
	for name, tc := range map[string]struct {
		prepare func(*platform)
		missing bool
	}{
		"trimmed history": {func(p *platform) {
			p.edit(func(p *maestrosim.Pipeline) { p.Runs = nil })
		}, true},
		"deleted pipeline":   {(*platform).removePipeline, true},
		"unknown route":      {respond(404, `{"detail":"Not Found"}`), false},
		"missing permission": {respond(403, `{"message":"no"}`), false},
		"platform error":     {respond(500, `{"msg":"There was an error retrieving the pipeline run"}`), false},
	} {
		for _, ended := range []bool{true, false} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				inBubble(t, maestrosim.Options{RunDuration: time.Minute}, func(p *platform) {
					r := p.Resource(resourceType)
					config := attrs{"pipeline_id": pipelineID, "wait": ended}
					before := r.Create(config)
					tc.prepare(p)
					after, diags := r.Refresh(before)
					if !after.Value.Equal(before.Value) {
						p.t.Errorf("got state %s, want %s", after.Value, before.Value)
					}
					wantEmptyPlan(p.t, r, after, config)
					if tc.missing || ended {
						plugintest.NoDiagnostics(p.t, diags)
						return
					}
					plugintest.OneDiagnostic(p.t, diags, plugintest.Warning, "", "Cannot refresh run",
						r.At(before, "run_id").(string), pipelineID, "RUNNING")
				})
			})
		}
	}
}

func TestResource_destroySendsNothing(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		r := p.Resource(resourceType)
		i := r.Create(attrs{"pipeline_id": pipelineID})
		p.wantNoRequests(func() { plugintest.NoDiagnostics(p.t, r.Destroy(i)) })
		p.onlyRun()
	})
}

// The first apply after an import adopts the triggers of the configuration. Later triggers execute the pipeline again.
func TestResource_importAdoptsTriggers(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		r := p.Resource(resourceType)
		i, diags := r.Import(pipelineIDHyphens+"/"+exampleRunID, nil)
		plugintest.NoDiagnostics(p.t, diags)
		plugintest.Same(p.t, "state", plugintest.Plain(i.Value), attrs{
			"id": exampleRunID, "pipeline_id": pipelineIDHyphens, "triggers": nil, "wait": true, "fail_on_error": true,
			"run_id": exampleRunID, "execution_id": nil, "status": "SUCCESS", "created_at": "2024-01-15T10:30:00.000Z",
			"updated_at": "2024-01-15T10:45:23.000Z", "trace": nil, "timeouts": nil,
		})
		wantEmptyPlan(p.t, r, i, attrs{"pipeline_id": pipelineIDHyphens})

		i, diags = r.Refresh(i) // as the next plan does
		plugintest.NoDiagnostics(p.t, diags)
		p.wantNoRequests(func() {
			i = r.MustApply(i, attrs{"pipeline_id": pipelineID, "triggers": attrs{"version": "1"}})
		})
		if plan := r.Plan(i, attrs{"pipeline_id": pipelineID, "triggers": attrs{"version": "2"}}); len(plan.RequiresReplace) != 1 {
			p.t.Errorf("got replacement for %v, want it for triggers", plan.RequiresReplace)
		}
		if got := p.runs(); len(got) > 0 {
			p.t.Errorf("got runs %+v, want none", got)
		}
	})
}

// The identity has the spelling of the platform, whichever the configuration has, and never changes.
func TestResource_identity(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		r := p.Resource(resourceType)
		config := attrs{"pipeline_id": pipelineIDHyphens, "triggers": attrs{"version": "1"}}
		i := r.Create(config)
		want := attrs{"pipeline_id": pipelineID, "run_id": p.onlyRun().ID}
		plugintest.Same(p.t, "identity", r.Identity(i), want)
		i = r.MustApply(i, attrs{"pipeline_id": strings.ToUpper(pipelineID), "triggers": attrs{"version": "1"}})
		plugintest.Same(p.t, "identity after an update", r.Identity(i), want)

		i.Identity = nil // as in a state that an older CLI has saved
		i, diags := r.Refresh(i)
		plugintest.NoDiagnostics(p.t, diags)
		plugintest.Same(p.t, "identity after a refresh", r.Identity(i), want)
	})
}

// A run that the platform does not list in time has an identity without its id.
func TestResource_identityOfARunThatIsNotListed(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		r := p.Resource(resourceType)
		p.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: -1, Body: "[]"})
		i := r.Create(attrs{"pipeline_id": pipelineID, "wait": false})
		want := attrs{"pipeline_id": pipelineID, "run_id": nil}
		plugintest.Same(p.t, "identity", r.Identity(i), want)
		p.sim.ClearFaults()
		i, diags := r.Refresh(i)
		plugintest.NoDiagnostics(p.t, diags)
		plugintest.Same(p.t, "identity after a refresh", r.Identity(i), want)
	})
}

func TestResource_importByIdentity(t *testing.T) {
	_, provider := newPlatform(t, maestrosim.Options{})
	r := provider.Resource(resourceType)
	for _, spell := range spellings(pipelineID) {
		i, diags := r.Import("", attrs{"pipeline_id": spell, "run_id": exampleRunID})
		plugintest.NoDiagnostics(t, diags)
		plugintest.Same(t, "status", r.At(i, "status"), any("SUCCESS"))
		plugintest.Same(t, "run_id", r.At(i, "run_id"), any(exampleRunID))
		plugintest.Same(t, "identity", r.Identity(i), attrs{"pipeline_id": spell, "run_id": exampleRunID})
	}
	for _, identity := range []attrs{
		{"pipeline_id": "", "run_id": exampleRunID}, {"pipeline_id": pipelineID, "run_id": ""},
	} {
		_, diags := r.Import("", identity)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Invalid import id", pipelineID+"/"+exampleRunID)
	}
}

func TestResource_importErrors(t *testing.T) {
	sim, provider := newPlatform(t, maestrosim.Options{})
	r := provider.Resource(resourceType)
	for _, id := range []string{
		"", pipelineID, pipelineID + "/", "/" + exampleRunID, pipelineID + "/ ", "../..", pipelineID + "/\x00",
	} {
		_, diags := r.Import(id, nil)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Invalid import id", pipelineID+"/"+exampleRunID)
	}
	for _, id := range []string{
		pipelineID + "/" + missingID, "no_such_pipeline_1/" + exampleRunID, pipelineID + "/manual__2024-12-18T10:30:00+00:00",
	} {
		_, diags := r.Import(id, nil)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Run not found", strings.Split(id, "/")...)
	}
	sim.Order(maestrosim.Fault{On: maestrosim.OpRun, Status: 403, Body: `{"message":"no"}`})
	_, diags := r.Import(pipelineID+"/"+exampleRunID, nil)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot read run", exampleRunID, "permission")
}

func TestResource_validation(t *testing.T) {
	r := plugintest.NewUnconfigured(t).Resource(resourceType)
	for _, config := range []attrs{
		{"pipeline_id": later{}, "triggers": later{}, "wait": later{}, "fail_on_error": later{}, "timeouts": later{}},
		{"pipeline_id": pipelineIDHyphens, "triggers": attrs{"a": later{}}, "timeouts": attrs{"create": "90s"}},
	} {
		plugintest.NoDiagnostics(t, r.Validate(config))
	}
	diags := r.Validate(attrs{"pipeline_id": ""})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "pipeline_id", "Invalid pipeline id", "empty")
	for timeout, want := range map[string]string{"soon": "not a duration", "0s": "not positive", "-5m": "not positive"} {
		diags := r.Validate(attrs{"pipeline_id": pipelineID, "timeouts": attrs{"create": timeout}})
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "timeouts", "Invalid duration", want, "timeouts.create must be")
	}
}
