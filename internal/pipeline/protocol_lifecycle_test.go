// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

func TestPipeline_lifeCycle(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	config := wireConfig("description", "d", "cron", "0 6 * * *", "paused", true, "memory_mb", 3000)
	i := c.Create(config)
	id := c.one().ID
	plugintest.Same(t, "id", c.At(i, "id"), id)
	plugintest.Same(t, "identity", c.IdentityOf(i), id)
	plugintest.Same(t, "job id", c.At(i, "jobs.0.job_id"), id+"_0")
	plugintest.Same(t, "status", c.At(i, "status"), "paused")
	plugintest.Same(t, "customer", c.At(i, "customer_id"), plugintest.Customer)
	plugintest.Same(t, "protection", c.At(i, "deletion_protection"), false)
	plugintest.Same(t, "calls", c.writes()[1:], []string{
		`POST /platform/pipeline/pause {"pipeline_id":"` + id + `"}`, `PUT /platform/pipeline/{id}/memory {"amount":3000}`,
	})
	if p := c.Plan(i, config); p.Changes() || len(p.Diagnostics) > 0 {
		t.Errorf("the plan after the create changes something, or says: %v", p.Diagnostics)
	}
	again, diags := c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	if !again.Value.Equal(i.Value) {
		t.Errorf("reading changes the state: %s", again.Value)
	}
	plugintest.Same(t, "identity", c.IdentityOf(again), id)

	c.sim.ResetRequests()
	set(config, "name", "Sales")
	set(config, "cron", nil)
	set(config, "paused", false)
	set(config, "memory_mb", nil)
	i = c.MustApply(again, config)
	plugintest.Same(t, "calls", c.writes(), []string{
		`PATCH /platform/pipeline/{id} {"name":"Sales","cron":null}`, `PUT /platform/pipeline/{id}/memory {"amount":2048}`,
		`POST /platform/pipeline/unpause {"pipeline_id":"` + id + `"}`,
	})
	plugintest.Same(t, "identity", c.IdentityOf(i), id)
	plugintest.Same(t, "status", c.At(i, "status"), "active")
	if p := c.Plan(i, config); p.Changes() {
		t.Error("the plan after the update changes something")
	}
	plugintest.NoDiagnostics(t, c.Destroy(i))
	if left := c.sim.Pipelines(plugintest.Customer); len(left) > 0 {
		t.Errorf("%d pipelines are left", len(left))
	}
}

// Whatever the platform's spelling of ids, and when it changes it: the state has the first one, and the identity is one
// spelling for life.
func TestPipeline_idAndIdentityKeepSpelling(t *testing.T) {
	for _, spelling := range []maestrosim.Spelling{maestrosim.SpellingUnderscore, maestrosim.SpellingHyphen, maestrosim.SpellingUpper} {
		t.Run("created where it is "+string(spelling), func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Spelling: spelling}}, nil)
			i := c.Create(wireConfig())
			id := c.one().ID
			shown := c.At(i, "id")
			if !strings.EqualFold(strings.ReplaceAll(shown.(string), "-", "_"), id) || (spelling != maestrosim.SpellingUnderscore) != (shown != id) {
				t.Errorf("the state has %v", shown)
			}
			plugintest.Same(t, "identity", c.IdentityOf(i), id)
			for _, later := range []maestrosim.Spelling{maestrosim.SpellingHyphen, maestrosim.SpellingUpper, maestrosim.SpellingUnderscore} {
				c.sim.SetContract(maestrosim.Contract{Spelling: later})
				again, diags := c.Refresh(i)
				plugintest.NoDiagnostics(t, diags)
				plugintest.Same(t, "id", c.At(again, "id"), shown)
				plugintest.Same(t, "identity", c.IdentityOf(again), id)
				if p := c.Plan(again, wireConfig()); p.Changes() {
					t.Errorf("another spelling is a change")
				}
				i = c.MustApply(again, wireConfig("description", string(later)))
				plugintest.Same(t, "identity", c.IdentityOf(i), id)
				i = c.MustApply(i, wireConfig())
			}
		})
	}
}

