// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// operation is one run of Terraform on one pipeline.
type operation struct {
	name string
	// before is the configuration of the existing pipeline, nil if there is none. after is the configuration that is
	// applied, nil to destroy the pipeline.
	before, after attrs
	// refreshes means that the state is refreshed first. Other operations use the state as it is.
	refreshes bool
	// imports means that the pipeline is not in the state, and an import block has its id.
	imports bool
	// planned is the configuration as it is known in the plan, if that has unknown values.
	planned attrs
	// tainted means that the pipeline in the state is tainted, forced that the option -replace is used.
	tainted, forced bool
	// deposed means that the state also has a deposed pipeline.
	deposed bool
	// noPrivateState means that the client keeps no private state.
	noPrivateState bool
	// createFirst is the lifecycle setting create_before_destroy.
	createFirst bool
	// running means that the pipeline has a run in progress.
	running bool
	// writesOnly means that only writes get faults, as the reads are those of another operation. variant means that the
	// operation is one of another with other settings, so that it gets only the main kinds of faults, too.
	writesOnly, variant bool
	settings            attrs
}

// settled returns wireConfig with timeouts of two minutes.
func settled(changes ...any) attrs {
	return wireConfig(append([]any{"timeouts", attrs{"create": "2m", "read": "2m", "update": "2m", "delete": "2m"}}, changes...)...)
}

func operations(dir string) []operation {
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
		{name: "replace", before: replaceable(), after: replaceable("jobs.0.input.table_name", "other")},
		{name: "replace, create before destroy", before: replaceable(), after: replaceable("name", "Sales", "jobs.0.input.table_name", "other"), createFirst: true},
		{name: "replace tainted", before: settled(), after: settled(), tainted: true, writesOnly: true},
		{name: "delete", before: settled(), writesOnly: true},
		{name: "delete, drained and exported", before: settled("drain_before_destroy", true, "export_before_destroy", dir), running: true},
	}
}

// variants returns operations with unknown values, reordered, added and removed jobs, allowed and forced replacements,
// retired, protected, tainted and deposed pipelines, and for clients that keep no private state.
func variants() []operation {
	unknown := plugintest.Unknown{}
	two := elems{wireJob(), otherJob()}
	swapped := elems{otherJob(), wireJob()}
	changed := []any{"name", "Sales", "description", "d"}
	retired := func(changes ...any) attrs { return replaceable(append(changes, "deletion_policy", "retire")...) }
	all := []operation{
		{name: "create from unknown jobs", planned: settled("jobs", unknown), after: settled()},
		{name: "create, protected", after: settled("deletion_protection", true, "memory_mb", 3000)},
		{name: "update with an unknown table", before: settled(), after: settled(changed...),
			planned: settled(append(changed, "jobs.0.input.table_schema", unknown, "jobs.0.input.table_name", unknown)...)},
		{name: "update with unknown columns", before: replaceable(), after: replaceable(changed...),
			planned: replaceable(append(changed, "jobs.0.input.column_include_list", unknown)...)},
		{name: "update with unknown output", before: replaceable(), after: replaceable(changed...),
			planned: replaceable(append(changed, "jobs.0.output.raw", unknown)...)},
		{name: "update with unknown jobs", before: replaceable(), planned: replaceable(append(changed, "jobs", unknown)...),
			after: replaceable(append(changed, "jobs.0.input.column_include_list", elems{"id", "amount", "updated_at", "added"})...)},
		{name: "update with jobs in another order", before: settled("jobs", two), after: settled(append(changed, "jobs", swapped)...)},
		{name: "add a job", before: replaceable(), after: replaceable("jobs", swapped)},
		{name: "remove a job, create before destroy", before: replaceable("jobs", two), after: replaceable("name", "Sales"), createFirst: true},
		{name: "replace, forced", before: settled(), after: settled(), forced: true},
		{name: "replace, retired", before: retired(), after: retired("jobs.0.output.raw.table_name", "other")},
		{name: "replace tainted, retired", before: retired(), after: retired(), tainted: true},
		{name: "retire", before: retired(), running: true},
		{name: "update beside a deposed pipeline", before: settled(), after: settled("description", "d"), deposed: true},
		{name: "delete beside a deposed pipeline", before: settled(), deposed: true},
		{name: "import, adopting the output", before: settled(), after: settled("jobs.0.output.raw.table_name", "other"), imports: true},
		{name: "update without private state", before: settled(), after: settled(changed...), noPrivateState: true},
		{name: "replace without private state", before: replaceable(), after: replaceable("jobs.0.output.raw.table_name", "other"), noPrivateState: true},
		{name: "delete without private state", before: settled(), noPrivateState: true},
	}
	for i := range all {
		all[i].writesOnly, all[i].variant = true, true
	}
	return all
}

