// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The actions, and the summary of what goes wrong with them.
var switches = map[string]struct {
	paused  bool
	on      maestrosim.Operation
	summary string
	words   string
}{
	"dadosfera_pipeline_pause":   {true, maestrosim.OpPause, "Pausing a pipeline failed", "is not known to be paused"},
	"dadosfera_pipeline_unpause": {false, maestrosim.OpUnpause, "Unpausing a pipeline failed", "is not known to be unpaused"},
}

// Pausing and unpausing do so in either spelling of the id, and what is so already is a success.
func TestPauseActions_success(t *testing.T) {
	for name, tc := range switches {
		t.Run(name, func(t *testing.T) {
			for _, before := range []bool{true, false} {
				c := newCore(t, maestrosim.Options{}, nil)
				id := c.At(c.Create(wireConfig("paused", before)), "id").(string)
				for _, spelled := range []string{id, strings.ReplaceAll(id, "_", "-")} {
					progress, said := c.Action(name).Invoke(attrs{"pipeline_id": spelled})
					plugintest.Silent(t, said)
					word := map[bool]string{true: "paused", false: "unpaused"}[tc.paused]
					plugintest.Same(t, "progress", progress, []string{`The pipeline "Orders" (` + spelled + `) is ` + word})
					if c.one().Paused != tc.paused {
						t.Errorf("it is paused %t", c.one().Paused)
					}
				}
			}
		})
	}
}

func TestPauseActions_failure(t *testing.T) {
	for name, tc := range switches {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			id := c.At(c.Create(wireConfig("paused", !tc.paused)), "id").(string)

			_, said := c.Action(name).Invoke(attrs{"pipeline_id": "no_such_pipeline_1"})
			plugintest.Only(t, said, plugintest.Error, "pipeline_id", tc.summary, "no_such_pipeline_1", plugintest.Customer, "PipelineNotFound")

			c.sim.Order(maestrosim.Fault{On: tc.on, Status: 403, Body: `{"message":"not yours"}`})
			_, said = c.Action(name).Invoke(attrs{"pipeline_id": id})
			plugintest.Only(t, said, plugintest.Error, "", tc.summary, `"Orders" (`+id+`)`, tc.words, "not yours", "permission")

			// The name is for what is said: without it, the call is made all the same.
			c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
			progress, said := c.Action(name).Invoke(attrs{"pipeline_id": id})
			plugintest.Silent(t, said)
			if c.one().Paused != tc.paused || len(progress) != 1 {
				t.Errorf("it is paused %t, and said %q", c.one().Paused, progress)
			}
		})
	}
}

func TestPauseActions_validation(t *testing.T) {
	for name := range switches {
		a := plugintest.NewUnconfigured(t).Action(name)
		for _, good := range []any{later{}, "1b33ad2f-33d3-4837-9eeb-83c82c8b909d", "test_pipeline_12345"} {
			plugintest.Silent(t, a.Validate(attrs{"pipeline_id": good}))
			plugintest.Silent(t, a.Plan(attrs{"pipeline_id": good}))
		}
		plugintest.Only(t, a.Validate(attrs{"pipeline_id": " "}), plugintest.Error, "pipeline_id", "Invalid pipeline id")
	}
}
