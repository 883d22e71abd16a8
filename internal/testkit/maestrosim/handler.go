// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// maxBody is the size of the largest accepted request body; a larger one is a 413.
const maxBody = 16 << 20

// ServeHTTP responds to one request. If the client disconnects during Latency or the Delay of a Fault, the request has
// no effect; otherwise it has, even if the response reaches no client. If w has a method SkipValidation, it is called
// before a response that a Fault changes, which follows no contract.
func (s *Sim) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	c := s.arrive(r, body, err)
	defer s.done(c)

	f := c.fault
	if v, ok := w.(interface{ SkipValidation() }); ok && f.changesResponse() {
		v.SkipValidation()
	}
	if f.Hook != nil && !f.afterWork() {
		f.Hook()
	}
	if !wait(r.Context(), c.latency) || !wait(r.Context(), f.Delay) || f.DropBefore {
		drop(w)
		return
	}

	var out reply
	if !f.replacesResponse() || f.afterWork() {
		out = c.work()
	}
	if f.Hook != nil && f.afterWork() {
		f.Hook()
	}
	if f.DropAfter {
		drop(w)
		return
	}
	if f.replacesResponse() {
		out = f.reply()
	}

	s.mu.Lock()
	c.entry.Status = out.status
	s.mu.Unlock()
	out.write(w, f)
}

// arrive logs the request and determines, in the order of arrival, its route and fault, and whether it is over the
// limit.
func (s *Sim) arrive(r *http.Request, body []byte, err error) *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{sim: s, request: r, raw: body, latency: s.options.Latency, entry: &Request{
		Method: r.Method, Path: r.URL.EscapedPath(), Header: r.Header.Clone(), Body: body,
	}}
	s.log = append(s.log, c.entry)
	c.route, c.params, c.refusal = match(s.contract, r.Method, r.URL)

	if err != nil {
		c.refusal = detail(http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	}
	if s.limiter != nil && !s.limiter.AllowN(s.now(), 1) {
		c.refusal = tooManyRequests()
		return c
	}
	c.fault = s.nextFault(c)
	return c
}

// done calls OnRequest for a request that is over, however it ended.
func (s *Sim) done(c *call) {
	if s.options.OnRequest == nil {
		return
	}
	s.mu.Lock()
	entry := c.entry.clone()
	s.mu.Unlock()
	s.options.OnRequest(entry)
}

// wait returns false if the client disconnected first.
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

// reply is a response in bytes.
type reply struct {
	status int
	header map[string]string
	body   []byte
}

// write sends the reply with what the fault adds to its header and cuts from its body.
func (r reply) write(w http.ResponseWriter, f Fault) {
	for _, header := range []map[string]string{r.header, f.Header} {
		for key, value := range header {
			w.Header().Set(key, value)
		}
	}
	if len(r.body) > 0 {
		w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
	}
	w.WriteHeader(r.status)

	if f.Truncate <= 0 {
		_, _ = w.Write(r.body) // a client that disconnected is not an error of the simulator
		return
	}
	_, _ = w.Write(r.body[:min(f.Truncate, len(r.body))])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler) // net/http's way to abort; it closes the connection
}

// drop resets the connection, so that the client cannot mistake its end for a response.
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
