// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The flags of the simulation are the number of operations, and the first seed, 0 for a random one. Each stretch of
// operations has a seed of its own, counted from the first, and starts without pipelines. So
//
//	go test ./internal/pipeline -run TestSimulation -operations 100000 -seed 0 -timeout 0
//
// is a long random run, and the seed that a failure names, with -operations 200, reproduces the failure.
var (
	simulated = flag.Int("operations", 2000, "operations of TestSimulation")
	firstSeed = flag.Uint64("seed", 1, "first seed of TestSimulation; 0: random")
)

// stretch is the number of operations after which the simulation starts again without pipelines.
const stretch = 200

// A user plans, changes and destroys pipelines, another one edits them, and any request may fail: after each run the
// state is right about what exists and what no longer exists, and after a run without faults the platform is as
// configured.
func TestSimulation(t *testing.T) {
	contract.NeedsDocumented(t, "chooses its contracts itself")
	t.Parallel()
	first := *firstSeed
	if first == 0 {
		first = rand.Uint64N(1 << 32)
	}
	t.Logf("from seed %d", first)
	var all totals
	t.Cleanup(func() {
		t.Logf("%d operations: %d runs of Terraform, %d of them with faults, %d faults, %d changes by another user",
			all.operations.Load(), all.runs.Load(), all.faulted.Load(), all.faults.Load(), all.drifts.Load())
	})
	operations := *simulated
	if testing.Short() {
		operations /= shortPart
	}
	for done := 0; done < operations; done += stretch {
		seed := first + uint64(done/stretch)
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			simulate(t, seed, min(stretch, operations-done), &all)
		})
	}
}

// The same seed leads to the same operations and the same faults.
func TestSimulation_replay(t *testing.T) {
	contract.NeedsDocumented(t, "is about what the documented response to a create proves")
	t.Parallel()
	var all totals
	seed := max(1, *firstSeed)
	once, again := simulate(t, seed, stretch, &all), simulate(t, seed, stretch, &all)
	for i := range min(len(once), len(again)) {
		if once[i] != again[i] {
			t.Fatalf("line %d: got\n%s\nwant as in the first run\n%s", i, again[i], once[i])
		}
	}
	if len(once) != len(again) {
		t.Errorf("got %d lines, want %d as in the first run", len(again), len(once))
	}
}

// totals counts over all stretches.
type totals struct{ operations, runs, faulted, faults, drifts atomic.Int64 }

// simulation is one stretch: some addresses, each with a state of its own, on one platform.
type simulation struct {
	*totals

	t        *testing.T
	chance   *rand.Rand
	contract maestrosim.Contract
	core     *core
	slots    []*slot
	trouble  *randomTrouble
	// known has the ids of pipelines that are in no state, and were reported or created by another user.
	known map[string]bool
	// retired has the ids of pipelines that a plan retired.
	retired map[string]bool
	trace   []string
	// numbers has the numbers of the ids in the trace.
	numbers map[string]int
}

// slot is one address of the configuration.
type slot struct {
	*workspace

	number int
	wish   *wish // nil if not configured
	// applied is the last configuration that was applied, nil if there is none.
	applied *wish
	// imported means that the pipeline was imported, and not changed since.
	imported bool
	// blind means that the platform may have a value that no response shows.
	blind bool
}