func TestPipelineImport_idAndIdentity(t *testing.T) {
	const id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	hyphens := strings.ReplaceAll(id, "_", "-")
	for name, tc := range map[string]struct {
		held, id string
		identity attrs
	}{
		"underscores":             {id, id, nil},
		"hyphens":                 {id, hyphens, nil},
		"upper case":              {id, strings.ToUpper(hyphens), nil},
		"identity":                {id, "", attrs{"pipeline_id": id}},
		"identity with hyphens":   {id, "", attrs{"pipeline_id": hyphens}},
		"an id that is no UUID":   {"test_pipeline_12345", "test_pipeline_12345", nil},
		"identity that is none":   {"test_pipeline_12345", "", attrs{"pipeline_id": "test_pipeline_12345"}},
		"an id with a space":      {"old pipeline", "old pipeline", nil},
		"an id with a slash":      {"a/b", "a/b", nil},
		"upper case that is none": {"Old_Pipeline", "Old_Pipeline", nil},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, attrs{"deletion_protection": true})
			if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: tc.held, Name: "By hand", Paused: true, Jobs: []maestrosim.Job{{Input: map[string]any{
				"connector": "jdbc", "plugin": "mysql", "table_schema": "s", "table_name": "t", "load_type": "full_load", "x": map[string]any{"y": true},
				"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "c"},
			}}}}); err != nil {
				t.Fatal(err)
			}
			i, diags := c.Import(tc.id, tc.identity)
			plugintest.NoDiagnostics(t, diags)
			plugintest.Same(t, "id", c.At(i, "id"), tc.held)
			plugintest.Same(t, "identity", c.IdentityOf(i), tc.held)
			plugintest.Same(t, "paused", c.At(i, "paused"), true)
			plugintest.Same(t, "extra", c.At(i, "jobs.0.input.extra"), `{"x":{"y":true}}`)
			plugintest.Same(t, "connection", c.At(i, "jobs.0.input.auth_parameters.config_id"), "c")
			plugintest.Same(t, "protection", c.At(i, "deletion_protection"), true)
			plugintest.Same(t, "drain", c.At(i, "drain_before_destroy"), false)

			for generator, config := range map[string]attrs{"by the provider": c.Generate(i), "by the CLI": c.GenerateConfigWithoutProvider(i)} {
				if p := c.Plan(i, config); p.Changes() || len(p.Diagnostics) > 0 {
					t.Errorf("configuration generated %s plans a change, or says: %v", generator, p.Diagnostics)
				}
			}
			again, diags := c.Refresh(i)
			plugintest.NoDiagnostics(t, diags)
			if !again.Value.Equal(i.Value) {
				t.Errorf("the second read changes the state: %s", again.Value)
			}
			if len(c.writes()) > 0 {
				t.Errorf("importing sends %v", c.writes())
			}
			// Adopting it with less than is there takes no call and replaces nothing.
			p := c.Plan(i, attrs{"name": "By hand", "paused": true, "jobs": elems{attrs{"input": attrs{"plugin": "mysql"}}}})
			if len(p.RequiresReplace) > 0 || p.Changes() {
				t.Errorf("a short configuration replaces for %v, changes %t", p.RequiresReplace, p.Changes())
			}
		})
	}
}

func TestPipelineImport_failure(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	for _, id := range []string{"", ".", "..", " x", "x\n", "a\x00"} {
		_, diags := c.Import(id, nil)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Invalid pipeline id", "1b33ad2f_33d3_4837_9eeb_83c82c8b909d")
	}
	_, diags := c.Import("", attrs{"pipeline_id": ""})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Invalid pipeline id", "empty")
	if n := len(c.sim.Requests()); n > 0 {
		t.Errorf("%d requests for ids that are none", n)
	}
	_, diags = c.Import("11111111-1111-1111-1111-111111111111", nil)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline to import does not exist", "11111111-1111-1111-1111-111111111111", plugintest.Customer, "customer_name")

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: http.StatusForbidden, Body: `{"message":"no"}`})
	_, diags = c.Import("11111111-1111-1111-1111-111111111111", nil)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "11111111-1111-1111-1111-111111111111", "permission")
}

// A plan of something irreversible says so, under one summary for all, so that Terraform folds them.
func TestPipelinePlan_warnsOfDestroyAndReplacement(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	first, second := c.Create(wireConfig()), c.Create(wireConfig("name", "Sales"))
	lost := []string{"jobs", "incremental state", "run history", "schedule", "Snowflake", "source", "connections"}
	for _, i := range []plugintest.Instance{first, second} {
		name, id := c.At(i, "name").(string), c.At(i, "id").(string)
		plugintest.OneDiagnostic(t, c.Plan(i, nil).Diagnostics, plugintest.Warning, "", "Destroying a pipeline cannot be undone", append(lost, name, id)...)
		p := c.Plan(i, wireConfig("name", name, "jobs.0.input.table_name", "other", "jobs.0.output.raw.table_schema", "OTHER"))
		plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Warning, "", "Replacing a pipeline cannot be undone", append(lost, name, id, "jobs[0].input.table_name", "jobs[0].output.raw.table_schema")...)
		plugintest.Same(t, "replaced for", len(p.RequiresReplace), 2)
	}
	t.Run("making what replaces it says nothing again", func(t *testing.T) {
		plugintest.NoDiagnostics(t, c.Plan(c.Absent(), wireConfig("jobs.0.input.table_name", "other")).Diagnostics)
	})
}

