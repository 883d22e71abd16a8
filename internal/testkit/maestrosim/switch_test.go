// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

const one = "/platform/pipeline/" + seedID

// under makes a house with the contract of the text.
func under(t *testing.T, text string) *house {
	t.Helper()
	c, err := maestrosim.ParseContract(text)
	must(t, err)
	return newHouse(t, maestrosim.Options{Contract: c})
}

func (h *house) got(path ...any) any { h.t.Helper(); return at(h.t, h.read("GET", one, ""), path...) }
func (h *house) listed(path ...any) any {
	h.t.Helper()
	return at(h.t, h.read("GET", "/platform/pipelines", ""), path...)
}

func keys(v any) []string { return slices.Sorted(maps.Keys(v.(map[string]any))) }

// TestSwitches has a test for each value of each switch that Contracts lists, and none that it does not.
func TestSwitches(t *testing.T) {
	hyphens := strings.ReplaceAll(seedID, "_", "-")
	tests := map[string]func(t *testing.T, h *house){
		"envelope=always": func(t *testing.T, h *house) {
			h.expect("GET", "/platform/pipelines", "", 200, `{"status":true,"data":`+seedListed+`}`)
			h.expect("GET", runs, "", 200, `{"status":true,"data":[`+seedRun+`]}`)
			equal(t, "job", keys(h.read("GET", "/platform/jobs/jdbc/"+seedJob, "")), []string{"data", "status"})
			h.expect("DELETE", one, "", 200, `{"pipeline_id":"`+seedID+`","status":"PIPELINE_DELETED"}`)
		},
		"envelope=never": func(t *testing.T, h *house) {
			h.expect("POST", "/platform/pipeline", example, 201, created)
			h.expect("POST", "/platform/pipeline/pause", `{"pipeline_id":"`+seedID+`"}`, 200,
				`{"message":"Pipeline paused successfully","pipeline_id":"`+seedID+`"}`)
		},
		"id-key=id": func(t *testing.T, h *house) {
			equal(t, "get", h.got("data", "id"), any(seedID))
			equal(t, "list", []any{h.listed(0, "id"), h.listed(0, "pipeline_id")}, []any{seedID, nil})
		},
		"id-key=pipeline-id": func(t *testing.T, h *house) {
			equal(t, "get", []any{h.got("data", "id"), h.got("data", "pipeline_id")}, []any{1.0, seedID})
			equal(t, "list", []any{h.listed(0, "id"), h.listed(0, "pipeline_id")}, []any{1.0, seedID})
		},
		"id-key=both": func(t *testing.T, h *house) {
			equal(t, "get", []any{h.got("data", "id"), h.got("data", "pipeline_id")}, []any{seedID, seedID})
			equal(t, "list", []any{h.listed(0, "id"), h.listed(0, "pipeline_id")}, []any{seedID, seedID})
		},
		"spelling=hyphen": func(t *testing.T, h *house) {
			must(t, h.Put(acme, maestrosim.Pipeline{ID: "not_a_uuid"}))
			equal(t, "ids", []any{h.got("data", "id"), h.got("data", "jobs", 0, "job_id"), h.listed(1, "pipeline_id")},
				[]any{hyphens, hyphens + "_0", "not_a_uuid"})
			h.expect("DELETE", one, "", 200, `{"pipeline_id":"`+hyphens+`","status":"PIPELINE_DELETED"}`)
		},
		"spelling=upper": func(t *testing.T, h *house) {
			equal(t, "id", h.got("data", "id"), any(strings.ToUpper(seedID)))
		},
		"paths=underscore": func(t *testing.T, h *house) {
			h.expect("GET", "/platform/pipeline/"+hyphens, "", 404, notFound(seedID))
			h.expect("GET", "/platform/jobs/jdbc/"+hyphens+"-0", "", 404, `{"detail":"job_id `+seedJob+` not found"}`)
			must(t, h.Put(acme, maestrosim.Pipeline{ID: "not_a_uuid"}))
			h.read("GET", "/platform/pipeline/not-a-uuid", "")
		},
		"paths=hyphen": func(t *testing.T, h *house) {
			h.expect("GET", one, "", 404, notFound(seedID))
			h.expect("GET", "/platform/jobs/jdbc/"+seedJob, "", 404, `{"detail":"job_id `+seedJob+` not found"}`)
			h.read("GET", "/platform/jobs/jdbc/"+hyphens+"-0", "")
			h.read("POST", "/platform/pipeline/pause", `{"pipeline_id":"`+seedID+`"}`) // bodies take both
		},
		"job-ids=hyphen": func(t *testing.T, h *house) {
			equal(t, "id", h.got("data", "jobs", 0, "job_id"), any(hyphens+"-0"))
		},
		"hidden=none": func(t *testing.T, h *house) {
			all := []string{"auth_parameters", "column_include_list", "connector", "incremental_column_name", "incremental_column_type",
				"load_type", "memory_allocation_mb", "network_config", "plugin", "primary_keys", "table_name", "table_schema"}
			equal(t, "get", keys(h.got("data", "jobs", 0, "input")), all)
			equal(t, "list", keys(h.listed(0, "jobs", 0, "input")), all)
			equal(t, "transformations", h.got("data", "jobs", 0, "transformations"), any([]any{}))
			equal(t, "null", h.got("data", "jobs", 0, "input", "primary_keys"), nil)
			job := h.read("GET", "/platform/jobs/jdbc/"+seedJob, "")
			equal(t, "job", keys(at(t, job, "source_config")), all)
			equal(t, "job output", keys(at(t, job, "output_config")), []string{"plugin", "raw"})
			must(t, h.Put(acme, maestrosim.Pipeline{Jobs: []maestrosim.Job{{Input: map[string]any{"connector": "singer"}}}}))
			equal(t, "singer", keys(h.listed(1, "jobs", 0, "input")), []string{"connector"})
		},
		"hidden=null": func(t *testing.T, h *house) {
			in := h.got("data", "jobs", 0, "input").(map[string]any)
			for _, k := range []string{"auth_parameters", "column_include_list", "primary_keys"} {
				if v, there := in[k]; !there || v != nil {
					t.Errorf("%s is %v", k, v)
				}
			}
			v, there := h.got("data", "jobs", 0).(map[string]any)["transformations"]
			equal(t, "transformations", []any{v, there}, []any{nil, true})
		},
		"job-order=reversed": func(t *testing.T, h *house) {
			must(t, h.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.Jobs = append(p.Jobs, maestrosim.Job{}) }))
			equal(t, "first", h.got("data", "jobs", 0, "job_id"), any(seedID+"_1"))
		},
		"empty=string": func(t *testing.T, h *house) {
			must(t, h.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.Cron, p.Description = nil, nil }))
			equal(t, "strings", []any{h.got("data", "cron"), h.listed(0, "description")}, []any{"", ""})
			equal(t, "trace", at(t, h.read("GET", runs, ""), 0, "trace"), any(""))
			equal(t, "no string", at(t, h.read("GET", "/platform/jobs/jdbc/"+seedJob, ""), "source_config", "network_config"), nil)
		},
		"empty=absent": func(t *testing.T, h *house) {
			must(t, h.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.Cron, p.Description = nil, nil }))
			equal(t, "keys", keys(h.got("data")), []string{"created_at", "customer_id", "id", "jobs", "name", "status", "updated_at"})
		},
		"output=raw": func(t *testing.T, h *house) {
			equal(t, "get", keys(h.got("data", "jobs", 0, "output")), []string{"plugin", "raw"})
		},
		"output=flat": func(t *testing.T, h *house) {
			equal(t, "list", keys(h.listed(0, "jobs", 0, "output")), []string{"plugin", "table_name"})
		},
		"extra-fields": func(t *testing.T, h *house) {
			for _, v := range []any{h.got(), h.got("data"), h.got("data", "jobs", 0), h.got("data", "jobs", 0, "input"),
				h.listed(0, "jobs", 0, "output", "raw"), h.read("DELETE", one, "")} {
				if !slices.Contains(keys(v), "x_undocumented") {
					t.Errorf("nothing extra in %v", v)
				}
			}
			equal(t, "plugins", keys(at(t, h.read("GET", "/platform/jobs/jdbc/configs/allowed_datatypes", ""), "data")),
				[]string{"mysql", "oracle", "postgresql", "sqlserver"})
		},
		"create-answer=flat": func(_ *testing.T, h *house) { h.expect("POST", "/platform/pipeline", example, 200, created) },
		"create-answer=detail": func(_ *testing.T, h *house) {
			h.expect("POST", "/platform/pipeline", example, 200, `{"detail":"successfully created the pipeline_id: `+strings.ReplaceAll(newID, "-", "_")+`"}`)
		},
		"create-answer=empty": func(_ *testing.T, h *house) { h.expect("POST", "/platform/pipeline", example, 201, ``) },
		"create-answer=no-id": func(_ *testing.T, h *house) {
			h.expect("POST", "/platform/pipeline", example, 201, `{"status":true,"data":{"message":"Pipeline created successfully"}}`)
		},
		"refusal=bad-request": func(_ *testing.T, h *house) {
			h.expect("POST", "/platform/pipeline", twin, 400, `{"statusCode":400,"message":"Pipeline with name Orders Data Pipeline already exists","error":"Bad Request"}`)
		},
		"refusal=server-error": func(_ *testing.T, h *house) {
			h.expect("POST", "/platform/pipeline", twin, 500, `{"detail":"Unable to complete transaction due to database error"}`)
		},
		"refusal=status-false": func(_ *testing.T, h *house) {
			h.expect("POST", "/platform/pipeline", twin, 200, `{"status":false,"exception_type":"PipelineAlreadyExists",
				"traceback":"Pipeline with name Orders Data Pipeline already exists","data":null}`)
		},
		"missing=detail": func(_ *testing.T, h *house) {
			h.expect("GET", gone, "", 404, `{"detail":"pipeline_id no_such not found!!"}`)
		},
		"missing=fastapi": func(_ *testing.T, h *house) { h.expect("GET", gone, "", 404, `{"detail":"Not Found"}`) },
		"missing=nest": func(_ *testing.T, h *house) {
			h.expect("GET", gone, "", 404, `{"statusCode":404,"message":"Cannot GET /platform/pipeline/no-such","error":"Not Found"}`)
		},
		"missing=html": func(t *testing.T, h *house) {
			status, body := h.call("GET", gone, "")
			equal(t, "answer", []any{status, strings.HasPrefix(body, "<html>")}, []any{404, true})
		},
		"missing=empty": func(_ *testing.T, h *house) { h.expect("DELETE", gone, "", 404, ``) },
		"missing=status-false": func(_ *testing.T, h *house) {
			h.expect("DELETE", gone, "", 200, `{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id no_such not found","data":null}`)
			h.expect("GET", "/platform/jobs/jdbc/x_0", "", 200, `{"status":false,"exception_type":"JobNotFound","traceback":"Job with id x_0 not found","data":null}`)
		},
		"sync-mode=post": func(_ *testing.T, h *house) {
			h.expect("PUT", syncPath, toFull, 405, `{"detail":"Method Not Allowed"}`)
			h.expect("POST", syncPath, toFull, 200, syncDone)
		},
		"sync-mode=both": func(_ *testing.T, h *house) {
			h.expect("PUT", syncPath, toFull, 200, syncDone)
			h.expect("POST", syncPath, toFull, 200, syncDone)
		},
		"ints-as-strings": func(t *testing.T, h *house) {
			h.read("PATCH", "/platform/jobs/"+seedJob+"/input", `{"memory_allocation_mb":4096}`)
			memory := h.read("PUT", one+"/memory", `{"amount":4096}`)
			equal(t, "ints", []any{h.listed(0, "id"), h.listed(0, "jobs", 0, "id"), at(t, memory, "data", "memory_mb"),
				h.got("data", "jobs", 0, "input", "memory_allocation_mb")}, []any{"1", "1", "4096", "4096"})
		},
		"status-lag=2": func(t *testing.T, h *house) {
			h.read("POST", "/platform/pipeline/pause", `{"pipeline_id":"`+seedID+`"}`)
			equal(t, "status", []any{h.got("data", "status"), h.got("data", "status"), h.got("data", "status")}, []any{"active", "active", "paused"})
		},
		"no-jdbc-job": func(_ *testing.T, h *house) {
			h.expect("GET", "/platform/jobs/jdbc/"+seedJob, "", 404, `{"detail":"Not Found"}`)
			h.expect("PUT", syncPath, toFull, 200, syncDone)
		},
		"server-defaults": func(t *testing.T, h *house) {
			h.wrong("/auth_parameters/auth_type: ").read("POST", "/platform/pipeline", `{"id":"`+newID+`","name":"D","jobs":[
				{"input":{"plugin":"mysql","auth_parameters":{"config_id":"c"}},"transformations":[],"output":{}},
				{"input":{"plugin":"hubspot"},"transformations":[],"output":{}}]}`)
			p := h.pipeline(newID)
			auth := p.Jobs[0].Input["auth_parameters"]
			for i := range p.Jobs {
				delete(p.Jobs[i].Input, "auth_parameters")
				delete(p.Jobs[i].Input, "memory_allocation_mb")
			}
			equal(t, "auth", auth, any(map[string]any{"auth_type": "connection_manager", "config_id": "c"}))
			equal(t, "jdbc", p.Jobs[0].Input, map[string]any{"plugin": "mysql", "connector": "jdbc", "load_type": "full_load", "network_config": nil})
			equal(t, "singer", p.Jobs[1].Input, map[string]any{"plugin": "hubspot", "connector": "singer", "replication_method": "INCREMENTAL", "network_config": nil})
		},
		"duplicate-names": func(t *testing.T, h *house) {
			h.read("POST", "/platform/pipeline", twin)
			equal(t, "names", []any{h.listed(0, "name"), h.listed(1, "name")}, []any{"Orders Data Pipeline", "Orders Data Pipeline"})
		},
		"run-once": func(t *testing.T, h *house) {
			h.read("POST", "/platform/pipeline", example)
			equal(t, "last_status", h.pipeline(newID).LastStatus(), "RUNNING")
		},
		"queued=hidden": func(t *testing.T, h *house) {
			h.read("POST", "/platform/pipeline/execute", `{"pipeline_id":"`+seedID+`"}`)
			h.clock.advance(2 * time.Second)
			h.read("POST", "/platform/pipeline/execute", `{"pipeline_id":"`+seedID+`"}`)
			second := h.pipeline(seedID).Runs[0].ID
			equal(t, "runs", len(h.read("GET", runs, "").([]any)), 2)
			h.expect("GET", runs+"/"+second, "", 404, `{"detail":"pipeline_run_id `+second+` not found"}`)
			h.clock.advance(3 * time.Second) // the first ends
			got := h.read("GET", runs+"/"+second, "")
			equal(t, "second run", []any{at(t, got, "last_status"), at(t, got, "created_at")}, []any{"RUNNING", "2024-12-18T10:30:05.000Z"})
			equal(t, "runs", len(h.read("GET", runs, "").([]any)), 3)
		},
	}
	for _, c := range maestrosim.Contracts()[1:] {
		name := strings.TrimSuffix(c.Name, "=true")
		if tests[name] == nil {
			t.Errorf("no test for %s", name)
			continue
		}
		t.Run(name, func(t *testing.T) { tests[name](t, under(t, name)) })
		delete(tests, name)
	}
	if len(tests) > 0 {
		t.Errorf("no such switches: %v", slices.Collect(maps.Keys(tests)))
	}
}

const (
	twin = `{"id":"` + newID + `","name":"Orders Data Pipeline",` + plainJob + `}`
	gone = "/platform/pipeline/no-such"
)
