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
	importedTo = regexp.MustCompile(`dadosfera_\w+\.\w+`)
	exampleID  = regexp.MustCompile(`[0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12}(/[0-9a-f_]{36})?`)
)

// TestAccImportExamples holds that each example of an import takes its resource back into a state that has lost it, and
// that the plan after an apply is empty. A pipeline that was made again instead would be refused for its name.
func TestAccImportExamples(t *testing.T) {
	w, _ := open(t)
	files, err := filepath.Glob(filepath.Join(examples, "resources", "*", "import*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 5 {
		t.Errorf("there are only %d examples of imports", len(files))
	}
	for _, file := range files {
		name := filepath.Join(filepath.Base(filepath.Dir(file)), filepath.Base(file))
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "identity = {") && !w.cli.HasIdentity() {
				t.Skipf("%s is too old", w.cli)
			}
			here := w.another(t, maestrosim.Options{})
			here.typing()
			if err := os.CopyFS(here.dir, os.DirFS(filepath.Dir(file))); err != nil {
				t.Fatal(err)
			}
			here.forget(t, "import-by-identity.tf", "import-by-string-id.tf", "import.sh")
			here.must(t, "init")
			here.must(t, here.unprotected(t, "apply")...)

			address := importedTo.FindString(string(text))
			commands := exampleID.ReplaceAllString(string(text), here.importID(t, address))
			here.must(t, "state", "rm", address)
			if filepath.Ext(file) == ".sh" {
				if printed, code, err := here.sh(t, commands); err != nil || code != 0 {
					t.Fatalf("left with %d, %v:\n%s\n%s", code, err, commands, printed)
				}
			} else if err := here.write(filepath.Base(file), commands); err != nil {
				t.Fatal(err)
			}
			here.must(t, "apply")
			here.must(t, "plan", "-detailed-exitcode")
		})
	}
}

// importID gives what an import takes for a resource that is in the state.
func (w *workshop) importID(t *testing.T, address string) string {
	t.Helper()
	text, err := w.quiet(t.Context(), false, "show", "-json")
	if err != nil {
		t.Fatal(err)
	}
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
	if err := json.Unmarshal(text, &state); err != nil {
		t.Fatal(err)
	}
	for _, found := range state.Values.Root.Resources {
		switch {
		case found.Address != address:
		case found.Values.PipelineID != "":
			return found.Values.PipelineID + "/" + found.Values.ID
		default:
			return found.Values.ID
		}
	}
	t.Fatalf("the state has no %s", address)
	return ""
}

// TestAccListExample holds that the example of a list finds what is there.
func TestAccListExample(t *testing.T) {
	w, _ := open(t)
	if !w.cli.HasActions() {
		t.Skipf("%s has no query", w.cli)
	}
	for _, folder := range []string{"list-resources", "data-sources"} { // of the data source, the provider block
		if err := os.CopyFS(w.dir, os.DirFS(filepath.Join(examples, folder, "dadosfera_pipeline"))); err != nil {
			t.Fatal(err)
		}
	}
	w.forget(t, "data-source.tf")
	w.typing()
	w.must(t, "init")
	printed, err := w.quiet(t.Context(), false, "query")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(printed), "pipeline_id="+byHand) {
		t.Errorf("the pipeline that is there is not found:\n%s", printed)
	}
}
