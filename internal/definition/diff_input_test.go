// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestDiff_source(t *testing.T) {
	exampleInput := jdbcJob().Input.Attributes()
	tests := make(map[string]diffTest)
	for _, f := range inputFields {
		if f.role != source {
			continue
		}
		name, replaces := f.Name, []string{"replace jobs[0].input." + f.Name}
		tests[name+" differs"] = diffTest{plan: setInput(name, "jdbc2"), want: replaces}
		tests[name+" is unknown"] = diffTest{plan: setInput(name, unknown), want: []string{"unknown"}}
		tests[name+" was never shown"] = diffTest{
			state: setInput(name, nil),
			want:  []string{`jobs[0] patch {"` + name + `":` + string(f.encode(&exampleInput)) + `}`},
		}
		tests[name+" was never shown and is unknown"] = diffTest{
			state: setInput(name, nil), plan: setInput(name, unknown), want: []string{"unknown"},
		}
	}
	if got, want := len(tests), 4*4; got != want {
		t.Errorf("got %d cases, want %d", got, want)
	}
	tests["connector differs in letter case"] = diffTest{plan: setInput(attrConnector, "JDBC")}
	tests["plugin differs in letter case"] = diffTest{plan: setInput(attrPlugin, "PostgreSQL")}
	tests["table schema differs in letter case"] = diffTest{
		plan: setInput(attrTableSchema, "Public"), want: []string{"replace jobs[0].input.table_schema"},
	}
	tests["table name differs in letter case"] = diffTest{
		plan: setInput(attrTableName, "Orders"), want: []string{"replace jobs[0].input.table_name"},
	}
	tests["several differ"] = diffTest{
		plan: all(
			setInput(attrPlugin, "mysql"), setInput(attrTableName, "sales"), func(p *Pipeline) { p.Name = text("Sales") },
		),
		want: []string{"replace jobs[0].input.plugin", "replace jobs[0].input.table_name", `definition {"name":"Sales"}`},
	}
	runDiffTests(t, tests)
}

func TestDiff_columns(t *testing.T) {
	setColumns := func(columns types.Set) edit { return setInput(attrColumns, columns) }
	unknownSet := types.SetUnknown(types.StringType)
	withUnknown := func(columns ...string) types.Set {
		elements := []attr.Value{types.StringUnknown()}
		for _, column := range columns {
			elements = append(elements, types.StringValue(column))
		}
		return types.SetValueMust(types.StringType, elements)
	}
	replaces := []string{"replace jobs[0].input.column_include_list"}
	runDiffTests(t, map[string]diffTest{
		"column is added": {
			plan: setColumns(set("updated_at", "id", "new", "amount")),
			want: []string{`jobs[0] patch {"column_include_list":["updated_at","id","new","amount"]}`},
		},
		"another order":                 {plan: setColumns(set("updated_at", "amount", "id"))},
		"column is removed":             {plan: setColumns(set("id", "amount")), want: replaces},
		"column is replaced":            {plan: setColumns(set("id", "amount", "x")), want: replaces},
		"column differs in letter case": {plan: setColumns(set("ID", "amount", "updated_at")), want: replaces},
		"all columns in place of some": {
			plan: setColumns(nullSet), want: []string{`jobs[0] patch {"column_include_list":null}`},
		},
		"columns were never shown": {
			state: setColumns(nullSet), want: []string{`jobs[0] patch {"column_include_list":["id","amount","updated_at"]}`},
		},
		"null and null":       {state: setColumns(nullSet), plan: setColumns(nullSet)},
		"columns are unknown": {plan: setColumns(unknownSet), want: []string{"unknown"}},
		"columns were null and are unknown": {
			state: setColumns(nullSet), plan: setColumns(unknownSet), want: []string{"unknown"},
		},
		"more removed than unknown": {
			plan: setColumns(withUnknown()), want: slices.Concat(replaces, replaces, replaces),
		},
		"as many removed as unknown": {plan: setColumns(withUnknown("id", "amount")), want: []string{"unknown"}},
		"none removed and one unknown": {
			plan: setColumns(withUnknown("id", "amount", "updated_at")), want: []string{"unknown"},
		},
		"were never shown, one unknown": {
			state: setColumns(nullSet), plan: setColumns(withUnknown("id")), want: []string{"unknown"},
		},
		"two columns are removed, one is unknown": {
			plan: setColumns(withUnknown("id")), want: slices.Concat(replaces, replaces),
		},
	})
}

