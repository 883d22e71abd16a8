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

// witness is a test that only remembers what it was told.
type witness struct {
	mu       sync.Mutex
	told     []string
	cleanups []func()
}

func (*witness) Helper() {}

func (w *witness) Errorf(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, fmt.Sprintf(format, args...))
}

func (w *witness) Cleanup(f func()) { w.cleanups = append(w.cleanups, f) }

// end is the end of the test.
func (w *witness) end() {
	for _, f := range slices.Backward(w.cleanups) {
		f()
	}
}

// says ends the test and wants it to have been told just this, a part of each line.
func (w *witness) says(t *testing.T, want ...string) {
	t.Helper()
	w.end()
	if len(w.told) != len(want) {
		t.Errorf("told %q, want %q", w.told, want)
		return
	}
	for i := range want {
		if !strings.Contains(w.told[i], want[i]) {
			t.Errorf("told %q, want %q", w.told[i], want[i])
		}
	}
}

// ask sends a request with the headers in pairs, and gives the answer's status and body.
func ask(t *testing.T, method, address, body string, headers ...string) (status int, answer string) {
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

// answers is a handler that answers everything with one text.
func answers(status int, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
}

const list = "/platform/pipelines"

func TestWhatPassesIsCheckedAndReachesItsEnd(t *testing.T) {
	w := &witness{}
	var saw *http.Request
	var sawBody string
	server := NewServer(w, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		saw, sawBody = r, string(body)
		rw.Header().Set("Content-Type", "application/json")
		rw.Header().Set("X-Own", "1")
		_, _ = io.WriteString(rw, `{"status":true,"data":`)
		_, _ = io.WriteString(rw, `{"message":"Pipeline paused successfully","pipeline_id":"p"}}`)
	}))
	status, answer := ask(t, "POST", server.URL+"/platform/pipeline/pause", `{"pipeline_id":"p"}`, "customer_name", customer)
	if status != 200 || answer != `{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"p"}}` {
		t.Errorf("answered %d %s", status, answer)
	}
	if saw.Method != "POST" || sawBody != `{"pipeline_id":"p"}` || saw.Header.Get("customer_name") != customer {
		t.Errorf("the handler saw %s %s", saw.Method, sawBody)
	}
	w.says(t)
}

func TestWhatIsWrongFailsTheTest(t *testing.T) {
	for name, test := range map[string]struct {
		handler http.Handler
		ask     func(t *testing.T, url string)
		want    []string
	}{
		"a request": {
			answers(200, `[]`),
			func(t *testing.T, url string) { ask(t, "GET", url+list+"?page=2", "", "customer_name", customer) },
			[]string{`GET /platform/pipelines is not in the contract: the query has "page"`},
		},
		"an answer": {
			answers(200, `[{}]`),
			func(t *testing.T, url string) { ask(t, "GET", url+list, "", "customer_name", customer) },
			[]string{"GET /platform/pipelines was answered with a 200 that is not in the contract: the answer: it is none of its alternatives\n  not Pipelines: /0/id: "},
		},
		"an answer that nobody wrote": {
			http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}),
			func(t *testing.T, url string) { ask(t, "GET", url+list, "", "customer_name", customer) },
			[]string{"was answered with a 200 that is not in the contract: the answer has no body"},
		},
		"both": {
			answers(418, `[]`),
			func(t *testing.T, url string) { ask(t, "GET", url+list, "") },
			[]string{"customer_name: value is required", "was answered with a 418 that is not in the contract: the status"},
		},
		"a route that there is not": {
			answers(404, `{"detail":"Not Found"}`),
			func(t *testing.T, url string) { ask(t, "GET", url+"/platform", "") },
			[]string{"GET /platform is not in the contract: no matching operation"},
		},
		"a header that net/http has spelled": {
			answers(200, `[]`),
			func(t *testing.T, url string) { ask(t, "GET", url+list, "", "Customer_name", customer) },
			[]string{"the header customer_name is spelled Customer_name on the wire"},
		},
		"the second request of a connection": {
			answers(200, `{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"p"}}`),
			func(t *testing.T, url string) {
				big := `{"pipeline_id":"` + strings.Repeat("x", 1<<20) + `"}` // more than one read
				ask(t, "POST", url+"/platform/pipeline/pause", big, "customer_name", customer)
				ask(t, "POST", url+"/platform/pipeline/pause", big, "CUSTOMER_NAME", customer)
				ask(t, "POST", url+"/platform/pipeline/pause", `{"pipeline_id":"p"}`, "customer_name", customer)
			},
			[]string{"is spelled CUSTOMER_NAME on the wire"},
		},
		"in a goroutine after which the test goes on": {
			answers(200, `[]`),
			func(t *testing.T, url string) {
				var all sync.WaitGroup
				for range 10 {
					all.Go(func() { ask(t, "GET", url+list, "", "customer_name", customer) })
				}
				all.Go(func() { ask(t, "PUT", url+list, "") })
				all.Wait()
			},
			[]string{"PUT /platform/pipelines is not in the contract: method not allowed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := &witness{}
			server := NewServer(w, test.handler)
			test.ask(t, server.URL)
			w.says(t, test.want...)
		})
	}
}

