// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The page of DELETE (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline), example by example, with the
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

func TestSeedPageDeleteAPipeline(t *testing.T) {
	t.Parallel()
	server := newRawServer(t, func(int) string { return rawJSON(http.StatusOK, seedDeleted) })
	// Neither token nor user: the page shows the header customer_name alone.
	c := newTestClient(t, server.url(), func(c *Config) { c.AccessToken = "" })
	found, err := c.DeletePipeline(t.Context(), thisID)
	if err != nil || !found {
		t.Fatalf("found %v, %v", found, err)
	}
	requests := server.requests()
	if len(requests) != 1 {
		t.Fatalf("PIPELINE_DELETED needs no second look, got %d requests", len(requests))
	}
	head, body, _ := strings.Cut(requests[0], "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	if lines[0] != "DELETE /platform/pipeline/1b33ad2f_33d3_4837_9eeb_83c82c8b909d HTTP/1.1" || body != "" {
		t.Errorf("request %q, body %q", lines[0], body)
	}
	wantHeaders(t, lines[1:], false, "customer_name: acme_corp")
}

func TestSeedPageMissingCustomerName(t *testing.T) {
	t.Parallel()
	server := newRawServer(t, func(int) string { return rawJSON(http.StatusUnauthorized, seedUnauthorized) })
	server.wrong = "customer_name"
	c := newTestClient(t, server.url(), func(c *Config) { c.CustomerName, c.AccessToken = "", "" })
	_, err := c.DeletePipeline(t.Context(), thisID)
	if !IsUnauthorized(err) || IsNotFound(err) || IsUnclear(err) {
		t.Fatalf("%v", err)
	}
	if want := "DELETE /platform/pipeline/" + thisID + ": HTTP 401 Unauthorized: Unauthorized"; err.Error() != want {
		t.Errorf("%q, want %q", err, want)
	}
	requests := server.requests()
	if len(requests) != 1 || strings.Contains(requests[0], "customer_name") {
		t.Errorf("requests %q", requests)
	}
}

func TestSeedPageNotFoundIsDone(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{"DELETE /platform/pipeline/invalid_pipeline_id": {says(404, seedNotFound)}})
	found, err := c.DeletePipeline(t.Context(), "invalid_pipeline_id")
	if err != nil || found {
		t.Fatalf("found %v, %v; want not found, which is done", found, err)
	}
	if len(s.lines()) != 1 {
		t.Errorf("a 404 is never repeated; %q", s.lines())
	}
}

func TestSeedPageDatabaseErrorIsTriedAgain(t *testing.T) {
	t.Parallel()
	path := "DELETE /platform/pipeline/" + thisID
	c, s := serve(t, map[string][]reply{path: {says(500, seedDatabase), says(500, seedDatabase), says(200, seedDeleted)}})
	if found, err := c.DeletePipeline(t.Context(), thisID); err != nil || !found {
		t.Fatalf("found %v, %v", found, err)
	}
	if n := s.count(path); n != 3 {
		t.Errorf("%d requests, want 3", n)
	}

	c, s = serve(t, map[string][]reply{path: {says(500, seedDatabase)}})
	found, err := c.DeletePipeline(t.Context(), thisID)
	if !found || err == nil || IsNotFound(err) {
		t.Fatalf("found %v, %v", found, err)
	}
	want := "DELETE /platform/pipeline/" + thisID + ": HTTP 500 Internal Server Error: Unable to complete transaction due to database error (after 3 attempts)"
	if err.Error() != want || s.count(path) != 3 {
		t.Errorf("%q after %d requests", err, s.count(path))
	}
}

func TestSeedPagePauseThenDelete(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{
		"POST /platform/pipeline/pause": {
			says(200, `{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"old_pipeline_abc123"}}`),
			says(400, `{"detail":{"status":false,"exception_type":"PipelineAlreadyPaused","traceback":"Pipeline is already paused","data":null}}`),
		},
		"DELETE /platform/pipeline/old_pipeline_abc123": {says(200, strings.ReplaceAll(seedDeleted, thisID, "old_pipeline_abc123"))},
	})
	for range 2 { // twice, as pausing what is paused is no error
		if err := c.Pause(t.Context(), "old_pipeline_abc123"); err != nil {
			t.Fatal(err)
		}
	}
	if found, err := c.DeletePipeline(t.Context(), "old_pipeline_abc123"); err != nil || !found {
		t.Fatalf("found %v, %v", found, err)
	}
	want := []string{"POST /platform/pipeline/pause", "POST /platform/pipeline/pause", "DELETE /platform/pipeline/old_pipeline_abc123"}
	if diff := cmp.Diff(want, s.lines()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	if body := s.requests()[0].body; body != `{"pipeline_id":"old_pipeline_abc123"}` {
		t.Errorf("body of pause: %s", body)
	}
}
