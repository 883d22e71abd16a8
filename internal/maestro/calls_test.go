// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

// calls are all calls of the client that send a request.
var calls = []struct {
	name       string
	call       func(context.Context, *Client) error
	line       string
	success    string // the body of a response
	idempotent bool
}{
	{
		"list", func(ctx context.Context, c *Client) error { _, err := c.ListPipelines(ctx); return err }, listLine,
		`[]`, true,
	},
	{
		"get", func(ctx context.Context, c *Client) error { _, err := c.GetPipeline(ctx, thisID); return err }, getLine,
		pipelineJSON, true,
	},
	{"update", func(ctx context.Context, c *Client) error {
		return c.UpdatePipeline(ctx, thisID, PipelineChange{Name: Some("N")})
	}, "PATCH /platform/pipeline/" + thisID, `{}`, true},
	{
		"memory", func(ctx context.Context, c *Client) error { _, err := c.SetMemory(ctx, thisID, 1); return err },
		"PUT " + strings.TrimPrefix(getLine, "GET ") + "/memory", `{}`, true,
	},
	{
		"delete", func(ctx context.Context, c *Client) error { _, err := c.DeletePipeline(ctx, thisID); return err },
		deleteLine, seedDeleted, true,
	},
	{"pause", func(ctx context.Context, c *Client) error { return c.Pause(ctx, thisID) }, pauseLine, `{}`, true},
	{
		"unpause", func(ctx context.Context, c *Client) error { return c.Unpause(ctx, thisID) },
		"POST /platform/pipeline/unpause", `{}`, true,
	},
	{
		"runs", func(ctx context.Context, c *Client) error { _, err := c.ListRuns(ctx, thisID); return err }, runsLine,
		`[]`, true,
	},
	{
		"run", func(ctx context.Context, c *Client) error { _, err := c.GetRun(ctx, thisID, "r"); return err },
		runsLine + "/r", runPage, true,
	},
	{
		"job", func(ctx context.Context, c *Client) error { _, err := c.GetJDBCJob(ctx, thisID+"_0"); return err },
		"GET /platform/jobs/jdbc/" + thisID + "_0", jobPage, true,
	},
	{"job input", func(ctx context.Context, c *Client) error {
		return c.PatchJobInput(ctx, thisID+"_0", Document{"a": json.RawMessage("1")})
	}, "PATCH /platform/jobs/" + thisID + "_0/input", `{}`, true},
	{"sync mode", func(ctx context.Context, c *Client) error {
		return c.SetSyncMode(ctx, thisID+"_0", SyncMode{LoadType: "full_load"})
	}, "PUT /platform/jobs/jdbc/" + thisID + "_0/sync-mode", `{}`, true},
	{
		"reset state", func(ctx context.Context, c *Client) error { return c.ResetJobState(ctx, thisID+"_0") },
		"POST /platform/jobs/" + thisID + "_0/reset-state", `{}`, true,
	},
	{
		"datatypes", func(ctx context.Context, c *Client) error { _, err := c.JDBCDatatypes(ctx); return err },
		"GET /platform/jobs/jdbc/configs/allowed_datatypes", `{"mysql":["int"]}`, true,
	},
	{
		"connections", func(ctx context.Context, c *Client) error { _, err := c.ListConnections(ctx); return err },
		"GET /connections", `{"connections":[{"id":"c"}],"message":"ok"}`, true,
	},
	{
		"execute", func(ctx context.Context, c *Client) error { _, err := c.Execute(ctx, thisID); return err },
		executeLine, `{}`, false,
	},
	{
		"create", func(ctx context.Context, c *Client) error { _, err := c.CreatePipeline(ctx, newOrders); return err },
		createLine, `{}`, false,
	},
}

// retried is which calls are sent again after a failure.
type retried int

const (
	never  retried = iota
	ifRead         // those that change nothing
	always         // those that may be carried out twice
)

