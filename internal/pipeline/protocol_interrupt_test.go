// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"go.uber.org/goleak"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/pipelinetest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// interrupt stops the provider, as Terraform does after Ctrl-C.
func (c *core) interrupt() {
	resp, err := c.StopProvider(c.t.Context(), &tfprotov6.StopProviderRequest{})
	if err != nil || resp.Error != "" {
		c.t.Errorf("StopProvider: got error %v and response %+v, want none", err, resp)
	}
}

// interruptAt interrupts the provider at a request, before the platform carries it out or after. The request gets no
// response until release is called, so an operation that waits for it never returns.
func (c *core) interruptAt(on maestrosim.Operation, carriedOut bool) (release func()) {
	hold := make(chan struct{})
	fault := maestrosim.Fault{On: on, Delay: time.Hour, Hook: c.interrupt}
	if carriedOut {
		fault = maestrosim.Fault{On: on, After: true, Status: 500, Hook: func() { c.interrupt(); <-hold }}
	}
	c.sim.Order(fault)
	return sync.OnceFunc(func() { close(hold) })
}

// Ctrl-C ends every operation, whether or not the platform carries out the request. The state agrees with the platform,
// and no goroutine is left.
func TestInterrupt_stateIsTrue(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	leaks := goleak.IgnoreCurrent()
	changed := wireConfig("name", "Sales", "cron", "0 1 * * *", "memory_mb", 100, "paused", true,
		"jobs.0.input.load_type", "incremental_with_qualify", "jobs.0.input.primary_keys", elems{"id"}, "jobs.0.input.column_include_list", elems{"id", "amount", "updated_at", "added"})
	for name, tc := range map[string]struct {
		on      maestrosim.Operation
		config  attrs // nil destroys
		creates bool
		summary string
	}{
		"create, at create":    {maestrosim.OpCreate, wireConfig(), true, "Unconfirmed pipeline creation"},
		"create, at pause":     {maestrosim.OpPause, changed, true, "Incomplete pipeline creation"},
		"create, at memory":    {maestrosim.OpSetMemory, changed, true, "Incomplete pipeline creation"},
		"update, at pause":     {maestrosim.OpPause, changed, false, "Cannot update pipeline"},
		"update, at update":    {maestrosim.OpUpdate, changed, false, "Cannot update pipeline"},
		"update, at memory":    {maestrosim.OpSetMemory, changed, false, "Cannot update pipeline"},
		"update, at sync mode": {maestrosim.OpSyncMode, changed, false, "Cannot update pipeline"},
		"update, at job input": {maestrosim.OpPatchJobInput, changed, false, "Cannot update pipeline"},
		"drain, at first read": {maestrosim.OpGet, nil, false, "Cannot drain pipeline"},
		"drain, at pause":      {maestrosim.OpPause, nil, false, "Cannot drain pipeline"},
		"drain, at runs":       {maestrosim.OpRuns, nil, false, "Cannot drain pipeline"},
		"delete":               {maestrosim.OpDelete, nil, false, "Cannot delete pipeline"},
	} {
		for when, carriedOut := range map[string]bool{"before it is carried out": false, "after it is carried out": true} {
			t.Run(name+", "+when, func(t *testing.T) {
				c := newCore(t, maestrosim.Options{}, nil)
				prior := c.Absent()
				if !tc.creates {
					prior = c.Create(wireConfig("drain_before_destroy", true))
				}
				p := c.Plan(prior, tc.config)
				release := c.interruptAt(tc.on, carriedOut)
				defer release()
				after, diags := c.Apply(p)
				release()
				if tc.on == maestrosim.OpCreate && carriedOut { // the pipeline is found, but not read back
					plugintest.OneDiagnostic(t, diags, plugintest.Warning, "",
						`Cannot read pipeline "Orders" after apply`, "interrupted")
				} else {
					plugintest.OneDiagnostic(t, diags, plugintest.Error, "", tc.summary, "interrupted")
				}
				c.sim.ClearFaults()
				c.checkState(after)
			})
		}
	}
	for _, on := range []maestrosim.Operation{maestrosim.OpGet, maestrosim.OpList} {
		t.Run("read, at "+string(on), func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Missing: maestrosim.MissingFastAPI}}, nil)
			i := c.Create(wireConfig())
			c.fixture().Remove(c.one().ID) // so that the list is requested, too
			defer c.interruptAt(on, false)()
			kept, diags := c.Refresh(i)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot read pipeline", "interrupted")
			if !kept.Value.Equal(i.Value) {
				t.Errorf("got state %s, want %s", kept.Value, i.Value)
			}
		})
	}
	goleak.VerifyNone(t, leaks)
}

