// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	del  = "DELETE /platform/pipeline/" + thisID
	del2 = "DELETE /platform/pipeline/" + thisIDHyphens
)

func TestDelete(t *testing.T) {
	t.Parallel()
	const (
		gone404 = `{"detail":"pipeline_id ` + thisID + ` not found!!"}`
		still   = `{"id":"` + thisID + `","name":"Orders"}`
	)
	for _, test := range []struct {
		name  string
		del   []reply
		get   []reply
		found bool
		text  string // of the error; empty: none
		lines []string
	}{
		{"confirmed", []reply{says(200, seedDeleted)}, nil, true, "", []string{del}},
		{"confirmed in an envelope", []reply{says(200, `{"status":true,"data":`+seedDeleted+`}`)}, nil, true, "", []string{del}},
		{"confirmed under id and with hyphens", []reply{says(200, `{"id":"`+thisIDHyphens+`","status":"PIPELINE_DELETED"}`)}, nil, true, "", []string{del}},
		{"confirmed without an id", []reply{says(200, `{"status":"PIPELINE_DELETED"}`)}, nil, true, "", []string{del}},
		{"another one is confirmed", []reply{says(200, `{"pipeline_id":"`+otherID+`","status":"PIPELINE_DELETED"}`)}, []reply{says(404, notFoundJSON)}, true, "", []string{del, lookUp, lookUp2}},
		{"no body", []reply{says(204, ``)}, []reply{says(404, notFoundJSON)}, true, "", []string{del, lookUp, lookUp2}},
		{"another word", []reply{says(200, `{"status":true}`)}, []reply{says(404, notFoundJSON)}, true, "", []string{del, lookUp, lookUp2}},
		{"status of another type", []reply{says(200, `{"status":["PIPELINE_DELETED"]}`)}, []reply{says(404, notFoundJSON)}, true, "", []string{del, lookUp, lookUp2}},
		{"a page, and it is gone", []reply{says(200, htmlPage)}, []reply{says(404, notFoundJSON)}, true, "", []string{del, lookUp, lookUp2}},
		{"a page for everything", []reply{says(200, htmlPage)}, []reply{says(200, htmlPage)}, true, "it is not a JSON object", []string{del, lookUp}},
		{"a page, and it is still there", []reply{says(200, htmlPage)}, []reply{says(200, still)}, true, "it is still there, and the answer is not Maestro's", []string{del, lookUp}},
		{"null, and it is still there", []reply{says(200, `null`)}, []reply{says(200, still)}, true, "it is still there", []string{del, lookUp}},
		{"a list, and it is still there", []reply{says(200, `[]`)}, []reply{says(200, still)}, true, "it is still there", []string{del, lookUp}},
		{"a text, and it is still there", []reply{says(200, `"ok"`)}, []reply{says(200, still)}, true, "it is still there", []string{del, lookUp}},
		{"a text, and it is gone", []reply{says(200, `"ok"`)}, []reply{says(404, notFoundJSON)}, true, "", []string{del, lookUp, lookUp2}},
		{"another word, and nobody may look", []reply{says(200, `{}`)}, []reply{says(403, ``)}, true, "HTTP 403", []string{del, lookUp}},
		{"gone already", []reply{says(404, gone404)}, nil, false, "", []string{del, del2}},
		{"gone already, said with an exception", []reply{says(404, notFoundJSON)}, nil, false, "", []string{del, del2}},
		{"the answer is lost, then it is gone", []reply{{drop: true}, says(404, gone404)}, nil, false, "", []string{del, del, del2}},
		{"502, then it is gone", []reply{says(502, htmlPage), says(404, gone404)}, nil, false, "", []string{del, del, del2}},
		{"lost for good", []reply{{drop: true}}, nil, true, "(after 3 attempts)", []string{del, del, del}},
		{"refused as forbidden", []reply{says(403, `{"message":"no"}`)}, nil, true, "HTTP 403 Forbidden: no", []string{del}},
		{"refused as busy", []reply{says(409, `{"detail":"pipeline is running"}`)}, nil, true, "pipeline is running", []string{del}},
		{"refused with 200", []reply{says(200, `{"status":false,"message":"running"}`)}, nil, true, "HTTP 200 OK: running", []string{del}},
		{"500 of another kind is not repeated", []reply{says(500, `{"detail":"oops"}`)}, nil, true, "oops", []string{del}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{del: test.del, del2: {says(404, gone404)}, lookUp: test.get, lookUp2: {says(404, notFoundJSON)}})
			found, err := c.DeletePipeline(t.Context(), thisIDHyphens)
			if found != test.found || (err == nil) != (test.text == "") || IsNotFound(err) {
				t.Errorf("found %v, %v; want %v, %q", found, err, test.found, test.text)
			}
			if err != nil {
				contains(t, err.Error(), del+": ", test.text)
			}
			if diff := cmp.Diff(test.lines, s.lines()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDeletionThatDeletesNothingIsWatchedUntilTheEnd(t *testing.T) {
	inBubble(t, map[string][]reply{del: {says(200, `{"status":"DELETION_SCHEDULED"}`)}, lookUp: {says(200, pipelineJSON)}}, func(t *testing.T, c *Client, s *script) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		found, err := c.DeletePipeline(ctx, thisID)
		if !found || !errors.Is(err, context.DeadlineExceeded) || IsNotFound(err) || time.Since(start) != time.Minute {
			t.Fatalf("found %v, %v after %s", found, err, time.Since(start))
		}
		contains(t, err.Error(), "the platform answered the deletion with", "DELETION_SCHEDULED", "not with PIPELINE_DELETED, and the pipeline is not known to be gone")
		if n := s.count(lookUp); n < 12 || n > 30 {
			t.Errorf("%d looks in a minute", n)
		}
	})
}

func TestSlowDeletionIsWaitedFor(t *testing.T) {
	shown := says(200, pipelineJSON)
	inBubble(t, map[string][]reply{
		del:    {says(200, `{"status":"DELETION_SCHEDULED"}`)},
		lookUp: {shown, shown, shown, shown, shown, shown, says(404, notFoundJSON)},
	}, func(t *testing.T, c *Client, s *script) {
		start := time.Now()
		found, err := c.DeletePipeline(t.Context(), thisID)
		if !found || err != nil || s.count(lookUp) != 7 {
			t.Errorf("found %v, %v after %d looks", found, err, s.count(lookUp))
		}
		if took := time.Since(start); took < 3*time.Second || took > 10*time.Second {
			t.Errorf("took %s", took)
		}
		if s.count(lookUp2) != 0 {
			t.Errorf("the spelling is known by then: %q", s.lines())
		}
	})
}

func TestInterruptedDeletionStopsAtOnce(t *testing.T) {
	for name, replies := range map[string]map[string][]reply{
		"no answer":        {del: {never()}},
		"busy":             {del: {says(503, ``).with("Retry-After", "3600")}},
		"not gone yet":     {del: {says(202, ``)}, lookUp: {says(200, pipelineJSON)}},
		"looking":          {del: {says(202, ``)}, lookUp: {never()}},
		"asking the list":  {del: {says(404, ``)}, del2: {says(404, ``)}, listAll: {never()}},
		"the list is busy": {del: {says(404, ``)}, del2: {says(404, ``)}, listAll: {says(503, ``).with("Retry-After", "3600")}},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, replies, func(t *testing.T, c *Client, _ *script) {
				ctx, cancel := context.WithCancel(t.Context())
				const patience = 7 * time.Second
				time.AfterFunc(patience, cancel)
				start := time.Now()
				found, err := c.DeletePipeline(ctx, thisID)
				if !found || !errors.Is(err, context.Canceled) || time.Since(start) != patience {
					t.Errorf("found %v, %v after %s", found, err, time.Since(start))
				}
			})
		})
	}
}

func TestPollLooksAtOnceAndWithGrowingWaits(t *testing.T) {
	inBubble(t, nil, func(t *testing.T, _ *Client, _ *script) {
		var looks []time.Duration
		start := time.Now()
		err := Poll(t.Context(), time.Second, 3*time.Second, func(context.Context) (bool, error) {
			looks = append(looks, time.Since(start))
			return len(looks) == 6, nil
		})
		want := []time.Duration{0, 1e9, 25e8, 475e7, 775e7, 1075e7}
		if diff := cmp.Diff(want, looks); err != nil || diff != "" {
			t.Errorf("%v, looks (-want +got):\n%s", err, diff)
		}
		broken := errors.New("broken")
		if err := Poll(t.Context(), 1, 1, func(context.Context) (bool, error) { return false, broken }); !errors.Is(err, broken) {
			t.Errorf("%v", err)
		}
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errors.New("enough"))
		defer cancel()
		err = Poll(ctx, time.Minute, time.Minute, func(context.Context) (bool, error) { return false, nil })
		if want := "stopped waiting: context deadline exceeded: enough"; err == nil || err.Error() != want || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v, want %s", err, want)
		}
	})
}
