// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// A create whose answer is lost, at any point, makes one pipeline, which the state has.
func TestAccPipelineCreate_lostResponse(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"connection reset before":      {DropBefore: true},
		"connection reset after":       {DropAfter: true},
		"reset before, twice":          {DropBefore: true, Times: 2},
		"502 before":                   {Status: 502},
		"502 after":                    {Status: 502, After: true},
		"503 that asks to wait":        {Status: 503, Header: map[string]string{"Retry-After": "1"}},
		"429":                          {Status: 429, Header: map[string]string{"Retry-After": "1"}},
		"500 after":                    {Status: 500, After: true, Body: `{"detail":"Unable to complete transaction due to database error"}`},
		"an answer that breaks off":    {Truncate: 10},
		"a login page after":           {Status: 200, After: true, Body: "<html>", Header: map[string]string{"Content-Type": "text/html"}},
		"a success that has no body":   {Status: 200, After: true},
		"a success that makes nothing": {Status: 504},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewWorkspace(t)
			w.Write("main.tf", block(jdbcJob))
			fault.On = maestrosim.OpCreate
			p.Order(fault)
			w.Must(0, "apply", "-auto-approve")
			p.Only(t)
			w.Must(0, "plan", "-detailed-exitcode")
			w.Must(0, "destroy", "-auto-approve")
		})
	}
}

// Where it cannot be found out whether a create arrived, the id is in the state, and the next run goes on from there.
func TestAccPipelineCreate_unconfirmed(t *testing.T) {
	for name, after := range map[string]bool{"it did": true, "it did not": false} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewWorkspace(t, "DADOSFERA_MAX_RETRIES=0")
			w.Write("main.tf", block(jdbcJob))
			p.Order(
				maestrosim.Fault{On: maestrosim.OpCreate, DropAfter: after, DropBefore: !after},
				maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Body: `{"detail":"down"}`, Times: -1},
			)
			output := w.Must(1, "apply", "-auto-approve")
			for _, want := range []string{"Creating a pipeline may have succeeded", "import {", "down"} {
				if !acctest.Says(output, want) {
					t.Errorf("the error does not say %q:\n%s", want, output)
				}
			}
			p.ClearFaults()
			w.Must(0, "apply", "-auto-approve")
			p.Only(t)
			w.Must(0, "plan", "-detailed-exitcode")
			w.Must(0, "destroy", "-auto-approve")
			if left := len(p.Pipelines(acctest.Customer)); left > 0 {
				t.Errorf("%d pipelines are left", left)
			}
		})
	}
}

// A step that fails after the create leaves the id in the state, and says how to keep the pipeline.
func TestAccPipelineCreate_incomplete(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob, `paused = true`, `memory_mb = 3000`))
	p.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 500, Body: `{"detail":"no memory today"}`, Times: -1})
	output := w.Must(1, "apply", "-auto-approve")
	id := p.Only(t).ID
	for _, want := range []string{"Creating a pipeline stopped half way", "no memory today", id, "terraform untaint"} {
		if !acctest.Says(output, want) {
			t.Errorf("the error does not say %q:\n%s", want, output)
		}
	}
	p.ClearFaults()
	w.Must(0, "untaint", address)
	w.Must(0, "apply", "-auto-approve")
	if now := p.Only(t); now.ID != id || now.MemoryMB != 3000 || !now.Paused {
		t.Errorf("the pipeline %s was not finished but is %+v", id, now)
	}
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}

// A taken name gives the id of the pipeline that has it, and a block that takes it over, however the platform refuses.
func TestAccPipelineCreate_nameTaken(t *testing.T) {
	for _, refusal := range []maestrosim.Refusal{
		maestrosim.RefusalConflict, maestrosim.RefusalBadRequest, maestrosim.RefusalServerError, maestrosim.RefusalStatusFalse,
	} {
		t.Run("refusal="+string(refusal), func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Refusal: refusal}})
			if err := p.Put(acctest.Customer, maestrosim.Pipeline{Name: "Orders", Jobs: []maestrosim.Job{{Input: map[string]any{"connector": "jdbc"}}}}); err != nil {
				t.Fatal(err)
			}
			w := p.NewWorkspace(t)
			w.Write("main.tf", block(jdbcJob))
			output := w.Must(1, "apply", "-auto-approve")
			for _, want := range []string{"Pipeline name is taken", "import {", `id = "` + p.Only(t).ID + `"`} {
				if !acctest.Says(output, want) {
					t.Errorf("the error does not say %q:\n%s", want, output)
				}
			}
			if state := w.Must(0, "show"); !acctest.Says(state, "The state file is empty") {
				t.Errorf("the state is not empty:\n%s", state)
			}
		})
	}
}

