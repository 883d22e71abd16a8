// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// several gives the state of n pipelines, made behind Terraform's back.
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

// The fixed limit is one for all resources: with one request in a quarter of an hour, the second pipeline finds no turn
// within its time, and hears so at once.
func TestRateLimit_isShared(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	all := c.importPipelines(2)
	c.Restart(attrs{"max_requests_per_second": 1.0 / 900})
	_, diags := c.Refresh(all[0])
	plugintest.NoDiagnostics(t, diags)
	_, diags = c.Refresh(all[1])
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "Orders 1", "no turn for this request within the operation's time", "max_requests_per_second")
	plugintest.Same(t, "requests", len(c.sim.Requests()), 1)
}

// A 429 to one resource holds all others, and not only the one that met it.
func TestRateLimit_429PausesAllRequests(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	all := c.importPipelines(3)
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 429, Header: map[string]string{"Retry-After": "3600"}, Body: `{"message":"slow down"}`})
	_, diags := c.Refresh(all[0])
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "Orders 0", "429", "slow down", "max_requests_per_second")
	for _, i := range all[1:] {
		_, diags := c.Refresh(i)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "the platform has answered 429 Too Many Requests and asks to wait 1h")
	}
	// Not even to find out whose name it is, or whether a pipeline is gone, anything is sent.
	_, diags = c.Apply(c.Plan(c.Absent(), wireConfig()))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Creating a pipeline failed", "was not created", "429")
	for _, r := range c.sim.Requests() {
		if !strings.HasSuffix(r.Path, "/test_pipeline_00000") {
			t.Errorf("%s %s was sent in everybody's pause", r.Method, r.Path)
		}
	}
}
