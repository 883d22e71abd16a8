// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"go.uber.org/goleak"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/pipelinetest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// interrupt is Terraform's word to the provider after Ctrl-C.
func (c *core) interrupt() {
	resp, err := c.StopProvider(c.t.Context(), &tfprotov6.StopProviderRequest{})
	if err != nil || resp.Error != "" {
		c.t.Errorf("stop: %v, %+v", err, resp)
	}
}

// interruptAt orders an interrupt at a request that then gets no answer, before the platform works on it or after. So
// whatever waits for that answer for longer than it takes to leave would wait for ever; release ends it for the platform.
func (c *core) interruptAt(on maestrosim.Operation, worked bool) (release func()) {
	hold := make(chan struct{})
	fault := maestrosim.Fault{On: on, Delay: time.Hour, Hook: c.interrupt}
	if worked {
		fault = maestrosim.Fault{On: on, After: true, Status: 500, Hook: func() { c.interrupt(); <-hold }}
	}
	c.sim.Order(fault)
	return sync.OnceFunc(func() { close(hold) })
}

// Ctrl-C stops whatever waits, whether it has reached the platform or not; the state is true, and nothing goes on running.
func TestInterrupt_stateIsTrue(t *testing.T) {
	leaks := goleak.IgnoreCurrent()
	changed := wireConfig("name", "Sales", "cron", "0 1 * * *", "memory_mb", 100, "paused", true,
		"jobs.0.input.load_type", "incremental_with_qualify", "jobs.0.input.primary_keys", elems{"id"}, "jobs.0.input.column_include_list", elems{"id", "amount", "updated_at", "added"})
	for name, tc := range map[string]struct {
		on      maestrosim.Operation
		config  attrs // nil destroys
		creates bool
		summary string
	}{
		"in create, at the create":   {maestrosim.OpCreate, wireConfig(), true, "Creating a pipeline may have succeeded"},
		"in create, at the pause":    {maestrosim.OpPause, changed, true, "Creating a pipeline stopped half way"},
		"in create, at the memory":   {maestrosim.OpSetMemory, changed, true, "Creating a pipeline stopped half way"},
		"in update, at the pause":    {maestrosim.OpPause, changed, false, "Updating a pipeline failed"},
		"in update, at the change":   {maestrosim.OpUpdate, changed, false, "Updating a pipeline failed"},
		"in update, at the memory":   {maestrosim.OpSetMemory, changed, false, "Updating a pipeline failed"},
		"in update, at the mode":     {maestrosim.OpSyncMode, changed, false, "Updating a pipeline failed"},
		"in update, at the input":    {maestrosim.OpPatchJobInput, changed, false, "Updating a pipeline failed"},
		"in drain, at the first get": {maestrosim.OpGet, nil, false, "Draining a pipeline failed"},
		"in drain, at the pause":     {maestrosim.OpPause, nil, false, "Draining a pipeline failed"},
		"in drain, at the runs":      {maestrosim.OpRuns, nil, false, "Draining a pipeline failed"},
		"in delete":                  {maestrosim.OpDelete, nil, false, "Deleting a pipeline failed"},
	} {
		for when, worked := range map[string]bool{"before the work": false, "after the work": true} {
			t.Run(name+", "+when, func(t *testing.T) {
				c := newCore(t, maestrosim.Options{}, nil)
				prior := c.Absent()
				if !tc.creates {
					prior = c.Create(wireConfig("drain_before_destroy", true))
				}
				p := c.Plan(prior, tc.config)
				release := c.interruptAt(tc.on, worked)
				defer release()
				after, diags := c.Apply(p)
				release()
				if tc.on == maestrosim.OpCreate && worked { // found by a look, and then interrupted before it is read back
					plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline could not be read back", "interrupted")
				} else {
					plugintest.OneDiagnostic(t, diags, plugintest.Error, "", tc.summary, "interrupted")
				}
				c.sim.ClearFaults()
				c.stateIsTrue(after)
			})
		}
	}
	for _, on := range []maestrosim.Operation{maestrosim.OpGet, maestrosim.OpList} {
		t.Run("in read, at "+string(on), func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Missing: maestrosim.MissingFastAPI}}, nil)
			i := c.Create(wireConfig())
			held := c.one()
			if err := c.sim.Remove(plugintest.Customer, held.ID); err != nil { // so that the list is asked
				t.Fatal(err)
			}
			defer c.interruptAt(on, false)()
			kept, diags := c.Refresh(i)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "interrupted")
			if !kept.Value.Equal(i.Value) {
				t.Error("the state is another one")
			}
		})
	}
	goleak.VerifyNone(t, leaks)
}

