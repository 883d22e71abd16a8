// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestTheBodyOfACreateToTheLetter(t *testing.T) {
	s := shapesOf()
	const (
		input = `{"auth_parameters":{"auth_type":"connection_manager","config_id":"1701234567890_abc123_postgresql-1.0.0"},` +
			`"column_include_list":["id","amount","updated_at"],"connector":"jdbc","incremental_column_name":"updated_at",` +
			`"incremental_column_type":"timestamp with time zone","load_type":"incremental","plugin":"postgresql","table_name":"orders","table_schema":"public"}`
		output = `{"plugin":"dadosfera_snowflake","raw":{"table_name":"orders","table_schema":"RAW_DATA"}}`
		start  = `{"id":"the-id","name":"Orders","description":"Orders of the shop","cron":"0 6 * * *","jobs":[`
	)
	jobBody := func(input, transformations, output string) string {
		return `{"input":` + input + `,"transformations":` + transformations + `,"output":` + output + `}`
	}
	bare := withJobs(emptyJob())
	for name, tc := range map[string]struct {
		plan edit
		want string
	}{
		"a JDBC job": {asIs, start + jobBody(input, "[]", output) + "]}"},
		"what is not known is left to the platform": {func(m *model) { *m = planned() }, start + jobBody(input, "[]", output) + "]}"},
		"neither description nor schedule": {
			all(bare, func(m *model) { m.Description, m.Cron = types.StringNull(), types.StringNull() }),
			`{"id":"the-id","name":"Orders","cron":null,"jobs":[` + jobBody("{}", "[]", `{"plugin":"dadosfera_snowflake"}`) + "]}",
		},
		"empty description and schedule": {
			all(bare, func(m *model) { m.Description, m.Cron = types.StringValue(""), types.StringValue("") }),
			`{"id":"the-id","name":"Orders","cron":null,"jobs":[` + jobBody("{}", "[]", `{"plugin":"dadosfera_snowflake"}`) + "]}",
		},
		"extra goes beside the other fields": {
			withJobs(singerJob()),
			start + jobBody(`{"auth_parameters":{"auth_type":"connection_manager","config_id":"1701234567890_abc123_hubspot-1.0.0"},"connector":"singer","limit":10,`+
				`"plugin":"hubspot","replication_method":"INCREMENTAL","start":"2024-01-01","table_name":"contacts"}`, "[]", output) + "]}",
		},
		"numbers and nulls in extra stay as they are written": {
			all(bare, inExtra(`{"big":12345678901234567890,"float":1.50,"null":null,"deep":{"a":[null]}}`)),
			start + jobBody(`{"big":12345678901234567890,"deep":{"a":[null]},"float":1.50,"null":null}`, "[]", `{"plugin":"dadosfera_snowflake"}`) + "]}",
		},
		"a job's memory, keys and transformations": {
			all(bare, in("memory_allocation_mb", types.Int64Value(512)), in(primaryKeysName, setOf("a", "b")), onJob(0, func(j *job) {
				j.transformations = jsontypes.NewNormalizedValue(`[{"type":"hash"}]`)
			})),
			start + jobBody(`{"memory_allocation_mb":512,"primary_keys":["a","b"]}`, `[{"type":"hash"}]`, `{"plugin":"dadosfera_snowflake"}`) + "]}",
		},
		"all of an output but the platform's own name": {
			all(bare, onJob(0, func(j *job) {
				o := outputOf("other", tableOf("r", ""), tableOf("q", "STAGED"))
				o = outputWith(o, "table_name", types.StringValue("tb__x"))
				j.output = outputWith(o, extraName, jsontypes.NewNormalizedValue(`{"database":"DB"}`))
			})),
			start + jobBody("{}", "[]", `{"database":"DB","plugin":"other","qualify":{"table_name":"q","table_schema":"STAGED"},"raw":{"table_name":"r"}}`) + "]}",
		},
		"an output that says nothing": {
			all(bare, onJob(0, func(j *job) {
				j.output = types.ObjectValueMust(s.output.AttrTypes, nullsOf(s.output).with("raw", tableOf("", "")).with("plugin", types.StringUnknown()))
			})),
			start + jobBody("{}", "[]", "{}") + "]}",
		},
		"an output that is not known": {
			all(bare, onJob(0, func(j *job) { j.output = types.ObjectUnknown(s.output.AttrTypes) })),
			start + jobBody("{}", "[]", `{"plugin":"dadosfera_snowflake"}`) + "]}",
		},
		"jobs in their order": {
			withJobs(emptyJob(), jdbcJob()),
			start + jobBody("{}", "[]", `{"plugin":"dadosfera_snowflake"}`) + "," + jobBody(input, "[]", output) + "]}",
		},
	} {
		t.Run(name, func(t *testing.T) {
			compare(t, "body", mustJSON(newPipeline(modelWith(tc.plan), "the-id")), tc.want)
		})
	}
}

