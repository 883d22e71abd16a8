// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// getPipelinePage is the example of docs.dadosfera.ai/reference/platformapicontroller_getpipeline.
const getPipelinePage = `{"status": true,
 "data": {"id": "1b33ad2f_33d3_4837_9eeb_83c82c8b909d", "name": "Orders Data Pipeline", "description": "Orders", "cron": "0 6 * * *",
          "customer_id": "acme_corp", "status": "active",
          "created_at": "2024-12-01T10:00:00Z", "updated_at": "2024-12-15T14:30:00Z",
          "jobs": [{"job_id": "1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0", "job_name": "orders_extraction",
                    "input": {"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
                              "load_type": "incremental", "incremental_column_name": "updated_at",
                              "incremental_column_type": "timestamp with time zone"},
                    "output": {"plugin": "dadosfera_snowflake", "table_name": "tb__xqfu8g__public__orders"}}]}}`

// listPage is the example of docs.dadosfera.ai/reference/platformapicontroller_getpipelines.
const listPage = `[{"id": 1, "pipeline_id": "1b33ad2f_33d3_4837_9eeb_83c82c8b909d", "customer_id": "acme_corp", "user_id": "ana@example.com",
  "name": "Orders Data Pipeline", "description": "Orders", "cron": "0 6 * * *", "last_status": "SUCCESS",
  "jobs": [{"id": 1, "job_id": "1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0", "job_status": "SUCCESS",
            "input": {"connector": "jdbc", "plugin": "postgresql", "table_name": "orders"},
            "output": {"plugin": "dadosfera_snowflake", "raw": {"table_name": "orders", "table_schema": "RAW_DATA"}}}]}]`

// jobPage is the example of docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob.
const jobPage = `{"job_name": "orders_extraction",
 "source_config": {"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
   "column_include_list": ["id", "customer_id"], "network_config": null,
   "auth_parameters": {"auth_type": "connection_manager", "config_id": "1701234567890_abc123_postgresql-1.0.0"},
   "load_type": "incremental", "incremental_column_name": "updated_at", "incremental_column_type": "timestamp"},
 "transformations": [], "output_config": {}}`

// runPage is the example of docs.dadosfera.ai/reference/platformapicontroller_getpipelineruns.
const runPage = `{"id": 45, "pipeline_run_id": "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c", "pipeline_id": "1b33ad2f_33d3_4837_9eeb_83c82c8b909d",
 "last_status": "SUCCESS", "created_at": "2024-01-15T10:30:00.000Z", "updated_at": "2024-01-15T10:45:23.000Z", "trace": null}`

