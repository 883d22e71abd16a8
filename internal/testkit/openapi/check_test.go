// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	oneID  = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	canary = "canary-7f3a"
)

// passed is a request with its answer.
type passed struct {
	Request
	Answer
}

// right is an exchange that keeps to the contract, by the id of its operation.
func right(t *testing.T, id string) passed {
	t.Helper()
	e, ok := map[string]passed{
		"signIn": pass("POST /auth/sign-in", `{"username":"ana@example.com","password":"`+canary+`","totp":"123456"}`, 200,
			`{"tokens":{"accessToken":"`+canary+`"},"customer":{"id":"c","name":"acme_corp"}}`),
		"listPipelines": pass("GET /platform/pipelines", "", 200, `[{"id":1,"pipeline_id":"p","customer_id":"c","user_id":"u","name":"n","description":null,
			"cron":null,"last_status":"CREATED","jobs":[{"id":1,"job_id":"p_0","job_status":"PENDING","input":{"connector":"jdbc","own":[1]},
			"output":{"plugin":"p","raw":{"table_name":"t","table_schema":"s"}}}]}]`),
		"getPipeline": pass("GET /platform/pipeline/"+oneID, "", 200, `{"status":true,"data":{"id":"p","name":"n","description":"","cron":"@once",
			"customer_id":"c","status":"active","created_at":"2024-12-01T10:00:00Z","updated_at":"2024-12-01T10:00:00.123456Z","jobs":[
			{"job_id":"p_0","job_name":"j","input":{"column_include_list":["a"],"memory_allocation_mb":1},"output":{"plugin":"p","table_name":"t"}}]}}`),
		"createPipeline": pass("POST /platform/pipeline", `{"id":"7b8b3399-b8c0-4fc5-9116-142cd9f4e7ae","name":"n","cron":null,"description":"d",
			"jobs":[{"input":{"connector":"jdbc","primary_keys":["a"],"own":{"x":1},"auth_parameters":{"auth_type":"a","config_id":"c"}},
			"transformations":[{"type":"hash"}],"output":{"plugin":"p","raw":{"table_name":"t"},"own":1}}]}`, 201, ``),
		"updatePipeline": pass("PATCH /platform/pipeline/"+oneID, `{"name":"n","description":"","cron":null}`, 200,
			`{"detail":"successfully patched the item of the pipeline_id: p"}`),
		"deletePipeline":  pass("DELETE /platform/pipeline/"+oneID, "", 200, `{"pipeline_id":"p","status":"PIPELINE_DELETED"}`),
		"pausePipeline":   pass("POST /platform/pipeline/pause", `{"pipeline_id":"p"}`, 400, `{"detail":{"status":false,"exception_type":"PipelineAlreadyPaused","traceback":"t","data":null}}`),
		"unpausePipeline": pass("POST /platform/pipeline/unpause", `{"pipeline_id":"p"}`, 200, `{"status":true,"data":{"message":"Pipeline unpaused successfully","pipeline_id":"p"}}`),
		"executePipeline": pass("POST /platform/pipeline/execute", `{"pipeline_id":"p"}`, 200,
			`{"status":true,"data":{"message":"m","pipeline_id":"p","run_id":"manual__2024-12-18T10:30:00+00:00"}}`),
		"getRun": pass("GET /platform/pipeline/"+oneID+"/pipeline_run/manual__2024-12-18T10:30:00+00:00", "", 200, `{"id":1,"pipeline_run_id":"r","pipeline_id":"p",
			"last_status":"FAILED","created_at":"2024-12-01T10:00:00.000Z","updated_at":"2024-12-01T10:00:00.000Z","trace":"t"}`),
		"setMemory":     pass("PUT /platform/pipeline/"+oneID+"/memory", `{"amount":12000}`, 200, `{"status":true,"data":{"message":"m","pipeline_id":"p","memory_mb":"12000"}}`),
		"patchJobInput": pass("PATCH /platform/jobs/p_0/input", `{"column_include_list":["a"],"own":null}`, 200, `{"status":true,"detail":"d","updated_fields":["own"]}`),
		"putSyncMode":   pass("PUT /platform/jobs/jdbc/p_0/sync-mode", `{"target_load_type":"full_load"}`, 405, `{"detail":"Method Not Allowed"}`, "Allow", "POST"),
		"resetJobState": pass("POST /platform/jobs/p_0/reset-state", "", 200, `{"status":true,"detail":"d","message":"m"}`),
	}[id]
	if !ok {
		t.Fatalf("there is no exchange for %s", id)
	}
	return e
}

