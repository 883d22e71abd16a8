// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The tests of what deletes a pipeline, and what does not.

func jobOf(table string) attrs {
	job := wireJob()
	set(job, "input.table_name", table)
	return job
}

// deletions returns the number of DELETE requests.
func (c *core) deletions() int {
	n := 0
	for _, r := range c.sim.Requests() {
		if r.Method == http.MethodDelete {
			n++
		}
	}
	return n
}

// The order of jobs has no meaning: a plan that only reorders them sends nothing, and every job keeps its id.
func TestPipelineUpdate_reorderedJobsAreOnlyInTheState(t *testing.T) {
	t.Parallel()
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			t.Parallel()
			c := newCore(t, maestrosim.Options{Contract: contract.Contract}, nil)
			i := c.Create(wireConfig("jobs", elems{jobOf("a"), jobOf("b"), jobOf("c")}))
			ids, before := c.At(i, jobIDs), c.one()
			c.sim.ResetRequests()

			reordered := wireConfig("jobs", elems{jobOf("c"), jobOf("a"), jobOf("b")})
			p := c.Plan(i, reordered)
			plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Warning, "", `Reordered jobs in pipeline "Orders"`, "no request")
			if !p.Changes() || len(p.RequiresReplace) > 0 {
				t.Fatalf("got changes %t and replacement for %v, want an update", p.Changes(), p.RequiresReplace)
			}
			plugintest.Same(t, "planned job_ids", plugintest.ValueAt(t, p.Value, jobIDs), ids)
			i, diags := c.Apply(p)
			plugintest.NoDiagnostics(t, diags)
			plugintest.Same(t, "requests", len(c.sim.Requests()), 0)
			plugintest.Same(t, "jobs on the platform", c.one().Jobs, before.Jobs)
			plugintest.Same(t, "first table", c.At(i, "jobs.0.input.table_name"), "c")
			plugintest.Same(t, "first id", c.At(i, "jobs.0.job_id"), ids.(attrs)["c"])

			i, diags = c.Refresh(i)
			plugintest.NoDiagnostics(t, diags)
			if p := c.Plan(i, reordered); p.Changes() {
				t.Error("plan after a refresh: got changes, want none")
			}

			set(reordered["jobs"].(elems)[0].(attrs), "input.column_include_list", elems{"id", "amount", "updated_at", "new"})
			i = c.MustApply(i, reordered)
			plugintest.Same(t, "columns of the table c", len(c.one().Jobs[2].Input["column_include_list"].([]any)), 4)
			plugintest.Same(t, "columns of the table a", len(c.one().Jobs[0].Input["column_include_list"].([]any)), 3)
			if p := c.Plan(i, reordered); p.Changes() {
				t.Error("plan after an update: got changes, want none")
			}
		})
	}
}

