// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	post      = "POST /platform/pipeline"
	lookUp    = "GET /platform/pipeline/" + thisIDHyphens
	lookUp2   = "GET /platform/pipeline/" + thisID // the other spelling, after a 404
	listAll   = "GET /platform/pipelines"
	takenJSON = `{"detail":"Pipeline with id ` + thisID + ` already exists"}`
)

var theNewOne = NewPipeline{ID: thisIDHyphens, Name: "Orders", Cron: Null[string](), Jobs: []NewJob{{}}}

// twoPostsWithoutALook finds the one thing that a create must never do.
func twoPostsWithoutALook(lines []string) bool {
	posted := false
	for _, line := range lines {
		if line == post && posted {
			return true
		}
		posted = line == post || posted && line != lookUp2
	}
	return false
}

func TestCreateIsSettledWhateverBecomesOfTheAnswer(t *testing.T) {
	t.Parallel()
	const (
		created = `{"status":true,"data":{"id":"` + thisID + `"}}`
		missing = notFoundJSON
	)
	lost := reply{drop: true}
	for _, test := range []struct {
		name string
		post []reply
		get  []reply // of the first spelling; the second is missing all the time
		want Created
		text string // of the error; empty: none
		line []string
	}{
		{"success", []reply{says(201, created)}, nil, IsCreated, "", []string{post}},
		{"success that names it in a sentence, in another spelling", []reply{says(200, `{"detail":"created `+strings.ToUpper(thisIDHyphens)+`"}`)}, nil, IsCreated, "", []string{post}},
		{"success without a body", []reply{says(201, ``)}, nil, SaidCreated, "", []string{post}},
		{"success of whatever JSON", []reply{says(200, `["?"]`)}, nil, SaidCreated, "", []string{post}},
		{"success that names another one", []reply{says(201, `{"id":"`+otherID+`"}`)}, nil, SaidCreated, "", []string{post}},
		{"lost after the work", []reply{lost}, []reply{says(200, pipelineJSON)}, IsCreated, "", []string{post, lookUp}},
		{"lost before the work", []reply{lost, says(201, created)}, []reply{says(404, missing)}, IsCreated, "", []string{post, lookUp, lookUp2, post}},
		{"502 after the work", []reply{says(502, htmlPage)}, []reply{says(200, pipelineJSON)}, IsCreated, "", []string{post, lookUp}},
		{"502 before the work", []reply{says(502, htmlPage), says(201, created)}, []reply{says(404, missing)}, IsCreated, "", []string{post, lookUp, lookUp2, post}},
		{"408 before the work", []reply{says(408, ``), says(201, created)}, []reply{says(404, missing)}, IsCreated, "", []string{post, lookUp, lookUp2, post}},
		{"a page for an answer, after the work", []reply{says(200, htmlPage)}, []reply{says(200, pipelineJSON)}, IsCreated, "", []string{post, lookUp}},
		{"a page for an answer, and no work", []reply{says(200, htmlPage)}, []reply{says(404, missing)}, MaybeCreated, "200 OK: the answer is not Maestro's", []string{post, lookUp, lookUp2}},
		{"500 after the work", []reply{says(500, `{"msg":"oops"}`)}, []reply{says(200, pipelineJSON)}, IsCreated, "", []string{post, lookUp}},
		{"500 without the work is not repeated", []reply{says(500, `{"msg":"oops"}`)}, []reply{says(404, missing)}, NotCreated, "HTTP 500 Internal Server Error: oops", []string{post, lookUp, lookUp2}},
		{"the first comes late and the second is refused", []reply{lost, says(409, takenJSON)}, []reply{says(404, missing), says(200, pipelineJSON)}, IsCreated, "", []string{post, lookUp, lookUp2, post, lookUp}},
		{"the second is refused for another reason", []reply{lost, says(400, `{"message":"no"}`)}, []reply{says(404, missing)}, MaybeCreated, "HTTP 400 Bad Request: no (after 2 attempts)", []string{post, lookUp, lookUp2, post, lookUp, lookUp2}},
		{"lost for good", []reply{lost}, []reply{says(404, missing)}, MaybeCreated, "may still be under way", []string{post, lookUp, lookUp2, post, lookUp, lookUp2, post, lookUp, lookUp2}},
		{"lost, and nobody can say", []reply{lost}, []reply{says(403, `{"message":"forbidden"}`)}, MaybeCreated, "whether the pipeline exists could not be found out: GET /platform/pipeline/" + thisIDHyphens + ": HTTP 403", []string{post, lookUp}},
		{"lost, and a page in place of the pipeline", []reply{says(504, ``)}, []reply{says(200, htmlPage)}, MaybeCreated, "HTTP 504", []string{post, lookUp}},
		{"lost, found out in the second try", []reply{lost}, []reply{says(503, ``), says(200, pipelineJSON)}, IsCreated, "", []string{post, lookUp, lookUp}},
		{"refused", []reply{says(400, `{"message":"name must be unique","statusCode":400}`)}, nil, NotCreated, "name must be unique", []string{post}},
		{"refused with 409", []reply{says(409, takenJSON)}, nil, NotCreated, "already exists", []string{post}},
		{"refused with 200", []reply{says(200, `{"status":false,"exception_type":"PipelineAlreadyExists","traceback":"taken"}`)}, nil, NotCreated, "PipelineAlreadyExists: taken", []string{post}},
		{"redirected", []reply{says(302, ``).with("Location", "/x")}, nil, NotCreated, "redirected", []string{post}},
		{"429, then success, without a look as nothing was done", []reply{says(429, ``), says(201, created)}, nil, IsCreated, "", []string{post, post}},
		{"401", []reply{says(401, `{"msg":"Unauthorized"}`)}, nil, NotCreated, "HTTP 401", []string{post}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{post: test.post, lookUp: test.get, lookUp2: {says(404, missing)}})
			got, err := c.CreatePipeline(t.Context(), theNewOne)
			if got != test.want || (err == nil) != (test.text == "") {
				t.Errorf("created %d, %v; want %d", got, err, test.want)
			}
			if err != nil {
				contains(t, err.Error(), "POST /platform/pipeline: ", test.text)
			}
			if diff := cmp.Diff(test.line, s.lines()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if !strings.Contains(test.name, "429") && twoPostsWithoutALook(s.lines()) {
				t.Errorf("two POSTs without a look between them: %q", s.lines())
			}
		})
	}
}

