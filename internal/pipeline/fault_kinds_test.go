// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// trouble is a kind of fault, before or after the platform does the work of the request.
type trouble struct {
	name string
	// fault is what the simulator does. Its On, Skip and Times are set for each case.
	fault maestrosim.Fault
	// refuses means that the connection is refused; hangs, that there is no response within request_timeout after the
	// work; late, that the request arrives after the client has given up: after its next request, or after the operation.
	refuses, hangs, late bool
	// kills means that the provider is killed at the request.
	kills bool
	// pretends means that the response is a success, as Maestro may send it, and nothing was done.
	pretends bool
	// lies means that the response is Maestro's own for a pipeline that does not exist.
	lies bool
	// main means that it is one of the kinds that variants of an operation get.
	main bool
	// outage means that there is a case in which every request from the call on fails.
	outage bool
}

const (
	loginPage     = `<html><head><title>Sign in</title></head><body>Sign in</body></html>`
	databaseError = `{"detail":"Unable to complete transaction due to database error"}`
	nestNotFound  = `{"statusCode":404,"message":"Cannot GET /platform/pipeline/x","error":"Not Found"}`
	// notFoundWords is Maestro's own response for a pipeline that does not exist, whatever its id.
	notFoundWords = `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline not found","data":null}}`
	// requestTimeout is the request_timeout of the provider in these tests.
	requestTimeout = 5 * time.Second
)

func status(code int, body string) maestrosim.Fault {
	return maestrosim.Fault{Status: code, Body: body}
}

func after(f maestrosim.Fault) maestrosim.Fault {
	f.After = true
	return f
}

func withHeader(f maestrosim.Fault, name, value string) maestrosim.Fault {
	f.Header = map[string]string{name: value}
	return f
}

// troubles has all kinds of faults. "before" in a name means that the work is not done, "after" that it is.
var troubles = []trouble{
	{name: "connection refused", refuses: true, outage: true, main: true},
	{name: "reset before", fault: maestrosim.Fault{DropBefore: true}, outage: true, main: true},
	{name: "reset after", fault: maestrosim.Fault{DropAfter: true}, outage: true, main: true},
	{name: "timeout before", fault: maestrosim.Fault{Delay: 2 * requestTimeout}},
	{name: "timeout after", fault: maestrosim.Fault{DropAfter: true}, hangs: true, main: true},
	{name: "reset, arrives late", late: true, main: true},
	{name: "truncated", fault: maestrosim.Fault{Truncate: 10}},
	{name: "429 before", fault: status(429, `{"statusCode":429,"message":"Too Many Requests"}`), outage: true, main: true},
	{name: "429 with Retry-After before", fault: withHeader(status(429, ""), "Retry-After", "2")},
	{name: "500 database error before", fault: status(500, databaseError), outage: true},
	{name: "500 database error after", fault: after(status(500, databaseError)), main: true},
	{name: "500 before", fault: status(500, `{"detail":"Internal Server Error"}`)},
	{name: "500 after", fault: after(status(500, `{"detail":"Internal Server Error"}`))},
	{name: "502 before", fault: status(502, "<html>Bad Gateway</html>")},
	{name: "502 after", fault: after(status(502, "<html>Bad Gateway</html>")), outage: true, main: true},
	{name: "503 with Retry-After before", fault: withHeader(status(503, ""), "Retry-After", "1")},
	{name: "503 after", fault: after(status(503, `{"message":"busy"}`))},
	{name: "504 before", fault: status(504, "")},
	{name: "504 after", fault: after(status(504, ""))},
	{name: "login page before", fault: status(200, loginPage), outage: true, main: true},
	{name: "login page after", fault: after(status(200, loginPage))},
	{name: "empty 200 before", fault: status(200, ""), pretends: true, outage: true, main: true},
	{name: "empty 200 after", fault: after(status(200, ""))},
	{name: "null before", fault: status(200, "null"), pretends: true},
	{name: "null after", fault: after(status(200, "null"))},
	{name: "[] before", fault: status(200, "[]"), pretends: true},
	{name: "[] after", fault: after(status(200, "[]"))},
	{name: `"ok" before`, fault: status(200, `"ok"`), pretends: true},
	{name: `"ok" after`, fault: after(status(200, `"ok"`))},
	{name: "status OK before", fault: status(200, `{"status":"OK"}`), pretends: true},
	{name: "status false before", fault: status(200, `{"status":false,"data":null}`)},
	{name: "status false after", fault: after(status(200, `{"status":false,"data":null}`))},
	{name: "400 before", fault: status(400, `{"statusCode":400,"message":"no","error":"Bad Request"}`)},
	{name: "401 before", fault: status(401, `{"msg":"Unauthorized"}`), outage: true},
	{name: "403 before", fault: status(403, `{"message":"no"}`), outage: true},
	{name: "409 before", fault: status(409, `{"detail":"busy"}`), main: true},
	{name: "404 of FastAPI before", fault: status(404, `{"detail":"Not Found"}`), outage: true},
	{name: "404 of FastAPI after", fault: after(status(404, `{"detail":"Not Found"}`))},
	{name: "404 of NestJS before", fault: status(404, nestNotFound)},
	{name: "404 of a proxy before", fault: status(404, "<html>404 Not Found</html>"), outage: true, main: true},
	{name: "404 of a proxy after", fault: after(status(404, "<html>404 Not Found</html>"))},
	{name: "empty 404 before", fault: status(404, "")},
	{name: "Maestro's own not found before", fault: status(404, notFoundWords), lies: true, outage: true, main: true},
	{name: "Maestro's own not found after", fault: after(status(404, notFoundWords)), lies: true},
	{name: "404 of a DAG before", fault: status(404, `{"detail":"DAG x not found"}`), main: true},
	{name: "killed before", fault: maestrosim.Fault{DropBefore: true}, kills: true, main: true},
	{name: "killed after", fault: maestrosim.Fault{DropAfter: true}, kills: true, main: true},
}

