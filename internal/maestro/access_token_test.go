// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"
)

// tokenUntil returns a JSON Web Token that expires at a time.
func tokenUntil(expires time.Time) string {
	claims := fmt.Sprintf(`{"sub":"u","exp":%d}`, expires.Unix())
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

func TestAccessToken_isTheTokenOfRequests(t *testing.T) {
	t.Parallel()
	value := tokenUntil(time.Now().Add(time.Hour))
	c, s := serve(t, map[string][]reply{signInLine: {respondToken(value)}, listLine: {respond(200, emptyList)}}, withCredentials)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			got, err := c.AccessToken(t.Context())
			if err != nil || got.Value.Reveal() != value || time.Until(got.Expires) < 50*time.Minute || got.Expires.Location() != time.UTC {
				t.Errorf("got %v, %v, want %q for an hour", got, err, value)
			}
		})
	}
	wg.Wait()
	if lines := s.Lines(); len(lines) != 1 {
		t.Errorf("got requests %q, want one sign-in", lines)
	}
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	requests := s.Requests()
	if len(requests) != 2 || requests[1].Header.Get("Authorization") != value {
		t.Errorf("got requests %q, the last one with %q", s.Lines(), requests[len(requests)-1].Header.Get("Authorization"))
	}
}

func TestAccessToken_fixedTokenIsReturned(t *testing.T) {
	t.Parallel()
	for value, expires := range map[string]bool{"opaque": false, tokenUntil(time.Now().Add(-time.Hour)): true} {
		c, s := serve(t, nil, func(c *Config) { c.AccessToken = NewSecret(value) })
		got, err := c.AccessToken(t.Context())
		if err != nil || got.Value.Reveal() != value || got.Expires.IsZero() == expires {
			t.Errorf("got %v, %v, want %q with a time of expiry %t", got, err, value, expires)
		}
		if lines := s.Lines(); len(lines) != 0 {
			t.Errorf("got requests %q, want none", lines)
		}
	}
}

func TestAccessToken_withoutCredentials(t *testing.T) {
	t.Parallel()
	c, s := serve(t, nil, func(c *Config) { c.AccessToken = Secret{} })
	if got, err := c.AccessToken(t.Context()); !errors.Is(err, ErrNoCredentials) || got != (AccessToken{}) {
		t.Errorf("got %v, %v, want %v", got, err, ErrNoCredentials)
	}
	if lines := s.Lines(); len(lines) != 0 {
		t.Errorf("got requests %q, want none", lines)
	}
}

func TestAccessToken_expiringTokenIsReplaced(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first   string
		signIns int
	}{
		"an hour left": {tokenUntil(time.Now().Add(time.Hour)), 1},
		"seconds left": {tokenUntil(time.Now().Add(30 * time.Second)), 2},
		"expired":      {tokenUntil(time.Now().Add(-time.Hour)), 2},
		"not stated":   {"opaque", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			second := tokenUntil(time.Now().Add(time.Hour))
			c, s := serve(t, map[string][]reply{signInLine: {respondToken(tc.first), respondToken(second)}}, withCredentials)
			// The first one is new: if it seems to have expired, the clock of this machine is wrong.
			if got, err := c.AccessToken(t.Context()); err != nil || got.Value.Reveal() != tc.first || s.Count(signInLine) != 1 {
				t.Fatalf("got %v, %v after %q, want the first token", got, err, s.Lines())
			}
			want := tc.first
			if tc.signIns == 2 {
				want = second
			}
			for range 3 {
				if got, err := c.AccessToken(t.Context()); err != nil || got.Value.Reveal() != want {
					t.Errorf("got %v, %v, want %q", got, err, want)
				}
			}
			if n := s.Count(signInLine); n != tc.signIns {
				t.Errorf("got %d sign-ins, want %d", n, tc.signIns)
			}
		})
	}
}

func TestAccessToken_refusedSignIn(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{signInLine: {respond(http.StatusUnauthorized, `{"message":"Incorrect username or password"}`)}}, withCredentials)
	for range 3 {
		_, err := c.AccessToken(t.Context())
		var signIn *SignInError
		if !errors.As(err, &signIn) || signIn.Again {
			t.Fatalf("got %v, want a refused first sign-in", err)
		}
		contains(t, err.Error(), "sign-in failed", "Incorrect username or password")
	}
	if n := s.Count(signInLine); n != 1 {
		t.Errorf("got %d sign-ins, want 1", n)
	}
}
