// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

const (
	module   = "github.com/dadosfera/terraform-provider-dadosfera"
	customer = "acme_corp"
)

// bench is one run of the benchmark.
type bench struct {
	results

	runs                int
	cli                 tfcli.CLI
	dir, provider, idle string // a temporary directory, and the paths of the providers in it
	env                 []string
	sim                 *maestrosim.Sim
}

// newBench builds the executables in a directory, and starts a simulator that ends with ctx.
func newBench(ctx context.Context, dir string, runs int) (*bench, error) {
	cli, err := tfcli.Find(ctx, os.Stderr)
	if err != nil {
		return nil, err
	}
	// The CLI starts the meter, which has the name of the provider, and the meter starts the provider.
	meter := filepath.Join(dir, "meter", "terraform-provider-dadosfera")
	provider, idle, settings := filepath.Join(dir, "provider"), filepath.Join(dir, "idle"), filepath.Join(dir, "cli.tfrc")
	if err := errors.Join(
		build(ctx, provider, module), build(ctx, idle, module+"/tools/bench/idle"),
		build(ctx, meter, module+"/tools/bench/meter"),
		os.WriteFile(settings, []byte(tfcli.DevOverrides(filepath.Dir(meter))), 0o600),
	); err != nil {
		return nil, err
	}

	sim := maestrosim.New(maestrosim.Options{Empty: true})
	url, _, err := maestrosim.Serve(ctx, "127.0.0.1:0", sim)
	// The user's own settings must not affect the measurements.
	env := append(process.Environment("TF_", "DADOSFERA_", "GOGC=", "GOMEMLIMIT=", "GOMAXPROCS=", "GODEBUG="),
		"TF_CLI_CONFIG_FILE="+settings, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "TF_CLI_ARGS=-no-color",
		"DADOSFERA_BASE_URL="+url, "DADOSFERA_CUSTOMER_NAME="+customer)
	found := results{Machine: machine(cli), Time: time.Now().UTC().Truncate(time.Second)}
	return &bench{
		results: found, runs: runs, cli: cli, dir: dir, provider: provider, idle: idle, env: env, sim: sim,
	}, err
}

// build builds an executable as for a release.
func build(ctx context.Context, path, source string) error {
	cmd := process.Command(ctx, "", append(os.Environ(), "CGO_ENABLED=0"),
		"go", "build", "-trimpath", "-buildvcs=false", "-tags", "grpcnotrace", "-ldflags", "-s -w", "-o", path, source)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", source, err, output)
	}
	return nil
}

// workspace is a directory in which the CLI runs.
type workspace struct {
	cli, dir string
	env      []string
}

// workspaces are those of a setup: one with its pipelines in the configuration, one with the control, and one with its
// pipelines and the idle provider.
type workspaces struct{ subject, control, idle *workspace }

func (b *bench) newWorkspaces(s setup) (w workspaces, err error) {
	if w.subject, err = b.newWorkspace(b.provider, s.subjectConfig()); err != nil {
		return w, err
	}
	if w.control, err = b.newWorkspace(b.provider, s.controlConfig()); err != nil {
		return w, err
	}
	w.idle, err = b.newWorkspace(b.idle, s.subjectConfig())
	return w, err
}

// newWorkspace creates a workspace with a configuration and the executable of a provider.
func (b *bench) newWorkspace(provider, config string) (*workspace, error) {
	dir, err := os.MkdirTemp(b.dir, "workspace-")
	if err != nil {
		return nil, err
	}
	w := &workspace{cli: b.cli.Path, dir: dir}
	w.env = append(slices.Clone(b.env), "BENCH_PROVIDER="+provider, "BENCH_USAGE="+w.file("usage"))
	return w, w.write("main.tf", config)
}

func (w *workspace) file(name string) string { return filepath.Join(w.dir, name) }

func (w *workspace) write(name, text string) error {
	return os.WriteFile(w.file(name), []byte(text), 0o600)
}

// cost is what a command took: seconds of time and of CPU time, and the peak memory of the provider in bytes.
type cost struct{ wall, cli, provider, peak float64 }

// run runs the CLI, which must exit with the given code.
func (w *workspace) run(ctx context.Context, code int, args string) (c cost, err error) {
	cmd := process.Command(ctx, w.dir, w.env, w.cli, strings.Fields(args)...)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	start := time.Now()
	got, err := process.Run(ctx, cmd)
	c.wall = time.Since(start).Seconds()
	if err == nil && got != code {
		last := output.Bytes()[max(0, output.Len()-5000):] // where the errors are
		err = fmt.Errorf("got exit code %d, want %d:\n%s", got, code, last)
	}
	if err != nil {
		return c, fmt.Errorf("%s: %w", args, err)
	}

	// The meter wrote a line for each time that the CLI started the provider. Of the control, there are none.
	usage, err := os.ReadFile(w.file("usage"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return c, err
	}
	for line := range strings.Lines(string(usage)) {
		var cpu, peak float64
		if _, err := fmt.Sscan(line, &cpu, &peak); err != nil {
			return c, err
		}
		c.provider, c.peak = c.provider+cpu, max(c.peak, peak)
	}
	// The CPU time of a process includes that of its children.
	c.cli = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds() - c.provider
	return c, w.write("usage", "")
}
