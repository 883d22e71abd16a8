// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

func TestDo_retriesEndAndAreCounted(t *testing.T) {
	t.Parallel()
	for _, retries := range []int{-1, 0, 1, 3} {
		var observed []int
		c, s := serve(t, map[string][]reply{getX: {respond(503, "maintenance")}}, withRetries(retries), func(c *Config) {
			c.Observe = func(_ context.Context, e Exchange) { observed = append(observed, e.Attempt) }
		})
		resp, err := c.Do(t.Context(), Request{Method: http.MethodGet, Path: "/x", Idempotent: true})
		if err != nil {
			t.Fatal(err)
		}
		attempts := max(retries, 0) + 1
		if resp.Attempts != attempts || len(s.Lines()) != attempts || string(resp.Body) != "maintenance" {
			t.Errorf("%d retries: got %+v after %d requests, want %d attempts", retries, resp, len(s.Lines()), attempts)
		}
		if len(observed) != attempts || observed[attempts-1] != attempts {
			t.Errorf("%d retries: got attempts %v in the log", retries, observed)
		}
	}
}

func TestDo_waitsBetweenAttemptsGrow(t *testing.T) {
	var sent []time.Duration
	var start time.Time
	inBubble(t, map[string][]reply{getX: {respond(503, "")}}, func(t *testing.T, c *Client, _ *script.Script) {
		start = time.Now()
		if err := do(t.Context(), c, getX); err == nil {
			t.Error("got no error")
		}
	}, withRetries(4), func(c *Config) {
		c.Observe = func(_ context.Context, e Exchange) { sent = append(sent, time.Since(start)-e.Duration) }
	})
	if len(sent) != 5 {
		t.Fatalf("got attempts at %v, want 5", sent)
	}
	for i, longest := 1, 250*time.Millisecond; i < len(sent); i, longest = i+1, 2*longest {
		if wait := sent[i] - sent[i-1]; wait < longest/2 || wait > longest {
			t.Errorf("wait %d: got %s, want between %s and %s", i, wait, longest/2, longest)
		}
	}
}

func TestDo_retryAfterIsHonored(t *testing.T) {
	const shortest, longest = shortestRetryWait / 2, shortestRetryWait
	for _, test := range []struct {
		name        string
		value       func() string
		status      int
		least, most time.Duration
	}{
		{"seconds", func() string { return "40" }, 503, 40 * time.Second, 40 * time.Second},
		{"seconds with 429", func() string { return "40" }, 429, 40 * time.Second, 40 * time.Second},
		{
			"date", func() string { return time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat) }, 503,
			90 * time.Second, 90 * time.Second,
		},
		{"date in the past", func() string { return "Fri, 31 Dec 1999 23:59:59 GMT" }, 503, shortest, longest},
		{"zero", func() string { return "0" }, 503, shortest, longest},
		{"negative number", func() string { return "-5" }, 503, shortest, longest},
		{"invalid", func() string { return "soon" }, 503, shortest, longest},
		{"invalid with 429", func() string { return "1.5" }, 429, second, second},
		{"none", func() string { return "" }, 503, shortest, longest},
	} {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, nil, func(t *testing.T, c *Client, s *script.Script) {
				s.Set(getX, respond(test.status, "").With("Retry-After", test.value()), respond(200, ""))
				start := time.Now()
				if err := do(t.Context(), c, getX); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took < test.least || took > test.most {
					t.Errorf("got a wait of %s, want between %s and %s", took, test.least, test.most)
				}
			})
		})
	}
}

func TestDo_retriesEndWithTheContext(t *testing.T) {
	for name, reply := range map[string]reply{
		"busy": respond(503, ""), "Retry-After": respond(503, "").With("Retry-After", "7"), "429": respond(429, ""), "reset": script.Reset(),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, map[string][]script.Reply{getX: {reply}}, func(t *testing.T, c *Client, s *script.Script) {
				const limit = 100 * time.Second
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				start := time.Now()
				err := do(ctx, c, getX)
				if took := time.Since(start); err == nil || took > limit || took < limit-longestRetryWait {
					t.Errorf("got %v after %s and %d requests, want an error shortly before %s", err, took, len(s.Lines()), limit)
				}
			}, withRetries(1<<20))
		})
	}
}

func TestDo_retryAfterBeyondTheContextReturnsTheResponseAtOnce(t *testing.T) {
	for _, status := range []int{429, 503} {
		inBubble(t, map[string][]reply{
			getX: {respond(status, "come back tomorrow").With("Retry-After", "86400")},
		}, func(t *testing.T, c *Client, s *script.Script) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
			defer cancel()
			start := time.Now()
			resp, err := c.Do(ctx, Request{Method: http.MethodGet, Path: "/x", Idempotent: true})
			if err != nil || time.Since(start) != 0 || len(s.Lines()) != 1 {
				t.Fatalf("got %v after %s and %q, want a response at once", err, time.Since(start), s.Lines())
			}
			if resp.Status != status || string(resp.Body) != "come back tomorrow" {
				t.Errorf("got %d %q, want status %d", resp.Status, resp.Body, status)
			}
		})
	}
}

