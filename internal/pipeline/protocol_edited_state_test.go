// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// A state that was edited by hand may contain text that is not JSON. The error is about the state, not about the
// response.
func TestPipelineRead_stateEditedByHand(t *testing.T) {
	contract.NeedsDocumented(t, "expects a change of the status to be shown at once")
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig("jobs.0.input.extra", `{"a":1}`))
	for _, at := range []string{"jobs.0.input.extra", "jobs.0.transformations"} {
		state := plugintest.Plain(i.Value).(attrs)
		set(state, at, "not JSON")
		edited := plugintest.Instance{Value: c.Value(state), Private: i.Private, Identity: i.Identity}

		_, diags := c.Refresh(edited)

		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot read pipeline",
			"the state has a text that is not JSON", "terraform state rm")
	}
}
