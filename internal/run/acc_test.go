// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const pipelineConfig = `
resource "dadosfera_pipeline" "orders" {
  name = "Orders"
  allow_replacement = true
  jobs = [{
    input = {
      connector               = "jdbc"
      plugin                  = "postgresql"
      table_schema            = "public"
      table_name              = %q
      load_type               = "incremental"
      incremental_column_name = "updated_at"
      incremental_column_type = "timestamp with time zone"
      column_include_list     = %s
      auth_parameters         = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
  }]
}
`

const runConfig = `
resource "dadosfera_pipeline_run" "orders" {
  pipeline_id = dadosfera_pipeline.orders.id
  triggers    = { version = %q }
}
`

// shortRun is a duration after which a run has ended when it is first read.
const shortRun = time.Millisecond

// wantOutput fails the test unless an output contains all sentences, which Terraform may have wrapped.
func wantOutput(t *testing.T, output string, sentences ...string) {
	t.Helper()
	for _, sentence := range sentences {
		if !acctest.Says(output, sentence) {
			t.Errorf("got output\n%s\nwant %q in it", output, sentence)
		}
	}
}

// wantActionError fails the test unless an output contains the error of an action with a summary, and all sentences.
// Terraform 1.14 and 1.15 have a first line of their own for every error of an action.
func wantActionError(t *testing.T, output, summary string, sentences ...string) {
	t.Helper()
	if !acctest.Says(output, "Error: "+summary) && !acctest.Says(output, "Error: Error when invoking action "+summary+":") {
		t.Errorf("got output\n%s\nwant the error %q in it", output, summary)
	}
	wantOutput(t, output, sentences...)
}

// A pipeline and its run are created in one apply. The run is replaced for other triggers, for another pipeline and
// after it has failed, and otherwise not.
func TestAccRun_lifecycle(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: shortRun})
	w := p.NewWorkspace(t)
	write := func(table, version string) {
		w.Write("main.tf", fmt.Sprintf(pipelineConfig, table, `["id", "updated_at"]`)+fmt.Sprintf(runConfig, version))
	}
	wantRuns := func(want int) {
		t.Helper()
		if got := len(p.Only(t).Runs); got != want {
			t.Fatalf("got %d runs, want %d", got, want)
		}
	}

	write("orders", "1")
	wantOutput(t, w.Must(0, "apply", "-auto-approve"), "2 added, 0 changed, 0 destroyed")
	w.Must(0, "plan", "-detailed-exitcode")
	wantRuns(1)

	write("orders", "2")
	wantOutput(t, w.Must(2, "plan", "-detailed-exitcode"), "triggers = { # forces replacement")
	if err := p.FailNextRun(acctest.Customer, p.Only(t).ID, "Traceback:\n  no such column"); err != nil {
		t.Fatal(err)
	}
	wantOutput(t, w.Must(1, "apply", "-auto-approve"),
		"Error: Run failed", p.Only(t).Runs[0].ID, "ended as FAILED", "Traceback: no such column", "marks it as tainted")
	wantRuns(2)
	wantOutput(t, w.Must(2, "plan", "-detailed-exitcode"), "dadosfera_pipeline_run.orders is tainted", `"FAILED"`)
	w.Must(0, "untaint", "dadosfera_pipeline_run.orders")
	w.Must(0, "plan", "-detailed-exitcode")

	write("purchases", "2")
	wantOutput(t, w.Must(0, "apply", "-auto-approve"), "2 added, 0 changed, 2 destroyed")
	w.Must(0, "plan", "-detailed-exitcode")
	wantRuns(1)

	w.Must(0, "destroy", "-auto-approve", "-target=dadosfera_pipeline_run.orders")
	wantRuns(1)
	w.Write("import.tf", fmt.Sprintf("import {\n  to = dadosfera_pipeline_run.orders\n  id = \"%s/%s\"\n}\n",
		p.Only(t).ID, p.Only(t).Runs[0].ID))
	wantOutput(t, w.Must(0, "apply", "-auto-approve"), "1 imported, 0 added, 1 changed, 0 destroyed")
	w.Must(0, "plan", "-detailed-exitcode")
	wantRuns(1)
	w.Must(0, "destroy", "-auto-approve")
	if left := p.Pipelines(acctest.Customer); len(left) > 0 {
		t.Errorf("got %d pipelines after destroy, want none", len(left))
	}
}

// A run whose status changes is no change to apply.
func TestAccRun_statusIsUpdatedByRefresh(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: time.Hour})
	w := p.NewWorkspace(t)
	w.Write("main.tf", fmt.Sprintf(pipelineConfig, "orders", `["id"]`)+`
resource "dadosfera_pipeline_run" "orders" {
  pipeline_id = dadosfera_pipeline.orders.id
  wait        = false
}
`)
	wantStatus := func(want string) {
		t.Helper()
		if got := w.State().Resources["dadosfera_pipeline_run.orders"]["status"]; got != want {
			t.Errorf("got the status %v in the state, want %s", got, want)
		}
	}
	w.Must(0, "apply", "-auto-approve")
	wantStatus("RUNNING")
	p.Change(t, func(of *maestrosim.Pipeline) { of.Runs[0].Status = "SUCCESS" })()
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "apply", "-auto-approve")
	wantStatus("SUCCESS")
	w.Must(0, "destroy", "-auto-approve")
}

// An added column triggers the actions that reset the job and execute the pipeline. Each can be invoked by hand, too.
func TestAccActions_triggeredAndInvoked(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: shortRun})
	if !acctest.CLI(t).HasActions() {
		t.Skipf("%s does not support actions", acctest.CLI(t))
	}
	w := p.NewProgramWorkspace(t)
	write := func(columns string) {
		w.Write("main.tf", fmt.Sprintf(pipelineConfig, "orders", columns)+`
resource "terraform_data" "columns" {
  input = dadosfera_pipeline.orders.jobs[0].input.column_include_list

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.dadosfera_job_reset_state.orders, action.dadosfera_pipeline_execute.orders]
    }
  }
}

