// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// columns of the table of measurements. Requests are for each pipeline; CPU is the provider's, the CLI's and the control's.
var columns = []string{"pipelines", "jobs", "details", "latency", "scenario", "requests", "wall", "control", "ratio", "idle", "CPU", "CLI", "control", "peak"}

// cells are those of one measurement.
func (m measurement) cells() []string {
	peak := "-"
	if m.Peak > 0 {
		peak = fmt.Sprintf("%.0f MB", float64(m.Peak)/1e6)
	}
	idle := "-"
	if m.IdleWall > 0 {
		idle = seconds(m.IdleWall)
	}
	details := m.details()
	if m.Bulk {
		details += ", bulk"
	}
	return []string{
		fmt.Sprint(m.Pipelines), fmt.Sprint(m.Jobs), details, fmt.Sprintf("%d ms", m.Latency.Milliseconds()), string(m.Scenario),
		fmt.Sprintf("%.2f", m.perPipeline()), seconds(m.Wall), seconds(m.ControlWall), fmt.Sprintf("%.2f", m.ratio()),
		idle, seconds(m.Provider), seconds(m.CLI), seconds(m.ControlCPU), peak,
	}
}

func seconds(s float64) string { return fmt.Sprintf("%.2f s", s) }

// others are the results that are not rows, each as a name and its figures.
func (r results) others() [][2]string {
	var lines [][2]string
	if r.Plain.Pipelines > 0 {
		lines = append(lines, [2]string{fmt.Sprintf("plan of %d terraform_data of one text each", r.Plain.Pipelines), seconds(r.Plain.Wall)})
	}
	if s := r.Start; s != nil {
		for _, p := range []struct {
			name string
			start
		}{{"the provider", s.Provider}, {"the empty provider", s.Empty}} {
			lines = append(lines, [2]string{p.name, fmt.Sprintf("handshake %.1f ms, providers schema -json %.0f ms, binary %.2f MB", 1e3*p.Handshake, 1e3*p.Schema, float64(p.Bytes)/1e6)})
		}
		lines = append(lines, [2]string{"the measuring itself", fmt.Sprintf("%.1f ms a start of the provider", 1e3*(s.Meter-s.Provider.Handshake))})
	}
	for _, l := range r.Limits {
		lines = append(lines, [2]string{
			fmt.Sprintf("plan of %d, %s", l.Pipelines, l.Name),
			fmt.Sprintf("%.2f s, without %.2f s; %d requests, %d × 429", l.Wall, l.Floor, l.Requests, l.TooMany),
		})
		if l.Name == fortyASecond || l.Name == fiveASecond {
			lines[len(lines)-1][1] = strings.Replace(lines[len(lines)-1][1], "without", "floor", 1)
		}
	}
	return lines
}

// print writes everything for a person.
func (r results) print(w io.Writer) error {
	fmt.Fprintf(w, "\n%s\n\n", r.Machine)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, strings.Join(columns, "\t"))
	for _, m := range r.Rows {
		fmt.Fprintln(table, strings.Join(m.cells(), "\t"))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	for _, line := range r.others() {
		fmt.Fprintf(table, "%s\t%s\n", line[0], line[1])
	}
	fmt.Fprintln(table)
	for _, v := range r.Targets {
		fmt.Fprintf(table, "%s\t%s\n", v.Name, v)
	}
	return table.Flush()
}