// checkState reports differences between the state and the platform, and destroys the pipeline.
func (c *core) checkState(after plugintest.Instance) {
	c.t.Helper()
	held := c.sim.Pipelines(plugintest.Customer)
	if after.Value.IsNull() {
		if len(held) > 0 {
			c.t.Errorf("null state: got %d pipelines on the platform, want none", len(held))
		}
		return
	}
	refreshed, diags := c.Refresh(after)
	if len(held) == 0 {
		plugintest.OneDiagnostic(c.t, diags, plugintest.Warning, "", "Pipeline no longer exists")
		return
	}
	plugintest.NoDiagnostics(c.t, diags)
	plugintest.Same(c.t, "id", c.At(refreshed, "id"), held[0].ID)
	for _, name := range []string{"id", "name", "cron", "paused", "memory_mb"} {
		plugintest.Same(c.t, name+" before and after a refresh", c.At(after, name), c.At(refreshed, name))
	}
	memory := 0 // the platform's default
	if n, set := c.At(after, "memory_mb").(int); set {
		memory = n
	}
	if p := held[0]; p.Paused != c.At(after, "paused") || p.Name != c.At(after, "name") || memory > 0 && p.MemoryMB != memory {
		c.t.Errorf("got state %s, want that of the platform, %+v", after.Value, p)
	}
	plugintest.NoDiagnostics(c.t, c.destroyPlanned(refreshed))
	plugintest.Same(c.t, "pipelines after the destroy", len(c.sim.Pipelines(plugintest.Customer)), 0)
}

// destroyPlanned plans and applies a destroy, which succeeds, and returns the diagnostics of the apply.
func (c *core) destroyPlanned(i plugintest.Instance) []plugintest.Diagnostic {
	c.t.Helper()
	after, diags := c.Apply(c.Plan(i, nil))
	if !after.Value.IsNull() {
		c.t.Errorf("got state %s after the destroy, want null", after.Value)
	}
	return diags
}

// Ctrl-C also ends waits between requests: for runs, for a deletion, and for Retry-After.
func TestInterrupt_endsWaits(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	leaks := goleak.IgnoreCurrent()
	for name, tc := range map[string]struct {
		fault   maestrosim.Fault
		drains  bool
		summary string
	}{
		"for runs":               {maestrosim.Fault{On: maestrosim.OpRuns, Body: `[{"pipeline_run_id":"run","last_status":"RUNNING"}]`, Times: -1}, true, "Cannot drain pipeline"},
		"for a deletion":         {maestrosim.Fault{On: maestrosim.OpDelete, Status: 202}, false, "Cannot delete pipeline"},
		"for Retry-After, 503":   {maestrosim.Fault{On: maestrosim.OpDelete, Status: 503, Header: map[string]string{"Retry-After": "1000"}}, false, "Cannot delete pipeline"},
		"for Retry-After, 429":   {maestrosim.Fault{On: maestrosim.OpDelete, Status: 429, Header: map[string]string{"Retry-After": "1000"}}, false, "Cannot delete pipeline"},
		"for Retry-After, drain": {maestrosim.Fault{On: maestrosim.OpGet, Status: 503, Header: map[string]string{"Retry-After": "1000"}}, true, "Cannot drain pipeline"},
	} {
		t.Run(name, func(t *testing.T) {
			var c *core
			var request string                                                        // at which to interrupt
			c = newCore(t, maestrosim.Options{OnRequest: func(r maestrosim.Request) { // the response has been written
				if request != "" && r.Method+" "+pipelinetest.PathWithoutIDs(r.Path) == request {
					request = ""
					c.interrupt()
				}
			}}, nil)
			i := c.Create(wireConfig("drain_before_destroy", tc.drains))
			p := c.Plan(i, nil)
			request = map[maestrosim.Operation]string{
				maestrosim.OpRuns: "GET /platform/pipeline/{id}/pipeline_run", maestrosim.OpDelete: "DELETE /platform/pipeline/{id}", maestrosim.OpGet: "GET /platform/pipeline/{id}",
			}[tc.fault.On]
			c.sim.Order(tc.fault)
			// The error is about the interrupt, or about the response right before it.
			after, diags := c.Apply(p)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", tc.summary)
			c.sim.ClearFaults()
			// The next run is another process. This one may have recorded the Retry-After and would wait for it.
			c.Resource = plugintest.NewServer(t, c.url, nil).Resource(pipelineType)
			c.checkState(after)
		})
	}
	goleak.VerifyNone(t, leaks)
}
