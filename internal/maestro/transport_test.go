// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

func TestAttemptThatTakesTooLongIsAnErrorOfThatAttempt(t *testing.T) {
	inBubble(t, map[string][]reply{listAll: {never(), says(200, emptyList)}}, func(t *testing.T, c *Client, s *script) {
		start := time.Now()
		if _, err := c.ListPipelines(t.Context()); err != nil || len(s.lines()) != 2 {
			t.Errorf("%v after %q", err, s.lines())
		}
		if took := time.Since(start); took < 20*time.Second || took > 21*time.Second {
			t.Errorf("took %s", took)
		}
	}, withTimeout(20*time.Second))
	inBubble(t, map[string][]reply{listAll: {never()}}, func(t *testing.T, c *Client, _ *script) {
		_, err := c.ListPipelines(t.Context())
		if want := "GET /platform/pipelines: no answer within 20s (request_timeout) (after 3 attempts)"; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		// It is the attempt that took too long: the operation may go on.
		if errors.Is(err, context.DeadlineExceeded) || !IsUnclear(err) {
			t.Errorf("%v", err)
		}
	}, withTimeout(20*time.Second))
}

func TestBodyThatStallsIsAnAttemptThatTakesTooLong(t *testing.T) {
	stall := says(200, `[`).with("Content-Length", "100")
	inBubble(t, map[string][]reply{}, func(t *testing.T, c *Client, s *script) {
		s.replies[listAll] = []reply{stall}
		base := c.transport.base
		c.transport.base = roundTripper(func(req *http.Request) (*http.Response, error) {
			resp, err := base.RoundTrip(req)
			if err == nil { // the first bytes are there, the others never come
				resp.Body = stalledBody(req.Context().Done())
			}
			return resp, err
		})
		start := time.Now()
		_, err := c.ListPipelines(t.Context())
		if err == nil || time.Since(start) != time.Minute {
			t.Fatalf("%v after %s", err, time.Since(start))
		}
		contains(t, err.Error(), "no answer within 1m0s (request_timeout)")
	}, withRetries(0), withTimeout(0)) // 0 is the default
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

type stalledBody <-chan struct{}

func (b stalledBody) Read([]byte) (int, error) { <-b; return 0, io.ErrClosedPipe }
func (stalledBody) Close() error               { return nil }

func TestOperationsEndIsToldFromTheAttemptsEnd(t *testing.T) {
	inBubble(t, map[string][]reply{listAll: {never()}}, func(t *testing.T, c *Client, _ *script) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.ListPipelines(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Fatalf("%v after %s", err, time.Since(start))
		}
		if strings.Contains(err.Error(), "request_timeout") {
			t.Errorf("%v blames the wrong setting", err)
		}
	})
}

func TestAnswerThatBreaksOffIsRepeated(t *testing.T) {
	t.Parallel()
	server := newRawServer(t, func(n int) string {
		if n == 0 {
			return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\nConnection: close\r\n\r\n[]"
		}
		return rawJSON(200, `[]`)
	})
	c := newTestClient(t, server.url())
	if _, err := c.ListPipelines(t.Context()); err != nil || len(server.requests()) != 2 {
		t.Errorf("%v after %d requests", err, len(server.requests()))
	}
	c = newTestClient(t, newRawServer(t, func(int) string {
		return "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n[]"
	}).url())
	_, err := c.ListPipelines(t.Context())
	if !errors.Is(err, io.ErrUnexpectedEOF) || !IsUnclear(err) {
		t.Fatalf("%v", err)
	}
	contains(t, err.Error(), "the answer broke off")
}

func TestAnswerThatIsNoHTTPIsHarmless(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{
		"\x1b[31mHELLO\x1b[0m\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 999999 \x1b[2J\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX\x1b[31m: y\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 302 Found\r\nLocation: http://[::1\x7f\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
	} {
		c := newTestClient(t, newRawServer(t, func(int) string { return answer }).url(), withRetries(0))
		_, err := c.GetPipeline(t.Context(), "test_pipeline_12345")
		if err == nil || IsNotFound(err) {
			t.Errorf("%q: %v", answer, err)
			continue
		}
		checkText(t, err.Error())
	}
}

// checkText fails unless a text can stand in a diagnostic.
func checkText(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			t.Fatalf("%q has %q in it", text, r)
		}
	}
}

func TestAnswerOverTheLimitIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	for name, declared := range map[string]int64{"streamed without a length": 0, "with a length that gives it away": 1 << 40} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var written atomic.Int64
			server := openapi.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if declared > 0 {
					w.Header().Set("Content-Length", strconv.FormatInt(declared, 10))
				}
				block := []byte("[" + strings.Repeat(" ", 64<<10))
				for {
					n, err := w.Write(block)
					written.Add(int64(n))
					if err != nil {
						return
					}
				}
			}), openapi.RequestsOnly)
			c := newTestClient(t, server.URL)
			c.transport.largest = limit
			_, err := c.ListPipelines(t.Context())
			if !errors.Is(err, errTooLarge) || !IsUnclear(err) {
				t.Fatalf("%v", err)
			}
			contains(t, err.Error(), "GET /platform/pipelines: the answer is larger than 64 MiB, so it was not read")
			if e := as(t, err); e.Attempts != 1 {
				t.Errorf("%d attempts: it would be as large again", e.Attempts)
			}
			server.Close() // so that the handler has ended
			if n := written.Load(); n > 32*limit {
				t.Errorf("the server got rid of %d bytes", n)
			}
		})
	}
}

func TestLimitIsThatOfTheAnswerAsItIsReadNotAsItIsSent(t *testing.T) {
	t.Parallel()
	const limit = 64 << 10
	var small bytes.Buffer
	compressed := gzip.NewWriter(&small)
	_, _ = compressed.Write([]byte("[" + strings.Repeat(" ", 4*limit) + "]"))
	if err := compressed.Close(); err != nil || small.Len() > limit/10 {
		t.Fatalf("%d bytes, %v", small.Len(), err)
	}
	c, _ := serve(t, map[string][]reply{listAll: {says(200, small.String()).with("Content-Encoding", "gzip")}})
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Errorf("within the limit: %v", err)
	}
	c.transport.largest = limit
	if _, err := c.ListPipelines(t.Context()); !errors.Is(err, errTooLarge) {
		t.Errorf("%v", err)
	}
}

func TestAnswerOfExactlyTheLimitIsRead(t *testing.T) {
	t.Parallel()
	body := `[]` + strings.Repeat(" ", 98)
	c, _ := serve(t, map[string][]reply{listAll: {says(200, body)}})
	c.transport.largest = int64(len(body))
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Error(err)
	}
	c.transport.largest--
	if _, err := c.ListPipelines(t.Context()); !errors.Is(err, errTooLarge) {
		t.Errorf("%v", err)
	}
}

func TestReadingALargeAnswerTakesNoMoreMemoryThanTheLimitAllows(t *testing.T) {
	// Not in parallel, as it looks at the memory of the whole process.
	server := openapi.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(1<<30))
		block := make([]byte, 64<<10)
		for {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}), openapi.RequestsOnly)
	c := newTestClient(t, server.URL)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := c.ListPipelines(t.Context())
	runtime.ReadMemStats(&after)
	if !errors.Is(err, errTooLarge) {
		t.Fatalf("%v", err)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
		t.Errorf("%d bytes were allocated for a body that said at once that it is too large", grown)
	}
}

