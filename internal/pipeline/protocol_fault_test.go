// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The address of the platform is recorded too: "not found" from another platform proves nothing.
func TestPipelineRead_notFoundOnOtherPlatform(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	id := c.At(i, "id").(string)
	elsewhere := maestrosim.New(maestrosim.Options{Empty: true})
	other := openapi.NewServer(t, elsewhere)

	c.Restart(attrs{"base_url": other.URL})
	kept, diags := c.Refresh(i)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
		"Pipeline recorded at another base_url", id, c.url, other.URL, "state")
	if kept.Value.IsNull() {
		t.Error("got a null state, want the pipeline in it")
	}
	plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "",
		"Pipeline recorded at another base_url", c.url, other.URL, "not deleted")

	// A pipeline that is found on the other platform belongs there from then on.
	if err := elsewhere.Put(plugintest.Customer, c.one()); err != nil {
		t.Fatal(err)
	}
	moved, diags := c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	if err := elsewhere.Remove(plugintest.Customer, id); err != nil {
		t.Fatal(err)
	}
	_, diags = c.Refresh(moved)
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline no longer exists", id)
	c.Restart(nil)
	if err := c.sim.Remove(plugintest.Customer, id); err != nil {
		t.Fatal(err)
	}
	_, diags = c.Refresh(moved)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline recorded at another base_url", c.url, other.URL)
	_, diags = c.Refresh(i)
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline no longer exists", id)
}

// Older states hold the address as it was spelled in the configuration.
func TestPipelineRead_otherSpellingIsTheSamePlatform(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	var private map[string][]byte
	if err := json.Unmarshal(i.Private, &private); err != nil || len(private["base_url"]) == 0 {
		t.Fatalf("got the private state %s, %v, want a base_url in it", i.Private, err)
	}
	private["base_url"] = []byte(strconv.Quote(strings.Replace(c.url, "http:", "HTTP:", 1) + "/"))
	var err error
	if i.Private, err = json.Marshal(private); err != nil {
		t.Fatal(err)
	}

	id := c.At(i, "id").(string)
	if err := c.sim.Remove(plugintest.Customer, id); err != nil {
		t.Fatal(err)
	}
	_, diags := c.Refresh(i)
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline no longer exists", id)
}

// The requests after a create may not find the pipeline yet.
func TestPipelineCreate_slowToAppear(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	notFound := `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline not found","data":null}}`
	for _, on := range []maestrosim.Operation{maestrosim.OpPause, maestrosim.OpSetMemory, maestrosim.OpGet} {
		c.sim.Order(maestrosim.Fault{On: on, Status: 404, Body: notFound})
	}
	i := c.Create(wireConfig("paused", true, "memory_mb", 100))
	if p := c.one(); !p.Paused || p.MemoryMB != 100 {
		t.Errorf("got paused %t and memory %d, want true and 100", p.Paused, p.MemoryMB)
	}
	plugintest.Same(t, "status", c.At(i, "status"), "paused")
}

// The status may change only some time after the request that changes it.
func TestPipelineUpdate_slowPauseState(t *testing.T) {
	coreInBubble(t, maestrosim.Options{Contract: maestrosim.Contract{StatusLag: 1}}, nil, func(t *testing.T, c *core) {
		i := c.Create(wireConfig("paused", true))
		plugintest.Same(t, "status", c.At(i, "status"), "paused")
		i = c.MustApply(i, wireConfig())
		plugintest.Same(t, "status", c.At(i, "status"), "active")
		plugintest.Same(t, "paused", c.At(i, "paused"), false)
	})
}

// After an apply that could not read the pipeline back, a bulk refresh reads it: the list does not show all attributes.
func TestBulkRefresh_unreadPipelineIsRead(t *testing.T) {
	contract.NeedsDocumented(t, "is about what the documented response to a create proves")
	c := newCore(t, maestrosim.Options{}, nil)
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
	i, diags := c.Apply(c.Plan(c.Absent(), wireConfig()))
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", `Cannot read pipeline "Orders" after apply`)
	c.Restart(attrs{"bulk_refresh": true})
	i, diags = c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "status", c.At(i, "status"), "active")
	plugintest.Same(t, "job", c.At(i, "jobs.0.job_name"), "orders_extraction")
}

