// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

var (
	importAddress = regexp.MustCompile(`dadosfera_\w+\.\w+`)
	importID      = regexp.MustCompile(`[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}(/[0-9a-f_]{36})?`)
)

// TestAccImportExamples runs each example of an import in a state that has lost the resource. The plan after an apply
// is empty: creating the pipeline again would be refused, as its name is taken.
func TestAccImportExamples(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(examples, "resources", "*", "import*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 5 {
		t.Errorf("got %d examples of imports, want at least 5", len(files))
	}
	for _, file := range files {
		name := filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file))
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := open(t, maestrosim.Options{})
			if strings.Contains(string(text), "identity = {") && !s.cli.HasIdentity() {
				t.Skipf("%s is too old", s.cli)
			}
			copyExample(t, s, filepath.Dir(file), "import-by-identity.tf", "import-by-string-id.tf", "import.sh")
			unprotect(t, s)
			serveProvider(t, s)
			must(t, s, "terraform apply")

			address := importAddress.FindString(string(text))
			example := replaceImportID(string(text), idForImport(t, s, address))
			must(t, s, "terraform state rm "+address)
			if filepath.Ext(file) == ".sh" {
				must(t, s, example)
			} else if err := os.WriteFile(filepath.Join(s.Dir, filepath.Base(file)), []byte(example), 0o600); err != nil {
				t.Fatal(err)
			}
			must(t, s, "terraform apply\nterraform plan -detailed-exitcode")
		})
	}
}

// replaceImportID replaces the id in an example of an import. An identity has the parts of the id of a run in
// attributes of their own.
func replaceImportID(example, id string) string {
	if !strings.Contains(example, "identity = {") {
		return importID.ReplaceAllLiteralString(example, id)
	}
	parts := strings.Split(id, "/")
	return importID.ReplaceAllStringFunc(example, func(string) string {
		part := parts[0]
		parts = append(parts[1:], part)
		return part
	})
}

// idForImport returns the id by which a resource in the state is imported.
func idForImport(t *testing.T, s *session, address string) string {
	t.Helper()
	var state struct {
		Values struct {
			Root struct {
				Resources []struct {
					Address string
					Values  struct {
						ID         string `json:"id"`
						PipelineID string `json:"pipeline_id"`
					}
				}
			} `json:"root_module"`
		}
	}
	if err := json.Unmarshal([]byte(must(t, s, "terraform show -json")), &state); err != nil {
		t.Fatal(err)
	}
	for _, resource := range state.Values.Root.Resources {
		switch {
		case resource.Address != address:
		case resource.Values.PipelineID != "":
			return resource.Values.PipelineID + "/" + resource.Values.ID
		default:
			return resource.Values.ID
		}
	}
	t.Fatalf("the state does not contain %s", address)
	return ""
}

// TestAccListExample runs the example of a list, which finds the pipeline on the platform.
func TestAccListExample(t *testing.T) {
	t.Parallel()
	s := open(t, maestrosim.Options{})
	if !s.cli.HasActions() {
		t.Skipf("%s has no query command", s.cli)
	}
	copyExample(t, s, examples+"/list-resources/dadosfera_pipeline")
	copyExample(t, s, examples+"/data-sources/dadosfera_pipeline", "data-source.tf") // for its provider block
	output := must(t, s, "terraform init\nterraform query")
	if want := "pipeline_id=" + byHand; !strings.Contains(output, want) {
		t.Errorf("the output does not contain %q:\n%s", want, output)
	}
}
