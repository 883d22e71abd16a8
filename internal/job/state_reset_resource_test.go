// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/pipelinetest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const stateResetType = "dadosfera_job_state_reset"

// countResets returns the number of requests that reset the state of a job.
func countResets(sim *maestrosim.Sim) int {
	n := 0
	for _, request := range sim.Requests() {
		if request.Method == http.MethodPost {
			n++
		}
	}
	return n
}

// otherJobID is the id of a second job, which addJob adds.
const otherJobID = "other_pipeline_0"

func addJob(t *testing.T, sim *maestrosim.Sim) {
	t.Helper()
	other := maestrosim.Pipeline{ID: "other_pipeline", Name: "Other", Jobs: []maestrosim.Job{{Bookmark: "2024"}}}
	if err := sim.Put(plugintest.Customer, other); err != nil {
		t.Fatal(err)
	}
}

func TestStateReset_createResetsOnce(t *testing.T) {
	sim, provider := newPlatform(t, maestrosim.Options{})
	r := provider.Resource(stateResetType)
	hyphens := strings.ReplaceAll(jobID, "_", "-")
	config := attrs{"job_id": hyphens, "triggers": attrs{"version": "1"}}

	plan := r.Plan(r.Absent(), config)
	plugintest.OneDiagnostic(t, plan.Diagnostics, plugintest.Warning, "job_id", `Reset of the state of job "`+hyphens+`"`,
		"extracts all rows", "cannot be undone", "duplicates")
	plugintest.Same(t, "planned id", plugintest.ValueAt(t, plan.Value, "id"), any(jobID))
	if got := countResets(sim); got != 0 {
		t.Fatalf("got %d resets by the plan, want none", got)
	}
	i, diags := r.Apply(plan)
	plugintest.NoDiagnostics(t, diags)
	if got := bookmark(t, sim); got != "" || countResets(sim) != 1 {
		t.Errorf("got bookmark %q after %d resets, want none after one", got, countResets(sim))
	}
	state := plugintest.Plain(i.Value).(attrs)
	if at, err := time.Parse(time.RFC3339, state["reset_at"].(string)); err != nil || at.After(time.Now()) {
		t.Errorf("got reset_at %v, want a time before now", state["reset_at"])
	}
	delete(state, "reset_at")
	plugintest.Same(t, "state", state, attrs{"id": jobID, "job_id": hyphens, "triggers": attrs{"version": "1"}})

	for range 2 {
		i, diags = r.Refresh(i)
		plugintest.NoDiagnostics(t, diags)
		if plan := r.Plan(i, config); plan.Changes() || len(plan.Diagnostics) > 0 {
			t.Errorf("got plan %s with %v, want no changes", plan.Value, plan.Diagnostics)
		}
	}
	if got := countResets(sim); got != 1 {
		t.Errorf("got %d resets, want one", got)
	}
}

// Empty triggers are like omitted ones.
func TestStateReset_emptyTriggersResetNothing(t *testing.T) {
	sim, provider := newPlatform(t, maestrosim.Options{})
	addJob(t, sim)
	r := provider.Resource(stateResetType)
	i, diags := r.Apply(r.Plan(r.Absent(), attrs{"job_id": jobID}))
	plugintest.NoDiagnostics(t, diags)

	plan := r.Plan(i, attrs{"job_id": jobID, "triggers": attrs{}})
	plugintest.NoDiagnostics(t, plan.Diagnostics)
	_, diags = r.Apply(plan)
	plugintest.NoDiagnostics(t, diags)
	if got := countResets(sim); got != 1 {
		t.Errorf("got %d resets, want one", got)
	}
}

// Another job and other triggers reset a state, in place. What is unknown in the plan resets it only if it turns out to
// be another value.
func TestStateReset_changes(t *testing.T) {
	before := attrs{"job_id": jobID, "triggers": attrs{"version": "1"}}
	with := func(name string, value any) attrs {
		config := attrs{"job_id": before["job_id"], "triggers": before["triggers"]}
		config[name] = value
		return config
	}
	for name, tc := range map[string]struct {
		planned, applied attrs // applied is nil if all of the plan is known
		warning          string
		resets           int
	}{
		"changed trigger":  {with("triggers", attrs{"version": "2"}), nil, `Reset of the state of job "` + jobID + `"`, 1},
		"removed triggers": {with("triggers", nil), nil, `Reset of the state of job "` + jobID + `"`, 1},
		"other job":        {with("job_id", otherJobID), nil, `Reset of the state of job "` + otherJobID + `"`, 1},
		"other spelling":   {with("job_id", strings.ToUpper(jobID)), nil, "", 0},
		"unknown trigger, the same": {with("triggers", attrs{"version": later{}}), before,
			`Reset of the state of job "` + jobID + `"`, 0},
		"unknown trigger, another": {with("triggers", attrs{"version": later{}}), with("triggers", attrs{"version": "2"}),
			`Reset of the state of job "` + jobID + `"`, 1},
		"unknown job, the same": {with("job_id", later{}), before, "Reset of the state of a job", 0},
		"unknown job, another":  {with("job_id", later{}), with("job_id", otherJobID), "Reset of the state of a job", 1},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := newPlatform(t, maestrosim.Options{})
			addJob(t, sim)
			r := provider.Resource(stateResetType)
			i, diags := r.Apply(r.Plan(r.Absent(), before))
			plugintest.NoDiagnostics(t, diags)
			sim.ResetRequests()

			plan := r.Plan(i, tc.planned)
			if len(plan.RequiresReplace) > 0 {
				t.Errorf("got replacement for %v, want none", plan.RequiresReplace)
			}
			if tc.warning == "" {
				plugintest.NoDiagnostics(t, plan.Diagnostics)
			} else {
				plugintest.OneDiagnostic(t, plan.Diagnostics, plugintest.Warning, "job_id", tc.warning, "duplicates")
			}
			if tc.applied != nil {
				plan = r.PlanFinal(plan, tc.applied)
			}
			after, diags := r.Apply(plan)
			plugintest.NoDiagnostics(t, diags)
			if got := countResets(sim); got != tc.resets {
				t.Errorf("got %d resets, want %d", got, tc.resets)
			}
			if tc.resets == 0 {
				plugintest.Same(t, "reset_at", r.At(after, "reset_at"), r.At(i, "reset_at"))
			}
		})
	}
}

