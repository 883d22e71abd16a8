// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

func TestDelete_outcome(t *testing.T) {
	t.Parallel()
	const (
		gone404 = `{"detail":"pipeline_id ` + thisID + ` not found!!"}`
		still   = `{"id":"` + thisID + `","name":"Orders"}`
	)
	for _, test := range []struct {
		name   string
		delete []reply
		get    []reply
		found  bool
		text   string // in the error; empty if there is none
		lines  []string
	}{
		{"confirmed", []reply{respond(200, seedDeleted)}, nil, true, "", []string{deleteLine}},
		{
			"confirmed in an envelope", []reply{respond(200, `{"status":true,"data":`+seedDeleted+`}`)}, nil, true, "",
			[]string{deleteLine},
		},
		{
			"confirmed under id and with hyphens",
			[]reply{respond(200, `{"id":"`+thisIDHyphens+`","status":"PIPELINE_DELETED"}`)}, nil, true, "",
			[]string{deleteLine},
		},
		{
			"confirmed without an id", []reply{respond(200, `{"status":"PIPELINE_DELETED"}`)}, nil, true, "",
			[]string{deleteLine},
		},
		{
			"confirmed for another pipeline",
			[]reply{respond(200, `{"pipeline_id":"`+otherID+`","status":"PIPELINE_DELETED"}`)},
			[]reply{respond(404, notFoundJSON)}, true, "", []string{deleteLine, getLine, getLine2},
		},
		{
			"no body", []reply{respond(204, ``)}, []reply{respond(404, notFoundJSON)}, true, "",
			[]string{deleteLine, getLine, getLine2},
		},
		{
			"another status", []reply{respond(200, `{"status":true}`)}, []reply{respond(404, notFoundJSON)}, true, "",
			[]string{deleteLine, getLine, getLine2},
		},
		{
			"status of another type", []reply{respond(200, `{"status":["PIPELINE_DELETED"]}`)},
			[]reply{respond(404, notFoundJSON)}, true, "", []string{deleteLine, getLine, getLine2},
		},
		{
			"page, and it is gone", []reply{respond(200, htmlPage)}, []reply{respond(404, notFoundJSON)}, true, "",
			[]string{deleteLine, getLine, getLine2},
		},
		{
			"page for everything", []reply{respond(200, htmlPage)}, []reply{respond(200, htmlPage)}, true,
			"it is not a JSON object", []string{deleteLine, getLine},
		},
		{
			"page, and it still exists", []reply{respond(200, htmlPage)}, []reply{respond(200, still)}, true,
			"the pipeline still exists, and the response is not from Maestro", []string{deleteLine, getLine},
		},
		{
			"null, and it still exists", []reply{respond(200, `null`)}, []reply{respond(200, still)}, true,
			"the pipeline still exists", []string{deleteLine, getLine},
		},
		{
			"list, and it still exists", []reply{respond(200, `[]`)}, []reply{respond(200, still)}, true,
			"the pipeline still exists", []string{deleteLine, getLine},
		},
		{
			"string, and it still exists", []reply{respond(200, `"ok"`)}, []reply{respond(200, still)}, true,
			"the pipeline still exists", []string{deleteLine, getLine},
		},
		{
			"string, and it is gone", []reply{respond(200, `"ok"`)}, []reply{respond(404, notFoundJSON)}, true, "",
			[]string{deleteLine, getLine, getLine2},
		},
		{
			"another status, and the lookup is forbidden", []reply{respond(200, `{}`)}, []reply{respond(403, ``)}, true,
			"HTTP 403", []string{deleteLine, getLine},
		},
		{"already gone", []reply{respond(404, gone404)}, nil, false, "", []string{deleteLine, deleteLine2}},
		{
			"already gone, with an exception type", []reply{respond(404, notFoundJSON)}, nil, false, "",
			[]string{deleteLine, deleteLine2},
		},
		{
			"lost, then it is gone", []reply{script.Reset(), respond(404, gone404)}, nil, false, "",
			[]string{deleteLine, deleteLine, deleteLine2},
		},
		{
			"502, then it is gone", []reply{respond(502, htmlPage), respond(404, gone404)}, nil, false, "",
			[]string{deleteLine, deleteLine, deleteLine2},
		},
		{
			"always lost", []reply{script.Reset()}, nil, true, "(after 3 attempts)",
			[]string{deleteLine, deleteLine, deleteLine},
		},
		{
			"refused as forbidden", []reply{respond(403, `{"message":"no"}`)}, nil, true, "HTTP 403 Forbidden: no",
			[]string{deleteLine},
		},
		{
			"refused as busy", []reply{respond(409, `{"detail":"pipeline is running"}`)}, nil, true,
			"pipeline is running", []string{deleteLine},
		},
		{
			"refused with 200", []reply{respond(200, `{"status":false,"message":"running"}`)}, nil, true,
			"HTTP 200 OK: running", []string{deleteLine},
		},
		{
			"500 that is not retried", []reply{respond(500, `{"detail":"oops"}`)}, nil, true, "oops",
			[]string{deleteLine},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{deleteLine: test.delete, deleteLine2: {respond(404, gone404)}, getLine: test.get, getLine2: {respond(404, notFoundJSON)}})
			found, err := c.DeletePipeline(t.Context(), thisIDHyphens)
			if found != test.found || (err == nil) != (test.text == "") || errors.Is(err, ErrNotFound) {
				t.Errorf("got found %t, %v, want %t, %q", found, err, test.found, test.text)
			}
			if err != nil {
				contains(t, err.Error(), deleteLine+": ", test.text)
			}
			if diff := cmp.Diff(test.lines, s.Lines()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDelete_thatDeletesNothingIsWatchedUntilTheContextEnds(t *testing.T) {
	inBubble(t, map[string][]reply{
		deleteLine: {respond(200, `{"status":"DELETION_SCHEDULED"}`)}, getLine: {respond(200, pipelineJSON)},
	}, func(t *testing.T, c *Client, s *script.Script) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		found, err := c.DeletePipeline(ctx, thisID)
		if !found || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrNotFound) || time.Since(start) != time.Minute {
			t.Fatalf("got found %t, %v after %s, want the deadline after 1m", found, err, time.Since(start))
		}
		contains(t, err.Error(), "the platform responded with", "DELETION_SCHEDULED", "instead of PIPELINE_DELETED, and the pipeline may still exist")
		if n := s.Count(getLine); n < 12 || n > 30 {
			t.Errorf("got %d lookups in a minute, want 12 to 30", n)
		}
	})
}

func TestDelete_slowDeletionIsWaitedFor(t *testing.T) {
	shown := respond(200, pipelineJSON)
	inBubble(t, map[string][]reply{
		deleteLine: {respond(200, `{"status":"DELETION_SCHEDULED"}`)},
		getLine:    {shown, shown, shown, shown, shown, shown, respond(404, notFoundJSON)},
		getLine2:   {respond(404, notFoundJSON)},
	}, func(t *testing.T, c *Client, s *script.Script) {
		start := time.Now()
		found, err := c.DeletePipeline(t.Context(), thisID)
		if !found || err != nil || s.Count(getLine) != 7 || s.Count(getLine2) != 1 {
			t.Errorf("got found %t, %v after %q, want success after 7 lookups", found, err, s.Lines())
		}
		if took := time.Since(start); took < 3*time.Second || took > 10*time.Second {
			t.Errorf("got success after %s, want it between 3s and 10s", took)
		}
	})
}

func TestDelete_interruptStopsAtOnce(t *testing.T) {
	busy := respond(503, ``).With("Retry-After", "240")
	for name, replies := range map[string]map[string][]reply{
		"no response":     {deleteLine: {script.Never()}},
		"busy":            {deleteLine: {busy}},
		"not gone yet":    {deleteLine: {respond(202, ``)}, getLine: {respond(200, pipelineJSON)}},
		"during a lookup": {deleteLine: {respond(202, ``)}, getLine: {script.Never()}},
		"no response to a list": {
			deleteLine: {respond(404, ``)}, deleteLine2: {respond(404, ``)}, listLine: {script.Never()},
		},
		"busy with a list": {deleteLine: {respond(404, ``)}, deleteLine2: {respond(404, ``)}, listLine: {busy}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, replies, func(t *testing.T, c *Client, _ *script.Script) {
				ctx, cancel := context.WithCancel(t.Context())
				const interrupted = 7 * time.Second
				time.AfterFunc(interrupted, cancel)
				start := time.Now()
				found, err := c.DeletePipeline(ctx, thisID)
				if !found || !errors.Is(err, context.Canceled) || time.Since(start) != interrupted {
					t.Errorf("got found %t, %v after %s, want it to be canceled after %s", found, err, time.Since(start), interrupted)
				}
			})
		})
	}
}

func TestDelete_responseThatArrivedIsReturnedDespiteAnInterrupt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	c, _ := serve(t, map[string][]reply{deleteLine: {respond(200, seedDeleted)}}, func(c *Config) {
		c.Observe = func(context.Context, Exchange) { cancel() }
	})
	if found, err := c.DeletePipeline(ctx, thisID); err != nil || !found {
		t.Errorf("got found %t, %v, want success", found, err)
	}
}
