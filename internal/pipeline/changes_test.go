// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// The tables below say of each change which calls it takes, or that it replaces the pipeline. In each of them prior and plan
// start from the same pipeline, see modelWith.
type changeTest struct {
	prior, plan edit
	want        []string
}

func checkChanges(t *testing.T, tests map[string]changeTest) {
	t.Helper()
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			prior, plan := modelWith(), modelWith()
			if tc.prior != nil {
				tc.prior(&prior)
			}
			if tc.plan != nil {
				tc.plan(&plan)
			}
			c := changesOf(prior, plan)
			want := tc.want
			if want == nil {
				want = []string{}
			}
			compare(t, "changes", c.describe(), want)
			if c.calls() != slices.ContainsFunc(want, func(line string) bool {
				return !strings.HasPrefix(line, "replace") && !strings.HasPrefix(line, "taken")
			}) {
				t.Errorf("calls() is %t", c.calls())
			}
			for _, at := range c.replace {
				before, after := valueAt(prior, at), valueAt(plan, at)
				if before != nil && after != nil && before.Equal(after) {
					t.Errorf("%s replaces the pipeline and is the same in the state and in the plan: %s", at, before)
				}
			}
		})
	}
}

// valueAt follows a path of the jobs, as far as it leads.
func valueAt(m model, at path.Path) attr.Value {
	var v attr.Value = m.Jobs
	for _, step := range at.Steps()[1:] {
		switch typed := v.(type) {
		case types.List:
			index, ok := step.(path.PathStepElementKeyInt)
			if !ok || int(index) >= len(typed.Elements()) {
				return nil
			}
			v = typed.Elements()[index]
		case types.Object:
			name, ok := step.(path.PathStepAttributeName)
			if !ok || valuesOf(typed) == nil {
				return nil
			}
			v = valuesOf(typed)[string(name)]
		}
	}
	return v
}

