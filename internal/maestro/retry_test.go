// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// every is each call of the client that sends a request, with the answer that makes it succeed.
var every = []struct {
	name  string
	call  func(context.Context, *Client) error
	line  string
	good  string
	again bool // may be repeated blindly
}{
	{"list", func(ctx context.Context, c *Client) error { _, err := c.ListPipelines(ctx); return err }, listAll, `[]`, true},
	{"get", func(ctx context.Context, c *Client) error { _, err := c.GetPipeline(ctx, thisID); return err }, lookUp, pipelineJSON, true},
	{"update", func(ctx context.Context, c *Client) error {
		return c.UpdatePipeline(ctx, thisID, PipelineChange{Name: Some("N")})
	}, "PATCH /platform/pipeline/" + thisID, `{}`, true},
	{"memory", func(ctx context.Context, c *Client) error { return c.SetMemory(ctx, thisID, 1) }, "PUT " + strings.TrimPrefix(lookUp, "GET ") + "/memory", `{}`, true},
	{"delete", func(ctx context.Context, c *Client) error { _, err := c.DeletePipeline(ctx, thisID); return err }, del, seedDeleted, true},
	{"pause", func(ctx context.Context, c *Client) error { return c.Pause(ctx, thisID) }, "POST /platform/pipeline/pause", `{}`, true},
	{"unpause", func(ctx context.Context, c *Client) error { return c.Unpause(ctx, thisID) }, "POST /platform/pipeline/unpause", `{}`, true},
	{"runs", func(ctx context.Context, c *Client) error { _, err := c.ListRuns(ctx, thisID); return err }, "GET /platform/pipeline/" + thisID + "/pipeline_run", `[]`, true},
	{"run", func(ctx context.Context, c *Client) error { _, err := c.GetRun(ctx, thisID, "r"); return err }, "GET /platform/pipeline/" + thisID + "/pipeline_run/r", runPage, true},
	{"job", func(ctx context.Context, c *Client) error { _, err := c.GetJDBCJob(ctx, thisID+"_0"); return err }, "GET /platform/jobs/jdbc/" + thisID + "_0", jobPage, true},
	{"job input", func(ctx context.Context, c *Client) error {
		return c.PatchJobInput(ctx, thisID+"_0", Document{"a": json.RawMessage("1")})
	}, "PATCH /platform/jobs/" + thisID + "_0/input", `{}`, true},
	{"sync mode", func(ctx context.Context, c *Client) error {
		return c.SetSyncMode(ctx, thisID+"_0", SyncMode{LoadType: "full_load"})
	}, "PUT /platform/jobs/jdbc/" + thisID + "_0/sync-mode", `{}`, true},
	{"reset state", func(ctx context.Context, c *Client) error { return c.ResetJobState(ctx, thisID+"_0") }, "POST /platform/jobs/" + thisID + "_0/reset-state", `{}`, true},
	{"datatypes", func(ctx context.Context, c *Client) error { _, err := c.JDBCDatatypes(ctx); return err }, "GET /platform/jobs/jdbc/configs/allowed_datatypes", `{"mysql":["int"]}`, true},
	{"execute", func(ctx context.Context, c *Client) error { _, err := c.Execute(ctx, thisID); return err }, "POST /platform/pipeline/execute", `{}`, false},
	{"create, when it is not known whether it exists", func(ctx context.Context, c *Client) error { _, err := c.CreatePipeline(ctx, theNewOne); return err }, post, `{}`, false},
}

func TestWhichCallsAreRepeatedAfterWhichFailures(t *testing.T) {
	t.Parallel()
	for _, failure := range []struct {
		name  string
		reply reply
		again bool
		lost  bool // it is not known whether the work was done
	}{
		{"connection broken", reply{drop: true}, true, true},
		{"429", says(429, `{"message":"slow down"}`), true, false},
		{"502", says(502, htmlPage), true, true},
		{"503", says(503, ``), true, true},
		{"504", says(504, `{"message":"timeout"}`), true, true},
		{"500 database error", says(500, seedDatabase), true, true},
		{"an answer that breaks off", says(200, `{"status":`).with("Content-Length", "500"), true, true},
		{"500", says(500, `{"msg":"There was an error"}`), false, true},
		{"501", says(501, ``), false, true},
		{"400", says(400, `{"detail":"bad"}`), false, false},
		{"403", says(403, `{"message":"no"}`), false, false},
		{"405", says(405, `{"detail":"Method Not Allowed"}`), false, false},
		{"409", says(409, `{}`), false, false},
		{"422", says(422, `{"detail":[]}`), false, false},
		{"302", says(302, ``).with("Location", "/login"), false, false},
	} {
		for _, call := range every {
			t.Run(call.name+", "+failure.name, func(t *testing.T) {
				t.Parallel()
				c, s := serve(t, map[string][]reply{
					call.line: {failure.reply, failure.reply, says(200, call.good)},
					// What a create, a run and a sync mode ask next; the first two say nothing of whether it exists, the last is not there.
					lookUp: {says(403, ``)}, runsLine: {says(403, ``)}, "POST /platform/jobs/jdbc/" + thisID + "_0/sync-mode": {says(405, ``)},
				})
				if call.line == lookUp || call.line == runsLine {
					s.replies[call.line] = []reply{failure.reply, failure.reply, says(200, call.good)}
				}
				err := call.call(t.Context(), c)
				want := 1
				if failure.again && (call.again || call.line == post && !failure.lost) { // a create that did not arrive is sent again
					want = 3
				}
				if got := s.count(call.line); got != want {
					t.Errorf("%d requests, want %d: %q", got, want, s.lines())
				}
				if (err == nil) != (want == 3) || IsNotFound(err) {
					t.Errorf("%v", err)
				}
				if err != nil && !call.again && IsUnclear(err) != failure.lost {
					t.Errorf("unclear %v, want %v: %v", IsUnclear(err), failure.lost, err)
				}
			})
		}
	}
}

