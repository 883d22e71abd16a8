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

// recorder keeps the last requests that went to the provider, so that a benchmark can send them again and measure nothing
// else.
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

// benchPipelines runs a benchmark with pipelines of one, three and fifty jobs that are made and shown whole.
func benchPipelines(b *testing.B, run func(b *testing.B, r *recorder, c *plugintest.Resource, made plugintest.Instance, config attrs)) {
	b.Helper()
	for _, n := range []int{1, 3, 50} {
		b.Run(fmt.Sprintf("jobs=%d", n), func(b *testing.B) {
			sim := maestrosim.New(maestrosim.Options{Empty: true, Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}})
			platform := &again{handler: sim, answered: map[string]*httptest.ResponseRecorder{}}
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
			made := c.Create(config)
			platform.remember = true
			r := &recorder{ProviderServer: c.ProviderServer}
			c.ProviderServer = r
			b.ReportAllocs()
			run(b, r, c, made, config)
		})
	}
}

// again answers what it was asked before from memory, so that a benchmark has less of the simulator in it.
type again struct {
	handler  http.Handler
	remember bool
	answered map[string]*httptest.ResponseRecorder
}

func (a *again) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !a.remember || r.Method != http.MethodGet {
		a.handler.ServeHTTP(w, r)
		return
	}
	answer := a.answered[r.URL.Path]
	if answer == nil {
		answer = httptest.NewRecorder()
		a.handler.ServeHTTP(answer, r)
		a.answered[r.URL.Path] = answer
	}
	w.Header().Set("Content-Type", answer.Header().Get("Content-Type"))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// One GET and what becomes of its answer. The server's part of the request is in it.
func BenchmarkRead(b *testing.B) {
	benchPipelines(b, func(b *testing.B, r *recorder, c *plugintest.Resource, made plugintest.Instance, _ attrs) {
		b.Helper()
		if after, _ := c.Refresh(made); !after.Value.Equal(made.Value) {
			b.Fatal("the pipeline has changed")
		}
		for b.Loop() {
			if resp, err := r.ProviderServer.ReadResource(b.Context(), r.read); err != nil || len(resp.Diagnostics) > 0 {
				b.Fatal(err, resp)
			}
		}
	})
}

func BenchmarkPlan(b *testing.B) {
	for _, bench := range []struct {
		name   string
		change []any
	}{{"unchanged", nil}, {"changed", []any{"description", "Orders of the shop"}}} {
		b.Run(bench.name, func(b *testing.B) {
			benchPipelines(b, func(b *testing.B, r *recorder, c *plugintest.Resource, made plugintest.Instance, config attrs) {
				b.Helper()
				for i := 0; i < len(bench.change); i += 2 {
					set(config, bench.change[i].(string), bench.change[i+1])
				}
				if planned := c.Plan(made, config); planned.Changes() != (bench.change != nil) {
					b.Fatalf("changes: %t", planned.Changes())
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
