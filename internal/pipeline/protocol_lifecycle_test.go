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

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
)

// writes gives the requests that change something, and asked whether there were any at all.
func (c *core) writes() []string {
	calls := []string{}
	for _, r := range c.sim.Requests() {
		if r.Method != http.MethodGet {
			calls = append(calls, strings.TrimSpace(r.Method+" "+wirePath(r.Path)+" "+string(r.Body)))
		}
	}
	return calls
}

// wirePath writes ids as {id}.
func wirePath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if len(part) >= 36 {
			parts[i] = strings.TrimSuffix("{id}"+part[36:], "/")
		}
	}
	return strings.Join(parts, "/")
}

// one gives the pipeline that the platform holds.
func (c *core) one() maestrosim.Pipeline {
	c.t.Helper()
	all := c.sim.Pipelines(wireCustomer)
	if len(all) != 1 {
		c.t.Fatalf("the platform holds %d pipelines", len(all))
	}
	return all[0]
}

// edit changes it behind Terraform's back.
func (c *core) edit(change func(*maestrosim.Pipeline)) {
	c.t.Helper()
	if err := c.sim.Edit(wireCustomer, c.one().ID, change); err != nil {
		c.t.Fatal(err)
	}
}

func TestAPipelineFromItsCreationToItsEnd(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	config := wireConfig("description", "d", "cron", "0 6 * * *", "paused", true, "memory_mb", 3000)
	i := c.create(config)
	id := c.one().ID
	same(t, "id", c.at(i, "id"), id)
	same(t, "identity", c.identityOf(i), id)
	same(t, "job id", c.at(i, "jobs.0.job_id"), id+"_0")
	same(t, "status", c.at(i, "status"), "paused")
	same(t, "customer", c.at(i, "customer_id"), wireCustomer)
	same(t, "protection", c.at(i, "deletion_protection"), false)
	same(t, "calls", c.writes()[1:], []string{
		`POST /platform/pipeline/pause {"pipeline_id":"` + id + `"}`, `PUT /platform/pipeline/{id}/memory {"amount":3000}`,
	})
	if p := c.plan(i, config); p.changes() || len(p.said) > 0 {
		t.Errorf("the plan after the create changes something, or says: %v", p.said)
	}
	again, told := c.refresh(i)
	silent(t, told)
	if !again.value.Equal(i.value) {
		t.Errorf("reading changes the state: %s", again.value)
	}
	same(t, "identity", c.identityOf(again), id)

	c.sim.ResetRequests()
	set(config, "name", "Sales")
	set(config, "cron", nil)
	set(config, "paused", false)
	set(config, "memory_mb", nil)
	i = c.up(again, config)
	same(t, "calls", c.writes(), []string{
		`PATCH /platform/pipeline/{id} {"name":"Sales","cron":null}`, `PUT /platform/pipeline/{id}/memory {"amount":2048}`,
		`POST /platform/pipeline/unpause {"pipeline_id":"` + id + `"}`,
	})
	same(t, "identity", c.identityOf(i), id)
	same(t, "status", c.at(i, "status"), "active")
	if p := c.plan(i, config); p.changes() {
		t.Error("the plan after the update changes something")
	}
	silent(t, c.destroy(i))
	if left := c.sim.Pipelines(wireCustomer); len(left) > 0 {
		t.Errorf("%d pipelines are left", len(left))
	}
}