func TestPipelinePlan_protection(t *testing.T) {
	for name, tc := range map[string]struct{ settings, on, off attrs }{
		"by the pipeline":                   {nil, attrs{"deletion_protection": true}, attrs{"deletion_protection": false}},
		"by the provider":                   {attrs{"deletion_protection": true}, attrs{}, attrs{"deletion_protection": false}},
		"by the pipeline over the provider": {attrs{"deletion_protection": false}, attrs{"deletion_protection": true}, attrs{}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, tc.settings)
			config := func(protection attrs, changes ...any) attrs {
				config := wireConfig(changes...)
				maps.Copy(config, protection)
				return config
			}
			i := c.Create(config(tc.on))
			plugintest.Same(t, "protection", c.At(i, "deletion_protection"), true)
			id := c.At(i, "id").(string)
			c.sim.ResetRequests()
			refused := func(diags []plugintest.Diagnostic, words ...string) {
				t.Helper()
				plugintest.OneDiagnostic(t, diags, plugintest.Error, "deletion_protection", "Pipeline is protected", append(words, "Orders", id, "deletion_protection = false")...)
			}
			refused(c.Plan(i, nil).Diagnostics, "destroyed")
			refused(c.Plan(i, config(tc.on, "jobs.0.input.plugin", "mysql")).Diagnostics, "replaced", "jobs[0].input.plugin")
			// A guard that goes in the very plan that it should stop guards nothing.
			refused(c.Plan(i, config(tc.off, "jobs.0.input.plugin", "mysql")).Diagnostics, "replaced")
			// A forced replacement comes to the provider as a deletion alone.
			after, diags := c.Apply(plugintest.Plan{Prior: i, Config: c.Absent().Value, Value: c.Absent().Value})
			refused(diags, "destroyed")
			if after.Value.IsNull() {
				t.Error("it is out of the state")
			}
			if n := len(c.sim.Requests()); n > 0 {
				t.Errorf("%d requests", n)
			}
			// Other changes are made.
			i = c.MustApply(i, config(tc.on, "description", "d"))
			c.sim.ResetRequests()
			i = c.MustApply(i, config(tc.off, "description", "d"))
			if n := len(c.sim.Requests()); n > 0 {
				t.Errorf("switching the guard off takes %d requests", n)
			}
			plugintest.NoDiagnostics(t, c.Destroy(i))
		})
	}
}

func TestPipelinePlan_providerDefaultOfProtection(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	c.Restart(attrs{"deletion_protection": true})
	p := c.Plan(i, wireConfig())
	plugintest.Same(t, "planned", plugintest.ValueAt(t, p.Value, "deletion_protection"), true)
	plugintest.Same(t, "status", plugintest.ValueAt(t, p.Value, "status"), "active")
	if p.Prior.Value.Equal(p.Value) || len(p.RequiresReplace) > 0 {
		t.Error("that is no change in place")
	}
	c.sim.ResetRequests()
	i, diags := c.Apply(p)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "requests", len(c.sim.Requests()), 0)
	plugintest.Same(t, "protection", c.At(i, "deletion_protection"), true)
	plugintest.Same(t, "where the pipeline says it", plugintest.ValueAt(t, c.Plan(i, wireConfig("deletion_protection", false)).Value, "deletion_protection"), false)
	plugintest.Same(t, "where it is not known", plugintest.ValueAt(t, c.Plan(i, wireConfig("deletion_protection", unknown{})).Value, "deletion_protection"), unknown{})
}

// Switches that only the state holds are set without a request.
func TestPipelineUpdate_stateOnlyAttributes(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	c.sim.ResetRequests()
	p := c.Plan(i, wireConfig("drain_before_destroy", true, "export_before_destroy", "exports", "timeouts.delete", "1h", "jobs.0.output.raw.table_name", "ORDERS"))
	if len(p.RequiresReplace) > 0 || !p.Changes() {
		t.Errorf("replaces for %v, changes %t", p.RequiresReplace, p.Changes())
	}
	for _, name := range []string{"status", "updated_at", "created_at", "id", "customer_id"} {
		plugintest.Same(t, name+" as planned", plugintest.ValueAt(t, p.Value, name), c.At(i, name))
	}
	after, diags := c.Apply(p)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "requests", len(c.sim.Requests()), 0)
	plugintest.Same(t, "the folder", c.At(after, "export_before_destroy"), "exports")
}

