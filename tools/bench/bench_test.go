// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMain makes the test binary the platform where the benchmark starts it as one.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == platformCommand {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// invented are results as a run would have them in which everything takes as long as it should.
func invented(rows []row) results {
	r := results{Machine: machine{CPU: "an <imagined> one", Cores: 2, Time: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}, Plain: plain{1000, 1}}
	for _, row := range rows {
		for _, s := range row.scenarios {
			m := measurement{row: row, Scenario: s}
			requests := map[scenario]int{create: 2, destroy: 2, update: 2}[s]
			if requests == 0 {
				requests = 1
			}
			if row.Hidden {
				requests += row.Jobs
			}
			requests *= m.each()
			if row.Bulk {
				requests = 1
			}
			took := time.Duration(row.Pipelines) * time.Millisecond
			m.add(cost{Wall: took, CLI: took / 2, Provider: took / 4, Peak: 1e6 + int64(row.Pipelines)}, cost{Wall: took, CLI: took / 2}, Tally{Requests: requests})
			r.Rows = append(r.Rows, m.settled())
		}
	}
	same := start{Bytes: 1e7, Handshake: 0.004, Schema: 0.07}
	r.Start = &startUp{Provider: same, Empty: same, Meter: 0.006}
	for _, name := range []string{fortyASecond, fiveASecond, oneFailure, oneGone} {
		r.Limits = append(r.Limits, limited{Name: name, Pipelines: 10, Wall: 10, Floor: 10, Tally: Tally{Requests: 11, Good: 10, TooMany: 1}})
	}
	r.Targets = judge(r)
	return r
}

func TestBothSetsMeasureWhatEveryTargetAsksAbout(t *testing.T) {
	for name, rows := range map[string][]row{"quick": quickRows(), "full": fullRows()} {
		for _, v := range invented(rows).Targets {
			if !v.Measured || !v.OK() {
				t.Errorf("%s set: %s: %s", name, v.Name, v)
			}
		}
		for i, r := range rows {
			if slices.ContainsFunc(rows[:i], r.same) {
				t.Errorf("%s set: %s is in it twice", name, r)
			}
		}
	}
	for _, want := range []row{{Pipelines: 5000, Jobs: 1, Hidden: true, Latency: requestLatency}, {Pipelines: 100, Jobs: 50}} {
		if n := slices.IndexFunc(fullRows(), want.same); n < 0 || len(fullRows()[n].scenarios) != len(allScenarios) {
			t.Errorf("the full set has not all of %s", want)
		}
	}
}

func TestATargetThatIsMissedIsSaid(t *testing.T) {
	r := invented(quickRows())
	for n := range r.Rows {
		if r.Rows[n].Scenario == create && r.Rows[n].Pipelines == 100 {
			r.Rows[n].Requests++
		}
		if r.Rows[n].Pipelines == 5000 {
			r.Rows[n].Peak = 201e6
		}
	}
	want := []string{"requests of a create, for each pipeline, all shown", "peak memory of the provider at 5,000"}
	if diff := cmp.Diff(want, missed(judge(r))); diff != "" {
		t.Error(diff)
	}
	r.Rows, r.Start, r.Limits = nil, nil, nil
	for _, v := range judge(r) {
		if v.Measured || v.String() != "not measured" {
			t.Errorf("%s: %s", v.Name, v)
		}
	}
}

func TestMedian(t *testing.T) {
	for want, all := range map[time.Duration][]time.Duration{0: nil, 3: {3}, 4: {6, 2}, 5: {9, 5, 1}} {
		if got := median(all); got != want {
			t.Errorf("median of %v is %d", all, got)
		}
	}
	m := measurement{row: row{Pipelines: 25}, Scenario: update}
	for _, wall := range []time.Duration{3 * time.Second, time.Second, 2 * time.Second} {
		m.add(cost{Wall: wall, Peak: int64(wall)}, cost{Wall: 2 * wall}, Tally{Requests: 6})
	}
	m = m.settled()
	if m.Wall != 2 || m.ControlWall != 4 || m.Peak != 3e9 || m.Runs != 3 || m.perPipeline() != 2 {
		t.Errorf("%+v", m)
	}
}