// Whatever the platform's spelling of ids, and when it changes it: the state has the first one, and the identity is one
// spelling for life.
func TestIDAndIdentityStayWhateverTheSpelling(t *testing.T) {
	for _, spelling := range []maestrosim.Spelling{maestrosim.SpellingUnderscore, maestrosim.SpellingHyphen, maestrosim.SpellingUpper} {
		t.Run("created where it is "+string(spelling), func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Spelling: spelling}}, nil)
			i := c.create(wireConfig())
			id := c.one().ID
			shown := c.at(i, "id")
			if !strings.EqualFold(strings.ReplaceAll(shown.(string), "-", "_"), id) || (spelling != maestrosim.SpellingUnderscore) != (shown != id) {
				t.Errorf("the state has %v", shown)
			}
			same(t, "identity", c.identityOf(i), id)
			for _, later := range []maestrosim.Spelling{maestrosim.SpellingHyphen, maestrosim.SpellingUpper, maestrosim.SpellingUnderscore} {
				c.sim.SetContract(maestrosim.Contract{Spelling: later})
				again, told := c.refresh(i)
				silent(t, told)
				same(t, "id", c.at(again, "id"), shown)
				same(t, "identity", c.identityOf(again), id)
				if p := c.plan(again, wireConfig()); p.changes() {
					t.Errorf("another spelling is a change")
				}
				i = c.up(again, wireConfig("description", string(later)))
				same(t, "identity", c.identityOf(i), id)
				i = c.up(i, wireConfig())
			}
		})
	}
}

func TestImportsByIDAndByIdentity(t *testing.T) {
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
			if err := c.sim.Put(wireCustomer, maestrosim.Pipeline{ID: tc.held, Name: "By hand", Paused: true, Jobs: []maestrosim.Job{{Input: map[string]any{
				"connector": "jdbc", "plugin": "mysql", "table_schema": "s", "table_name": "t", "load_type": "full_load", "x": map[string]any{"y": true},
				"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "c"},
			}}}}); err != nil {
				t.Fatal(err)
			}
			i, told := c.adopt(tc.id, tc.identity)
			silent(t, told)
			same(t, "id", c.at(i, "id"), tc.held)
			same(t, "identity", c.identityOf(i), tc.held)
			same(t, "paused", c.at(i, "paused"), true)
			same(t, "extra", c.at(i, "jobs.0.input.extra"), `{"x":{"y":true}}`)
			same(t, "connection", c.at(i, "jobs.0.input.auth_parameters.config_id"), "c")
			same(t, "protection", c.at(i, "deletion_protection"), true)
			same(t, "drain", c.at(i, "drain_before_destroy"), false)

			// What a configuration generated from it says: all that is not null and can be said.
			if p := c.plan(i, generated(c.resource.Block.Attributes, i.value)); p.changes() || len(p.said) > 0 {
				t.Errorf("generated configuration plans a change, or says: %v", p.said)
			}
			again, told := c.refresh(i)
			silent(t, told)
			if !again.value.Equal(i.value) {
				t.Errorf("the second read changes the state: %s", again.value)
			}
			if len(c.writes()) > 0 {
				t.Errorf("importing sends %v", c.writes())
			}
			// Adopting it with less than is there takes no call and replaces nothing.
			p := c.plan(i, attrs{"name": "By hand", "paused": true, "jobs": elems{attrs{"input": attrs{"plugin": "mysql"}}}})
			if len(p.replace) > 0 || p.changes() {
				t.Errorf("a short configuration replaces for %v, changes %t", p.replace, p.changes())
			}
		})
	}
}

// generated is configuration as Terraform generates it from a state.
func generated(schema []*tfprotov6.SchemaAttribute, v tftypes.Value) attrs {
	config := attrs{}
	for _, a := range schema {
		member := members(v)[a.Name]
		switch {
		case !a.Optional && !a.Required || member.IsNull():
		case a.NestedType == nil:
			config[a.Name] = plain(member)
		case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			config[a.Name] = generated(a.NestedType.Attributes, member)
		default:
			list := elems{}
			for _, element := range elements(member) {
				list = append(list, generated(a.NestedType.Attributes, element))
			}
			config[a.Name] = list
		}
	}
	return config
}

func TestImportsThatFail(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	for _, id := range []string{"", ".", "..", " x", "x\n", "a\x00"} {
		_, told := c.adopt(id, nil)
		only(t, told, wireError, "", "Invalid pipeline id", "1b33ad2f_33d3_4837_9eeb_83c82c8b909d")
	}
	_, told := c.adopt("", attrs{"pipeline_id": ""})
	only(t, told, wireError, "", "Invalid pipeline id", "empty")
	if n := len(c.sim.Requests()); n > 0 {
		t.Errorf("%d requests for ids that are none", n)
	}
	_, told = c.adopt("11111111-1111-1111-1111-111111111111", nil)
	only(t, told, wireError, "", "Pipeline to import does not exist", "11111111-1111-1111-1111-111111111111", wireCustomer, "customer_name")

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: http.StatusForbidden, Body: `{"message":"no"}`})
	_, told = c.adopt("11111111-1111-1111-1111-111111111111", nil)
	only(t, told, wireError, "", "Reading a pipeline failed", "11111111-1111-1111-1111-111111111111", "permission")
}

