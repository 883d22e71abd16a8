// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"fmt"
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

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

const takenJSON = `{"detail":"Pipeline with id ` + thisID + ` already exists"}`

var newOrders = NewPipeline{ID: thisIDHyphens, Name: "Orders", Cron: Null[string](), Jobs: []NewJob{{}}}

// repeatsBlindly reports whether two creates have no lookup between them, which must never happen.
func repeatsBlindly(lines []string) bool {
	created := false
	for _, line := range lines {
		if line == createLine && created {
			return true
		}
		created = line == createLine || created && line != getLine2
	}
	return false
}

func TestCreate_outcome(t *testing.T) {
	t.Parallel()
	const (
		created = `{"status":true,"data":{"id":"` + thisID + `"}}`
		missing = notFoundJSON
	)
	lost := script.Reset()
	for _, test := range []struct {
		name  string
		post  []reply
		get   []reply // to the first spelling; nothing is found under the second
		want  CreateOutcome
		text  string // in the error; empty if there is none
		lines []string
	}{
		{"success", []reply{respond(201, created)}, nil, Created, "", []string{createLine}},
		{
			"success that mentions the id in a message",
			[]reply{respond(200, `{"detail":"created `+strings.ToUpper(thisIDHyphens)+`"}`)}, nil, Created, "",
			[]string{createLine},
		},
		{"success without a body", []reply{respond(201, ``)}, nil, ReportedCreated, "", []string{createLine}},
		{"success with any JSON", []reply{respond(200, `["?"]`)}, nil, ReportedCreated, "", []string{createLine}},
		{
			"success that names another pipeline", []reply{respond(201, `{"id":"`+otherID+`"}`)}, nil, ReportedCreated,
			"", []string{createLine},
		},
		{
			"lost after it was carried out", []reply{lost}, []reply{respond(200, pipelineJSON)}, Created, "",
			[]string{createLine, getLine},
		},
		{
			"lost before it was carried out", []reply{lost, respond(201, created)}, []reply{respond(404, missing)},
			Created, "", []string{createLine, getLine, getLine2, createLine},
		},
		{
			"502 after it was carried out", []reply{respond(502, htmlPage)}, []reply{respond(200, pipelineJSON)},
			Created, "", []string{createLine, getLine},
		},
		{
			"502 before it was carried out", []reply{respond(502, htmlPage), respond(201, created)},
			[]reply{respond(404, missing)}, Created, "", []string{createLine, getLine, getLine2, createLine},
		},
		{
			"408 before it was carried out", []reply{respond(408, ``), respond(201, created)},
			[]reply{respond(404, missing)}, Created, "", []string{createLine, getLine, getLine2, createLine},
		},
		{
			"page, after it was carried out", []reply{respond(200, htmlPage)}, []reply{respond(200, pipelineJSON)},
			Created, "", []string{createLine, getLine},
		},
		{
			"page, and it was not carried out", []reply{respond(200, htmlPage)}, []reply{respond(404, missing)},
			MaybeCreated, "200 OK: the response is not from Maestro", []string{createLine, getLine, getLine2},
		},
		{
			"500 after it was carried out", []reply{respond(500, `{"msg":"oops"}`)},
			[]reply{respond(200, pipelineJSON)}, Created, "", []string{createLine, getLine},
		},
		{
			"500, and it was not carried out", []reply{respond(500, `{"msg":"oops"}`)}, []reply{respond(404, missing)},
			NotCreated, "HTTP 500 Internal Server Error: oops", []string{createLine, getLine, getLine2},
		},
		{
			"first request arrives late, second is refused", []reply{lost, respond(409, takenJSON)},
			[]reply{respond(404, missing), respond(200, pipelineJSON)}, Created, "",
			[]string{createLine, getLine, getLine2, createLine, getLine},
		},
		{
			"second request is refused for another reason", []reply{lost, respond(400, `{"message":"no"}`)},
			[]reply{respond(404, missing)}, MaybeCreated, "HTTP 400 Bad Request: no (after 2 attempts)",
			[]string{createLine, getLine, getLine2, createLine, getLine, getLine2},
		},
		{
			"always lost", []reply{lost}, []reply{respond(404, missing)}, MaybeCreated, "may still be processing the request",
			[]string{createLine, getLine, getLine2, createLine, getLine, getLine2, createLine, getLine, getLine2},
		},
		{
			"lost, and the lookup is forbidden", []reply{lost}, []reply{respond(403, `{"message":"forbidden"}`)},
			MaybeCreated,
			"reading the pipeline failed, too: GET /platform/pipeline/" + thisIDHyphens + ": HTTP 403",
			[]string{createLine, getLine},
		},
		{
			"lost, and the lookup gets a page", []reply{respond(504, ``)}, []reply{respond(200, htmlPage)},
			MaybeCreated, "HTTP 504", []string{createLine, getLine},
		},
		{
			"lost, and the lookup succeeds when retried", []reply{lost},
			[]reply{respond(503, ``), respond(200, pipelineJSON)}, Created, "", []string{createLine, getLine, getLine},
		},
		{
			"refused", []reply{respond(400, `{"message":"name must be unique","statusCode":400}`)}, nil, NotCreated,
			"name must be unique", []string{createLine},
		},
		{"refused with 409", []reply{respond(409, takenJSON)}, nil, NotCreated, "already exists", []string{createLine}},
		{
			"refused with 200",
			[]reply{respond(200, `{"status":false,"exception_type":"PipelineAlreadyExists","traceback":"taken"}`)}, nil,
			NotCreated, "PipelineAlreadyExists: taken", []string{createLine},
		},
		{
			"redirected", []reply{respond(302, ``).With("Location", "/x")}, nil, NotCreated, "redirects",
			[]string{createLine},
		},
		{
			"429, which needs no lookup", []reply{respond(429, ``), respond(201, created)}, nil, Created, "",
			[]string{createLine, createLine},
		},
		{"401", []reply{respond(401, `{"msg":"Unauthorized"}`)}, nil, NotCreated, "HTTP 401", []string{createLine}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{createLine: test.post, getLine: test.get, getLine2: {respond(404, missing)}})
			got, err := c.CreatePipeline(t.Context(), newOrders)
			if got != test.want || (err == nil) != (test.text == "") {
				t.Errorf("got %d, %v, want %d, %q", got, err, test.want, test.text)
			}
			if err != nil {
				contains(t, err.Error(), "POST /platform/pipeline: ", test.text)
			}
			if diff := cmp.Diff(test.lines, s.Lines()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			if !strings.Contains(test.name, "429") && repeatsBlindly(s.Lines()) {
				t.Errorf("got two creates without a lookup between them: %q", s.Lines())
			}
		})
	}
}

