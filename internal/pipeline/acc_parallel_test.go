// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// Three hundred pipelines, fifty at a time, with one sign-in per run of the provider. The race detector is for
// TestPipeline_threeHundredConcurrently, where the provider is in the process of the test.
func TestAccPipeline_parallelism(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{Users: []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}}})
	w := p.NewProgramWorkspace(t, "DADOSFERA_USERNAME="+username, "DADOSFERA_PASSWORD="+password)
	w.Write("main.tf", many(100))
	for _, run := range []struct {
		command            string
		pipelines, signIns int
	}{
		{"apply", 100, 2}, // one run of the provider looks for names that are taken, another creates
		{"destroy", 0, 2}, // one run of the provider refreshes and plans, another destroys
	} {
		p.ResetRequests()
		w.Must(0, run.command, "-auto-approve", "-parallelism=50")
		wantPipelines(t, p, run.pipelines)
		if got := signIns(p); got != run.signIns {
			t.Errorf("%s: got %d sign-ins, want %d", run.command, got, run.signIns)
		}
	}
}