func pass(line, body string, status int, answer string, headers ...string) passed {
	method, path, _ := strings.Cut(line, " ")
	u, err := url.Parse("http://127.0.0.1:1" + path)
	if err != nil {
		panic(err)
	}
	e := passed{
		Request{Method: method, URL: u, Header: http.Header{"User-Agent": {"u"}, "Accept": {"application/json"}}, Body: []byte(body)},
		Answer{Status: status, Header: http.Header{}, Body: []byte(answer)},
	}
	if strings.HasPrefix(path, "/platform/") {
		e.Request.Header.Set("customer_name", "acme_corp")
		e.Request.Header.Set("Authorization", canary)
	}
	if body != "" {
		e.Request.Header.Set("Content-Type", "application/json")
	}
	if answer != "" {
		e.Answer.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		e.Answer.Header.Set(headers[i], headers[i+1])
	}
	return e
}

// check gives what the contract has against a request and against its answer.
func (e passed) check() (request, answer error) {
	op, err := CheckRequest(e.Request)
	if op.ID() == "" {
		return err, nil
	}
	return err, CheckAnswer(op, e.Answer)
}

// Changes of an exchange.
func header(name, value string) func(*passed) {
	return func(e *passed) {
		e.Request.Header[name] = []string{value}
		if value == "" {
			delete(e.Request.Header, name)
		}
	}
}
func sent(old, replacement string) func(*passed) {
	return func(e *passed) { e.Request.Body = replaced(e.Request.Body, old, replacement) }
}
func answered(old, replacement string) func(*passed) {
	return func(e *passed) { e.Answer.Body = replaced(e.Answer.Body, old, replacement) }
}
func status(code int) func(*passed)    { return func(e *passed) { e.Status = code } }
func method(verb string) func(*passed) { return func(e *passed) { e.Method = verb } }
func wire(name string) func(*passed) {
	return func(e *passed) { e.Head = []byte("GET / HTTP/1.1\r\nHost: h\r\n" + name + ": acme_corp") }
}
func to(p string) func(*passed) {
	return func(e *passed) { e.URL = &url.URL{Path: p} }
}
func query(q string) func(*passed) {
	return func(e *passed) { u := *e.URL; u.RawQuery = q; e.URL = &u }
}
func answerType(value string) func(*passed) {
	return func(e *passed) { e.Answer.Header.Set("Content-Type", value) }
}

func replaced(body []byte, old, replacement string) []byte {
	if old == "" {
		return []byte(replacement)
	}
	if !bytes.Contains(body, []byte(old)) {
		panic("no " + old + " in " + string(body))
	}
	return bytes.ReplaceAll(body, []byte(old), []byte(replacement))
}

