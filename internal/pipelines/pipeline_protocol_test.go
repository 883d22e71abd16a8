// SPDX-License-Identifier: MPL-2.0

package pipelines_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/pipelinetest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The example pipeline of the API reference, which the simulator starts with.
const (
	seedID   = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	seedName = "Orders Data Pipeline"
)

// dataSource is dadosfera_pipeline, driven over the plugin protocol, and the simulator that it reads from.
type dataSource struct {
	*plugintest.DataSource

	sim *maestrosim.Sim
}

// newDataSource starts a simulator with the example pipeline, and a provider that is configured for it and has the
// given settings in addition.
func newDataSource(t *testing.T, options maestrosim.Options, settings attrs) dataSource {
	t.Helper()
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	return dataSource{plugintest.NewServer(t, server.URL, settings).DataSource(pipelineType), sim}
}

// requests returns the requests since the last call, in the form "METHOD /path".
func (d dataSource) requests() []string {
	requests := []string{}
	for _, r := range d.sim.Requests() {
		requests = append(requests, r.Method+" "+pipelinetest.PathWithoutIDs(r.Path))
	}
	d.sim.ResetRequests()
	return requests
}

// Under every contract, by id or by name, the data source has the values that an import of the resource has.
func TestPipelineDataSource_agreesWithResource(t *testing.T) {
	t.Parallel()
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			t.Parallel() // the tests mostly wait for other readers of the list
			c := pipelinetest.New(t, maestrosim.Options{Contract: contract.Contract}, nil)
			c.Create(pipelinetest.Config("description", "d", "cron", "0 6 * * *", "paused", true, "jobs", elems{pipelinetest.Job(), pipelinetest.Job()}, "jobs.1.input.table_name", "items"))
			i, diags := c.Import(c.Only().ID, nil)
			plugintest.NoDiagnostics(t, diags)
			want := plugintest.Plain(i.Value).(attrs)
			for _, onlyResource := range []string{"allow_replacement", "deletion_policy", "deletion_protection", "drain_before_destroy", "export_before_destroy", "timeouts"} {
				delete(want, onlyResource)
			}
			d := c.DataSource(pipelineType)
			for name, config := range map[string]attrs{
				"by id":                   {"id": c.Only().ID},
				"by id with hyphens":      {"id": strings.ReplaceAll(c.Only().ID, "_", "-")},
				"by id in upper case":     {"id": strings.ToUpper(c.Only().ID)},
				"by name":                 {"name": "Orders"},
				"by id, with last status": {"id": c.Only().ID, "with_last_status": true},
			} {
				read := d.MustRead(config)
				got, want := maps.Clone(read), maps.Clone(want)
				for configured := range config { // spelled as in the configuration
					delete(got, configured)
					delete(want, configured)
				}
				for _, onlyDataSource := range []string{"last_status", "with_last_status", "json", "create_json"} {
					delete(got, onlyDataSource)
				}
				plugintest.Same(t, name, got, want)
				wantNull := name != "by name" && config["with_last_status"] == nil
				if isNull := read["last_status"] == nil; isNull != wantNull {
					t.Errorf("%s: got last_status %v, want null: %t", name, read["last_status"], wantNull)
				}
			}
		})
	}
}

func TestPipelineDataSource_requests(t *testing.T) {
	contract.NeedsDocumented(t, "counts the requests to the documented platform")
	hidden := maestrosim.Options{}
	shown := maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}}
	for name, tc := range map[string]struct {
		options maestrosim.Options
		config  attrs
		last    any
		want    []string
	}{
		"by id":                          {shown, attrs{"id": seedID}, nil, []string{pipelinetest.ReadPipeline}},
		"by id, with hidden fields":      {hidden, attrs{"id": seedID}, nil, []string{pipelinetest.ReadPipeline, pipelinetest.ReadJDBCJob + "_0"}},
		"by id, without the last status": {shown, attrs{"id": seedID, "with_last_status": false}, nil, []string{pipelinetest.ReadPipeline}},
		"by id, with the last status":    {shown, attrs{"id": seedID, "with_last_status": true}, "SUCCESS", []string{pipelinetest.ReadPipeline, pipelinetest.ReadPipelines}},
		"by name":                        {shown, attrs{"name": seedName}, "SUCCESS", []string{pipelinetest.ReadPipelines, pipelinetest.ReadPipeline}},
		"by name, with the last status":  {shown, attrs{"name": seedName, "with_last_status": true}, "SUCCESS", []string{pipelinetest.ReadPipelines, pipelinetest.ReadPipeline}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDataSource(t, tc.options, nil)
			read := d.MustRead(tc.config)
			plugintest.Same(t, "requests", d.requests(), tc.want)
			plugintest.Same(t, "last status", read["last_status"], tc.last)
			plugintest.Same(t, "with_last_status", read["with_last_status"], tc.config["with_last_status"])
		})
	}
}

