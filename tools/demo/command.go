// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

// commandTime is far more than any command of the story takes.
const commandTime = 2 * time.Minute

// cliRun runs the CLI in the workshop's folder. An exit code other than 0 is no error here.
func (w *workshop) cliRun(ctx context.Context, stdout, stderr io.Writer, args ...string) (code int, err error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	cmd := process.Command(ctx, w.dir, w.env, w.cli.Path, args...)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	code, err = process.Run(ctx, cmd)
	if ctx.Err() != nil {
		return 0, fmt.Errorf("%s %s: %w", w.program, strings.Join(args, " "), err)
	}
	return code, err
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
