// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// The warnings about many pipelines have one summary, so that the CLI folds them: about those that a plan destroys,
// with what is lost, and about those that no longer exist, of which many at once cause another warning.
func TestAccPipelineDestroy_warnsOfManyAtOnce(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", many(12))
	w.Must(0, "apply", "-auto-approve")

	wantSays(t, w.Must(0, "plan", "-destroy"),
		"Destroying a pipeline cannot be undone", "and 11 more similar warnings elsewhere",
		"its jobs", "incremental state", "run history", "schedule", "Snowflake", "source", "connections")

	remove := func(n int) {
		for _, pipeline := range p.Pipelines(acctest.Customer)[:n] {
			if err := p.Remove(acctest.Customer, pipeline.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	const doubt = "Many pipelines no longer exist"
	remove(9)
	output := w.Must(0, "plan")
	wantSays(t, output, "and 8 more similar warnings elsewhere")
	if acctest.Says(output, doubt) {
		t.Errorf("got %q for nine pipelines, want it from ten on:\n%s", doubt, output)
	}
	remove(1)
	wantSays(t, w.Must(0, "plan"), doubt)
	w.Must(0, "destroy", "-auto-approve")
}

// Protection, by the pipeline or by the provider, refuses the plan of a destroy and of a replacement, and the apply of
// a forced replacement. It can only be turned off by an apply that does nothing else to the pipeline.
func TestAccPipelineDestroy_protection(t *testing.T) {
	p := acctest.NewCore(t, maestrosim.Contract{})
	w := p.NewProgramWorkspace()
	w.Write("provider.tf", "provider \"dadosfera\" {\n  alias               = \"protecting\"\n  deletion_protection = true\n}\n")
	const byPipeline, byProvider = "by_pipeline", "by_provider"
	configure := func(job, pipelineSetting, providerSetting string) {
		w.Write("main.tf", "resource \"terraform_data\" \"trigger\" {}\n"+p.Block(byPipeline, byPipeline, job, pipelineSetting)+
			p.Block(byProvider, byProvider, job, "provider = dadosfera.protecting", providerSetting,
				"lifecycle {\n    replace_triggered_by = [terraform_data.trigger]\n  }"))
	}
	const on, off = `deletion_protection = true`, `deletion_protection = false`
	job := coreJob(t, p)
	configure(job, on, "")
	w.Must(0, "apply", "-auto-approve")
	refused := func(args ...string) {
		t.Helper()
		if p.Simulator != nil {
			p.Simulator.ResetRequests()
		}
		output := w.Must(1, args...)
		for _, name := range []string{byPipeline, byProvider} {
			wantSays(t, diagnosticsWith(output, p.Name(name)), "is protected", "set deletion_protection = false")
		}
		if p.Simulator != nil && len(p.Simulator.Calls()) > 0 {
			t.Errorf("%v: got the calls %v, want none", args, p.Simulator.Calls())
		}
		p.WantPipelines(byPipeline, byProvider)
	}
	refused("plan", "-destroy")
	refused("destroy", "-auto-approve")
	refused("apply", "-auto-approve", "-replace=dadosfera_pipeline."+byPipeline, "-replace=terraform_data.trigger")
	replaced := with(t, job, `"public"`, `"sales"`)
	configure(replaced, on+"\n  "+allowReplacement, allowReplacement)
	refused("plan")
	// Nor if the same apply turns it off.
	configure(replaced, off+"\n  "+allowReplacement, off+"\n  "+allowReplacement)
	refused("plan")
	w.Write("main.tf", "")
	refused("plan")

	configure(job, off, off)
	w.Must(0, "apply", "-auto-approve")
	w.Must(0, "destroy", "-auto-approve")
	p.WantPipelines()
}

// A change that the API cannot make in place is an error in the plan with which Terraform begins a destroy. The error
// names the destroy without that plan.
func TestAccPipelineDestroy_despiteChangeThatIsRefused(t *testing.T) {
	p := acctest.NewCore(t, maestrosim.Contract{})
	w := p.NewWorkspace()
	job := coreJob(t, p)
	w.Write("main.tf", p.Block("test", "orders", job))
	w.Must(0, "apply", "-auto-approve")
	w.Write("main.tf", p.Block("test", "orders", with(t, job, `["id", "amount", `, `["id", `)))
	wantSays(t, w.Must(1, "destroy", "-auto-approve"), "in place", "If this plan is part of a terraform destroy", "-refresh=false")
	p.WantPipelines("orders")
	w.Must(0, "destroy", "-auto-approve", "-refresh=false")
	p.WantPipelines()
}

// A pipeline that is retired stays on the platform, paused and under another name, and its name can be used again.
func TestAccPipelineDestroy_retire(t *testing.T) {
	p := acctest.NewCore(t, maestrosim.Contract{})
	w := p.NewWorkspace()
	w.Write("main.tf", p.Block("test", "orders", coreJob(t, p), `deletion_policy = "retire"`))
	w.Must(0, "apply", "-auto-approve")
	retiredName := func(id string) string { return fmt.Sprintf("orders (retired %.8s)", id) }
	id := p.Pipeline("orders").ID

	w.Must(0, "apply", "-auto-approve", "-replace="+address)
	retired := retiredName(id)
	p.WantPipelines("orders", retired)
	if got := p.Pipeline(retired); !maestro.SameID(got.ID, id) || got.Status.Value != "paused" {
		t.Errorf("got the pipeline %s, %q, want %s, paused", got.ID, got.Status.Value, id)
	}
	second := p.Pipeline("orders").ID
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
	p.WantPipelines(retired, retiredName(second))

	p.Remove(id)
	p.Remove(second)
	p.WantPipelines()
}

// A destroy that drains waits for the run and deletes after it; a platform that responds with 404 about the runs of a
// pipeline that never ran is not treated as one without the pipeline; and an exported file creates the same pipeline
// again.
func TestAccPipelineDestroy_drainAndExport(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: 2 * time.Second})
	w := p.NewProgramWorkspace(t)
	const drained, withoutRuns = "drained", "without runs"
	config := caseBlock(drained, block(jdbcJob, `drain_before_destroy = true`)) +
		caseBlock(withoutRuns, block(jdbcJob, `drain_before_destroy = true`))
	for _, connector := range sortedConnectors() {
		config += caseBlock(connector, block(connectors[connector], `export_before_destroy = "exports/here"`, `cron = "0 6 * * *"`))
	}
	w.Write("main.tf", config)
	w.Must(0, "apply", "-auto-approve")

	id := caseID(t, p, drained)
	if _, err := p.StartRun(acctest.Customer, id); err != nil {
		t.Fatal(err)
	}
	other := caseID(t, p, withoutRuns)
	p.Order(maestrosim.Fault{
		On: maestrosim.OpRuns, ID: other, Status: 404, Body: `{"detail":"no runs of pipeline_id ` + other + ` not found"}`, Times: -1,
	})
	exported := map[string]maestrosim.Pipeline{}
	for _, connector := range sortedConnectors() {
		exported[connector], _ = p.Pipeline(acctest.Customer, caseID(t, p, connector))
	}
	p.ResetRequests()
	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)

	wantDrained(t, p, id)
	for connector, before := range exported {
		t.Run("export/"+connector, func(t *testing.T) { wantRestored(t, p, before, filepath.Join(w.Dir, "exports", "here")) })
	}
}

