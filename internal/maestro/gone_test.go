// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
)

// What an answer to a request about one pipeline leads to.
const (
	gone   = "gone"   // at once, by Maestro's own word
	asks   = "asks"   // the list decides
	cannot = "cannot" // an error whatever the list says, without asking for it
)

// A success that is not about the pipeline does not tell which spelling of its id is found.
func TestASpellingIsNotLearnedFromAnAnswerThatSaysNothing(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `null`, `[]`, `"ok"`, `{}`, `{"status":"OK"}`, `{"status":true,"data":{"id":"` + otherID + `"}}`} {
		c, _ := serve(t, map[string][]reply{lookUp: {says(200, body), says(404, notFoundJSON)}, lookUp2: {says(200, pipelineJSON)}})
		if _, err := c.GetPipeline(t.Context(), thisID); err == nil {
			t.Fatalf("%s is a pipeline", body)
		}
		if _, err := c.GetPipeline(t.Context(), thisID); err != nil {
			t.Errorf("after %s: %v", body, err)
		}
	}
}

// Gone under one spelling of its id, by Maestro's word, is not gone where the answer under the other one proves nothing.
func TestBothSpellingsMustSayThatAPipelineIsGone(t *testing.T) {
	t.Parallel()
	for _, ambiguous := range []reply{says(404, htmlPage), says(404, ``), says(404, `{"detail":"Not Found"}`), says(400, `{"message":"no"}`), says(422, ``)} {
		for _, first := range []string{lookUp, lookUp2} {
			replies := map[string][]reply{lookUp: {ambiguous}, lookUp2: {ambiguous}, listAll: {says(200, listWithID)}}
			replies[first] = []reply{says(404, notFoundJSON)}
			c, _ := serve(t, replies)
			if _, err := c.GetPipeline(t.Context(), thisID); err == nil || IsNotFound(err) {
				t.Errorf("%s in Maestro's words, and then %d %q: %v", first, ambiguous.status, ambiguous.body, err)
			}
			replies[listAll] = []reply{says(200, emptyList)}
			c, _ = serve(t, replies)
			// (What is refused as no id under the first spelling is not asked about under the other.)
			if _, err := c.GetPipeline(t.Context(), thisID); IsNotFound(err) != (ambiguous.status == 404 || first == lookUp) {
				t.Errorf("%s in Maestro's words, then %d %q, and not in the list: %v", first, ambiguous.status, ambiguous.body, err)
			}
		}
	}
}

// goneTable holds answers about the pipeline "test_pipeline_12345", whose id has one spelling.
var goneTable = []struct {
	name  string
	reply reply
	leads string
}{
	{
		"PipelineNotFound", says(404, `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id test_pipeline_12345 not found","data":null}}`),
		gone,
	},
	{"PipelineNotFound under 400", says(400, `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"x","data":null}}`), gone},
	{"PipelineNotFound under 200", says(200, `{"status":false,"exception_type":"PipelineNotFound","traceback":"x","data":null}`), gone},
	{"404 with exclamation marks", says(404, `{"detail":"pipeline_id test_pipeline_12345 not found!!"}`), gone},
	{"404 in another spelling", says(404, `{"detail":"pipeline_id Test-Pipeline-12345 not found"}`), gone},
	{"404 that quotes the id", says(404, `{"message":"Pipeline 'test_pipeline_12345' does not exist.","statusCode":404,"error":"Not Found"}`), gone},
	{"404 about another id", says(404, `{"detail":"pipeline_id test_pipeline_99999 not found!!"}`), asks},
	{"404 about an id that begins like this one", says(404, `{"detail":"pipeline_id test_pipeline_12345_0 not found!!"}`), asks},
	{"404 about its path", says(404, `{"message":"Cannot GET /platform/pipeline/test_pipeline_12345","error":"Not Found","statusCode":404}`), asks},
	{"404 with path and words in one text", says(404, `{"detail":"/platform/pipeline/test_pipeline_12345 not found on this server"}`), asks},
	{"404 of an unknown route", says(404, `{"detail":"Not Found"}`), asks},
	{"404 as a page that echoes the id", says(404, `<html><body>pipeline_id test_pipeline_12345 not found</body></html>`), asks},
	{
		"404 of JSON that calls itself a page", says(404, `{"detail":"pipeline_id test_pipeline_12345 not found"}`).with("Content-Type", "text/html"),
		asks,
	},
	{
		"PipelineNotFound that calls itself a page", says(404, `{"exception_type":"PipelineNotFound","traceback":"x"}`).with("Content-Type", "text/html; charset=utf-8"),
		asks,
	},
	{"404 as plain text", says(404, `pipeline_id test_pipeline_12345 not found`), asks},
	{"404 as a JSON text", says(404, `"pipeline_id test_pipeline_12345 not found"`), asks},
	{"404 without a body", says(404, ``), asks},
	{"404 that names it and says something else", says(404, `{"detail":"pipeline_id test_pipeline_12345 is being moved"}`), asks},
	{"400 with the words", says(400, `{"detail":"pipeline_id test_pipeline_12345 not found"}`), asks},
	{"500 with the words", says(500, `{"msg":"pipeline test_pipeline_12345 does not exist"}`), asks},
	{"200 that failed with the words", says(200, `{"status":false,"detail":"pipeline_id test_pipeline_12345 not found"}`), asks},
	{"400 about something else", says(400, `{"detail":"column updated_at not found"}`), cannot},
	{"500 with a page about it", says(500, `<html>test_pipeline_12345 not found</html>`), cannot},
	{"401 with the words", says(401, `{"msg":"customer of test_pipeline_12345 not found"}`), cannot},
	{"403 with the words", says(403, `{"message":"test_pipeline_12345 not found"}`), cannot},
	{"403 with PipelineNotFound", says(403, `{"exception_type":"PipelineNotFound"}`), cannot},
	{"405", says(405, `{"detail":"Method Not Allowed"}`), cannot},
	{"410", says(410, ``), cannot},
	{"302 to a login page", says(302, ``).with("Location", "https://login.test/"), cannot},
	{"no answer", reply{drop: true}, cannot},
}

