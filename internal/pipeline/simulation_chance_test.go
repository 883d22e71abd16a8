// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type simulatedPipeline = maestrosim.Pipeline

// someContract returns a contract with up to three random variants. Those are omitted with which a run without faults
// may fail: names that are not unique or not free at once, a pause that takes time to be shown, and deletes that a run
// prevents. So are names that come back in another letter case, with which configuration and platform cannot be
// compared as they are.
func someContract(chance *rand.Rand) maestrosim.Contract {
	var c maestrosim.Contract
	all := contract.Every()[1:]
	for range chance.IntN(4) {
		other := all[chance.IntN(len(all))].Contract
		if !other.DuplicateNames && other.StatusLag == 0 && other.NameLag == 0 && !other.RefuseRunning && other.LetterCase == "" {
			c = c.With(other)
		}
	}
	if chance.IntN(2) == 0 {
		c.Hidden = maestrosim.HiddenNone // as pipelines of several jobs need it, see change
	}
	return c
}

// randomTrouble lets requests fail at random. The fault of a request depends on the seed, the run, the endpoint and id
// of the request, and the number of such requests in the run; not on the time, nor on the order of concurrent requests.
type randomTrouble struct {
	seed uint64
	sim  *maestrosim.Sim
	// off means that there are no faults.
	off bool

	run   int
	rate  float64 // the part of the requests that fail
	left  int     // how many more may fail, so that a run ends
	count map[string]int
	hits  []string
	// lied means that a response in this run was Maestro's own for a pipeline that does not exist, and it does.
	lied bool
	// blinds means that a false success was for a value that no response shows.
	blinds bool
}

// begin begins a run.
func (c *randomTrouble) begin(chance *rand.Rand) {
	rates := []float64{0, 0.05, 0.1, 0.2, 0.5, 0.9}
	c.run++
	c.rate, c.left = rates[chance.IntN(len(rates))], 12
	if c.off {
		c.rate = 0
	}
	c.count, c.hits, c.lied, c.blinds = map[string]int{}, nil, false, false
}

// refusals returns how many connections are refused in this run.
func (c *randomTrouble) refusals() int {
	if c.rate < 0.2 || c.dice("refusals").IntN(10) > 0 {
		return 0
	}
	return 1 + c.dice("how many").IntN(6)
}

// end ends a run, and returns its faults.
func (c *randomTrouble) end() []string {
	slices.Sort(c.hits)
	return c.hits
}

// dice returns a source of random numbers that depends on the seed, the run and the words alone.
func (c *randomTrouble) dice(words ...any) *rand.Rand {
	h := fnv.New64()
	fmt.Fprintln(h, append([]any{c.run}, words...)...)
	return rand.New(rand.NewPCG(c.seed, h.Sum64()))
}

// choose returns the fault of a request, nil for none. It is not called concurrently.
func (c *randomTrouble) choose(on maestrosim.Operation, id string) *trouble {
	about := fmt.Sprint(on, " ", c.number(id))
	c.count[about]++
	dice := c.dice(about, c.count[about])
	if c.left == 0 || dice.Float64() >= c.rate {
		return nil
	}
	x := &troubles[dice.IntN(len(troubles))]
	if x.refuses || (x.lies || x.kills) && dice.IntN(4) > 0 {
		return nil
	}
	c.left--
	c.lied = c.lied || x.lies || on == maestrosim.OpList && x.fault.Body == "[]"
	c.blinds = c.blinds || x.pretends && !isRead(on)
	c.hits = append(c.hits, about+": "+x.name)
	return x
}

// number returns a pipeline's or job's id as a number, which is the same in each run with a seed.
func (c *randomTrouble) number(id string) string {
	if len(id) < 36 {
		return id
	}
	p, ok := c.sim.Pipeline(plugintest.Customer, id[:36])
	if !ok {
		return "new"
	}
	return fmt.Sprint(p.Number, id[36:])
}

