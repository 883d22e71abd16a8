// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

func TestRequests_areAsDocumentedOnTheWire(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name     string
		call     func(context.Context, *Client) error
		response string
		line     string
		body     string // empty: none, and no Content-Type
	}{
		{
			"list", func(ctx context.Context, c *Client) error { _, err := c.ListPipelines(ctx); return err },
			`[]`, "GET /platform/pipelines", "",
		},
		{
			"get, with hyphens as on its page", func(ctx context.Context, c *Client) error { _, err := c.GetPipeline(ctx, thisID); return err },
			pipelineJSON, "GET /platform/pipeline/" + thisIDHyphens, "",
		},
		{
			"create without a schedule sends an explicit null", func(ctx context.Context, c *Client) error {
				_, err := c.CreatePipeline(ctx, NewPipeline{
					ID: thisIDHyphens, Name: "Orders", Cron: Null[string](), Jobs: []NewJob{{
						Input:           Document{"connector": json.RawMessage(`"jdbc"`), "column_include_list": json.RawMessage(`["id","total"]`)},
						Transformations: json.RawMessage(`[]`),
						Output:          Document{"plugin": json.RawMessage(`"dadosfera_snowflake"`)},
					}},
				})
				return err
			},
			`{"status":true}`, "POST /platform/pipeline",
			`{"id":"` + thisIDHyphens + `","name":"Orders","cron":null,"jobs":[{"input":{"column_include_list":["id","total"],"connector":"jdbc"},` +
				`"transformations":[],"output":{"plugin":"dadosfera_snowflake"}}]}`,
		},
		{
			"create with all fields", func(ctx context.Context, c *Client) error {
				_, err := c.CreatePipeline(ctx, NewPipeline{
					ID: thisIDHyphens, Name: "Pedidos ção", Description: Some("tabela pedidos"), Cron: Some("@once"),
					Jobs: []NewJob{{Input: Document{}, Transformations: json.RawMessage(`[{"type":"hash"}]`), Output: Document{}}},
				})
				return err
			},
			``, "POST /platform/pipeline",
			`{"id":"` + thisIDHyphens + `","name":"Pedidos ção","description":"tabela pedidos","cron":"@once","jobs":[{"input":{},"transformations":[{"type":"hash"}],"output":{}}]}`,
		},
		{
			"create with a job that omits what it can", func(ctx context.Context, c *Client) error {
				_, err := c.CreatePipeline(ctx, NewPipeline{ID: thisIDHyphens, Name: "Orders", Cron: Null[string](), Jobs: []NewJob{{}}})
				return err
			},
			``, "POST /platform/pipeline",
			`{"id":"` + thisIDHyphens + `","name":"Orders","cron":null,"jobs":[{"input":{},"transformations":[],"output":{}}]}`,
		},
		{
			"update of the name alone", func(ctx context.Context, c *Client) error {
				return c.UpdatePipeline(ctx, thisIDHyphens, PipelineChange{Name: Some("New")})
			},
			`{"detail":"successfully patched"}`, "PATCH /platform/pipeline/" + thisID, `{"name":"New"}`,
		},
		{
			"update that removes the schedule and the description", func(ctx context.Context, c *Client) error {
				return c.UpdatePipeline(ctx, thisID, PipelineChange{Description: Some(""), Cron: Null[string]()})
			},
			`{"detail":"successfully patched"}`, "PATCH /platform/pipeline/" + thisID, `{"description":"","cron":null}`,
		},
		{
			"memory", func(ctx context.Context, c *Client) error { _, err := c.SetMemory(ctx, thisID, 4096); return err },
			`{"status":true,"data":{"memory_mb":4096}}`, "PUT /platform/pipeline/" + thisIDHyphens + "/memory", `{"amount":4096}`,
		},
		{
			"pause", func(ctx context.Context, c *Client) error { return c.Pause(ctx, thisIDHyphens) },
			`{"status":true,"data":{}}`, "POST /platform/pipeline/pause", `{"pipeline_id":"` + thisID + `"}`,
		},
		{
			"unpause", func(ctx context.Context, c *Client) error { return c.Unpause(ctx, "old_pipeline_abc123") },
			`{"status":true,"data":{}}`, "POST /platform/pipeline/unpause", `{"pipeline_id":"old_pipeline_abc123"}`,
		},
		{
			"execute", func(ctx context.Context, c *Client) error { _, err := c.Execute(ctx, thisID); return err },
			`{"status":true,"data":{"run_id":"manual__1"}}`, "POST /platform/pipeline/execute", `{"pipeline_id":"` + thisID + `"}`,
		},
		{
			"runs", func(ctx context.Context, c *Client) error { _, err := c.ListRuns(ctx, thisIDHyphens); return err },
			`[]`, "GET /platform/pipeline/" + thisID + "/pipeline_run", "",
		},
		{
			"run", func(ctx context.Context, c *Client) error {
				_, err := c.GetRun(ctx, thisID, "manual__2024-12-18T10:30:00+00:00")
				return err
			},
			`{"pipeline_run_id":"x"}`, "GET /platform/pipeline/" + thisID + "/pipeline_run/manual__2024-12-18T10:30:00+00:00", "",
		},
		{
			"delete", func(ctx context.Context, c *Client) error { _, err := c.DeletePipeline(ctx, thisIDHyphens); return err },
			`{"pipeline_id":"` + thisID + `","status":"PIPELINE_DELETED"}`, "DELETE /platform/pipeline/" + thisID, "",
		},
		{
			"job", func(ctx context.Context, c *Client) error {
				_, err := c.GetJDBCJob(ctx, thisIDHyphens+"-0")
				return err
			},
			`{"source_config":{}}`, "GET /platform/jobs/jdbc/" + thisID + "_0", "",
		},
		{
			"job input", func(ctx context.Context, c *Client) error {
				return c.PatchJobInput(ctx, thisID+"_0", Document{
					"primary_keys": json.RawMessage(`null`), "column_include_list": json.RawMessage(`["a"]`),
				})
			},
			`{"status":true}`, "PATCH /platform/jobs/" + thisID + "_0/input", `{"column_include_list":["a"],"primary_keys":null}`,
		},
		{
			"sync mode, full load", func(ctx context.Context, c *Client) error {
				return c.SetSyncMode(ctx, thisID+"_1", SyncMode{LoadType: "full_load"})
			},
			`{}`, "PUT /platform/jobs/jdbc/" + thisID + "_1/sync-mode", `{"target_load_type":"full_load"}`,
		},
		{
			"sync mode, incremental with qualify", func(ctx context.Context, c *Client) error {
				return c.SetSyncMode(ctx, thisID+"_1", SyncMode{"incremental_with_qualify", "updated_at", "timestamp", []string{"id"}})
			},
			`{}`, "PUT /platform/jobs/jdbc/" + thisID + "_1/sync-mode",
			`{"target_load_type":"incremental_with_qualify","incremental_column_name":"updated_at","incremental_column_type":"timestamp","primary_keys":["id"]}`,
		},
		{
			"reset state", func(ctx context.Context, c *Client) error { return c.ResetJobState(ctx, thisID+"_0") },
			`{"status":true}`, "POST /platform/jobs/" + thisID + "_0/reset-state", "",
		},
		{
			"datatypes", func(ctx context.Context, c *Client) error { _, err := c.JDBCDatatypes(ctx); return err },
			`{"status":true,"data":{"mysql":["int"]}}`, "GET /platform/jobs/jdbc/configs/allowed_datatypes", "",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := newRawServer(t, "", "", func(int) string { return script.RawJSON(http.StatusOK, test.response) })
			c := newTestClient(t, server.URL())
			if err := test.call(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			requests := server.Requests()
			if len(requests) != 1 {
				t.Fatalf("got %d requests, want 1:\n%s", len(requests), strings.Join(requests, "\n"))
			}
			head, body, _ := strings.Cut(requests[0], "\r\n\r\n")
			lines := strings.Split(head, "\r\n")
			if want := test.line + " HTTP/1.1"; lines[0] != want {
				t.Errorf("got the request line %q, want %q", lines[0], want)
			}
			if diff := cmp.Diff(test.body, body); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			wantHeaders(t, lines[1:], test.body != "",
				"customer_name: acme_corp", "Authorization: token-of-the-test", "User-Agent: maestro-test/1", "Accept: application/json")
		})
	}
}

