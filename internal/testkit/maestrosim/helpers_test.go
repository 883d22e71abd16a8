// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

const (
	acme   = "acme_corp"
	seedID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	newID  = "7b8b3399-b8c0-4fc5-9116-142cd9f4e7ae" // of the guides
)

var start = time.Date(2024, 12, 18, 10, 30, 0, 0, time.UTC)

// clock is a time that only the test advances.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// fixture is a simulator behind a real server, with every exchange checked against the OpenAPI document.
type fixture struct {
	*maestrosim.Sim
	t     *testing.T
	clock *clock
	url   string
	// expectInvalid is what the check rejects in the requests; empty if they are valid.
	expectInvalid string
}

func newFixture(t *testing.T, o maestrosim.Options) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: &clock{t: start}}
	o.Now = f.clock.Now
	f.Sim = maestrosim.New(o)
	f.url = openapi.NewServer(t, f.Sim).URL
	return f
}

// invalid returns the fixture for requests that the check rejects, for the member, parameter or header that is named.
// An empty name is for valid requests.
func (f *fixture) invalid(name string) *fixture {
	other := *f
	other.expectInvalid = name
	return &other
}

// send sends a request for acme_corp; headers come in pairs, and an empty value removes a header.
func (f *fixture) send(method, path, body string, headers ...string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(f.t.Context(), method, f.url+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if path != "/auth/sign-in" && !strings.HasPrefix(path, "/connections") {
		r.Header["customer_name"] = []string{acme} // its spelling on the wire
	}
	if f.expectInvalid != "" {
		r.Header.Set(openapi.ExpectInvalid, f.expectInvalid)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		delete(r.Header, headers[i])
		if headers[i+1] != "" {
			r.Header[headers[i]] = []string{headers[i+1]}
		}
	}
	return http.DefaultClient.Do(r)
}

// call sends a request and returns status and body of the response.
func (f *fixture) call(method, path, body string, headers ...string) (int, string) {
	f.t.Helper()
	resp, err := f.send(method, path, body, headers...)
	if err != nil {
		f.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		f.t.Fatalf("%s %s: %v", method, path, err)
	}
	return resp.StatusCode, string(text)
}

// expect compares status and body of a response.
func (f *fixture) expect(method, path, body string, status int, want string, headers ...string) {
	f.t.Helper()
	gotStatus, got := f.call(method, path, body, headers...)
	if gotStatus != status {
		f.t.Errorf("%s %s: got status %d, want %d; body %s", method, path, gotStatus, status, got)
		return
	}
	same(f.t, method+" "+path, got, want)
}

// read returns the decoded body of a response that must be 2xx.
func (f *fixture) read(method, path, body string) any {
	f.t.Helper()
	status, text := f.call(method, path, body)
	if status >= 300 {
		f.t.Fatalf("%s %s: got %d %s", method, path, status, text)
	}
	return parsed(f.t, text)
}

func (f *fixture) pipeline(id string) maestrosim.Pipeline {
	f.t.Helper()
	p, ok := f.Pipeline(acme, id)
	if !ok {
		f.t.Fatalf("pipeline %s does not exist", id)
	}
	return p
}

// same compares JSON by meaning, and anything else as text.
func same(t *testing.T, what, got, want string) {
	t.Helper()
	if json.Valid([]byte(want)) {
		if diff := cmp.Diff(parsed(t, want), parsed(t, got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
		return
	}
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func parsed(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return v
}

// at returns a part of a decoded value: a string in the path is a key, an int an index.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, p := range path {
		switch p := p.(type) {
		case string:
			o, isObject := v.(map[string]any)
			if !isObject {
				t.Fatalf("%v: got %v, want an object", path, v)
			}
			v = o[p]
		case int:
			a, isArray := v.([]any)
			if !isArray || p >= len(a) {
				t.Fatalf("%v: got %v, want an array with item %d", path, v, p)
			}
			v = a[p]
		}
	}
	return v
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func ptr[T any](v T) *T { return &v }

// notFound returns the error object of most calls.
func notFound(id string) string {
	return `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id ` + id + ` not found","data":null}}`
}
