// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// The version that the linker sets is printed by -version and is part of the User-Agent.
func TestAccVersion_isPrintedAndSent(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	dir := t.TempDir()
	binary := filepath.Join(dir, "terraform-provider-dadosfera")
	build := exec.CommandContext(t.Context(), "go", "build", "-ldflags", "-s -w -X main.version=1.2.3", "-o", binary, ".")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	output, err := exec.CommandContext(t.Context(), binary, "-version").CombinedOutput()
	if want := "terraform-provider-dadosfera 1.2.3\n"; err != nil || string(output) != want {
		t.Errorf("got %q (%v), want %q", output, err, want)
	}

	cliConfig := filepath.Join(dir, "cli.tfrc")
	if err := os.WriteFile(cliConfig, []byte(tfcli.DevOverrides(dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	w := p.NewProgramWorkspace(t, "TF_CLI_CONFIG_FILE="+cliConfig)
	w.Write("main.tf", `data "dadosfera_pipelines" "all" {}`)
	w.Must(0, "plan")
	got := p.Requests()[0].Header.Get("User-Agent")
	terraform := "Terraform/"
	if cli := acctest.CLI(t); cli.Product == tfcli.Terraform { // OpenTofu sends a version of Terraform instead of its own.
		terraform += cli.Version
	}
	for _, want := range []string{"terraform-provider-dadosfera/1.2.3 ", terraform} {
		if !strings.Contains(got, want) {
			t.Errorf("got User-Agent %q, want %q in it", got, want)
		}
	}
}
