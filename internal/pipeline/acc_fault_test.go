// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// A create whose response is lost, at any point, creates one pipeline, which is in the state. Each of the creates gets
// another fault: none of the first requests of all of them is finished before the last has arrived.
func TestAccPipelineCreate_lostResponse(t *testing.T) {
	faults := map[string]maestrosim.Fault{
		"connection reset before":  {DropBefore: true},
		"connection reset after":   {DropAfter: true},
		"502 before":               {Status: 502},
		"502 after":                {Status: 502, After: true},
		"503 with Retry-After":     {Status: 503, Header: map[string]string{"Retry-After": "1"}},
		"429":                      {Status: 429, Header: map[string]string{"Retry-After": "1"}},
		"500 after":                {Status: 500, After: true, Body: databaseError},
		"truncated response":       {Truncate: 10},
		"login page after":         {Status: 200, After: true, Body: "<html>", Header: map[string]string{"Content-Type": "text/html"}},
		"success without a body":   {Status: 200, After: true},
		"504 before":               {Status: 504},
		"connection reset, resent": {DropBefore: true},
	}
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	var all sync.WaitGroup
	all.Add(len(faults))
	var config string
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		config += caseBlock(name, block(jdbcJob))
		fault := faults[name]
		fault.On = maestrosim.OpCreate
		fault.Hook = func() {
			all.Done()
			all.Wait()
		}
		p.Order(fault)
	}
	p.Order(maestrosim.Fault{On: maestrosim.OpCreate, DropBefore: true}) // for one that is sent again
	w.Write("main.tf", config)
	w.Must(0, "apply", "-auto-approve", fmt.Sprintf("-parallelism=%d", len(faults)))
	for name := range faults {
		caseID(t, p, name)
	}
	wantPipelines(t, p, len(faults))
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}

// If it cannot be determined whether a create arrived, the id is in the state, and the next run continues from there:
// with one that arrived, and with one that did not.
func TestAccPipelineCreate_unconfirmed(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t, "max_retries = 0")
	names := []string{"one", "two"}
	w.Write("main.tf", caseBlock(names[0], block(jdbcJob))+caseBlock(names[1], block(jdbcJob)))
	p.Order(
		maestrosim.Fault{On: maestrosim.OpCreate, DropAfter: true},
		maestrosim.Fault{On: maestrosim.OpCreate, DropBefore: true},
		maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Body: `{"detail":"down"}`, Times: -1},
	)
	output := w.Must(1, "apply", "-auto-approve")
	for _, name := range names {
		wantSays(t, diagnosticsWith(output, caseLabel(name)+": Orders"), "Unconfirmed pipeline creation", "import {", "down")
	}
	wantPipelines(t, p, 1)
	p.ClearFaults()
	w.Must(0, "apply", "-auto-approve")
	for _, name := range names {
		caseID(t, p, name)
	}
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}

// If a step after the create fails, the id is in the state, and the error states how to keep the pipeline.
func TestAccPipelineCreate_incomplete(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob, `paused = true`, `memory_mb = 3000`))
	p.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 400, Body: `{"detail":"no memory today"}`})
	output := w.Must(1, "apply", "-auto-approve")
	id := p.Only(t).ID
	wantSays(t, output, "Incomplete pipeline creation", "no memory today", id, "terraform untaint")
	p.ClearFaults()
	w.Must(0, "untaint", address)
	w.Must(0, "apply", "-auto-approve")
	if now := p.Only(t); now.ID != id || now.MemoryMB != 3000 || !now.Paused {
		t.Errorf("got %+v, want the pipeline %s, paused, with 3000 MB", now, id)
	}
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}