func wantHeaders(t *testing.T, lines []string, withBody bool, want ...string) {
	t.Helper()
	all := "\n" + strings.Join(lines, "\n") + "\n"
	for _, header := range want {
		if n := strings.Count(all, "\n"+header+"\n"); n != 1 {
			t.Errorf("got the header %q %d times, want it once:%s", header, n, all)
		}
	}
	if got := strings.Contains(all, "\nContent-Type: application/json\n"); got != withBody {
		t.Errorf("got Content-Type %t, want %t:%s", got, withBody, all)
	}
	if strings.Contains(strings.ToLower(all), "bearer") {
		t.Errorf("got a token with Bearer, want it unchanged:%s", all)
	}
}

func TestSignIn_onTheWire(t *testing.T) {
	t.Parallel()
	server := newRawServer(t, "", "", func(n int) string {
		return script.RawJSON(http.StatusOK, []string{`{"tokens":{"accessToken":"eyJ.a/b+c=="}}`, `[]`}[n])
	})
	c := newTestClient(t, server.URL(), withCredentials)
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	requests := server.Requests()
	if len(requests) != 2 {
		t.Fatalf("got %d requests, want a sign-in and a list", len(requests))
	}
	head, body, _ := strings.Cut(requests[0], "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	if want := "POST /auth/sign-in HTTP/1.1"; lines[0] != want {
		t.Errorf("got the request line %q, want %q", lines[0], want)
	}
	if want := `{"username":"ana@example.com","password":"pass-word-1","totp":"123456"}`; body != want {
		t.Errorf("got the body %s, want %s", body, want)
	}
	wantHeaders(t, lines[1:], true, "User-Agent: maestro-test/1")
	for _, line := range lines {
		if name, _, _ := strings.Cut(strings.ToLower(line), ":"); name == "customer_name" || name == "authorization" {
			t.Errorf("got the header %q with the sign-in", line)
		}
	}
	head, _, _ = strings.Cut(requests[1], "\r\n\r\n")
	wantHeaders(t, strings.Split(head, "\r\n"), false, "customer_name: acme_corp", "Authorization: eyJ.a/b+c==")
}