func TestCreateByAnUnknownRouteIsSettledByTheList(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{post: {{drop: true}}, "GET *": {says(404, ``)}, listAll: {says(200, listWithID)}})
	created, err := c.CreatePipeline(t.Context(), theNewOne)
	if created != MaybeCreated || err == nil || s.count(post) != 1 {
		t.Errorf("created %d, %v; %q", created, err, s.lines())
	}
}

func TestCreateThatNeverLeftThisMachineIsNotCreated(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	plain, s := serve(t, nil) // any request that can be read fails the test
	tls := httptest.NewUnstartedServer(newScript(t, nil))
	tls.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains about what is meant to fail
	tls.StartTLS()
	t.Cleanup(tls.Close)
	for _, test := range []struct{ name, address, text string }{
		{"connection refused", "http://" + address, syscall.ECONNREFUSED.Error()},
		{"https to a port that speaks http", strings.Replace(plain.base, "http:", "https:", 1), "HTTP response to HTTPS client"},
		{"a certificate of nobody", tls.URL, "certificate"},
	} {
		c := newTestClient(t, test.address, withRetries(1))
		created, err := c.CreatePipeline(t.Context(), theNewOne)
		if created != NotCreated || err == nil || IsUnclear(err) {
			t.Errorf("%s: created %d, unclear %v, %v", test.name, created, IsUnclear(err), err)
			continue
		}
		contains(t, err.Error(), "POST /platform/pipeline: ", test.text)
		want := 2
		if test.name == "a certificate of nobody" {
			want = 1 // it would be the same again
		}
		if e := as(t, err); e.Attempts != want {
			t.Errorf("%s: %d attempts, want %d", test.name, e.Attempts, want)
		}
	}
	if len(s.lines()) != 0 {
		t.Errorf("requests %q", s.lines())
	}
}

func TestCreateRefusedConnectionThenSuccess(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{post: {says(201, `{}`)}})
	base := c.transport.base.(*http.Transport)
	dials := 0
	base.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if dials++; dials == 1 {
			return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}
	created, err := c.CreatePipeline(t.Context(), theNewOne)
	if created != SaidCreated || err != nil || len(s.lines()) != 1 {
		t.Errorf("created %d, %v; %q", created, err, s.lines())
	}
}

func TestCreateTimesOutAfterTheWork(t *testing.T) {
	inBubble(t, map[string][]reply{post: {never()}, lookUp: {says(200, pipelineJSON)}}, func(t *testing.T, c *Client, s *script) {
		start := time.Now()
		created, err := c.CreatePipeline(t.Context(), theNewOne)
		if created != IsCreated || err != nil || time.Since(start) != 30*time.Second {
			t.Errorf("created %d, %v after %s", created, err, time.Since(start))
		}
		if diff := cmp.Diff([]string{post, lookUp}, s.lines()); diff != "" {
			t.Error(diff)
		}
	}, withTimeout(30*time.Second))
}

