// SPDX-License-Identifier: MPL-2.0

// Bench measures what the provider adds to the time of Terraform or OpenTofu, and compares the figures with targets.
//
//	go run ./tools/bench                     what the targets need, in minutes
//	go run ./tools/bench -full               more sizes, numbers of jobs and latencies, in an hour or two
//	go run ./tools/bench -sizes 50,200       these numbers of pipelines only
//	go run ./tools/bench -run '50 ms|gone'   only setups with a name that matches
//	go run ./tools/bench -compare old.json   also the ratios to the results of an earlier run
//
// The CLI runs the provider, which is built as for a release, against a simulator of the platform in this process. Each
// command also runs with a control: as many terraform_data resources that have the same values, so that the CLI has the
// same work. Some also run with a provider that has the same schema and does nothing. The CLI starts the provider
// through the program in meter, which records CPU time and peak memory; it needs a Unix.
//
// The output is in Markdown. The results are also written to a JSON file (-o).
//
// The exit status is 1 if something failed, or if a target was missed and -check is set; 2 if the arguments are
// invalid; and 130 after an interrupt.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

// options are the command line.
type options struct {
	experiments           []experiment
	selected              *regexp.Regexp
	runs                  int
	from, compare, output string
	check                 bool
}

func main() {
	log.SetFlags(log.Ltime)
	o := parse(flag.CommandLine, os.Args[1:])
	process.Main(func(ctx context.Context) int {
		err := o.execute(ctx, os.Stdout)
		switch {
		case errors.Is(context.Cause(ctx), context.Canceled):
			log.Print("interrupted")
			return 130
		case err != nil:
			log.Print(err)
			return 1
		}
		return 0
	})
}

// parse reads the command line. An invalid one ends the program.
func parse(f *flag.FlagSet, args []string) options {
	o := options{experiments: quick(), selected: regexp.MustCompile("")}
	f.BoolFunc("full", "measure more sizes, numbers of jobs and latencies", func(string) error {
		o.experiments = append(quick(), grid([]int{20, 200, 1000}, []int{1, 5})...)
		return nil
	})
	f.Func("sizes", "measure these `numbers` of pipelines, such as 50,200", func(text string) (err error) {
		texts := strings.Split(text, ",")
		sizes := make([]int, len(texts))
		for i := range texts {
			if sizes[i], err = strconv.Atoi(texts[i]); err != nil || sizes[i] < 1 {
				return fmt.Errorf("%q is not a number of pipelines", texts[i])
			}
		}
		o.experiments = grid(sizes, []int{1})
		return nil
	})
	f.Func("run", "measure only setups with a name that matches this `regexp`", func(text string) (err error) {
		o.selected, err = regexp.Compile(text)
		return err
	})
	f.IntVar(&o.runs, "runs", 3, "how many times to run a short command")
	f.StringVar(&o.output, "o", "bin/bench/results.json", "write the results to this `file`")
	f.StringVar(&o.from, "from", "", "report the results in this `file` instead of measuring")
	f.StringVar(&o.compare, "compare", "", "report the ratios to the results in this `file`")
	f.BoolVar(&o.check, "check", false, "exit with status 1 if a target is missed")
	_ = f.Parse(args) // an error ends the program
	if f.NArg() > 0 {
		log.Printf("unexpected argument %q", f.Arg(0))
		os.Exit(2)
	}
	return o
}

// execute measures, or reads the results of an earlier run, and reports.
func (o options) execute(ctx context.Context, stdout io.Writer) (err error) {
	var old, found results
	if o.compare != "" {
		if old, err = load(o.compare); err != nil {
			return err
		}
	}
	if o.from != "" {
		found, err = load(o.from)
	} else {
		found, err = o.measure(ctx)
	}
	if err != nil {
		return err
	}
	missed, err := found.report(stdout, old)
	if err == nil && o.check && missed > 0 {
		err = fmt.Errorf("%d targets are missed", missed)
	}
	return err
}

// measure runs the selected experiments. It saves the results after each one, as all of them can take hours.
func (o options) measure(ctx context.Context) (found results, err error) {
	dir, err := os.MkdirTemp("", "dadosfera-bench-")
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	log.Print("building the provider")
	b, err := newBench(ctx, dir, o.runs)
	if err != nil {
		return found, err
	}

	if err := b.measureExecutable(ctx); err != nil {
		return found, err
	}
	for _, e := range o.experiments {
		if !o.selected.MatchString(e.String()) {
			continue
		}
		log.Print(e)
		if err := errors.Join(b.measure(ctx, e), b.save(o.output)); err != nil {
			return found, fmt.Errorf("%s: %w", e, err)
		}
	}
	return b.results, nil
}