// stateIsTrue wants the state to say what the platform holds, and the next run to go on from there.
func (c *core) stateIsTrue(after plugintest.Instance) {
	c.t.Helper()
	held := c.sim.Pipelines(plugintest.Customer)
	if after.Value.IsNull() {
		if len(held) > 0 {
			c.t.Errorf("the state has nothing, and the platform holds %d pipelines", len(held))
		}
		return
	}
	now, diags := c.Refresh(after)
	if len(held) == 0 {
		plugintest.OneDiagnostic(c.t, diags, plugintest.Warning, "", "Pipeline is gone from the platform")
		return
	}
	plugintest.NoDiagnostics(c.t, diags)
	plugintest.Same(c.t, "id", c.At(now, "id"), held[0].ID)
	for _, name := range []string{"id", "name", "cron", "paused", "memory_mb"} {
		plugintest.Same(c.t, name+" before and after a refresh", c.At(after, name), c.At(now, name))
	}
	memory := 0 // the platform's default, which nobody has set
	if n, set := c.At(after, "memory_mb").(int); set {
		memory = n
	}
	if p := held[0]; p.Paused != c.At(after, "paused") || p.Name != c.At(after, "name") || memory > 0 && p.MemoryMB != memory {
		c.t.Errorf("the platform holds %+v, and the state %s", p, after.Value)
	}
	plugintest.NoDiagnostics(c.t, c.destroyQuietly(now))
	if left := len(c.sim.Pipelines(plugintest.Customer)); left > 0 {
		c.t.Errorf("%d pipelines are left", left)
	}
}

// destroyQuietly destroys, drained or not.
func (c *core) destroyQuietly(i plugintest.Instance) []plugintest.Diagnostic {
	c.t.Helper()
	after, diags := c.Apply(c.Plan(i, nil))
	if !after.Value.IsNull() {
		c.t.Error("it stays in the state")
	}
	return diags
}

// Waiting is interrupted too, between two looks: for runs to end, for a deletion to be done, for the end of a Retry-After.
func TestInterrupt_endsWaits(t *testing.T) {
	leaks := goleak.IgnoreCurrent()
	for name, tc := range map[string]struct {
		fault   maestrosim.Fault
		drains  bool
		summary string
	}{
		"for runs to end":        {maestrosim.Fault{On: maestrosim.OpRuns, Body: `[{"pipeline_run_id":"run","last_status":"RUNNING"}]`, Times: -1}, true, "Draining a pipeline failed"},
		"for a deletion":         {maestrosim.Fault{On: maestrosim.OpDelete, Status: 202}, false, "Deleting a pipeline failed"},
		"for the platform":       {maestrosim.Fault{On: maestrosim.OpDelete, Status: 503, Header: map[string]string{"Retry-After": "1000"}}, false, "Deleting a pipeline failed"},
		"for everybody's pause":  {maestrosim.Fault{On: maestrosim.OpDelete, Status: 429, Header: map[string]string{"Retry-After": "1000"}}, false, "Deleting a pipeline failed"},
		"before drain's own get": {maestrosim.Fault{On: maestrosim.OpGet, Status: 503, Header: map[string]string{"Retry-After": "1000"}}, true, "Draining a pipeline failed"},
	} {
		t.Run(name, func(t *testing.T) {
			var c *core
			var at string
			c = newCore(t, maestrosim.Options{OnRequest: func(r maestrosim.Request) { // its answer is written by then
				if at != "" && r.Method+" "+pipelinetest.PathWithoutIDs(r.Path) == at {
					at = ""
					c.interrupt()
				}
			}}, nil)
			i := c.Create(wireConfig("drain_before_destroy", tc.drains))
			p := c.Plan(i, nil)
			at = map[maestrosim.Operation]string{
				maestrosim.OpRuns: "GET /platform/pipeline/{id}/pipeline_run", maestrosim.OpDelete: "DELETE /platform/pipeline/{id}", maestrosim.OpGet: "GET /platform/pipeline/{id}",
			}[tc.fault.On]
			c.sim.Order(tc.fault)
			// The proof is that it comes back. It says that it was interrupted, or what it heard right before.
			after, diags := c.Apply(p)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", tc.summary)
			c.sim.ClearFaults()
			// The next run is another process. This one may have heard of the 1000 seconds, and would keep them.
			c.Resource = plugintest.NewServer(t, c.url, nil).Resource(pipelineType)
			c.stateIsTrue(after)
		})
	}
	goleak.VerifyNone(t, leaks)
}