func TestNotFoundIsNeverRepeated(t *testing.T) {
	t.Parallel()
	for _, call := range every {
		c, s := serve(t, map[string][]reply{"*": {says(404, `{"detail":"Not Found"}`)}})
		if err := call.call(t.Context(), c); err == nil {
			t.Errorf("%s: no error", call.name)
		}
		seen := s.lines()
		slices.Sort(seen)
		if len(slices.Compact(slices.Clone(seen))) != len(seen) {
			t.Errorf("%s: asked twice: %q", call.name, s.lines())
		}
	}
}

func TestPageInPlaceOfAnAnswerIsNeverASuccess(t *testing.T) {
	t.Parallel()
	// A login page, say. The memory is never shown back, so that nobody would find out.
	for _, call := range every {
		c, _ := serve(t, map[string][]reply{"*": {says(200, htmlPage)}})
		err := call.call(t.Context(), c)
		if err == nil || IsNotFound(err) || !IsUnclear(err) {
			t.Errorf("%s: %v", call.name, err)
		}
	}
}

func TestRetriesEndAndAreCounted(t *testing.T) {
	t.Parallel()
	for _, retries := range []int{-1, 0, 1, 3} {
		var observed []int
		c, s := serve(t, map[string][]reply{listAll: {says(503, `{"message":"maintenance"}`)}}, withRetries(retries),
			func(c *Config) {
				c.Observe = func(_ context.Context, e Exchange) { observed = append(observed, e.Attempt) }
			})
		_, err := c.ListPipelines(t.Context())
		attempts := max(retries, 0) + 1
		if e := as(t, err); e.Attempts != attempts || len(s.lines()) != attempts || e.Message != "maintenance" || len(observed) != attempts || observed[attempts-1] != attempts {
			t.Errorf("%d retries: %v, requests %d, observed %v", retries, err, len(s.lines()), observed)
		}
		if retries > 0 {
			contains(t, err.Error(), fmt.Sprintf("(after %d attempts)", attempts))
		}
	}
}

func TestWaitsBetweenAttemptsGrow(t *testing.T) {
	var sent []time.Duration
	var start time.Time
	inBubble(t, map[string][]reply{listAll: {says(503, ``)}}, func(t *testing.T, c *Client, _ *script) {
		start = time.Now()
		if _, err := c.ListPipelines(t.Context()); err == nil {
			t.Error("no error")
		}
	}, withRetries(4), func(c *Config) {
		c.Observe = func(_ context.Context, e Exchange) { sent = append(sent, time.Since(start)-e.Duration) }
	})
	if len(sent) != 5 {
		t.Fatalf("sent at %v", sent)
	}
	for i, longest := 1, 250*time.Millisecond; i < len(sent); i, longest = i+1, 2*longest {
		if wait := sent[i] - sent[i-1]; wait < longest/2 || wait > longest {
			t.Errorf("wait %d was %s, want between %s and %s", i, wait, longest/2, longest)
		}
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	for _, test := range []struct {
		name  string
		value func() string
		code  int
		least time.Duration
		most  time.Duration
	}{
		{"seconds", func() string { return "40" }, 503, 40 * time.Second, 40 * time.Second},
		{"seconds with 429", func() string { return "40" }, 429, 40 * time.Second, 40 * time.Second},
		{"a date", func() string { return time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat) }, 503, 90 * time.Second, 90 * time.Second},
		{"a date in the past", func() string { return "Fri, 31 Dec 1999 23:59:59 GMT" }, 503, firstWait / 2, firstWait},
		{"zero", func() string { return "0" }, 503, firstWait / 2, firstWait},
		{"a negative number", func() string { return "-5" }, 503, firstWait / 2, firstWait},
		{"rubbish", func() string { return "soon" }, 503, firstWait / 2, firstWait},
		{"rubbish with 429", func() string { return "1.5" }, 429, defaultHold, defaultHold},
		{"nothing", func() string { return "" }, 503, firstWait / 2, firstWait},
	} {
		t.Run(test.name, func(t *testing.T) {
			replies := map[string][]reply{}
			inBubble(t, replies, func(t *testing.T, c *Client, s *script) {
				s.replies[listAll] = []reply{says(test.code, ``).with("Retry-After", test.value()), says(200, emptyList)}
				start := time.Now()
				if _, err := c.ListPipelines(t.Context()); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took < test.least || took > test.most {
					t.Errorf("took %s, want between %s and %s", took, test.least, test.most)
				}
			})
		})
	}
}

