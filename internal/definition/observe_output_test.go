// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestObserve_output(t *testing.T) {
	const output = "jobs.0.output"
	setName := func(v string) edit { return setOutput(attrTableName, word(v)) }
	flat := map[string]any{"plugin": "dadosfera_snowflake", "table_name": "tb__a"}
	never := onJob(0, func(j *Job) { j.Output = tfvalue.ObjectNull[Output]() })
	first := func(output Output) edit { return onJob(0, func(j *Job) { j.Output = tfvalue.ObjectValue(output) }) }
	runObserveTests(t, map[string]observeTest{
		"names under raw": {prior: setName(""), response: unchanged, want: setName("orders")},
		"flat form":       {response: put(output, flat), want: setName("tb__a")},
		"both forms":      {response: put(output+".table_name", "tb__a"), want: setName("tb__a")},
		"neither form": {
			prior: setName("tb__a"), response: put(output, map[string]any{"plugin": "dadosfera_snowflake"}),
		},
		"flat name is null":   {prior: setName("tb__a"), response: put(output+".table_name", nil)},
		"flat name is empty":  {prior: setName("tb__a"), response: put(output+".table_name", "")},
		"output is not shown": {prior: setName("tb__a"), response: omit(output)},
		"output is null":      {prior: setName("tb__a"), response: put(output, nil)},
		"letter case differs": {
			prior: setName("tb__a"),
			response: put(output, map[string]any{
				"plugin": "DADOSFERA_SNOWFLAKE", "table_name": "TB__A",
				"raw": map[string]any{"table_name": "ORDERS", "table_schema": "raw_data"},
			}),
		},
		"plugin differs": {
			prior: setName("a"), response: put(output+".plugin", "other"), want: setOutput(attrPlugin, "other"),
		},
		"plugin is null":  {prior: setName("a"), response: put(output+".plugin", nil)},
		"plugin is empty": {prior: setName("a"), response: put(output+".plugin", "")},
		"table differs": {
			prior: setName("a"), response: put(output+".raw.table_name", "x"), want: setOutput(attrRaw, table("x", "RAW_DATA")),
		},
		"schema differs": {
			prior: setName("a"), response: put(output+".raw.table_schema", "X"), want: setOutput(attrRaw, table("orders", "X")),
		},
		"schema is null": {prior: setName("a"), response: put(output+".raw.table_schema", nil)},
		"names under raw are empty": {
			prior: setName("a"), response: put(output+".raw", map[string]any{"table_name": "", "table_schema": ""}),
		},
		"raw is an empty object": {prior: setName("a"), response: put(output+".raw", map[string]any{})},
		"qualify is new": {
			prior: setName("a"), response: put(output+".qualify", map[string]any{"table_name": "q", "table_schema": "STAGED"}),
			want: setOutput(attrQualify, table("q", "STAGED")),
		},
		"one name of qualify": {
			prior: setName("a"), response: put(output+".qualify", map[string]any{"table_name": "q"}),
			want: setOutput(attrQualify, table("q", "")),
		},
		"unmanaged key": {prior: setName("a"), response: put(output+".database", "DB")},
		"managed key differs": {
			prior: all(setName("a"), setOutput(attrExtra, `{"database":"DB"}`)), response: put(output+".database", "OTHER"),
			want: setOutput(attrExtra, `{"database":"OTHER"}`),
		},

		"shown for the first time, flat": {
			prior: never, response: put(output, flat), want: first(Output{Plugin: word(snowflake), TableName: word("tb__a")}),
		},
		"shown for the first time, under raw": {
			prior: never, response: unchanged,
			want: first(Output{Plugin: word(snowflake), Raw: table("orders", "RAW_DATA"), TableName: word("orders")}),
		},
		"never shown, empty object": {prior: never, response: put(output, map[string]any{})},
	})
}

// A response of an unexpected form is an error that names the field, never a panic or a guess.
func TestObserve_unexpectedTypeNamesTheField(t *testing.T) {
	for at, v := range map[string]any{
		"jobs.0.input.column_include_list":       "id",
		"jobs.0.input.load_type":                 []any{},
		"jobs.0.input.plugin":                    map[string]any{},
		"jobs.0.input.memory_allocation_mb":      "much",
		"jobs.0.input.auth_parameters":           "text",
		"jobs.0.input.auth_parameters.config_id": []any{1},
		"jobs.0.input.incremental_column_type":   []any{},
		"jobs.0.output.plugin":                   []any{},
		"jobs.0.output.raw":                      "text",
		"jobs.0.output.raw.table_name":           map[string]any{},
		"jobs.0.output.table_name":               []any{},
	} {
		t.Run(at, func(t *testing.T) {
			got, err := Observe(examplePipeline(), newResponse(put(at, v)).decode(t), false)
			if err == nil {
				t.Fatalf("got no error, want one about %s", at)
			}
			steps := strings.Split(at, ".")
			checkContains(t, err.Error(), "job 0", steps[2], steps[len(steps)-1])
			checkPipeline(t, "the pipeline beside the error", got, Pipeline{})
		})
	}
}

func TestObserve_stateEditedByHand(t *testing.T) {
	const at = "jobs.0."
	for name, prior := range map[string]edit{
		"extra of the input":  setInput(attrExtra, "{"),
		"extra of the output": setOutput(attrExtra, "{"),
		"transformations":     setTransformations(jsonText("[")),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Observe(examplePipeline(prior), newResponse(put(at+"input.a", 1), put(at+"output.a", 1)).decode(t), false)
			checkErrorIs(t, err, ErrStateEdited)
		})
	}
}
