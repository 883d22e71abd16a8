// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

// What a response to a request about a pipeline leads to.
const (
	isGone   = "gone"  // at once, because Maestro says so
	asksList = "list"  // the list of all pipelines settles it
	isError  = "error" // whatever the list would show, which is not read
)

// Gone under one spelling of its id, as Maestro says, is not gone if the response under the other one proves nothing.
func TestGetPipeline_bothSpellingsMustProveThatItIsGone(t *testing.T) {
	t.Parallel()
	for _, ambiguous := range []reply{
		respond(404, htmlPage), respond(404, ``), respond(404, `{"detail":"Not Found"}`), respond(400, `{"message":"no"}`), respond(422, ``),
	} {
		for _, proof := range []string{getLine, getLine2} {
			name := fmt.Sprintf("proof under %s, %d %q under the other", proof, ambiguous.Status, ambiguous.Body)
			replies := map[string][]reply{getLine: {ambiguous}, getLine2: {ambiguous}, listLine: {respond(200, listWithID)}}
			replies[proof] = []reply{respond(404, notFoundJSON)}
			c, s := serve(t, replies)
			if _, err := c.GetPipeline(t.Context(), thisID); err == nil || errors.Is(err, ErrNotFound) {
				t.Errorf("%s, in the list: got %v, want an error other than %q", name, err, ErrNotFound)
			}
			s.Set(listLine, respond(200, emptyList))
			// The other spelling is not tried after an error other than "not found".
			want := ambiguous.Status == 404 || proof == getLine
			if _, err := c.GetPipeline(t.Context(), thisID); errors.Is(err, ErrNotFound) != want {
				t.Errorf("%s, not in the list: got %v, want %q %t", name, err, ErrNotFound, want)
			}
		}
	}
}

// goneTable holds responses about the pipeline "test_pipeline_12345", whose id has one spelling.
var goneTable = []struct {
	name  string
	reply reply
	leads string
}{
	{
		"PipelineNotFound", respond(404, `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id test_pipeline_12345 not found","data":null}}`),
		isGone,
	},
	{
		"PipelineNotFound under 400",
		respond(400, `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"x","data":null}}`),
		isGone,
	},
	{
		"PipelineNotFound under 200",
		respond(200, `{"status":false,"exception_type":"PipelineNotFound","traceback":"x","data":null}`), isGone,
	},
	{"404 with exclamation marks", respond(404, `{"detail":"pipeline_id test_pipeline_12345 not found!!"}`), isGone},
	{"404 in another spelling", respond(404, `{"detail":"pipeline_id Test-Pipeline-12345 not found"}`), isGone},
	{
		"404 with the id in quotes",
		respond(404, `{"message":"Pipeline 'test_pipeline_12345' does not exist.","statusCode":404,"error":"Not Found"}`),
		isGone,
	},
	{"404 about another id", respond(404, `{"detail":"pipeline_id test_pipeline_99999 not found!!"}`), asksList},
	{
		"404 about an id that begins in the same way",
		respond(404, `{"detail":"pipeline_id test_pipeline_12345_0 not found!!"}`), asksList,
	},
	{
		"404 about its path",
		respond(404, `{"message":"Cannot GET /platform/pipeline/test_pipeline_12345","error":"Not Found","statusCode":404}`),
		asksList,
	},
	{
		"404 with the path and a message in one string",
		respond(404, `{"detail":"/platform/pipeline/test_pipeline_12345 not found on this server"}`), asksList,
	},
	{"404 of an unknown route", respond(404, `{"detail":"Not Found"}`), asksList},
	{
		"404 with a page that repeats the id",
		respond(404, `<html><body>pipeline_id test_pipeline_12345 not found</body></html>`), asksList,
	},
	{
		"404 with JSON that is declared as HTML", respond(404, `{"detail":"pipeline_id test_pipeline_12345 not found"}`).With("Content-Type", "text/html"),
		asksList,
	},
	{
		"PipelineNotFound that is declared as HTML", respond(404, `{"exception_type":"PipelineNotFound","traceback":"x"}`).With("Content-Type", "text/html; charset=utf-8"),
		asksList,
	},
	{"404 with plain text", respond(404, `pipeline_id test_pipeline_12345 not found`), asksList},
	{"404 with a JSON string", respond(404, `"pipeline_id test_pipeline_12345 not found"`), asksList},
	{"404 without a body", respond(404, ``), asksList},
	{
		"404 with the id and another message",
		respond(404, `{"detail":"pipeline_id test_pipeline_12345 is being moved"}`), asksList,
	},
	{"400 with the message", respond(400, `{"detail":"pipeline_id test_pipeline_12345 not found"}`), asksList},
	{"500 with the message", respond(500, `{"msg":"pipeline test_pipeline_12345 does not exist"}`), asksList},
	{
		"200 that reports a failure with the message",
		respond(200, `{"status":false,"detail":"pipeline_id test_pipeline_12345 not found"}`), asksList,
	},
	{"400 about something else", respond(400, `{"detail":"column updated_at not found"}`), isError},
	{"500 with a page about it", respond(500, `<html>test_pipeline_12345 not found</html>`), isError},
	{"401 with the message", respond(401, `{"msg":"customer of test_pipeline_12345 not found"}`), isError},
	{"403 with the message", respond(403, `{"message":"test_pipeline_12345 not found"}`), isError},
	{"403 with PipelineNotFound", respond(403, `{"exception_type":"PipelineNotFound"}`), isError},
	{"405", respond(405, `{"detail":"Method Not Allowed"}`), isError},
	{"410", respond(410, ``), isError},
	{"302 to a login page", respond(302, ``).With("Location", "https://login.test/"), isError},
	{"no response", script.Reset(), isError},
}

