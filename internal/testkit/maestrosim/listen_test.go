// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

func TestServe_untilTheContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	around := func(h http.Handler) http.Handler { return openapi.Check(t, h) }
	url, done, err := maestrosim.Serve(ctx, "localhost:0", maestrosim.New(maestrosim.Options{Around: around}))
	must(t, err)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/platform/pipelines", nil)
	must(t, err)
	r.Header.Set(openapi.ExpectInvalid, "customer_name")
	resp, err := http.DefaultClient.Do(r)
	must(t, err)
	resp.Body.Close()
	equal(t, "status", resp.StatusCode, 401)
	cancel()
	must(t, <-done)
	if resp, err := http.DefaultClient.Do(r); err == nil {
		resp.Body.Close()
		t.Error("got a response after the context ended")
	}
}

func TestServe_refusesAnAddressThatIsNotLoopback(t *testing.T) {
	s := maestrosim.New(maestrosim.Options{})
	for _, addr := range []string{":0", "0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:80", "127.0.0.1"} {
		if _, _, err := maestrosim.Serve(t.Context(), addr, s); err == nil {
			t.Errorf("%q: got no error", addr)
		}
	}
}

// The name of another host may resolve to a loopback address.
func TestServe_refusesRequestsToOtherHosts(t *testing.T) {
	url, _, err := maestrosim.Serve(t.Context(), "127.0.0.1:0", maestrosim.New(maestrosim.Options{}))
	must(t, err)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(url, "http://"))
	must(t, err)
	for host, want := range map[string]int{
		"127.0.0.1:" + port: 200, "localhost:" + port: 200, "LocalHost": 200, "[::1]:" + port: 200, "127.9.9.9": 200,
		"evil.example:" + port: 421, "evil.example": 421, "192.0.2.1:" + port: 421, "localhost.evil.example": 421,
		"127.0.0.1.evil.example:" + port: 421,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/platform/pipelines", nil)
		must(t, err)
		r.Host = host
		r.Header["customer_name"] = []string{acme}
		resp, err := http.DefaultClient.Do(r)
		must(t, err)
		resp.Body.Close()
		equal(t, host, resp.StatusCode, want)
	}
}

func TestServe_portInUse(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	_, _, err = maestrosim.Serve(t.Context(), l.Addr().String(), maestrosim.New(maestrosim.Options{}))
	if err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("got error %v", err)
	}
}