// The customer that a pipeline was last seen under is remembered: to another one, "not found" says nothing.
func TestPipelineRead_notFoundForOtherCustomer(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	id := c.At(i, "id").(string)
	c.Restart(attrs{"customer_name": "other_corp"})

	kept, diags := c.Refresh(i)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline belongs to another customer", `"`+plugintest.Customer+`"`, `"other_corp"`, id, "state")
	if kept.Value.IsNull() {
		t.Error("it is out of the state")
	}
	diags = c.Destroy(i)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline belongs to another customer", `"`+plugintest.Customer+`"`, `"other_corp"`, "not deleted")
	for _, before := range []attrs{{"drain_before_destroy": true}, {"export_before_destroy": t.TempDir()}} {
		c.Restart(nil)
		config := wireConfig()
		maps.Copy(config, before)
		guarded := c.MustApply(i, config)
		c.Restart(attrs{"customer_name": "other_corp"})
		plugintest.OneDiagnostic(t, c.Destroy(guarded), plugintest.Error, "", "Pipeline belongs to another customer", `"other_corp"`)
	}
	c.Restart(nil)
	if _, diags := c.Refresh(i); len(diags) > 0 {
		t.Errorf("back with the first customer: %v", diags)
	}

	t.Run("found there, it belongs there from then on", func(t *testing.T) {
		held := c.one()
		held.Name = "Orders"
		if err := c.sim.Put("other_corp", held); err != nil {
			t.Fatal(err)
		}
		c.Restart(attrs{"customer_name": "other_corp"})
		moved, diags := c.Refresh(i)
		plugintest.NoDiagnostics(t, diags)
		c.Restart(nil)
		if err := c.sim.Remove(plugintest.Customer, id); err != nil {
			t.Fatal(err)
		}
		_, diags = c.Refresh(moved)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline belongs to another customer", `last seen under customer_name "other_corp"`)
	})
	t.Run("an update there does not make it seen there", func(t *testing.T) {
		for name, change := range map[string][]any{"a switch of the state": {"export_before_destroy", "exports"}, "a call": {"name", "Sales"}} {
			c := newCore(t, maestrosim.Options{}, nil)
			i := c.Create(wireConfig())
			c.Restart(attrs{"customer_name": "other_corp"}) // and plan with -refresh=false
			after, diags := c.Apply(c.Plan(i, wireConfig(change...)))
			if name == "a call" {
				plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline belongs to another customer", `"`+plugintest.Customer+`"`, `"other_corp"`, "not changed")
			} else {
				plugintest.NoDiagnostics(t, diags)
			}
			kept, diags := c.Refresh(after)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline belongs to another customer", `last seen under customer_name "`+plugintest.Customer+`"`)
			if kept.Value.IsNull() {
				t.Errorf("%s: it is out of the state", name)
			}
			c.Restart(nil)
			_, diags = c.Refresh(after)
			plugintest.NoDiagnostics(t, diags)
		}
	})
	t.Run("an update there that finds it makes it seen there", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		i := c.Create(wireConfig())
		held := c.one()
		if err := c.sim.Put("other_corp", held); err != nil {
			t.Fatal(err)
		}
		c.Restart(attrs{"customer_name": "other_corp"})
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`})
		refused, diags := c.Apply(c.Plan(i, wireConfig("name", "Sales")))
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Updating a pipeline failed", "no")
		changed := c.MustApply(i, wireConfig("name", "Sales"))
		c.Restart(nil)
		if err := c.sim.Remove(plugintest.Customer, held.ID); err != nil {
			t.Fatal(err)
		}
		for _, i := range []plugintest.Instance{refused, changed} {
			_, diags = c.Refresh(i)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline belongs to another customer", `last seen under customer_name "other_corp"`)
		}
	})
	t.Run("where no customer is remembered, not found is the end", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		i := c.Create(wireConfig())
		i.Private = nil
		c.Restart(attrs{"customer_name": "other_corp"})
		after, diags := c.Refresh(i)
		plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline is gone from the platform", id[:0])
		if !after.Value.IsNull() {
			t.Error("it is still in the state")
		}
	})
}

func TestPipelineRead_goneIsRemovedWithWarning(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	id := c.At(i, "id").(string)
	if err := c.sim.Remove(plugintest.Customer, id); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 12; n++ {
		after, diags := c.Refresh(i)
		if !after.Value.IsNull() {
			t.Fatal("it is still in the state")
		}
		if n == 10 { // so many are a reason to doubt the run
			if len(diags) != 2 || diags[1].Severity != plugintest.Warning || !strings.Contains(diags[1].Detail, "customer_name") || !strings.Contains(diags[1].Detail, "10 pipelines") {
				t.Errorf("the tenth says %v", diags)
			}
			diags = diags[:1]
		}
		plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline is gone from the platform", "Orders", id)
	}
	// Deleting what is gone is done.
	plugintest.NoDiagnostics(t, c.Destroy(i))
}

// An answer that proves nothing keeps the state.
func TestPipelineRead_failureKeepsState(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"credentials":          {Status: 401, Body: `{"msg":"Unauthorized"}`},
		"permission":           {Status: 403, Body: `{"message":"no"}`},
		"the platform's own":   {Status: 500, Body: `{"detail":"broken"}`},
		"a login page":         {Status: 200, Body: "<html>"},
		"another pipeline":     {Status: 200, Body: `{"status":true,"data":{"id":"other","name":"x"}}`},
		"an unknown form":      {Status: 200, Body: `{"status":true,"data":{"name":"x","jobs":[{"input":{"column_include_list":7}}]}}`},
		"an unknown route":     {Status: 404, Body: `{"detail":"Not Found"}`},
		"a proxy":              {Status: 404, Body: "<html>"},
		"an empty 404":         {Status: 404},
		"a redirect":           {Status: 302, Header: map[string]string{"Location": "https://login.example"}},
		"a list for an object": {Status: 200, Body: `[]`},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
			i := c.Create(wireConfig())
			fault.On, fault.Times = maestrosim.OpGet, -1
			c.sim.Order(fault)
			kept, diags := c.Refresh(i)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "Orders", c.At(i, "id").(string))
			if !kept.Value.Equal(i.Value) {
				t.Error("the state is another one")
			}
		})
	}
}

func TestPipelineCreate_nameTaken(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	after, diags := c.Apply(c.Plan(c.Absent(), wireConfig()))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "name", "Pipeline name is taken", c.At(i, "id").(string), "import {", "Orders")
	if !after.Value.IsNull() {
		t.Error("something is in the state")
	}
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 422, Body: `{"detail":[{"loc":["body","cron"],"msg":"bad cron"}]}`})
	after, diags = c.Apply(c.Plan(c.Absent(), wireConfig("name", "Sales")))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Creating a pipeline failed", "Sales", "bad cron")
	if !after.Value.IsNull() {
		t.Error("something is in the state")
	}
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 403, Body: `{"message":"no"}`})
	_, diags = c.Apply(c.Plan(c.Absent(), wireConfig()))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Creating a pipeline failed", "Orders", "permission")
}

// From the moment that the platform may have the pipeline, the state has its id.
func TestPipelineCreate_lateFailureKeepsID(t *testing.T) {
	t.Run("where it is not known whether it arrived", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
		c.sim.Order(
			maestrosim.Fault{On: maestrosim.OpCreate, DropAfter: true},
			maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Body: `{"detail":"down"}`, Times: -1},
		)
		i, diags := c.Apply(c.Plan(c.Absent(), wireConfig("paused", true, "memory_mb", 100)))
		id := c.one().ID
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Creating a pipeline may have succeeded", id, "import {", "down")
		plugintest.Same(t, "id", c.At(i, "id"), id)
		plugintest.Same(t, "identity", c.IdentityOf(i), id)
		plugintest.Same(t, "paused", c.At(i, "paused"), false)
		plugintest.Same(t, "memory", c.At(i, "memory_mb"), nil)
		c.sim.ClearFaults()
		i, diags = c.Refresh(i)
		plugintest.NoDiagnostics(t, diags)
		i = c.MustApply(i, wireConfig("paused", true, "memory_mb", 100))
		if p := c.one(); !p.Paused || p.MemoryMB != 100 {
			t.Errorf("the next apply leaves it paused %t with %d MB", p.Paused, p.MemoryMB)
		}
		plugintest.NoDiagnostics(t, c.Destroy(i))
	})
	for name, on := range map[string]maestrosim.Operation{"pausing": maestrosim.OpPause, "setting its memory": maestrosim.OpSetMemory} {
		t.Run("where "+name+" fails", func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			c.sim.Order(maestrosim.Fault{On: on, Status: 400, Body: `{"detail":"not today"}`})
			i, diags := c.Apply(c.Plan(c.Absent(), wireConfig("paused", true, "memory_mb", 100)))
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Creating a pipeline stopped half way", c.one().ID, name, "not today", "terraform untaint")
			plugintest.Same(t, "id", c.At(i, "id"), c.one().ID)
			plugintest.Same(t, "identity", c.IdentityOf(i), c.one().ID)
			plugintest.Same(t, "paused", c.At(i, "paused"), on != maestrosim.OpPause)
			plugintest.Same(t, "memory", c.At(i, "memory_mb"), nil)
		})
	}
	t.Run("where it cannot be read back", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
		i, diags := c.Apply(c.Plan(c.Absent(), wireConfig("memory_mb", 100)))
		plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline could not be read back", c.one().ID, "permission")
		plugintest.Same(t, "id", c.At(i, "id"), c.one().ID)
		plugintest.Same(t, "memory", c.At(i, "memory_mb"), 100)
		plugintest.Same(t, "status", c.At(i, "status"), nil)
		i, diags = c.Refresh(i)
		plugintest.NoDiagnostics(t, diags)
		if p := c.Plan(i, wireConfig("memory_mb", 100)); p.Changes() {
			t.Error("there is still something to do")
		}
	})
	t.Run("where it was interrupted before it was sent", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		i, diags := c.ApplyContext(ctx, c.Plan(c.Absent(), wireConfig()))
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Creating a pipeline failed", "interrupted")
		if !i.Value.IsNull() || len(c.sim.Pipelines(plugintest.Customer)) > 0 {
			t.Error("something was made")
		}
	})
}

// An update that stops half way leaves in the state what the platform holds.
func TestPipelineUpdate_incomplete(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	changed := wireConfig("name", "Sales", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 400, Body: `{"detail":"not today"}`})
	after, diags := c.Apply(c.Plan(i, changed))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Updating a pipeline failed", "Orders", "setting the memory", "not today")
	plugintest.Same(t, "name", c.At(after, "name"), "Sales")
	plugintest.Same(t, "paused", c.At(after, "paused"), true)
	plugintest.Same(t, "status", c.At(after, "status"), "paused")
	plugintest.Same(t, "memory", c.At(after, "memory_mb"), nil)
	plugintest.Same(t, "a job's memory", c.At(after, "jobs.0.input.memory_allocation_mb"), nil)
	c.sim.ResetRequests()
	after = c.MustApply(after, changed)
	plugintest.Same(t, "calls", c.writes(), []string{`PUT /platform/pipeline/{id}/memory {"amount":100}`, `PATCH /platform/jobs/{id}_0/input {"memory_allocation_mb":7}`})

	t.Run("at a call that was carried out all the same", func(t *testing.T) {
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`, After: true})
		after, diags := c.Apply(c.Plan(after, wireConfig("name", "Third", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)))
		if !plugintest.HasError(diags) {
			t.Error("no error")
		}
		plugintest.Same(t, "name", c.At(after, "name"), "Third")
	})
	t.Run("and cannot be looked at", func(t *testing.T) {
		c.sim.Order(
			maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`},
			maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"detail":"no"}`},
		)
		kept, diags := c.Apply(c.Plan(after, wireConfig("name", "Fourth", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)))
		if !plugintest.HasError(diags) {
			t.Error("no error")
		}
		plugintest.Same(t, "name", c.At(kept, "name"), "Sales")
	})
	t.Run("and is shown in a form that nobody knows", func(t *testing.T) {
		id := c.At(after, "id").(string)
		c.sim.Order(
			maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`},
			maestrosim.Fault{On: maestrosim.OpGet, Body: `{"id":"` + id + `","jobs":[{"input":{"column_include_list":7,"connector":"x"}}]}`},
		)
		kept, diags := c.Apply(c.Plan(after, wireConfig("name", "Fifth", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)))
		if !plugintest.HasError(diags) {
			t.Error("no error")
		}
		plugintest.Same(t, "name", c.At(kept, "name"), "Sales")
	})
}

// What the platform took without an error, and did not keep, is said at once.
// Where the pipeline was deleted since the plan, an update says so and blames nothing else.
func TestPipelineUpdate_gone(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	if err := c.sim.Remove(plugintest.Customer, c.one().ID); err != nil {
		t.Fatal(err)
	}
	after, diags := c.Apply(c.Plan(i, wireConfig("name", "Sales")))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Updating a pipeline failed", "It no longer exists", "The next plan")
	if strings.Contains(diags[0].Detail, "base_url") || !after.Value.Equal(i.Value) {
		t.Errorf("said %v, and the state is %s", diags, after.Value)
	}
}

func TestPipelineUpdate_differentValuesAreReported(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpPatchJobInput, Status: 200, Body: `{"status":true}`})
	changed := wireConfig("jobs.0.input.column_include_list", elems{"id", "amount", "updated_at", "new"})
	after, diags := c.Apply(c.Plan(i, changed))
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "The platform did not keep everything", "jobs[0].input.column_include_list", "Orders")
	after, diags = c.Refresh(after)
	plugintest.NoDiagnostics(t, diags)
	if p := c.Plan(after, changed); !p.Changes() || len(p.RequiresReplace) > 0 {
		t.Error("the next plan does not show it as a change in place")
	}
}

// Values that come from resources to be made are planned for, and applied when they are known.
func TestPipelinePlan_unknownValues(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	p := c.Plan(i, wireConfig("description", unknown{}, "cron", unknown{}, "memory_mb", unknown{}, "paused", unknown{}, "jobs.0.input.auth_parameters.config_id", unknown{}))
	if len(p.RequiresReplace) > 0 || plugintest.HasError(p.Diagnostics) {
		t.Fatalf("replaces for %v, says %v", p.RequiresReplace, p.Diagnostics)
	}
	plugintest.Same(t, "updated_at", plugintest.ValueAt(t, p.Value, "updated_at"), unknown{})
	plugintest.Same(t, "status", plugintest.ValueAt(t, p.Value, "status"), unknown{})

	p = c.Plan(i, wireConfig("jobs.0.input.plugin", unknown{}))
	plugintest.Same(t, "replaced for", plugintest.PathText(p.RequiresReplace[0]), "jobs.0.input.plugin")
	p = c.Plan(i, wireConfig("jobs", unknown{}))
	plugintest.Same(t, "replaced for", plugintest.PathText(p.RequiresReplace[0]), "jobs")
	plugintest.NoDiagnostics(t, c.Plan(c.Absent(), wireConfig("jobs", unknown{}, "name", unknown{})).Diagnostics)
	p = c.Plan(c.Absent(), wireConfig("jobs.0", unknown{}))
	plugintest.NoDiagnostics(t, p.Diagnostics)
	plugintest.Same(t, "id", plugintest.ValueAt(t, p.Value, "id"), unknown{})
}

// A change that was not known when the plan was made, and that no call can make, is refused and makes nothing.
func TestPipelineUpdate_lateReplacementIsRefused(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	c.sim.ResetRequests()
	config := wireConfig("jobs.0.input.column_include_list", elems{"id", "amount", unknown{}})
	p := c.Plan(i, config)
	if len(p.RequiresReplace) > 0 {
		t.Fatalf("replaces for %v", p.RequiresReplace)
	}
	known := c.Plan(i, wireConfig("jobs.0.input.column_include_list", elems{"id", "amount", "other"}))
	p.Config, p.Value = known.Config, known.Value
	after, diags := c.Apply(p)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline cannot be changed in place", "jobs[0].input.column_include_list", "Plan again")
	if !after.Value.Equal(i.Value) || len(c.sim.Requests()) > 0 {
		t.Error("something was done")
	}
}

func TestPipelineDelete_failure(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
	i := c.Create(wireConfig())
	for _, tc := range []struct {
		fault maestrosim.Fault
		says  []string
	}{
		{maestrosim.Fault{Status: 401, Body: `{"msg":"Unauthorized"}`}, []string{"Unauthorized", "access_token", plugintest.Customer}},
		{maestrosim.Fault{Status: 403, Body: `{"message":"no"}`}, []string{"permission"}},
		{maestrosim.Fault{Status: 500, Body: `{"detail":"Unable to complete transaction due to database error"}`}, []string{"database error"}},
	} {
		tc.fault.On = maestrosim.OpDelete
		c.sim.Order(tc.fault)
		plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "", "Deleting a pipeline failed", append(tc.says, "Orders", c.At(i, "id").(string))...)
	}
	plugintest.NoDiagnostics(t, c.Destroy(i))
}

// The configuration is written first; where it cannot be, nothing is deleted.
func TestPipelineDelete_export(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	folder := filepath.Join(t.TempDir(), "exports")
	i := c.Create(wireConfig("export_before_destroy", folder, "cron", "0 6 * * *"))
	id := c.At(i, "id").(string)
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bad := c.MustApply(i, wireConfig("export_before_destroy", filepath.Join(blocked, "below"), "cron", "0 6 * * *"))
	diags := c.Destroy(bad)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Exporting a pipeline failed", blocked, "not deleted", id)
	if strings.Contains(diags[0].Detail, "Maestro:") {
		t.Errorf("the platform is blamed for it: %s", diags[0].Detail)
	}
	c.one()

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
	plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "", "Exporting a pipeline failed", "permission")
	c.one()

	plugintest.NoDiagnostics(t, c.Destroy(i))
	content, err := os.ReadFile(filepath.Join(folder, id+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		ID, Name, Cron string
		Jobs           []map[string]any
	}
	if err := json.Unmarshal(content, &document); err != nil {
		t.Fatal(err)
	}
	plugintest.Same(t, "document", []any{document.ID, document.Name, document.Cron, len(document.Jobs)}, []any{strings.ReplaceAll(id, "_", "-"), "Orders", "0 6 * * *", 1})

	t.Run("of a pipeline that is gone", func(t *testing.T) {
		i := c.Create(wireConfig("export_before_destroy", folder))
		if err := c.sim.Remove(plugintest.Customer, c.one().ID); err != nil {
			t.Fatal(err)
		}
		plugintest.NoDiagnostics(t, c.Destroy(i))
		if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
			t.Errorf("%d files, error %v", len(entries), err)
		}
	})
}

// Draining pauses, and looks whether something runs; what it paused runs on where the deletion fails.
func TestPipelineDelete_drain(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
	i := c.Create(wireConfig("drain_before_destroy", true))
	id := c.one().ID
	pause, unpause := `POST /platform/pipeline/pause {"pipeline_id":"`+id+`"}`, `POST /platform/pipeline/unpause {"pipeline_id":"`+id+`"}`
	try := func(words ...string) []plugintest.Diagnostic {
		t.Helper()
		c.sim.ResetRequests()
		diags := c.Destroy(i)
		if len(diags) == 0 || diags[0].Severity != plugintest.Error {
			t.Fatalf("said %v", diags)
		}
		for _, word := range append(words, id) {
			if !strings.Contains(diags[0].Summary+diags[0].Detail, word) {
				t.Errorf("%v does not say %q", diags[0], word)
			}
		}
		return diags
	}
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`})
	try("Deleting a pipeline failed")
	plugintest.Same(t, "calls", c.writes(), []string{pause, "DELETE /platform/pipeline/{id}", unpause})

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Status: 403, Body: `{"message":"no"}`})
	try("Draining a pipeline failed", "not deleted")
	plugintest.Same(t, "calls", c.writes(), []string{pause, unpause})

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
	try("Draining a pipeline failed")
	plugintest.Same(t, "calls", c.writes(), []string{})

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, Status: 403, Body: `{"message":"no"}`})
	try("Draining a pipeline failed", "pausing")

	c.sim.Order(
		maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`},
		maestrosim.Fault{On: maestrosim.OpUnpause, Status: 403, Body: `{"message":"no"}`},
	)
	diags := try("Deleting a pipeline failed")
	plugintest.OneDiagnostic(t, diags[1:], plugintest.Warning, "", "Pipeline is still paused", "Orders", id)

	// What was paused before stays paused.
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`})
	try("Deleting a pipeline failed")
	plugintest.Same(t, "calls", c.writes(), []string{"DELETE /platform/pipeline/{id}"})
	if !c.one().Paused {
		t.Error("it was unpaused")
	}

	// So does one whose status does not tell that it is: only the answer to the pause does.
	c.sim.Order(
		maestrosim.Fault{On: maestrosim.OpGet, Body: `{"status":true,"data":{"id":"` + id + `","name":"Orders","status":"error","jobs":[]}}`},
		maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`},
	)
	try("Deleting a pipeline failed")
	plugintest.Same(t, "calls", c.writes(), []string{pause, "DELETE /platform/pipeline/{id}"})
	if !c.one().Paused {
		t.Error("it was unpaused, whose status is error")
	}
	plugintest.NoDiagnostics(t, c.Destroy(i))

	t.Run("of a pipeline that is gone", func(t *testing.T) {
		i := c.Create(wireConfig("drain_before_destroy", true))
		if err := c.sim.Remove(plugintest.Customer, c.one().ID); err != nil {
			t.Fatal(err)
		}
		plugintest.NoDiagnostics(t, c.Destroy(i))
	})
	t.Run("of a pipeline that goes while it is drained", func(t *testing.T) {
		i := c.Create(wireConfig("drain_before_destroy", true))
		held := c.one().ID
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, After: true, Status: 200, Body: `{"status":true}`, Hook: func() {
			if err := c.sim.Remove(plugintest.Customer, held); err != nil {
				t.Error(err)
			}
		}})
		plugintest.NoDiagnostics(t, c.Destroy(i))
	})
	t.Run("with the export failing after it", func(t *testing.T) {
		blocked := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(blocked, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		i := c.Create(wireConfig("drain_before_destroy", true, "export_before_destroy", blocked))
		plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "", "Exporting a pipeline failed", blocked)
		if c.one().Paused {
			t.Error("it stayed paused")
		}
	})
}

// One list serves a whole refresh, where it shows no change.
func TestBulkRefresh_drift(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	start := func() {
		c.Restart(attrs{"bulk_refresh": true})
		c.sim.ResetRequests()
	}
	start()
	again, diags := c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "identity", c.IdentityOf(again), c.one().ID)
	if !again.Value.Equal(i.Value) {
		t.Error("the state is another one")
	}
	if _, diags := c.Refresh(i); len(diags) > 0 || len(c.sim.Requests()) != 1 {
		t.Errorf("%d requests, said %v", len(c.sim.Requests()), diags)
	}

	c.edit(func(p *maestrosim.Pipeline) { p.Name = "Sales" })
	start()
	seen, _ := c.Refresh(i)
	plugintest.Same(t, "name", c.At(seen, "name"), "Sales")

	c.Restart(attrs{"bulk_refresh": true})
	if err := c.sim.Remove(plugintest.Customer, c.one().ID); err != nil {
		t.Fatal(err)
	}
	gone, diags := c.Refresh(i)
	if !gone.Value.IsNull() {
		t.Errorf("it is still in the state, said %v", diags)
	}
}