func TestDo_interruptBetweenAttemptsHasItsCause(t *testing.T) {
	inBubble(t, map[string][]reply{getX: {respond(503, "").With("Retry-After", "60")}}, func(t *testing.T, c *Client, _ *script.Script) {
		why := errors.New("interrupted by the test")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Second, func() { cancel(why) })
		start := time.Now()
		err := do(ctx, c, getX)
		if !errors.Is(err, why) || !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Errorf("got %v after %s, want %v after 1s", err, time.Since(start), why)
		}
	})
}

func TestShouldRetry(t *testing.T) {
	t.Parallel()
	const temporary = "temporary"
	client := New(Config{IsTemporary: func(r *Response) bool { return string(r.Body) == temporary }})
	why := errors.New("why")
	ended, end := context.WithCancelCause(t.Context())
	end(why)
	for _, test := range []struct {
		name       string
		ctx        context.Context
		idempotent bool
		status     int // 0: no response
		body       string
		err        error
		want       bool
		wantErr    error
	}{
		{"408", t.Context(), true, 408, "", nil, true, nil},
		{"429", t.Context(), true, 429, "", nil, true, nil},
		{"502", t.Context(), true, 502, "", nil, true, nil},
		{"503", t.Context(), true, 503, "", nil, true, nil},
		{"504", t.Context(), true, 504, "", nil, true, nil},
		{"500", t.Context(), true, 500, "x", nil, false, nil},
		{"500, temporary", t.Context(), true, 500, temporary, nil, true, nil},
		{"501", t.Context(), true, 501, temporary, nil, false, nil},
		{"400, temporary", t.Context(), true, 400, temporary, nil, false, nil},
		{"200", t.Context(), true, 200, "", nil, false, nil},
		{"404", t.Context(), true, 404, "", nil, false, nil},
		{"lost", t.Context(), true, 0, "", &url.Error{Err: io.ErrUnexpectedEOF}, true, nil},
		{"too large", t.Context(), true, 0, "", &url.Error{Err: errTooLarge}, false, nil},
		{"no turn", t.Context(), true, 0, "", &url.Error{Err: ErrNoTurn}, false, nil},
		{
			"certificate", t.Context(), true, 0, "",
			&url.Error{Err: &tls.CertificateVerificationError{Err: errors.New("x")}}, false, nil,
		},
		{"scheme", t.Context(), true, 0, "", &url.Error{Err: errors.New("unsupported protocol scheme")}, false, nil},
		{"not idempotent, 503", t.Context(), false, 503, "", nil, false, nil},
		{"not idempotent, 408", t.Context(), false, 408, "", nil, false, nil},
		{"not idempotent, 429", t.Context(), false, 429, "", nil, false, nil},
		{"not idempotent, lost", t.Context(), false, 0, "", io.EOF, false, nil},
		{"ended, lost", ended, true, 0, "", io.EOF, false, why},
		{"ended, 503", ended, true, 503, "", nil, false, nil},
	} {
		c := &call{client: client, request: Request{Idempotent: test.idempotent}}
		if test.status != 0 {
			c.response = &Response{Status: test.status, Body: []byte(test.body)}
		}
		got, err := c.shouldRetry(test.ctx, nil, test.err)
		if got != test.want || !errors.Is(err, test.wantErr) {
			t.Errorf("%s: got %t, %v, want %t, %v", test.name, got, err, test.want, test.wantErr)
		}
	}
	for _, status := range []int{500, 501, 507, 599} {
		c := &call{client: client, request: Request{Method: http.MethodGet, Idempotent: true}, response: &Response{Status: status}}
		if got, err := c.shouldRetry(t.Context(), nil, nil); !got || err != nil {
			t.Errorf("GET, %d: got %t, %v, want true", status, got, err)
		}
	}
	c := &call{client: New(Config{}), request: Request{Idempotent: true}, response: &Response{Status: 500, Body: []byte(temporary)}}
	if got, err := c.shouldRetry(t.Context(), nil, nil); got || err != nil {
		t.Errorf("without IsTemporary: got %t, %v, want false", got, err)
	}
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	for retry, milliseconds := range []int{250, 500, 1000, 2000, 4000, 8000, 15000, 15000, 15000} {
		longest := time.Duration(milliseconds) * time.Millisecond
		least, most := longest, time.Duration(0)
		for range 200 {
			wait := backoff(shortestRetryWait, longestRetryWait, retry)
			least, most = min(least, wait), max(most, wait)
		}
		if least <= longest/2 || most > longest || most-least < longest/4 {
			t.Errorf("retry %d: got waits from %s to %s, want them spread over the upper half of %s", retry, least, most, longest)
		}
	}
	if wait := backoff(shortestRetryWait, longestRetryWait, 1000); wait > longestRetryWait || wait <= longestRetryWait/2 {
		t.Errorf("retry 1000: got %s", wait)
	}
}

