// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
)

func TestAPipelineIsNamedByWhatIsKnownOfIt(t *testing.T) {
	m := modelWith()
	compare(t, "both", subject(m), `The pipeline "Orders" (`+testID+`)`)
	compare(t, "name", subject(m.withID(types.StringUnknown())), `The pipeline "Orders"`)
	m.Name = types.StringNull()
	compare(t, "id", subject(m), "The pipeline "+testID)
}

func TestAttributesAreNamedInASentence(t *testing.T) {
	compare(t, "one", list(path.Paths{path.Root("cron")}), "cron")
	compare(t, "two", list(path.Paths{path.Root("cron"), rootJobs.AtListIndex(1).AtName("input").AtName("plugin")}), "cron, jobs[1].input.plugin")
}

func TestTheImportBlockHasTheID(t *testing.T) {
	contains(t, importBlock(testID), "import {\n", "  to = dadosfera_pipeline.NAME", `  id = "`+testID+`"`)
}

// A block that is pasted says the id and nothing else, whoever has chosen the id.
func TestATextInHCLMeansItself(t *testing.T) {
	for text, want := range map[string]string{
		testID:            `"` + testID + `"`,
		``:                `""`,
		`a"b\c`:           `"a\"b\\c"`,
		`${file("x")}`:    `"$${file(\"x\")}"`,
		`%{if true}`:      `"%%{if true}"`,
		`$${x}`:           `"$$${x}"`,
		"\x1b[2J\n\u202e": `"\U0000001b[2J\U0000000a\U0000202e"`,
		"ação $ % {":      `"ação $ % {"`,
	} {
		compare(t, text, hclText(text), want)
	}
}

func TestAnErrorComesWithWhatToDo(t *testing.T) {
	r, _ := resourceOn(t, maestrosim.Options{})
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
		"refused credentials":             {answer(401), []string{"Maestro: GET /platform/pipeline/x: HTTP 401 Unauthorized: no.", `customer_name "acme_corp"`, "access_token"}, "permission"},
		"a missing permission":            {answer(403), []string{"Maestro: ", "administrator", "permission"}, "access_token"},
		"a platform with a trouble":       {answer(500), []string{"Maestro: GET /platform/pipeline/x: HTTP 500 Internal Server Error: no.", "later", "support"}, "base_url"},
		"a failure with a success's code": {answer(200), []string{"later", "support"}, "base_url"},
		"a limit on requests":             {answer(429), []string{"max_requests_per_second", `timeouts = { delete = "..." }`}, "support"},
		"an unknown route":                {answer(404), []string{"base_url", "proxy"}, "support"},
		"a redirect":                      {redirected, []string{"base_url", "sign-in page"}, "support"},
		"any other answer":                {answer(400), []string{"Maestro: GET /platform/pipeline/x: HTTP 400 Bad Request: no."}, "\n"},
		"an interrupt":                    {fmt.Errorf("x: %w", context.Canceled), []string{"interrupted"}, "timeouts"},
		"the end of the operation's time": {fmt.Errorf("x: %w", context.DeadlineExceeded), []string{`timeouts = { delete = "..." }`}, "interrupted"},
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
			got := r.explain(tc.err, "delete")
			contains(t, got, tc.says...)
			if strings.Contains(got, tc.saysNotOf) {
				t.Errorf("%q says %q", got, tc.saysNotOf)
			}
		})
	}
}
