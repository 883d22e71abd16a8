// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

const seedListed = `[{"id":1,"pipeline_id":"1b33ad2f_33d3_4837_9eeb_83c82c8b909d","customer_id":"acme_corp",
  "user_id":"data@acme_corp.example","name":"Orders Data Pipeline","description":"Extracts orders from PostgreSQL",
  "cron":"0 6 * * *","last_status":"SUCCESS",
  "jobs":[{"id":1,"job_id":"1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0","job_status":"SUCCESS",
    "input":{"connector":"jdbc","plugin":"postgresql","table_name":"orders"},
    "output":{"plugin":"dadosfera_snowflake","raw":{"table_name":"orders","table_schema":"RAW_DATA"}}}]}]`

const seedGot = `{"status":true,"data":{"id":"1b33ad2f_33d3_4837_9eeb_83c82c8b909d","name":"Orders Data Pipeline",
  "description":"Extracts orders from PostgreSQL","cron":"0 6 * * *","customer_id":"acme_corp","status":"active",
  "created_at":"2024-12-01T10:00:00Z","updated_at":"2024-12-15T14:30:00Z",
  "jobs":[{"job_id":"1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0","job_name":"orders_extraction",
    "input":{"connector":"jdbc","plugin":"postgresql","table_schema":"public","table_name":"orders","load_type":"incremental",
      "incremental_column_name":"updated_at","incremental_column_type":"timestamp with time zone"},
    "output":{"plugin":"dadosfera_snowflake","table_name":"tb__xqfu8g__public__orders"}}]}}`

func TestReads_asDocumented(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	f.expect("GET", "/platform/pipelines", "", 200, seedListed)
	for _, id := range []string{seedID, "1b33ad2f-33d3-4837-9eeb-83c82c8b909d", "1B33AD2F_33D3_4837_9EEB_83C82C8B909D"} {
		f.expect("GET", "/platform/pipeline/"+id, "", 200, seedGot)
	}
	f.expect("GET", "/platform/pipeline/no-such-one", "", 404, notFound("no_such_one"))
}

func TestRoutes_unknownPathOrMethod(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	for _, path := range []string{
		"/", "/platform", "/platform/pipelines/", "/platform/pipeline/", "/platform/pipeline/" + seedID + "/runs", "/platform/jobs/x",
	} {
		f.invalid("no matching operation").expect("GET", path, "", 404, `{"detail":"Not Found"}`)
	}
	for method, path := range map[string]string{
		"PUT": "/platform/pipelines", "PATCH": "/platform/pipeline", "DELETE": "/auth/sign-in",
	} {
		f.invalid("method not allowed").expect(method, path, "", 405, `{"detail":"Method Not Allowed"}`)
	}
	f.expect("POST", "/platform/jobs/jdbc/x/sync-mode", toFull, 405, `{"detail":"Method Not Allowed"}`)
	resp, err := f.invalid("method not allowed").send("PUT", "/platform/pipeline/x", "")
	must(t, err)
	defer resp.Body.Close()
	equal(t, "Allow", resp.Header.Get("Allow"), "DELETE, GET, PATCH")
}

