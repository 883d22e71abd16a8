// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

const (
	seedJob    = seedID + "_0"
	noJob      = `{"detail":"job_id invalid_job_id not found"}`
	notJSON    = `{"detail":[{"loc":["body",0],"msg":"JSON decode error","type":"json_invalid"}]}`
	syncPath   = "/platform/jobs/jdbc/" + seedJob + "/sync-mode"
	syncDone   = `{"status":true,"detail":"Successfully updated sync mode for job_id ` + seedJob + `"}`
	toFull     = `{"target_load_type":"full_load"}`
	toIncr     = `{"target_load_type":"incremental","incremental_column_name":"ts","incremental_column_type":"date"}`
	toQualify  = `{"target_load_type":"incremental_with_qualify","incremental_column_name":"ts","incremental_column_type":"date","primary_keys":["id"],"force":true}`
	seedBefore = "2024-01-15T10:30:00.000Z"
)

func TestJDBCJob(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	want := `{"job_name":"orders_extraction",
	  "source_config":{"connector":"jdbc","plugin":"postgresql","table_schema":"public","table_name":"orders",
	    "column_include_list":["id","customer_id"],"network_config":null,
	    "auth_parameters":{"auth_type":"connection_manager","config_id":"1701234567890_abc123_postgresql-1.0.0"},
	    "load_type":"incremental","incremental_column_name":"updated_at","incremental_column_type":"timestamp with time zone"},
	  "transformations":[],"output_config":{}}`
	f.expect("GET", "/platform/jobs/jdbc/"+seedJob, "", 200, want)
	f.expect("GET", "/platform/jobs/jdbc/1b33ad2f-33d3-4837-9eeb-83c82c8b909d-0", "", 200, want)
	f.expect("GET", "/platform/jobs/jdbc/"+seedID+"_1", "", 404, `{"detail":"job_id `+seedID+`_1 not found"}`)
	f.expect("GET", "/platform/jobs/jdbc/x", "", 404, `{"detail":"job_id x not found"}`)
	must(t, f.Put(acme, maestrosim.Pipeline{ID: "s", Jobs: []maestrosim.Job{{Input: map[string]any{"connector": "singer"}}}}))
	f.expect("GET", "/platform/jobs/jdbc/s_0", "", 404, `{"detail":"job_id s_0 not found"}`)
	f.expect("PUT", "/platform/jobs/jdbc/s_0/sync-mode", toFull, 404, `{"detail":"job_id s_0 not found"}`)
}

func TestPatchInput(t *testing.T) {
	tests := map[string]struct {
		body, updated string
		field         string
		want          any
	}{
		"union":         {`{"column_include_list":["total","id","total"]}`, `["column_include_list"]`, "column_include_list", []any{"id", "customer_id", "total"}},
		"never removes": {`{"column_include_list":[]}`, `["column_include_list"]`, "column_include_list", []any{"id", "customer_id"}},
		"all columns":   {`{"column_include_list":null}`, `["column_include_list"]`, "column_include_list", nil},
		"replaced":      {`{"primary_keys":["a"]}`, `["primary_keys"]`, "primary_keys", []any{"a"}},
		"cleared":       {`{"incremental_column_name":null}`, `["incremental_column_name"]`, "incremental_column_name", nil},
		"other field":   {`{"whatever":{"a":[1]}, "table_name":"x"}`, `["table_name","whatever"]`, "table_name", "x"},
		"untouched":     {`{}`, `[]`, "table_name", "orders"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{})
			invalid := ""
			if test.body == `{}` {
				invalid = "InputChange"
			}
			f.invalid(invalid).expect("PATCH", "/platform/jobs/"+seedJob+"/input", test.body, 200,
				`{"status":true,"detail":"Successfully updated input fields for job_id `+seedJob+`","updated_fields":`+test.updated+`}`)
			equal(t, test.field, f.pipeline(seedID).Jobs[0].Input[test.field], test.want)
			equal(t, "bookmark", f.pipeline(seedID).Jobs[0].Bookmark, seedBefore)
		})
	}
	f := newFixture(t, maestrosim.Options{})
	notList := `{"detail":[{"loc":["body","column_include_list"],"msg":"Input should be a valid list of strings","type":"list_type"}]}`
	list := f.invalid("/column_include_list")
	list.expect("PATCH", "/platform/jobs/"+seedJob+"/input", `{"column_include_list":"id"}`, 422, notList)
	list.expect("PATCH", "/platform/jobs/"+seedJob+"/input", `{"column_include_list":[1],"table_name":"x"}`, 422, notList)
	f.invalid("request body").expect("PATCH", "/platform/jobs/"+seedJob+"/input", `{`, 422, notJSON)
	f.expect("PATCH", "/platform/jobs/invalid_job_id/input", `{"table_name":"x"}`, 404, noJob)
	equal(t, "table_name", f.pipeline(seedID).Jobs[0].Input["table_name"], any("orders"))
	// After null, which means all columns, a list starts again.
	f.read("PATCH", "/platform/jobs/"+seedJob+"/input", `{"column_include_list":null}`)
	f.read("PATCH", "/platform/jobs/"+seedJob+"/input", `{"column_include_list":["b","a","b"]}`)
	equal(t, "columns", f.pipeline(seedID).Jobs[0].Input["column_include_list"], any([]any{"b", "a"}))
}

