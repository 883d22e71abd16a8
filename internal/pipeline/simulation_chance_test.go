// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type simulatedPipeline = maestrosim.Pipeline

// someContract returns a contract with up to three random variants. Two variants are omitted, with which a run without faults
// may fail: names that are not unique, and a pause that takes time to be shown.
func (s *simulation) someContract() maestrosim.Contract {
	var contract maestrosim.Contract
	all := maestrosim.Contracts()[1:]
	for range s.chance.IntN(4) {
		other := all[s.chance.IntN(len(all))].Contract
		if !other.DuplicateNames && other.StatusLag == 0 {
			contract = contract.With(other)
		}
	}
	return contract
}

// randomTrouble lets requests fail at random. The fault of a request depends on the seed, the run, the endpoint and id of the
// request, and the number of such requests in the run; not on the time, nor on the order of concurrent requests.
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
	name, description, cron, loadType, table string
	paused, drain                            bool
	memory, columns                          int
}

// change edits the configuration of an address at random, or creates it.
func (s *simulation) change(a *slot) {
	names := []string{fmt.Sprint("P", a.number), fmt.Sprint("P", a.number, " too")}
	if a.wish == nil {
		a.wish = &wish{name: names[0], loadType: "incremental", table: "orders", columns: 2}
	}
	w := *a.wish
	for range 1 + s.chance.IntN(3) {
		switch s.chance.IntN(10) {
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
			w.columns = min(4, w.columns+s.chance.IntN(2))
		case 7:
			w.loadType = []string{"full_load", "incremental", "incremental_with_qualify"}[s.chance.IntN(3)]
		case 8:
			w.drain = !w.drain
		case 9:
			w.table = []string{"orders", "other"}[s.chance.IntN(2)]
			a.CreateBeforeDestroy = s.chance.IntN(3) == 0
		}
	}
	a.wish = &w
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
	// One job only: two jobs are read concurrently, and the first error ends the other read at any time.
	job := wireJob()
	input := job["input"].(attrs)
	input["table_name"], input["load_type"] = w.table, w.loadType
	input["column_include_list"] = elems{"id", "amount", "updated_at", "added"}[:w.columns]
	switch w.loadType {
	case "full_load":
		delete(input, "incremental_column_name")
		delete(input, "incremental_column_type")
	case "incremental_with_qualify":
		input["primary_keys"] = elems{"id"}
	}
	delete(job, "output")
	config["jobs"] = elems{job}
	return config
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
