// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server_test

import (
	"encoding/json"
	"math/rand/v2"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const pipelineType = "dadosfera_pipeline"

// A state that fits the schema is returned as it is. For any other, the framework is called.
func TestUpgradeResourceState_returnsStateThatFits(t *testing.T) {
	p := plugintest.Start(t, plugintest.Options{Provider: withWorkarounds}).ProviderServer
	for name, tc := range map[string]struct {
		state   string
		version int64
		same    bool
	}{
		"complete":                    {state: `{"name":"Orders","memory_mb":2048,"paused":true,"jobs":[{"input":{"primary_keys":["id"]}}],"job_ids":{"a":"b"}}`, same: true},
		"nulls":                       {state: `{"name":null,"jobs":null,"timeouts":null}`, same: true},
		"without attributes":          {state: `{}`, same: true},
		"null":                        {state: `null`},
		"unknown attribute":           {state: `{"name":"Orders","schedule":null}`},
		"unknown attribute of a job":  {state: `{"jobs":[{"input":{"table":"orders"}}]}`},
		"number for a string":         {state: `{"name":1}`},
		"string for a number":         {state: `{"memory_mb":"2048"}`},
		"string for a bool":           {state: `{"paused":"true"}`},
		"object for a list":           {state: `{"jobs":{}}`},
		"list for an object":          {state: `{"jobs":[{"input":[]}]}`},
		"list for a map":              {state: `{"job_ids":[]}`},
		"another version":             {state: `{"name":"Orders"}`, version: 9},
		"state that is cut off":       {state: `{"name":"Orders"`},
		"more than a state":           {state: `{"name":"Orders"} {}`},
		"wrong element of a list":     {state: `{"jobs":[{"input":{"primary_keys":[1]}}]}`},
		"wrong element of a map":      {state: `{"job_ids":{"a":{}}}`},
		"string instead of the state": {state: `"Orders"`},
	} {
		t.Run(name, func(t *testing.T) {
			req := &tfprotov6.UpgradeResourceStateRequest{
				TypeName: pipelineType, Version: tc.version, RawState: &tfprotov6.RawState{JSON: []byte(tc.state)},
			}
			resp, err := p.UpgradeResourceState(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			if got := resp.UpgradedState != nil && string(resp.UpgradedState.JSON) == tc.state; got != tc.same {
				t.Errorf("got the state of the request %t, want %t: %+v", got, tc.same, resp)
			}
		})
	}
}

// What is returned without the framework is what the framework returns.
func TestUpgradeResourceState_randomStatesMatchFramework(t *testing.T) {
	mine := plugintest.Start(t, plugintest.Options{Provider: withWorkarounds})
	framework := plugintest.Start(t, plugintest.Options{Provider: frameworkAlone}).ProviderServer
	typ := definition.Schema(t.Context()).Type().TerraformType(t.Context())
	upgrade := func(p tfprotov6.ProviderServer, state []byte) tftypes.Value {
		resp, err := p.UpgradeResourceState(t.Context(), &tfprotov6.UpgradeResourceStateRequest{
			TypeName: pipelineType, RawState: &tfprotov6.RawState{JSON: state},
		})
		if err != nil || len(resp.Diagnostics) > 0 {
			t.Fatalf("%s: got %v, %+v, want no error", state, err, resp)
		}
		value, err := resp.UpgradedState.Unmarshal(typ)
		if err != nil {
			t.Fatalf("%s: %v", state, err)
		}
		return value
	}
	for seed := range 100 {
		g := generator{rand.New(rand.NewPCG(uint64(seed), 7))} //nolint:gosec // a test that can be repeated
		state := g.state(mine.Resource(pipelineType).Schema().Block.Attributes)
		if g.rarely() {
			state["attribute of another release"] = true
		}
		text, err := json.Marshal(state)
		if err != nil {
			t.Fatal(err)
		}
		got, want := upgrade(mine.ProviderServer, text), upgrade(framework, text)
		if !got.Equal(want) {
			t.Fatalf("seed %d: got %s, want %s", seed, got, want)
		}
	}
}
