// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

const paused = `{"pipeline_id":"` + seedID + `"}`

func TestFaultStatus(t *testing.T) {
	tests := map[string]struct {
		fault       maestrosim.Fault
		status      int
		body, ctype string
		worked      bool
	}{
		"in place of the work": {maestrosim.Fault{Status: 503}, 503, ``, "", false},
		"JSON":                 {maestrosim.Fault{Status: 500, Body: `{"detail":"x"}`}, 500, `{"detail":"x"}`, "application/json", false},
		"a proxy's page":       {maestrosim.Fault{Status: 502, Body: `<html>`}, 502, `<html>`, "text/html; charset=utf-8", false},
		"plain text":           {maestrosim.Fault{Body: `maintenance`}, 200, `maintenance`, "text/plain; charset=utf-8", false},
		"after the work":       {maestrosim.Fault{Status: 502, After: true}, 502, ``, "", true},
		"a header only": {maestrosim.Fault{Header: map[string]string{"Content-Type": "x/y"}}, 200,
			`{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"` + seedID + `"}}`, "x/y", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, maestrosim.Options{})
			h.Order(test.fault)
			answer, err := h.send("POST", "/platform/pipeline/pause", paused)
			must(t, err)
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			must(t, err)
			same(t, "body", string(body), test.body)
			equal(t, "answer", []any{answer.StatusCode, answer.Header.Get("Content-Type"), h.pipeline(seedID).Paused},
				[]any{test.status, test.ctype, test.worked})
			equal(t, "logged", h.Requests()[0].Status, test.status)
		})
	}
}

func TestFaultMatching(t *testing.T) {
	statuses := func(h *house, requests ...string) (got []int) {
		for _, r := range requests {
			method, path, _ := strings.Cut(r, " ")
			body, reason := "", ""
			switch {
			case method == "POST":
				body = paused
			case path == "/nowhere":
				reason = "no matching operation"
			}
			status, _ := h.wrong(reason).call(method, path, body)
			got = append(got, status)
		}
		return got
	}
	const get, list, job, pause = "GET " + one, "GET /platform/pipelines", "GET /platform/jobs/jdbc/" + seedJob, "POST /platform/pipeline/pause"
	hyphens := strings.ReplaceAll(seedID, "_", "-")
	tests := map[string]struct {
		faults   []maestrosim.Fault
		requests []string
		want     []int
	}{
		"once by default":      {[]maestrosim.Fault{{Status: 500}}, []string{get, get}, []int{500, 200}},
		"times":                {[]maestrosim.Fault{{Status: 500, Times: 2}}, []string{get, get, get}, []int{500, 500, 200}},
		"always":               {[]maestrosim.Fault{{Status: 500, Times: -1}}, []string{get, list, get}, []int{500, 500, 500}},
		"operation":            {[]maestrosim.Fault{{On: maestrosim.OpList, Status: 500}}, []string{get, list}, []int{200, 500}},
		"any":                  {[]maestrosim.Fault{{On: maestrosim.OpAny, Status: 500}}, []string{"GET /nowhere", list}, []int{500, 200}},
		"skip":                 {[]maestrosim.Fault{{On: maestrosim.OpGet, Skip: 1, Status: 500}}, []string{get, list, get, get}, []int{200, 200, 500, 200}},
		"first wins":           {[]maestrosim.Fault{{Status: 500}, {Status: 501}}, []string{get, get, get}, []int{500, 501, 200}},
		"skipping lets others": {[]maestrosim.Fault{{Skip: 1, Status: 500}, {Status: 501}}, []string{get, get, get}, []int{501, 500, 200}},
		"id in the path":       {[]maestrosim.Fault{{ID: hyphens, Status: 500}}, []string{"GET " + gone, get}, []int{404, 500}},
		"id in the body":       {[]maestrosim.Fault{{ID: hyphens, Status: 500}}, []string{list, pause}, []int{200, 500}},
		"id of a job":          {[]maestrosim.Fault{{ID: hyphens + "-0", Status: 500}}, []string{get, job}, []int{200, 500}},
		"job of a pipeline":    {[]maestrosim.Fault{{ID: hyphens, Status: 500}}, []string{list, job}, []int{200, 500}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, maestrosim.Options{})
			h.Order(test.faults...)
			equal(t, "statuses", statuses(h, test.requests...), test.want)
		})
	}
	h := newHouse(t, maestrosim.Options{})
	h.Order(maestrosim.Fault{Status: 500, Times: -1})
	h.ClearFaults()
	equal(t, "cleared", statuses(h, get), []int{200})
	h.Order(maestrosim.Fault{ID: "new", Status: 500})
	status, _ := h.wrong(`"name" is missing`).call("POST", "/platform/pipeline", `{"id":"NEW"}`)
	equal(t, "id of a create", status, 500)
}

func TestFaultDrop(t *testing.T) {
	for name, test := range map[string]struct {
		fault  maestrosim.Fault
		worked bool
	}{
		"before":           {maestrosim.Fault{DropBefore: true}, false},
		"after":            {maestrosim.Fault{DropAfter: true}, true},
		"after, in status": {maestrosim.Fault{DropAfter: true, Status: 500}, true},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, maestrosim.Options{})
			atHook := make(chan bool, 1)
			test.fault.Hook = func() { atHook <- h.pipeline(seedID).Paused }
			h.Order(test.fault)
			_, err := h.send("POST", "/platform/pipeline/pause", paused)
			if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
				t.Errorf("error %v", err)
			}
			equal(t, "worked", []any{h.pipeline(seedID).Paused, <-atHook, h.Requests()[0].Status}, []any{test.worked, test.worked, 0})
			h.read("GET", one, "") // the next connection is fine
		})
	}
}

