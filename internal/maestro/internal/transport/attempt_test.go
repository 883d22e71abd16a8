// SPDX-License-Identifier: MPL-2.0

package transport

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

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestDo_attemptThatTakesTooLongIsRetried(t *testing.T) {
	inBubble(t, map[string][]reply{getX: {script.Never(), respond(200, "")}}, func(t *testing.T, c *Client, s *script.Script) {
		start := time.Now()
		if err := do(t.Context(), c, getX); err != nil || len(s.Lines()) != 2 {
			t.Errorf("got %v after %q, want success after 2 requests", err, s.Lines())
		}
		if took := time.Since(start); took < 20*time.Second || took > 21*time.Second {
			t.Errorf("got a response after %s, want it after 20s and a short wait", took)
		}
	}, withTimeout(20*time.Second))
	inBubble(t, map[string][]reply{getX: {script.Never()}}, func(t *testing.T, c *Client, _ *script.Script) {
		err := do(t.Context(), c, getX)
		if e := errorOf(t, err); e.Error() != "no response within 20s (request_timeout)" || e.Attempts != 3 || !e.Connected {
			t.Errorf("got %v after %d attempts, want the time limit after 3", e, e.Attempts)
		}
		if errors.Is(err, context.DeadlineExceeded) { // which is for the context of the caller
			t.Errorf("got %v, want no deadline of the operation", err)
		}
	}, withTimeout(20*time.Second))
}

func TestDo_bodyThatStallsIsAnAttemptThatTakesTooLong(t *testing.T) {
	inBubble(t, map[string][]reply{getX: {respond(200, "[").With("Content-Length", "100")}}, func(t *testing.T, c *Client, _ *script.Script) {
		base := c.config.Base
		c.config.Base = roundTripper(func(req *http.Request) (*http.Response, error) {
			resp, err := base.RoundTrip(req)
			if err == nil { // the headers have arrived, the body does not
				_ = resp.Body.Close()
				resp.Body = stalledBody(req.Context().Done())
			}
			return resp, err
		})
		start := time.Now()
		err := do(t.Context(), c, getX)
		if err == nil || time.Since(start) != time.Minute {
			t.Fatalf("got %v after %s, want an error after 1m", err, time.Since(start))
		}
		contains(t, err.Error(), "no response within 1m0s (request_timeout)")
	}, withRetries(0), withTimeout(0)) // 0 is the default
}

type stalledBody <-chan struct{}

func (b stalledBody) Read([]byte) (int, error) { <-b; return 0, io.ErrClosedPipe }
func (stalledBody) Close() error               { return nil }

func TestDo_endOfTheContextIsNotAnAttemptThatTakesTooLong(t *testing.T) {
	inBubble(t, map[string][]reply{getX: {script.Never()}}, func(t *testing.T, c *Client, _ *script.Script) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		err := do(ctx, c, getX)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Fatalf("got %v after %s, want the deadline after 5s", err, time.Since(start))
		}
		if strings.Contains(err.Error(), "request_timeout") {
			t.Errorf("got %v, which names the wrong setting", err)
		}
	})
}

func TestDo_responseThatArrivedIsReturnedDespiteAnInterrupt(t *testing.T) {
	t.Parallel()
	for _, status := range []int{200, 503} {
		ctx, cancel := context.WithCancel(t.Context())
		c, _ := serve(t, map[string][]reply{getX: {respond(status, "")}}, func(c *Config) {
			c.Observe = func(context.Context, Exchange) { cancel() }
		})
		if resp, err := c.Do(ctx, Request{Method: http.MethodGet, Path: "/x", Idempotent: true}); err != nil || resp.Status != status {
			t.Errorf("got %+v, %v, want status %d", resp, err, status)
		}
	}
}

func TestDo_brokenResponseIsRetried(t *testing.T) {
	t.Parallel()
	const broken = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n[]"
	server := script.NewRaw(t, func(n int) string {
		if n == 0 {
			return broken
		}
		return script.RawJSON(200, `[]`)
	})
	c := newTestClient(t, server.URL())
	if err := do(t.Context(), c, getX); err != nil || len(server.Requests()) != 2 {
		t.Errorf("got %v after %d requests, want success after 2", err, len(server.Requests()))
	}
	c = newTestClient(t, script.NewRaw(t, func(int) string { return broken }).URL())
	err := do(t.Context(), c, getX)
	if !errors.Is(err, io.ErrUnexpectedEOF) || !errorOf(t, err).Connected {
		t.Fatalf("got %v, want %v", err, io.ErrUnexpectedEOF)
	}
	contains(t, err.Error(), "the response ended early")
}

