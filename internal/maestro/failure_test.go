// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"net/http"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

func TestResponse_successThatReportsAFailure(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ method, body, message string }{
		{"PUT", `{"status":"error","message":"boom"}`, "boom"},
		{"PUT", `{"status":"ERROR","detail":"boom","pipeline_id":"` + thisID + `"}`, "boom"},
		{"POST", `{"status":"failed","error":"name is taken","name":"Orders","id":"` + thisID + `"}`, "name is taken"},
		{"GET", `{"status":"error","message":"boom"}`, "boom"},
		{"GET", `{"status":"error","message":"boom","pipeline_id":"` + thisID + `"}`, "boom"},
		{"GET", `{"status":"error"}`, ""},
		{"PUT", `{"success":false,"message":"boom"}`, "boom"},
		{"PUT", `{"success":false}`, ""},
		{"PUT", `{"error":"boom"}`, "boom"},
		{"PUT", `{"data":null,"error":{"message":"boom"}}`, "boom"},
		{"PUT", `{"error":true,"message":"boom"}`, "boom"},
		{"PUT", `{"status":true,"error":"boom"}`, "boom"},
		{"PUT", `{"errors":["boom","and more"]}`, "boom; and more"},
		{"PUT", `{"errors":[{"message":"boom"}],"data":null}`, "boom"},
		{"PUT", `{"errors":{"amount":["boom"]}}`, ""},
		{"PUT", `{"statusCode":400,"message":"boom"}`, "boom"},
		{"PUT", `{"statusCode":"500","message":"boom"}`, "boom"},
		{"GET", `{"status_code":404,"message":"boom","id":"x"}`, "boom"},
		{"GET", `{"status":404,"message":"boom"}`, "boom"},
		{"GET", `{"pipelines":[],"error":"boom"}`, "boom"},
		{"GET", `{"status":false,"data":{"id":"` + thisID + `","name":"Orders"}}`, ""},
	} {
		e := resultOf(test.method, test.body).failure()
		if e == nil || e.Message != test.message || !e.is(ErrPlatform) {
			t.Errorf("%s %s: got %v, want a failure with the message %q", test.method, test.body, e, test.message)
		}
	}
}

func TestResponse_healthyObjectsAreNoFailures(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ method, body string }{
		// A pipeline whose schedule is in error.
		{"GET", `{"status":true,"data":{"id":"` + thisID + `","name":"Orders","status":"error","jobs":[]}}`},
		{"GET", `{"id":"` + thisID + `","name":"Orders","status":"error"}`},
		{"GET", `{"id":"` + thisID + `","name":"Orders","status":"error","message":"the last run failed","error":"x","errors":[1]}`},
		{"GET", `{"pipeline_id":"` + thisID + `","status":"error"}`},
		{"PATCH", `{"id":"` + thisID + `","name":"Orders","status":"error"}`},
		{"PATCH", `{"id":"` + thisID + `","name":"Orders","status":"error","jobs":[{}],"detail":"patched"}`},
		{"DELETE", `{"pipeline_id":"` + thisID + `","status":"PIPELINE_DELETED"}`},
		// A run that failed.
		{"GET", `{"pipeline_run_id":"x","status":"failed"}`},
		{"GET", `{"pipeline_run_id":"x","last_status":"FAILED","status":"error","error":"boom","success":false,"trace":"boom"}`},
		{"GET", `{"status":"error","last_status":"FAILED"}`},
		{"POST", `{"run_id":"manual__1","status":"failed","message":"x"}`},
		{"GET", `{"job_name":"j","source_config":{},"status":"error","error":"the last run failed"}`},
		// Nothing to report.
		{"PUT", `{"status":true,"error":null}`},
		{"PUT", `{"status":true,"error":"","errors":[]}`},
		{"PUT", `{"error":false,"errors":{},"success":true,"statusCode":200}`},
		{"PUT", `{"error":"None","errors":null,"statusCode":0}`},
		{"PUT", `{"status":"ok","message":"error and failed are only words"}`},
		{"PUT", `{"status":200,"message":"ok"}`},
		{"PUT", `{"statusCode":4096}`},
		{"PUT", `{"status":"success","code":"UPDATED"}`},
		{"PUT", `[{"status":"error"}]`},
		{"PUT", `"error"`},
		{"PUT", `null`},
		{"PUT", ``},
	} {
		if e := resultOf(test.method, test.body).failure(); e != nil {
			t.Errorf("%s %s: got %v, want a success", test.method, test.body, e)
		}
	}
}

func resultOf(method, body string) *response {
	request := transport.Request{Method: method, Path: "/platform/x"}
	return newResponse(request, &transport.Response{Status: http.StatusOK, Body: []byte(body)})
}

func TestSetMemory_returnsWhatTheResponseShows(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]int64{
		`{"status":true,"data":{"message":"Pipeline memory updated successfully","pipeline_id":"x","memory_mb":4096}}`: 4096,
		`{"memory_mb":"4096"}`: 4096, `{"amount":4096}`: 4096, `{"status":true}`: 8192, ``: 8192, `{"memory_mb":null}`: 8192, `{"memory_mb":"lots"}`: 8192,
	} {
		c, _ := serve(t, map[string][]reply{"*": {respond(200, body)}})
		if got, err := c.SetMemory(t.Context(), thisID, 8192); err != nil || got != want {
			t.Errorf("%s: got %d, %v, want %d", body, got, err, want)
		}
	}
}
