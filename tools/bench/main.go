// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

// Exit codes.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	process.Main(func(ctx context.Context) int { return run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr) })
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if len(args) == 1 && args[0] == platformCommand {
		if err := servePlatform(ctx, stdin, stdout); err != nil {
			fmt.Fprintln(stderr, "bench:", err)
			return exitFailed
		}
		return 0
	}
	c, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		return exitUsage // the flag package has said why
	}
	began := time.Now()
	found, err := c.results(ctx, func(format string, args ...any) {
		fmt.Fprintf(stderr, "%6s  %s\n", time.Since(began).Round(time.Second), fmt.Sprintf(format, args...))
	})
	if err == nil {
		err = c.write(found, stdout)
	}
	switch {
	case errors.Is(context.Cause(ctx), context.Canceled):
		fmt.Fprintln(stderr, "bench: interrupted")
		return exitInterrupted
	case err != nil:
		fmt.Fprintln(stderr, "bench:", err)
		return exitFailed
	}
	if names := missed(found.Targets); c.check && len(names) > 0 {
		fmt.Fprintf(stderr, "bench: %d targets are missed: %s\n", len(names), strings.Join(names, "; "))
		return exitFailed
	}
	return 0
}

// results measures, or reads what was measured before.
func (c choice) results(ctx context.Context, say func(format string, args ...any)) (found results, err error) {
	if c.from != "" {
		if found, err = load(c.from); err != nil {
			return found, err
		}
		found.Targets = judge(found)
		return found, nil
	}
	say("building")
	w, err := newWorkshop(ctx, c.profiles, say)
	defer func() { err = errors.Join(err, w.close()) }()
	if err != nil {
		return found, err
	}
	b := &bench{workshop: w, runs: c.runs, results: results{Machine: thisMachine(w.cli)}}
	if c.start {
		if err := b.measureStart(ctx, startRuns); err != nil {
			return found, err
		}
	}
	for _, r := range c.rows {
		// What is there is kept, should the rest be interrupted: it can take hours.
		if err := errors.Join(b.measure(ctx, r), b.save(filepath.Join(c.out, "results.json"))); err != nil {
			return found, err
		}
	}
	if c.plain > 0 {
		if err := b.measurePlain(ctx, c.plain); err != nil {
			return found, err
		}
	}
	if c.limits != nil {
		if err := b.measureLimits(ctx, c.limits.MatchString); err != nil {
			return found, err
		}
	}
	b.Targets = judge(b.results)
	return b.results, nil
}

// write puts the results where they are wanted.
func (c choice) write(found results, stdout io.Writer) error {
	if err := found.print(stdout); err != nil {
		return err
	}
	if err := errors.Join(found.save(filepath.Join(c.out, "results.json")), found.draw(c.out)); err != nil {
		return err
	}
	if !c.publish {
		return nil
	}
	return found.publish(c.page)
}
