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
	diags := c.Plan(i, wireConfig("jobs.0.input.plugin", "mysql", "jobs.0.input.auth_parameters", nil, "jobs.0.output", nil)).Diagnostics
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Replacing a pipeline cannot be undone",
		"jobs[0].input.auth_parameters", "jobs[0].output.raw", "carry it over", "fills another table")
	diags = c.Plan(i, wireConfig("jobs.0.input.plugin", "mysql", "jobs.0.input.auth_parameters", nil)).Diagnostics
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "",
		"Replacing a pipeline cannot be undone", "jobs[0].input.auth_parameters: write it down")
	if strings.Contains(diags[0].Detail, "fills another table") {
		t.Errorf("got detail %q, want none about another table", diags[0].Detail)
	}
	diags = c.Plan(i, wireConfig("jobs.0.input.plugin", "mysql")).Diagnostics
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Replacing a pipeline cannot be undone")
	if strings.Contains(diags[0].Detail, "carry it over") {
		t.Errorf("got detail %q, want none about values to carry over", diags[0].Detail)
	}
}
