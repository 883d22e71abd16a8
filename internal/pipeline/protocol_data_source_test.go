// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The pipeline of the reference's examples, which a simulator that is not empty holds.
const (
	seedID   = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	seedName = "Orders Data Pipeline"
)

// dataSource is the data source, driven over the plugin protocol, and the platform that it reads from.
type dataSource struct {
	*plugintest.DataSource

	sim *maestrosim.Sim
}

func newDataSource(t *testing.T, options maestrosim.Options, settings attrs) dataSource {
	t.Helper()
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	return dataSource{plugintest.NewServer(t, server.URL, settings).DataSource(pipelineType), sim}
}

// asked gives the requests so far, and forgets them.
func (d dataSource) asked() []string {
	asked := []string{}
	for _, r := range d.sim.Requests() {
		asked = append(asked, r.Method+" "+wirePath(r.Path))
	}
	d.sim.ResetRequests()
	return asked
}

const (
	getPipeline = "GET /platform/pipeline/{id}"
	getJob      = "GET /platform/jobs/jdbc/{id}_0"
	getAll      = "GET /platform/pipelines"
)

// Under every contract, whatever it is looked up by, the data source shows what an import of the resource knows.
func TestPipelineDataSource_agreesWithResource(t *testing.T) {
	t.Parallel()
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			t.Parallel() // most of the time is waiting for others to share a list
			c := newCore(t, maestrosim.Options{Contract: contract.Contract}, nil)
			c.Create(wireConfig("description", "d", "cron", "0 6 * * *", "paused", true, "jobs", elems{wireJob(), wireJob()}, "jobs.1.input.table_name", "items"))
			i, diags := c.Import(c.one().ID, nil)
			plugintest.NoDiagnostics(t, diags)
			want := plugintest.Plain(i.Value).(attrs)
			for _, own := range []string{"deletion_protection", "drain_before_destroy", "export_before_destroy", "timeouts"} {
				delete(want, own)
			}
			d := c.DataSource(pipelineType)
			for how, config := range map[string]attrs{
				"by id":                  {"id": c.one().ID},
				"by id with hyphens":     {"id": strings.ReplaceAll(c.one().ID, "_", "-")},
				"by id in capitals":      {"id": strings.ToUpper(c.one().ID)},
				"by name":                {"name": "Orders"},
				"by id, and last status": {"id": c.one().ID, "with_last_status": true},
			} {
				read := d.MustRead(config)
				got, want := maps.Clone(read), maps.Clone(want)
				for name := range config { // stays as it is configured
					delete(got, name)
					delete(want, name)
				}
				for _, own := range []string{"last_status", "with_last_status", "json"} {
					delete(got, own)
				}
				plugintest.Same(t, how, got, want)
				if asked := how != "by name" && config["with_last_status"] == nil; asked != (read["last_status"] == nil) {
					t.Errorf("%s: the last status is %v", how, read["last_status"])
				}
			}
		})
	}
}

func TestPipelineDataSource_requests(t *testing.T) {
	hides := maestrosim.Options{}
	shows := maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}}
	for name, tc := range map[string]struct {
		options maestrosim.Options
		config  attrs
		last    any
		want    []string
	}{
		"by id":                                {shows, attrs{"id": seedID}, nil, []string{getPipeline}},
		"by id, where the answer hides things": {hides, attrs{"id": seedID}, nil, []string{getPipeline, getJob}},
		"by id, and not for the last status":   {shows, attrs{"id": seedID, "with_last_status": false}, nil, []string{getPipeline}},
		"by id, and for the last status":       {shows, attrs{"id": seedID, "with_last_status": true}, "SUCCESS", []string{getPipeline, getAll}},
		"by name":                              {shows, attrs{"name": seedName}, "SUCCESS", []string{getAll, getPipeline}},
		"by name, and for the last status":     {shows, attrs{"name": seedName, "with_last_status": true}, "SUCCESS", []string{getAll, getPipeline}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDataSource(t, tc.options, nil)
			read := d.MustRead(tc.config)
			plugintest.Same(t, "requests", d.asked(), tc.want)
			plugintest.Same(t, "last status", read["last_status"], tc.last)
			plugintest.Same(t, "with_last_status", read["with_last_status"], tc.config["with_last_status"])
		})
	}
}