// mutations are slips of a client and of a simulator, each with what the contract has against it.
var mutations = map[string]struct {
	of     string
	change func(*passed)
	want   string
}{
	"wrong method":                   {"listPipelines", method("POST"), "method not allowed"},
	"a method in small letters":      {"listPipelines", method("get"), "method not allowed"},
	"unknown route":                  {"listPipelines", to("/platform/pipes"), "no matching operation"},
	"a slash at the end":             {"listPipelines", to("/platform/pipelines/"), "no matching operation"},
	"the guide's path of runs":       {"listPipelines", to("/platform/pipeline/p/runs"), "no matching operation"},
	"an empty id":                    {"getPipeline", to("/platform/pipeline/"), "no matching operation"},
	"an id that is another path":     {"getPipeline", to("/platform/pipeline/.."), "pipelineId: string doesn't match"},
	"a query":                        {"listPipelines", query("size=500"), `the query has "size"`},
	"an empty query":                 {"listPipelines", func(e *passed) { u := *e.URL; u.ForceQuery = true; e.URL = &u }, "a query with nothing in it"},
	"a query that cannot be read":    {"listPipelines", query("a;b"), "a query with nothing in it"},
	"no customer":                    {"getPipeline", header("Customer_name", ""), "customer_name: value is required but missing"},
	"an empty customer":              {"getPipeline", func(e *passed) { e.Request.Header["Customer_name"] = []string{""} }, "customer_name: minimum string length is 1"},
	"two customers":                  {"getPipeline", func(e *passed) { e.Request.Header["Customer_name"] = []string{"a", "b"} }, "is there 2 times"},
	"a customer of another name":     {"getPipeline", header("Customer-Name", "acme_corp"), "the header Customer-Name is not in the contract"},
	"a customer spelled by net/http": {"getPipeline", wire("Customer_name"), "is spelled Customer_name on the wire"},
	"a token spelled otherwise":      {"getPipeline", wire("AUTHORIZATION"), "is spelled AUTHORIZATION on the wire"},
	"Bearer":                         {"getPipeline", header("Authorization", "Bearer "+canary), "not a raw token"},
	"bearer":                         {"getPipeline", header("Authorization", "bearer "+canary), "not a raw token"},
	"an empty token":                 {"getPipeline", func(e *passed) { e.Request.Header["Authorization"] = []string{""} }, "not a raw token"},
	"a header that nobody knows":     {"getPipeline", header("X-Customer", "acme_corp"), "the header X-Customer is not in the contract"},
	"signing in with a token":        {"signIn", header("Authorization", canary), "the header Authorization is not in the contract"},
	"signing in with a customer":     {"signIn", header("Customer_name", "acme_corp"), "the header Customer_name is not in the contract"},
	"e-mail for user name":           {"signIn", sent("username", "email"), `"email" is unsupported`},
	"no password":                    {"signIn", sent(canary, ""), "/password: minimum string length is 1"},
	"a password that is a number":    {"signIn", sent(`"`+canary+`"`, `7`), "/password: value must be a string"},
	"a body where there is none": {"resetJobState", func(e *passed) {
		e.Request.Body = []byte(`{}`)
		e.Request.Header.Set("Content-Type", "application/json")
	}, "body not allowed"},
	"a type where there is no body":     {"resetJobState", header("Content-Type", "application/json"), "a Content-Type and no body"},
	"no body":                           {"executePipeline", sent("", ""), "value is required but missing"},
	"no type of a body":                 {"executePipeline", header("Content-Type", ""), "Content-Type"},
	"another type of a body":            {"executePipeline", header("Content-Type", "text/plain"), "Content-Type"},
	"no JSON":                           {"executePipeline", sent(`}`, ``), "not one JSON value"},
	"two values":                        {"executePipeline", sent(`}`, `}{}`), "not one JSON value"},
	"an array for an object":            {"executePipeline", sent("", `[]`), "value must be an object"},
	"a misspelt key":                    {"executePipeline", sent("pipeline_id", "pipelineId"), `"pipelineId" is unsupported`},
	"a customer in the body":            {"executePipeline", sent(`}`, `,"customer_id":"c"}`), `"customer_id" is unsupported`},
	"an id that is no UUID":             {"createPipeline", sent("7b8b3399-", "7b8b3399"), "/id: string doesn't match"},
	"an empty cron":                     {"createPipeline", sent(`"cron":null`, `"cron":""`), "/cron: minimum string length is 1"},
	"no jobs":                           {"createPipeline", func(e *passed) { e.Request.Body = []byte(`{"id":"` + oneID + `","name":"n","jobs":[]}`) }, "/jobs: minimum number of items is 1"},
	"null for jobs":                     {"createPipeline", func(e *passed) { e.Request.Body = []byte(`{"id":"` + oneID + `","name":"n","jobs":null}`) }, "/jobs: Value is not nullable"},
	"a job without transformations":     {"createPipeline", sent(`"transformations"`, `"transformation"`), `"transformations" is missing`},
	"null for transformations":          {"createPipeline", sent(`[{"type":"hash"}]`, `null`), "/transformations: Value is not nullable"},
	"source_config for input":           {"createPipeline", sent(`"input"`, `"source_config"`), `"input" is missing`},
	"keys that are a text":              {"createPipeline", sent(`["a"]`, `"a"`), "/jobs/0/input/primary_keys: value must be an array"},
	"credentials without a type":        {"createPipeline", sent(`"auth_type":"a",`, ``), `"auth_type" is missing`},
	"a table with another key":          {"createPipeline", sent(`"table_name"`, `"table"`), `"table" is unsupported`},
	"jobs in a change":                  {"updatePipeline", sent(`"name":"n"`, `"jobs":[]`), `"jobs" is unsupported`},
	"an empty change":                   {"updatePipeline", sent("", `{}`), "at least 1 properties"},
	"null for a name":                   {"updatePipeline", sent(`"name":"n"`, `"name":null`), "/name: Value is not nullable"},
	"memory_mb for amount":              {"setMemory", sent("amount", "memory_mb"), `"memory_mb" is unsupported`},
	"memory as a text":                  {"setMemory", sent("12000", `"12000"`), "/amount: value must be an integer"},
	"half a megabyte":                   {"setMemory", sent("12000", "0.5"), "/amount: value must be an integer"},
	"too much memory":                   {"setMemory", sent("12000", "12001"), "/amount: number must be at most 12000"},
	"an empty change of an input":       {"patchJobInput", sent("", `{}`), "at least 1 properties"},
	"a column that is a number":         {"patchJobInput", sent(`["a"]`, `[1]`), "/column_include_list/0: value must be a string"},
	"load_type for target_load_type":    {"putSyncMode", sent("target_load_type", "load_type"), "none of its alternatives"},
	"a load type that there is not":     {"putSyncMode", sent("full_load", "full"), "none of its alternatives"},
	"a load type without companions":    {"putSyncMode", sent("full_load", "incremental"), `not incremental: /incremental_column_name: property "incremental_column_name" is missing`},
	"companions that are not needed":    {"putSyncMode", sent(`}`, `,"primary_keys":["a"]}`), `not full_load: property "primary_keys" is unsupported`},
	"undocumented status":               {"getPipeline", status(418), "the status is not in the contract"},
	"a redirect":                        {"getPipeline", status(302), "the status is not in the contract"},
	"a redirect that the library skips": {"getPipeline", status(301), "the status is not in the contract"},
	"a status of another call":          {"getPipeline", status(201), "the status is not in the contract"},
	"a list that is not found":          {"listPipelines", status(404), "the status is not in the contract"},
	"an answer without a body":          {"getPipeline", answered("", ""), "the answer has no body"},
	"an answer without a type":          {"getPipeline", answerType(""), "Content-Type"},
	"an answer of another type":         {"getPipeline", answerType("text/html"), "Content-Type"},
	"an answer that is no JSON":         {"getPipeline", answered("", "{"), "not one JSON value"},
	"an answer of two values":           {"deletePipeline", answered("}", "}{}"), "not one JSON value"},
	"an id that is a number":            {"getPipeline", answered(`"id":"p"`, `"id":1`), "none of its alternatives"},
	"pipeline_id alone":                 {"getPipeline", answered(`"id":"p"`, `"pipeline_id":"p"`), `"id" is missing`},
	"a pipeline without jobs":           {"getPipeline", answered(`"jobs"`, `"job"`), `"job" is unsupported`},
	"a status that there is not":        {"getPipeline", answered(`"active"`, `"running"`), "not one of the allowed values"},
	"a time that is none":               {"getPipeline", answered(`"2024-12-01T10:00:00Z"`, `"2024-12-01 10:00:00"`), "created_at: string doesn't match"},
	"an envelope without its status":    {"getPipeline", answered(`"status":true,`, ``), `"status" is missing`},
	"an envelope of a text":             {"getPipeline", answered(`"status":true`, `"status":"true"`), "not PipelineEnvelope: /status: "},
	"columns that are a text":           {"getPipeline", answered(`["a"]`, `"a"`), "/column_include_list: value must be an array"},
	"an output of neither shape":        {"getPipeline", answered(`"table_name"`, `"table"`), "/output: it is none of its alternatives"},
	"a table without its schema":        {"listPipelines", answered(`,"table_schema":"s"`, ``), `"table_schema" is missing`},
	"a number that is a fraction":       {"listPipelines", answered(`"id":1,"job_id"`, `"id":1.5,"job_id"`), "/id: it is none of its alternatives"},
	"job_name in the list":              {"listPipelines", answered(`"job_status"`, `"job_name"`), `"job_name" is unsupported`},
	"a list that is an object":          {"listPipelines", answered("", `{"pipelines":[]}`), `"pipelines" is unsupported`},
	"a boolean for a deletion":          {"deletePipeline", answered(`"PIPELINE_DELETED"`, `true`), "not Deleted: /status: "},
	"a deletion of another name":        {"deletePipeline", answered(`DELETED`, `REMOVED`), "not one of the allowed values"},
	"an exception of another call":      {"pausePipeline", answered("PipelineAlreadyPaused", "PipelinePaused"), "not one of the allowed values"},
	"message for traceback":             {"pausePipeline", answered("traceback", "message"), `"message" is unsupported`},
	"a run of another status":           {"getRun", answered("FAILED", "failed"), "not one of the allowed values"},
	"a run's time without its zone":     {"getRun", answered(".000Z", ".000"), "created_at: string doesn't match"},
	"another run_id":                    {"executePipeline", answered("manual__", ""), "/run_id: string doesn't match"},
	"fields that are a text":            {"patchJobInput", answered(`["own"]`, `"own"`), "/updated_fields: value must be an array"},
	"a 405 that allows nothing":         {"putSyncMode", func(e *passed) { e.Answer.Header.Del("Allow") }, `header "Allow" missing`},
	"a token under another name":        {"signIn", answered("accessToken", "token"), `"accessToken" is missing`},
	"a customer without a name":         {"signIn", answered(`"name"`, `"names"`), `"name" is missing`},
}