// wish is the configuration of a pipeline.
type wish struct {
	name, description, cron, loadType, schema, output string
	tables                                            []string
	paused, drain, allowed, protected, retire, hash   bool
	memory, columns                                   int
}

// change edits the configuration of an address at random, or creates it.
func (s *simulation) change(a *slot) {
	names := []string{fmt.Sprint("P", a.number), fmt.Sprint("P", a.number, " too")}
	if a.wish == nil {
		a.wish = &wish{name: names[0], loadType: "incremental", schema: "public", tables: []string{"orders"}, columns: 2, allowed: s.chance.IntN(2) == 0}
	}
	w := *a.wish
	for range 1 + s.chance.IntN(3) {
		switch s.chance.IntN(16) {
		case 0:
			w.name = names[s.chance.IntN(2)]
		case 1:
			w.description = []string{"", "d", "e"}[s.chance.IntN(3)]
		case 2:
			w.cron = []string{"", "0 6 * * *", "0 1 * * *"}[s.chance.IntN(3)]
		case 3, 4:
			w.paused = !w.paused
		case 5:
			w.memory = []int{0, 1000, 3000}[s.chance.IntN(3)]
		case 6:
			w.columns = s.someColumns(w.columns)
		case 7:
			w.loadType = []string{"full_load", "incremental", "incremental_with_qualify"}[s.chance.IntN(3)]
		case 8:
			w.drain = !w.drain
		case 9, 10:
			w.tables = s.someTables()
			a.CreateBeforeDestroy = s.chance.IntN(3) == 0
		case 11:
			w.output = []string{"", "one", "two"}[s.chance.IntN(3)]
		case 12:
			w.allowed = !w.allowed
		case 13:
			w.protected = s.chance.IntN(3) == 0
		case 14:
			w.retire = !w.retire
		case 15:
			w.hash = !w.hash && !s.contract.ExtraFields // a transformation with another field is another transformation
		}
	}
	a.wish = &w
}

// someColumns returns the number of columns after a random change: mostly one more.
func (s *simulation) someColumns(n int) int {
	return max(1, min(4, n+[]int{-1, 0, 1, 1}[s.chance.IntN(4)]))
}

// someTables returns one table, or several in a random order if no job is read on its own: such reads are concurrent,
// and the first error ends the others at any time.
func (s *simulation) someTables() []string {
	all := []string{"orders", "other", "third"}
	s.chance.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if s.contract.Hidden != maestrosim.HiddenNone {
		return all[:1]
	}
	return all[:1+s.chance.IntN(3)]
}

// someUnknown returns the configuration of an address with a random value that is not known in the plan. The
// configuration that is then known is the address's wish, which may change for that.
func (s *simulation) someUnknown(a *slot) attrs {
	w := *a.wish
	other := s.chance.IntN(3) == 0
	var path string
	switch s.chance.IntN(4) {
	case 0:
		path = fmt.Sprint("jobs.", s.chance.IntN(len(w.tables)), ".input.table_schema")
		if other {
			w.schema = []string{"public", "sales"}[s.chance.IntN(2)]
		}
	case 1:
		path = fmt.Sprint("jobs.", s.chance.IntN(len(w.tables)), ".input.column_include_list")
		if other {
			w.columns = s.someColumns(w.columns)
		}
	case 2:
		path = fmt.Sprint("jobs.", s.chance.IntN(len(w.tables)), ".output.raw")
		if other || w.output == "" {
			w.output = []string{"one", "two"}[s.chance.IntN(2)]
		}
	case 3:
		path = "jobs"
		if other {
			w.tables = s.someTables()
		}
	}
	a.wish = &w
	config := w.config()
	set(config, path, plugintest.Unknown{})
	s.notef("%d unknown %s", a.number, path)
	return config
}

// String returns the configuration as text for the trace.
func (w *wish) String() string {
	if w == nil {
		return "not configured"
	}
	return fmt.Sprintf("%+v", *w)
}

