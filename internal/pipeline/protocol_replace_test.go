// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The warning of a replacement names what the configuration does not carry over, and only then.
func TestPipelinePlan_replacementNamesLostValues(t *testing.T) {
	c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}}, nil)
	i := c.Create(wireConfig())
	said := c.Plan(i, wireConfig("jobs.0.input.plugin", "mysql", "jobs.0.input.auth_parameters", nil, "jobs.0.output", nil)).Diagnostics
	plugintest.OneDiagnostic(t, said, plugintest.Warning, "", "Replacing a pipeline cannot be undone",
		"jobs[0].input.auth_parameters", "jobs[0].output.raw", "carry it over", "fills another table")
	said = c.Plan(i, wireConfig("jobs.0.input.plugin", "mysql", "jobs.0.input.auth_parameters", nil)).Diagnostics
	plugintest.OneDiagnostic(t, said, plugintest.Warning, "", "Replacing a pipeline cannot be undone", "jobs[0].input.auth_parameters: write it down")
	if strings.Contains(said[0].Detail, "fills another table") {
		t.Errorf("it speaks of another table: %s", said[0].Detail)
	}
	said = c.Plan(i, wireConfig("jobs.0.input.plugin", "mysql")).Diagnostics
	plugintest.OneDiagnostic(t, said, plugintest.Warning, "", "Replacing a pipeline cannot be undone")
	if strings.Contains(said[0].Detail, "carry it over") {
		t.Errorf("nothing is lost that could be carried over: %s", said[0].Detail)
	}
}
