// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// operation is one run of Terraform on one pipeline.
type operation struct {
	name string
	// before is the configuration of the pipeline that is there, nil where there is none; after is what is applied, nil
	// where the pipeline is to go.
	before, after attrs
	// refreshes: what is in the state is read first. The others go on from what was read.
	refreshes bool
	// imports: the pipeline is not in the state, and an import block names it.
	imports bool
	// tainted: the pipeline in the state is.
	tainted bool
	// createFirst: a replacement creates before it destroys.
	createFirst bool
	// running: an execution is under way.
	running bool
	// writesOnly: the reads are those of another operation, and are faulted there.
	writesOnly bool
	settings   attrs
}

// settled is wireConfig with times that a test can wait for.
func settled(changes ...any) attrs {
	return wireConfig(append([]any{"timeouts", attrs{"create": "2m", "read": "2m", "update": "2m", "delete": "2m"}}, changes...)...)
}

func operations(folder string) []operation {
	all := []any{
		"name", "Sales", "description", "d", "cron", "0 1 * * *", "memory_mb", 3000, "paused", true,
		"jobs.0.input.load_type", "incremental_with_qualify", "jobs.0.input.primary_keys", elems{"id"},
		"jobs.0.input.column_include_list", elems{"id", "amount", "updated_at", "added"},
	}
	return []operation{
		{name: "create", after: settled()},
		{name: "create paused with memory", after: settled("paused", true, "memory_mb", 3000)},
		{name: "apply without changes", before: settled(), after: settled(), refreshes: true},
		{name: "apply without changes, in bulk", before: settled(), after: settled(), refreshes: true, settings: attrs{"bulk_refresh": true}},
		{name: "import", before: settled(), after: settled(), imports: true},
		{name: "update the definition", before: settled("cron", "0 6 * * *"), after: settled("name", "Sales", "description", "d"), writesOnly: true},
		{name: "update the memory", before: settled("memory_mb", 1000), after: settled("memory_mb", 3000), writesOnly: true},
		{name: "update the load type", before: settled(), after: settled(all[10:14]...), writesOnly: true},
		{name: "update the columns", before: settled(), after: settled(all[14:]...), writesOnly: true},
		{name: "pause", before: settled(), after: settled("paused", true), writesOnly: true},
		{name: "unpause", before: settled("paused", true), after: settled(), writesOnly: true},
		{name: "update everything", before: settled(), after: settled(all...)},
		{name: "replace", before: settled(), after: settled("jobs.0.input.table_name", "other")},
		{name: "replace, creating first", before: settled(), after: settled("name", "Sales", "jobs.0.input.table_name", "other"), createFirst: true},
		{name: "replace what is tainted", before: settled(), after: settled(), tainted: true, writesOnly: true},
		{name: "delete", before: settled(), writesOnly: true},
		{name: "delete, drained and exported", before: settled("drain_before_destroy", true, "export_before_destroy", folder), running: true},
	}
}

// snapshot is what there is before an operation.
type snapshot struct {
	pipelines []maestrosim.Pipeline
	current   plugintest.Instance
	tainted   bool
	deposed   []plugintest.Instance
}

// scene is an operation on a platform.
type scene struct {
	operation

	contract maestrosim.Contract
	network  *plugintest.Network
	before   snapshot
	calls    []maestrosim.Operation
	cases    *count
	plans    plans
	// outcomes are what became of a state and a platform when the trouble was over. That depends on nothing else.
	outcomes map[string][]string
}

// within runs a test in a bubble of its own, with the platform and the state as they are before the operation.
func (s *scene) within(t *testing.T, test func(t *testing.T, w *workspace)) {
	t.Helper()
	inBubble(t, s.network, s.contract, s.settings, func(t *testing.T, w *workspace) {
		w.CreateBeforeDestroy = s.createFirst
		w.keepPlans(&s.plans)
		w.restore(s.before)
		test(t, w)
	})
}

// take notes what there is, and restore brings it back.
func (w *workspace) take() snapshot {
	return snapshot{w.sim.Pipelines(plugintest.Customer), w.Current, w.Tainted, slices.Clone(w.Deposed)}
}

func (w *workspace) restore(s snapshot) {
	w.t.Helper()
	for _, p := range w.sim.Pipelines(plugintest.Customer) {
		w.remove(p.ID)
	}
	for _, p := range s.pipelines {
		if err := w.sim.Put(plugintest.Customer, p); err != nil {
			w.t.Fatal(err)
		}
	}
	w.Tainted, w.Deposed = s.tainted, slices.Clone(s.deposed)
	if w.Current = s.current; s.current.Value.Type() == nil {
		w.Current = w.Nothing()
	}
}

// prepare makes what is there before the operation, and notes which calls the operation then makes.
func (s *scene) prepare(t *testing.T) {
	t.Helper()
	if s.operation.before != nil {
		s.within(t, func(t *testing.T, w *workspace) {
			if !w.Apply(s.operation.before) {
				t.Fatalf("cannot prepare: %v", w.Diagnostics)
			}
			s.before = w.take()
			s.before.tainted = s.tainted
			if s.imports {
				s.before.current = plugintest.Instance{}
			}
		})
	}
	s.within(t, func(t *testing.T, w *workspace) {
		if !s.run(w) {
			t.Fatalf("without faults: %v", w.Diagnostics)
		}
		s.calls, s.outcomes = slices.Clone(w.platform.calls), map[string][]string{}
		if wrong := s.check(w, true, trouble{}, once, len(s.calls)-1); len(wrong) > 0 {
			t.Fatalf("without faults: %v", wrong)
		}
	})
}