func TestGone_isOnlyWhatMaestroProves(t *testing.T) {
	t.Parallel()
	const unread = "the list of pipelines could not be read: GET /platform/pipelines: "
	lists := []listCase{
		{"list without it", respond(200, `[{"pipeline_id":"test_pipeline_99999"}]`), true, ""},
		{"empty list", respond(200, emptyList), true, ""},
		{
			"list with it, spelled differently", respond(200, `{"data":[{"pipeline_id":"TEST-pipeline-12345"}]}`),
			false, "the list of pipelines still contains it",
		},
		{"page for a list", respond(200, htmlPage), false, unread + "HTTP 200 OK: the response is not a JSON list"},
		{"list not found", respond(404, `{"detail":"Not Found"}`), false, unread + "HTTP 404 Not Found"},
		{"list forbidden", respond(403, ``), false, unread + "HTTP 403"},
		{
			"list with an entry that cannot be used", respond(200, `[{"pipeline_id":"a\u001bb"},{"pipeline_id":"test_pipeline_99999"}]`),
			false, unread + "HTTP 200 OK: pipeline 0 of the list: the id",
		},
		{
			"list with it, and an entry that cannot be used", respond(200, `[{"name":"N"},{"pipeline_id":"test_pipeline_12345"}]`),
			false, "the list of pipelines still contains it",
		},
		{"list with pages", respond(200, `{"data":[],"total":3}`), false, "the list is incomplete"},
	}
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		for _, test := range goneTable {
			for i, list := range lists {
				if i > 0 && test.leads != asksList {
					break // the list is not read, whatever it would show
				}
				t.Run(method+", "+test.name+", "+list.name, func(t *testing.T) {
					t.Parallel()
					checkGone(t, method, test.reply, test.leads, list)
				})
			}
		}
	}
}

// listCase is a response to the list of all pipelines.
type listCase struct {
	name string
	list reply
	gone bool
	text string // in the error, unless the pipeline is gone
}

func checkGone(t *testing.T, method string, response reply, leads string, list listCase) {
	t.Helper()
	const id = "test_pipeline_12345"
	c, s := serve(t, map[string][]reply{method + " /platform/pipeline/" + id: {response}, listLine: {list.list}}, withRetries(0))
	var err error
	found := true
	if method == http.MethodGet {
		_, err = c.GetPipeline(t.Context(), id)
	} else {
		found, err = c.DeletePipeline(t.Context(), id)
	}
	wantGone := leads == isGone || leads == asksList && list.gone
	switch {
	case method == http.MethodDelete && wantGone != (err == nil && !found):
		t.Errorf("got found %t, %v, want gone %t", found, err, wantGone)
	case method == http.MethodGet && (err == nil || wantGone != errors.Is(err, ErrNotFound)):
		t.Errorf("got %v, want gone %t", err, wantGone)
	}
	if leads == asksList && !list.gone && err != nil {
		contains(t, err.Error(), method+" /platform/pipeline/"+id+": HTTP ", list.text)
	}
	want := 0
	if leads == asksList {
		want = 1
	}
	if n := s.Count(listLine); n != want || len(s.Lines()) != 1+want {
		t.Errorf("got requests %q, want %d lists", s.Lines(), want)
	}
}

