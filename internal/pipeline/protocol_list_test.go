// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// numbered is the id of a pipeline that putMany makes.
func numbered(i int) string { return fmt.Sprintf("00000000_0000_4000_8000_%012d", i) }

// putMany puts pipelines on the platform that nobody has under Terraform, of the connectors in turn, named "Pipeline 0"
// and so on. Every other one has a schedule.
func (c *core) putMany(n int) {
	c.t.Helper()
	kinds := byHand()
	for i := range n {
		p := maestrosim.Pipeline{ID: numbered(i), Name: fmt.Sprintf("Pipeline %d", i), Jobs: []maestrosim.Job{kinds[i%len(kinds)].job}}
		if i%2 == 0 {
			p.Cron = ptr("0 6 * * *")
		}
		if err := c.sim.Put(plugintest.Customer, p); err != nil {
			c.t.Fatal(err)
		}
	}
}

// reads gives how often the list, a pipeline and a job were read since the last look.
func (c *core) reads() map[string]int {
	count := map[string]int{}
	for _, r := range c.sim.Requests() {
		count[r.Method+" "+strings.TrimSuffix(wirePath(r.Path), "_0")]++
	}
	c.sim.ResetRequests()
	return count
}

const (
	readList     = "GET /platform/pipelines"
	readPipeline = "GET /platform/pipeline/{id}"
	readJob      = "GET /platform/jobs/jdbc/{id}"
)

func names(found []plugintest.ListResult) []string {
	all := []string{}
	for _, f := range found {
		all = append(all, f.DisplayName)
	}
	return all
}

// Without the whole resource a query costs one request, whatever is asked for.
func TestPipelineList_namesAndIdentities(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	c.putMany(8)
	query := c.List(pipelineType)
	for name, tc := range map[string]struct {
		config attrs
		want   []int
	}{
		"all":                  {nil, []int{0, 1, 2, 3, 4, 5, 6, 7}},
		"by name":              {attrs{"name_regex": "^Pipeline [2-4]$"}, []int{2, 3, 4}},
		"by schedule":          {attrs{"scheduled": false}, []int{1, 3, 5, 7}},
		"by connector":         {attrs{"connector": "Singer"}, []int{3}},
		"by how it ended":      {attrs{"last_status": "created", "name_regex": "[01]"}, []int{0, 1}},
		"none":                 {attrs{"last_status": "SUCCESS"}, []int{}},
		"a schedule and names": {attrs{"scheduled": true, "name_regex": "[0-3]"}, []int{0, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			found, said := query.Query(tc.config)
			plugintest.NoDiagnostics(t, said)
			got := []int{}
			for _, f := range found {
				var i int
				if _, err := fmt.Sscanf(f.DisplayName, "Pipeline %d", &i); err != nil {
					t.Fatal(err)
				}
				got = append(got, i)
				plugintest.Same(t, "identity", c.IdentityOf(f.Instance), numbered(i))
			}
			plugintest.Same(t, "found", got, tc.want)
			plugintest.Same(t, "requests", c.reads(), map[string]int{readList: 1})
		})
	}
}

