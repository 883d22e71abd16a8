// SPDX-License-Identifier: MPL-2.0

package compatibility

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The provider as a program reads the state of an earlier release. With the platform as it was then, its plan is empty.
func TestAccStates_planIsEmpty(t *testing.T) {
	if testing.Short() {
		t.Skip("an acceptance test, which runs the CLI")
	}
	product := strings.ToLower(string(acctest.CLI(t).Product))
	if *update {
		writeState(t, filepath.Join(newestDir(t), product+".tfstate.json"))
		return
	}
	dirs, err := filepath.Glob("testdata/v*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := newWorkspace(t, p, dir)
			stateFile := filepath.Join(dir, product+".tfstate.json")
			fill(t, p.Sim, platformFile(stateFile))
			state := readText(t, stateFile)

			w.Write("terraform.tfstate", state)
			w.Must(0, "plan", "-detailed-exitcode")
			if calls := p.Calls(); len(calls) > 0 {
				t.Errorf("got calls %v during a plan, want none", calls)
			}

			w.Write("terraform.tfstate", regexp.MustCompile(`"schema_version": \d+`).ReplaceAllString(state, `"schema_version": 99`))
			if output := w.Must(1, "plan"); !acctest.Says(output, "newer provider version") {
				t.Errorf("with a state of a later release: got %q, want \"newer provider version\" in it", output)
			}
		})
	}
}

// newestDir returns the directory of the states that this release writes.
func newestDir(t *testing.T) string {
	t.Helper()
	var highest int64
	for _, schema := range plugintest.NewUnconfigured(t).Schemas.ResourceSchemas {
		highest = max(highest, schema.Version)
	}
	return filepath.Join("testdata", fmt.Sprintf("v%d", highest))
}

// writeState writes a state file, and the file of the platform beside it, unless it exists.
func writeState(t *testing.T, name string) {
	t.Helper()
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	t.Run("write", func(t *testing.T) {
		p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: time.Millisecond})
		w := newWorkspace(t, p, filepath.Dir(name))
		w.Must(0, "apply", "-auto-approve")
		w.Must(0, "apply", "-auto-approve", "-refresh-only")
		platform, err := json.MarshalIndent(p.Pipelines(acctest.Customer), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		write(t, platformFile(name), append(platform, '\n'))
		write(t, name, []byte(readText(t, filepath.Join(w.Dir, "terraform.tfstate"))))
	})
}

// newWorkspace returns a workspace with the configuration of a directory in testdata.
func newWorkspace(t *testing.T, p *acctest.Platform, dir string) *acctest.Workspace {
	t.Helper()
	w := p.NewProgramWorkspace(t)
	w.Write("main.tf", readText(t, filepath.Join(dir, "main.tf")))
	return w
}