func TestCalls_whichFailuresAreRetried(t *testing.T) {
	t.Parallel()
	for _, failure := range []struct {
		name    string
		reply   reply
		retried retried
		unknown bool // whether it was carried out
	}{
		{"connection reset", script.Reset(), always, true},
		{"429", respond(429, `{"message":"slow down"}`), always, false},
		{"502", respond(502, htmlPage), always, true},
		{"503", respond(503, ``), always, true},
		{"504", respond(504, `{"message":"timeout"}`), always, true},
		{"500 database error", respond(500, seedDatabase), always, true},
		{"broken response", respond(200, `{"status":`).With("Content-Length", "500"), always, true},
		{"500", respond(500, `{"msg":"There was an error"}`), ifRead, true},
		{"501", respond(501, ``), ifRead, true},
		{"400", respond(400, `{"detail":"bad"}`), never, false},
		{"403", respond(403, `{"message":"no"}`), never, false},
		{"405", respond(405, `{"detail":"Method Not Allowed"}`), never, false},
		{"409", respond(409, `{}`), never, false},
		{"422", respond(422, `{"detail":[]}`), never, false},
		{"302", respond(302, ``).With("Location", "/login"), never, false},
	} {
		for _, call := range calls {
			t.Run(call.name+", "+failure.name, func(t *testing.T) {
				t.Parallel()
				replies := map[string][]reply{
					// What a create, a run and a sync mode send next. The first two prove nothing, the last one is not
					// supported.
					getLine: {respond(403, ``)}, runsLine: {respond(403, ``)},
					"POST /platform/jobs/jdbc/" + thisID + "_0/sync-mode": {respond(405, ``)},
				}
				replies[call.line] = []reply{failure.reply, failure.reply, respond(200, call.success)}
				want := 1
				switch {
				case failure.retried == ifRead && strings.HasPrefix(call.line, "GET "),
					failure.retried == always && call.idempotent,
					failure.retried == always && call.line == createLine && !failure.unknown: // a create that did not arrive is sent again
					want = 3
				}
				if call.name == "connections" && slices.Contains([]string{"400", "422"}, failure.name) {
					want = 2 // pages 0 and 1: the platform may count from 1
				}

				inBubble(t, replies, func(t *testing.T, c *Client, s *script.Script) {
					err := call.call(t.Context(), c)
					if got := s.Count(call.line); got != want {
						t.Errorf("got %d requests, want %d: %q", got, want, s.Lines())
					}
					if (err == nil) != (want == 3) || errors.Is(err, ErrNotFound) {
						t.Errorf("got %v, want success %t", err, want == 3)
					}
					if got := errors.Is(err, ErrOutcomeUnknown); err != nil && !call.idempotent && got != failure.unknown {
						t.Errorf("got outcome unknown %t, want %t: %v", got, failure.unknown, err)
					}
				})
			})
		}
	}
}

func TestCalls_notFoundIsNotRetried(t *testing.T) {
	t.Parallel()
	for _, call := range calls {
		c, s := serve(t, map[string][]reply{"*": {respond(404, `{"detail":"Not Found"}`)}})
		if err := call.call(t.Context(), c); err == nil {
			t.Errorf("%s: got no error", call.name)
		}
		lines := s.Lines()
		slices.Sort(lines)
		if len(slices.Compact(slices.Clone(lines))) != len(lines) {
			t.Errorf("%s: got the same request twice: %q", call.name, s.Lines())
		}
	}
}

// A page, such as that of a login, must not be a success: the memory, for one, is never shown.
func TestCalls_pageIsNotASuccess(t *testing.T) {
	t.Parallel()
	for _, call := range calls {
		c, _ := serve(t, map[string][]reply{"*": {respond(200, htmlPage)}})
		err := call.call(t.Context(), c)
		if err == nil || errors.Is(err, ErrNotFound) || !errors.Is(err, ErrOutcomeUnknown) {
			t.Errorf("%s: got %v, want %q", call.name, err, ErrOutcomeUnknown)
		}
	}
}

func TestCalls_interruptStopsAtOnce(t *testing.T) {
	for name, reply := range map[string]reply{"no response": script.Never(), "busy": respond(503, ``).With("Retry-After", "240")} {
		for _, call := range calls {
			t.Run(call.name+", "+name, func(t *testing.T) {
				inBubble(t, map[string][]script.Reply{"*": {reply}}, func(t *testing.T, c *Client, _ *script.Script) {
					ctx, cancel := context.WithCancel(t.Context())
					const interrupted = 7 * time.Second
					time.AfterFunc(interrupted, cancel)
					start := time.Now()
					err := call.call(ctx, c)
					took := time.Since(start)
					if took > interrupted+2*time.Second || err == nil || errors.Is(err, ErrNotFound) {
						t.Errorf("got %v after %s, want an error within 2s of the interrupt after %s", err, took, interrupted)
					}
					if call.idempotent && (took != interrupted || !errors.Is(err, context.Canceled)) {
						t.Errorf("got %v after %s, want it to be canceled after %s", err, took, interrupted)
					}
				})
			})
		}
	}
}

func TestCalls_retriesAreCountedInTheError(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{listLine: {respond(503, `{"message":"maintenance"}`)}})
	_, err := c.ListPipelines(t.Context())
	if e := errorOf(t, err); e.Attempts != 3 || len(s.Lines()) != 3 || e.Message != "maintenance" {
		t.Errorf("got %+v after %d requests, want 3 attempts", e, len(s.Lines()))
	}
	contains(t, err.Error(), "(after 3 attempts)")
}
