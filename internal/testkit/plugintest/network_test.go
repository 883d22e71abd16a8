// SPDX-License-Identifier: MPL-2.0

package plugintest_test

import (
	"errors"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// get sends a request from a client like a provider's.
func get(t *testing.T, url string) (int, error) {
	t.Helper()
	client := &http.Client{Transport: http.DefaultTransport.(*http.Transport).Clone()}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, resp.Body.Close()
}

func TestNetwork_timePassesAtOnce(t *testing.T) {
	n := plugintest.NewNetwork()
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		<-time.After(time.Hour)
		w.WriteHeader(http.StatusTeapot)
	})
	for range 2 { // a network can be used again
		n.InBubble(t, slow, func(t *testing.T) {
			start := time.Now()
			if code, err := get(t, n.URL); err != nil || code != http.StatusTeapot || time.Since(start) != time.Hour {
				t.Errorf("got %d (%v) after %s, want %d after an hour", code, err, time.Since(start), http.StatusTeapot)
			}
		})
	}
}

func TestNetwork_refuse(t *testing.T) {
	n := plugintest.NewNetwork()
	n.InBubble(t, http.NotFoundHandler(), func(t *testing.T) {
		wantRefused := func(want ...bool) {
			t.Helper()
			for i, want := range want {
				if _, err := get(t, n.URL); errors.Is(err, syscall.ECONNREFUSED) != want {
					t.Errorf("request %d: got %v, want refused %t", i, err, want)
				}
			}
		}
		n.Refuse(1, 2)
		wantRefused(false, true, true, false)
		n.Refuse(0, -1)
		wantRefused(true, true)
		n.Refuse(0, 0)
		wantRefused(false)
	})
}

func TestNewNetwork_addressesDiffer(t *testing.T) {
	if a, b := plugintest.NewNetwork(), plugintest.NewNetwork(); a.URL == b.URL {
		t.Errorf("got %s twice, want two addresses", a.URL)
	}
}
