// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestObserve_inputThatIsNotShown(t *testing.T) {
	runObserveTests(t, map[string]observeTest{
		"details are omitted":          {response: hideDetails},
		"details are null":             {response: hideDetailsByNull},
		"the whole input is omitted":   {response: omit("jobs.0.input")},
		"the input is an empty object": {response: put("jobs.0.input", map[string]any{})},
	})
}

// anyLetterCase are the strings of an input that a response may show in another letter case.
var anyLetterCase = map[string]bool{
	attrConnector: true, attrPlugin: true, attrTableSchema: true, attrTableName: true, attrColumnName: true,
	attrLoadType: false, attrReplication: false,
}

func TestObserve_stringsOfAnInput(t *testing.T) {
	const input = "jobs.0.input."
	tests := make(map[string]observeTest)
	for _, f := range inputFields {
		if !f.Type.TerraformType(t.Context()).Equal(tftypes.String) {
			continue
		}
		known := setInput(f.Name, "jdbc")
		prior, base := all(known, setInput(attrLoadType, "x")), put(input+"load_type", "x") // which may use every field
		if f.Name == attrLoadType {
			prior, base = known, unchanged
		}
		with := func(change func(response)) func(response) { return both(base, change) }
		want := edit(nil)
		if f.nullable {
			want = setInput(f.Name, nil)
		}
		neverShown := all(prior, setInput(f.Name, nil))
		tests[f.Name+" is not shown"] = observeTest{prior: prior, response: with(omit(input + f.Name))}
		tests[f.Name+" is null"] = observeTest{prior: prior, response: with(put(input+f.Name, nil)), want: want}
		tests[f.Name+" is empty"] = observeTest{prior: prior, response: with(put(input+f.Name, "")), want: want}
		tests[f.Name+" is the same"] = observeTest{prior: prior, response: with(put(input+f.Name, "jdbc"))}
		tests[f.Name+" is shown for the first time"] = observeTest{
			prior: neverShown, response: with(put(input+f.Name, "jdbc")), want: known,
		}
		tests[f.Name+" was never shown and is empty"] = observeTest{prior: neverShown, response: with(put(input+f.Name, ""))}
		if f.Name == attrColumnType { // see TestObserve_columnType
			continue
		}
		tests[f.Name+" differs"] = observeTest{
			prior: prior, response: with(put(input+f.Name, "other")), want: setInput(f.Name, "other"),
		}
		inCase := observeTest{prior: prior, response: with(put(input+f.Name, "Jdbc"))}
		if !anyLetterCase[f.Name] {
			inCase.want = setInput(f.Name, "Jdbc")
		}
		tests[f.Name+" differs in letter case"] = inCase
	}
	if got, want := len(tests), 8*len(anyLetterCase)+6; got != want {
		t.Errorf("got %d cases, want %d", got, want)
	}
	runObserveTests(t, tests)
}

func TestObserve_columns(t *testing.T) {
	const columns = "jobs.0.input.column_include_list"
	setColumns := func(columns types.Set) edit { return setInput(attrColumns, columns) }
	runObserveTests(t, map[string]observeTest{
		"another order":      {response: put(columns, []any{"updated_at", "id", "amount"})},
		"column is repeated": {response: put(columns, []any{"id", "amount", "updated_at", "id"})},
		"column was added": {
			response: put(columns, []any{"id", "amount", "updated_at", "x"}),
			want:     setColumns(set("amount", "id", "updated_at", "x")),
		},
		"column was removed":      {response: put(columns, []any{"id", "amount"}), want: setColumns(set("amount", "id"))},
		"column in other letters": {response: put(columns, []any{"ID", "amount", "Updated_At"})},
		"added, in other letters": {
			response: put(columns, []any{"ID", "amount", "updated_at", "X"}),
			want:     setColumns(set("amount", "ID", "updated_at", "X")),
		},
		"both letter cases": {prior: setColumns(set("id", "ID")), response: put(columns, []any{"ID", "id"})},
		"one of both letter cases": {
			prior: setColumns(set("id", "ID")), response: put(columns, []any{"id"}), want: setColumns(set("id")),
		},
		"empty string": {response: put(columns, ""), want: setColumns(nullSet)},
		"empty string hides details": {
			response: func(r response) { hideDetails(r); put("jobs.0.input.auth_parameters", "")(r); put(columns, nil)(r) },
		},
		"null beside all details": {response: put(columns, nil), want: setColumns(nullSet)},
		"empty list":              {response: put(columns, []any{}), want: setColumns(nullSet)},
		"null hides details":      {response: both(hideDetails, put(columns, nil))},
		"not shown":               {response: omit(columns)},
		"null and empty":          {prior: setColumns(nullSet), response: put(columns, []any{})},
		"shown for the first time": {
			prior: setColumns(nullSet), response: unchanged, want: setColumns(set("amount", "id", "updated_at")),
		},
	})
}

