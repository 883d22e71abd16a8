// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

func TestPipeline_lifeCycle(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
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
		t.Errorf("plan after the create: got changes %t and diagnostics %v, want none", p.Changes(), p.Diagnostics)
	}
	refreshed, diags := c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	if !refreshed.Value.Equal(i.Value) {
		t.Errorf("refresh: got state %s, want %s", refreshed.Value, i.Value)
	}
	plugintest.Same(t, "identity", c.IdentityOf(refreshed), id)

	c.sim.ResetRequests()
	set(config, "name", "Sales")
	set(config, "cron", nil)
	set(config, "paused", false)
	set(config, "memory_mb", nil)
	i = c.MustApply(refreshed, config)
	plugintest.Same(t, "calls", c.writes(), []string{
		`PATCH /platform/pipeline/{id} {"name":"Sales","cron":null}`, `PUT /platform/pipeline/{id}/memory {"amount":2048}`,
		`POST /platform/pipeline/unpause {"pipeline_id":"` + id + `"}`,
	})
	plugintest.Same(t, "identity", c.IdentityOf(i), id)
	plugintest.Same(t, "status", c.At(i, "status"), "active")
	if p := c.Plan(i, config); p.Changes() {
		t.Error("plan after the update: got changes, want none")
	}
	plugintest.NoDiagnostics(t, c.Destroy(i))
	plugintest.Same(t, "pipelines after the destroy", len(c.sim.Pipelines(plugintest.Customer)), 0)
}

// If the platform changes the spelling of ids, the state keeps the first one. The identity always has the same
// spelling.
func TestPipeline_idAndIdentityKeepSpelling(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	for _, spelling := range []maestrosim.Spelling{maestrosim.SpellingUnderscore, maestrosim.SpellingHyphen, maestrosim.SpellingUpper} {
		t.Run("created as "+string(spelling), func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Spelling: spelling}}, nil)
			i := c.Create(wireConfig())
			id := c.one().ID
			shown := c.At(i, "id")
			if !strings.EqualFold(strings.ReplaceAll(shown.(string), "-", "_"), id) || (spelling != maestrosim.SpellingUnderscore) != (shown != id) {
				t.Errorf("got id %v in the state, want %s in the spelling of the platform", shown, id)
			}
			plugintest.Same(t, "identity", c.IdentityOf(i), id)
			for _, next := range []maestrosim.Spelling{maestrosim.SpellingHyphen, maestrosim.SpellingUpper, maestrosim.SpellingUnderscore} {
				c.sim.SetContract(maestrosim.Contract{Spelling: next})
				refreshed, diags := c.Refresh(i)
				plugintest.NoDiagnostics(t, diags)
				plugintest.Same(t, "id", c.At(refreshed, "id"), shown)
				plugintest.Same(t, "identity", c.IdentityOf(refreshed), id)
				if p := c.Plan(refreshed, wireConfig()); p.Changes() {
					t.Errorf("spelling %s: got changes, want none", next)
				}
				i = c.MustApply(refreshed, wireConfig("description", string(next)))
				plugintest.Same(t, "identity", c.IdentityOf(i), id)
				i = c.MustApply(i, wireConfig())
			}
		})
	}
}

func TestPipelineImport_idAndIdentity(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	const id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	hyphens := strings.ReplaceAll(id, "_", "-")
	for name, tc := range map[string]struct {
		held, id string
		identity attrs
	}{
		"underscores":            {id, id, nil},
		"hyphens":                {id, hyphens, nil},
		"upper case":             {id, strings.ToUpper(hyphens), nil},
		"identity":               {id, "", attrs{"pipeline_id": id}},
		"identity with hyphens":  {id, "", attrs{"pipeline_id": hyphens}},
		"id that is not a UUID":  {"test_pipeline_12345", "test_pipeline_12345", nil},
		"identity, not a UUID":   {"test_pipeline_12345", "", attrs{"pipeline_id": "test_pipeline_12345"}},
		"id with a space":        {"old pipeline", "old pipeline", nil},
		"upper case, not a UUID": {"Old_Pipeline", "Old_Pipeline", nil},
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

			for generator, config := range map[string]attrs{"by the provider": c.GenerateConfig(i), "by the CLI": c.GenerateConfigWithoutProvider(i)} {
				if p := c.Plan(i, config); p.Changes() || len(p.Diagnostics) > 0 {
					t.Errorf("configuration generated %s: got changes %t and diagnostics %v, want none", generator, p.Changes(), p.Diagnostics)
				}
			}
			refreshed, diags := c.Refresh(i)
			plugintest.NoDiagnostics(t, diags)
			if !refreshed.Value.Equal(i.Value) {
				t.Errorf("refresh: got state %s, want %s", refreshed.Value, i.Value)
			}
			plugintest.Same(t, "calls of the import", c.writes(), []string{})
			// A configuration that omits attributes keeps their values.
			p := c.Plan(i, attrs{"name": "By hand", "paused": true, "jobs": elems{attrs{"input": attrs{"plugin": "mysql"}}}})
			if len(p.RequiresReplace) > 0 || p.Changes() {
				t.Errorf("short configuration: got changes %t and replacement for %v, want none", p.Changes(), p.RequiresReplace)
			}
		})
	}
}

