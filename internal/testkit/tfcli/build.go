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

const (
	cacheFolder     = "terraform-provider-dadosfera"
	openTofuModule  = "github.com/opentofu/opentofu"
	openTofuPackage = openTofuModule + "/cmd/tofu"

	// A release, not a development build: required_version treats the two differently.
	openTofuLinkerFlags = "-s -w -X " + openTofuModule + "/version.dev=no"

	// stopDelay is how long an interrupted build may take to put its own work away before it is ended.
	stopDelay = 10 * time.Second
)

// BuildOpenTofu returns the OpenTofu that tools/opentofu pins, built with the Go command into the user's cache folder
// the first time and taken from there later. Several processes may ask at once: one builds, the others wait for it. A
// build that fails or is interrupted leaves nothing that would be taken for a program.
func BuildOpenTofu(ctx context.Context, progress io.Writer) (CLI, error) {
	return buildPinned(ctx, progress, "opentofu")
}

// BuildLowestOpenTofu returns in the same way the OpenTofu that tools/opentofu-lowest pins, the oldest that the provider
// is for.
func BuildLowestOpenTofu(ctx context.Context, progress io.Writer) (CLI, error) {
	return buildPinned(ctx, progress, "opentofu-lowest")
}

// buildPinned does so for the pin in this folder of tools/.
func buildPinned(ctx context.Context, progress io.Writer, pin string) (CLI, error) {
	root, err := moduleRoot()
	if err != nil {
		return CLI{}, err
	}

	module := filepath.Join(root, "tools", pin)

	version, err := pinnedVersion(module)
	if err != nil {
		return CLI{}, err
	}

	// Asked in that module, since its go.mod may call for another toolchain.
	goVersion, err := goCommand(ctx, module, "env", "GOVERSION").Output()
	if err != nil {
		return CLI{}, fmt.Errorf("running the go command: %w%s", err, stderrOf(err))
	}

	cache, err := os.UserCacheDir()
	if err != nil {
		return CLI{}, fmt.Errorf("finding the cache folder: %w", err)
	}

	folder := filepath.Join(cache, cacheFolder,
		fmt.Sprintf("opentofu-%s-%s", version, strings.TrimSpace(string(goVersion))))
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return CLI{}, fmt.Errorf("making the cache folder: %w", err)
	}

	unlock, err := lock(ctx, filepath.Join(folder, "lock"))
	if err != nil {
		return CLI{}, fmt.Errorf("waiting for another build of OpenTofu: %w", err)
	}
	defer unlock()

	path := filepath.Join(folder, programName("tofu"))
	if _, err := os.Stat(path); err == nil {
		return inspect(ctx, path)
	}

	sayf(progress, "building OpenTofu %s from source, once: this takes a few minutes", version)

	start := time.Now()
	if err := build(ctx, module, folder, path); err != nil {
		return CLI{}, err
	}

	sayf(progress, "built OpenTofu %s in %s", version, time.Since(start).Round(time.Second))

	return inspect(ctx, path)
}

// build makes the program under another name and gives it its own only once it has proved to run.
func build(ctx context.Context, module, folder, path string) error {
	scratch, err := os.MkdirTemp(folder, "build-")
	if err != nil {
		return fmt.Errorf("making a folder to build in: %w", err)
	}
	defer func() { _ = os.RemoveAll(scratch) }()

	made := filepath.Join(scratch, filepath.Base(path))

	cmd := goCommand(ctx, module,
		"build", "-trimpath", "-buildvcs=false", "-ldflags", openTofuLinkerFlags, "-o", made, openTofuPackage)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building OpenTofu: %w\n%s", errors.Join(err, ctx.Err()), out)
	}

	if _, err := inspect(ctx, made); err != nil {
		return fmt.Errorf("trying the new OpenTofu: %w", err)
	}

	if err := os.Rename(made, path); err != nil {
		return fmt.Errorf("keeping the new OpenTofu: %w", err)
	}

	return nil
}

// goCommand runs the Go command in the module, for this machine whatever platform the caller builds for.
func goCommand(ctx context.Context, module string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = module
	cmd.Env = append(os.Environ(),
		"CGO_ENABLED=0", "GOWORK=off", "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH, "PWD="+module)
	// The Go command takes its compilers down with it when it is interrupted, but not when it is killed.
	cmd.Cancel = func() error {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			return cmd.Process.Kill()
		}

		return nil
	}
	cmd.WaitDelay = stopDelay

	return cmd
}

var requiredOpenTofu = regexp.MustCompile(`(?m)^\s*(?:require\s+)?` + regexp.QuoteMeta(openTofuModule) + `\s+v(\S+)`)

// pinnedVersion reads which OpenTofu the module asks for.
func pinnedVersion(module string) (string, error) {
	file := filepath.Join(module, "go.mod")

	text, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		return "", fmt.Errorf("reading the pinned version of OpenTofu: %w", err)
	}

	match := requiredOpenTofu.FindSubmatch(text)
	if match == nil {
		return "", fmt.Errorf("%s requires no version of %s", file, openTofuModule)
	}

	return string(match[1]), nil
}

func programName(name string) string {
	if runtime.GOOS == "windows" {
		return name + ".exe"
	}

	return name
}