func TestDiff_loadType(t *testing.T) {
	full := all(setInput(attrLoadType, fullLoad), setInput(attrColumnName, nil), setInput(attrColumnType, nil))
	qualify := all(setInput(attrLoadType, incrementalWithQualify), setInput(attrPrimaryKeys, set("id")))
	noKeys := setInput(attrPrimaryKeys, nullSet)
	never := all(setInput(attrLoadType, nil), setInput(attrColumnName, nil), setInput(attrColumnType, nil))
	singer := setInput(attrConnector, "singer")
	const (
		bookmark      = `lose bookmark of table "public.orders"`
		toFull        = `jobs[0] sync mode {"target_load_type":"full_load"}`
		toIncremental = `jobs[0] sync mode {"target_load_type":"incremental","incremental_column_name":"updated_at",` +
			`"incremental_column_type":"timestamp with time zone"}`
		toQualify = `jobs[0] sync mode {"target_load_type":"incremental_with_qualify",` +
			`"incremental_column_name":"updated_at","incremental_column_type":"timestamp with time zone","primary_keys":["id"]}`
	)
	runDiffTests(t, map[string]diffTest{
		"full to incremental":                    {state: full, want: []string{toIncremental}},
		"full to qualify":                        {state: full, plan: qualify, want: []string{toQualify}},
		"incremental to full":                    {plan: full, want: []string{toFull, bookmark}},
		"incremental to qualify":                 {plan: qualify, want: []string{toQualify}},
		"qualify to incremental":                 {state: qualify, want: []string{toIncremental}},
		"qualify to full":                        {state: qualify, plan: all(full, noKeys), want: []string{toFull, bookmark}},
		"to full, with fields it has no use for": {plan: setInput(attrLoadType, fullLoad), want: []string{toFull, bookmark}},
		"column differs": {
			plan: setInput(attrColumnName, "created_at"),
			want: []string{strings.Replace(toIncremental, "updated_at", "created_at", 1)},
		},
		"column differs in letter case": {
			plan: setInput(attrColumnName, "Updated_At"),
			want: []string{strings.Replace(toIncremental, "updated_at", "Updated_At", 1)},
		},
		"column type differs": {
			plan: setInput(attrColumnType, "date"),
			want: []string{strings.Replace(toIncremental, "timestamp with time zone", "date", 1)},
		},
		"primary keys differ": {
			state: qualify, plan: all(qualify, setInput(attrPrimaryKeys, set("b", "a"))),
			want: []string{strings.Replace(toQualify, `["id"]`, `["b","a"]`, 1)},
		},
		"primary keys are in another order": {
			state: all(qualify, setInput(attrPrimaryKeys, set("a", "b"))),
			plan:  all(qualify, setInput(attrPrimaryKeys, set("b", "a"))),
		},
		"field that is no longer set": {state: qualify, plan: all(setInput(attrLoadType, incrementalWithQualify), noKeys)},
		"load type that is not documented": {
			plan: all(qualify, setInput(attrLoadType, "snapshot")),
			want: []string{strings.Replace(toQualify, "incremental_with_qualify", "snapshot", 1)},
		},
		"never shown": {
			state: never,
			want: []string{`jobs[0] patch {"incremental_column_name":"updated_at",` +
				`"incremental_column_type":"timestamp with time zone","load_type":"incremental"}`},
		},
		"unknown": {plan: setInput(attrLoadType, unknown), want: []string{"unknown"}},
		"connector is in another letter case": {
			state: setInput(attrConnector, "JDBC"), plan: all(setInput(attrConnector, "JDBC"), full), want: []string{toFull, bookmark},
		},
		"together with other fields": {
			plan: all(full, setInput(attrMemory, 512), setInput(attrExtra, `{"a":1}`)),
			want: []string{toFull, `jobs[0] patch {"a":1,"memory_allocation_mb":512}`, bookmark},
		},
		"of another connector": {
			state: singer, plan: all(singer, full),
			want: []string{
				`jobs[0] patch {"incremental_column_name":null,"incremental_column_type":null,"load_type":"full_load"}`,
			},
		},
	})
}