// listed is what the list of all pipelines says then.
type listed struct {
	name string
	list reply
	gone bool
	text string // of the error when it does not say gone
}

func TestGoneIsOnlyWhatMaestroItselfSaysIsGone(t *testing.T) {
	t.Parallel()
	lists := []listed{
		{"a list without it", says(200, `[{"pipeline_id":"test_pipeline_99999"}]`), true, ""},
		{"an empty list", says(200, emptyList), true, ""},
		{"a list with it, spelled differently", says(200, `{"data":[{"pipeline_id":"TEST-pipeline-12345"}]}`), false, "the list of pipelines still has it"},
		{"a list that is a page", says(200, htmlPage), false, "the list of pipelines could not be read: GET /platform/pipelines: HTTP 200 OK: the answer is not a JSON list"},
		{"a list that is not there", says(404, `{"detail":"Not Found"}`), false, "the list of pipelines could not be read: GET /platform/pipelines: HTTP 404 Not Found"},
		{"a list that is forbidden", says(403, ``), false, "the list of pipelines could not be read: GET /platform/pipelines: HTTP 403"},
		{"a list that is cut", says(200, `{"data":[],"total":3}`), false, "the list is cut"},
	}
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		for _, test := range goneTable {
			for i, list := range lists {
				if i > 0 && test.leads != asks {
					break // the list is not asked for, whatever it would say
				}
				t.Run(method+", "+test.name+", "+list.name, func(t *testing.T) {
					t.Parallel()
					checkGone(t, method, test.reply, test.leads, list)
				})
			}
		}
	}
}

func checkGone(t *testing.T, method string, answer reply, leads string, list listed) {
	t.Helper()
	const id = "test_pipeline_12345"
	c, s := serve(t, map[string][]reply{method + " /platform/pipeline/" + id: {answer}, "GET /platform/pipelines": {list.list}}, withRetries(0))
	var err error
	found := true
	if method == http.MethodGet {
		_, err = c.GetPipeline(t.Context(), id)
	} else {
		found, err = c.DeletePipeline(t.Context(), id)
	}
	wantGone := leads == gone || leads == asks && list.gone
	switch {
	case method == http.MethodDelete && wantGone != (err == nil && !found):
		t.Errorf("found %v, %v; want gone %v", found, err, wantGone)
	case method == http.MethodGet && (err == nil || wantGone != IsNotFound(err)):
		t.Errorf("%v; want gone %v", err, wantGone)
	}
	if leads == asks && !list.gone && err != nil {
		contains(t, err.Error(), method+" /platform/pipeline/"+id+": HTTP ", list.text)
	}
	want := 0
	if leads == asks {
		want = 1
	}
	if n := s.count("GET /platform/pipelines"); n != want || len(s.lines()) != 1+want {
		t.Errorf("requests %q; want %d lists", s.lines(), want)
	}
}