// What the API cannot change is an error in the plan that lists the changes and the ways forward, unless the
// configuration, or else the provider, allows the replacement.
func TestPipelinePlan_replacementNeedsPermission(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	two := elems{jobOf("orders"), jobOf("companies")}
	for name, tc := range map[string]struct {
		changes []any
		details []string
	}{
		"job added":   {[]any{"jobs", two}, []string{`table "public.companies" added`, "for_each"}},
		"job removed": {[]any{"jobs", elems{jobOf("companies")}}, []string{`table "public.orders" removed`, "Keep the removed job"}},
		"column removed": {
			[]any{"jobs.0.input.column_include_list", elems{"id", "updated_at"}},
			[]string{`column "amount" of table "public.orders" removed`, "Keep the removed column"},
		},
		"plugin":                   {[]any{"jobs.0.input.plugin", "mysql", "jobs.0.input.auth_parameters.config_id", "x"}, []string{`from "postgresql" to "mysql"`}},
		"table in other case":      {[]any{"jobs.0.input.table_name", "ORDERS"}, []string{`table "public.ORDERS" added`}},
		"output":                   {[]any{"jobs.0.output.raw.table_name", "other"}, []string{`output.raw.table_name of table "public.orders" changed from "orders" to "other"`}},
		"output that was not sent": {[]any{"jobs.0.output.qualify", attrs{"table_name": "q"}}, []string{`output.qualify.table_name of table "public.orders" set to "q"`}},
		"transformations":          {[]any{"jobs.0.transformations", `[{"type":"hash"}]`}, []string{`transformations of table "public.orders" changed`}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			i := c.Create(wireConfig())
			const summary = `Cannot change pipeline "Orders" in place`
			for _, permission := range [][]any{nil, {"allow_replacement", false}, {"allow_replacement", unknown{}}} {
				diags := c.Plan(i, wireConfig(append(permission, tc.changes...)...)).Diagnostics
				plugintest.OneDiagnostic(t, diags, plugintest.Error, "jobs", summary,
					append([]string{"allow_replacement = true", "The pipeline was not changed", c.one().ID}, tc.details...)...)
			}
			allowed := c.Plan(i, wireConfig(append([]any{"allow_replacement", true}, tc.changes...)...))
			plugintest.OneDiagnostic(t, allowed.Diagnostics, plugintest.Warning, "", `Pipeline "Orders" will be replaced`, tc.details[0], "incremental state")
			if len(allowed.RequiresReplace) == 0 {
				t.Error("allowed: got no replacement, want one")
			}

			c.Restart(attrs{"allow_replacement": true})
			if p := c.Plan(i, wireConfig(tc.changes...)); len(p.RequiresReplace) == 0 || plugintest.HasError(p.Diagnostics) {
				t.Errorf("allowed by the provider: got diagnostics %v, want a replacement", p.Diagnostics)
			}
			diags := c.Plan(i, wireConfig(append([]any{"allow_replacement", false}, tc.changes...)...)).Diagnostics
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "jobs", summary)
			// A read-only provider shows the difference, in a plan that cannot be applied without that setting either.
			c.Restart(attrs{"read_only": true})
			p := c.Plan(i, wireConfig(tc.changes...))
			plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Warning, "", summary, tc.details[0])
			if !p.Changes() || len(p.RequiresReplace) > 0 {
				t.Errorf("read-only: got changes %t and replacement for %v, want an update", p.Changes(), p.RequiresReplace)
			}
			c.Restart(nil)
			_, diags = c.Apply(p)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "jobs", summary, "The pipeline was not changed")
			plugintest.Same(t, "deletions", c.deletions(), 0)
		})
	}
}

// A difference that another user has made is explained as such.
func TestPipelinePlan_driftThatCannotBeChangedBack(t *testing.T) {
	c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}}, nil)
	i := c.Create(wireConfig())
	c.edit(func(p *maestrosim.Pipeline) {
		p.Jobs[0].Input["column_include_list"] = []any{"id", "amount", "updated_at", "email"}
	})
	for range 2 { // the explanation stays until the next apply
		var diags []plugintest.Diagnostic
		i, diags = c.Refresh(i)
		plugintest.NoDiagnostics(t, diags)
		plugintest.OneDiagnostic(t, c.Plan(i, wireConfig()).Diagnostics, plugintest.Error, "jobs", `Cannot change pipeline "Orders" in place`,
			"has changed on the platform since the last apply", "it needs the following changes",
			`column "email" of table "public.orders" removed`, "Change the configuration to match the platform")
	}
	both := wireConfig("jobs.0.transformations", `[{"type":"hash"}]`)
	plugintest.OneDiagnostic(t, c.Plan(i, both).Diagnostics, plugintest.Error, "jobs", `Cannot change pipeline "Orders" in place`,
		"Both the configuration and, since the last apply, the pipeline on the platform have changed")

	adopted := wireConfig("name", "Sales", "jobs.0.input.column_include_list", elems{"id", "amount", "updated_at", "email"})
	i = c.MustApply(i, adopted)
	diags := c.Plan(i, wireConfig("name", "Sales")).Diagnostics
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "jobs", `Cannot change pipeline "Sales" in place`, "The configuration has changes")
}