// clock is a clock that only the test advances.
type clock struct{ seconds atomic.Int64 }

func (c *clock) now() time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(c.seconds.Load()) * time.Second)
}

// A drain waits until the runs have ended; then the pipeline is deleted.
func TestPipelineDelete_drainWaitsForRuns(t *testing.T) {
	var clock clock
	coreInBubble(t, maestrosim.Options{Now: clock.now}, nil, func(t *testing.T, c *core) {
		i := c.Create(wireConfig("drain_before_destroy", true))
		id := c.one().ID
		if _, err := c.sim.StartRun(plugintest.Customer, id); err != nil {
			t.Fatal(err)
		}
		polls := 0
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, After: true, Status: 503, Hook: func() {
			polls++
			if len(c.sim.Pipelines(plugintest.Customer)) != 1 {
				t.Error("got a deleted pipeline during a run, want it to be kept")
			}
			clock.seconds.Add(3600)
		}})
		plugintest.NoDiagnostics(t, c.Destroy(i))
		plugintest.Same(t, "requests for the runs during the run", polls, 1)
		plugintest.Same(t, "pipelines after the destroy", len(c.sim.Pipelines(plugintest.Customer)), 0)
	})
}

// If a drain times out, the error names the runs, nothing is deleted, and the pipeline is unpaused again.
func TestPipelineDelete_drainTimeoutNamesRuns(t *testing.T) {
	var clock clock
	coreInBubble(t, maestrosim.Options{Now: clock.now}, nil, func(t *testing.T, c *core) {
		i := c.Create(wireConfig("drain_before_destroy", true))
		id := c.one().ID
		runID, err := c.sim.StartRun(plugintest.Customer, id)
		if err != nil {
			t.Fatal(err)
		}
		p := c.Plan(i, nil)
		ctx := newDeadline(t)
		fault := ctx.ExpireAt(maestrosim.OpRuns)
		fault.Skip = 1
		c.sim.Order(fault)
		after, diags := c.ApplyContext(ctx, p)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
			"Cannot drain pipeline", runID, "RUNNING", id, "timeouts = { delete = ",
			"was paused for the destroy, and was unpaused again")
		if after.Value.IsNull() || c.one().Paused {
			t.Errorf("got null state %t and paused %t, want neither", after.Value.IsNull(), c.one().Paused)
		}
	})
}

// A 404 about the runs does not mean that the pipeline no longer exists.
func TestPipelineDelete_drainWithoutRuns(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig("drain_before_destroy", true))
	id := c.one().ID
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Status: 404, Body: `{"detail":"no runs of pipeline_id ` + id + ` not found"}`, Times: -1})
	plugintest.NoDiagnostics(t, c.Destroy(i))
	plugintest.Same(t, "pipelines after the destroy", len(c.sim.Pipelines(plugintest.Customer)), 0)
	deletes := 0
	for _, call := range c.writes() {
		if strings.HasPrefix(call, "DELETE ") {
			deletes++
		}
	}
	plugintest.Same(t, "deletions", deletes, 1)
}

// Two jobs for the same table are reported even if attributes that do not identify the table are unknown.
func TestPipelineValidate_duplicateTableWithUnknowns(t *testing.T) {
	c := plugintest.NewUnconfigured(t).Resource(pipelineType)
	for _, field := range []string{"load_type", "column_include_list", "memory_allocation_mb", "extra", "replication_method", "incremental_column_name"} {
		plugintest.OneDiagnostic(t, c.Validate(wireConfig("jobs", elems{wireJob(), wireJob()}, "jobs.1.input."+field, unknown{})),
			plugintest.Warning, "jobs", "Duplicate table in jobs", "orders", "jobs[1]")
	}
}
