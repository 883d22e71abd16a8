// SPDX-License-Identifier: MPL-2.0

package guide

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

// ErrUnsupported is the error of a step that Runner.Unsupported rejects.
var ErrUnsupported = errors.New("not supported")

// Runner runs the steps of a document and prints them. Expected output is not printed, as the real output is.
type Runner struct {
	// Dir is the working directory of the commands.
	Dir string
	// Env is their environment.
	Env []string
	// Out receives prose, files, commands and their output.
	Out io.Writer
	// Color is whether Out is a terminal that shows colors.
	Color bool
	// Unsupported returns why the commands of a step cannot run, or "" if they can. It may be nil.
	Unsupported func(commands Step) string
	// Report returns text, which may be empty, that is treated as the end of the output of the commands of a step. It is
	// called after they have run, and may be nil.
	Report func(commands Step) string
}

// Run runs steps until one of them does not come out as written. The error contains the line of that step. It wraps
// ErrUnsupported, or the error of ctx, where that is the reason.
func (r *Runner) Run(ctx context.Context, steps []Step) error {
	output := ""
	for _, step := range steps {
		var err error
		switch step.Kind {
		case Prose:
			r.printProse(step.Text)
		case File:
			r.printBlock(step.Arg+":\n  ", step.Text)
			err = os.WriteFile(filepath.Join(r.Dir, step.Arg), []byte(step.Text), 0o600)
		case Run:
			output, err = r.run(ctx, step)
		case Shows:
			if piece := missing(output, step.Text); piece != "" {
				err = fmt.Errorf("the output does not contain, or not in this place:\n%s", piece)
			}
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", step.Line, err)
		}
	}
	return nil
}

// Print prints prose and commands, without running anything.
func (r *Runner) Print(steps []Step) {
	for _, step := range steps {
		switch step.Kind {
		case Prose:
			r.printProse(step.Text)
		case Run:
			r.printBlock("  ", step.Text)
		case File, Shows:
		}
	}
}

// Shell runs Bash commands until the first of them that fails, or until ctx ends, which is an error. It returns what
// they print, which it also writes to r.Out, and their exit status, which is not an error if it is not 0.
func (r *Runner) Shell(ctx context.Context, commands string) (output string, status int, err error) {
	var buffer bytes.Buffer
	cmd := process.Command(ctx, r.Dir, r.Env, "bash", "-e", "-o", "pipefail", "-c", commands)
	cmd.Stdout = io.MultiWriter(r.Out, &buffer)
	cmd.Stderr = cmd.Stdout
	status, err = process.Run(ctx, cmd)
	return buffer.String(), status, err
}

// run runs the commands of a step and returns their output.
func (r *Runner) run(ctx context.Context, step Step) (output string, err error) {
	if r.Unsupported != nil {
		if reason := r.Unsupported(step); reason != "" {
			return "", fmt.Errorf("%w: %s", ErrUnsupported, reason)
		}
	}

	r.printBlock("$ ", step.Text)
	output, got, err := r.Shell(ctx, step.Text)
	if err != nil {
		return output, err
	}
	if output != "" && !strings.HasSuffix(output, "\n") {
		fmt.Fprintln(r.Out)
	}
	if r.Report != nil {
		if report := r.Report(step); report != "" {
			output += report
			fmt.Fprintf(r.Out, "\n%s", r.paint(yellow, report))
		}
	}

	if want, _ := strconv.Atoi(step.Arg); got != want {
		return output, fmt.Errorf("exit status: got %d, want %d", got, want)
	}
	return output, nil
}

// Escape sequences of terminals.
const (
	bold   = "\x1b[1m"
	yellow = "\x1b[33m"
	cyan   = "\x1b[36m"
)

func (r *Runner) paint(color, text string) string {
	if !r.Color {
		return text
	}
	return color + text + "\x1b[0m"
}

// printProse prints text with its headings in bold.
func (r *Runner) printProse(text string) {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "#") {
			lines[i] = r.paint(bold, line)
		}
	}
	fmt.Fprintf(r.Out, "\n%s\n", strings.Join(lines, "\n"))
}

// printBlock prints the lines of a block, indented, after a prefix.
func (r *Runner) printBlock(prefix, text string) {
	text = strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ")
	fmt.Fprintf(r.Out, "\n%s\n", r.paint(cyan, prefix+text))
}