func TestObserve_primaryKeysAndLoadType(t *testing.T) {
	const keys, loadType = "jobs.0.input.primary_keys", "jobs.0.input.load_type"
	qualify := all(setInput(attrLoadType, incrementalWithQualify), setInput(attrPrimaryKeys, set("id", "day")))
	asQualify := func(change func(response)) func(response) { return both(put(loadType, incrementalWithQualify), change) }
	runObserveTests(t, map[string]observeTest{
		"keys of a load type without keys": {response: put(keys, []any{"x"})},
		"keys in another order":            {prior: qualify, response: asQualify(put(keys, []any{"day", "id"}))},
		"keys in other letters":            {prior: qualify, response: asQualify(put(keys, []any{"DAY", "Id"}))},
		"keys differ": {
			prior: qualify, response: asQualify(put(keys, []any{"id"})), want: setInput(attrPrimaryKeys, set("id")),
		},
		"keys are null": {
			prior: qualify, response: asQualify(put(keys, nil)), want: setInput(attrPrimaryKeys, nullSet),
		},
		"keys are omitted with details": {prior: qualify, response: asQualify(hideDetails)},
		"keys are null with details":    {prior: qualify, response: asQualify(hideDetailsByNull)},
		"load type is not shown": {
			prior: qualify, response: both(omit(loadType), put(keys, []any{"id"})), want: setInput(attrPrimaryKeys, set("id")),
		},
		"load type leaves fields behind": {
			response: both(put(loadType, fullLoad), put("jobs.0.input.incremental_column_name", nil)),
			want:     setInput(attrLoadType, fullLoad),
		},
		"full load with a column left behind": {
			prior: setInput(attrColumnName, nil), response: put(loadType, fullLoad), want: setInput(attrLoadType, fullLoad),
		},
	})
}

func TestObserve_columnType(t *testing.T) {
	for _, tc := range columnTypeTests {
		t.Run(tc.a+" shown as "+tc.b, func(t *testing.T) {
			want := setInput(attrColumnType, tc.b)
			if tc.want {
				want = unedited
			}
			runObserveTests(t, map[string]observeTest{
				"observed": {
					prior: setInput(attrColumnType, tc.a), response: put("jobs.0.input.incremental_column_type", tc.b), want: want,
				},
			})
		})
	}
}

func TestObserve_credentials(t *testing.T) {
	const at, config = "jobs.0.input.auth_parameters", "1701234567890_abc123_postgresql-1.0.0"
	none := setInput(attrAuth, tfvalue.ObjectNull[Auth]())
	runObserveTests(t, map[string]observeTest{
		"connection differs": {
			response: put(at+".config_id", "other"), want: setInput(attrAuth, auth("connection_manager", "other")),
		},
		"connection differs in case": {
			response: put(at+".config_id", "1701234567890_ABC123_postgresql-1.0.0"),
			want:     setInput(attrAuth, auth("connection_manager", "1701234567890_ABC123_postgresql-1.0.0")),
		},
		"type differs": {
			response: put(at+".auth_type", "vault"), want: setInput(attrAuth, auth("vault", config)),
		},
		"type is not shown":       {response: omit(at + ".auth_type")},
		"connection is not shown": {response: put(at, map[string]any{"auth_type": "connection_manager"})},
		"both are null":           {response: put(at, map[string]any{"auth_type": nil, "config_id": nil})},
		"both are empty":          {response: put(at, map[string]any{"auth_type": "", "config_id": ""})},
		"empty object":            {response: put(at, map[string]any{})},
		"undocumented field":      {response: put(at+".secret", "x")},
		"shown for the first time": {
			prior: none, response: unchanged, want: setInput(attrAuth, auth("connection_manager", config)),
		},
		"never shown, undocumented field": {prior: none, response: put(at, map[string]any{"x": 1})},
	})
}