// replaceable returns settled with allow_replacement.
func replaceable(changes ...any) attrs {
	return settled(append([]any{"allow_replacement", true}, changes...)...)
}

// otherJob returns wireJob for another table.
func otherJob() attrs {
	job := wireJob()
	set(job, "input.table_name", "customers")
	set(job, "output.raw.table_name", "customers")
	return job
}

// snapshot is the platform and the state at one time.
type snapshot struct {
	pipelines []maestrosim.Pipeline
	current   plugintest.Instance
	tainted   bool
	deposed   []plugintest.Instance
}

// scenario is an operation on a platform.
type scenario struct {
	operation

	contract maestrosim.Contract
	network  *plugintest.Network
	before   snapshot
	calls    []maestrosim.Operation
	cases    *count
	plans    plans
	// outcomes has the results of finish by state and platform, on which alone they depend.
	outcomes map[string][]string
}

// within runs a test in a bubble of its own, with the platform and the state of before the operation.
func (s *scenario) within(t *testing.T, test func(t *testing.T, w *workspace)) {
	t.Helper()
	inBubble(t, s.network, s.contract, s.settings, func(t *testing.T, w *workspace) {
		w.CreateBeforeDestroy, w.NoPrivateState = s.createFirst, s.noPrivateState
		w.keepPlans(&s.plans)
		w.restore(s.before)
		test(t, w)
	})
}

// take returns a snapshot.
func (w *workspace) take() snapshot {
	return snapshot{w.sim.Pipelines(plugintest.Customer), w.Current, w.Tainted, slices.Clone(w.Deposed)}
}

// restore sets the platform and the state to those of a snapshot.
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
		w.Current = w.Absent()
	}
}

// prepare creates what exists before the operation, and records the calls of the operation without faults.
func (s *scenario) prepare(t *testing.T) {
	t.Helper()
	if s.operation.before != nil {
		s.within(t, func(t *testing.T, w *workspace) {
			if s.deposed {
				s.depose(w)
			}
			if !w.Apply(s.operation.before) {
				t.Fatalf("got a failed apply before the operation: %v", w.Diagnostics)
			}
			w.Deposed = s.before.deposed
			s.before = w.take()
			s.before.tainted = s.tainted
			if s.imports {
				s.before.current = plugintest.Instance{}
			}
		})
	}
	s.within(t, func(t *testing.T, w *workspace) {
		if !s.run(w) {
			t.Fatalf("got a failed operation without faults: %v", w.Diagnostics)
		}
		s.calls, s.outcomes = w.platform.received(), map[string][]string{}
		if wrong := s.check(w, true, trouble{}, once, len(s.calls)-1); len(wrong) > 0 {
			t.Fatalf("got violated invariants without faults: %v", wrong)
		}
	})
}

// depose leaves a deposed pipeline, and no current one.
func (s *scenario) depose(w *workspace) {
	config := maps.Clone(s.operation.before)
	config["name"] = "Old"
	if !w.Apply(config) {
		w.t.Fatalf("got a failed apply before the operation: %v", w.Diagnostics)
	}
	s.before.deposed = []plugintest.Instance{w.Current}
	w.Current = w.Absent()
}

// run runs the operation, and reports whether it succeeded.
func (s *scenario) run(w *workspace) bool {
	config := s.after
	if s.planned != nil {
		config, w.Known = s.planned, s.after
	}
	w.Replace = s.forced
	defer func() { w.Known, w.Replace = nil, false }()
	if s.running {
		if _, err := w.sim.StartRun(plugintest.Customer, s.before.pipelines[0].ID); err != nil {
			w.t.Fatal(err)
		}
	}
	if s.imports {
		return w.Import(s.before.pipelines[0].ID, config)
	}
	if s.refreshes {
		return w.Apply(config)
	}
	return w.ApplyWithoutRefresh(config)
}

