// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// invalid are mistakes of a client and of a simulator, each in an exchange that is valid otherwise. want is the
// operation's field, parameter or header that the error names.
var invalid = map[string]struct {
	operation string
	change    change
	want      string
}{
	// The request line.
	"wrong method":                  {"listPipelines", method("POST"), "method not allowed"},
	"method in lower case":          {"listPipelines", method("get"), "method not allowed"},
	"unknown route":                 {"listPipelines", path("/platform/pipes"), "no matching operation"},
	"trailing slash":                {"listPipelines", path("/platform/pipelines/"), "no matching operation"},
	"path of runs in the guide":     {"listPipelines", path("/platform/pipeline/p/runs"), "no matching operation"},
	"empty id":                      {"getPipeline", path("/platform/pipeline/"), "no matching operation"},
	"id that means another path":    {"getPipeline", path("/platform/pipeline/.."), `"pipelineId" in path`},
	"query":                         {"listPipelines", query("size=500", false), `query parameter "size"`},
	"empty query":                   {"listPipelines", query("", true), "query"},
	"query that cannot be read":     {"listPipelines", query("a;b", false), "query"},
	"query beside one that is read": {"listPipelines", query("a=1&b;c", false), `query parameter "a"`},

	// The headers.
	"no customer":                    {"getPipeline", header("Customer_name"), `"customer_name" in header`},
	"empty customer":                 {"getPipeline", header("Customer_name", ""), `"customer_name" in header`},
	"two customers":                  {"getPipeline", header("Customer_name", "a", "b"), "Customer_name is repeated"},
	"customer with a hyphen":         {"getPipeline", header("Customer-Name", "acme_corp"), "Customer-Name"},
	"customer spelled by net/http":   {"getPipeline", wire("Customer_name"), "customer_name is spelled Customer_name"},
	"token in upper case":            {"getPipeline", wire("AUTHORIZATION"), "Authorization is spelled AUTHORIZATION"},
	"token after Bearer":             {"getPipeline", header("Authorization", "Bearer "+secret), "Authorization is not a raw token"},
	"token after bearer":             {"getPipeline", header("Authorization", "bearer "+secret), "Authorization is not a raw token"},
	"empty token":                    {"getPipeline", header("Authorization", ""), "Authorization is not a raw token"},
	"unknown header":                 {"getPipeline", header("X-Customer", "acme_corp"), "X-Customer"},
	"sign-in with a token":           {"signIn", header("Authorization", secret), "Authorization is not in the document"},
	"sign-in with a customer":        {"signIn", header("Customer_name", "acme_corp"), "Customer_name is not in the document"},
	"Content-Type without a body":    {"resetJobState", header("Content-Type", "application/json"), "Content-Type"},
	"body without Content-Type":      {"executePipeline", header("Content-Type"), "Content-Type"},
	"body with another Content-Type": {"executePipeline", header("Content-Type", "text/plain"), "Content-Type"},

	// The body of the request.
	"unexpected body":                   {"resetJobState", all(sent("", `{}`), header("Content-Type", "application/json")), "body"},
	"no body":                           {"executePipeline", sent("", ""), "request body"},
	"not JSON":                          {"executePipeline", sent(`}`, ``), "request body"},
	"two values":                        {"executePipeline", sent(`}`, `}{}`), "request body"},
	"array instead of an object":        {"executePipeline", sent("", `[]`), "must be an object"},
	"misspelled key":                    {"executePipeline", sent("pipeline_id", "pipelineId"), `"pipelineId"`},
	"customer in the body":              {"executePipeline", sent(`}`, `,"customer_id":"c"}`), `"customer_id"`},
	"email instead of username":         {"signIn", sent("username", "email"), `"email"`},
	"no password":                       {"signIn", sent(secret, ""), `"/password"`},
	"password that is a number":         {"signIn", sent(`"`+secret+`"`, `7`), `"/password"`},
	"id that is not a UUID":             {"createPipeline", sent("7b8b3399-", "7b8b3399"), `"/id"`},
	"empty cron":                        {"createPipeline", sent(`"cron":null`, `"cron":""`), `"/cron"`},
	"no jobs":                           {"createPipeline", sent("", `{"id":"`+oneID+`","name":"n","jobs":[]}`), `"/jobs"`},
	"jobs that are null":                {"createPipeline", sent("", `{"id":"`+oneID+`","name":"n","jobs":null}`), `"/jobs"`},
	"job without transformations":       {"createPipeline", sent(`"transformations"`, `"transformation"`), `"/jobs/0/transformations"`},
	"transformations that are null":     {"createPipeline", sent(`[{"type":"hash"}]`, `null`), `"/jobs/0/transformations"`},
	"source_config instead of input":    {"createPipeline", sent(`"input"`, `"source_config"`), `"/jobs/0/input"`},
	"keys that are a string":            {"createPipeline", sent(`["a"]`, `"a"`), `"/jobs/0/input/primary_keys"`},
	"credentials without a type":        {"createPipeline", sent(`"auth_type":"a",`, ``), `"/jobs/0/input/auth_parameters/auth_type"`},
	"output table with an unknown key":  {"createPipeline", sent(`"table_name"`, `"table"`), `"/jobs/0/output/raw"`},
	"jobs in an update":                 {"updatePipeline", sent(`"name":"n"`, `"jobs":[]`), `"jobs"`},
	"empty update":                      {"updatePipeline", sent("", `{}`), "PipelineChange"},
	"name that is null":                 {"updatePipeline", sent(`"name":"n"`, `"name":null`), `"/name"`},
	"memory_mb instead of amount":       {"setMemory", sent("amount", "memory_mb"), `"memory_mb"`},
	"memory as a string":                {"setMemory", sent("12000", `"12000"`), `"/amount"`},
	"half a megabyte":                   {"setMemory", sent("12000", "0.5"), `"/amount"`},
	"too much memory":                   {"setMemory", sent("12000", "12001"), `"/amount"`},
	"empty change of an input":          {"patchJobInput", sent("", `{}`), "InputChange"},
	"column that is a number":           {"patchJobInput", sent(`["a"]`, `[1]`), `"/column_include_list/0"`},
	"load_type for target_load_type":    {"putSyncMode", sent("target_load_type", "load_type"), `"load_type"`},
	"unknown load type":                 {"putSyncMode", sent("full_load", "full"), `"/target_load_type"`},
	"load type without its companions":  {"putSyncMode", sent("full_load", "incremental"), `"/incremental_column_name"`},
	"load type with another companion":  {"putSyncMode", sent(`}`, `,"primary_keys":["a"]}`), `"primary_keys"`},
	"status that is not documented":     {"getPipeline", status(418), "418"},
	"redirect":                          {"getPipeline", status(302), "302"},
	"redirect that the library accepts": {"getPipeline", status(301), "301"},
	"status of another call":            {"getPipeline", status(201), "201"},
	"404 of the list":                   {"listPipelines", status(404), "404"},
	"405 without Allow":                 {"putSyncMode", responseHeader("Allow", ""), `"Allow"`},

	// The body of the response.
	"response without a body":                {"getPipeline", received("", ""), "response body"},
	"response without Content-Type":          {"getPipeline", responseHeader("Content-Type", ""), "Content-Type"},
	"response with another Content-Type":     {"getPipeline", responseHeader("Content-Type", "text/html"), "Content-Type"},
	"response that is not JSON":              {"getPipeline", received("", "{"), "response body"},
	"response of two values":                 {"deletePipeline", received("}", "}{}"), "response body"},
	"id that is a number":                    {"getPipeline", received(`"id":"p"`, `"id":1`), `"/data"`},
	"pipeline_id alone":                      {"getPipeline", received(`"id":"p"`, `"pipeline_id":"p"`), `"/data/id"`},
	"pipeline without jobs":                  {"getPipeline", received(`"jobs"`, `"job"`), `"/data/jobs"`},
	"unknown status of a pipeline":           {"getPipeline", received(`"active"`, `"running"`), `"/data/status"`},
	"time in another format":                 {"getPipeline", received(`"2024-12-01T10:00:00Z"`, `"2024-12-01 10:00:00"`), `"/data/created_at"`},
	"envelope without its status":            {"getPipeline", received(`"status":true,`, ``), `"/status"`},
	"envelope whose status is a string":      {"getPipeline", received(`"status":true`, `"status":"true"`), `"/status"`},
	"columns that are a string":              {"getPipeline", received(`["a"]`, `"a"`), `"/data/jobs/0/input/column_include_list"`},
	"output of neither shape":                {"getPipeline", received(`"table_name"`, `"table"`), `"/data/jobs/0/output"`},
	"output table without its schema":        {"listPipelines", received(`,"table_schema":"s"`, ``), `"/0/jobs/0/output/raw/table_schema"`},
	"number that is a fraction":              {"listPipelines", received(`"id":1,"job_id"`, `"id":1.5,"job_id"`), `"/0/jobs/0/id"`},
	"job_name in the list":                   {"listPipelines", received(`"job_status"`, `"job_name"`), `"job_name"`},
	"list that is an object":                 {"listPipelines", received("", `{"pipelines":[]}`), `"pipelines"`},
	"boolean status of a delete":             {"deletePipeline", received(`"PIPELINE_DELETED"`, `true`), `"/status"`},
	"unknown status of a delete":             {"deletePipeline", received(`DELETED`, `REMOVED`), `"/status"`},
	"exception of another call":              {"pausePipeline", received("PipelineAlreadyPaused", "PipelinePaused"), `"/detail/exception_type"`},
	"message instead of traceback":           {"pausePipeline", received("traceback", "message"), `"/detail/traceback"`},
	"unknown status of a run":                {"getRun", received("FAILED", "failed"), `"/last_status"`},
	"time of a run without its zone":         {"getRun", received(".000Z", ".000"), `"/created_at"`},
	"run_id in another format":               {"executePipeline", received("manual__", ""), `"/data/run_id"`},
	"updated_fields that are a string":       {"patchJobInput", received(`["own"]`, `"own"`), `"/updated_fields"`},
	"token under another key":                {"signIn", received("accessToken", "token"), `"/tokens/accessToken"`},
	"customer of a sign-in without its name": {"signIn", received(`"name"`, `"names"`), `"/customer/name"`},
}