// The reset of a job that the same apply has created has nothing to lose. The plan has warned of it, as it knew no id.
func TestStateReset_newJobIsNotWarnedOfAgain(t *testing.T) {
	for name, tc := range map[string]struct{ created bool }{"new pipeline": {true}, "other pipeline": {false}} {
		t.Run(name, func(t *testing.T) {
			_, provider := newPlatform(t, maestrosim.Options{})
			r := provider.Resource(stateResetType)
			plan := r.Plan(r.Absent(), attrs{"job_id": later{}})
			plugintest.OneDiagnostic(t, plan.Diagnostics, plugintest.Warning, "job_id", "Reset of the state of a job", "A new job has no state to lose")

			id := jobID
			if tc.created {
				pipelines := provider.Resource(pipelinetest.Type)
				id = pipelines.At(pipelines.Create(pipelinetest.Config()), "jobs.0.job_id").(string)
			}
			final := r.PlanFinal(plan, attrs{"job_id": id})
			if tc.created {
				plugintest.NoDiagnostics(t, final.Diagnostics)
			} else {
				plugintest.OneDiagnostic(t, final.Diagnostics, plugintest.Warning, "job_id", `Reset of the state of job "`+id+`"`, "duplicates")
			}
			_, diags := r.Apply(final)
			plugintest.NoDiagnostics(t, diags)
		})
	}
}

// After a failure, the next plan resets the state again.
func TestStateReset_failure(t *testing.T) {
	config := func(version string) attrs { return attrs{"job_id": jobID, "triggers": attrs{"version": version}} }
	fault := maestrosim.Fault{On: maestrosim.OpResetState, Status: 500, Body: `{"detail":"Unable to do that"}`}
	const summary = "Cannot reset job state"

	sim, provider := newPlatform(t, maestrosim.Options{})
	r := provider.Resource(stateResetType)
	sim.Order(fault)
	i, diags := r.Apply(r.Plan(r.Absent(), config("1")))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", summary, "Unable to do that", "reset it again", "The next apply requests the reset again.")
	if !i.Value.IsNull() {
		t.Errorf("got state %s after a failed create, want none", i.Value)
	}

	i, diags = r.Apply(r.Plan(r.Absent(), config("1")))
	plugintest.NoDiagnostics(t, diags)
	sim.Order(fault)
	after, diags := r.Apply(r.Plan(i, config("2")))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", summary, "Unable to do that", "reset it again", "The next apply requests the reset again.")
	if !after.Value.Equal(i.Value) {
		t.Errorf("got state %s after a failed update, want %s", after.Value, i.Value)
	}
}

func TestStateReset_missingJob(t *testing.T) {
	_, provider := newPlatform(t, maestrosim.Options{})
	r := provider.Resource(stateResetType)
	for _, id := range []string{pipelineID + "_7", missingID + "_0"} {
		i, diags := r.Apply(r.Plan(r.Absent(), attrs{"job_id": id}))
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", "Job not found")
		if !i.Value.IsNull() {
			t.Errorf("%s: got state %s, want none", id, i.Value)
		}
	}
}

// A job that no longer exists stays in the state: removing it would plan a reset.
func TestStateReset_jobIsGone(t *testing.T) {
	sim, provider := newPlatform(t, maestrosim.Options{})
	r := provider.Resource(stateResetType)
	config := attrs{"job_id": jobID}
	i, diags := r.Apply(r.Plan(r.Absent(), config))
	plugintest.NoDiagnostics(t, diags)
	if err := sim.Remove(plugintest.Customer, pipelineID); err != nil {
		t.Fatal(err)
	}
	sim.ResetRequests()
	after, diags := r.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	if plan := r.Plan(after, config); plan.Changes() || !after.Value.Equal(i.Value) {
		t.Errorf("got state %s and changes %t, want neither a change nor a plan", after.Value, plan.Changes())
	}
	plugintest.NoDiagnostics(t, r.Destroy(after))
	if got := len(sim.Requests()); got > 0 {
		t.Errorf("got %d requests by refresh, plan and destroy, want none", got)
	}
}

func TestStateReset_readOnly(t *testing.T) {
	sim, provider := newPlatform(t, maestrosim.Options{})
	provider.Restart(attrs{"read_only": true})
	r := provider.Resource(stateResetType)
	_, diags := r.Apply(r.Plan(r.Absent(), attrs{"job_id": jobID}))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot reset job state", "was not reset", "read_only")
	if bookmark(t, sim) == "" {
		t.Error("got no bookmark, want the state of before")
	}
}

func TestStateReset_validation(t *testing.T) {
	r := plugintest.NewUnconfigured(t).Resource(stateResetType)
	for _, valid := range []any{later{}, jobID, "test_pipeline_0"} {
		plugintest.NoDiagnostics(t, r.Validate(attrs{"job_id": valid, "triggers": later{}}))
	}
	diags := r.Validate(attrs{"job_id": pipelineID})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", "Invalid job id", "is the id of a pipeline", pipelineID+"_0")
}
