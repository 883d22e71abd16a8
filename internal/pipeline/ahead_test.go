// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// counter counts what is under way, and the most of it at any time.
type counter struct {
	mu            sync.Mutex
	started       []int
	running, most int
}

func (c *counter) begin(item int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.started = append(c.started, item)
	c.running++
	c.most = max(c.most, c.running)
}

func (c *counter) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running--
}

func upTo(n int) []int {
	items := make([]int, n)
	for i := range items {
		items[i] = i
	}
	return items
}

func window(n int) func() int { return func() int { return n } }

// Whatever takes how long, the results come in order, and never more than the window are under way or waiting.
func TestAheadKeepsTheOrderAndTheWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		begin := time.Now()
		var got []int
		for r := range ahead(t.Context(), upTo(20), window(4), func(_ context.Context, item int) int {
			c.begin(item)
			defer c.end()
			<-time.After(time.Duration(20-item) * time.Second)
			return item
		}) {
			got = append(got, r)
			synctest.Wait()
			c.mu.Lock()
			if n := len(c.started) - len(got); n > 3 {
				t.Errorf("%d are ahead of result %d", n, r)
			}
			c.mu.Unlock()
		}
		compare(t, "results", got, upTo(20))
		if sum := 210 * time.Second; c.most != 4 || time.Since(begin) > sum/3 {
			t.Errorf("%d at a time, in %s of %s", c.most, time.Since(begin), sum)
		}
	})
}

// Results are there to be taken before the last item is even begun.
func TestAheadStreams(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c counter
		for r := range ahead(t.Context(), upTo(100), window(10), func(_ context.Context, item int) int {
			c.begin(item)
			defer c.end()
			return item
		}) {
			if r == 5 {
				synctest.Wait()
				slices.Sort(c.started)
				compare(t, "started", c.started, upTo(15))
			}
		}
	})
}

// Whoever has enough leaves nothing behind: what is under way is cancelled, and over when the loop is.
func TestAheadEndsWithWhoeverTakesTheResults(t *testing.T) {
	for name, cancelled := range map[string]bool{"which stops": false, "which is cancelled": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var ended atomic.Int64
				taken := 0
				for r := range ahead(ctx, upTo(100), window(10), func(ctx context.Context, item int) error {
					defer ended.Add(1)
					if item == 0 {
						return nil
					}
					<-ctx.Done()
					return ctx.Err()
				}) {
					taken++
					if cancelled {
						cancel()
					}
					if !cancelled || r != nil {
						break
					}
				}
				if want := 10 + taken - 1; int(ended.Load()) != want {
					t.Errorf("%d have ended, and %d were begun", ended.Load(), want)
				}
			})
		})
	}
}

func TestAheadOfNothing(t *testing.T) {
	for range ahead(t.Context(), nil, window(0), func(context.Context, int) int { panic("called") }) {
		t.Error("there is a result")
	}
	compare(t, "with a window that is closed", slices.Collect(ahead(t.Context(), upTo(3), window(0), func(_ context.Context, item int) int { return item })), upTo(3))
}
