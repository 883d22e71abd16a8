// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/plugintest"
)

// A setting whose answer was lost and that no read shows may be either way on the platform: the next apply sends it
// again, also where the configuration is back to what the state says, and says why.
func TestWhatMayHaveArrivedIsSentAgain(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
	i := c.Create(wireConfig("memory_mb", 1000))
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, DropAfter: true})
	i, told := c.Apply(c.Plan(i, wireConfig("memory_mb", 3000)))
	plugintest.Only(t, told, plugintest.Error, "", "Updating a pipeline failed", "setting the memory failed")
	plugintest.Same(t, "what the state holds", c.At(i, "memory_mb"), 1000)
	plugintest.Same(t, "what the platform has", c.one().MemoryMB, 3000)

	i, told = c.Refresh(i)
	plugintest.Silent(t, told)
	p := c.Plan(i, wireConfig("memory_mb", 1000))
	plugintest.Only(t, p.Said, plugintest.Warning, "", "Sent again to make sure", `the pipeline "Orders"`, "memory_mb")
	if !p.Changes() {
		t.Error("the plan has nothing to do")
	}
	i, told = c.Apply(p)
	plugintest.Silent(t, told)
	plugintest.Same(t, "what the platform has now", c.one().MemoryMB, 1000)

	// Once it has arrived there is no doubt left.
	i, told = c.Refresh(i)
	plugintest.Silent(t, told)
	if p := c.Plan(i, wireConfig("memory_mb", 1000)); p.Changes() || len(p.Said) > 0 {
		t.Errorf("the next plan changes something, or says: %v", p.Said)
	}
}

// What was refused has not arrived, and is not sent again.
func TestWhatWasRefusedIsNotInDoubt(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
	i := c.Create(wireConfig("memory_mb", 1000))
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 400, Body: `{"message":"no","statusCode":400}`})
	i, told := c.Apply(c.Plan(i, wireConfig("memory_mb", 3000)))
	plugintest.Only(t, told, plugintest.Error, "", "Updating a pipeline failed", "no")
	if p := c.Plan(i, wireConfig("memory_mb", 1000)); p.Changes() || len(p.Said) > 0 {
		t.Errorf("the plan changes something, or says: %v", p.Said)
	}
}