// faulted reports whether the call at this index gets faults in this operation.
func (s *scenario) faulted(at int) bool { return !s.writesOnly || !isRead(s.calls[at]) }

func isRead(op maestrosim.Operation) bool {
	return slices.Contains([]maestrosim.Operation{maestrosim.OpGet, maestrosim.OpList, maestrosim.OpGetJDBCJob, maestrosim.OpRuns}, op)
}

// Each call of each operation gets each kind of fault, once, twice and always: the state is always right about what
// exists and what no longer exists, and after the faults the next apply succeeds.
func TestFaultMatrix(t *testing.T) {
	contract.NeedsDocumented(t, "chooses its contracts itself")
	t.Parallel()
	var cases count
	t.Cleanup(func() {
		t.Logf("%d operations, %d fault cases, of which %d ran: the others would hit the same requests",
			cases.operations.Load(), cases.all.Load(), cases.run.Load())
	})
	for _, contract := range []maestrosim.NamedContract{
		{Name: "details hidden"},
		{Name: "details shown", Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}},
	} {
		for _, op := range append(operations(t.TempDir()), variants()...) {
			if op.variant && contract.Contract != (maestrosim.Contract{}) {
				continue
			}
			t.Run(contract.Name+"/"+op.name, func(t *testing.T) {
				t.Parallel()
				cases.operations.Add(1)
				s := &scenario{operation: op, contract: contract.Contract, network: plugintest.NewNetwork(), cases: &cases}
				s.prepare(t)
				s.testAll(t)
			})
		}
	}
}

// count counts operations, each on one platform, and fault cases.
type count struct{ operations, all, run atomic.Int64 }

// shortPart is n if a short run has one of n cases.
const shortPart = 10

func (s *scenario) testAll(t *testing.T) {
	t.Helper()
	for at, call := range s.calls {
		if !s.faulted(at) {
			continue
		}
		for _, x := range troubles {
			more := true // requests that a fault with a larger extent would hit
			for _, e := range extents {
				if some := s.variant || s.contract != (maestrosim.Contract{}); !x.has(e) || some && (!x.main || e != once) {
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

// test runs the operation under one fault, and then without. It reports whether a fault that hits more requests to the
// same endpoint would be another case.
func (s *scenario) test(t *testing.T, w *workspace, x trouble, e extent, at int) (more bool) {
	t.Helper()
	before := w.order(x, e, s.calls, at)
	ok := s.run(w)
	reported := w.Diagnostics
	more = x.refuses || len(slices.DeleteFunc(w.platform.received(), func(on maestrosim.Operation) bool { return on != s.calls[at] })) > before+e.times
	wrong := s.check(w, ok, x, e, at)
	w.settle()
	left := w.take()
	// No response shows the memory. After a false success, or after the provider was killed, it may have either value.
	blind := x.pretends && (s.calls[at] == maestrosim.OpSetMemory || e.everything) || x.kills && slices.Contains(s.calls[:at+1], maestrosim.OpSetMemory)
	wrong = append(wrong, s.outcome(w, x, sequel{config: s.after, blind: blind})...)
	if left.tainted {
		// The user may decide to keep the pipeline.
		w.restore(left)
		w.Tainted = false
		for _, line := range s.outcome(w, x, sequel{config: s.after, blind: blind}) {
			wrong = append(wrong, "untainted: "+line)
		}
	}
	if !ok && s.operation.before != nil && !s.imports && !s.createFirst {
		// The user may also revert the change. (If old and new one exist, and one has the old name, that takes two applies.)
		w.restore(left)
		if s.operation.before["memory_mb"] == nil && slices.Contains(s.calls[:at+1], maestrosim.OpSetMemory) {
			// The state has null for a memory that may have been set, and so has the reverted configuration.
			blind = true
		}
		for _, line := range s.outcome(w, x, sequel{config: s.operation.before, reverts: true, blind: blind}) {
			wrong = append(wrong, "reverted: "+line)
		}
	}
	if len(wrong) > 0 {
		t.Errorf("%s\nthe run with the fault succeeded %t and reported %v", strings.Join(wrong, "\n"), ok, reported)
	}
	return more
}
