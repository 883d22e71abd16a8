// SPDX-License-Identifier: MPL-2.0

package pipelines_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/pipelinetest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// names returns the display names of results.
func names(found []plugintest.ListResult) []string {
	all := []string{}
	for _, f := range found {
		all = append(all, f.DisplayName)
	}
	return all
}

// Without the resources themselves, a query takes one request, whatever the filter.
func TestPipelineList_namesAndIdentities(t *testing.T) {
	c := pipelinetest.New(t, maestrosim.Options{}, nil)
	c.PutMany(8)
	query := c.List(pipelineType)
	for name, tc := range map[string]struct {
		config attrs
		want   []int
	}{
		"all":                  {nil, []int{0, 1, 2, 3, 4, 5, 6, 7}},
		"by name":              {attrs{"name_regex": "^Pipeline [2-4]$"}, []int{2, 3, 4}},
		"by schedule":          {attrs{"scheduled": false}, []int{1, 3, 5, 7}},
		"by connector":         {attrs{"connector": "Singer"}, []int{3}},
		"by last status":       {attrs{"last_status": "created", "name_regex": "[01]"}, []int{0, 1}},
		"none":                 {attrs{"last_status": "SUCCESS"}, []int{}},
		"by schedule and name": {attrs{"scheduled": true, "name_regex": "[0-3]"}, []int{0, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			found, diags := query.Query(tc.config)
			plugintest.NoDiagnostics(t, diags)
			got := []int{}
			for _, f := range found {
				var i int
				if _, err := fmt.Sscanf(f.DisplayName, "Pipeline %d", &i); err != nil {
					t.Fatal(err)
				}
				got = append(got, i)
				plugintest.Same(t, "identity", c.IdentityOf(f.Instance), numberedID(i))
			}
			plugintest.Same(t, "found", got, tc.want)
			plugintest.Same(t, "requests", c.ReadCounts(), map[string]int{pipelinetest.ReadPipelines: 1})
		})
	}
}

