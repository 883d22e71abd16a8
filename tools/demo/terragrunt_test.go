// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// TestAccTerragrunt applies, plans and destroys a stack of two units, of which one depends on an output of the other.
// It is skipped if Terragrunt is not installed.
func TestAccTerragrunt(t *testing.T) {
	t.Parallel()
	s := open(t, maestrosim.Options{})
	if _, err := exec.LookPath("terragrunt"); err != nil {
		t.Skip(err)
	}
	for name, text := range map[string]string{
		"pipeline/main.tf": `terraform {
  required_providers {
    dadosfera = {
      source = "dadosfera/dadosfera"
    }
  }
}

resource "dadosfera_pipeline" "orders" {
  name = "Orders"

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "postgresql"
      table_schema    = "public"
      table_name      = "orders"
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
  }]
}

output "id" {
  value = dadosfera_pipeline.orders.id
}
`,
		"pipeline/terragrunt.hcl": "",
		"run/main.tf": `terraform {
  required_providers {
    dadosfera = {
      source = "dadosfera/dadosfera"
    }
  }
}

variable "pipeline_id" {
  type = string
}

resource "dadosfera_pipeline_run" "orders" {
  pipeline_id = var.pipeline_id
}
`,
		"run/terragrunt.hcl": `dependency "pipeline" {
  config_path = "../pipeline"
}

inputs = {
  pipeline_id = dependency.pipeline.outputs.id
}
`,
	} {
		file := filepath.Join(s.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.Env = append(s.Env, "TG_TF_PATH=terraform", "TG_NON_INTERACTIVE=true", "TG_NO_COLOR=true")

	must(t, s, "terragrunt run --all -- apply")
	must(t, s, "terragrunt run --all -- plan -detailed-exitcode")
	must(t, s, "terragrunt run --all -- destroy")
	for _, pipeline := range s.sim.Pipelines(customer) {
		if pipeline.ID != byHand {
			t.Errorf("got pipeline %q after the destroy, want none", pipeline.Name)
		}
	}
}
