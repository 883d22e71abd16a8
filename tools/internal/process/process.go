// SPDX-License-Identifier: MPL-2.0

// Package process runs the commands of the demo and the benchmark, and ends them when those are interrupted.
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

// waitDelay is how long an interrupted command may take to exit before it is killed.
const waitDelay = 5 * time.Second

// Command returns a command that is interrupted when ctx is done, and killed if it does not exit then.
func Command(ctx context.Context, dir string, env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, env
	cmd.Cancel = func() error {
		if cmd.Process.Signal(os.Interrupt) != nil {
			return cmd.Process.Kill()
		}
		return nil
	}
	cmd.WaitDelay = waitDelay
	return cmd
}

// Run runs a command, which Command has returned for ctx, in a process group of its own. It returns the exit code; a
// code other than 0 is not an error. If ctx is done, Run kills what remains of the group and returns the error of ctx.
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

// Main calls run and exits with the code that it returns. The context is canceled by the first signal that terminates a
// program, so that run can clean up; the second signal terminates the program.
func Main(run func(context.Context) int) {
	ctx, stop := signal.NotifyContext(context.Background(), terminating...)
	context.AfterFunc(ctx, stop)
	code := run(ctx)
	stop()
	os.Exit(code)
}

// Environment returns the environment of this process without the variables whose name begins with one of the prefixes.
func Environment(without ...string) []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc(without, func(prefix string) bool { return strings.HasPrefix(variable, prefix) })
	})
}
