// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	executeLine = "POST /platform/pipeline/execute"
	runsLine    = "GET /platform/pipeline/" + thisID + "/pipeline_run"
	runsLine2   = "GET /platform/pipeline/" + thisIDHyphens + "/pipeline_run"
)

func TestExecuteGivesThePlatformsWordForTheRun(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"status":true,"data":{"message":"Pipeline execution triggered successfully","pipeline_id":"x","run_id":"manual__2024-12-18T10:30:00+00:00"}}`: "manual__2024-12-18T10:30:00+00:00",
		`{"run_id":"r"}`:                       "r",
		`{"status":true,"data":{}}`:            "",
		`{"status":true,"data":{"run_id":17}}`: "",
	} {
		c, _ := serve(t, map[string][]reply{executeLine: {says(200, body)}})
		if got, err := c.Execute(t.Context(), thisID); err != nil || got != want {
			t.Errorf("%s: %q, %v", body, got, err)
		}
	}
}

func TestExecuteThatMakesNoSenseLeavesItOpen(t *testing.T) {
	t.Parallel()
	for _, answer := range []reply{says(200, `[]`), says(200, `null`), says(200, `"ok"`), says(204, ``), says(200, htmlPage), says(502, ``), {drop: true}} {
		c, s := serve(t, map[string][]reply{executeLine: {answer}})
		if _, err := c.Execute(t.Context(), thisID); err == nil || !IsUnclear(err) || len(s.lines()) != 1 {
			t.Errorf("%d %s: %v after %q", answer.status, answer.body, err, s.lines())
		}
	}
}

func TestExecuteOfAPausedPipeline(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{executeLine: {
		says(400, `{"detail":{"status":false,"exception_type":"PipelinePaused","traceback":"Cannot execute paused pipeline. Use /pipeline/unpause first.","data":null}}`),
	}})
	if _, err := c.Execute(t.Context(), thisID); !IsPaused(err) || IsUnclear(err) {
		t.Errorf("%v", err)
	}
}

func TestPauseAndUnpauseOfWhatIsSoAlready(t *testing.T) {
	t.Parallel()
	exception := func(name string) reply {
		return says(400, `{"detail":{"status":false,"exception_type":"`+name+`","traceback":"x","data":null}}`)
	}
	for name, want := range map[string]struct{ pause, unpause bool }{
		"PipelineAlreadyPaused": {pause: true}, "PipelineNotPaused": {unpause: true}, "PipelinePaused": {}, "Other": {},
	} {
		c, _ := serve(t, map[string][]reply{"*": {exception(name)}})
		if err := c.Pause(t.Context(), thisID); (err == nil) != want.pause {
			t.Errorf("%s: pause: %v", name, err)
		}
		if err := c.Unpause(t.Context(), thisID); (err == nil) != want.unpause {
			t.Errorf("%s: unpause: %v", name, err)
		}
	}
}

func TestRunsAreReadNewestFirst(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{runsLine: {says(200, `{"status":true,"data":{"runs":[
		{"id":44,"pipeline_run_id":"older","last_status":"FAILED","created_at":"2024-01-14T10:30:00.000Z","trace":"boom"},
		`+runPage+`,
		{"id":"undated","last_status":"RUNNING"},
		{"id":46,"run_id":"by_another_name","status":"QUEUED","created_at":"2024-01-16T10:30:00.000Z"}]}}`)}})
	runs, err := c.ListRuns(t.Context(), thisID)
	want := []Run{
		{ID: "by_another_name", Status: "QUEUED", CreatedAt: "2024-01-16T10:30:00.000Z"},
		{ID: "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c", Status: "SUCCESS", CreatedAt: "2024-01-15T10:30:00.000Z", UpdatedAt: "2024-01-15T10:45:23.000Z"},
		{ID: "older", Status: "FAILED", CreatedAt: "2024-01-14T10:30:00.000Z", Trace: "boom"},
		{ID: "undated", Status: "RUNNING"},
	}
	if diff := cmp.Diff(want, runs); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// Whatever order they come in, and however their times are written.
func TestRunsThatBeganAtTheSameTimeGoByNumber(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{runsLine: {says(200, `[
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
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// The platform may say of a pipeline that never ran that it finds nothing: its runs, or the pipeline.
func TestNoRunsAreNotNoPipeline(t *testing.T) {
	t.Parallel()
	notFound := says(404, `{"detail":"pipeline_id `+thisID+` not found"}`)
	for name, tc := range map[string]struct {
		runs, pipeline, list reply
		none, gone           bool
	}{
		"an empty list":                                 {runs: says(200, `[]`), none: true},
		"a pipeline that never ran":                     {runs: notFound, pipeline: says(200, pipelineJSON), none: true},
		"a pipeline that is gone":                       {runs: notFound, pipeline: says(404, notFoundJSON), gone: true},
		"a pipeline nobody knows":                       {runs: notFound, pipeline: says(500, ``)},
		"an ambiguous answer, and the list has it":      {runs: says(404, `{"detail":"Not Found"}`), list: says(200, listWithID)},
		"an ambiguous answer, and the list has it not":  {runs: says(404, ``), list: says(200, emptyList), pipeline: says(404, notFoundJSON), gone: true},
		"a page of something else, and no list to read": {runs: says(404, htmlPage), list: says(403, `{}`)},
	} {
		c, _ := serve(t, map[string][]reply{
			runsLine: {tc.runs}, runsLine2: {tc.runs}, listAll: {tc.list},
			"GET /platform/pipeline/" + thisIDHyphens: {tc.pipeline}, "GET /platform/pipeline/" + thisID: {tc.pipeline},
		})
		runs, err := c.ListRuns(t.Context(), thisID)
		if len(runs) > 0 || (err == nil) != tc.none || IsNotFound(err) != tc.gone {
			t.Errorf("%s: %v, %v", name, runs, err)
		}
	}
}

func TestRunAnswers(t *testing.T) {
	t.Parallel()
	const line = runsLine + "/r"
	c, _ := serve(t, map[string][]reply{line: {says(200, runPage)}})
	run, err := c.GetRun(t.Context(), thisIDHyphens, "r")
	if err != nil || run.ID != "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c" || run.Status != "SUCCESS" || run.Trace != "" {
		t.Errorf("%+v, %v", run, err)
	}
	for _, test := range []struct{ body, text string }{
		{`{}`, "neither the id nor the status of a run"},
		{`{"status":true}`, "neither the id nor the status of a run"},
		{`{"id":4}`, "neither the id nor the status of a run"},
		{`{"pipeline_run_id":"r","last_status":{}}`, "last_status: a text was expected"},
		{`[]`, "not a JSON object"},
		{htmlPage, "not a JSON object"},
	} {
		c, _ := serve(t, map[string][]reply{line: {says(200, test.body)}, runsLine: {says(200, `[`+runPage+`,`+test.body+`]`)}})
		if _, err := c.GetRun(t.Context(), thisID, "r"); err == nil {
			t.Errorf("%s: no error", test.body)
		} else {
			contains(t, err.Error(), line+": HTTP 200 OK: ", test.text)
		}
		if _, err := c.ListRuns(t.Context(), thisID); err == nil {
			t.Errorf("%s in the list: no error", test.body)
		} else {
			contains(t, err.Error(), runsLine+": HTTP 200 OK: ")
		}
	}
	c, _ = serve(t, map[string][]reply{"*": {says(500, `{"msg":"There was an error retrieving the pipeline run"}`)}})
	if _, err := c.GetRun(t.Context(), thisID, "r"); err == nil || IsNotFound(err) {
		t.Errorf("%v", err)
	}
	if _, err := c.ListRuns(t.Context(), thisID); err == nil || IsNotFound(err) {
		t.Errorf("%v", err)
	}
}

// What the platform says of a run that is not there is not documented: the list of runs has the last word.
func TestARunThatIsNotFoundIsLookedForInTheList(t *testing.T) {
	t.Parallel()
	const line = runsLine + "/e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
	const runID = "e7c91a3b-5f2d-4a8e-b1c9-7d3f2e8a4b6c"
	missing := []reply{
		says(404, `{"detail":"pipeline_run_id x not found"}`), says(404, `{"message":"Cannot GET /x"}`), says(404, htmlPage), says(400, `{"detail":"invalid"}`),
		says(422, `{"detail":[]}`), says(500, `{"msg":"There was an error retrieving the pipeline run"}`), says(200, `{"status":false,"exception_type":"PipelineRunNotFound"}`),
	}
	for _, answer := range missing {
		for _, test := range []struct {
			list      reply
			there     bool
			notFound  bool
			temporary bool
			says      string
		}{
			{says(200, `[`+runPage+`]`), true, false, false, ""},
			{says(200, `[]`), false, true, false, line},
			{says(503, `{"message":"down"}`), false, false, true, "down"},
			{says(404, notFoundJSON), false, true, false, "PipelineNotFound"},
			{says(403, `{"message":"no"}`), false, false, false, "does not prove that the run is gone"},
		} {
			c, _ := serve(t, map[string][]reply{line: {answer}, runsLine: {test.list}, "*": {says(404, notFoundJSON)}}, withRetries(0))
			run, err := c.GetRun(t.Context(), thisID, runID)
			if (err == nil) != test.there || IsNotFound(err) != test.notFound || test.there && run.Status != "SUCCESS" {
				t.Errorf("%d %s, then %d: %+v, %v", answer.status, answer.body, test.list.status, run, err)
			}
			if err != nil && answer.status != 500 && IsTemporary(err) != test.temporary {
				t.Errorf("%d %s, then %d: temporary %v: %v", answer.status, answer.body, test.list.status, IsTemporary(err), err)
			}
			if err != nil {
				contains(t, err.Error(), test.says)
			}
		}
	}
	for _, answer := range []reply{says(401, ``), says(403, ``), says(429, ``), says(503, ``), {drop: true}} {
		c, s := serve(t, map[string][]reply{line: {answer}}, withRetries(0))
		if _, err := c.GetRun(t.Context(), thisID, runID); err == nil || IsNotFound(err) || len(s.lines()) != 1 {
			t.Errorf("%d: %v after %q", answer.status, err, s.lines())
		}
	}
}

// Of a pipeline that never ran, it may be the runs that are not found.
func TestRunsThatAreNotFoundAreNone(t *testing.T) {
	t.Parallel()
	none := says(404, `{"detail":"no runs of pipeline_id `+thisID+` not found"}`)
	c, _ := serve(t, map[string][]reply{runsLine: {none}, runsLine2: {none}, lookUp: {says(200, pipelineJSON)}})
	if runs, err := c.ListRuns(t.Context(), thisID); err != nil || len(runs) > 0 {
		t.Errorf("%v, %v", runs, err)
	}
	for _, answer := range []reply{says(404, notFoundJSON), says(403, ``)} {
		c, _ := serve(t, map[string][]reply{runsLine: {says(404, notFoundJSON)}, lookUp: {answer}, "*": {answer}})
		if _, err := c.ListRuns(t.Context(), thisID); err == nil || IsNotFound(err) != (answer.status == 404) {
			t.Errorf("%d: %v", answer.status, err)
		}
	}
}

func TestRunsAreNamedInAnySpelling(t *testing.T) {
	t.Parallel()
	const runID = "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
	for asked, path := range map[string]string{
		runID: runID, "E7C91A3B-5F2D-4A8E-B1C9-7D3F2E8A4B6C": runID,
		"manual__2024-12-18T10:30:00+00:00": "manual__2024-12-18T10:30:00+00:00", // from Execute: not the run's own id
	} {
		c, _ := serve(t, map[string][]reply{runsLine + "/" + path: {says(200, runPage)}})
		if run, err := c.GetRun(t.Context(), thisID, asked); err != nil || run.ID != runID {
			t.Errorf("%s: %+v, %v", asked, run, err)
		}
	}
	// An answer about another run says nothing: the list of runs has the last word.
	c, s := serve(t, map[string][]reply{runsLine: {says(200, `[`+runPage+`]`)}, "*": {says(200, runPage)}})
	if _, err := c.GetRun(t.Context(), thisID, otherID); !IsNotFound(err) || len(s.lines()) != 2 {
		t.Errorf("%v after %q", err, s.lines())
	}
}

func TestRunEnded(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]bool{
		"SUCCESS": true, "Failed": true, "error": true, "CANCELED": true, "CANCELLED": true, "SKIPPED": true, "ABORTED": true, "SUCCEEDED": true,
		"RUNNING": false, "QUEUED": false, "": false, "PENDING": false, "upstream_failed": false, "true": false,
	} {
		if got := (Run{Status: status}).Ended(); got != want {
			t.Errorf("%q: %v", status, got)
		}
	}
}

func TestRunSucceeded(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]bool{
		"SUCCESS": true, "success": true, "SUCCEEDED": true, "FAILED": false, "SKIPPED": false, "CANCELED": false, "RUNNING": false, "": false, "SUCCESSFUL?": false,
	} {
		if got := (Run{Status: status}).Succeeded(); got != want {
			t.Errorf("%q: %v", status, got)
		}
	}
}

func TestExecuteOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{executeLine: {says(404, notFoundJSON)}})
	_, err := c.Execute(t.Context(), thisID)
	var e *Error
	if !IsNotFound(err) || IsUnclear(err) || !errors.As(err, &e) || e.Attempts != 1 {
		t.Errorf("%v", err)
	}
}
