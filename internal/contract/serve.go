// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"bufio"
	"bytes"
	"io"
	"net"
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

// WrongHeader marks one request of a test as wrong on purpose. Its value is a part of what the check has against it: a
// request that is not wrong in this way fails the test, as any other wrong request does. It does not reach the handler.
const WrongHeader = "X-Wrong-On-Purpose"

// Disowner is what an http.ResponseWriter may be: Disown says that the answer is deliberately wrong, so that only
// its request is checked.
type Disowner interface{ Disown() }

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

// Check holds every exchange with the handler against the contract, and fails the test where one does not keep to it.
// How headers are spelled on the wire it only sees of a server that is watched. A handler that outlives the test has
// nobody to tell.
func Check(t TB, h http.Handler, options ...Option) http.Handler {
	t.Helper()
	must() // a panic in a handler would be lost
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

func (c *checked) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
}

// fail fails the test, unless it is over.
func (c *checked) fail(r *http.Request, format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.t.Helper()
		c.t.Errorf("%s %s "+format, append([]any{r.Method, r.URL.EscapedPath()}, args...)...)
	}
}

// ServeHTTP checks the request, lets the handler answer it, and checks the answer.
func (c *checked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	head := headOf(r)
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failing{err}))
	purpose := r.Header.Get(WrongHeader)
	r.Header.Del(WrongHeader)
	var op Operation
	if err == nil { // else the client went away in the middle of it
		op = c.request(r, body, head, purpose)
	}
	if c.requestsOnly {
		c.handler.ServeHTTP(w, r)
		return
	}
	a := &answering{ResponseWriter: w}
	c.handler.ServeHTTP(a, r)
	if op.ID() != "" && !a.disowned {
		c.answer(op, r, a.sent())
	}
}

func (c *checked) request(r *http.Request, body, head []byte, purpose string) Operation {
	u := *r.URL
	path, below := strings.CutPrefix(u.Path, c.prefix)
	u.Path, u.RawPath = path, strings.TrimPrefix(u.RawPath, c.prefix)
	if !below {
		c.fail(r, "is not below %s", c.prefix)
		return Operation{}
	}
	op, err := CheckRequest(Request{Method: r.Method, URL: &u, Header: r.Header, Body: body, Head: head})
	switch {
	case purpose == "" && err == nil:
		for _, t := range c.tallies {
			t.request(op)
		}
	case purpose == "":
		c.fail(r, "is not in the contract: %v", err)
	case err == nil:
		c.fail(r, "is wrong on purpose (%s), and the contract has nothing against it", purpose)
	case !strings.Contains(err.Error(), purpose):
		c.fail(r, "is wrong on purpose (%s), and the contract has something else against it: %v", purpose, err)
	}
	return op
}

func (c *checked) answer(op Operation, r *http.Request, a Answer) {
	if err := CheckAnswer(op, a); err != nil {
		c.fail(r, "was answered with a %d that is not in the contract: %v", a.Status, err)
		return
	}
	for _, t := range c.tallies {
		t.answer(op, a.Status)
	}
}

// failing ends a body as its reading ended.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

// answering remembers an answer as it passes by.
type answering struct {
	http.ResponseWriter

	status   int
	body     bytes.Buffer
	disowned bool
}

// Unwrap lets http.ResponseController reach what this does not pass on itself.
func (a *answering) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// Disown makes the answer one that is not checked.
func (a *answering) Disown() { a.disowned = true }

// Hijack takes the connection over, and with it goes the answer.
func (a *answering) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	a.disowned = true
	return http.NewResponseController(a.ResponseWriter).Hijack()
}

// WriteHeader passes the status on.
func (a *answering) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write passes a part of the body on.
func (a *answering) Write(part []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	a.body.Write(part)
	return a.ResponseWriter.Write(part)
}

func (a *answering) sent() Answer {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return Answer{Status: a.status, Header: a.Header(), Body: a.body.Bytes()}
}
