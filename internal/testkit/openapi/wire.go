// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
)

// Watch lets the check see the headers of a server's requests as they are on the wire. The server uses plain HTTP/1.1
// and has not started.
func Watch(server *httptest.Server) {
	server.Listener = watchedListener{server.Listener}
	server.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, connKey{}, conn)
	}
}

type connKey struct{}

// takeHead returns the head of a request whose body has been read; nil if the connection is not watched.
func takeHead(r *http.Request) []byte {
	conn, ok := r.Context().Value(connKey{}).(*watchedConn)
	if !ok {
		return nil
	}
	conn.mu.Lock()
	defer conn.mu.Unlock()
	head, _, _ := bytes.Cut(conn.request, []byte("\r\n\r\n"))
	conn.request = nil
	return head
}

type watchedListener struct{ net.Listener }

// Accept returns a connection that is watched.
func (l watchedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &watchedConn{Conn: conn}, nil
}

// watchedConn keeps the request in progress. A client sends the next one after the response, and so after takeHead.
type watchedConn struct {
	net.Conn

	mu      sync.Mutex
	request []byte
}

// NetConn returns the connection itself, which a handler may reset.
func (c *watchedConn) NetConn() net.Conn { return c.Conn }

// Read keeps a copy of what it reads.
func (c *watchedConn) Read(into []byte) (int, error) {
	n, err := c.Conn.Read(into)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.request = append(c.request, into[:n]...)
	return n, err
}
