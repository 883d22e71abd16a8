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

// Watch lets the check see the headers of a server's requests as they are on the wire. The server speaks plain HTTP/1.1 and has
// not started.
func Watch(server *httptest.Server) {
	server.Listener = watchedListener{server.Listener}
	server.Config.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		return context.WithValue(ctx, connKey{}, conn)
	}
}

type connKey struct{}

// headOf gives the head of a request whose body has been read, and gets ready for the next one on its connection. It is
// empty where the connection is not watched.
func headOf(r *http.Request) []byte {
	if conn, ok := r.Context().Value(connKey{}).(*watchedConn); ok {
		return conn.take()
	}
	return nil
}

type watchedListener struct{ net.Listener }

// Accept gives a connection that is watched.
func (l watchedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &watchedConn{Conn: conn}, nil
}

// watchedConn keeps the head of the request that is under way. A client sends the next one when it has an answer, and so
// not before the head of this one is taken.
type watchedConn struct {
	net.Conn

	mu   sync.Mutex
	head []byte
	full bool
}

// NetConn is the connection itself, for who wants to reset it.
func (c *watchedConn) NetConn() net.Conn { return c.Conn }

// Read passes on what it reads, and keeps what belongs to a head.
func (c *watchedConn) Read(into []byte) (int, error) {
	n, err := c.Conn.Read(into)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.full {
		c.head = append(c.head, into[:n]...)
		if end := bytes.Index(c.head, []byte("\r\n\r\n")); end >= 0 {
			c.head, c.full = c.head[:end], true
		}
	}
	return n, err
}

func (c *watchedConn) take() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	head := c.head
	c.head, c.full = nil, false
	return head
}
