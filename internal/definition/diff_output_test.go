// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestDiff_transformations(t *testing.T) {
	setText := func(text string) edit { return setTransformations(jsonText(text)) }
	null, unknown := setText(""), setTransformations(tfvalue.StringUnknown[tfvalue.JSON]())
	replaces := []string{"replace jobs[0].transformations"}
	runDiffTests(t, map[string]diffTest{
		"another one": {
			state: setText(`[{"type":"hash"}]`), plan: setText(`[{"type":"mask"}]`), want: replaces,
		},
		"one is added":   {plan: setText(`[{"type":"hash"}]`), want: replaces},
		"all removed":    {state: setText(`[{"type":"hash"}]`), plan: setText(`[]`), want: replaces},
		"another order":  {state: setText(`[1,2]`), plan: setText(`[2,1]`), want: replaces},
		"other spelling": {state: setText(`[{"a":1,"b":2}]`), plan: setText(`[ {"b":2.0,"a":1} ]`)},
		"unknown":        {plan: unknown, want: []string{"unknown"}},
		"never shown": {
			state: null, plan: setText(`[{"type":"hash"}]`),
			want: replaces, wantImported: []string{"adopt jobs[0].transformations"},
		},
		"never shown, and none wanted": {
			state: null, plan: setText(` [ ] `), wantImported: []string{"adopt jobs[0].transformations"},
		},
		"never shown and unknown":     {state: null, plan: unknown, want: []string{"unknown"}},
		"never shown and not managed": {state: null, plan: null},
		"no longer managed":           {state: setText(`[{"type":"hash"}]`), plan: null},
	})
}

