// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
)

const (
	username = "somebody@example.com"
	password = "canary-password-5f1c"
	totp     = "canary-code-90817"
	token    = "canary-token-77aa"
)

func signIns(p *acctest.Platform) int {
	count := 0
	for _, request := range p.Requests() {
		if request.Path == "/auth/sign-in" {
			count++
		}
	}
	return count
}

// One sign-in serves a run, and a token that dies in it leads to a new one.
func TestAccSignIn(t *testing.T) {
	for name, tc := range map[string]struct {
		tokenRequests int
		atMost        int
	}{
		"a token for the run":                  {0, 1},
		"a token that dies every ten requests": {10, 12},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{
				Users:         []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}},
				TokenRequests: tc.tokenRequests,
			})
			w := p.NewWorkspace(t, "DADOSFERA_USERNAME="+username, "DADOSFERA_PASSWORD="+password)
			w.Write("main.tf", many(20))
			w.Must(0, "apply", "-auto-approve")
			p.ResetRequests()
			w.Must(0, "plan", "-detailed-exitcode")
			if got := signIns(p); got < 1 || got > tc.atMost {
				t.Errorf("%d sign-ins in one run", got)
			}
			w.Must(0, "destroy", "-auto-approve")
		})
	}
}

// A wrong password is tried once in a run, not once a pipeline: accounts get locked.
func TestAccWrongPasswordIsTriedOnce(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{
		Users: []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}},
	})
	w := p.NewWorkspace(t, "DADOSFERA_USERNAME="+username, "DADOSFERA_PASSWORD=wrong")
	w.Write("main.tf", many(10))
	output := w.Must(1, "apply", "-auto-approve")
	if !acctest.Says(output, "Check username, password and totp") {
		t.Errorf("got:\n%s", output)
	}
	if got := signIns(p); got != 1 {
		t.Errorf("%d sign-ins with a wrong password", got)
	}
}

// No secret is in a log at the most detailed level, in a diagnostic, in the state, in a plan or in an export.
func TestAccSecretsStaySecret(t *testing.T) {
	for name, environment := range map[string][]string{
		"sign-in":      {"DADOSFERA_USERNAME=" + username, "DADOSFERA_PASSWORD=" + password, "DADOSFERA_TOTP=" + totp},
		"access token": {"DADOSFERA_ACCESS_TOKEN=" + token},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{
				Users:        []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}},
				StaticTokens: map[string]string{token: acctest.Customer},
			})
			log := filepath.Join(t.TempDir(), "log")
			w := p.NewWorkspace(t, append(environment, "TF_LOG=TRACE", "TF_LOG_PATH="+log)...)
			w.Write("main.tf", block(jdbcJob, `export_before_destroy = "exports"`))
			var printed strings.Builder
			run := func(code int, args ...string) { printed.WriteString(w.Must(code, args...)) }
			run(0, "plan", "-out=tfplan")
			run(0, "apply", "tfplan")
			run(0, "show")
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Body: `{"detail":"oops"}`})
			run(1, "plan")
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 401, Body: `{"msg":"Unauthorized"}`, Times: -1})
			run(1, "plan")
			p.ClearFaults()
			run(0, "destroy", "-auto-approve")

			files := map[string]string{"what was printed": printed.String()}
			read := func(path string, entry os.DirEntry, err error) error {
				if err != nil || entry.IsDir() {
					return err
				}
				content, err := os.ReadFile(path)
				files[path] = string(content)
				return err
			}
			for _, root := range []string{w.Dir, log} {
				if err := filepath.WalkDir(root, read); err != nil {
					t.Fatal(err)
				}
			}
			if len(files[log]) < 1000 || !strings.Contains(files[log], "Maestro request") {
				t.Fatal("the log has no line about a request, so it proves nothing")
			}
			for _, p := range p.Requests() {
				if authorization := p.Header.Get("Authorization"); authorization != "" {
					for file, content := range files {
						if strings.Contains(content, authorization) {
							t.Errorf("%s has the access token in it", file)
						}
					}
					break
				}
			}
			for file, content := range files {
				for _, canary := range []string{password, totp, token} {
					if strings.Contains(content, canary) {
						t.Errorf("%s has %q in it", file, canary)
					}
				}
			}
		})
	}
}