func TestUsageIsSummedUpAndMemoryIsThePeak(t *testing.T) {
	file := filepath.Join(t.TempDir(), "usage")
	if _, _, err := readUsage(file); err == nil {
		t.Error("a provider that did not run has cost something")
	}
	if err := os.WriteFile(file, []byte("{\"cpu_ns\":5,\"peak_bytes\":70}\n{\"cpu_ns\":6,\"peak_bytes\":60}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if cpu, peak, err := readUsage(file); cpu != 11 || peak != 70 || err != nil {
		t.Error(cpu, peak, err)
	}
}

func TestControlHoldsTheSameValues(t *testing.T) {
	r := row{Pipelines: 7, Jobs: 3}
	same := fmt.Sprintf(values, r.Jobs)
	for name, text := range map[string]string{"pipelines": pipelinesText(r), "control": controlText(r)} {
		if !strings.Contains(text, same) || !strings.Contains(text, "count = 7\n") || strings.Contains(text, "%!") {
			t.Errorf("%s: %s", name, text)
		}
	}
	r.Bulk = true
	if !strings.Contains(pipelinesText(r), "bulk_refresh = true") {
		t.Error("bulk_refresh is not on")
	}
}

func TestCommandLine(t *testing.T) {
	for name, tc := range map[string]struct {
		args   string
		rows   int
		limits bool
		says   string
	}{
		"nothing":               {"", len(quickRows()), true, ""},
		"full":                  {"-full", len(fullRows()), true, ""},
		"sizes":                 {"-sizes 10,20", 2, false, ""},
		"a product":             {"-sizes 10,20 -jobs 1,3 -latency 0s,50ms -details shown,hidden", 16, false, ""},
		"sizes and limits":      {"-sizes 10 -limits 503", 1, true, ""},
		"no limits":             {"-limits none", len(quickRows()), false, ""},
		"one scenario":          {"-scenarios adopt", 2, true, ""},
		"a scenario like no":    {"-scenarios eat", 0, false, `there are ["create"`},
		"a size like no":        {"-sizes 1,x", 0, false, "invalid syntax"},
		"no pipelines":          {"-sizes 0", 0, false, "-sizes and -jobs must be 1 or more"},
		"no runs":               {"-runs 0", 0, false, "-runs must be"},
		"details that are both": {"-details both", 0, false, "there are shown and hidden"},
		"no regexp":             {"-limits (", 0, false, "missing closing"},
		"an argument":           {"fast", 0, false, `unexpected argument "fast"`},
	} {
		t.Run(name, func(t *testing.T) {
			var stderr strings.Builder
			c, err := parse(strings.Fields(tc.args), &stderr)
			if (err != nil) != (tc.says != "") || !strings.Contains(stderr.String(), tc.says) {
				t.Fatalf("%v, said %s", err, &stderr)
			}
			if err == nil && (len(c.rows) != tc.rows || (c.limits != nil) != tc.limits) {
				t.Errorf("%d rows, limits %v", len(c.rows), c.limits)
			}
		})
	}
}

func TestChartsAreWholeXMLAndKeepWithinTheirBounds(t *testing.T) {
	r := invented(quickRows())
	charts := r.charts()
	if len(charts) != 3 {
		t.Fatalf("%d charts", len(charts))
	}
	for _, c := range charts {
		text := c.svg(r.Machine.String(), r.Machine.Time)
		decoder := xml.NewDecoder(strings.NewReader(text))
		lines := 0
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", c.file, err)
			}
			if element, ok := token.(xml.StartElement); ok && element.Name.Local == "polyline" {
				lines++
			}
		}
		if lines == 0 || strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
			t.Errorf("%s: %s", c.file, text)
		}
		for _, curve := range c.curves {
			for _, p := range curve.points {
				x, y := axisOf(c.all(), func(p point) float64 { return p.x }).share(p.x), axisOf(c.all(), func(p point) float64 { return p.y }).share(p.y)
				if x < 0 || x > 1 || y < 0 || y > 1 {
					t.Errorf("%s: %v lies at %g, %g", c.file, p, x, y)
				}
			}
		}
	}
	if charts := (results{}).charts(); len(charts) > 0 {
		t.Errorf("nothing was measured, and %d charts are drawn", len(charts))
	}
}

func TestResultsGoIntoThePageAndBack(t *testing.T) {
	folder := t.TempDir()
	page := filepath.Join(folder, "guides", "speed.md")
	template, err := os.ReadFile(filepath.Join("..", "..", "templates", "guides", "speed.md"))
	if err := errors.Join(err, os.Mkdir(filepath.Dir(page), 0o700)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(page, template, 0o600); err != nil {
		t.Fatal(err)
	}
	r := invented(quickRows())
	saved := filepath.Join(folder, "results.json")
	if err := r.save(saved); err != nil {
		t.Fatal(err)
	}
	var first string
	for range 2 { // the second time it finds what the first has written
		var stdout, stderr strings.Builder
		args := []string{"-from", saved, "-out", filepath.Join(folder, "out"), "-publish", "-page", page, "-check"}
		if code := run(t.Context(), args, nil, &stdout, &stderr); code != 0 {
			t.Fatalf("exit code %d: %s", code, &stderr)
		}
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if first != "" && first != string(text) {
			t.Error("the page has changed")
		}
		first = string(text)
		for line := range strings.SplitSeq(stdout.String(), "\n") {
			if len([]rune(line)) > 120 {
				t.Errorf("a line of %d characters: %s", len([]rune(line)), line)
			}
		}
	}
	for _, words := range []string{"(../images/speed-time.svg)", "peak memory of the provider at 5,000 | 1 MB | 200 MB | ok", "| 1000 | 3 | shown |"} {
		if !strings.Contains(first, words) {
			t.Errorf("the page does not say %q:\n%s", words, first)
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "images", "speed-time.svg")); err != nil {
		t.Error(err)
	}
	if _, err := withResults("no place", ""); err == nil {
		t.Error("results went into a page that has no place for them")
	}
}
