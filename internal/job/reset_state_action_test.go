// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const (
	resetType = "dadosfera_job_reset_state"
	// The simulator's own pipeline and its one job, which has a bookmark.
	seedID  = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	seedJob = seedID + "_0"
)

func newReset(t *testing.T, options maestrosim.Options) (*maestrosim.Sim, *plugintest.Action) {
	t.Helper()
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	return sim, plugintest.NewServer(t, server.URL, nil).Action(resetType)
}

func bookmark(t *testing.T, sim *maestrosim.Sim) string {
	t.Helper()
	p, ok := sim.Pipeline(plugintest.Customer, seedID)
	if !ok {
		t.Fatal("the pipeline is gone")
	}
	return p.Jobs[0].Bookmark
}

// The job forgets how far it has come, whichever way its id is spelled and the platform spells it; twice is no mistake.
func TestAResetMakesTheNextRunAFullOne(t *testing.T) {
	for _, id := range []string{seedJob, strings.ReplaceAll(seedJob, "_", "-"), strings.ToUpper(seedJob)} {
		for _, paths := range []maestrosim.Paths{maestrosim.PathsAny, maestrosim.PathsUnderscore, maestrosim.PathsHyphen} {
			sim, reset := newReset(t, maestrosim.Options{Contract: maestrosim.Contract{Paths: paths}})
			if bookmark(t, sim) == "" {
				t.Fatal("there is nothing to forget")
			}
			for range 2 {
				progress, said := reset.Invoke(plugintest.Attrs{"job_id": id})
				plugintest.Silent(t, said)
				plugintest.Same(t, "progress", progress, []string{"The state of the job " + id + ` of the pipeline "Orders Data Pipeline" (` + seedID + `) was reset: its next run extracts everything`})
				if got := bookmark(t, sim); got != "" {
					t.Errorf("the bookmark is still %q", got)
				}
			}
		}
	}
}

func TestAResetThatFails(t *testing.T) {
	sim, reset := newReset(t, maestrosim.Options{})
	_, said := reset.Invoke(plugintest.Attrs{"job_id": seedID + "_7"})
	plugintest.Only(t, said, plugintest.Error, "job_id", "Job to reset does not exist",
		`The pipeline "Orders Data Pipeline" (`+seedID+`) has one job, and none with the id `+seedID+`_7.`, "job_ids", "not found")

	// Where it is the pipeline that does not exist, nothing else is asked.
	asked := len(sim.Requests())
	_, said = reset.Invoke(plugintest.Attrs{"job_id": "no_such_pipeline_0"})
	plugintest.Only(t, said, plugintest.Error, "job_id", "Job to reset does not exist", "No pipeline of customer", "no_such_pipeline", plugintest.Customer, "PipelineNotFound")
	for _, r := range sim.Requests()[asked:] {
		if r.Method == "POST" {
			t.Errorf("%s %s", r.Method, r.Path)
		}
	}

	sim.Order(maestrosim.Fault{On: maestrosim.OpResetState, Status: 500, Body: `{"detail":"Unable to do that"}`})
	_, said = reset.Invoke(plugintest.Attrs{"job_id": seedJob})
	plugintest.Only(t, said, plugintest.Error, "", "Resetting a job's state failed",
		`Whether the state of the job `+seedJob+` of the pipeline "Orders Data Pipeline" (`+seedID+`) was reset is not known`, "Unable to do that", "tried again")

	sim.Order(maestrosim.Fault{On: maestrosim.OpResetState, Status: 403, Body: `{"message":"not yours"}`})
	_, said = reset.Invoke(plugintest.Attrs{"job_id": seedJob})
	plugintest.Only(t, said, plugintest.Error, "", "Resetting a job's state failed", `of the pipeline "Orders Data Pipeline" (`+seedID+`) was not reset.`, "not yours", "permission")

	// The name is for what is said: without it, the call is made all the same.
	sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
	sim.Order(maestrosim.Fault{On: maestrosim.OpResetState, Status: 403, Body: `{"message":"not yours"}`})
	_, said = reset.Invoke(plugintest.Attrs{"job_id": seedJob})
	plugintest.Only(t, said, plugintest.Error, "", "Resetting a job's state failed", "The state of the job "+seedJob+" of the pipeline "+seedID+" was not reset.", "not yours")

	// A 404 that is not about the job says nothing about it.
	sim.Order(maestrosim.Fault{On: maestrosim.OpResetState, Times: -1, Status: 404, Body: `{"detail":"Not Found"}`})
	_, said = reset.Invoke(plugintest.Attrs{"job_id": seedJob})
	plugintest.Only(t, said, plugintest.Error, "", "Resetting a job's state failed", seedJob, "base_url")
	if bookmark(t, sim) == "" {
		t.Error("it was reset")
	}
}

func TestAResetIsValidatedInThePlan(t *testing.T) {
	a := plugintest.NewUnconfigured(t).Action(resetType)
	for _, good := range []any{plugintest.Later{}, seedJob, "test_pipeline_0"} {
		plugintest.Silent(t, a.Validate(plugintest.Attrs{"job_id": good}))
		plugintest.Silent(t, a.Plan(plugintest.Attrs{"job_id": good}))
	}
	// The id of a pipeline is not that of a job.
	plugintest.Only(t, a.Validate(plugintest.Attrs{"job_id": seedID}), plugintest.Error, "job_id", "Invalid job id", "index", seedID+"_0")
	plugintest.Only(t, a.Validate(plugintest.Attrs{"job_id": ""}), plugintest.Error, "job_id", "Invalid job id", "empty")
}