func TestUpdate(t *testing.T) {
	const done = `{"detail":"successfully patched the item of the pipeline_id: ` + seedID + `"}`
	const path = "/platform/pipeline/" + seedID
	type state struct {
		Name              string
		Description, Cron *string
	}
	seed := state{"Orders Data Pipeline", ptr("Extracts orders from PostgreSQL"), ptr("0 6 * * *")}
	with := func(f func(*state)) state { s := seed; f(&s); return s }
	tests := map[string]struct {
		path, body string
		status     int
		want       string
		after      state
	}{
		"name":             {path, `{"name":"New"}`, 200, done, with(func(s *state) { s.Name = "New" })},
		"own name":         {path, `{"name":"Orders Data Pipeline"}`, 200, done, seed},
		"description":      {path, `{"description":""}`, 200, done, with(func(s *state) { s.Description = ptr("") })},
		"null description": {path, `{"description":null}`, 200, done, with(func(s *state) { s.Description = nil })},
		"cron off":         {path, `{"cron":null}`, 200, done, with(func(s *state) { s.Cron = nil })},
		"cron preset":      {path, `{"cron":"@once"}`, 200, done, with(func(s *state) { s.Cron = ptr("@once") })},
		"nothing":          {path, `{}`, 200, done, seed},
		"unknown field":    {path, `{"colour":"red"}`, 200, done, seed},
		"pipeline_id":      {path, `{"pipeline_id":"x","name":"New"}`, 400, `{"detail":"Property pipeline_id is read only"}`, seed},
		"customer_id":      {path, `{"customer_id":"x"}`, 400, `{"detail":"Property customer_id is read only"}`, seed},
		"jobs":             {path, `{"jobs":[]}`, 400, `{"detail":"Property jobs is read only"}`, seed},
		"taken name":       {path, `{"name":"Other"}`, 409, `{"detail":"Pipeline with name Other already exists"}`, seed},
		"null name": {path, `{"name":null}`, 422,
			`{"detail":[{"loc":["body","name"],"msg":"Input should be a valid string","type":"string_type"}]}`, seed},
		"empty name": {path, `{"name":""}`, 422,
			`{"detail":[{"loc":["body","name"],"msg":"String should have at least 1 character","type":"string_too_short"}]}`, seed},
		"number for cron": {path, `{"cron":5,"name":"New"}`, 422,
			`{"detail":[{"loc":["body","cron"],"msg":"Input should be a valid string","type":"string_type"}]}`, seed},
		"not JSON":   {path, `{"name":`, 422, `{"detail":[{"loc":["body",0],"msg":"JSON decode error","type":"json_invalid"}]}`, seed},
		"two values": {path, `{} {}`, 422, `{"detail":[{"loc":["body",0],"msg":"JSON decode error","type":"json_invalid"}]}`, seed},
		"not an object": {path, `[]`, 422,
			`{"detail":[{"loc":["body"],"msg":"Input should be a valid dictionary","type":"model_attributes_type"}]}`, seed},
		"missing": {"/platform/pipeline/invalid_pipeline_id", `{"name":"New"}`, 404, `{"detail":"pipeline_id invalid_pipeline_id not found"}`, seed},
	}
	// Those that the client never sends, with what the check rejects.
	invalid := map[string]string{
		"null description": "/description", "nothing": "PipelineChange", "unknown field": `"colour"`,
		"pipeline_id": `"pipeline_id"`, "customer_id": `"customer_id"`, "jobs": `"jobs"`,
		"null name": "/name", "empty name": "/name", "number for cron": "/cron",
		"not JSON": "request body", "two values": "request body", "not an object": "PipelineChange",
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{})
			must(t, f.Put(acme, maestrosim.Pipeline{Name: "Other"}))
			before := f.pipeline(seedID)
			f.invalid(invalid[name]).expect("PATCH", test.path, test.body, test.status, test.want)
			p := f.pipeline(seedID)
			equal(t, "afterwards", state{p.Name, p.Description, p.Cron}, test.after)
			equal(t, "updated_at advanced", p.UpdatedAt.After(before.UpdatedAt), test.status == 200)
		})
	}
}

func TestWrites_advanceUpdatedAt(t *testing.T) {
	f := newFixture(t, maestrosim.Options{}) // whose clock stands still
	last := f.pipeline(seedID).UpdatedAt
	for _, w := range [][3]string{
		{"PATCH", "/platform/pipeline/" + seedID, `{"name":"Orders Data Pipeline"}`},
		{"POST", "/platform/pipeline/pause", `{"pipeline_id":"` + seedID + `"}`},
		{"POST", "/platform/pipeline/unpause", `{"pipeline_id":"` + seedID + `"}`},
		{"PUT", "/platform/pipeline/" + seedID + "/memory", `{"amount":1}`},
		{"PATCH", "/platform/jobs/" + seedID + "_0/input", `{"table_name":"orders"}`},
		{"PUT", "/platform/jobs/jdbc/" + seedID + "_0/sync-mode", `{"target_load_type":"full_load"}`},
	} {
		f.read(w[0], w[1], w[2])
		now := f.pipeline(seedID).UpdatedAt
		if !now.After(last) {
			t.Errorf("%s %s: got updated_at %s, want a later one", w[0], w[1], now)
		}
		last = now
	}
	if over := last.Sub(start); over > time.Second {
		t.Errorf("got updated_at %s after the clock, want less than a second", over)
	}
}

