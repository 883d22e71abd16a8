// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

func TestDo_failedHandshakeIsNotRetried(t *testing.T) {
	t.Parallel()
	plain := httptest.NewServer(script.New(t, nil))
	t.Cleanup(plain.Close)
	secure := func(config *tls.Config) string {
		server := httptest.NewUnstartedServer(script.New(t, nil))
		server.TLS = config
		server.Config.ErrorLog = log.New(io.Discard, "", 0)
		server.StartTLS()
		t.Cleanup(server.Close)
		return server.URL
	}
	for name, test := range map[string]struct{ address, want string }{
		"unknown authority":   {secure(nil), "unknown authority"},
		"old version":         {secure(&tls.Config{MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}), "tls:"}, //nolint:gosec // what is tested
		"client certificate":  {secure(&tls.Config{ClientAuth: tls.RequireAnyClientCert, MaxVersion: tls.VersionTLS12}), "tls:"},
		"HTTP instead of TLS": {strings.Replace(plain.URL, "http://", "https://", 1), "HTTP response to HTTPS client"},
	} {
		base := defaultBase()
		if name == "client certificate" {
			base.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // the error is to come later
		}
		c := newTestClient(t, test.address, func(c *Config) { c.Base = base })
		err := do(t.Context(), c, getX)
		e := errorOf(t, err)
		if e.Attempts != 1 || !IsPermanent(err) {
			t.Errorf("%s: got %v after %d attempts, want 1", name, err, e.Attempts)
		}
		contains(t, err.Error(), test.want)
		if unknown := (x509.UnknownAuthorityError{}); errors.As(err, &unknown) != (name == "unknown authority") {
			t.Errorf("%s: got %v, want it to be known whether the authority is unknown", name, err)
		}
	}
}

func TestDo_proxyThatRefusesToConnect(t *testing.T) {
	t.Parallel()
	for status, attempts := range map[int]int{407: 1, 403: 1, 502: 3} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
		}))
		t.Cleanup(server.Close)
		base := defaultBase()
		proxy, err := url.Parse(server.URL)
		if err != nil {
			t.Fatal(err)
		}
		base.Proxy = http.ProxyURL(proxy)
		err = do(t.Context(), newTestClient(t, "https://host.test", func(c *Config) { c.Base = base }), getX)
		var refused *ProxyError
		if !errors.As(err, &refused) || refused.Status != status || errorOf(t, err).Attempts != attempts {
			t.Errorf("%d: got %v after %d attempts, want a refusal after %d", status, err, errorOf(t, err).Attempts, attempts)
		}
	}
}

func TestDefaultBase_requestsToThisMachineUseNoProxy(t *testing.T) {
	t.Parallel()
	proxy := &url.URL{Scheme: "http", Host: "proxy.test:3128"}
	choose := withoutProxyToLoopback(http.ProxyURL(proxy))
	for address, want := range map[string]*url.URL{
		"http://LOCALHOST/x": nil, "http://localhost:8080": nil, "http://LocalHost": nil, "http://127.0.0.1": nil,
		"http://127.8.8.8": nil, "http://[::1]:80": nil,
		"http://maestro.test": proxy, "https://maestro.dadosfera.ai": proxy, "http://localhost.evil.test": proxy, "http://10.0.0.1": proxy,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if got, err := choose(r); err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", address, got, err, want)
		}
	}
	if base := defaultBase(); base.Proxy == nil {
		t.Error("got no choice of proxies")
	}
}

func TestDefaultBase_usesTheChoice(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1") // read once per process, and no other test needs it
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "http://LOCALHOST/x", nil)
	if got, err := defaultBase().Proxy(r); got != nil || err != nil {
		t.Errorf("got the proxy %v, %v, want none", got, err)
	}
}

func TestDo_callWithoutADeadlineEnds(t *testing.T) {
	for name, reply := range map[string]reply{
		"429 that asks for a day": respond(429, "").With("Retry-After", "86400"),
		"503 that asks for a day": respond(503, "").With("Retry-After", "86400"),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, map[string][]script.Reply{getX: {reply}}, func(t *testing.T, c *Client, _ *script.Script) {
				start := time.Now()
				resp, err := c.Do(t.Context(), Request{Method: http.MethodGet, Path: "/x", Idempotent: true})
				if err != nil || !resp.Outlasts || resp.RetryAfter != 24*time.Hour || time.Since(start) != 0 {
					t.Errorf("got %+v, %v after %s, want a response at once", resp, err, time.Since(start))
				}
			})
		})
	}
	inBubble(t, map[string][]reply{getX: {script.Never()}}, func(t *testing.T, c *Client, _ *script.Script) {
		start := time.Now()
		err := do(t.Context(), c, getX)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != DefaultCallTimeout {
			t.Errorf("got %v after %s, want an error after %s", err, time.Since(start), DefaultCallTimeout)
		}
		contains(t, err.Error(), "no result within 5m0s")
	}, withRetries(1<<20))
	inBubble(t, map[string][]reply{getX: {respond(429, "").With("Retry-After", "200"), respond(200, "")}}, func(t *testing.T, c *Client, _ *script.Script) {
		start := time.Now()
		if err := do(t.Context(), c, getX); err != nil || time.Since(start) != 200*time.Second {
			t.Errorf("got %v after %s, want success after the wait", err, time.Since(start))
		}
	})
}

func TestToken_withoutADeadlineEnds(t *testing.T) {
	inBubbleWithLogin(t, map[string][]reply{signInLine: {respond(429, "").With("Retry-After", "86400")}},
		func(t *testing.T, c *Client, _ *script.Script) {
			start := time.Now()
			for range 2 { // the second waits for its turn
				if _, _, err := c.Token(t.Context()); err == nil || time.Since(start) != 0 {
					t.Errorf("got %v after %s, want an error at once", err, time.Since(start))
				}
			}
		})
}

func TestIsPermanent_networkErrorsAreNot(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		nil, io.EOF, io.ErrUnexpectedEOF, &net.OpError{Op: "dial", Err: errors.New("connection refused")},
		&net.OpError{Op: "read", Err: errors.New("connection reset")}, errNotHTTP, &ProxyError{503},
	} {
		if IsPermanent(err) {
			t.Errorf("got that %v is permanent, want it to be temporary", err)
		}
	}
}