// If the name is taken, the error has the id of the pipeline with that name, and a block that imports it. The other
// forms of the refusal are in TestPipelineCreate_killedUnderEachRefusal.
func TestAccPipelineCreate_nameTaken(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	jobs := []maestrosim.Job{{Input: map[string]any{"connector": "jdbc"}}}
	if err := p.Put(acctest.Customer, maestrosim.Pipeline{Name: "Orders", Jobs: jobs}); err != nil {
		t.Fatal(err)
	}
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob))
	wantSays(t, w.Must(1, "apply", "-auto-approve"), "Pipeline name already in use", "import {", `id = "`+p.Only(t).ID+`"`)
	wantSays(t, w.Must(0, "show"), "The state file is empty")
}

// If an update fails half way, the state has what the platform has, and the next apply sends the rest only.
func TestAccPipelineUpdate_incomplete(t *testing.T) {
	qualify := with(t, jdbcJob, `load_type               = "incremental"`, "load_type = \"incremental_with_qualify\"\n primary_keys = [\"id\"]")
	qualify = with(t, qualify, `"id", "amount"`, `"id", "added", "amount"`)
	refused := func(on maestrosim.Operation) maestrosim.Fault {
		return maestrosim.Fault{On: on, Status: 400, Body: `{"detail":"no"}`}
	}
	calls := []string{"/pause", "PATCH /platform/pipeline/", "/memory", "/sync-mode", "/input"}
	cases := map[string]struct {
		fault maestrosim.Fault
		// done are the calls that the next apply does not send again.
		done []string
	}{
		"definition": {refused(maestrosim.OpUpdate), calls[:1]},
		"memory":     {refused(maestrosim.OpSetMemory), calls[:2]},
		"sync mode":  {refused(maestrosim.OpSyncMode), calls[:3]},
		"input":      {refused(maestrosim.OpPatchJobInput), calls[:4]},
		"input done": {maestrosim.Fault{On: maestrosim.OpPatchJobInput, Status: 500, Body: `{"detail":"no"}`, After: true}, calls},
	}
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	var before, after string
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		before += caseBlock(name, block(jdbcJob))
		after += caseBlock(name, block(qualify, `cron = "0 1 * * *"`, `memory_mb = 3000`, `paused = true`))
	}
	w.Write("main.tf", before)
	w.Must(0, "apply", "-auto-approve")
	ids := map[string]string{}
	for name, tc := range cases {
		ids[name] = caseID(t, p, name)
		tc.fault.ID = ids[name]
		p.Order(tc.fault)
	}
	w.Write("main.tf", after)
	output := w.Must(1, "apply", "-auto-approve")
	for name := range cases {
		wantSays(t, diagnosticsWith(output, caseLabel(name)+": Orders"), "Cannot update pipeline", ids[name])
	}

	p.ClearFaults()
	p.ResetRequests()
	w.Must(0, "apply", "-auto-approve")
	sent := callsByID(p)
	for name, tc := range cases {
		for _, call := range sent[ids[name]] {
			if slices.ContainsFunc(tc.done, func(done string) bool { return strings.Contains(call, done) }) {
				t.Errorf("%s: got %s again, want it once", name, call)
			}
		}
		now, _ := p.Pipeline(acctest.Customer, caseID(t, p, name))
		if now.ID != ids[name] || now.MemoryMB != 3000 || !now.Paused || *now.Cron != "0 1 * * *" ||
			now.Jobs[0].Input["load_type"] != "incremental_with_qualify" {
			t.Errorf("%s: got %+v, want the pipeline %s with all changes", name, now, ids[name])
		}
	}
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}

// A deletion succeeds in spite of temporary errors and lost responses.
func TestAccPipelineDelete_faults(t *testing.T) {
	faults := map[string]maestrosim.Fault{
		"database error":       {Status: 500, Body: databaseError, Times: 2},
		"429":                  {Status: 429, Header: map[string]string{"Retry-After": "1"}},
		"502":                  {Status: 502, Times: 2},
		"503":                  {Status: 503},
		"504 after":            {Status: 504, After: true},
		"reset before":         {DropBefore: true},
		"reset after":          {DropAfter: true},
		"202 after":            {Status: 202, Body: `{"status":"ACCEPTED"}`, After: true},
		"empty response after": {Status: 200, After: true},
	}
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	var config string
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		config += caseBlock(name, block(jdbcJob))
	}
	w.Write("main.tf", config)
	w.Must(0, "apply", "-auto-approve")
	for name, fault := range faults {
		fault.On, fault.ID = maestrosim.OpDelete, caseID(t, p, name)
		p.Order(fault)
	}
	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}

