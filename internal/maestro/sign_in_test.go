// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

func TestSignIn_refusalIsNotRepeated(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]reply{
		"401":                        respond(401, `{"message":"Incorrect username or password"}`),
		"400":                        respond(400, `{"message":["username should not be empty"]}`),
		"403":                        respond(403, `{"code":"AUTH.FORBIDDEN"}`),
		"200 that reports a failure": respond(200, `{"status":false,"message":"Incorrect username or password"}`),
		"200 without a token":        respond(200, `{"mfaStatus":"required","tokens":{}}`),
		"200 with an invalid token":  respond(200, `{"tokens":{"accessToken":"a\nX-Injected: b"}}`),
		"200 with another type":      respond(200, `{"tokens":{"accessToken":{"jwt":"a"}}}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{signInLine: {refusal}}, withCredentials)
			var wg sync.WaitGroup
			for range 50 {
				wg.Go(func() {
					_, err := c.ListPipelines(t.Context())
					var signIn *SignInError
					if !errors.As(err, &signIn) || signIn.Again || !signIn.Refused || !signIn.OneTime || errors.Is(err, ErrNotFound) {
						t.Errorf("got %v, want a refused sign-in", err)
					}
				})
			}
			wg.Wait()
			if lines := s.Lines(); len(lines) != 1 {
				t.Errorf("got %d requests, want 1", len(lines))
			}
		})
	}
}

func TestSignIn_temporaryFailureIsRepeatedByTheNextCall(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]reply{
		"500":         respond(500, `{"message":"oops"}`),
		"408":         respond(408, ``),
		"429":         respond(429, `{"message":"slow down"}`),
		"503":         respond(503, ``),
		"page":        respond(200, htmlPage),
		"no response": script.Reset(),
		"redirect":    respond(302, ``).With("Location", "http://portal.test/"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{
				signInLine: {failure, respondToken("token-1")}, listLine: {respond(200, emptyList)},
			}, withCredentials, withRetries(0))
			_, err := c.ListPipelines(t.Context())
			var signIn *SignInError
			if !errors.As(err, &signIn) || signIn.Again || signIn.Refused || Unconfirmed(err) {
				t.Fatalf("got %v, want a sign-in that failed and was not refused", err)
			}
			contains(t, err.Error(), "sign-in failed: POST /auth/sign-in: ")
			if _, err := c.ListPipelines(t.Context()); err != nil || s.Count(signInLine) != 2 {
				t.Errorf("got %v after %q, want success after another sign-in", err, s.Lines())
			}
		})
	}
}

// A platform that is down; or one that reports a wrong password in an unknown way, and locks the account.
func TestSignIn_repeatedFailureIsNotRepeatedByEachCall(t *testing.T) {
	t.Parallel()
	for name, failure := range map[string]reply{
		"500": respond(500, `{"message":"NotAuthorizedException"}`), "503": respond(503, ``), "page": respond(200, htmlPage), "no response": script.Reset(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{signInLine: {failure}}, withCredentials, withRetries(0))
			for range 10 {
				_, err := c.ListPipelines(t.Context())
				var signIn *SignInError
				if !errors.As(err, &signIn) || signIn.Refused {
					t.Errorf("got %v, want a sign-in that failed and was not refused", err)
				}
			}
			if lines := s.Lines(); len(lines) != 3 {
				t.Errorf("got %d requests, want 3", len(lines))
			}
		})
	}
}

func TestSignIn_isRetriedLikeARead(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{
		signInLine: {respond(503, ``), script.Reset(), respondToken("token-1")}, listLine: {respond(200, emptyList)},
	}, withCredentials)
	if _, err := c.ListPipelines(t.Context()); err != nil || s.Count(signInLine) != 3 {
		t.Errorf("got %v after %q, want success after 3 attempts to sign in", err, s.Lines())
	}
}

func TestSignIn_usedOneTimeCode(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{
		signInLine: {respondToken("token-1"), respond(401, `{"message":"Invalid MFA code"}`)},
		listLine:   {respond(200, emptyList), respond(401, `{"msg":"Unauthorized"}`)},
	}, withCredentials)
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		_, err := c.ListPipelines(t.Context())
		var signIn *SignInError
		if !errors.As(err, &signIn) || !signIn.Again || !signIn.OneTime || !errors.Is(err, ErrUnauthorized) {
			t.Fatalf("got %v, want a refused second sign-in", err)
		}
		if want := "sign-in failed: POST /auth/sign-in: HTTP 401 Unauthorized: Invalid MFA code"; err.Error() != want {
			t.Errorf("got %q, want %q", err, want)
		}
	}
	if n := s.Count(signInLine); n != 2 {
		t.Errorf("got %d sign-ins, want 2", n)
	}
}

func TestSignIn_tokenInEveryShape(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"tokens":{"idToken":"i","accessToken":"in-tokens","refreshToken":"r"},"user":{"id":"u"}}`: "in-tokens",
		`{"accessToken":"at-the-top"}`:                                      "at-the-top",
		`{"accessToken":"at-the-top","tokens":{"accessToken":"in-tokens"}}`: "in-tokens",
		`{"status":true,"data":{"tokens":{"accessToken":"enveloped"}}}`:     "enveloped",
		`{"tokens":{},"accessToken":"at-the-top"}`:                          "at-the-top",
		`{"tokens":null,"accessToken":"at-the-top"}`:                        "at-the-top",
	} {
		c, s := serve(t, map[string][]reply{signInLine: {respond(200, body)}, listLine: {respond(200, emptyList)}}, withCredentials)
		if _, err := c.ListPipelines(t.Context()); err != nil {
			t.Errorf("%s: %v", body, err)
			continue
		}
		if got := s.Requests()[1].Header.Get("Authorization"); got != want {
			t.Errorf("%s: got the token %q, want %q", body, got, want)
		}
	}
}

func TestSignIn_responseWithoutAUsableToken(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{}`: "holds no access token", `null`: "holds no access token", ``: "not JSON", htmlPage: "not JSON", `[]`: "not JSON",
		`{"tokens":{"accessToken":""}}`:                   "holds no access token",
		`{"tokens":{"idToken":"i","refreshToken":"r"}}`:   "holds no access token",
		`{"tokens":{"accessToken":"secret-a\r\nsecret"}}`: "the access token cannot be used: it has a line break in it",
		`{"tokens":{"accessToken":"secret-a€"}}`:          "the access token cannot be used",
		`{"accessToken":" secret-a"}`:                     "white space",
	} {
		c, _ := serve(t, map[string][]reply{signInLine: {respond(200, body)}}, withCredentials)
		_, err := c.ListPipelines(t.Context())
		if err == nil {
			t.Errorf("%s: got no error", body)
			continue
		}
		contains(t, err.Error(), "sign-in failed: POST /auth/sign-in: HTTP 200 OK: ", want)
		if strings.Contains(err.Error(), "secret-a") {
			t.Errorf("got %v, which contains the token", err)
		}
	}
}