// A plan of something irreversible says so, under one summary for all, so that Terraform folds them.
func TestDestroyingAndReplacingIsWarnedOf(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	first, second := c.create(wireConfig()), c.create(wireConfig("name", "Sales"))
	lost := []string{"jobs", "incremental state", "run history", "schedule", "Snowflake", "source", "connections"}
	for _, i := range []instance{first, second} {
		name, id := c.at(i, "name").(string), c.at(i, "id").(string)
		only(t, c.plan(i, nil).said, wireWarning, "", "Destroying a pipeline cannot be undone", append(lost, name, id)...)
		p := c.plan(i, wireConfig("name", name, "jobs.0.input.table_name", "other", "jobs.0.output.raw.table_schema", "OTHER"))
		only(t, p.said, wireWarning, "", "Replacing a pipeline cannot be undone", append(lost, name, id, "jobs[0].input.table_name", "jobs[0].output.raw.table_schema")...)
		same(t, "replaced for", len(p.replace), 2)
	}
	t.Run("making what replaces it says nothing again", func(t *testing.T) {
		silent(t, c.plan(c.nothing(), wireConfig("jobs.0.input.table_name", "other")).said)
	})
}

func TestProtectionHoldsAtThePlanAndInDelete(t *testing.T) {
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
			i := c.create(config(tc.on))
			same(t, "protection", c.at(i, "deletion_protection"), true)
			id := c.at(i, "id").(string)
			c.sim.ResetRequests()
			refused := func(told []said, words ...string) {
				t.Helper()
				only(t, told, wireError, "deletion_protection", "Pipeline is protected", append(words, "Orders", id, "deletion_protection = false")...)
			}
			refused(c.plan(i, nil).said, "destroyed")
			refused(c.plan(i, config(tc.on, "jobs.0.input.plugin", "mysql")).said, "replaced", "jobs[0].input.plugin")
			// A guard that goes in the very plan that it should stop guards nothing.
			refused(c.plan(i, config(tc.off, "jobs.0.input.plugin", "mysql")).said, "replaced")
			// A forced replacement comes to the provider as a deletion alone.
			after, told := c.apply(wirePlan{prior: i, config: c.nothing().value, value: c.nothing().value})
			refused(told, "destroyed")
			if after.value.IsNull() {
				t.Error("it is out of the state")
			}
			if n := len(c.sim.Requests()); n > 0 {
				t.Errorf("%d requests", n)
			}
			// Other changes are made.
			i = c.up(i, config(tc.on, "description", "d"))
			c.sim.ResetRequests()
			i = c.up(i, config(tc.off, "description", "d"))
			if n := len(c.sim.Requests()); n > 0 {
				t.Errorf("switching the guard off takes %d requests", n)
			}
			silent(t, c.destroy(i))
		})
	}
}

func TestTheProvidersDefaultIsPlannedWhereThePipelineSaysNothing(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.create(wireConfig())
	c.restart(attrs{"deletion_protection": true})
	p := c.plan(i, wireConfig())
	same(t, "planned", valueAt(t, p.value, "deletion_protection"), true)
	same(t, "status", valueAt(t, p.value, "status"), "active")
	if p.prior.value.Equal(p.value) || len(p.replace) > 0 {
		t.Error("that is no change in place")
	}
	c.sim.ResetRequests()
	i, told := c.apply(p)
	silent(t, told)
	same(t, "requests", len(c.sim.Requests()), 0)
	same(t, "protection", c.at(i, "deletion_protection"), true)
	same(t, "where the pipeline says it", valueAt(t, c.plan(i, wireConfig("deletion_protection", false)).value, "deletion_protection"), false)
	same(t, "where it is not known", valueAt(t, c.plan(i, wireConfig("deletion_protection", later{})).value, "deletion_protection"), later{})
}

