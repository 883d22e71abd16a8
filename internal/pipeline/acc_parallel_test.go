// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// Three hundred pipelines, fifty at a time, by the real CLI, with one sign-in a run of the provider. What the race detector
// says to that is in TestPipeline_threeHundredConcurrently, where the provider is in its reach.
func TestAccPipeline_parallelism(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{Users: []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}}})
	w := p.NewWorkspace(t, "DADOSFERA_USERNAME="+username, "DADOSFERA_PASSWORD="+password)
	w.Write("main.tf", many(300))
	for _, run := range []struct {
		command       string
		held, signIns int
	}{
		{"apply", 300, 1}, // to plan what is new takes no request
		{"destroy", 0, 2}, // one run refreshes and plans, another destroys
	} {
		p.ResetRequests()
		w.Must(0, run.command, "-auto-approve", "-parallelism=50")
		if held := len(p.Pipelines(acctest.Customer)); held != run.held {
			t.Errorf("after %s the platform holds %d pipelines", run.command, held)
		}
		if got := signIns(p); got != run.signIns {
			t.Errorf("%s signs in %d times", run.command, got)
		}
	}
}