action "dadosfera_job_reset_state" "orders" {
  config {
    job_id = dadosfera_pipeline.orders.job_ids["orders"]
  }
}

action "dadosfera_pipeline_execute" "orders" {
  config {
    pipeline_id = dadosfera_pipeline.orders.id
  }
}

action "dadosfera_pipeline_pause" "orders" {
  config {
    pipeline_id = dadosfera_pipeline.orders.id
  }
}

action "dadosfera_pipeline_unpause" "orders" {
  config {
    pipeline_id = dadosfera_pipeline.orders.id
  }
}
`)
	}
	write(`["id", "updated_at"]`)
	w.Must(0, "apply", "-auto-approve")
	if n := len(p.Only(t).Runs); n > 0 {
		t.Errorf("got %d runs before a change, want none", n)
	}
	write(`["id", "updated_at", "amount"]`)
	output := w.Must(0, "apply", "-auto-approve")
	wantOutput(t, output, "2 invoked", "its next run extracts everything", `of pipeline "Orders": SUCCESS after`)
	if of := p.Only(t); len(of.Runs) != 1 || len(of.DeletedStates) != 1 {
		t.Errorf("got %d runs and resets of %v, want one each", len(of.Runs), of.DeletedStates)
	}
	w.Must(0, "plan", "-detailed-exitcode")

	if err := p.FailNextRun(acctest.Customer, p.Only(t).ID, "no such table"); err != nil {
		t.Fatal(err)
	}
	execute := []string{"apply", "-auto-approve", "-invoke=action.dadosfera_pipeline_execute.orders"}
	wantActionError(t, w.Must(1, execute...), "Run failed", p.Only(t).Runs[0].ID, "no such table")
	w.Must(0, "apply", "-auto-approve", "-invoke=action.dadosfera_pipeline_pause.orders")
	wantActionError(t, w.Must(1, execute...), "Cannot execute paused pipeline", "dadosfera_pipeline_unpause")
	w.Must(0, "apply", "-auto-approve", "-invoke=action.dadosfera_pipeline_unpause.orders")
	w.Must(0, execute...)
	w.Must(0, "destroy", "-auto-approve")
}

// interrupt starts a command, interrupts it when it reads a run, and returns its output. The command must fail.
func interrupt(t *testing.T, p *acctest.Platform, w *acctest.Workspace, args ...string) string {
	t.Helper()
	reached := make(chan struct{})
	p.Order(maestrosim.Fault{On: maestrosim.OpRun, Delay: time.Minute, Hook: func() { close(reached) }})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := w.Command(ctx, append(args, "-no-color")...)
	var output strings.Builder
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-reached:
	case <-ctx.Done():
		t.Fatalf("got no read of a run, want one:\n%s", output.String())
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Errorf("got success of an interrupted command, want a failure:\n%s", output.String())
	}
	if ctx.Err() != nil {
		t.Fatalf("got no end of the command, want one:\n%s", output.String())
	}
	p.ClearFaults()
	return output.String()
}

// An interrupt ends the wait at once. The run continues, and the state has it.
func TestAccRun_interrupt(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: time.Hour})
	w := p.NewProgramWorkspace(t)
	w.Write("main.tf", fmt.Sprintf(pipelineConfig, "orders", `["id"]`)+fmt.Sprintf(runConfig, "1"))
	output := interrupt(t, p, w, "apply", "-auto-approve")
	wantOutput(t, output, "Error: Interrupted wait for run",
		p.Only(t).Runs[0].ID, "continues on the platform", "terraform untaint")
	w.Must(0, "untaint", "dadosfera_pipeline_run.orders")
	p.Change(t, func(of *maestrosim.Pipeline) { of.Runs[0].Status = "SUCCESS" })()
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}

// Terraform treats an action as successful if the provider does not report its end.
func TestAccActions_interrupt(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{RunDuration: time.Hour})
	if !acctest.CLI(t).HasActions() {
		t.Skipf("%s does not support actions", acctest.CLI(t))
	}
	w := p.NewProgramWorkspace(t)
	w.Write("main.tf", fmt.Sprintf(pipelineConfig, "orders", `["id"]`)+`
action "dadosfera_pipeline_execute" "orders" {
  config {
    pipeline_id = dadosfera_pipeline.orders.id
  }
}
`)
	w.Must(0, "apply", "-auto-approve")
	output := interrupt(t, p, w, "apply", "-auto-approve", "-invoke=action.dadosfera_pipeline_execute.orders")
	wantActionError(t, output, "Interrupted wait for run", p.Only(t).Runs[0].ID, "continues on the platform")
	w.Must(0, "destroy", "-auto-approve")
}