// The block config can be left out of a list block.
func TestPipelineList_withoutConfig(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	c.putMany(2)
	lister := c.ProviderServer.(tfprotov6.ListResourceServer)
	stream, err := lister.ListResource(t.Context(), &tfprotov6.ListResourceRequest{TypeName: pipelineType, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for result := range stream.Results {
		if n++; len(result.Diagnostics) > 0 {
			t.Error(result.Diagnostics[0].Summary)
		}
	}
	plugintest.Same(t, "results", n, 2)
}

func TestPipelineList_validation(t *testing.T) {
	query := plugintest.NewUnconfigured(t).List(pipelineType)
	plugintest.OneDiagnostic(t, query.Validate(attrs{"name_regex": "a(b"}), plugintest.Error, "name_regex", "Invalid regular expression", `"a(b"`, "RE2", "missing closing )")
	plugintest.OneDiagnostic(t, query.Validate(attrs{"last_status": ""}), plugintest.Error, "last_status", "Empty value", "Leave it out for all pipelines")
	plugintest.OneDiagnostic(t, query.Validate(attrs{"last_status": " "}), plugintest.Error, "last_status", "Empty value", "Leave it out for all pipelines")
	plugintest.OneDiagnostic(t, query.Validate(attrs{"connector": ""}), plugintest.Error, "connector", "Empty value", "Leave it out for all pipelines")
	plugintest.OneDiagnostic(t, query.Validate(attrs{"connector": " "}), plugintest.Error, "connector", "Empty value", "Leave it out for all pipelines")
	plugintest.NoDiagnostics(t, query.Validate(nil))
	plugintest.NoDiagnostics(t, query.Validate(attrs{"name_regex": unknown{}, "last_status": unknown{}, "scheduled": unknown{}, "connector": unknown{}}))
	plugintest.NoDiagnostics(t, query.Validate(attrs{"name_regex": "(?i)^a|b$", "last_status": "failed", "scheduled": false, "connector": "JDBC"}))
}

// Where the regular expression was not known when the query was validated, it is an error of the query.
func TestPipelineList_invalidRegex(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	found, said := c.List(pipelineType).Query(attrs{"name_regex": "["})
	plugintest.OneDiagnostic(t, said, plugintest.Error, "name_regex", "Invalid regular expression", "missing closing ]")
	if len(found) > 0 || len(c.sim.Requests()) > 0 {
		t.Errorf("%d found, %d requests", len(found), len(c.sim.Requests()))
	}
}

// A query ends where the limit is, and reads no pipeline beyond it.
func TestPipelineList_limit(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	c.putMany(30)
	query := c.List(pipelineType)
	for _, limit := range []int64{1, 5, 12, 30, 100} {
		query.Limit, query.Include = limit, false
		found, said := query.Query(nil)
		plugintest.NoDiagnostics(t, said)
		want := int(min(limit, 30))
		plugintest.Same(t, "found", len(found), want)
		c.reads()

		query.Include = true
		found, said = query.Query(nil)
		plugintest.NoDiagnostics(t, said)
		plugintest.Same(t, "found", len(found), want)
		got := c.reads()
		plugintest.Same(t, "pipelines read", got[readPipeline], want)
		plugintest.Same(t, "lists read", got[readList], 1)
	}
	t.Run("of which none is spent on a pipeline that is gone", func(t *testing.T) {
		query.Limit = 3
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, ID: numbered(1), Hook: func() { c.remove(numbered(1)) }})
		found, said := query.Query(nil)
		plugintest.Same(t, "found", names(found), []string{"Pipeline 0", "Pipeline 2", "Pipeline 3"})
		plugintest.OneDiagnostic(t, said, plugintest.Warning, "", `Pipeline "Pipeline 1" is gone from the platform`, `"Pipeline 1"`, numbered(1), "left out")
		plugintest.Same(t, "pipelines read", c.reads()[readPipeline], 5)
	})
}

func (c *core) remove(id string) {
	if err := c.sim.Remove(plugintest.Customer, id); err != nil {
		c.t.Error(err)
	}
}

// What is wrong with one pipeline is one warning, and the others come: at an error, Terraform would end the query.
func TestPipelineList_skipsUnreadablePipeline(t *testing.T) {
	const jobs = `{"status":true,"data":{"id":"%s","name":"x","jobs":"none"}}`
	for name, tc := range map[string]struct {
		fault   maestrosim.Fault
		summary string
		words   []string
	}{
		"gone meanwhile":       {maestrosim.Fault{}, `Pipeline "Pipeline 1" is gone from the platform`, nil},
		"not understood":       {maestrosim.Fault{Body: fmt.Sprintf(jobs, numbered(1))}, `Pipeline "Pipeline 1" cannot be read`, []string{"jobs: a list of objects was expected"}},
		"understood, not used": {maestrosim.Fault{Body: strings.Replace(fmt.Sprintf(jobs, numbered(1)), `"none"`, `[{"input":{"plugin":{}}}]`, 1)}, `Pipeline "Pipeline 1" cannot be read`, []string{"job 0: input: plugin: a text was expected"}},
		"forbidden":            {maestrosim.Fault{Status: 403, Body: `{"message":"not yours"}`}, `Pipeline "Pipeline 1" cannot be read`, []string{"not yours", "permission"}},
		"an unknown route":     {maestrosim.Fault{Status: 404, Body: `{"detail":"Not Found"}`, Times: -1}, `Pipeline "Pipeline 1" cannot be read`, []string{"list of pipelines still has it", "base_url"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			c.putMany(4)
			tc.fault.On, tc.fault.ID = maestrosim.OpGet, numbered(1)
			if tc.fault.Body == "" {
				tc.fault.Hook = func() { c.remove(numbered(1)) }
			}
			c.sim.Order(tc.fault)
			query := c.List(pipelineType)
			query.Include = true
			found, said := query.Query(nil)
			plugintest.Same(t, "found", names(found), []string{"Pipeline 0", "Pipeline 2", "Pipeline 3"})
			plugintest.OneDiagnostic(t, said, plugintest.Warning, "", tc.summary, append(tc.words, `"Pipeline 1"`, numbered(1), "left out")...)
		})
	}
	t.Run("in the list", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		c.sim.Order(maestrosim.Fault{On: maestrosim.OpList, Times: -1, Body: fmt.Sprintf(`[{"pipeline_id":%q,"name":"Bad","jobs":1},{"pipeline_id":%q,"name":"Good"},3,{"pipeline_id":%[2]q,"name":"again"}]`, numbered(0), numbered(1))})
		found, said := c.List(pipelineType).Query(attrs{"name_regex": "oo"})
		plugintest.Same(t, "found", names(found), []string{"Good"})
		if len(said) != 2 {
			t.Fatal(said)
		}
		plugintest.OneDiagnostic(t, said[:1], plugintest.Warning, "", `Pipeline "Bad" cannot be read`, `"Bad"`, numbered(0), "left out", "jobs: a list of objects was expected")
		plugintest.OneDiagnostic(t, said[1:], plugintest.Warning, "", "A pipeline cannot be read", "without id and name", "pipeline 2 of the list")
	})
}