// Switches that only the state holds are set without a request.
func TestSwitchesOfTheStateTakeNoRequest(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.create(wireConfig())
	c.sim.ResetRequests()
	p := c.plan(i, wireConfig("drain_before_destroy", true, "export_before_destroy", "exports", "timeouts.delete", "1h", "jobs.0.output.raw.table_name", "ORDERS"))
	if len(p.replace) > 0 || !p.changes() {
		t.Errorf("replaces for %v, changes %t", p.replace, p.changes())
	}
	for _, name := range []string{"status", "updated_at", "created_at", "id", "customer_id"} {
		same(t, name+" as planned", valueAt(t, p.value, name), c.at(i, name))
	}
	after, told := c.apply(p)
	silent(t, told)
	same(t, "requests", len(c.sim.Requests()), 0)
	same(t, "the folder", c.at(after, "export_before_destroy"), "exports")
}

// The customer that a pipeline was last seen under is remembered: to another one, "not found" says nothing.
func TestAnotherCustomersNotFoundIsNoEnd(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.create(wireConfig())
	id := c.at(i, "id").(string)
	c.restart(attrs{"customer_name": "other_corp"})

	kept, told := c.refresh(i)
	only(t, told, wireError, "", "Pipeline belongs to another customer", `"`+wireCustomer+`"`, `"other_corp"`, id, "state")
	if kept.value.IsNull() {
		t.Error("it is out of the state")
	}
	told = c.destroy(i)
	only(t, told, wireError, "", "Pipeline belongs to another customer", `"`+wireCustomer+`"`, `"other_corp"`, "not deleted")
	for _, before := range []attrs{{"drain_before_destroy": true}, {"export_before_destroy": t.TempDir()}} {
		c.restart(nil)
		config := wireConfig()
		maps.Copy(config, before)
		guarded := c.up(i, config)
		c.restart(attrs{"customer_name": "other_corp"})
		only(t, c.destroy(guarded), wireError, "", "Pipeline belongs to another customer", `"other_corp"`)
	}
	c.restart(nil)
	if _, told := c.refresh(i); len(told) > 0 {
		t.Errorf("back with the first customer: %v", told)
	}

	t.Run("found there, it belongs there from then on", func(t *testing.T) {
		held := c.one()
		held.Name = "Orders"
		if err := c.sim.Put("other_corp", held); err != nil {
			t.Fatal(err)
		}
		c.restart(attrs{"customer_name": "other_corp"})
		moved, told := c.refresh(i)
		silent(t, told)
		c.restart(nil)
		if err := c.sim.Remove(wireCustomer, id); err != nil {
			t.Fatal(err)
		}
		_, told = c.refresh(moved)
		only(t, told, wireError, "", "Pipeline belongs to another customer", `last seen under customer_name "other_corp"`)
	})
	t.Run("where no customer is remembered, not found is the end", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		i := c.create(wireConfig())
		i.private = nil
		c.restart(attrs{"customer_name": "other_corp"})
		after, told := c.refresh(i)
		only(t, told, wireWarning, "", "Pipeline is gone from the platform", id[:0])
		if !after.value.IsNull() {
			t.Error("it is still in the state")
		}
	})
}

func TestAPipelineThatIsGoneLeavesTheStateWithAWarning(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.create(wireConfig())
	id := c.at(i, "id").(string)
	if err := c.sim.Remove(wireCustomer, id); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 12; n++ {
		after, told := c.refresh(i)
		if !after.value.IsNull() {
			t.Fatal("it is still in the state")
		}
		if n == 10 { // so many are a reason to doubt the run
			if len(told) != 2 || told[1].severity != wireWarning || !strings.Contains(told[1].detail, "customer_name") || !strings.Contains(told[1].detail, "10 pipelines") {
				t.Errorf("the tenth says %v", told)
			}
			told = told[:1]
		}
		only(t, told, wireWarning, "", "Pipeline is gone from the platform", "Orders", id)
	}
	// Deleting what is gone is done.
	silent(t, c.destroy(i))
}

