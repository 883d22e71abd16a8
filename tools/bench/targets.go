// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"math"
	"slices"
)

// target is what is to be reached, computed from the results of one run.
type target struct {
	name string
	// unit is that of figure and limit: "", "s", "MB" or "requests".
	unit string
	// of gives the figure and the limit, and false where what it asks about was not measured.
	of func(results) (figure, limit float64, ok bool)
}

// verdict is a target and what became of it.
type verdict struct {
	Name     string  `json:"name"`
	Unit     string  `json:"unit,omitempty"`
	Figure   float64 `json:"figure"`
	Limit    float64 `json:"limit"`
	Measured bool    `json:"measured"`
}

// OK says whether it is reached, or at least not missed.
func (v verdict) OK() bool { return !v.Measured || v.Figure <= v.Limit }

// targets are all of them. A limit is a ratio to what was measured in the same run, wherever it can be one.
var targets = []target{
	{"requests of a refresh, for each pipeline, all shown", "requests", worst(func(m measurement) (float64, float64, bool) {
		return m.perPipeline(), 1, m.reads() && !m.Hidden && !m.Bulk
	})},
	{"requests of a refresh, for each pipeline, jobs hidden, less one a job", "requests", worst(func(m measurement) (float64, float64, bool) {
		return m.perPipeline() - float64(m.Jobs), 1, m.reads() && m.Hidden
	})},
	{"requests of a create, for each pipeline, all shown", "requests", worst(func(m measurement) (float64, float64, bool) {
		return m.perPipeline(), 2, m.Scenario == create && !m.Hidden
	})},
	{"requests of a destroy, for each pipeline, its refresh included", "requests", worst(func(m measurement) (float64, float64, bool) {
		return m.perPipeline(), 2, m.Scenario == destroy && !m.Hidden
	})},
	{"requests of an update, for each pipeline that changes in one way", "requests", worst(func(m measurement) (float64, float64, bool) {
		return m.perPipeline(), 2, m.Scenario == update && !m.Hidden
	})},
	{"requests of a refresh of 1,000 with bulk_refresh", "requests", func(r results) (float64, float64, bool) {
		m, ok := r.find(refreshOnly, row{Pipelines: 1000, Jobs: 1, Latency: requestLatency, Bulk: true})
		return float64(m.Requests), 1, ok
	}},
	{"refresh of 1,000 at 50 ms, to 1.10 x (control + 1,000 x 50 ms / 10)", "s", func(r results) (float64, float64, bool) {
		m, ok := r.find(refreshOnly, row{Pipelines: 1000, Jobs: 1, Latency: requestLatency})
		return m.Wall, 1.10 * (m.ControlWall + floorOf(m.row)), ok
	}},
	{"refresh of one pipeline of 50 hidden jobs, in latencies", "", func(r results) (float64, float64, bool) {
		far, ok := r.find(refreshOnly, row{Pipelines: 1, Jobs: 50, Hidden: true, Latency: requestLatency})
		near, both := r.find(refreshOnly, row{Pipelines: 1, Jobs: 50, Hidden: true})
		return (far.Wall - near.Wall) / requestLatency.Seconds(), 8, ok && both
	}},
	{"plan of 1,000 of one job, to the control", "", ratioOf(row{Pipelines: 1000, Jobs: 1}, unchanged, 1.0)},
	{"plan of 1,000 of three jobs, to the control", "", ratioOf(row{Pipelines: 1000, Jobs: 3}, unchanged, 1.5)},
	{"refresh of 1,000 with bulk_refresh at 50 ms, to the control", "", ratioOf(row{Pipelines: 1000, Jobs: 1, Latency: requestLatency, Bulk: true}, refreshOnly, 1.2)},
	{"time a pipeline of a plan of 5,000, to that of 500", "", func(r results) (float64, float64, bool) {
		large, ok := r.find(unchanged, row{Pipelines: 5000, Jobs: 1})
		small, both := r.find(unchanged, row{Pipelines: 500, Jobs: 1})
		return large.Wall / 5000 / (small.Wall / 500), 1.2, ok && both
	}},
	{"peak memory of the provider at 5,000", "MB", worst(func(m measurement) (float64, float64, bool) {
		return float64(m.Peak) / 1e6, 200, m.Pipelines == 5000 && m.Peak > 0
	})},
	{"handshake, to the empty provider's", "", startOf(func(s start) float64 { return s.Handshake })},
	{"providers schema -json, to the empty provider's", "", startOf(func(s start) float64 { return s.Schema })},
	{"binary, to the empty provider's", "", startOf(func(s start) float64 { return float64(s.Bytes) })},
	{"refresh of 400 at 40 requests a second, to the floor", "", limitOf(fortyASecond, func(l limited) (float64, float64) { return l.Wall / l.Floor, 1.25 })},
	{"refresh of 300 at 5 requests a second, to the floor", "", limitOf(fiveASecond, func(l limited) (float64, float64) { return l.Wall / l.Floor, 1.05 })},
	{"429 for each success at 5 requests a second", "", limitOf(fiveASecond, func(l limited) (float64, float64) { return float64(l.TooMany) / float64(l.Good), 0.1 })},
	{"what one 503 adds to a plan", "s", limitOf(oneFailure, func(l limited) (float64, float64) { return l.Wall - l.Floor, 2 })},
	{"what one pipeline that is gone adds to a plan", "s", limitOf(oneGone, func(l limited) (float64, float64) { return l.Wall - l.Floor, 0.1 })},
}