func TestSignIn_withoutSecondFactorSendsNoTOTP(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{
		signInLine: {respond(200, `{"accessToken":"t"}`)},
		listLine:   {respond(200, emptyList)},
	}, withCredentials, func(c *Config) { c.Credentials.TOTP = Secret{} })
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := s.Requests()[0].Body, `{"username":"ana@example.com","password":"pass-word-1"}`; got != want {
		t.Errorf("got the body %s, want %s", got, want)
	}
}

func TestClient_withoutCredentialsSendsOnlyTheCustomerName(t *testing.T) {
	t.Parallel()
	server := newRawServer(t, "", "", func(int) string { return script.RawJSON(http.StatusOK, emptyList) })
	c := newTestClient(t, server.URL(), func(c *Config) { c.AccessToken, c.UserAgent = Secret{}, "" })
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	request := server.Requests()[0]
	contains(t, request, "\r\ncustomer_name: acme_corp\r\n")
	if strings.Contains(request, "Authorization") {
		t.Errorf("got an Authorization header:\n%s", request)
	}
}

func TestClient_keepsTheLeadingPathOfAGateway(t *testing.T) {
	t.Parallel()
	for _, base := range []string{"/gw/maestro", "/gw/maestro/"} {
		server := newRawServer(t, "/gw/maestro", "", func(int) string { return script.RawJSON(http.StatusOK, emptyList) })
		c := newTestClient(t, server.URL()+base)
		if _, err := c.ListPipelines(t.Context()); err != nil {
			t.Fatal(err)
		}
		contains(t, server.Requests()[0], "GET /gw/maestro/platform/pipelines HTTP/1.1\r\n", "\r\ncustomer_name: acme_corp\r\n")
	}
}

func TestClient_sendsTheCustomerNameOverHTTP2(t *testing.T) {
	t.Parallel()
	s := script.New(t, map[string][]reply{listLine: {respond(200, emptyList)}})
	var proto string
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proto = r.Proto
		s.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	c := newTunedClient(t, server.URL, func(c *transport.Config) { c.Base = server.Client().Transport })
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := s.Requests()[0].Header.Get("customer_name"); proto != "HTTP/2.0" || got != "acme_corp" {
		t.Errorf("got %s with customer_name %q, want HTTP/2.0 with acme_corp", proto, got)
	}
}

