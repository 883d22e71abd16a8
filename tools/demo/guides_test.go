// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/guide"
)

// TestAccGuides runs the guides, README and the page of the sandbox. Each part of a document has a platform of its own.
func TestAccGuides(t *testing.T) {
	t.Parallel()
	user := maestrosim.User{Username: "you@example.com", Password: "a \"word\"", Customer: customer}
	signIn := []string{
		"DADOSFERA_ACCESS_TOKEN=", "DADOSFERA_USERNAME=" + user.Username, "DADOSFERA_PASSWORD=" + user.Password,
	}
	for _, tc := range []struct {
		file    string
		runs    int // the least number of blocks with commands
		options maestrosim.Options
		env     []string
		clone   bool // whether the commands run in a clone of the repository
	}{
		{file: guides + "/adopting-pipelines.md", runs: 4},
		{
			file: guides + "/authentication-and-rate-limits.md", runs: 1,
			options: maestrosim.Options{Users: []maestrosim.User{user}}, env: signIn,
		},
		{file: guides + "/destroying-pipelines.md", runs: 5},
		{file: guides + "/checking-for-drift.md", runs: 2},
		{file: guides + "/environments.md", runs: 3},
		{file: guides + "/first-contact.md", runs: 5, clone: true},
		{file: guides + "/getting-started.md", runs: 5},
		{file: guides + "/installation.md", runs: 1},
		{file: guides + "/testing-a-module.md", runs: 5},
		{file: "../../README.md", runs: 1},
		{file: "sandbox.md", runs: 6},
	} {
		t.Run(filepath.Base(tc.file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(tc.file)
			if err != nil {
				t.Fatal(err)
			}
			parts, err := guide.Parse(string(text))
			if err != nil {
				t.Fatal(err)
			}
			runs := 0
			for _, step := range slices.Concat(parts...) {
				if step.Kind == guide.Run {
					runs++
				}
			}
			if runs < tc.runs {
				t.Fatalf("got %d blocks with commands, want at least %d", runs, tc.runs)
			}

			for _, part := range parts {
				t.Run(fmt.Sprintf("line_%d", part[0].Line), func(t *testing.T) {
					t.Parallel()
					var output bytes.Buffer
					s := open(t, tc.options)
					s.Out, s.Env = &output, append(s.Env, tc.env...)
					if tc.clone {
						linkMake(t, s)
					}
					err := s.Run(t.Context(), part)
					switch {
					case errors.Is(err, guide.ErrUnsupported):
						t.Skip(err)
					case err != nil:
						t.Fatalf("%s: %v\n%s", tc.file, err, &output)
					}
				})
			}
		})
	}
}

// linkMake makes "make contact" run the program of this source in the directory of a session, which is not a clone. Its
// question is answered with yes.
func linkMake(t *testing.T, s *session) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(".PHONY: contact\ncontact:\n\t@go build -C %q -o %q ./tools/contact\n\t@echo yes | ./contact $(CONTACT)\n",
		root, filepath.Join(s.Dir, "contact"))
	if err := os.WriteFile(filepath.Join(s.Dir, "GNUmakefile"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