func TestPause(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	status := func(want string) {
		t.Helper()
		equal(t, "status", at(t, f.read("GET", "/platform/pipeline/"+seedID, ""), "data", "status"), any(want))
	}
	const hyphens = `{"pipeline_id":"1b33ad2f-33d3-4837-9eeb-83c82c8b909d"}`
	f.expect("POST", "/platform/pipeline/unpause", hyphens, 400,
		`{"detail":{"status":false,"exception_type":"PipelineNotPaused","traceback":"Pipeline is not paused","data":null}}`)
	f.expect("POST", "/platform/pipeline/pause", hyphens, 200,
		`{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"`+seedID+`"}}`)
	status("paused")
	f.expect("POST", "/platform/pipeline/pause", hyphens, 400,
		`{"detail":{"status":false,"exception_type":"PipelineAlreadyPaused","traceback":"Pipeline is already paused","data":null}}`)
	f.expect("POST", "/platform/pipeline/execute", hyphens, 400, `{"detail":{"status":false,"exception_type":"PipelinePaused",
		"traceback":"Cannot execute paused pipeline. Use /pipeline/unpause first.","data":null}}`)
	f.expect("POST", "/platform/pipeline/unpause", `{"pipeline_id":"`+seedID+`"}`, 200,
		`{"status":true,"data":{"message":"Pipeline unpaused successfully","pipeline_id":"`+seedID+`"}}`)
	status("active")
	must(t, f.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.Errored = true }))
	status("error")
	for _, verb := range []string{"pause", "unpause", "execute"} {
		path := "/platform/pipeline/" + verb
		f.expect("POST", path, `{"pipeline_id":"no-such"}`, 404, notFound("no_such"))
		f.invalid(`"pipeline_id"`).expect("POST", path, `{}`, 400, `{"detail":"pipeline_id is required"}`)
		f.invalid("request body").expect("POST", path, ``, 422, `{"detail":[{"loc":["body",0],"msg":"JSON decode error","type":"json_invalid"}]}`)
	}
}

func TestMemory(t *testing.T) {
	const path = "/platform/pipeline/" + seedID + "/memory"
	notInt := `{"detail":[{"loc":["body","amount"],"msg":"Input should be a valid integer","type":"int_type"}]}`
	tests := map[string]struct {
		path, body string
		status     int
		want       string
		after      int
	}{
		"set": {path, `{"amount":4096}`, 200,
			`{"status":true,"data":{"message":"Pipeline memory updated successfully","pipeline_id":"` + seedID + `","memory_mb":4096}}`, 4096},
		"maximum": {path, `{"amount":12000}`, 200,
			`{"status":true,"data":{"message":"Pipeline memory updated successfully","pipeline_id":"` + seedID + `","memory_mb":12000}}`, 12000},
		"over": {path, `{"amount":12001}`, 400,
			`{"message":"Memory limit exceeded. Maximum allowed: 12000MB (12GB)","statusCode":400}`, 2048},
		"none": {path, `{"memory_mb":1}`, 422, `{"detail":[{"loc":["body","amount"],"msg":"Field required","type":"missing"}]}`, 2048},
		"zero": {path, `{"amount":0}`, 422,
			`{"detail":[{"loc":["body","amount"],"msg":"Input should be greater than 0","type":"greater_than"}]}`, 2048},
		"text":     {path, `{"amount":"4096"}`, 422, notInt, 2048},
		"fraction": {path, `{"amount":1.5}`, 422, notInt, 2048},
		"missing":  {"/platform/pipeline/nope/memory", `{"amount":1}`, 404, notFound("nope"), 2048},
		"not JSON": {path, `{`, 422, `{"detail":[{"loc":["body",0],"msg":"JSON decode error","type":"json_invalid"}]}`, 2048},
	}
	invalid := map[string]string{
		"over": "/amount", "none": `"memory_mb"`, "zero": "/amount", "text": "/amount", "fraction": "/amount", "not JSON": "request body",
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{})
			f.invalid(invalid[name]).expect("PUT", test.path, test.body, test.status, test.want)
			equal(t, "memory", f.pipeline(seedID).MemoryMB, test.after)
		})
	}
}
