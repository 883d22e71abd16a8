// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/server"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// A read that finds no change returns the state that it was given. One that finds a change, or that records something
// beside the state, is the framework's, and takes no more requests.
func TestReadResource_returnsUnchangedState(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*maestrosim.Pipeline)
		edit   func(*tfprotov6.ReadResourceRequest)
		same   bool
	}{
		"no change":                {same: true},
		"change on the platform":   {change: func(p *maestrosim.Pipeline) { p.Name = "Sales" }},
		"without an identity":      {edit: func(req *tfprotov6.ReadResourceRequest) { req.CurrentIdentity = nil }},
		"without private state":    {edit: func(req *tfprotov6.ReadResourceRequest) { req.Private = nil }},
		"seen by another customer": {edit: func(req *tfprotov6.ReadResourceRequest) { req.Private = []byte(`{"customer_name":"Im90aGVyIg=="}`) }},
		"first read after an import": {edit: func(req *tfprotov6.ReadResourceRequest) {
			req.Private = append([]byte(`{".import_before_read":"dHJ1ZQ==",`), req.Private[1:]...)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r, sim := startPipelines(t, nil)
			sim.SetContract(maestrosim.Contract{Hidden: maestrosim.HiddenNone})
			planned := r.Plan(r.Create(pipelineConfig(t)), pipelineConfig(t)).Request
			req := &tfprotov6.ReadResourceRequest{
				TypeName: planned.TypeName, CurrentState: planned.PriorState, Private: planned.PriorPrivate,
				CurrentIdentity: planned.PriorIdentity,
			}
			if tc.change != nil {
				if err := sim.Edit(plugintest.Customer, sim.Pipelines(plugintest.Customer)[0].ID, tc.change); err != nil {
					t.Fatal(err)
				}
			}
			if tc.edit != nil {
				tc.edit(req)
			}
			sim.ResetRequests()

			resp, err := r.ReadResource(t.Context(), req)
			if err != nil || len(resp.Diagnostics) > 0 {
				t.Fatalf("got %v, %v, want no error", err, resp)
			}
			if got := resp.NewState == req.CurrentState; got != tc.same {
				t.Errorf("got the state of the request %t, want %t", got, tc.same)
			}
			if got := len(sim.Requests()); got != 1 {
				t.Errorf("got %d requests, want 1", got)
			}
		})
	}
}

// The framework's read is compared with that of this package.
func TestVerified_comparesReads(t *testing.T) {
	r, _ := startPipelines(t, nil)
	compared := 0
	server.Verified(r.ProviderServer, func(_, _ *tfprotov6.ReadResourceResponse, _ error) { compared++ })
	r.Refresh(r.Create(pipelineConfig(t)))
	if compared != 1 {
		t.Errorf("got %d comparisons, want 1", compared)
	}
}