func TestCheck_invalidExchange(t *testing.T) {
	for name, test := range invalid {
		t.Run(name, func(t *testing.T) {
			e := validExchange(t, test.operation)
			if request, response := e.check(); request != nil || response != nil {
				t.Fatalf("before the change: got request error %v, response error %v", request, response)
			}

			test.change(&e)
			request, response := e.check()
			got := fmt.Sprint(request, response)
			if request == nil && response == nil || !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %s in it", got, test.want)
			}
			if strings.Contains(got, secret) {
				t.Errorf("the error contains a secret: %s", got)
			}
			if request != nil && response != nil {
				t.Errorf("one mistake is reported twice: %v, %v", request, response)
			}
		})
	}
	t.Logf("%d mistakes", len(invalid))
}

func TestCheck_validExchange(t *testing.T) {
	for name, test := range map[string]struct {
		operation string
		change    change
	}{
		"no token":                       {"deletePipeline", header("Authorization")},
		"token that begins like a word":  {"deletePipeline", header("Authorization", "tokens/are+opaque==")},
		"customer_name on the wire":      {"deletePipeline", wire("customer_name")},
		"Content-Type with a charset":    {"executePipeline", header("Content-Type", "application/json; charset=utf-8")},
		"id that is not a UUID":          {"getPipeline", path("/platform/pipeline/test_pipeline_12345")},
		"escaped id":                     {"getPipeline", func(e *exchange) { e.request.URL, _ = url.Parse("/platform/pipeline/..%2Fpipelines") }},
		"id of dots":                     {"getPipeline", path("/platform/pipeline/...")},
		"pause as on the page of DELETE": {"pausePipeline", sent("{", `{"customer_id":"acme_corp",`)},
		"no one-time code":               {"signIn", sent(`,"totp":"123456"`, "")},
		"one-time code of the library":   {"signIn", sent(`"123456"`, "null")},
		"customer of a sign-in":          {"signIn", sent("}", `,"customerName":"acme_corp"}`)},
		"undocumented member":            {"deletePipeline", received("{", `{"x_undocumented":{"a":[1]},`)},
		"bare pipeline": {"getPipeline", func(e *exchange) {
			e.response.Body = e.response.Body[len(`{"status":true,"data":`) : len(e.response.Body)-1]
		}},
		"number beside pipeline_id":  {"getPipeline", received(`"id":"p"`, `"id":"7","pipeline_id":"p"`)},
		"memory that is null":        {"getPipeline", received(`"memory_allocation_mb":1`, `"memory_allocation_mb":null`)},
		"failure as a 200":           {"getPipeline", received("", `{"status":false,"exception_type":"PipelineNotFound","traceback":"t"}`)},
		"no cron":                    {"getPipeline", received(`"cron":"@once",`, ``)},
		"404 with a page of a proxy": {"getPipeline", all(status(404), received("", "<html>"), responseHeader("Content-Type", "text/html; charset=utf-8"))},
		"404 without a body":         {"getPipeline", all(status(404), received("", ""), responseHeader("Content-Type", ""))},
		"502 of a gateway":           {"getPipeline", all(status(502), received("", "<html>"), responseHeader("Content-Type", "text/html"))},
		"error of the database":      {"getPipeline", all(status(500), received("", `{"detail":"d"}`))},
		"error of the list of runs":  {"getRun", all(status(500), received("", `{"msg":"m"}`))},
		"error of an API key": {"getRun", all(status(500),
			received("", `{"statusCode":500,"message":"m","error":"e","code":"UNKNOWN","details":"d"}`))},
		"too many requests": {"getRun", all(status(429), received("", `{"statusCode":429,"message":"m"}`), responseHeader("Retry-After", "1"))},
		"empty list":        {"listPipelines", received("", `[]`)},
		"enveloped list":    {"listPipelines", received("", `{"status":true,"data":[]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			e := validExchange(t, test.operation)
			test.change(&e)
			if request, response := e.check(); request != nil || response != nil {
				t.Errorf("got request error %v, response error %v", request, response)
			}
		})
	}
}

func TestCheckResponse_requestWithoutOperation(t *testing.T) {
	if err := CheckResponse(Operation{}, Response{Status: http.StatusOK}); err == nil {
		t.Error("got no error")
	}
}
