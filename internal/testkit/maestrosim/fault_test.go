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

func TestFault_response(t *testing.T) {
	tests := map[string]struct {
		fault       maestrosim.Fault
		status      int
		body, ctype string
		effect      bool
	}{
		"instead of the effect": {maestrosim.Fault{Status: 503}, 503, ``, "", false},
		"JSON":                  {maestrosim.Fault{Status: 500, Body: `{"detail":"x"}`}, 500, `{"detail":"x"}`, "application/json", false},
		"page of a proxy":       {maestrosim.Fault{Status: 502, Body: `<html>`}, 502, `<html>`, "text/html; charset=utf-8", false},
		"plain text":            {maestrosim.Fault{Body: `maintenance`}, 200, `maintenance`, "text/plain; charset=utf-8", false},
		"after the effect":      {maestrosim.Fault{Status: 502, After: true}, 502, ``, "", true},
		"header only": {maestrosim.Fault{Header: map[string]string{"Content-Type": "x/y"}}, 200,
			`{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"` + seedID + `"}}`, "x/y", true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{})
			f.Order(test.fault)
			resp, err := f.send("POST", "/platform/pipeline/pause", paused)
			must(t, err)
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			must(t, err)
			same(t, "body", string(body), test.body)
			equal(t, "status, type, effect", []any{resp.StatusCode, resp.Header.Get("Content-Type"), f.pipeline(seedID).Paused},
				[]any{test.status, test.ctype, test.effect})
			equal(t, "logged status", f.Requests()[0].Status, test.status)
		})
	}
}

func TestFault_matchesRequests(t *testing.T) {
	statuses := func(f *fixture, requests ...string) (got []int) {
		for _, r := range requests {
			method, path, _ := strings.Cut(r, " ")
			body, invalid := "", ""
			switch {
			case method == "POST":
				body = paused
			case path == "/nowhere":
				invalid = "no matching operation"
			}
			status, _ := f.invalid(invalid).call(method, path, body)
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
			f := newFixture(t, maestrosim.Options{})
			f.Order(test.faults...)
			equal(t, "statuses", statuses(f, test.requests...), test.want)
		})
	}
	f := newFixture(t, maestrosim.Options{})
	f.Order(maestrosim.Fault{Status: 500, Times: -1})
	f.ClearFaults()
	equal(t, "cleared", statuses(f, get), []int{200})
	f.Order(maestrosim.Fault{ID: "new", Status: 500})
	status, _ := f.invalid(`"/name"`).call("POST", "/platform/pipeline", `{"id":"NEW"}`)
	equal(t, "id of a create", status, 500)
}

func TestFault_drop(t *testing.T) {
	for name, test := range map[string]struct {
		fault  maestrosim.Fault
		effect bool
	}{
		"before":               {maestrosim.Fault{DropBefore: true}, false},
		"after":                {maestrosim.Fault{DropAfter: true}, true},
		"after, with a status": {maestrosim.Fault{DropAfter: true, Status: 500}, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{})
			atHook := make(chan bool, 1)
			test.fault.Hook = func() { atHook <- f.pipeline(seedID).Paused }
			f.Order(test.fault)
			_, err := f.send("POST", "/platform/pipeline/pause", paused)
			if !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, io.EOF) {
				t.Errorf("got %v, want a connection that ends", err)
			}
			equal(t, "effect, effect at the hook, logged status",
				[]any{f.pipeline(seedID).Paused, <-atHook, f.Requests()[0].Status}, []any{test.effect, test.effect, 0})
			f.read("GET", one, "") // on a new connection
		})
	}
}

func TestFault_dropOverTLSAndWithoutAConnection(t *testing.T) {
	s := maestrosim.New(maestrosim.Options{})
	s.Order(maestrosim.Fault{DropBefore: true, Times: -1})
	server := httptest.NewTLSServer(s)
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	must(t, err)
	if resp, err := server.Client().Do(r); err == nil {
		resp.Body.Close()
		t.Error("got a response over TLS")
	}
	defer func() {
		if v := recover(); v != http.ErrAbortHandler { //nolint:errorlint // a panic value, compared as net/http does
			t.Errorf("got panic %v, want http.ErrAbortHandler", v)
		}
	}()
	s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil))
}

func TestFault_truncate(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"the simulator's response": {Truncate: 10},
		"another response":         {Truncate: 10, Status: 500, Body: `{"status":"something else"}`},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{})
			f.Order(fault)
			resp, err := f.send("GET", one, "")
			must(t, err)
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("got error %v, want %v", err, io.ErrUnexpectedEOF)
			}
			equal(t, "length", len(body), 10)
		})
	}
}

