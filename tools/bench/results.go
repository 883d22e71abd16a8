// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// results are what a run of the benchmark measured.
type results struct {
	Machine string    `json:"machine"`
	Time    time.Time `json:"time"`
	Rows    []row     `json:"rows"`
}

// row is what one operation took. A figure that does not apply is 0.
type row struct {
	Name string `json:"name"`
	// Requests is the number of requests per pipeline that the operation is about.
	Requests float64 `json:"requests,omitempty"`
	// Wall is the time of the command, and Control that of the control, in seconds.
	Wall    float64 `json:"wall_s,omitempty"`
	Control float64 `json:"control_wall_s,omitempty"`
	// Idle is the time with the idle provider, in seconds.
	Idle float64 `json:"idle_wall_s,omitempty"`
	// ProviderCPU and CLICPU are CPU times of the processes of the command, and ControlCPU that of the control.
	ProviderCPU float64 `json:"provider_cpu_s,omitempty"`
	CLICPU      float64 `json:"cli_cpu_s,omitempty"`
	ControlCPU  float64 `json:"control_cpu_s,omitempty"`
	// Bytes is the peak memory of the provider, or the size of its executable.
	Bytes float64 `json:"bytes,omitempty"`
}

// newRow returns the medians of the costs, and the largest peak memory.
func newRow(name string, costs, controls, idles []cost) row {
	wall, cli := func(c cost) float64 { return c.wall }, func(c cost) float64 { return c.cli }
	r := row{
		Name: name,
		Wall: median(costs, wall), Control: median(controls, wall), CLICPU: median(costs, cli), ControlCPU: median(controls, cli),
		Idle: median(idles, wall), ProviderCPU: median(costs, func(c cost) float64 { return c.provider }),
	}
	for _, c := range costs {
		r.Bytes = max(r.Bytes, c.peak)
	}
	return r
}

// median returns the median of a figure, or 0 if there are no costs.
func median(costs []cost, figure func(cost) float64) float64 {
	if len(costs) == 0 {
		return 0
	}
	figures := make([]float64, len(costs))
	for i, c := range costs {
		figures[i] = figure(c)
	}
	slices.Sort(figures)
	return (figures[(len(figures)-1)/2] + figures[len(figures)/2]) / 2
}

// find returns the row with a name, or the zero row.
func (r results) find(name string) row {
	for _, row := range r.Rows {
		if row.Name == name {
			return row
		}
	}
	return row{}
}

var modelName = regexp.MustCompile(`(?m)^model name\s*:\s*(.+)$`)

// machine describes what the benchmark runs on and with.
func machine(cli tfcli.CLI) string {
	cpu := "unknown CPU"
	text, _ := os.ReadFile("/proc/cpuinfo") // it exists on Linux only
	if match := modelName.FindSubmatch(text); match != nil {
		cpu = string(match[1])
	}
	return fmt.Sprintf("%s, %d cores, %s/%s, %s, %s %s",
		cpu, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), cli.Product, cli.Version)
}

// load reads a file of results.
func load(name string) (r results, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return r, err
	}
	return r, json.Unmarshal(text, &r)
}

// save writes a file of results.
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
