// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// The plan says what is lost, under one summary for all pipelines.
func TestAccPipelineDestroy_warns(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", many(3))
	w.Must(0, "apply", "-auto-approve")
	output := w.Must(0, "plan", "-destroy")
	for _, want := range []string{
		"Destroying a pipeline cannot be undone", "and 2 more similar warnings elsewhere",
		"its jobs", "incremental state", "run history", "schedule", "Snowflake", "source", "connections",
	} {
		if !acctest.Says(output, want) {
			t.Errorf("the plan does not say %q:\n%s", want, output)
		}
	}
	w.Must(0, "destroy", "-auto-approve")
}

// Protection holds at plan, for destroy and for replacement, and in a forced replacement; and it must be turned off by
// an apply of its own.
func TestAccPipelineDestroy_protection(t *testing.T) {
	for name, tc := range map[string]struct{ on, off, provider string }{
		"by the pipeline": {on: `deletion_protection = true`, off: `deletion_protection = false`},
		"by the provider": {provider: "provider \"dadosfera\" {\n  deletion_protection = true\n}\n", off: `deletion_protection = false`},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewWorkspace(t)
			w.Write("provider.tf", tc.provider)
			w.Write("main.tf", block(jdbcJob, tc.on))
			w.Must(0, "apply", "-auto-approve")
			refused := func(args ...string) {
				t.Helper()
				p.ResetRequests()
				output := w.Must(1, args...)
				if !acctest.Says(output, "Pipeline is protected") || !acctest.Says(output, "set deletion_protection = false") {
					t.Errorf("%v:\n%s", args, output)
				}
				if calls := p.Calls(); len(calls) > 0 {
					t.Errorf("%v sent %v", args, calls)
				}
			}
			refused("plan", "-destroy")
			refused("destroy", "-auto-approve")
			refused("apply", "-auto-approve", "-replace="+address)
			w.Write("main.tf", block(with(t, jdbcJob, `"public"`, `"sales"`), tc.on))
			refused("plan")
			// Not even together with switching it off.
			w.Write("main.tf", block(with(t, jdbcJob, `"public"`, `"sales"`), tc.off))
			refused("plan")
			w.Write("main.tf", "")
			refused("plan")

			w.Write("main.tf", block(jdbcJob, tc.off))
			w.Must(0, "apply", "-auto-approve")
			w.Must(0, "destroy", "-auto-approve")
		})
	}
}

// Draining waits for the run, and deletes after it.
func TestAccPipelineDestroy_drain(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: 2 * time.Second})
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob, `drain_before_destroy = true`))
	w.Must(0, "apply", "-auto-approve")
	id := p.Only(t).ID
	if _, err := p.StartRun(acctest.Customer, id); err != nil {
		t.Fatal(err)
	}
	p.ResetRequests()
	w.Must(0, "destroy", "-auto-approve")
	paused, waited := false, false
	for _, request := range p.Requests() {
		switch {
		case strings.HasSuffix(request.Path, "/pause"):
			paused = true
		case strings.HasSuffix(request.Path, "/pipeline_run"):
			waited = true
		case request.Method == http.MethodDelete && (!paused || !waited):
			t.Errorf("deleted before it was drained: paused %t, waited %t", paused, waited)
		}
	}
	if !paused || len(p.Pipelines(acctest.Customer)) > 0 {
		t.Errorf("paused %t, %d pipelines left", paused, len(p.Pipelines(acctest.Customer)))
	}
}

// A run that does not end in time keeps the pipeline, which then runs on as before.
func TestAccPipelineDestroy_drainTimesOut(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: time.Hour})
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob, `drain_before_destroy = true`, `timeouts = { delete = "2s" }`))
	w.Must(0, "apply", "-auto-approve")
	runID, err := p.StartRun(acctest.Customer, p.Only(t).ID)
	if err != nil {
		t.Fatal(err)
	}
	output := w.Must(1, "destroy", "-auto-approve")
	for _, want := range []string{"Draining a pipeline failed", runID, "RUNNING", "timeouts = { delete"} {
		if !acctest.Says(output, want) {
			t.Errorf("the error does not say %q:\n%s", want, output)
		}
	}
	if p.Only(t).Paused {
		t.Error("the pipeline stayed paused")
	}
	w.Must(0, "plan", "-detailed-exitcode")
}

// The exported file makes the same pipeline again.
func TestAccPipelineDestroy_export(t *testing.T) {
	for _, connector := range sortedConnectors() {
		t.Run(connector, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewWorkspace(t)
			w.Write("main.tf", block(connectors[connector], `export_before_destroy = "exports/here"`, `cron = "0 6 * * *"`))
			w.Must(0, "apply", "-auto-approve")
			before := p.Only(t)
			w.Must(0, "destroy", "-auto-approve")

			file := filepath.Join(w.Dir, "exports", "here", before.ID+".json")
			info, err := os.Stat(file)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("mode %o", info.Mode().Perm())
			}
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.URL+"/platform/pipeline", bytes.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			request.Header["customer_name"] = []string{acctest.Customer}
			request.Header.Set("Content-Type", "application/json")
			answer, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			if err := answer.Body.Close(); err != nil {
				t.Fatal(err)
			}
			after := p.Only(t)
			if after.ID != before.ID || after.Name != before.Name || *after.Cron != *before.Cron {
				t.Errorf("brought back as %+v, was %+v", after, before)
			}
			if was, is := asJSON(t, before.Jobs), asJSON(t, after.Jobs); was != is {
				t.Errorf("jobs brought back as\n%s\nwere\n%s", is, was)
			}
		})
	}
}

func asJSON(t *testing.T, jobs []maestrosim.Job) string {
	t.Helper()
	for i := range jobs {
		jobs[i].Number = 0 // the platform's own count
	}
	text, err := json.MarshalIndent(jobs, "", "  ") //nolint:musttag // only compared with another one
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Where the export cannot be written, nothing is deleted.
func TestAccPipelineDestroy_exportFails(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob, `export_before_destroy = "file/below"`))
	w.Write("file", "a file, so no folder can be made below it")
	w.Must(0, "apply", "-auto-approve")
	if output := w.Must(1, "destroy", "-auto-approve"); !acctest.Says(output, "Exporting a pipeline failed") {
		t.Errorf("got:\n%s", output)
	}
	id := p.Only(t).ID
	w.Must(0, "plan", "-detailed-exitcode")
	if p.Only(t).ID != id {
		t.Error("the pipeline is another one")
	}
}

// A platform that has no runs to show of a pipeline that never ran, in words that sound like the pipeline, does not make
// a destroy believe that the pipeline is gone.
func TestAccPipelineDestroy_drainWithoutRuns(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob, `drain_before_destroy = true`))
	w.Must(0, "apply", "-auto-approve")
	p.Order(maestrosim.Fault{On: maestrosim.OpRuns, Status: 404, Body: `{"detail":"no runs of pipeline_id ` + p.Only(t).ID + ` not found"}`, Times: -1})
	w.Must(0, "destroy", "-auto-approve")
	if left := len(p.Pipelines(acctest.Customer)); left > 0 {
		t.Errorf("%d pipelines are left", left)
	}
}