func TestEveryMutationIsReported(t *testing.T) {
	for name, m := range mutations {
		t.Run(name, func(t *testing.T) {
			e := right(t, m.of)
			if request, answer := e.check(); request != nil || answer != nil {
				t.Fatalf("before the change: request %v, answer %v", request, answer)
			}
			m.change(&e)
			request, answer := e.check()
			said := textOf(request) + textOf(answer)
			if !strings.Contains(said, m.want) {
				t.Errorf("it says %q, and nothing of %q", said, m.want)
			}
			if strings.Contains(said, canary) {
				t.Errorf("it gives a secret away: %s", said)
			}
			if request != nil && answer != nil && e.Status != 418 {
				t.Errorf("one slip is reported twice: %v, %v", request, answer)
			}
		})
	}
	t.Logf("%d mutations", len(mutations))
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// What is right, though somebody might think otherwise.
func TestWhatIsRightPasses(t *testing.T) {
	for name, m := range map[string]struct {
		of     string
		change func(*passed)
	}{
		"no token":                        {"deletePipeline", header("Authorization", "")},
		"a token that begins like a word": {"deletePipeline", header("Authorization", "tokens/are+opaque==")},
		"the customer in small letters":   {"deletePipeline", wire("customer_name")},
		"a type with its charset":         {"executePipeline", header("Content-Type", "application/json; charset=utf-8")},
		"an id of no UUID":                {"getPipeline", to("/platform/pipeline/test_pipeline_12345")},
		"an id that is escaped":           {"getPipeline", func(e *passed) { e.URL, _ = url.Parse("/platform/pipeline/..%2Fpipelines") }},
		"an id with dots":                 {"getPipeline", to("/platform/pipeline/...")},
		"the seed page's pause":           {"pausePipeline", sent("{", `{"customer_id":"acme_corp",`)},
		"no code":                         {"signIn", sent(`,"totp":"123456"`, "")},
		"the library's code":              {"signIn", sent(`"123456"`, "null")},
		"a customer to sign in for":       {"signIn", sent("}", `,"customerName":"acme_corp"}`)},
		"what is undocumented":            {"deletePipeline", answered("{", `{"x_undocumented":{"a":[1]},`)},
		"a bare pipeline":                 {"getPipeline", func(e *passed) { e.Answer.Body = e.Answer.Body[len(`{"status":true,"data":`) : len(e.Answer.Body)-1] }},
		"a number beside pipeline_id":     {"getPipeline", answered(`"id":"p"`, `"id":"7","pipeline_id":"p"`)},
		"a failure under a success":       {"getPipeline", answered("", `{"status":false,"exception_type":"PipelineNotFound","traceback":"t"}`)},
		"no schedule shown":               {"getPipeline", answered(`"cron":"@once",`, ``)},
		"a page for a pipeline":           {"getPipeline", func(e *passed) { status(404)(e); answered("", "<html>")(e); answerType("text/html; charset=utf-8")(e) }},
		"nothing for a pipeline":          {"getPipeline", func(e *passed) { status(404)(e); answered("", "")(e); e.Answer.Header = http.Header{} }},
		"a gateway that is down":          {"getPipeline", func(e *passed) { status(502)(e); answered("", "<html>")(e); answerType("text/html")(e) }},
		"the database's error":            {"getPipeline", func(e *passed) { status(500)(e); answered("", `{"detail":"d"}`)(e) }},
		"the error of the list of runs":   {"getRun", func(e *passed) { status(500)(e); answered("", `{"msg":"m"}`)(e) }},
		"the error of an API key": {"getRun", func(e *passed) {
			status(500)(e)
			answered("", `{"statusCode":500,"message":"m","error":"e","code":"UNKNOWN","details":"d"}`)(e)
		}},
		"too much": {"getRun", func(e *passed) {
			status(429)(e)
			answered("", `{"statusCode":429,"message":"m"}`)(e)
			e.Answer.Header.Set("Retry-After", "1")
		}},
		"a list without pipelines": {"listPipelines", answered("", `[]`)},
		"a list in an envelope":    {"listPipelines", answered("", `{"status":true,"data":[]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			e := right(t, m.of)
			m.change(&e)
			if request, answer := e.check(); request != nil || answer != nil {
				t.Errorf("request %v, answer %v", request, answer)
			}
		})
	}
}
