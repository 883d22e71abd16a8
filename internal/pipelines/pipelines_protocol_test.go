// SPDX-License-Identifier: MPL-2.0

package pipelines_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/pipelinetest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const pipelinesType = "dadosfera_pipelines"

func TestPipelinesDataSource_list(t *testing.T) {
	description, cron := "d", "0 6 * * *"
	jobs := pipelinetest.ManualJobs()
	held := []maestrosim.Pipeline{
		{
			ID: numberedID(1), Name: "Orders", Description: &description, Cron: &cron, UserID: "ana@example.com",
			Runs: []maestrosim.Run{{Status: "FAILED"}}, Jobs: []maestrosim.Job{jobs[1].Job, jobs[2].Job},
		},
		{ID: numberedID(2), Name: "Files", Jobs: []maestrosim.Job{jobs[4].Job}},
	}
	want := elems{
		attrs{
			"id": numberedID(1), "name": "Orders", "description": "d", "cron": "0 6 * * *", "last_status": "FAILED",
			"customer_id": plugintest.Customer, "user_id": "ana@example.com",
			"jobs": elems{
				attrs{
					"job_id": numberedID(1) + "_0", "job_status": "FAILED",
					"connector": "jdbc", "plugin": "postgresql", "table_name": "orders",
				},
				attrs{
					"job_id": numberedID(1) + "_1", "job_status": "FAILED",
					"connector": "jdbc", "plugin": "oracle", "table_name": "INVOICES",
				},
			},
		},
		attrs{
			"id": numberedID(2), "name": "Files", "description": nil, "cron": nil, "last_status": "CREATED",
			"customer_id": plugintest.Customer, "user_id": "data@acme_corp.example",
			"jobs": elems{attrs{
				"job_id": numberedID(2) + "_0", "job_status": "PENDING",
				"connector": nil, "plugin": "parquet", "table_name": nil,
			}},
		},
	}
	for name, contract := range map[string]maestrosim.Contract{
		"documented":         {},
		"empty text":         {Empty: maestrosim.EmptyString},
		"omitted":            {Empty: maestrosim.EmptyAbsent},
		"always an envelope": {Envelope: maestrosim.EnvelopeAlways},
	} {
		t.Run(name, func(t *testing.T) {
			c := pipelinetest.New(t, maestrosim.Options{Contract: contract}, nil)
			for _, p := range held {
				if err := c.Sim.Put(plugintest.Customer, p); err != nil {
					t.Fatal(err)
				}
			}

			read := c.DataSource(pipelinesType).MustRead(nil)

			plugintest.Same(t, "pipelines", read["pipelines"].(elems), want)
			plugintest.Same(t, "requests", c.ReadCounts(), map[string]int{pipelinetest.ReadPipelines: 1})
		})
	}
}

func TestPipelinesDataSource_isSorted(t *testing.T) {
	c := pipelinetest.New(t, maestrosim.Options{}, nil)
	for _, order := range [][]int{{2, 0, 1}, {1, 2, 0}} {
		var entries []string
		for _, i := range order {
			entries = append(entries, fmt.Sprintf(`{"pipeline_id":%q,"name":"Same"}`, numberedID(i)))
		}
		c.Sim.Order(maestrosim.Fault{On: maestrosim.OpList, Body: "[" + strings.Join(entries, ",") + "]"})
		var ids elems
		for _, p := range c.DataSource(pipelinesType).MustRead(nil)["pipelines"].(elems) {
			ids = append(ids, p.(attrs)["id"])
		}
		plugintest.Same(t, "ids", ids, elems{numberedID(0), numberedID(1), numberedID(2)})
	}
}

