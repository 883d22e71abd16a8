// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type (
	attrs = plugintest.Attrs
	elems = plugintest.Elems
	later = plugintest.Unknown
)

// The example pipeline "Orders Data Pipeline" of the API reference and its run, which the simulator starts with.
const (
	pipelineID        = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	pipelineIDHyphens = "1b33ad2f-33d3-4837-9eeb-83c82c8b909d"
	pipelineName      = `"Orders Data Pipeline"`
	exampleRunID      = "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
	// missingID is the id of no pipeline and no run.
	missingID = "00000000_1111_4222_8333_444444444444"
)

// Bubbles start at bubbleStart, and executionID is the id of an execution at that time.
const executionID = "manual__2026-03-01T06:00:00+00:00"

var bubbleStart = time.Date(2026, time.March, 1, 6, 0, 0, 0, time.UTC)

// platform is a simulated platform, and a provider for it that sends each request once.
type platform struct {
	*plugintest.Server

	t   *testing.T
	sim *maestrosim.Sim
}

// newPlatform starts a platform.
func newPlatform(t *testing.T, options maestrosim.Options) (*maestrosim.Sim, *plugintest.Server) {
	t.Helper()
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	return sim, plugintest.NewServer(t, server.URL, attrs{"max_retries": 0})
}

// inBubble runs a test with a platform in a bubble of testing/synctest, in which waiting takes no time.
func inBubble(t *testing.T, options maestrosim.Options, test func(p *platform), checks ...openapi.Option) {
	t.Helper()
	sim := maestrosim.New(options)
	network := plugintest.NewNetwork()
	network.InBubble(t, openapi.Check(t, sim, checks...), func(t *testing.T) {
		pass(time.Until(bubbleStart))
		test(&platform{Server: plugintest.NewServer(t, network.URL, attrs{"max_retries": 0}), t: t, sim: sim})
	})
}

// pass lets time pass in a bubble.
func pass(d time.Duration) { <-time.After(d) }

// execute invokes the action dadosfera_pipeline_execute for the example pipeline. The settings are added to its
// configuration.
func (p *platform) execute(settings attrs) (progress []string, diags []plugintest.Diagnostic) {
	p.t.Helper()
	return p.executeIn(p.t.Context(), settings)
}

func (p *platform) executeIn(ctx context.Context, settings attrs) (progress []string, diags []plugintest.Diagnostic) {
	p.t.Helper()
	config := attrs{"pipeline_id": pipelineID}
	maps.Copy(config, settings)
	return p.Action(executeType).InvokeContext(ctx, config)
}

// runs returns the runs of the example pipeline but for the run of the reference, newest first.
func (p *platform) runs() []maestrosim.Run {
	p.t.Helper()
	pipeline, ok := p.sim.Pipeline(plugintest.Customer, pipelineID)
	if !ok {
		return nil
	}
	return slices.DeleteFunc(pipeline.Runs, func(r maestrosim.Run) bool { return r.ID == exampleRunID })
}

// onlyRun returns the one run that the test has started.
func (p *platform) onlyRun() maestrosim.Run {
	p.t.Helper()
	runs := p.runs()
	if len(runs) != 1 {
		p.t.Fatalf("got runs %+v, want one", runs)
	}
	return runs[0]
}

// startRun starts a run of the example pipeline, as its schedule or another user does.
func (p *platform) startRun() string {
	p.t.Helper()
	id, err := p.sim.StartRun(plugintest.Customer, pipelineID)
	if err != nil {
		p.t.Error(err)
	}
	return id
}

// edit changes the example pipeline outside of Terraform.
func (p *platform) edit(change func(*maestrosim.Pipeline)) {
	p.t.Helper()
	if err := p.sim.Edit(plugintest.Customer, pipelineID, change); err != nil {
		p.t.Error(err)
	}
}

// failNextRun makes the next run of the example pipeline fail.
func (p *platform) failNextRun(trace string) {
	p.t.Helper()
	if err := p.sim.FailNextRun(plugintest.Customer, pipelineID, trace); err != nil {
		p.t.Fatal(err)
	}
}

// removePipeline deletes the example pipeline outside of Terraform.
func (p *platform) removePipeline() {
	p.t.Helper()
	if err := p.sim.Remove(plugintest.Customer, pipelineID); err != nil {
		p.t.Error(err)
	}
}

// executions returns the number of requests that execute a pipeline.
func (p *platform) executions() int {
	n := 0
	for _, request := range p.sim.Requests() {
		if strings.HasSuffix(request.Path, "/execute") {
			n++
		}
	}
	return n
}

// wantExecutions fails the test unless there were as many requests that execute a pipeline.
func (p *platform) wantExecutions(want int) {
	p.t.Helper()
	if got := p.executions(); got != want {
		p.t.Errorf("got %d executions, want %d", got, want)
	}
}

// wantNoRequests fails the test if f sends a request.
func (p *platform) wantNoRequests(f func()) {
	p.t.Helper()
	p.sim.ResetRequests()
	f()
	if sent := p.sim.Requests(); len(sent) > 0 {
		p.t.Errorf("got %d requests, the first is %s %s, want none", len(sent), sent[0].Method, sent[0].Path)
	}
}

// contains fails the test unless a text contains all parts.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("got %q, want %q in it", text, part)
		}
	}
}

// spellings returns the spellings of an id by name.
func spellings(id string) map[string]string {
	return map[string]string{
		"underscores": id, "hyphens": strings.ReplaceAll(id, "_", "-"), "upper case": strings.ToUpper(id),
	}
}

// interruptOn returns a context, and a fault that cancels it when a request of the operation arrives. The request gets
// no response.
func interruptOn(t *testing.T, operation maestrosim.Operation) (context.Context, maestrosim.Fault) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	return ctx, maestrosim.Fault{On: operation, Delay: time.Hour, Hook: cancel}
}

// interruptAfter returns a context that is canceled after a duration.
func interruptAfter(t *testing.T, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(d, cancel)
	return ctx
}
