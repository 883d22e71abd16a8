// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// gracePeriod is how long requests may continue after the context of Serve ends.
const gracePeriod = 2 * time.Second

// Serve listens on addr, "127.0.0.1:0" for any free port, until ctx ends. It returns the URL without a trailing slash;
// done then receives nil, or before that the error that ended it. An address that is not loopback is an error, as the
// simulator is not protected in any way. Requests to another host are refused: a web page can make a browser send them
// here, by a name that resolves to a loopback address.
func Serve(ctx context.Context, addr string, s *Sim) (address string, done <-chan error, err error) {
	if err := checkLoopback(addr); err != nil {
		return "", nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return "", nil, err
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() { // "localhost" can be mapped to anything
		_ = listener.Close()
		return "", nil, fmt.Errorf("%s is %s, which is not a loopback address", addr, listener.Addr())
	}

	var handler http.Handler = s
	if s.options.Around != nil {
		handler = s.options.Around(s)
	}
	server := &http.Server{Handler: loopbackOnly(handler), ReadHeaderTimeout: 10 * time.Second}
	failed, ended := make(chan error, 1), make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	go func() {
		defer close(ended)
		select {
		case err := <-failed:
			ended <- err
		case <-ctx.Done():
			grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), gracePeriod)
			defer cancel()
			err := server.Shutdown(grace)
			if err != nil {
				err = server.Close() // aborts what did not end in time
			}
			<-failed //nolint:errcheck // http.ErrServerClosed
			ended <- err
		}
	}()
	return "http://" + listener.Addr().String(), ended, nil
}

func checkLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	if !isLoopback(host) {
		return fmt.Errorf("%q is not a loopback address; use 127.0.0.1, ::1 or localhost", addr)
	}
	return nil
}

// loopbackOnly returns a handler that refuses requests whose Host header is not a loopback host.
func loopbackOnly(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if target := (&url.URL{Host: r.Host}); !isLoopback(target.Hostname()) {
			http.Error(w, "The simulator serves loopback hosts only.", http.StatusMisdirectedRequest)
			return
		}
		h.ServeHTTP(w, r)
	})
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