// The document is the platform's own, without the envelope, and with what has no attribute.
func TestPipelineDataSource_json(t *testing.T) {
	d := newDataSource(t, maestrosim.Options{}, nil)
	const document = `{"id":"` + seedID + `", "name":"Orders",   "x":{"big":12345678901234567890,"n":1.50},"jobs":[]}`
	d.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Body: `{"status":true,"data":` + document + `}`})
	plugintest.Same(t, "json", d.MustRead(attrs{"id": seedID})["json"], any(document))

	var shown map[string]any
	if err := json.Unmarshal([]byte(d.MustRead(attrs{"name": seedName})["json"].(string)), &shown); err != nil || shown["id"] != seedID || shown["created_at"] != "2024-12-01T10:00:00Z" {
		t.Errorf("%v, %v", shown, err)
	}
}

// A pipeline of which the platform shows next to nothing is read, with nulls.
func TestPipelineDataSource_sparseResponse(t *testing.T) {
	d := newDataSource(t, maestrosim.Options{}, nil)
	for body, jobs := range map[string]any{`{"id":"` + seedID + `"}`: nil, `{"id":"` + seedID + `","jobs":[]}`: any(elems{})} {
		d.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Body: body})
		read := d.MustRead(attrs{"id": seedID})
		plugintest.Same(t, "jobs of "+body, read["jobs"], jobs)
		if (read["job_ids"] == nil) != (jobs == nil) || read["name"] != nil {
			t.Errorf("%s: %v", body, read)
		}
	}
}

func TestPipelineDataSource_failure(t *testing.T) {
	const other = "00000000-1111-4222-8333-444444444444"
	twice := maestrosim.Contract{DuplicateNames: true}
	for name, tc := range map[string]struct {
		config   attrs
		contract maestrosim.Contract
		fault    maestrosim.Fault
		path     string
		summary  string
		says     []string
	}{
		"no such id": {config: attrs{"id": other}, path: "id", summary: "Pipeline does not exist", says: []string{`customer "acme_corp"`, other, "PipelineNotFound"}},
		"no such id, it is said in no words": {
			config: attrs{"id": other}, contract: maestrosim.Contract{Missing: maestrosim.MissingHTML},
			path: "id", summary: "Pipeline does not exist", says: []string{other, "customer_name"},
		},
		"no such name":              {config: attrs{"name": "Sales"}, path: "name", summary: "Pipeline does not exist", says: []string{`named "Sales"`, `customer "acme_corp"`, "letter case"}},
		"a name in other letters":   {config: attrs{"name": strings.ToUpper(seedName)}, path: "name", summary: "Pipeline does not exist"},
		"a name twice":              {config: attrs{"name": "Twice"}, contract: twice, path: "name", summary: "Pipeline name is not unique", says: []string{"2 pipelines", "first_of_two", "second_of_two", "by its id"}},
		"a name that is gone again": {config: attrs{"name": seedName}, fault: maestrosim.Fault{On: maestrosim.OpGet, Status: 404, Body: `{"detail":"pipeline_id ` + seedID + ` not found"}`, Times: -1}, path: "name", summary: "Pipeline does not exist", says: []string{seedID}},
		"a 404 that proves nothing": {config: attrs{"id": seedID}, fault: maestrosim.Fault{On: maestrosim.OpGet, Status: 404, Body: "<html>", Times: -1}, summary: "Reading a pipeline failed", says: []string{seedID, "base_url"}},
		"the platform's own error":  {config: attrs{"id": seedID}, fault: maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Body: `{"msg":"it broke"}`, Times: -1}, summary: "Reading a pipeline failed", says: []string{"it broke"}},
		"no list to look in":        {config: attrs{"name": seedName}, fault: maestrosim.Fault{On: maestrosim.OpList, Status: 403, Body: `{}`, Times: -1}, summary: "Reading a pipeline failed", says: []string{`"` + seedName + `"`, "permission"}},
		"no last status to read":    {config: attrs{"id": seedID, "with_last_status": true}, fault: maestrosim.Fault{On: maestrosim.OpList, Status: 403, Body: `{}`, Times: -1}, summary: "Reading a pipeline failed", says: []string{seedID, "permission"}},
		"a form nobody knows":       {config: attrs{"id": seedID}, fault: maestrosim.Fault{On: maestrosim.OpGet, Body: `{"id":"` + seedID + `","jobs":[{"input":{"table_name":[]}}]}`}, summary: "Reading a pipeline failed", says: []string{"table_name: a text was expected", "not understood"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDataSource(t, maestrosim.Options{Contract: tc.contract}, attrs{"max_retries": 0})
			if tc.contract == twice {
				for _, id := range []string{"first_of_two", "second_of_two"} {
					if err := d.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: id, Name: "Twice"}); err != nil {
						t.Fatal(err)
					}
				}
			}
			if tc.fault.On != "" {
				d.sim.Order(tc.fault)
			}
			read, diags := d.Read(tc.config)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, tc.path, tc.summary, tc.says...)
			if read != nil {
				t.Errorf("read %v", read)
			}
		})
	}
}

