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

// The version that the linker sets is what -version prints, and what the platform is told.
func TestAccVersion(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	folder := t.TempDir()
	program := filepath.Join(folder, "terraform-provider-dadosfera")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-ldflags", "-X main.version=1.2.3", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if output, err := exec.CommandContext(t.Context(), program, "-version").CombinedOutput(); err != nil || string(output) != "terraform-provider-dadosfera 1.2.3\n" {
		t.Errorf("-version prints %q (%v)", output, err)
	}

	settings := filepath.Join(folder, "cli.tfrc")
	if err := os.WriteFile(settings, []byte(tfcli.DevOverrides(folder)), 0o600); err != nil {
		t.Fatal(err)
	}
	w := p.NewWorkspace(t, "TF_CLI_CONFIG_FILE="+settings)
	w.Write("main.tf", `data "dadosfera_pipelines" "all" {}`)
	w.Must(0, "plan")
	agent := p.Requests()[0].Header.Get("User-Agent")
	who := "Terraform/"
	if cli := acctest.CLI(t); cli.Product == tfcli.Terraform { // OpenTofu tells providers which Terraform it is like
		who += cli.Version
	}
	for _, part := range []string{"terraform-provider-dadosfera/1.2.3 ", who} {
		if !strings.Contains(agent, part) {
			t.Errorf("the platform is told %q, without %q", agent, part)
		}
	}
}