func TestCreate_ambiguousLookupIsSettledByTheList(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{createLine: {script.Reset()}, "GET *": {respond(404, ``)}, listLine: {respond(200, listWithID)}})
	outcome, err := c.CreatePipeline(t.Context(), newOrders)
	if outcome != MaybeCreated || err == nil || s.Count(createLine) != 1 {
		t.Errorf("got %d, %v after %q, want %d after one create", outcome, err, s.Lines(), MaybeCreated)
	}
}

func TestCreate_thatNeverLeftIsNotCreated(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	plain, s := serve(t, nil) // any request that can be read fails the test
	tls := httptest.NewUnstartedServer(script.New(t, nil))
	tls.Config.ErrorLog = log.New(io.Discard, "", 0) // the failures are intended
	tls.StartTLS()
	t.Cleanup(tls.Close)
	for _, test := range []struct {
		name, address, text string
		attempts            int
	}{
		{"connection refused", "http://" + address, syscall.ECONNREFUSED.Error(), 2},
		{
			"https to a port for http", strings.Replace(plain.BaseURL(), "http:", "https:", 1),
			"HTTP response to HTTPS client", 1,
		},
		{"unknown certificate", tls.URL, "certificate", 1},
	} {
		c := newTestClient(t, test.address, withRetries(1))
		outcome, err := c.CreatePipeline(t.Context(), newOrders)
		if outcome != NotCreated || err == nil || Unconfirmed(err) {
			t.Errorf("%s: got %d, %v, want %d and an error that nothing was done", test.name, outcome, err, NotCreated)
			continue
		}
		contains(t, err.Error(), "POST /platform/pipeline: ", test.text)
		if e := errorOf(t, err); e.Attempts != test.attempts {
			t.Errorf("%s: got %d attempts, want %d", test.name, e.Attempts, test.attempts)
		}
	}
	if lines := s.Lines(); len(lines) != 0 {
		t.Errorf("got requests %q, want none", lines)
	}
}

