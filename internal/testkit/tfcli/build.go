// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// Pin is a version of OpenTofu: the directory of tools/ whose go.mod requires it.
type Pin string

// The pins of this repository.
const (
	// Pinned is a current version.
	Pinned Pin = "opentofu"
	// Lowest is the oldest version that the provider supports.
	Lowest Pin = "opentofu-lowest"
)

const (
	openTofuModule = "github.com/opentofu/opentofu"
	// By default, OpenTofu is a development build, which a required_version constraint does not accept.
	openTofuLinkerFlags = "-s -w -X " + openTofuModule + "/version.dev=no"
)

// Build returns the OpenTofu of a pin. It is built in the user's cache directory, which takes minutes, unless an
// executable of that version is there that only this user can have written. When several processes call Build at the
// same time, one of them builds and the others wait. A build that fails or is interrupted leaves no executable behind.
//
// The working directory must be in a clone of this repository.
func Build(ctx context.Context, pin Pin, progress io.Writer) (CLI, error) {
	module, version, err := pinned(ctx, pin)
	if err != nil {
		return CLI{}, fmt.Errorf("reading the pinned version of OpenTofu: %w", err)
	}
	dir, err := cacheDir()
	if err != nil {
		return CLI{}, err
	}
	unlock, err := lock(ctx, filepath.Join(dir, "lock"))
	if err != nil {
		return CLI{}, fmt.Errorf("waiting for another build of OpenTofu: %w", err)
	}
	defer unlock()

	path := filepath.Join(dir, "opentofu-"+version)
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if checkPrivate(path) == nil {
		if cli, err := inspectOpenTofu(ctx, path, version); err == nil {
			return cli, nil
		}
	}

	fmt.Fprintf(progress, "building OpenTofu %s from source, once: this takes a few minutes\n", version)
	start := time.Now()
	if err := build(ctx, module, path, version); err != nil {
		return CLI{}, err
	}
	fmt.Fprintf(progress, "built OpenTofu %s in %s\n", version, time.Since(start).Round(time.Second))
	return inspectOpenTofu(ctx, path, version)
}

var openTofuRequirement = regexp.MustCompile(`(?m)^\s*(?:require\s+)?` + regexp.QuoteMeta(openTofuModule) + `\s+v(\S+)`)

// pinned returns the directory of a pin's module and the version of OpenTofu that it requires.
func pinned(ctx context.Context, pin Pin) (module, version string, err error) {
	goMod, err := goCommand(ctx, "", "env", "GOMOD").Output()
	if err != nil {
		return "", "", err
	}
	module = filepath.Join(filepath.Dir(strings.TrimSpace(string(goMod))), "tools", string(pin))
	text, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		return "", "", fmt.Errorf("not in a clone of terraform-provider-dadosfera: %w", err)
	}
	match := openTofuRequirement.FindSubmatch(text)
	if match == nil {
		return "", "", fmt.Errorf("%s/go.mod does not require %s", module, openTofuModule)
	}
	return module, string(match[1]), nil
}

// cacheDir returns the directory of the executables, and creates it if necessary. A directory that another user can
// write to is an error.
func cacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir = filepath.Join(dir, "terraform-provider-dadosfera")
	return dir, errors.Join(os.MkdirAll(dir, 0o700), checkPrivate(dir))
}

// build builds OpenTofu in a temporary directory, and moves the executable to path if it runs.
func build(ctx context.Context, module, path, version string) error {
	dir, err := os.MkdirTemp(filepath.Dir(path), "build-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // what remains does no harm

	built := filepath.Join(dir, filepath.Base(path))
	cmd := goCommand(ctx, module, "build", "-trimpath", "-buildvcs=false", "-ldflags", openTofuLinkerFlags, "-o", built,
		openTofuModule+"/cmd/tofu")
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building OpenTofu: %w\n%s", errors.Join(err, ctx.Err()), output)
	}
	if _, err := inspectOpenTofu(ctx, built, version); err != nil {
		return fmt.Errorf("running the new OpenTofu: %w", err)
	}
	if err := os.Chmod(built, 0o700); err != nil { //nolint:gosec // it is an executable
		return err
	}
	return os.Rename(built, path)
}

// inspectOpenTofu returns the OpenTofu at path, which must have this version.
func inspectOpenTofu(ctx context.Context, path, version string) (CLI, error) {
	cli, err := inspect(ctx, path)
	if err == nil && (cli.Product != OpenTofu || cli.Version != version) {
		err = fmt.Errorf("got %s, want OpenTofu %s", cli, version)
	}
	return cli, err
}

// goCommand returns a Go command that runs in dir and builds for this machine, whatever the environment says.
func goCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0", "GOWORK=off", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	// When it is interrupted, the Go command ends its compilers; when it is killed, it does not.
	cmd.Cancel = func() error {
		if cmd.Process.Signal(os.Interrupt) != nil {
			return cmd.Process.Kill()
		}
		return nil
	}
	cmd.WaitDelay = 10 * time.Second
	return cmd
}