// simulate runs one stretch, and returns its trace.
func simulate(t *testing.T, seed uint64, operations int, all *totals) []string {
	t.Helper()
	s := &simulation{totals: all, chance: rand.New(rand.NewPCG(seed, seed)), known: map[string]bool{}, retired: map[string]bool{}, numbers: map[string]int{}}
	s.contract = someContract(s.chance)
	var ticks atomic.Int64
	sim := maestrosim.New(maestrosim.Options{Empty: true, Contract: s.contract, Now: func() time.Time {
		return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(ticks.Load()) * time.Second)
	}})
	platform := &flaky{Sim: sim}
	network := plugintest.NewNetwork()
	network.InBubble(t, platform, func(t *testing.T) {
		s.t = t
		settings := attrs{"request_timeout": requestTimeout.String(), "bulk_refresh": s.chance.IntN(4) == 0}
		s.core = &core{Resource: plugintest.NewServer(t, network.URL, settings).Resource(pipelineType), t: t, sim: sim, url: network.URL}
		s.core.NoPrivateState = s.chance.IntN(5) == 0
		s.trouble = &randomTrouble{seed: seed, sim: sim}
		platform.choose = func(on maestrosim.Operation, id string) *trouble {
			ticks.Add(1) // the clock of the platform counts its requests
			return s.trouble.choose(on, id)
		}
		for i := range 5 {
			s.slots = append(s.slots, &slot{workspace: newWorkspace(s.core, platform, network, settings), number: i})
		}
		s.notef("contract %+v, settings %v, without private state %t", s.contract, settings, s.core.NoPrivateState)
		for range operations {
			s.operations.Add(1)
			s.step()
			if t.Failed() {
				t.Fatalf("seed %d; the last steps:\n%s", seed, strings.Join(s.trace, "\n"))
			}
		}
	})
	return s.trace
}

// notef adds a line to the trace, with ids numbered in the order of their appearance.
func (s *simulation) notef(format string, args ...any) {
	s.trace = append(s.trace, anyID.ReplaceAllStringFunc(fmt.Sprintf(format, args...), func(id string) string {
		if s.numbers[stored(id)] == 0 {
			s.numbers[stored(id)] = len(s.numbers) + 1
		}
		return fmt.Sprintf("{%d}", s.numbers[stored(id)])
	}))
}

var anyID = regexp.MustCompile(`(?i)[0-9a-f]{8}([_-][0-9a-f]{4}){3}[_-][0-9a-f]{12}`)

// step runs a random operation on a random address.
func (s *simulation) step() {
	a := s.slots[s.chance.IntN(len(s.slots))]
	nothing := a.wish == nil && len(a.ids()) == 0
	switch n := s.chance.IntN(100); {
	case n < 30, nothing && n < 80:
		s.change(a)
		s.run(a, "change")
	case n < 37:
		a.wish = nil
		s.run(a, "destroy")
	case n < 42:
		a.Replace = true
		s.run(a, "replace")
		a.Replace = false
	case n < 50:
		s.run(a, "apply")
	case n < 73:
		s.drifts.Add(1)
		s.drift(a)
	case n < 78:
		s.planOnly(a)
	case n < 80 && !a.Current.Value.IsNull():
		a.Tainted = true
		s.notef("%d taint", a.number)
	case n < 85 && a.Tainted:
		a.Tainted = false
		s.notef("%d untaint", a.number)
	default:
		s.quietly(a, func() { s.run(a, "quiet apply") })
	}
}

// quietly calls a function without faults, and without bulk_refresh, which does not detect all changes.
func (s *simulation) quietly(a *slot, do func()) {
	bulk := a.settings["bulk_refresh"]
	s.trouble.off, a.settings["bulk_refresh"] = true, false
	s.core.Restart(a.settings)
	do()
	s.trouble.off, a.settings["bulk_refresh"] = false, bulk
	s.core.Restart(a.settings)
}

// run is terraform apply for one address. If it is refused, or an error has an import block, the user then does what
// helps.
func (s *simulation) run(a *slot, what string) {
	before := a.ids()
	ok := s.terraform(a, what, func(config attrs) bool { return a.Apply(config) })
	if refusal := a.refusal(); refusal != "" {
		s.giveIn(a, refusal)
		return
	}
	id := a.offered()
	if _, there := s.core.sim.Pipeline(plugintest.Customer, id); ok || !there || s.chance.IntN(2) == 0 {
		return
	}
	switch {
	case slices.Contains(append(before, a.ids()...), id):
		a.CreateBeforeDestroy = false // otherwise the replaced pipeline keeps the name
	case s.inState(id):
		s.t.Errorf("address %d: got an import block for %s, which is in another state", a.number, id)
	case a.Current.Value.IsNull():
		a.blind = true
		s.terraform(a, "import", func(config attrs) bool { return a.Import(id, config) })
	default:
		a.remove(id)
	}
}