func TestChangesOfAPipelinesOwnAttributes(t *testing.T) {
	checkChanges(t, map[string]changeTest{
		"nothing changes": {},
		"name is patched": {
			plan: func(m *model) { m.Name = types.StringValue("Sales") },
			want: []string{`definition {"name":"Sales"}`},
		},
		"name is told apart by letter case": {
			plan: func(m *model) { m.Name = types.StringValue("orders") },
			want: []string{`definition {"name":"orders"}`},
		},
		"description is patched": {
			plan: func(m *model) { m.Description = types.StringValue("new") },
			want: []string{`definition {"description":"new"}`},
		},
		"description taken out is emptied": {
			plan: func(m *model) { m.Description = types.StringNull() },
			want: []string{`definition {"description":""}`},
		},
		"description emptied is emptied": {
			plan: func(m *model) { m.Description = types.StringValue("") },
			want: []string{`definition {"description":""}`},
		},
		"an empty description is no change against none": {
			prior: func(m *model) { m.Description = types.StringNull() },
			plan:  func(m *model) { m.Description = types.StringValue("") },
		},
		"cron is patched": {
			plan: func(m *model) { m.Cron = types.StringValue("@daily") },
			want: []string{`definition {"cron":"@daily"}`},
		},
		"cron taken out is an explicit null": {
			plan: func(m *model) { m.Cron = types.StringNull() },
			want: []string{`definition {"cron":null}`},
		},
		"cron for the first time is patched": {
			prior: func(m *model) { m.Cron = types.StringNull() },
			want:  []string{`definition {"cron":"0 6 * * *"}`},
		},
		"name, description and cron go in one call": {
			plan: func(m *model) {
				m.Name, m.Description, m.Cron = types.StringValue("Sales"), types.StringNull(), types.StringNull()
			},
			want: []string{`definition {"name":"Sales","description":"","cron":null}`},
		},
		"memory is put": {
			plan: func(m *model) { m.MemoryMB = types.Int64Value(8000) },
			want: []string{"memory 8000"},
		},
		"memory taken out is put back to the platform's default": {
			plan: func(m *model) { m.MemoryMB = types.Int64Null() },
			want: []string{"memory 2048"},
		},
		"memory is adopted": {
			prior: func(m *model) { m.MemoryMB = types.Int64Null() },
			want:  []string{"memory 4096"},
		},
		"no memory stays no memory": {
			prior: func(m *model) { m.MemoryMB = types.Int64Null() },
			plan:  func(m *model) { m.MemoryMB = types.Int64Null() },
		},
		"pausing pauses": {
			plan: func(m *model) { m.Paused = types.BoolValue(true) },
			want: []string{"paused true"},
		},
		"unpausing unpauses": {
			prior: func(m *model) { m.Paused = types.BoolValue(true) },
			want:  []string{"paused false"},
		},
		"a pause state that was never shown is not paused": {
			prior: func(m *model) { m.Paused = types.BoolNull() },
		},
		"switches of the state alone take no call": {
			plan: func(m *model) {
				m.DeletionProtection, m.DrainBeforeDestroy, m.ExportBeforeDestroy = types.BoolValue(true), types.BoolValue(true), types.StringValue("exports")
			},
		},
		"what only the platform sets is no change": {
			plan: func(m *model) {
				m.ID, m.Status, m.UpdatedAt = types.StringValue("x"), types.StringUnknown(), types.StringUnknown()
				m.CustomerID, m.CreatedAt = types.StringUnknown(), types.StringNull()
			},
		},
		"values that are not known yet may be changes, and none is sent": {
			plan: func(m *model) {
				m.Name, m.Description, m.Cron = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
				m.MemoryMB, m.Paused = types.Int64Unknown(), types.BoolUnknown()
			},
			want: []string{"undecided"},
		},
		"everything at once": {
			plan: all(func(m *model) {
				m.Cron, m.MemoryMB, m.Paused = types.StringNull(), types.Int64Value(1), types.BoolValue(true)
			}, inText(loadTypeName, fullLoad), in(columnsName, setOf("id", "amount", "updated_at", "new"))),
			want: []string{
				`definition {"cron":null}`, "memory 1", "paused true",
				`jobs[0] sync mode {"target_load_type":"full_load"}`,
				`jobs[0] patch {"column_include_list":["id","amount","updated_at","new"]}`,
			},
		},
	})
}

func TestNameDescriptionCronMemoryAndPauseEachMayBeUndecided(t *testing.T) {
	for name, plan := range map[string]edit{
		"name":        func(m *model) { m.Name = types.StringUnknown() },
		"description": func(m *model) { m.Description = types.StringUnknown() },
		"cron":        func(m *model) { m.Cron = types.StringUnknown() },
		"memory_mb":   func(m *model) { m.MemoryMB = types.Int64Unknown() },
		"paused":      func(m *model) { m.Paused = types.BoolUnknown() },
		"replication": in("replication_method", types.StringUnknown()),
		"load type":   in(loadTypeName, types.StringUnknown()),
		"a companion": in(columnName, types.StringUnknown()),
		"job memory":  in("memory_allocation_mb", types.Int64Unknown()),
		"extra":       in(extraName, jsontypes.NewNormalizedUnknown()),
		"credentials": in(authName, types.ObjectUnknown(shapesOf().auth.AttrTypes)),
		"a reference in the credentials": in(authName, types.ObjectValueMust(shapesOf().auth.AttrTypes, values{
			"auth_type": types.StringValue("connection_manager"), "config_id": types.StringUnknown(),
		})),
		"one of the primary keys": in(primaryKeysName, types.SetValueMust(types.StringType, []attr.Value{types.StringUnknown()})),
		"one of the columns": in(columnsName, types.SetValueMust(types.StringType, []attr.Value{
			types.StringValue("id"), types.StringValue("amount"), types.StringValue("updated_at"), types.StringUnknown(),
		})),
	} {
		t.Run(name, func(t *testing.T) {
			compare(t, "changes", changesOf(modelWith(), modelWith(plan)).describe(), []string{"undecided"})
		})
	}
}