// An answer that proves nothing keeps the state.
func TestReadingThatFailsKeepsTheState(t *testing.T) {
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
			i := c.create(wireConfig())
			fault.On, fault.Times = maestrosim.OpGet, -1
			c.sim.Order(fault)
			kept, told := c.refresh(i)
			only(t, told, wireError, "", "Reading a pipeline failed", "Orders", c.at(i, "id").(string))
			if !kept.value.Equal(i.value) {
				t.Error("the state is another one")
			}
		})
	}
}

func TestARefusedCreateSaysWhoHasTheName(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.create(wireConfig())
	after, told := c.apply(c.plan(c.nothing(), wireConfig()))
	only(t, told, wireError, "name", "Pipeline name is taken", c.at(i, "id").(string), "import {", "Orders")
	if !after.value.IsNull() {
		t.Error("something is in the state")
	}
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 422, Body: `{"detail":[{"loc":["body","cron"],"msg":"bad cron"}]}`})
	after, told = c.apply(c.plan(c.nothing(), wireConfig("name", "Sales")))
	only(t, told, wireError, "", "Creating a pipeline failed", "Sales", "bad cron")
	if !after.value.IsNull() {
		t.Error("something is in the state")
	}
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 403, Body: `{"message":"no"}`})
	_, told = c.apply(c.plan(c.nothing(), wireConfig()))
	only(t, told, wireError, "", "Creating a pipeline failed", "Orders", "permission")
}

// From the moment that the platform may have the pipeline, the state has its id.
func TestACreateThatFailsLateKeepsTheID(t *testing.T) {
	t.Run("where it is not known whether it arrived", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
		c.sim.Order(
			maestrosim.Fault{On: maestrosim.OpCreate, DropAfter: true},
			maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Body: `{"detail":"down"}`, Times: -1},
		)
		i, told := c.apply(c.plan(c.nothing(), wireConfig("paused", true, "memory_mb", 100)))
		id := c.one().ID
		only(t, told, wireError, "", "Creating a pipeline may have succeeded", id, "import {", "down")
		same(t, "id", c.at(i, "id"), id)
		same(t, "identity", c.identityOf(i), id)
		same(t, "paused", c.at(i, "paused"), false)
		same(t, "memory", c.at(i, "memory_mb"), nil)
		c.sim.ClearFaults()
		i, told = c.refresh(i)
		silent(t, told)
		i = c.up(i, wireConfig("paused", true, "memory_mb", 100))
		if p := c.one(); !p.Paused || p.MemoryMB != 100 {
			t.Errorf("the next apply leaves it paused %t with %d MB", p.Paused, p.MemoryMB)
		}
		silent(t, c.destroy(i))
	})
	for name, on := range map[string]maestrosim.Operation{"pausing": maestrosim.OpPause, "setting its memory": maestrosim.OpSetMemory} {
		t.Run("where "+name+" fails", func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			c.sim.Order(maestrosim.Fault{On: on, Status: 400, Body: `{"detail":"not today"}`})
			i, told := c.apply(c.plan(c.nothing(), wireConfig("paused", true, "memory_mb", 100)))
			only(t, told, wireError, "", "Creating a pipeline stopped half way", c.one().ID, name, "not today", "terraform untaint")
			same(t, "id", c.at(i, "id"), c.one().ID)
			same(t, "identity", c.identityOf(i), c.one().ID)
			same(t, "paused", c.at(i, "paused"), on != maestrosim.OpPause)
			same(t, "memory", c.at(i, "memory_mb"), nil)
		})
	}
	t.Run("where it cannot be read back", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
		i, told := c.apply(c.plan(c.nothing(), wireConfig("memory_mb", 100)))
		only(t, told, wireWarning, "", "Pipeline could not be read back", c.one().ID, "permission")
		same(t, "id", c.at(i, "id"), c.one().ID)
		same(t, "memory", c.at(i, "memory_mb"), 100)
		same(t, "status", c.at(i, "status"), nil)
		i, told = c.refresh(i)
		silent(t, told)
		if p := c.plan(i, wireConfig("memory_mb", 100)); p.changes() {
			t.Error("there is still something to do")
		}
	})
	t.Run("where it was interrupted before it was sent", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		i, told := c.applyIn(ctx, c.plan(c.nothing(), wireConfig()))
		only(t, told, wireError, "", "Creating a pipeline failed", "interrupted")
		if !i.value.IsNull() || len(c.sim.Pipelines(wireCustomer)) > 0 {
			t.Error("something was made")
		}
	})
}