// judge gives what became of each target.
func judge(r results) []verdict {
	verdicts := make([]verdict, 0, len(targets))
	for _, t := range targets {
		v := verdict{Name: t.name, Unit: t.unit}
		if v.Figure, v.Limit, v.Measured = t.of(r); !v.Measured || math.IsNaN(v.Figure) {
			v.Figure, v.Limit, v.Measured = 0, 0, false
		}
		verdicts = append(verdicts, v)
	}
	return verdicts
}

// missed are the names of those that are not reached.
func missed(verdicts []verdict) []string {
	var names []string
	for _, v := range verdicts {
		if !v.OK() {
			names = append(names, v.Name)
		}
	}
	return names
}

// reads says whether a scenario reads every pipeline once and does no more.
func (m measurement) reads() bool {
	return slices.Contains([]scenario{refreshOnly, unchanged, changing}, m.Scenario)
}

// parallelism is how many resources the CLI reads at a time.
const parallelism = 10

// floorOf is how long a row's requests take at least, one for each pipeline.
func floorOf(r row) float64 { return float64(r.Pipelines) * r.Latency.Seconds() / parallelism }

// worst is of the measurement that is nearest to its limit or furthest beyond.
func worst(of func(measurement) (figure, limit float64, ok bool)) func(results) (float64, float64, bool) {
	return func(r results) (figure, limit float64, ok bool) {
		for _, m := range r.Rows {
			if f, l, is := of(m); is && (!ok || f-l > figure-limit) {
				figure, limit, ok = f, l, true
			}
		}
		return figure, limit, ok
	}
}

func ratioOf(of row, s scenario, limit float64) func(results) (float64, float64, bool) {
	return func(r results) (float64, float64, bool) {
		m, ok := r.find(s, of)
		return m.ratio(), limit, ok
	}
}

func startOf(of func(start) float64) func(results) (float64, float64, bool) {
	return func(r results) (float64, float64, bool) {
		if r.Start == nil {
			return 0, 0, false
		}
		return of(r.Start.Provider) / of(r.Start.Empty), 1.15, true
	}
}

func limitOf(name string, of func(limited) (figure, limit float64)) func(results) (float64, float64, bool) {
	return func(r results) (float64, float64, bool) {
		n := slices.IndexFunc(r.Limits, func(l limited) bool { return l.Name == name })
		if n < 0 {
			return 0, 0, false
		}
		figure, limit := of(r.Limits[n])
		return figure, limit, true
	}
}

// String is the verdict in a line without its name.
func (v verdict) String() string {
	if !v.Measured {
		return "not measured"
	}
	word := "ok"
	if !v.OK() {
		word = "MISSED"
	}
	return fmt.Sprintf("%-6s  %s, limit %s", word, amount(v.Figure, v.Unit), amount(v.Limit, v.Unit))
}

// amount is a figure with its unit.
func amount(figure float64, unit string) string {
	switch unit {
	case "s":
		return fmt.Sprintf("%.2f s", figure)
	case "MB":
		return fmt.Sprintf("%.0f MB", figure)
	}
	return fmt.Sprintf("%.2f", figure)
}
