// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/server"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// That the framework returns the same plan is checked for every plan of every test: see Options.Reference in
// plugintest.
func TestPlanIsState(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	everything := []any{
		"cron", "0 6 * * *", "description", "Orders", "paused", true, "memory_mb", 100, "deletion_protection", true,
		"drain_before_destroy", true, "export_before_destroy", "exports", "timeouts", attrs{"read": "1m"},
		"jobs.0.input.extra", `{"a":1}`, "jobs.0.transformations", `[]`, "jobs.0.input.memory_allocation_mb", 200,
	}
	without := func(changes []any, names ...string) []any {
		all := append([]any{}, changes...)
		for _, name := range names {
			all = append(all, name, nil)
		}
		return all
	}
	twoJobs := []any{"jobs", elems{jobConfig(), jobConfig()}, "jobs.1.input.table_name", "items"}

	for name, tc := range map[string]struct {
		created, planned []any
		edit             func(*maestrosim.Pipeline) // on the platform, in between
		protection       bool                       // the provider's deletion_protection
		want             bool
	}{
		"least":                           {want: true},
		"everything":                      {created: everything, planned: everything, want: true},
		"own deletion_protection":         {created: everything, planned: everything, protection: true, want: true},
		"two jobs":                        {created: twoJobs, planned: twoJobs, want: true},
		"output chosen by the platform":   {created: []any{"jobs.0.output", nil}, planned: []any{"jobs.0.output", nil}, want: true},
		"load type and companions kept":   {planned: without(nil, "jobs.0.input.load_type", "jobs.0.input.incremental_column_name", "jobs.0.input.incremental_column_type"), want: true},
		"omitted values that stay":        {created: everything, planned: without(everything, "jobs.0.input.extra", "jobs.0.transformations", "jobs.0.input.memory_allocation_mb"), want: true},
		"name changed":                    {planned: []any{"name", "Sales"}},
		"name unknown":                    {planned: []any{"name", plugintest.Unknown{}}},
		"cron removed":                    {created: everything, planned: without(everything, "cron")},
		"description removed":             {created: everything, planned: without(everything, "description")},
		"paused removed":                  {created: everything, planned: without(everything, "paused")},
		"memory_mb removed":               {created: everything, planned: without(everything, "memory_mb")},
		"drain_before_destroy removed":    {created: everything, planned: without(everything, "drain_before_destroy")},
		"export_before_destroy removed":   {created: everything, planned: without(everything, "export_before_destroy")},
		"timeouts removed":                {created: everything, planned: without(everything, "timeouts")},
		"deletion_protection removed":     {created: everything, planned: without(everything, "deletion_protection")},
		"provider protects":               {protection: true},
		"paused on the platform":          {edit: func(p *maestrosim.Pipeline) { p.Paused = true }},
		"column_include_list removed":     {planned: without(nil, "jobs.0.input.column_include_list")},
		"companion removed beside a type": {planned: without([]any{"jobs.0.input.load_type", "incremental"}, "jobs.0.input.incremental_column_type")},
		"job added":                       {planned: twoJobs},
		"auth_type changed on the platform": {edit: func(p *maestrosim.Pipeline) {
			p.Jobs[0].Input["auth_parameters"] = attrs{"auth_type": "vault", "config_id": "1701234567890_abc123_postgresql-1.0.0"}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r, sim := startPipelines(t, nil)
			i := r.Create(pipelineConfig(t, tc.created...))
			if tc.edit != nil {
				if err := sim.Edit(plugintest.Customer, sim.Pipelines(plugintest.Customer)[0].ID, tc.edit); err != nil {
					t.Fatal(err)
				}
			}
			i, _ = r.Refresh(i)
			if got := server.PlanIsState(t, r.Plan(i, pipelineConfig(t, tc.planned...)).Request, tc.protection); got != tc.want {
				t.Errorf("got %t, want %t", got, tc.want)
			}
		})
	}
}

// A private state that the framework refuses is refused in a plan without a change, too.
func TestPlanResourceChange_invalidPrivateState(t *testing.T) {
	r, _ := startPipelines(t, nil)
	i := r.Create(pipelineConfig(t))
	for _, private := range []string{"garbage", `{"drift":""}`, `{"drift":"Iv8i"}`} {
		i.Private = []byte(private)
		p := r.Plan(i, pipelineConfig(t))
		plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Error, "", "Error Decoding Private State")
	}
}

// A plan without a change records that the pipeline is managed, so that its name on the platform is not reported as
// taken by another pipeline.
func TestPlanResourceChange_recordsManagedPipeline(t *testing.T) {
	r, sim := startPipelines(t, nil)
	i := r.Create(pipelineConfig(t))
	rename := func(p *maestrosim.Pipeline) { p.Name = "Sales" }
	if err := sim.Edit(plugintest.Customer, sim.Pipelines(plugintest.Customer)[0].ID, rename); err != nil {
		t.Fatal(err)
	}
	r.Restart(nil) // a plan with -refresh=false
	plugintest.NoDiagnostics(t, r.Plan(i, pipelineConfig(t)).Diagnostics)

	other := pipelineConfig(t, "name", "Sales", "jobs.0.input.table_name", "sales")
	plugintest.NoDiagnostics(t, r.Plan(r.Absent(), other).Diagnostics)
}

// With settings that are unknown, everything is deferred, even if the process was configured with known ones before.
func TestServer_deferredAfterConfigure(t *testing.T) {
	sim := maestrosim.New(maestrosim.Options{Empty: true})
	s := plugintest.Start(t, plugintest.Options{
		Provider: withWorkarounds, DeferralAllowed: true,
		Config: attrs{"base_url": openapi.NewServer(t, sim).URL, "customer_name": plugintest.Customer},
	})
	s.Restart(nil)
	r := s.Resource(pipelineType)
	planned := r.Plan(r.Create(pipelineConfig(t)), pipelineConfig(t)).Request
	plugintest.NoDiagnostics(t, s.Configure(attrs{"customer_name": plugintest.Unknown{}}))
	sim.ResetRequests()

	read, err := s.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: pipelineType, CurrentState: planned.PriorState, Private: planned.PriorPrivate,
		ClientCapabilities: &tfprotov6.ReadResourceClientCapabilities{DeferralAllowed: true},
	})
	if err != nil || read.Deferred == nil || len(sim.Requests()) > 0 {
		t.Errorf("read: got %v, %+v and %d requests, want that it is deferred", err, read, len(sim.Requests()))
	}
	planned.ClientCapabilities = &tfprotov6.PlanResourceChangeClientCapabilities{DeferralAllowed: true}
	plan, err := s.PlanResourceChange(t.Context(), planned)
	if err != nil || plan.Deferred == nil {
		t.Errorf("plan: got %v, %+v, want that it is deferred", err, plan)
	}
}

func TestPlanIsState_createAndDestroy(t *testing.T) {
	r, _ := startPipelines(t, nil)
	if server.PlanIsState(t, r.Plan(r.Absent(), pipelineConfig(t)).Request, false) {
		t.Error("create: got true, want false")
	}
	i := r.Create(pipelineConfig(t))
	if server.PlanIsState(t, r.Plan(i, nil).Request, false) {
		t.Error("destroy: got true, want false")
	}
}