func TestOtherCallsSettleInTheSameWay(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *Client) error{
		"update": func(ctx context.Context, c *Client) error {
			return c.UpdatePipeline(ctx, thisID, PipelineChange{Name: Some("N")})
		},
		"memory":  func(ctx context.Context, c *Client) error { return c.SetMemory(ctx, thisID, 1) },
		"pause":   func(ctx context.Context, c *Client) error { return c.Pause(ctx, thisID) },
		"unpause": func(ctx context.Context, c *Client) error { return c.Unpause(ctx, thisID) },
		"execute": func(ctx context.Context, c *Client) error { _, err := c.Execute(ctx, thisID); return err },
		"runs":    func(ctx context.Context, c *Client) error { _, err := c.ListRuns(ctx, thisID); return err },
	} {
		c, _ := serve(t, map[string][]reply{"*": {says(404, notFoundJSON)}})
		if err := call(t.Context(), c); !IsNotFound(err) {
			t.Errorf("%s: %v is not taken for gone", name, err)
		}
		c, _ = serve(t, map[string][]reply{"*": {says(404, `{"detail":"Not Found"}`)}, "GET /platform/pipelines": {says(200, listWithID)}})
		if err := call(t.Context(), c); err == nil || IsNotFound(err) {
			t.Errorf("%s: %v is taken for gone", name, err)
		}
	}
}

