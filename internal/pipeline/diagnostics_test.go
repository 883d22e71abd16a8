// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
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

func TestAnErrorComesWithWhatToDo(t *testing.T) {
	r, _ := resourceOn(t, maestrosim.Options{})
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
			got := r.explain(tc.err, "delete")
			contains(t, got, tc.says...)
			if strings.Contains(got, tc.saysNotOf) {
				t.Errorf("%q says %q", got, tc.saysNotOf)
			}
		})
	}
}