// An interrupt (Ctrl-C) ends the command cleanly, with the true state: while a created pipeline is read back, after an
// update that was carried out, and in a drain. Every other request that it can come to is in TestInterrupt_stateIsTrue
// and TestInterrupt_endsWaits. Without the interrupt each of these would take a minute.
func TestAccPipeline_interrupt(t *testing.T) {
	for name, tc := range map[string]struct {
		fault   maestrosim.Fault
		command []string
		// change is what the configuration has in addition to the one that was applied before. If it is empty, none was.
		change []string
	}{
		"create, read back": {maestrosim.Fault{On: maestrosim.OpGet, Delay: time.Minute}, []string{"apply", "-auto-approve"}, nil},
		"update, carried out": {
			maestrosim.Fault{On: maestrosim.OpUpdate, After: true, Status: 503, Header: map[string]string{"Retry-After": "60"}},
			[]string{"apply", "-auto-approve"}, []string{`cron = "0 1 * * *"`},
		},
		"drain": {maestrosim.Fault{On: maestrosim.OpRuns}, []string{"destroy", "-auto-approve"}, []string{`drain_before_destroy = true`}},
	} {
		t.Run(name, func(t *testing.T) {
			var hours clock // by which runs end
			p := acctest.NewPlatform(t, maestrosim.Options{Now: hours.now})
			w := p.NewProgramWorkspace(t)
			before := []string{`memory_mb = 3000`}
			if tc.command[0] == "destroy" {
				before = append(before, tc.change...)
			}
			w.Write("main.tf", block(jdbcJob, before...))
			id := ""
			if len(tc.change) > 0 {
				w.Must(0, "apply", "-auto-approve")
				id = p.Only(t).ID
				w.Write("main.tf", block(jdbcJob, append([]string{`memory_mb = 3000`}, tc.change...)...))
				if _, err := p.StartRun(acctest.Customer, id); err != nil {
					t.Fatal(err)
				}
			}
			reached := make(chan struct{}, 1)
			tc.fault.Hook = func() {
				select {
				case reached <- struct{}{}:
				default:
				}
			}
			p.Order(tc.fault)
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			cmd := w.Command(ctx, append(tc.command, "-no-color")...)
			var output strings.Builder
			cmd.Stdout, cmd.Stderr = &output, &output
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-reached
			interrupted := time.Now()
			if err := cmd.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 1 {
				t.Errorf("got %v, want exit status 1:\n%s", err, output.String())
			}
			t.Logf("the command ended %s after the interrupt", time.Since(interrupted).Round(time.Millisecond))
			if ctx.Err() != nil {
				t.Fatalf("got no end of the command within the time:\n%s", output.String())
			}
			for _, unclean := range []string{"panic", "crash", "did not respond"} {
				if strings.Contains(strings.ToLower(output.String()), unclean) {
					t.Errorf("got %q, want a clean end:\n%s", unclean, output.String())
				}
			}
			p.ClearFaults()
			if id != "" {
				if now := p.Only(t); now.ID != id || now.Paused {
					t.Errorf("got %+v after the interrupt, want the pipeline %s, not paused", now, id)
				}
				if got := w.State().Resources[address]["id"]; got != id {
					t.Errorf("got the id %v in the state, want %s", got, id)
				}
			}
			// Whatever was done, the next run continues from there.
			w.Must(0, "apply", "-auto-approve")
			if now := p.Only(t); id != "" && now.ID != id {
				t.Errorf("got the pipeline %s, want %s as before", now.ID, id)
			}
			w.Must(0, "plan", "-detailed-exitcode")
			hours.seconds.Add(3600)
			w.Must(0, "destroy", "-auto-approve")
			wantPipelines(t, p, 0)
		})
	}
}
