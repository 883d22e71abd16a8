// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

const (
	module = "github.com/dadosfera/terraform-provider-dadosfera"
	// commandTime is far more than any command takes.
	commandTime = time.Hour
)

// programName is what the CLI looks for in a folder of dev_overrides.
var programName = "terraform-provider-dadosfera" + map[bool]string{true: ".exe"}[runtime.GOOS == "windows"]

// workshop is what is measured with: the CLI, the programs, the platform, and a folder for it all.
type workshop struct {
	*remote

	cli      tfcli.CLI
	home     string // goes away at the end
	profiles string // where the provider's profiles go; empty for none
	folders  int
	say      func(format string, args ...any)
}

// newWorkshop sets up. The workshop must be closed even when that fails.
func newWorkshop(ctx context.Context, profiles string, say func(format string, args ...any)) (w *workshop, err error) {
	w = &workshop{profiles: profiles, say: say}
	if w.home, err = os.MkdirTemp("", "dadosfera-bench-"); err != nil {
		return w, err
	}
	if w.cli, err = tfcli.Find(ctx, os.Stderr); err != nil {
		return w, err
	}
	if !w.cli.AtLeast(1, 5) {
		return w, fmt.Errorf("%s is too old: it has no import blocks; take 1.5 or newer", w.cli)
	}
	programs := map[string]string{"released": module, "empty": module + "/tools/bench/emptyprovider", "metered": module + "/tools/bench/meter", "idle": module + "/tools/bench/idleprovider"}
	if profiles != "" {
		programs["profiled"] = module + "/tools/bench/profiled"
		if w.profiles, err = filepath.Abs(profiles); err != nil {
			return w, err
		}
		if err := os.MkdirAll(w.profiles, 0o750); err != nil {
			return w, err
		}
	}
	for folder, source := range programs {
		if err := w.build(ctx, folder, source); err != nil {
			return w, err
		}
	}
	w.remote, err = startPlatform(ctx)
	return w, err
}

// build makes a program as releases are made, in a folder of its own.
func (w *workshop) build(ctx context.Context, folder, source string) error {
	env := append(os.Environ(), "CGO_ENABLED=0", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	cmd := process.Command(ctx, "", env, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", w.program(folder), source)
	process.OwnGroup(cmd)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", source, errors.Join(err, ctx.Err()), text)
	}
	settings := tfcli.DevOverrides(filepath.Dir(w.program(folder))) + "disable_checkpoint = true\n"
	return os.WriteFile(w.settings(folder), []byte(settings), 0o600)
}

// program is where a program is, and settings the CLI's configuration file with which it is the provider.
func (w *workshop) program(folder string) string { return filepath.Join(w.home, folder, programName) }

func (w *workshop) settings(folder string) string { return filepath.Join(w.home, folder+".tfrc") }

// close stops the platform and removes the folder.
func (w *workshop) close() error {
	var err error
	if w.remote != nil {
		err = w.remote.close()
	}
	if w.home != "" {
		err = errors.Join(err, os.RemoveAll(w.home))
	}
	return err
}

// workspace is a folder in which the CLI is run.
type workspace struct {
	*workshop

	dir     string
	metered bool
	env     []string
}

// newWorkspace makes a folder with a configuration. The provider in it is the one of a folder of programs.
func (w *workshop) newWorkspace(folder, text string) (*workspace, error) {
	w.folders++
	s := &workspace{workshop: w, dir: filepath.Join(w.home, fmt.Sprintf("workspace-%d", w.folders)), metered: folder == "metered"}
	if err := os.Mkdir(s.dir, 0o700); err != nil {
		return nil, err
	}
	// Whatever the user has set for other work has no say here.
	s.env = append(process.Environment("TF_", "DADOSFERA_", "GOGC=", "GOMEMLIMIT=", "GOMAXPROCS=", "GODEBUG="),
		"TF_CLI_CONFIG_FILE="+w.settings(folder), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "TF_CLI_ARGS=-no-color",
		"DADOSFERA_BASE_URL="+w.url, "DADOSFERA_CUSTOMER_NAME="+customer,
		"BENCH_PROVIDER="+w.program("released"), "BENCH_USAGE="+s.usageFile())
	if w.profiles != "" {
		s.env = append(s.env, "BENCH_PROVIDER="+w.program("profiled"), "BENCH_PROFILES="+w.profiles)
	}
	return s, s.write("main.tf", text)
}

// idle is the same workspace with the provider that does nothing.
func (s *workspace) idle() *workspace {
	other := *s
	other.env = append(slices.Clone(s.env), "BENCH_PROVIDER="+s.program("idle"))
	return &other
}

func (s *workspace) write(name, text string) error {
	return os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600)
}

// remove takes the workspace away.
func (s *workspace) remove() error { return os.RemoveAll(s.dir) }

// usageFile is where the meter writes.
func (s *workspace) usageFile() string { return s.dir + ".usage" }

// cost is what one command took.
type cost struct {
	Wall time.Duration
	// CLI and Provider are CPU time, and Peak is the provider's largest resident memory in bytes.
	CLI, Provider time.Duration
	Peak          int64
}

// run runs the CLI and wants it to leave with this code.
func (s *workspace) run(ctx context.Context, want int, args ...string) (cost, error) {
	if err := os.Remove(s.usageFile()); err != nil && !errors.Is(err, os.ErrNotExist) {
		return cost{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	cmd := process.Command(ctx, s.dir, s.env, s.cli.Path, args...)
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	began := time.Now()
	code, err := process.Run(ctx, cmd)
	c := cost{Wall: time.Since(began)}
	switch {
	case err != nil:
		return c, err
	case code != want:
		return c, fmt.Errorf("%s left with %d, not %d:\n%s", strings.Join(args, " "), code, want, lastOf(printed.String()))
	}
	c.CLI = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if !s.metered {
		return c, nil
	}
	if c.Provider, c.Peak, err = readUsage(s.usageFile()); err != nil {
		return c, err
	}
	if runtime.GOOS != "windows" { // which does not count what a process has started
		c.CLI -= c.Provider
	}
	return c, nil
}

// lastOf leaves out the beginning of what is long.
func lastOf(text string) string {
	const most = 4096
	if len(text) > most {
		return "[...]" + text[len(text)-most:]
	}
	return text
}

// readUsage sums up the provider's processes of one command: the CLI starts it more than once.
func readUsage(name string) (cpu time.Duration, peak int64, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, 0, fmt.Errorf("the provider did not run, or not to its end: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var u struct {
			CPU  time.Duration `json:"cpu_ns"`
			Peak int64         `json:"peak_bytes"`
		}
		if err := json.Unmarshal(lines.Bytes(), &u); err != nil {
			return 0, 0, err
		}
		cpu, peak = cpu+u.CPU, max(peak, u.Peak)
	}
	return cpu, peak, lines.Err()
}
