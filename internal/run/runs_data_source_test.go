// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const runsSource = "dadosfera_pipeline_runs"

// shownRun is the run of the reference's examples.
func shownRun() plugintest.Attrs {
	return plugintest.Attrs{"run_id": runID, "status": "SUCCESS", "created_at": "2024-01-15T10:30:00.000Z", "updated_at": "2024-01-15T10:45:23.000Z", "trace": nil}
}

func TestRunsUnderEveryContract(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			sim, provider := platform(t, maestrosim.Options{Contract: contract.Contract})
			if err := sim.FailNextRun(plugintest.Customer, pipelineID, "no such table"); err != nil {
				t.Fatal(err)
			}
			newer, err := sim.StartRun(plugintest.Customer, pipelineID)
			if err != nil {
				t.Fatal(err)
			}
			d := provider.DataSource(runsSource)
			for how, id := range spellings(pipelineID) {
				read := d.Found(plugintest.Attrs{"pipeline_id": id})
				runs := read["runs"].(plugintest.Elems)
				if len(runs) != 2 || runs[0].(plugintest.Attrs)["run_id"] != newer || runs[0].(plugintest.Attrs)["status"] != "RUNNING" {
					t.Fatalf("%s: %v", how, runs)
				}
				plugintest.Same(t, how, runs[1], any(shownRun()))
				plugintest.Same(t, "pipeline", read["pipeline_id"], any(id))
			}
		})
	}
}

// manyRuns are runs as the platform may answer them, in no order.
const manyRuns = `[
	{"id":2,"pipeline_run_id":"b","last_status":"FAILED","created_at":"2024-01-02T00:00:00Z","trace":"boom"},
	{"id":4,"pipeline_run_id":"d","last_status":"success","created_at":"2024-01-04T00:00:00Z"},
	{"id":1,"pipeline_run_id":"a","last_status":"SUCCESS","created_at":"2024-01-01T00:00:00Z","trace":""},
	{"id":3,"pipeline_run_id":"c","last_status":"FAILED","created_at":"2024-01-03T00:00:00Z","trace":"bang"}]`

func TestRunsThatAreAskedFor(t *testing.T) {
	for name, tc := range map[string]struct {
		config plugintest.Attrs
		want   []string
	}{
		"all, newest first":                  {plugintest.Attrs{}, []string{"d", "c", "b", "a"}},
		"of a status":                        {plugintest.Attrs{"status": "FAILED"}, []string{"c", "b"}},
		"of a status, in other letters":      {plugintest.Attrs{"status": "Success"}, []string{"d", "a"}},
		"of a status that none has":          {plugintest.Attrs{"status": "RUNNING"}, []string{}},
		"the last one":                       {plugintest.Attrs{"limit": 1}, []string{"d"}},
		"as many as there are":               {plugintest.Attrs{"limit": 4}, []string{"d", "c", "b", "a"}},
		"more than there are":                {plugintest.Attrs{"limit": 1000}, []string{"d", "c", "b", "a"}},
		"the last one of a status":           {plugintest.Attrs{"limit": 1, "status": "failed"}, []string{"c"}},
		"no more of a status than there are": {plugintest.Attrs{"limit": 3, "status": "failed"}, []string{"c", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := platform(t, maestrosim.Options{})
			sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Body: manyRuns})
			tc.config["pipeline_id"] = pipelineID
			read := provider.DataSource(runsSource).Found(tc.config)
			got := []string{}
			for _, run := range read["runs"].(plugintest.Elems) {
				got = append(got, run.(plugintest.Attrs)["run_id"].(string))
			}
			plugintest.Same(t, "runs", got, tc.want)
			plugintest.Same(t, "limit", read["limit"], tc.config["limit"])
			plugintest.Same(t, "status", read["status"], tc.config["status"])
			if n := len(sim.Requests()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestTheErrorOfARunIsItsTrace(t *testing.T) {
	sim, provider := platform(t, maestrosim.Options{})
	sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Body: manyRuns})
	traces := map[string]any{}
	for _, run := range provider.DataSource(runsSource).Found(plugintest.Attrs{"pipeline_id": pipelineID})["runs"].(plugintest.Elems) {
		traces[run.(plugintest.Attrs)["run_id"].(string)] = run.(plugintest.Attrs)["trace"]
	}
	plugintest.Same(t, "traces", traces, map[string]any{"a": nil, "b": "boom", "c": "bang", "d": nil})
}

// No runs are an empty list, however the platform says it; no pipeline is an error.
func TestNoRunsAreNotNoPipeline(t *testing.T) {
	notFound := maestrosim.Fault{On: maestrosim.OpRuns, Status: 404, Body: `{"detail":"pipeline_id ` + pipelineID + ` not found"}`, Times: -1}
	for name, faults := range map[string][]maestrosim.Fault{
		"an empty list":             {{On: maestrosim.OpRuns, Body: `[]`}},
		"an empty list in envelope": {{On: maestrosim.OpRuns, Body: `{"status":true,"data":[]}`}},
		"not found":                 {notFound},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := platform(t, maestrosim.Options{})
			sim.Order(faults...)
			read := provider.DataSource(runsSource).Found(plugintest.Attrs{"pipeline_id": strings.ReplaceAll(pipelineID, "_", "-")})
			plugintest.Same(t, "runs", read["runs"], any(plugintest.Elems{}))
		})
	}
	for _, contract := range maestrosim.Contracts() {
		t.Run("no pipeline, "+contract.Name, func(t *testing.T) {
			_, provider := platform(t, maestrosim.Options{Contract: contract.Contract})
			_, told := provider.DataSource(runsSource).Read(plugintest.Attrs{"pipeline_id": otherID})
			plugintest.Only(t, told, plugintest.Error, "pipeline_id", "Pipeline does not exist", otherID, `customer "acme_corp"`, "customer_name")
		})
	}
}

