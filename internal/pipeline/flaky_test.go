// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// flaky is a platform that records the calls, and can delay a request until after the response to the next one, when
// the client has lost the connection.
type flaky struct {
	*maestrosim.Sim

	// choose, if set, returns the fault for a request about a pipeline or job, nil for none. A fault that kills the client
	// calls kill.
	choose func(on maestrosim.Operation, id string) *trouble
	kill   func()

	// ledger has what creates sent.
	ledger ledger

	mu    sync.Mutex
	calls []maestrosim.Operation
	// deleted has the ids of the pipelines that were to be deleted, as the platform spells them.
	deleted []string
	dead    bool                 // the client is dead: none of its requests arrive
	on      maestrosim.Operation // the endpoint whose requests arrive late
	skip    int                  // how many of them arrive in time first
	times   int                  // how many of them then arrive late
	held    []*http.Request
}

// endpoints has the endpoints that the resource uses, by pattern.
var endpoints = map[string]maestrosim.Operation{
	"GET /platform/pipelines":                  maestrosim.OpList,
	"GET /platform/pipeline/{id}":              maestrosim.OpGet,
	"POST /platform/pipeline":                  maestrosim.OpCreate,
	"PATCH /platform/pipeline/{id}":            maestrosim.OpUpdate,
	"DELETE /platform/pipeline/{id}":           maestrosim.OpDelete,
	"POST /platform/pipeline/pause":            maestrosim.OpPause,
	"POST /platform/pipeline/unpause":          maestrosim.OpUnpause,
	"GET /platform/pipeline/{id}/pipeline_run": maestrosim.OpRuns,
	"PUT /platform/pipeline/{id}/memory":       maestrosim.OpSetMemory,
	"GET /platform/jobs/jdbc/{id}":             maestrosim.OpGetJDBCJob,
	"PATCH /platform/jobs/{id}/input":          maestrosim.OpPatchJobInput,
	"PUT /platform/jobs/jdbc/{id}/sync-mode":   maestrosim.OpSyncMode,
}

// endpointMux matches requests with endpoints.
var endpointMux = func() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern := range endpoints {
		mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return mux
}()

// operationOf returns the endpoint of a request.
func operationOf(r *http.Request) maestrosim.Operation {
	_, pattern := endpointMux.Handler(r)
	return endpoints[pattern]
}

// targetOf returns the id of the pipeline or job that a request is about, "" for the list of all.
func targetOf(r *http.Request, body []byte) string {
	var named struct {
		ID         string `json:"id"`
		PipelineID string `json:"pipeline_id"`
	}
	_ = json.Unmarshal(body, &named) // a request without a body has the id in its path
	for part := range strings.SplitSeq(r.URL.Path, "/") {
		if len(part) >= len("1b33ad2f_33d3_4837_9eeb_83c82c8b909d") {
			return part
		}
	}
	return named.ID + named.PipelineID
}

func (f *flaky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	copied := httptest.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), bytes.NewReader(body))
	copied.Header = r.Header
	due, lost := f.arrive(copied, body)
	if !lost {
		f.Sim.ServeHTTP(w, copied)
	}
	work(f.Sim, due)
	if lost {
		panic(http.ErrAbortHandler) // closes the connection
	}
}

// received returns the operations whose requests have arrived. The handler of a request that timed out may still run.
func (f *flaky) received() []maestrosim.Operation {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// arrive returns the delayed requests that arrive after this one, and reports whether this one is lost or delayed
// itself.
func (f *flaky) arrive(r *http.Request, body []byte) (due []*http.Request, lost bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		return nil, true
	}
	op := operationOf(r)
	f.calls = append(f.calls, op)
	if op == maestrosim.OpCreate {
		f.ledger.sent(body)
	}
	if op == maestrosim.OpDelete {
		f.deleted = append(f.deleted, stored(targetOf(r, body)))
	}
	due, f.held = f.held, nil
	switch late := f.isLate(op); {
	case late:
	case f.choose == nil:
		return due, false
	default:
		id := targetOf(r, body)
		x := f.choose(op, id)
		if x == nil {
			return due, false
		}
		if !x.late {
			fault := x.ordered(f.kill)
			fault.On, fault.ID = op, id
			f.Order(fault)
			return due, false
		}
	}
	f.held = append(f.held, r.WithContext(context.WithoutCancel(r.Context())))
	return due, true
}

// isLate reports whether this request to an endpoint arrives late.
func (f *flaky) isLate(op maestrosim.Operation) bool {
	switch {
	case f.times == 0 || op != f.on:
		return false
	case f.skip > 0:
		f.skip--
		return false
	case f.times > 0:
		f.times--
	}
	return true
}

// deletions returns the ids of the pipelines that were to be deleted since the last call.
func (f *flaky) deletions() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	deleted := f.deleted
	f.deleted = nil
	return deleted
}

// die discards all later requests.
func (f *flaky) die() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dead = true
}

// late lets requests to an endpoint arrive late, after the first ones, of which skip arrive in time.
func (f *flaky) late(on maestrosim.Operation, skip, times int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on, f.skip, f.times = on, skip, times
}

// settle ends all faults, and lets the delayed requests arrive.
func (f *flaky) settle() {
	f.ClearFaults()
	f.Ready()
	<-time.After(4 * requestTimeout) // for those that hang
	f.mu.Lock()
	due := f.held
	f.held, f.times, f.calls, f.deleted, f.dead = nil, 0, nil, nil, false
	f.mu.Unlock()
	work(f.Sim, due)
}

// work lets requests arrive whose responses no one reads.
func work(sim *maestrosim.Sim, due []*http.Request) {
	for _, r := range due {
		sim.ServeHTTP(httptest.NewRecorder(), r)
	}
}