// So is another table in a job, which the platform still shows under the id of the job.
func TestPipelinePlan_driftOfTable(t *testing.T) {
	c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}}, nil)
	i := c.Create(wireConfig())
	c.edit(func(p *maestrosim.Pipeline) { p.Jobs[0].Input["table_name"] = "customers" })
	i, diags := c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	diags = c.Plan(i, wireConfig()).Diagnostics
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "jobs", `Cannot change pipeline "Orders" in place`,
		"has changed on the platform since the last apply", `table "public.orders" added`, `table "public.customers" removed`,
		"Change the configuration to match the platform")
	if strings.Contains(diags[0].Detail, "in its own pipeline") {
		t.Errorf("got %q, want no advice about a table that the configuration adds", diags[0].Detail)
	}
}

// A refusal that may surprise says why: in a plan, which may be the first part of a destroy, and in an apply, which may
// know more than its plan.
func TestPipelinePlan_refusedReplacementNamesItsOccasion(t *testing.T) {
	const inDestroy, inApply = "part of a terraform destroy: with -refresh=false", "If this is an apply"
	for name, tc := range map[string]struct {
		created, changed     []any
		at, summary, outcome string
	}{
		"not allowed": {nil, nil, "jobs", `Cannot change pipeline "Orders" in place`, "deletes the pipeline."},
		"not allowed, retires": {
			[]any{"deletion_policy", "retire"}, nil, "jobs", `Cannot change pipeline "Orders" in place`, "retires the pipeline.",
		},
		"allowed, would not retire": {
			nil, []any{"allow_replacement", true, "deletion_policy", "retire"},
			"deletion_policy", `Deletion policy of pipeline "Orders" not yet applied`, "deletes the pipeline instead of retiring it.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			i := c.Create(wireConfig(tc.created...))
			plan := func() plugintest.Diagnostic {
				t.Helper()
				changes := append(append([]any{"jobs.0.input.column_include_list", elems{"id"}}, tc.created...), tc.changed...)
				diags := c.Plan(i, wireConfig(changes...)).Diagnostics
				plugintest.OneDiagnostic(t, diags, plugintest.Error, tc.at, tc.summary, "The pipeline was not changed")
				return diags[0]
			}
			i, _ = c.Refresh(i)
			planned := plan().Detail
			checkContains(t, planned, inDestroy, tc.outcome)
			c.Restart(nil) // Terraform starts another provider for an apply
			applied := plan().Detail
			checkContains(t, applied, inApply, "not known in the plan", "Run terraform plan again")
			if strings.Contains(planned, inApply) || strings.Contains(applied, inDestroy) {
				t.Errorf("got %q after a refresh and %q without one, want only the sentence about each", planned, applied)
			}
		})
	}
}

// A value that turns out to need a replacement is refused before the first request.
func TestPipelineUpdate_unknownThatNeedsReplacement(t *testing.T) {
	for name, tc := range map[string]struct{ at, same, other any }{
		"schema":          {"jobs.0.input.table_schema", "public", "sales"},
		"table":           {"jobs.0.input.table_name", "orders", "companies"},
		"columns":         {"jobs.0.input.column_include_list", elems{"id", "amount", "updated_at"}, elems{"id"}},
		"jobs":            {"jobs", elems{wireJob()}, elems{wireJob(), jobOf("companies")}},
		"raw":             {"jobs.0.output.raw", attrs{"table_name": "orders", "table_schema": "RAW_DATA"}, attrs{"table_name": "x", "table_schema": "RAW_DATA"}},
		"transformations": {"jobs.0.transformations", "[]", "[1]"},
	} {
		t.Run(name, func(t *testing.T) {
			withWorkspace(t, func(t *testing.T, w *workspace) {
				w.Apply(settled())
				id := w.one().ID
				w.sim.ResetRequests()
				at := tc.at.(string)
				w.Known = settled(at, tc.same)
				if !w.Apply(settled(at, unknown{})) {
					t.Fatalf("the same value: got %v, want success", w.Diagnostics)
				}
				w.Known = settled(at, tc.other)
				if w.Apply(settled(at, unknown{})) {
					t.Error("another value: got success, want an error")
				}
				plugintest.Same(t, "pipeline", w.one().ID, id)
				for _, r := range w.sim.Requests() {
					if r.Method != http.MethodGet {
						t.Errorf("got the request %s %s, want none that changes something", r.Method, r.Path)
					}
				}
			})
		})
	}
}