// The attribute has the object of the response as it is, without the envelope, and with fields that have no attribute.
func TestPipelineDataSource_json(t *testing.T) {
	d := newDataSource(t, maestrosim.Options{}, nil)
	const document = `{"id":"` + seedID + `", "name":"Orders",   "x":{"big":12345678901234567890,"n":1.50},"jobs":[]}`
	d.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Body: `{"status":true,"data":` + document + `}`})
	plugintest.Same(t, "json", d.MustRead(attrs{"id": seedID})["json"], any(document))

	var shown map[string]any
	if err := json.Unmarshal([]byte(d.MustRead(attrs{"name": seedName})["json"].(string)), &shown); err != nil || shown["id"] != seedID || shown["created_at"] != "2024-12-01T10:00:00Z" {
		t.Errorf("got json %v and error %v, want the example pipeline", shown, err)
	}
}

// A pipeline that is created from create_json, with an id, has the attributes of the one that it was read from. Names
// of tables that the platform shows outside of raw and qualify are chosen again.
func TestPipelineDataSource_createJSON(t *testing.T) {
	t.Parallel()
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			t.Parallel()
			c := pipelinetest.New(t, maestrosim.Options{Contract: contract.Contract}, nil)
			for i, job := range pipelinetest.ManualJobs() {
				id, d := numberedID(i), c.DataSource(pipelineType)
				p := maestrosim.Pipeline{ID: id, Name: job.Name, Jobs: []maestrosim.Job{job.Job}}
				if err := c.Sim.Put(plugintest.Customer, p); err != nil {
					t.Fatal(err)
				}
				recreate := func(read attrs) attrs {
					c.Remove(id)
					body, hasNoID := strings.CutPrefix(read["create_json"].(string), "{")
					if !hasNoID || strings.Contains(body, id) || strings.Contains(body, strings.ReplaceAll(id, "_", "-")) {
						t.Errorf("got create_json %s, want an object without the id", body)
					}
					post(t, c.URL+"/platform/pipeline", `{"id":"`+strings.ReplaceAll(id, "_", "-")+`",`+body)
					recreated := d.MustRead(attrs{"id": id})
					pipelinetest.Set(recreated, "jobs.0.output.table_name", nil)
					return recreated
				}
				before := d.MustRead(attrs{"id": id})
				pipelinetest.Set(before, "jobs.0.output.table_name", nil)
				if contract.Contract != (maestrosim.Contract{}) {
					before = recreate(before) // A create fills in defaults under some contracts.
				}
				after := recreate(before)
				for _, name := range []string{"name", "description", "cron", "jobs", "job_ids", "create_json"} {
					plugintest.Same(t, job.Name+": "+name, after[name], before[name])
				}
			}
		})
	}
}

// post sends a request to the platform without Terraform. The server of the test validates it.
func post(t *testing.T, url, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header["customer_name"] = []string{plugintest.Customer}
	request.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := resp.Body.Close(); err != nil || resp.StatusCode > 299 {
		t.Fatalf("got status %s and error %v, want a success", resp.Status, err)
	}
}

// Attributes that the response omits are null.
func TestPipelineDataSource_sparseResponse(t *testing.T) {
	d := newDataSource(t, maestrosim.Options{}, nil)
	for body, jobs := range map[string]any{`{"id":"` + seedID + `"}`: nil, `{"id":"` + seedID + `","jobs":[]}`: any(elems{})} {
		d.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Body: body})
		read := d.MustRead(attrs{"id": seedID})
		plugintest.Same(t, "jobs of "+body, read["jobs"], jobs)
		if (read["job_ids"] == nil) != (jobs == nil) || read["name"] != nil {
			t.Errorf("%s: got %v, want no name, and job_ids only with jobs", body, read)
		}
	}
}