// The config block may be omitted from a list block.
func TestPipelineList_withoutConfig(t *testing.T) {
	c := pipelinetest.New(t, maestrosim.Options{}, nil)
	c.PutMany(2)
	lister := c.ProviderServer.(tfprotov6.ListResourceServer)
	stream, err := lister.ListResource(t.Context(), &tfprotov6.ListResourceRequest{TypeName: pipelineType, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for result := range stream.Results {
		if n++; len(result.Diagnostics) > 0 {
			t.Errorf("got a diagnostic %q, want none", result.Diagnostics[0].Summary)
		}
	}
	plugintest.Same(t, "results", n, 2)
}

func TestPipelineList_validation(t *testing.T) {
	validateFilters(t, plugintest.NewUnconfigured(t).List(pipelineType).Validate)
}

// A regular expression that is unknown during validation is checked by the query itself.
func TestPipelineList_invalidRegex(t *testing.T) {
	c := pipelinetest.New(t, maestrosim.Options{}, nil)
	found, diags := c.List(pipelineType).Query(attrs{"name_regex": "["})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "name_regex",
		"Invalid regular expression", "missing closing ]")
	if len(found) > 0 || len(c.Sim.Requests()) > 0 {
		t.Errorf("got %d results and %d requests, want none", len(found), len(c.Sim.Requests()))
	}
}

// The configuration that is generated for a draft has an empty list of jobs, whatever form the response has.
func TestPipelineList_draftWithoutJobs(t *testing.T) {
	for name, jobs := range map[string]string{"empty list": `,"jobs":[]`, "null": `,"jobs":null`, "omitted": ``} {
		t.Run(name, func(t *testing.T) {
			c := pipelinetest.New(t, maestrosim.Options{}, nil)
			c.PutMany(3)
			c.Sim.Order(maestrosim.Fault{
				On: maestrosim.OpGet, ID: numberedID(1),
				Body: fmt.Sprintf(`{"status":true,"data":{"id":%q,"name":"Draft"%s}}`, numberedID(1), jobs),
			})
			query := c.List(pipelineType)
			query.Include = true
			found, diags := query.Query(nil)
			plugintest.NoDiagnostics(t, diags)
			plugintest.Same(t, "found", len(found), 3)
			config := c.GenerateConfig(found[1].Instance)
			plugintest.Same(t, "jobs", config["jobs"], any(elems{}))
		})
	}
}

// A query ends at its limit, and reads no pipeline beyond it.
func TestPipelineList_limit(t *testing.T) {
	contract.NeedsDocumented(t, "counts the requests to the documented platform")
	c := pipelinetest.New(t, maestrosim.Options{}, nil)
	c.PutMany(30)
	query := c.List(pipelineType)
	for _, limit := range []int64{1, 5, 12, 30, 100} {
		query.Limit, query.Include = limit, false
		found, diags := query.Query(nil)
		plugintest.NoDiagnostics(t, diags)
		want := int(min(limit, 30))
		plugintest.Same(t, "found", len(found), want)
		c.ReadCounts()

		query.Include = true
		found, diags = query.Query(nil)
		plugintest.NoDiagnostics(t, diags)
		plugintest.Same(t, "found", len(found), want)
		got := c.ReadCounts()
		plugintest.Same(t, "pipelines read", got[pipelinetest.ReadPipeline], want)
		plugintest.Same(t, "lists read", got[pipelinetest.ReadPipelines], 1)
	}
	t.Run("a deleted pipeline does not count", func(t *testing.T) {
		query.Limit = 3
		c.Sim.Order(maestrosim.Fault{On: maestrosim.OpGet, ID: numberedID(1), Hook: func() { c.Remove(numberedID(1)) }})
		found, diags := query.Query(nil)
		plugintest.Same(t, "found", names(found), []string{"Pipeline 0", "Pipeline 2", "Pipeline 3"})
		plugintest.OneDiagnostic(t, diags, plugintest.Warning, "",
			`Pipeline "Pipeline 1" no longer exists`, `"Pipeline 1"`, numberedID(1), "omitted")
		// The deleted pipeline is looked for under both spellings of its id.
		plugintest.Same(t, "pipelines read", c.ReadCounts()[pipelinetest.ReadPipeline], 5)
	})
}

// A pipeline that cannot be read is one warning, and the others are listed: an error would end the query.
func TestPipelineList_skipsUnreadablePipeline(t *testing.T) {
	const jobs = `{"status":true,"data":{"id":"%s","name":"x","jobs":"none"}}`
	for name, tc := range map[string]struct {
		fault   maestrosim.Fault
		summary string
		details []string
	}{
		"deleted":           {maestrosim.Fault{}, `Pipeline "Pipeline 1" no longer exists`, nil},
		"unexpected jobs":   {maestrosim.Fault{Body: fmt.Sprintf(jobs, numberedID(1))}, `Cannot read pipeline "Pipeline 1"`, []string{"jobs: a list of objects was expected"}},
		"unexpected plugin": {maestrosim.Fault{Body: strings.Replace(fmt.Sprintf(jobs, numberedID(1)), `"none"`, `[{"input":{"plugin":{}}}]`, 1)}, `Cannot read pipeline "Pipeline 1"`, []string{"job 0: input: plugin: a text was expected"}},
		"forbidden":         {maestrosim.Fault{Status: 403, Body: `{"message":"not yours"}`}, `Cannot read pipeline "Pipeline 1"`, []string{"not yours", "permission"}},
		"unknown route":     {maestrosim.Fault{Status: 404, Body: `{"detail":"Not Found"}`, Times: -1}, `Cannot read pipeline "Pipeline 1"`, []string{"list of pipelines still contains it", "base_url"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := pipelinetest.New(t, maestrosim.Options{}, nil)
			c.PutMany(4)
			tc.fault.On, tc.fault.ID = maestrosim.OpGet, numberedID(1)
			if tc.fault.Body == "" {
				tc.fault.Hook = func() { c.Remove(numberedID(1)) }
			}
			c.Sim.Order(tc.fault)
			query := c.List(pipelineType)
			query.Include = true
			found, diags := query.Query(nil)
			plugintest.Same(t, "found", names(found), []string{"Pipeline 0", "Pipeline 2", "Pipeline 3"})
			plugintest.OneDiagnostic(t, diags, plugintest.Warning, "",
				tc.summary, append(tc.details, `"Pipeline 1"`, numberedID(1), "omitted")...)
		})
	}
	t.Run("in the list", func(t *testing.T) {
		c := pipelinetest.New(t, maestrosim.Options{}, nil)
		c.Sim.Order(maestrosim.Fault{On: maestrosim.OpList, Times: -1, Body: fmt.Sprintf(`[{"pipeline_id":%q,"name":"Bad","jobs":1},{"pipeline_id":%q,"name":"Good"},3,{"pipeline_id":%[2]q,"name":"again"}]`, numberedID(0), numberedID(1))})
		found, diags := c.List(pipelineType).Query(attrs{"name_regex": "oo"})
		plugintest.Same(t, "found", names(found), []string{"Good"})
		if len(diags) != 2 {
			t.Fatal(diags)
		}
		plugintest.OneDiagnostic(t, diags[:1], plugintest.Warning, "",
			`Cannot read pipeline "Bad"`, `"Bad"`, numberedID(0), "omitted", "jobs: a list of objects was expected")
		plugintest.OneDiagnostic(t, diags[1:], plugintest.Warning, "",
			"Cannot read unnamed pipeline", "without id and name", "pipeline 2 of the list")
	})
}

// A failure that concerns all pipelines is one error, and ends the query.
func TestPipelineList_commonErrorEndsQuery(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	for name, tc := range map[string]struct {
		on      maestrosim.Operation
		fault   maestrosim.Fault
		results int
		summary string
		details []string
	}{
		"list unauthorized":     {maestrosim.OpList, maestrosim.Fault{Status: 401, Body: `{"msg":"Unauthorized"}`}, 0, "Cannot list pipelines", []string{"Unauthorized", "customer_name"}},
		"list is an object":     {maestrosim.OpList, maestrosim.Fault{Body: `{}`}, 0, "Cannot list pipelines", []string{"not a JSON list"}},
		"pipeline unauthorized": {maestrosim.OpGet, maestrosim.Fault{ID: numberedID(2), Status: 401, Body: `{"msg":"Unauthorized"}`}, 2, "Cannot read pipeline", []string{`"Pipeline 2"`, numberedID(2), "access_token"}},
		"no response":           {maestrosim.OpGet, maestrosim.Fault{ID: numberedID(3), DropBefore: true, Times: -1}, 3, "Cannot read pipeline", []string{`"Pipeline 3"`, "The platform did not respond"}},
		"job unauthorized":      {maestrosim.OpGetJDBCJob, maestrosim.Fault{ID: numberedID(0), Status: 401, Body: `{"msg":"Unauthorized"}`}, 0, "Cannot read pipeline", []string{`"Pipeline 0"`, "Unauthorized"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := pipelinetest.New(t, maestrosim.Options{}, attrs{"max_retries": 0})
			c.PutMany(20)
			tc.fault.On = tc.on
			c.Sim.Order(tc.fault)
			query := c.List(pipelineType)
			query.Include = true
			found, diags := query.Query(nil)
			plugintest.Same(t, "found", len(found), tc.results)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", tc.summary, tc.details...)

			c.Sim.ClearFaults()
			tc.fault.Times = -1
			c.Sim.Order(tc.fault)
			ended := false
			for result := range query.Stream(t.Context(), nil) {
				if ended {
					t.Fatal("got a result after the error, want none")
				}
				ended = len(result.Diagnostics) > 0
			}
		})
	}
}

// The first results arrive before the last pipelines are read.
func TestPipelineList_streams(t *testing.T) {
	c := pipelinetest.New(t, maestrosim.Options{}, nil)
	c.PutMany(30)
	var received atomic.Int64
	c.Sim.Order(maestrosim.Fault{On: maestrosim.OpGet, ID: numberedID(29), Hook: func() {
		if received.Load() < 15 {
			t.Errorf("got %d results when the last pipeline was read, want at least 15", received.Load())
		}
	}})
	query := c.List(pipelineType)
	query.Include = true
	for range query.Stream(t.Context(), nil) {
		received.Add(1)
	}
	plugintest.Same(t, "results", int(received.Load()), 30)
}

// A query that the caller stops, or that is interrupted, returns at once and leaves no request behind.
func TestPipelineList_interrupt(t *testing.T) {
	for name, interrupted := range map[string]bool{"by the caller": false, "by an interrupt": true} {
		t.Run(name, func(t *testing.T) {
			c := pipelinetest.New(t, maestrosim.Options{}, nil)
			c.PutMany(40)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			for i := 1; i < 40; i++ {
				c.Sim.Order(maestrosim.Fault{On: maestrosim.OpGet, ID: numberedID(i), Times: -1, Delay: time.Hour}) // longer than the test
			}
			query := c.List(pipelineType)
			query.Include = true
			var last tfprotov6.ListResourceResult
			for last = range query.Stream(ctx, nil) {
				if !interrupted {
					break
				}
				cancel()
			}
			if interrupted && (len(last.Diagnostics) != 1 || last.Diagnostics[0].Severity != plugintest.Error || !strings.Contains(last.Diagnostics[0].Detail, "interrupted")) {
				t.Errorf("got %+v as the last result, want an error about the interrupt", last)
			}
		})
	}
}