// A retired pipeline is paused, renamed and removed from the state, and its name can be used again.
func TestPipelineDelete_retire(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.Apply(settled("deletion_policy", "retire"))
		old := w.one()
		p := w.Plan(w.Current, nil)
		plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Warning, "", "Pipeline will be retired", old.ID, "Nothing is deleted", "Orders (retired "+old.ID[:8]+")")
		if !w.Apply(nil) {
			t.Fatal(w.Diagnostics)
		}
		retired := w.one()
		plugintest.Same(t, "name", retired.Name, "Orders (retired "+old.ID[:8]+")")
		plugintest.Same(t, "paused and id", []any{retired.Paused, retired.ID}, []any{true, old.ID})
		plugintest.Same(t, "state", w.Current.Value.IsNull(), true)
		if !w.Apply(settled()) {
			t.Errorf("creating another: %v", w.Diagnostics)
		}
		plugintest.Same(t, "deletions", w.deletions(), 0)
	})
}

// Whatever happens between pause and rename, the next run finishes.
func TestPipelineDelete_retireIsFinishedByTheNextRun(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	for name, fault := range map[string]maestrosim.Fault{
		"pause refused":   {On: maestrosim.OpPause, Status: 403, Body: `{"message":"no"}`},
		"pause lost":      {On: maestrosim.OpPause, DropAfter: true, Times: -1},
		"rename refused":  {On: maestrosim.OpUpdate, Status: 403, Body: `{"message":"no"}`},
		"rename lost":     {On: maestrosim.OpUpdate, DropAfter: true, Times: -1},
		"rename unclear":  {On: maestrosim.OpUpdate, Status: 200, Body: `{"status":false}`, After: true},
		"rename dropped":  {On: maestrosim.OpUpdate, DropBefore: true, Times: -1},
		"platform failed": {On: maestrosim.OpUpdate, Status: 500, Body: `{"detail":"no"}`, After: true},
	} {
		t.Run(name, func(t *testing.T) {
			withWorkspace(t, func(t *testing.T, w *workspace) {
				w.Apply(settled("deletion_policy", "retire"))
				old := w.one()
				w.sim.Order(fault)
				detail := w.requireDetail(w.Apply(nil), false, "Cannot retire pipeline")
				checkContains(t, detail, old.ID, "stays in the state")
				w.sim.ClearFaults()
				if !w.Apply(nil) || !w.Current.Value.IsNull() {
					t.Fatalf("the next run: got %v, want success", w.Diagnostics)
				}
				plugintest.Same(t, "name", w.one().Name, "Orders (retired "+old.ID[:8]+")")
				plugintest.Same(t, "paused", w.one().Paused, true)
				plugintest.Same(t, "deletions", w.deletions(), 0)
			})
		})
	}
}

// The policy in the state counts, so a replacement that would still delete the pipeline is refused.
func TestPipelinePlan_retireMustBeAppliedFirst(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.Apply(settled())
		changed := settled("allow_replacement", true, "deletion_policy", "retire", "jobs.0.input.table_name", "other")
		w.requireDetail(w.Apply(changed), false, `Deletion policy of pipeline "Orders" not yet applied`)
		if !w.Apply(settled("deletion_policy", "retire")) {
			t.Fatal(w.Diagnostics)
		}
		old := w.one().ID
		detail := w.requireDetail(w.Apply(changed), true, `Pipeline "Orders" will be replaced`)
		checkContains(t, detail, "retired", old)
		plugintest.Same(t, "pipelines", len(w.sim.Pipelines(plugintest.Customer)), 2)
		plugintest.Same(t, "deletions", w.deletions(), 0)
	})
}