// wantDrained fails the test unless a pipeline was paused and its runs were read before it was deleted.
func wantDrained(t *testing.T, p *acctest.Platform, id string) {
	t.Helper()
	paused, waited, deleted := false, false, false
	for _, request := range p.Requests() {
		switch {
		case stored(anyID.FindString(request.Path+string(request.Body))) != id:
		case strings.HasSuffix(request.Path, "/pause"):
			paused = true
		case strings.HasSuffix(request.Path, "/pipeline_run"):
			waited = true
		case request.Method == http.MethodDelete && (!paused || !waited):
			t.Errorf("got paused %t, waited %t at the deletion, want both", paused, waited)
		case request.Method == http.MethodDelete:
			deleted = true
		}
	}
	if !deleted {
		t.Errorf("got no deletion after the pause, want one")
	}
}

// wantRestored fails the test unless the file that a pipeline was exported to, sent as it is, creates that pipeline
// again.
func wantRestored(t *testing.T, p *acctest.Platform, before maestrosim.Pipeline, dir string) {
	t.Helper()
	file := filepath.Join(dir, before.ID+".json")
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("got the mode %o, want 600", info.Mode().Perm())
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
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}

	after, exists := p.Pipeline(acctest.Customer, before.ID)
	if !exists {
		t.Fatalf("got no pipeline %s, want it restored", before.ID)
	}
	if after.Name != before.Name || *after.Cron != *before.Cron {
		t.Errorf("got %+v, want %+v", after, before)
	}
	if got, want := asJSON(t, after.Jobs), asJSON(t, before.Jobs); got != want {
		t.Errorf("got the jobs\n%s\nwant\n%s", got, want)
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

// If a destroy fails, the pipeline stays on the platform and in the state as it was: if a run does not end in time, if
// the export cannot be written, and if the deletion has no effect although the platform reports success.
func TestAccPipelineDestroy_failureKeepsPipeline(t *testing.T) {
	const running, export, ineffective = "running", "export", "ineffective"
	p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: time.Hour})
	w := p.NewWorkspace(t)
	w.Write("main.tf", caseBlock(running, block(jdbcJob, `drain_before_destroy = true`, `timeouts = { delete = "2s" }`))+
		caseBlock(export, block(jdbcJob, fmt.Sprintf("export_before_destroy = %q", filepath.Join(w.Dir, "file", "below"))))+
		caseBlock(ineffective, block(jdbcJob, `timeouts = { delete = "2s" }`)))
	w.Write("file", "a file, so that no directory can be created below it")
	w.Must(0, "apply", "-auto-approve")
	ids := map[string]string{}
	for _, name := range []string{running, export, ineffective} {
		ids[name] = caseID(t, p, name)
	}
	runID, err := p.StartRun(acctest.Customer, ids[running])
	if err != nil {
		t.Fatal(err)
	}
	p.Order(maestrosim.Fault{On: maestrosim.OpDelete, ID: ids[ineffective], Status: 200, Body: `{"status":"OK"}`, Times: -1})

	output := w.Must(1, "destroy", "-auto-approve")
	wantSays(t, diagnosticsWith(output, caseLabel(running)+": Orders"), "Cannot drain pipeline", runID, "RUNNING", "timeouts = { delete")
	wantSays(t, diagnosticsWith(output, caseLabel(export)+": Orders"), "Cannot export pipeline")
	wantSays(t, diagnosticsWith(output, caseLabel(ineffective)+": Orders"), "Cannot delete pipeline", "PIPELINE_DELETED")
	if now, _ := p.Pipeline(acctest.Customer, ids[running]); now.Paused {
		t.Error("got a paused pipeline after its drain failed, want it unpaused")
	}

	p.ClearFaults()
	w.Must(0, "plan", "-detailed-exitcode")
	for name, id := range ids {
		if got := caseID(t, p, name); got != id {
			t.Errorf("%s: got the pipeline %s, want %s as before", name, got, id)
		}
	}
	w.Must(0, "destroy", "-auto-approve", "-target="+caseAddress(ineffective))
	wantPipelines(t, p, 2)
}
