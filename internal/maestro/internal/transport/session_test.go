// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

func issue(value string) reply { return respond(200, value) }

func TestDo_concurrentRequestsShareOneSignIn(t *testing.T) {
	t.Parallel()
	c, s := serveWithLogin(t, map[string][]reply{signInLine: {issue("token-1")}, getX: {respond(200, "")}})
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if err := do(t.Context(), c, getX); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if signIns, requests := s.Count(signInLine), s.Count(getX); signIns != 1 || requests != 100 {
		t.Errorf("got %d sign-ins and %d requests, want 1 and 100", signIns, requests)
	}
}

func TestNew_sendsNothing(t *testing.T) {
	t.Parallel()
	_, s := serveWithLogin(t, nil)
	if lines := s.Lines(); len(lines) != 0 {
		t.Errorf("got requests %q, want none", lines)
	}
}

// dyingTokens is a host whose tokens are valid for a number of requests.
type dyingTokens struct {
	mu      sync.Mutex
	life    int
	signIns int
	left    map[string]int
	always  string // the path that gets 401 whatever the token is
}

func (d *dyingTokens) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left == nil {
		d.left = map[string]int{}
	}
	if r.URL.Path == "/sign-in" {
		d.signIns++
		token := fmt.Sprintf("token-%d", d.signIns)
		d.left[token] = d.life
		fmt.Fprint(w, token)
		return
	}
	token := r.Header.Get("Authorization")
	if d.left[token] == 0 || r.URL.Path == d.always {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	d.left[token]--
}

func (d *dyingTokens) client(t *testing.T) *Client {
	t.Helper()
	server := httptest.NewServer(d)
	t.Cleanup(server.Close)
	var c *Client
	c = newTestClient(t, server.URL, func(config *Config) { config.Token, config.Login = Secret{}, loginFor(&c) })
	return c
}

func TestDo_tokensThatDieWithinFewRequests(t *testing.T) {
	t.Parallel()
	for life, requests := range map[int]int{1: 20, 4: 100, 10: 100} {
		d := &dyingTokens{life: life}
		c := d.client(t)
		var wg sync.WaitGroup
		for range requests {
			wg.Go(func() {
				if err := do(t.Context(), c, getX); err != nil {
					t.Errorf("with tokens for %d requests: %v", life, err)
				}
			})
		}
		wg.Wait()
		if least := requests / life; d.signIns < least || d.signIns > 2*least+20 {
			t.Errorf("with tokens for %d requests: got %d sign-ins for %d requests", life, d.signIns, requests)
		}
	}
	// In sequence, each 401 leads to one sign-in and one more attempt.
	d := &dyingTokens{life: 1}
	c := d.client(t)
	for range 10 {
		if err := do(t.Context(), c, getX); err != nil {
			t.Error(err)
		}
	}
	if d.signIns != 10 {
		t.Errorf("got %d sign-ins for 10 tokens", d.signIns)
	}
}

