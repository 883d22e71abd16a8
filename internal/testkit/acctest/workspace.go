// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// Workspace is a directory in which a test runs the CLI as a user does.
type Workspace struct {
	// Dir is the directory. It has a required_providers block in terraform.tf.
	Dir string

	t   *testing.T
	env []string
	// served is whether this process serves the provider to each command.
	served bool
}

// commandTimeout is how long a command may run. With a simulator, none takes a tenth of it.
const commandTimeout = 10 * time.Minute

// NewWorkspace returns an empty workspace, whose file provider.tf configures the provider for the platform with the
// given settings, each a line of the provider block. This process serves a new provider to each command, which takes a
// third of the time of a program that each command starts several times. So the provider has the working directory, the
// environment and the log of the test, and there can be only one provider block.
func (p *Platform) NewWorkspace(t *testing.T, settings ...string) *Workspace {
	t.Helper()
	return newServedWorkspace(t, p.Provider(settings...))
}

func newServedWorkspace(t *testing.T, providerBlock string) *Workspace {
	t.Helper()
	w := newWorkspace(t)
	w.served = true
	w.Write("provider.tf", providerBlock)
	return w
}

// NewProgramWorkspace returns an empty workspace in which the provider is a program, as for a user. Its environment
// configures the provider for the platform, and has the given variables, in the form "NAME=value", in addition.
func (p *Platform) NewProgramWorkspace(t *testing.T, environment ...string) *Workspace {
	t.Helper()
	return newProgramWorkspace(t, append([]string{
		"DADOSFERA_BASE_URL=" + p.URL, "DADOSFERA_CUSTOMER_NAME=" + Customer,
	}, environment...)...)
}

func newProgramWorkspace(t *testing.T, environment ...string) *Workspace {
	t.Helper()
	if err := buildProgram(); err != nil {
		t.Fatal(err)
	}
	settings := filepath.Join(t.TempDir(), "cli.tfrc")
	if err := os.WriteFile(settings, []byte(tfcli.DevOverrides(programDir)), 0o600); err != nil {
		t.Fatal(err)
	}
	return newWorkspace(t, append([]string{"TF_CLI_CONFIG_FILE=" + settings}, environment...)...)
}

func newWorkspace(t *testing.T, environment ...string) *Workspace {
	t.Helper()
	w := &Workspace{Dir: t.TempDir(), t: t}
	w.Write("terraform.tf", `terraform {
  required_providers {
    dadosfera = {
      source = "dadosfera/dadosfera"
    }
  }
}
`)
	w.env = append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "NO_COLOR=1")
	w.env = append(w.env, environment...)
	return w
}

// Write writes a file in the directory.
func (w *Workspace) Write(name, content string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.Dir, name), []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// Command returns a command of the CLI that has not been started.
func (w *Workspace) Command(ctx context.Context, args ...string) *exec.Cmd {
	w.t.Helper()
	cmd := exec.CommandContext(ctx, CLI(w.t).Path, args...)
	cmd.Dir, cmd.Env = w.Dir, w.env
	if w.served {
		cmd.Env = append(slices.Clone(w.env), "TF_REATTACH_PROVIDERS="+serve(ctx, w.t))
	}
	return cmd
}

// Run runs a command of the CLI, and returns what it printed to both streams, and its exit status.
func (w *Workspace) Run(args ...string) (output string, status int) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), commandTimeout)
	defer cancel()
	cmd := w.Command(ctx, append(args, "-no-color")...)
	var printed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &printed, &printed
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		w.t.Fatalf("%v: %v", args, err)
	}
	return printed.String(), cmd.ProcessState.ExitCode()
}

// Must is Run for a command that has to exit with this status. Otherwise it fails the test.
func (w *Workspace) Must(status int, args ...string) string {
	w.t.Helper()
	output, got := w.Run(args...)
	if got != status {
		w.t.Fatalf("%s: got exit status %d, want %d:\n%s", strings.Join(args, " "), got, status, output)
	}
	return output
}

// Generate plans imports, whose blocks it writes into import.tf, with configuration that is generated into a file. It
// returns what the plan printed. A CLI that generates the file and then reports an error in it plans once more.
func (w *Workspace) Generate(imports, file string) string {
	w.t.Helper()
	const importFile = "import.tf"
	defer w.Write(importFile, imports)
	w.Write(importFile, imports)
	if CLI(w.t).NeedsProviderInImports() { // and refuses it once the resource block exists
		w.Write(importFile, strings.ReplaceAll(imports, "\n}\n", "\n  provider = dadosfera\n}\n"))
	}

	generate := []string{"plan", "-generate-config-out=" + file}
	if CLI(w.t).GeneratesConfiguration() {
		return w.Must(0, generate...)
	}
	if output := w.Must(1, generate...); !Says(output, `attributes "job_id" and "job_name" are required`) {
		w.t.Fatalf("got another error than the known one:\n%s", output)
	}
	return w.Must(0, "plan")
}

// Says reports whether an output contains a sentence, regardless of the line breaks and frames of the CLI.
func Says(output, sentence string) bool {
	plain := func(text string) string {
		return strings.Join(strings.Fields(strings.ReplaceAll(text, "│", " ")), " ")
	}
	return strings.Contains(plain(output), plain(sentence))
}

// buildProgram builds the provider into programDir, once for all tests of a package.
var buildProgram = sync.OnceValue(func() error {
	if programDir == "" {
		return errors.New("acctest.Main was not called from TestMain")
	}
	program := filepath.Join(programDir, "terraform-provider-dadosfera")
	cmd := exec.Command("go", "build", "-ldflags", "-s -w", "-o", program, "github.com/dadosfera/terraform-provider-dadosfera")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0") // as in a release
	output, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("building the provider: %w\n%s", err, output)
	}
	return nil
})
