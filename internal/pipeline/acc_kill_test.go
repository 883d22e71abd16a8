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

// killedDuring runs the CLI and kills the provider, which the CLI has started, when a request gets where the fault says.
func killedDuring(t *testing.T, p *acctest.Platform, w *acctest.Workspace, fault maestrosim.Fault, command ...string) {
	t.Helper()
	reached := make(chan struct{})
	gone := make(chan struct{})
	fault.Hook = func() {
		close(reached)
		<-gone // so that no answer comes before the provider is dead
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
		t.Fatal("the request did not come")
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
		t.Errorf("the command succeeds without its provider:\n%s", printed.String())
	}
	p.ClearFaults()
}

// providersOf gives the processes among the children of a CLI that are providers.
func providersOf(t *testing.T, cli int) (pids []int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, stat := range stats {
		text, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended meanwhile
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
		t.Fatal("the CLI has no provider")
	}
	return pids
}

func needsProc(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the provider is found by /proc")
	}
}

// A provider that is killed in the middle of a create cannot write anything down. Where the pipeline was made, the next
// create says so, with its id and the block that takes it over, whatever the platform's refusal looks like; there is
// never a second one.
func TestAccPipelineCreate_providerKilled(t *testing.T) {
	needsProc(t)
	for name, tc := range map[string]struct {
		fault    maestrosim.Fault
		contract maestrosim.Contract
		made     bool
	}{
		"before the work":      {maestrosim.Fault{On: maestrosim.OpCreate, DropBefore: true}, maestrosim.Contract{}, false},
		"after the work":       {maestrosim.Fault{On: maestrosim.OpCreate, DropAfter: true}, maestrosim.Contract{}, true},
		"refused as a 400":     {maestrosim.Fault{On: maestrosim.OpCreate, DropAfter: true}, maestrosim.Contract{Refusal: maestrosim.RefusalBadRequest}, true},
		"refused as a 500":     {maestrosim.Fault{On: maestrosim.OpCreate, DropAfter: true}, maestrosim.Contract{Refusal: maestrosim.RefusalServerError}, true},
		"refused as a 200":     {maestrosim.Fault{On: maestrosim.OpCreate, DropAfter: true}, maestrosim.Contract{Refusal: maestrosim.RefusalStatusFalse}, true},
		"when it is paused":    {maestrosim.Fault{On: maestrosim.OpPause, DropBefore: true}, maestrosim.Contract{}, true},
		"when it is read back": {maestrosim.Fault{On: maestrosim.OpGet, DropBefore: true}, maestrosim.Contract{}, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{Contract: tc.contract})
			w := p.NewWorkspace(t, "DADOSFERA_MAX_RETRIES=0")
			w.Write("main.tf", block(jdbcJob, `paused = true`))
			killedDuring(t, p, w, tc.fault, "apply", "-auto-approve")
			if !tc.made {
				w.Must(0, "apply", "-auto-approve")
				p.Only(t)
				w.Must(0, "plan", "-detailed-exitcode")
				w.Must(0, "destroy", "-auto-approve")
				return
			}
			id := p.Only(t).ID
			output := w.Must(1, "apply", "-auto-approve")
			for _, want := range []string{"Pipeline name is taken", id, "import {"} {
				if !acctest.Says(output, want) {
					t.Errorf("the next create does not say %q:\n%s", want, output)
				}
			}
			w.Write("import.tf", fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", address, id))
			w.Must(0, "apply", "-auto-approve")
			if now := p.Only(t); now.ID != id || !now.Paused {
				t.Errorf("the pipeline %s is %+v", id, now)
			}
			w.Must(0, "plan", "-detailed-exitcode")
			w.Must(0, "destroy", "-auto-approve")
			if left := len(p.Pipelines(acctest.Customer)); left > 0 {
				t.Errorf("%d pipelines are left", left)
			}
		})
	}
}

// A provider that is killed in the middle of a delete leaves a state that may be behind. The next destroy ends it,
// whether there is still something to delete or not.
func TestAccPipelineDelete_providerKilled(t *testing.T) {
	needsProc(t)
	for name, fault := range map[string]maestrosim.Fault{
		"before the work": {On: maestrosim.OpDelete, DropBefore: true},
		"after the work":  {On: maestrosim.OpDelete, DropAfter: true},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewWorkspace(t)
			w.Write("main.tf", block(jdbcJob))
			w.Must(0, "apply", "-auto-approve")
			id := p.Only(t).ID
			killedDuring(t, p, w, fault, "destroy", "-auto-approve")
			if left := len(p.Pipelines(acctest.Customer)); (left > 0) != fault.DropBefore {
				t.Fatalf("%d pipelines are there", left)
			}
			if output := w.Must(0, "state", "pull"); !strings.Contains(output, id) {
				t.Errorf("the state has lost it:\n%s", output)
			}
			// Without a refresh, which would see that it is gone: the deletion itself has to know.
			w.Must(0, "destroy", "-auto-approve", "-refresh=false")
			if left := len(p.Pipelines(acctest.Customer)); left > 0 {
				t.Errorf("%d pipelines are left", left)
			}
			if output := w.Must(0, "state", "pull"); strings.Contains(output, id) {
				t.Errorf("the state still has it:\n%s", output)
			}
		})
	}
}
