// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// target is a figure that must not exceed a limit. Wherever possible, it is a ratio to another figure of the same run.
type target struct {
	name   string
	format string
	limit  float64
	figure func(results) float64 // 0 or NaN if it was not measured
}

var targets = []target{
	{"requests per pipeline: refresh", "%.2f", 1, worst(`ms: (refresh|plan)`, row.requests)},
	{"requests per pipeline: refresh with 3 hidden jobs", "%.2f", 1 + 3, worst(`3 jobs.*hidden: (refresh|plan)`, row.requests)},
	{"requests per pipeline: refresh with 50 hidden jobs", "%.2f", 1 + 50, worst(`50 jobs.*hidden: (refresh|plan)`, row.requests)},
	// Plan and apply each request the list of all pipelines once, to look for names that are taken.
	{"requests per pipeline: create of 100", "%.2f", 2.02, worst(`^100 .* ms: create`, row.requests)},
	{"requests per pipeline: destroy, including its refresh", "%.2f", 2, worst(`ms: destroy`, row.requests)},
	{"requests per changed pipeline: update", "%.2f", 2, worst(`ms: apply 10 %`, row.requests)},
	{"requests per pipeline: refresh of 1,000 with bulk_refresh", "%.3f", 0.001, worst(`^1000 .*bulk_refresh: refresh`, row.requests)},
	{"refresh of 1,000 at 50 ms, to idle + 1,000 × 50 ms / 10", "%.2f", 1.05, func(r results) float64 {
		refresh := r.find("1000 × 1 jobs, 50 ms, idle: refresh")
		return refresh.Wall / (refresh.Idle + 1000*far.Seconds()/10) // the CLI reads 10 at the same time
	}},
	{"refresh of 1 × 50 hidden jobs, in latencies", "%.2f", 8, func(r results) float64 {
		return r.between("1 × 50 jobs, 0 ms, hidden: refresh", "1 × 50 jobs, 50 ms, hidden: refresh") / far.Seconds()
	}},
	{"plan of 1,000 × 1 job, to idle", "%.2f", 1.15, worst(`^1000 × 1 jobs, 0 ms, idle: plan$`, row.toIdle)},
	{"plan of 1,000 × 1 job, to control", "%.2f", 1.05, worst(`^1000 × 1 jobs, 0 ms, idle: plan$`, row.ratio)},
	{"plan of 1,000 × 3 jobs, to control", "%.2f", 1.5, worst(`^1000 × 3 jobs, 0 ms: plan$`, row.ratio)},
	{"refresh of 1,000 with bulk_refresh at 50 ms, to control", "%.2f", 1.2, worst(`^1000 .*bulk_refresh: refresh`, row.ratio)},
	{"plan: time per pipeline of 5,000, to that of 500", "%.2f", 1.2, func(r results) float64 {
		return r.find("5000 × 1 jobs, 0 ms: plan").Wall / 5000 / (r.find("500 × 1 jobs, 0 ms: plan").Wall / 500)
	}},
	{"peak memory of the provider at 1,000", "%.0f MB", 60, worst(`^1000 × 1 jobs, 0 ms, idle: plan$`, row.megabytes)},
	{"peak memory of the provider at 5,000", "%.0f MB", 200, worst(`^5000 `, row.megabytes)},
	{"handshake", "%.4f s", 0.02, worst(`^handshake`, row.wall)},
	{"providers schema -json, to control", "%.2f", 2.5, worst(`: schema`, row.ratio)},
	{"size of the executable", "%.1f MB", 21, worst(`^executable`, row.megabytes)},
	// The first second's requests pass at once.
	{"plan of 400 at 40 requests a second, to 10 s", "%.2f", 1.25, func(r results) float64 {
		return r.find("400 × 1 jobs, 0 ms, 40 requests a second: plan").Wall / 10
	}},
	{"plan of 300 at 5 requests a second, to 59 s", "%.2f", 1.05, func(r results) float64 {
		return r.find("300 × 1 jobs, 0 ms, 5 requests a second: plan").Wall / 59
	}},
	{"requests per pipeline: plan at 5 requests a second", "%.2f", 1.1, worst(` 5 requests a second`, row.requests)},
	{"what one 503 adds to a plan", "%.2f s", 2, func(r results) float64 {
		return r.between("20 × 1 jobs, 0 ms: plan", "20 × 1 jobs, 0 ms, one 503: plan")
	}},
	{"what one pipeline that is gone adds to a plan", "%.2f s", 0.1, func(r results) float64 {
		return r.between("20 × 1 jobs, 0 ms: plan", "20 × 1 jobs, 0 ms, one gone: plan")
	}},
}

