// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

// The examples on the page of DELETE (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline), with the
// bodies as they are printed there.

const (
	seedDeleted = `{
  "pipeline_id": "1b33ad2f_33d3_4837_9eeb_83c82c8b909d",
  "status": "PIPELINE_DELETED"
}`
	seedUnauthorized = `{
  "msg": "Unauthorized"
}`
	seedNotFound = `{
  "detail": "pipeline_id invalid_pipeline_id not found!!"
}`
	seedDatabase = `{
  "detail": "Unable to complete transaction due to database error"
}`
)

func TestDeletePage_success(t *testing.T) {
	t.Parallel()
	server := newRawServer(t, "", "", func(int) string { return script.RawJSON(http.StatusOK, seedDeleted) })
	// Without credentials: the page shows only the header customer_name.
	c := newTestClient(t, server.URL(), func(c *Config) { c.AccessToken = Secret{} })
	found, err := c.DeletePipeline(t.Context(), thisID)
	if err != nil || !found {
		t.Fatalf("got found %t, %v", found, err)
	}
	requests := server.Requests()
	if len(requests) != 1 {
		t.Fatalf("got %d requests, want 1: PIPELINE_DELETED needs no lookup", len(requests))
	}
	head, body, _ := strings.Cut(requests[0], "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	if lines[0] != "DELETE /platform/pipeline/1b33ad2f_33d3_4837_9eeb_83c82c8b909d HTTP/1.1" || body != "" {
		t.Errorf("got the request %q with the body %q", lines[0], body)
	}
	wantHeaders(t, lines[1:], false, "customer_name: acme_corp")
}

func TestDeletePage_missingCustomerName(t *testing.T) {
	t.Parallel()
	server := newRawServer(t, "", "customer_name", func(int) string { return script.RawJSON(http.StatusUnauthorized, seedUnauthorized) })
	c := newTestClient(t, server.URL(), func(c *Config) { c.CustomerName, c.AccessToken = "", Secret{} })
	_, err := c.DeletePipeline(t.Context(), thisID)
	if !errors.Is(err, ErrUnauthorized) || errors.Is(err, ErrNotFound) || Unconfirmed(err) {
		t.Fatalf("got %v, want %q", err, ErrUnauthorized)
	}
	if want := "DELETE /platform/pipeline/" + thisID + ": HTTP 401 Unauthorized: Unauthorized"; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
	requests := server.Requests()
	if len(requests) != 1 || strings.Contains(requests[0], "customer_name") {
		t.Errorf("got requests %q, want 1 without customer_name", requests)
	}
}

func TestDeletePage_notFoundIsDone(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{"DELETE /platform/pipeline/invalid_pipeline_id": {respond(404, seedNotFound)}})
	found, err := c.DeletePipeline(t.Context(), "invalid_pipeline_id")
	if err != nil || found {
		t.Fatalf("got found %t, %v, want false and no error", found, err)
	}
	if len(s.Lines()) != 1 {
		t.Errorf("got requests %q, want 1: a 404 is not retried", s.Lines())
	}
}

func TestDeletePage_databaseErrorIsRetried(t *testing.T) {
	t.Parallel()
	path := "DELETE /platform/pipeline/" + thisID
	c, s := serve(t, map[string][]reply{path: {respond(500, seedDatabase), respond(500, seedDatabase), respond(200, seedDeleted)}})
	if found, err := c.DeletePipeline(t.Context(), thisID); err != nil || !found {
		t.Fatalf("got found %t, %v", found, err)
	}
	if n := s.Count(path); n != 3 {
		t.Errorf("got %d requests, want 3", n)
	}

	c, s = serve(t, map[string][]reply{path: {respond(500, seedDatabase)}})
	found, err := c.DeletePipeline(t.Context(), thisID)
	if !found || err == nil || errors.Is(err, ErrNotFound) {
		t.Fatalf("got found %t, %v", found, err)
	}
	want := "DELETE /platform/pipeline/" + thisID + ": HTTP 500 Internal Server Error: Unable to complete transaction due to database error (after 3 attempts)"
	if err.Error() != want || s.Count(path) != 3 {
		t.Errorf("got %q after %d requests, want %q after 3", err, s.Count(path), want)
	}
}

func TestDeletePage_pauseThenDelete(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{
		"POST /platform/pipeline/pause": {
			respond(200, `{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"old_pipeline_abc123"}}`),
			respond(400, `{"detail":{"status":false,"exception_type":"PipelineAlreadyPaused","traceback":"Pipeline is already paused","data":null}}`),
		},
		"DELETE /platform/pipeline/old_pipeline_abc123": {respond(200, strings.ReplaceAll(seedDeleted, thisID, "old_pipeline_abc123"))},
	})
	for range 2 { // pausing a paused pipeline is a success
		if err := c.Pause(t.Context(), "old_pipeline_abc123"); err != nil {
			t.Fatal(err)
		}
	}
	if found, err := c.DeletePipeline(t.Context(), "old_pipeline_abc123"); err != nil || !found {
		t.Fatalf("got found %t, %v", found, err)
	}
	want := []string{"POST /platform/pipeline/pause", "POST /platform/pipeline/pause", "DELETE /platform/pipeline/old_pipeline_abc123"}
	if diff := cmp.Diff(want, s.Lines()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if body := s.Requests()[0].Body; body != `{"pipeline_id":"old_pipeline_abc123"}` {
		t.Errorf("got the body %s", body)
	}
}