func TestDo_expiredTokenIsReplaced(t *testing.T) {
	t.Parallel()
	c, s := serveWithLogin(t, map[string][]reply{
		signInLine: {issue("token-1"), issue("token-2")},
		getX:       {respond(200, "")},
		postX:      {respond(401, ""), respond(200, "")},
	})
	if err := do(t.Context(), c, getX); err != nil {
		t.Fatal(err)
	}
	// Even a request that is not idempotent is sent again: one with status 401 was not carried out.
	resp, err := c.Do(t.Context(), Request{Method: http.MethodPost, Path: "/x", Body: []byte(`{"a":1}`)})
	if err != nil || resp.Status != http.StatusOK || resp.Attempts != 2 {
		t.Fatalf("got %+v, %v, want status 200 after 2 attempts", resp, err)
	}
	want := []string{signInLine, getX, postX, signInLine, postX}
	if diff := cmp.Diff(want, s.Lines()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	requests := s.Requests()
	if old, renewed := requests[2].Header.Get("Authorization"), requests[4].Header.Get("Authorization"); old != "token-1" || renewed != "token-2" {
		t.Errorf("got the tokens %q and %q", old, renewed)
	}
	if requests[2].Body != `{"a":1}` || requests[4].Body != `{"a":1}` {
		t.Errorf("got the bodies %q and %q", requests[2].Body, requests[4].Body)
	}
}

func TestDo_anyStatusBut401ShowsThatATokenIsValid(t *testing.T) {
	t.Parallel()
	c, s := serveWithLogin(t, map[string][]reply{
		signInLine: {issue("token-1"), issue("token-2")},
		getX:       {respond(403, ""), respond(401, ""), respond(200, "")},
	})
	if err := do(t.Context(), c, getX); !errors.Is(err, statusError(403)) {
		t.Errorf("got %v, want status 403", err)
	}
	if err := do(t.Context(), c, getX); err != nil || s.Count(signInLine) != 2 {
		t.Errorf("got %v after %q, want a second sign-in", err, s.Lines())
	}
}

func TestDo_refusedSignInIsNotRepeated(t *testing.T) {
	t.Parallel()
	c, s := serveWithLogin(t, map[string][]reply{signInLine: {respond(401, "")}})
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			var signIn *SignInError
			if err := do(t.Context(), c, getX); !errors.As(err, &signIn) || signIn.Again || !signIn.Refused {
				t.Errorf("got %v, want a refused first sign-in", err)
			}
		})
	}
	wg.Wait()
	if lines := s.Lines(); len(lines) != 1 {
		t.Errorf("got %d requests, want 1", len(lines))
	}
}

func TestDo_signInThatFailsSeveralTimesIsNotRepeated(t *testing.T) {
	t.Parallel()
	down := respond(500, "")
	t.Run("in a row", func(t *testing.T) {
		t.Parallel()
		c, s := serveWithLogin(t, map[string][]reply{signInLine: {down}}, withRetries(0))
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				var signIn *SignInError
				if err := do(t.Context(), c, getX); !errors.As(err, &signIn) || signIn.Refused {
					t.Errorf("got %v, want a sign-in that failed and was not refused", err)
				}
			})
		}
		wg.Wait()
		if lines := s.Lines(); len(lines) != maxFailures {
			t.Errorf("got %d requests, want %d", len(lines), maxFailures)
		}
	})
	t.Run("but not with a success between", func(t *testing.T) {
		t.Parallel()
		unauthorized := respond(401, "")
		c, s := serveWithLogin(t, map[string][]reply{
			signInLine: {down, down, issue("token-1"), down, down, issue("token-2")},
			getX:       {respond(200, ""), unauthorized, unauthorized, unauthorized, respond(200, "")},
		}, withRetries(0))
		for i, works := range []bool{false, false, true, false, false, true} {
			if err := do(t.Context(), c, getX); (err == nil) != works {
				t.Errorf("call %d: got %v after %q, want success %t", i, err, s.Lines(), works)
			}
		}
	})
	t.Run("but not by calls that have ended", func(t *testing.T) {
		t.Parallel()
		c, _ := serveWithLogin(t, map[string][]reply{signInLine: {issue("token-1")}, getX: {respond(200, "")}})
		base := c.config.Base
		for range maxFailures + 1 {
			ctx, cancel := context.WithCancel(t.Context())
			c.config.Base = roundTripper(func(req *http.Request) (*http.Response, error) {
				cancel()
				return base.RoundTrip(req)
			})
			if err := do(ctx, c, getX); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want it to be canceled", err)
			}
		}
		c.config.Base = base
		if err := do(t.Context(), c, getX); err != nil {
			t.Error(err)
		}
	})
}

func TestDo_refusedRenewalIsMarkedAsSuch(t *testing.T) {
	t.Parallel()
	c, s := serveWithLogin(t, map[string][]reply{
		signInLine: {issue("token-1"), respond(401, "")},
		getX:       {respond(200, ""), respond(401, "")},
	})
	if err := do(t.Context(), c, getX); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		var signIn *SignInError
		if err := do(t.Context(), c, getX); !errors.As(err, &signIn) || !signIn.Again || !errors.Is(err, errUnauthorized) {
			t.Fatalf("got %v, want a refused second sign-in", err)
		}
	}
	if n := s.Count(signInLine); n != 2 {
		t.Errorf("got %d sign-ins, want 2", n)
	}
}

