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
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// Workspace is a folder in which a test runs the CLI as a person would, with the provider as a program of its own.
type Workspace struct {
	// Dir is the folder, with a required_providers block in it.
	Dir string

	t   *testing.T
	env []string
}

// commandTimeout ends a command that hangs; none takes a tenth of it.
const commandTimeout = 3 * time.Minute

// NewWorkspace makes an empty folder whose environment leads the provider to the platform.
func (p *Platform) NewWorkspace(t *testing.T, environment ...string) *Workspace {
	t.Helper()
	folder := providerFolder(t)
	w := &Workspace{Dir: t.TempDir(), t: t}
	w.Write("terraform.tf", "terraform {\n  required_providers {\n    dadosfera = {\n      source = \"dadosfera/dadosfera\"\n    }\n  }\n}\n")
	settings := filepath.Join(t.TempDir(), "cli.tfrc")
	if err := os.WriteFile(settings, []byte(tfcli.DevOverrides(folder)), 0o600); err != nil {
		t.Fatal(err)
	}
	w.env = append(os.Environ(),
		"TF_CLI_CONFIG_FILE="+settings, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_INPUT=0", "NO_COLOR=1",
		"DADOSFERA_BASE_URL="+p.URL, "DADOSFERA_CUSTOMER_NAME="+Customer,
	)
	w.env = append(w.env, environment...)
	return w
}

// Write puts a file into the folder.
func (w *Workspace) Write(name, content string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.Dir, name), []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// Command is the CLI with the arguments, ready to start.
func (w *Workspace) Command(ctx context.Context, args ...string) *exec.Cmd {
	w.t.Helper()
	cmd := exec.CommandContext(ctx, CLI(w.t).Path, args...)
	cmd.Dir, cmd.Env = w.Dir, w.env
	return cmd
}

// Run runs the CLI and gives what it printed, both streams, and its exit code.
func (w *Workspace) Run(args ...string) (output string, code int) {
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

// Must is Run for a command that has to give this exit code.
func (w *Workspace) Must(code int, args ...string) string {
	w.t.Helper()
	output, got := w.Run(args...)
	if got != code {
		w.t.Fatalf("%s: exit code %d, not %d:\n%s", strings.Join(args, " "), got, code, output)
	}
	return output
}

// Generate plans imports, with their configuration written into this file, and gives what the plan printed. A CLI that
// writes the file and fails over it plans once more.
func (w *Workspace) Generate(file string) string {
	w.t.Helper()
	generate := []string{"plan", "-generate-config-out=" + file}
	if CLI(w.t).GeneratesConfiguration() {
		return w.Must(0, generate...)
	}
	if output := w.Must(1, generate...); !Says(output, `attributes "job_id" and "job_name" are required`) {
		w.t.Fatalf("it fails for another reason:\n%s", output)
	}
	return w.Must(0, "plan")
}

// Says says whether an output has a sentence in it, wherever the CLI has broken its lines or framed them.
func Says(output, sentence string) bool {
	plain := func(text string) string {
		return strings.Join(strings.Fields(strings.ReplaceAll(text, "│", " ")), " ")
	}
	return strings.Contains(plain(output), plain(sentence))
}

// built is the provider as a program, built once for all tests of a package.
var built = sync.OnceValues(func() (folder string, err error) {
	folder, err = os.MkdirTemp("", "dadosfera-acctest-")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "build", "-o", filepath.Join(folder, "terraform-provider-dadosfera"), "github.com/dadosfera/terraform-provider-dadosfera")
	if output, err := cmd.CombinedOutput(); err != nil {
		return folder, fmt.Errorf("building the provider: %w\n%s", err, output)
	}
	return folder, nil
})

// builtFolder is for Main to remove.
var builtFolder atomic.Value

func providerFolder(t *testing.T) string {
	t.Helper()
	folder, err := built()
	builtFolder.Store(folder)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}
