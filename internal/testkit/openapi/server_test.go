// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// fakeTB records the failures that the check reports to it.
type fakeTB struct {
	mu       sync.Mutex
	failures []string
	cleanups []func()
}

func (*fakeTB) Helper() {}

func (f *fakeTB) Errorf(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failures = append(f.failures, fmt.Sprintf(format, args...))
}

func (f *fakeTB) Cleanup(cleanup func()) { f.cleanups = append(f.cleanups, cleanup) }

// end ends the test.
func (f *fakeTB) end() {
	for _, cleanup := range slices.Backward(f.cleanups) {
		cleanup()
	}
}

// expect ends the test and compares its failures with those that are wanted: for each, the facts in it.
func (f *fakeTB) expect(t *testing.T, want ...[]string) {
	t.Helper()
	f.end()
	if len(f.failures) != len(want) {
		t.Errorf("got failures %q, want %q", f.failures, want)
		return
	}
	for i, facts := range want {
		for _, fact := range facts {
			if !strings.Contains(f.failures[i], fact) {
				t.Errorf("got failure %q, want %s in it", f.failures[i], fact)
			}
		}
	}
}

// send sends a request with headers in pairs and returns the response's status and body; 0 if there was none.
func send(t *testing.T, method, address, body string, headers ...string) (status int, response string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header[headers[i]] = []string{headers[i+1]}
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, ""
	}
	return resp.StatusCode, string(text)
}

// respond returns a handler that always sends the same response.
func respond(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

const (
	listPath  = "/platform/pipelines"
	pausePath = "/platform/pipeline/pause"
	pauseBody = `{"pipeline_id":"p"}`
	paused    = `{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"p"}}`
)

func TestNewServer_validExchangePassesUnchanged(t *testing.T) {
	f := &fakeTB{}
	var received *http.Request
	var receivedBody string
	server := NewServer(f, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		received, receivedBody = r, string(body)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Own", "1")
		_, _ = io.WriteString(w, paused[:20]) // in two parts
		_, _ = io.WriteString(w, paused[20:])
	}))

	status, response := send(t, "POST", server.URL+pausePath, pauseBody, "customer_name", customer)
	if status != 200 || response != paused {
		t.Errorf("got response %d %s, want %s", status, response, paused)
	}
	if received.Method != "POST" || receivedBody != pauseBody || received.Header.Get("customer_name") != customer {
		t.Errorf("the handler got %s %s %v", received.Method, receivedBody, received.Header)
	}
	f.expect(t)
}

func TestNewServer_invalidExchangeFailsTheTest(t *testing.T) {
	for name, test := range map[string]struct {
		handler http.Handler
		send    func(t *testing.T, url string)
		want    [][]string
	}{
		"a request": {
			respond(200, `[]`),
			func(t *testing.T, url string) { send(t, "GET", url+listPath+"?page=2", "", "customer_name", customer) },
			[][]string{{"GET /platform/pipelines: ", "request", `"page"`}},
		},
		"a response": {
			respond(200, `[{}]`),
			func(t *testing.T, url string) { send(t, "GET", url+listPath, "", "customer_name", customer) },
			[][]string{{"GET /platform/pipelines: ", "200 response", `"/0/id"`}},
		},
		"an empty response": {
			http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}),
			func(t *testing.T, url string) { send(t, "GET", url+listPath, "", "customer_name", customer) },
			[][]string{{"GET /platform/pipelines: ", "200 response", "Content-Type"}},
		},
		"both": {
			respond(418, `[]`),
			func(t *testing.T, url string) { send(t, "GET", url+listPath, "") },
			[][]string{{"request", `"customer_name"`}, {"418 response"}},
		},
		"an unknown route": {
			respond(404, `{"detail":"Not Found"}`),
			func(t *testing.T, url string) { send(t, "GET", url+"/platform", "") },
			[][]string{{"GET /platform: ", "no matching operation"}},
		},
		"a header spelled by net/http": {
			respond(200, `[]`),
			func(t *testing.T, url string) { send(t, "GET", url+listPath, "", "Customer_name", customer) },
			[][]string{{"customer_name is spelled Customer_name"}},
		},
		"the second request of a connection": {
			respond(200, paused),
			func(t *testing.T, url string) {
				big := `{"pipeline_id":"` + strings.Repeat("x", 1<<20) + `"}` // more than one read
				send(t, "POST", url+pausePath, big, "customer_name", customer)
				send(t, "POST", url+pausePath, big, "CUSTOMER_NAME", customer)
				send(t, "POST", url+pausePath, pauseBody, "customer_name", customer)
			},
			[][]string{{"customer_name is spelled CUSTOMER_NAME"}},
		},
		"one of many at once": {
			respond(200, `[]`),
			func(t *testing.T, url string) {
				var all sync.WaitGroup
				for range 10 {
					all.Go(func() { send(t, "GET", url+listPath, "", "customer_name", customer) })
				}
				all.Go(func() { send(t, "PUT", url+listPath, "") })
				all.Wait()
			},
			[][]string{{"PUT /platform/pipelines: ", "method not allowed"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeTB{}
			server := NewServer(f, test.handler)
			test.send(t, server.URL)
			f.expect(t, test.want...)
		})
	}
}