// An update that fails half way: the state holds what the platform holds, and the next apply does the rest.
func TestAccPipelineUpdate_incomplete(t *testing.T) {
	qualify := with(t, jdbcJob, `load_type               = "incremental"`, "load_type = \"incremental_with_qualify\"\n primary_keys = [\"id\"]")
	qualify = with(t, qualify, `"id", "amount"`, `"id", "added", "amount"`)
	for name, tc := range map[string]struct {
		fault maestrosim.Fault
		// done are the calls that the next apply does not repeat.
		done []string
	}{
		"at the definition": {maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`}, []string{"/pause"}},
		"at the memory":     {maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 400, Body: `{"detail":"no"}`}, []string{"/pause", "PATCH /platform/pipeline/"}},
		"at the sync mode":  {maestrosim.Fault{On: maestrosim.OpSyncMode, Status: 400, Body: `{"detail":"no"}`}, []string{"/pause", "PATCH /platform/pipeline/", "/memory"}},
		"at the input":      {maestrosim.Fault{On: maestrosim.OpPatchJobInput, Status: 400, Body: `{"detail":"no"}`}, []string{"/pause", "PATCH /platform/pipeline/", "/memory", "/sync-mode"}},
		"done, answer lost": {maestrosim.Fault{On: maestrosim.OpPatchJobInput, Status: 500, Body: `{"detail":"no"}`, After: true}, []string{"/pause", "PATCH /platform/pipeline/", "/memory", "/sync-mode", "/input"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewWorkspace(t)
			w.Write("main.tf", block(jdbcJob))
			w.Must(0, "apply", "-auto-approve")
			id := p.Only(t).ID
			w.Write("main.tf", block(qualify, `cron = "0 1 * * *"`, `memory_mb = 3000`, `paused = true`))
			p.Order(tc.fault)
			if output := w.Must(1, "apply", "-auto-approve"); !acctest.Says(output, "Updating a pipeline failed") || !acctest.Says(output, id) {
				t.Errorf("got:\n%s", output)
			}
			p.ClearFaults()
			p.ResetRequests()
			w.Must(0, "apply", "-auto-approve")
			for _, call := range p.Calls() {
				for _, done := range tc.done {
					if strings.Contains(call, done) {
						t.Errorf("%s was sent again", call)
					}
				}
			}
			if now := p.Only(t); now.ID != id || now.MemoryMB != 3000 || !now.Paused || *now.Cron != "0 1 * * *" || now.Jobs[0].Input["load_type"] != "incremental_with_qualify" {
				t.Errorf("the pipeline %s is %+v", id, now)
			}
			w.Must(0, "plan", "-detailed-exitcode")
			w.Must(0, "destroy", "-auto-approve")
		})
	}
}

// Deleting gets through what passes, and through lost answers.
func TestAccPipelineDelete_faults(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"database error":         {Status: 500, Body: `{"detail":"Unable to complete transaction due to database error"}`, Times: 2},
		"429":                    {Status: 429, Header: map[string]string{"Retry-After": "1"}},
		"502":                    {Status: 502, Times: 2},
		"503":                    {Status: 503},
		"504 after":              {Status: 504, After: true},
		"reset before":           {DropBefore: true},
		"reset after":            {DropAfter: true},
		"accepted, done later":   {Status: 202, Body: `{"status":"ACCEPTED"}`, After: true},
		"an empty answer, after": {Status: 200, After: true},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewWorkspace(t)
			w.Write("main.tf", block(jdbcJob))
			w.Must(0, "apply", "-auto-approve")
			fault.On = maestrosim.OpDelete
			p.Order(fault)
			w.Must(0, "destroy", "-auto-approve")
			if left := len(p.Pipelines(acctest.Customer)); left > 0 {
				t.Errorf("%d pipelines are left", left)
			}
		})
	}
}

// A deletion that is answered with success and does nothing is no deletion.
func TestAccPipelineDelete_unverifiedSuccess(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob, `timeouts = { delete = "2s" }`))
	w.Must(0, "apply", "-auto-approve")
	p.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 200, Body: `{"status":"OK"}`, Times: -1})
	output := w.Must(1, "destroy", "-auto-approve")
	if !acctest.Says(output, "Deleting a pipeline failed") || !acctest.Says(output, "PIPELINE_DELETED") {
		t.Errorf("got:\n%s", output)
	}
	p.ClearFaults()
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}

// An interrupt (Ctrl-C) stops whatever waits, at once, and leaves the state true. Each request that it comes to would take
// a minute, or ask for one.
func TestAccPipeline_interrupt(t *testing.T) {
	for name, tc := range map[string]struct {
		fault   maestrosim.Fault
		command []string
		// change is what the configuration says beyond the one that was applied before; nothing was where it is empty.
		change []string
	}{
		"in create, before it arrives": {maestrosim.Fault{On: maestrosim.OpCreate, Delay: time.Minute}, []string{"apply", "-auto-approve"}, nil},
		"in create, reading back":      {maestrosim.Fault{On: maestrosim.OpGet, Delay: time.Minute}, []string{"apply", "-auto-approve"}, nil},
		"in a retry":                   {maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 503, Header: map[string]string{"Retry-After": "60"}}, []string{"apply", "-auto-approve"}, nil},
		"in update":                    {maestrosim.Fault{On: maestrosim.OpUpdate, Delay: time.Minute}, []string{"apply", "-auto-approve"}, []string{`cron = "0 1 * * *"`}},
		"in update, done":              {maestrosim.Fault{On: maestrosim.OpUpdate, After: true, Status: 503, Header: map[string]string{"Retry-After": "60"}}, []string{"apply", "-auto-approve"}, []string{`cron = "0 1 * * *"`}},
		"in drain":                     {maestrosim.Fault{On: maestrosim.OpRuns}, []string{"destroy", "-auto-approve"}, []string{`drain_before_destroy = true`}},
		"in delete":                    {maestrosim.Fault{On: maestrosim.OpDelete, Delay: time.Minute}, []string{"destroy", "-auto-approve"}, []string{`description = "to be destroyed"`}},
	} {
		t.Run(name, func(t *testing.T) {
			var hours clock // on which runs end
			p := acctest.NewPlatform(t, maestrosim.Options{Now: hours.now})
			w := p.NewWorkspace(t)
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
				t.Errorf("an interrupted command ends with %v:\n%s", err, output.String())
			}
			t.Logf("the command ended %s after the interrupt", time.Since(interrupted).Round(time.Millisecond))
			if ctx.Err() != nil {
				t.Fatalf("the command did not end:\n%s", output.String())
			}
			for _, unclean := range []string{"panic", "crash", "did not respond"} {
				if strings.Contains(strings.ToLower(output.String()), unclean) {
					t.Errorf("it did not end cleanly but says %q:\n%s", unclean, output.String())
				}
			}
			p.ClearFaults()
			if id != "" {
				if now := p.Only(t); now.ID != id || now.Paused {
					t.Errorf("after the interrupt the platform holds %+v", now)
				}
				if state := w.Must(0, "show"); !strings.Contains(state, id) {
					t.Errorf("it is out of the state:\n%s", state)
				}
			}
			// Whatever was done, the next run takes it from there.
			w.Must(0, "apply", "-auto-approve")
			if now := p.Only(t); id != "" && now.ID != id {
				t.Errorf("%s was made anew", id)
			}
			w.Must(0, "plan", "-detailed-exitcode")
			hours.seconds.Add(3600)
			w.Must(0, "destroy", "-auto-approve")
			if left := len(p.Pipelines(acctest.Customer)); left > 0 {
				t.Errorf("%d pipelines are left", left)
			}
		})
	}
}
