// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// wording is a provider with one action, which refuses what is said to be refused.
type wording struct {
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

func (wording) ValidateActionConfig(_ context.Context, req *tfprotov6.ValidateActionConfigRequest) (*tfprotov6.ValidateActionConfigResponse, error) {
	value, err := req.Config.Unmarshal(runSchema().Schema.ValueType())
	if err != nil {
		return nil, err
	}

	resp := &tfprotov6.ValidateActionConfigResponse{}

	var members map[string]tftypes.Value
	if err := value.As(&members); err != nil {
		return nil, err
	}

	if members["id"].Equal(tftypes.NewValue(tftypes.String, "refused")) {
		resp.Diagnostics = []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityError, Summary: "Not this one", Detail: "It is refused."}}
	}

	return resp, nil
}

func runSchema() *tfprotov6.ActionSchema {
	attribute := func(name string, typ tftypes.Type, required bool) *tfprotov6.SchemaAttribute {
		return &tfprotov6.SchemaAttribute{Name: name, Type: typ, Required: required, Optional: !required}
	}

	return &tfprotov6.ActionSchema{Schema: &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{
		attribute("id", tftypes.String, true),
		attribute("wait", tftypes.Bool, false),
		attribute("tags", tftypes.Set{ElementType: tftypes.String}, false),
		{Name: "steps", Optional: true, NestedType: &tfprotov6.SchemaObject{
			Nesting:    tfprotov6.SchemaObjectNestingModeList,
			Attributes: []*tfprotov6.SchemaAttribute{attribute("what", tftypes.String, true), attribute("count", tftypes.Number, false)},
		}},
	}}}}
}

// An example is refused, with the place and the reason, for each mistake that a newer CLI would refuse it for.
func TestNewerFindsMistakes(t *testing.T) {
	lists, err := ask(t.Context())
	if err != nil {
		t.Fatal(err)
	}

	lists.actions = map[string]*tfprotov6.ActionSchema{"dadosfera_run": runSchema()}
	actions := lists
	actions.server = wording{}

	const (
		query   = "all.tfquery.hcl"
		list    = "list \"dadosfera_pipeline\" \"all\" {\n  provider = dadosfera\n"
		action  = "action \"dadosfera_run\" \"x\" {\n  config {\n    id = dadosfera_pipeline.x.id\n  }\n}\n"
		trigger = action + "resource \"dadosfera_pipeline\" \"x\" {\n  lifecycle {\n    action_trigger {\n"
		end     = "    }\n  }\n}\n"
	)

	tests := map[string]struct {
		file, text string
		want       string // "" for no mistake
	}{
		"a list without config":             {query, list + "}\n", ""},
		"a list with all":                   {query, list + "\n  limit            = var.n\n  include_resource = true\n  for_each         = toset([\"a\"])\n\n  config {\n    name_regex = each.key\n    connector  = upper(\"jdbc\")\n    scheduled  = true\n  }\n}\n", ""},
		"what else a query has":             {query, "variable \"n\" {\n  default = 1\n}\n\nlocals {\n  a = 1\n}\n\nprovider \"dadosfera\" {}\n", ""},
		"a list without a provider":         {query, "list \"dadosfera_pipeline\" \"all\" {\n}\n", `all.tfquery.hcl:1: the argument "provider" is missing`},
		"config outside its block":          {query, list + "  connector = \"jdbc\"\n}\n", `all.tfquery.hcl:3: a block "list" has no argument "connector"`},
		"a list of what there is not":       {query, "list \"dadosfera_job\" \"all\" {\n  provider = dadosfera\n}\n", `the provider has no list "dadosfera_job"`},
		"an argument that there is not":     {query, list + "\n  config {\n    conector = \"jdbc\"\n  }\n}\n", `all.tfquery.hcl:5: there is no argument "conector"`},
		"an argument of another type":       {query, list + "\n  config {\n    scheduled = [true]\n  }\n}\n", "scheduled: bool required"},
		"what the provider refuses":         {query, list + "\n  config {\n    name_regex = \"(\"\n  }\n}\n", "Invalid regular expression: name_regex"},
		"a block in config":                 {query, list + "\n  config {\n    filter {}\n  }\n}\n", `there is no block "filter"`},
		"two blocks of config":              {query, list + "  config {}\n  config {}\n}\n", `a block "list" has one block "config" and no other`},
		"another block than config":         {query, list + "  filter {}\n}\n", `a block "list" has one block "config" and no other`},
		"a list without a name":             {query, "list \"dadosfera_pipeline\" {\n}\n", `a block "list" has a type and a name`},
		"a list in another file":            {"main.tf", list + "}\n", "main.tf:1: a list block stands in a file *.tfquery.hcl"},
		"a resource in a query":             {query, "resource \"dadosfera_pipeline\" \"x\" {\n}\n", `a query file has no block "resource"`},
		"what is not formatted":             {query, "list \"dadosfera_pipeline\" \"all\" {\n  provider   = dadosfera\n}\n", "all.tfquery.hcl: not formatted"},
		"what is not HCL":                   {query, "list {\n", "all.tfquery.hcl:"},
		"an action":                         {"main.tf", action, ""},
		"an action with all":                {"main.tf", strings.Replace(action, "    id", "    wait = var.wait\n    tags = [\"a\", var.b]\n    steps = [{ what = \"a\" }, { what = var.b, count = 2 }]\n    id", 1), ""},
		"an action without what it takes":   {"main.tf", "action \"dadosfera_run\" \"x\" {\n}\n", `main.tf:1: the argument "id" is missing`},
		"an action with null for it":        {"main.tf", strings.Replace(action, "dadosfera_pipeline.x.id", "null", 1), `the argument "id" is null`},
		"an action that is none":            {"main.tf", "action \"dadosfera_walk\" \"x\" {\n}\n", `the provider has no action "dadosfera_walk"`},
		"an action with arguments outside":  {"main.tf", strings.Replace(action, "  config", "  wait = true\n  config", 1), `a block "action" has no argument "wait"`},
		"an action that is refused":         {"main.tf", strings.Replace(action, "dadosfera_pipeline.x.id", `"refused"`, 1), "main.tf:2: Not this one: It is refused."},
		"an object without what it takes":   {"main.tf", strings.Replace(action, "    id", "    steps = [{ count = 1 }]\n    id", 1), `attribute "what" is required`},
		"a trigger":                         {"main.tf", trigger + "      events  = [after_create, after_update]\n      actions = [action.dadosfera_run.x]\n" + end, ""},
		"a trigger of one of many":          {"main.tf", trigger + "      events    = [before_update]\n      condition = var.a\n      actions   = [action.dadosfera_run.x[each.key]]\n" + end, ""},
		"a trigger at what is no event":     {"main.tf", trigger + "      events  = [after_delete]\n      actions = [action.dadosfera_run.x]\n" + end, "an item of events is no event: there are before_create, after_create"},
		"a trigger at a text":               {"main.tf", trigger + "      events  = [\"after_create\"]\n      actions = [action.dadosfera_run.x]\n" + end, "without quotes"},
		"a trigger at nothing":              {"main.tf", trigger + "      events  = []\n      actions = [action.dadosfera_run.x]\n" + end, "events is empty"},
		"a trigger of what is not there":    {"main.tf", trigger + "      events  = [after_create]\n      actions = [action.dadosfera_run.y]\n" + end, "an item of actions is no action of this example"},
		"a trigger of what is no reference": {"main.tf", trigger + "      events  = [after_create]\n      actions = [\"action.dadosfera_run.x\"]\n" + end, "an item of actions is no action of this example"},
		"a trigger with a wrong argument":   {"main.tf", trigger + "      events = [after_create]\n      action = action.dadosfera_run.x\n" + end, `a block "action_trigger" has no argument "action"`},
		"a trigger without actions":         {"main.tf", trigger + "      events = [after_create]\n" + end, `the argument "actions" is missing`},
		"a trigger with a block":            {"main.tf", trigger + "      events  = [after_create]\n      actions = [action.dadosfera_run.x]\n      config {}\n" + end, `a block "action_trigger" has no block "config"`},
		"a resource of any kind":            {"main.tf", aResource, ""},
	}

	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			own := newer{lists}
			if strings.Contains(tt.text, "action ") {
				own = newer{actions}
			}

			got := strings.Join(own.check(example{files: map[string]string{tt.file: tt.text}}), "\n")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("check() = %q; want %q", got, tt.want)
			}
		})
	}
}

