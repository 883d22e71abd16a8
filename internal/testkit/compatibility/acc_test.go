// SPDX-License-Identifier: MPL-2.0

package compatibility

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const pipelineType = "dadosfera_pipeline"

func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	return openapi.NewServer(t, handler).URL
}

// newest is the folder of the states that this release writes.
func newest(t *testing.T) string {
	t.Helper()
	var highest int64
	for _, schema := range plugintest.NewUnconfigured(t).Schemas.ResourceSchemas {
		highest = max(highest, schema.Version)
	}
	return filepath.Join("testdata", fmt.Sprintf("v%d", highest))
}

// The real program goes on with the state of an earlier release: with the platform as it was then, nothing is to be done.
func TestAccStatesPlanEmpty(t *testing.T) {
	if testing.Short() {
		t.Skip("an acceptance test, which runs the CLI")
	}
	product := strings.ToLower(string(acctest.CLI(t).Product))
	if *update {
		writeStates(t, newest(t), product)
		return
	}
	folders, err := filepath.Glob("testdata/v*")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := workspace(t, p, folder)
			name := filepath.Join(folder, product+".tfstate.json")
			fill(t, p.Sim, platformOf(name))
			state := readText(t, name)
			w.Write("terraform.tfstate", state)
			if output, code := w.Run("plan", "-detailed-exitcode"); code != 0 {
				t.Errorf("exit code %d:\n%s", code, output)
			}
			if calls := p.Calls(); len(calls) > 0 {
				t.Errorf("a plan has changed something: %v", calls)
			}

			w.Write("terraform.tfstate", regexp.MustCompile(`"schema_version": \d+`).ReplaceAllString(state, `"schema_version": 99`))
			if output, code := w.Run("plan"); code != 1 || !acctest.Says(output, "newer provider version") {
				t.Errorf("with a state of a release that is to come: exit code %d:\n%s", code, output)
			}
		})
	}
}

// writeStates makes the files of one program, unless they are there.
func writeStates(t *testing.T, folder, product string) {
	t.Helper()
	name := filepath.Join(folder, product+".tfstate.json")
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return
	}
	t.Run("write", func(t *testing.T) {
		p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: time.Millisecond})
		w := workspace(t, p, folder)
		w.Must(0, "apply", "-auto-approve")
		w.Must(0, "apply", "-auto-approve", "-refresh-only")
		platform, err := json.MarshalIndent(p.Pipelines(acctest.Customer), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		write(t, platformOf(name), append(platform, '\n'))
		write(t, name, []byte(readText(t, filepath.Join(w.Dir, "terraform.tfstate"))))
	})
}

func workspace(t *testing.T, p *acctest.Platform, folder string) *acctest.Workspace {
	t.Helper()
	w := p.NewWorkspace(t)
	w.Write("main.tf", readText(t, filepath.Join(folder, "main.tf")))
	return w
}

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
