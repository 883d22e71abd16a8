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

// clock is a time that only the test moves.
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

// house is a simulator behind a real server.
type house struct {
	*maestrosim.Sim
	t     *testing.T
	clock *clock
	url   string
	// purpose is in what way requests are wrong on purpose; empty when they are not.
	purpose string
}

func newHouse(t *testing.T, o maestrosim.Options) *house {
	t.Helper()
	h := &house{t: t, clock: &clock{t: start}}
	o.Now = h.clock.Now
	h.Sim = maestrosim.New(o)
	h.url = openapi.NewServer(t, h.Sim).URL
	return h
}

// wrong is the house for a request that is wrong on purpose: reason is a part of what the contract has against it. An
// empty one is for a request that is not wrong.
func (h *house) wrong(reason string) *house {
	other := *h
	other.purpose = reason
	return &other
}

// send makes a request for acme_corp; headers come in pairs, and an empty value takes a header away.
func (h *house) send(method, path, body string, headers ...string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.url+path, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if path != "/auth/sign-in" {
		r.Header["customer_name"] = []string{acme} // as a client puts it on the wire
	}
	if h.purpose != "" {
		r.Header.Set(openapi.WrongHeader, h.purpose)
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

// call is send with its answer read.
func (h *house) call(method, path, body string, headers ...string) (int, string) {
	h.t.Helper()
	answer, err := h.send(method, path, body, headers...)
	if err != nil {
		h.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer.StatusCode, string(text)
}

// expect compares the whole answer.
func (h *house) expect(method, path, body string, status int, want string, headers ...string) {
	h.t.Helper()
	gotStatus, got := h.call(method, path, body, headers...)
	if gotStatus != status {
		h.t.Errorf("%s %s: status %d, want %d; body %s", method, path, gotStatus, status, got)
		return
	}
	same(h.t, method+" "+path, got, want)
}

// read gives an answer that must be 2xx, decoded.
func (h *house) read(method, path, body string) any {
	h.t.Helper()
	status, text := h.call(method, path, body)
	if status >= 300 {
		h.t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
	return parsed(h.t, text)
}

func (h *house) pipeline(id string) maestrosim.Pipeline {
	h.t.Helper()
	p, ok := h.Pipeline(acme, id)
	if !ok {
		h.t.Fatalf("no pipeline %s", id)
	}
	return p
}

// same compares JSON as JSON, and anything else as text.
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

// at walks a decoded value: a string is a key, an int an index.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, p := range path {
		switch p := p.(type) {
		case string:
			o, isObject := v.(map[string]any)
			if !isObject {
				t.Fatalf("%v: %v is no object", path, v)
			}
			v = o[p]
		case int:
			a, isArray := v.([]any)
			if !isArray || p >= len(a) {
				t.Fatalf("%v: %v has no item %d", path, v, p)
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

// notFound is the error object of most calls.
func notFound(id string) string {
	return `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id ` + id + ` not found","data":null}}`
}
