// SPDX-License-Identifier: MPL-2.0

package main

import (
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// TestAccExamples applies every example. The plan after that is empty, and so is the platform after a destroy. An example
// that only reads is not destroyed.
func TestAccExamples(t *testing.T) {
	t.Parallel()
	directories := make(map[string]bool)
	if err := filepath.WalkDir(examples, func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".tf" {
			directories[filepath.Dir(path)] = true
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}

	for directory := range directories {
		if directories[filepath.Dir(directory)] {
			continue // a module that the example around it uses
		}
		name, err := filepath.Rel(examples, directory)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			t.Parallel()
			s := open(t, maestrosim.Options{})
			// These import pipelines that do not exist here; see TestAccImportExamples.
			copyExample(t, s, directory, "import-by-identity.tf", "import-by-string-id.tf")
			if mentions(t, s, "provider::") && !s.cli.HasFunctions() || mentions(t, s, `ephemeral "`) && !s.cli.HasEphemeral() ||
				(mentions(t, s, "\naction \"") || mentions(t, s, `required_version = ">= 1.14"`)) && !s.cli.HasActions() {
				t.Skipf("%s is too old", s.cli)
			}
			unprotect(t, s)

			serveProvider(t, s)
			must(t, s, "terraform apply")
			must(t, s, "terraform plan -detailed-exitcode")
			if !slices.ContainsFunc(s.sim.Requests(), func(r maestrosim.Request) bool { return r.Method != http.MethodGet }) {
				return
			}
			must(t, s, "terraform destroy")
			for _, owner := range []string{customer, "globex"} {
				for _, pipeline := range s.sim.Pipelines(owner) {
					if pipeline.ID != byHand {
						t.Errorf("got pipeline %q of %s after the destroy, want none", pipeline.Name, owner)
					}
				}
			}
		})
	}
}
