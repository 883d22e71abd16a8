// SPDX-License-Identifier: MPL-2.0

// Command checkexamples checks every example under examples/ with Terraform or OpenTofu: that it is formatted, and that
// it is valid with the provider as it is in this tree.
//
// List and action blocks, which only Terraform 1.14 and newer know, are checked here, against the provider itself: so they
// are with every CLI. One that is too old for them gets the rest of the example. What else it is too old for is named
// and skipped.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

const (
	examplesFolder = "examples"
	binaryName     = "terraform-provider-dadosfera"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "checkexamples:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	cli, err := tfcli.Find(ctx, out)
	if err != nil {
		return fmt.Errorf("finding a CLI: %w", err)
	}

	examples, err := findExamples(examplesFolder)
	if err != nil {
		return err
	}

	if len(examples) == 0 {
		return errors.New("there are no examples: run this in the root of the repository")
	}

	scratch, err := os.MkdirTemp("", "checkexamples-")
	if err != nil {
		return fmt.Errorf("making a folder to work in: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()

	check, err := newChecker(ctx, cli, scratch)
	if err != nil {
		return err
	}

	own, err := ask(ctx)
	if err != nil {
		return err
	}

	fmt.Fprintf(out, "with %s %s\n", cli.Product, cli.Version)

	failures := 0

	if text, err := check.formatted(ctx); err != nil {
		fmt.Fprintf(out, "FAIL  not formatted:\n%s", text)
		failures++
	}

	for _, one := range examples {
		verdict, err := check.example(ctx, newer{own}, one)
		if err != nil {
			fmt.Fprintf(out, "FAIL  %s: %v\n", one.name, err)
			failures++

			continue
		}

		fmt.Fprintln(out, verdict)
	}

	if failures > 0 {
		return fmt.Errorf("%d of %d checks failed", failures, len(examples)+1)
	}

	return nil
}

// checker runs the CLI with the provider of this tree.
type checker struct {
	cli     tfcli.CLI
	scratch string
	env     []string
}

// newChecker builds the provider, and copies the examples so that the checks leave nothing beside them.
func newChecker(ctx context.Context, cli tfcli.CLI, scratch string) (*checker, error) {
	bin := filepath.Join(scratch, "bin")

	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", filepath.Join(bin, binaryName), ".")
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the provider: %w\n%s", err, out)
	}

	config := filepath.Join(scratch, "cli.tfrc")
	if err := os.WriteFile(config, []byte(tfcli.DevOverrides(bin)), 0o600); err != nil {
		return nil, fmt.Errorf("writing the CLI's configuration: %w", err)
	}

	if err := os.CopyFS(filepath.Join(scratch, examplesFolder), os.DirFS(examplesFolder)); err != nil {
		return nil, fmt.Errorf("copying the examples: %w", err)
	}

	return &checker{
		cli:     cli,
		scratch: scratch,
		env:     append(withoutSettings(os.Environ()), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+config),
	}, nil
}

// withoutSettings drops what would change the outcome: an example must be valid without any of it.
func withoutSettings(environment []string) []string {
	var kept []string

	for _, variable := range environment {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "DADOSFERA_") {
			kept = append(kept, variable)
		}
	}

	return kept
}

// example checks one example, and says how.
func (c *checker) example(ctx context.Context, own newer, one example) (string, error) {
	if wrong := own.check(one); len(wrong) > 0 {
		return "", errors.New(strings.Join(wrong, "\n"))
	}

	verdict := "ok    " + one.name

	if one.isNewer() && !c.cli.HasActions() {
		rest, err := one.withoutNewer()
		if err != nil {
			return "", err
		}

		one, verdict = rest, verdict+" (lists and actions by the provider alone)"
	}

	if reason := one.needs(c.cli); reason != "" {
		return fmt.Sprintf("skip  %s: needs %s", one.name, reason), nil
	}

	if text, err := c.valid(ctx, one); err != nil {
		return "", fmt.Errorf("%w\n%s", err, text)
	}

	return verdict, nil
}

// formatted checks that fmt would change nothing.
func (c *checker) formatted(ctx context.Context) (string, error) {
	return c.run(ctx, examplesFolder, "fmt", "-check", "-recursive", "-diff", "-no-color")
}

// valid checks one example.
func (c *checker) valid(ctx context.Context, one example) (string, error) {
	folder, err := one.lay(c.scratch)
	if err != nil {
		return "", err
	}

	if one.uses(moduleBlock) {
		if text, err := c.run(ctx, folder, "get", "-no-color"); err != nil {
			return text, err
		}
	}

	args := []string{"validate", "-no-color"}
	if one.query {
		args = append(args, "-query")
	}

	return c.run(ctx, folder, args...)
}

// run gives what the CLI prints when it is run in that folder of the scratch folder.
func (c *checker) run(ctx context.Context, folder string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, c.cli.Path, args...)
	cmd.Dir = filepath.Join(c.scratch, folder)
	cmd.Env = c.env

	out, err := cmd.CombinedOutput()
	if err != nil {
		return string(out), fmt.Errorf("%s: %w", args[0], err)
	}

	return string(out), nil
}
