// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// With a setting of the provider that is unknown, what the platform fills in is planned as unknown: null would fail
// what depends on it.
func TestRunPlan_deferredHasUnknownComputedValues(t *testing.T) {
	r := plugintest.NewDeferring(t).Resource("dadosfera_pipeline_run")
	p := r.Plan(r.Absent(), attrs{"pipeline_id": pipelineID})

	plugintest.NoDiagnostics(t, p.Diagnostics)
	if !p.Deferred {
		t.Error("got a plan that is not deferred")
	}
	planned := plugintest.Instance{Value: p.Value}
	for _, path := range []string{"id", "run_id", "execution_id", "status", "created_at", "updated_at", "trace"} {
		plugintest.Same(t, path, r.At(planned, path), any(later{}))
	}
	plugintest.Same(t, "wait", r.At(planned, "wait"), any(true))
}

func TestRunImport_deferredIsPlanned(t *testing.T) {
	r := plugintest.NewDeferring(t).Resource("dadosfera_pipeline_run")
	imported, diags := r.Import(pipelineID+"/"+exampleRunID, nil)
	plugintest.NoDiagnostics(t, diags)

	p := r.Plan(imported, attrs{"pipeline_id": pipelineID})
	plugintest.NoDiagnostics(t, p.Diagnostics)
	if !p.Deferred {
		t.Error("got a plan that is not deferred")
	}
}