func TestWaitToRetry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var pauses []Pause
		c := New(Config{MaxRetries: 2, ObservePause: func(_ context.Context, p Pause) { pauses = append(pauses, p) }})
		request := Request{Method: http.MethodPost, Path: "/x", PriorAttempts: 1}
		start := time.Now()
		if !c.WaitToRetry(t.Context(), request, 0, 7*time.Second) || time.Since(start) != 7*time.Second {
			t.Errorf("got a wait of %s, want 7s, as the host asks", time.Since(start))
		}
		if len(pauses) != 1 || pauses[0] != (Pause{Method: http.MethodPost, Path: "/x", Duration: 7 * time.Second, Next: 2}) {
			t.Errorf("got the pauses %v", pauses)
		}

		start = time.Now()
		limited, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if c.WaitToRetry(t.Context(), request, 2, 0) || c.WaitToRetry(limited, request, 0, 7*time.Second) || time.Since(start) != 0 {
			t.Errorf("got a wait of %s without a retry or without time, want none", time.Since(start))
		}
		interrupted, interrupt := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, interrupt)
		if c.WaitToRetry(interrupted, request, 0, 7*time.Second) || time.Since(start) != time.Second {
			t.Errorf("got a wait of %s, want it to be interrupted after 1s", time.Since(start))
		}
	})
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		date := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
		for _, test := range []struct {
			status      int
			value, date string
			want        time.Duration
		}{
			{429, "3", "", 3 * time.Second},
			{503, "3", "", 3 * time.Second},
			{429, date(time.Hour), "", time.Hour},
			{503, date(-time.Hour), "", 0},
			{429, date(time.Hour), date(0), time.Hour},
			{429, date(time.Hour), date(50 * time.Minute), 10 * time.Minute}, // the clock of the host is fast
			{429, date(-time.Hour), date(-2 * time.Hour), time.Hour},         // or slow
			{429, date(time.Hour), "yesterday", time.Hour},
			{429, "0", "", 0},
			{429, "-1", "", 0},
			{429, "3.5", "", 0},
			{429, "18446744073", "", 0}, // more nanoseconds than an int64 holds
			{503, "99999999999999999999", "", 0},
			{429, "3 s", "", 0},
			{429, "tomorrow", "", 0},
			{429, "", "", 0},
			{502, "3", "", 0},
			{200, "3", "", 0},
		} {
			got := retryAfter(&http.Response{StatusCode: test.status, Header: http.Header{"Retry-After": {test.value}, "Date": {test.date}}})
			if got != test.want {
				t.Errorf("%d, %q at %q: got %s, want %s", test.status, test.value, test.date, got, test.want)
			}
		}
		if retryAfter(&http.Response{StatusCode: 429}) != 0 {
			t.Error("got a wait without a header, want none")
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{
		"", "0", "3", "-1", "1.5", "18446744074", "9223372036854775807", "soon", "\x00",
		"Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 GMT",
	} {
		f.Add(value, "Fri, 31 Dec 1999 23:59:50 GMT")
		f.Add(value, "")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		for _, status := range []int{429, 503, 502} {
			resp := &http.Response{StatusCode: status, Header: http.Header{"Retry-After": {value}, "Date": {date}}}
			if wait := retryAfter(resp); wait < 0 || wait > 0 && status == 502 {
				t.Errorf("%d, %q at %q: got a wait of %s", status, value, date, wait)
			}
		}
	})
}

func TestContextError(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := ContextError(ctx); err != context.Canceled { //nolint:errorlint // identical
		t.Errorf("without a cause: got %v, want %v", err, context.Canceled)
	}
	why := fmt.Errorf("terminated: %w", context.Canceled)
	ctx, end := context.WithCancelCause(t.Context())
	end(why)
	if err := ContextError(ctx); err != why { //nolint:errorlint // identical
		t.Errorf("with a cause that matches: got %v, want %v", err, why)
	}
	why = errors.New("terminated")
	ctx, end = context.WithCancelCause(t.Context())
	end(why)
	if err := ContextError(ctx); !errors.Is(err, why) || !errors.Is(err, context.Canceled) {
		t.Errorf("with another cause: got %v, want both", err)
	}
}