func TestGetPipeline_documentedResponse(t *testing.T) {
	t.Parallel()
	p := getThis(t, getPipelinePage)
	want := Pipeline{
		ID: thisID, Name: Some("Orders Data Pipeline"), Description: Some("Orders"), Cron: Some("0 6 * * *"), Status: Some("active"),
		CustomerID: Some("acme_corp"), CreatedAt: Some("2024-12-01T10:00:00Z"), UpdatedAt: Some("2024-12-15T14:30:00Z"),
		Jobs: Some([]Job{{ID: thisID + "_0", Name: Some("orders_extraction"), Input: p.Jobs.Value[0].Input, Output: p.Jobs.Value[0].Output}}),
		Raw:  p.Raw,
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if text, err := p.Jobs.Value[0].Input.Text("incremental_column_type"); err != nil || text.Value != "timestamp with time zone" {
		t.Errorf("input: got %v, %v", text, err)
	}
	if text, err := p.Jobs.Value[0].Output.Text("table_name"); err != nil || text.Value != "tb__xqfu8g__public__orders" {
		t.Errorf("output: got %v, %v", text, err)
	}
	if !json.Valid(p.Raw) || strings.Contains(string(p.Raw), `"data"`) || !strings.Contains(string(p.Raw), `"customer_id"`) {
		t.Errorf("raw: got %s, want the object without its envelope", p.Raw)
	}
}

func TestListPipelines_documentedResponse(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{"GET /platform/pipelines": {respond(200, listPage)}})
	all, err := c.ListPipelines(t.Context())
	if err != nil || len(all) != 1 {
		t.Fatalf("got %v, %v, want one pipeline", all, err)
	}
	p := all[0]
	want := Pipeline{
		ID: thisID, Name: Some("Orders Data Pipeline"), Description: Some("Orders"), Cron: Some("0 6 * * *"), LastStatus: Some("SUCCESS"),
		CustomerID: Some("acme_corp"), UserID: Some("ana@example.com"),
		Jobs: Some([]Job{{ID: thisID + "_0", Status: Some("SUCCESS"), Input: p.Jobs.Value[0].Input, Output: p.Jobs.Value[0].Output}}),
		Raw:  p.Raw,
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	raw, err := p.Jobs.Value[0].Output.Object("raw")
	if schema, _ := raw.Value.Text("table_schema"); err != nil || schema.Value != "RAW_DATA" {
		t.Errorf("output: got %v, %v", raw, err)
	}
}

// getThis returns the pipeline with thisID in a response.
func getThis(t *testing.T, body string) Pipeline {
	t.Helper()
	p, err := getAs(t, thisID, body)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func getAs(t *testing.T, id, body string) (Pipeline, error) {
	t.Helper()
	c, _ := serve(t, map[string][]reply{"GET *": {respond(200, body)}})
	return c.GetPipeline(t.Context(), id)
}

func TestGetPipeline_everyShape(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"enveloped":                                     `{"status":true,"data":{"id":"` + thisID + `","name":"N"}}`,
		"bare":                                          `{"id":"` + thisID + `","name":"N"}`,
		"in data without a status":                      `{"data":{"id":"` + thisID + `","name":"N"}}`,
		"in data beside a request's id":                 `{"id":"req-7","status":true,"data":{"id":"` + thisID + `","name":"N"}}`,
		"under pipeline_id":                             `{"pipeline_id":"` + thisID + `","name":"N"}`,
		"under pipeline_id beside a number":             `{"id":17,"pipeline_id":"` + thisID + `","name":"N"}`,
		"beside a number as a string":                   `{"id":"17","pipeline_id":"` + thisID + `","name":"N"}`,
		"under id beside a number":                      `{"id":"` + thisID + `","pipeline_id":17,"name":"N"}`,
		"under both":                                    `{"id":"` + thisID + `","pipeline_id":"` + thisID + `","name":"N"}`,
		"with hyphens":                                  `{"id":"` + thisIDHyphens + `","name":"N"}`,
		"in upper case":                                 `{"id":"` + strings.ToUpper(thisID) + `","name":"N"}`,
		"without an id, with name and jobs":             `{"name":"N","jobs":[]}`,
		"with a number as its only id":                  `{"id":17,"name":"N","jobs":[]}`,
		"with a number as a string as its only id":      `{"id":"17","name":"N","jobs":[]}`,
		"with a field named data":                       `{"id":"` + thisID + `","name":"N","data":{"since":"tomorrow"}}`,
		"with unknown fields":                           `{"id":"` + thisID + `","name":"N","x":{"y":[1,null]},"detail":"fine","z":1e400}`,
		"with white space":                              "\r\n\t {\"id\":\"" + thisID + "\",\"name\":\"N\"}\n\n",
		"with duplicate keys, of which the last counts": `{"id":"` + otherID + `","id":"` + thisID + `","name":"X","name":"N"}`,
		"with a description that is a number":           `{"id":"` + thisID + `","name":"N","description":12,"cron":true}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := getThis(t, body)
			if !SameID(p.ID, thisID) || p.Name != Some("N") {
				t.Errorf("got the id %q and the name %v, want %q and N", p.ID, p.Name, thisID)
			}
		})
	}
}

func TestGetPipeline_absentNullAndEmptyAreDistinguished(t *testing.T) {
	t.Parallel()
	absent := getThis(t, `{"id":"`+thisID+`"}`)
	null := getThis(t, `{"id":"`+thisID+`","name":null,"description":null,"cron":null,"memory_mb":null,"jobs":null}`)
	empty := getThis(t, `{"id":"`+thisID+`","name":"","description":"","cron":"","memory_mb":"4096","jobs":[]}`)
	if absent.Cron != (Optional[string]{}) || absent.Jobs.Present || absent.MemoryMB.Present || absent.Name.Present {
		t.Errorf("absent: got %+v", absent)
	}
	if null.Cron != Null[string]() || null.Description != Null[string]() || !null.Jobs.Null || null.Jobs.Has() || null.MemoryMB != Null[int64]() {
		t.Errorf("null: got %+v", null)
	}
	if empty.Cron != Some("") || !empty.Jobs.Has() || len(empty.Jobs.Value) != 0 || empty.MemoryMB != Some[int64](4096) {
		t.Errorf("empty: got %+v", empty)
	}
}

func TestGetPipeline_jobsAreSortedByIndex(t *testing.T) {
	t.Parallel()
	job := func(key, id, table string) string {
		return `{"` + key + `":"` + id + `","input":{"table_name":"` + table + `"}}`
	}
	for _, test := range []struct{ name, jobs, want string }{
		{"as sent", job("job_id", thisID+"_0", "a") + "," + job("job_id", thisID+"_1", "b"), "a b"},
		{"reversed", job("job_id", thisID+"_1", "b") + "," + job("job_id", thisID+"_0", "a"), "a b"},
		{
			"by number",
			job("job_id", thisID+"_10", "c") + "," + job("job_id", thisID+"_9", "b") + "," + job("job_id", thisID+"_0", "a"),
			"a b c",
		},
		{"with hyphens", job("job_id", thisIDHyphens+"-1", "b") + "," + job("job_id", thisIDHyphens+"-0", "a"), "a b"},
		{"under id", job("id", thisID+"_1", "b") + "," + job("id", thisID+"_0", "a"), "a b"},
		{"with gaps", job("job_id", thisID+"_7", "b") + "," + job("job_id", thisID+"_2", "a"), "a b"},
		{"one without an id: unchanged", job("job_id", thisID+"_1", "b") + "," + job("x", "", "a"), "b a"},
		{
			"duplicate index: unchanged",
			job("job_id", thisID+"_1", "b") + "," + job("job_id", thisID+"_1", "a") + "," + job("job_id", thisID+"_0", "c"),
			"b a c",
		},
		{
			"numbers as ids: unchanged", `{"id":9,"input":{"table_name":"b"}},{"id":"3","input":{"table_name":"a"}}`,
			"b a",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := getThis(t, `{"id":"`+thisID+`","jobs":[`+test.jobs+`]}`)
			var got []string
			for _, job := range p.Jobs.Value {
				table, err := job.Input.Text("table_name")
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, table.Value)
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("got the order %q, want %q", got, test.want)
			}
		})
	}
	p := getThis(t, `{"id":"`+thisIDHyphens+`","jobs":[{"id":4},{"id":3}]}`)
	if p.Jobs.Value[0].ID != thisID+"_0" || p.Jobs.Value[1].ID != thisID+"_1" {
		t.Errorf("without ids: got %q and %q, want ids by position", p.Jobs.Value[0].ID, p.Jobs.Value[1].ID)
	}
}

func TestGetPipeline_jobsUnderBothNames(t *testing.T) {
	t.Parallel()
	p := getThis(t, `{"id":"`+thisID+`","jobs":[
		{"job_id":"`+thisID+`_0","source_config":{"table_name":"s"},"output_config":{"plugin":"o"},"transformations":[{"type":"hash"}]},
		{"job_id":"`+thisID+`_1","input":{"table_name":"i"},"source_config":{"table_name":"s"},"output":null,"transformations":null},
		{"job_id":"`+thisID+`_2"}]}`)
	first, second, third := p.Jobs.Value[0], p.Jobs.Value[1], p.Jobs.Value[2]
	if string(first.Input["table_name"]) != `"s"` || string(first.Output["plugin"]) != `"o"` || string(first.Transformations.Value) != `[{"type":"hash"}]` {
		t.Errorf("source_config and output_config: got %+v", first)
	}
	if string(second.Input["table_name"]) != `"i"` || second.Output != nil || !second.Transformations.Null {
		t.Errorf("input before source_config: got %+v", second)
	}
	if third.Input != nil || third.Output != nil || third.Transformations.Present {
		t.Errorf("neither: got %+v", third)
	}
}

func TestGetPipeline_wrongTypeIsAnErrorThatNamesTheField(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ field, value string }{
		{"name", `{}`}, {"description", `[]`},
		{"cron", `{"minute":0}`}, {"status", `["active"]`},
		{"last_status", `{}`},
		{"customer_id", `{}`}, {"user_id", `{}`},
		{"created_at", `[]`}, {"updated_at", `{}`},
		{"memory_mb", `"lots"`}, {"memory_mb", `1.5`},
		{"memory_mb", `true`}, {"memory_mb", `[4096]`},
		{"memory_mb", `"NaN"`}, {"memory_mb", `1e300`},
		{"jobs", `{}`}, {"jobs", `"none"`},
		{"jobs", `[1]`}, {"jobs", `[null]`},
		{"jobs", `[[]]`}, {"jobs", `7`},
		{"jobs[0]: input", `[{"input":[]}]`}, {"jobs[0]: input", `[{"input":"x"}]`},
		{"jobs[0]: source_config", `[{"source_config":3}]`}, {"jobs[1]: output", `[{},{"output":[1]}]`},
		{"jobs[0]: output_config", `[{"output_config":"x"}]`}, {"jobs[0]: job_name", `[{"job_name":{}}]`},
		{"jobs[0]: job_status", `[{"job_status":[]}]`},
	} {
		t.Run(test.field+" "+test.value, func(t *testing.T) {
			t.Parallel()
			key, _, _ := strings.Cut(test.field, "[")
			_, err := getAs(t, thisID, `{"id":"`+thisID+`","`+key+`":`+test.value+`}`)
			if err == nil || errors.Is(err, ErrNotFound) {
				t.Fatalf("got %v, want an error", err)
			}
			if e := errorOf(t, err); e.Status != http.StatusOK || e.Cause == nil {
				t.Errorf("got %+v, want status 200 with a cause", e)
			}
			contains(t, err.Error(), "GET /platform/pipeline/"+thisIDHyphens+": HTTP 200 OK: unexpected response: "+test.field+": ", "expected")
		})
	}
}

func TestGetPipeline_invalidResponseIsAnErrorAndNotGone(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`[`, 10_000) + strings.Repeat(`]`, 10_000)
	for name, body := range map[string]string{
		"nothing":                           ``,
		"null":                              `null`,
		"a list":                            `[]`,
		"a list of the pipeline":            `[{"id":"` + thisID + `"}]`,
		"a text":                            `"ok"`,
		"plain text":                        `OK`,
		"a number":                          `42`,
		"true":                              `true`,
		"an empty object":                   `{}`,
		"data null":                         `{"status":true,"data":null}`,
		"data a text":                       `{"status":true,"data":"ok"}`,
		"data a list":                       `{"status":true,"data":[]}`,
		"a page":                            htmlPage,
		"a page about this id":              `<html>` + thisID + ` not found</html>`,
		"cut":                               getPipelinePage[:200],
		"two objects":                       pipelineJSON + pipelineJSON,
		"NaN":                               `{"id":"` + thisID + `","memory_mb":NaN}`,
		"a name alone":                      `{"name":"nginx","version":"1.27"}`,
		"a name and null jobs":              `{"name":"gateway","jobs":null}`,
		"jobs alone":                        `{"jobs":[]}`,
		"a number for an id":                `{"id":17,"name":"N"}`,
		"another pipeline":                  `{"id":"` + otherID + `","name":"N"}`,
		"another under pipeline_id":         `{"id":"` + thisID + `","pipeline_id":"` + otherID + `","name":"N"}`,
		"nesting ten thousand deep":         deep,
		"nesting in the pipeline":           `{"id":"` + thisID + `","name":"N","x":` + deep + `}`,
		"success about something else":      `{"status":"ok","message":"pipeline_id ` + thisID + ` not found"}`,
		"the message for gone, as a string": `"pipeline_id ` + thisID + ` not found"`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := getAs(t, thisID, body)
			if err == nil {
				t.Fatalf("got %+v, want an error", p)
			}
			if errors.Is(err, ErrNotFound) {
				t.Errorf("got %v, want another error than %q", err, ErrNotFound)
			}
			if e := errorOf(t, err); e.Status != http.StatusOK || e.Method != http.MethodGet || e.Cause == nil {
				t.Errorf("got %+v, want status 200 with a cause", e)
			}
		})
	}
}

func TestGetPipeline_invalidUTF8IsReplaced(t *testing.T) {
	t.Parallel()
	p := getThis(t, `{"id":"`+thisID+"\",\"name\":\"a\xffb\",\"jobs\":[{\"transformations\":[\"\xc3\"]}]}")
	if p.Name.Value != "a\uFFFDb" {
		t.Errorf("got the name %q", p.Name.Value)
	}
	if want := "[\"\uFFFD\"]"; string(p.Jobs.Value[0].Transformations.Value) != want || strings.ToValidUTF8(string(p.Raw), "") != string(p.Raw) {
		t.Errorf("got %q in %q, want valid UTF-8", p.Jobs.Value[0].Transformations.Value, p.Raw)
	}
}

func TestListPipelines_everyShape(t *testing.T) {
	t.Parallel()
	const items = `[{"id":1,"pipeline_id":"` + thisID + `"},{"id":"` + otherID + `","name":"Other"}]`
	for name, body := range map[string]string{
		"bare":                              items,
		"enveloped":                         `{"status":true,"data":` + items + `}`,
		"under pipelines":                   `{"pipelines":` + items + `}`,
		"under items":                       `{"items":` + items + `,"total":2}`,
		"under pipelines in data":           `{"status":true,"data":{"pipelines":` + items + `,"total":"2"},"count":2}`,
		"with a last page":                  `{"data":` + items + `,"next":null,"has_more":false,"pagination":{"next_page":0,"next_cursor":""},"meta":{"total":2}}`,
		"with a total that is not a number": `{"data":` + items + `,"total":"many","meta":[]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, map[string][]reply{"GET /platform/pipelines": {respond(200, body)}})
			all, err := c.ListPipelines(t.Context())
			if err != nil || len(all) != 2 || all[0].ID != thisID || all[1].ID != otherID {
				t.Errorf("got %+v, %v, want both pipelines", all, err)
			}
		})
	}
}

func TestListPipelines_invalidResponseIsAnError(t *testing.T) {
	t.Parallel()
	const item = `{"pipeline_id":"` + thisID + `"}`
	for _, test := range []struct{ name, body, want string }{
		{"nothing", ``, "not a JSON list"},
		{"null", `null`, "not a JSON list"},
		{"data null", `{"status":true,"data":null}`, "not a JSON list"},
		{"an object", `{}`, "not a JSON list"},
		{"a pipeline", item, "not a JSON list"},
		{"a page", htmlPage, "not a JSON list"},
		{"a text", `"ok"`, "not a JSON list"},
		{"a null under the name", `{"pipelines":null}`, "not a JSON list"},
		{"cut", `[` + item + `,`, "not a JSON list"},
		{"an entry that is null", `[` + item + `,null]`, "pipeline 1 of the list: it is not a JSON object"},
		{"an entry that is a number", `[1]`, "pipeline 0 of the list: it is not a JSON object"},
		{"an entry without an id", `[{"name":"N","jobs":[]}]`, "pipeline 0 of the list: it has no pipeline id"},
		{"an entry with a number for an id", `[{"id":5,"name":"N"}]`, "pipeline 0 of the list: it has no pipeline id"},
		{
			"an entry with a long number for an id", `[{"id":"123456789012345678901234567890","name":"N"}]`,
			"pipeline 0 of the list: it has no pipeline id",
		},
		{
			"an entry of wrong type", `[{"pipeline_id":"` + thisID + `","name":[]}]`,
			"pipeline 0 of the list: name: a text was expected",
		},
		{"total is more", `{"data":[` + item + `],"total":2}`, "the list is incomplete"},
		{"total within data is more", `{"data":{"items":[` + item + `],"total_count":"500"}}`, "the list is incomplete"},
		{"meta has more", `{"data":[` + item + `],"meta":{"totalCount":9}}`, "the list is incomplete"},
		{"pagination has a next page", `{"data":[` + item + `],"pagination":{"nextPage":2}}`, "the list is incomplete"},
		{"has_more", `{"items":[` + item + `],"has_more":true}`, "the list is incomplete"},
		{
			"next", `{"items":[` + item + `],"next":"https://maestro.dadosfera.ai/platform/pipelines?page=2"}`,
			"the list is incomplete",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, map[string][]reply{"GET /platform/pipelines": {respond(200, test.body)}})
			all, err := c.ListPipelines(t.Context())
			if err == nil {
				t.Fatalf("got %+v, want an error", all)
			}
			contains(t, err.Error(), "GET /platform/pipelines: HTTP 200 OK: ", test.want)
		})
	}
}

func TestListEntries_invalidEntryDoesNotHideTheOthers(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{"GET /platform/pipelines": {respond(200, `[
		{"pipeline_id":"`+thisID+`","name":"Bad","jobs":7}, null, {"pipeline_id":"`+otherID+`","name":"Good"}, {"id":5,"name":["N"]}]`)}})
	entries, err := c.ListEntries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []struct{ id, name, err string }{
		{
			thisID, "Bad",
			"GET /platform/pipelines: HTTP 200 OK: pipeline 0 of the list: jobs: a list of objects was expected",
		},
		{"", "", "GET /platform/pipelines: HTTP 200 OK: pipeline 1 of the list: it is not a JSON object"},
		{otherID, "Good", ""},
		{"", "", "GET /platform/pipelines: HTTP 200 OK: pipeline 3 of the list: it has no pipeline id"},
	}
	if len(entries) != len(want) {
		t.Fatalf("got %d entries, want %d", len(entries), len(want))
	}
	for i, entry := range entries {
		text := ""
		if entry.Err != nil {
			text = entry.Err.Error()
		}
		if p := entry.Pipeline; p.ID != want[i].id || p.Name.Value != want[i].name || text != want[i].err {
			t.Errorf("entry %d: got %q, %q, %s, want %+v", i, p.ID, p.Name.Value, text, want[i])
		}
	}
}

func TestListPipelines_signsOfPagination(t *testing.T) {
	t.Parallel()
	const list = `[{"pipeline_id":"` + thisID + `"}]`
	for name, test := range map[string]struct {
		reply reply
		cut   bool
	}{
		"a link to the next page":    {respond(200, list).With("Link", `</platform/pipelines?page=1>; rel="first", </platform/pipelines?page=2>; rel="next"`), true},
		"a link without quotes":      {respond(200, list).With("Link", `</platform/pipelines?page=2>; rel=next`), true},
		"a link to something else":   {respond(200, list).With("Link", `<https://docs.dadosfera.ai>; rel="help"`), false},
		"a total of more":            {respond(200, list).With("X-Total-Count", "2"), true},
		"a total of what is there":   {respond(200, list).With("X-Total-Count", "1"), false},
		"a total that is no number":  {respond(200, list).With("X-Total", "many"), false},
		"a part, by its status":      {respond(206, list), true},
		"pages, in the body":         {respond(200, `{"items":`+list+`,"page":1,"pages":2}`), true},
		"a single page, in the body": {respond(200, `{"items":`+list+`,"page":1,"pages":1}`), false},
	} {
		c, _ := serve(t, map[string][]reply{"GET /platform/pipelines": {test.reply}})
		_, err := c.ListPipelines(t.Context())
		if (err != nil) != test.cut {
			t.Errorf("%s: got %v, want an error %t", name, err, test.cut)
		}
		if err != nil {
			contains(t, err.Error(), "the list is incomplete", "(1)")
		}
	}
}

func TestListPipelines_forbidden(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{"GET /platform/pipelines": {respond(403, `{"message":"no","statusCode":403}`)}})
	if _, err := c.ListPipelines(t.Context()); !errors.Is(err, ErrForbidden) {
		t.Errorf("got %v, want %q", err, ErrForbidden)
	}
	if _, err := c.ListEntries(t.Context()); !errors.Is(err, ErrForbidden) {
		t.Errorf("got %v, want %q", err, ErrForbidden)
	}
}

// document returns an object with keys of all types.
func document(t *testing.T) Document {
	t.Helper()
	var d Document
	if err := json.Unmarshal([]byte(`{"text":"t","number":4.5,"bool":false,"null":null,"list":["a","b"],"object":{"k":1},
		"int":4096,"intText":"4096","float":4096.0,"exp":4.096e3,"negative":"-1","big":9007199254740993,"huge":1e17,"numbers":[1],"emptyText":""}`), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocument_stringsAndNumbers(t *testing.T) {
	t.Parallel()
	d := document(t)
	for key, want := range map[string]Optional[string]{
		"text": Some("t"), "number": Some("4.5"), "bool": Some("false"), "null": Null[string](), "absent": {}, "emptyText": Some(""),
	} {
		if got, err := d.Text(key); err != nil || got != want {
			t.Errorf("Text(%q): got %+v, %v, want %+v", key, got, err, want)
		}
	}
	for key, want := range map[string]Optional[int64]{
		"int": Some[int64](4096), "intText": Some[int64](4096), "float": Some[int64](4096), "exp": Some[int64](4096),
		"negative": Some[int64](-1), "big": Some[int64](9007199254740993), "null": Null[int64](), "absent": {},
	} {
		if got, err := d.Int(key); err != nil || got != want {
			t.Errorf("Int(%q): got %+v, %v, want %+v", key, got, err, want)
		}
	}
	for _, key := range []string{"text", "number", "bool", "list", "object", "huge", "emptyText"} {
		if got, err := d.Int(key); err == nil || got.Present {
			t.Errorf("Int(%q): got %+v, want an error", key, got)
		}
	}
}

func TestDocument_listsAndObjects(t *testing.T) {
	t.Parallel()
	d := document(t)
	if got, err := d.Texts("list"); err != nil || cmp.Diff(Some([]string{"a", "b"}), got) != "" {
		t.Errorf("Texts: got %+v, %v", got, err)
	}
	for _, key := range []string{"text", "numbers", "object"} {
		if _, err := d.Texts(key); err == nil {
			t.Errorf("Texts(%q): got no error", key)
		}
	}
	if got, err := d.Object("object"); err != nil || string(got.Value["k"]) != "1" {
		t.Errorf("Object: got %+v, %v", got, err)
	}
	if _, err := d.Object("list"); err == nil {
		t.Error("Object of a list: got no error")
	}
	if got := d.Raw("numbers"); string(got.Value) != "[1]" || d.Raw("absent").Present || !d.Raw("null").Null {
		t.Errorf("Raw: got %+v", got)
	}
	if got, err := Document(nil).Text("x"); err != nil || got.Present {
		t.Errorf("nil document: got %+v, %v, want an absent field", got, err)
	}
	if got, err := (Document{"x": nil}).Text("x"); err != nil || !got.Null {
		t.Errorf("empty value: got %+v, %v, want null", got, err)
	}
}

func TestOptional_marshalJSON(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(struct {
		A Optional[string] `json:"a,omitzero"`
		B Optional[string] `json:"b,omitzero"`
		C Optional[int64]  `json:"c,omitzero"`
		D Optional[string] `json:"d"`
	}{B: Null[string](), C: Some[int64](0)})
	if want := `{"b":null,"c":0,"d":null}`; err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
	if Some("").IsZero() || Null[string]().IsZero() || !(Optional[string]{}).IsZero() || Null[string]().Has() {
		t.Error("got other results of IsZero and Has than for an absent, a null and an empty field")
	}
}

func TestResponse_kindOfBody(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		body, contentType string
		want              bodyKind
	}{
		{"", "", bodyEmpty},
		{" \n", "", bodyEmpty},
		{"{}", "", bodyJSON},
		{"null", "", bodyJSON},
		{"<p>", "", bodyOther},
		{"{", "", bodyOther},
		{"{}", "application/json", bodyJSON},
		{"{}", "text/html; charset=utf-8", bodyOther},
	} {
		r := testResponse(200, test.body, http.Header{"Content-Type": {test.contentType}})
		if e := unreadable(r, errors.New("x")); r.kind != test.want || e.body != test.want {
			t.Errorf("%q as %q: got %d, and %d in the error, want %d", test.body, test.contentType, r.kind, e.body, test.want)
		}
	}
}
