// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

func TestExecute_returnsTheIDOfTheExecution(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"status":true,"data":{"message":"Pipeline execution triggered successfully","pipeline_id":"x","run_id":"manual__2024-12-18T10:30:00+00:00"}}`: "manual__2024-12-18T10:30:00+00:00",
		`{"run_id":"r"}`:                       "r",
		`{"status":true,"data":{}}`:            "",
		`{"status":true,"data":{"run_id":17}}`: "",
	} {
		c, _ := serve(t, map[string][]reply{executeLine: {respond(200, body)}})
		if got, err := c.Execute(t.Context(), thisID); err != nil || got != want {
			t.Errorf("%s: got %q, %v, want %q", body, got, err, want)
		}
	}
}

func TestExecute_unusableResponseLeavesTheOutcomeOpen(t *testing.T) {
	t.Parallel()
	for _, r := range []reply{respond(200, `[]`), respond(200, `null`), respond(200, `"ok"`), respond(204, ``), respond(200, htmlPage), respond(502, ``), script.Reset()} {
		c, s := serve(t, map[string][]reply{executeLine: {r}})
		if _, err := c.Execute(t.Context(), thisID); err == nil || !errors.Is(err, ErrOutcomeUnknown) || len(s.Lines()) != 1 {
			t.Errorf("%d %s: got %v after %q, want %q after one request", r.Status, r.Body, err, s.Lines(), ErrOutcomeUnknown)
		}
	}
}

func TestExecute_pausedPipeline(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{executeLine: {
		respond(400, `{"detail":{"status":false,"exception_type":"PipelinePaused","traceback":"Cannot execute paused pipeline. Use /pipeline/unpause first.","data":null}}`),
	}})
	if _, err := c.Execute(t.Context(), thisID); !errors.Is(err, ErrPaused) || Unconfirmed(err) {
		t.Errorf("got %v, want %q", err, ErrPaused)
	}
}

func TestPauseAndUnpause_withoutEffect(t *testing.T) {
	t.Parallel()
	exception := func(name string) reply {
		return respond(400, `{"detail":{"status":false,"exception_type":"`+name+`","traceback":"x","data":null}}`)
	}
	for name, want := range map[string]struct{ pause, unpause bool }{
		"PipelineAlreadyPaused": {pause: true}, "PipelineNotPaused": {unpause: true}, "PipelinePaused": {}, "Other": {},
	} {
		c, _ := serve(t, map[string][]reply{"*": {exception(name)}})
		if err := c.Pause(t.Context(), thisID); (err == nil) != want.pause {
			t.Errorf("%s: pause: got %v, want success %t", name, err, want.pause)
		}
		if err := c.Unpause(t.Context(), thisID); (err == nil) != want.unpause {
			t.Errorf("%s: unpause: got %v, want success %t", name, err, want.unpause)
		}
	}
}

func TestListRuns_newestFirst(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{runsLine: {respond(200, `{"status":true,"data":{"runs":[
		{"id":44,"pipeline_run_id":"older","last_status":"FAILED","created_at":"2024-01-14T10:30:00.000Z","trace":"boom"},
		`+runPage+`,
		{"id":"undated","last_status":"RUNNING"},
		{"id":46,"run_id":"by_another_name","status":"QUEUED","created_at":"2024-01-16T10:30:00.000Z"}]}}`)}})
	runs, err := c.ListRuns(t.Context(), thisID)
	want := []Run{
		{ID: "by_another_name", Status: "QUEUED", CreatedAt: "2024-01-16T10:30:00.000Z"},
		{
			ID: "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c", Status: "SUCCESS", CreatedAt: "2024-01-15T10:30:00.000Z",
			UpdatedAt: "2024-01-15T10:45:23.000Z",
		},
		{ID: "older", Status: "FAILED", CreatedAt: "2024-01-14T10:30:00.000Z", Trace: "boom"},
		{ID: "undated", Status: "RUNNING"},
	}
	if diff := cmp.Diff(want, runs); err != nil || diff != "" {
		t.Errorf("got %v (-want +got):\n%s", err, diff)
	}
}

func TestListRuns_ofTheSameTimeAreSortedByNumber(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{runsLine: {respond(200, `[
		{"id":"3","pipeline_run_id":"c","created_at":"2024-01-15T10:30:00.000Z"},
		{"id":4,"pipeline_run_id":"d","created_at":"2024-01-15T07:30:00-03:00"},
		{"id":"x","pipeline_run_id":"no_number","created_at":"2024-01-15T10:30:00Z"},
		{"id":7,"pipeline_run_id":"undated_7"},
		{"id":8,"pipeline_run_id":"undated_8","created_at":null},
		{"id":2,"pipeline_run_id":"b","created_at":"2024-01-15T10:29:59.999Z"},
		{"id":1,"pipeline_run_id":"local_1","created_at":"2024-01-15 10:30"},
		{"id":1,"pipeline_run_id":"local_2","created_at":"2024-01-15 10:31"},
		{"id":9,"pipeline_run_id":"half_a_second_later","created_at":"2024-01-15T10:30:00.5Z"}]`)}})
	runs, err := c.ListRuns(t.Context(), thisID)
	got := make([]string, len(runs))
	for i := range runs {
		got[i] = runs[i].ID
	}
	want := []string{"half_a_second_later", "d", "c", "no_number", "b", "local_2", "local_1", "undated_8", "undated_7"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("got %v (-want +got):\n%s", err, diff)
	}
}

// For a pipeline that never ran, the platform may say that the runs, or the pipeline, do not exist.
func TestListRuns_missingRunsAreNotAMissingPipeline(t *testing.T) {
	t.Parallel()
	notFound := respond(404, `{"detail":"pipeline_id `+thisID+` not found"}`)
	for name, tc := range map[string]struct {
		runs, pipeline, list reply
		none, gone           bool
	}{
		"empty list":                      {runs: respond(200, `[]`), none: true},
		"pipeline that never ran":         {runs: notFound, pipeline: respond(200, pipelineJSON), none: true},
		"pipeline that is gone":           {runs: notFound, pipeline: respond(404, notFoundJSON), gone: true},
		"pipeline that cannot be read":    {runs: notFound, pipeline: respond(500, ``)},
		"ambiguous, and in the list":      {runs: respond(404, `{"detail":"Not Found"}`), list: respond(200, listWithID)},
		"ambiguous, and not in the list":  {runs: respond(404, ``), list: respond(200, emptyList), pipeline: respond(404, notFoundJSON), gone: true},
		"page, and the list is forbidden": {runs: respond(404, htmlPage), list: respond(403, `{}`)},
	} {
		c, _ := serve(t, map[string][]reply{
			runsLine: {tc.runs}, runsLine2: {tc.runs}, listLine: {tc.list},
			"GET /platform/pipeline/" + thisIDHyphens: {tc.pipeline}, "GET /platform/pipeline/" + thisID: {tc.pipeline},
		})
		runs, err := c.ListRuns(t.Context(), thisID)
		if len(runs) > 0 || (err == nil) != tc.none || errors.Is(err, ErrNotFound) != tc.gone {
			t.Errorf("%s: got %v, %v, want none %t, gone %t", name, runs, err, tc.none, tc.gone)
		}
	}
}

func TestGetRun_everyShape(t *testing.T) {
	t.Parallel()
	const line = runsLine + "/r"
	c, _ := serve(t, map[string][]reply{line: {respond(200, runPage)}})
	run, err := c.GetRun(t.Context(), thisIDHyphens, "r")
	if err != nil || run.ID != "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c" || run.Status != "SUCCESS" || run.Trace != "" {
		t.Errorf("got %+v, %v", run, err)
	}
	for _, test := range []struct{ body, text string }{
		{`{}`, "neither the id nor the status of a run"},
		{`{"status":true}`, "neither the id nor the status of a run"},
		{`{"id":4}`, "neither the id nor the status of a run"},
		{`{"pipeline_run_id":"r","last_status":{}}`, "last_status: a text was expected"},
		{`[]`, "not a JSON object"},
		{htmlPage, "not a JSON object"},
	} {
		c, _ := serve(t, map[string][]reply{line: {respond(200, test.body)}, runsLine: {respond(200, `[`+runPage+`,`+test.body+`]`)}})
		if _, err := c.GetRun(t.Context(), thisID, "r"); err == nil {
			t.Errorf("%s: got no error", test.body)
		} else {
			contains(t, err.Error(), line+": HTTP 200 OK: ", test.text)
		}
		if _, err := c.ListRuns(t.Context(), thisID); err == nil {
			t.Errorf("%s in the list: got no error", test.body)
		} else {
			contains(t, err.Error(), runsLine+": HTTP 200 OK: ")
		}
	}
	c, _ = serve(t, map[string][]reply{"*": {respond(500, `{"msg":"There was an error retrieving the pipeline run"}`)}})
	if _, err := c.GetRun(t.Context(), thisID, "r"); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want the failure of the platform", err)
	}
	if _, err := c.ListRuns(t.Context(), thisID); err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want the failure of the platform", err)
	}
}

// The response for a run that does not exist is not documented, so the list of runs settles it.
func TestGetRun_missingRunIsSettledByTheList(t *testing.T) {
	t.Parallel()
	const line = runsLine + "/e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
	const runID = "e7c91a3b-5f2d-4a8e-b1c9-7d3f2e8a4b6c"
	missing := []reply{
		respond(404, `{"detail":"pipeline_run_id x not found"}`), respond(404, `{"message":"Cannot GET /x"}`), respond(404, htmlPage), respond(400, `{"detail":"invalid"}`),
		respond(422, `{"detail":[]}`), respond(500, `{"msg":"There was an error retrieving the pipeline run"}`), respond(200, `{"status":false,"exception_type":"PipelineRunNotFound"}`),
	}
	for _, r := range missing {
		for _, test := range []struct {
			list      reply
			found     bool
			gone      bool
			temporary bool
			text      string // in the error
		}{
			{respond(200, `[`+runPage+`]`), true, false, false, ""},
			{respond(200, `[]`), false, true, false, line},
			{respond(503, `{"message":"down"}`), false, false, true, "down"},
			{respond(404, notFoundJSON), false, true, false, "PipelineNotFound"},
			{respond(403, `{"message":"no"}`), false, false, false, "does not prove that the run is gone"},
		} {
			name := fmt.Sprintf("%d %s, and %d for the list", r.Status, r.Body, test.list.Status)
			c, _ := serve(t, map[string][]reply{line: {r}, runsLine: {test.list}, "*": {respond(404, notFoundJSON)}}, withRetries(0))
			run, err := c.GetRun(t.Context(), thisID, runID)
			if (err == nil) != test.found || errors.Is(err, ErrNotFound) != test.gone || test.found && run.Status != "SUCCESS" {
				t.Errorf("%s: got %+v, %v, want found %t, gone %t", name, run, err, test.found, test.gone)
			}
			if got := errors.Is(err, ErrTemporary); err != nil && r.Status != 500 && got != test.temporary {
				t.Errorf("%s: got %v, want %q %t", name, err, ErrTemporary, test.temporary)
			}
			if err != nil {
				contains(t, err.Error(), test.text)
			}
		}
	}
	for _, r := range []reply{respond(401, ``), respond(403, ``), respond(429, ``), respond(503, ``), script.Reset()} {
		c, s := serve(t, map[string][]reply{line: {r}}, withRetries(0))
		if _, err := c.GetRun(t.Context(), thisID, runID); err == nil || errors.Is(err, ErrNotFound) || len(s.Lines()) != 1 {
			t.Errorf("%d: got %v after %q, want an error without a list", r.Status, err, s.Lines())
		}
	}
}

func TestListRuns_notFoundOfAnExistingPipelineIsNone(t *testing.T) {
	t.Parallel()
	none := respond(404, `{"detail":"no runs of pipeline_id `+thisID+` not found"}`)
	c, _ := serve(t, map[string][]reply{runsLine: {none}, runsLine2: {none}, getLine: {respond(200, pipelineJSON)}})
	if runs, err := c.ListRuns(t.Context(), thisID); err != nil || len(runs) > 0 {
		t.Errorf("got %v, %v, want none", runs, err)
	}
	for _, r := range []reply{respond(404, notFoundJSON), respond(403, ``)} {
		c, _ := serve(t, map[string][]reply{runsLine: {respond(404, notFoundJSON)}, getLine: {r}, "*": {r}})
		want := r.Status == 404
		if _, err := c.ListRuns(t.Context(), thisID); err == nil || errors.Is(err, ErrNotFound) != want {
			t.Errorf("%d for the pipeline: got %v, want %q %t", r.Status, err, ErrNotFound, want)
		}
	}
}

func TestGetRun_acceptsBothSpellings(t *testing.T) {
	t.Parallel()
	const runID = "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
	for asked, path := range map[string]string{
		runID: runID, "E7C91A3B-5F2D-4A8E-B1C9-7D3F2E8A4B6C": runID,
		"manual__2024-12-18T10:30:00+00:00": "manual__2024-12-18T10:30:00+00:00", // the id of an execution
	} {
		c, _ := serve(t, map[string][]reply{runsLine + "/" + path: {respond(200, runPage)}})
		if run, err := c.GetRun(t.Context(), thisID, asked); err != nil || run.ID != runID {
			t.Errorf("%s: got %+v, %v, want %q", asked, run, err, runID)
		}
	}
	// A response about another run proves nothing: the list of runs settles it.
	c, s := serve(t, map[string][]reply{runsLine: {respond(200, `[`+runPage+`]`)}, "*": {respond(200, runPage)}})
	if _, err := c.GetRun(t.Context(), thisID, otherID); !errors.Is(err, ErrNotFound) || len(s.Lines()) != 2 {
		t.Errorf("got %v after %q, want %q after 2 requests", err, s.Lines(), ErrNotFound)
	}
}

func TestGetRun_spellingThatWorksIsUsedForAllRuns(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{
		runsLine + "/r1": {respond(404, notFoundJSON)}, runsLine2: {respond(200, `[]`)}, runsLine2 + "/r1": {respond(200, runPage)},
		runsLine2 + "/r2": {respond(200, runPage)},
	})
	for _, runID := range []string{"r1", "r2"} {
		if _, err := c.GetRun(t.Context(), thisID, runID); err != nil {
			t.Errorf("%s: %v", runID, err)
		}
	}
	if _, err := c.ListRuns(t.Context(), thisID); err != nil {
		t.Errorf("list: %v", err)
	}
	want := []string{runsLine + "/r1", runsLine2 + "/r1", runsLine2 + "/r2", runsLine2}
	if diff := cmp.Diff(want, s.Lines()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRun_ended(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]bool{
		"SUCCESS": true, "Failed": true, "error": true, "CANCELED": true, "CANCELLED": true, "SKIPPED": true, "ABORTED": true, "SUCCEEDED": true,
		"RUNNING": false, "QUEUED": false, "": false, "PENDING": false, "true": false,
		"UPSTREAM_FAILED": true, "upstream-failed": true, "TIMED_OUT": true, "Timed Out": true, "TIMEOUT": true, "COMPLETED": true, "FINISHED": true,
		"STOPPED": true, "KILLED": true, "CRASHED": true, "REMOVED": true, "UP_FOR_RETRY": false, "CANCELLING": false, "COMPLETED?": false, "x": false,
	} {
		if got := (Run{Status: status}).Ended(); got != want {
			t.Errorf("%q: got %t, want %t", status, got, want)
		}
	}
}

func TestRun_known(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]bool{
		"RUNNING": true, "success": true, "Failed": true, "UP_FOR_RETRY": true, "in progress": true, "": false, "true": false, "PARKED": false,
	} {
		if got := (Run{Status: status}).Known(); got != want {
			t.Errorf("%q: got %t, want %t", status, got, want)
		}
	}
}

func TestRun_succeeded(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]bool{
		"SUCCESS": true, "success": true, "SUCCEEDED": true, "FAILED": false, "SKIPPED": false, "CANCELED": false, "RUNNING": false, "": false, "SUCCESSFUL?": false,
		"COMPLETED": true, "Done": true, "FINISHED": true, "UPSTREAM_FAILED": false, "TIMED_OUT": false, "STOPPED": false, "COMPLETED_WITH_ERRORS": false,
	} {
		if got := (Run{Status: status}).Succeeded(); got != want {
			t.Errorf("%q: got %t, want %t", status, got, want)
		}
	}
}

func TestExecute_missingPipeline(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{executeLine: {respond(404, notFoundJSON)}})
	_, err := c.Execute(t.Context(), thisID)
	if !errors.Is(err, ErrNotFound) || errors.Is(err, ErrOutcomeUnknown) || errorOf(t, err).Attempts != 1 {
		t.Errorf("got %v, want %q after one attempt", err, ErrNotFound)
	}
}