func TestCreate_refusedConnectionIsRetried(t *testing.T) {
	t.Parallel()
	s := script.New(t, map[string][]reply{createLine: {respond(201, `{}`)}})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	dials := 0
	base := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if dials++; dials == 1 {
			return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
		}
		return (&net.Dialer{}).DialContext(ctx, network, address)
	}}
	c := newTunedClient(t, server.URL, func(c *transport.Config) { c.Base = base })
	outcome, err := c.CreatePipeline(t.Context(), newOrders)
	if outcome != ReportedCreated || err != nil || len(s.Lines()) != 1 {
		t.Errorf("got %d, %v after %q, want %d after one request", outcome, err, s.Lines(), ReportedCreated)
	}
}

func TestCreate_timeLimitAfterItWasCarriedOut(t *testing.T) {
	inBubble(t, map[string][]reply{
		createLine: {script.Never()}, getLine: {respond(200, pipelineJSON)},
	}, func(t *testing.T, c *Client, s *script.Script) {
		start := time.Now()
		outcome, err := c.CreatePipeline(t.Context(), newOrders)
		if outcome != Created || err != nil || time.Since(start) != 30*time.Second {
			t.Errorf("got %d, %v after %s, want %d after 30s", outcome, err, time.Since(start), Created)
		}
		if diff := cmp.Diff([]string{createLine, getLine}, s.Lines()); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	}, withTimeout(30*time.Second))
}