func TestRunsThatCannotBeRead(t *testing.T) {
	for name, tc := range map[string]struct {
		fault maestrosim.Fault
		says  []string
	}{
		"the platform's own error":  {maestrosim.Fault{Status: 500, Body: `{"msg":"There was an error retrieving the pipeline runs"}`}, []string{pipelineID, "There was an error"}},
		"a 404 that proves nothing": {maestrosim.Fault{Status: 404, Body: "<html>", Times: -1}, []string{pipelineID, "base_url"}},
		"a list that is cut":        {maestrosim.Fault{Body: `{"items":[],"total":7}`}, []string{"the list is cut"}},
		"no permission":             {maestrosim.Fault{Status: 403, Body: `{}`}, []string{"permission"}},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := platform(t, maestrosim.Options{})
			tc.fault.On = maestrosim.OpRuns
			sim.Order(tc.fault)
			_, told := provider.DataSource(runsSource).Read(plugintest.Attrs{"pipeline_id": pipelineID})
			plugintest.Only(t, told, plugintest.Error, "pipeline_id", "Reading the runs of a pipeline failed", tc.says...)
		})
	}
	t.Run("an interrupt", func(t *testing.T) {
		sim, provider := platform(t, maestrosim.Options{})
		ctx := newEndable(t)
		sim.Order(ctx.on(maestrosim.OpRuns))
		_, told := provider.DataSource(runsSource).ReadIn(ctx, plugintest.Attrs{"pipeline_id": pipelineID})
		plugintest.Only(t, told, plugintest.Error, "pipeline_id", "Reading the runs of a pipeline failed", "The operation was interrupted.")
	})
}

func TestWhichRunsMayBeAskedFor(t *testing.T) {
	d := plugintest.NewUnconfigured(t).DataSource(runsSource)
	for name, tc := range map[string]struct {
		config        plugintest.Attrs
		path, summary string
	}{
		"of a pipeline":          {config: plugintest.Attrs{"pipeline_id": pipelineID, "limit": 1, "status": "x"}},
		"none is known yet":      {config: plugintest.Attrs{"pipeline_id": plugintest.Later{}, "limit": plugintest.Later{}, "status": plugintest.Later{}}},
		"no more than none":      {plugintest.Attrs{"pipeline_id": pipelineID, "limit": 0}, "limit", "Invalid Attribute Value"},
		"no more than minus one": {plugintest.Attrs{"pipeline_id": pipelineID, "limit": -1}, "limit", "Invalid Attribute Value"},
		"of an empty status":     {plugintest.Attrs{"pipeline_id": pipelineID, "status": ""}, "status", "Empty value"},
		"of a blank status":      {plugintest.Attrs{"pipeline_id": pipelineID, "status": " "}, "status", "Empty value"},
		"of an empty pipeline":   {plugintest.Attrs{"pipeline_id": ""}, "pipeline_id", "Invalid pipeline id"},
	} {
		t.Run(name, func(t *testing.T) {
			told := d.Validate(tc.config)
			if tc.summary == "" {
				plugintest.Silent(t, told)
				return
			}
			plugintest.Only(t, told, plugintest.Error, tc.path, tc.summary)
		})
	}
}

// Runs go on while nobody looks; the next look sees it.
func TestRunsAreReadEachTime(t *testing.T) {
	now := time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC)
	sim, provider := platform(t, maestrosim.Options{Now: func() time.Time { return now }, RunDuration: time.Minute})
	if _, err := sim.StartRun(plugintest.Customer, pipelineID); err != nil {
		t.Fatal(err)
	}
	d := provider.DataSource(runsSource)
	running := plugintest.Attrs{"pipeline_id": pipelineID, "status": "running"}
	if n := len(d.Found(running)["runs"].(plugintest.Elems)); n != 1 {
		t.Errorf("%d are running", n)
	}
	now = now.Add(time.Hour)
	if n := len(d.Found(running)["runs"].(plugintest.Elems)); n != 0 {
		t.Errorf("%d are running an hour later", n)
	}
}