func TestDiff_output(t *testing.T) {
	nullTable, unknownTable := tfvalue.ObjectNull[Table](), tfvalue.ObjectUnknown[Table]()
	setWhole := func(output tfvalue.Object[Output]) edit { return onJob(0, func(j *Job) { j.Output = output }) }
	null, unknownOutput := setWhole(tfvalue.ObjectNull[Output]()), setWhole(tfvalue.ObjectUnknown[Output]())
	unknownName := tfvalue.ObjectValue(Table{Name: tfvalue.StringUnknown[wordEquality](), Schema: word("RAW_DATA")})
	runDiffTests(t, map[string]diffTest{
		"plugin differs": {
			plan: setOutput(attrPlugin, "other"), want: []string{"replace jobs[0].output.plugin"},
		},
		"plugin is unknown": {
			plan: setOutput(attrPlugin, unknown), want: []string{"unknown"},
		},
		"table differs": {
			plan: setOutput(attrRaw, table("sales", "RAW_DATA")), want: []string{"replace jobs[0].output.raw.table_name"},
		},
		"schema differs": {
			plan: setOutput(attrRaw, table("orders", "OTHER")), want: []string{"replace jobs[0].output.raw.table_schema"},
		},
		"table and schema differ": {
			plan: setOutput(attrRaw, table("sales", "OTHER")),
			want: []string{"replace jobs[0].output.raw.table_name", "replace jobs[0].output.raw.table_schema"},
		},
		"letter case differs": {
			plan: all(setOutput(attrRaw, table("ORDERS", "raw_data")), setOutput(attrPlugin, "DADOSFERA_SNOWFLAKE")),
		},
		"names were never shown": {
			state:        all(setOutput(attrRaw, table("", "")), setOutput(attrTableName, nil)),
			want:         []string{"replace jobs[0].output.raw.table_name", "replace jobs[0].output.raw.table_schema"},
			wantImported: []string{"adopt jobs[0].output.raw.table_name", "adopt jobs[0].output.raw.table_schema"},
		},
		"only the schema was never shown": { // the name is in the flat form
			state:        setOutput(attrRaw, table("", "")),
			want:         []string{"replace jobs[0].output.raw.table_schema"},
			wantImported: []string{"adopt jobs[0].output.raw.table_schema"},
		},
		"schema is omitted": {plan: setOutput(attrRaw, table("orders", ""))},
		"table was never shown": {
			state:        all(setOutput(attrRaw, nullTable), setOutput(attrTableName, nil)),
			want:         []string{"replace jobs[0].output.raw.table_name", "replace jobs[0].output.raw.table_schema"},
			wantImported: []string{"adopt jobs[0].output.raw"},
		},
		"table was shown in the flat form": {
			state: setOutput(attrRaw, nullTable), plan: setOutput(attrRaw, table("orders", "")),
			wantImported: []string{"adopt jobs[0].output.raw"},
		},
		"table was never shown and is unknown": {
			state: setOutput(attrRaw, nullTable), plan: setOutput(attrRaw, unknownTable), want: []string{"unknown"},
		},
		"table is omitted": {plan: setOutput(attrRaw, nullTable)},
		"table is unknown": {
			plan: setOutput(attrRaw, unknownTable), want: []string{"unknown"},
		},
		"table name is unknown": {
			plan: setOutput(attrRaw, unknownName), want: []string{"unknown"},
		},
		"table of qualify differs": {
			state: setOutput(attrQualify, table("a", "b")), plan: setOutput(attrQualify, table("c", "b")),
			want: []string{"replace jobs[0].output.qualify.table_name"},
		},
		"output was never shown": {
			state:        null,
			want:         []string{"replace jobs[0].output.raw.table_name", "replace jobs[0].output.raw.table_schema"},
			wantImported: []string{"adopt jobs[0].output"},
		},
		"output was never shown, and the plugin is the default": {
			state: null, plan: setWhole(tfvalue.ObjectValue(Output{Plugin: word("Dadosfera_Snowflake")})),
			wantImported: []string{"adopt jobs[0].output"},
		},
		"output was never shown, and the plugin is another": {
			state: null, plan: setWhole(tfvalue.ObjectValue(Output{Plugin: word("other")})),
			want: []string{"replace jobs[0].output.plugin"}, wantImported: []string{"adopt jobs[0].output"},
		},
		"output is unknown":                     {plan: unknownOutput, want: []string{"unknown"}},
		"output was never shown and is unknown": {state: null, plan: unknownOutput, want: []string{"unknown"}},
		"output is omitted":                     {plan: null},
		"platform's own name is unknown": {
			state: setOutput(attrTableName, "tb__a"), plan: setOutput(attrTableName, unknown),
		},

		"keys of extra differ": {
			state: setOutput(attrExtra, `{"a":1,"b":1}`), plan: setOutput(attrExtra, `{"a":2,"b":2}`),
			want: []string{"replace jobs[0].output.extra", "replace jobs[0].output.extra"},
		},
		"key of extra is added": {
			state: setOutput(attrExtra, `{"a":1}`), plan: setOutput(attrExtra, `{"a":1,"b":1}`),
			want: []string{"replace jobs[0].output.extra"}, wantImported: []string{"adopt jobs[0].output.extra"},
		},
		"extra has another spelling": {
			state: setOutput(attrExtra, `{"a":1}`), plan: setOutput(attrExtra, `{"a":1.0}`),
		},
		"key of extra is removed": {
			state: setOutput(attrExtra, `{"a":1,"b":1}`), plan: setOutput(attrExtra, `{"b":1}`),
		},
		"extra was never shown": {
			plan: setOutput(attrExtra, `{"a":1}`),
			want: []string{"replace jobs[0].output.extra"}, wantImported: []string{"adopt jobs[0].output.extra"},
		},
		"extra is unknown": {
			state: setOutput(attrExtra, `{"a":1}`), plan: setOutput(attrExtra, unknown), want: []string{"unknown"},
		},
		"extra was never shown and is unknown": {plan: setOutput(attrExtra, unknown), want: []string{"unknown"}},
	})
}

// The order must not change from run to run, so that Terraform shows the same plan.
func TestDiff_replacementsAreInAFixedOrder(t *testing.T) {
	plan := examplePipeline(setOutput(attrRaw, table("a", "b")), setOutput(attrPlugin, "p"))
	first := replacementPaths(Diff(examplePipeline(), plan, false).Replace)
	for range 50 {
		checkEqual(t, "order", replacementPaths(Diff(examplePipeline(), plan, false).Replace), first)
	}
}
