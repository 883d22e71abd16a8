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
	secret = "canary-7f3a"
)

// exchange is a request with its response.
type exchange struct {
	request  Request
	response Response
}

// validExchange returns an exchange of an operation that is valid.
func validExchange(t *testing.T, id string) exchange {
	t.Helper()
	e, ok := map[string]exchange{
		"signIn": newExchange("POST /auth/sign-in", `{"username":"ana@example.com","password":"`+secret+`","totp":"123456"}`, 200,
			`{"tokens":{"accessToken":"`+secret+`"},"customer":{"id":"c","name":"acme_corp"}}`),
		"listPipelines": newExchange("GET /platform/pipelines", "", 200, `[{"id":1,"pipeline_id":"p","customer_id":"c","user_id":"u","name":"n","description":null,
			"cron":null,"last_status":"CREATED","jobs":[{"id":1,"job_id":"p_0","job_status":"PENDING","input":{"connector":"jdbc","own":[1]},
			"output":{"plugin":"p","raw":{"table_name":"t","table_schema":"s"}}}]}]`),
		"getPipeline": newExchange("GET /platform/pipeline/"+oneID, "", 200, `{"status":true,"data":{"id":"p","name":"n","description":"","cron":"@once",
			"customer_id":"c","status":"active","created_at":"2024-12-01T10:00:00Z","updated_at":"2024-12-01T10:00:00.123456Z","jobs":[
			{"job_id":"p_0","job_name":"j","input":{"column_include_list":["a"],"memory_allocation_mb":1},"output":{"plugin":"p","table_name":"t"}}]}}`),
		"createPipeline": newExchange("POST /platform/pipeline", `{"id":"7b8b3399-b8c0-4fc5-9116-142cd9f4e7ae","name":"n","cron":null,"description":"d",
			"jobs":[{"input":{"connector":"jdbc","primary_keys":["a"],"own":{"x":1},"auth_parameters":{"auth_type":"a","config_id":"c"}},
			"transformations":[{"type":"hash"}],"output":{"plugin":"p","raw":{"table_name":"t"},"own":1}}]}`, 201, ``),
		"updatePipeline": newExchange("PATCH /platform/pipeline/"+oneID, `{"name":"n","description":"","cron":null}`, 200,
			`{"detail":"successfully patched the item of the pipeline_id: p"}`),
		"deletePipeline": newExchange("DELETE /platform/pipeline/"+oneID, "", 200, `{"pipeline_id":"p","status":"PIPELINE_DELETED"}`),
		"pausePipeline": newExchange("POST /platform/pipeline/pause", `{"pipeline_id":"p"}`, 400,
			`{"detail":{"status":false,"exception_type":"PipelineAlreadyPaused","traceback":"t","data":null}}`),
		"unpausePipeline": newExchange("POST /platform/pipeline/unpause", `{"pipeline_id":"p"}`, 200,
			`{"status":true,"data":{"message":"Pipeline unpaused successfully","pipeline_id":"p"}}`),
		"executePipeline": newExchange("POST /platform/pipeline/execute", `{"pipeline_id":"p"}`, 200,
			`{"status":true,"data":{"message":"m","pipeline_id":"p","run_id":"manual__2024-12-18T10:30:00+00:00"}}`),
		"getRun": newExchange("GET /platform/pipeline/"+oneID+"/pipeline_run/manual__2024-12-18T10:30:00+00:00", "", 200, `{"id":1,"pipeline_run_id":"r",
			"pipeline_id":"p","last_status":"FAILED","created_at":"2024-12-01T10:00:00.000Z","updated_at":"2024-12-01T10:00:00.000Z","trace":"t"}`),
		"setMemory": newExchange("PUT /platform/pipeline/"+oneID+"/memory", `{"amount":12000}`, 200,
			`{"status":true,"data":{"message":"m","pipeline_id":"p","memory_mb":"12000"}}`),
		"patchJobInput": newExchange("PATCH /platform/jobs/p_0/input", `{"column_include_list":["a"],"own":null}`, 200,
			`{"status":true,"detail":"d","updated_fields":["own"]}`),
		"putSyncMode": newExchange("PUT /platform/jobs/jdbc/p_0/sync-mode", `{"target_load_type":"full_load"}`, 405,
			`{"detail":"Method Not Allowed"}`, "Allow", "POST"),
		"resetJobState": newExchange("POST /platform/jobs/p_0/reset-state", "", 200, `{"status":true,"detail":"d","message":"m"}`),
	}[id]
	if !ok {
		t.Fatalf("no exchange of %s", id)
	}
	return e
}

// newExchange returns an exchange; line is "METHOD path", headers are those of the response, in pairs.
func newExchange(line, body string, status int, response string, headers ...string) exchange {
	method, path, _ := strings.Cut(line, " ")
	u, err := url.Parse("http://127.0.0.1:1" + path)
	if err != nil {
		panic(err)
	}
	e := exchange{
		Request{Method: method, URL: u, Header: http.Header{"User-Agent": {"u"}, "Accept": {"application/json"}}, Body: []byte(body)},
		Response{Status: status, Header: http.Header{}, Body: []byte(response)},
	}
	if strings.HasPrefix(path, "/platform/") {
		e.request.Header.Set("customer_name", "acme_corp")
		e.request.Header.Set("Authorization", secret)
	}
	if body != "" {
		e.request.Header.Set("Content-Type", "application/json")
	}
	if response != "" {
		e.response.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		e.response.Header.Set(headers[i], headers[i+1])
	}
	return e
}

// check validates the request and the response.
func (e exchange) check() (request, response error) {
	op, err := CheckRequest(e.request)
	if op.ID() == "" {
		return err, nil
	}
	return err, CheckResponse(op, e.response)
}

// change changes an exchange.
type change func(*exchange)

// all makes several changes.
func all(changes ...change) change {
	return func(e *exchange) {
		for _, c := range changes {
			c(e)
		}
	}
}

func method(verb string) change { return func(e *exchange) { e.request.Method = verb } }

func path(p string) change { return func(e *exchange) { e.request.URL = &url.URL{Path: p} } }

func query(q string, force bool) change {
	return func(e *exchange) {
		u := *e.request.URL
		u.RawQuery, u.ForceQuery = q, force
		e.request.URL = &u
	}
}

// header sets the values of a header of the request, none to remove it.
func header(name string, values ...string) change {
	return func(e *exchange) {
		e.request.Header[name] = values
		if values == nil {
			delete(e.request.Header, name)
		}
	}
}

// wire sends the request with the name of a header as it is.
func wire(name string) change {
	return func(e *exchange) { e.request.Head = []byte("GET / HTTP/1.1\r\nHost: h\r\n" + name + ": acme_corp") }
}

// sent replaces a part of the request's body; the whole if old is empty.
func sent(old, replacement string) change {
	return func(e *exchange) { e.request.Body = replaced(e.request.Body, old, replacement) }
}

func status(code int) change { return func(e *exchange) { e.response.Status = code } }

// received replaces a part of the response's body; the whole if old is empty.
func received(old, replacement string) change {
	return func(e *exchange) { e.response.Body = replaced(e.response.Body, old, replacement) }
}

// responseHeader sets a header of the response; an empty value removes it.
func responseHeader(name, value string) change {
	return func(e *exchange) {
		e.response.Header.Set(name, value)
		if value == "" {
			e.response.Header.Del(name)
		}
	}
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