func TestDo_401WithoutAValidTokenIsTheResponse(t *testing.T) {
	t.Parallel()
	c, s := serveWithLogin(t, map[string][]reply{signInLine: {issue("token-1")}, getX: {respond(401, "")}})
	for range 3 {
		if err := do(t.Context(), c, getX); !errors.Is(err, errUnauthorized) {
			t.Errorf("got %v, want status 401", err)
		}
	}
	if s.Count(signInLine) != 1 || s.Count(getX) != 3 {
		t.Errorf("got requests %q, want 1 sign-in and 3 requests", s.Lines())
	}
	for name, value := range map[string]string{"a fixed token": "token-1", "no token": ""} {
		c, s := serve(t, map[string][]reply{getX: {respond(401, "")}}, func(c *Config) { c.Token = NewSecret(value) })
		if err := do(t.Context(), c, getX); !errors.Is(err, errUnauthorized) || len(s.Lines()) != 1 {
			t.Errorf("with %s: got %v after %q, want status 401 after 1 request", name, err, s.Lines())
		}
	}
}

func TestDo_requestThatIsAlwaysUnauthorized(t *testing.T) {
	t.Parallel()
	t.Run("while other requests succeed", func(t *testing.T) {
		t.Parallel()
		d := &dyingTokens{life: 1 << 30, always: "/y"}
		c := d.client(t)
		if err := do(t.Context(), c, getX); err != nil {
			t.Fatal(err)
		}
		reading, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for range 4 { // so that each new token is known to be valid at once
			wg.Go(func() {
				for reading.Err() == nil {
					_ = do(reading, c, getX)
				}
			})
		}
		err := do(t.Context(), c, getY)
		stop()
		wg.Wait()
		if !errors.Is(err, errUnauthorized) || d.signIns > 1+maxSignIns {
			t.Errorf("got %v after %d sign-ins, want status 401 after at most %d", err, d.signIns, 1+maxSignIns)
		}
	})
	t.Run("alone", func(t *testing.T) {
		t.Parallel()
		d := &dyingTokens{life: 1 << 30, always: "/y"}
		c := d.client(t)
		for i := range 3 {
			if err := do(t.Context(), c, getX); err != nil {
				t.Fatal(err)
			}
			// The new token is refused in its first use, which shows that age is not the reason.
			for range 50 {
				if err := do(t.Context(), c, getY); !errors.Is(err, errUnauthorized) {
					t.Fatalf("got %v, want status 401", err)
				}
			}
			if want := i + 2; d.signIns != want {
				t.Fatalf("got %d sign-ins, want %d", d.signIns, want)
			}
		}
	})
}

func TestDo_concurrent401sWithoutAValidTokenDoNotRenewIt(t *testing.T) {
	t.Parallel()
	// Whether the token was ever valid is only known once the last of them has ended.
	c, s := serveWithLogin(t, map[string][]reply{signInLine: {issue("token-1")}, getX: {respond(401, "")}})
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if err := do(t.Context(), c, getX); !errors.Is(err, errUnauthorized) {
				t.Errorf("got %v, want status 401", err)
			}
		})
	}
	wg.Wait()
	if n := s.Count(signInLine); n != 1 {
		t.Errorf("got %d sign-ins, want 1", n)
	}
}

func TestDo_waitForOtherRequestsWithTheTokenEndsWithTheContext(t *testing.T) {
	// A request is refused while another one with the same token waits for its response.
	inBubbleWithLogin(t, map[string][]reply{
		signInLine: {issue("token-1")}, getX: {script.Never()}, getY: {respond(401, "")},
	}, func(t *testing.T, c *Client, s *script.Script) {
		other, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { _ = do(other, c, getX) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		if err := do(ctx, c, getY); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Errorf("got %v after %s, want the deadline after 5s", err, time.Since(start))
		}
		// Once the other request has ended, no request is left that could show the token to be valid.
		time.AfterFunc(time.Second, stop)
		if err := do(t.Context(), c, getY); !errors.Is(err, errUnauthorized) || time.Since(start) != 6*time.Second {
			t.Errorf("got %v after %s, want status 401 after 6s", err, time.Since(start))
		}
		wg.Wait()
		if n := s.Count(signInLine); n != 1 {
			t.Errorf("got %d sign-ins, want 1", n)
		}
	})
}