func TestFaultDropOverTLSAndRecorder(t *testing.T) {
	s := maestrosim.New(maestrosim.Options{})
	s.Order(maestrosim.Fault{DropBefore: true, Times: -1})
	server := httptest.NewTLSServer(s)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	must(t, err)
	if answer, err := server.Client().Do(r); err == nil {
		answer.Body.Close()
		t.Error("there was an answer over TLS")
	}
	defer func() {
		if v := recover(); v != http.ErrAbortHandler { //nolint:errorlint // a panic value, compared as net/http does
			t.Errorf("recovered %v", v)
		}
	}()
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
}

func TestFaultTruncate(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"the real answer": {Truncate: 10},
		"another answer":  {Truncate: 10, Status: 500, Body: `{"status":"something else"}`},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, maestrosim.Options{})
			h.Order(fault)
			answer, err := h.send("GET", one, "")
			must(t, err)
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("error %v", err)
			}
			equal(t, "length", len(body), 10)
		})
	}
}

// TestFaultDelay lets the client go away while it waits: the delay ends, and nothing is done.
func TestFaultDelay(t *testing.T) {
	over := make(chan maestrosim.Request, 1)
	h := newHouse(t, maestrosim.Options{OnRequest: func(r maestrosim.Request) { over <- r }})
	ctx, cancel := context.WithCancel(t.Context())
	h.Order(maestrosim.Fault{Delay: time.Hour, Hook: cancel})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.url+"/platform/pipeline/pause", strings.NewReader(paused))
	must(t, err)
	r.Header["customer_name"] = []string{acme}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err == nil {
		answer.Body.Close()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	equal(t, "status", (<-over).Status, 0)
	equal(t, "paused", h.pipeline(seedID).Paused, false)

	h.Order(maestrosim.Fault{Delay: time.Millisecond})
	h.read("GET", one, "")
}

func TestLatencyAndRateLimit(t *testing.T) {
	h := newHouse(t, maestrosim.Options{Latency: time.Millisecond, RequestsPerSecond: 2})
	h.Order(maestrosim.Fault{Skip: 2, Status: 500}) // what is over the limit uses up no fault
	for i, want := range []int{200, 200, 429, 429} {
		answer, err := h.send("GET", one, "")
		must(t, err)
		answer.Body.Close()
		retry := ""
		if want == 429 {
			retry = "1"
		}
		equal(t, "answer", []any{i, answer.StatusCode, answer.Header.Get("Retry-After")}, []any{i, want, retry})
	}
	h.clock.advance(time.Second)
	h.expect("GET", one, "", 500, ``)
	h.expect("GET", one, "", 200, seedGot)
}

func TestLatencyAndRateLimitChangeWhileItServes(t *testing.T) {
	h := newHouse(t, maestrosim.Options{RequestsPerSecond: 1})
	h.expect("GET", one, "", 200, seedGot)
	h.SetRequestsPerSecond(0)
	h.expect("GET", one, "", 200, seedGot)
	h.SetRequestsPerSecond(1)
	h.expect("GET", one, "", 200, seedGot)
	answer, err := h.send("GET", one, "")
	must(t, err)
	answer.Body.Close()
	equal(t, "over the limit", answer.StatusCode, 429)

	h.SetRequestsPerSecond(0)
	h.SetLatency(time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, h.url+one, nil)
	must(t, err)
	request.Header["customer_name"] = []string{acme}
	if answer, err := http.DefaultClient.Do(request); err == nil { // which may not come before its client has left
		answer.Body.Close()
		t.Errorf("answered with %d", answer.StatusCode)
	}
	h.SetLatency(0)
	h.expect("GET", one, "", 200, seedGot)
}

func TestTooLarge(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	h.wrong("not one JSON value").expect("POST", "/platform/pipeline", strings.Repeat(" ", 16<<20+1), 413, `{"detail":"Request Entity Too Large"}`)
}

func TestParseFault(t *testing.T) {
	got, err := maestrosim.ParseFault(`on=delete,id=x,skip=1,times=-1,status=500,after=true,delay=1s,truncate=3,retry-after=7,body={"a":1,"b":2}`)
	must(t, err)
	equal(t, "all", got, maestrosim.Fault{On: maestrosim.OpDelete, ID: "x", Skip: 1, Times: -1, Status: 500, After: true,
		Delay: time.Second, Truncate: 3, Header: map[string]string{"Retry-After": "7"}, Body: `{"a":1,"b":2}`})
	for _, text := range []string{"drop=before", "drop=after"} {
		got, err := maestrosim.ParseFault(text)
		must(t, err)
		equal(t, text, []bool{got.DropBefore, got.DropAfter}, []bool{text == "drop=before", text == "drop=after"})
	}
	for text, want := range map[string]string{
		"on=x": "any sign-in list", "drop=never": "before, after", "status=x": "invalid syntax", "status=99": "200 to 599",
		"colour=red": "retry-after", "times=": "invalid syntax", "delay=5": "missing unit", "after=maybe": "invalid syntax",
	} {
		if _, err := maestrosim.ParseFault(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