func TestChangesOfASource(t *testing.T) {
	tests := map[string]changeTest{}
	for _, name := range []string{connectorName, "plugin", "table_schema", "table_name"} {
		tests[name+" replaces"] = changeTest{plan: inText(name, "jdbc2"), want: []string{"replace for jobs[0].input." + name}}
		tests[name+" that is not known yet replaces"] = changeTest{plan: in(name, types.StringUnknown()), want: []string{"replace for jobs[0].input." + name}}
		tests[name+" that was never shown is adopted"] = changeTest{
			prior: inText(name, ""),
			want:  []string{`jobs[0] patch {"` + name + `":` + mustJSON(stringOf(jdbcJob().input[name])) + `}`},
		}
		tests[name+" that was never shown and is not known yet is left open"] = changeTest{
			prior: inText(name, ""), plan: in(name, types.StringUnknown()), want: []string{"undecided"},
		}
	}
	tests["letter case of a source counts"] = changeTest{plan: inText("table_name", "Orders"), want: []string{"replace for jobs[0].input.table_name"}}
	tests["several replace for each"] = changeTest{
		plan: all(inText("plugin", "mysql"), inText("table_name", "sales"), func(m *model) { m.Name = types.StringValue("Sales") }),
		want: []string{"replace for jobs[0].input.plugin", "replace for jobs[0].input.table_name", `definition {"name":"Sales"}`},
	}
	checkChanges(t, tests)
}

func TestChangesOfColumns(t *testing.T) {
	none := types.SetNull(types.StringType)
	checkChanges(t, map[string]changeTest{
		"a column added is patched, with all the others": {
			plan: in(columnsName, setOf("updated_at", "id", "new", "amount")),
			want: []string{`jobs[0] patch {"column_include_list":["updated_at","id","new","amount"]}`},
		},
		"another order is no change":                   {plan: in(columnsName, setOf("updated_at", "amount", "id"))},
		"a column removed replaces":                    {plan: in(columnsName, setOf("id", "amount")), want: []string{"replace for jobs[0].input.column_include_list"}},
		"a column for another replaces":                {plan: in(columnsName, setOf("id", "amount", "x")), want: []string{"replace for jobs[0].input.column_include_list"}},
		"letter case of a column counts":               {plan: in(columnsName, setOf("ID", "amount", "updated_at")), want: []string{"replace for jobs[0].input.column_include_list"}},
		"all columns in place of some are patched":     {plan: in(columnsName, none), want: []string{`jobs[0] patch {"column_include_list":null}`}},
		"columns that were never shown are adopted":    {prior: in(columnsName, none), want: []string{`jobs[0] patch {"column_include_list":["id","amount","updated_at"]}`}},
		"no columns and no columns are the same":       {prior: in(columnsName, none), plan: in(columnsName, none)},
		"columns that are not known yet replace":       {plan: in(columnsName, types.SetUnknown(types.StringType)), want: []string{"replace for jobs[0].input.column_include_list"}},
		"never shown and not known yet are left open":  {prior: in(columnsName, none), plan: in(columnsName, types.SetUnknown(types.StringType)), want: []string{"undecided"}},
		"more columns gone than not known yet replace": {plan: in(columnsName, types.SetValueMust(types.StringType, []attr.Value{types.StringUnknown()})), want: []string{"replace for jobs[0].input.column_include_list"}},
		"as many columns gone as not known yet are left open": {
			plan: in(columnsName, types.SetValueMust(types.StringType, []attr.Value{types.StringValue("id"), types.StringValue("amount"), types.StringUnknown()})),
			want: []string{"undecided"},
		},
	})
}

