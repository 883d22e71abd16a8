// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server_test

import (
	"math/rand/v2"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/server"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// startCounting starts the provider without a platform. The function that it returns reports how many configurations
// were found to be valid without the framework, which must agree.
func startCounting(t *testing.T) (r *plugintest.Resource, withoutFramework func() int) {
	t.Helper()
	count := 0
	verify := func(_, want *tfprotov6.ValidateResourceConfigResponse, err error) {
		count++
		if err != nil || len(want.Diagnostics) > 0 {
			t.Errorf("the framework returned %v, %+v, want no diagnostics", err, want)
		}
	}
	s := plugintest.Start(t, plugintest.Options{
		Provider: func() tfprotov6.ProviderServer {
			return server.NewVerifying(provider.New("test"), server.Verifier{Validate: verify})
		},
		Config: attrs{"base_url": "http://127.0.0.1:1", "customer_name": plugintest.Customer},
	})
	s.Restart(nil)
	return s.Resource(pipelineType), func() int { return count }
}

// manyAttributes sets nearly every attribute, in pairs of a path and a value.
var manyAttributes = []any{
	"cron", "0 6 * * *", "description", "Orders", "paused", true, "memory_mb", 100, "allow_replacement", true,
	"deletion_policy", "retire", "deletion_protection", true, "drain_before_destroy", true, "export_before_destroy", "exports",
	"timeouts", attrs{"read": "1m"}, "jobs.0.input.extra", `{"a":1}`, "jobs.0.transformations", `[]`,
	"jobs.0.input.memory_allocation_mb", 200, "jobs.0.input.primary_keys", elems{"id"},
	"jobs.0.input.load_type", "incremental_with_qualify", "jobs.0.output.extra", `{}`,
}

// A configuration without unknown values and without errors is found to be valid without the framework. Of any other,
// the framework's diagnostics are returned.
func TestValidateResourceConfig(t *testing.T) {
	for name, tc := range map[string]struct {
		changes     []any
		valid       bool // without the framework
		diagnostics int
	}{
		"least":                {valid: true},
		"everything":           {valid: true, changes: manyAttributes},
		"two jobs":             {valid: true, changes: []any{"jobs", elems{jobConfig(), jobConfig()}, "jobs.1.input.table_name", "items"}},
		"no jobs":              {valid: true, changes: []any{"jobs", elems{}}},
		"unknown name":         {changes: []any{"name", plugintest.Unknown{}}},
		"unknown job":          {changes: []any{"jobs.0", plugintest.Unknown{}}},
		"null job":             {changes: []any{"jobs", elems{nil}}, diagnostics: 1},
		"no name":              {changes: []any{"name", nil}, diagnostics: 1},
		"empty name":           {changes: []any{"name", ""}, diagnostics: 1},
		"whitespace in a name": {changes: []any{"name", " Orders"}, diagnostics: 1},
		"value of the platform": {
			changes: []any{"status", "active"}, diagnostics: 1,
		},
		"value of the platform in a job": {changes: []any{"jobs.0.job_id", "x_0"}, diagnostics: 1},
		"cron":                           {changes: []any{"cron", "61 * * * *"}, diagnostics: 1},
		"number out of range":            {changes: []any{"memory_mb", 0}, diagnostics: 1},
		"deletion_policy":                {changes: []any{"deletion_policy", "keep"}, diagnostics: 1},
		"timeout":                        {changes: []any{"timeouts", attrs{"read": "soon"}}, diagnostics: 1},
		"empty set":                      {changes: []any{"jobs.0.input.column_include_list", elems{}}, diagnostics: 1},
		"element twice in a set":         {changes: []any{"jobs.0.input.column_include_list", elems{"id", "id"}}, diagnostics: 1},
		"no connection":                  {changes: []any{"jobs.0.input.auth_parameters.config_id", nil}, diagnostics: 1},
		"extra that is not an object":    {changes: []any{"jobs.0.input.extra", `[]`}, diagnostics: 1},
		"more than one attribute":        {changes: []any{"jobs.0.input.incremental_column_name", nil}, diagnostics: 1},
		"warning":                        {changes: []any{"jobs.0.input.load_type", "sometimes"}, diagnostics: 1},
	} {
		t.Run(name, func(t *testing.T) {
			r, withoutFramework := startCounting(t)
			diags := r.Validate(pipelineConfig(t, tc.changes...))
			if len(diags) != tc.diagnostics {
				t.Errorf("got diagnostics %v, want %d", diags, tc.diagnostics)
			}
			if got := withoutFramework() == 1; got != tc.valid {
				t.Errorf("found to be valid without the framework: %t, want %t", got, tc.valid)
			}
		})
	}
}

// A configuration of another resource, and a request without one, are left to the framework.
func TestValidateResourceConfig_otherRequests(t *testing.T) {
	r, withoutFramework := startCounting(t)
	for _, req := range []*tfprotov6.ValidateResourceConfigRequest{
		{TypeName: "dadosfera_other"},
		{TypeName: pipelineType},
		{TypeName: pipelineType, Config: &tfprotov6.DynamicValue{MsgPack: []byte{0xc1}}},
	} {
		want, wantErr := frameworkAlone().ValidateResourceConfig(t.Context(), req)
		got, err := r.ValidateResourceConfig(t.Context(), req)
		if (err == nil) != (wantErr == nil) || len(got.Diagnostics) != len(want.Diagnostics) {
			t.Errorf("got %v, %v, want %v, %v", got, err, want, wantErr)
		}
	}
	if n := withoutFramework(); n > 0 {
		t.Errorf("%d requests had a response without the framework, want none", n)
	}
}

// What is valid without the framework is valid for the framework.
func TestValidateResourceConfig_randomConfigurationsMatchFramework(t *testing.T) {
	r, withoutFramework := startCounting(t)
	schema := r.Schema().Block.Attributes
	configurations := 500
	if testing.Short() {
		configurations = 100
	}
	for seed := range configurations {
		g := generator{rand.New(rand.NewPCG(uint64(seed), 7))} //nolint:gosec // a test that can be repeated
		config := g.config(schema, pipelineConfig(t, manyAttributes...), g.IntN(4))
		if r.Validate(config); t.Failed() {
			t.Fatalf("seed %d\nconfig %v", seed, config)
		}
	}
	if n, least := withoutFramework(), configurations/10; n < least || configurations-n < least {
		t.Errorf("%d of %d configurations were valid without the framework, want at least %d of either", n, configurations, least)
	}
}
