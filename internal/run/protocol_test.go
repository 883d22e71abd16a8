// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/run"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The values of configurations.
type (
	attrs = plugintest.Attrs
	later = plugintest.Later
)

const (
	executeType = "dadosfera_pipeline_execute"
	runType     = "dadosfera_pipeline_run"
	// The simulator's own pipeline, "Orders Data Pipeline", and the one run that it has had.
	seedID        = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	seedIDHyphens = "1b33ad2f-33d3-4837-9eeb-83c82c8b909d"
	seedRun       = "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
)

// house is the provider, driven over the plugin protocol, and the platform that it is on. Both go by one clock, which goes on
// only when the provider waits.
type house struct {
	*plugintest.Server

	t     *testing.T
	sim   *maestrosim.Sim
	hands *run.Hands
}

func newHouse(t *testing.T, options maestrosim.Options) *house {
	t.Helper()
	hands := run.NewHands()
	hands.Install(t)
	options.Now = hands.Now
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	return &house{Server: plugintest.NewServer(t, server.URL, nil), t: t, sim: sim, hands: hands}
}

// runs are the platform's runs of the pipeline but for the seed's own, newest first.
func (h *house) runs() []maestrosim.Run {
	h.t.Helper()
	p, ok := h.sim.Pipeline(plugintest.Customer, seedID)
	if !ok {
		h.t.Fatal("the pipeline is gone")
	}
	return slices.DeleteFunc(p.Runs, func(r maestrosim.Run) bool { return r.ID == seedRun })
}

// failNext lets the next run fail.
func (h *house) failNext(trace string) {
	h.t.Helper()
	if err := h.sim.FailNextRun(plugintest.Customer, seedID, trace); err != nil {
		h.t.Fatal(err)
	}
}

// requests counts those to paths with such an end.
func (h *house) requests(end string) int {
	n := 0
	for _, request := range h.sim.Requests() {
		if strings.HasSuffix(request.Path, end) {
			n++
		}
	}
	return n
}

func TestExecuteFollowsTheRun(t *testing.T) {
	for _, id := range []string{seedID, seedIDHyphens, strings.ToUpper(seedIDHyphens)} {
		h := newHouse(t, maestrosim.Options{})
		progress, said := h.Action(executeType).Invoke(attrs{"pipeline_id": id})
		plugintest.Silent(t, said)
		runs := h.runs()
		if len(runs) != 1 || runs[0].Status != "SUCCESS" {
			t.Fatalf("runs %+v", runs)
		}
		plugintest.Same(t, "progress", progress, []string{
			`The pipeline "Orders Data Pipeline" (` + id + `) was told to run (manual__2026-03-01T06:00:00+00:00)`,
			`Run ` + runs[0].ID + ` of pipeline "Orders Data Pipeline": RUNNING`,
			`Run ` + runs[0].ID + ` of pipeline "Orders Data Pipeline": SUCCESS after 8s`,
		})
	}
}

func TestExecuteFailsWhereTheRunFails(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	h.failNext("Traceback:\n  no such column")
	progress, said := h.Action(executeType).Invoke(attrs{"pipeline_id": seedID, "wait": true})
	plugintest.Only(t, said, plugintest.Error, "", "Run failed", h.runs()[0].ID, "Orders Data Pipeline", seedID, "FAILED", "\n  Traceback:\n    no such column")
	if last := progress[len(progress)-1]; !strings.HasSuffix(last, ": FAILED after 8s") {
		t.Errorf("progress %q", progress)
	}
}

func TestExecuteWithoutAWaitSaysTheRunsID(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	h.failNext("boom")
	progress, said := h.Action(executeType).Invoke(attrs{"pipeline_id": seedID, "wait": false})
	plugintest.Silent(t, said)
	plugintest.Same(t, "progress", progress, []string{`The pipeline "Orders Data Pipeline" (1b33ad2f_33d3_4837_9eeb_83c82c8b909d) was told to run (manual__2026-03-01T06:00:00+00:00)`})
	if h.runs()[0].Status != "RUNNING" {
		t.Errorf("runs %+v", h.runs())
	}
}

func TestExecuteSaysWhichAttributeIsWrong(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	_, said := h.Action(executeType).Invoke(attrs{"pipeline_id": "no_such_pipeline_1"})
	plugintest.Only(t, said, plugintest.Error, "pipeline_id", "Pipeline to execute does not exist", "no_such_pipeline_1", plugintest.Customer, "Nothing was executed")
	if strings.Contains(said[0].Detail, "base_url") {
		t.Errorf("the platform itself says that it is gone, so the address is right: %s", said[0].Detail)
	}
	if h.requests("/execute") > 0 {
		t.Error("it was executed")
	}
}

func TestExecuteWarnsWhereTheRunIsNotCertain(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	h.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, Hook: func() {
		if _, err := h.sim.StartRun(plugintest.Customer, seedID); err != nil {
			t.Error(err)
		}
	}})
	_, said := h.Action(executeType).Invoke(attrs{"pipeline_id": seedID})
	plugintest.Only(t, said, plugintest.Warning, "", "Which run was started is not certain", h.runs()[0].ID, h.runs()[1].ID, "Orders Data Pipeline")
}

// The time to wait, and an interrupt, end the wait and not the run.
func TestExecuteEndsItsWait(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	h.hands.Before = func(n int) {
		if n == 2 {
			cancel()
		}
	}
	_, said := h.Action(executeType).InvokeIn(ctx, attrs{"pipeline_id": seedID})
	plugintest.Only(t, said, plugintest.Error, "", "Waiting for a run was interrupted", h.runs()[0].ID, "goes on at the platform", "RUNNING")

	// No time at all is over before anything was sent.
	h = newHouse(t, maestrosim.Options{})
	_, said = h.Action(executeType).Invoke(attrs{"pipeline_id": seedID, "timeout": "1ns"})
	plugintest.Only(t, said, plugintest.Error, "", "Executing a pipeline failed", "was not executed", `timeout = "..."`)
	if h.requests("/execute") > 0 {
		t.Error("it was executed")
	}
}

func TestExecuteIsValidatedInThePlan(t *testing.T) {
	a := plugintest.NewUnconfigured(t).Action(executeType)
	for _, good := range []attrs{
		{"pipeline_id": seedID}, {"pipeline_id": "test_pipeline_12345"}, {"pipeline_id": later{}, "wait": later{}, "timeout": later{}},
		{"pipeline_id": seedIDHyphens, "wait": false, "timeout": "2h45m"}, {"pipeline_id": seedID, "timeout": "90s"},
	} {
		plugintest.Silent(t, a.Validate(good))
		plugintest.Silent(t, a.Plan(good))
	}
	for id, words := range map[string]string{"": "empty", seedID + " ": "white space", "a\nb": "cannot be printed", "..": "not an id"} {
		plugintest.Only(t, a.Validate(attrs{"pipeline_id": id}), plugintest.Error, "pipeline_id", "Invalid pipeline id", words, "1b33ad2f_33d3_4837_9eeb_83c82c8b909d")
	}
	for timeout, words := range map[string]string{"": "no duration", "30": "no duration", "soon": `"soon" is no duration`, "0s": "no time at all", "-5m": "no time at all"} {
		plugintest.Only(t, a.Validate(attrs{"pipeline_id": seedID, "timeout": timeout}), plugintest.Error, "timeout", "Invalid duration", words, `"2h45m"`)
	}
}
