// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// recorder records the last requests to the provider, so that a benchmark can send them again and measures only the
// provider.
type recorder struct {
	tfprotov6.ProviderServer

	read *tfprotov6.ReadResourceRequest
	plan *tfprotov6.PlanResourceChangeRequest
}

func (r *recorder) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	r.read = req
	return r.ProviderServer.ReadResource(ctx, req)
}

func (r *recorder) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	r.plan = req
	return r.ProviderServer.PlanResourceChange(ctx, req)
}

// benchPipelines runs a benchmark with pipelines of one, three and fifty jobs, on a platform that shows all fields.
func benchPipelines(b *testing.B, run func(b *testing.B, r *recorder, c *plugintest.Resource, created plugintest.Instance, config attrs)) {
	b.Helper()
	for _, n := range []int{1, 3, 50} {
		b.Run(fmt.Sprintf("jobs=%d", n), func(b *testing.B) {
			sim := maestrosim.New(maestrosim.Options{Empty: true, Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}})
			platform := &cachingHandler{handler: sim, responses: map[string]*httptest.ResponseRecorder{}}
			server := httptest.NewServer(platform)
			defer server.Close()
			c := plugintest.NewServer(b, server.URL, nil).Resource(pipelineType)
			jobs := make(elems, n)
			for i := range jobs {
				job := wireJob()
				set(job, "input.table_name", fmt.Sprintf("orders_%d", i))
				jobs[i] = job
			}
			config := wireConfig("jobs", jobs)
			created := c.Create(config)
			platform.cache = true
			r := &recorder{ProviderServer: c.ProviderServer}
			c.ProviderServer = r
			b.ReportAllocs()
			run(b, r, c, created, config)
		})
	}
}

// cachingHandler returns the first response to each GET request again, so that a benchmark measures less of the
// simulator.
type cachingHandler struct {
	handler   http.Handler
	cache     bool
	responses map[string]*httptest.ResponseRecorder // by path
}

func (h *cachingHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.cache || r.Method != http.MethodGet {
		h.handler.ServeHTTP(w, r)
		return
	}
	response := h.responses[r.URL.Path]
	if response == nil {
		response = httptest.NewRecorder()
		h.handler.ServeHTTP(response, r)
		h.responses[r.URL.Path] = response
	}
	w.Header().Set("Content-Type", response.Header().Get("Content-Type"))
	w.WriteHeader(response.Code)
	_, _ = w.Write(response.Body.Bytes())
}

// BenchmarkRead measures one GET request, including the server's part of it, and the state that results from the
// response.
func BenchmarkRead(b *testing.B) {
	benchPipelines(b, func(b *testing.B, r *recorder, c *plugintest.Resource, created plugintest.Instance, _ attrs) {
		b.Helper()
		if after, _ := c.Refresh(created); !after.Value.Equal(created.Value) {
			b.Fatalf("got state %s, want %s", after.Value, created.Value)
		}
		for b.Loop() {
			if resp, err := r.ProviderServer.ReadResource(b.Context(), r.read); err != nil || len(resp.Diagnostics) > 0 {
				b.Fatal(err, resp)
			}
		}
	})
}

// BenchmarkPlan measures a plan, without and with a change.
func BenchmarkPlan(b *testing.B) {
	for _, bench := range []struct {
		name   string
		change []any
	}{{"unchanged", nil}, {"changed", []any{"description", "Orders of the shop"}}} {
		b.Run(bench.name, func(b *testing.B) {
			benchPipelines(b, func(b *testing.B, r *recorder, c *plugintest.Resource, created plugintest.Instance, config attrs) {
				b.Helper()
				for i := 0; i < len(bench.change); i += 2 {
					set(config, bench.change[i].(string), bench.change[i+1])
				}
				if planned := c.Plan(created, config); planned.Changes() != (bench.change != nil) {
					b.Fatalf("got changes %t, want %t", planned.Changes(), bench.change != nil)
				}
				for b.Loop() {
					if resp, err := r.ProviderServer.PlanResourceChange(b.Context(), r.plan); err != nil || len(resp.Diagnostics) > 0 {
						b.Fatal(err, resp)
					}
				}
			})
		})
	}
}

// BenchmarkPlan_jobAdded measures a plan that adds a job to a pipeline with many.
func BenchmarkPlan_jobAdded(b *testing.B) {
	for _, n := range []int{250, 500, 1000} {
		b.Run(fmt.Sprintf("jobs=%d", n), func(b *testing.B) {
			plan := planOfAddedJob(b, n)
			for b.Loop() {
				plan()
			}
		})
	}
}

// The cost of a plan grows with the number of jobs, not with its square.
func TestPipelinePlan_costIsLinear(t *testing.T) {
	const few, many = 25, 100
	cost := func(n int) float64 { return testing.AllocsPerRun(1, planOfAddedJob(t, n)) }
	if ratio := cost(many) / cost(few); ratio > 1.25*many/few {
		t.Errorf("got %.1f times the allocations for %d times the jobs, want about as many times", ratio, many/few)
	}
}

// planOfAddedJob returns a function that plans to add a job to a pipeline with n of them.
func planOfAddedJob(t testing.TB, n int) func() {
	t.Helper()
	sim := maestrosim.New(maestrosim.Options{Empty: true, Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}})
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	c := plugintest.NewServer(t, server.URL, nil).Resource(pipelineType)
	jobs := make(elems, n+1)
	for i := range jobs {
		jobs[i] = jobOf(fmt.Sprintf("orders_%d", i))
	}
	created := c.Create(wireConfig("jobs", jobs[:n]))
	r := &recorder{ProviderServer: c.ProviderServer}
	c.ProviderServer = r
	c.Plan(created, wireConfig("allow_replacement", true, "jobs", jobs))

	return func() {
		if resp, err := r.ProviderServer.PlanResourceChange(t.Context(), r.plan); err != nil || len(resp.Diagnostics) != 1 {
			t.Fatal(err, resp)
		}
	}
}
