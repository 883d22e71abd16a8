// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// killedDuring runs the CLI, and kills the provider that the CLI has started when a request reaches the point of the
// fault.
func killedDuring(t *testing.T, p *acctest.Platform, w *acctest.Workspace, fault maestrosim.Fault, command ...string) {
	t.Helper()
	reached := make(chan struct{})
	gone := make(chan struct{})
	fault.Hook = func() {
		close(reached)
		<-gone // so that no response arrives before the provider is dead
	}
	p.Order(fault)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := w.Command(ctx, append(command, "-no-color")...)
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-reached:
	case <-ctx.Done():
		close(gone)
		t.Fatalf("got no %s request within a minute, want one", fault.On)
	}
	for _, pid := range providersOf(t, cmd.Process.Pid) {
		provider, err := os.FindProcess(pid)
		if err == nil {
			err = provider.Kill()
		}
		if err != nil {
			t.Errorf("killing the provider: %v", err)
		}
	}
	close(gone)
	if err := cmd.Wait(); err == nil {
		t.Errorf("got exit status 0 without the provider, want an error:\n%s", printed.String())
	}
	p.ClearFaults()
}

// providersOf returns the ids of the provider processes among the children of a CLI.
func providersOf(t *testing.T, cli int) (pids []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // the process has ended in the meantime
		}
		// The name, in brackets, may have spaces in it; state and parent come after it.
		fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
		program, err := os.Readlink(filepath.Join(filepath.Dir(stat), "exe"))
		if err != nil || len(fields) < 2 || fields[1] != strconv.Itoa(cli) || filepath.Base(program) != "terraform-provider-dadosfera" {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
		if err != nil {
			t.Fatal(err)
		}
		pids = append(pids, pid)
	}
	if len(pids) == 0 {
		t.Fatal("got no provider among the children of the CLI, want one")
	}
	return pids
}

func needsProc(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the provider process is found in /proc")
	}
}

// A provider that is killed during a create cannot write the state. If the pipeline was created, the error of the next
// create has its id and the block that imports it; there is never a second pipeline. Other requests at which it may be
// killed, and other forms of the refusal, are in TestPipelineCreate_killedUnderEachRefusal.
func TestAccPipelineCreate_providerKilled(t *testing.T) {
	needsProc(t)
	for name, fault := range map[string]maestrosim.Fault{
		"before the work": {On: maestrosim.OpCreate, DropBefore: true},
		"after the work":  {On: maestrosim.OpCreate, DropAfter: true},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewProgramWorkspace(t, "DADOSFERA_MAX_RETRIES=0")
			w.Write("main.tf", block(jdbcJob, `paused = true`))
			killedDuring(t, p, w, fault, "apply", "-auto-approve")
			if fault.DropAfter {
				id := p.Only(t).ID
				wantSays(t, w.Must(1, "apply", "-auto-approve"), "Pipeline name already in use", id, "import {")
				w.Write("import.tf", fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id))
				w.Must(0, "apply", "-auto-approve")
				if now := p.Only(t); now.ID != id || !now.Paused {
					t.Errorf("got %+v, want the pipeline %s, paused", now, id)
				}
			} else {
				w.Must(0, "apply", "-auto-approve")
				p.Only(t)
			}
			w.Must(0, "plan", "-detailed-exitcode")
			w.Must(0, "destroy", "-auto-approve")
			wantPipelines(t, p, 0)
		})
	}
}

// After a provider was killed during a deletion, the state may have a pipeline that no longer exists. The next destroy
// succeeds whether the pipeline exists or not.
func TestAccPipelineDelete_providerKilled(t *testing.T) {
	needsProc(t)
	for name, fault := range map[string]maestrosim.Fault{
		"before the work": {On: maestrosim.OpDelete, DropBefore: true},
		"after the work":  {On: maestrosim.OpDelete, DropAfter: true},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewProgramWorkspace(t)
			w.Write("main.tf", block(jdbcJob))
			w.Must(0, "apply", "-auto-approve")
			id := p.Only(t).ID
			killedDuring(t, p, w, fault, "destroy", "-auto-approve")
			if left := len(p.Pipelines(acctest.Customer)); (left > 0) != fault.DropBefore {
				t.Fatalf("got %d pipelines on the platform, want them only if the provider was killed before the work", left)
			}
			if got := w.State().Resources[address]["id"]; got != id {
				t.Errorf("got the id %v in the state, want %s", got, id)
			}
			// Without a refresh, which would remove it from the state, the deletion itself has to succeed.
			w.Must(0, "destroy", "-auto-approve", "-refresh=false")
			wantPipelines(t, p, 0)
			if left := w.State().Resources; len(left) > 0 {
				t.Errorf("got %v in the state after the destroy, want nothing", left)
			}
		})
	}
}