func TestGone_isSettledForAllCalls(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *Client) error{
		"update": func(ctx context.Context, c *Client) error {
			return c.UpdatePipeline(ctx, thisID, PipelineChange{Name: Some("N")})
		},
		"memory":  func(ctx context.Context, c *Client) error { _, err := c.SetMemory(ctx, thisID, 1); return err },
		"pause":   func(ctx context.Context, c *Client) error { return c.Pause(ctx, thisID) },
		"unpause": func(ctx context.Context, c *Client) error { return c.Unpause(ctx, thisID) },
		"execute": func(ctx context.Context, c *Client) error { _, err := c.Execute(ctx, thisID); return err },
		"runs":    func(ctx context.Context, c *Client) error { _, err := c.ListRuns(ctx, thisID); return err },
	} {
		c, _ := serve(t, map[string][]reply{"*": {respond(404, notFoundJSON)}})
		if err := call(t.Context(), c); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: got %v, want %q", name, err, ErrNotFound)
		}
		c, _ = serve(t, map[string][]reply{"*": {respond(404, `{"detail":"Not Found"}`)}, listLine: {respond(200, listWithID)}})
		if err := call(t.Context(), c); err == nil || errors.Is(err, ErrNotFound) {
			t.Errorf("%s of a pipeline that is in the list: got %v, want another error", name, err)
		}
	}
}

