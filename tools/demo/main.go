// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

// Exit codes.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	sandbox := flag.Bool("sandbox", false, "open a shell with the same set up, in place of the story")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "demo: unexpected argument %q\n", flag.Arg(0))
		os.Exit(exitUsage)
	}
	process.Main(func(ctx context.Context) int { return run(ctx, *sandbox, os.Stdin, newPage(os.Stdout), os.Stderr) })
}

// run sets up, tells the story or opens the sandbox, and clears up.
func run(ctx context.Context, sandbox bool, stdin io.Reader, out *page, stderr io.Writer) (code int) {
	w, err := newWorkshop(ctx, out, maestrosim.Options{RunDuration: runDuration})
	defer func() {
		if err := w.close(); err != nil {
			fmt.Fprintln(stderr, "demo: clearing up:", err)
			code = max(code, exitFailed)
		}
	}()
	switch {
	case err != nil:
	case sandbox:
		code, err = openSandbox(ctx, w, stdin)
	default:
		err = tell(ctx, w)
	}
	switch {
	case errors.Is(context.Cause(ctx), context.Canceled):
		fmt.Fprintln(stderr, "demo: interrupted")
		return exitInterrupted
	case err != nil:
		fmt.Fprintln(stderr, "\ndemo:", err)
		return exitFailed
	}
	return code
}
