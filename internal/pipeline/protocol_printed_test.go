// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/hostile"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// printing is an operation on a pipeline whose diagnostics are looked at.
type printing struct {
	// before is the configuration that was applied before, nil if there is no pipeline.
	before attrs
	// prepare changes the platform before the operation.
	prepare func(c *core)
	// run returns the diagnostics of the operation.
	run func(w *plugintest.Workspace) []plugintest.Diagnostic
}

// refreshAndApply refreshes, and then applies whatever the refresh led to, so that a failure of one hides nothing of
// the other.
func refreshAndApply(config attrs) func(*plugintest.Workspace) []plugintest.Diagnostic {
	return func(w *plugintest.Workspace) []plugintest.Diagnostic {
		w.Diagnostics = nil
		w.RefreshAll()
		refreshed := w.Diagnostics
		w.ApplyWithoutRefresh(config)
		return append(refreshed, w.Diagnostics...)
	}
}

// printings are the operations by name.
func printings(exports string) map[string]printing {
	change := []any{
		"name", "Sales", "description", "d", "cron", "0 1 * * *", "memory_mb", 3000, "paused", true,
		"jobs.0.input.column_include_list", elems{"id", "amount", "updated_at", "added"}, "jobs.0.input.load_type", "full_load",
		"jobs.0.input.incremental_column_name", nil, "jobs.0.input.incremental_column_type", nil,
	}
	withOutput := func(output any, changes ...any) attrs {
		return replaceable(append([]any{"jobs.0.output", output}, changes...)...)
	}
	started := func(c *core) { _, _ = c.sim.StartRun(plugintest.Customer, c.one().ID) }
	other := func(c *core) {
		if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: numbered(7), Name: "Sales"}); err != nil {
			c.t.Fatal(err)
		}
	}
	gone := func(c *core) {
		if err := c.sim.Remove(plugintest.Customer, c.one().ID); err != nil {
			c.t.Fatal(err)
		}
	}
	full := settled("description", "d", "cron", "0 6 * * *")
	return map[string]printing{
		"create":                    {run: refreshAndApply(settled(change...))},
		"create, name taken":        {prepare: other, run: refreshAndApply(settled("name", "Sales"))},
		"update":                    {before: full, run: refreshAndApply(settled(change...))},
		"rename to a name in use":   {before: full, prepare: other, run: refreshAndApply(settled("name", "Sales"))},
		"drift":                     {before: full, run: refreshAndApply(full)},
		"keys removed from extra":   {before: settled("jobs.0.input.extra", `{"a":1}`), run: refreshAndApply(settled())},
		"replacement refused":       {before: full, run: refreshAndApply(settled("jobs.0.input.column_include_list", elems{"id"}))},
		"replacement":               {before: withOutput(nil), run: refreshAndApply(withOutput(nil, "jobs.0.input.column_include_list", elems{"id"}))},
		"replacement and retire":    {before: replaceable("deletion_policy", "retire"), run: refreshAndApply(replaceable("deletion_policy", "retire", "jobs", elems{otherJob()}))},
		"replacement, policy unset": {before: replaceable(), run: refreshAndApply(replaceable("deletion_policy", "retire", "jobs", elems{otherJob()}))},
		"delete":                    {before: full, run: refreshAndApply(nil)},
		"drain and export":          {before: settled("drain_before_destroy", true, "export_before_destroy", exports), prepare: started, run: refreshAndApply(nil)},
		"retire":                    {before: settled("deletion_policy", "retire"), run: refreshAndApply(nil)},
		"protected":                 {before: settled("deletion_protection", true), run: refreshAndApply(nil)},
		"gone":                      {before: full, prepare: gone, run: refreshAndApply(full)},
		"delete, gone":              {before: full, prepare: gone, run: refreshAndApply(nil)},
		"import": {before: full, run: func(w *plugintest.Workspace) []plugintest.Diagnostic {
			id := w.Resource.IdentityOf(w.Current)
			*w = *w.Resource.Workspace()
			w.Import(id, full)
			return w.Diagnostics
		}},
	}
}

// No text of the platform, in whichever field of whichever response, reaches a terminal with control characters, with
// characters that change its direction, or with line breaks, and no block to paste has a template in it.
func TestPipeline_printsNothingHostile(t *testing.T) {
	t.Parallel()
	for name, p := range printings(t.TempDir()) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := maestrosim.New(maestrosim.Options{Empty: true})
			platform := hostile.New(sim)
			network := plugintest.NewNetwork()
			network.InBubble(t, openapi.Check(t, platform, openapi.RequestsOnly), func(t *testing.T) {
				settings := attrs{"max_retries": 0}
				resource := plugintest.NewServer(t, network.URL, settings).Resource(pipelineType)
				var before plugintest.State
				if w := resource.Workspace(); p.before == nil || w.Apply(p.before) {
					before = w.State
				} else {
					t.Fatal(w.Diagnostics)
				}
				stored := sim.Pipelines(plugintest.Customer)

				operate := func(change hostile.Change) []plugintest.Diagnostic {
					c := &core{Resource: resource, t: t, sim: maestrosim.New(maestrosim.Options{Empty: true})}
					for _, pipeline := range stored {
						if err := c.sim.Put(plugintest.Customer, pipeline); err != nil {
							t.Fatal(err)
						}
					}
					if p.prepare != nil {
						p.prepare(c)
					}
					plugintest.NoDiagnostics(t, resource.Configure(settings)) // to forget the list of names
					w := resource.Workspace()
					w.State = before
					platform.Simulator, platform.Change = http.Handler(c.sim), change
					defer func() { platform.Change = nil }()
					return p.run(w)
				}
				operate(nil)
				changes := platform.Changes()
				// Each operation takes another part of the changes, as most fields appear in many operations.
				part, reported := 4, 0
				if testing.Short() {
					part = 16
				}
				for i, change := range slices.Sorted(maps.Keys(changes)) {
					if i%part != len(name)%part {
						continue
					}
					diags := operate(changes[change])
					hostile.Check(t, change, hostile.Printed{Diagnostics: diags})
					reported += len(diags)
				}
				if reported == 0 {
					t.Error("got no diagnostics at all, want some")
				}
			})
		})
	}
}
