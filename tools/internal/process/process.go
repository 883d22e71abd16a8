// SPDX-License-Identifier: MPL-2.0

// Package process runs the programs that the demo and the benchmark are about, and has them end when these do.
package process

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// leaveTime is how long an interrupted command may take to leave.
const leaveTime = 5 * time.Second

// Command gives a command that is interrupted, and after a while ended, when ctx ends.
func Command(ctx context.Context, dir string, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	cmd.Cancel = func() error {
		if cmd.Process.Signal(os.Interrupt) != nil {
			return cmd.Process.Kill()
		}
		return nil
	}
	cmd.WaitDelay = leaveTime
	return cmd
}

// Run runs a command that was made with ctx, in a group of its own, and gives its exit code, which is no error whatever it is.
// Where ctx ends it, what it has left running is ended too, and the error is why ctx has ended.
func Run(ctx context.Context, cmd *exec.Cmd) (code int, err error) {
	OwnGroup(cmd)
	err = cmd.Run()
	if ctx.Err() != nil {
		EndGroup(cmd)
		return 0, ctx.Err()
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// Main runs a program and leaves with its exit code. Its context ends with the first of the signals that end a program; the
// second ends it whatever it is doing.
func Main(run func(context.Context) int) {
	ctx, stop := signal.NotifyContext(context.Background(), endings...)
	context.AfterFunc(ctx, stop)
	code := run(ctx)
	stop()
	os.Exit(code)
}

// Environment is this process's own, without the variables that begin with one of the prefixes.
func Environment(without ...string) []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc(without, func(prefix string) bool { return strings.HasPrefix(variable, prefix) })
	})
}
