// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// requests returns the number of requests since the last call.
func (c *core) requests() int {
	n := len(c.sim.Requests())
	c.sim.ResetRequests()
	return n
}

// The number of requests for each operation, by the number of jobs and by what the platform hides.
func TestRequests_ofEachOperation(t *testing.T) {
	contract.NeedsDocumented(t, "counts or lists the requests to the documented platform")
	for _, jobs := range []int{1, 3, 50} {
		for hidden, readsPerJob := range map[maestrosim.Hidden]int{maestrosim.HiddenNone: 0, maestrosim.HiddenDocumented: 1, maestrosim.HiddenNull: 1} {
			t.Run(fmt.Sprintf("%d jobs, hidden %q", jobs, hidden), func(t *testing.T) {
				c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: hidden}}, nil)
				list := make(elems, jobs)
				for i := range list {
					job := wireJob()
					set(job, "input.table_name", fmt.Sprintf("orders_%d", i))
					list[i] = job
				}
				config := wireConfig("jobs", list)
				read := 1 + readsPerJob*jobs

				i := c.Create(config)
				plugintest.Same(t, "requests of a create", c.requests(), 1+1+read) // the list is for a name that is taken
				i, _ = c.Refresh(i)
				plugintest.Same(t, "requests of a refresh", c.requests(), read)
				if p := c.Plan(i, config); p.Changes() {
					t.Error("got changes after the refresh, want none")
				}
				plugintest.Same(t, "requests of a plan after it", c.requests(), 0)
				plugintest.NoDiagnostics(t, c.destroyPlanned(i))
				plugintest.Same(t, "requests of a destroy", c.requests(), 1)
			})
		}
	}
}

// An update and the refresh before it take two reads, and one request for each kind of change.
func TestRequests_ofAnUpdate(t *testing.T) {
	const reads = 2
	for name, tc := range map[string]struct {
		changes []any
		kinds   int
	}{
		"no change":           {nil, -1}, // nothing is read back
		"name":                {[]any{"name", "Sales"}, 1},
		"all fields of PATCH": {[]any{"name", "Sales", "description", "Sales of the shop", "cron", "@daily"}, 1},
		"paused":              {[]any{"paused", true}, 1},
		"memory_mb":           {[]any{"memory_mb", 4096}, 1},
		"additional column":   {[]any{"jobs.0.input.column_include_list", elems{"id", "amount", "updated_at", "shop"}}, 1},
		"load type": {[]any{"jobs.0.input.load_type", "full_load", "jobs.0.input.incremental_column_name", nil,
			"jobs.0.input.incremental_column_type", nil}, 1},
		"three kinds of change": {[]any{"name", "Sales", "paused", true, "memory_mb", 4096}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}}, nil)
			i := c.Create(wireConfig())
			c.requests()
			i, _ = c.Refresh(i)
			if p := c.Plan(i, wireConfig(tc.changes...)); p.Changes() {
				c.MustApply(i, wireConfig(tc.changes...))
			}
			plugintest.Same(t, "requests", c.requests(), reads+tc.kinds)
		})
	}
}

// One list serves all pipelines that have not changed.
func TestBulkRefresh_requests(t *testing.T) {
	pipelines := 200
	if testing.Short() {
		pipelines = 20
	}
	c := newCore(t, maestrosim.Options{}, nil)
	all := make([]plugintest.Instance, pipelines)
	for n := range all {
		all[n] = c.Create(wireConfig("name", fmt.Sprintf("Orders %d", n)))
	}
	c.Restart(attrs{"bulk_refresh": true})
	c.requests()
	for n := range all {
		refreshed, diags := c.Refresh(all[n])
		plugintest.NoDiagnostics(t, diags)
		if !refreshed.Value.Equal(all[n].Value) {
			t.Fatalf("pipeline %d: got state %s, want %s", n, refreshed.Value, all[n].Value)
		}
	}
	plugintest.Same(t, "requests", c.requests(), 1)
}