func TestDo_redirectIsNotFollowed(t *testing.T) {
	t.Parallel()
	stranger := httptest.NewServer(script.New(t, nil)) // any request fails the test
	t.Cleanup(stranger.Close)
	for _, status := range []int{301, 302, 303, 307, 308} {
		c, s := serve(t, map[string][]reply{"*": {respond(status, "").With("Location", stranger.URL+"/login?next=1")}})
		for _, line := range []string{getX, postX} {
			if err := do(t.Context(), c, line); !errors.Is(err, statusError(status)) {
				t.Errorf("%s: got %v, want status %d", line, err, status)
			}
		}
		if lines := s.Lines(); len(lines) != 2 {
			t.Errorf("%d: got requests %q, want 2", status, lines)
		}
	}
}

func TestDo_requestThatNeverLeftIsNotConnected(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	c := newTestClient(t, "http://"+address)
	if e := errorOf(t, do(t.Context(), c, getX)); e.Connected || e.Attempts != 3 {
		t.Errorf("got %+v, want 3 attempts without a connection", e)
	}
}

func TestDo_responseOverTheLimitIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	const limit = 1 << 20
	for name, declared := range map[string]int64{"without a length": 0, "with its length": 1 << 40} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var written atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
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
			}))
			c := newTestClient(t, server.URL)
			c.maxSize = limit
			err := do(t.Context(), c, getX)
			if !errors.Is(err, errTooLarge) {
				t.Fatalf("got %v, want %v", err, errTooLarge)
			}
			if e := errorOf(t, err); e.Attempts != 1 || !e.Connected {
				t.Errorf("got %+v, want 1 attempt: the response would be as large again", e)
			}
			server.Close() // so that the handler has ended
			if n := written.Load(); n > 32*limit {
				t.Errorf("got %d bytes from the server, want it to stop after a few buffers", n)
			}
		})
	}
}

func TestDo_limitIsOnTheDecompressedResponse(t *testing.T) {
	t.Parallel()
	const limit = 64 << 10
	var small bytes.Buffer
	compressed := gzip.NewWriter(&small)
	_, _ = compressed.Write([]byte("[" + strings.Repeat(" ", 4*limit) + "]"))
	if err := compressed.Close(); err != nil || small.Len() > limit/10 {
		t.Fatalf("got %d bytes, %v, want a small body", small.Len(), err)
	}
	c, _ := serve(t, map[string][]reply{getX: {respond(200, small.String()).With("Content-Encoding", "gzip")}})
	if err := do(t.Context(), c, getX); err != nil {
		t.Errorf("within the limit: %v", err)
	}
	c.maxSize = limit
	if err := do(t.Context(), c, getX); !errors.Is(err, errTooLarge) {
		t.Errorf("over the limit: got %v, want %v", err, errTooLarge)
	}
}

func TestDo_responseOfExactlyTheLimitIsRead(t *testing.T) {
	t.Parallel()
	body := `[]` + strings.Repeat(" ", 98)
	c, _ := serve(t, map[string][]reply{getX: {respond(200, body)}})
	c.maxSize = int64(len(body))
	if err := do(t.Context(), c, getX); err != nil {
		t.Error(err)
	}
	c.maxSize--
	if err := do(t.Context(), c, getX); !errors.Is(err, errTooLarge) {
		t.Errorf("one byte less: got %v, want %v", err, errTooLarge)
	}
}

func TestDo_responseThatIsDeclaredTooLargeTakesNoMemory(t *testing.T) {
	// Not in parallel, as it measures the memory of the whole process.
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(1<<30))
		block := make([]byte, 64<<10)
		for {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	c := newTestClient(t, server.URL)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := do(t.Context(), c, getX)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, errTooLarge) {
		t.Fatalf("got %v, want %v", err, errTooLarge)
	}
	contains(t, err.Error(), "the response is larger than 64 MiB, so it was not read")
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
		t.Errorf("got %d bytes allocated, want no buffer for the body", grown)
	}
}

func TestDo_bodyIsValidUTF8(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{getX: {respond(200, "[\"a\xffb\"]")}})
	resp, err := c.Do(t.Context(), Request{Method: http.MethodGet, Path: "/x"})
	if want := "[\"a\uFFFDb\"]"; err != nil || string(resp.Body) != want {
		t.Errorf("got %q, %v, want %q", resp.Body, err, want)
	}
}