func TestPipelineDataSource_validation(t *testing.T) {
	d := plugintest.NewUnconfigured(t).DataSource(pipelineType)
	for name, tc := range map[string]struct {
		config  attrs
		path    string
		summary string
	}{
		"by id":                                 {config: attrs{"id": seedID}},
		"by name":                               {config: attrs{"name": seedName}},
		"by an id that is not known yet":        {config: attrs{"id": unknown{}}},
		"by a name that is not known yet":       {config: attrs{"name": unknown{}}},
		"by one of two that are not known yet":  {config: attrs{"id": unknown{}, "name": unknown{}}},
		"by an id, or a name not known yet":     {config: attrs{"id": seedID, "name": unknown{}}},
		"with a switch that is not known yet":   {config: attrs{"id": seedID, "with_last_status": unknown{}}},
		"by nothing":                            {config: attrs{}, summary: "Missing id or name"},
		"by both":                               {config: attrs{"id": seedID, "name": seedName}, path: "id", summary: "Both id and name"},
		"by an empty id":                        {config: attrs{"id": ""}, path: "id", summary: "Invalid pipeline id"},
		"by an id with a line break at its end": {config: attrs{"id": seedID + "\n"}, path: "id", summary: "Invalid pipeline id"},
		"by an empty name":                      {config: attrs{"name": ""}, path: "name", summary: "Empty value"},
	} {
		t.Run(name, func(t *testing.T) {
			diags := d.Validate(tc.config)
			if tc.summary == "" {
				plugintest.NoDiagnostics(t, diags)
				return
			}
			plugintest.OneDiagnostic(t, diags, plugintest.Error, tc.path, tc.summary)
		})
	}
}

// An interrupt ends a lookup at once, whatever the platform is at.
func TestPipelineDataSource_interrupt(t *testing.T) {
	for name, tc := range map[string]struct {
		on     maestrosim.Operation
		config attrs
	}{
		"at the pipeline": {maestrosim.OpGet, attrs{"id": seedID}},
		"at a job":        {maestrosim.OpGetJDBCJob, attrs{"id": seedID}},
		"at the list":     {maestrosim.OpList, attrs{"name": seedName}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDataSource(t, maestrosim.Options{}, nil)
			ctx := newEndable(t)
			d.sim.Order(ctx.end(tc.on))
			_, diags := d.ReadContext(ctx, tc.config)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "Reading timed out after 5 minutes")
			if strings.Contains(diags[0].Detail, "timeouts") {
				t.Errorf("a data source has no timeouts: %s", diags[0].Detail)
			}
		})
	}
}

// Descriptions are for who reads: nothing in them is about setting an attribute.
func TestPipelineDataSource_descriptions(t *testing.T) {
	d := plugintest.NewUnconfigured(t).DataSource(pipelineType)
	var walk func(at string, all []*tfprotov6.SchemaAttribute)
	walk = func(at string, all []*tfprotov6.SchemaAttribute) {
		for _, a := range all {
			name := at + a.Name
			if !strings.HasSuffix(a.Description, ".") || strings.HasSuffix(a.Description, "..") {
				t.Errorf("%s is described as %q", name, a.Description)
			}
			if slices.Contains([]string{"id", "name", "with_last_status"}, name) {
				continue
			}
			if !a.Computed || a.Optional || a.Required {
				t.Errorf("%s can be set", name)
			}
			for _, word := range []string{"replace", "Defaults", "Left out", "; left out", "Leave it out", "jsonencode", "Changing"} {
				if strings.Contains(a.Description, word) {
					t.Errorf("%s says %q: %s", name, word, a.Description)
				}
			}
			if a.NestedType != nil {
				walk(name+".", a.NestedType.Attributes)
			}
		}
	}
	walk("", d.Schema().Block.Attributes)
}
