// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"slices"
	"time"
)

// scenario is something that people run.
type scenario string

// The scenarios, in the order in which they are run: each begins with what the one before it has left.
const (
	create      scenario = "create"     // apply, from nothing
	refreshOnly scenario = "refresh"    // plan -refresh-only
	unchanged   scenario = "plan"       // plan, without a change
	changing    scenario = "plan 10 %"  // plan, with one pipeline in ten changed in the configuration
	update      scenario = "apply 10 %" // apply of that plan
	destroy     scenario = "destroy"    // destroy, with its refresh
	adopt       scenario = "adopt"      // apply of import blocks, of pipelines that were made by hand
)

var allScenarios = []scenario{create, refreshOnly, unchanged, changing, update, destroy, adopt}

// row is a set of pipelines, and what is measured with it.
type row struct {
	// Pipelines is how many there are, and Jobs how many jobs each has.
	Pipelines int `json:"pipelines"`
	Jobs      int `json:"jobs"`
	// Hidden is whether the platform's answer leaves out details of jobs, so that each job takes a request of its own.
	Hidden bool `json:"hidden"`
	// Latency is what the platform waits before every answer.
	Latency time.Duration `json:"latency_ns"`
	// Bulk is whether the provider has bulk_refresh on.
	Bulk bool `json:"bulk"`

	scenarios []scenario
}

// requestLatency is that of a platform that is not on this machine.
const requestLatency = 50 * time.Millisecond

// theRefresh are the scenarios that read and change nothing.
var theRefresh = []scenario{refreshOnly, unchanged}

// quickRows are what the targets ask about.
func quickRows() []row {
	return []row{
		{Pipelines: 10, Jobs: 1, scenarios: allScenarios},
		{Pipelines: 100, Jobs: 1, scenarios: allScenarios},
		{Pipelines: 500, Jobs: 1, scenarios: theRefresh},
		{Pipelines: 1000, Jobs: 1, scenarios: []scenario{refreshOnly, unchanged, changing, update}},
		{Pipelines: 5000, Jobs: 1, scenarios: []scenario{unchanged}},
		{Pipelines: 1000, Jobs: 3, scenarios: []scenario{unchanged}},
		{Pipelines: 10, Jobs: 1, Latency: requestLatency, scenarios: theRefresh},
		{Pipelines: 100, Jobs: 1, Latency: requestLatency, scenarios: theRefresh},
		{Pipelines: 1000, Jobs: 1, Latency: requestLatency, scenarios: theRefresh},
		{Pipelines: 1000, Jobs: 1, Latency: requestLatency, Bulk: true, scenarios: []scenario{refreshOnly}},
		{Pipelines: 100, Jobs: 3, Hidden: true, scenarios: theRefresh},
		{Pipelines: 1, Jobs: 50, Hidden: true, scenarios: []scenario{refreshOnly}},
		{Pipelines: 1, Jobs: 50, Hidden: true, Latency: requestLatency, scenarios: []scenario{refreshOnly}},
		{Pipelines: 20, Jobs: 50, scenarios: theRefresh},
	}
}

// most is how many jobs a row of the full set has at most, in all its pipelines: beyond, it is the CLI that is measured.
const most = 5000

// fullRows are every size with every number of jobs, shown and hidden, with and without latency, and the quick rows.
func fullRows() []row {
	return joined(quickRows(), productOf([]int{10, 100, 1000, 5000}, []int{1, 50}, []time.Duration{0, requestLatency}, []bool{false, true}, most))
}

// productOf is every combination of these that has no more than so many jobs.
func productOf(sizes, jobs []int, latencies []time.Duration, hidden []bool, most int) []row {
	var rows []row
	for _, latency := range latencies {
		for _, h := range hidden {
			for _, j := range jobs {
				for _, n := range sizes {
					if n*j <= most {
						rows = append(rows, row{Pipelines: n, Jobs: j, Hidden: h, Latency: latency, scenarios: allScenarios})
					}
				}
			}
		}
	}
	return rows
}

// joined is both, with the scenarios of a set that is in both put together.
func joined(first, second []row) []row {
	all := slices.Clone(first)
	for _, r := range second {
		if n := slices.IndexFunc(all, r.same); n >= 0 {
			all[n].scenarios = merged(all[n].scenarios, r.scenarios)
		} else {
			all = append(all, r)
		}
	}
	slices.SortStableFunc(all, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.Latency, b.Latency), cmp.Compare(a.Jobs, b.Jobs), cmp.Compare(a.Pipelines, b.Pipelines))
	})
	return all
}

func merged(a, b []scenario) []scenario {
	return slices.DeleteFunc(slices.Clone(allScenarios), func(s scenario) bool { return !slices.Contains(a, s) && !slices.Contains(b, s) })
}

// same says whether both are the same pipelines, whatever is measured with them.
func (r row) same(other row) bool {
	return r.Pipelines == other.Pipelines && r.Jobs == other.Jobs && r.Hidden == other.Hidden && r.Latency == other.Latency && r.Bulk == other.Bulk
}

// measures says whether a scenario is asked for.
func (r row) measures(s scenario) bool { return slices.Contains(r.scenarios, s) }

// only leaves of a row's scenarios these; none stands for all.
func (r row) only(chosen []scenario) row {
	if len(chosen) > 0 {
		r.scenarios = slices.DeleteFunc(slices.Clone(r.scenarios), func(s scenario) bool { return !slices.Contains(chosen, s) })
	}
	return r
}
