// SPDX-License-Identifier: MPL-2.0

package script

import (
	"context"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
)

// InBubble runs a test in a bubble of package synctest, where time passes at once, with a server. base sends requests
// to the server, whatever their host is.
func InBubble(t *testing.T, handler http.Handler, test func(t *testing.T, base *http.Transport)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		listener := &listener{conns: make(chan net.Conn), closed: make(chan struct{})}
		server := &http.Server{Handler: handler} //nolint:gosec // the client is the test's own
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = server.Serve(listener)
		}()
		base := &http.Transport{DialContext: listener.dial}
		test(t, base)
		base.CloseIdleConnections()
		_ = server.Close()
		<-done
	})
}

// listener is a net.Listener without a network, since a bubble does not wait for network connections.
type listener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (*listener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func (l *listener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
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
