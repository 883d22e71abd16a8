// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

const runs = "/platform/pipeline/" + seedID + "/pipeline_run"

const seedRun = `{"id":45,"pipeline_run_id":"e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c","pipeline_id":"` + seedID + `",
  "last_status":"SUCCESS","created_at":"2024-01-15T10:30:00.000Z","updated_at":"2024-01-15T10:45:23.000Z","trace":null}`

func TestRuns_asDocumented(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	f.expect("GET", runs, "", 200, `[`+seedRun+`]`)
	f.expect("GET", runs+"/e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c", "", 200, seedRun)
	f.expect("GET", runs+"/e7c91a3b-5f2d-4a8e-b1c9-7d3f2e8a4b6c", "", 200, seedRun)
	f.expect("GET", runs+"/manual__2024-12-18T10:30:00+00:00", "", 404,
		`{"detail":"pipeline_run_id manual__2024_12_18T10:30:00+00:00 not found"}`)
	f.expect("GET", "/platform/pipeline/nope/pipeline_run", "", 404, notFound("nope"))
	f.expect("GET", "/platform/pipeline/nope/pipeline_run/x", "", 404, notFound("nope"))
}

// Of three executions, the second waits for the first and fails, and the third is of an idle pipeline.
func TestExecute_runsOneAfterAnother(t *testing.T) {
	f := newFixture(t, maestrosim.Options{Empty: true, RunDuration: time.Minute})
	must(t, f.Put(acme, maestrosim.Pipeline{ID: "p", Name: "P", Jobs: []maestrosim.Job{
		{Input: map[string]any{"load_type": "incremental"}}, {Input: map[string]any{"load_type": "full_load"}},
		{Input: map[string]any{"replication_method": "INCREMENTAL"}},
	}}))
	state := func(last string, jobs string, runs ...string) {
		t.Helper()
		listed := at(t, f.read("GET", "/platform/pipelines", ""), 0)
		equal(t, "last_status", at(t, listed, "last_status"), any(last))
		equal(t, "job_status", at(t, listed, "jobs", 1, "job_status"), any(jobs))
		var got []string
		for _, r := range f.read("GET", "/platform/pipeline/p/pipeline_run", "").([]any) {
			got = append(got, at(t, r, "last_status").(string))
		}
		equal(t, "runs, newest first", got, runs)
	}
	execute := func(want string) {
		t.Helper()
		f.expect("POST", "/platform/pipeline/execute", `{"pipeline_id":"P"}`, 200,
			`{"status":true,"data":{"message":"Pipeline execution triggered successfully","pipeline_id":"p","run_id":"manual__`+want+`"}}`)
	}

	state("CREATED", "PENDING")
	execute("2024-12-18T10:30:00+00:00")
	state("RUNNING", "RUNNING", "RUNNING")
	f.clock.advance(20 * time.Second)
	must(t, f.FailNextRun(acme, "p", "boom"))
	execute("2024-12-18T10:30:20+00:00")
	state("RUNNING", "RUNNING", "QUEUED", "RUNNING")
	f.read("POST", "/platform/pipeline/pause", `{"pipeline_id":"p"}`) // accepted runs continue
	f.clock.advance(40 * time.Second)
	state("RUNNING", "RUNNING", "RUNNING", "SUCCESS")
	equal(t, "bookmarks after success", bookmarks(f.pipeline("p")), []string{"2024-12-18T10:30:00.000Z", "", "2024-12-18T10:30:00.000Z"})
	f.clock.advance(59 * time.Second)
	state("RUNNING", "RUNNING", "RUNNING", "SUCCESS")
	f.clock.advance(time.Second)
	state("FAILED", "FAILED", "FAILED", "SUCCESS")
	equal(t, "bookmarks after failure", bookmarks(f.pipeline("p")), []string{"2024-12-18T10:30:00.000Z", "", "2024-12-18T10:30:00.000Z"})

	// A run that is read long after its end ended in time.
	f.read("POST", "/platform/pipeline/unpause", `{"pipeline_id":"p"}`)
	execute("2024-12-18T10:32:00+00:00")
	f.clock.advance(time.Hour)
	state("SUCCESS", "SUCCESS", "SUCCESS", "FAILED", "SUCCESS")
	var got []maestrosim.Run
	for _, r := range f.pipeline("p").Runs {
		r.ID = ""
		got = append(got, r)
	}
	minute := func(m, s int) time.Time { return time.Date(2024, 12, 18, 10, m, s, 0, time.UTC) }
	equal(t, "runs", got, []maestrosim.Run{
		{Number: 3, Status: "SUCCESS", CreatedAt: minute(32, 0), UpdatedAt: minute(33, 0)},
		{Number: 2, Status: "FAILED", Trace: "boom", CreatedAt: minute(30, 20), UpdatedAt: minute(32, 0)},
		{Number: 1, Status: "SUCCESS", CreatedAt: minute(30, 0), UpdatedAt: minute(31, 0)},
	})
	equal(t, "trace", at(t, f.read("GET", "/platform/pipeline/p/pipeline_run", ""), 1, "trace"), any("boom"))
}

func TestStartRun_ofAPausedPipeline(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	f.read("POST", "/platform/pipeline/pause", `{"pipeline_id":"`+seedID+`"}`)
	id, err := f.StartRun(acme, seedID)
	must(t, err)
	got := f.read("GET", runs+"/"+id, "")
	equal(t, "last_status", at(t, got, "last_status"), any("RUNNING"))
	f.clock.advance(5 * time.Second) // the default duration
	equal(t, "status", f.pipeline(seedID).Runs[0].Status, "SUCCESS")
}

func bookmarks(p maestrosim.Pipeline) []string {
	var all []string
	for _, j := range p.Jobs {
		all = append(all, j.Bookmark)
	}
	return all
}