func TestRetriesEndWithTheOperation(t *testing.T) {
	// However many are left.
	for name, answer := range map[string]reply{"busy": says(503, ``), "asks to wait": says(503, ``).with("Retry-After", "7"), "limits": says(429, ``), "lost": {drop: true}} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, map[string][]reply{listAll: {answer}}, func(t *testing.T, c *Client, s *script) {
				const limit = 100 * time.Second
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				start := time.Now()
				_, err := c.ListPipelines(ctx)
				if took := time.Since(start); err == nil || IsNotFound(err) || took > limit || took < limit-longestWait {
					t.Errorf("%v after %s and %d requests", err, took, len(s.lines()))
				}
			}, withRetries(1<<20))
		})
	}
}

func TestRetryAfterBeyondTheEndFailsAtOnceWithThePlatformsWords(t *testing.T) {
	for _, code := range []int{429, 503} {
		inBubble(t, map[string][]reply{listAll: {says(code, `{"message":"come back tomorrow"}`).with("Retry-After", "86400")}}, func(t *testing.T, c *Client, s *script) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			start := time.Now()
			_, err := c.ListPipelines(ctx)
			if err == nil || time.Since(start) != 0 || len(s.lines()) != 1 {
				t.Fatalf("%v after %s and %q", err, time.Since(start), s.lines())
			}
			contains(t, err.Error(), fmt.Sprintf("HTTP %d", code), "come back tomorrow")
		})
	}
}

func TestInterruptStopsEveryCallAtOnce(t *testing.T) {
	for name, answer := range map[string]reply{"no answer": never(), "busy": says(503, ``).with("Retry-After", "3600")} {
		for _, call := range every {
			t.Run(call.name+", "+name, func(t *testing.T) {
				inBubble(t, map[string][]reply{"*": {answer}}, func(t *testing.T, c *Client, _ *script) {
					ctx, cancel := context.WithCancel(t.Context())
					const patience = 7 * time.Second
					time.AfterFunc(patience, cancel)
					start := time.Now()
					err := call.call(ctx, c)
					took := time.Since(start)
					if took > patience+2*time.Second || err == nil || IsNotFound(err) {
						t.Errorf("%v after %s", err, took)
					}
					if call.again && (took != patience || !errors.Is(err, context.Canceled)) {
						t.Errorf("%v after %s", err, took)
					}
				})
			})
		}
	}
}

func TestAnswerThatCameIsNotThrownAwayForAnInterrupt(t *testing.T) {
	// The interrupt comes while the answer is on its way up: the run has started, the pipeline is deleted.
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := serve(t, map[string][]reply{
		"POST /platform/pipeline/execute": {says(200, `{"run_id":"manual__1"}`)},
	}, func(c *Config) { c.Observe = func(context.Context, Exchange) { cancel() } })
	if runID, err := c.Execute(ctx, thisID); err != nil || runID != "manual__1" {
		t.Errorf("%q, %v", runID, err)
	}
	ctx, cancel = context.WithCancel(t.Context())
	c, _ = serve(t, map[string][]reply{del: {says(200, seedDeleted)}}, func(c *Config) { c.Observe = func(context.Context, Exchange) { cancel() } })
	if found, err := c.DeletePipeline(ctx, thisID); err != nil || !found {
		t.Errorf("found %v, %v", found, err)
	}
}

