// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

// The pipeline of the reference's examples, in both spellings.
const (
	thisID        = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	thisIDHyphens = "1b33ad2f-33d3-4837-9eeb-83c82c8b909d"
	otherID       = "00000000_1111_4222_8333_444444444444"
)

// Answers of the reference, or by analogy with it.
const (
	pipelineJSON = `{"status":true,"data":{"id":"` + thisID + `","name":"Orders"}}`
	notFoundJSON = `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id ` + thisID + ` not found","data":null}}`
	emptyList    = `[]`
	listWithID   = `[{"id":1,"pipeline_id":"` + thisID + `","name":"Orders"}]`
	htmlPage     = `<html><body><h1>Sign in</h1></body></html>`
)

// seen is one request as the server saw it.
type seen struct {
	method, path string
	header       http.Header
	body         string
}

func (s seen) String() string { return s.method + " " + s.path }

// reply is what the server does with one request.
type reply struct {
	status int
	body   string
	header map[string]string
	// before runs first, on the server's side.
	before func(*http.Request)
	// drop closes the connection in place of an answer.
	drop bool
}

func says(code int, body string) reply     { return reply{status: code, body: body} }
func (r reply) with(key, val string) reply { r.header = map[string]string{key: val}; return r }

// after lets the client wait for the answer, in the time of the bubble or of the world.
func (r reply) after(d time.Duration) reply {
	r.before = func(req *http.Request) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-req.Context().Done():
		}
	}
	return r
}

// never keeps the client waiting until it goes away.
func never() reply {
	return reply{drop: true, before: func(req *http.Request) { <-req.Context().Done() }}
}

// script is an http.Handler that answers "METHOD path" (or "METHOD *") with its replies in order, the last one again and
// again, and remembers what it was asked.
type script struct {
	t       *testing.T
	mu      sync.Mutex
	replies map[string][]reply
	asked   []seen
	// checked is what answers, after a look at the request. The answers are made up.
	checked http.Handler
}

func newScript(t *testing.T, replies map[string][]reply) *script {
	s := &script{t: t, replies: replies}
	s.checked = openapi.Check(t, http.HandlerFunc(s.answer), openapi.RequestsOnly)
	return s
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.checked.ServeHTTP(w, r) }

func (s *script) answer(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	re, known := s.next(seen{r.Method, r.URL.EscapedPath(), r.Header.Clone(), string(body)})
	if !known {
		s.t.Errorf("unexpected request %s %s", r.Method, r.URL.EscapedPath())
		w.WriteHeader(http.StatusTeapot)
		return
	}
	if re.before != nil {
		re.before(r)
	}
	if re.drop {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		if watched, is := conn.(interface{ NetConn() net.Conn }); is {
			conn = watched.NetConn()
		}
		if tcp, isTCP := conn.(*net.TCPConn); isTCP {
			_ = tcp.SetLinger(0)
		}
		_ = conn.Close()
		return
	}
	switch {
	case json.Valid([]byte(re.body)):
		w.Header().Set("Content-Type", "application/json")
	case strings.HasPrefix(re.body, "<"):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	for key, value := range re.header {
		w.Header().Set(key, value)
	}
	w.WriteHeader(re.status)
	_, _ = io.WriteString(w, re.body)
}

func (s *script) next(request seen) (reply, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, request)
	for _, key := range []string{request.String(), request.method + " *", "*"} {
		replies := s.replies[key]
		if len(replies) == 0 {
			continue
		}
		if len(replies) > 1 {
			s.replies[key] = replies[1:]
		}
		return replies[0], true
	}
	return reply{}, false
}

func (s *script) requests() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]seen(nil), s.asked...)
}

// lines gives the requests as "METHOD path".
func (s *script) lines() []string {
	requests := s.requests()
	lines := make([]string, len(requests))
	for i, r := range requests {
		lines[i] = r.String()
	}
	return lines
}

// count gives the number of requests with this "METHOD path".
func (s *script) count(line string) int {
	n := 0
	for _, l := range s.lines() {
		if l == line {
			n++
		}
	}
	return n
}

func mustURL(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// newTestClient makes a client for an address. Its waits between attempts are too short to be felt.
func newTestClient(t *testing.T, address string, change ...func(*Config)) *Client {
	t.Helper()
	config := Config{
		BaseURL:        mustURL(t, address),
		CustomerName:   "acme_corp",
		AccessToken:    "token-of-the-test",
		MaxRetries:     2,
		RequestTimeout: 10 * time.Second,
		UserAgent:      "maestro-test/1",
	}
	for _, f := range change {
		f(&config)
	}
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	c.http.RetryWaitMin, c.http.RetryWaitMax = 2*time.Millisecond, 4*time.Millisecond
	t.Cleanup(c.Close)
	return c
}

// serve starts a real server with a script and gives a client of it.
func serve(t *testing.T, replies map[string][]reply, change ...func(*Config)) (*Client, *script) {
	t.Helper()
	s := newScript(t, replies)
	server := httptest.NewUnstartedServer(s)
	openapi.Watch(server)
	server.Start()
	t.Cleanup(server.Close)
	return newTestClient(t, server.URL, change...), s
}

// inMemory is a listener without a network, so that client and server can run in a bubble, where time passes at once.
type inMemory struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newInMemory() *inMemory {
	return &inMemory{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *inMemory) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *inMemory) Close() error { l.once.Do(func() { close(l.closed) }); return nil }
func (*inMemory) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
func (l *inMemory) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// inBubble runs a test in a bubble with a server and a client that has the real waits: HTTP as it is, time as it pleases.
func inBubble(t *testing.T, replies map[string][]reply, test func(t *testing.T, c *Client, s *script), change ...func(*Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newScript(t, replies)
		listener := newInMemory()
		server := &http.Server{Handler: s}
		done := make(chan struct{})
		go func() { defer close(done); _ = server.Serve(listener) }()
		c := newTestClient(t, "http://maestro.test", change...)
		c.http.RetryWaitMin, c.http.RetryWaitMax = firstWait, longestWait
		base := c.transport.base.(*http.Transport)
		base.Proxy, base.DialContext = nil, listener.dial
		test(t, c, s)
		c.Close()
		_ = server.Close()
		<-done
	})
}

// as gives the *Error in an error, which must be there.
func as(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%T %v is no *Error", err, err)
	}
	return e
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not contain %q", text, part)
		}
	}
}

func withRetries(n int) func(*Config) { return func(c *Config) { c.MaxRetries = n } }
func withTimeout(d time.Duration) func(*Config) {
	return func(c *Config) { c.RequestTimeout = d }
}
func withCredentials(c *Config) {
	c.AccessToken = ""
	c.Credentials = &Credentials{Username: "ana@example.com", Password: "pass-word-1", TOTP: "123456"}
}
