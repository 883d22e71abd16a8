// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The warning about a replacement names the values that the configuration omits, if there are any.
func TestPipelinePlan_replacementNamesLostValues(t *testing.T) {
	c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}}, nil)
	i := c.Create(wireConfig())
	diags := c.Plan(i, wireConfig("allow_replacement", true, "jobs.0.input.plugin", "mysql", "jobs.0.input.auth_parameters", nil, "jobs.0.output", nil)).Diagnostics
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", `Pipeline "Orders" will be replaced`,
		"jobs[0].input.auth_parameters", "jobs[0].output.raw", "the configuration alone", "chooses another table",
		"output = {\n  raw = {\n    table_name   = \"orders\"\n    table_schema = \"RAW_DATA\"\n  }\n}")
	diags = c.Plan(i, wireConfig("allow_replacement", true, "jobs.0.input.plugin", "mysql", "jobs.0.input.auth_parameters", nil)).Diagnostics
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "",
		`Pipeline "Orders" will be replaced`, "omitted there: jobs[0].input.auth_parameters.")
	if strings.Contains(diags[0].Detail, "chooses another table") {
		t.Errorf("got detail %q, want none about another table", diags[0].Detail)
	}
	diags = c.Plan(i, wireConfig("allow_replacement", true, "jobs.0.input.plugin", "mysql")).Diagnostics
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", `Pipeline "Orders" will be replaced`)
	if strings.Contains(diags[0].Detail, "the configuration alone") {
		t.Errorf("got detail %q, want none about values to carry over", diags[0].Detail)
	}
}