func TestObserveSeesEveryAttemptAndNothingSecret(t *testing.T) {
	t.Parallel()
	var seen []Exchange
	c, _ := serve(t, map[string][]reply{
		"POST /auth/sign-in": {says(200, `{"accessToken":"token-1"}`)},
		listAll:              {says(503, ``), says(200, `[`).with("Content-Length", "9"), says(200, emptyList)},
	}, withCredentials, func(c *Config) {
		c.Observe = func(ctx context.Context, e Exchange) {
			if ctx.Value(logKey{}) != "log" {
				t.Error("the context of the caller is lost")
			}
			if e.Duration <= 0 {
				t.Errorf("duration %s", e.Duration)
			}
			e.Duration, e.Waited = 0, 0
			if e.Err != nil {
				e.Err = errors.New("lost")
			}
			seen = append(seen, e)
		}
	})
	if _, err := c.ListPipelines(context.WithValue(t.Context(), logKey{}, "log")); err != nil {
		t.Fatal(err)
	}
	want := []Exchange{
		{Method: "POST", Path: "/auth/sign-in", Status: 200, Attempt: 1},
		{Method: "GET", Path: "/platform/pipelines", Status: 503, Attempt: 1},
		{Method: "GET", Path: "/platform/pipelines", Attempt: 2, Err: errors.New("lost")},
		{Method: "GET", Path: "/platform/pipelines", Status: 200, Attempt: 3},
	}
	equal := cmp.Comparer(func(a, b error) bool { return (a == nil) == (b == nil) })
	if diff := cmp.Diff(want, seen, equal); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Whoever looks on hears of a wait when it begins, of a volley of 429s once, and of a create that is sent again as of a try.
func TestObserveSeesEveryPause(t *testing.T) {
	var seen []Pause
	var tries []string
	observe := func(c *Config) {
		c.ObservePause = func(ctx context.Context, p Pause) {
			if ctx.Value(logKey{}) != "log" {
				t.Error("the context of the caller is lost")
			}
			if p.Duration <= 0 {
				t.Errorf("a pause of %s", p.Duration)
			}
			p.Duration = p.Duration.Truncate(time.Second)
			seen = append(seen, p)
		}
		c.Observe = func(_ context.Context, e Exchange) {
			tries = append(tries, fmt.Sprintf("%s %d %d %s", e.Method, e.Attempt, e.Status, e.Waited.Truncate(time.Second)))
		}
	}
	inBubble(t, map[string][]reply{
		listAll: {says(503, ``).with("Retry-After", "5"), says(429, ``).with("Retry-After", "7"), says(200, emptyList)},
		post:    {says(503, ``), says(200, `{}`)},
		"*":     {says(404, notFoundJSON)},
	}, func(t *testing.T, c *Client, _ *script) {
		ctx := context.WithValue(t.Context(), logKey{}, "log")
		if _, err := c.ListPipelines(ctx); err != nil {
			t.Error(err)
		}
		if made, err := c.CreatePipeline(ctx, theNewOne); made != SaidCreated {
			t.Errorf("%v, %v", made, err)
		}
	}, observe)
	want := []Pause{
		{Method: "GET", Path: "/platform/pipelines", Duration: 5 * time.Second, Next: 2},
		{Method: "GET", Path: "/platform/pipelines", Duration: 7 * time.Second},
		{Method: "GET", Path: "/platform/pipelines", Duration: 7 * time.Second, Next: 3},
		{Method: "POST", Path: "/platform/pipeline", Next: 2},
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if want := "GET 1 503 0s, GET 2 429 0s, GET 3 200 0s, POST 1 503 0s, GET 1 404 0s, GET 1 404 0s, POST 2 200 0s"; strings.Join(tries, ", ") != want {
		t.Errorf("%s", strings.Join(tries, ", "))
	}
}

// A request that waits for its turn says for how long.
func TestObserveSeesTheWaitForATurn(t *testing.T) {
	var waited []time.Duration
	inBubble(t, map[string][]reply{listAll: {says(200, emptyList)}}, func(t *testing.T, c *Client, _ *script) {
		for range 2 {
			if _, err := c.ListPipelines(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}, func(c *Config) {
		c.MaxRequestsPerSecond = 0.5
		c.Observe = func(_ context.Context, e Exchange) { waited = append(waited, e.Waited) }
	})
	if want := []time.Duration{0, 2 * time.Second}; !slices.Equal(waited, want) {
		t.Errorf("%v, not %v", waited, want)
	}
}

// net/http sends by itself again what met the end of a connection that was kept alive: that is a try like any other.
func TestObserveSeesWhatIsSentAgainAtOnce(t *testing.T) {
	t.Parallel()
	var seen []string
	c, s := serve(t, map[string][]reply{listAll: {says(200, emptyList), {drop: true}, says(200, emptyList)}}, func(c *Config) {
		c.Observe = func(_ context.Context, e Exchange) {
			seen = append(seen, fmt.Sprintf("%d %d %v", e.Attempt, e.Status, e.Err))
		}
	})
	for range 2 {
		if _, err := c.ListPipelines(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"1 200 <nil>", "1 0 " + errStale.Error(), "2 200 <nil>"}
	if diff := cmp.Diff(want, seen); diff != "" || len(s.lines()) != len(want) {
		t.Errorf("%d requests (-want +got):\n%s", len(s.lines()), diff)
	}
}

type logKey struct{}

func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	s := newScript(t, map[string][]reply{listAll: {says(503, htmlPage), says(200, emptyList)}})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	c := newTestClient(t, server.URL)
	base := c.transport.base.(*http.Transport)
	dial := base.DialContext
	base.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		connections.Add(1)
		return dial(ctx, network, address)
	}
	for range 5 {
		if _, err := c.ListPipelines(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections for 6 requests one after the other", n)
	}
}

func TestWithoutURL(t *testing.T) {
	t.Parallel()
	inner := errors.New("inner")
	if got := withoutURL(&url.Error{Op: "Get", URL: "https://host/secret", Err: inner}); got != inner { //nolint:errorlint // the very same
		t.Errorf("%v", got)
	}
	if got := withoutURL(inner); got != inner { //nolint:errorlint // the very same
		t.Errorf("%v", got)
	}
}
