// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// TestDelete_asOnItsPage replays every exchange of docs.dadosfera.ai/reference/platformapicontroller_deletepipeline,
// byte for byte where the page prints a body.
func TestDelete_asOnItsPage(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	must(t, f.Put(acme, maestrosim.Pipeline{ID: "test_pipeline_12345"}))
	must(t, f.Put(acme, maestrosim.Pipeline{ID: "old_pipeline_abc123"}))
	anonymous := f.invalid("customer_name")
	exact := func(f *fixture, method, path, body string, status int, want string, headers ...string) {
		t.Helper()
		gotStatus, got := f.call(method, path, body, headers...)
		if gotStatus != status || got != want {
			t.Errorf("%s %s: got %d %s, want %d %s", method, path, gotStatus, got, status, want)
		}
	}

	f.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: http.StatusInternalServerError,
		Body: `{"detail":"Unable to complete transaction due to database error"}`})
	exact(f, "DELETE", "/platform/pipeline/"+seedID, "", 500, `{"detail":"Unable to complete transaction due to database error"}`)
	exact(anonymous, "DELETE", "/platform/pipeline/"+seedID, "", 401, `{"msg":"Unauthorized"}`, "customer_name", "")
	exact(anonymous, "DELETE", "/platform/pipeline/"+seedID, "", 401, `{"msg":"Unauthorized"}`, "customer_name", "", "customer-name", acme)
	exact(f, "DELETE", "/platform/pipeline/invalid_pipeline_id", "", 404, `{"detail":"pipeline_id invalid_pipeline_id not found!!"}`)
	exact(f, "DELETE", "/platform/pipeline/"+seedID, "", 200, `{"pipeline_id":"1b33ad2f_33d3_4837_9eeb_83c82c8b909d","status":"PIPELINE_DELETED"}`)
	exact(f, "DELETE", "/platform/pipeline/test_pipeline_12345", "", 200, `{"pipeline_id":"test_pipeline_12345","status":"PIPELINE_DELETED"}`)

	f.expect("POST", "/platform/pipeline/pause", `{"customer_id":"acme_corp","pipeline_id":"old_pipeline_abc123"}`, 200,
		`{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"old_pipeline_abc123"}}`)
	exact(f, "DELETE", "/platform/pipeline/old_pipeline_abc123", "", 200, `{"pipeline_id":"old_pipeline_abc123","status":"PIPELINE_DELETED"}`)
	exact(f, "DELETE", "/platform/pipeline/old_pipeline_abc123", "", 404, `{"detail":"pipeline_id old_pipeline_abc123 not found!!"}`)
	f.expect("GET", "/platform/pipelines", "", 200, `[]`)
}

// What is removed is in a table of the page.
func TestDelete_removesAllOfThePipeline(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	if _, err := f.StartRun(acme, seedID); err != nil {
		t.Fatal(err)
	}
	if status, body := f.call("DELETE", "/platform/pipeline/"+seedID, ""); status != 200 {
		t.Fatalf("DELETE with a run in progress: got %d %s", status, body)
	}
	for _, path := range []string{
		"/platform/pipeline/" + seedID, "/platform/pipeline/" + seedID + "/pipeline_run",
		"/platform/pipeline/" + seedID + "/pipeline_run/e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c", "/platform/jobs/jdbc/" + seedID + "_0",
	} {
		if status, body := f.call("GET", path, ""); status != 404 {
			t.Errorf("GET %s: got %d %s, want 404", path, status, body)
		}
	}
	// The id can be used again, and the new pipeline has nothing of the old one.
	f.read("POST", "/platform/pipeline", `{"id":"`+seedID+`","name":"Again",`+plainJob+`}`)
	p := f.pipeline(seedID)
	if diff := cmp.Diff([]any{0, ""}, []any{len(p.Runs), p.Jobs[0].Bookmark}); diff != "" {
		t.Error(diff)
	}
}