// run is the operation.
func (s *scene) run(w *workspace) bool {
	if s.running {
		if _, err := w.sim.StartRun(plugintest.Customer, s.before.pipelines[0].ID); err != nil {
			w.t.Fatal(err)
		}
	}
	if s.imports {
		return w.Import(s.before.pipelines[0].ID, s.after)
	}
	if s.refreshes {
		return w.Apply(s.after)
	}
	return w.ApplyWithoutRefresh(s.after)
}

// faulted says whether a call is one of those that this operation is there to fault.
func (s *scene) faulted(at int) bool { return !s.writesOnly || !isRead(s.calls[at]) }

func isRead(op maestrosim.Operation) bool {
	return slices.Contains([]maestrosim.Operation{maestrosim.OpGet, maestrosim.OpList, maestrosim.OpGetJDBCJob, maestrosim.OpRuns}, op)
}

// Each call of each operation, each kind of fault, once, twice and always: whatever happens, the state is right about
// what is there and what is gone, and when the trouble is over the next apply finishes.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	lessGarbageCollection(t)
	var cases count
	t.Cleanup(func() {
		t.Logf("%d fault cases, of which %d were run: the others hit no more requests than one that was", cases.all.Load(), cases.run.Load())
	})
	for _, contract := range []maestrosim.NamedContract{
		{Name: "details hidden"},
		{Name: "details shown", Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}},
	} {
		for _, op := range operations(t.TempDir()) {
			t.Run(contract.Name+"/"+op.name, func(t *testing.T) {
				t.Parallel()
				s := &scene{operation: op, contract: contract.Contract, network: plugintest.NewNetwork(), cases: &cases}
				s.prepare(t)
				s.testAll(t)
			})
		}
	}
}

// count is of fault cases.
type count struct{ all, run atomic.Int64 }

// shortPart is the part of the cases that a short run makes: one in so many.
const shortPart = 10

// lessGarbageCollection is for a test that would spend a quarter of its time with it.
func lessGarbageCollection(t *testing.T) {
	t.Helper()
	before := debug.SetGCPercent(400)
	t.Cleanup(func() { debug.SetGCPercent(before) })
}

func (s *scene) testAll(t *testing.T) {
	t.Helper()
	for at, call := range s.calls {
		if !s.faulted(at) {
			continue
		}
		for _, x := range troubles {
			more := true // requests that a fault of more of them would hit
			for _, e := range extents {
				if !x.has(e) || e != once && s.contract != (maestrosim.Contract{}) {
					continue
				}
				s.cases.all.Add(1)
				if !more && !e.everything || testing.Short() && s.cases.all.Load()%shortPart != 0 {
					continue
				}
				t.Run(fmt.Sprintf("%d %s/%s/%s", at, call, x.name, e.name), func(t *testing.T) {
					s.cases.run.Add(1)
					s.within(t, func(t *testing.T, w *workspace) { more = s.test(t, w, x, e, at) })
				})
			}
		}
	}
}

// test runs the operation under one fault, and then without. It says whether a fault that hits more requests to the same
// endpoint would be another case.
func (s *scene) test(t *testing.T, w *workspace, x trouble, e extent, at int) (more bool) {
	t.Helper()
	before := w.order(x, e, s.calls, at)
	ok := s.run(w)
	said := w.Diagnostics
	more = x.refuses || len(slices.DeleteFunc(slices.Clone(w.platform.calls), func(on maestrosim.Operation) bool { return on != s.calls[at] })) > before+e.times
	wrong := s.check(w, ok, x, e, at)
	w.settle()
	left := w.take()
	// No answer shows the memory: where a call pretends to have set it, or is killed when it had, nobody knows.
	blind := x.pretends && (s.calls[at] == maestrosim.OpSetMemory || e.everything) || x.kills && slices.Contains(s.calls[:at+1], maestrosim.OpSetMemory)
	wrong = append(wrong, s.outcome(w, s.after, x, blind)...)
	if left.tainted {
		// Somebody may look first, and decide to keep it.
		w.restore(left)
		w.Tainted = false
		for _, line := range s.outcome(w, s.after, x, blind) {
			wrong = append(wrong, "untainted: "+line)
		}
	}
	if !ok && s.operation.before != nil && !s.imports && !s.createFirst {
		// Or to go back. (Where both are there, of which one has the old name, that takes more than one apply.)
		w.restore(left)
		if s.operation.before["memory_mb"] == nil && slices.Contains(s.calls[:at+1], maestrosim.OpSetMemory) {
			// The state has null for a memory that may have been set, which is what the configuration has again.
			blind = true
		}
		for _, line := range s.outcome(w, s.operation.before, x, blind) {
			wrong = append(wrong, "taken back: "+line)
		}
	}
	if len(wrong) > 0 {
		t.Errorf("%s\nthe faulted run went well %t and said %v", strings.Join(wrong, "\n"), ok, said)
	}
	return more
}