type logKey struct{}

func TestObserve_seesEveryAttempt(t *testing.T) {
	t.Parallel()
	var seen []Exchange
	c, _ := serveWithLogin(t, map[string][]reply{
		signInLine: {issue("token-1")},
		getX:       {respond(503, ""), respond(200, `[`).With("Content-Length", "9"), respond(200, "[]")},
	}, func(c *Config) {
		c.Observe = func(ctx context.Context, e Exchange) {
			if ctx.Value(logKey{}) != "log" {
				t.Error("got another context, want that of the caller")
			}
			if e.Duration <= 0 {
				t.Errorf("got the duration %s", e.Duration)
			}
			e.Duration, e.Waited = 0, 0
			if e.Err != nil {
				e.Err = errors.New("lost")
			}
			seen = append(seen, e)
		}
	})
	if err := do(context.WithValue(t.Context(), logKey{}, "log"), c, getX); err != nil {
		t.Fatal(err)
	}
	want := []Exchange{
		{Method: "POST", Path: "/sign-in", Status: 200, Attempt: 1},
		{Method: "GET", Path: "/x", Status: 503, Attempt: 1},
		{Method: "GET", Path: "/x", Attempt: 2, Err: errors.New("lost")},
		{Method: "GET", Path: "/x", Status: 200, Attempt: 3},
	}
	equal := cmp.Comparer(func(a, b error) bool { return (a == nil) == (b == nil) })
	if diff := cmp.Diff(want, seen, equal); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestObserve_seesTheWaitForATurn(t *testing.T) {
	var waited []time.Duration
	inBubble(t, map[string][]reply{getX: {respond(200, "")}}, func(t *testing.T, c *Client, _ *script.Script) {
		for range 2 {
			if err := do(t.Context(), c, getX); err != nil {
				t.Fatal(err)
			}
		}
	}, func(c *Config) {
		c.MaxRequestsPerSecond = 0.5
		c.Observe = func(_ context.Context, e Exchange) { waited = append(waited, e.Waited) }
	})
	if want := []time.Duration{0, 2 * time.Second}; !slices.Equal(waited, want) {
		t.Errorf("got waits of %v, want %v", waited, want)
	}
}

// net/http sends a request again by itself if the host has closed the idle connection that it was sent on.
func TestObserve_seesAttemptsOfNetHTTP(t *testing.T) {
	t.Parallel()
	var seen []string
	c, s := serve(t, map[string][]reply{getX: {respond(200, ""), script.Reset(), respond(200, "")}}, func(c *Config) {
		c.Observe = func(_ context.Context, e Exchange) {
			seen = append(seen, fmt.Sprintf("%d %d %v", e.Attempt, e.Status, e.Err))
		}
	})
	for range 2 {
		if err := do(t.Context(), c, getX); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"1 200 <nil>", "1 0 " + errStaleConnection.Error(), "2 200 <nil>"}
	if diff := cmp.Diff(want, seen); diff != "" || len(s.Lines()) != len(want) {
		t.Errorf("got %d requests, want %d (-want +got):\n%s", len(s.Lines()), len(want), diff)
	}
}

func TestObservePause_seesEveryWait(t *testing.T) {
	var seen []Pause
	inBubble(t, map[string][]reply{
		getX: {respond(503, "").With("Retry-After", "5"), respond(429, "").With("Retry-After", "7"), respond(200, "")},
	}, func(t *testing.T, c *Client, _ *script.Script) {
		if err := do(context.WithValue(t.Context(), logKey{}, "log"), c, getX); err != nil {
			t.Error(err)
		}
	}, func(c *Config) {
		c.ObservePause = func(ctx context.Context, p Pause) {
			if ctx.Value(logKey{}) != "log" {
				t.Error("got another context, want that of the caller")
			}
			seen = append(seen, p)
		}
	})
	want := []Pause{
		{Method: "GET", Path: "/x", Duration: 5 * time.Second, Next: 2},
		{Method: "GET", Path: "/x", Duration: 7 * time.Second},
		{Method: "GET", Path: "/x", Duration: 7 * time.Second, Next: 3},
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Whatever answers may repeat the request where net/http quotes the response in its errors.
func TestDo_errorsQuoteNoResponse(t *testing.T) {
	t.Parallel()
	const token, body = "eyJ-canary", "pass-canary"
	for name, response := range map[string]string{
		"status line":        "HTTP/1.1 %s\r\n\r\n",
		"no HTTP":            "%s\r\n\r\n",
		"status":             "HTTP/1.1 4%s Bad\r\n\r\n",
		"version":            "HTTP/%s 200 OK\r\n\r\n",
		"header line":        "HTTP/1.1 200 OK\r\n%s\r\n\r\n",
		"header name":        "HTTP/1.1 200 OK\r\n %s: x\r\n\r\n",
		"content length":     "HTTP/1.1 200 OK\r\nContent-Length: %s\r\n\r\n",
		"two lengths":        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: %s\r\n\r\n",
		"transfer encoding":  "HTTP/1.1 200 OK\r\nTransfer-Encoding: %s\r\n\r\n",
		"chunk length":       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%s\r\n",
		"trailer":            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\n%s\r\n\r\n",
		"location":           "HTTP/1.1 302 Found\r\nLocation: http://[%s\r\nContent-Length: 0\r\n\r\n",
		"location, a scheme": "HTTP/1.1 302 Found\r\nLocation: %%zz%s:\r\nContent-Length: 0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var logged []string
			echo := strings.NewReplacer("%s", token+" "+body+` "pass-canary"`, "%%", "%").Replace(response)
			server := script.NewRaw(t, func(int) string { return echo })
			c := newTestClient(t, server.URL(), withRetries(0), func(c *Config) {
				c.Token = NewSecret(token)
				c.Observe = func(_ context.Context, e Exchange) {
					if e.Err != nil {
						logged = append(logged, fmt.Sprintf("%v %+v %#v", e.Err, e.Err, e.Err))
					}
				}
			})
			// The body is not a secret of the session, so masking alone would not protect it.
			_, err := c.Do(t.Context(), Request{Method: http.MethodPost, Path: "/x", Body: []byte(`"` + body + `"`)})
			if err == nil && strings.HasPrefix(name, "location") {
				return // it is a response like any other
			}
			if err == nil || len(logged) != 1 {
				t.Fatalf("got %v and the log %q, want an error in both", err, logged)
			}
			text := strings.Join(logged, " ") + fmt.Sprintf("%v %+v %#v", err, err, err)
			for _, secret := range []string{token, body, "canary"} {
				if strings.Contains(text, secret) {
					t.Errorf("got %q, which contains %q", text, secret)
				}
			}
		})
	}
}

func TestDo_secretsInReasonsAreRedacted(t *testing.T) {
	t.Parallel()
	const token, password = "eyJ-canary", "pass-canary"
	c := newTestClient(t, "http://host.test", withRetries(0), func(config *Config) {
		config.Token = Secret{}
		config.Login = &Login{
			Secrets: []Secret{NewSecret(password)},
			SignIn: func(context.Context) ([]Secret, bool, error) {
				return []Secret{NewSecret(token), NewSecret("refresh-canary")}, false, nil
			},
		}
		config.Base = roundTripper(func(*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Err: errors.New(token + "\x1b[2J " + password + " refresh-canary")}
		})
	})
	err := do(t.Context(), c, getX)
	if want := "dial: *** \uFFFD[2J *** ***"; err == nil || strings.ReplaceAll(err.Error(), "***\uFFFD", "*** \uFFFD") != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestDo_connectionsAreKept(t *testing.T) {
	t.Parallel()
	var connections atomic.Int32
	base := defaultBase()
	dial := base.DialContext
	base.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		connections.Add(1)
		return dial(ctx, network, address)
	}
	c, _ := serve(t, map[string][]reply{getX: {respond(503, "<html>"), respond(200, "[]")}}, func(c *Config) { c.Base = base })
	for range 5 {
		if err := do(t.Context(), c, getX); err != nil {
			t.Fatal(err)
		}
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("got %d connections for 6 requests in sequence, want 1", n)
	}
}

func TestWithoutURL(t *testing.T) {
	t.Parallel()
	inner := errors.New("inner")
	if got := withoutURL(&url.Error{Op: "Get", URL: "https://host/secret", Err: inner}); got != inner { //nolint:errorlint // identical
		t.Errorf("got %v, want %v", got, inner)
	}
	if got := withoutURL(inner); got != inner { //nolint:errorlint // identical
		t.Errorf("got %v, want %v", got, inner)
	}
}
