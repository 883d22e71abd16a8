// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const (
	resetType   = "dadosfera_job_reset_state"
	invokeAgain = "terraform apply -invoke=action.dadosfera_job_reset_state.NAME"
)

func newReset(t *testing.T, options maestrosim.Options) (*maestrosim.Sim, *plugintest.Action) {
	t.Helper()
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	return sim, plugintest.NewServer(t, server.URL, nil).Action(resetType)
}

// bookmark returns the state of the example job, which is empty after a reset.
func bookmark(t *testing.T, sim *maestrosim.Sim) string {
	t.Helper()
	p, ok := sim.Pipeline(plugintest.Customer, pipelineID)
	if !ok {
		t.Fatal("got no pipeline, want the example")
	}
	return p.Jobs[0].Bookmark
}

// A reset works for every spelling of the id by the configuration and by the platform, and may be repeated.
func TestResetState_everySpelling(t *testing.T) {
	for _, id := range []string{jobID, strings.ReplaceAll(jobID, "_", "-"), strings.ToUpper(jobID)} {
		for _, paths := range []maestrosim.Paths{maestrosim.PathsAny, maestrosim.PathsUnderscore, maestrosim.PathsHyphen} {
			sim, reset := newReset(t, maestrosim.Options{Contract: maestrosim.Contract{Paths: paths}})
			if bookmark(t, sim) == "" {
				t.Fatal("got no bookmark before the reset, want one")
			}
			for range 2 {
				progress, diags := reset.Invoke(attrs{"job_id": id})
				plugintest.NoDiagnostics(t, diags)
				if len(progress) != 1 || !strings.Contains(progress[0], "state of job "+id+
					` of pipeline "Orders Data Pipeline" (`+pipelineID+") was reset") {
					t.Errorf("got progress %q, want one message with job and pipeline", progress)
				}
				if got := bookmark(t, sim); got != "" {
					t.Errorf("got bookmark %q, want none", got)
				}
			}
		}
	}
}

func TestResetState_missingJob(t *testing.T) {
	sim, reset := newReset(t, maestrosim.Options{})
	const summary = "Job not found"
	_, diags := reset.Invoke(attrs{"job_id": pipelineID + "_7"})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", summary,
		`"Orders Data Pipeline" (`+pipelineID+`) has one job, and none with the id `+pipelineID+`_7.`, "job_ids", "not found", invokeAgain)

	sim.ResetRequests()
	_, diags = reset.Invoke(attrs{"job_id": "no_such_pipeline_0"})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", summary,
		"No pipeline of customer", "no_such_pipeline", plugintest.Customer, "PipelineNotFound", invokeAgain)
	for _, request := range sim.Requests() {
		if request.Method == http.MethodPost {
			t.Errorf("got request %s %s, want no reset for a missing pipeline", request.Method, request.Path)
		}
	}
}

func TestResetState_errors(t *testing.T) {
	const named = `state of job ` + jobID + ` of pipeline "Orders Data Pipeline" (` + pipelineID + `)`
	for name, tc := range map[string]struct {
		faults []maestrosim.Fault
		want   []string
	}{
		"platform error": {
			[]maestrosim.Fault{{On: maestrosim.OpResetState, Status: 500, Body: `{"detail":"Unable to do that"}`}},
			[]string{"reset the " + named, "not known", "Unable to do that", "safe to reset it again"},
		},
		"missing permission": {
			[]maestrosim.Fault{{On: maestrosim.OpResetState, Status: 403, Body: `{"message":"not yours"}`}},
			[]string{named + " was not reset.", "not yours", "permission"},
		},
		"pipeline that cannot be read": { // only its name is missing
			[]maestrosim.Fault{
				{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`},
				{On: maestrosim.OpResetState, Status: 403, Body: `{"message":"not yours"}`},
			},
			[]string{"state of job " + jobID + " of pipeline " + pipelineID + " was not reset.", "not yours"},
		},
		"404 that is not about the job": {
			[]maestrosim.Fault{{On: maestrosim.OpResetState, Times: -1, Status: 404, Body: `{"detail":"Not Found"}`}},
			[]string{jobID, "base_url"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			sim, reset := newReset(t, maestrosim.Options{})
			sim.Order(tc.faults...)
			_, diags := reset.Invoke(attrs{"job_id": jobID})
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot reset job state", append(tc.want, invokeAgain)...)
			if bookmark(t, sim) == "" {
				t.Error("got no bookmark, want the state of before")
			}
		})
	}
}

func TestResetState_validation(t *testing.T) {
	a := plugintest.NewUnconfigured(t).Action(resetType)
	for _, valid := range []any{later{}, jobID, "test_pipeline_0"} {
		plugintest.NoDiagnostics(t, a.Validate(attrs{"job_id": valid}))
		plugintest.NoDiagnostics(t, a.Plan(attrs{"job_id": valid}))
	}
	for id, want := range map[string]string{pipelineID: "is the id of a pipeline", "": "empty"} {
		diags := a.Validate(attrs{"job_id": id})
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", "Invalid job id", want, pipelineID+"_0")
	}
}