func TestObserve_otherFieldsOfAnInput(t *testing.T) {
	const memory = "jobs.0.input.memory_allocation_mb"
	known := setInput(attrMemory, 512)
	runObserveTests(t, map[string]observeTest{
		"memory differs":            {response: put(memory, 512), want: known},
		"memory is a string":        {prior: known, response: put(memory, "512")},
		"memory has a fraction":     {prior: known, response: put(memory, 512.0)},
		"memory is null":            {prior: known, response: put(memory, nil)},
		"memory is an empty string": {prior: known, response: put(memory, "")},
		"memory is not shown":       {prior: known, response: omit(memory)},
		"replication method of a JDBC job": {
			response: put("jobs.0.input.replication_method", "FULL_TABLE"), want: setInput(attrReplication, "FULL_TABLE"),
		},
		"connector is null and known so far": {response: put("jobs.0.input.connector", nil)},
	})
}

func TestObserve_extraOfAnInput(t *testing.T) {
	const input = "jobs.0.input."
	setExtra := func(text string) edit { return setInput(attrExtra, text) }
	prior := setExtra(`{"a":1,"b":{"x":"1","y":null},"c":["p","q"]}`)
	same := func(r response) {
		put(input+"a", "1")(r)
		put(input+"b", map[string]any{"x": 1, "y": "", "z": true})(r)
		put(input+"c", []any{"p", "q"})(r)
		put(input+"d", "of the platform")(r)
	}
	with := func(change func(response)) func(response) { return both(same, change) }
	runObserveTests(t, map[string]observeTest{
		"other spelling and unmanaged keys": {prior: prior, response: same},
		"keys are not shown":                {prior: prior, response: unchanged},
		"key is null":                       {prior: prior, response: with(put(input+"a", nil))},
		"key differs": {
			prior: prior, response: with(put(input+"a", 2)), want: setExtra(`{"a":2,"b":{"x":"1","y":null},"c":["p","q"]}`),
		},
		"nested key differs": {
			prior: prior, response: with(put(input+"b.y", "set")),
			want: setExtra(`{"a":1,"b":{"x":"1","y":"set"},"c":["p","q"]}`),
		},
		"array is longer": {
			prior: prior, response: with(put(input+"c", []any{"p", "q", "r"})),
			want: setExtra(`{"a":1,"b":{"x":"1","y":null},"c":["p","q","r"]}`),
		},
		"array is in another order": {
			prior: prior, response: with(put(input+"c", []any{"q", "p"})),
			want: setExtra(`{"a":1,"b":{"x":"1","y":null},"c":["q","p"]}`),
		},
		"string in place of an object": {
			prior: prior, response: with(put(input+"b", "text")), want: setExtra(`{"a":1,"b":"text","c":["p","q"]}`),
		},
		"extra is null":          {response: same},
		"extra is empty":         {prior: setExtra(`{}`), response: same},
		"keys with an attribute": {prior: setExtra(`{}`), response: put(input+"plugin", "postgresql")},
	})
}

func TestObserve_transformations(t *testing.T) {
	const at = "jobs.0.transformations"
	setText := func(text string) edit { return setTransformations(jsonText(text)) }
	hash := []any{map[string]any{"type": "hash", "columns": []any{"a"}}}
	known := setText(`[ {"type":"hash", "columns":["a"]} ]`)
	runObserveTests(t, map[string]observeTest{
		"other spelling": {prior: known, response: put(at, hash)},
		"unmanaged keys": {
			prior: known, response: put(at, []any{map[string]any{"type": "hash", "columns": []any{"a"}, "id": 7}}),
		},
		"not shown":    {prior: known, response: omit(at)},
		"null":         {prior: known, response: put(at, nil)},
		"empty string": {prior: known, response: put(at, "")},
		"removed":      {prior: known, response: put(at, []any{}), want: setText(`[]`)},
		"added":        {response: put(at, hash), want: setText(`[{"columns":["a"],"type":"hash"}]`)},
		"another one": {
			prior: known, response: put(at, []any{map[string]any{"type": "mask", "columns": []any{"a"}}}),
			want: setText(`[{"columns":["a"],"type":"mask"}]`),
		},
		"shown for the first time": {
			prior: setText(""), response: put(at, hash), want: setText(`[{"columns":["a"],"type":"hash"}]`),
		},
	})
}
