// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestEncode(t *testing.T) {
	const (
		input = `{"auth_parameters":{"auth_type":"connection_manager","config_id":"1701234567890_abc123_postgresql-1.0.0"},` +
			`"column_include_list":["id","amount","updated_at"],"connector":"jdbc","incremental_column_name":"updated_at",` +
			`"incremental_column_type":"timestamp with time zone","load_type":"incremental","plugin":"postgresql",` +
			`"table_name":"orders","table_schema":"public"}`
		output    = `{"plugin":"dadosfera_snowflake","raw":{"table_name":"orders","table_schema":"RAW_DATA"}}`
		snowflake = `{"plugin":"dadosfera_snowflake"}`
		start     = `{"id":"the-id","name":"Orders","description":"Orders of the shop","cron":"0 6 * * *","jobs":[`
	)
	job := func(input, transformations, output string) string {
		return `{"input":` + input + `,"transformations":` + transformations + `,"output":` + output + `}`
	}
	bare := withJobs(nullJob())
	setWholeOutput := func(output tfvalue.Object[Output]) edit { return onJob(0, func(j *Job) { j.Output = output }) }
	for name, tc := range map[string]struct {
		plan edit
		want string
	}{
		"JDBC job":                   {unedited, start + job(input, "[]", output) + "]}"},
		"unknown values are omitted": {func(p *Pipeline) { *p = plannedPipeline() }, start + job(input, "[]", output) + "]}"},
		"neither description nor schedule": {
			all(bare, func(p *Pipeline) { p.Description, p.Cron = text(""), schedule("") }),
			`{"id":"the-id","name":"Orders","cron":null,"jobs":[` + job("{}", "[]", snowflake) + "]}",
		},
		"empty description and schedule": {
			all(bare, func(p *Pipeline) {
				p.Description, p.Cron = tfvalue.StringValue[textEquality](""), tfvalue.StringValue[cronEquality]("")
			}),
			`{"id":"the-id","name":"Orders","cron":null,"jobs":[` + job("{}", "[]", snowflake) + "]}",
		},
		"name and schedule keep their spelling": {
			all(bare, func(p *Pipeline) { p.Name, p.Cron = text(" Orders "), schedule("@daily") }),
			`{"id":"the-id","name":" Orders ","description":"Orders of the shop","cron":"@daily","jobs":[` +
				job("{}", "[]", snowflake) + "]}",
		},
		"extra beside other fields": {
			withJobs(singerJob()),
			start + job(
				`{"auth_parameters":{"auth_type":"connection_manager","config_id":"1701234567890_abc123_hubspot-1.0.0"},`+
					`"connector":"singer","limit":10,"plugin":"hubspot","replication_method":"INCREMENTAL","start":"2024-01-01",`+
					`"table_name":"contacts"}`,
				"[]", output) + "]}",
		},
		"numbers and nulls in extra keep their spelling": {
			all(bare, setInput(attrExtra, `{"big":12345678901234567890,"float":1.50,"null":null,"deep":{"a":[null]}}`)),
			start + job(`{"big":12345678901234567890,"deep":{"a":[null]},"float":1.50,"null":null}`, "[]", snowflake) + "]}",
		},
		"memory, keys and transformations of a job": {
			all(
				bare, setInput(attrMemory, 512), setInput(attrPrimaryKeys, set("a", "b")),
				setTransformations(jsonText(`[{"type":"hash"}]`)),
			),
			start + job(`{"memory_allocation_mb":512,"primary_keys":["a","b"]}`, `[{"type":"hash"}]`, snowflake) + "]}",
		},
		"whole output without the platform's own name": {
			all(bare, setWholeOutput(tfvalue.ObjectValue(Output{
				Plugin: word("other"), Raw: table("r", ""), Qualify: table("q", "STAGED"), TableName: word("tb__x"),
				Extra: jsonText(`{"database":"DB"}`),
			}))),
			start + job("{}", "[]", `{"database":"DB","plugin":"other",`+
				`"qualify":{"table_name":"q","table_schema":"STAGED"},"raw":{"table_name":"r"}}`) + "]}",
		},
		"output without values": {
			all(bare, setWholeOutput(tfvalue.ObjectValue(Output{
				Plugin: tfvalue.StringUnknown[wordEquality](), Raw: table("", ""),
			}))),
			start + job("{}", "[]", "{}") + "]}",
		},
		"output is unknown": {
			all(bare, setWholeOutput(tfvalue.ObjectUnknown[Output]())), start + job("{}", "[]", snowflake) + "]}",
		},
		"jobs in their order": {
			withJobs(nullJob(), jdbcJob()), start + job("{}", "[]", snowflake) + "," + job(input, "[]", output) + "]}",
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkEqual(t, "body", mustJSON(Encode(examplePipeline(tc.plan), "the-id")), tc.want)
		})
	}
}

func TestField_encode(t *testing.T) {
	for name, tc := range map[string]struct {
		field string
		v     any
		want  string
	}{
		"string":           {attrTableName, `a "quoted" text`, `"a \"quoted\" text"`},
		"empty string":     {attrTableName, "", `""`},
		"null string":      {attrTableName, nil, "null"},
		"unknown string":   {attrTableName, unknown, "null"},
		"integer":          {attrMemory, 7, "7"},
		"null integer":     {attrMemory, nil, "null"},
		"empty set":        {attrColumns, set(), "[]"},
		"set in its order": {attrColumns, set("b", "a"), `["b","a"]`},
		"null set":         {attrColumns, nil, "null"},
		"object":           {attrAuth, auth("a", "b"), `{"auth_type":"a","config_id":"b"}`},
		"partial object":   {attrAuth, auth("", "b"), `{"config_id":"b"}`},
		"null object":      {attrAuth, nil, "null"},
		"unknown integer":  {attrMemory, types.Int64Unknown(), "null"},
	} {
		t.Run(name, func(t *testing.T) {
			input := withAttribute(nullJob().Input.Attributes(), tc.field, tc.v)
			checkEqual(t, "JSON", string(inputField(t, tc.field).encode(&input)), tc.want)
		})
	}
}

func inputField(t *testing.T, name string) field[Input] {
	t.Helper()
	for _, f := range inputFields {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no field %s", name)
	return field[Input]{}
}

func TestDecodeExtra_isNeverNil(t *testing.T) {
	for name, tc := range map[string]struct {
		extra JSON
		want  string
	}{
		"object":         {jsonText(`{"a":1}`), `{"a":1}`},
		"empty object":   {jsonText(`{}`), `{}`},
		"empty text":     {tfvalue.StringValue[tfvalue.JSON](""), `{}`},
		"JSON null":      {jsonText(`null`), `{}`},
		"array":          {jsonText(`[1]`), `{}`},
		"half an object": {jsonText(`{"a":`), `{}`},
		"null":           {jsonText(""), `{}`},
		"unknown":        {tfvalue.StringUnknown[tfvalue.JSON](), `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			got := decodeExtra(tc.extra)
			if got == nil {
				t.Error("got nil, want a document")
			}
			checkEqual(t, "document", mustJSON(got), tc.want)
		})
	}
}
