// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
)

// ending ends a body as its reading ended.
type ending struct{ err error }

func (e ending) Read([]byte) (int, error) {
	if e.err != nil {
		return 0, e.err
	}
	return 0, io.EOF
}

// passing keeps an answer while it passes.
type passing struct {
	http.ResponseWriter

	status   int
	body     bytes.Buffer
	disowned bool
}

// Disown is how a handler says that its answer is deliberately wrong.
func (p *passing) Disown() { p.disowned = true }

// Hijack takes the connection over, and then there is no answer.
func (p *passing) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	p.disowned = true
	return http.NewResponseController(p.ResponseWriter).Hijack()
}

// Unwrap lets http.ResponseController reach the rest.
func (p *passing) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// WriteHeader passes the status on.
func (p *passing) WriteHeader(status int) {
	if p.status == 0 {
		p.status = status
	}
	p.ResponseWriter.WriteHeader(status)
}

// Write passes a part of the body on.
func (p *passing) Write(part []byte) (int, error) {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	p.body.Write(part)
	return p.ResponseWriter.Write(part)
}

// answer is what has passed. A handler that wrote nothing has answered 200.
func (p *passing) answer() Answer {
	if p.status == 0 {
		p.status = http.StatusOK
	}
	return Answer{Status: p.status, Header: p.Header(), Body: p.body.Bytes()}
}
