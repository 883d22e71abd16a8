// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// importPipelines creates n pipelines without Terraform, imports them, and returns their state.
func (c *core) importPipelines(n int) []plugintest.Instance {
	c.t.Helper()
	all := make([]plugintest.Instance, n)
	for i := range all {
		id := fmt.Sprintf("test_pipeline_%05d", i)
		c.put(id, fmt.Sprintf("Orders %d", i))
		var diags []plugintest.Diagnostic
		all[i], diags = c.Import(id, nil)
		plugintest.NoDiagnostics(c.t, diags)
	}
	c.sim.ResetRequests()
	return all
}

// max_requests_per_second limits the requests of all resources together: with one request in 15 minutes, the second
// pipeline cannot be read within its timeout, which is an error at once.
func TestRateLimit_isShared(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	all := c.importPipelines(2)
	c.Restart(attrs{"max_requests_per_second": 1.0 / 900})
	_, diags := c.Refresh(all[0])
	plugintest.NoDiagnostics(t, diags)
	_, diags = c.Refresh(all[1])
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
		"Cannot read pipeline", "Orders 1", "the rate limit did not permit this request within the time limit of the operation", "max_requests_per_second")
	plugintest.Same(t, "requests", len(c.sim.Requests()), 1)
}

// After a 429 for one resource, the requests of all others wait, too.
func TestRateLimit_429PausesAllRequests(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	all := c.importPipelines(3)
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 429, Header: map[string]string{"Retry-After": "3600"}, Body: `{"message":"slow down"}`})
	_, diags := c.Refresh(all[0])
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
		"Cannot read pipeline", "Orders 0", "429", "slow down", "max_requests_per_second")
	for _, i := range all[1:] {
		_, diags := c.Refresh(i)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
			"Cannot read pipeline", "the platform responded with 429 Too Many Requests and asks to wait 1h")
	}
	// A create sends nothing either, not even to look for a pipeline with the name.
	_, diags = c.Apply(c.Plan(c.Absent(), wireConfig()))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot create pipeline", "was not created", "429")
	for _, r := range c.sim.Requests() {
		if !strings.HasSuffix(r.Path, "/test_pipeline_00000") {
			t.Errorf("got request %s %s during the wait, want none", r.Method, r.Path)
		}
	}
}