func TestChangesOfALoadType(t *testing.T) {
	full := all(inText(loadTypeName, fullLoad), inText(columnName, ""), inText(columnTypeName, ""))
	qualify := all(inText(loadTypeName, incrementalWithQualify), in(primaryKeysName, setOf("id")))
	noKeys := in(primaryKeysName, types.SetNull(types.StringType))
	never := all(inText(loadTypeName, ""), inText(columnName, ""), inText(columnTypeName, ""))
	const (
		toFull        = `jobs[0] sync mode {"target_load_type":"full_load"}`
		toIncremental = `jobs[0] sync mode {"target_load_type":"incremental","incremental_column_name":"updated_at",` +
			`"incremental_column_type":"timestamp with time zone"}`
		toQualify = `jobs[0] sync mode {"target_load_type":"incremental_with_qualify","incremental_column_name":"updated_at",` +
			`"incremental_column_type":"timestamp with time zone","primary_keys":["id"]}`
	)
	checkChanges(t, map[string]changeTest{
		"full to incremental":                             {prior: full, want: []string{toIncremental}},
		"full to qualify":                                 {prior: full, plan: qualify, want: []string{toQualify}},
		"incremental to full":                             {plan: full, want: []string{toFull}},
		"incremental to qualify":                          {plan: qualify, want: []string{toQualify}},
		"qualify to incremental":                          {prior: qualify, want: []string{toIncremental}},
		"qualify to full":                                 {prior: qualify, plan: all(full, noKeys), want: []string{toFull}},
		"to full, with the companions still written down": {plan: inText(loadTypeName, fullLoad), want: []string{toFull}},
		"another column": {
			plan: inText(columnName, "created_at"),
			want: []string{`jobs[0] sync mode {"target_load_type":"incremental","incremental_column_name":"created_at","incremental_column_type":"timestamp with time zone"}`},
		},
		"another column type": {
			plan: inText(columnTypeName, "date"),
			want: []string{`jobs[0] sync mode {"target_load_type":"incremental","incremental_column_name":"updated_at","incremental_column_type":"date"}`},
		},
		"other primary keys": {
			prior: qualify, plan: all(qualify, in(primaryKeysName, setOf("b", "a"))),
			want: []string{`jobs[0] sync mode {"target_load_type":"incremental_with_qualify","incremental_column_name":"updated_at","incremental_column_type":"timestamp with time zone","primary_keys":["b","a"]}`},
		},
		"a companion that is not needed any more takes no call of its own": {prior: qualify, plan: all(inText(loadTypeName, incrementalWithQualify), noKeys)},
		"a load type of unknown companions takes them all": {
			plan: all(qualify, inText(loadTypeName, "snapshot")),
			want: []string{`jobs[0] sync mode {"target_load_type":"snapshot","incremental_column_name":"updated_at","incremental_column_type":"timestamp with time zone","primary_keys":["id"]}`},
		},
		"what was never shown is adopted by a patch": {
			prior: never,
			want:  []string{`jobs[0] patch {"incremental_column_name":"updated_at","incremental_column_type":"timestamp with time zone","load_type":"incremental"}`},
		},
		"a load type from known to not known yet is left open": {plan: in(loadTypeName, types.StringUnknown()), want: []string{"undecided"}},
		"the connector's letter case does not matter": {
			prior: inText(connectorName, "JDBC"), plan: all(inText(connectorName, "JDBC"), full), want: []string{toFull},
		},
		"together with other fields of the input": {
			plan: all(full, in("memory_allocation_mb", types.Int64Value(512)), inExtra(`{"a":1}`)),
			want: []string{toFull, `jobs[0] patch {"a":1,"memory_allocation_mb":512}`},
		},
		"of another connector is patched": {
			prior: inText(connectorName, "singer"), plan: all(inText(connectorName, "singer"), full),
			want: []string{`jobs[0] patch {"incremental_column_name":null,"incremental_column_type":null,"load_type":"full_load"}`},
		},
	})
}