func TestDiff_patchedFields(t *testing.T) {
	runDiffTests(t, map[string]diffTest{
		"replication method differs": {
			state: setInput(attrReplication, "INCREMENTAL"), plan: setInput(attrReplication, "FULL_TABLE"),
			want: []string{`jobs[0] patch {"replication_method":"FULL_TABLE"}`},
		},
		"replication method was never shown": {
			plan: setInput(attrReplication, "FULL_TABLE"), want: []string{`jobs[0] patch {"replication_method":"FULL_TABLE"}`},
		},
		"memory of a job differs": {
			plan: setInput(attrMemory, 512), want: []string{`jobs[0] patch {"memory_allocation_mb":512}`},
		},
		"connection differs": {
			plan: setInput(attrAuth, auth("connection_manager", "other")),
			want: []string{`jobs[0] patch {"auth_parameters":{"auth_type":"connection_manager","config_id":"other"}}`},
		},
		"connection was never shown": {
			state: setInput(attrAuth, tfvalue.ObjectNull[Auth]()),
			want: []string{`jobs[0] patch {"auth_parameters":{"auth_type":"connection_manager",` +
				`"config_id":"1701234567890_abc123_postgresql-1.0.0"}}`},
		},
	})
}

func TestDiff_extraOfAnInput(t *testing.T) {
	setExtra := func(text string) edit { return setInput(attrExtra, text) }
	state := setExtra(`{"a":1,"b":{"x":[1,2],"y":null},"c":"text"}`)
	left := func(keys ...string) []string {
		lines := make([]string, len(keys))
		for i, key := range keys {
			lines[i] = fmt.Sprintf("leave %q of table %q", key, "public.orders")
		}
		return lines
	}
	runDiffTests(t, map[string]diffTest{
		"other spelling": {
			state: state, plan: setExtra(` { "c" : "text", "b":{"y":null,"x":[1.0,2e0]}, "a": 1.0 }`),
		},
		"string in place of a number": {
			state: state, plan: setExtra(`{"a":"1","b":{"x":[1,2],"y":null},"c":"text"}`),
			want: []string{`jobs[0] patch {"a":"1"}`},
		},
		"key is added": {
			state: state, plan: setExtra(`{"a":1,"b":{"x":[1,2],"y":null},"c":"text","d":true}`),
			want: []string{`jobs[0] patch {"d":true}`},
		},
		"key differs": {
			state: state, plan: setExtra(`{"a":2,"b":{"x":[1,2],"y":null},"c":"text"}`), want: []string{`jobs[0] patch {"a":2}`},
		},
		"nested value differs": {
			state: state, plan: setExtra(`{"a":1,"b":{"x":[2,1],"y":null},"c":"text"}`),
			want: []string{`jobs[0] patch {"b":{"x":[2,1],"y":null}}`},
		},
		"nested null is removed": {state: state, plan: setExtra(`{"a":1,"b":{"x":[1,2]},"c":"text"}`)},
		"nested key is removed": {
			state: state, plan: setExtra(`{"a":1,"b":{"y":null},"c":"text"}`), want: []string{`jobs[0] patch {"b":{"y":null}}`},
		},
		"keys are removed": {state: state, plan: setExtra(`{"a":1}`), want: left("b", "c")},
		"key is set to null": {
			state: state, plan: setExtra(`{"a":null,"b":{"x":[1,2],"y":null},"c":"text"}`),
			want: []string{`jobs[0] patch {"a":null}`},
		},
		"key is added as null": {
			state: state, plan: setExtra(`{"a":1,"n":null}`),
			want: slices.Concat([]string{`jobs[0] patch {"n":null}`}, left("b", "c")),
		},
		"extra is removed": {state: state, plan: setInput(attrExtra, nil), want: left("a", "b", "c")},
		"extra is added":   {plan: setExtra(`{"a":1}`), want: []string{`jobs[0] patch {"a":1}`}},
		"numbers too long for a float": {
			state: setExtra(`{"n":12345678901234567890}`), plan: setExtra(`{"n":12345678901234567891}`),
			want: []string{`jobs[0] patch {"n":12345678901234567891}`},
		},
	})
}
