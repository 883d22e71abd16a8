// SPDX-License-Identifier: MPL-2.0

// Demo shows the life of a pipeline with the real Terraform or OpenTofu, on this machine alone.
//
//	go run ./tools/demo            runs story.md and checks that every step comes out as written
//	go run ./tools/demo -sandbox   opens a shell in the same setup, as described in sandbox.md
//
// It builds the provider from this source, serves a simulated platform on loopback, and runs the CLI that
// internal/testkit/tfcli finds or builds. The commands of the story use Bash and curl. All files are in a temporary
// directory, which is removed at the end.
//
// The exit status is 0 on success, 1 if a step does not come out as written, 2 if the arguments are wrong, and 130
// after an interrupt. A sandbox whose commands come from a pipe exits with the status of the shell.
package main

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/guide"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

var (
	//go:embed story.md
	story string
	//go:embed sandbox.md
	sandbox string
)

func main() {
	inSandbox := flag.Bool("sandbox", false, "open a shell instead of running the story")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "demo: unexpected argument %q\n", flag.Arg(0))
		os.Exit(2)
	}

	show := showStory
	if *inSandbox {
		show = func(ctx context.Context, s *session) (int, error) {
			return openSandbox(ctx, s, os.Stdin, isTerminal(os.Stdin))
		}
	}
	color := isTerminal(os.Stdout) && runtime.GOOS != "windows" &&
		os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"

	process.Main(func(ctx context.Context) int {
		status, err := withSession(ctx, os.Stdout, color, show)
		switch {
		case ctx.Err() != nil:
			fmt.Fprintln(os.Stderr, "\ndemo: interrupted")
			return 130
		case err != nil:
			fmt.Fprintln(os.Stderr, "\ndemo:", err)
			return 1
		}
		return status
	})
}

// withSession calls show with a new session, and removes everything afterwards.
func withSession(
	ctx context.Context, out io.Writer, color bool, show func(context.Context, *session) (int, error),
) (status int, err error) {
	home, err := os.MkdirTemp("", "dadosfera-demo-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()
	setup, err := newSetup(ctx, home, out, color)
	if err != nil {
		return 0, err
	}

	dir := filepath.Join(home, "pipelines")
	if err := os.Mkdir(dir, 0o700); err != nil {
		return 0, err
	}
	s, err := setup.open(ctx, dir, out, maestrosim.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.stopPlatform()) }()
	fmt.Fprintf(out, "Platform: simulated, on this machine, with the customer %s\n", customer)

	s.Color = color
	return show(ctx, s)
}

// showStory runs the story. Where the CLI is too old for the rest of it, the end is omitted.
func showStory(ctx context.Context, s *session) (status int, err error) {
	start := time.Now()
	parts, err := guide.Parse(story)
	if err != nil {
		return 0, err
	}
	s.approve()
	err = s.Run(ctx, slices.Concat(parts...))
	switch {
	case errors.Is(err, guide.ErrUnsupported):
		fmt.Fprintf(s.Out, "\nThe rest is omitted: %v\n", err)
	case err != nil:
		return 0, fmt.Errorf("tools/demo/story.md: %w", err)
	}
	fmt.Fprintf(s.Out, "\nEvery step came out as written, in %s. To try more in the same setup: make sandbox\n",
		time.Since(start).Round(time.Second/10))
	return 0, nil
}

// openSandbox runs the commands of the sandbox's page up to the first, which installs the provider, and prints the
// others. Then it opens a shell. It returns the exit status of the shell, which does not matter if a person uses it.
func openSandbox(ctx context.Context, s *session, stdin io.Reader, interactive bool) (status int, err error) {
	parts, err := guide.Parse(sandbox)
	if err != nil {
		return 0, err
	}
	steps := slices.Concat(parts...)
	ideas := 1 + slices.IndexFunc(steps, func(step guide.Step) bool { return step.Kind == guide.Run })
	if err := s.Run(ctx, steps[:ideas]); err != nil {
		return 0, fmt.Errorf("tools/demo/sandbox.md: %w", err)
	}
	s.Print(steps[ideas:])
	fmt.Fprintln(s.Out)

	cmd := process.Command(ctx, s.Dir, s.Env, cmp.Or(os.Getenv("SHELL"), "sh"))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, s.Out, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return 0, err
	}
	if interactive {
		return 0, nil
	}
	return exit.ExitCode(), nil
}

func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