func TestChangesOfOtherFieldsOfAnInput(t *testing.T) {
	checkChanges(t, map[string]changeTest{
		"replication method is patched":        {prior: inText("replication_method", "INCREMENTAL"), plan: inText("replication_method", "FULL_TABLE"), want: []string{`jobs[0] patch {"replication_method":"FULL_TABLE"}`}},
		"replication method is adopted":        {plan: inText("replication_method", "FULL_TABLE"), want: []string{`jobs[0] patch {"replication_method":"FULL_TABLE"}`}},
		"a job's memory is patched":            {plan: in("memory_allocation_mb", types.Int64Value(512)), want: []string{`jobs[0] patch {"memory_allocation_mb":512}`}},
		"the connection is patched as a whole": {plan: in(authName, authOf("connection_manager", "other")), want: []string{`jobs[0] patch {"auth_parameters":{"auth_type":"connection_manager","config_id":"other"}}`}},
		"the connection is adopted": {
			prior: in(authName, types.ObjectNull(shapesOf().auth.AttrTypes)),
			want:  []string{`jobs[0] patch {"auth_parameters":{"auth_type":"connection_manager","config_id":"1701234567890_abc123_postgresql-1.0.0"}}`},
		},
	})
}

func TestChangesOfExtra(t *testing.T) {
	prior := inExtra(`{"a":1,"b":{"x":[1,2],"y":null},"c":"text"}`)
	checkChanges(t, map[string]changeTest{
		"the same in other words is no change": {prior: prior, plan: inExtra(` { "c" : "text", "b":{"y":null,"x":[1.0,2e0]}, "a": 1.0 }`)},
		"a number made a text is patched":      {prior: prior, plan: inExtra(`{"a":"1","b":{"x":[1,2],"y":null},"c":"text"}`), want: []string{`jobs[0] patch {"a":"1"}`}},
		"a key added is patched":               {prior: prior, plan: inExtra(`{"a":1,"b":{"x":[1,2],"y":null},"c":"text","d":true}`), want: []string{`jobs[0] patch {"d":true}`}},
		"a key changed is patched alone":       {prior: prior, plan: inExtra(`{"a":2,"b":{"x":[1,2],"y":null},"c":"text"}`), want: []string{`jobs[0] patch {"a":2}`}},
		"a change deep inside sends its key":   {prior: prior, plan: inExtra(`{"a":1,"b":{"x":[2,1],"y":null},"c":"text"}`), want: []string{`jobs[0] patch {"b":{"x":[2,1],"y":null}}`}},
		"a null gone deep inside is no change": {prior: prior, plan: inExtra(`{"a":1,"b":{"x":[1,2]},"c":"text"}`)},
		"a key gone deep inside sends its key": {prior: prior, plan: inExtra(`{"a":1,"b":{"y":null},"c":"text"}`), want: []string{`jobs[0] patch {"b":{"y":null}}`}},
		"a key taken out takes no call":        {prior: prior, plan: inExtra(`{"a":1}`)},
		"a key that is null is sent":           {prior: prior, plan: inExtra(`{"a":null,"b":{"x":[1,2],"y":null},"c":"text"}`), want: []string{`jobs[0] patch {"a":null}`}},
		"a new key that is null is sent":       {prior: prior, plan: inExtra(`{"a":1,"n":null}`), want: []string{`jobs[0] patch {"n":null}`}},
		"all of it taken out takes no call":    {prior: prior, plan: in(extraName, jsontypes.NewNormalizedNull())},
		"all of it new is patched":             {plan: inExtra(`{"a":1}`), want: []string{`jobs[0] patch {"a":1}`}},
		"numbers too long for a float count":   {prior: inExtra(`{"n":12345678901234567890}`), plan: inExtra(`{"n":12345678901234567891}`), want: []string{`jobs[0] patch {"n":12345678901234567891}`}},
	})
}

