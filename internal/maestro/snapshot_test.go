// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestListedPipelinesComeFromOneList(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{listAll: {says(200, `[{"pipeline_id":"`+thisID+`","name":"Orders"},{"pipeline_id":"test_pipeline_1","name":"Test"}]`)}})
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			id, want := thisIDHyphens, "Orders"
			if i%2 == 0 {
				id, want = "TEST-pipeline_1", "Test"
			}
			if p, ok := c.ListedPipeline(t.Context(), id); !ok || p.Name.Value != want {
				t.Errorf("%s: %v, %v", id, p.Name, ok)
			}
			if _, ok := c.ListedPipeline(t.Context(), otherID); ok {
				t.Error("there is one that is not in the list")
			}
		})
	}
	wg.Wait()
	if len(s.lines()) != 1 {
		t.Errorf("requests %q", s.lines())
	}
}

func TestEveryWriteEndsTheSnapshotForGood(t *testing.T) {
	t.Parallel()
	for _, call := range every {
		c, s := serve(t, map[string][]reply{"*": {says(403, ``)}, listAll: {says(200, listWithID)}})
		if _, ok := c.ListedPipeline(t.Context(), thisID); !ok {
			t.Fatal("not listed")
		}
		_ = call.call(t.Context(), c)
		_, ok := c.ListedPipeline(t.Context(), thisID)
		if reads := call.line[:4] == "GET "; ok != reads {
			t.Errorf("%s: still listed %v, want %v", call.name, ok, reads)
		}
		// A write that failed may still have been carried out; and after it, the list is not read again.
		want := 1
		if call.name == "list" {
			want = 2
		}
		if n := s.count(listAll); n != want {
			t.Errorf("%s: %d lists", call.name, n)
		}
	}
}

func TestSnapshotThatFailsSendsEverybodyToTheirOwnPipeline(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{listAll: {says(500, ``), says(200, listWithID)}})
	for range 3 {
		if _, ok := c.ListedPipeline(t.Context(), thisID); ok {
			t.Error("listed")
		}
	}
	if len(s.lines()) != 1 {
		t.Errorf("requests %q", s.lines())
	}
}

func TestSnapshotOfACallerWithoutTimeIsMadeByTheNext(t *testing.T) {
	inBubble(t, map[string][]reply{listAll: {never(), says(200, listWithID)}}, func(t *testing.T, c *Client, _ *script) {
		var wg sync.WaitGroup
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			if _, ok := c.ListedPipeline(ctx, thisID); ok {
				t.Error("the first has it listed")
			}
		})
		wg.Go(func() {
			_ = Wait(t.Context(), time.Second)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			if _, ok := c.ListedPipeline(ctx, thisID); ok || time.Since(start) != time.Second {
				t.Errorf("the second: %v after %s", ok, time.Since(start))
			}
		})
		wg.Go(func() {
			_ = Wait(t.Context(), time.Second)
			if p, ok := c.ListedPipeline(t.Context(), thisID); !ok || p.ID != thisID {
				t.Errorf("the third: %v, %v", p.ID, ok)
			}
		})
		wg.Wait()
	})
}

func TestWriteDoesNotWaitForTheSnapshotAndSpoilsIt(t *testing.T) {
	inBubble(t, map[string][]reply{
		listAll:                         {says(200, listWithID).after(8 * time.Second)},
		"POST /platform/pipeline/pause": {says(200, `{}`)},
	}, func(t *testing.T, c *Client, _ *script) {
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, ok := c.ListedPipeline(t.Context(), thisID); ok {
				t.Error("listed, from before the write")
			}
		})
		synctest.Wait()
		start := time.Now()
		if err := c.Pause(t.Context(), thisID); err != nil || time.Since(start) != 0 {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		wg.Wait()
	})
}