// An update that stops half way leaves in the state what the platform holds.
func TestAnUpdateThatStopsHalfWay(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.create(wireConfig())
	changed := wireConfig("name", "Sales", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Status: 400, Body: `{"detail":"not today"}`})
	after, told := c.apply(c.plan(i, changed))
	only(t, told, wireError, "", "Updating a pipeline failed", "Orders", "setting the memory", "not today")
	same(t, "name", c.at(after, "name"), "Sales")
	same(t, "paused", c.at(after, "paused"), true)
	same(t, "status", c.at(after, "status"), "paused")
	same(t, "memory", c.at(after, "memory_mb"), nil)
	same(t, "a job's memory", c.at(after, "jobs.0.input.memory_allocation_mb"), nil)
	c.sim.ResetRequests()
	after = c.up(after, changed)
	same(t, "calls", c.writes(), []string{`PUT /platform/pipeline/{id}/memory {"amount":100}`, `PATCH /platform/jobs/{id}_0/input {"memory_allocation_mb":7}`})

	t.Run("at a call that was carried out all the same", func(t *testing.T) {
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`, After: true})
		after, told := c.apply(c.plan(after, wireConfig("name", "Third", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)))
		if !failed(told) {
			t.Error("no error")
		}
		same(t, "name", c.at(after, "name"), "Third")
	})
	t.Run("and cannot be looked at", func(t *testing.T) {
		c.sim.Order(
			maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`},
			maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"detail":"no"}`},
		)
		kept, told := c.apply(c.plan(after, wireConfig("name", "Fourth", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)))
		if !failed(told) {
			t.Error("no error")
		}
		same(t, "name", c.at(kept, "name"), "Sales")
	})
	t.Run("and is shown in a form that nobody knows", func(t *testing.T) {
		id := c.at(after, "id").(string)
		c.sim.Order(
			maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"detail":"no"}`},
			maestrosim.Fault{On: maestrosim.OpGet, Body: `{"id":"` + id + `","jobs":[{"input":{"column_include_list":7,"connector":"x"}}]}`},
		)
		kept, told := c.apply(c.plan(after, wireConfig("name", "Fifth", "memory_mb", 100, "paused", true, "jobs.0.input.memory_allocation_mb", 7)))
		if !failed(told) {
			t.Error("no error")
		}
		same(t, "name", c.at(kept, "name"), "Sales")
	})
}

// What the platform took without an error, and did not keep, is said at once.
func TestWhatThePlatformDidNotKeepIsSaid(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.create(wireConfig())
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpPatchJobInput, Status: 200, Body: `{"status":true}`})
	changed := wireConfig("jobs.0.input.column_include_list", elems{"id", "amount", "updated_at", "new"})
	after, told := c.apply(c.plan(i, changed))
	only(t, told, wireWarning, "", "The platform did not keep everything", "jobs[0].input.column_include_list", "Orders")
	after, told = c.refresh(after)
	silent(t, told)
	if p := c.plan(after, changed); !p.changes() || len(p.replace) > 0 {
		t.Error("the next plan does not show it as a change in place")
	}
}