// giveIn changes the configuration, or the platform, after a refusal.
func (s *simulation) giveIn(a *slot, refusal string) {
	w := a.wish
	if a.applied != nil && (w == nil || s.chance.IntN(2) == 0) {
		w = a.applied
	}
	if w != nil {
		changed := *w
		changed.allowed = changed.allowed || refusal == notInPlace
		changed.protected = changed.protected && refusal != protected
		a.wish = &changed
	}
	if refusal != protected {
		return
	}
	// No configuration changes the protection of a tainted or a deposed pipeline.
	a.Tainted = false
	for _, old := range a.Deposed {
		if id := a.At(old, "id").(string); a.At(old, "deletion_protection") == true {
			s.notef("%d deposed and protected %s", a.number, id)
			_ = s.core.sim.Remove(plugintest.Customer, id) // it may be gone
		}
	}
}

// terraform is one run of Terraform, after which the invariants are checked.
func (s *simulation) terraform(a *slot, what string, do func(attrs) bool) bool {
	s.runs.Add(1)
	// In half of the runs, the provider still has what it read for other pipelines, as in one large run.
	if s.chance.IntN(2) == 0 || a.settings["bulk_refresh"] == true {
		s.core.Restart(a.settings)
	}
	s.trouble.begin(s.chance)
	if n := s.trouble.refusals(); n > 0 {
		a.network.Refuse(s.chance.IntN(6), n)
	}
	a.platform.kill = func() {
		a.Killed = true
		a.platform.die()
	}
	before, current, clash := a.ids(), a.Current, len(a.Deposed) > 0
	config := a.wish.config()
	if a.wish != nil && s.chance.IntN(6) == 0 {
		config = s.someUnknown(a)
		a.Known = a.wish.config()
	}
	ok := do(config)
	undemanded := a.undemanded(config)
	a.settle()
	if !slices.Equal(before, a.ids()) && what != "import" {
		a.blind = false // it is a new pipeline
	}
	a.blind = a.blind || a.Killed || s.trouble.blinds
	if a.Killed {
		s.core.Restart(a.settings)
	}
	hits := s.trouble.end()
	if len(hits) > 0 {
		s.faulted.Add(1)
		s.faults.Add(int64(len(hits)))
	}
	s.notef("%d %s %v: ok %t, killed %t, tainted %t, state %v, faults %v, reported %v", a.number, what, a.wish, ok, a.Killed, a.Tainted, a.ids(), hits, summaries(a.Diagnostics))
	for _, line := range append(undemanded, s.needless(a)...) {
		s.t.Error(line)
	}
	a.imported = a.imported || what == "import"
	s.check(a, before, ok, clash)
	a.Known = nil
	if ok {
		a.applied = a.wish
	}
	if ok && what != "import" && !a.Current.Value.Equal(current.Value) {
		a.imported = false
	}
	return ok
}

// planOnly is terraform plan, which does not change the state.
func (s *simulation) planOnly(a *slot) {
	before := *a.workspace
	s.terraform(a, "plan", func(config attrs) bool {
		a.Diagnostics, a.Killed = nil, false
		if a.RefreshAll() {
			a.PlanCurrent(config)
		}
		before.Diagnostics, before.Killed = a.Diagnostics, a.Killed
		*a.workspace = before
		return false // nothing was applied
	})
}

// summaries returns the summaries of diagnostics.
func summaries(diags []plugintest.Diagnostic) []string {
	var all []string
	for _, d := range diags {
		all = append(all, d.Summary)
	}
	return all
}
