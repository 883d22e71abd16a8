// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"sync"
	"testing"
	"time"
)

// Hands are those of a clock that goes on only when somebody waits by it, and then at once.
type Hands struct {
	mu    sync.Mutex
	at    time.Time
	waits []time.Duration
	// Before runs before each wait is over, with the number of waits so far.
	Before func(n int)
}

// NewHands gives a clock that stands at a round hour.
func NewHands() *Hands { return &Hands{at: time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)} }

// Now is the time.
func (h *Hands) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

// Pass lets time go by.
func (h *Hands) Pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

// Wait lets the time go on by so much, unless the context has ended.
func (h *Hands) Wait(ctx context.Context, d time.Duration) error {
	h.mu.Lock()
	h.waits = append(h.waits, d)
	h.at = h.at.Add(d)
	n, before := len(h.waits), h.Before
	h.mu.Unlock()
	if before != nil {
		before(n)
	}
	if n > 10_000 {
		panic("it waits for ever")
	}
	return ctx.Err()
}

// Install lets the provider in this process go by this clock until the test is over.
func (h *Hands) Install(t *testing.T) {
	t.Helper()
	world := theClock
	theClock = clock{now: h.Now, wait: h.Wait}
	t.Cleanup(func() { theClock = world })
}
