// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The address that a pipeline was last seen at is remembered too: another platform's "not found" says nothing.
func TestPipelineRead_notFoundOnOtherPlatform(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	id := c.At(i, "id").(string)
	elsewhere := maestrosim.New(maestrosim.Options{Empty: true})
	other := openapi.NewServer(t, elsewhere)

	c.Restart(attrs{"base_url": other.URL})
	kept, diags := c.Refresh(i)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline was seen on another platform", id, c.url, other.URL, "state")
	if kept.Value.IsNull() {
		t.Error("it is out of the state")
	}
	plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "", "Pipeline was seen on another platform", c.url, other.URL, "not deleted")

	// Found there, it has moved.
	if err := elsewhere.Put(plugintest.Customer, c.one()); err != nil {
		t.Fatal(err)
	}
	moved, diags := c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	if err := elsewhere.Remove(plugintest.Customer, id); err != nil {
		t.Fatal(err)
	}
	_, diags = c.Refresh(moved)
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline is gone from the platform", id)
	c.Restart(nil)
	if err := c.sim.Remove(plugintest.Customer, id); err != nil {
		t.Fatal(err)
	}
	_, diags = c.Refresh(moved)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline was seen on another platform", c.url, other.URL)
	_, diags = c.Refresh(i)
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline is gone from the platform", id)
}

// A pipeline that was just created may take its time to be there for the calls that follow.
func TestPipelineCreate_slowToAppear(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	notFound := `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline not found","data":null}}`
	for _, on := range []maestrosim.Operation{maestrosim.OpPause, maestrosim.OpSetMemory, maestrosim.OpGet} {
		c.sim.Order(maestrosim.Fault{On: on, Status: 404, Body: notFound})
	}
	i := c.Create(wireConfig("paused", true, "memory_mb", 100))
	if p := c.one(); !p.Paused || p.MemoryMB != 100 {
		t.Errorf("it is paused %t, with %d MB", p.Paused, p.MemoryMB)
	}
	plugintest.Same(t, "status", c.At(i, "status"), "paused")
}

// The state of the schedule may lag behind the call that changes it.
func TestPipelineUpdate_slowPauseState(t *testing.T) {
	c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{StatusLag: 1}}, nil)
	i := c.Create(wireConfig("paused", true))
	plugintest.Same(t, "status", c.At(i, "status"), "paused")
	i = c.MustApply(i, wireConfig())
	plugintest.Same(t, "status", c.At(i, "status"), "active")
	plugintest.Same(t, "paused", c.At(i, "paused"), false)
}

// An apply that could not read back leaves a state that a list of all pipelines cannot complete.
func TestBulkRefresh_unreadPipelineIsRead(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
	i, diags := c.Apply(c.Plan(c.Absent(), wireConfig()))
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline could not be read back")
	c.Restart(attrs{"bulk_refresh": true})
	i, diags = c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "status", c.At(i, "status"), "active")
	plugintest.Same(t, "job", c.At(i, "jobs.0.job_name"), "orders_extraction")
}

// clock is moved by the test alone.
type clock struct{ seconds atomic.Int64 }

func (c *clock) now() time.Time {
	return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(c.seconds.Load()) * time.Second)
}

// Draining waits for what runs, and deletes when it has ended.
func TestPipelineDelete_drainWaitsForRuns(t *testing.T) {
	var hours clock
	c := newCore(t, maestrosim.Options{Now: hours.now}, nil)
	i := c.Create(wireConfig("drain_before_destroy", true))
	id := c.one().ID
	if _, err := c.sim.StartRun(plugintest.Customer, id); err != nil {
		t.Fatal(err)
	}
	looks := 0
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, After: true, Status: 503, Hook: func() {
		looks++
		if len(c.sim.Pipelines(plugintest.Customer)) != 1 {
			t.Error("it was deleted under a run")
		}
		hours.seconds.Add(3600)
	}})
	plugintest.NoDiagnostics(t, c.Destroy(i))
	if looks != 1 || len(c.sim.Pipelines(plugintest.Customer)) > 0 {
		t.Errorf("%d looks at the run, %d pipelines left", looks, len(c.sim.Pipelines(plugintest.Customer)))
	}
}

// Where the time is over before the runs are, they are named, nothing is deleted, and the pipeline goes on as before.
func TestPipelineDelete_drainTimeoutNamesRuns(t *testing.T) {
	var hours clock
	c := newCore(t, maestrosim.Options{Now: hours.now}, nil)
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
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Draining a pipeline failed", runID, "RUNNING", id, "timeouts = { delete = ")
	if after.Value.IsNull() || c.one().Paused {
		t.Errorf("out of the state %t, paused %t", after.Value.IsNull(), c.one().Paused)
	}
}

// That the runs are not found does not mean that the pipeline is.
func TestPipelineDelete_drainWithoutRuns(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig("drain_before_destroy", true))
	id := c.one().ID
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Status: 404, Body: `{"detail":"no runs of pipeline_id ` + id + ` not found"}`, Times: -1})
	plugintest.NoDiagnostics(t, c.Destroy(i))
	if left := c.sim.Pipelines(plugintest.Customer); len(left) > 0 {
		t.Errorf("%d pipelines are left", len(left))
	}
	deletes := 0
	for _, call := range c.writes() {
		if strings.HasPrefix(call, "DELETE ") {
			deletes++
		}
	}
	plugintest.Same(t, "deletions", deletes, 1)
}

// What is not known of a job and does not tell its table leaves the doubt about two of the same.
func TestPipelineValidate_duplicateTableWithUnknowns(t *testing.T) {
	c := plugintest.NewUnconfigured(t).Resource(pipelineType)
	for _, field := range []string{"load_type", "column_include_list", "memory_allocation_mb", "extra", "replication_method", "incremental_column_name"} {
		plugintest.OneDiagnostic(t, c.Validate(wireConfig("jobs", elems{wireJob(), wireJob()}, "jobs.1.input."+field, unknown{})),
			plugintest.Warning, "jobs.1.input.table_name", "Table extracted twice", "orders")
	}
}