func TestChangesOfTransformations(t *testing.T) {
	set := func(text string) edit {
		return onJob(0, func(j *job) { j.transformations = jsontypes.NewNormalizedValue(text) })
	}
	null := onJob(0, func(j *job) { j.transformations = jsontypes.NewNormalizedNull() })
	unknown := onJob(0, func(j *job) { j.transformations = jsontypes.NewNormalizedUnknown() })
	replaces := []string{"replace for jobs[0].transformations"}
	checkChanges(t, map[string]changeTest{
		"another one replaces":                           {prior: set(`[{"type":"hash"}]`), plan: set(`[{"type":"mask"}]`), want: replaces},
		"one more replaces":                              {plan: set(`[{"type":"hash"}]`), want: replaces},
		"another order replaces":                         {prior: set(`[1,2]`), plan: set(`[2,1]`), want: replaces},
		"other words do not":                             {prior: set(`[{"a":1,"b":2}]`), plan: set(`[ {"b":2.0,"a":1} ]`)},
		"not known yet replaces":                         {plan: unknown, want: replaces},
		"never shown are taken as given":                 {prior: null, plan: set(`[{"type":"hash"}]`), want: []string{"taken jobs[0].transformations"}},
		"never shown and not known yet do not replace":   {prior: null, plan: unknown},
		"nobody's are nobody's":                          {prior: null, plan: null},
		"taken out of the plan altogether are no change": {prior: set(`[{"type":"hash"}]`), plan: null},
	})
}

func TestChangesOfAnOutput(t *testing.T) {
	s := shapesOf()
	nullTable, unknownTable := types.ObjectNull(s.table.AttrTypes), types.ObjectUnknown(s.table.AttrTypes)
	nothing := onJob(0, func(j *job) { j.output = types.ObjectNull(s.output.AttrTypes) })
	extra := func(text string) edit { return out(extraName, jsontypes.NewNormalizedValue(text)) }
	checkChanges(t, map[string]changeTest{
		"plugin replaces":                       {plan: out("plugin", types.StringValue("other")), want: []string{"replace for jobs[0].output.plugin"}},
		"plugin that is not known yet replaces": {plan: out("plugin", types.StringUnknown()), want: []string{"replace for jobs[0].output.plugin"}},
		"table replaces":                        {plan: out("raw", tableOf("sales", "RAW_DATA")), want: []string{"replace for jobs[0].output.raw.table_name"}},
		"schema replaces":                       {plan: out("raw", tableOf("orders", "OTHER")), want: []string{"replace for jobs[0].output.raw.table_schema"}},
		"both replace, in order":                {plan: out("raw", tableOf("sales", "OTHER")), want: []string{"replace for jobs[0].output.raw.table_name", "replace for jobs[0].output.raw.table_schema"}},
		"letter case does not":                  {plan: all(out("raw", tableOf("ORDERS", "raw_data")), out("plugin", types.StringValue("DADOSFERA_SNOWFLAKE")))},
		"names that were never shown are taken as given": {
			prior: out("raw", tableOf("", "")), want: []string{"taken jobs[0].output.raw.table_name", "taken jobs[0].output.raw.table_schema"},
		},
		"a name left out stays":                                 {plan: out("raw", tableOf("orders", ""))},
		"a table that was never shown is taken as given":        {prior: out("raw", nullTable), want: []string{"taken jobs[0].output.raw"}},
		"a table that was never shown may be not known yet":     {prior: out("raw", nullTable), plan: out("raw", unknownTable)},
		"a table left out stays":                                {plan: out("raw", nullTable)},
		"a table that is not known yet replaces":                {plan: out("raw", unknownTable), want: []string{"replace for jobs[0].output.raw"}},
		"a name that is not known yet replaces":                 {plan: out("raw", types.ObjectValueMust(s.table.AttrTypes, values{"table_name": types.StringUnknown(), "table_schema": types.StringValue("RAW_DATA")})), want: []string{"replace for jobs[0].output.raw.table_name"}},
		"qualify replaces too":                                  {prior: out("qualify", tableOf("a", "b")), plan: out("qualify", tableOf("c", "b")), want: []string{"replace for jobs[0].output.qualify.table_name"}},
		"an output that was never shown is taken as given":      {prior: nothing, want: []string{"taken jobs[0].output"}},
		"an output that is not known yet replaces":              {plan: onJob(0, func(j *job) { j.output = types.ObjectUnknown(s.output.AttrTypes) }), want: []string{"replace for jobs[0].output"}},
		"neither shown nor known is left":                       {prior: nothing, plan: onJob(0, func(j *job) { j.output = types.ObjectUnknown(s.output.AttrTypes) })},
		"an output left out altogether stays":                   {plan: nothing},
		"the platform's own name is no change":                  {prior: out("table_name", types.StringValue("tb__a")), plan: out("table_name", types.StringUnknown())},
		"a further field that changes replaces, once":           {prior: extra(`{"a":1,"b":1}`), plan: extra(`{"a":2,"b":2}`), want: []string{"replace for jobs[0].output.extra"}},
		"a further field in other words does not":               {prior: extra(`{"a":1}`), plan: extra(`{"a":1.0}`)},
		"a further field taken out does not":                    {prior: extra(`{"a":1,"b":1}`), plan: extra(`{"b":1}`)},
		"a further field that was never shown is taken":         {plan: extra(`{"a":1}`), want: []string{"taken jobs[0].output.extra"}},
		"further fields that are not known yet replace":         {prior: extra(`{"a":1}`), plan: out(extraName, jsontypes.NewNormalizedUnknown()), want: []string{"replace for jobs[0].output.extra"}},
		"further fields never shown and not known yet are left": {plan: out(extraName, jsontypes.NewNormalizedUnknown())},
	})
}

