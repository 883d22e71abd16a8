// SPDX-License-Identifier: MPL-2.0

// Package process runs the programs that the demo and the benchmark are about, and has them end when these do.
package process

import (
	"context"
	"os"
	"os/exec"
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

// Environment is this process's own, without the variables that begin with one of the prefixes.
func Environment(without ...string) []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc(without, func(prefix string) bool { return strings.HasPrefix(variable, prefix) })
	})
}
