// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// Network connects a provider to an HTTP server in memory, so that a test can run in a bubble of testing/synctest: HTTP
// is the real one, and time passes at once when every goroutine waits. Each wait of the provider, for a retry or for a
// rate limit, has its true length and takes no time.
//
// The provider's client reaches it if its transport is a clone of http.DefaultTransport. Each request opens a
// connection.
type Network struct {
	// URL is the server's address. It is on loopback, which needs no https and no proxy.
	URL string

	address  string
	listener atomic.Pointer[listener] // of the bubble under way
}

// NewNetwork returns a network with an address of its own.
func NewNetwork() *Network {
	number := networks.count.Add(1)
	n := &Network{address: fmt.Sprintf("127.%d.%d.%d:80", 128|number>>16&0x7f, number>>8&0xff, number&0xff)}
	n.URL = "http://" + n.address
	return n
}

// shutdownTimeout is how long requests may go on after their test, in the time of the bubble.
const shutdownTimeout = time.Hour

// InBubble runs a test in a bubble, with a server at URL that calls the handler.
func (n *Network) InBubble(t *testing.T, handler http.Handler, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		l := &listener{dialed: make(chan net.Conn), closed: make(chan struct{})}
		n.listener.Store(l)
		networks.byAddress.Store(n.address, n)
		server := &http.Server{Handler: handler} //nolint:gosec // the only clients are in this process
		server.SetKeepAlivesEnabled(false)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = server.Serve(l) // returns http.ErrServerClosed
		}()

		t.Cleanup(func() {
			networks.byAddress.Delete(n.address)
			ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
			defer cancel()
			if err := server.Shutdown(ctx); err != nil {
				t.Errorf("a request is still being served: %v", err)
			}
			<-ended
		})
		test(t)
	})
}

// Refuse accepts the next connections, as many as pass, and refuses those after them: as many as times, or all if times
// is negative.
func (n *Network) Refuse(pass, times int) {
	l := n.listener.Load()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pass, l.refuse = pass, times
}

// networks are the networks with a bubble under way.
var networks = register(http.DefaultTransport)

type registry struct {
	count     atomic.Int64
	byAddress sync.Map
}

// register makes a transport, and those that are cloned from it later, dial networks in memory by their addresses.
func register(transport http.RoundTripper) *registry {
	r := &registry{}
	base := transport.(*http.Transport) //nolint:forcetypeassert // http.DefaultTransport is one
	dial := base.DialContext
	base.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if n, ok := r.byAddress.Load(address); ok {
			return n.(*Network).listener.Load().dial(ctx) //nolint:forcetypeassert // nothing else is stored
		}
		return dial(ctx, network, address)
	}
	return r
}

// listener accepts connections in one bubble. Its channels must not leave it.
type listener struct {
	dialed chan net.Conn
	closed chan struct{}
	once   sync.Once

	mu           sync.Mutex
	pass, refuse int
}

// Accept waits for the next connection.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.dialed:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close makes Accept return.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (*listener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (l *listener) dial(ctx context.Context) (net.Conn, error) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Addr: l.Addr(), Err: syscall.ECONNREFUSED}
	if l.refuses() {
		return nil, refused
	}
	client, server := net.Pipe()
	select {
	case l.dialed <- server:
		return client, nil
	case <-l.closed:
		return nil, refused
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// refuses counts a connection, and reports whether it is refused.
func (l *listener) refuses() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.refuse == 0:
		return false
	case l.pass > 0:
		l.pass--
		return false
	case l.refuse > 0:
		l.refuse--
	}
	return true
}
