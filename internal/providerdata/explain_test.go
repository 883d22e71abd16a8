// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
)

func TestAnErrorComesWithWhatToDo(t *testing.T) {
	platform := httptest.NewServer(maestrosim.New(maestrosim.Options{Empty: true}))
	t.Cleanup(platform.Close)
	base, err := url.Parse(platform.URL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{BaseURL: base, CustomerName: "acme_corp"})
	if err != nil {
		t.Fatal(err)
	}
	data := &Data{Client: client}
	_, gone := client.GetPipeline(t.Context(), "1b33ad2f_33d3_4837_9eeb_83c82c8b909d")
	answer := func(status int) *maestro.Error {
		return &maestro.Error{Method: http.MethodGet, Path: "/platform/pipeline/x", Status: status, Message: "no"}
	}
	for name, tc := range map[string]struct {
		err       error
		says      []string
		saysNotOf string
	}{
		"refused credentials":             {answer(401), []string{"Maestro: GET /platform/pipeline/x: HTTP 401 Unauthorized: no.", `customer_name "acme_corp"`, "access_token"}, "permission"},
		"a missing permission":            {answer(403), []string{"Maestro: ", "administrator", "permission"}, "access_token"},
		"any other answer":                {answer(500), []string{"Maestro: GET /platform/pipeline/x: HTTP 500 Internal Server Error: no."}, "\n"},
		"a 404 that proves nothing":       {answer(404), []string{"HTTP 404 Not Found", "base_url"}, "customer_name"},
		"what is surely gone":             {gone, []string{"PipelineNotFound"}, "base_url"},
		"an interrupt":                    {fmt.Errorf("x: %w", context.Canceled), []string{"interrupted"}, "timeouts"},
		"the end of the operation's time": {fmt.Errorf("x: %w", context.DeadlineExceeded), []string{`timeouts = { delete = "..." }`}, "interrupted"},
		"a sign-in that was refused":      {&maestro.SignInError{Err: answer(401)}, []string{"username, password and totp", "once only"}, "expired"},
		"a sign-in that is forbidden":     {&maestro.SignInError{Err: answer(403)}, []string{"username, password and totp"}, "administrator"},
		"a second sign-in that was not":   {&maestro.SignInError{Again: true, Err: answer(401)}, []string{"expired", "totp", "access_token that outlives the run"}, "Check username"},
		"a sign-in on a platform down":    {&maestro.SignInError{Err: answer(503)}, []string{"sign-in failed"}, "\n"},
		"a file that cannot be written":   {&fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, []string{"open x: permission denied."}, "Maestro"},
		"an error that ends in a stop":    {fmt.Errorf("%s", "it broke."), []string{"it broke."}, ".."},
	} {
		t.Run(name, func(t *testing.T) {
			got := data.Explain(tc.err, "delete")
			for _, word := range tc.says {
				if !strings.Contains(got, word) {
					t.Errorf("%q does not say %q", got, word)
				}
			}
			if strings.Contains(got, tc.saysNotOf) {
				t.Errorf("%q says %q", got, tc.saysNotOf)
			}
		})
	}
}

func TestOnlyWhatHasATimeoutNamesIt(t *testing.T) {
	data := &Data{}
	for timeout, want := range map[string]string{
		"":       "The reason: context deadline exceeded.\n\nThe time for this operation is over.",
		"read":   "The reason: context deadline exceeded.\n\nThe time for this operation is over. It can be raised with timeouts = { read = \"...\" }.",
		"delete": "The reason: context deadline exceeded.\n\nThe time for this operation is over. It can be raised with timeouts = { delete = \"...\" }, which takes an apply of its own before the pipeline is destroyed.",
	} {
		if got := data.Explain(context.DeadlineExceeded, timeout); got != want {
			t.Errorf("%q: %q", timeout, got)
		}
	}
}
