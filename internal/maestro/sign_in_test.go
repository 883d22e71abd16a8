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
		`{}`: "contains no access token", `null`: "not a JSON object", ``: "not a JSON object", htmlPage: "not a JSON object",
		`[]`: "not a JSON object",
		`{"permissions":[],"mfaStatus":"required","customer":{}}`:         `contains no access token; the second factor (mfaStatus) is "required"`,
		`{"mfaStatus":"none","termsOfUse":{"status":"pending"}}`:          `contains no access token; the terms of use (termsOfUse) are "pending"`,
		`{"mfaStatus":true,"termsOfUse":"unsigned"}`:                      `(mfaStatus) is "true"; the terms of use (termsOfUse) are "unsigned"`,
		`{"mfaStatus":"a\u001b[2J pass-word-1"}`:                          "(mfaStatus) is \"a\uFFFD[2J ***\"",
		`{"mfaStatus":"none","termsOfUse":{"status":"ok"},"customer":{}}`: "contains no access token",
		`{"tokens":{"accessToken":"Bearer secret-a"}}`:                    `it begins with "Bearer "`,
		`{"tokens":{"accessToken":""}}`:                                   "contains no access token",
		`{"tokens":{"idToken":"i","refreshToken":"r"}}`:                   "contains no access token",
		`{"tokens":{"accessToken":"secret-a\r\nsecret"}}`:                 "the access token cannot be used: it contains a line break",
		`{"tokens":{"accessToken":"secret-a€"}}`:                          "the access token cannot be used",
		`{"accessToken":" secret-a"}`:                                     "whitespace",
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

func TestSignIn_withoutATokenIsTheReasonAlone(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]NoTokenError{
		`{"permissions":[],"mfaStatus":"required"}`:              {MFAStatus: "required"},
		`{"mfaStatus":"none","termsOfUse":{"status":"pending"}}`: {TermsOfUse: "pending"},
		`{"mfaStatus":"NONE","customer":{"name":"acme"}}`:        {},
	} {
		c, s := serve(t, map[string][]reply{signInLine: {respond(200, body)}}, withCredentials)
		outcome, err := c.CreatePipeline(t.Context(), newOrders)
		var reason *NoTokenError
		if !errors.As(err, &reason) || *reason != want || !errors.Is(err, ErrSignIn) || errors.Is(err, ErrForeign) {
			t.Errorf("%s: got %v with %+v, want %q with %+v", body, err, reason, ErrSignIn, want)
		}
		if outcome != NotCreated || Unconfirmed(err) || len(s.Lines()) != 1 {
			t.Errorf("%s: got %d after %q, want nothing but the sign-in", body, outcome, s.Lines())
		}
	}
}

func TestSignIn_failureIsRecognizedInEveryError(t *testing.T) {
	t.Parallel()
	for _, failure := range []reply{respond(503, ``), respond(401, `{"msg":"no"}`), respond(200, `{"mfaStatus":"required"}`), script.Reset()} {
		c, _ := serve(t, map[string][]reply{signInLine: {failure}}, withCredentials, withRetries(0))
		_, createErr := c.CreatePipeline(t.Context(), newOrders)
		_, getErr := c.GetPipeline(t.Context(), thisID)
		for _, err := range []error{createErr, getErr} {
			if !errors.Is(err, ErrSignIn) {
				t.Errorf("got %v, want %q", err, ErrSignIn)
			}
		}
	}
	// The sign-in that failed is that of another request.
	if err := related(&SignInError{Err: &Error{Path: signInPath}}); errors.Is(err, ErrSignIn) {
		t.Errorf("got %q of a related error", ErrSignIn)
	}
}

func TestSignIn_allItsSecretsAreRedacted(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{
		signInLine: {respond(200, `{"tokens":{"accessToken":"access-canary","refreshToken":"refresh-canary","idToken":"id-canary"}}`)},
		listLine:   {respond(400, `{"msg":"access-canary refresh-canary id-canary {\"password\":\"p\\\"w-canary\"}"}`)},
	}, withCredentials, func(c *Config) { c.Credentials.Password = NewSecret(`p"w-canary`) })
	_, err := c.ListPipelines(t.Context())
	if want := `HTTP 400 Bad Request: *** *** *** {"password":"***"}`; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got %v, want it to end in %s", err, want)
	}
}