func TestInterruptedCreateIsSettledWithinTwoSeconds(t *testing.T) {
	for _, test := range []struct {
		name    string
		replies map[string][]reply
		want    Created
		lines   []string
	}{
		{"it arrived", map[string][]reply{post: {never()}, lookUp: {says(200, pipelineJSON)}}, IsCreated, []string{post, lookUp}},
		{"it did not", map[string][]reply{post: {never()}, "GET *": {says(404, notFoundJSON)}}, MaybeCreated, []string{post, lookUp, lookUp2}},
		{"the list has to say", map[string][]reply{post: {never()}, "GET *": {says(404, ``)}, listAll: {says(200, emptyList)}}, MaybeCreated, []string{post, lookUp, lookUp2, listAll}},
		{"nobody answers", map[string][]reply{post: {never()}, lookUp: {never()}}, MaybeCreated, []string{post, lookUp}},
		{"the platform is busy for longer", map[string][]reply{post: {never()}, lookUp: {says(503, ``).with("Retry-After", "30")}}, MaybeCreated, []string{post, lookUp}},
		// The look was already under way when the interrupt came.
		{"interrupted in the look", map[string][]reply{post: {{drop: true}}, lookUp: {never(), says(200, pipelineJSON)}}, IsCreated, []string{post, lookUp, lookUp}},
		{"interrupted between two looks", map[string][]reply{post: {{drop: true}}, lookUp: {says(503, ``).with("Retry-After", "60"), says(200, pipelineJSON)}}, IsCreated, []string{post, lookUp, lookUp}},
		{"interrupted before another try", map[string][]reply{post: {says(429, ``).with("Retry-After", "60")}}, NotCreated, []string{post}},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, test.replies, func(t *testing.T, c *Client, s *script) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				const patience = 7 * time.Second
				time.AfterFunc(patience, cancel)
				start := time.Now()
				created, err := c.CreatePipeline(ctx, theNewOne)
				if took := time.Since(start); took < patience || took > patience+2*time.Second {
					t.Errorf("took %s, interrupted after %s", took, patience)
				}
				if created != test.want || (err == nil) != (created == IsCreated) {
					t.Errorf("created %d, %v; want %d", created, err, test.want)
				}
				if diff := cmp.Diff(test.lines, s.lines()); diff != "" {
					t.Errorf("requests (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestCreateInterruptedBeforeItIsSentIsNotCreated(t *testing.T) {
	// Everybody pauses after a 429: the POST is still waiting for its turn, and so would any look.
	inBubble(t, map[string][]reply{listAll: {says(429, ``).with("Retry-After", "3600")}}, func(t *testing.T, c *Client, s *script) {
		limited, cancelLimited := context.WithTimeout(t.Context(), time.Minute)
		defer cancelLimited()
		if _, err := c.ListPipelines(limited); err == nil {
			t.Fatal("the list is answered")
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		created, err := c.CreatePipeline(ctx, theNewOne)
		if created != NotCreated || !errors.Is(err, context.Canceled) || IsUnclear(err) || time.Since(start) != time.Second {
			t.Errorf("created %d, %v after %s", created, err, time.Since(start))
		}
		if diff := cmp.Diff([]string{listAll}, s.lines()); diff != "" {
			t.Error(diff)
		}
	})
}

func TestCreateDoesNotWaitPastItsEnd(t *testing.T) {
	inBubble(t, map[string][]reply{post: {says(429, `{"message":"slow down"}`).with("Retry-After", "120")}}, func(t *testing.T, c *Client, s *script) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		created, err := c.CreatePipeline(ctx, theNewOne)
		if created != NotCreated || err == nil || time.Since(start) != 0 || len(s.lines()) != 1 {
			t.Fatalf("created %d, %v after %s and %q", created, err, time.Since(start), s.lines())
		}
		contains(t, err.Error(), "HTTP 429 Too Many Requests: slow down")
	})
}

func TestCreateObeysRetryAfter(t *testing.T) {
	inBubble(t, map[string][]reply{post: {says(503, ``).with("Retry-After", "7"), says(201, ``)}, "GET *": {says(404, notFoundJSON)}}, func(t *testing.T, c *Client, _ *script) {
		start := time.Now()
		created, err := c.CreatePipeline(t.Context(), theNewOne)
		if created != SaidCreated || err != nil || time.Since(start) != 7*time.Second {
			t.Errorf("created %d, %v after %s", created, err, time.Since(start))
		}
	})
}

func TestCreateWhoseSignInFailsIsNotCreated(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{"POST /auth/sign-in": {says(401, `{"message":"Incorrect username or password"}`)}}, withCredentials)
	created, err := c.CreatePipeline(t.Context(), theNewOne)
	if created != NotCreated || !IsUnauthorized(err) || len(s.lines()) != 1 {
		t.Errorf("created %d, %v; %q", created, err, s.lines())
	}
	// After the first attempt was lost, a sign-in that fails leaves it open.
	c, s = serve(t, map[string][]reply{
		"POST /auth/sign-in": {says(200, `{"accessToken":"token-1"}`), says(401, ``)},
		listAll:              {says(200, emptyList)},
		post:                 {{drop: true}},
		lookUp:               {says(401, ``)},
	}, withCredentials)
	if _, err := c.ListPipelines(t.Context()); err != nil { // so that the token is known to be good
		t.Fatal(err)
	}
	created, err = c.CreatePipeline(t.Context(), theNewOne)
	if created != MaybeCreated || err == nil || !IsUnclear(err) || s.count(post) != 1 {
		t.Errorf("created %d, %v; %q", created, err, s.lines())
	}
}