func TestGetPipeline_triesBothSpellings(t *testing.T) {
	t.Parallel()
	missing := respond(404, notFoundJSON)
	missing200 := respond(200, `{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id `+thisID+` not found"}`)
	unknownRoute := respond(404, `{"detail":"Not Found"}`)
	shown := respond(200, pipelineJSON)
	for _, test := range []struct {
		name          string
		first, second reply
		found, gone   bool
		requests      []string
	}{
		{"found at once", shown, reply{}, true, false, []string{getLine}},
		{"found under the other", missing, shown, true, false, []string{getLine, getLine2}},
		{"found under the other, after 200", missing200, shown, true, false, []string{getLine, getLine2}},
		{
			"found under the other, after an unknown route", respond(404, ``), shown, true, false,
			[]string{getLine, getLine2},
		},
		{"neither", missing, missing, false, true, []string{getLine, getLine2}},
		{"neither, with 200", missing200, missing200, false, true, []string{getLine, getLine2}},
		{
			"neither, and the other is no id", missing, respond(422, `{"detail":[{"msg":"not a UUID"}]}`), false, true,
			[]string{getLine, getLine2, listLine},
		},
		{"the other fails", missing, respond(500, ``), false, false, []string{getLine, getLine2, getLine2, getLine2}},
		{"the other is forbidden", missing, respond(403, ``), false, false, []string{getLine, getLine2}},
		{"no other after an error", respond(500, ``), reply{}, false, false, []string{getLine, getLine, getLine}},
		{"neither, by unknown routes", unknownRoute, unknownRoute, false, true, []string{getLine, getLine2, listLine}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{getLine: {test.first}, getLine2: {test.second}, listLine: {respond(200, emptyList)}})
			p, err := c.GetPipeline(t.Context(), thisID)
			if (err == nil) != test.found || errors.Is(err, ErrNotFound) != test.gone || test.found && p.ID != thisID {
				t.Errorf("got %q, %v, want found %t, gone %t", p.ID, err, test.found, test.gone)
			}
			if diff := cmp.Diff(test.requests, s.Lines()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSetMemory_refusalUnderTheOtherSpellingIsTheError(t *testing.T) {
	t.Parallel()
	// The platform knows only the other spelling, and the value is wrong: the pipeline is not gone.
	c, _ := serve(t, map[string][]reply{
		"PUT /platform/pipeline/" + thisIDHyphens + "/memory": {respond(404, notFoundJSON)},
		"PUT /platform/pipeline/" + thisID + "/memory":        {respond(400, `{"message":"Memory limit exceeded. Maximum allowed: 8000MB (8GB)","statusCode":400}`)},
	})
	_, err := c.SetMemory(t.Context(), thisID, 12000)
	if err == nil || errors.Is(err, ErrNotFound) {
		t.Fatalf("got %v, want the refusal", err)
	}
	contains(t, err.Error(), "HTTP 400", "Memory limit exceeded")
}

func TestSpelling_thatWorksIsUsedFirst(t *testing.T) {
	t.Parallel()
	missing := respond(404, `{"detail":{"exception_type":"PipelineNotFound","traceback":"no"}}`)
	const getOther, getOther2 = "GET /platform/pipeline/00000000-1111-4222-8333-444444444444", "GET /platform/pipeline/" + otherID
	c, s := serve(t, map[string][]reply{
		getLine: {missing}, getLine2: {respond(200, pipelineJSON)},
		getOther: {missing}, getOther2: {missing},
		deleteLine: {respond(404, `{"detail":"pipeline_id `+thisID+` not found!!"}`)}, deleteLine2: {respond(200, seedDeleted)},
	})
	for range 2 {
		if _, err := c.GetPipeline(t.Context(), thisIDHyphens); err != nil {
			t.Fatal(err)
		}
	}
	// It is only used first: both spellings are tried before a pipeline is gone.
	if _, err := c.GetPipeline(t.Context(), otherID); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want %q", err, ErrNotFound)
	}
	if found, err := c.DeletePipeline(t.Context(), thisID); err != nil || !found {
		t.Errorf("delete: got found %t, %v, want success", found, err)
	}
	want := []string{
		getLine, getLine2, // found under the second spelling
		getLine2,
		getOther2, getOther,
		deleteLine, deleteLine2, // another route
	}
	if diff := cmp.Diff(want, s.Lines()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// A success that is not about the pipeline does not change what is concluded from a later response.
func TestGetPipeline_foreignSuccessProvesNoSpelling(t *testing.T) {
	t.Parallel()
	for _, body := range []string{``, `null`, `[]`, `"ok"`, `{}`, `{"status":"OK"}`, `{"status":true,"data":{"id":"` + otherID + `"}}`, htmlPage} {
		c, _ := serve(t, map[string][]reply{getLine: {respond(200, body), respond(404, notFoundJSON)}, getLine2: {respond(200, pipelineJSON)}})
		if _, err := c.GetPipeline(t.Context(), thisID); err == nil || errors.Is(err, ErrNotFound) {
			t.Fatalf("%s: got %v, want an error that proves nothing", body, err)
		}
		if _, err := c.GetPipeline(t.Context(), thisID); err != nil {
			t.Errorf("after %s: %v", body, err)
		}
	}
}

func TestGone_concurrentLookupsShareLists(t *testing.T) {
	const lookups = 100
	inBubble(t, map[string][]reply{
		"GET *":  {respond(404, `{"detail":"Not Found"}`)},
		listLine: {respond(200, `[{"pipeline_id":"pipeline_number_7"}]`).After(time.Second)},
	}, func(t *testing.T, c *Client, s *script.Script) {
		var wg sync.WaitGroup
		for i := range lookups {
			id := "pipeline_number_" + strings.Repeat("7", 1+i%2) // half of them are in the list
			wg.Go(func() {
				_, err := c.GetPipeline(t.Context(), id)
				if want := id == "pipeline_number_77"; err == nil || errors.Is(err, ErrNotFound) != want {
					t.Errorf("%s: got %v, want gone %t", id, err, want)
				}
			})
		}
		wg.Wait()
		// The second list serves all lookups that came while the first one was read.
		if n := s.Count(listLine); n > 2 {
			t.Errorf("got %d lists for %d lookups, want at most 2", n, lookups)
		}
	})
}

func TestGone_listIsNeverOlderThanTheLookup(t *testing.T) {
	// The first list is read before the second 404, so that it may contain what is gone since.
	inBubble(t, map[string][]reply{
		"GET *":  {respond(404, ``)},
		listLine: {respond(200, `[{"pipeline_id":"second_pipeline_2"}]`).After(time.Second), respond(200, emptyList)},
	}, func(t *testing.T, c *Client, s *script.Script) {
		var wg sync.WaitGroup
		for id, delay := range map[string]time.Duration{"first_pipeline_1": 0, "second_pipeline_2": 500 * time.Millisecond} {
			wg.Go(func() {
				_ = Wait(t.Context(), delay)
				if _, err := c.GetPipeline(t.Context(), id); !errors.Is(err, ErrNotFound) {
					t.Errorf("%s: got %v, want %q", id, err, ErrNotFound)
				}
			})
		}
		wg.Wait()
		if n := s.Count(listLine); n != 2 {
			t.Errorf("got %d lists, want 2", n)
		}
	})
}

func TestGone_retryAfterOfTheListBeyondTheContextIsAnErrorAtOnce(t *testing.T) {
	missing := respond(404, ``)
	inBubble(t, map[string][]reply{
		getLine: {missing}, getLine2: {missing}, listLine: {respond(429, `{"message":"come back tomorrow"}`).With("Retry-After", "86400")},
	}, func(t *testing.T, c *Client, s *script.Script) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		start := time.Now()
		_, err := c.GetPipeline(ctx, thisID)
		if err == nil || errors.Is(err, ErrNotFound) || time.Since(start) > time.Second || s.Count(listLine) != 1 {
			t.Fatalf("got %v after %s and %q, want an error at once", err, time.Since(start), s.Lines())
		}
		contains(t, err.Error(), "the list of pipelines could not be read", "come back tomorrow")
	})
}

func TestGone_failedSignInProvesNothing(t *testing.T) {
	t.Parallel()
	// A wrong base_url responds with 404 to the sign-in as to everything else.
	for name, body := range map[string]string{
		"page": htmlPage, "FastAPI": `{"detail":"Not Found"}`, "naming it": `{"detail":"pipeline_id ` + thisID + ` not found"}`,
		"exception": notFoundJSON,
	} {
		c, s := serve(t, map[string][]reply{signInLine: {respond(404, body)}}, withCredentials)
		_, getErr := c.GetPipeline(t.Context(), thisID)
		found, deleteErr := c.DeletePipeline(t.Context(), thisID)
		syncErr := c.SetSyncMode(t.Context(), thisID+"_0", SyncMode{LoadType: "full_load"})
		for _, err := range []error{getErr, deleteErr, syncErr, c.Pause(t.Context(), thisID)} {
			if err == nil || errors.Is(err, ErrNotFound) || Unconfirmed(err) {
				t.Errorf("%s: got %v, want an error that nothing was done", name, err)
				continue
			}
			contains(t, err.Error(), "sign-in failed: POST /auth/sign-in: HTTP 404 Not Found")
		}
		if n := s.Count(signInLine); n != 1 || !found {
			t.Errorf("%s: got %d sign-ins, found %t, want 1, true", name, n, found)
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
			t.Errorf("saysNotFound(%q, %q): got %t, want %t", test.text, test.id, got, test.want)
		}
	}
}

func TestSettle_leavesOtherErrorsUnchanged(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{listLine: {respond(200, emptyList)}})
	shared := &Error{Method: "GET", Path: "/platform/pipeline/x", Status: 404}
	if err := c.confirmMissing(t.Context(), shared, "x"); !errors.Is(err, ErrNotFound) || errors.Is(shared, ErrNotFound) {
		t.Errorf("got %v from %v, want only the copy to be settled", err, shared)
	}
	if err := c.confirmMissing(t.Context(), nil, "x"); err != nil {
		t.Errorf("nil: got %v", err)
	}
	if err := c.confirmMissing(t.Context(), context.Canceled, "x"); err != context.Canceled { //nolint:errorlint // identical
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	for _, e := range []*Error{{}, {ExceptionType: pipelineNotFound}} {
		if got := judge(e, "x"); got != provesNothing {
			t.Errorf("without a response: got the verdict %d, want %d", got, provesNothing)
		}
	}
}
