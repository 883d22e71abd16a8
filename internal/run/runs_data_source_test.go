// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const runsSource = "dadosfera_pipeline_runs"

// exampleRun is the run of the example pipeline.
func exampleRun() attrs {
	return attrs{
		"run_id": exampleRunID, "status": "SUCCESS", "created_at": "2024-01-15T10:30:00.000Z",
		"updated_at": "2024-01-15T10:45:23.000Z", "trace": nil,
	}
}

func TestRunsDataSource_everyContract(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			sim, provider := newPlatform(t, maestrosim.Options{Contract: contract.Contract})
			newer, err := sim.StartRun(plugintest.Customer, pipelineID)
			if err != nil {
				t.Fatal(err)
			}
			d := provider.DataSource(runsSource)
			for name, id := range spellings(pipelineID) {
				got := d.MustRead(attrs{"pipeline_id": id})
				plugintest.Same(t, "pipeline_id", got["pipeline_id"], any(id))
				runs := got["runs"].(elems)
				if len(runs) != 2 {
					t.Fatalf("%s: got runs %v, want 2", name, runs)
				}
				newest := runs[0].(attrs)
				plugintest.Same(t, "newest run", elems{newest["run_id"], newest["status"]}, elems{newer, "RUNNING"})
				plugintest.Same(t, "older run", runs[1], any(exampleRun()))
			}
		})
	}
}

// manyRuns is a response in no order.
const manyRuns = `[
	{"id":2,"pipeline_run_id":"b","last_status":"FAILED","created_at":"2024-01-02T00:00:00Z","trace":"boom"},
	{"id":4,"pipeline_run_id":"d","last_status":"success","created_at":"2024-01-04T00:00:00Z"},
	{"id":1,"pipeline_run_id":"a","last_status":"SUCCESS","created_at":"2024-01-01T00:00:00Z","trace":""},
	{"id":3,"pipeline_run_id":"c","last_status":"FAILED","created_at":"2024-01-03T00:00:00Z","trace":"bang"}]`

func TestRunsDataSource_statusAndLimit(t *testing.T) {
	for name, tc := range map[string]struct {
		config attrs
		want   elems
	}{
		"all":                    {attrs{}, elems{"d", "c", "b", "a"}},
		"status":                 {attrs{"status": "FAILED"}, elems{"c", "b"}},
		"status in another case": {attrs{"status": "Success"}, elems{"d", "a"}},
		"status without runs":    {attrs{"status": "RUNNING"}, elems{}},
		"limit 1":                {attrs{"limit": 1}, elems{"d"}},
		"limit of all":           {attrs{"limit": 4}, elems{"d", "c", "b", "a"}},
		"limit above all":        {attrs{"limit": 1000}, elems{"d", "c", "b", "a"}},
		"status and limit":       {attrs{"limit": 1, "status": "failed"}, elems{"c"}},
		"status and high limit":  {attrs{"limit": 3, "status": "failed"}, elems{"c", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := newPlatform(t, maestrosim.Options{})
			sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Body: manyRuns})
			tc.config["pipeline_id"] = pipelineID
			got := provider.DataSource(runsSource).MustRead(tc.config)
			ids := elems{}
			for _, run := range got["runs"].(elems) {
				ids = append(ids, run.(attrs)["run_id"])
			}
			plugintest.Same(t, "runs", ids, tc.want)
			plugintest.Same(t, "limit", got["limit"], tc.config["limit"])
			plugintest.Same(t, "status", got["status"], tc.config["status"])
			if got := len(sim.Requests()); got != 1 {
				t.Errorf("got %d requests, want 1", got)
			}
		})
	}
}

func TestRunsDataSource_traceOfFailedRuns(t *testing.T) {
	sim, provider := newPlatform(t, maestrosim.Options{})
	sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Body: manyRuns})
	got := attrs{}
	for _, run := range provider.DataSource(runsSource).MustRead(attrs{"pipeline_id": pipelineID})["runs"].(elems) {
		got[run.(attrs)["run_id"].(string)] = run.(attrs)["trace"]
	}
	plugintest.Same(t, "traces", got, attrs{"a": nil, "b": "boom", "c": "bang", "d": nil})
}