// config returns the configuration as attributes, nil if there is none.
func (w *wish) config() attrs {
	if w == nil {
		return nil
	}
	config := settled("name", w.name, "paused", w.paused, "drain_before_destroy", w.drain)
	for key, text := range map[string]string{"description": w.description, "cron": w.cron} {
		if text != "" {
			config[key] = text
		}
	}
	if w.memory > 0 {
		config["memory_mb"] = w.memory
	}
	if w.retire {
		config["deletion_policy"] = "retire"
	}
	config["allow_replacement"], config["deletion_protection"] = w.allowed, w.protected
	jobs := elems{}
	for _, table := range w.tables {
		jobs = append(jobs, w.job(table))
	}
	config["jobs"] = jobs
	return config
}

// job returns the configuration of a job.
func (w *wish) job(table string) attrs {
	job := wireJob()
	input := job["input"].(attrs)
	input["table_schema"], input["table_name"], input["load_type"] = w.schema, table, w.loadType
	input["column_include_list"] = elems{"id", "amount", "updated_at", "added"}[:w.columns]
	switch w.loadType {
	case "full_load":
		delete(input, "incremental_column_name")
		delete(input, "incremental_column_type")
	case "incremental_with_qualify":
		input["primary_keys"] = elems{"id"}
	}
	delete(job, "output")
	if w.output != "" {
		set(job, "output.raw", attrs{"table_name": w.output, "table_schema": "RAW_DATA"})
	}
	if w.hash {
		job["transformations"] = `[{"type":"hash","column":"id"}]`
	}
	return job
}

// drift is a random change by another user, of the pipeline of an address, or a new pipeline with its name.
func (s *simulation) drift(a *slot) {
	text := []string{"", "drift", "0 0 * * *"}[s.chance.IntN(3)]
	what := s.chance.IntN(9)
	s.notef("%d drift %d %q", a.number, what, text)
	if what == 8 {
		id := fmt.Sprintf("00000000_0000_4000_8000_%012d", len(s.trace))
		p := maestrosim.Pipeline{ID: id, Name: fmt.Sprint("P", a.number), Jobs: []maestrosim.Job{{Input: map[string]any{"connector": "jdbc", "plugin": "postgresql"}}}}
		if s.core.sim.Put(plugintest.Customer, p) == nil {
			s.known[id] = true
		}
		return
	}
	for _, id := range a.ids() {
		if _, there := s.core.sim.Pipeline(plugintest.Customer, id); !there {
			continue
		}
		var err error
		switch what {
		case 0:
			a.remove(id)
		case 1:
			_, err = s.core.sim.StartRun(plugintest.Customer, id)
		case 2:
			a.blind = true
			err = s.core.sim.Edit(plugintest.Customer, id, func(p *maestrosim.Pipeline) { p.MemoryMB = 500 })
		default:
			err = s.core.sim.Edit(plugintest.Customer, id, func(p *maestrosim.Pipeline) {
				switch what {
				case 3:
					p.Paused = !p.Paused
				case 4, 5:
					p.Cron = &text
				case 6:
					p.Description = &text
				case 7:
					p.Jobs[0].Input["column_include_list"] = []any{"id", "drift"}
				}
			})
		}
		if err != nil {
			s.t.Error(err)
		}
	}
}

// visible returns the configuration, with values that no response shows taken from the platform.
func (s *simulation) visible(a *slot, p maestrosim.Pipeline) attrs {
	config := a.wish.config()
	if a.blind {
		config["memory_mb"], config["jobs"] = p.MemoryMB, elems{}
		if s.contract.Empty == maestrosim.EmptyAbsent {
			config["cron"], config["description"] = orEmpty(p.Cron), orEmpty(p.Description)
		}
		return config
	}
	if s.contract.NoJDBCJob && s.contract.Hidden != maestrosim.HiddenNone {
		maps.DeleteFunc(config["jobs"].(elems)[0].(attrs)["input"].(attrs), func(key string, _ any) bool {
			return slices.Contains([]string{"auth_parameters", "column_include_list", "primary_keys"}, key)
		})
	}
	return config
}
