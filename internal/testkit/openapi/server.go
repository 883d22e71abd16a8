// SPDX-License-Identifier: MPL-2.0

package openapi

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

// TB is the part of testing.TB that the check needs.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Cleanup(f func())
}

// ExpectInvalid is a header that marks a request as invalid on purpose. Its value is a part of the expected error; the
// test fails if the request is valid, or invalid for another reason. The header does not reach the handler.
const ExpectInvalid = "X-Expect-Invalid"

// Option changes what is checked.
type Option func(*checked)

// RequestsOnly is for a handler whose responses are made up.
func RequestsOnly(c *checked) { c.requestsOnly = true }

// Under is for an API that is served below a path, as behind a gateway.
func Under(prefix string) Option { return func(c *checked) { c.prefix = prefix } }

// OnExchange calls f after each exchange whose request and response are valid.
func OnExchange(f func(operationID string, status int)) Option {
	return func(c *checked) { c.onExchange = f }
}

// NewServer serves a handler on loopback until the test ends, and checks every exchange, including the spelling of
// headers on the wire.
func NewServer(t TB, h http.Handler, options ...Option) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(Check(t, h, options...))
	Watch(server)
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// Check returns a handler that validates every exchange with h, and fails the test if one is not in the document. It
// sees the spelling of headers on the wire only if [Watch] was called for the server. A handler can exempt a response
// from the check by the method SkipValidation of its http.ResponseWriter.
//
// The server must be closed before the test ends, as nothing is reported after that.
func Check(t TB, h http.Handler, options ...Option) http.Handler {
	t.Helper()
	load() // net/http would recover its panic in a handler
	c := &checked{t: t, handler: h, onExchange: func(string, int) {}}
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
	onExchange   func(operationID string, status int)

	mu    sync.Mutex
	t     TB
	ended bool
}

// ServeHTTP validates the request, passes it to the handler, and validates the response.
func (c *checked) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), failingReader{err}))
	head := takeHead(r)
	expected := r.Header.Get(ExpectInvalid)
	r.Header.Del(ExpectInvalid)

	var op Operation
	var valid bool
	if err == nil { // else the client disconnected
		op, valid = c.request(r, body, head, expected) //nolint:contextcheck // it does not wait
	}
	if c.requestsOnly || op.ID() == "" {
		c.handler.ServeHTTP(w, r)
		return
	}

	recorded := &recorder{ResponseWriter: w, status: http.StatusOK}
	c.handler.ServeHTTP(recorded, r)
	if recorded.skip {
		return
	}
	response := Response{Status: recorded.status, Header: recorded.Header(), Body: recorded.body.Bytes()}
	if err := CheckResponse(op, response); err != nil { //nolint:contextcheck // it does not wait
		c.errorf(r, "the %d response is not in the document: %v", response.Status, err)
	} else if valid {
		c.onExchange(op.ID(), response.Status)
	}
}

// request validates a request, below the prefix.
func (c *checked) request(r *http.Request, body, head []byte, expected string) (op Operation, valid bool) {
	u := *r.URL
	var below bool
	if u.Path, below = strings.CutPrefix(u.Path, c.prefix); !below {
		c.errorf(r, "the path is not below %s", c.prefix)
		return Operation{}, false
	}
	u.RawPath = strings.TrimPrefix(u.RawPath, c.prefix)

	op, err := CheckRequest(Request{Method: r.Method, URL: &u, Header: r.Header, Body: body, Head: head})
	switch {
	case expected == "" && err != nil:
		c.errorf(r, "the request is not in the document: %v", err)
	case expected != "" && (err == nil || !strings.Contains(err.Error(), expected)):
		c.errorf(r, "the request: got error %v, want one with %s", err, expected)
	}
	return op, err == nil
}

// errorf fails the test unless it has ended: then it would panic.
func (c *checked) errorf(r *http.Request, format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.ended {
		c.t.Helper()
		c.t.Errorf("%s %s: "+format, append([]any{r.Method, r.URL.EscapedPath()}, args...)...)
	}
}

func (c *checked) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
}

// failingReader ends a body as its first reading ended.
type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	return 0, io.EOF
}

// recorder keeps a copy of a response.
type recorder struct {
	http.ResponseWriter

	status int
	wrote  bool
	body   bytes.Buffer
	skip   bool
}

// SkipValidation exempts the response from the check.
func (r *recorder) SkipValidation() { r.skip = true }

// Hijack takes over the connection; there is no response then.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	r.skip = true
	return http.NewResponseController(r.ResponseWriter).Hijack()
}

// Unwrap lets http.ResponseController reach the other methods.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// WriteHeader records the status.
func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write records a part of the body.
func (r *recorder) Write(part []byte) (int, error) {
	r.wrote = true
	r.body.Write(part)
	return r.ResponseWriter.Write(part)
}