// between returns the difference in time between two rows, or NaN.
func (r results) between(first, second string) float64 {
	a, b := r.find(first), r.find(second)
	if a.Wall == 0 || b.Wall == 0 {
		return math.NaN()
	}
	return b.Wall - a.Wall
}

func (r row) requests() float64  { return r.Requests }
func (r row) wall() float64      { return r.Wall }
func (r row) ratio() float64     { return r.Wall / r.Control }
func (r row) toIdle() float64    { return r.Wall / r.Idle }
func (r row) megabytes() float64 { return r.Bytes / 1e6 }

// worst returns the largest figure of the rows whose name matches.
func worst(pattern string, figure func(row) float64) func(results) float64 {
	name := regexp.MustCompile(pattern)
	return func(r results) float64 {
		largest := math.NaN()
		for _, row := range r.Rows {
			if f := figure(row); name.MatchString(row.Name) && (math.IsNaN(largest) || f > largest) {
				largest = f
			}
		}
		return largest
	}
}

// report writes the results as Markdown, with the ratios to old results if there are any. It returns the number of
// missed targets.
func (r results) report(w io.Writer, old results) (missed int, err error) {
	fmt.Fprintf(w, "Measured on %s: %s.\n", r.Time.Format(time.DateOnly), r.Machine)
	verdicts := [][]string{{"target", "figure", "limit", ""}}
	for _, t := range targets {
		figure, verdict := t.figure(r), "ok"
		switch {
		case figure == 0 || math.IsNaN(figure):
			verdict = "not measured"
		case figure > t.limit:
			verdict = "**missed**"
			missed++
		}
		verdicts = append(verdicts, []string{t.name, number(t.format, figure), number(t.format, t.limit), verdict})
	}
	if err := table(w, verdicts); err != nil {
		return missed, err
	}

	head := []string{"requests", "wall", "control", "ratio", "idle", "provider CPU", "CLI CPU", "control CPU", "peak or size"}
	figures := [][]string{append([]string{"pipelines × jobs, latency: operation"}, head...)}
	ratios := [][]string{append([]string{"ratio to " + old.Time.Format(time.DateTime)}, head...)}
	for _, row := range r.Rows {
		cells, compared := []string{row.Name}, []string{row.Name}
		was := old.find(row.Name).figures()
		for i, figure := range row.figures() {
			cells = append(cells, number([]string{"%.2f", "%.3f s", "%.3f s", "%.2f", "%.3f s", "%.2f s", "%.2f s", "%.2f s", "%.1f MB"}[i], figure))
			compared = append(compared, number("%.2f", figure/was[i]))
		}
		figures, ratios = append(figures, cells), append(ratios, compared)
	}
	if err := table(w, figures); err != nil || len(old.Rows) == 0 {
		return missed, err
	}
	return missed, table(w, ratios)
}

// figures returns the columns of the report.
func (r row) figures() [9]float64 {
	return [9]float64{
		r.Requests, r.Wall, r.Control, r.ratio(), r.Idle, r.ProviderCPU, r.CLICPU, r.ControlCPU, r.megabytes(),
	}
}

// table writes a table in Markdown, whose columns are also aligned for reading it as it is.
func table(w io.Writer, rows [][]string) error {
	fmt.Fprintln(w)
	line := append([]string{"---"}, slices.Repeat([]string{"---:"}, len(rows[0])-1)...)
	aligned := tabwriter.NewWriter(w, 0, 0, 0, ' ', 0)
	for _, cells := range slices.Insert(rows, 1, line) {
		fmt.Fprintf(aligned, "| %s\t |\n", strings.Join(cells, "\t | "))
	}
	return aligned.Flush()
}

// number formats a figure, or returns a dash if it was not measured.
func number(format string, figure float64) string {
	if figure == 0 || math.IsNaN(figure) || math.IsInf(figure, 0) {
		return "-"
	}
	return fmt.Sprintf(format, figure)
}
