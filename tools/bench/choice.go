// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// choice is what the command line asks for.
type choice struct {
	rows           []row
	runs, plain    int
	start          bool
	limits         *regexp.Regexp // nil: none
	profiles       string
	from, out      string
	page           string
	check, publish bool
}

// parse reads the command line. Any of the sizes, jobs, latencies and details makes a set of its own, of every combination.
func parse(args []string, stderr io.Writer) (c choice, err error) {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	quick := f.Bool("quick", true, "what the targets ask about")
	full := f.Bool("full", false, "every size, number of jobs and latency")
	sizes, jobs, latencies, hidden := []int{100}, []int{1}, []time.Duration{0}, []bool{false}
	own := false
	listVar(f, "sizes", "`numbers` of pipelines, 10,100,1000", &sizes, &own, strconv.Atoi)
	listVar(f, "jobs", "`numbers` of jobs of a pipeline, 1,50", &jobs, &own, strconv.Atoi)
	listVar(f, "latency", "`times` that the platform waits before it answers, 0s,50ms", &latencies, &own, time.ParseDuration)
	listVar(f, "details", "whether the platform's answer has the details of jobs: `shown`, hidden", &hidden, &own, parseDetails)
	var chosen []scenario
	listVar(f, "scenarios", fmt.Sprintf("only these `names` of %q", allScenarios), &chosen, new(bool), parseScenario)
	limits := f.String("limits", "", "only these of the plans under a limit, as a `regexp`; \"none\" for none. Without it all, unless there are -sizes and the like")
	f.IntVar(&c.runs, "runs", 3, "how often what is short is run")
	f.StringVar(&c.profiles, "cpuprofile", "", "write CPU profiles of the provider into this `folder`, and measure that provider; read them with go tool pprof")
	f.StringVar(&c.from, "from", "", "do not measure, but take this `file` of results")
	f.StringVar(&c.out, "out", "bin/bench", "`folder` for results.json and the curves")
	f.StringVar(&c.page, "page", "templates/guides/speed.md", "the `file` that -publish writes into")
	f.BoolVar(&c.check, "check", false, "leave with 1 when a target is missed")
	f.BoolVar(&c.publish, "publish", false, "write results and curves into the page; make docs takes them into docs/")
	if err := f.Parse(args); err != nil {
		return c, err
	}
	switch {
	case f.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", f.Arg(0))
	case c.runs < 1:
		err = errors.New("-runs must be 1 or more")
	case slices.Min(sizes) < 1 || slices.Min(jobs) < 1 || slices.Min(latencies) < 0:
		err = errors.New("-sizes and -jobs must be 1 or more, and -latency 0 or more")
	}
	if pattern := *limits; pattern != "none" && (pattern != "" || !own) && err == nil {
		c.limits, err = regexp.Compile(pattern)
	}
	if err != nil {
		fmt.Fprintln(stderr, "bench:", err)
		return c, err
	}
	switch {
	case own:
		c.rows = productOf(sizes, jobs, latencies, hidden, slices.Max(sizes)*slices.Max(jobs))
	case *full:
		c.rows, c.plain, c.start = fullRows(), 1000, true
	case *quick:
		c.rows, c.plain, c.start = quickRows(), 1000, true
	}
	for n, r := range c.rows {
		c.rows[n] = r.only(chosen)
	}
	c.rows = slices.DeleteFunc(c.rows, func(r row) bool { return len(r.scenarios) == 0 })
	return c, nil
}

// listVar is a flag of several values; set tells that it was given.
func listVar[T any](f *flag.FlagSet, name, usage string, into *[]T, set *bool, parse func(string) (T, error)) {
	f.Func(name, usage, func(text string) error {
		*into, *set = nil, true
		for part := range strings.SplitSeq(text, ",") {
			v, err := parse(strings.TrimSpace(part))
			if err != nil {
				return err
			}
			*into = append(*into, v)
		}
		return nil
	})
}

func parseDetails(text string) (hidden bool, err error) {
	if text != "shown" && text != "hidden" {
		return false, errors.New("there are shown and hidden")
	}
	return text == "hidden", nil
}

func parseScenario(text string) (scenario, error) {
	if s := scenario(text); slices.Contains(allScenarios, s) {
		return s, nil
	}
	return "", fmt.Errorf("there are %q", allScenarios)
}
