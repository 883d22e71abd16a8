// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

const (
	// commandTime is far more than any command of the story takes.
	commandTime = 2 * time.Minute
	// leaveTime is how long an interrupted command may take to leave.
	leaveTime = 5 * time.Second
)

// command gives a command that is interrupted, and after a while ended, when ctx ends.
func command(ctx context.Context, dir string, env []string, name string, args ...string) *exec.Cmd {
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

// cliRun runs the CLI in the workshop's folder. An exit code other than 0 is no error here.
func (w *workshop) cliRun(ctx context.Context, stdout, stderr io.Writer, args ...string) (code int, err error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	cmd := command(ctx, w.dir, w.env, w.cli.Path, args...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	ownGroup(cmd)
	err = cmd.Run()
	if ctx.Err() != nil {
		endGroup(cmd)
		return 0, fmt.Errorf("%s %s: %w", w.program, strings.Join(args, " "), ctx.Err())
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// show runs the CLI for the reader to see, and wants it to leave with the given code.
func (w *workshop) show(ctx context.Context, code int, args ...string) error {
	w.page.command(w.program + " " + strings.Join(args, " "))
	out := w.page.quote()
	got, err := w.cliRun(ctx, out, out, args...)
	out.end()
	if err != nil {
		return err
	}
	return same("the exit code of "+w.program+" "+args[0], got, code)
}

// quiet runs the CLI for a check, and gives what it prints. Every exit code is good but 1, unless it is wanted.
func (w *workshop) quiet(ctx context.Context, failing bool, args ...string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	code, err := w.cliRun(ctx, &stdout, &stderr, args...)
	if err == nil && (code == 1) != failing {
		err = fmt.Errorf("%s %s left with %d:\n%s%s", w.program, strings.Join(args, " "), code, &stdout, &stderr)
	}
	return stdout.Bytes(), err
}
