// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// With a setting of the provider that is unknown, what the platform fills in is planned as unknown: null would fail
// what depends on it.
func TestPipelinePlan_deferredHasUnknownComputedValues(t *testing.T) {
	r := plugintest.NewDeferring(t).Resource(pipelineType)
	p := r.Plan(r.Absent(), wireConfig())

	plugintest.NoDiagnostics(t, p.Diagnostics)
	if !p.Deferred {
		t.Error("got a plan that is not deferred")
	}
	planned := plugintest.Instance{Value: p.Value}
	for _, path := range []string{
		"id", "job_ids", "customer_id", "status", "created_at", "updated_at", "deletion_protection", "jobs.0.job_id",
	} {
		plugintest.Same(t, path, r.At(planned, path), any(unknown{}))
	}
	plugintest.Same(t, "name", r.At(planned, "name"), any("Orders"))
	plugintest.Same(t, "cron", r.At(planned, "cron"), any(nil))
}

// A deferred plan refuses nothing, because that depends on settings that are unknown. Terraform plans again when they
// are known.
func TestPipelinePlan_deferredRefusesNothing(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, attrs{"deletion_protection": true})
	created := c.Create(wireConfig())
	r := plugintest.NewDeferring(t).Resource(pipelineType)

	for name, config := range map[string]attrs{
		"destroy": nil, "update": wireConfig("name", "Sales"), "replacement": wireConfig("jobs.0.input.table_name", "sales"),
	} {
		p := r.Plan(created, config)
		if len(p.Diagnostics) > 0 || !p.Deferred {
			t.Errorf("%s: got deferred %t and %v, want a deferred plan without diagnostics", name, p.Deferred, p.Diagnostics)
		}
	}
}

func TestPipelineImport_deferredIsPlanned(t *testing.T) {
	r := plugintest.NewDeferring(t).Resource(pipelineType)
	imported, diags := r.Import(numbered(1), nil)
	plugintest.NoDiagnostics(t, diags)
	if imported.Value.IsKnown() {
		t.Errorf("got %s, want an unknown value", imported.Value)
	}

	p := r.Plan(imported, wireConfig())
	plugintest.NoDiagnostics(t, p.Diagnostics)
	if !p.Deferred {
		t.Error("got a plan that is not deferred")
	}
}
