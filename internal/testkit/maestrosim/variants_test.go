// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

const one = "/platform/pipeline/" + seedID

// got returns a part of the seed pipeline as GET by id shows it.
func (f *fixture) got(path ...any) any { f.t.Helper(); return at(f.t, f.read("GET", one, ""), path...) }

// listed returns a part of the list.
func (f *fixture) listed(path ...any) any {
	f.t.Helper()
	return at(f.t, f.read("GET", "/platform/pipelines", ""), path...)
}

func keys(v any) []string { return slices.Sorted(maps.Keys(v.(map[string]any))) }

// TestContracts_responses has a test for each of contract.Every, and no other.
func TestContracts_responses(t *testing.T) {
	hyphens := strings.ReplaceAll(seedID, "_", "-")
	tests := map[string]func(t *testing.T, f *fixture){
		"envelope=always": func(t *testing.T, f *fixture) {
			f.expect("GET", "/platform/pipelines", "", 200, `{"status":true,"data":`+seedListed+`}`)
			f.expect("GET", runs, "", 200, `{"status":true,"data":[`+seedRun+`]}`)
			equal(t, "job", keys(f.read("GET", "/platform/jobs/jdbc/"+seedJob, "")), []string{"data", "status"})
			f.expect("DELETE", one, "", 200, `{"pipeline_id":"`+seedID+`","status":"PIPELINE_DELETED"}`)
		},
		"envelope=never": func(t *testing.T, f *fixture) {
			f.expect("POST", "/platform/pipeline", example, 201, created)
			f.expect("POST", "/platform/pipeline/pause", `{"pipeline_id":"`+seedID+`"}`, 200,
				`{"message":"Pipeline paused successfully","pipeline_id":"`+seedID+`"}`)
		},
		"id_key=id": func(t *testing.T, f *fixture) {
			equal(t, "get", f.got("data", "id"), any(seedID))
			equal(t, "list", []any{f.listed(0, "id"), f.listed(0, "pipeline_id")}, []any{seedID, nil})
		},
		"id_key=pipeline_id": func(t *testing.T, f *fixture) {
			equal(t, "get", []any{f.got("data", "id"), f.got("data", "pipeline_id")}, []any{1.0, seedID})
			equal(t, "list", []any{f.listed(0, "id"), f.listed(0, "pipeline_id")}, []any{1.0, seedID})
		},
		"id_key=both": func(t *testing.T, f *fixture) {
			equal(t, "get", []any{f.got("data", "id"), f.got("data", "pipeline_id")}, []any{seedID, seedID})
			equal(t, "list", []any{f.listed(0, "id"), f.listed(0, "pipeline_id")}, []any{seedID, seedID})
		},
		"spelling=hyphen": func(t *testing.T, f *fixture) {
			must(t, f.Put(acme, maestrosim.Pipeline{ID: "not_a_uuid"}))
			equal(t, "ids", []any{f.got("data", "id"), f.got("data", "jobs", 0, "job_id"), f.listed(1, "pipeline_id")},
				[]any{hyphens, hyphens + "_0", "not_a_uuid"})
			f.expect("DELETE", one, "", 200, `{"pipeline_id":"`+hyphens+`","status":"PIPELINE_DELETED"}`)
		},
		"spelling=upper": func(t *testing.T, f *fixture) {
			equal(t, "id", f.got("data", "id"), any(strings.ToUpper(seedID)))
		},
		"paths=underscore": func(t *testing.T, f *fixture) {
			f.expect("GET", "/platform/pipeline/"+hyphens, "", 404, notFound(seedID))
			f.expect("GET", "/platform/jobs/jdbc/"+hyphens+"-0", "", 404, `{"detail":"job_id `+seedJob+` not found"}`)
			must(t, f.Put(acme, maestrosim.Pipeline{ID: "not_a_uuid"}))
			f.read("GET", "/platform/pipeline/not-a-uuid", "")
		},
		"paths=hyphen": func(t *testing.T, f *fixture) {
			f.expect("GET", one, "", 404, notFound(seedID))
			f.expect("GET", "/platform/jobs/jdbc/"+seedJob, "", 404, `{"detail":"job_id `+seedJob+` not found"}`)
			f.read("GET", "/platform/jobs/jdbc/"+hyphens+"-0", "")
			f.read("POST", "/platform/pipeline/pause", `{"pipeline_id":"`+seedID+`"}`) // bodies take both
		},
		"job_ids=hyphen": func(t *testing.T, f *fixture) {
			equal(t, "id", f.got("data", "jobs", 0, "job_id"), any(hyphens+"-0"))
		},
		"hidden=none": func(t *testing.T, f *fixture) {
			all := []string{"auth_parameters", "column_include_list", "connector", "incremental_column_name", "incremental_column_type",
				"load_type", "memory_allocation_mb", "network_config", "plugin", "primary_keys", "table_name", "table_schema"}
			equal(t, "get", keys(f.got("data", "jobs", 0, "input")), all)
			equal(t, "list", keys(f.listed(0, "jobs", 0, "input")), all)
			equal(t, "transformations", f.got("data", "jobs", 0, "transformations"), any([]any{}))
			equal(t, "null", f.got("data", "jobs", 0, "input", "primary_keys"), nil)
			job := f.read("GET", "/platform/jobs/jdbc/"+seedJob, "")
			equal(t, "job", keys(at(t, job, "source_config")), all)
			equal(t, "job output", keys(at(t, job, "output_config")), []string{"plugin", "raw"})
			must(t, f.Put(acme, maestrosim.Pipeline{Jobs: []maestrosim.Job{{Input: map[string]any{"connector": "singer"}}}}))
			equal(t, "singer", keys(f.listed(1, "jobs", 0, "input")), []string{"connector"})
		},
		"hidden=null": func(t *testing.T, f *fixture) {
			in := f.got("data", "jobs", 0, "input").(map[string]any)
			for _, k := range []string{"auth_parameters", "column_include_list", "primary_keys"} {
				if v, there := in[k]; !there || v != nil {
					t.Errorf("%s: got %v, present %t, want null", k, v, there)
				}
			}
			v, there := f.got("data", "jobs", 0).(map[string]any)["transformations"]
			equal(t, "transformations", []any{v, there}, []any{nil, true})
		},
		"job_order=reversed": func(t *testing.T, f *fixture) {
			must(t, f.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.Jobs = append(p.Jobs, maestrosim.Job{}) }))
			equal(t, "first", f.got("data", "jobs", 0, "job_id"), any(seedID+"_1"))
		},
		"empty=string": func(t *testing.T, f *fixture) {
			must(t, f.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.Cron, p.Description = nil, nil }))
			equal(t, "strings", []any{f.got("data", "cron"), f.listed(0, "description")}, []any{"", ""})
			equal(t, "trace", at(t, f.read("GET", runs, ""), 0, "trace"), any(""))
			equal(t, "no string", at(t, f.read("GET", "/platform/jobs/jdbc/"+seedJob, ""), "source_config", "network_config"), nil)
		},
		"empty=absent": func(t *testing.T, f *fixture) {
			must(t, f.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.Cron, p.Description = nil, nil }))
			equal(t, "keys", keys(f.got("data")), []string{"created_at", "customer_id", "id", "jobs", "name", "status", "updated_at"})
		},
		"output=raw": func(t *testing.T, f *fixture) {
			equal(t, "get", keys(f.got("data", "jobs", 0, "output")), []string{"plugin", "raw"})
		},
		"output=flat": func(t *testing.T, f *fixture) {
			equal(t, "list", keys(f.listed(0, "jobs", 0, "output")), []string{"plugin", "table_name"})
		},
		"extra_fields=true": func(t *testing.T, f *fixture) {
			for _, v := range []any{f.got(), f.got("data"), f.got("data", "jobs", 0), f.got("data", "jobs", 0, "input"),
				f.listed(0, "jobs", 0, "output", "raw"), f.read("DELETE", one, "")} {
				if !slices.Contains(keys(v), "x_undocumented") {
					t.Errorf("got %v, want an extra field in it", v)
				}
			}
			equal(t, "plugins", keys(at(t, f.read("GET", "/platform/jobs/jdbc/configs/allowed_datatypes", ""), "data")),
				[]string{"mysql", "oracle", "postgresql", "sqlserver"})
		},
		"create_response=flat": func(_ *testing.T, f *fixture) { f.expect("POST", "/platform/pipeline", example, 200, created) },
		"create_response=detail": func(_ *testing.T, f *fixture) {
			f.expect("POST", "/platform/pipeline", example, 200, `{"detail":"successfully created the pipeline_id: `+strings.ReplaceAll(newID, "-", "_")+`"}`)
		},
		"create_response=empty": func(_ *testing.T, f *fixture) { f.expect("POST", "/platform/pipeline", example, 201, ``) },
		"create_response=no_id": func(_ *testing.T, f *fixture) {
			f.expect("POST", "/platform/pipeline", example, 201, `{"status":true,"data":{"message":"Pipeline created successfully"}}`)
		},
		"refusal=bad_request": func(_ *testing.T, f *fixture) {
			f.expect("POST", "/platform/pipeline", twin, 400, `{"statusCode":400,"message":"Pipeline with name Orders Data Pipeline already exists","error":"Bad Request"}`)
		},
		"refusal=server_error": func(_ *testing.T, f *fixture) {
			f.expect("POST", "/platform/pipeline", twin, 500, `{"detail":"Unable to complete transaction due to database error"}`)
		},
		"refusal=status_false": func(_ *testing.T, f *fixture) {
			f.expect("POST", "/platform/pipeline", twin, 200, `{"status":false,"exception_type":"PipelineAlreadyExists",
				"traceback":"Pipeline with name Orders Data Pipeline already exists","data":null}`)
		},
		"missing=detail": func(_ *testing.T, f *fixture) {
			f.expect("GET", gone, "", 404, `{"detail":"pipeline_id no_such not found!!"}`)
		},
		"missing=fastapi": func(_ *testing.T, f *fixture) { f.expect("GET", gone, "", 404, `{"detail":"Not Found"}`) },
		"missing=nest": func(_ *testing.T, f *fixture) {
			f.expect("GET", gone, "", 404, `{"statusCode":404,"message":"Cannot GET /platform/pipeline/no-such","error":"Not Found"}`)
		},
		"missing=html": func(t *testing.T, f *fixture) {
			status, body := f.call("GET", gone, "")
			equal(t, "response", []any{status, strings.HasPrefix(body, "<html>")}, []any{404, true})
		},
		"missing=empty": func(_ *testing.T, f *fixture) { f.expect("DELETE", gone, "", 404, ``) },
		"missing=status_false": func(_ *testing.T, f *fixture) {
			f.expect("DELETE", gone, "", 200, `{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id no_such not found","data":null}`)
			f.expect("GET", "/platform/jobs/jdbc/x_0", "", 200, `{"status":false,"exception_type":"JobNotFound","traceback":"Job with id x_0 not found","data":null}`)
		},
		"sync_mode=post": func(_ *testing.T, f *fixture) {
			f.expect("PUT", syncPath, toFull, 405, `{"detail":"Method Not Allowed"}`)
			f.expect("POST", syncPath, toFull, 200, syncDone)
		},
		"sync_mode=both": func(_ *testing.T, f *fixture) {
			f.expect("PUT", syncPath, toFull, 200, syncDone)
			f.expect("POST", syncPath, toFull, 200, syncDone)
		},
		"ints_as_strings=true": func(t *testing.T, f *fixture) {
			f.read("PATCH", "/platform/jobs/"+seedJob+"/input", `{"memory_allocation_mb":4096}`)
			memory := f.read("PUT", one+"/memory", `{"amount":4096}`)
			equal(t, "ints", []any{f.listed(0, "id"), f.listed(0, "jobs", 0, "id"), at(t, memory, "data", "memory_mb"),
				f.got("data", "jobs", 0, "input", "memory_allocation_mb")}, []any{"1", "1", "4096", "4096"})
		},
		"status_lag=2": func(t *testing.T, f *fixture) {
			f.read("POST", "/platform/pipeline/pause", `{"pipeline_id":"`+seedID+`"}`)
			equal(t, "status", []any{f.got("data", "status"), f.got("data", "status"), f.got("data", "status")}, []any{"active", "active", "paused"})
		},
		"no_jdbc_job=true": func(_ *testing.T, f *fixture) {
			f.expect("GET", "/platform/jobs/jdbc/"+seedJob, "", 404, `{"detail":"Not Found"}`)
			f.expect("PUT", syncPath, toFull, 200, syncDone)
		},
		"server_defaults=true": func(t *testing.T, f *fixture) {
			f.invalid("/auth_parameters/auth_type").read("POST", "/platform/pipeline", `{"id":"`+newID+`","name":"D","jobs":[
				{"input":{"plugin":"mysql","auth_parameters":{"config_id":"c"}},"transformations":[],"output":{}},
				{"input":{"plugin":"hubspot"},"transformations":[],"output":{}}]}`)
			p := f.pipeline(newID)
			auth := p.Jobs[0].Input["auth_parameters"]
			for i := range p.Jobs {
				delete(p.Jobs[i].Input, "auth_parameters")
				delete(p.Jobs[i].Input, "memory_allocation_mb")
			}
			equal(t, "auth", auth, any(map[string]any{"auth_type": "connection_manager", "config_id": "c"}))
			equal(t, "jdbc", p.Jobs[0].Input, map[string]any{"plugin": "mysql", "connector": "jdbc", "load_type": "full_load", "network_config": nil})
			equal(t, "singer", p.Jobs[1].Input, map[string]any{"plugin": "hubspot", "connector": "singer", "replication_method": "INCREMENTAL", "network_config": nil})
		},
		"duplicate_names=true": func(t *testing.T, f *fixture) {
			f.read("POST", "/platform/pipeline", twin)
			equal(t, "names", []any{f.listed(0, "name"), f.listed(1, "name")}, []any{"Orders Data Pipeline", "Orders Data Pipeline"})
		},
		"run_once=true": func(t *testing.T, f *fixture) {
			f.read("POST", "/platform/pipeline", example)
			equal(t, "last_status", f.pipeline(newID).LastStatus(), "RUNNING")
		},
		"queued=hidden": func(t *testing.T, f *fixture) {
			f.read("POST", "/platform/pipeline/execute", `{"pipeline_id":"`+seedID+`"}`)
			f.clock.advance(2 * time.Second)
			f.read("POST", "/platform/pipeline/execute", `{"pipeline_id":"`+seedID+`"}`)
			second := f.pipeline(seedID).Runs[0].ID
			equal(t, "runs", len(f.read("GET", runs, "").([]any)), 2)
			f.expect("GET", runs+"/"+second, "", 404, `{"detail":"pipeline_run_id `+second+` not found"}`)
			f.clock.advance(3 * time.Second) // the first ends
			got := f.read("GET", runs+"/"+second, "")
			equal(t, "second run", []any{at(t, got, "last_status"), at(t, got, "created_at")}, []any{"RUNNING", "2024-12-18T10:30:05.000Z"})
			equal(t, "runs", len(f.read("GET", runs, "").([]any)), 3)
		},
		"texts=normalized": func(t *testing.T, f *fixture) {
			f.read("POST", "/platform/pipeline", `{"id":"`+newID+`","name":" New ","description":"a\r\nb\n",`+plainJob+`}`)
			p := f.pipeline(newID)
			equal(t, "created", []any{p.Name, *p.Description}, []any{"New", "a\nb"})
			f.expect("POST", "/platform/pipeline", strings.NewReplacer(newID, otherID, "Orders", " Orders").Replace(twin), 409,
				`{"detail":"Pipeline with name Orders Data Pipeline already exists"}`)
			f.read("PATCH", one, `{"name":"Cafe\u0301","description":"  "}`)
			equal(t, "changed", []any{f.got("data", "name"), f.got("data", "description")}, []any{"Caf\u00e9", ""})
		},
		"cron=expanded": func(t *testing.T, f *fixture) {
			f.read("POST", "/platform/pipeline", example)
			equal(t, "created", *f.pipeline(newID).Cron, "@once")
			for sent, want := range map[string]string{"@daily": "0 0 * * *", "0 6 * jan MON-FRI": "0 6 * 1 1-5", "@never": "@never"} {
				f.read("PATCH", one, `{"cron":"`+sent+`"}`)
				equal(t, sent, f.got("data", "cron"), any(want))
			}
		},
		"letter_case=upper": func(t *testing.T, f *fixture) {
			f.read("PATCH", "/platform/jobs/"+seedJob+"/input", `{"column_include_list":["Id","new"]}`)
			f.read("PUT", syncPath, toQualify)
			f.read("POST", "/platform/pipeline", example)
			p := f.pipeline(newID)
			equal(t, "created", []any{p.Jobs[0].Input["table_schema"], p.Jobs[0].Input["table_name"], p.Jobs[0].Input["plugin"]},
				[]any{"CADASTROS", "PEDIDOS", "mysql"})
			j := f.pipeline(seedID).Jobs[0]
			equal(t, "changed", []any{j.Input["column_include_list"], j.Input["primary_keys"], j.Output["table_name"]},
				[]any{[]any{"ID", "CUSTOMER_ID", "NEW"}, []any{"ID"}, "TB__XQFU8G__PUBLIC__ORDERS"})
		},
		"not_ready=dag": func(_ *testing.T, f *fixture) {
			ref := `{"pipeline_id":"` + newID + `"}`
			missing := `{"detail":"DAG ` + strings.ReplaceAll(newID, "-", "_") + ` not found"}`
			f.read("POST", "/platform/pipeline", example)
			f.read("PATCH", "/platform/pipeline/"+newID, `{"name":"N"}`)
			f.expect("POST", "/platform/pipeline/pause", ref, 404, missing)
			f.expect("POST", "/platform/pipeline/execute", ref, 404, missing)
			f.read("POST", "/platform/pipeline/pause", ref)
		},
		"not_ready=provisioning": func(_ *testing.T, f *fixture) {
			busy := `{"detail":"Pipeline ` + strings.ReplaceAll(newID, "-", "_") + ` cannot be updated during provisioning"}`
			f.read("POST", "/platform/pipeline", example)
			f.read("GET", "/platform/pipeline/"+newID, "")
			f.expect("PATCH", "/platform/pipeline/"+newID, `{"name":"N"}`, 409, busy)
			f.Ready()
			f.read("DELETE", "/platform/pipeline/"+newID, "")
		},
		"not_ready=server_error": func(_ *testing.T, f *fixture) {
			failed := `{"detail":"Internal Server Error"}`
			f.read("POST", "/platform/pipeline", example)
			f.expect("GET", "/platform/pipeline/"+newID, "", 500, failed)
			f.read("GET", "/platform/pipelines", "")
			f.expect("GET", "/platform/jobs/jdbc/"+newID+"_0", "", 500, failed)
			f.read("PATCH", "/platform/pipeline/"+newID, `{"name":"N"}`)
		},
		"not_ready=no_jobs": func(t *testing.T, f *fixture) {
			f.read("POST", "/platform/pipeline", example)
			jobs := func() int { return len(at(t, f.read("GET", "/platform/pipeline/"+newID, ""), "data", "jobs").([]any)) }
			equal(t, "jobs", []any{jobs(), jobs(), jobs(), len(f.listed(1, "jobs").([]any))}, []any{0, 0, 1, 1})
		},
		"name_lag=2": func(_ *testing.T, f *fixture) {
			f.read("DELETE", one, "")
			f.read("POST", "/platform/pipeline", strings.Replace(example, `"name":"Orders"`, `"name":"Other"`, 1))
			taken := `{"detail":"Pipeline with name Orders Data Pipeline already exists"}`
			f.expect("PATCH", "/platform/pipeline/"+newID, `{"name":"Orders Data Pipeline"}`, 409, taken)
			f.expect("POST", "/platform/pipeline", strings.Replace(twin, newID, otherID, 1), 409, taken)
			f.read("PATCH", "/platform/pipeline/"+newID, `{"name":"Orders Data Pipeline"}`)
		},
		"clamp_memory=true": func(t *testing.T, f *fixture) {
			for sent, want := range map[string]float64{"8192": 4096, "1000": 1000} {
				equal(t, sent, at(t, f.read("PUT", one+"/memory", `{"amount":`+sent+`}`), "data", "memory_mb"), any(want))
			}
		},
		"refuse_running=true": func(t *testing.T, f *fixture) {
			_, err := f.StartRun(acme, seedID)
			must(t, err)
			f.expect("DELETE", one, "", 409, `{"detail":"Pipeline `+seedID+` has running executions"}`)
			f.clock.advance(5 * time.Second)
			f.read("DELETE", one, "")
		},
		"connection_pages=from_zero": func(t *testing.T, f *fixture) {
			equal(t, "pages", []any{f.connections("?size=2&start_page=0"), f.connections("?size=2&start_page=1"), f.connections("?size=2")},
				[]any{"Shop ERP", "Targets", "Shop ERP"})
		},
		"connection_pages=ignored": func(t *testing.T, f *fixture) {
			equal(t, "pages", []any{f.connections("?size=2&start_page=0"), f.connections("?size=2&start_page=7")},
				[]any{"Shop ERP Targets", "Shop ERP Targets"})
		},
		"connection_access=forbidden": func(_ *testing.T, f *fixture) {
			f.expect("GET", "/connections", "", 403,
				`{"statusCode":403,"message":"Forbidden resource","error":"Forbidden","code":"AUTH.FORBIDDEN"}`)
		},
		"connection_access=missing": func(_ *testing.T, f *fixture) {
			f.expect("GET", "/connections", "", 404, `{"statusCode":404,"message":"Cannot GET /connections","error":"Not Found"}`)
		},
	}
	for _, v := range contract.Every()[1:] {
		if tests[v.Name] == nil {
			t.Errorf("no test for %s", v.Name)
			continue
		}
		t.Run(v.Name, func(t *testing.T) { tests[v.Name](t, newFixture(t, maestrosim.Options{Contract: v.Contract})) })
		delete(tests, v.Name)
	}
	if len(tests) > 0 {
		t.Errorf("tests of unknown contracts: %v", slices.Collect(maps.Keys(tests)))
	}
}

const (
	otherID = "00000000-1111-4222-8333-444444444444"

	twin = `{"id":"` + newID + `","name":"Orders Data Pipeline",` + plainJob + `}`
	gone = "/platform/pipeline/no-such"
)
