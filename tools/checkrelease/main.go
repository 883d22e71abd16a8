// SPDX-License-Identifier: MPL-2.0

// Command checkrelease makes the release that .goreleaser.yml describes of the commit at hand, for this platform alone and
// signed with a key that is thrown away, and checks that it is what the registries take. It does so twice, in different
// folders: the two must not differ in a byte.
//
// It takes goreleaser and cyclonedx-gomod from the PATH, and gpg, without which the release goes without a signature.
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
	"runtime"
	"strings"
)

const (
	project      = "terraform-provider-dadosfera"
	manifestFile = "terraform-registry-manifest.json"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "checkrelease:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	changed, err := output(ctx, ".", nil, "git", "status", "--porcelain")
	if err != nil {
		return err
	}

	if changed != "" {
		fmt.Fprintln(out, "the last commit is checked, without the changes that are not committed")
	}

	scratch, err := os.MkdirTemp("", "checkrelease-")
	if err != nil {
		return fmt.Errorf("making a folder to work in: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()

	key, err := newKey(ctx, filepath.Join(scratch, "key"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, key.close(context.WithoutCancel(ctx))) }()

	platform := target{os: runtime.GOOS, arch: runtime.GOARCH}

	var made []release

	for _, folder := range []string{"one", "another/elsewhere"} {
		clone := filepath.Join(scratch, filepath.FromSlash(folder))
		if err := build(ctx, clone, platform, key); err != nil {
			return err
		}

		r, err := open(filepath.Join(clone, "dist"), filepath.Join(clone, manifestFile))
		if err != nil {
			return err
		}

		made = append(made, r)
	}

	if err := errors.Join(
		made[0].check([]target{platform}),
		made[0].checkProgram(ctx, platform),
		key.verify(ctx, made[0]),
		same(made[0], made[1]),
	); err != nil {
		return err
	}

	for _, name := range made[0].names {
		fmt.Fprintln(out, name)
	}

	if !key.usable() {
		fmt.Fprintln(out, "there is no gpg here: without a signature")
	}

	return nil
}

// output runs a command and gives what it printed to stdout.
func output(ctx context.Context, folder string, environment []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), environment...)

	var said strings.Builder
	cmd.Stderr = &said

	text, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s%s", name, strings.Join(args, " "), err, text, said.String())
	}

	return string(text), nil
}