func TestRunsDataSource_noRunsAreAnEmptyList(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"empty list":             {Body: `[]`},
		"empty list in envelope": {Body: `{"status":true,"data":[]}`},
		"not found":              {Status: 404, Body: `{"detail":"pipeline_id ` + pipelineID + ` not found"}`, Times: -1},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := newPlatform(t, maestrosim.Options{})
			fault.On = maestrosim.OpRuns
			sim.Order(fault)
			got := provider.DataSource(runsSource).MustRead(attrs{"pipeline_id": pipelineIDHyphens})
			plugintest.Same(t, "runs", got["runs"], any(elems{}))
		})
	}
}

func TestRunsDataSource_missingPipelineIsAnError(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			_, provider := newPlatform(t, maestrosim.Options{Contract: contract.Contract})
			_, diags := provider.DataSource(runsSource).Read(attrs{"pipeline_id": missingID})
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "pipeline_id", "Pipeline not found",
				missingID, `customer "acme_corp"`, "customer_name")
		})
	}
}

func TestRunsDataSource_errors(t *testing.T) {
	const summary = "Cannot list runs"
	for name, tc := range map[string]struct {
		fault maestrosim.Fault
		want  []string
	}{
		"platform error": {
			maestrosim.Fault{Status: 500, Body: `{"msg":"There was an error retrieving the pipeline runs"}`},
			[]string{pipelineID, "There was an error"},
		},
		"404 of another server": {maestrosim.Fault{Status: 404, Body: "<html>", Times: -1}, []string{pipelineID, "base_url"}},
		"truncated list":        {maestrosim.Fault{Body: `{"items":[],"total":7}`}, []string{"the list is incomplete"}},
		"missing permission":    {maestrosim.Fault{Status: 403, Body: `{}`}, []string{"permission"}},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := newPlatform(t, maestrosim.Options{})
			tc.fault.On = maestrosim.OpRuns
			sim.Order(tc.fault)
			_, diags := provider.DataSource(runsSource).Read(attrs{"pipeline_id": pipelineID})
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "pipeline_id", summary, tc.want...)
		})
	}
	t.Run("interrupt", func(t *testing.T) {
		sim, provider := newPlatform(t, maestrosim.Options{})
		ctx, fault := interruptOn(t, maestrosim.OpRuns)
		sim.Order(fault)
		_, diags := provider.DataSource(runsSource).ReadContext(ctx, attrs{"pipeline_id": pipelineID})
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "pipeline_id", summary, "interrupted")
	})
}

func TestRunsDataSource_validation(t *testing.T) {
	d := plugintest.NewUnconfigured(t).DataSource(runsSource)
	for _, config := range []attrs{
		{"pipeline_id": pipelineID, "limit": 1, "status": "x"},
		{"pipeline_id": later{}, "limit": later{}, "status": later{}},
	} {
		plugintest.NoDiagnostics(t, d.Validate(config))
	}
	for name, tc := range map[string]struct {
		config        attrs
		path, summary string
	}{
		"limit 0":           {attrs{"pipeline_id": pipelineID, "limit": 0}, "limit", "Invalid Attribute Value"},
		"negative limit":    {attrs{"pipeline_id": pipelineID, "limit": -1}, "limit", "Invalid Attribute Value"},
		"empty status":      {attrs{"pipeline_id": pipelineID, "status": ""}, "status", "Empty value"},
		"blank status":      {attrs{"pipeline_id": pipelineID, "status": " "}, "status", "Empty value"},
		"empty pipeline_id": {attrs{"pipeline_id": ""}, "pipeline_id", "Invalid pipeline id"},
	} {
		t.Run(name, func(t *testing.T) {
			plugintest.OneDiagnostic(t, d.Validate(tc.config), plugintest.Error, tc.path, tc.summary)
		})
	}
}

// Each read shows the present status of the runs.
func TestRunsDataSource_readsEachTime(t *testing.T) {
	inBubble(t, maestrosim.Options{RunDuration: time.Minute}, func(p *platform) {
		p.startRun()
		d := p.DataSource(runsSource)
		running := func() int {
			return len(d.MustRead(attrs{"pipeline_id": pipelineID, "status": "running"})["runs"].(elems))
		}
		if got := running(); got != 1 {
			p.t.Errorf("got %d running runs, want 1", got)
		}
		pass(time.Hour)
		if got := running(); got != 0 {
			p.t.Errorf("got %d running runs after an hour, want none", got)
		}
	})
}
