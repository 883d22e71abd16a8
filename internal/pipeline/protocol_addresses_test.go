// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// A plan that destroys a pipeline at one address and keeps it at another is refused, whichever is planned first.
func TestPipelinePlan_atTwoAddresses(t *testing.T) {
	const summary = `Pipeline "Orders" at two addresses`
	same, changed := wireConfig(), wireConfig("description", "x")
	replaced := wireConfig("allow_replacement", true, "jobs.0.input.plugin", "mysql")
	for name, tc := range map[string]struct {
		first, second attrs // nil destroys
		refused       bool
	}{
		"kept and destroyed":    {same, nil, true},
		"destroyed and kept":    {nil, same, true},
		"changed and destroyed": {changed, nil, true},
		"destroyed and changed": {nil, changed, true},
		"kept and replaced":     {same, replaced, true},
		"replaced and kept":     {replaced, same, true},
		"replaced and replaced": {replaced, replaced, true},
		"destroyed, replaced":   {nil, replaced, true},
		"replaced, destroyed":   {replaced, nil, true},
		"kept and kept":         {same, same, false},
		"changed and kept":      {changed, same, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			first, second := twoAddresses(t, c)
			c.Plan(first, tc.first)
			p := c.Plan(second, tc.second)
			if tc.refused {
				requireDetail(t, p.Diagnostics, plugintest.Error, summary, "moved {", "destroy = false", "terraform state rm", "-refresh=false")
				if destroy := withSummary(p.Diagnostics, "Destroying a pipeline cannot be undone"); len(destroy) > 0 {
					t.Errorf("got %v beside the error, want no warning about a destroy", destroy)
				}
				return
			}
			plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Warning, "", summary, "destroy = false", "terraform state rm")
		})
	}

	t.Run("replaced by -replace and kept", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		first, second := twoAddresses(t, c)
		replacement := c.PlanReplacement(c.Plan(first, same), same)
		plugintest.NoDiagnostics(t, replacement.Diagnostics)
		plugintest.OneDiagnostic(t, c.Plan(second, same).Diagnostics, plugintest.Error, "", summary)
	})
	t.Run("kept and replaced by -replace", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		first, second := twoAddresses(t, c)
		c.Plan(first, same)
		plugintest.OneDiagnostic(t, c.PlanReplacement(c.Plan(second, same), same).Diagnostics, plugintest.Error, "", summary)
	})
	t.Run("read-only", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		first, second := twoAddresses(t, c)
		c.Restart(attrs{"read_only": true})
		c.Plan(first, same)
		requireDetail(t, c.Plan(second, nil).Diagnostics, plugintest.Warning, summary)
	})
	t.Run("destroyed and destroyed", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		first, second := twoAddresses(t, c)
		for _, i := range []plugintest.Instance{first, second} {
			plugintest.OneDiagnostic(t, c.Plan(i, nil).Diagnostics, plugintest.Warning, "", "Destroying a pipeline cannot be undone")
		}
	})
	t.Run("one plan after the other", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		first, second := twoAddresses(t, c)
		c.Plan(first, same)
		c.Restart(nil)
		plugintest.OneDiagnostic(t, c.Plan(second, nil).Diagnostics, plugintest.Warning, "", "Destroying a pipeline cannot be undone")
	})
	t.Run("state without private state", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		first, second := twoAddresses(t, c)
		first.Private, second.Private = nil, nil
		c.Plan(first, same)
		plugintest.OneDiagnostic(t, c.Plan(second, nil).Diagnostics, plugintest.Warning, "", "Destroying a pipeline cannot be undone")
	})
}

// twoAddresses returns the objects of one pipeline at two addresses: one that was created, and one that was imported.
// The next call is the first of another run.
func twoAddresses(t *testing.T, c *core) (first, second plugintest.Instance) {
	t.Helper()
	first = c.Create(wireConfig())
	c.Restart(nil)
	imported, diags := c.Import(c.one().ID, nil)
	plugintest.NoDiagnostics(t, diags)
	second = c.MustApply(imported, wireConfig())
	c.Restart(nil)
	return first, second
}

// requireDetail requires one diagnostic with a summary, among others, and parts of its detail.
func requireDetail(t *testing.T, diags []plugintest.Diagnostic, severity tfprotov6.DiagnosticSeverity, summary string, parts ...string) {
	t.Helper()
	plugintest.OneDiagnostic(t, withSummary(diags, summary), severity, "", summary, parts...)
}

func withSummary(diags []plugintest.Diagnostic, summary string) []plugintest.Diagnostic {
	return slices.DeleteFunc(slices.Clone(diags), func(d plugintest.Diagnostic) bool { return d.Summary != summary })
}

// A plan that destroys a pipeline and creates one of the same name may be a resource that was renamed. The second of
// the two has a warning.
func TestPipelinePlan_renamedResource(t *testing.T) {
	const summary = `Pipeline "Orders" destroyed and created again`
	plans := map[string]func(c *core, i plugintest.Instance) plugintest.Plan{
		"destroyed": func(c *core, i plugintest.Instance) plugintest.Plan { return c.Plan(i, nil) },
		"created":   func(c *core, _ plugintest.Instance) plugintest.Plan { return c.Plan(c.Absent(), wireConfig()) },
		"renamed":   func(c *core, i plugintest.Instance) plugintest.Plan { return c.Plan(i, wireConfig("name", "Sales")) },
		"another": func(c *core, _ plugintest.Instance) plugintest.Plan {
			return c.Plan(c.Absent(), wireConfig("name", "Sales"))
		},
	}
	for name, tc := range map[string]struct {
		first, second string
		warns         bool
	}{
		"destroyed, then created":             {"destroyed", "created", true},
		"created, then destroyed":             {"created", "destroyed", true},
		"another created, then destroyed":     {"another", "destroyed", false},
		"destroyed, then another created":     {"destroyed", "another", false},
		"renamed, then created with its name": {"renamed", "created", false},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			i := c.Create(wireConfig())
			c.Restart(nil)
			plans[tc.first](c, i)
			p := plans[tc.second](c, i)
			if tc.warns {
				requireDetail(t, p.Diagnostics, plugintest.Warning, summary, "moved {")
			} else if diags := withSummary(p.Diagnostics, summary); len(diags) > 0 {
				t.Errorf("got %v, want no such warning", diags)
			}
		})
	}

	t.Run("destroyed, applied, and created", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		plugintest.NoDiagnostics(t, c.Destroy(c.Create(wireConfig())))
		plugintest.NoDiagnostics(t, c.Plan(c.Absent(), wireConfig()).Diagnostics)
	})
}

// A pipeline that replaces another is another object in the state.
func TestPipelineCreate_replacementIsAnotherObject(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	object := func(i plugintest.Instance) string {
		t.Helper()
		var private map[string][]byte
		if err := json.Unmarshal(i.Private, &private); err != nil || len(private["object"]) == 0 {
			t.Fatalf("got private state %s, %v, want one with an object", i.Private, err)
		}
		return string(private["object"])
	}
	replaced := c.Create(wireConfig())
	config := wireConfig("allow_replacement", true, "name", "Sales", "jobs.0.input.plugin", "mysql")
	created, diags := c.Apply(c.PlanReplacement(c.Plan(replaced, config), config))
	plugintest.NoDiagnostics(t, diags)
	if object(created) == object(replaced) {
		t.Errorf("got the object %s for both, want another one", object(created))
	}
}