// A create that fails after the POST leaves an object that can be replaced and destroyed, and kept.
func TestPipelineCreate_incompleteIsNotProtected(t *testing.T) {
	for name, next := range map[string]attrs{"replaced": settled("deletion_protection", true), "destroyed": nil} {
		t.Run(name, func(t *testing.T) {
			withWorkspace(t, func(t *testing.T, w *workspace) {
				w.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, Status: 403, Body: `{"message":"no"}`})
				w.requireDetail(w.Apply(settled("paused", true, "deletion_protection", true)), false, "Incomplete pipeline creation")
				plugintest.Same(t, "protection", w.At(w.Current, "deletion_protection"), false)
				if !w.Apply(next) {
					t.Fatalf("got %v, want success", w.Diagnostics)
				}
				if next != nil {
					plugintest.Same(t, "protection", w.At(w.Current, "deletion_protection"), true)
				}
			})
		})
	}
	t.Run("untainted", func(t *testing.T) {
		withWorkspace(t, func(t *testing.T, w *workspace) {
			config := settled("paused", true, "deletion_protection", true)
			w.sim.Order(maestrosim.Fault{On: maestrosim.OpPause, Status: 403, Body: `{"message":"no"}`})
			w.Apply(config)
			id := w.one().ID
			w.Tainted = false
			if !w.Apply(config) {
				t.Fatal(w.Diagnostics)
			}
			plugintest.Same(t, "id, paused, protection", []any{w.one().ID, w.one().Paused, w.At(w.Current, "deletion_protection")}, []any{id, true, true})
		})
	})
}

// DADOSFERA_DELETE_PROTECTED is the way out for tainted and deposed objects, whose state no configuration can change.
func TestPipelineDelete_protectionIsIgnoredForListedIDs(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	listed, other := c.Create(wireConfig("deletion_protection", true)), c.Create(wireConfig("name", "Sales", "deletion_protection", true))
	id := c.At(listed, "id").(string)
	for _, i := range []plugintest.Instance{listed, other} {
		diags := c.Plan(i, nil).Diagnostics
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", `Pipeline "`+c.At(i, "name").(string)+`" is protected`,
			"DADOSFERA_DELETE_PROTECTED="+c.At(i, "id").(string), "deletion_protection = false")
	}

	t.Setenv("DADOSFERA_DELETE_PROTECTED", strings.ReplaceAll(id, "_", "-"))
	c.Restart(nil)
	plugintest.OneDiagnostic(t, c.Plan(other, nil).Diagnostics, plugintest.Error, "", `Pipeline "Sales" is protected`)
	plugintest.NoDiagnostics(t, c.destroyPlanned(listed))
	plugintest.Same(t, "pipelines", len(c.sim.Pipelines(plugintest.Customer)), 1)
}

// Between an import and the first apply, values that no response shows and no call can set are adopted. At any other
// time they are changes that the API cannot make.
func TestPipelinePlan_adoptionIsLimited(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	const transformations = `[{"type":"hash","columns":["email"]}]`
	job := func(changes ...any) attrs {
		job := attrs{"input": attrs{"connector": "singer", "plugin": "hubspot", "table_name": "contacts"}}
		for i := 0; i < len(changes); i += 2 {
			job[changes[i].(string)] = changes[i+1]
		}
		return job
	}
	plain := settled("jobs", elems{job()})
	for name, tc := range map[string]struct {
		config attrs
		change string
	}{
		"output": {
			settled("jobs", elems{job("output", attrs{"raw": attrs{"table_name": "x"}})}),
			`output.raw.table_name of table "contacts" set to "x", which the API does not show and cannot change`,
		},
		"transformations": {settled("jobs", elems{job("transformations", transformations)}), `transformations of table "contacts" set, which the API does not show and cannot change`},
	} {
		t.Run(name, func(t *testing.T) {
			network := plugintest.NewNetwork()
			hidden := maestrosim.Contract{Hidden: maestrosim.HiddenDocumented}
			inBubble(t, network, hidden, nil, func(t *testing.T, w *workspace) {
				w.Apply(plain)
				detail := w.requireDetail(w.Apply(tc.config), false, `Cannot change pipeline "Orders" in place`)
				checkContains(t, detail, tc.change)

				id := w.one().ID
				w.Restart(nil)
				w.Current = w.Absent()
				w.requireDetail(w.Import(id, tc.config), true, `Unverified values adopted for pipeline "Orders"`)
				if !w.Apply(tc.config) || len(w.Diagnostics) > 0 {
					t.Errorf("the next apply: got %v, want none", w.Diagnostics)
				}
			})
		})
	}
}

