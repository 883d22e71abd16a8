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
	username = "user@example.com"
	password = "canary-password-5f1c"
	totp     = "canary-code-90817"
	token    = "canary-token-77aa"
)

// signIns returns the number of sign-ins so far.
func signIns(p *acctest.Platform) int {
	count := 0
	for _, request := range p.Requests() {
		if request.Path == "/auth/sign-in" {
			count++
		}
	}
	return count
}

// A token that expires during a run leads to another sign-in, and the run succeeds. That one sign-in serves a whole run
// if the token does not expire is part of TestAccPipeline_parallelism.
func TestAccSession_expiringToken(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{
		Users:         []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}},
		TokenRequests: 10,
	})
	w := p.NewWorkspace(t, fmt.Sprintf("username = %q", username), fmt.Sprintf("password = %q", password))
	w.Write("main.tf", many(20))
	w.Must(0, "apply", "-auto-approve")
	p.ResetRequests()
	w.Must(0, "plan", "-detailed-exitcode")
	if got := signIns(p); got < 1 || got > 12 {
		t.Errorf("got %d sign-ins in one run, want 1 to 12", got)
	}
	w.Must(0, "destroy", "-auto-approve")
}

// A wrong password is sent once per run, not once per pipeline, as that would lock the account.
func TestAccSession_wrongPasswordIsTriedOnce(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{
		Users: []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}},
	})
	w := p.NewWorkspace(t, fmt.Sprintf("username = %q", username), `password = "wrong"`)
	w.Write("main.tf", many(10))
	wantSays(t, w.Must(1, "apply", "-auto-approve"), "Check username, password and totp")
	if got := signIns(p); got != 1 {
		t.Errorf("got %d sign-ins with a wrong password, want 1", got)
	}
}

// No secret is in a log at the most detailed level, in a diagnostic, in the state, in a plan or in an export, not even
// if the platform echoes it in an error.
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
			w := p.NewProgramWorkspace(t, append(tc.environment, "TF_LOG=TRACE", "TF_LOG_PATH="+log)...)
			w.Write("main.tf", block(jdbcJob, `export_before_destroy = "exports"`))
			var printed strings.Builder
			run := func(code int, args ...string) { printed.WriteString(w.Must(code, args...)) }
			echo := `{"detail":"refused: ` + strings.Join(tc.secrets, " ") + `"}`
			p.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 400, Body: echo})
			run(1, "apply", "-auto-approve")
			run(0, "plan", "-out=tfplan")
			run(0, "apply", "tfplan")
			run(0, "show")
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Body: echo, Times: -1})
			run(1, "plan")
			p.ClearFaults()
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 401, Body: `{"msg":"Unauthorized"}`, Times: -1})
			run(1, "plan")
			p.ClearFaults()
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, DropBefore: true})
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 429, Header: map[string]string{"Retry-After": "1"}})
			run(0, "plan")
			location := "https://login.invalid/?secret=" + strings.Join(tc.secrets, "&secret=")
			p.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 302, Header: map[string]string{"Location": location}})
			run(1, "plan")
			w.Write("main.tf", block(jdbcJob, `export_before_destroy = "exports"`, `cron = "0 1 * * *"`))
			p.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: echo})
			run(1, "apply", "-auto-approve")
			p.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 400, Body: echo})
			run(1, "destroy", "-auto-approve")
			run(0, "plan", "-destroy", "-out=tfplan-destroy")
			run(0, "destroy", "-auto-approve")

			files := everythingIn(t, w.Dir, log)
			files["the output"] = printed.String()
			if len(files[log]) < 1000 || !strings.Contains(files[log], "Maestro request") {
				t.Fatal("got no line about a request in the log, want one")
			}
			for _, want := range []string{"tfplan: tfplan", "tfplan: tfstate", "exports"} {
				if !slices.ContainsFunc(slices.Collect(maps.Keys(files)), func(file string) bool { return strings.Contains(file, want) }) {
					t.Errorf("got no file named %q, want one", want)
				}
			}
			wantSays(t, printed.String(), "refused: ***") // the platform's echo
			checkRequestsInLog(t, files[log], p.Requests())
			secrets := tc.secrets
			for _, r := range p.Requests() {
				if authorization := r.Header.Get("Authorization"); authorization != "" && !slices.Contains(secrets, authorization) {
					secrets = append(secrets, authorization) // of a sign-in
				}
			}
			if name == "sign-in" && len(secrets) < 10 {
				t.Errorf("got %d secrets with the tokens of all sign-ins, want 10 or more", len(secrets))
			}
			for file, content := range files {
				for _, secret := range secrets {
					if strings.Contains(content, secret) {
						t.Errorf("got %q in %s, want no secret", secret, file)
					}
				}
			}
		})
	}
}

// checkRequestsInLog fails the test unless the log has one line at DEBUG for each request to the platform, with the
// request and its outcome.
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
			if !strings.Contains(line, "[DEBUG]") || field(line, "duration_ms") == "" || field(line, "attempt") == "" ||
				(field(line, "status") == "") != strings.Contains(line, " error=") {
				t.Errorf("got the line %s, want DEBUG, duration_ms, attempt, and either status or error", line)
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
	if pauses < 2 { // after 429: for all requests, and for that one
		t.Errorf("got %d pauses in the log, want 2 or more", pauses)
	}
}

// everythingIn returns the content of all files below some directories by name, with plan files unpacked.
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
