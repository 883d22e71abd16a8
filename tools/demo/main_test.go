// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

const (
	examples = "../../examples"
	guides   = "../../docs/guides"
	// byHand is the id of the pipeline with which the simulator starts.
	byHand = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
)

// shared is the setup of all tests, made by the first that needs it.
var shared struct {
	dir  string
	once sync.Once
	*setup
	err error
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "dadosfera-demo-test-")
	if err != nil {
		log.Fatal(err)
	}
	shared.dir = dir
	status := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		log.Fatal(err)
	}
	os.Exit(status)
}

// open returns a session in an empty directory, with a platform that checks every request against the OpenAPI document.
// It skips the test in short mode, or if a program is missing.
func open(t *testing.T, options maestrosim.Options) *session {
	t.Helper()
	if testing.Short() {
		t.Skip("runs the CLI")
	}
	for _, program := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	shared.once.Do(func() {
		shared.setup, shared.err = newSetup(context.WithoutCancel(t.Context()), shared.dir, io.Discard, false)
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}

	options.Around = func(h http.Handler) http.Handler { return expectProbes(openapi.Check(t, h)) }
	opened, err := shared.open(t.Context(), t.TempDir(), io.Discard, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := opened.stopPlatform(); err != nil {
			t.Error(err)
		}
	})
	opened.approve()
	opened.Env = append(opened.Env, "DADOSFERA_ACCESS_TOKEN=a-token") // the simulator accepts any
	return opened
}

// expectProbes returns a handler that marks the requests which make contact sends without a customer on purpose.
func expectProbes(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.UserAgent(), "-contact/") && strings.HasPrefix(r.URL.Path, "/platform/") &&
			r.Header.Get("customer_name") == "" {
			r.Header.Set(openapi.ExpectInvalid, "customer_name")
		}
		h.ServeHTTP(w, r)
	})
}

// must runs commands, which must exit with status 0, and returns their output.
func must(t *testing.T, s *session, commands string) string {
	t.Helper()
	output, status, err := s.Shell(t.Context(), commands)
	if err != nil || status != 0 {
		t.Fatalf("got exit status %d, error %v, want 0, nil, of:\n%s\n%s", status, err, commands, output)
	}
	return output
}

// copyExample copies a directory of examples into the session's, without the files that are omitted.
func copyExample(t *testing.T, s *session, dir string, omitted ...string) {
	t.Helper()
	if err := os.CopyFS(s.Dir, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for _, name := range omitted {
		if err := os.Remove(filepath.Join(s.Dir, name)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

// unprotect turns off the deletion protection that the session's configuration turns on, in its text or by a variable.
func unprotect(t *testing.T, s *session) {
	t.Helper()
	for file, text := range configuration(t, s) {
		if bytes.Contains(text, []byte(`variable "protected"`)) {
			s.Env = append(s.Env, "TF_VAR_protected=false")
		}
		text = bytes.ReplaceAll(text, []byte("deletion_protection = true"), []byte("deletion_protection = false"))
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// mentions reports whether the session's configuration contains one of the texts.
func mentions(t *testing.T, s *session, texts ...string) bool {
	t.Helper()
	for _, content := range configuration(t, s) {
		if slices.ContainsFunc(texts, func(text string) bool { return bytes.Contains(content, []byte(text)) }) {
			return true
		}
	}
	return false
}

// configuration returns the content of the session's configuration files, by path.
func configuration(t *testing.T, s *session) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(s.Dir, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	contents := make(map[string][]byte)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		contents[file] = content
	}
	return contents
}