func TestPipelinesDataSource_filter(t *testing.T) {
	c := pipelinetest.New(t, maestrosim.Options{}, nil)
	d := c.DataSource(pipelinesType)
	plugintest.Same(t, "pipelines of an empty platform", d.MustRead(nil)["pipelines"].(elems), elems{})
	c.PutMany(8)
	for name, tc := range map[string]struct {
		config attrs
		want   int
	}{
		"none":          {attrs{}, 8},
		"name":          {attrs{"name_regex": "[2-4]$"}, 3},
		"schedule":      {attrs{"scheduled": true}, 4},
		"connector":     {attrs{"connector": "SINGER"}, 1},
		"last status":   {attrs{"last_status": "created"}, 8},
		"all filters":   {attrs{"name_regex": "[0-3]$", "scheduled": true, "connector": "jdbc", "last_status": "CREATED"}, 2},
		"without match": {attrs{"name_regex": "^8$"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			plugintest.Same(t, "number of pipelines", len(d.MustRead(tc.config)["pipelines"].(elems)), tc.want)
		})
	}
}

func TestPipelinesDataSource_failure(t *testing.T) {
	c := pipelinetest.New(t, maestrosim.Options{}, nil)
	c.PutMany(2)
	for name, tc := range map[string]struct {
		fault   maestrosim.Fault
		details []string
	}{
		"forbidden": {maestrosim.Fault{Status: 403, Body: `{"message":"not yours"}`}, []string{"not yours", "permission"}},
		// A query skips such a pipeline. A configuration that uses the data source would treat it as deleted.
		"pipeline without an id": {
			maestrosim.Fault{Body: fmt.Sprintf(`[{"pipeline_id":%q,"name":"Good"},{"name":"Bad"}]`, numberedID(0))},
			[]string{"pipeline 1 of the list", "no pipeline id"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tc.fault.On = maestrosim.OpList
			c.Sim.Order(tc.fault)
			_, diags := c.DataSource(pipelinesType).Read(nil)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot list pipelines", tc.details...)
		})
	}
}

// The driver reads only valid configurations, so this request is sent without it.
func TestPipelinesDataSource_readInvalidRegex(t *testing.T) {
	c := pipelinetest.New(t, maestrosim.Options{}, nil)
	typ := c.DataSource(pipelinesType).Schema().ValueType()
	config, err := tfprotov6.NewDynamicValue(typ, plugintest.Value(t, typ, attrs{"name_regex": "("}))
	if err != nil {
		t.Fatal(err)
	}

	resp, err := c.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: pipelinesType, Config: &config})
	if err != nil || len(resp.Diagnostics) != 1 {
		t.Fatalf("got diagnostics %v and error %v, want one diagnostic", resp, err)
	}

	d := resp.Diagnostics[0]
	plugintest.OneDiagnostic(t,
		[]plugintest.Diagnostic{{
			Severity: d.Severity, Path: plugintest.PathText(d.Attribute), Summary: d.Summary, Detail: d.Detail,
		}},
		plugintest.Error, "name_regex", "Invalid regular expression", "missing closing )")
}

func TestPipelinesDataSource_validation(t *testing.T) {
	validateFilters(t, plugintest.NewUnconfigured(t).DataSource(pipelinesType).Validate)
}

// validateFilters tests the validation of the filters, which the data source and the list resource have in common.
func validateFilters(t *testing.T, validate func(config attrs) []plugintest.Diagnostic) {
	t.Helper()
	plugintest.OneDiagnostic(t, validate(attrs{"name_regex": "a(b"}), plugintest.Error, "name_regex",
		"Invalid regular expression", `"a(b"`, "RE2", "missing closing )")
	for _, name := range []string{"last_status", "connector"} {
		for _, empty := range []string{"", " "} {
			plugintest.OneDiagnostic(t, validate(attrs{name: empty}), plugintest.Error, name,
				"Empty value", "Omit the attribute to return all pipelines")
		}
	}
	for _, valid := range []attrs{
		nil,
		{"name_regex": unknown{}, "last_status": unknown{}, "scheduled": unknown{}, "connector": unknown{}},
		{"name_regex": "(?i)^a|b$", "last_status": "failed", "scheduled": false, "connector": "JDBC"},
	} {
		plugintest.NoDiagnostics(t, validate(valid))
	}
}
