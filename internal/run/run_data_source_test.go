// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"maps"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const runSource = "dadosfera_pipeline_run"

func TestARunUnderEveryContract(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			_, provider := platform(t, maestrosim.Options{Contract: contract.Contract})
			d := provider.DataSource(runSource)
			for how, id := range spellings(runID) {
				want := shownRun()
				want["pipeline_id"], want["run_id"] = spellings(pipelineID)[how], id // as they are configured
				plugintest.Same(t, how, d.Found(plugintest.Attrs{"pipeline_id": spellings(pipelineID)[how], "run_id": id}), want)
			}
		})
	}
}

// A run costs one request; where the platform does not give it, the list of runs has the last word.
func TestTheListOfRunsDecides(t *testing.T) {
	one := plugintest.Attrs{"pipeline_id": pipelineID, "run_id": runID}
	sim, provider := platform(t, maestrosim.Options{})
	want := maps.Clone(shownRun())
	want["pipeline_id"] = pipelineID
	plugintest.Same(t, "read", provider.DataSource(runSource).Found(one), want)
	if n := len(sim.Requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
	for name, fault := range map[string]maestrosim.Fault{
		"a call that does not exist":           {Status: 404, Body: `{"detail":"Not Found"}`, Times: -1},
		"an error that is not told from other": {Status: 500, Body: `{"msg":"There was an error retrieving the pipeline run"}`, Times: -1},
		"an answer about another run":          {Body: `{"pipeline_run_id":"` + otherID + `","last_status":"SUCCESS"}`},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := platform(t, maestrosim.Options{})
			fault.On = maestrosim.OpRun
			sim.Order(fault)
			plugintest.Same(t, "read", provider.DataSource(runSource).Found(one), want)
		})
	}
}

// A run that the platform knows by the id that it answered to its start, though it shows it by another.
func TestARunByTheIDOfItsStart(t *testing.T) {
	const started = "manual__2024-01-15T10:30:00+00:00"
	sim, provider := platform(t, maestrosim.Options{})
	sim.Order(maestrosim.Fault{On: maestrosim.OpRun, Body: `{"pipeline_run_id":"` + runID + `","last_status":"SUCCESS"}`},
		maestrosim.Fault{On: maestrosim.OpRun, Body: `{"last_status":"SUCCESS"}`})
	d := provider.DataSource(runSource)
	for range 2 {
		read := d.Found(plugintest.Attrs{"pipeline_id": pipelineID, "run_id": started})
		plugintest.Same(t, "id", read["run_id"], any(started))
		plugintest.Same(t, "status", read["status"], any("SUCCESS"))
	}
}

func TestRunsThatAreNotThere(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			_, provider := platform(t, maestrosim.Options{Contract: contract.Contract})
			d := provider.DataSource(runSource)
			_, told := d.Read(plugintest.Attrs{"pipeline_id": pipelineID, "run_id": otherID})
			plugintest.Only(t, told, plugintest.Error, "run_id", "Run does not exist", pipelineID, `"Orders Data Pipeline"`, "no run with the id "+otherID, "dadosfera_pipeline_runs")
			_, told = d.Read(plugintest.Attrs{"pipeline_id": otherID, "run_id": runID})
			plugintest.Only(t, told, plugintest.Error, "pipeline_id", "Pipeline does not exist", otherID, "customer_name")
		})
	}
}

func TestARunThatCannotBeRead(t *testing.T) {
	for name, faults := range map[string][]maestrosim.Fault{
		"and neither can the list": {{On: maestrosim.OpAny, Status: 500, Body: `{"msg":"it broke"}`, Times: -1}},
		"for want of permission":   {{On: maestrosim.OpAny, Status: 403, Body: `{"msg":"it broke"}`, Times: -1}},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := platform(t, maestrosim.Options{})
			sim.Order(faults...)
			_, told := provider.DataSource(runSource).Read(plugintest.Attrs{"pipeline_id": pipelineID, "run_id": runID})
			plugintest.Only(t, told, plugintest.Error, "run_id", "Reading a run failed", "it broke", pipelineID, runID)
		})
	}
	t.Run("as no answer comes", func(t *testing.T) {
		sim, provider := platform(t, maestrosim.Options{})
		sim.Order(maestrosim.Fault{On: maestrosim.OpAny, DropBefore: true, Times: -1})
		_, told := provider.DataSource(runSource).Read(plugintest.Attrs{"pipeline_id": pipelineID, "run_id": runID})
		plugintest.Only(t, told, plugintest.Error, "run_id", "Reading a run failed", "No answer came.")
		if n := len(sim.Requests()); n != 1 {
			t.Errorf("%d requests to a platform that does not answer", n)
		}
	})
	t.Run("for an interrupt", func(t *testing.T) {
		sim, provider := platform(t, maestrosim.Options{})
		ctx := newEndable(t)
		sim.Order(ctx.on(maestrosim.OpRun))
		_, told := provider.DataSource(runSource).ReadIn(ctx, plugintest.Attrs{"pipeline_id": pipelineID, "run_id": runID})
		plugintest.Only(t, told, plugintest.Error, "run_id", "Reading a run failed", "The operation was interrupted.")
		if n := len(sim.Requests()); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestWhichRunMayBeAskedFor(t *testing.T) {
	d := plugintest.NewUnconfigured(t).DataSource(runSource)
	plugintest.Silent(t, d.Validate(plugintest.Attrs{"pipeline_id": pipelineID, "run_id": runID}))
	plugintest.Silent(t, d.Validate(plugintest.Attrs{"pipeline_id": plugintest.Later{}, "run_id": plugintest.Later{}}))
	plugintest.Only(t, d.Validate(plugintest.Attrs{"pipeline_id": "", "run_id": runID}), plugintest.Error, "pipeline_id", "Invalid pipeline id")
	plugintest.Only(t, d.Validate(plugintest.Attrs{"pipeline_id": pipelineID, "run_id": ".."}), plugintest.Error, "run_id", "Invalid run id")
}
