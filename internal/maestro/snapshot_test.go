// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

func TestListedPipeline_readsTheListOnce(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{
		listLine: {respond(200, `[{"pipeline_id":"`+thisID+`","name":"Orders"},{"pipeline_id":"test_pipeline_1","name":"Test"}]`)},
	})
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			id, want := thisIDHyphens, "Orders"
			if i%2 == 0 {
				id, want = "TEST-pipeline_1", "Test"
			}
			if p, ok := c.ListedPipeline(t.Context(), id); !ok || p.Name.Value != want {
				t.Errorf("%s: got %q, %t, want %q", id, p.Name.Value, ok, want)
			}
			if _, ok := c.ListedPipeline(t.Context(), otherID); ok {
				t.Error("got a pipeline that is not in the list")
			}
		})
	}
	wg.Wait()
	if lines := s.Lines(); len(lines) != 1 {
		t.Errorf("got requests %q, want one list", lines)
	}
}

func TestListedPipeline_everyWriteEndsTheSnapshot(t *testing.T) {
	t.Parallel()
	for _, call := range calls {
		c, s := serve(t, map[string][]reply{"*": {respond(403, ``)}, listLine: {respond(200, listWithID)}})
		if _, ok := c.ListedPipeline(t.Context(), thisID); !ok {
			t.Fatal("got no pipeline before the call")
		}
		_ = call.call(t.Context(), c)
		_, ok := c.ListedPipeline(t.Context(), thisID)
		if reads := strings.HasPrefix(call.line, "GET "); ok != reads {
			t.Errorf("%s: got ok %t after the call, want %t", call.name, ok, reads)
		}
		// A write that failed may have been carried out. After it, the list is not read again.
		want := 1
		if call.name == "list" {
			want = 2
		}
		if n := s.Count(listLine); n != want {
			t.Errorf("%s: got %d lists, want %d", call.name, n, want)
		}
	}
}

func TestListedPipeline_failedListIsNotRepeated(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{listLine: {respond(403, ``), respond(200, listWithID)}})
	for range 3 {
		if _, ok := c.ListedPipeline(t.Context(), thisID); ok {
			t.Error("got a pipeline, want none")
		}
	}
	if lines := s.Lines(); len(lines) != 1 {
		t.Errorf("got requests %q, want 1", lines)
	}
}

func TestListedPipeline_interruptedListIsReadByTheNextCall(t *testing.T) {
	inBubble(t, map[string][]reply{listLine: {script.Never(), respond(200, listWithID)}}, func(t *testing.T, c *Client, _ *script.Script) {
		var wg sync.WaitGroup
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			if _, ok := c.ListedPipeline(ctx, thisID); ok {
				t.Error("first call: got a pipeline, want none")
			}
		})
		wg.Go(func() {
			_ = Wait(t.Context(), time.Second)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			if _, ok := c.ListedPipeline(ctx, thisID); ok || time.Since(start) != time.Second {
				t.Errorf("second call: got ok %t after %s, want false after 1s", ok, time.Since(start))
			}
		})
		wg.Go(func() {
			_ = Wait(t.Context(), time.Second)
			if p, ok := c.ListedPipeline(t.Context(), thisID); !ok || p.ID != thisID {
				t.Errorf("third call: got %q, %t, want %q", p.ID, ok, thisID)
			}
		})
		wg.Wait()
	})
}

func TestListedPipeline_writeDoesNotWaitForTheList(t *testing.T) {
	inBubble(t, map[string][]reply{
		listLine:  {respond(200, listWithID).After(8 * time.Second)},
		pauseLine: {respond(200, `{}`)},
	}, func(t *testing.T, c *Client, _ *script.Script) {
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, ok := c.ListedPipeline(t.Context(), thisID); ok {
				t.Error("got a pipeline as it was before the write, want none")
			}
		})
		synctest.Wait()
		start := time.Now()
		if err := c.Pause(t.Context(), thisID); err != nil || time.Since(start) != 0 {
			t.Errorf("got %v after %s, want success at once", err, time.Since(start))
		}
		wg.Wait()
	})
}
