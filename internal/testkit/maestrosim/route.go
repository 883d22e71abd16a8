// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Operation names an endpoint.
type Operation string

// The endpoints, and OpAny for all of them.
const (
	OpAny           Operation = "any"
	OpSignIn        Operation = "sign-in"         // POST /auth/sign-in
	OpList          Operation = "list"            // GET /platform/pipelines
	OpGet           Operation = "get"             // GET /platform/pipeline/{id}
	OpCreate        Operation = "create"          // POST /platform/pipeline
	OpUpdate        Operation = "update"          // PATCH /platform/pipeline/{id}
	OpDelete        Operation = "delete"          // DELETE /platform/pipeline/{id}
	OpPause         Operation = "pause"           // POST /platform/pipeline/pause
	OpUnpause       Operation = "unpause"         // POST /platform/pipeline/unpause
	OpExecute       Operation = "execute"         // POST /platform/pipeline/execute
	OpRuns          Operation = "runs"            // GET /platform/pipeline/{id}/pipeline_run
	OpRun           Operation = "run"             // GET /platform/pipeline/{id}/pipeline_run/{runId}
	OpSetMemory     Operation = "set-memory"      // PUT /platform/pipeline/{id}/memory
	OpGetJDBCJob    Operation = "get-jdbc-job"    // GET /platform/jobs/jdbc/{jobId}
	OpPatchJobInput Operation = "patch-job-input" // PATCH /platform/jobs/{jobId}/input
	OpSyncMode      Operation = "sync-mode"       // PUT or POST /platform/jobs/jdbc/{jobId}/sync-mode
	OpResetState    Operation = "reset-state"     // POST /platform/jobs/{jobId}/reset-state
	OpDatatypes     Operation = "datatypes"       // GET /platform/jobs/jdbc/configs/allowed_datatypes
)

type route struct {
	method string
	path   []string // "*" takes any one segment
	op     Operation
	handle func(*call) answer
	off    func(Contract) bool // nil: always there
}

var routes = []route{
	at("POST", "/auth/sign-in", OpSignIn, (*call).signIn),
	at("GET", "/platform/pipelines", OpList, (*call).list),
	at("POST", "/platform/pipeline", OpCreate, (*call).create),
	at("POST", "/platform/pipeline/pause", OpPause, (*call).pause),
	at("POST", "/platform/pipeline/unpause", OpUnpause, (*call).unpause),
	at("POST", "/platform/pipeline/execute", OpExecute, (*call).execute),
	at("GET", "/platform/pipeline/*", OpGet, (*call).get),
	at("PATCH", "/platform/pipeline/*", OpUpdate, (*call).update),
	at("DELETE", "/platform/pipeline/*", OpDelete, (*call).delete),
	at("GET", "/platform/pipeline/*/pipeline_run", OpRuns, (*call).runs),
	at("GET", "/platform/pipeline/*/pipeline_run/*", OpRun, (*call).run),
	at("PUT", "/platform/pipeline/*/memory", OpSetMemory, (*call).setMemory),
	at("GET", "/platform/jobs/jdbc/configs/allowed_datatypes", OpDatatypes, (*call).datatypes),
	at("GET", "/platform/jobs/jdbc/*", OpGetJDBCJob, (*call).jdbcJob).
		unless(func(c Contract) bool { return c.NoJDBCJob }),
	at("PUT", "/platform/jobs/jdbc/*/sync-mode", OpSyncMode, (*call).syncMode).
		unless(func(c Contract) bool { return c.SyncMode == SyncModePOST }),
	at("POST", "/platform/jobs/jdbc/*/sync-mode", OpSyncMode, (*call).syncMode).
		unless(func(c Contract) bool { return c.SyncMode == SyncModePUT }),
	at("PATCH", "/platform/jobs/*/input", OpPatchJobInput, (*call).patchInput),
	at("POST", "/platform/jobs/*/reset-state", OpResetState, (*call).resetState),
}

func at(method, path string, op Operation, handle func(*call) answer) route {
	return route{method: method, path: strings.Split(path, "/"), op: op, handle: handle}
}

func (r route) unless(off func(Contract) bool) route {
	r.off = off
	return r
}

// match finds the route as FastAPI does: the first in the table that fits path and method. Without one, refusal is 405 when the
// path fits a route of another method, else 404.
func match(c Contract, method string, u *url.URL) (found route, params []string, refusal *answer) {
	segments := strings.Split(u.EscapedPath(), "/")
	var allowed []string
	for _, r := range routes {
		params, ok := r.params(segments)
		switch {
		case !ok || r.off != nil && r.off(c):
		case r.method == method:
			return r, params, nil
		default:
			allowed = append(allowed, r.method)
		}
	}
	if allowed == nil {
		a := detail(http.StatusNotFound, "Not Found")
		return route{}, nil, &a
	}
	slices.Sort(allowed)
	a := detail(http.StatusMethodNotAllowed, "Method Not Allowed")
	a.allow = strings.Join(slices.Compact(allowed), ", ")
	return route{}, nil, &a
}

func (r route) params(segments []string) ([]string, bool) {
	if len(segments) != len(r.path) {
		return nil, false
	}
	var params []string
	for i, want := range r.path {
		if want != "*" {
			if segments[i] != want {
				return nil, false
			}
			continue
		}
		p, err := url.PathUnescape(segments[i])
		if err != nil || p == "" {
			return nil, false
		}
		params = append(params, p)
	}
	return params, true
}