func TestAFieldIsWrittenAsWhatItIs(t *testing.T) {
	for _, tc := range []struct {
		v    attr.Value
		want string
	}{
		{types.StringValue(`a "quoted" text`), `"a \"quoted\" text"`},
		{types.StringValue(""), `""`},
		{types.StringNull(), "null"},
		{types.StringUnknown(), "null"},
		{types.Int64Value(7), "7"},
		{types.Int64Null(), "null"},
		{setOf(), "[]"},
		{setOf("b", "a"), `["b","a"]`},
		{types.SetNull(types.StringType), "null"},
		{authOf("a", "b"), `{"auth_type":"a","config_id":"b"}`},
		{authOf("", "b"), `{"config_id":"b"}`},
		{types.ObjectNull(shapesOf().auth.AttrTypes), "null"},
	} {
		compare(t, tc.v.String(), string(fieldJSON(tc.v)), tc.want)
	}
}

func TestExtraIsTakenApartAndNeverNil(t *testing.T) {
	for text, want := range map[string]string{`{"a":1}`: `{"a":1}`, `{}`: `{}`, ``: `{}`, `null`: `{}`, `[1]`: `{}`, `{"a":`: `{}`} {
		d := extraDocument(jsontypes.NewNormalizedValue(text))
		if d == nil {
			t.Errorf("%q is nil", text)
		}
		compare(t, text, mustJSON(d), want)
	}
	for _, v := range []attr.Value{jsontypes.NewNormalizedNull(), jsontypes.NewNormalizedUnknown()} {
		if d := extraDocument(v); d == nil || len(d) > 0 {
			t.Errorf("%s gives %v", v, d)
		}
	}
}

func TestTheShapesAreThoseOfTheSchema(t *testing.T) {
	for _, f := range inputFields {
		if _, ok := shapesOf().input.AttrTypes[f.name]; !ok {
			t.Errorf("the schema has no %s", f.name)
		}
	}
	if want := len(inputFields) + 1; len(shapesOf().input.AttrTypes) != want { // and extra
		t.Errorf("the schema's input has %d attributes, not %d", len(shapesOf().input.AttrTypes), want)
	}
	for name := range shapesOf().output.AttrTypes {
		if name != extraName && !isOutputField(name) {
			t.Errorf("%s of the output could be given in extra as well", name)
		}
	}
	for name := range shapesOf().input.AttrTypes {
		if name != extraName && !isField(name) {
			t.Errorf("%s of the input could be given in extra as well", name)
		}
	}
}

func TestAListThatIsNotWholeIsNotTakenApart(t *testing.T) {
	s := shapesOf()
	withInput := func(v attr.Value) attr.Value {
		return types.ObjectValueMust(s.job.AttrTypes, valuesOf(jdbcJob().object()).with("input", v))
	}
	for name, list := range map[string]types.List{
		"null":             types.ListNull(s.job),
		"unknown":          types.ListUnknown(s.job),
		"an unknown job":   types.ListValueMust(s.job, []attr.Value{types.ObjectUnknown(s.job.AttrTypes)}),
		"a job of null":    types.ListValueMust(s.job, []attr.Value{types.ObjectNull(s.job.AttrTypes)}),
		"an unknown input": types.ListValueMust(s.job, []attr.Value{withInput(types.ObjectUnknown(s.input.AttrTypes))}),
		"an input of null": types.ListValueMust(s.job, []attr.Value{jdbcJob().object(), withInput(types.ObjectNull(s.input.AttrTypes))}),
	} {
		if jobs, ok := jobsOf(list); ok || jobs != nil {
			t.Errorf("%s: %d jobs, ok %t", name, len(jobs), ok)
		}
	}
	jobs, ok := jobsOf(listOf([]job{jdbcJob(), emptyJob()}))
	if !ok || len(jobs) != 2 {
		t.Errorf("%d jobs, ok %t", len(jobs), ok)
	}
	compare(t, "there and back", listOf(jobs).String(), listOf([]job{jdbcJob(), emptyJob()}).String())
}