// The pipeline that replaces an imported one was not imported: values that no response shows are not adopted.
func TestPipelinePlan_adoptionEndsWithReplacement(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	job := func(table string, changes ...any) attrs {
		job := attrs{"input": attrs{"connector": "singer", "plugin": "hubspot", "table_name": table}}
		for i := 0; i < len(changes); i += 2 {
			job[changes[i].(string)] = changes[i+1]
		}
		return job
	}
	inBubble(t, plugintest.NewNetwork(), maestrosim.Contract{Hidden: maestrosim.HiddenDocumented}, nil, func(t *testing.T, w *workspace) {
		contacts := wireConfig("jobs", elems{job("contacts")})
		w.Apply(contacts)
		id := w.one().ID
		w.Restart(nil)
		w.Current = w.Absent()
		w.Import(id, contacts)
		if !w.Apply(wireConfig("allow_replacement", true, "jobs", elems{job("deals")})) || w.one().ID == id {
			t.Fatalf("the replacement: got %v and the pipeline %s, want another one", w.Diagnostics, w.one().ID)
		}

		hashed := job("deals", "transformations", `[{"type":"hash","columns":["email"]}]`)
		w.requireDetail(w.Apply(wireConfig("jobs", elems{hashed})), false, `Cannot change pipeline "Orders" in place`)
	})
}

// The name of a pipeline that this run has deleted may not be free at once.
func TestPipelineCreate_waitsForTheNameOfAReplacedPipeline(t *testing.T) {
	inBubble(t, plugintest.NewNetwork(), maestrosim.Contract{NameLag: 3}, nil, func(t *testing.T, w *workspace) {
		w.Apply(settled())
		old := w.one().ID
		detail := w.requireDetail(w.Apply(settled("allow_replacement", true, "jobs.0.input.table_name", "other")), true, `Pipeline "Orders" will be replaced`)
		checkContains(t, detail, old)
		if w.one().ID == old || len(w.Diagnostics) > 1 {
			t.Errorf("got %v, want another pipeline and only the warning", w.Diagnostics)
		}
	})
}

// A pipeline that was just created may not be ready.
func TestPipelineCreate_waitsUntilReady(t *testing.T) {
	for _, lag := range []maestrosim.NotReady{
		maestrosim.NotReadyDAG, maestrosim.NotReadyProvisioning, maestrosim.NotReadyServerError, maestrosim.NotReadyNoJobs,
	} {
		t.Run(string(lag), func(t *testing.T) {
			inBubble(t, plugintest.NewNetwork(), maestrosim.Contract{NotReady: lag}, nil, func(t *testing.T, w *workspace) {
				if !w.Apply(settled("paused", true, "memory_mb", 3000)) || len(w.Diagnostics) > 0 {
					t.Errorf("got %v, want none", w.Diagnostics)
				}
				plugintest.Same(t, "paused, memory, jobs", []any{w.one().Paused, w.one().MemoryMB, len(w.At(w.Current, "jobs").([]any))}, []any{true, 3000, 1})
			})
		})
	}
}