func TestCreate_interruptIsSettledWithinTwoSeconds(t *testing.T) {
	busy := respond(503, ``).With("Retry-After", "60")
	for _, test := range []struct {
		name    string
		replies map[string][]reply
		want    CreateOutcome
		lines   []string
	}{
		{
			"it arrived", map[string][]reply{createLine: {script.Never()}, getLine: {respond(200, pipelineJSON)}},
			Created, []string{createLine, getLine},
		},
		{
			"it did not arrive", map[string][]reply{createLine: {script.Never()}, "GET *": {respond(404, notFoundJSON)}},
			MaybeCreated, []string{createLine, getLine, getLine2},
		},
		{
			"the list settles it",
			map[string][]reply{createLine: {script.Never()}, "GET *": {respond(404, ``)}, listLine: {respond(200, emptyList)}},
			MaybeCreated, []string{createLine, getLine, getLine2, listLine},
		},
		{
			"the lookup gets no response", map[string][]reply{createLine: {script.Never()}, getLine: {script.Never()}},
			MaybeCreated, []string{createLine, getLine},
		},
		{
			"the platform is busy for longer", map[string][]reply{createLine: {script.Never()}, getLine: {busy}},
			MaybeCreated, []string{createLine, getLine},
		},
		{
			"during the lookup",
			map[string][]reply{createLine: {script.Reset()}, getLine: {script.Never(), respond(200, pipelineJSON)}},
			Created, []string{createLine, getLine, getLine},
		},
		{
			"between two attempts of the lookup",
			map[string][]reply{createLine: {script.Reset()}, getLine: {busy, respond(200, pipelineJSON)}},
			Created, []string{createLine, getLine, getLine},
		},
		{
			"before another attempt", map[string][]reply{createLine: {respond(429, ``).With("Retry-After", "60")}},
			NotCreated, []string{createLine},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, test.replies, func(t *testing.T, c *Client, s *script.Script) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				const interrupted = 7 * time.Second
				time.AfterFunc(interrupted, cancel)
				start := time.Now()
				outcome, err := c.CreatePipeline(ctx, newOrders)
				if took := time.Since(start); took < interrupted || took > interrupted+2*time.Second {
					t.Errorf("got an outcome after %s, want it within 2s of the interrupt after %s", took, interrupted)
				}
				if outcome != test.want || (err == nil) != (outcome == Created) {
					t.Errorf("got %d, %v, want %d", outcome, err, test.want)
				}
				if diff := cmp.Diff(test.lines, s.Lines()); diff != "" {
					t.Errorf("requests (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestCreate_interruptBeforeItIsSentIsNotCreated(t *testing.T) {
	// All requests are held after a 429: the create waits for its turn, and a lookup would as well.
	inBubble(t, map[string][]reply{
		listLine: {respond(429, ``).With("Retry-After", "240")},
	}, func(t *testing.T, c *Client, s *script.Script) {
		limited, cancelLimited := context.WithTimeout(t.Context(), time.Minute)
		defer cancelLimited()
		if _, err := c.ListPipelines(limited); err == nil {
			t.Fatal("got a list, want an error")
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		outcome, err := c.CreatePipeline(ctx, newOrders)
		if outcome != NotCreated || !errors.Is(err, context.Canceled) || Unconfirmed(err) || time.Since(start) != time.Second {
			t.Errorf("got %d, %v after %s, want %d after 1s", outcome, err, time.Since(start), NotCreated)
		}
		if diff := cmp.Diff([]string{listLine}, s.Lines()); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	})
}

func TestCreate_retryAfterBeyondTheContextReturnsTheErrorAtOnce(t *testing.T) {
	inBubble(t, map[string][]reply{
		createLine: {respond(429, `{"message":"slow down"}`).With("Retry-After", "120")},
	}, func(t *testing.T, c *Client, s *script.Script) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		outcome, err := c.CreatePipeline(ctx, newOrders)
		if outcome != NotCreated || err == nil || time.Since(start) != 0 || len(s.Lines()) != 1 {
			t.Fatalf("got %d, %v after %s and %q, want %d at once", outcome, err, time.Since(start), s.Lines(), NotCreated)
		}
		contains(t, err.Error(), "HTTP 429 Too Many Requests: slow down")
	})
}

func TestCreate_retryAfterIsHonored(t *testing.T) {
	inBubble(t, map[string][]reply{
		createLine: {respond(503, ``).With("Retry-After", "7"), respond(201, ``)}, "GET *": {respond(404, notFoundJSON)},
	}, func(t *testing.T, c *Client, _ *script.Script) {
		start := time.Now()
		outcome, err := c.CreatePipeline(t.Context(), newOrders)
		if outcome != ReportedCreated || err != nil || time.Since(start) != 7*time.Second {
			t.Errorf("got %d, %v after %s, want %d after 7s", outcome, err, time.Since(start), ReportedCreated)
		}
	})
}

func TestCreate_failedSignIn(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{signInLine: {respond(401, `{"message":"Incorrect username or password"}`)}}, withCredentials)
	outcome, err := c.CreatePipeline(t.Context(), newOrders)
	if outcome != NotCreated || !errors.Is(err, ErrUnauthorized) || len(s.Lines()) != 1 {
		t.Errorf("got %d, %v after %q, want %d after the sign-in", outcome, err, s.Lines(), NotCreated)
	}
	// After the first request was lost, a failed sign-in leaves the outcome open.
	c, s = serve(t, map[string][]reply{
		signInLine: {respondToken("token-1"), respond(401, ``)},
		listLine:   {respond(200, emptyList)},
		createLine: {script.Reset()},
		getLine:    {respond(401, ``)},
	}, withCredentials)
	if _, err := c.ListPipelines(t.Context()); err != nil { // so that the token is known to be valid
		t.Fatal(err)
	}
	outcome, err = c.CreatePipeline(t.Context(), newOrders)
	if outcome != MaybeCreated || !errors.Is(err, ErrOutcomeUnknown) || s.Count(createLine) != 1 {
		t.Errorf("got %d, %v after %q, want %d", outcome, err, s.Lines(), MaybeCreated)
	}
}

func TestCreate_observedAttemptsAreCountedThrough(t *testing.T) {
	var pauses []Pause
	var attempts []string
	inBubble(t, map[string][]reply{
		createLine: {respond(503, ``).With("Retry-After", "5"), respond(200, `{}`)}, "GET *": {respond(404, notFoundJSON)},
	}, func(t *testing.T, c *Client, _ *script.Script) {
		if outcome, err := c.CreatePipeline(t.Context(), newOrders); outcome != ReportedCreated {
			t.Errorf("got %d, %v, want %d", outcome, err, ReportedCreated)
		}
	}, func(c *Config) {
		c.ObservePause = func(_ context.Context, p Pause) { pauses = append(pauses, p) }
		c.Observe = func(_ context.Context, e Exchange) {
			attempts = append(attempts, fmt.Sprintf("%s %d %d", e.Method, e.Attempt, e.Status))
		}
	})
	want := []Pause{{Method: "POST", Path: "/platform/pipeline", Duration: 5 * time.Second, Next: 2}}
	if diff := cmp.Diff(want, pauses); diff != "" {
		t.Errorf("pauses (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"POST 1 503", "GET 1 404", "GET 1 404", "POST 2 200"}, attempts); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
}