func TestDo_waitForASignInEndsWithTheContext(t *testing.T) {
	inBubbleWithLogin(t, map[string][]reply{
		signInLine: {issue("token-1").After(8 * time.Second)}, getX: {respond(200, "")},
	}, func(t *testing.T, c *Client, s *script.Script) {
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := do(t.Context(), c, getX); err != nil {
				t.Errorf("first request: %v", err)
			}
		})
		wg.Go(func() {
			_ = Wait(t.Context(), time.Second)
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			start := time.Now()
			err := do(ctx, c, getX)
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
				t.Errorf("second request: got %v after %s, want the deadline after 5s", err, time.Since(start))
			}
			if e := errorOf(t, err); e.Connected || e.Attempts != 0 {
				t.Errorf("second request: got %+v, want no attempt", e)
			}
		})
		wg.Wait()
		if s.Count(signInLine) != 1 || s.Count(getX) != 1 {
			t.Errorf("got requests %q, want one of each", s.Lines())
		}
	})
}

func TestDo_waitForARenewalEndsWithTheContext(t *testing.T) {
	unauthorized := respond(401, "").After(2 * time.Second)
	inBubbleWithLogin(t, map[string][]reply{
		signInLine: {issue("token-1"), issue("token-2").After(8 * time.Second)},
		getX:       {respond(200, ""), unauthorized, unauthorized, respond(200, "")},
	}, func(t *testing.T, c *Client, s *script.Script) {
		if err := do(t.Context(), c, getX); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i, limit := range []time.Duration{time.Minute, 5 * time.Second} {
			wg.Go(func() {
				_ = Wait(t.Context(), time.Duration(i)*time.Second)
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				err := do(ctx, c, getX)
				if late := limit < time.Minute; late != errors.Is(err, context.DeadlineExceeded) || !late && err != nil {
					t.Errorf("with %s: got %v", limit, err)
				}
			})
		}
		wg.Wait()
		if n := s.Count(signInLine); n != 2 {
			t.Errorf("got %d sign-ins, want 2", n)
		}
	})
}

func TestDo_interruptedSignInIsMadeByTheNextRequest(t *testing.T) {
	inBubbleWithLogin(t, map[string][]reply{
		signInLine: {script.Never(), issue("token-1")}, getX: {respond(200, "")},
	}, func(t *testing.T, c *Client, s *script.Script) {
		var wg sync.WaitGroup
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			err := do(ctx, c, getX)
			var signIn *SignInError
			if !errors.As(err, &signIn) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("first request: got %v, want a sign-in that has reached its deadline", err)
			}
		})
		wg.Go(func() {
			_ = Wait(t.Context(), time.Second)
			if err := do(t.Context(), c, getX); err != nil {
				t.Errorf("second request: %v", err)
			}
		})
		wg.Wait()
		if diff := cmp.Diff([]string{signInLine, signInLine, getX}, s.Lines()); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	})
}

func TestDo_signInsThatWereNotSentAreNotCountedAsFailures(t *testing.T) {
	inBubbleWithLogin(t, map[string][]reply{
		signInLine: {respond(429, "").With("Retry-After", "120"), issue("token-1")}, getX: {respond(200, "")},
	}, func(t *testing.T, c *Client, s *script.Script) {
		for range maxFailures + 1 {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			if err := do(ctx, c, getX); !errors.As(err, new(*SignInError)) {
				t.Errorf("without the time: got %v, want a failed sign-in", err)
			}
			cancel()
		}
		if err := do(t.Context(), c, getX); err != nil {
			t.Errorf("with the time: %v", err)
		}
		if diff := cmp.Diff([]string{signInLine, signInLine, getX}, s.Lines()); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	})
}