// Values that come from resources to be made are planned for, and applied when they are known.
func TestValuesThatAreNotKnownYet(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.create(wireConfig())
	p := c.plan(i, wireConfig("description", later{}, "cron", later{}, "memory_mb", later{}, "paused", later{}, "jobs.0.input.auth_parameters.config_id", later{}))
	if len(p.replace) > 0 || failed(p.said) {
		t.Fatalf("replaces for %v, says %v", p.replace, p.said)
	}
	same(t, "updated_at", valueAt(t, p.value, "updated_at"), later{})
	same(t, "status", valueAt(t, p.value, "status"), later{})

	p = c.plan(i, wireConfig("jobs.0.input.plugin", later{}))
	same(t, "replaced for", pathText(p.replace[0]), "jobs.0.input.plugin")
	p = c.plan(i, wireConfig("jobs", later{}))
	same(t, "replaced for", pathText(p.replace[0]), "jobs")
	silent(t, c.plan(c.nothing(), wireConfig("jobs", later{}, "name", later{})).said)
	p = c.plan(c.nothing(), wireConfig("jobs.0", later{}))
	silent(t, p.said)
	same(t, "id", valueAt(t, p.value, "id"), later{})
}

// A change that was not known when the plan was made, and that no call can make, is refused and makes nothing.
func TestAChangeThatTurnsOutToReplaceIsRefused(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.create(wireConfig())
	c.sim.ResetRequests()
	config := wireConfig("jobs.0.input.column_include_list", elems{"id", "amount", later{}})
	p := c.plan(i, config)
	if len(p.replace) > 0 {
		t.Fatalf("replaces for %v", p.replace)
	}
	known := c.plan(i, wireConfig("jobs.0.input.column_include_list", elems{"id", "amount", "other"}))
	p.value = known.value
	after, told := c.apply(p)
	only(t, told, wireError, "", "Pipeline cannot be changed in place", "jobs[0].input.column_include_list", "Plan again")
	if !after.value.Equal(i.value) || len(c.sim.Requests()) > 0 {
		t.Error("something was done")
	}
}

func TestDeletingSaysWhyItFailed(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
	i := c.create(wireConfig())
	for _, tc := range []struct {
		fault maestrosim.Fault
		says  []string
	}{
		{maestrosim.Fault{Status: 401, Body: `{"msg":"Unauthorized"}`}, []string{"Unauthorized", "access_token", wireCustomer}},
		{maestrosim.Fault{Status: 403, Body: `{"message":"no"}`}, []string{"permission"}},
		{maestrosim.Fault{Status: 500, Body: `{"detail":"Unable to complete transaction due to database error"}`}, []string{"database error"}},
	} {
		tc.fault.On = maestrosim.OpDelete
		c.sim.Order(tc.fault)
		only(t, c.destroy(i), wireError, "", "Deleting a pipeline failed", append(tc.says, "Orders", c.at(i, "id").(string))...)
	}
	silent(t, c.destroy(i))
}

// The configuration is written first; where it cannot be, nothing is deleted.
func TestExportBeforeDestroy(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	folder := filepath.Join(t.TempDir(), "exports")
	i := c.create(wireConfig("export_before_destroy", folder, "cron", "0 6 * * *"))
	id := c.at(i, "id").(string)
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bad := c.up(i, wireConfig("export_before_destroy", filepath.Join(blocked, "below"), "cron", "0 6 * * *"))
	told := c.destroy(bad)
	only(t, told, wireError, "", "Exporting a pipeline failed", blocked, "not deleted", id)
	if strings.Contains(told[0].detail, "Maestro:") {
		t.Errorf("the platform is blamed for it: %s", told[0].detail)
	}
	c.one()

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
	only(t, c.destroy(i), wireError, "", "Exporting a pipeline failed", "permission")
	c.one()

	silent(t, c.destroy(i))
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
	same(t, "document", []any{document.ID, document.Name, document.Cron, len(document.Jobs)}, []any{strings.ReplaceAll(id, "_", "-"), "Orders", "0 6 * * *", 1})

	t.Run("of a pipeline that is gone", func(t *testing.T) {
		i := c.create(wireConfig("export_before_destroy", folder))
		if err := c.sim.Remove(wireCustomer, c.one().ID); err != nil {
			t.Fatal(err)
		}
		silent(t, c.destroy(i))
		if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 {
			t.Errorf("%d files, error %v", len(entries), err)
		}
	})
}