// extent is the number of requests that a fault hits.
type extent struct {
	name  string
	times int
	// everything means that all later requests are hit, not only those to the same endpoint.
	everything bool
}

var (
	once    = extent{name: "once", times: 1}
	twice   = extent{name: "twice", times: 2}
	always  = extent{name: "always", times: -1}
	onward  = extent{name: "always and everything later", times: -1, everything: true}
	extents = []extent{once, twice, always, onward}
)

// has reports whether there are cases with a kind of fault in an extent.
func (x trouble) has(e extent) bool {
	switch {
	case x.kills:
		return e == once
	case x.refuses, x.late:
		return !e.everything
	case e.everything:
		return x.outage
	case e == twice:
		return x.main
	}
	return true
}

// order orders a kind of fault for the call at this index of the calls of an operation, as often as the extent states.
// It returns the number of earlier calls to the same endpoint.
func (w *workspace) order(x trouble, e extent, calls []maestrosim.Operation, at int) (before int) {
	on := calls[at]
	for _, earlier := range calls[:at] {
		if earlier == on {
			before++
		}
	}
	switch {
	case x.refuses:
		w.network.Refuse(at, e.times)
		return before
	case x.late:
		w.platform.late(on, before, e.times)
		return before
	}
	f := x.ordered(func() {
		w.Killed = true
		w.platform.die()
	})
	f.On, f.Skip, f.Times = on, before, e.times
	if e.everything {
		f.On, f.Skip = maestrosim.OpAny, at
	}
	w.sim.Order(f)
	return before
}

// ordered returns the simulator's fault for a kind of fault; kill is called if that kills the provider.
func (x trouble) ordered(kill func()) maestrosim.Fault {
	f := x.fault
	switch {
	case x.hangs:
		f.Hook = func() { <-time.After(2 * requestTimeout) }
	case x.kills:
		f.Hook = kill
	}
	return f
}
