// SPDX-License-Identifier: MPL-2.0

package diagnostics_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

func response(status int) *maestro.Error {
	return &maestro.Error{Method: http.MethodGet, Path: "/platform/pipeline/x", Status: status, Message: "no"}
}

func TestMessage_isOneSentenceThatNamesTheSource(t *testing.T) {
	noResponse := &maestro.Error{Method: http.MethodGet, Path: "/x", Attempts: 2, Cause: errors.New("connection refused")}
	fileError := &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"response":              {response(400), "Maestro: GET /platform/pipeline/x: HTTP 400 Bad Request: no."},
		"no response":           {noResponse, "The reason: GET /x: connection refused (after 2 attempts)."},
		"error of a file":       {fileError, "The reason: open x: permission denied."},
		"message with a period": {fmt.Errorf("%s", "it broke."), "The reason: it broke."},
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
		"refused credentials":     {response(401), []string{`"acme_corp"`, "there were none", "access_token"}, "permission"},
		"missing permission":      {response(403), []string{"administrator", "permission"}, "access_token"},
		"server error":            {response(500), []string{"later", "support"}, "base_url"},
		"failure with status 200": {response(200), []string{"later", "support"}, "base_url"},
		"rate limit":              {response(429), []string{"max_requests_per_second"}, "support"},
		"unknown route":           {response(404), []string{"base_url", "proxy"}, "support"},
		"redirect":                {redirect, []string{"base_url", "sign-in page"}, "support"},
		"other response":          {response(400), nil, "\n"},
		"interrupt":               {interrupt, []string{"interrupted"}, "timeout"},
		"timeout":                 {timeout, []string{"Raise the timeout."}, "interrupted"},
		"no response":             {noResponse, []string{"no response", "Check base_url"}, "Maestro"},
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
			[]string{"username, password and totp", "only once"}, "one-time",
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
	const looksLikeJob = "It looks like the id of a job. The id of its pipeline is " + pipelineID + "."
	for id, want := range map[string]string{
		pipelineID:        "Check the id, and customer_name of the provider.",
		pipelineID + "_0": looksLikeJob,
		strings.ToUpper(strings.ReplaceAll(pipelineID, "_", "-")) + "-12": looksLikeJob,
		"Orders":              "Check the id, which is not the name of the pipeline, and customer_name of the provider.",
		"test_pipeline_12345": "Check the id, which is not the name of the pipeline, and customer_name of the provider.",
	} {
		got := diagnostics.PipelineNotFound(response(http.StatusNotFound), "acme_corp", id)
		for _, want := range []string{`customer "acme_corp"`, "the id " + id + ".", want, "HTTP 404"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: got %q, want %q in it", id, got, want)
			}
		}
	}
}