func TestFault_delayEndsWhenTheClientDisconnects(t *testing.T) {
	over := make(chan maestrosim.Request, 1)
	f := newFixture(t, maestrosim.Options{OnRequest: func(r maestrosim.Request) { over <- r }})
	ctx, cancel := context.WithCancel(t.Context())
	f.Order(maestrosim.Fault{Delay: time.Hour, Hook: cancel})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, f.url+"/platform/pipeline/pause", strings.NewReader(paused))
	must(t, err)
	r.Header["customer_name"] = []string{acme}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err == nil {
		resp.Body.Close()
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
	equal(t, "logged status", (<-over).Status, 0)
	equal(t, "effect", f.pipeline(seedID).Paused, false)

	f.Order(maestrosim.Fault{Delay: time.Millisecond})
	f.read("GET", one, "")
}

func TestOptions_latencyAndRateLimit(t *testing.T) {
	f := newFixture(t, maestrosim.Options{Latency: time.Millisecond, RequestsPerSecond: 2})
	f.Order(maestrosim.Fault{Skip: 2, Status: 500}) // requests over the limit take no fault
	for i, want := range []int{200, 200, 429, 429} {
		resp, err := f.send("GET", one, "")
		must(t, err)
		resp.Body.Close()
		retryAfter := ""
		if want == 429 {
			retryAfter = "1"
		}
		equal(t, "request, status, Retry-After", []any{i, resp.StatusCode, resp.Header.Get("Retry-After")}, []any{i, want, retryAfter})
	}
	f.clock.advance(time.Second)
	f.expect("GET", one, "", 500, ``)
	f.expect("GET", one, "", 200, seedGot)
}

func TestSim_SetLatencyAndSetRequestsPerSecond(t *testing.T) {
	f := newFixture(t, maestrosim.Options{RequestsPerSecond: 1})
	f.expect("GET", one, "", 200, seedGot)
	f.SetRequestsPerSecond(0)
	f.expect("GET", one, "", 200, seedGot)
	f.SetRequestsPerSecond(1)
	f.expect("GET", one, "", 200, seedGot)
	resp, err := f.send("GET", one, "")
	must(t, err)
	resp.Body.Close()
	equal(t, "status over the limit", resp.StatusCode, 429)

	f.SetRequestsPerSecond(0)
	f.SetLatency(time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url+one, nil)
	must(t, err)
	request.Header["customer_name"] = []string{acme}
	if resp, err := http.DefaultClient.Do(request); err == nil {
		resp.Body.Close()
		t.Errorf("got response %d before the latency", resp.StatusCode)
	}
	f.SetLatency(0)
	f.expect("GET", one, "", 200, seedGot)
}

func TestSim_bodyTooLarge(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	f.invalid("request body").expect("POST", "/platform/pipeline", strings.Repeat(" ", 16<<20+1), 413, `{"detail":"Request Entity Too Large"}`)
}

func TestParseFaults(t *testing.T) {
	for text, want := range map[string][]maestrosim.Fault{
		`{}`: {{}},
		`[]`: {},
		` {"on": "delete", "id": "x", "skip": 1, "times": -1, "status": 500, "after": true, "delay": "1s", "truncate": 3,
		   "header": {"Retry-After": "7"}, "body": {"a": [1, "b"]}}`: {{
			On: maestrosim.OpDelete, ID: "x", Skip: 1, Times: -1, Status: 500, After: true, Delay: time.Second, Truncate: 3,
			Header: map[string]string{"Retry-After": "7"}, Body: `{"a": [1, "b"]}`,
		}},
		`[{"drop_before": true}, {"on": "any", "drop_after": true}]`: {{DropBefore: true}, {On: maestrosim.OpAny, DropAfter: true}},
		`{"body": "<html>\"\n"}`:                                     {{Body: "<html>\"\n"}},
	} {
		got, err := maestrosim.ParseFaults(text)
		must(t, err)
		equal(t, text, got, want)
	}
}

func TestParseFaults_errorListsWhatIsAccepted(t *testing.T) {
	for text, want := range map[string][]string{
		`{"colour": "red"}`:    {`"colour"`, `"header"`, `"truncate"`},
		`{"hook": 1}`:          {`"hook"`, `"on"`},
		`{"on": "x"}`:          {`"on"`, "any sign-in list"},
		`{"status": "x"}`:      {"status", "int"},
		`{"status": 99}`:       {`"status"`, "200 to 599"},
		`{"delay": "5"}`:       {`"delay"`, "unit"},
		`{"delay": 5}`:         {"delay", "string"},
		`{"after": "maybe"}`:   {"after", "bool"},
		`{"status": 500} {}`:   {"invalid character"},
		`[{"status": 500}, 1]`: {"number"},
		`on=delete,status=500`: {"invalid character"},
	} {
		faults, err := maestrosim.ParseFaults(text)
		if err == nil {
			t.Errorf("%s: got %v, want an error", text, faults)
			continue
		}
		for _, fact := range want {
			if !strings.Contains(err.Error(), fact) {
				t.Errorf("%s: got %q, want %s in it", text, err, fact)
			}
		}
	}
}
