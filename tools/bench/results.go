// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// results are all that one run of the benchmark has found. Times are in seconds and sizes in bytes.
type results struct {
	Machine machine       `json:"machine"`
	Rows    []measurement `json:"rows"`
	Plain   plain         `json:"plain"`
	Start   *startUp      `json:"start_up,omitempty"`
	Limits  []limited     `json:"limits,omitempty"`
	Targets []verdict     `json:"targets"`
}

// measurement is one scenario with one row's pipelines: medians of its runs, and the largest memory.
type measurement struct {
	row

	Scenario scenario `json:"scenario"`
	Runs     int      `json:"runs"`
	Requests int      `json:"requests"`
	TooMany  int      `json:"too_many_requests"`

	Wall        float64 `json:"wall_s"`
	CLI         float64 `json:"cli_cpu_s"`
	Provider    float64 `json:"provider_cpu_s"`
	Peak        int64   `json:"provider_peak_bytes"`
	ControlWall float64 `json:"control_wall_s"`
	ControlCPU  float64 `json:"control_cpu_s"`
	// IdleWall is with a provider that does nothing, 0 where that makes no sense.
	IdleWall float64 `json:"idle_wall_s,omitempty"`

	costs, controls, idles []cost
}

// plain is a plan of as many terraform_data that hold next to nothing.
type plain struct {
	Pipelines int     `json:"pipelines"`
	Wall      float64 `json:"wall_s"`
}

// add takes in one run.
func (m *measurement) add(p, control cost, t Tally) {
	m.costs, m.controls = append(m.costs, p), append(m.controls, control)
	m.Requests, m.TooMany = max(m.Requests, t.Requests), max(m.TooMany, t.TooMany)
}

// settled has the medians.
func (m *measurement) settled() measurement {
	m.Runs = len(m.costs)
	m.Wall = medianOf(m.costs, func(c cost) time.Duration { return c.Wall })
	m.CLI = medianOf(m.costs, func(c cost) time.Duration { return c.CLI })
	m.Provider = medianOf(m.costs, func(c cost) time.Duration { return c.Provider })
	m.ControlWall = medianOf(m.controls, func(c cost) time.Duration { return c.Wall })
	m.ControlCPU = medianOf(m.controls, func(c cost) time.Duration { return c.CLI })
	m.IdleWall = medianOf(m.idles, func(c cost) time.Duration { return c.Wall })
	for _, c := range m.costs {
		m.Peak = max(m.Peak, c.Peak)
	}
	return *m
}

func medianOf(costs []cost, of func(cost) time.Duration) float64 {
	all := make([]time.Duration, len(costs))
	for n, c := range costs {
		all[n] = of(c)
	}
	return median(all).Seconds()
}

// each is how many pipelines the scenario is about: the apply of a tenth is about a tenth.
func (m measurement) each() int {
	if m.Scenario == update {
		return changedOf(m.Pipelines)
	}
	return m.Pipelines
}

// perPipeline is the number of requests for each pipeline that the scenario is about.
func (m measurement) perPipeline() float64 { return float64(m.Requests) / float64(m.each()) }

// ratio is the wall time as a multiple of the control's.
func (m measurement) ratio() float64 { return m.Wall / m.ControlWall }

// String names a row.
func (r row) String() string {
	return fmt.Sprintf("%d × %s, %s, %d ms%s", r.Pipelines, jobsText(r.Jobs), r.details(), r.Latency.Milliseconds(), map[bool]string{true: ", bulk_refresh"}[r.Bulk])
}

func jobsText(n int) string {
	if n == 1 {
		return "1 job"
	}
	return fmt.Sprintf("%d jobs", n)
}

// details is whether the platform shows the details of jobs.
func (r row) details() string {
	if r.Hidden {
		return "hidden"
	}
	return "shown"
}

// find gives what was measured of a scenario.
func (r results) find(s scenario, of row) (measurement, bool) {
	n := slices.IndexFunc(r.Rows, func(m measurement) bool { return m.Scenario == s && m.same(of) })
	if n < 0 {
		return measurement{}, false
	}
	return r.Rows[n], true
}

// load reads what save has written.
func load(name string) (r results, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}

// save writes them, into a folder that it makes where there is none.
func (r results) save(name string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
		return err
	}
	return os.WriteFile(name, append(text, '\n'), 0o600)
}