// A name that is taken is reported in the plan, and in the apply at the attribute.
func TestPipelinePlan_nameIsTaken(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	c := newCore(t, maestrosim.Options{}, nil)
	taken := maestrosim.Pipeline{ID: numbered(7), Name: "Ação ", Jobs: []maestrosim.Job{{Input: map[string]any{"connector": "singer"}}}}
	if err := c.sim.Put(plugintest.Customer, taken); err != nil {
		t.Fatal(err)
	}
	plugintest.OneDiagnostic(t, c.Plan(c.Absent(), wireConfig("name", "Ac\u0327a\u0303o")).Diagnostics,
		plugintest.Warning, "name", "Pipeline name already in use", numbered(7), "import {")
	plugintest.NoDiagnostics(t, c.Plan(c.Absent(), wireConfig("name", unknown{})).Diagnostics)
	i := c.Create(wireConfig())
	p := c.Plan(i, wireConfig("name", "Ação"))
	plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Warning, "name", "Pipeline name already in use", numbered(7))

	c.sim.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Status: 409, Body: `{"detail":"name already exists"}`})
	_, diags := c.Apply(p)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "name", "Pipeline name already in use", `was not renamed to "Ação"`, numbered(7))

	// A pipeline that the configuration manages may be renamed or deleted by the same plan.
	c.Restart(nil)
	_, diags = c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	plugintest.NoDiagnostics(t, c.Plan(c.Absent(), wireConfig()).Diagnostics)
}

// The platform may respond to a change of the memory with another value.
func TestPipelineMemory_otherValueIsAnError(t *testing.T) {
	inBubble(t, plugintest.NewNetwork(), maestrosim.Contract{ClampMemory: true}, nil, func(t *testing.T, w *workspace) {
		detail := w.requireDetail(w.Apply(settled("memory_mb", 8192)), false, "Incomplete pipeline creation")
		checkContains(t, detail, "sent 8192 MB, and the platform set 4096 MB")
		plugintest.Same(t, "memory", w.At(w.Current, "memory_mb"), 4096)
		w.Tainted = false
		if !w.Apply(settled("memory_mb", 4096)) {
			t.Fatal(w.Diagnostics)
		}
		detail = w.requireDetail(w.Apply(settled("memory_mb", 8192)), false, "Cannot update pipeline")
		checkContains(t, detail, "sent 8192 MB, and the platform set 4096 MB")
		plugintest.Same(t, "memory", w.At(w.Current, "memory_mb"), 4096)
	})
}

// A failed sign-in is not followed by hints about a pipeline that cannot exist.
func TestPipelineCreate_failedSignIn(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpSignIn, Status: 200, Body: `{"permissions":[],"mfaStatus":"required","customer":{}}`, Times: -1})
	c.Restart(attrs{"access_token": nil, "username": "a@b.c", "password": "x"})
	planned := c.Plan(c.Absent(), wireConfig()).Diagnostics
	plugintest.OneDiagnostic(t, planned, plugintest.Error, "", "Cannot sign in", "mfaStatus", "totp")

	// A plan does not use up a one-time code.
	c.Restart(attrs{"access_token": nil, "username": "a@b.c", "password": "x", "totp": "123456"})
	_, created := c.Apply(c.Plan(c.Absent(), wireConfig()))
	plugintest.OneDiagnostic(t, created, plugintest.Error, "", "Cannot create pipeline", "mfaStatus", "totp")
	for _, hint := range []string{"import {", "base_url", "Should it exist"} {
		if text := planned[0].Detail + created[0].Detail; strings.Contains(text, hint) {
			t.Errorf("got %q, want no %q in it", text, hint)
		}
	}
}

func TestPipelineDelete_runningExecutions(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 409, Body: `{"detail":"pipeline has running executions"}`})
	plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "", "Cannot delete pipeline", "running executions", "after its end", "drain_before_destroy = true", "deposed")
}

// A draft without jobs can be imported, and keeps its configuration.
func TestPipelineImport_draftWithoutJobs(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: numbered(1), Name: "Draft"}); err != nil {
		t.Fatal(err)
	}
	i, diags := c.Import(numbered(1), nil)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "jobs", c.At(i, "jobs"), any(elems{}))
	config := c.GenerateConfigWithoutProvider(i)
	p := c.Plan(i, config)
	if p.Changes() || len(p.Diagnostics) > 0 {
		t.Errorf("got changes %t and diagnostics %v, want none", p.Changes(), p.Diagnostics)
	}
}

