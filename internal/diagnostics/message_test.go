// SPDX-License-Identifier: MPL-2.0

package diagnostics_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

func response(status int) *maestro.Error {
	return &maestro.Error{Method: http.MethodGet, Path: "/platform/pipeline/x", Status: status, Message: "no"}
}

func unauthorized(auth maestro.Auth) *maestro.Error {
	failed := response(http.StatusUnauthorized)
	failed.Auth = auth
	return failed
}

func TestMessage_isOneSentenceThatNamesTheSource(t *testing.T) {
	noResponse := &maestro.Error{Method: http.MethodGet, Path: "/x", Attempts: 2, Cause: errors.New("connection refused")}
	fileError := &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"response":               {response(400), "Maestro: GET /platform/pipeline/x: HTTP 400 Bad Request: no."},
		"no response":            {noResponse, "The reason: GET /x: connection refused (after 2 attempts)."},
		"error of a file":        {fileError, "The reason: open x: permission denied."},
		"error of several lines": {errors.New("a\x1b[2J\nb\u202e"), "The reason: a\ufffd[2J b\ufffd."},
		"message with a period":  {fmt.Errorf("%s", "it broke."), "The reason: it broke."},
	} {
		t.Run(name, func(t *testing.T) {
			if got := diagnostics.Message(tc.err); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// checkAdvice fails the test unless the message with advice contains the message and all facts, and no unwanted text.
func checkAdvice(t *testing.T, err error, facts []string, unwanted string) {
	t.Helper()
	got := diagnostics.MessageWithAdvice(err, "acme_corp", "Raise the timeout.")
	for _, want := range append(facts, diagnostics.Message(err)) {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q in it", got, want)
		}
	}
	if strings.Contains(got, unwanted) {
		t.Errorf("got %q, want no %q in it", got, unwanted)
	}
}

func TestMessageWithAdvice_request(t *testing.T) {
	redirect := response(http.StatusFound)
	redirect.Cause = errors.New("redirected")
	noResponse := &maestro.Error{Method: http.MethodGet, Path: "/x", Attempts: 2, Cause: errors.New("connection refused")}
	interrupt := fmt.Errorf("x: %w", context.Canceled)
	timeout := fmt.Errorf("x: %w", context.DeadlineExceeded)
	for name, tc := range map[string]struct {
		err      error
		want     []string
		unwanted string
	}{
		"no credentials":          {unauthorized(maestro.AuthNone), []string{`"acme_corp"`, "no credentials", "password"}, "expire"},
		"refused token":           {unauthorized(maestro.AuthToken), []string{`"acme_corp"`, "access_token", "expire"}, "password"},
		"refused after a sign-in": {unauthorized(maestro.AuthSignIn), []string{`"acme_corp"`, "sign-in succeeded"}, "expire"},
		"missing permission":      {response(403), []string{"administrator", "permission"}, "access_token"},
		"server error":            {response(500), []string{"later", "support"}, "base_url"},
		"failure with status 200": {response(200), []string{"later", "support"}, "base_url"},
		"rate limit":              {response(429), []string{"max_requests_per_second"}, "support"},
		"unknown route":           {response(404), []string{"base_url", "proxy"}, "support"},
		"redirect":                {redirect, []string{"base_url", "sign-in page"}, "support"},
		"other response":          {response(400), nil, "\n"},
		"interrupt":               {interrupt, []string{"interrupted"}, "timeout"},
		"timeout":                 {timeout, []string{"Raise the timeout."}, "interrupted"},
		"no response":             {noResponse, []string{"did not respond", "Check base_url"}, "Maestro"},
		"local error":             {fs.ErrPermission, nil, "\n"},
	} {
		t.Run(name, func(t *testing.T) { checkAdvice(t, tc.err, tc.want, tc.unwanted) })
	}
}

func TestMessageWithAdvice_signIn(t *testing.T) {
	const outlives = "access_token that outlives the run"
	for name, tc := range map[string]struct {
		err      maestro.SignInError
		want     []string
		unwanted string
	}{
		"refused": {
			maestro.SignInError{Refused: true, Err: response(401)},
			[]string{"username, password and totp", "not attempted again"}, "one-time",
		},
		"forbidden": {
			maestro.SignInError{Refused: true, Err: response(403)},
			[]string{"username, password and totp"}, "administrator",
		},
		"used code": {
			maestro.SignInError{Refused: true, OneTime: true, Err: response(401)},
			[]string{"Check username", "one-time code", outlives}, "expired",
		},
		"second sign-in": {
			maestro.SignInError{Refused: true, OneTime: true, Again: true, Err: response(401)},
			[]string{"expired", "totp", "new code", outlives}, "Check username",
		},
		"outage": {
			maestro.SignInError{Again: true, OneTime: true, Err: response(503)},
			[]string{"sign-in failed", "later"}, "refused",
		},
		"interrupt": {
			maestro.SignInError{Again: true, Err: fmt.Errorf("x: %w", context.Canceled)},
			[]string{"interrupted"}, "refused",
		},
		"unavailable": {maestro.SignInError{Err: signInResponse(503)}, []string{"sign-in failed", "later"}, "base_url"},
		"second factor": {
			noToken(maestro.NoTokenError{MFAStatus: "required"}, false),
			[]string{`(mfaStatus) is "required"`, "requires a second factor: set totp", "DADOSFERA_TOTP", "access_token"}, "base_url",
		},
		"second factor, code sent": {
			noToken(maestro.NoTokenError{MFAStatus: "required"}, true),
			[]string{"did not accept the one-time code", "DADOSFERA_TOTP"}, "password of the provider",
		},
		"terms of use": {
			noToken(maestro.NoTokenError{TermsOfUse: "pending"}, false),
			[]string{`(termsOfUse) are "pending"`, "accept the terms of use", "browser"}, "DADOSFERA_TOTP",
		},
		"no token": {
			noToken(maestro.NoTokenError{}, false),
			[]string{"contains no access token", "in a browser", "DADOSFERA_TOTP"}, "base_url",
		},
		"other address": {
			maestro.SignInError{
				Refused: true,
				Err:     &maestro.Error{Method: http.MethodPost, Path: "/auth/sign-in", Status: http.StatusNotFound},
			},
			[]string{"base_url"}, "password",
		},
	} {
		t.Run(name, func(t *testing.T) { checkAdvice(t, &tc.err, tc.want, tc.unwanted) })
	}
}

func signInResponse(status int) *maestro.Error {
	return &maestro.Error{Method: http.MethodPost, Path: "/auth/sign-in", Status: status}
}

func noToken(reason maestro.NoTokenError, oneTime bool) maestro.SignInError {
	failed := signInResponse(http.StatusOK)
	failed.Cause = &reason
	return maestro.SignInError{Refused: true, OneTime: oneTime, Err: failed}
}

func TestMessageWithAdvice_network(t *testing.T) {
	proxy := response(http.StatusProxyAuthRequired)
	authority := &maestro.Error{
		Method: http.MethodGet, Path: "/x", Attempts: 1,
		Cause: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}},
	}
	for name, tc := range map[string]struct {
		err      error
		want     []string
		unwanted string
	}{
		"proxy":             {proxy, []string{"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"}, "base_url"},
		"proxy, signing in": {&maestro.SignInError{Err: signInResponse(407)}, []string{"HTTPS_PROXY"}, "base_url"},
		"unknown authority": {authority, []string{"SSL_CERT_FILE"}, "base_url"},
	} {
		t.Run(name, func(t *testing.T) { checkAdvice(t, tc.err, tc.want, tc.unwanted) })
	}
}

