// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const executeType = "dadosfera_pipeline_execute"

func TestExecuteAction_validConfigurations(t *testing.T) {
	a := plugintest.NewUnconfigured(t).Action(executeType)
	for _, config := range []attrs{
		{"pipeline_id": pipelineID},
		{"pipeline_id": "test_pipeline_12345"},
		{"pipeline_id": later{}, "wait": later{}, "timeout": later{}},
		{"pipeline_id": pipelineIDHyphens, "wait": false, "timeout": "2h45m"},
		{"pipeline_id": pipelineID, "timeout": "90s"},
	} {
		plugintest.NoDiagnostics(t, a.Validate(config))
		plugintest.NoDiagnostics(t, a.Plan(config))
	}
}

func TestExecuteAction_invalidConfigurations(t *testing.T) {
	a := plugintest.NewUnconfigured(t).Action(executeType)
	for id, want := range map[string]string{
		"": "empty", pipelineID + " ": "whitespace", "a\nb": "cannot be printed", "..": "not an id",
	} {
		plugintest.OneDiagnostic(t, a.Validate(attrs{"pipeline_id": id}), plugintest.Error, "pipeline_id", "Invalid pipeline id", want)
	}
	for timeout, want := range map[string]string{
		"": "not a duration", "30": "not a duration", "soon": `"soon" is not a duration`,
		"0s": "not positive", "-5m": "not positive",
	} {
		diags := a.Validate(attrs{"pipeline_id": pipelineID, "timeout": timeout})
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "timeout", "Invalid duration", want)
	}
}