func TestBothSpellingsAreTriedBeforeA404IsBelieved(t *testing.T) {
	t.Parallel()
	const get, getUnderscores = "GET /platform/pipeline/" + thisIDHyphens, "GET /platform/pipeline/" + thisID
	const list = "GET /platform/pipelines"
	falseJSON := `{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id ` + thisID + ` not found"}`
	for _, test := range []struct {
		name          string
		first, second reply
		found, gone   bool
		requests      []string
	}{
		{"found at once", says(200, pipelineJSON), reply{}, true, false, []string{get}},
		{"found under the other", says(404, notFoundJSON), says(200, pipelineJSON), true, false, []string{get, getUnderscores}},
		{"found under the other, not found said with 200", says(200, falseJSON), says(200, pipelineJSON), true, false, []string{get, getUnderscores}},
		{"an unknown route, found under the other", says(404, ``), says(200, pipelineJSON), true, false, []string{get, getUnderscores}},
		{"neither", says(404, notFoundJSON), says(404, notFoundJSON), false, true, []string{get, getUnderscores}},
		{"neither, said with 200", says(200, falseJSON), says(200, falseJSON), false, true, []string{get, getUnderscores}},
		{"neither, and the other is refused as no id", says(404, notFoundJSON), says(422, `{"detail":[{"msg":"not a UUID"}]}`), false, true, []string{get, getUnderscores, list}},
		{"the other cannot be asked", says(404, notFoundJSON), says(500, ``), false, false, []string{get, getUnderscores}},
		{"the other is forbidden", says(404, notFoundJSON), says(403, ``), false, false, []string{get, getUnderscores}},
		{"no other after an error", says(500, ``), reply{}, false, false, []string{get}},
		{"neither, by a route that is not there", says(404, `{"detail":"Not Found"}`), says(404, `{"detail":"Not Found"}`), false, true, []string{get, getUnderscores, list}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{get: {test.first}, getUnderscores: {test.second}, list: {says(200, emptyList)}})
			p, err := c.GetPipeline(t.Context(), thisID)
			if (err == nil) != test.found || IsNotFound(err) != test.gone || test.found && p.ID != thisID {
				t.Errorf("%q, %v; want found %v, gone %v", p.ID, err, test.found, test.gone)
			}
			if diff := cmp.Diff(test.requests, s.lines()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRefusalOfAChangeUnderTheOtherSpellingIsTheAnswer(t *testing.T) {
	t.Parallel()
	// Only the other spelling is known to the platform, and there the change itself is wrong: not gone at all.
	c, _ := serve(t, map[string][]reply{
		"PUT /platform/pipeline/" + thisIDHyphens + "/memory": {says(404, notFoundJSON)},
		"PUT /platform/pipeline/" + thisID + "/memory":        {says(400, `{"message":"Memory limit exceeded. Maximum allowed: 8000MB (8GB)","statusCode":400}`)},
	})
	err := c.SetMemory(t.Context(), thisID, 12000)
	if err == nil || IsNotFound(err) {
		t.Fatalf("%v", err)
	}
	contains(t, err.Error(), "HTTP 400", "Memory limit exceeded")
}

func TestSpellingThatWorksIsRememberedByRoute(t *testing.T) {
	t.Parallel()
	get := func(id string) string { return "GET /platform/pipeline/" + id }
	c, s := serve(t, map[string][]reply{
		get(thisIDHyphens):                    {says(404, notFoundJSON)},
		get(thisID):                           {says(200, pipelineJSON)},
		get(otherID):                          {says(404, `{"detail":{"exception_type":"PipelineNotFound","traceback":"no"}}`)},
		"DELETE /platform/pipeline/" + thisID: {says(404, `{"detail":"pipeline_id `+thisID+` not found!!"}`)},
		"DELETE /platform/pipeline/" + thisIDHyphens: {says(200, seedDeleted)},
	})
	for range 2 {
		if _, err := c.GetPipeline(t.Context(), thisIDHyphens); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.GetPipeline(t.Context(), otherID); !IsNotFound(err) {
		t.Errorf("%v", err)
	}
	if found, err := c.DeletePipeline(t.Context(), thisID); err != nil || !found {
		t.Errorf("found %v, %v", found, err)
	}
	want := []string{
		get(thisIDHyphens), get(thisID), // learned here
		get(thisID),                                                                         // known
		get(otherID),                                                                        // asked once
		"DELETE /platform/pipeline/" + thisID, "DELETE /platform/pipeline/" + thisIDHyphens, // a route of its own
	}
	if diff := cmp.Diff(want, s.lines()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestLoginPageTeachesNoSpelling(t *testing.T) {
	t.Parallel()
	const get, getUnderscores = "GET /platform/pipeline/" + thisIDHyphens, "GET /platform/pipeline/" + thisID
	c, s := serve(t, map[string][]reply{get: {says(200, htmlPage), says(404, notFoundJSON)}, getUnderscores: {says(200, pipelineJSON)}})
	if _, err := c.GetPipeline(t.Context(), thisID); err == nil || IsNotFound(err) {
		t.Fatalf("%v", err)
	}
	if _, err := c.GetPipeline(t.Context(), thisID); err != nil {
		t.Errorf("%v after %q", err, s.lines())
	}
}

func TestIDWithoutTwoSpellingsTeachesNothing(t *testing.T) {
	t.Parallel()
	const get, getUnderscores = "GET /platform/pipeline/" + thisIDHyphens, "GET /platform/pipeline/" + thisID
	c, _ := serve(t, map[string][]reply{
		"GET /platform/pipeline/test_pipeline_12345": {says(200, `{"id":"test_pipeline_12345","name":"N"}`)},
		get: {says(404, notFoundJSON)}, getUnderscores: {says(200, pipelineJSON)},
	})
	for _, id := range []string{"test_pipeline_12345", thisID} {
		if _, err := c.GetPipeline(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
}

func TestHundredAmbiguousQuestionsShareAHandfulOfLists(t *testing.T) {
	t.Parallel()
	const questions = 100
	s := newScript(t, map[string][]reply{"GET *": {says(404, `{"detail":"Not Found"}`)}, "GET /platform/pipelines": {says(200, `[{"pipeline_id":"pipeline_number_7"}]`)}})
	// Every question is open before the first gets its 404.
	var open sync.WaitGroup
	open.Add(questions)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/platform/pipelines" {
			open.Done()
			open.Wait()
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	c := newTestClient(t, server.URL)
	var wg sync.WaitGroup
	wrong := make(chan string, questions)
	for i := range questions {
		id := "pipeline_number_" + strings.Repeat("7", 1+i%2) // half of them are in the list
		wg.Go(func() {
			_, err := c.GetPipeline(t.Context(), id)
			if err == nil || IsNotFound(err) != (id == "pipeline_number_77") {
				wrong <- id
			}
		})
	}
	wg.Wait()
	close(wrong)
	for id := range wrong {
		t.Errorf("%s was judged wrongly", id)
	}
	if n := s.count("GET /platform/pipelines"); n < 1 || n > 5 {
		t.Errorf("%d lists for %d questions", n, questions)
	}
}

func TestListIsNeverOlderThanTheQuestion(t *testing.T) {
	// The list under way was made before the second 404, so that it may hold what has gone since.
	inBubble(t, map[string][]reply{
		"GET *":                   {says(404, ``)},
		"GET /platform/pipelines": {says(200, `[{"pipeline_id":"second_pipeline_2"}]`).after(1e9), says(200, emptyList)},
	}, func(t *testing.T, c *Client, s *script) {
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := c.GetPipeline(t.Context(), "first_pipeline_1"); !IsNotFound(err) {
				t.Errorf("first: %v", err)
			}
		})
		wg.Go(func() {
			_ = Wait(t.Context(), 5e8)
			if _, err := c.GetPipeline(t.Context(), "second_pipeline_2"); !IsNotFound(err) {
				t.Errorf("second: %v", err)
			}
		})
		wg.Wait()
		synctest.Wait()
		if n := s.count("GET /platform/pipelines"); n != 2 {
			t.Errorf("%d lists, want 2", n)
		}
	})
}

func TestSignInThatIsNotFoundSaysNothingAboutAPipeline(t *testing.T) {
	t.Parallel()
	// A wrong base_url answers 404 to the sign-in as to everything else.
	for name, body := range map[string]string{
		"page": htmlPage, "FastAPI": `{"detail":"Not Found"}`, "naming it": `{"detail":"pipeline_id ` + thisID + ` not found"}`,
		"exception": notFoundJSON,
	} {
		c, s := serve(t, map[string][]reply{"POST /auth/sign-in": {says(404, body)}}, withCredentials)
		_, getErr := c.GetPipeline(t.Context(), thisID)
		found, deleteErr := c.DeletePipeline(t.Context(), thisID)
		syncErr := c.SetSyncMode(t.Context(), thisID+"_0", SyncMode{LoadType: "full_load"})
		for _, err := range []error{getErr, deleteErr, syncErr, c.Pause(t.Context(), thisID)} {
			if err == nil || IsNotFound(err) || IsUnclear(err) {
				t.Errorf("%s: %v", name, err)
				continue
			}
			contains(t, err.Error(), "sign-in failed: POST /auth/sign-in: HTTP 404 Not Found")
		}
		if n := s.count("POST /auth/sign-in"); n != 1 || !found {
			t.Errorf("%s: %d sign-ins, found %v", name, n, found)
		}
	}
}

func TestSaysNotFound(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text, id string
		want     bool
	}{
		{"pipeline_id " + thisID + " not found", thisID, true},
		{"pipeline_id " + thisID + " not found", thisIDHyphens, true},
		{"Pipeline with id " + strings.ToUpper(thisID) + " NOT FOUND!!", thisID, true},
		{`pipeline "` + thisID + `" does not exist`, thisID, true},
		{"not found: " + thisID, thisID, true},
		{"(" + thisID + ") was not found.", thisID, true},
		{"Pipeline [" + thisID + "], {" + thisID + "} not found?", thisID, true},
		{"not found", thisID, false},
		{thisID, thisID, false},
		{"", thisID, false},
		{"", "", false},
		{"not found", "", false},
		{"job_id " + thisID + "_0 not found", thisID, false},
		{"Cannot GET /platform/pipeline/" + thisID + ": not found", thisID, false},
		{"https://host/" + thisID + " not found", thisID, false},
		{"x" + thisID + " not found", thisID, false},
		// Ids that are words of the text.
		{"Not Found", "not", false},
		{"Not Found", "found", false},
		{"404 Not Found", "404", false},
		{"pipeline not found", "pipeline", false},
		{"pipeline_id x not found", "pipeline_id", false},
		{"resource not found", "resource", false},
		{"api v1 not found", "v1", false},
		{"pipeline_id invalid_pipeline_id not found!!", "invalid_pipeline_id", true},
	} {
		if got := saysNotFound(test.text, test.id); got != test.want {
			t.Errorf("saysNotFound(%q, %q) = %v", test.text, test.id, got)
		}
	}
}

func TestSettleLeavesTheErrorsOfOthersAlone(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{"GET /platform/pipelines": {says(200, emptyList)}})
	shared := &Error{Method: "GET", Path: "/platform/pipeline/x", Status: 404}
	if err := c.settle(t.Context(), shared, "x"); !IsNotFound(err) || IsNotFound(shared) {
		t.Errorf("%v is settled: %v; the error it came from: %v", err, IsNotFound(err), IsNotFound(shared))
	}
	if err := c.settle(t.Context(), nil, "x"); err != nil {
		t.Errorf("nothing to settle: %v", err)
	}
	if err := c.settle(t.Context(), context.Canceled, "x"); err != context.Canceled { //nolint:errorlint // the very same
		t.Errorf("a foreign error: %v", err)
	}
	if !slices.Equal([]verdict{judge(&Error{}, "x"), judge(&Error{ExceptionType: pipelineNotFound}, "x")}, []verdict{provesNothing, provesNothing}) {
		t.Error("an error without an answer proves something")
	}
}