func TestNewServer_requestThatIsExpectedToBeInvalid(t *testing.T) {
	for name, test := range map[string]struct {
		headers []string
		want    [][]string
	}{
		"and is":                     {[]string{ExpectInvalid, "customer_name"}, nil},
		"and is, for another reason": {[]string{ExpectInvalid, "pipeline_id"}, [][]string{{"customer_name", "pipeline_id"}}},
		"and is not":                 {[]string{ExpectInvalid, "customer_name", "customer_name", customer}, [][]string{{"got error <nil>", "customer_name"}}},
		"by an empty header":         {[]string{ExpectInvalid, "", "customer_name", customer}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeTB{}
			server := NewServer(f, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get(ExpectInvalid) != "" {
					t.Errorf("%s reached the handler", ExpectInvalid)
				}
				respond(401, `{"msg":"Unauthorized"}`).ServeHTTP(w, r)
			}))
			send(t, "POST", server.URL+pausePath, pauseBody, test.headers...)
			f.expect(t, test.want...)
		})
	}
}

func TestNewServer_responseToAnInvalidRequestIsChecked(t *testing.T) {
	f := &fakeTB{}
	server := NewServer(f, respond(401, `{"message":"Unauthorized"}`))
	send(t, "POST", server.URL+pausePath, pauseBody, ExpectInvalid, "customer_name")
	f.expect(t, []string{"401 response"})
}

func TestNewServer_responseChangedByAFaultIsNotChecked(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"status":                  {Status: 418},
		"body":                    {Body: `<html>`},
		"status after the effect": {Status: 502, After: true},
		"header":                  {Header: map[string]string{"Content-Type": "x/y"}},
		"dropped before":          {DropBefore: true},
		"dropped after":           {DropAfter: true},
		"truncated":               {Truncate: 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fakeTB{}
			sim := maestrosim.New(maestrosim.Options{})
			server := NewServer(f, sim)
			sim.Order(fault)
			send(t, "GET", server.URL+listPath, "", "Customer_name", customer)
			send(t, "GET", server.URL+listPath, "", "customer_name", customer)
			f.expect(t, []string{"is spelled Customer_name"}) // the request is checked
		})
	}
}

func TestNewServer_responseNotChangedByAFaultIsChecked(t *testing.T) {
	f := &fakeTB{}
	sim := maestrosim.New(maestrosim.Options{Empty: true})
	var count tally
	server := NewServer(f, sim, OnExchange(count.add))
	sim.Order(maestrosim.Fault{Hook: func() {}})
	send(t, "GET", server.URL+listPath, "", "customer_name", customer)
	if f.expect(t); count.count["listPipelines"][200] != 1 {
		t.Errorf("got exchanges %v, want one", count.count)
	}
}

func TestNewServer_handlerThatEndsTheConnection(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"hijack": func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			if _, ok := conn.(interface{ NetConn() net.Conn }).NetConn().(*net.TCPConn); !ok {
				t.Error("NetConn does not return the TCP connection")
			}
			_ = conn.Close()
		},
		"flush and abort": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "[")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Error(err)
			}
			panic(http.ErrAbortHandler)
		},
	} {
		f := &fakeTB{}
		server := NewServer(f, handler)
		if status, _ := send(t, "GET", server.URL+listPath, "", "customer_name", customer); status != 0 {
			t.Errorf("%s: got response %d, want none", name, status)
		}
		f.expect(t)
	}
}

func TestNewServer_options(t *testing.T) {
	f := &fakeTB{}
	madeUp := NewServer(f, respond(418, `made up`), RequestsOnly)
	send(t, "GET", madeUp.URL+listPath, "", "customer_name", customer)
	send(t, "GET", madeUp.URL+listPath, "")
	below := NewServer(f, respond(200, `[]`), Under("/gw/maestro"))
	send(t, "GET", below.URL+"/gw/maestro"+listPath, "", "customer_name", customer)
	send(t, "GET", below.URL+listPath, "", "customer_name", customer)
	f.expect(t, []string{"GET /platform/pipelines: ", `"customer_name"`}, []string{"GET /platform/pipelines: ", "below /gw/maestro"})
}

func TestNewServer_requestThatBreaksOffIsNotChecked(t *testing.T) {
	f := &fakeTB{}
	over := make(chan error, 1)
	server := NewServer(f, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		over <- err
	}))
	conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(conn, "POST /platform/pipeline/pause HTTP/1.1\r\nHost: h\r\ncustomer_name: c\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
	_ = conn.Close()
	if err := <-over; err == nil {
		t.Error("the handler read the body without an error")
	}
	f.expect(t)
}

func TestCheck_nothingIsReportedAfterTheTest(t *testing.T) {
	f := &fakeTB{}
	handler := Check(f, respond(418, ``))
	f.end()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/nowhere", nil)
	handler.ServeHTTP(httptest.NewRecorder(), r)
	f.expect(t)
}

// The client gets its response before the handler returns. The server is closed, and every handler returns, before the
// check ends.
func TestNewServer_lateInvalidResponseIsReported(t *testing.T) {
	f := &fakeTB{}
	leave := make(chan struct{})
	server := NewServer(f, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "2")
		respond(418, `{}`).ServeHTTP(w, r)
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Error(err)
		}
		<-leave
	}))
	if status, _ := send(t, "GET", server.URL+listPath, "", "customer_name", customer); status != 418 {
		t.Errorf("got response %d, want 418", status)
	}
	if len(f.failures) > 0 {
		t.Errorf("got %q before the handler returned", f.failures)
	}
	close(leave)
	f.expect(t, []string{"418 response"})
}
