// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

const (
	module = "github.com/dadosfera/terraform-provider-dadosfera"
	source = "dadosfera/dadosfera"
	// providerVersion is what the CLI takes the provider for. It must be a release, and not 0.0.0, which OpenTofu ignores.
	providerVersion = "0.0.1"
	// runDuration is how long an execution of a pipeline takes: long enough to be waited for.
	runDuration = 3 * time.Second
)

// workshop is all that the story and the sandbox need: a folder to work in, the CLI with the provider at hand, and the
// platform.
type workshop struct {
	*platform
	cli     tfcli.CLI
	program string // terraform or tofu, as one types it
	home    string // holds all that is below, and goes away at the end
	dir     string // holds the configuration
	bin     string // has the CLI under its name
	env     []string
	stop    context.CancelFunc
	stopped <-chan error
}

// newWorkshop sets up. The workshop must be closed even when that fails.
func newWorkshop(ctx context.Context, out *page, options maestrosim.Options) (w *workshop, err error) {
	w = &workshop{platform: &platform{page: out}, stop: func() {}}
	if w.home, err = os.MkdirTemp("", "dadosfera-demo-"); err != nil {
		return w, err
	}
	w.dir, w.bin = filepath.Join(w.home, "pipelines"), filepath.Join(w.home, "bin")
	for _, folder := range []string{w.dir, w.bin} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			return w, err
		}
	}

	out.heading("Set up")
	out.line("")
	progress := out.quote()
	w.cli, err = tfcli.Find(ctx, progress)
	progress.end()
	if err != nil {
		return w, err
	}
	if !w.cli.AtLeast(1, 5) {
		return w, fmt.Errorf("%s is too old: it has no import blocks; take 1.5 or newer", w.cli)
	}
	w.program = map[tfcli.Product]string{tfcli.Terraform: "terraform", tfcli.OpenTofu: "tofu"}[w.cli.Product]
	out.line(fmt.Sprintf("%-10s%s %s", "CLI", w.cli.Product, w.cli.Version))

	began := time.Now()
	if err := w.build(ctx); err != nil {
		return w, err
	}
	out.line(fmt.Sprintf("%-10sbuilt from this source in %s", "provider", time.Since(began).Round(100*time.Millisecond)))

	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.stop, w.sim = stop, maestrosim.New(options)
	if w.url, w.stopped, err = maestrosim.Serve(serving, "127.0.0.1:0", w.sim); err != nil {
		return w, err
	}
	w.client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{}} // no proxy to loopback
	out.line(fmt.Sprintf("%-10sa Maestro in memory at %s, customer %s", "platform", w.url, customer))
	return w, w.configure()
}

// mirror is the folder that the CLI installs the provider from.
func (w *workshop) mirror() string { return filepath.Join(w.home, "mirror") }

// build makes the provider and puts it into the mirror, where the CLI looks for this system's release of it.
func (w *workshop) build(ctx context.Context) error {
	file := filepath.Join(w.mirror(), w.cli.TestEnv()["TF_ACC_PROVIDER_HOST"], filepath.FromSlash(source), providerVersion,
		runtime.GOOS+"_"+runtime.GOARCH, "terraform-provider-dadosfera_v"+providerVersion)
	if runtime.GOOS == "windows" {
		file += ".exe"
	}
	env := append(os.Environ(), "GOOS="+runtime.GOOS, "GOARCH="+runtime.GOARCH)
	cmd := process.Command(ctx, "", env, "go", "build", "-buildvcs=false", "-o", file, module)
	process.OwnGroup(cmd)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("building the provider: %w\n%s", errors.Join(err, ctx.Err()), text)
	}
	return nil
}

// configure makes the environment in which the CLI knows the mirror and nothing else, and the provider the platform.
func (w *workshop) configure() error {
	config := filepath.Join(w.home, "cli.tfrc")
	text := fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n",
		filepath.ToSlash(w.mirror()))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return err
	}
	// Whatever the user has set for other work has no say here.
	w.env = process.Environment("TF_", "DADOSFERA_", "PATH=")
	path := w.bin
	if err := w.nameCLI(); err != nil { // a system without links
		path = filepath.Dir(w.cli.Path)
	}
	w.env = append(w.env,
		"PATH="+path+string(os.PathListSeparator)+os.Getenv("PATH"),
		"TF_CLI_CONFIG_FILE="+config, "CHECKPOINT_DISABLE=1",
		"DADOSFERA_BASE_URL="+w.url, "DADOSFERA_CUSTOMER_NAME="+customer)
	if !w.page.colour {
		w.env = append(w.env, "TF_CLI_ARGS=-no-color")
	}
	return nil
}

// nameCLI puts the CLI on the PATH under the name that is typed in the story, and as terraform too, so that commands
// from anywhere else work.
func (w *workshop) nameCLI() error {
	if err := os.Symlink(w.cli.Path, filepath.Join(w.bin, w.program)); err != nil || w.cli.Product == tfcli.Terraform {
		return err
	}
	return os.Symlink(w.cli.Path, filepath.Join(w.bin, "terraform"))
}

// install runs init, which installs the provider. What it prints is mostly about lock files, and only of interest when
// it fails.
func (w *workshop) install(ctx context.Context) error {
	_, err := w.quiet(ctx, false, "init", "-input=false")
	return err
}

// write makes a file of the configuration.
func (w *workshop) write(name, text string) error {
	return os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600)
}

// read gives a file of the configuration.
func (w *workshop) read(name string) (string, error) {
	text, err := os.ReadFile(filepath.Join(w.dir, name))
	return string(text), err
}

// remove takes a file of the configuration away.
func (w *workshop) remove(name string) error { return os.Remove(filepath.Join(w.dir, name)) }

// close stops the platform and removes the folder.
func (w *workshop) close() error {
	w.stop()
	var err error
	if w.stopped != nil {
		err = <-w.stopped
	}
	if w.home == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(w.home))
}