func TestPipelineImport_failure(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	for _, id := range []string{"", ".", "..", " x", "x\n", "a\x00"} {
		_, diags := c.Import(id, nil)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
			"Invalid pipeline id", "1b33ad2f_33d3_4837_9eeb_83c82c8b909d")
	}
	_, diags := c.Import("", attrs{"pipeline_id": ""})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Invalid pipeline id", "empty")
	if n := len(c.sim.Requests()); n > 0 {
		t.Errorf("got %d requests for invalid ids, want none", n)
	}
	_, diags = c.Import("11111111-1111-1111-1111-111111111111", nil)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
		"Pipeline not found", "11111111-1111-1111-1111-111111111111", plugintest.Customer, "customer_name")

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: http.StatusForbidden, Body: `{"message":"no"}`})
	_, diags = c.Import("11111111-1111-1111-1111-111111111111", nil)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
		"Cannot read pipeline", "11111111-1111-1111-1111-111111111111", "permission")
}

// A plan to destroy has a warning whose summary is the same for all pipelines, so that Terraform folds them: each
// destroy is in the plan. A plan to replace has one with the name of the pipeline.
func TestPipelinePlan_warnsOfDestroyAndReplacement(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	first, second := c.Create(wireConfig()), c.Create(wireConfig("name", "Sales"))
	lost := []string{"jobs", "incremental state", "run history", "schedule", "Snowflake", "source", "connections"}
	for _, i := range []plugintest.Instance{first, second} {
		name, id := c.At(i, "name").(string), c.At(i, "id").(string)
		plugintest.OneDiagnostic(t, c.Plan(i, nil).Diagnostics, plugintest.Warning, "",
			"Destroying a pipeline cannot be undone", append(lost, name, id)...)
		p := c.Plan(i, wireConfig(
			"name", name, "allow_replacement", true, "jobs.0.input.plugin", "mysql", "jobs.0.output.raw.table_schema", "OTHER"))
		plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Warning, "",
			fmt.Sprintf("Pipeline %q will be replaced", name), append(lost, name, id, `plugin of table "public.orders" changed`,
				`output.raw.table_schema of table "public.orders" changed from "RAW_DATA" to "OTHER"`, "duplicate rows")...)
		plugintest.Same(t, "attributes that require replacement", len(p.RequiresReplace), 3) // jobs, and both in it
	}
	t.Run("no second warning about the new pipeline", func(t *testing.T) {
		c.Restart(nil)
		replacement := wireConfig("allow_replacement", true, "jobs.0.input.table_name", "other")
		c.Plan(first, replacement)
		plugintest.NoDiagnostics(t, c.Plan(c.Absent(), replacement).Diagnostics)
	})
}

func TestPipelinePlan_protection(t *testing.T) {
	for name, tc := range map[string]struct{ settings, on, off attrs }{
		"pipeline":                    {nil, attrs{"deletion_protection": true}, attrs{"deletion_protection": false}},
		"provider":                    {attrs{"deletion_protection": true}, attrs{}, attrs{"deletion_protection": false}},
		"pipeline overrides provider": {attrs{"deletion_protection": false}, attrs{"deletion_protection": true}, attrs{}},
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
			checkRefused := func(diags []plugintest.Diagnostic, details ...string) {
				t.Helper()
				plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
					`Pipeline "Orders" is protected`, append(details, id, "deletion_protection = false", "DADOSFERA_DELETE_PROTECTED="+id)...)
			}
			checkRefused(c.Plan(i, nil).Diagnostics, "destroy was refused")
			checkRefused(c.Plan(i, config(tc.on, "allow_replacement", true, "jobs.0.input.plugin", "mysql")).Diagnostics, "replacement", `plugin of table "public.orders" changed`)
			// Switching protection off in the same plan does not allow the replacement.
			checkRefused(c.Plan(i, config(tc.off, "allow_replacement", true, "jobs.0.input.plugin", "mysql")).Diagnostics, "replacement")
			// Of a forced replacement, the provider sees only the deletion.
			after, diags := c.Apply(plugintest.Plan{Prior: i, Config: c.Absent().Value, Value: c.Absent().Value})
			checkRefused(diags, "destroy was refused")
			if after.Value.IsNull() {
				t.Error("got a null state, want the pipeline in it")
			}
			if n := len(c.sim.Requests()); n > 0 {
				t.Errorf("got %d requests, want none", n)
			}
			// Other changes are applied.
			i = c.MustApply(i, config(tc.on, "description", "d"))
			c.sim.ResetRequests()
			i = c.MustApply(i, config(tc.off, "description", "d"))
			if n := len(c.sim.Requests()); n > 0 {
				t.Errorf("switching protection off: got %d requests, want none", n)
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
		t.Errorf("got planned state %s and replacement for %v, want an update", p.Value, p.RequiresReplace)
	}
	c.sim.ResetRequests()
	i, diags := c.Apply(p)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "requests", len(c.sim.Requests()), 0)
	plugintest.Same(t, "protection", c.At(i, "deletion_protection"), true)
	plugintest.Same(t, "configured as false", plugintest.ValueAt(t, c.Plan(i, wireConfig("deletion_protection", false)).Value, "deletion_protection"), false)
	plugintest.Same(t, "configured as unknown", plugintest.ValueAt(t, c.Plan(i, wireConfig("deletion_protection", unknown{})).Value, "deletion_protection"), unknown{})
}

