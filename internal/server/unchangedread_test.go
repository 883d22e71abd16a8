// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/server"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// A read that finds no change returns the state that it was given. One that finds a change, or that records something
// beside the state, is the framework's, and takes no more requests.
func TestReadResource_returnsUnchangedState(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*maestrosim.Pipeline)
		edit   func(*tfprotov6.ReadResourceRequest)
		same   bool
		// refused means that the framework returns an error, after which nothing is requested.
		refused bool
	}{
		"no change":              {same: true},
		"change on the platform": {change: func(p *maestrosim.Pipeline) { p.Name = "Sales" }},
		"without an identity": {
			edit: func(req *tfprotov6.ReadResourceRequest) { req.CurrentIdentity = nil }, same: true,
		},
		"identity without a value": {edit: func(req *tfprotov6.ReadResourceRequest) {
			req.CurrentIdentity = &tfprotov6.ResourceIdentityData{IdentityData: identity(t, nil)}
		}},
		"private state that is not JSON": {edit: func(req *tfprotov6.ReadResourceRequest) {
			req.Private = append([]byte(`{"drift":"",`), req.Private[1:]...)
		}, refused: true},
		"private state that is not UTF-8": {edit: func(req *tfprotov6.ReadResourceRequest) {
			req.Private = append([]byte(`{"drift":"Iv8i",`), req.Private[1:]...)
		}, refused: true},
		"without private state":         {edit: func(req *tfprotov6.ReadResourceRequest) { req.Private = nil }},
		"seen by another customer":      {edit: func(req *tfprotov6.ReadResourceRequest) { req.Private = []byte(`{"customer_name":"Im90aGVyIg=="}`) }},
		"object without an id":          {edit: func(req *tfprotov6.ReadResourceRequest) { setObjectID(t, req, ``) }},
		"object with an empty id":       {edit: func(req *tfprotov6.ReadResourceRequest) { setObjectID(t, req, `""`) }},
		"object with an id of a number": {edit: func(req *tfprotov6.ReadResourceRequest) { setObjectID(t, req, `5`) }},
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
			if tc.refused {
				if err != nil || len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary != "Error Decoding Private State" {
					t.Errorf("got %v, %v, want the error of the framework", err, resp)
				}
				return
			}
			if err != nil || len(resp.Diagnostics) > 0 {
				t.Fatalf("got %v, %v, want no error", err, resp)
			}
			if got := resp.NewState == req.CurrentState; got != tc.same {
				t.Errorf("got the state of the request %t, want %t", got, tc.same)
			}
			if got := len(sim.Requests()); got != 1 {
				t.Errorf("got %d requests, want 1", got)
			}
			if resp.NewIdentity == nil || !bytes.Equal(resp.NewIdentity.IdentityData.MsgPack, planned.PriorIdentity.IdentityData.MsgPack) {
				t.Errorf("got another identity than that of the pipeline: %+v", resp.NewIdentity)
			}
		})
	}
}

// setObjectID sets the id of the object in the state of a request, or removes it.
func setObjectID(t *testing.T, req *tfprotov6.ReadResourceRequest, id string) {
	t.Helper()
	var private map[string][]byte
	if err := json.Unmarshal(req.Private, &private); err != nil || private["object"] == nil {
		t.Fatalf("got private state %s, %v, want one with the id of an object", req.Private, err)
	}
	if private["object"] = []byte(id); id == "" {
		delete(private, "object")
	}
	edited, err := json.Marshal(private)
	if err != nil {
		t.Fatal(err)
	}
	req.Private = edited
}

// The identity of another pipeline is an error of the framework.
func TestReadResource_identityOfAnotherPipeline(t *testing.T) {
	r, _ := startPipelines(t, nil)
	planned := r.Plan(r.Create(pipelineConfig(t)), pipelineConfig(t)).Request
	resp, err := r.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: planned.TypeName, CurrentState: planned.PriorState, Private: planned.PriorPrivate,
		CurrentIdentity: &tfprotov6.ResourceIdentityData{IdentityData: identity(t, "other")},
	})
	if err != nil || len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary != "Unexpected Identity Change" {
		t.Errorf("got %v, %+v, want that the identity has changed", err, resp)
	}
}

// identity returns the identity of a pipeline.
func identity(t *testing.T, id any) *tfprotov6.DynamicValue {
	t.Helper()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{pipeline.AttrIdentity: tftypes.String}}
	value := tftypes.NewValue(typ, map[string]tftypes.Value{pipeline.AttrIdentity: tftypes.NewValue(tftypes.String, id)})
	data, err := tfprotov6.NewDynamicValue(typ, value)
	if err != nil {
		t.Fatal(err)
	}
	return &data
}

// The framework's read is compared with that of this package.
func TestNewVerifying_comparesReads(t *testing.T) {
	compared := 0
	count := func(_, _ *tfprotov6.ReadResourceResponse, _ error) { compared++ }
	sim := maestrosim.New(maestrosim.Options{Empty: true})
	s := plugintest.Start(t, plugintest.Options{
		Provider: func() tfprotov6.ProviderServer {
			return server.NewVerifying(provider.New("test"), server.Verifier{Read: count})
		},
		Config: attrs{"base_url": openapi.NewServer(t, sim).URL, "customer_name": plugintest.Customer},
	})
	s.Restart(nil)
	r := s.Resource(pipelineType)
	r.Refresh(r.Create(pipelineConfig(t)))
	if compared != 1 {
		t.Errorf("got %d comparisons, want 1", compared)
	}
}
