// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const runSource = "dadosfera_pipeline_run"

func TestRunDataSource_everyContract(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			_, provider := newPlatform(t, maestrosim.Options{Contract: contract.Contract})
			d := provider.DataSource(runSource)
			for name, id := range spellings(exampleRunID) {
				config := attrs{"pipeline_id": spellings(pipelineID)[name], "run_id": id}
				want := exampleRun()
				want["pipeline_id"], want["run_id"] = config["pipeline_id"], id // as configured
				plugintest.Same(t, name, d.MustRead(config), want)
			}
		})
	}
}

// A run costs one request. If the response does not show the run, the list of runs decides whether there is one.
func TestRunDataSource_listOfRunsDecides(t *testing.T) {
	config := attrs{"pipeline_id": pipelineID, "run_id": exampleRunID}
	want := exampleRun()
	want["pipeline_id"] = pipelineID

	sim, provider := newPlatform(t, maestrosim.Options{})
	plugintest.Same(t, "run", provider.DataSource(runSource).MustRead(config), want)
	if got := len(sim.Requests()); got != 1 {
		t.Errorf("got %d requests, want 1", got)
	}
	for name, fault := range map[string]maestrosim.Fault{
		"unknown route": {Status: 404, Body: `{"detail":"Not Found"}`, Times: -1},
		"ambiguous error": {
			Status: 500, Body: `{"msg":"There was an error retrieving the pipeline run"}`, Times: -1,
		},
		"response about another run": {Body: `{"pipeline_run_id":"` + missingID + `","last_status":"SUCCESS"}`},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := newPlatform(t, maestrosim.Options{})
			fault.On = maestrosim.OpRun
			sim.Order(fault)
			plugintest.Same(t, "run", provider.DataSource(runSource).MustRead(config), want)
		})
	}
}

// The platform may find a run by its execution id, and show another id.
func TestRunDataSource_executionID(t *testing.T) {
	sim, provider := newPlatform(t, maestrosim.Options{})
	sim.Order(
		maestrosim.Fault{
			On: maestrosim.OpRun, Body: `{"pipeline_run_id":"` + exampleRunID + `","last_status":"SUCCESS"}`,
		},
		maestrosim.Fault{On: maestrosim.OpRun, Body: `{"last_status":"SUCCESS"}`})
	d := provider.DataSource(runSource)
	for range 2 {
		got := d.MustRead(attrs{"pipeline_id": pipelineID, "run_id": executionID})
		plugintest.Same(t, "run_id", got["run_id"], any(executionID))
		plugintest.Same(t, "status", got["status"], any("SUCCESS"))
	}
}

func TestRunDataSource_missing(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			_, provider := newPlatform(t, maestrosim.Options{Contract: contract.Contract})
			d := provider.DataSource(runSource)
			_, diags := d.Read(attrs{"pipeline_id": pipelineID, "run_id": missingID})
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "run_id", "Run not found",
				pipelineID, pipelineName, "no run with the id "+missingID, "dadosfera_pipeline_runs")
			_, diags = d.Read(attrs{"pipeline_id": missingID, "run_id": exampleRunID})
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "pipeline_id", "Pipeline not found", missingID, "customer_name")
		})
	}
}

func TestRunDataSource_errors(t *testing.T) {
	config := attrs{"pipeline_id": pipelineID, "run_id": exampleRunID}
	for name, status := range map[string]int{"platform error": 500, "missing permission": 403} {
		t.Run(name, func(t *testing.T) {
			sim, provider := newPlatform(t, maestrosim.Options{})
			sim.Order(maestrosim.Fault{On: maestrosim.OpAny, Status: status, Body: `{"msg":"it broke"}`, Times: -1})
			_, diags := provider.DataSource(runSource).Read(config)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "run_id", "Cannot read run", "it broke", pipelineID, exampleRunID)
		})
	}

	oneRequest := func(t *testing.T, sim *maestrosim.Sim) {
		t.Helper()
		if got := len(sim.Requests()); got != 1 {
			t.Errorf("got %d requests, want 1", got)
		}
	}
	t.Run("no response", func(t *testing.T) {
		sim, provider := newPlatform(t, maestrosim.Options{})
		sim.Order(maestrosim.Fault{On: maestrosim.OpAny, DropBefore: true, Times: -1})
		_, diags := provider.DataSource(runSource).Read(config)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "run_id", "Cannot read run", "did not respond")
		oneRequest(t, sim)
	})
	t.Run("interrupt", func(t *testing.T) {
		sim, provider := newPlatform(t, maestrosim.Options{})
		ctx, fault := interruptOn(t, maestrosim.OpRun)
		sim.Order(fault)
		_, diags := provider.DataSource(runSource).ReadContext(ctx, config)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "run_id", "Cannot read run", "interrupted")
		oneRequest(t, sim)
	})
}

func TestRunDataSource_validation(t *testing.T) {
	d := plugintest.NewUnconfigured(t).DataSource(runSource)
	plugintest.NoDiagnostics(t, d.Validate(attrs{"pipeline_id": pipelineID, "run_id": exampleRunID}))
	plugintest.NoDiagnostics(t, d.Validate(attrs{"pipeline_id": later{}, "run_id": later{}}))
	diags := d.Validate(attrs{"pipeline_id": "", "run_id": exampleRunID})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "pipeline_id", "Invalid pipeline id")
	diags = d.Validate(attrs{"pipeline_id": pipelineID, "run_id": ".."})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "run_id", "Invalid run id")
}