func TestMessageWithAdvice_client(t *testing.T) {
	base, err := maestro.ParseBaseURL("http://localhost:1", false)
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{BaseURL: base, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	checkAdvice(t, client.Pause(t.Context(), "x_1"), []string{"Nothing was changed", "read_only", "DADOSFERA_READ_ONLY"}, "base_url")

	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"pipelines":[],"nextPageToken":"x"}`)
	}))
	defer server.Close()
	if base, err = maestro.ParseBaseURL(server.URL, false); err != nil {
		t.Fatal(err)
	}
	if client, err = maestro.New(maestro.Config{BaseURL: base}); err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, err = client.ListPipelines(t.Context())
	checkAdvice(t, err, []string{"the list is incomplete", "further pages"}, "base_url")
}

func TestPipelineName_omitsWhatIsEmpty(t *testing.T) {
	for _, tc := range []struct{ name, id, want string }{
		{"Orders", "x_1", `"Orders" (x_1)`},
		{"Orders", "", `"Orders"`},
		{"", "x_1", "x_1"},
	} {
		if got := diagnostics.PipelineName(tc.name, tc.id); got != tc.want {
			t.Errorf("got %s, want %s", got, tc.want)
		}
	}
}

func TestPipelineNotFound_advisesOnTheKindOfID(t *testing.T) {
	const pipelineID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	const looksLikeJob = "This is the id of a job. The id of its pipeline is " + pipelineID + "."
	for id, want := range map[string]string{
		pipelineID:        "Check the id and customer_name of the provider.",
		pipelineID + "_0": looksLikeJob,
		strings.ToUpper(strings.ReplaceAll(pipelineID, "_", "-")) + "-12": looksLikeJob,
		"Orders":              "The name of a pipeline is not its id.",
		"test_pipeline_12345": "The name of a pipeline is not its id.",
	} {
		got := diagnostics.PipelineNotFound(response(http.StatusNotFound), "acme_corp", id)
		for _, want := range []string{`customer "acme_corp"`, "the id " + id + ".", want, "HTTP 404"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: got %q, want %q in it", id, got, want)
			}
		}
	}
}