func TestChangesOfTheListOfJobs(t *testing.T) {
	a, b := jdbcJob(), singerJob()
	whole := []string{"replace for jobs"}
	checkChanges(t, map[string]changeTest{
		"a job added replaces":            {plan: withJobs(a, b), want: whole},
		"a job put first replaces":        {plan: withJobs(b, a), want: whole},
		"a job removed replaces":          {prior: withJobs(a, b), want: whole},
		"all jobs gone replaces":          {plan: withJobs(), want: whole},
		"jobs not known yet replace":      {plan: func(m *model) { m.Jobs = types.ListUnknown(shapesOf().job) }, want: whole},
		"jobs never shown are adopted":    {prior: func(m *model) { m.Jobs = types.ListNull(shapesOf().job) }, want: []string{"taken jobs"}},
		"jobs never shown may be unknown": {prior: func(m *model) { m.Jobs = types.ListNull(shapesOf().job) }, plan: func(m *model) { m.Jobs = types.ListUnknown(shapesOf().job) }},
		"a job not known yet replaces": {
			plan: func(m *model) {
				m.Jobs = types.ListValueMust(shapesOf().job, []attr.Value{types.ObjectUnknown(shapesOf().job.AttrTypes)})
			},
			want: []string{"replace for jobs[0]"},
		},
		"a job of null replaces": {
			plan: func(m *model) {
				m.Jobs = types.ListValueMust(shapesOf().job, []attr.Value{types.ObjectNull(shapesOf().job.AttrTypes)})
			},
			want: []string{"replace for jobs[0]"},
		},
		"an input not known yet replaces": {
			plan: func(m *model) {
				job := valuesOf(jdbcJob().object()).with("input", types.ObjectUnknown(shapesOf().input.AttrTypes))
				m.Jobs = types.ListValueMust(shapesOf().job, []attr.Value{types.ObjectValueMust(shapesOf().job.AttrTypes, job)})
			},
			want: []string{"replace for jobs[0].input"},
		},
		"the names that the platform gives are no change": {
			plan: onJob(0, func(j *job) { j.id, j.name = types.StringUnknown(), types.StringValue("x") }),
		},
		"each job has its own calls": {
			prior: withJobs(a, b), plan: all(withJobs(a, b), onJob(1, func(j *job) {
				j.input = j.input.with("replication_method", types.StringValue("FULL_TABLE"))
			})),
			want: []string{`jobs[1] patch {"replication_method":"FULL_TABLE"}`},
		},
	})
	t.Run("jobs moved replace for what is at their place now", func(t *testing.T) {
		c := changesOf(modelWith(withJobs(a, b)), modelWith(withJobs(b, a)))
		for _, want := range []string{"jobs[0].input.connector", "jobs[1].input.table_name"} {
			if !slices.Contains(texts(c.replace), want) {
				t.Errorf("does not replace for %s but for %v", want, texts(c.replace))
			}
		}
	})
}

