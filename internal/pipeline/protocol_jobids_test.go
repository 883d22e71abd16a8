// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const jobIDs = "job_ids"

// ordersJobIDs returns job_ids for one job of the table public.orders.
func ordersJobIDs(id any) attrs { return attrs{"orders": id, "public.orders": id} }

func TestJobIDs_byTable(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	c := newCore(t, maestrosim.Options{}, nil)
	config := wireConfig()
	p := c.Plan(c.Absent(), config)
	plugintest.Same(t, "planned for a create", plugintest.ValueAt(t, p.Value, jobIDs), any(ordersJobIDs(unknown{})))
	i, diags := c.Apply(p)
	plugintest.NoDiagnostics(t, diags)
	want := any(ordersJobIDs(c.one().ID + "_0"))
	plugintest.Same(t, "created", c.At(i, jobIDs), want)

	// An update in place keeps the ids in the plan.
	for path, v := range map[string]any{"name": "Sales", "paused": true, "memory_mb": 100, "jobs.0.input.load_type": "full_load", "drain_before_destroy": true} {
		p := c.Plan(i, wireConfig(path, v))
		if !p.Changes() {
			t.Errorf("%s: got no changes, want an update", path)
		}
		plugintest.Same(t, "planned for a change of "+path, plugintest.ValueAt(t, p.Value, jobIDs), want)
	}
	i = c.MustApply(i, wireConfig("name", "Sales"))
	plugintest.Same(t, "updated", c.At(i, jobIDs), want)

	// A replacement has new ids.
	p = c.Plan(i, wireConfig("allow_replacement", true, "jobs.0.input.table_name", "items"))
	if len(p.RequiresReplace) == 0 {
		t.Error("another table: got an update, want a replacement")
	}
	plugintest.Same(t, "planned for a replacement", plugintest.ValueAt(t, p.Value, jobIDs), any(unknown{}))

	// Changes of the jobs by another user are drift.
	c.edit(func(p *maestrosim.Pipeline) { p.Jobs[0].Input["table_name"] = "items" })
	i, diags = c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "refreshed", c.At(i, jobIDs), any(attrs{"items": c.one().ID + "_0", "public.items": c.one().ID + "_0"}))
}

func TestJobIDs_unknownTables(t *testing.T) {
	withoutSchema := attrs{"input": attrs{"connector": "singer", "table_name": "contacts"}} // the platform may set it
	for path, v := range map[string]any{
		"jobs.0.input.table_name": unknown{}, // from a resource that is not created yet
		"jobs.0":                  withoutSchema,
		"jobs":                    unknown{},
	} {
		c := newCore(t, maestrosim.Options{}, nil)
		p := c.Plan(c.Absent(), wireConfig(path, v))
		plugintest.Same(t, path, plugintest.ValueAt(t, p.Value, jobIDs), any(unknown{}))
	}
}

func TestJobIDs_import(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: contract.Contract}, nil)
			created := c.Create(wireConfig("jobs", elems{wireJob(), wireJob()}, "jobs.1.input.table_name", "items"))
			i, diags := c.Import(c.one().ID, nil)
			plugintest.NoDiagnostics(t, diags)
			if p := c.Plan(i, c.GenerateConfigWithoutProvider(i)); p.Changes() {
				t.Error("generated configuration: got changes, want none")
			}
			ids := c.At(i, jobIDs).(attrs)
			plugintest.Same(t, "by schema and name", ids["public.items"], ids["items"])
			plugintest.Same(t, "ids after import and create", any(ids), c.At(created, jobIDs))
			plugintest.Same(t, "id of the second job", ids["items"], c.At(i, "jobs.1.job_id"))
			if id := strings.ToLower(strings.ReplaceAll(ids["items"].(string), "-", "_")); id != c.one().ID+"_1" {
				t.Errorf("got id %s of the second job, want %s_1", id, c.one().ID)
			}
		})
	}
}

// The state of an older release has no job_ids. A refresh adds them. Their absence alone is not a change.
func TestJobIDs_olderState(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	for name, settings := range map[string]attrs{"single reads": nil, "bulk refresh": {"bulk_refresh": true}} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			i := c.Create(wireConfig())
			old := c.WithoutAttributes(i, jobIDs)
			plugintest.Same(t, "in the older state", c.At(old, jobIDs), nil)
			if p := c.Plan(old, wireConfig()); p.Changes() {
				t.Error("without a refresh: got changes, want none")
			}
			// If another attribute changes, they are planned and set, even without a refresh.
			updated := c.MustApply(old, wireConfig("description", "d"))
			plugintest.Same(t, "after an update without a refresh", c.At(updated, jobIDs), any(ordersJobIDs(c.one().ID+"_0")))
			i = c.MustApply(updated, wireConfig())

			c.Restart(settings)
			i, diags := c.Refresh(c.WithoutAttributes(i, jobIDs))
			plugintest.NoDiagnostics(t, diags)
			plugintest.Same(t, "after a refresh", c.At(i, jobIDs), any(ordersJobIDs(c.one().ID+"_0")))
			if p := c.Plan(i, wireConfig()); p.Changes() {
				t.Error("after a refresh: got changes, want none")
			}
			// A change of the provider's default is a change without one in the configuration.
			c.Restart(attrs{"deletion_protection": true})
			i = c.MustApply(c.WithoutAttributes(i, jobIDs), wireConfig())
			plugintest.Same(t, "after a change of the provider's default", c.At(i, jobIDs), any(ordersJobIDs(c.one().ID+"_0")))
		})
	}
}

// A create that is not read back sets the ids in their documented form.
func TestJobIDs_createNotReadBack(t *testing.T) {
	contract.NeedsDocumented(t, "is about what the documented response to a create proves")
	coreInBubble(t, maestrosim.Options{}, attrs{"max_retries": 0}, func(t *testing.T, c *core) {
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Times: -1})
		i, diags := c.Apply(c.Plan(c.Absent(), wireConfig()))
		plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", `Cannot read pipeline "Orders" after apply`)
		plugintest.Same(t, "created", c.At(i, jobIDs), any(ordersJobIDs(c.one().ID+"_0")))
	})
}

// A table that a failed update adds to the state has its job id there.
func TestJobIDs_incompleteUpdate(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
	const id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: id, Name: "Files", Paused: true, Jobs: []maestrosim.Job{{Input: map[string]any{"plugin": "csv"}}}}); err != nil {
		t.Fatal(err)
	}
	i, diags := c.Import(id, nil)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "without a table", c.At(i, jobIDs), any(attrs{}))

	p := c.Plan(i, attrs{"name": "Files", "jobs": elems{attrs{"input": attrs{"plugin": "csv", "table_name": "files"}}}})
	plugintest.Same(t, "planned", plugintest.ValueAt(t, p.Value, jobIDs), any(attrs{"files": id + "_0"}))
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpUnpause, Status: 500}, maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Times: -1})
	i, diags = c.Apply(p)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot update pipeline", "unpausing")
	plugintest.Same(t, "in the state", c.At(i, jobIDs), any(attrs{"files": id + "_0"}))
}