// The plan warns of a bookmark that is lost, and of keys that are no longer managed.
func TestPipelinePlan_warnsOfWhatAnUpdateLosesOrLeaves(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig("jobs.0.input.extra", `{"a":1,"b":2}`))
	full := []any{"jobs.0.input.load_type", "full_load", "jobs.0.input.incremental_column_name", nil, "jobs.0.input.incremental_column_type", nil}
	p := c.Plan(i, wireConfig(append(full, "jobs.0.input.extra", `{"a":1,"b":2}`)...))
	plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Warning, "", `Loss of bookmark in pipeline "Orders"`, `table "public.orders"`)
	p = c.Plan(i, wireConfig("jobs.0.input.extra", `{"a":1}`))
	plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Warning, "", `Unmanaged keys in extra of pipeline "Orders"`, `"b" of table "public.orders"`, "null")
}

// A response that is older than the change is read again.
func TestPipelineUpdate_cachedResponse(t *testing.T) {
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.Apply(settled())
		w.sim.SetCacheFor(2e9)
		if !w.Apply(settled("description", "new")) || len(w.Diagnostics) > 0 {
			t.Errorf("got %v, want none", w.Diagnostics)
		}
	})
}

// Texts that the platform writes in another way are no difference.
func TestPipelineCreate_normalizedTexts(t *testing.T) {
	contract := maestrosim.Contract{Texts: maestrosim.TextsNormalized, Cron: maestrosim.CronExpanded, LetterCase: maestrosim.LetterCaseUpper}
	inBubble(t, plugintest.NewNetwork(), contract, nil, func(t *testing.T, w *workspace) {
		config := settled("name", "Ac\u0327a\u0303o", "description", "one\r\ntwo \n", "cron", "@daily")
		for range 2 {
			if !w.Apply(config) || len(w.Diagnostics) > 0 {
				t.Fatalf("got %v, want none", w.Diagnostics)
			}
		}
		p := w.Plan(w.Current, config)
		plugintest.Same(t, "changes", p.Changes(), false)
		plugintest.Same(t, "cron", w.At(w.Current, "cron"), "@daily")
		if calls := w.platform.received(); slices.Contains(calls, maestrosim.OpUpdate) {
			t.Errorf("got calls %v, want no update", calls)
		}
	})
}

// A response without the jobs that are known is read again, as no call can remove all jobs.
func TestPipelineRead_missingJobsAreReadAgain(t *testing.T) {
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.Apply(settled("allow_replacement", true))
		id := w.one().ID
		w.sim.Order(maestrosim.Fault{
			On: maestrosim.OpGet, Status: 200, Body: `{"status":true,"data":{"id":"` + id + `","name":"Orders","status":"active","jobs":[]}}`,
		})
		if !w.Apply(settled("allow_replacement", true)) || len(w.Diagnostics) > 0 || w.one().ID != id {
			t.Errorf("got %v and the pipeline %s, want none and %s", w.Diagnostics, w.one().ID, id)
		}
	})
}

// A policy that is not in the state yet is pointed out, as -replace needs no permission.
func TestPipelinePlan_policyTakesEffectOnceApplied(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	i := c.Create(wireConfig())
	p := c.Plan(i, wireConfig("deletion_policy", "retire"))
	plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Warning, "", `New deletion policy of pipeline "Orders"`, "-replace", "replace_triggered_by")
	i, diags := c.Apply(p)
	plugintest.NoDiagnostics(t, diags)
	plugintest.NoDiagnostics(t, c.Plan(i, wireConfig("deletion_policy", "retire")).Diagnostics)
}

// Values that may hold secrets are not printed.
func TestPipelineUpdate_differentValuesOfJSONAreNotPrinted(t *testing.T) {
	coreInBubble(t, maestrosim.Options{}, nil, func(t *testing.T, c *core) {
		i := c.Create(wireConfig("jobs.0.input.extra", `{"key":"old-secret"}`))
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpPatchJobInput, Status: 200, Body: `{"status":true}`})
		_, diags := c.Apply(c.Plan(i, wireConfig("jobs.0.input.extra", `{"key":"new-secret"}`)))
		plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", `Unexpected values of pipeline "Orders" after apply`, "jobs[0].input.extra")
		if strings.Contains(diags[0].Detail, "secret") {
			t.Errorf("got %q, want no values of extra", diags[0].Detail)
		}
	})
}
