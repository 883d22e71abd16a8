// SPDX-License-Identifier: MPL-2.0

package main

import (
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestAccBench_requests runs the CLI for every operation and kind of setup, and checks what does not depend on the
// machine.
func TestAccBench_requests(t *testing.T) {
	if testing.Short() {
		t.Skip("an acceptance test, which runs the CLI")
	}
	output := filepath.Join(t.TempDir(), "new", "results.json")
	o := options{runs: 1, output: output, selected: regexp.MustCompile("jobs"), experiments: []experiment{
		{setup{pipelines: 1, jobs: 1}, []string{"schema"}},
		{setup{pipelines: 11, jobs: 2, latency: time.Millisecond}, life},
		{setup{pipelines: 1, jobs: 3, hidden: true}, []string{"refresh"}},
		{setup{pipelines: 12, jobs: 1, bulk: true}, []string{"refresh", "plan 10 %", "apply 10 %"}},
		{setup{pipelines: 12, jobs: 1}, []string{"adopt"}},
		{setup{pipelines: 4, jobs: 1, idle: true}, []string{"refresh", "plan"}},
		{setup{pipelines: 3, jobs: 1, limit: 1}, []string{"plan"}},
		{setup{pipelines: 3, jobs: 1, unavailable: true}, []string{"plan"}},
		{setup{pipelines: 3, jobs: 1, gone: true}, []string{"plan"}},
	}}
	if err := o.execute(t.Context(), t.Output()); err != nil {
		t.Fatal(err)
	}

	r, err := load(output)
	if err != nil {
		t.Fatal(err)
	}
	for name, requests := range map[string]float64{
		"11 × 2 jobs, 1 ms: create":                   2 + 2.0/11, // and a list in the plan and in the apply
		"11 × 2 jobs, 1 ms: refresh":                  1,
		"11 × 2 jobs, 1 ms: plan":                     1,
		"11 × 2 jobs, 1 ms: plan 10 %":                1,
		"11 × 2 jobs, 1 ms: apply 10 %":               2,
		"11 × 2 jobs, 1 ms: destroy":                  2,
		"1 × 3 jobs, 0 ms, hidden: refresh":           1 + 3,
		"12 × 1 jobs, 0 ms, bulk_refresh: refresh":    1.0 / 12,
		"12 × 1 jobs, 0 ms, bulk_refresh: plan 10 %":  1.0 / 12,
		"12 × 1 jobs, 0 ms, bulk_refresh: apply 10 %": 2,
		"12 × 1 jobs, 0 ms: adopt":                    1,
		"3 × 1 jobs, 0 ms, one 503: plan":             4.0 / 3,
		"4 × 1 jobs, 0 ms, idle: plan":                1,
	} {
		got := r.find(name)
		if got.Requests != requests {
			t.Errorf("%s: got %v requests per pipeline, want %v", name, got.Requests, requests)
		}
		for i, figure := range got.figures() {
			idle := i == 4
			if figure <= 0 && (!idle || strings.Contains(name, "idle")) {
				t.Errorf("%s: got %v in column %d, want more than 0", name, figure, i)
			}
		}
	}
	for _, name := range []string{"3 × 1 jobs, 0 ms, 1 requests a second: plan", "3 × 1 jobs, 0 ms, one gone: plan"} {
		if got := r.find(name).Requests; got < 1 {
			t.Errorf("%s: got %v requests per pipeline, want at least 1", name, got)
		}
	}
	if got := r.find("handshake"); got.Wall <= 0 {
		t.Errorf("got handshake %+v", got)
	}
	if got := r.find("executable"); got.Bytes <= 0 {
		t.Errorf("got executable %+v", got)
	}
}

// perfect returns the results of a run of quick that misses no target.
func perfect() results {
	r := results{Rows: []row{{Name: "handshake", Wall: 0.001}, {Name: "executable", Bytes: 1e6}}}
	for _, e := range quick() {
		for _, operation := range e.operations {
			wall := float64(e.pipelines) / 1000
			row := row{Name: e.String() + ": " + operation, Requests: 1, Wall: wall, Control: wall, Idle: wall, Bytes: 1e6}
			switch {
			case e.bulk:
				row.Requests = 0.001
			case e.limit > 0:
				row.Wall = float64(e.pipelines-e.limit) / float64(e.limit)
			case e.unavailable || e.gone:
				row.Wall += 0.01
			case e.latency > 0:
				row.Wall += 0.01
			}
			r.Rows = append(r.Rows, row)
		}
	}
	return r
}

func TestReport_quickMeasuresAllTargets(t *testing.T) {
	var out strings.Builder
	if missed, err := perfect().report(&out, results{}); missed != 0 || err != nil {
		t.Errorf("got %d missed targets, %v, want 0", missed, err)
	}
	if got := strings.Count(out.String(), "| ok "); got != len(targets) {
		t.Errorf("got %d targets that are ok, want %d:\n%s", got, len(targets), &out)
	}
}

func TestReport_missedTargets(t *testing.T) {
	r := perfect()
	for i := range r.Rows {
		switch r.Rows[i].Name {
		case "100 × 1 jobs, 0 ms: create":
			r.Rows[i].Requests = 2.03
		case "5000 × 1 jobs, 0 ms: plan":
			r.Rows[i].Bytes = 201e6
		}
	}
	var out strings.Builder
	if missed, err := r.report(&out, results{}); missed != 2 || err != nil {
		t.Errorf("got %d missed targets, %v, want 2", missed, err)
	}
	for _, want := range []string{`requests per pipeline: create of 100 +\| 2.03 .*\*\*missed`, `at 5,000 +\| 201 MB .*\*\*missed`} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("got no %q in\n%s", want, &out)
		}
	}
}