func TestShouldRetry(t *testing.T) {
	t.Parallel()
	why := errors.New("why")
	may := context.WithValue(t.Context(), triesKey{}, &tries{repeat: repeatable})
	over, end := context.WithCancelCause(may)
	end(why)
	contexts := map[string]context.Context{
		"may":     may,
		"once":    context.WithValue(t.Context(), triesKey{}, &tries{repeat: sendOnce}),
		"no call": t.Context(),
		"over":    over,
	}
	for _, test := range []struct {
		in   string
		code int // 0: no answer
		body string
		err  error
		want bool
		stop error
	}{
		{"may", 429, "", nil, true, nil},
		{"may", 502, "", nil, true, nil},
		{"may", 503, "", nil, true, nil},
		{"may", 504, "", nil, true, nil},
		{"may", 500, `{"detail":"x"}`, nil, false, nil},
		{"may", 500, seedDatabase, nil, true, nil},
		{"may", 400, seedDatabase, nil, false, nil},
		{"may", 200, "", nil, false, nil},
		{"may", 404, "", nil, false, nil},
		{"may", 0, "", &url.Error{Err: io.ErrUnexpectedEOF}, true, nil},
		{"may", 0, "", &url.Error{Err: errTooLarge}, false, nil},
		{"may", 0, "", &url.Error{Err: errNoTurn}, false, nil},
		{"may", 0, "", &url.Error{Err: &tls.CertificateVerificationError{Err: errors.New("x")}}, false, nil},
		{"may", 0, "", &url.Error{Err: errors.New("unsupported protocol scheme")}, false, nil},
		{"once", 503, "", nil, false, nil},
		{"once", 429, "", nil, false, nil},
		{"once", 0, "", io.EOF, false, nil},
		{"no call", 0, "", io.EOF, false, nil},
		{"over", 0, "", io.EOF, false, why},
		{"over", 503, "", nil, false, nil},
	} {
		var resp *http.Response
		if test.code != 0 {
			resp = &http.Response{StatusCode: test.code, Header: http.Header{}, Body: &bufferedBody{bytes.NewReader([]byte(test.body)), []byte(test.body)}}
		}
		got, err := shouldRetry(contexts[test.in], resp, test.err)
		if got != test.want || !errors.Is(err, test.stop) {
			t.Errorf("%s, %d %s %v: %v, %v; want %v, %v", test.in, test.code, test.body, test.err, got, err, test.want, test.stop)
		}
	}
	strange := &http.Response{StatusCode: 500, Body: io.NopCloser(strings.NewReader(seedDatabase))}
	if again, err := shouldRetry(may, strange, nil); again || err != nil {
		t.Errorf("a body that is not in memory: %v, %v", again, err)
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for attempt, milliseconds := range []int{250, 500, 1000, 2000, 4000, 8000, 15000, 15000, 15000} {
		longest := time.Duration(milliseconds) * time.Millisecond
		least, most := longest, time.Duration(0)
		for range 200 {
			wait := backoff(firstWait, longestWait, attempt, nil)
			least, most = min(least, wait), max(most, wait)
		}
		if least <= longest/2 || most > longest || most-least < longest/4 {
			t.Errorf("attempt %d: waits from %s to %s, want them spread over the upper half of %s", attempt, least, most, longest)
		}
	}
	if wait := backoff(firstWait, longestWait, 1000, nil); wait > longestWait || wait <= longestWait/2 {
		t.Errorf("attempt 1000: %s", wait)
	}
	asked := &http.Response{StatusCode: 429, Header: http.Header{"Retry-After": {"60"}}}
	if wait := backoff(firstWait, longestWait, 0, asked); wait != time.Minute {
		t.Errorf("a Retry-After is not cut short: %s", wait)
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		date := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
		for _, test := range []struct {
			code  int
			value string
			want  time.Duration
		}{
			{429, "3", 3 * time.Second},
			{503, "3", 3 * time.Second},
			{429, date(time.Hour), time.Hour},
			{503, date(-time.Hour), 0},
			{429, "0", 0},
			{429, "-1", 0},
			{429, "3.5", 0},
			{429, "18446744073", 0}, // more nanoseconds than a number holds, of either sign
			{503, "99999999999999999999", 0},
			{429, "3 s", 0},
			{429, "tomorrow", 0},
			{429, "", 0},
			{502, "3", 0},
			{200, "3", 0},
		} {
			got := retryAfter(&http.Response{StatusCode: test.code, Header: http.Header{"Retry-After": {test.value}}})
			if got != test.want {
				t.Errorf("%d, %q: %s, want %s", test.code, test.value, got, test.want)
			}
		}
		if retryAfter(nil) != 0 || retryAfter(&http.Response{StatusCode: 429}) != 0 {
			t.Error("nobody asked to wait")
		}
	})
}

func TestEnded(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := ended(ctx); err != context.Canceled { //nolint:errorlint // the very same
		t.Errorf("%v", err)
	}
	why := fmt.Errorf("terminated: %w", context.Canceled)
	ctx, end := context.WithCancelCause(t.Context())
	end(why)
	if err := ended(ctx); err != why { //nolint:errorlint // the very same
		t.Errorf("%v", err)
	}
}
