// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// jwt makes a token with these claims.
func jwt(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

func dyingAt(at time.Time) string { return jwt(fmt.Sprintf(`{"sub":"u","exp":%d}`, at.Unix())) }

func TestAccessTokenIsThatOfTheRequests(t *testing.T) {
	t.Parallel()
	value := dyingAt(time.Now().Add(time.Hour))
	c, s := serve(t, map[string][]reply{signInLine: {tokenReply(value)}, listAll: {says(200, emptyList)}}, withCredentials)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			got, err := c.AccessToken(t.Context())
			if err != nil || got.Value != value || time.Until(got.Expires) < 50*time.Minute || got.Expires.Location() != time.UTC {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	wg.Wait()
	if len(s.lines()) != 1 {
		t.Errorf("requests %q", s.lines())
	}
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	requests := s.requests()
	if len(requests) != 2 || requests[1].header.Get("Authorization") != value {
		t.Errorf("requests %q, the last with %q", s.lines(), requests[len(requests)-1].header.Get("Authorization"))
	}
}

func TestAccessTokenThatIsGivenIsHandedOn(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"opaque", dyingAt(time.Now().Add(-time.Hour))} {
		c, s := serve(t, nil, func(c *Config) { c.AccessToken = value })
		got, err := c.AccessToken(t.Context())
		if err != nil || got.Value != value || got.Expires.IsZero() == strings.Contains(value, ".") {
			t.Errorf("%v, %v", got, err)
		}
		if len(s.lines()) != 0 {
			t.Errorf("requests %q", s.lines())
		}
	}
}

func TestAccessTokenWithoutCredentials(t *testing.T) {
	t.Parallel()
	c, s := serve(t, nil, func(c *Config) { c.AccessToken = "" })
	if got, err := c.AccessToken(t.Context()); !errors.Is(err, ErrNoCredentials) || got != (AccessToken{}) {
		t.Errorf("%v, %v", got, err)
	}
	if len(s.lines()) != 0 {
		t.Errorf("requests %q", s.lines())
	}
}

// A token with no life left is of no use to anybody else, and one that does not tell is taken for good.
func TestAccessTokenThatIsDyingIsReplaced(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first   string
		signIns int
	}{
		"an hour left":     {dyingAt(time.Now().Add(time.Hour)), 1},
		"seconds left":     {dyingAt(time.Now().Add(30 * time.Second)), 2},
		"dead":             {dyingAt(time.Now().Add(-time.Hour)), 2},
		"nothing is known": {"opaque", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			second := dyingAt(time.Now().Add(time.Hour))
			c, s := serve(t, map[string][]reply{signInLine: {tokenReply(tc.first), tokenReply(second)}}, withCredentials)
			// The first is fresh from the platform: if it looks dead, it is this machine's clock that is wrong.
			if got, err := c.AccessToken(t.Context()); err != nil || got.Value != tc.first || s.count(signInLine) != 1 {
				t.Fatalf("%v, %v after %q", got, err, s.lines())
			}
			want := tc.first
			if tc.signIns == 2 {
				want = second
			}
			for range 3 {
				if got, err := c.AccessToken(t.Context()); err != nil || got.Value != want {
					t.Errorf("%v, %v", got, err)
				}
			}
			if s.count(signInLine) != tc.signIns {
				t.Errorf("requests %q", s.lines())
			}
		})
	}
}

func TestAccessTokenWithAWrongPassword(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{signInLine: {says(http.StatusUnauthorized, `{"message":"Incorrect username or password"}`)}}, withCredentials)
	for range 3 {
		_, err := c.AccessToken(t.Context())
		var signIn *SignInError
		if !errors.As(err, &signIn) || signIn.Again {
			t.Fatalf("%v", err)
		}
		contains(t, err.Error(), "sign-in failed", "Incorrect username or password")
	}
	if s.count(signInLine) != 1 {
		t.Errorf("requests %q", s.lines())
	}
}

func TestExpiryOfTokens(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]int64{
		jwt(`{"exp":1767225600}`):               1767225600,
		jwt(`{"exp":1767225600.75,"iat":1}`):    1767225600,
		jwt(`{"exp":1.7672256e9}`):              1767225600,
		jwt(`{"exp":253402300799}`):             latestExpiry,
		jwt(`{"exp":253402300800}`):             0,
		jwt(`{"exp":1e300}`):                    0,
		jwt(`{"exp":0}`):                        0,
		jwt(`{"exp":-5}`):                       0,
		jwt(`{"exp":"1767225600"}`):             0,
		jwt(`{"exp":null}`):                     0,
		jwt(`{}`):                               0,
		jwt(`[]`):                               0,
		jwt(`{"exp":`):                          0,
		jwt(`{"exp":1767225600}`) + ".":         0,
		"e30." + `{"exp":1767225600}` + ".c2ln": 0,
		"":                                      0,
		"..":                                    0,
		"ddf_abc+/=":                            0,
	} {
		got := expiry(token)
		if want == 0 && !got.IsZero() || want != 0 && got.Unix() != want {
			t.Errorf("%q dies at %v", token, got)
		}
	}
}