func TestIDs_areEscapedAndNeverLeadToAnotherPath(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ id, escaped string }{
		{"test_pipeline_12345", "test_pipeline_12345"},
		{"a b", "a%20b"},
		{`a"b'c`, "a%22b%27c"},
		{"100%", "100%25"},
		{"%2e%2e", "%252e%252e"},
		{"a?x=1#y", "a%3Fx=1%23y"},
		{"{id}", "%7Bid%7D"},
		{"pedidos_ção", "pedidos_%C3%A7%C3%A3o"},
		{"a;b,c", "a%3Bb%2Cc"},
	} {
		t.Run(test.id, func(t *testing.T) {
			t.Parallel()
			server := newRawServer(t, "", "", func(int) string {
				return script.RawJSON(http.StatusOK, `{"pipeline_id":"x","pipeline_run_id":"y","source_config":{}}`)
			})
			c := newTestClient(t, server.URL())
			_, _ = c.GetPipeline(t.Context(), test.id)
			_, _ = c.GetRun(t.Context(), "p", test.id)
			_, _ = c.GetJDBCJob(t.Context(), test.id)
			var got []string
			for _, request := range server.Requests() {
				line, _, _ := strings.Cut(request, "\r\n")
				got = append(got, line)
			}
			want := []string{
				"GET /platform/pipeline/" + test.escaped + " HTTP/1.1",
				"GET /platform/pipeline/p/pipeline_run/" + test.escaped + " HTTP/1.1",
				"GET /platform/jobs/jdbc/" + test.escaped + " HTTP/1.1",
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestIDs_thatAreInvalidAreNotSent(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", ".", "..", " x", "x\n", "a\x00b", "a\x1bb", "\xff", "../pipelines", "a/../../auth/sign-in", `..\..`, "a/"} {
		c, _ := serve(t, nil) // any request fails the test
		for name, call := range map[string]func(context.Context) error{
			"get":         func(ctx context.Context) error { _, err := c.GetPipeline(ctx, bad); return err },
			"update":      func(ctx context.Context) error { return c.UpdatePipeline(ctx, bad, PipelineChange{}) },
			"memory":      func(ctx context.Context) error { _, err := c.SetMemory(ctx, bad, 1); return err },
			"delete":      func(ctx context.Context) error { _, err := c.DeletePipeline(ctx, bad); return err },
			"pause":       func(ctx context.Context) error { return c.Pause(ctx, bad) },
			"unpause":     func(ctx context.Context) error { return c.Unpause(ctx, bad) },
			"execute":     func(ctx context.Context) error { _, err := c.Execute(ctx, bad); return err },
			"runs":        func(ctx context.Context) error { _, err := c.ListRuns(ctx, bad); return err },
			"run":         func(ctx context.Context) error { _, err := c.GetRun(ctx, thisID, bad); return err },
			"job":         func(ctx context.Context) error { _, err := c.GetJDBCJob(ctx, bad); return err },
			"job input":   func(ctx context.Context) error { return c.PatchJobInput(ctx, bad, Document{}) },
			"sync mode":   func(ctx context.Context) error { return c.SetSyncMode(ctx, bad, SyncMode{}) },
			"reset state": func(ctx context.Context) error { return c.ResetJobState(ctx, bad) },
		} {
			err := call(t.Context())
			if err == nil || errors.Is(err, ErrNotFound) || Unconfirmed(err) {
				t.Errorf("%s of %q: got %v, want an error of an invalid id", name, bad, err)
			}
		}
	}
}

func TestRequests_thatCannotBeEncodedAreNotSent(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, nil)
	err := c.PatchJobInput(t.Context(), thisID+"_0", Document{"x": json.RawMessage(`{"broken`)})
	if err == nil || Unconfirmed(err) {
		t.Fatalf("got %v, want an error that nothing was sent", err)
	}
	contains(t, err.Error(), "PATCH /platform/jobs/"+thisID+"_0/input", "cannot be written as JSON")
	outcome, err := c.CreatePipeline(t.Context(), NewPipeline{ID: thisID, Jobs: []NewJob{{Transformations: json.RawMessage(`[`)}}})
	if outcome != NotCreated || err == nil {
		t.Errorf("create: got %d, %v, want %d and an error", outcome, err, NotCreated)
	}
}

func TestClient_returnsItsCustomerAndAddress(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, "http://127.0.0.1:1/gw/")
	if c.CustomerName() != "acme_corp" || c.BaseURL() != "http://127.0.0.1:1/gw" {
		t.Errorf("got %q at %q, want acme_corp at http://127.0.0.1:1/gw", c.CustomerName(), c.BaseURL())
	}
}
