// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// A mocked provider, in a test of a configuration, leaves null what only a configuration sets, and sends nothing.
func TestAccPipeline_mockLeavesOmittedSettingsNull(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewProgramWorkspace(t)
	w.Write("main.tf", block(fullLoadJob))
	if err := os.Mkdir(filepath.Join(w.Dir, "tests"), 0o700); err != nil {
		t.Fatal(err)
	}
	w.Write("tests/mock.tftest.hcl", `mock_provider "dadosfera" {}

run "apply" {
  assert {
    condition = alltrue([for value in [
      dadosfera_pipeline.test.cron, dadosfera_pipeline.test.description, dadosfera_pipeline.test.timeouts,
      dadosfera_pipeline.test.memory_mb, dadosfera_pipeline.test.deletion_policy, dadosfera_pipeline.test.allow_replacement,
      dadosfera_pipeline.test.export_before_destroy, dadosfera_pipeline.test.jobs[0].input.column_include_list,
    ] : value == null])
    error_message = "A setting that the configuration omits is not null."
  }
  assert {
    condition     = dadosfera_pipeline.test.id != null
    error_message = "The id is null."
  }
}
`)
	wantSays(t, w.Must(0, "test"), "1 passed, 0 failed")
	if got := len(p.Requests()); got > 0 {
		t.Errorf("got %d requests, want none", got)
	}
}
