// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
)

// flaky is a platform that notes which calls are made, and to which they may come late: when the client has lost the
// connection, and the request that follows has been answered.
type flaky struct {
	*maestrosim.Sim

	mu    sync.Mutex
	calls []maestrosim.Operation
	on    maestrosim.Operation // whose requests come late
	skip  int                  // those that do not
	times int                  // those that do
	held  []*http.Request
}

// endpoints are those that the resource uses.
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

// endpointMux finds them.
var endpointMux = func() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern := range endpoints {
		mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	}
	return mux
}()

// operationOf names the endpoint of a request.
func operationOf(r *http.Request) maestrosim.Operation {
	_, pattern := endpointMux.Handler(r)
	return endpoints[pattern]
}

func (f *flaky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	due, late := f.arrive(r)
	if !late {
		f.Sim.ServeHTTP(w, r)
	}
	work(f.Sim, due)
	if late {
		panic(http.ErrAbortHandler) // closes the connection
	}
}

// arrive gives the requests that come after this one, and says whether this one comes late itself.
func (f *flaky) arrive(r *http.Request) (due []*http.Request, late bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	op := operationOf(r)
	f.calls = append(f.calls, op)
	due, f.held = f.held, nil
	if f.times == 0 || op != f.on {
		return due, false
	}
	if f.skip > 0 {
		f.skip--
		return due, false
	}
	if f.times > 0 {
		f.times--
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	held := httptest.NewRequest(r.Method, r.URL.String(), bytes.NewReader(body))
	held.Header = r.Header
	f.held = append(f.held, held)
	return due, true
}

// late lets the requests to an endpoint come late, but for the first few.
func (f *flaky) late(on maestrosim.Operation, skip, times int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on, f.skip, f.times = on, skip, times
}

// settle ends all trouble, and lets everything arrive that is on its way.
func (f *flaky) settle() {
	f.ClearFaults()
	f.mu.Lock()
	due := f.held
	f.held, f.times, f.calls = nil, 0, nil
	f.mu.Unlock()
	work(f.Sim, due)
}

func work(sim *maestrosim.Sim, due []*http.Request) {
	for _, r := range due {
		sim.ServeHTTP(httptest.NewRecorder(), r)
	}
}