// The rest of an example is left to a CLI that is too old for it.
func TestWithoutNewer(t *testing.T) {
	whole := example{name: "a", query: true, files: map[string]string{
		"main.tf":         "terraform {\n  required_version = \">= 1.14\"\n  required_providers {\n  }\n}\n" + anAction + "resource \"dadosfera_pipeline\" \"x\" {\n  name = \"x\"\n\n  lifecycle {\n    prevent_destroy = true\n    action_trigger {\n    }\n  }\n}\n",
		"all.tfquery.hcl": "list \"dadosfera_pipeline\" \"x\" {\n}\n\nvariable \"n\" {}\n",
	}}

	rest, err := whole.withoutNewer()
	if err != nil {
		t.Fatal(err)
	}

	text := rest.files["main.tf"] + rest.files["all_of_the_query.tf"]
	for _, gone := range []string{"action", "list", "required_version"} {
		if strings.Contains(text, gone) {
			t.Errorf("%q is left in\n%s", gone, text)
		}
	}

	for _, kept := range []string{"required_providers", "name = \"x\"", "prevent_destroy = true", "variable \"n\""} {
		if !strings.Contains(text, kept) {
			t.Errorf("%q is not left in\n%s", kept, text)
		}
	}

	if got := rest.needs(tfcli.CLI{Product: tfcli.Terraform, Version: "1.11.4"}); len(rest.files) != 2 || got != "" {
		t.Errorf("%d files are left, and they need %q", len(rest.files), got)
	}

	if _, err := (example{files: map[string]string{"main.tf": "x {"}}).withoutNewer(); err == nil {
		t.Error("what is not HCL is no error")
	}
}