func TestReport_notMeasured(t *testing.T) {
	var out strings.Builder
	if missed, err := (results{}).report(&out, results{}); missed != 0 || err != nil {
		t.Errorf("got %d missed targets, %v, want 0", missed, err)
	}
	if got := strings.Count(out.String(), "not measured"); got != len(targets) {
		t.Errorf("got %d targets that are not measured, want %d", got, len(targets))
	}
}

func TestExecute_compareAndCheck(t *testing.T) {
	dir := t.TempDir()
	old, slower := perfect(), perfect()
	for i := range slower.Rows {
		slower.Rows[i].Wall *= 1.5
	}
	o := options{from: filepath.Join(dir, "slower.json"), compare: filepath.Join(dir, "old.json")}
	for name, r := range map[string]results{o.from: slower, o.compare: old} {
		if err := r.save(name); err != nil {
			t.Fatal(err)
		}
	}

	var out strings.Builder
	if err := o.execute(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	if want := `10 × 1 jobs, 0 ms: plan +\| 1.00 +\| 1.50 +\| 1.00 +\| 1.50 +\| 1.00 +\| - `; !regexp.MustCompile(want).MatchString(out.String()) {
		t.Errorf("got no %q in\n%s", want, &out)
	}
	o.check = true
	if err := o.execute(t.Context(), &out); err == nil || !strings.Contains(err.Error(), "targets are missed") {
		t.Errorf("got %v, want that targets are missed", err)
	}
}

func TestNewRow_medians(t *testing.T) {
	costs := []cost{{wall: 9, peak: 1}, {wall: 5, peak: 3}, {wall: 1, peak: 2}}
	got := newRow("x", costs, []cost{{wall: 6}, {wall: 2}}, []cost{{wall: 7}})
	if want := (row{Name: "x", Wall: 5, Control: 4, Idle: 7, Bytes: 3}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestConfig_controlHasSameValues(t *testing.T) {
	s := setup{pipelines: 7, jobs: 3, bulk: true}
	want := fmt.Sprintf(values, 3)
	for _, got := range []string{s.subjectConfig(), s.controlConfig()} {
		if !strings.Contains(got, want) || !strings.Contains(got, "count = 7\n") || strings.Contains(got, "%!") {
			t.Errorf("got %s", got)
		}
	}
	if !strings.Contains(s.subjectConfig(), "bulk_refresh = true") {
		t.Error("got no bulk_refresh")
	}
}

func TestParse_experiments(t *testing.T) {
	for args, want := range map[string]int{"": len(quick()), "-full": len(quick()) + 4*6, "-sizes 50,200": 4 * 2} {
		o := parse(flag.NewFlagSet("", flag.ContinueOnError), strings.Fields(args))
		if len(o.experiments) != want {
			t.Errorf("%s: got %d experiments, want %d", args, len(o.experiments), want)
		}
	}
}
