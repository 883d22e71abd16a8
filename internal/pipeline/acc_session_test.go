// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
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
func TestAccSession_signIn(t *testing.T) {
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
func TestAccSession_wrongPasswordIsTriedOnce(t *testing.T) {
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

// No secret is in a log at the most detailed level, in a diagnostic, in the state, in a plan or in an export: not even one
// that the platform echoes in its errors.
func TestAccSession_secretsStaySecret(t *testing.T) {
	for name, tc := range map[string]struct{ environment, secrets []string }{
		"sign-in":      {[]string{"DADOSFERA_USERNAME=" + username, "DADOSFERA_PASSWORD=" + password, "DADOSFERA_TOTP=" + totp}, []string{password, totp}},
		"access token": {[]string{"DADOSFERA_ACCESS_TOKEN=" + token}, []string{token}},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{
				Users:        []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}},
				StaticTokens: map[string]string{token: acctest.Customer},
			})
			log := filepath.Join(t.TempDir(), "log")
			w := p.NewWorkspace(t, append(tc.environment, "TF_LOG=TRACE", "TF_LOG_PATH="+log)...)
			w.Write("main.tf", block(jdbcJob, `export_before_destroy = "exports"`))
			var printed strings.Builder
			run := func(code int, args ...string) { printed.WriteString(w.Must(code, args...)) }
			echo := `{"detail":"refused: ` + strings.Join(tc.secrets, " ") + `"}`
			p.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 400, Body: echo})
			run(1, "apply", "-auto-approve")
			run(0, "plan", "-out=tfplan")
			run(0, "apply", "tfplan")
			run(0, "show")
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Body: echo})
			run(1, "plan")
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 401, Body: `{"msg":"Unauthorized"}`, Times: -1})
			run(1, "plan")
			p.ClearFaults()
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, DropBefore: true})
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 429, Header: map[string]string{"Retry-After": "1"}})
			run(0, "plan")
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 302, Header: map[string]string{"Location": "https://login.invalid/?secret=" + strings.Join(tc.secrets, "&secret=")}})
			run(1, "plan")
			w.Write("main.tf", block(jdbcJob, `export_before_destroy = "exports"`, `cron = "0 1 * * *"`))
			p.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: echo})
			run(1, "apply", "-auto-approve")
			p.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 400, Body: echo})
			run(1, "destroy", "-auto-approve")
			run(0, "plan", "-destroy", "-out=tfplan-destroy")
			run(0, "destroy", "-auto-approve")

			files := everythingIn(t, w.Dir, log)
			files["what was printed"] = printed.String()
			if len(files[log]) < 1000 || !strings.Contains(files[log], "Maestro request") {
				t.Fatal("the log has no line about a request, so it proves nothing")
			}
			for _, must := range []string{"tfplan: tfplan", "tfplan: tfstate", "exports"} {
				if !slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(file string) bool { return strings.Contains(file, must) }) {
					t.Errorf("there is no %q among the files", must)
				}
			}
			if !acctest.Says(printed.String(), "refused: ***") {
				t.Errorf("the platform's echo is not among what was printed, so it proves nothing:\n%s", printed.String())
			}
			checkRequestsInLog(t, files[log], p.Requests())
			secrets := tc.secrets
			for _, r := range p.Requests() {
				if authorization := r.Header.Get("Authorization"); authorization != "" && !slices.Contains(secrets, authorization) {
					secrets = append(secrets, authorization) // of a sign-in
				}
			}
			if name == "sign-in" && len(secrets) < 10 {
				t.Errorf("%d secrets, with the tokens of all those sign-ins", len(secrets))
			}
			for file, content := range files {
				for _, secret := range secrets {
					if strings.Contains(content, secret) {
						t.Errorf("%s has %q in it", file, secret)
					}
				}
			}
		})
	}
}

// checkRequestsInLog wants one line at DEBUG for each request that the platform got, with what it was and what came of it.
func checkRequestsInLog(t *testing.T, log string, requests []maestrosim.Request) {
	t.Helper()
	var logged, sent []string
	field := func(line, name string) string {
		_, rest, _ := strings.Cut(line, " "+name+"=")
		value, _, _ := strings.Cut(rest, " ")
		return strings.Trim(value, `"`)
	}
	pauses := 0
	for line := range strings.Lines(log) {
		switch {
		case strings.Contains(line, ": Maestro request:"):
			if !strings.Contains(line, "[DEBUG]") || field(line, "duration_ms") == "" || field(line, "attempt") == "" || (field(line, "status") == "") != strings.Contains(line, " error=") {
				t.Errorf("the line of a request is %s", line)
			}
			logged = append(logged, strings.TrimSpace(field(line, "method")+" "+field(line, "path")+" "+field(line, "status")))
		case strings.Contains(line, "Pause before the next attempt") || strings.Contains(line, "so all of them pause"):
			pauses++
		}
	}
	for _, r := range requests {
		line := r.Method + " " + r.Path
		if r.Status != 0 {
			line += fmt.Sprintf(" %d", r.Status)
		}
		sent = append(sent, line)
	}
	slices.Sort(logged)
	slices.Sort(sent)
	if diff := cmp.Diff(sent, logged); diff != "" {
		t.Errorf("requests and their lines in the log (-sent +logged):\n%s", diff)
	}
	if pauses < 2 { // after 429: of all requests, and of that one
		t.Errorf("%d pauses are in the log", pauses)
	}
}

// everythingIn gives the content of all files below some folders by their names, plan files taken apart.
func everythingIn(t *testing.T, roots ...string) map[string]string {
	t.Helper()
	files := map[string]string{}
	read := func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		files[path] = string(content)
		if err != nil || !bytes.HasPrefix(content, []byte("PK")) {
			return err
		}
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			return err
		}
		for _, member := range archive.File {
			reader, err := member.Open()
			if err != nil {
				return err
			}
			inner, err := io.ReadAll(reader)
			if err != nil {
				return err
			}
			files[path+": "+member.Name] = string(inner)
		}
		return nil
	}
	for _, root := range roots {
		if err := filepath.WalkDir(root, read); err != nil {
			t.Fatal(err)
		}
	}
	return files
}
