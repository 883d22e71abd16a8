// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// TB is what the check needs of a test.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Cleanup(f func())
}

// WrongHeader marks one request of a test as wrong on purpose. Its value is a part of what the contract has against the
// request, and the test fails where it has nothing or something else. It does not reach the handler.
const WrongHeader = "X-Wrong-On-Purpose"

// Option changes what is checked.
type Option func(*checked)

// RequestsOnly is for a handler that makes its answers up.
func RequestsOnly(c *checked) { c.requestsOnly = true }

// Under is for an API that is served below a path, as behind a gateway.
func Under(prefix string) Option { return func(c *checked) { c.prefix = prefix } }

// Into counts what has passed.
func Into(tallies ...*Tally) Option { return func(c *checked) { c.tallies = tallies } }

// NewServer serves the handler on loopback until the test is over, and holds every exchange against the contract, down
// to the spelling of headers on the wire.
func NewServer(t TB, h http.Handler, options ...Option) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(Check(t, h, options...))
	Watch(server)
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// Check holds every exchange with the handler against the contract, and fails the test where one does not keep to it. How
// headers are spelled on the wire it sees of servers that are watched, see [Watch]. An answer of which the handler says that
// it is deliberately wrong, by a method Disown of its http.ResponseWriter, is not checked.
//
// The server must be closed before the test is over: what is still answered then has nobody to be told.
func Check(t TB, h http.Handler, options ...Option) http.Handler {
	t.Helper()
	must() // in a handler, a panic would be lost
	c := &checked{t: t, handler: h}
	for _, option := range options {
		option(c)
	}
	t.Cleanup(c.end)
	return c
}

// checked is a handler whose exchanges are checked.
type checked struct {
	handler      http.Handler
	requestsOnly bool
	prefix       string
	tallies      []*Tally

	mu    sync.Mutex
	t     TB
	ended bool
}

// ServeHTTP checks the request, lets the handler answer it, and checks the answer.
func (c *checked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), ending{err}))
	head := headOf(r)
	purpose := r.Header.Get(WrongHeader)
	r.Header.Del(WrongHeader)
	var op Operation
	if err == nil { // else the client went away in the middle of it
		op = c.request(r, body, head, purpose) //nolint:contextcheck // it waits for nothing
	}
	if c.requestsOnly || op.ID() == "" {
		c.handler.ServeHTTP(w, r)
		return
	}
	passing := &passing{ResponseWriter: w}
	c.handler.ServeHTTP(passing, r)
	if !passing.disowned {
		c.answer(op, r, passing.answer()) //nolint:contextcheck // it waits for nothing
	}
}

func (c *checked) request(r *http.Request, body, head []byte, purpose string) Operation {
	u := *r.URL
	var below bool
	if u.Path, below = strings.CutPrefix(u.Path, c.prefix); !below {
		c.failf(r, "is not below %s", c.prefix)
		return Operation{}
	}
	u.RawPath = strings.TrimPrefix(u.RawPath, c.prefix)
	op, err := CheckRequest(Request{Method: r.Method, URL: &u, Header: r.Header, Body: body, Head: head})
	switch {
	case purpose == "" && err == nil:
		for _, t := range c.tallies {
			t.request(op)
		}
	case purpose == "":
		c.failf(r, "is not in the contract: %v", err)
	case err == nil:
		c.failf(r, "is wrong on purpose (%s), and the contract has nothing against it", purpose)
	case !strings.Contains(err.Error(), purpose):
		c.failf(r, "is wrong on purpose (%s), and the contract has something else against it: %v", purpose, err)
	}
	return op
}

func (c *checked) answer(op Operation, r *http.Request, a Answer) {
	if err := CheckAnswer(op, a); err != nil {
		c.failf(r, "was answered with a %d that is not in the contract: %v", a.Status, err)
		return
	}
	for _, t := range c.tallies {
		t.answer(op, a.Status)
	}
}

// failf fails the test, unless it is over: then it would be a panic.
func (c *checked) failf(r *http.Request, format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.t.Helper()
		c.t.Errorf("%s %s "+format, append([]any{r.Method, r.URL.EscapedPath()}, args...)...)
	}
}

func (c *checked) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
}