// The order of what is said must not change from run to run.
func TestReplacementsAreNamedInTheSameOrderEachTime(t *testing.T) {
	plan := modelWith(out("raw", tableOf("a", "b")), out("plugin", types.StringValue("p")))
	first := texts(changesOf(modelWith(), plan).replace)
	for range 50 {
		compare(t, "order", texts(changesOf(modelWith(), plan).replace), first)
	}
}

func TestStepsAreTakenInAnOrderThatStartsNoRunOnAHalfChangedPipeline(t *testing.T) {
	everything := all(
		func(m *model) {
			m.Name, m.MemoryMB, m.Paused = types.StringValue("x"), types.Int64Value(1), types.BoolValue(true)
		},
		inText(loadTypeName, fullLoad), in("memory_allocation_mb", types.Int64Value(1)),
	)
	rest := []string{"changing name, description or cron", "setting the memory", "changing the load type of jobs[0]", "changing the input of jobs[0]"}
	for name, tc := range map[string]struct {
		prior, plan model
		want        []string
	}{
		"a pause comes first":   {modelWith(), modelWith(everything), append([]string{"pausing"}, rest...)},
		"an unpause comes last": {modelWith(everything), modelWith(), append(slices.Clone(rest), "unpausing")},
	} {
		t.Run(name, func(t *testing.T) {
			var whats []string
			for _, s := range (&pipelineResource{data: noData(t)}).steps(changesOf(tc.prior, tc.plan), tc.prior, tc.plan) {
				whats = append(whats, s.what)
			}
			compare(t, "steps", whats, tc.want)
		})
	}
}

// After its step, the state holds what the step has sent, and nothing of the steps to come.
func TestAStepThatIsDoneIsInTheState(t *testing.T) {
	prior := modelWith()
	plan := modelWith(
		func(m *model) {
			m.Name, m.Cron, m.MemoryMB, m.Paused = types.StringValue("x"), types.StringNull(), types.Int64Null(), types.BoolValue(true)
		},
		inText(loadTypeName, fullLoad), inText(columnName, ""), inText(columnTypeName, ""),
		in("memory_allocation_mb", types.Int64Value(1)), inExtra(`{"a":1}`), in("replication_method", types.StringUnknown()),
	)
	done := prior
	want := prior
	steps := (&pipelineResource{data: noData(t)}).steps(changesOf(prior, plan), prior, plan)
	for i, expected := range []edit{
		func(m *model) { m.Paused = types.BoolValue(true) },
		func(m *model) { m.Name, m.Cron = types.StringValue("x"), types.StringNull() },
		func(m *model) { m.MemoryMB = types.Int64Null() },
		all(inText(loadTypeName, fullLoad), inText(columnName, ""), inText(columnTypeName, "")),
		all(in("memory_allocation_mb", types.Int64Value(1)), inExtra(`{"a":1}`)),
	} {
		steps[i].done(&done)
		expected(&want)
		sameModel(t, "after "+steps[i].what, done, want)
	}
}

func TestAJobIsCalledByTheIDThatItWasShownWith(t *testing.T) {
	m := modelWith(onJob(0, func(j *job) { j.id = types.StringValue("other_0") }))
	compare(t, "shown", jobIDOf(m, 0), "other_0")
	m = modelWith(onJob(0, func(j *job) { j.id = types.StringNull() }))
	compare(t, "never shown", jobIDOf(m, 0), testID+"_0")
	compare(t, "not there", jobIDOf(m, 7), testID+"_7")
}
