// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

const (
	module = "github.com/dadosfera/terraform-provider-dadosfera"
	source = "dadosfera/dadosfera"
	// providerVersion satisfies the constraint of the examples.
	providerVersion = "0.1.0"
)

// setup is a CLI that installs the provider from this source, and the environment to run it in. Sessions share it.
type setup struct {
	cli tfcli.CLI
	env []string
}

// newSetup finds or builds a CLI and builds the provider. All files are in a directory, which the caller removes.
func newSetup(ctx context.Context, dir string, progress io.Writer, color bool) (*setup, error) {
	cli, err := tfcli.Find(ctx, progress)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(progress, "CLI:      %s %s, run as terraform\n", cli.Product, cli.Version)
	mirror := filepath.Join(dir, "mirror")
	if err := buildProvider(ctx, cli, mirror); err != nil {
		return nil, err
	}
	fmt.Fprintln(progress, "Provider: built from this source")
	path, err := linkCLI(cli, filepath.Join(dir, "bin"))
	if err != nil {
		return nil, err
	}

	config := filepath.Join(dir, "cli.tfrc")
	text := fmt.Sprintf("provider_installation {\n  filesystem_mirror { path = %q }\n}\n", filepath.ToSlash(mirror))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return nil, err
	}
	env := append(process.Environment("TF_", "DADOSFERA_", "PATH="),
		"PATH="+path+string(os.PathListSeparator)+os.Getenv("PATH"), "TMPDIR="+dir,
		"TF_CLI_CONFIG_FILE="+config, "CHECKPOINT_DISABLE=1")
	if !color {
		env = append(env, "TF_CLI_ARGS=-no-color")
	}
	return &setup{cli: cli, env: env}, nil
}

// buildProvider builds the provider into a mirror, as a release for this system.
func buildProvider(ctx context.Context, cli tfcli.CLI, mirror string) error {
	file := filepath.Join(mirror, cli.TestEnv()["TF_ACC_PROVIDER_HOST"], filepath.FromSlash(source), providerVersion,
		runtime.GOOS+"_"+runtime.GOARCH, "terraform-provider-dadosfera_v"+providerVersion)
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	cmd := process.Command(ctx, "", append(os.Environ(), "CGO_ENABLED=0"),
		"go", "build", "-buildvcs=false", "-ldflags", "-s -w", "-o", file, module)
	process.OwnGroup(cmd)
	if output, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the provider: %w\n%s", errors.Join(err, ctx.Err()), output)
	}
	return nil
}

// linkCLI creates a directory in which the CLI is named terraform, and also tofu if it is OpenTofu. It returns the
// CLI's own directory on Windows systems that do not permit links.
func linkCLI(cli tfcli.CLI, dir string) (path string, err error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", err
	}
	err = os.Symlink(cli.Path, filepath.Join(dir, "terraform"))
	if err != nil && runtime.GOOS == "windows" {
		return filepath.Dir(cli.Path), nil
	}
	if err == nil && cli.Product == tfcli.OpenTofu {
		err = os.Symlink(cli.Path, filepath.Join(dir, "tofu"))
	}
	return dir, err
}