func TestPipelineDataSource_failure(t *testing.T) {
	const other = "00000000-1111-4222-8333-444444444444"
	duplicates := maestrosim.Contract{DuplicateNames: true}
	for name, tc := range map[string]struct {
		config   attrs
		contract maestrosim.Contract
		fault    maestrosim.Fault
		path     string
		summary  string
		details  []string
	}{
		"unknown id": {config: attrs{"id": other}, path: "id", summary: "Pipeline not found", details: []string{`customer "acme_corp"`, other, "PipelineNotFound"}},
		"unknown id, HTML response": {
			config: attrs{"id": other}, contract: maestrosim.Contract{Missing: maestrosim.MissingHTML},
			path: "id", summary: "Pipeline not found", details: []string{other, "customer_name"},
		},
		"unknown name":           {config: attrs{"name": "Sales"}, path: "name", summary: "Pipeline not found", details: []string{`named "Sales"`, `Customer "acme_corp"`, "case-sensitive"}},
		"name in upper case":     {config: attrs{"name": strings.ToUpper(seedName)}, path: "name", summary: "Pipeline not found"},
		"duplicate name":         {config: attrs{"name": "Twice"}, contract: duplicates, path: "name", summary: "Ambiguous pipeline name", details: []string{"2 pipelines", "first_of_two", "second_of_two", "Use the id of one"}},
		"name deleted meanwhile": {config: attrs{"name": seedName}, fault: maestrosim.Fault{On: maestrosim.OpGet, Status: 404, Body: `{"detail":"pipeline_id ` + seedID + ` not found"}`, Times: -1}, path: "name", summary: "Pipeline not found", details: []string{seedID}},
		"inconclusive 404":       {config: attrs{"id": seedID}, fault: maestrosim.Fault{On: maestrosim.OpGet, Status: 404, Body: "<html>", Times: -1}, summary: "Cannot read pipeline", details: []string{seedID, "base_url"}},
		"server error":           {config: attrs{"id": seedID}, fault: maestrosim.Fault{On: maestrosim.OpGet, Status: 500, Body: `{"msg":"it broke"}`, Times: -1}, summary: "Cannot read pipeline", details: []string{"it broke"}},
		"list forbidden":         {config: attrs{"name": seedName}, fault: maestrosim.Fault{On: maestrosim.OpList, Status: 403, Body: `{}`, Times: -1}, summary: "Cannot read pipeline", details: []string{`"` + seedName + `"`, "permission"}},
		"last status forbidden":  {config: attrs{"id": seedID, "with_last_status": true}, fault: maestrosim.Fault{On: maestrosim.OpList, Status: 403, Body: `{}`, Times: -1}, summary: "Cannot read pipeline", details: []string{seedID, "permission"}},
		"unexpected table name":  {config: attrs{"id": seedID}, fault: maestrosim.Fault{On: maestrosim.OpGet, Body: `{"id":"` + seedID + `","jobs":[{"input":{"table_name":[]}}]}`}, summary: "Cannot read pipeline", details: []string{"table_name: a text was expected", "unexpected form"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDataSource(t, maestrosim.Options{Contract: tc.contract}, attrs{"max_retries": 0})
			if tc.contract == duplicates {
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
			plugintest.OneDiagnostic(t, diags, plugintest.Error, tc.path, tc.summary, tc.details...)
			if read != nil {
				t.Errorf("got %v, want nil", read)
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
		"by id":                    {config: attrs{"id": seedID}},
		"by name":                  {config: attrs{"name": seedName}},
		"unknown id":               {config: attrs{"id": unknown{}}},
		"unknown name":             {config: attrs{"name": unknown{}}},
		"unknown id and name":      {config: attrs{"id": unknown{}, "name": unknown{}}},
		"id and unknown name":      {config: attrs{"id": seedID, "name": unknown{}}},
		"unknown with_last_status": {config: attrs{"id": seedID, "with_last_status": unknown{}}},
		"neither":                  {config: attrs{}, summary: "Missing id or name"},
		"both":                     {config: attrs{"id": seedID, "name": seedName}, path: "id", summary: "Conflicting id and name"},
		"empty id":                 {config: attrs{"id": ""}, path: "id", summary: "Invalid pipeline id"},
		"id with a line break":     {config: attrs{"id": seedID + "\n"}, path: "id", summary: "Invalid pipeline id"},
		"empty name":               {config: attrs{"name": ""}, path: "name", summary: "Empty value"},
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

// A read that times out ends at once, at whichever request.
func TestPipelineDataSource_timeout(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	for name, tc := range map[string]struct {
		on     maestrosim.Operation
		config attrs
	}{
		"pipeline": {maestrosim.OpGet, attrs{"id": seedID}},
		"job":      {maestrosim.OpGetJDBCJob, attrs{"id": seedID}},
		"list":     {maestrosim.OpList, attrs{"name": seedName}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDataSource(t, maestrosim.Options{}, nil)
			ctx := pipelinetest.NewDeadline(t)
			d.sim.Order(ctx.ExpireAt(tc.on))
			_, diags := d.ReadContext(ctx, tc.config)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
				"Cannot read pipeline", "Reading timed out after 5 minutes.")
			if strings.Contains(diags[0].Detail, "timeouts") {
				t.Errorf("got detail %q, want none about timeouts, which a data source does not have", diags[0].Detail)
			}
		})
	}
}

// Attributes that can only be read are described without words about setting them.
func TestPipelineDataSource_descriptions(t *testing.T) {
	d := plugintest.NewUnconfigured(t).DataSource(pipelineType)
	var walk func(parent string, attributes []*tfprotov6.SchemaAttribute)
	walk = func(parent string, attributes []*tfprotov6.SchemaAttribute) {
		for _, a := range attributes {
			name := parent + a.Name
			if !strings.HasSuffix(a.Description, ".") || strings.HasSuffix(a.Description, "..") {
				t.Errorf("%s: got description %q, want one that ends with one period", name, a.Description)
			}
			if slices.Contains([]string{"id", "name", "with_last_status"}, name) {
				continue
			}
			if !a.Computed || a.Optional || a.Required {
				t.Errorf("%s: got an attribute that can be set, want a computed one", name)
			}
			for _, word := range []string{"replace", "Defaults", "Left out", "; left out", "Leave it out", "jsonencode", "Changing"} {
				if strings.Contains(a.Description, word) {
					t.Errorf("%s: got description %q, want none with %q", name, a.Description, word)
				}
			}
			if a.NestedType != nil {
				walk(name+".", a.NestedType.Attributes)
			}
		}
	}
	walk("", d.Schema().Block.Attributes)
}
