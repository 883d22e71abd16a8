// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/hashicorp/terraform-plugin-log/tfsdklog"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/server"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The two servers that are compared.
var (
	withWorkarounds = plugintest.NewProvider
	unverified      = func() tfprotov6.ProviderServer { return server.New(provider.New("test")) }
	frameworkAlone  = func() tfprotov6.ProviderServer { return providerserver.NewProtocol6(provider.New("test"))() }
)

// benchPlan starts a provider and creates a pipeline with so many jobs. It returns the provider, and the request to
// plan the pipeline with changes in its configuration.
func benchPlan(b *testing.B, newProvider func() tfprotov6.ProviderServer, jobs int, changes ...any) (tfprotov6.ProviderServer, *tfprotov6.PlanResourceChangeRequest) {
	b.Helper()
	platform := httptest.NewServer(maestrosim.New(maestrosim.Options{
		Empty: true, Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone},
	}))
	b.Cleanup(platform.Close)
	s := plugintest.Start(b, plugintest.Options{Provider: newProvider, Config: attrs{"base_url": platform.URL, "customer_name": plugintest.Customer}})
	s.Restart(nil)
	all := make(elems, jobs)
	for i := range all {
		all[i] = jobConfig()
		plugintest.Set(b, all[i].(attrs), "input.table_name", fmt.Sprintf("orders_%d", i))
	}
	config := attrs{"name": "Orders", "jobs": all}
	r := s.Resource("dadosfera_pipeline")
	i := r.Create(config)
	for k := 0; k < len(changes); k += 2 {
		plugintest.Set(b, config, changes[k].(string), changes[k+1])
	}
	return s.ProviderServer, r.Plan(i, config).Request
}

// plan repeats a plan.
func plan(b *testing.B, p tfprotov6.ProviderServer, ctx func() context.Context, req *tfprotov6.PlanResourceChangeRequest) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if resp, err := p.PlanResourceChange(ctx(), req); err != nil || len(resp.Diagnostics) > 0 {
			b.Fatal(err, resp)
		}
	}
}

// What unchanged.go gains.
func BenchmarkPlan_unchanged(b *testing.B) {
	for name, newProvider := range map[string]func() tfprotov6.ProviderServer{"server": withWorkarounds, "framework": frameworkAlone} {
		for _, jobs := range []int{1, 3, 50} {
			b.Run(fmt.Sprintf("%s/jobs=%d", name, jobs), func(b *testing.B) {
				p, req := benchPlan(b, newProvider, jobs)
				plan(b, p, b.Context, req)
			})
		}
	}
}

// What unchangedread.go gains. Both include the request to the platform.
func BenchmarkRead_unchanged(b *testing.B) {
	for name, newProvider := range map[string]func() tfprotov6.ProviderServer{"server": unverified, "framework": frameworkAlone} {
		for _, jobs := range []int{1, 50} {
			b.Run(fmt.Sprintf("%s/jobs=%d", name, jobs), func(b *testing.B) {
				p, planned := benchPlan(b, newProvider, jobs)
				req := &tfprotov6.ReadResourceRequest{
					TypeName: planned.TypeName, CurrentState: planned.PriorState, Private: planned.PriorPrivate,
					CurrentIdentity: planned.PriorIdentity,
				}
				b.ReportAllocs()
				for b.Loop() {
					if resp, err := p.ReadResource(b.Context(), req); err != nil || len(resp.Diagnostics) > 0 {
						b.Fatal(err, resp)
					}
				}
			})
		}
	}
}

// What validconfig.go gains.
func BenchmarkValidate_withoutErrors(b *testing.B) {
	for name, newProvider := range map[string]func() tfprotov6.ProviderServer{"server": unverified, "framework": frameworkAlone} {
		for _, jobs := range []int{1, 50} {
			b.Run(fmt.Sprintf("%s/jobs=%d", name, jobs), func(b *testing.B) {
				p, planned := benchPlan(b, newProvider, jobs)
				req := &tfprotov6.ValidateResourceConfigRequest{TypeName: planned.TypeName, Config: planned.Config}
				b.ReportAllocs()
				for b.Loop() {
					if resp, err := p.ValidateResourceConfig(b.Context(), req); err != nil || len(resp.Diagnostics) > 0 {
						b.Fatal(err, resp)
					}
				}
			})
		}
	}
}

