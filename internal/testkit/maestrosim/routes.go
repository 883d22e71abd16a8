// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
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
	OpConnections   Operation = "connections"     // GET /connections
)

// Operations returns OpAny and every endpoint.
func Operations() []Operation {
	all := []Operation{OpAny}
	for _, r := range routes {
		if !slices.Contains(all, r.op) {
			all = append(all, r.op)
		}
	}
	return all
}

// route is an endpoint. What its path names ({pipeline}, {job}) and what its body holds is looked up before handle
// runs.
type route struct {
	op     Operation
	method string
	path   string // a {name} matches one segment
	body   bodyKind
	handle func(*call) *response
	// exists reports whether the contract has the route. Nil means always.
	exists func(Contract) bool
}

// bodyKind is what a route requires of the body.
type bodyKind int

const (
	noBody      bodyKind = iota // it is not read
	objectBody                  // a JSON object
	pipelineRef                 // a JSON object with pipeline_id
)

var routes = []route{
	{OpSignIn, "POST", "/auth/sign-in", objectBody, (*call).signIn, nil},
	{OpList, "GET", "/platform/pipelines", noBody, (*call).list, nil},
	{OpCreate, "POST", "/platform/pipeline", objectBody, (*call).create, nil},
	{OpPause, "POST", "/platform/pipeline/pause", pipelineRef, (*call).pause, nil},
	{OpUnpause, "POST", "/platform/pipeline/unpause", pipelineRef, (*call).unpause, nil},
	{OpExecute, "POST", "/platform/pipeline/execute", pipelineRef, (*call).execute, nil},
	{OpGet, "GET", "/platform/pipeline/{pipeline}", noBody, (*call).get, nil},
	{OpUpdate, "PATCH", "/platform/pipeline/{pipeline}", objectBody, (*call).update, nil},
	{OpDelete, "DELETE", "/platform/pipeline/{pipeline}", noBody, (*call).delete, nil},
	{OpRuns, "GET", "/platform/pipeline/{pipeline}/pipeline_run", noBody, (*call).runs, nil},
	{OpRun, "GET", "/platform/pipeline/{pipeline}/pipeline_run/{run}", noBody, (*call).run, nil},
	{OpSetMemory, "PUT", "/platform/pipeline/{pipeline}/memory", objectBody, (*call).setMemory, nil},
	{OpDatatypes, "GET", "/platform/jobs/jdbc/configs/allowed_datatypes", noBody, (*call).datatypes, nil},
	{OpGetJDBCJob, "GET", "/platform/jobs/jdbc/{job}", noBody, (*call).jdbcJob, func(c Contract) bool { return !c.NoJDBCJob }},
	{OpSyncMode, "PUT", "/platform/jobs/jdbc/{job}/sync-mode", objectBody, (*call).syncMode,
		func(c Contract) bool { return c.SyncMode != contract.SyncModePOST }},
	{OpSyncMode, "POST", "/platform/jobs/jdbc/{job}/sync-mode", objectBody, (*call).syncMode,
		func(c Contract) bool { return c.SyncMode != contract.SyncModePUT }},
	{OpPatchJobInput, "PATCH", "/platform/jobs/{job}/input", objectBody, (*call).patchInput, nil},
	{OpResetState, "POST", "/platform/jobs/{job}/reset-state", noBody, (*call).resetState, nil},
	{OpConnections, "GET", "/connections", noBody, (*call).connections, nil},
}

// match returns the first route of the table that fits path and method, as FastAPI does. Without one, refusal is a 405
// if the path fits a route of another method, else a 404.
func match(c Contract, method string, u *url.URL) (found route, params map[string]string, refusal *response) {
	var allowed []string
	for _, r := range routes {
		params, ok := r.match(u.EscapedPath())
		switch {
		case !ok || r.exists != nil && !r.exists(c):
		case r.method == method:
			return r, params, nil
		default:
			allowed = append(allowed, r.method)
		}
	}

	if allowed == nil {
		return route{}, nil, detail(http.StatusNotFound, "Not Found")
	}
	slices.Sort(allowed)
	refusal = detail(http.StatusMethodNotAllowed, "Method Not Allowed")
	refusal.header = map[string]string{"Allow": strings.Join(slices.Compact(allowed), ", ")}
	return route{}, nil, refusal
}

// match returns the parameters of an escaped path by name.
func (r route) match(path string) (params map[string]string, ok bool) {
	segments, pattern := strings.Split(path, "/"), strings.Split(r.path, "/")
	if len(segments) != len(pattern) {
		return nil, false
	}

	params = map[string]string{}
	for i, want := range pattern {
		name, isParam := strings.CutPrefix(want, "{")
		if !isParam {
			if segments[i] != want {
				return nil, false
			}
			continue
		}
		value, err := url.PathUnescape(segments[i])
		if err != nil || value == "" {
			return nil, false
		}
		params[strings.TrimSuffix(name, "}")] = value
	}
	return params, true
}
