// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// pipelinesConfig makes a configuration of the data source dadosfera_pipelines.
func pipelinesConfig(t *testing.T, s *plugintest.Server, config attrs) *tfprotov6.DynamicValue {
	t.Helper()
	typ := s.Schemas.DataSourceSchemas["dadosfera_pipelines"].ValueType()
	value, err := tfprotov6.NewDynamicValue(typ, plugintest.Value(t, typ, config))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

// listPipelines reads the data source, and gives the pipelines and what was said.
func (c *core) listPipelines(config attrs) (elems, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	resp, err := c.ReadDataSource(c.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: "dadosfera_pipelines", Config: pipelinesConfig(c.t, c.Server, config)})
	if err != nil {
		c.t.Fatal(err)
	}
	if len(resp.Diagnostics) > 0 {
		return nil, resp.Diagnostics
	}
	v, err := resp.State.Unmarshal(c.Schemas.DataSourceSchemas["dadosfera_pipelines"].ValueType())
	if err != nil {
		c.t.Fatal(err)
	}
	return plugintest.ValueAt(c.t, v, "pipelines").(elems), nil
}

func TestPipelinesDataSource_list(t *testing.T) {
	for name, contract := range map[string]maestrosim.Contract{
		"documented": {}, "empty texts": {Empty: maestrosim.EmptyString}, "left out": {Empty: maestrosim.EmptyAbsent}, "enveloped": {Envelope: maestrosim.EnvelopeAlways},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: contract}, nil)
			kinds := byHand()
			if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{
				ID: numbered(1), Name: "Orders", Description: ptr("d"), Cron: ptr("0 6 * * *"), UserID: "ana@example.com", Runs: []maestrosim.Run{{Status: "FAILED"}},
				Jobs: []maestrosim.Job{kinds[1].job, kinds[2].job},
			}); err != nil {
				t.Fatal(err)
			}
			if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: numbered(2), Name: "Files", Jobs: []maestrosim.Job{kinds[4].job}}); err != nil {
				t.Fatal(err)
			}
			got, said := c.listPipelines(nil)
			if len(said) > 0 {
				t.Fatal(said[0].Summary, said[0].Detail)
			}
			plugintest.Same(t, "pipelines", got, elems{
				attrs{
					"id": numbered(1), "name": "Orders", "description": "d", "cron": "0 6 * * *", "last_status": "FAILED", "customer_id": plugintest.Customer, "user_id": "ana@example.com",
					"jobs": elems{
						attrs{"job_id": numbered(1) + "_0", "job_status": "FAILED", "connector": "jdbc", "plugin": "postgresql", "table_name": "orders"},
						attrs{"job_id": numbered(1) + "_1", "job_status": "FAILED", "connector": "jdbc", "plugin": "oracle", "table_name": "INVOICES"},
					},
				},
				attrs{
					"id": numbered(2), "name": "Files", "description": nil, "cron": nil, "last_status": "CREATED", "customer_id": plugintest.Customer, "user_id": "data@acme_corp.example",
					"jobs": elems{attrs{"job_id": numbered(2) + "_0", "job_status": "PENDING", "connector": nil, "plugin": "parquet", "table_name": nil}},
				},
			})
			plugintest.Same(t, "requests", c.reads(), map[string]int{readList: 1})
		})
	}
}

func TestPipelinesDataSource_filter(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	got, said := c.listPipelines(nil)
	if len(said) > 0 || len(got) > 0 || got == nil {
		t.Errorf("of a platform without pipelines: %v, %v", got, said)
	}
	c.putMany(8)
	for name, tc := range map[string]struct {
		config attrs
		want   int
	}{
		"all":          {attrs{}, 8},
		"by name":      {attrs{"name_regex": "[2-4]$"}, 3},
		"by schedule":  {attrs{"scheduled": true}, 4},
		"by connector": {attrs{"connector": "SINGER"}, 1},
		"by status":    {attrs{"last_status": "created"}, 8},
		"by all":       {attrs{"name_regex": "[0-3]$", "scheduled": true, "connector": "jdbc", "last_status": "CREATED"}, 2},
		"none":         {attrs{"name_regex": "^8$"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, said := c.listPipelines(tc.config)
			if len(said) > 0 || len(got) != tc.want {
				t.Errorf("%d, not %d; %v", len(got), tc.want, said)
			}
		})
	}
}

func TestPipelinesDataSource_failure(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	c.putMany(2)
	for name, tc := range map[string]struct {
		fault maestrosim.Fault
		words []string
	}{
		"refused": {maestrosim.Fault{Status: 403, Body: `{"message":"not yours"}`}, []string{"not yours", "permission"}},
		// Unlike in a query: what is made of the list would take the missing one for gone.
		"one of them": {maestrosim.Fault{Body: fmt.Sprintf(`[{"pipeline_id":%q,"name":"Good"},{"name":"Bad"}]`, numbered(0))}, []string{"pipeline 1 of the list", "no pipeline id"}},
	} {
		t.Run(name, func(t *testing.T) {
			tc.fault.On = maestrosim.OpList
			c.sim.Order(tc.fault)
			_, said := c.listPipelines(nil)
			plugintest.OneDiagnostic(t, diagnostics(said), plugintest.Error, "", "Listing pipelines failed", tc.words...)
		})
	}
	_, said := c.listPipelines(attrs{"name_regex": "("})
	plugintest.OneDiagnostic(t, diagnostics(said), plugintest.Error, "name_regex", "Invalid regular expression", "missing closing )")
}

func TestPipelinesDataSource_validation(t *testing.T) {
	s := plugintest.NewUnconfigured(t)
	validate := func(config attrs) []plugintest.Diagnostic {
		resp, err := s.ValidateDataResourceConfig(t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: "dadosfera_pipelines", Config: pipelinesConfig(t, s, config)})
		if err != nil {
			t.Fatal(err)
		}
		return diagnostics(resp.Diagnostics)
	}
	plugintest.OneDiagnostic(t, validate(attrs{"name_regex": "a(b"}), plugintest.Error, "name_regex", "Invalid regular expression", `"a(b"`, "RE2")
	plugintest.OneDiagnostic(t, validate(attrs{"last_status": ""}), plugintest.Error, "last_status", "Empty value", "Leave it out for all pipelines")
	plugintest.OneDiagnostic(t, validate(attrs{"last_status": " "}), plugintest.Error, "last_status", "Empty value", "Leave it out for all pipelines")
	plugintest.OneDiagnostic(t, validate(attrs{"connector": ""}), plugintest.Error, "connector", "Empty value", "Leave it out for all pipelines")
	plugintest.OneDiagnostic(t, validate(attrs{"connector": " "}), plugintest.Error, "connector", "Empty value", "Leave it out for all pipelines")
	plugintest.NoDiagnostics(t, validate(nil))
	plugintest.NoDiagnostics(t, validate(attrs{"name_regex": unknown{}, "last_status": unknown{}, "scheduled": unknown{}, "connector": unknown{}}))
}

func diagnostics(said []*tfprotov6.Diagnostic) []plugintest.Diagnostic {
	var all []plugintest.Diagnostic
	for _, d := range said {
		all = append(all, plugintest.Diagnostic{Severity: d.Severity, Path: plugintest.PathText(d.Attribute), Summary: d.Summary, Detail: d.Detail})
	}
	return all
}
