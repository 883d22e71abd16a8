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

// patience is how long requests may go on, in the time of the bubble, when their test has ended.
const patience = time.Hour

// Network leads to a platform in memory. Each request makes a connection of its own.
type Network struct {
	// URL is the platform's address. It is on loopback, so that it takes no https and no proxy is asked.
	URL string

	address string
	bubble  atomic.Pointer[wire]
}

// NewNetwork gives a network with an address that no other one has.
func NewNetwork() *Network {
	number := networks.count.Add(1)
	n := &Network{address: fmt.Sprintf("127.%d.%d.%d:80", 128|number>>16&0x7f, number>>8&0xff, number&0xff)}
	n.URL = "http://" + n.address
	return n
}

// InBubble runs a test in a bubble of testing/synctest, with a platform that is reached without sockets: HTTP is as it
// is, and time passes at once where everybody waits. So every wait of the provider is the real one and costs nothing.
func (n *Network) InBubble(t *testing.T, platform http.Handler, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		t.Helper()
		w := &wire{dialed: make(chan net.Conn), closed: make(chan struct{})}
		n.bubble.Store(w)
		networks.byAddress.Store(n.address, n)
		server := &http.Server{Handler: platform} //nolint:gosec // nobody is slow in here
		server.SetKeepAlivesEnabled(false)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = server.Serve(w) // until it is closed
		}()
		t.Cleanup(func() {
			networks.byAddress.Delete(n.address)
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			if err := server.Shutdown(ctx); err != nil {
				t.Errorf("a request is still being answered: %v", err)
			}
			<-ended
		})
		test(t)
	})
}

// Refuse lets this many connections pass and then refuses the next ones: times of them, or all where that is negative.
func (n *Network) Refuse(pass, times int) {
	w := n.bubble.Load()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pass, w.refuse = pass, times
}

// networks are those of the bubbles that there are now. A client finds them where its transport is a clone of the
// standard library's, as it is unless somebody changes that.
var networks = connect(http.DefaultTransport)

type wiring struct {
	count     atomic.Int64
	byAddress sync.Map
}

// connect lets a transport and its clones reach the networks in memory, beside whatever it reaches anyway.
func connect(transport http.RoundTripper) *wiring {
	known := &wiring{}
	base := transport.(*http.Transport) //nolint:forcetypeassert // the standard library's own
	dial := base.DialContext
	base.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if n, ok := known.byAddress.Load(address); ok {
			return n.(*Network).bubble.Load().dial(ctx) //nolint:forcetypeassert // nothing else is stored
		}
		return dial(ctx, network, address)
	}
	return known
}

// wire is the listener of one bubble, which channels must not leave.
type wire struct {
	dialed chan net.Conn
	closed chan struct{}
	once   sync.Once

	mu           sync.Mutex
	pass, refuse int
}

// Accept waits for the next connection.
func (w *wire) Accept() (net.Conn, error) {
	select {
	case conn := <-w.dialed:
		return conn, nil
	case <-w.closed:
		return nil, net.ErrClosed
	}
}

// Close ends Accept.
func (w *wire) Close() error {
	w.once.Do(func() { close(w.closed) })
	return nil
}

// Addr is there for net.Listener.
func (*wire) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

func (w *wire) dial(ctx context.Context) (net.Conn, error) {
	refused := &net.OpError{Op: "dial", Net: "tcp", Addr: w.Addr(), Err: syscall.ECONNREFUSED}
	if w.refuses() {
		return nil, refused
	}
	client, server := net.Pipe()
	select {
	case w.dialed <- server:
		return client, nil
	case <-w.closed:
		return nil, refused
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (w *wire) refuses() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.refuse == 0:
		return false
	case w.pass > 0:
		w.pass--
		return false
	case w.refuse > 0:
		w.refuse--
	}
	return true
}
