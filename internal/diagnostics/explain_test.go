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

func TestAPipelineIsNamedByWhatIsKnownOfIt(t *testing.T) {
	for want, got := range map[string]string{
		`The pipeline "Orders" (x_1)`: diagnostics.Pipeline("Orders", "x_1"),
		`The pipeline "Orders"`:       diagnostics.Pipeline("Orders", ""),
		`The pipeline x_1`:            diagnostics.Pipeline("", "x_1"),
	} {
		if got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestAnErrorComesWithWhatToDo(t *testing.T) {
	answer := func(status int) *maestro.Error {
		return &maestro.Error{Method: http.MethodGet, Path: "/platform/pipeline/x", Status: status, Message: "no"}
	}
	redirected := answer(302)
	redirected.Cause = errors.New("redirected")
	for name, tc := range map[string]struct {
		err       error
		says      []string
		saysNotOf string
	}{
		"refused credentials":             {answer(401), []string{"Maestro: GET /platform/pipeline/x: HTTP 401 Unauthorized: no.", `customer_name "acme_corp"`, "or there were none", "access_token"}, "permission"},
		"a missing permission":            {answer(403), []string{"Maestro: ", "administrator", "permission"}, "access_token"},
		"a platform with a trouble":       {answer(500), []string{"Maestro: GET /platform/pipeline/x: HTTP 500 Internal Server Error: no.", "later", "support"}, "base_url"},
		"a failure with a success's code": {answer(200), []string{"later", "support"}, "base_url"},
		"a limit on requests":             {answer(429), []string{"max_requests_per_second"}, "support"},
		"an unknown route":                {answer(404), []string{"base_url", "proxy"}, "support"},
		"a redirect":                      {redirected, []string{"base_url", "sign-in page"}, "support"},
		"any other answer":                {answer(400), []string{"Maestro: GET /platform/pipeline/x: HTTP 400 Bad Request: no."}, "\n"},
		"an interrupt":                    {fmt.Errorf("x: %w", context.Canceled), []string{"The reason: x: it was interrupted.", "The operation was interrupted."}, "context"},
		"the end of the operation's time": {fmt.Errorf("x: %w", context.DeadlineExceeded), []string{"The reason: x: the time was over.", "It can be raised with timeout."}, "context"},
		"a platform that is not there":    {&maestro.Error{Method: http.MethodGet, Path: "/x", Attempts: 2, Cause: errors.New("connection refused")}, []string{"The reason: GET /x: connection refused (after 2 attempts).", "No answer came. Check base_url"}, "Maestro"},
		"a sign-in that was refused":      {&maestro.SignInError{Refused: true, Err: answer(401)}, []string{"username, password and totp", "once only"}, "one-time"},
		"a sign-in that is forbidden":     {&maestro.SignInError{Refused: true, Err: answer(403)}, []string{"username, password and totp"}, "administrator"},
		"a sign-in with a used code":      {&maestro.SignInError{Refused: true, OneTime: true, Err: answer(401)}, []string{"Check username", "one-time code", "access_token that outlives the run"}, "expired"},
		"a second sign-in that was not":   {&maestro.SignInError{Refused: true, OneTime: true, Again: true, Err: answer(401)}, []string{"expired", "totp", "new code", "access_token that outlives the run"}, "Check username"},
		"a sign-in on a platform down":    {&maestro.SignInError{Again: true, OneTime: true, Err: answer(503)}, []string{"sign-in failed", "later"}, "refused"},
		"a sign-in that is interrupted":   {&maestro.SignInError{Again: true, Err: fmt.Errorf("x: %w", context.Canceled)}, []string{"interrupted"}, "refused"},
		"a sign-in at the wrong address":  {&maestro.SignInError{Refused: true, Err: &maestro.Error{Method: http.MethodPost, Path: "/auth/sign-in", Status: 404}}, []string{"base_url"}, "password"},
		"a file that cannot be written":   {&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, []string{"open x: permission denied."}, "Maestro"},
		"an error that ends in a stop":    {fmt.Errorf("%s", "it broke."), []string{"it broke."}, ".."},
	} {
		t.Run(name, func(t *testing.T) {
			got := diagnostics.Error(tc.err, "acme_corp", "It can be raised with timeout.")
			for _, words := range tc.says {
				if !strings.Contains(got, words) {
					t.Errorf("%q does not say %q", got, words)
				}
			}
			if strings.Contains(got, tc.saysNotOf) {
				t.Errorf("%q says %q", got, tc.saysNotOf)
			}
		})
	}
}

// An id that names no pipeline may be something else, and then that is said.
func TestWhatToCheckOfAnIDIsSaid(t *testing.T) {
	const id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	for given, want := range map[string]string{
		id:        "has the id " + id + ". Check the id, and customer_name of the provider.\n",
		id + "_0": "It looks like the id of a job: that of its pipeline is " + id + ".\n",
		strings.ToUpper(strings.ReplaceAll(id, "_", "-")) + "-12": "It looks like the id of a job: that of its pipeline is " + id + ".\n",
		"Orders":              "Check the id, which is not the pipeline's name, and customer_name of the provider.\n",
		"test_pipeline_12345": "Check the id, which is not the pipeline's name, and customer_name of the provider.\n",
	} {
		got := diagnostics.NoPipeline(&maestro.Error{Method: http.MethodGet, Path: "/x", Status: 404, Message: "no"}, "acme_corp", given)
		if !strings.HasPrefix(got, `No pipeline of customer "acme_corp" has the id `+given+". ") || !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
}