// The bookmarks are those of the table at docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode.
func TestSyncMode_bookmark(t *testing.T) {
	tests := map[string]struct {
		changes  []string
		bookmark string
		deleted  int
		input    map[string]any // what changes
	}{
		"incremental to qualify": {[]string{toQualify}, seedBefore, 0, map[string]any{
			"load_type": "incremental_with_qualify", "incremental_column_name": "ts", "incremental_column_type": "date", "primary_keys": []any{"id"}}},
		"qualify to incremental": {[]string{toQualify, toIncr}, seedBefore, 0, map[string]any{
			"load_type": "incremental", "incremental_column_name": "ts", "incremental_column_type": "date", "primary_keys": nil}},
		"incremental to full": {[]string{toFull}, "", 1, map[string]any{
			"load_type": "full_load", "incremental_column_name": nil, "incremental_column_type": nil, "primary_keys": nil}},
		"full to full": {[]string{toFull, toFull}, "", 1, map[string]any{
			"load_type": "full_load", "incremental_column_name": nil, "incremental_column_type": nil, "primary_keys": nil}},
		"full to incremental": {[]string{toFull, toIncr}, "", 1, map[string]any{
			"load_type": "incremental", "incremental_column_name": "ts", "incremental_column_type": "date", "primary_keys": nil}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{})
			for _, body := range test.changes {
				f.expect("PUT", syncPath, body, 200, syncDone)
			}
			p := f.pipeline(seedID)
			equal(t, "bookmark", p.Jobs[0].Bookmark, test.bookmark)
			equal(t, "deleted states", len(p.DeletedStates), test.deleted)
			for k, v := range test.input {
				equal(t, k, p.Jobs[0].Input[k], v)
			}
		})
	}
}

func TestSyncMode_refused(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"no target":      {`{}`, `{"detail":"target_load_type must be one of full_load, incremental, incremental_with_qualify"}`},
		"unknown target": {`{"target_load_type":"x"}`, `{"detail":"target_load_type must be one of full_load, incremental, incremental_with_qualify"}`},
		"no column": {`{"target_load_type":"incremental","incremental_column_type":"date"}`,
			`{"detail":"incremental_column_name, incremental_column_type is required for target_load_type incremental"}`},
		"no keys": {`{"target_load_type":"incremental_with_qualify","incremental_column_name":"ts","incremental_column_type":"date","primary_keys":[]}`,
			`{"detail":"incremental_column_name, incremental_column_type, primary_keys is required for target_load_type incremental_with_qualify"}`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{})
			before := f.pipeline(seedID)
			f.invalid("/target_load_type").expect("PUT", syncPath, test.body, 400, test.want)
			equal(t, "pipeline", f.pipeline(seedID), before)
		})
	}
	f := newFixture(t, maestrosim.Options{})
	f.invalid("request body").expect("PUT", syncPath, `{`, 422, notJSON)
	f.expect("PUT", "/platform/jobs/jdbc/invalid_job_id/sync-mode", toFull, 404, noJob)
}

func TestResetState(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	for range 2 { // it may be repeated
		f.expect("POST", "/platform/jobs/"+seedJob+"/reset-state", "", 200, `{"status":true,
			"detail":"Successfully reset state for job_id `+seedJob+`","message":"Next job execution will start from beginning (full load/extraction)"}`)
	}
	p := f.pipeline(seedID)
	equal(t, "bookmark", p.Jobs[0].Bookmark, "")
	equal(t, "deleted states", p.DeletedStates, []string{seedJob, seedJob})
	f.expect("POST", "/platform/jobs/invalid_job_id/reset-state", "", 404, noJob)
}

func TestDatatypes(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	f.expect("GET", "/platform/jobs/jdbc/configs/allowed_datatypes", "", 200, `{"status":true,"data":{
	  "postgresql":["timestamp with time zone","timestamp without time zone","date","integer","bigint","smallint","serial","bigserial"],
	  "mysql":["datetime","timestamp","date","int","bigint","smallint","mediumint","tinyint"],
	  "oracle":["TIMESTAMP","TIMESTAMP WITH TIME ZONE","TIMESTAMP WITH LOCAL TIME ZONE","DATE","NUMBER"],
	  "sqlserver":["datetime","datetime2","smalldatetime","date","int","bigint","smallint","tinyint"]}}`)
}
