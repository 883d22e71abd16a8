// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// named puts pipelines with names on the platform, whose ids are named_0, named_1 and so on.
func (c *core) named(t *testing.T, names ...string) {
	t.Helper()
	for i, name := range names {
		p := maestrosim.Pipeline{ID: "named_" + string(rune('0'+i)), Name: name, Jobs: []maestrosim.Job{{}}}
		if err := c.sim.Put(plugintest.Customer, p); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPipelineImport_byName(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	for name, tc := range map[string]struct {
		names    []string
		imported string
		want     string
	}{
		"name":                            {[]string{"Orders", "Sales"}, "name=Orders", "named_0"},
		"name with spaces":                {[]string{"Orders of 2024"}, "name=Orders of 2024", "named_0"},
		"name with the prefix":            {[]string{"Orders", "name=Orders"}, "name=name=Orders", "named_1"},
		"name with a slash":               {[]string{"a/b"}, "name=a/b", "named_0"},
		"other white space":               {[]string{" Orders\n"}, "name=Orders ", "named_0"},
		"other composition":               {[]string{"A\u00e7\u00e3o"}, "name=Ac\u0327a\u0303o", "named_0"},
		"exact name among similar ones":   {[]string{"Orders ", "Orders", " Orders"}, "name=Orders", "named_1"},
		"exact name with white space":     {[]string{"Orders ", "Orders", " Orders"}, "name=Orders ", "named_0"},
		"letter case of another pipeline": {[]string{"ORDERS", "Orders"}, "name=Orders", "named_1"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Empty: true}, nil)
			c.named(t, tc.names...)
			i, diags := c.Import(tc.imported, nil)
			plugintest.NoDiagnostics(t, diags)
			plugintest.Same(t, "id", c.At(i, "id"), any(tc.want))
			plugintest.Same(t, "identity", c.IdentityOf(i), any(tc.want))
		})
	}
}

// The id of a pipeline that is imported by name is the platform's.
func TestPipelineImport_byNameHasTheIDOfThePlatform(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	c := newCore(t, maestrosim.Options{}, nil)
	const id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	job := maestrosim.Job{Input: map[string]any{"connector": "singer", "plugin": "hubspot", "table_name": "t"}}
	if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: id, Name: "Orders", Jobs: []maestrosim.Job{job}}); err != nil {
		t.Fatal(err)
	}
	i, diags := c.Import("name=Orders", nil)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "id", c.At(i, "id"), any(id))
	if p := c.Plan(i, c.GenerateConfig(i)); p.Changes() {
		t.Errorf("got plan %s, want no changes", p.Value)
	}
}

func TestPipelineImport_nameInIdentity(t *testing.T) {
	c := newCore(t, maestrosim.Options{Empty: true}, nil)
	c.named(t, "Orders")
	_, diags := c.Import("", attrs{"pipeline_id": "name=Orders"})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Invalid pipeline id", "identity", "\n\n  id = \"name=Orders\"")
}

func TestPipelineImport_byNameFailure(t *testing.T) {
	const missing, notUnique = "Pipeline not found", "Ambiguous pipeline name"
	for name, tc := range map[string]struct {
		names    []string
		imported string
		fault    maestrosim.Fault
		summary  string
		details  []string
	}{
		"no such name": {[]string{"Sales"}, "name=Orders", maestrosim.Fault{}, missing, []string{`named "Orders"`, `"acme_corp"`, "customer_name"}},
		"other letter case": {[]string{"ORDERS", "Sales"}, "name=Orders", maestrosim.Fault{}, missing,
			[]string{"only in letter case:\n\n  \"ORDERS\" (named_0)"}},
		"same name": {[]string{"Orders", "Orders"}, "name=Orders", maestrosim.Fault{}, notUnique,
			[]string{"2 pipelines", `"Orders" (named_0)`, `"Orders" (named_1)`, "Use the id of one"}},
		"only similar names": {[]string{" Orders", "Orders "}, "name=Orders", maestrosim.Fault{}, notUnique, []string{"named_0", "named_1"}},
		"no name":            {nil, "name=", maestrosim.Fault{}, "Invalid pipeline id", []string{"no name after name="}},
		"name of white space": {nil, "name= ", maestrosim.Fault{}, "Invalid pipeline id",
			[]string{"no name after name="}},
		"list is refused": {[]string{"Orders"}, "name=Orders", maestrosim.Fault{On: maestrosim.OpList, Status: http.StatusForbidden, Body: `{"message":"no"}`},
			"Cannot read pipeline", []string{`"Orders" cannot be looked up`, "permission"}},
		"id that cannot be used": {[]string{"Sales"}, "name=Orders",
			maestrosim.Fault{On: maestrosim.OpList, Body: `[{"pipeline_id":"a\u001b[2J","name":"Orders"}]`}, "Cannot read pipeline", []string{`"Orders"`}},
		"name as an id": {[]string{"Orders"}, "Orders", maestrosim.Fault{}, missing, []string{`as in id = "name=Orders"`}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Empty: true, Contract: maestrosim.Contract{DuplicateNames: true}}, attrs{"max_retries": 0})
			c.named(t, tc.names...)
			if tc.fault.On != "" {
				c.sim.Order(tc.fault)
			}
			i, diags := c.Import(tc.imported, nil)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", tc.summary, tc.details...)
			if !i.Value.IsNull() {
				t.Errorf("got state %s, want none", i.Value)
			}
		})
	}
}

// An error names a few of many candidates.
func TestPipelineImport_byNameManyCandidates(t *testing.T) {
	c := newCore(t, maestrosim.Options{Empty: true, Contract: maestrosim.Contract{DuplicateNames: true}}, nil)
	c.named(t, strings.Split(strings.Repeat("Orders ", 30), " ")[:30]...)
	_, diags := c.Import("name=Orders", nil)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Ambiguous pipeline name", "30 pipelines", "and 20 more")
}
