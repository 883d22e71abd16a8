// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"encoding/json"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// example is the create of docs.dadosfera.ai/docs/caso-1-adicionando-coluna-pipeline-incremental, with a number of many
// digits.
const example = `{"id":"` + newID + `","name":"Orders","cron":"@once","description":"tabela pedidos",
  "jobs":[{"input":{"connector":"jdbc","plugin":"mysql","table_schema":"cadastros","table_name":"pedidos",
    "load_type":"incremental","incremental_column_name":"updated_at","incremental_column_type":"timestamp",
    "column_include_list":["id","valor"],"big":12345678901234567890,
    "auth_parameters":{"auth_type":"connection_manager","config_id":"1763991009206_kvpd3364_mysql-1.0.0"}},
   "transformations":[],"output":{"plugin":"dadosfera_snowflake"}}]}`

const created = `{"id":"7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae","name":"Orders","description":"tabela pedidos","cron":"@once",
  "customer_id":"acme_corp","status":"active","created_at":"2024-12-18T10:30:00Z","updated_at":"2024-12-18T10:30:00Z",
  "jobs":[{"job_id":"7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae_0","job_name":"pedidos_extraction",
    "input":{"connector":"jdbc","plugin":"mysql","table_schema":"cadastros","table_name":"pedidos",
      "load_type":"incremental","incremental_column_name":"updated_at","incremental_column_type":"timestamp","big":12345678901234567890},
    "output":{"plugin":"dadosfera_snowflake","table_name":"tb__xqfu8g__cadastros__pedidos"}}]}`

func TestCreate(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	f.expect("POST", "/platform/pipeline", example, 201, `{"status":true,"data":`+created+`}`)
	f.expect("GET", "/platform/pipeline/"+newID, "", 200, `{"status":true,"data":`+created+`}`)
	p := f.pipeline(newID)
	equal(t, "digits", p.Jobs[0].Input["big"], any(json.Number("12345678901234567890")))
	equal(t, "user", p.UserID, "data@acme_corp.example")
	equal(t, "memory", p.MemoryMB, 2048)
	equal(t, "last status", p.LastStatus(), "CREATED")
	listed := at(t, f.read("GET", "/platform/pipelines", ""), 1)
	equal(t, "number", at(t, listed, "id"), any(2.0))
	equal(t, "last_status", at(t, listed, "last_status"), any("CREATED"))
	equal(t, "job_status", at(t, listed, "jobs", 0, "job_status"), any("PENDING"))
	equal(t, "raw", at(t, listed, "jobs", 0, "output", "raw"),
		any(map[string]any{"table_name": "tb__xqfu8g__cadastros__pedidos", "table_schema": "PUBLIC"}))
}

// plainJob is the minimal jobs of a create.
const plainJob = `"jobs":[{"input":{"plugin":"mysql"},"transformations":[],"output":{}}]`