// Attributes that are only in the state are set without a request.
func TestPipelineUpdate_stateOnlyAttributes(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	c.sim.ResetRequests()
	p := c.Plan(i, wireConfig("drain_before_destroy", true, "export_before_destroy", "exports", "timeouts.delete", "1h", "jobs.0.output.raw.table_name", "ORDERS"))
	if len(p.RequiresReplace) > 0 || !p.Changes() {
		t.Errorf("got changes %t and replacement for %v, want an update", p.Changes(), p.RequiresReplace)
	}
	for _, name := range []string{"status", "updated_at", "created_at", "id", "customer_id"} {
		plugintest.Same(t, name+" as planned", plugintest.ValueAt(t, p.Value, name), c.At(i, name))
	}
	after, diags := c.Apply(p)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "requests", len(c.sim.Requests()), 0)
	plugintest.Same(t, "export_before_destroy", c.At(after, "export_before_destroy"), "exports")
}

// The customer of a pipeline is recorded: "not found" under another customer proves nothing.
func TestPipelineRead_notFoundForOtherCustomer(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	id := c.At(i, "id").(string)
	c.Restart(attrs{"customer_name": "other_corp"})

	kept, diags := c.Refresh(i)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
		"Pipeline recorded under another customer", `"`+plugintest.Customer+`"`, `"other_corp"`, id, "state")
	if kept.Value.IsNull() {
		t.Error("got a null state, want the pipeline in it")
	}
	diags = c.Destroy(i)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
		"Pipeline recorded under another customer", `"`+plugintest.Customer+`"`, `"other_corp"`, "not deleted")
	for _, option := range []attrs{{"drain_before_destroy": true}, {"export_before_destroy": t.TempDir()}} {
		c.Restart(nil)
		config := wireConfig()
		maps.Copy(config, option)
		updated := c.MustApply(i, config)
		c.Restart(attrs{"customer_name": "other_corp"})
		plugintest.OneDiagnostic(t, c.Destroy(updated), plugintest.Error, "",
			"Pipeline recorded under another customer", `"other_corp"`)
	}
	c.Restart(nil)
	if _, diags := c.Refresh(i); len(diags) > 0 {
		t.Errorf("first customer: got diagnostics %v, want none", diags)
	}

	t.Run("found under the other customer", func(t *testing.T) {
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
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
			"Pipeline recorded under another customer", `last read under customer_name "other_corp"`)
	})
	t.Run("update under the other customer", func(t *testing.T) {
		for name, change := range map[string][]any{"only in the state": {"export_before_destroy", "exports"}, "request": {"name", "Sales"}} {
			c := newCore(t, maestrosim.Options{}, nil)
			i := c.Create(wireConfig())
			c.Restart(attrs{"customer_name": "other_corp"}) // as with -refresh=false
			after, diags := c.Apply(c.Plan(i, wireConfig(change...)))
			if name == "request" {
				plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
					"Pipeline recorded under another customer", `"`+plugintest.Customer+`"`, `"other_corp"`, "not changed")
			} else {
				plugintest.NoDiagnostics(t, diags)
			}
			kept, diags := c.Refresh(after)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
				"Pipeline recorded under another customer", `last read under customer_name "`+plugintest.Customer+`"`)
			if kept.Value.IsNull() {
				t.Errorf("%s: got a null state, want the pipeline in it", name)
			}
			c.Restart(nil)
			_, diags = c.Refresh(after)
			plugintest.NoDiagnostics(t, diags)
		}
	})
	t.Run("update that finds it under the other customer", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		i := c.Create(wireConfig())
		held := c.one()
		if err := c.sim.Put("other_corp", held); err != nil {
			t.Fatal(err)
		}
		c.Restart(attrs{"customer_name": "other_corp"})
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`})
		refused, diags := c.Apply(c.Plan(i, wireConfig("name", "Sales")))
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot update pipeline", "no")
		changed := c.MustApply(i, wireConfig("name", "Sales"))
		c.Restart(nil)
		if err := c.sim.Remove(plugintest.Customer, held.ID); err != nil {
			t.Fatal(err)
		}
		for _, i := range []plugintest.Instance{refused, changed} {
			_, diags = c.Refresh(i)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
				"Pipeline recorded under another customer", `last read under customer_name "other_corp"`)
		}
	})
	// Some clients send no private state. Then the customer_id in the state counts.
	t.Run("no private state", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		i := c.Create(wireConfig())
		i.Private = nil
		c.Restart(attrs{"customer_name": "other_corp"})
		after, diags := c.Refresh(i)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Pipeline recorded under another customer", plugintest.Customer, "other_corp")
		plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "", "Pipeline recorded under another customer", "stays in the state")
		if !after.Value.Equal(i.Value) {
			t.Errorf("got state %s, want the prior one", after.Value)
		}

		c.Restart(nil)
		plugintest.NoDiagnostics(t, c.Destroy(i))
		plugintest.NoDiagnostics(t, c.Destroy(i)) // it is gone, under its own customer
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
			t.Fatalf("got state %s, want null", after.Value)
		}
		if n == 10 { // an additional warning suggests that the configuration is wrong
			if len(diags) != 2 || diags[1].Severity != plugintest.Warning || !strings.Contains(diags[1].Detail, "customer_name") || !strings.Contains(diags[1].Detail, "10 pipelines") {
				t.Errorf("tenth pipeline: got diagnostics %v, want a second warning about customer_name", diags)
			}
			diags = diags[:1]
		}
		plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline no longer exists", "Orders", id)
	}
	// Destroying a pipeline that no longer exists succeeds.
	plugintest.NoDiagnostics(t, c.Destroy(i))
}

// A response that proves nothing is an error that keeps the state.
func TestPipelineRead_failureKeepsState(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"credentials":     {Status: 401, Body: `{"msg":"Unauthorized"}`},
		"permission":      {Status: 403, Body: `{"message":"no"}`},
		"server error":    {Status: 500, Body: `{"detail":"broken"}`},
		"login page":      {Status: 200, Body: "<html>"},
		"other pipeline":  {Status: 200, Body: `{"status":true,"data":{"id":"other","name":"x"}}`},
		"unexpected form": {Status: 200, Body: `{"status":true,"data":{"name":"x","jobs":[{"input":{"column_include_list":7}}]}}`},
		"unknown route":   {Status: 404, Body: `{"detail":"Not Found"}`},
		"proxy":           {Status: 404, Body: "<html>"},
		"empty 404":       {Status: 404},
		"redirect":        {Status: 302, Header: map[string]string{"Location": "https://login.example"}},
		"list":            {Status: 200, Body: `[]`},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
			i := c.Create(wireConfig())
			fault.On, fault.Times = maestrosim.OpGet, -1
			c.sim.Order(fault)
			kept, diags := c.Refresh(i)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
				"Cannot read pipeline", "Orders", c.At(i, "id").(string))
			if !kept.Value.Equal(i.Value) {
				t.Errorf("got state %s, want %s", kept.Value, i.Value)
			}
		})
	}
}

func TestPipelineCreate_nameTaken(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	after, diags := c.Apply(c.Plan(c.Absent(), wireConfig()))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "name",
		"Pipeline name already in use", c.At(i, "id").(string), "import {", "Orders")
	if !after.Value.IsNull() {
		t.Errorf("got state %s, want null", after.Value)
	}
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 422, Body: `{"detail":[{"loc":["body","cron"],"msg":"bad cron"}]}`})
	after, diags = c.Apply(c.Plan(c.Absent(), wireConfig("name", "Sales")))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot create pipeline", "Sales", "bad cron")
	if !after.Value.IsNull() {
		t.Errorf("got state %s, want null", after.Value)
	}
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 403, Body: `{"message":"no"}`})
	_, diags = c.Apply(c.Plan(c.Absent(), wireConfig()))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot create pipeline", "Orders", "permission")
}

// As soon as the platform may have created the pipeline, the state has its id.
func TestPipelineCreate_lateFailureKeepsID(t *testing.T) {
	contract.NeedsDocumented(t, "is about what the documented response to a create proves")
	t.Run("unconfirmed create", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
		c.sim.Order(
			maestrosim.Fault{On: maestrosim.OpCreate, DropAfter: true},
			maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Body: `{"detail":"down"}`, Times: -1},
		)
		i, diags := c.Apply(c.Plan(c.Absent(), wireConfig("paused", true, "memory_mb", 100)))
		id := c.one().ID
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
			"Unconfirmed pipeline creation", id, "import {", "down")
		plugintest.Same(t, "id", c.At(i, "id"), id)
		plugintest.Same(t, "identity", c.IdentityOf(i), id)
		plugintest.Same(t, "paused", c.At(i, "paused"), false)
		plugintest.Same(t, "memory", c.At(i, "memory_mb"), nil)
		c.sim.ClearFaults()
		i, diags = c.Refresh(i)
		plugintest.NoDiagnostics(t, diags)
		i = c.MustApply(i, wireConfig("paused", true, "memory_mb", 100))
		if p := c.one(); !p.Paused || p.MemoryMB != 100 {
			t.Errorf("next apply: got paused %t and memory %d, want true and 100", p.Paused, p.MemoryMB)
		}
		plugintest.NoDiagnostics(t, c.Destroy(i))
	})
	for name, on := range map[string]maestrosim.Operation{"pausing": maestrosim.OpPause, "setting its memory": maestrosim.OpSetMemory} {
		t.Run(name+" fails", func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			c.sim.Order(maestrosim.Fault{On: on, Status: 400, Body: `{"detail":"not today"}`})
			i, diags := c.Apply(c.Plan(c.Absent(), wireConfig("paused", true, "memory_mb", 100)))
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
				"Incomplete pipeline creation", c.one().ID, name, "not today", "terraform untaint")
			plugintest.Same(t, "id", c.At(i, "id"), c.one().ID)
			plugintest.Same(t, "identity", c.IdentityOf(i), c.one().ID)
			plugintest.Same(t, "paused", c.At(i, "paused"), on != maestrosim.OpPause)
			plugintest.Same(t, "memory", c.At(i, "memory_mb"), nil)
		})
	}
	t.Run("not read back", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
		i, diags := c.Apply(c.Plan(c.Absent(), wireConfig("memory_mb", 100)))
		plugintest.OneDiagnostic(t, diags, plugintest.Warning, "",
			`Cannot read pipeline "Orders" after apply`, c.one().ID, "permission")
		plugintest.Same(t, "id", c.At(i, "id"), c.one().ID)
		plugintest.Same(t, "memory", c.At(i, "memory_mb"), 100)
		plugintest.Same(t, "status", c.At(i, "status"), nil)
		i, diags = c.Refresh(i)
		plugintest.NoDiagnostics(t, diags)
		if p := c.Plan(i, wireConfig("memory_mb", 100)); p.Changes() {
			t.Error("plan after the refresh: got changes, want none")
		}
	})
	t.Run("interrupted before the request", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		i, diags := c.ApplyContext(ctx, c.Plan(c.Absent(), wireConfig()))
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot create pipeline", "interrupted")
		if !i.Value.IsNull() || len(c.sim.Pipelines(plugintest.Customer)) > 0 {
			t.Errorf("got state %s and %d pipelines on the platform, want none", i.Value, len(c.sim.Pipelines(plugintest.Customer)))
		}
	})
}

// After an update that fails half way, the state agrees with the platform.
func TestPipelineUpdate_incomplete(t *testing.T) {
	contract.NeedsDocumented(t, "expects a change of the status to be shown at once")
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	changed := wireConfig("name", "Sales", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 400, Body: `{"detail":"not today"}`})
	after, diags := c.Apply(c.Plan(i, changed))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
		"Cannot update pipeline", "Orders", "setting the memory", "not today")
	plugintest.Same(t, "name", c.At(after, "name"), "Sales")
	plugintest.Same(t, "paused", c.At(after, "paused"), true)
	plugintest.Same(t, "status", c.At(after, "status"), "paused")
	plugintest.Same(t, "memory", c.At(after, "memory_mb"), nil)
	plugintest.Same(t, "memory of the job", c.At(after, "jobs.0.input.memory_allocation_mb"), nil)
	c.sim.ResetRequests()
	after = c.MustApply(after, changed)
	plugintest.Same(t, "calls", c.writes(), []string{`PUT /platform/pipeline/{id}/memory {"amount":100}`, `PATCH /platform/jobs/{id}_0/input {"memory_allocation_mb":7}`})

	t.Run("failed request that is carried out", func(t *testing.T) {
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`, After: true})
		after, diags := c.Apply(c.Plan(after, wireConfig("name", "Third", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)))
		if !plugintest.HasError(diags) {
			t.Errorf("got diagnostics %v, want an error", diags)
		}
		plugintest.Same(t, "name", c.At(after, "name"), "Third")
	})
	t.Run("not read back", func(t *testing.T) {
		c.sim.Order(
			maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`},
			maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"detail":"no"}`},
		)
		kept, diags := c.Apply(c.Plan(after, wireConfig("name", "Fourth", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)))
		if !plugintest.HasError(diags) {
			t.Errorf("got diagnostics %v, want an error", diags)
		}
		plugintest.Same(t, "name", c.At(kept, "name"), "Sales")
	})
	t.Run("read back in an unexpected form", func(t *testing.T) {
		id := c.At(after, "id").(string)
		c.sim.Order(
			maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`},
			maestrosim.Fault{On: maestrosim.OpGet, Body: `{"id":"` + id + `","jobs":[{"input":{"column_include_list":7,"connector":"x"}}]}`},
		)
		kept, diags := c.Apply(c.Plan(after, wireConfig("name", "Fifth", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)))
		if !plugintest.HasError(diags) {
			t.Errorf("got diagnostics %v, want an error", diags)
		}
		plugintest.Same(t, "name", c.At(kept, "name"), "Sales")
	})
}

// If the pipeline was deleted since the plan, the error is about that, and not about the base_url.
func TestPipelineUpdate_gone(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	if err := c.sim.Remove(plugintest.Customer, c.one().ID); err != nil {
		t.Fatal(err)
	}
	after, diags := c.Apply(c.Plan(i, wireConfig("name", "Sales")))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
		"Cannot update pipeline", "no longer exists", "The next apply")
	if strings.Contains(diags[0].Detail, "base_url") || !after.Value.Equal(i.Value) {
		t.Errorf("got diagnostics %v and state %s, want an error without base_url and the prior state", diags, after.Value)
	}
}

// Values that differ from those that the platform accepted without an error are reported by the same apply.
func TestPipelineUpdate_differentValuesAreReported(t *testing.T) {
	contract.NeedsDocumented(t, "expects a change of the status to be shown at once")
	coreInBubble(t, maestrosim.Options{}, nil, func(t *testing.T, c *core) {
		i := c.Create(wireConfig())
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpPatchJobInput, Status: 200, Body: `{"status":true}`})
		changed := wireConfig("jobs.0.input.column_include_list", elems{"id", "amount", "updated_at", "new"})
		after, diags := c.Apply(c.Plan(i, changed))
		plugintest.OneDiagnostic(t, diags, plugintest.Warning, "",
			`Unexpected values of pipeline "Orders" after apply`, "jobs[0].input.column_include_list", "Orders", `"new"`)
		if strings.Contains(diags[0].Detail, "-replace") {
			t.Errorf("got %q, want no irreversible command", diags[0].Detail)
		}
		after, diags = c.Refresh(after)
		plugintest.NoDiagnostics(t, diags)
		if p := c.Plan(after, changed); !p.Changes() || len(p.RequiresReplace) > 0 {
			t.Errorf("next plan: got changes %t and replacement for %v, want an update", p.Changes(), p.RequiresReplace)
		}
	})
}

// Unknown values never require a replacement.
func TestPipelinePlan_unknownValues(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	p := c.Plan(i, wireConfig("description", unknown{}, "cron", unknown{}, "memory_mb", unknown{}, "paused", unknown{}, "jobs.0.input.auth_parameters.config_id", unknown{}))
	if len(p.RequiresReplace) > 0 || plugintest.HasError(p.Diagnostics) {
		t.Fatalf("got replacement for %v and diagnostics %v, want none", p.RequiresReplace, p.Diagnostics)
	}
	plugintest.Same(t, "updated_at", plugintest.ValueAt(t, p.Value, "updated_at"), unknown{})
	plugintest.Same(t, "status", plugintest.ValueAt(t, p.Value, "status"), unknown{})

	for _, at := range []string{
		"jobs", "jobs.0", "jobs.0.input", "jobs.0.input.connector", "jobs.0.input.plugin", "jobs.0.input.table_schema", "jobs.0.input.table_name",
		"jobs.0.input.column_include_list", "jobs.0.transformations", "jobs.0.output", "jobs.0.output.plugin", "jobs.0.output.raw",
		"jobs.0.output.raw.table_name", "jobs.0.output.extra",
	} {
		p := c.Plan(i, wireConfig(at, unknown{}))
		plugintest.NoDiagnostics(t, p.Diagnostics)
		if len(p.RequiresReplace) > 0 || !p.Changes() {
			t.Errorf("%s: got replacement for %v, want an update", at, p.RequiresReplace)
		}
	}
	plugintest.NoDiagnostics(t, c.Plan(c.Absent(), wireConfig("jobs", unknown{}, "name", unknown{})).Diagnostics)
	p = c.Plan(c.Absent(), wireConfig("jobs.0", unknown{}))
	plugintest.NoDiagnostics(t, p.Diagnostics)
	plugintest.Same(t, "id", plugintest.ValueAt(t, p.Value, "id"), unknown{})
}

// A change that was unknown in the plan, and that the API cannot make in place, is an error without any request.
func TestPipelineUpdate_lateReplacementIsRefused(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	c.sim.ResetRequests()
	config := wireConfig("allow_replacement", true, "jobs.0.input.column_include_list", elems{"id", "amount", unknown{}})
	p := c.Plan(i, config)
	if len(p.RequiresReplace) > 0 {
		t.Fatalf("got replacement for %v, want none", p.RequiresReplace)
	}
	known := c.Plan(i, wireConfig("allow_replacement", true, "jobs.0.input.column_include_list", elems{"id", "amount", "other"}))
	p.Config, p.Value = known.Config, known.Value
	after, diags := c.Apply(p)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "jobs",
		`Cannot change pipeline "Orders" in place`, `column "updated_at" of table "public.orders" removed`, "terraform plan again", "The pipeline was not changed")
	if !after.Value.Equal(i.Value) || len(c.sim.Requests()) > 0 {
		t.Errorf("got state %s and %d requests, want the prior state and none", after.Value, len(c.sim.Requests()))
	}
}

func TestPipelineDelete_failure(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
	i := c.Create(wireConfig())
	for _, tc := range []struct {
		fault   maestrosim.Fault
		details []string
	}{
		{maestrosim.Fault{Status: 401, Body: `{"msg":"Unauthorized"}`}, []string{"Unauthorized", "access_token", plugintest.Customer}},
		{maestrosim.Fault{Status: 403, Body: `{"message":"no"}`}, []string{"permission"}},
		{maestrosim.Fault{Status: 500, Body: `{"detail":"Unable to complete transaction due to database error"}`}, []string{"database error"}},
	} {
		tc.fault.On = maestrosim.OpDelete
		c.sim.Order(tc.fault)
		plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "",
			"Cannot delete pipeline", append(tc.details, "Orders", c.At(i, "id").(string))...)
	}
	plugintest.NoDiagnostics(t, c.Destroy(i))
}

// The pipeline is exported before it is deleted. If that fails, it is not deleted.
func TestPipelineDelete_export(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	dir := filepath.Join(t.TempDir(), "exports")
	i := c.Create(wireConfig("export_before_destroy", dir, "cron", "0 6 * * *"))
	id := c.At(i, "id").(string)
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	unwritable := c.MustApply(i, wireConfig("export_before_destroy", filepath.Join(blocked, "below"), "cron", "0 6 * * *"))
	diags := c.Destroy(unwritable)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot export pipeline", blocked, "not deleted", id)
	if strings.Contains(diags[0].Detail, "Maestro:") {
		t.Errorf("got detail %q, want none about Maestro", diags[0].Detail)
	}
	c.one()

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
	plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "", "Cannot export pipeline", "permission")
	c.one()

	plugintest.NoDiagnostics(t, c.Destroy(i))
	content, err := os.ReadFile(filepath.Join(dir, id+".json"))
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

	t.Run("deleted pipeline", func(t *testing.T) {
		i := c.Create(wireConfig("export_before_destroy", dir))
		if err := c.sim.Remove(plugintest.Customer, c.one().ID); err != nil {
			t.Fatal(err)
		}
		plugintest.NoDiagnostics(t, c.Destroy(i))
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
			t.Errorf("got %d files and error %v, want 1 file", len(entries), err)
		}
	})
}

// The export of an imported pipeline lacks what neither the platform nor the state shows.
func TestPipelineDelete_incompleteExport(t *testing.T) {
	c := newCore(t, maestrosim.Options{Empty: true}, nil)
	job := maestrosim.Job{Input: map[string]any{"connector": "singer", "plugin": "hubspot", "table_name": "t"}}
	if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: numbered(1), Name: "Orders", Jobs: []maestrosim.Job{job}}); err != nil {
		t.Fatal(err)
	}
	i, diags := c.Import(numbered(1), nil)
	plugintest.NoDiagnostics(t, diags)
	config := c.GenerateConfig(i)
	config["export_before_destroy"] = t.TempDir()
	plugintest.OneDiagnostic(t, c.Destroy(c.MustApply(i, config)), plugintest.Warning, "", `Incomplete export of pipeline "Orders"`,
		"jobs[0]", "auth_parameters", "transformations")
}

// A drain pauses the pipeline and waits for its runs. If the deletion fails, a pipeline that the drain paused is
// unpaused.
func TestPipelineDelete_drain(t *testing.T) {
	contract.NeedsDocumented(t, "quotes the documented response for what does not exist")
	c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
	i := c.Create(wireConfig("drain_before_destroy", true))
	id := c.one().ID
	pause, unpause := `POST /platform/pipeline/pause {"pipeline_id":"`+id+`"}`, `POST /platform/pipeline/unpause {"pipeline_id":"`+id+`"}`
	destroyFails := func(details ...string) []plugintest.Diagnostic {
		t.Helper()
		c.sim.ResetRequests()
		diags := c.Destroy(i)
		if len(diags) == 0 || diags[0].Severity != plugintest.Error {
			t.Fatalf("got diagnostics %v, want an error", diags)
		}
		for _, detail := range append(details, id) {
			if !strings.Contains(diags[0].Summary+diags[0].Detail, detail) {
				t.Errorf("got %v, want %q in it", diags[0], detail)
			}
		}
		return diags
	}
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`})
	destroyFails("Cannot delete pipeline", "was unpaused again")
	plugintest.Same(t, "calls", c.writes(), []string{pause, "DELETE /platform/pipeline/{id}", unpause})

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Status: 403, Body: `{"message":"no"}`})
	destroyFails("Cannot drain pipeline", "not deleted", "was unpaused again")
	plugintest.Same(t, "calls", c.writes(), []string{pause, unpause})

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
	destroyFails("Cannot drain pipeline")
	plugintest.Same(t, "calls", c.writes(), []string{})

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, Status: 403, Body: `{"message":"no"}`})
	destroyFails("Cannot drain pipeline", "pausing")
	plugintest.Same(t, "calls", c.writes(), []string{pause})

	c.sim.Order(
		maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`},
		maestrosim.Fault{On: maestrosim.OpUnpause, Status: 403, Body: `{"message":"no"}`},
	)
	diags := destroyFails("Cannot delete pipeline", "could not be unpaused again")
	plugintest.OneDiagnostic(t, diags[1:], plugintest.Warning, "", `Cannot unpause pipeline "Orders" after failed destroy`, "Orders", id)

	// A pipeline that was paused before stays paused.
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`})
	stays := destroyFails("Cannot delete pipeline")
	if strings.Contains(stays[0].Detail, "paused for the destroy") {
		t.Errorf("got %q, want nothing about a pause of the destroy", stays[0].Detail)
	}
	plugintest.Same(t, "calls", c.writes(), []string{"DELETE /platform/pipeline/{id}"})
	if !c.one().Paused {
		t.Error("got an unpaused pipeline, want it paused")
	}

	// So does one whose status does not show the pause: only the response to the pause does.
	c.sim.Order(
		maestrosim.Fault{On: maestrosim.OpGet, Body: `{"status":true,"data":{"id":"` + id + `","name":"Orders","status":"error","jobs":[]}}`},
		maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`},
	)
	destroyFails("Cannot delete pipeline")
	plugintest.Same(t, "calls", c.writes(), []string{pause, "DELETE /platform/pipeline/{id}"})
	if !c.one().Paused {
		t.Error("status error: got an unpaused pipeline, want it paused")
	}
	plugintest.NoDiagnostics(t, c.Destroy(i))

	t.Run("deleted pipeline", func(t *testing.T) {
		i := c.Create(wireConfig("drain_before_destroy", true))
		if err := c.sim.Remove(plugintest.Customer, c.one().ID); err != nil {
			t.Fatal(err)
		}
		plugintest.NoDiagnostics(t, c.Destroy(i))
	})
	t.Run("deleted during the drain", func(t *testing.T) {
		i := c.Create(wireConfig("drain_before_destroy", true))
		held := c.one().ID
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, After: true, Status: 200, Body: `{"status":true}`, Hook: func() {
			if err := c.sim.Remove(plugintest.Customer, held); err != nil {
				t.Error(err)
			}
		}})
		plugintest.NoDiagnostics(t, c.Destroy(i))
	})
	t.Run("failed export after the drain", func(t *testing.T) {
		blocked := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(blocked, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		i := c.Create(wireConfig("drain_before_destroy", true, "export_before_destroy", blocked))
		plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "", "Cannot export pipeline", blocked)
		if c.one().Paused {
			t.Error("got a paused pipeline, want it unpaused")
		}
	})
}

// One list serves a bulk refresh of pipelines that have not changed.
func TestBulkRefresh_drift(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	start := func() {
		c.Restart(attrs{"bulk_refresh": true})
		c.sim.ResetRequests()
	}
	start()
	refreshed, diags := c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "identity", c.IdentityOf(refreshed), c.one().ID)
	if !refreshed.Value.Equal(i.Value) {
		t.Errorf("got state %s, want %s", refreshed.Value, i.Value)
	}
	if _, diags := c.Refresh(i); len(diags) > 0 || len(c.sim.Requests()) != 1 {
		t.Errorf("got %d requests and diagnostics %v, want 1 and none", len(c.sim.Requests()), diags)
	}

	c.edit(func(p *maestrosim.Pipeline) { p.Name = "Sales" })
	start()
	changed, _ := c.Refresh(i)
	plugintest.Same(t, "name", c.At(changed, "name"), "Sales")

	c.Restart(attrs{"bulk_refresh": true})
	if err := c.sim.Remove(plugintest.Customer, c.one().ID); err != nil {
		t.Fatal(err)
	}
	gone, diags := c.Refresh(i)
	if !gone.Value.IsNull() {
		t.Errorf("got state %s and diagnostics %v, want null", gone.Value, diags)
	}
}
