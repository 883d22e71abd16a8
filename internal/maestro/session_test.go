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
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

const signInLine = "POST /auth/sign-in"

func tokenReply(token string) reply { return says(200, `{"tokens":{"accessToken":"`+token+`"}}`) }

func TestOneSignInServesAHundredRequests(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{signInLine: {tokenReply("token-1")}, listAll: {says(200, emptyList)}}, withCredentials)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if _, err := c.ListPipelines(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if s.count(signInLine) != 1 || s.count(listAll) != 100 {
		t.Errorf("%d sign-ins, %d lists", s.count(signInLine), s.count(listAll))
	}
}

func TestClientThatIsNotUsedDoesNotSignIn(t *testing.T) {
	t.Parallel()
	_, s := serve(t, nil, withCredentials)
	if len(s.lines()) != 0 {
		t.Errorf("requests %q", s.lines())
	}
}

// dyingTokens is a platform whose tokens are good for a number of requests.
type dyingTokens struct {
	mu      sync.Mutex
	life    int
	signIns int
	left    map[string]int
	always  string // "METHOD path" that gets 401 whatever the token is
}

func (d *dyingTokens) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.left == nil {
		d.left = map[string]int{}
	}
	if r.URL.Path == signInPath {
		d.signIns++
		token := fmt.Sprintf("token-%d", d.signIns)
		d.left[token] = d.life
		fmt.Fprintf(w, `{"tokens":{"accessToken":%q}}`, token)
		return
	}
	token := r.Header.Get("Authorization")
	if d.left[token] == 0 || r.Method+" "+r.URL.Path == d.always {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = fmt.Fprint(w, `{"msg":"Unauthorized"}`)
		return
	}
	d.left[token]--
	_, _ = fmt.Fprint(w, `[]`)
}

func (d *dyingTokens) client(t *testing.T) *Client {
	t.Helper()
	server := openapi.NewServer(t, d, openapi.RequestsOnly)
	return newTestClient(t, server.URL, withCredentials)
}