// What would go wrong with every pipeline is one error, and ends the query.
func TestPipelineList_commonErrorEndsQuery(t *testing.T) {
	for name, tc := range map[string]struct {
		on      maestrosim.Operation
		fault   maestrosim.Fault
		found   int
		summary string
		words   []string
	}{
		"the list is refused":        {maestrosim.OpList, maestrosim.Fault{Status: 401, Body: `{"msg":"Unauthorized"}`}, 0, "Listing pipelines failed", []string{"Unauthorized", "customer_name"}},
		"the list is none":           {maestrosim.OpList, maestrosim.Fault{Body: `{}`}, 0, "Listing pipelines failed", []string{"not a JSON list"}},
		"a pipeline is refused":      {maestrosim.OpGet, maestrosim.Fault{ID: numbered(2), Status: 401, Body: `{"msg":"Unauthorized"}`}, 2, "Reading a pipeline failed", []string{`"Pipeline 2"`, numbered(2), "access_token"}},
		"no answer comes any more":   {maestrosim.OpGet, maestrosim.Fault{ID: numbered(3), DropBefore: true, Times: -1}, 3, "Reading a pipeline failed", []string{`"Pipeline 3"`, "There was no response"}},
		"a job of it is not granted": {maestrosim.OpGetJDBCJob, maestrosim.Fault{ID: numbered(0), Status: 401, Body: `{"msg":"Unauthorized"}`}, 0, "Reading a pipeline failed", []string{`"Pipeline 0"`, "Unauthorized"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
			c.putMany(20)
			tc.fault.On = tc.on
			c.sim.Order(tc.fault)
			query := c.List(pipelineType)
			query.Include = true
			found, said := query.Query(nil)
			plugintest.Same(t, "found", len(found), tc.found)
			plugintest.OneDiagnostic(t, said, plugintest.Error, "", tc.summary, tc.words...)

			c.sim.ClearFaults()
			tc.fault.Times = -1
			c.sim.Order(tc.fault)
			ended := false
			for result := range query.Stream(t.Context(), nil) {
				if ended {
					t.Fatal("a result comes after the error")
				}
				ended = len(result.Diagnostics) > 0
			}
		})
	}
}

// The first results are there before the last pipelines are read.
func TestPipelineList_streams(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	c.putMany(30)
	var taken atomic.Int64
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, ID: numbered(29), Hook: func() {
		if taken.Load() < 15 {
			t.Errorf("the last pipeline is read when %d results were taken", taken.Load())
		}
	}})
	query := c.List(pipelineType)
	query.Include = true
	for range query.Stream(t.Context(), nil) {
		taken.Add(1)
	}
	plugintest.Same(t, "results", int(taken.Load()), 30)
}

// Whoever stops taking results, or is interrupted, waits for nothing and leaves no request behind.
func TestPipelineList_interrupt(t *testing.T) {
	for name, interrupted := range map[string]bool{"by whoever takes the results": false, "by an interrupt": true} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			c.putMany(40)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			for i := 1; i < 40; i++ {
				c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, ID: numbered(i), Times: -1, Delay: time.Hour}) // which nobody waits for
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
				t.Errorf("the last result is %+v", last)
			}
		})
	}
}
