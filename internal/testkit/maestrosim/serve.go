// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"
)

// maxBody is the largest request body taken; over it is 413.
const maxBody = 16 << 20

// incoming is a request from its arrival to its answer.
type incoming struct {
	request *http.Request
	body    []byte
	entry   *Request
	call    *call
	handle  func(*call) answer
	latency time.Duration
	fault   Fault
	refusal *answer // answered in place of the work
}

// ServeHTTP answers one request. A request whose client goes away during Latency or a Fault's Delay is not worked on; any
// other is, even if nobody is left to hear the answer. Where w has a method Disown, it is called before an answer that a
// Fault has a hand in, and that keeps to no contract.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	in := s.arrive(r, body, err)
	defer s.left(in)
	f := in.fault
	if d, ok := w.(interface{ Disown() }); ok && f.answers() {
		d.Disown()
	}
	if f.Hook != nil && !f.late() {
		f.Hook()
	}
	if !wait(r.Context(), in.latency) || !wait(r.Context(), f.Delay) || f.DropBefore {
		drop(w)
		return
	}
	var answered reply
	if f.Status == 0 && f.Body == "" || f.late() {
		answered = s.work(in)
	}
	if f.Hook != nil && f.late() {
		f.Hook()
	}
	if f.DropAfter {
		drop(w)
		return
	}
	if f.Status != 0 || f.Body != "" {
		answered = f.reply()
	}
	s.mu.Lock()
	in.entry.Status = answered.status
	s.mu.Unlock()
	answered.write(w, f)
}

// arrive logs the request and decides, in the order of arrival, on its route, the rate limit and its fault.
func (s *Sim) arrive(r *http.Request, body []byte, err error) *incoming {
	s.mu.Lock()
	defer s.mu.Unlock()
	in := &incoming{request: r, body: body, latency: s.o.Latency, entry: &Request{
		Method: r.Method, Path: r.URL.EscapedPath(), Header: r.Header.Clone(), Body: body,
	}}
	s.log = append(s.log, in.entry)
	found, params, refusal := match(s.contract, r.Method, r.URL)
	in.call = &call{sim: s, op: found.op, method: r.Method, path: r.URL.EscapedPath(), params: params, body: body}
	in.handle, in.refusal = found.handle, refusal
	if err != nil {
		tooLarge := detail(http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		in.refusal = &tooLarge
	}
	if s.limiter != nil && !s.limiter.AllowN(s.now(), 1) {
		limited := tooMany()
		in.refusal = &limited
		return in
	}
	in.fault = s.nextFault(in.call)
	return in
}

// work does what the request asks for. All of it is one step to other requests.
func (s *Sim) work(in *incoming) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := in.call
	c.contract, c.now = s.contract, s.now()
	var a answer
	var known bool
	switch {
	case in.refusal != nil:
		a = *in.refusal
	case c.op == OpSignIn:
		a = in.handle(c)
	default:
		if c.customer, c.user, known = s.authorise(in.request, c.op, c.now); known {
			a = in.handle(c)
		} else {
			a = unauthorized()
		}
	}
	in.entry.Customer = c.customer
	r, err := c.contract.encode(a)
	if err != nil { // a value that no JSON decoder made; only Edit and Put could bring it, and they check
		r, _ = c.contract.encode(detail(http.StatusInternalServerError, "%v", err))
	}
	return r
}

// left tells OnRequest about a request that is over, however it ended.
func (s *Sim) left(in *incoming) {
	if s.o.OnRequest == nil {
		return
	}
	s.mu.Lock()
	done := in.entry.clone()
	s.mu.Unlock()
	s.o.OnRequest(done)
}

// wait returns false when the client went away first.
func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// write sends the reply, or as much of it as the fault leaves.
func (r reply) write(w http.ResponseWriter, f Fault) {
	maps.Copy(w.Header(), r.header)
	for k, v := range f.Header {
		w.Header().Set(k, v)
	}
	if len(r.body) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
	}
	w.WriteHeader(r.status)
	if f.Truncate <= 0 {
		_, _ = w.Write(r.body) // a client that is gone is no error of the simulator
		return
	}
	_, _ = w.Write(r.body[:min(f.Truncate, len(r.body))])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // net/http's way to break off; it closes the connection
}

// drop ends the connection with a reset, so that the client can't take it for an answer.
func drop(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil { // HTTP/2, or no real connection
		panic(http.ErrAbortHandler)
	}
	raw := conn
	if t, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		raw = t.NetConn()
	}
	if t, ok := raw.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = raw.Close()
}
