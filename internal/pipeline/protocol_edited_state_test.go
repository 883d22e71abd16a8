// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// A state that was edited by hand can hold text that is not JSON. The error blames the state, not the platform's response.
func TestPipelineRead_stateEditedByHand(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig("jobs.0.input.extra", `{"a":1}`))
	for _, at := range []string{"jobs.0.input.extra", "jobs.0.transformations"} {
		state := plugintest.Plain(i.Value).(attrs)
		set(state, at, "no JSON")
		if _, said := c.Refresh(plugintest.Instance{Value: c.Value(state), Private: i.Private, Identity: i.Identity}); len(said) != 1 ||
			!strings.Contains(said[0].Detail, "the state has a text that is not JSON") || strings.Contains(said[0].Detail, "answered") {
			t.Errorf("%s: %v", at, said)
		}
	}
}
