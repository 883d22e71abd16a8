// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// TestSeedPage replays every request and answer of docs.dadosfera.ai/reference/platformapicontroller_deletepipeline,
// byte for byte where the page prints a body.
func TestSeedPage(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	must(t, h.Put(acme, maestrosim.Pipeline{ID: "test_pipeline_12345"}))
	must(t, h.Put(acme, maestrosim.Pipeline{ID: "old_pipeline_abc123"}))
	nobody := h.wrong("customer_name")
	exact := func(h *house, method, path, body string, status int, want string, headers ...string) {
		t.Helper()
		gotStatus, got := h.call(method, path, body, headers...)
		if gotStatus != status || got != want {
			t.Errorf("%s %s: %d %s, want %d %s", method, path, gotStatus, got, status, want)
		}
	}

	h.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: http.StatusInternalServerError,
		Body: `{"detail":"Unable to complete transaction due to database error"}`})
	exact(h, "DELETE", "/platform/pipeline/"+seedID, "", 500, `{"detail":"Unable to complete transaction due to database error"}`)
	exact(nobody, "DELETE", "/platform/pipeline/"+seedID, "", 401, `{"msg":"Unauthorized"}`, "customer_name", "")
	exact(nobody, "DELETE", "/platform/pipeline/"+seedID, "", 401, `{"msg":"Unauthorized"}`, "customer_name", "", "customer-name", acme)
	exact(h, "DELETE", "/platform/pipeline/invalid_pipeline_id", "", 404, `{"detail":"pipeline_id invalid_pipeline_id not found!!"}`)
	exact(h, "DELETE", "/platform/pipeline/"+seedID, "", 200, `{"pipeline_id":"1b33ad2f_33d3_4837_9eeb_83c82c8b909d","status":"PIPELINE_DELETED"}`)
	exact(h, "DELETE", "/platform/pipeline/test_pipeline_12345", "", 200, `{"pipeline_id":"test_pipeline_12345","status":"PIPELINE_DELETED"}`)

	h.expect("POST", "/platform/pipeline/pause", `{"customer_id":"acme_corp","pipeline_id":"old_pipeline_abc123"}`, 200,
		`{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"old_pipeline_abc123"}}`)
	exact(h, "DELETE", "/platform/pipeline/old_pipeline_abc123", "", 200, `{"pipeline_id":"old_pipeline_abc123","status":"PIPELINE_DELETED"}`)
	exact(h, "DELETE", "/platform/pipeline/old_pipeline_abc123", "", 404, `{"detail":"pipeline_id old_pipeline_abc123 not found!!"}`)
	h.expect("GET", "/platform/pipelines", "", 200, `[]`)
}

// TestDeleteTakesEverything holds the page's table of what is removed.
func TestDeleteTakesEverything(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	if _, err := h.StartRun(acme, seedID); err != nil {
		t.Fatal(err)
	}
	if status, body := h.call("DELETE", "/platform/pipeline/"+seedID, ""); status != 200 {
		t.Fatalf("delete with a run going: %d %s", status, body)
	}
	for _, path := range []string{
		"/platform/pipeline/" + seedID, "/platform/pipeline/" + seedID + "/pipeline_run",
		"/platform/pipeline/" + seedID + "/pipeline_run/e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c", "/platform/jobs/jdbc/" + seedID + "_0",
	} {
		if status, body := h.call("GET", path, ""); status != 404 {
			t.Errorf("GET %s: %d %s", path, status, body)
		}
	}
	// The id is free again, and nothing of the old pipeline comes back with it.
	h.read("POST", "/platform/pipeline", `{"id":"`+seedID+`","name":"Again",`+plainJob+`}`)
	p := h.pipeline(seedID)
	if diff := cmp.Diff([]any{0, ""}, []any{len(p.Runs), p.Jobs[0].Bookmark}); diff != "" {
		t.Error(diff)
	}
}