// What unchangedstate.go gains.
func BenchmarkUpgrade_currentVersion(b *testing.B) {
	for name, newProvider := range map[string]func() tfprotov6.ProviderServer{"server": unverified, "framework": frameworkAlone} {
		b.Run(name, func(b *testing.B) {
			p, planned := benchPlan(b, newProvider, 1)
			value, err := planned.PriorState.Unmarshal(definition.Schema(b.Context()).Type().TerraformType(b.Context()))
			if err != nil {
				b.Fatal(err)
			}
			state, err := json.Marshal(plugintest.Plain(value))
			if err != nil {
				b.Fatal(err)
			}
			req := &tfprotov6.UpgradeResourceStateRequest{TypeName: pipelineType, RawState: &tfprotov6.RawState{JSON: state}}
			b.ReportAllocs()
			for b.Loop() {
				if resp, err := p.UpgradeResourceState(b.Context(), req); err != nil || len(resp.Diagnostics) > 0 {
					b.Fatal(err, resp)
				}
			}
		})
	}
}

// withLoggers returns a context with three loggers, and fields in each, such as terraform-plugin-go makes for each
// call.
func withLoggers() context.Context {
	ctx := tfsdklog.NewRootSDKLogger(context.Background(), tfsdklog.WithLevelFromEnv("TF_LOG_SDK"))
	ctx = tfsdklog.NewSubsystem(ctx, "proto", tfsdklog.WithLevelFromEnv("TF_LOG_SDK_PROTO"))
	ctx = tfsdklog.NewRootProviderLogger(ctx)
	for _, field := range []string{"tf_req_id", "tf_provider_addr", "tf_rpc", "tf_resource_type"} {
		ctx = tfsdklog.SetField(ctx, field, field) //nolint:fatcontext // terraform-plugin-go nests it in the same way
		ctx = tfsdklog.SubsystemSetField(ctx, "proto", field, field)
		ctx = tflog.SetField(ctx, field, field)
	}
	return ctx
}

// What quiet.go gains by turning logs off, without what the CLI needs to read them. The logs go to stderr: run it with
// 2>/dev/null.
func BenchmarkPlan_logs(b *testing.B) {
	for _, level := range []string{"OFF", ""} { // once a level is allowed in a process, it stays so
		b.Run("TF_LOG_SDK="+level, func(b *testing.B) {
			b.Setenv("TF_LOG_SDK", level)
			p, req := benchPlan(b, frameworkAlone, 1, "description", "changed")
			plan(b, p, withLoggers, req)
		})
	}
}

// What quiet.go gains by contexts without loggers: the memory that stays in use after a call.
func BenchmarkCall_retainedMemory(b *testing.B) {
	b.Setenv("TF_LOG_SDK", "OFF")
	b.Setenv(provider.LogVariable, "OFF")
	for name, newProvider := range map[string]func() tfprotov6.ProviderServer{"server": withWorkarounds, "framework": frameworkAlone} {
		b.Run(name, func(b *testing.B) {
			p, req := benchPlan(b, newProvider, 1, "description", plugintest.Unknown{}) // so that the framework validates it
			validate := &tfprotov6.ValidateResourceConfigRequest{TypeName: req.TypeName, Config: req.Config}
			before := heapInUse()
			for b.Loop() {
				if _, err := p.ValidateResourceConfig(withLoggers(), validate); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(heapInUse()-before)/float64(b.N), "retained-B/op")
			runtime.KeepAlive(p)
		})
	}
}

func heapInUse() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc) //nolint:gosec // a heap is smaller than that
}

// What gc.go gains.
func BenchmarkPlan_gcPercent(b *testing.B) {
	for _, percent := range []int{100, 400} {
		b.Run(fmt.Sprint(percent), func(b *testing.B) {
			before := debug.SetGCPercent(percent)
			b.Cleanup(func() { debug.SetGCPercent(before) })
			p, req := benchPlan(b, frameworkAlone, 1, "description", "changed")
			plan(b, p, b.Context, req)
		})
	}
}