func TestCreate_refused(t *testing.T) {
	problem := func(loc, message, kind string) string {
		return `{"detail":[{"loc":["body",` + loc + `],"msg":"` + message + `","type":"` + kind + `"}]}`
	}
	const job, id = plainJob, `"id":"00000000-1111-4222-8333-444444444444"`
	tests := map[string]struct {
		body    string
		status  int
		want    string
		invalid string // what the check rejects
	}{
		"no id":             {`{"name":"A",` + job + `}`, 422, problem(`"id"`, "Field required", "missing"), `"id"`},
		"no name":           {`{` + id + `,` + job + `}`, 422, problem(`"name"`, "Field required", "missing"), `"name"`},
		"no jobs":           {`{` + id + `,"name":"A"}`, 422, problem(`"jobs"`, "Field required", "missing"), `"jobs"`},
		"id not text":       {`{"id":1,"name":"A",` + job + `}`, 422, problem(`"id"`, "Input should be a valid string", "string_type"), "/id"},
		"name not text":     {`{` + id + `,"name":1,` + job + `}`, 422, problem(`"name"`, "Input should be a valid string", "string_type"), "/name"},
		"cron not text":     {`{` + id + `,"name":"A","cron":1,` + job + `}`, 422, problem(`"cron"`, "Input should be a valid string", "string_type"), "/cron"},
		"description":       {`{` + id + `,"name":"A","description":[],` + job + `}`, 422, problem(`"description"`, "Input should be a valid string", "string_type"), "/description"},
		"empty jobs":        {`{` + id + `,"name":"A","jobs":[]}`, 422, problem(`"jobs"`, "List should have at least 1 item after validation, not 0", "too_short"), "/jobs"},
		"jobs not array":    {`{` + id + `,"name":"A","jobs":{}}`, 422, problem(`"jobs"`, "Input should be a valid list", "list_type"), "/jobs"},
		"job not object":    {`{` + id + `,"name":"A","jobs":[1]}`, 422, problem(`"jobs",0`, "Input should be a valid dictionary", "model_attributes_type"), "/jobs/0"},
		"job without input": {`{` + id + `,"name":"A","jobs":[{}]}`, 422, problem(`"jobs",0,"input"`, "Field required", "missing"), "/jobs/0/input"},
		"output": {`{` + id + `,"name":"A","jobs":[{"input":{},"output":1}]}`, 422,
			problem(`"jobs",0,"output"`, "Input should be a valid dictionary", "dict_type"), "/jobs/0/output"},
		"transformations": {`{` + id + `,"name":"A","jobs":[{"input":{},"transformations":1}]}`, 422,
			problem(`"jobs",0,"transformations"`, "Input should be a valid list", "list_type"), "/jobs/0/transformations"},
		"not JSON": {`<`, 422, problem(`0`, "JSON decode error", "json_invalid"), "request body"},
		"taken id": {`{"id":"1B33AD2F-33d3-4837-9eeb-83c82c8b909d","name":"A",` + job + `}`, 409,
			`{"detail":"Pipeline with id 1B33AD2F_33d3_4837_9eeb_83c82c8b909d already exists"}`, ""},
		"taken name": {`{` + id + `,"name":"Orders Data Pipeline",` + job + `}`, 409,
			`{"detail":"Pipeline with name Orders Data Pipeline already exists"}`, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{})
			f.invalid(test.invalid).expect("POST", "/platform/pipeline", test.body, test.status, test.want)
			equal(t, "pipelines", len(f.Pipelines(acme)), 1)
		})
	}
}

func TestCreate_namesTables(t *testing.T) {
	tests := map[string]struct{ id, input, output, want, invalid string }{
		"qualify": {newID, `{"plugin":"mysql","table_schema":"s","table_name":"t","load_type":"incremental_with_qualify"}`, `{}`,
			`{"plugin":"dadosfera_snowflake","raw":{"table_name":"tb__xqfu8g__s__t","table_schema":"PUBLIC"},
			  "qualify":{"table_name":"tb__xqfu8g__s__t","table_schema":"STAGED"}}`, ""},
		"sent": {newID, `{"plugin":"mysql","table_schema":"s","table_name":"t"}`, `{"plugin":"p","raw":{"table_schema":"RAW_DATA"}}`,
			`{"plugin":"p","raw":{"table_name":"tb__xqfu8g__s__t","table_schema":"RAW_DATA"}}`, ""},
		"sent flat": {newID, `{"plugin":"mysql"}`, `{"table_name":"mine"}`,
			`{"plugin":"dadosfera_snowflake","raw":{"table_name":"mine","table_schema":"PUBLIC"}}`, ""},
		"no table": {newID, `{"plugin":"hubspot"}`, `null`,
			`{"plugin":"dadosfera_snowflake","raw":{"table_name":"tb__xqfu8g__hubspot__job_0","table_schema":"PUBLIC"}}`, "/jobs/0/output"},
		"short id": {"a", `{"plugin":"mysql","table_schema":"s","table_name":"t"}`, `null`,
			`{"plugin":"dadosfera_snowflake","raw":{"table_name":"tb__cr__s__t","table_schema":"PUBLIC"}}`, "/id"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{Empty: true})
			f.invalid(test.invalid).read("POST", "/platform/pipeline", `{"id":"`+test.id+`","name":"A","jobs":[{"input":`+test.input+
				`,"transformations":[],"output":`+test.output+`}]}`)
			equal(t, "output", at(t, f.read("GET", "/platform/pipelines", ""), 0, "jobs", 0, "output"), parsed(t, test.want))
		})
	}
}