func TestRunOutlivesItsTokens(t *testing.T) {
	t.Parallel()
	for life, requests := range map[int]int{1: 20, 4: 100, 10: 100} {
		d := &dyingTokens{life: life}
		c := d.client(t)
		var wg sync.WaitGroup
		for range requests {
			wg.Go(func() {
				if _, err := c.ListPipelines(t.Context()); err != nil {
					t.Errorf("tokens that live %d requests: %v", life, err)
				}
			})
		}
		wg.Wait()
		if least := requests / life; d.signIns < least || d.signIns > 2*least+20 {
			t.Errorf("tokens that live %d requests: %d sign-ins for %d requests", life, d.signIns, requests)
		}
	}
	// One after the other: each 401 costs one sign-in and one more try.
	d := &dyingTokens{life: 1}
	c := d.client(t)
	for range 10 {
		if _, err := c.ListPipelines(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if d.signIns != 10 {
		t.Errorf("%d sign-ins for 10 tokens", d.signIns)
	}
}

func TestExpiredTokenLeadsToOneSignInAndOneMoreTry(t *testing.T) {
	t.Parallel()
	unauthorized := says(401, `{"msg":"Unauthorized"}`)
	c, s := serve(t, map[string][]reply{
		signInLine:                        {tokenReply("token-1"), tokenReply("token-2")},
		listAll:                           {says(200, emptyList)},
		"POST /platform/pipeline/execute": {unauthorized, says(200, `{"run_id":"manual__1"}`)},
	}, withCredentials)
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Even what is sent once at most: a 401 says that it was not carried out.
	if runID, err := c.Execute(t.Context(), thisID); err != nil || runID != "manual__1" {
		t.Fatalf("%q, %v", runID, err)
	}
	want := []string{signInLine, listAll, "POST /platform/pipeline/execute", signInLine, "POST /platform/pipeline/execute"}
	if diff := cmp.Diff(want, s.lines()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	requests := s.requests()
	if old, renewed := requests[2].header.Get("Authorization"), requests[4].header.Get("Authorization"); old != "token-1" || renewed != "token-2" {
		t.Errorf("sent with %q, then %q", old, renewed)
	}
	if requests[2].body != requests[4].body || requests[4].body == "" {
		t.Errorf("bodies %q and %q", requests[2].body, requests[4].body)
	}
}

func TestTokenIsKnownToBeGoodByAnyAnswerThatIsNot401(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{
		signInLine: {tokenReply("token-1"), tokenReply("token-2")},
		listAll:    {says(403, `{"message":"no"}`), says(401, `{"msg":"Unauthorized"}`), says(200, emptyList)},
	}, withCredentials)
	if _, err := c.ListPipelines(t.Context()); !IsForbidden(err) {
		t.Errorf("%v", err)
	}
	if _, err := c.ListPipelines(t.Context()); err != nil || s.count(signInLine) != 2 {
		t.Errorf("%v after %q", err, s.lines())
	}
}

func TestWrongPasswordIsTriedOnceInAll(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]reply{
		"401":                      says(401, `{"message":"Incorrect username or password"}`),
		"400":                      says(400, `{"message":["username should not be empty"]}`),
		"403":                      says(403, `{"code":"AUTH.FORBIDDEN"}`),
		"200 that failed":          says(200, `{"status":false,"message":"Incorrect username or password"}`),
		"200 without a token":      says(200, `{"mfaStatus":"required","tokens":{}}`),
		"200 with an unfit token":  says(200, `{"tokens":{"accessToken":"a\nX-Injected: b"}}`),
		"200 with a token of JSON": says(200, `{"tokens":{"accessToken":{"jwt":"a"}}}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{signInLine: {refusal}}, withCredentials)
			var wg sync.WaitGroup
			for range 50 {
				wg.Go(func() {
					_, err := c.ListPipelines(t.Context())
					var signIn *SignInError
					if !errors.As(err, &signIn) || signIn.Again || IsNotFound(err) {
						t.Errorf("%v", err)
					}
				})
			}
			wg.Wait()
			if len(s.lines()) != 1 {
				t.Errorf("%d requests", len(s.lines()))
			}
		})
	}
}

func TestSignInThatFailsForNowIsTriedAgainLater(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]reply{
		"500":                      says(500, `{"message":"oops"}`),
		"408":                      says(408, ``),
		"429":                      says(429, `{"message":"slow down"}`),
		"503":                      says(503, ``),
		"a page":                   says(200, htmlPage),
		"no answer":                {drop: true},
		"a redirect to the portal": says(302, ``).with("Location", "http://portal.test/"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{signInLine: {failure, tokenReply("token-1")}, listAll: {says(200, emptyList)}}, withCredentials, withRetries(0))
			_, err := c.ListPipelines(t.Context())
			var signIn *SignInError
			if !errors.As(err, &signIn) || signIn.Again || IsUnclear(err) {
				t.Fatalf("%v", err)
			}
			contains(t, err.Error(), "sign-in failed: POST /auth/sign-in: ")
			if _, err := c.ListPipelines(t.Context()); err != nil || s.count(signInLine) != 2 {
				t.Errorf("%v after %q", err, s.lines())
			}
		})
	}
}

func TestSignInThatFailsAgainAndAgainIsNotTriedByEachCall(t *testing.T) {
	t.Parallel()
	// A platform that is down; or one that says "wrong password" in words that nobody knows, and locks the account.
	for name, failure := range map[string]reply{
		"500": says(500, `{"message":"NotAuthorizedException"}`), "503": says(503, ``), "a page": says(200, htmlPage), "no answer": {drop: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{signInLine: {failure}}, withCredentials, withRetries(0))
			var wg sync.WaitGroup
			for range 50 {
				wg.Go(func() {
					_, err := c.ListPipelines(t.Context())
					var signIn *SignInError
					if !errors.As(err, &signIn) || signIn.Refused {
						t.Errorf("%v", err)
					}
				})
			}
			wg.Wait()
			if len(s.lines()) != maxFailures {
				t.Errorf("%d requests", len(s.lines()))
			}
		})
	}
	t.Run("but for one that succeeds", func(t *testing.T) {
		t.Parallel()
		down, unauthorized := says(503, ``), says(401, ``)
		c, s := serve(t, map[string][]reply{
			signInLine: {down, down, tokenReply("token-1"), down, down, tokenReply("token-2")},
			listAll:    {says(200, emptyList), unauthorized, unauthorized, unauthorized, says(200, emptyList)},
		}, withCredentials, withRetries(0))
		for i, works := range []bool{false, false, true, false, false, true} {
			if _, err := c.ListPipelines(t.Context()); (err == nil) != works {
				t.Errorf("call %d: %v after %q", i, err, s.lines())
			}
		}
	})
	t.Run("and for callers whose time is over", func(t *testing.T) {
		t.Parallel()
		c, _ := serve(t, map[string][]reply{signInLine: {tokenReply("token-1")}, listAll: {says(200, emptyList)}}, withCredentials)
		base := c.transport.base
		for range maxFailures + 1 {
			ctx, cancel := context.WithCancel(t.Context())
			c.transport.base = roundTripper(func(req *http.Request) (*http.Response, error) { cancel(); return base.RoundTrip(req) })
			if _, err := c.ListPipelines(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("%v", err)
			}
		}
		c.transport.base = base
		if _, err := c.ListPipelines(t.Context()); err != nil {
			t.Errorf("%v", err)
		}
	})
}

func TestSignInIsRetriedLikeARead(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{signInLine: {says(503, ``), {drop: true}, tokenReply("token-1")}, listAll: {says(200, emptyList)}}, withCredentials)
	if _, err := c.ListPipelines(t.Context()); err != nil || s.count(signInLine) != 3 {
		t.Errorf("%v after %q", err, s.lines())
	}
}

func TestOneTimeCodeThatIsUsedUp(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{
		signInLine: {tokenReply("token-1"), says(401, `{"message":"Invalid MFA code"}`)},
		listAll:    {says(200, emptyList), says(401, `{"msg":"Unauthorized"}`)},
	}, withCredentials)
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		_, err := c.ListPipelines(t.Context())
		var signIn *SignInError
		if !errors.As(err, &signIn) || !signIn.Again || !IsUnauthorized(err) {
			t.Fatalf("%v", err)
		}
		if want := "sign-in failed: POST /auth/sign-in: HTTP 401 Unauthorized: Invalid MFA code"; err.Error() != want {
			t.Errorf("%q, want %q", err, want)
		}
	}
	if n := s.count(signInLine); n != 2 {
		t.Errorf("%d sign-ins with one code", n)
	}
}

func TestTokenIsFoundInBothShapes(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"tokens":{"idToken":"i","accessToken":"in-tokens","refreshToken":"r"},"user":{"id":"u"}}`: "in-tokens",
		`{"accessToken":"at-the-top"}`:                                      "at-the-top",
		`{"accessToken":"at-the-top","tokens":{"accessToken":"in-tokens"}}`: "in-tokens",
		`{"status":true,"data":{"tokens":{"accessToken":"enveloped"}}}`:     "enveloped",
		`{"tokens":{},"accessToken":"at-the-top"}`:                          "at-the-top",
		`{"tokens":null,"accessToken":"at-the-top"}`:                        "at-the-top",
	} {
		c, s := serve(t, map[string][]reply{signInLine: {says(200, body)}, listAll: {says(200, emptyList)}}, withCredentials)
		if _, err := c.ListPipelines(t.Context()); err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if got := s.requests()[1].header.Get("Authorization"); got != want {
			t.Errorf("%s: sent %q", body, got)
		}
	}
}

func TestSignInAnswersThatHoldNoUsableToken(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{}`: "holds no access token", `null`: "holds no access token", ``: "not JSON", htmlPage: "not JSON", `[]`: "not JSON",
		`{"tokens":{"accessToken":""}}`:                   "holds no access token",
		`{"tokens":{"idToken":"i","refreshToken":"r"}}`:   "holds no access token",
		`{"tokens":{"accessToken":"secret-a\r\nsecret"}}`: "the access token cannot be used: it has a line break in it",
		`{"tokens":{"accessToken":"secret-a€"}}`:          "the access token cannot be used",
		`{"accessToken":" secret-a"}`:                     "white space",
	} {
		c, _ := serve(t, map[string][]reply{signInLine: {says(200, body)}}, withCredentials)
		_, err := c.ListPipelines(t.Context())
		if err == nil {
			t.Errorf("%s: no error", body)
			continue
		}
		contains(t, err.Error(), "sign-in failed: POST /auth/sign-in: HTTP 200 OK: ", want)
		if strings.Contains(err.Error(), "secret-a") {
			t.Errorf("the token is in the error: %v", err)
		}
	}
}

func TestUnauthorizedWithoutAnyGoodTokenDoesNotLoop(t *testing.T) {
	t.Parallel()
	unauthorized := map[string][]reply{signInLine: {tokenReply("token-1")}, listAll: {says(401, `{"msg":"Unauthorized"}`)}}
	c, s := serve(t, unauthorized, withCredentials)
	for range 3 {
		if _, err := c.ListPipelines(t.Context()); !IsUnauthorized(err) {
			t.Errorf("%v", err)
		}
	}
	if s.count(signInLine) != 1 || s.count(listAll) != 3 {
		t.Errorf("with credentials: %q", s.lines())
	}
	for name, token := range map[string]string{"a fixed token": "token-1", "nothing": ""} {
		c, s := serve(t, map[string][]reply{listAll: {says(401, `{"msg":"Unauthorized"}`)}}, func(c *Config) { c.AccessToken = token })
		if _, err := c.ListPipelines(t.Context()); !IsUnauthorized(err) || len(s.lines()) != 1 {
			t.Errorf("with %s: %v after %q", name, err, s.lines())
		}
	}
}

func TestCallThatIsAlwaysUnauthorizedDoesNotSignInForEver(t *testing.T) {
	t.Parallel()
	// A customer_name that only DELETE checks: everything else gets through with every token.
	d := &dyingTokens{life: 1 << 30, always: "DELETE /platform/pipeline/" + thisID}
	c := d.client(t)
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	reading, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 4 { // so that each new token is known to be good at once
		wg.Go(func() {
			for reading.Err() == nil {
				_, _ = c.ListPipelines(reading)
			}
		})
	}
	_, err := c.DeletePipeline(t.Context(), thisID)
	stop()
	wg.Wait()
	if !IsUnauthorized(err) || d.signIns > 1+maxRenewals {
		t.Errorf("%v after %d sign-ins", err, d.signIns)
	}

	// With nothing else going on, a new token that is refused in its first use is the proof: one sign-in, one more try.
	// And a thousand such calls do not sign in a thousand times.
	d = &dyingTokens{life: 1 << 30, always: "DELETE /platform/pipeline/" + thisID}
	c = d.client(t)
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		if _, err := c.DeletePipeline(t.Context(), thisID); !IsUnauthorized(err) {
			t.Fatalf("%v", err)
		}
		if want := 1 + min(i+1, maxRenewals); d.signIns != want {
			t.Fatalf("%d sign-ins after %d calls, want %d", d.signIns, i+1, want)
		}
	}
	// Whatever happened, a request that gets through is a fresh start.
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := d.signIns
	if _, err := c.DeletePipeline(t.Context(), thisID); !IsUnauthorized(err) || d.signIns == before {
		t.Errorf("%v after %d more sign-ins", err, d.signIns-before)
	}
}

func TestHundredCallsThatAreAllUnauthorizedSignInOnce(t *testing.T) {
	t.Parallel()
	// Whether the token was ever good is only known when the last of them has its answer.
	c, s := serve(t, map[string][]reply{signInLine: {tokenReply("token-1")}, listAll: {says(401, `{"msg":"Unauthorized"}`)}}, withCredentials)
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if _, err := c.ListPipelines(t.Context()); !IsUnauthorized(err) {
				t.Errorf("%v", err)
			}
		})
	}
	wg.Wait()
	if n := s.count(signInLine); n != 1 {
		t.Errorf("%d sign-ins", n)
	}
}

func TestWaitingForTheFirstGoodAnswerEndsWithTheContext(t *testing.T) {
	// One call is refused while another, with the same token, waits for an answer that never comes.
	inBubble(t, map[string][]reply{signInLine: {tokenReply("token-1")}, listAll: {never()}, lookUp: {says(401, ``)}}, func(t *testing.T, c *Client, s *script) {
		other, stop := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = c.ListPipelines(other) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		if _, err := c.GetPipeline(ctx, thisID); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		// When the other one has given up, nothing is left that could show the token to be good.
		time.AfterFunc(time.Second, stop)
		if _, err := c.GetPipeline(t.Context(), thisID); !IsUnauthorized(err) || time.Since(start) != 6*time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		wg.Wait()
		if n := s.count(signInLine); n != 1 {
			t.Errorf("%d sign-ins", n)
		}
	}, withCredentials)
}

func TestWaitingForASignInEndsWithTheContext(t *testing.T) {
	inBubble(t, map[string][]reply{signInLine: {tokenReply("token-1").after(8 * time.Second)}, listAll: {says(200, emptyList)}}, func(t *testing.T, c *Client, s *script) {
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := c.ListPipelines(t.Context()); err != nil {
				t.Errorf("the first: %v", err)
			}
		})
		wg.Go(func() {
			_ = Wait(t.Context(), time.Second)
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			start := time.Now()
			_, err := c.ListPipelines(ctx)
			if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second || IsUnclear(err) {
				t.Errorf("the second: %v after %s", err, time.Since(start))
			}
			if e := as(t, err); e.Path != "/platform/pipelines" || e.Attempts != 0 {
				t.Errorf("the second: %+v", e)
			}
		})
		wg.Wait()
		if s.count(signInLine) != 1 || s.count(listAll) != 1 {
			t.Errorf("requests %q", s.lines())
		}
	}, withCredentials)
}

func TestWaitingForANewTokenEndsWithTheContext(t *testing.T) {
	inBubble(t, map[string][]reply{
		signInLine: {tokenReply("token-1"), tokenReply("token-2").after(8 * time.Second)},
		listAll:    {says(200, emptyList), says(401, ``).after(2 * time.Second), says(401, ``).after(2 * time.Second), says(200, emptyList)},
	}, func(t *testing.T, c *Client, s *script) {
		if _, err := c.ListPipelines(t.Context()); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for i, limit := range []time.Duration{time.Minute, 5 * time.Second} {
			wg.Go(func() {
				_ = Wait(t.Context(), time.Duration(i)*time.Second)
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				_, err := c.ListPipelines(ctx)
				if late := limit < time.Minute; late != errors.Is(err, context.DeadlineExceeded) || !late && err != nil {
					t.Errorf("with %s: %v", limit, err)
				}
			})
		}
		wg.Wait()
		if s.count(signInLine) != 2 {
			t.Errorf("requests %q", s.lines())
		}
	}, withCredentials)
}

func TestSignInOfACallThatIsInterruptedIsMadeByTheNext(t *testing.T) {
	inBubble(t, map[string][]reply{signInLine: {never(), tokenReply("token-1")}, listAll: {says(200, emptyList)}}, func(t *testing.T, c *Client, s *script) {
		var wg sync.WaitGroup
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			_, err := c.ListPipelines(ctx)
			var signIn *SignInError
			if !errors.As(err, &signIn) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the first: %v", err)
			}
		})
		wg.Go(func() {
			_ = Wait(t.Context(), time.Second)
			if _, err := c.ListPipelines(t.Context()); err != nil {
				t.Errorf("the second: %v", err)
			}
		})
		wg.Wait()
		if diff := cmp.Diff([]string{signInLine, signInLine, listAll}, s.lines()); diff != "" {
			t.Error(diff)
		}
	}, withCredentials)
}