func TestARequestThatIsWrongOnPurpose(t *testing.T) {
	const pause = "/platform/pipeline/pause"
	for name, test := range map[string]struct {
		headers []string
		want    []string
	}{
		"in the way that it says":  {[]string{WrongHeader, "customer_name"}, nil},
		"in another way":           {[]string{WrongHeader, "pipeline_id"}, []string{"is wrong on purpose (pipeline_id), and the contract has something else against it"}},
		"and is not":               {[]string{WrongHeader, "customer_name", "customer_name", customer}, []string{"is wrong on purpose (customer_name), and the contract has nothing against it"}},
		"and so is another's word": {[]string{"customer_name", customer, WrongHeader, ""}, nil}, // an empty one is none
	} {
		t.Run(name, func(t *testing.T) {
			w := &witness{}
			server := NewServer(w, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
				if r.Header.Get(WrongHeader) != "" {
					t.Error("the handler sees the mark")
				}
				answers(401, `{"msg":"Unauthorized"}`).ServeHTTP(rw, r)
			}))
			ask(t, "POST", server.URL+pause, `{"pipeline_id":"p"}`, test.headers...)
			w.says(t, test.want...)
		})
	}
	// The answer is checked all the same.
	w := &witness{}
	server := NewServer(w, answers(401, `{"message":"Unauthorized"}`))
	ask(t, "POST", server.URL+pause, `{"pipeline_id":"p"}`, WrongHeader, "customer_name")
	w.says(t, "was answered with a 401 that is not in the contract")
}

// A fault's answer is deliberately wrong; its request is not.
func TestAFaultsAnswerIsNotChecked(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"status":                {Status: 418},
		"body":                  {Body: `<html>`},
		"status after the work": {Status: 502, After: true},
		"header":                {Header: map[string]string{"Content-Type": "x/y"}},
		"dropped before":        {DropBefore: true},
		"dropped after":         {DropAfter: true},
		"cut":                   {Truncate: 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := &witness{}
			sim := maestrosim.New(maestrosim.Options{})
			server := NewServer(w, sim)
			sim.Order(fault)
			ask(t, "GET", server.URL+list, "", "Customer_name", customer)
			ask(t, "GET", server.URL+list, "", "customer_name", customer)
			w.says(t, "is spelled Customer_name")
		})
	}
	// One that changes nothing of the answer leaves it to be checked.
	w := &witness{}
	sim := maestrosim.New(maestrosim.Options{Empty: true})
	var tally Tally
	server := NewServer(w, sim, Into(&tally))
	sim.Order(maestrosim.Fault{Hook: func() {}})
	ask(t, "GET", server.URL+list, "", "customer_name", customer)
	if w.says(t); tally.Answers("listPipelines", 200) != 1 {
		t.Error("the answer was not checked")
	}
}

func TestHandlersThatTakeTheConnectionOverOrBreakOff(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"hijack": func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			if _, ok := conn.(interface{ NetConn() net.Conn }).NetConn().(*net.TCPConn); !ok {
				t.Error("the connection itself is hidden")
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
		w := &witness{}
		server := NewServer(w, handler)
		if status, _ := ask(t, "GET", server.URL+list, "", "customer_name", customer); status != 0 {
			t.Errorf("%s: answered with %d", name, status)
		}
		w.says(t)
	}
}

func TestOptions(t *testing.T) {
	w := &witness{}
	made := NewServer(w, answers(418, `made up`), RequestsOnly)
	ask(t, "GET", made.URL+list, "", "customer_name", customer)
	ask(t, "GET", made.URL+list, "")
	below := NewServer(w, answers(200, `[]`), Under("/gw/maestro"))
	ask(t, "GET", below.URL+"/gw/maestro"+list, "", "customer_name", customer)
	ask(t, "GET", below.URL+list, "", "customer_name", customer)
	w.says(t, "GET /platform/pipelines is not in the contract: the header parameter customer_name", "GET /platform/pipelines is not below /gw/maestro")
}

// A client that goes away in the middle of its request has not sent a wrong one.
func TestARequestThatBreaksOffIsNotChecked(t *testing.T) {
	w := &witness{}
	over := make(chan error, 1)
	server := NewServer(w, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
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
		t.Error("the handler was given a whole body")
	}
	w.says(t)
}

// What comes after the end of the test has nobody to be told: an error then would be a panic.
func TestTheEndOfTheTestEndsTheCheck(t *testing.T) {
	w := &witness{}
	handler := Check(w, answers(418, ``))
	w.end()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/nowhere", nil)
	handler.ServeHTTP(httptest.NewRecorder(), r)
	w.says(t)
}

// The client has its answer before the handler is over. The server is closed, and so every handler over, before the check
// ends.
func TestAWrongAnswerIsToldHoweverLateItComes(t *testing.T) {
	w := &witness{}
	leave := make(chan struct{})
	server := NewServer(w, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Length", "2")
		answers(418, `{}`).ServeHTTP(rw, r)
		if err := http.NewResponseController(rw).Flush(); err != nil {
			t.Error(err)
		}
		<-leave
	}))
	if status, _ := ask(t, "GET", server.URL+list, "", "customer_name", customer); status != 418 {
		t.Errorf("answered with %d", status)
	}
	if len(w.told) > 0 {
		t.Error("it is told before the handler is over")
	}
	close(leave)
	w.says(t, "answered with a 418")
}