// Draining pauses, and looks whether something runs; what it paused runs on where the deletion fails.
func TestDrainBeforeDestroy(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
	i := c.create(wireConfig("drain_before_destroy", true))
	id := c.one().ID
	pause, unpause := `POST /platform/pipeline/pause {"pipeline_id":"`+id+`"}`, `POST /platform/pipeline/unpause {"pipeline_id":"`+id+`"}`
	try := func(words ...string) []said {
		t.Helper()
		c.sim.ResetRequests()
		told := c.destroy(i)
		if len(told) == 0 || told[0].severity != wireError {
			t.Fatalf("said %v", told)
		}
		for _, word := range append(words, id) {
			if !strings.Contains(told[0].summary+told[0].detail, word) {
				t.Errorf("%v does not say %q", told[0], word)
			}
		}
		return told
	}
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`})
	try("Deleting a pipeline failed")
	same(t, "calls", c.writes(), []string{pause, "DELETE /platform/pipeline/{id}", unpause})

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Status: 403, Body: `{"message":"no"}`})
	try("Draining a pipeline failed", "not deleted")
	same(t, "calls", c.writes(), []string{pause, unpause})

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"message":"no"}`})
	try("Draining a pipeline failed")
	same(t, "calls", c.writes(), []string{})

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, Status: 403, Body: `{"message":"no"}`})
	try("Draining a pipeline failed", "pausing")

	c.sim.Order(
		maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`},
		maestrosim.Fault{On: maestrosim.OpUnpause, Status: 403, Body: `{"message":"no"}`},
	)
	told := try("Deleting a pipeline failed")
	only(t, told[1:], wireWarning, "", "Pipeline is still paused", "Orders", id)

	// What was paused before stays paused.
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"message":"no"}`})
	try("Deleting a pipeline failed")
	same(t, "calls", c.writes(), []string{"DELETE /platform/pipeline/{id}"})
	if !c.one().Paused {
		t.Error("it was unpaused")
	}
	silent(t, c.destroy(i))

	t.Run("of a pipeline that is gone", func(t *testing.T) {
		i := c.create(wireConfig("drain_before_destroy", true))
		if err := c.sim.Remove(wireCustomer, c.one().ID); err != nil {
			t.Fatal(err)
		}
		silent(t, c.destroy(i))
	})
	t.Run("of a pipeline that goes while it is drained", func(t *testing.T) {
		i := c.create(wireConfig("drain_before_destroy", true))
		held := c.one().ID
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, After: true, Status: 200, Body: `{"status":true}`, Hook: func() {
			if err := c.sim.Remove(wireCustomer, held); err != nil {
				t.Error(err)
			}
		}})
		silent(t, c.destroy(i))
	})
	t.Run("with the export failing after it", func(t *testing.T) {
		blocked := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(blocked, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		i := c.create(wireConfig("drain_before_destroy", true, "export_before_destroy", blocked))
		only(t, c.destroy(i), wireError, "", "Exporting a pipeline failed", blocked)
		if c.one().Paused {
			t.Error("it stayed paused")
		}
	})
}

// One list serves a whole refresh, where it shows no change.
func TestBulkRefresh(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.create(wireConfig())
	start := func() {
		c.restart(attrs{"bulk_refresh": true})
		c.sim.ResetRequests()
	}
	start()
	again, told := c.refresh(i)
	silent(t, told)
	same(t, "identity", c.identityOf(again), c.one().ID)
	if !again.value.Equal(i.value) {
		t.Error("the state is another one")
	}
	if _, told := c.refresh(i); len(told) > 0 || len(c.sim.Requests()) != 1 {
		t.Errorf("%d requests, said %v", len(c.sim.Requests()), told)
	}

	c.edit(func(p *maestrosim.Pipeline) { p.Name = "Sales" })
	start()
	seen, _ := c.refresh(i)
	same(t, "name", c.at(seen, "name"), "Sales")

	c.restart(attrs{"bulk_refresh": true})
	if err := c.sim.Remove(wireCustomer, c.one().ID); err != nil {
		t.Fatal(err)
	}
	gone, told := c.refresh(i)
	if !gone.value.IsNull() {
		t.Errorf("it is still in the state, said %v", told)
	}
}
