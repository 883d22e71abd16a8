// SPDX-License-Identifier: MPL-2.0

package pipelines

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// counter counts the calls that were started and that are running.
type counter struct {
	mu                   sync.Mutex
	started              []int
	running, mostRunning int
}

func (c *counter) begin(item int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.started = append(c.started, item)
	c.running++
	c.mostRunning = max(c.mostRunning, c.running)
}

func (c *counter) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running--
}

// upTo returns the numbers from 0 to n-1.
func upTo(n int) []int {
	items := make([]int, n)
	for i := range items {
		items[i] = i
	}
	return items
}

// window returns a window that never changes.
func window(n int) func() int { return func() int { return n } }

// Whatever time each call takes, the results are in order, and no more than the window are running or waiting.
func TestPrefetch_keepsOrderAndWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		begin := time.Now()
		var got []int
		for result := range prefetch(t.Context(), upTo(20), window(4), func(_ context.Context, item int) int {
			c.begin(item)
			defer c.end()
			<-time.After(time.Duration(20-item) * time.Second)
			return item
		}) {
			got = append(got, result)
			synctest.Wait()
			c.mu.Lock()
			if n := len(c.started) - len(got); n > 3 {
				t.Errorf("after result %d: got %d calls ahead, want at most 3", result, n)
			}
			c.mu.Unlock()
		}

		if !slices.Equal(got, upTo(20)) {
			t.Errorf("got results %v, want %v", got, upTo(20))
		}
		if c.mostRunning != 4 {
			t.Errorf("got %d calls at a time, want 4", c.mostRunning)
		}
		if sum := 210 * time.Second; time.Since(begin) > sum/3 {
			t.Errorf("got %s for all, want less than a third of the sum %s", time.Since(begin), sum)
		}
	})
}

func TestPrefetch_yieldsBeforeTheLastItemIsStarted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		for result := range prefetch(t.Context(), upTo(100), window(10), func(_ context.Context, item int) int {
			c.begin(item)
			defer c.end()
			return item
		}) {
			if result == 5 {
				synctest.Wait()
				slices.Sort(c.started)
				if !slices.Equal(c.started, upTo(15)) {
					t.Errorf("at result 5: got started %v, want %v", c.started, upTo(15))
				}
			}
		}
	})
}

// When the consumer stops, the running calls are canceled, and have ended when the loop has.
func TestPrefetch_endsWithTheConsumer(t *testing.T) {
	for name, isCanceled := range map[string]bool{"consumer stops": false, "context is canceled": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var ended atomic.Int64
				taken := 0
				for err := range prefetch(ctx, upTo(100), window(10), func(ctx context.Context, item int) error {
					defer ended.Add(1)
					if item == 0 {
						return nil
					}
					<-ctx.Done()
					return ctx.Err()
				}) {
					taken++
					if isCanceled {
						cancel()
					}
					if !isCanceled || err != nil {
						break
					}
				}
				if want := 10 + taken - 1; int(ended.Load()) != want {
					t.Errorf("got %d ended calls, want all %d that were started", ended.Load(), want)
				}
			})
		})
	}
}

func TestPrefetch_noItems(t *testing.T) {
	for result := range prefetch(t.Context(), nil, window(0), func(context.Context, int) int { panic("called") }) {
		t.Errorf("got result %d, want none", result)
	}
}

func TestPrefetch_windowOfZeroIsOne(t *testing.T) {
	got := slices.Collect(prefetch(t.Context(), upTo(3), window(0), func(_ context.Context, item int) int { return item }))
	if !slices.Equal(got, upTo(3)) {
		t.Errorf("got results %v, want %v", got, upTo(3))
	}
}
