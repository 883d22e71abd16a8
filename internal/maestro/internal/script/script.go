// SPDX-License-Identifier: MPL-2.0

// Package script is an HTTP server for tests, whose responses are listed in advance.
package script

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Reply is what the server does with a request.
type Reply struct {
	Status int
	Body   string
	// Header is set in addition to a Content-Type that fits the body.
	Header map[string]string
	// Before is called first, if it is set.
	Before func(*http.Request)
	// Reset closes the connection instead of responding.
	Reset bool
}

// Respond returns a Reply with a status and a body.
func Respond(status int, body string) Reply { return Reply{Status: status, Body: body} }

// Reset returns a Reply that closes the connection.
func Reset() Reply { return Reply{Reset: true} }

// Never returns a Reply that lets the client wait until it gives up.
func Never() Reply {
	return Reply{Reset: true, Before: func(r *http.Request) { <-r.Context().Done() }}
}

// With returns the Reply with a header.
func (r Reply) With(name, value string) Reply {
	r.Header = map[string]string{name: value}
	return r
}

// After returns the Reply with a delay.
func (r Reply) After(d time.Duration) Reply {
	r.Before = func(req *http.Request) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-req.Context().Done():
		}
	}
	return r
}

// Request is a request as the server received it.
type Request struct {
	Method, Path string // Path is escaped
	Header       http.Header
	Body         string
}

// String returns "METHOD path".
func (r Request) String() string { return r.Method + " " + r.Path }

// Script is an http.Handler that responds to "METHOD path", or else "METHOD *", or else "*", with the replies listed
// for it in order. The last reply is repeated. Any other request fails the test.
type Script struct {
	t        testing.TB
	mu       sync.Mutex
	replies  map[string][]Reply
	requests []Request
}

// New returns a Script.
func New(t testing.TB, replies map[string][]Reply) *Script {
	t.Helper()
	if replies == nil {
		replies = map[string][]Reply{}
	}
	return &Script{t: t, replies: replies}
}

// Set replaces the replies to "METHOD path".
func (s *Script) Set(line string, replies ...Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replies[line] = replies
}

// Requests returns all requests so far.
func (s *Script) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Lines returns all requests so far as "METHOD path".
func (s *Script) Lines() []string {
	requests := s.Requests()
	lines := make([]string, len(requests))
	for i, r := range requests {
		lines[i] = r.String()
	}
	return lines
}

// Count returns the number of requests to "METHOD path" so far.
func (s *Script) Count(line string) int {
	n := 0
	for _, l := range s.Lines() {
		if l == line {
			n++
		}
	}
	return n
}

// ServeHTTP responds to a request.
func (s *Script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	reply, known := s.next(Request{r.Method, r.URL.EscapedPath(), r.Header.Clone(), string(body)})
	if !known {
		s.t.Errorf("got an unexpected request %s %s", r.Method, r.URL.EscapedPath())
		w.WriteHeader(http.StatusTeapot)
		return
	}
	if reply.Before != nil {
		reply.Before(r)
	}
	if reply.Reset {
		reset(w)
		return
	}
	switch {
	case json.Valid([]byte(reply.Body)):
		w.Header().Set("Content-Type", "application/json")
	case strings.HasPrefix(reply.Body, "<"):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	}
	for name, value := range reply.Header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(reply.Status)
	_, _ = io.WriteString(w, reply.Body)
}

// next records a request and returns its reply.
func (s *Script) next(r Request) (Reply, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r)
	for _, line := range []string{r.String(), r.Method + " *", "*"} {
		replies := s.replies[line]
		if len(replies) == 0 {
			continue
		}
		if len(replies) > 1 {
			s.replies[line] = replies[1:]
		}
		return replies[0], true
	}
	return Reply{}, false
}

// reset closes the connection of a request, without the delays of an orderly end where that is possible.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if wrapper, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = wrapper.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
