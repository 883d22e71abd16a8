// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const examples = "../../examples"

// TestAccExamples holds that every example makes what it says: after an apply, the plan is empty, and after a destroy, so
// is the platform. That they are formatted and valid is checked by tools/checkexamples.
func TestAccExamples(t *testing.T) { //nolint:tparallel // the examples share a platform
	w, _ := open(t)
	folders := make(map[string]bool)
	if err := filepath.WalkDir(examples, func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".tf" {
			folders[filepath.Dir(path)] = true
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for folder := range folders {
		if folders[filepath.Dir(folder)] {
			continue // a module, which the example around it uses
		}
		name, err := filepath.Rel(examples, folder)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			here := *w
			here.dir = t.TempDir()
			if err := os.CopyFS(here.dir, os.DirFS(folder)); err != nil {
				t.Fatal(err)
			}
			here.forget(t, "import-by-identity.tf", "import-by-string-id.tf")          // of pipelines that nobody has
			here.env = append(slices.Clip(here.env), "DADOSFERA_ACCESS_TOKEN=a-token") // the platform takes any
			if mentions(t, here.dir, "provider::") && !here.cli.HasFunctions() || mentions(t, here.dir, "ephemeral \"") && !here.cli.HasEphemeral() ||
				mentions(t, here.dir, "\naction \"") && !here.cli.HasActions() {
				t.Skipf("%s is too old", here.cli)
			}
			here.must(t, "init", "-input=false")
			here.must(t, here.unprotected(t, "apply", "-auto-approve", "-input=false")...)
			here.must(t, here.unprotected(t, "plan", "-detailed-exitcode", "-input=false")...)
			here.must(t, here.unprotected(t, "apply", "-destroy", "-auto-approve", "-input=false")...)
			for _, of := range []string{customer, "globex"} {
				for _, left := range w.sim.Pipelines(of) {
					if left.ID != byHand {
						t.Errorf("%s still has %q", of, left.Name)
					}
				}
			}
		})
	}
}

// mentions says whether a text is anywhere in a configuration.
func mentions(t *testing.T, folder, what string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(files, func(file string) bool {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(text, []byte(what))
	})
}

// must runs the CLI and wants it to leave with 0.
func (w *workshop) must(t *testing.T, args ...string) {
	t.Helper()
	var text bytes.Buffer
	code, err := w.cliRun(t.Context(), &text, &text, args...)
	if err != nil || code != 0 {
		t.Fatalf("%s: left with %d, %v\n%s", strings.Join(args, " "), code, err, &text)
	}
}

// forget removes files that are there.
func (w *workshop) forget(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := w.remove(name); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
}

// unprotected adds what turns the protection of an example off: its variable, or else its own line.
func (w *workshop) unprotected(t *testing.T, args ...string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(w.dir, "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte(`variable "protected"`)) {
			args = append(args, "-var=protected=false")
		}
		text = bytes.ReplaceAll(text, []byte("deletion_protection = true"), []byte("deletion_protection = false"))
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return args
}
