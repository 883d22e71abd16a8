// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// batch answers many callers with few fetches, without ever handing out a result that is older than the question: a
// caller joins the fetch that has not begun yet, never the one under way. At most one fetch runs at a time.
type batch[T any] struct {
	fetch func(context.Context) (T, error)

	mu      sync.Mutex
	waiting *fetched[T]         // not begun yet
	running *semaphore.Weighted // held by the fetch under way
}

func newBatch[T any](fetch func(context.Context) (T, error)) *batch[T] {
	return &batch[T]{fetch: fetch, running: semaphore.NewWeighted(1)}
}

type fetched[T any] struct {
	done   chan struct{}
	cancel context.CancelFunc
	asking int // callers that still wait
	// until is when the last of the callers stops waiting; limitless is true where one of them has no such time.
	until     time.Time
	limitless bool

	value T
	err   error
}

// get gives the result of a fetch that began after the call. When every caller of a fetch has given up, the fetch is
// cancelled; and it knows how long they have, so that it does not begin to wait for what comes too late for all of them.
func (b *batch[T]) get(ctx context.Context) (T, error) {
	b.mu.Lock()
	f := b.waiting
	if f == nil {
		// The fetch outlives the caller that happened to come first; its values (log settings) stay.
		fetchCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
		f = &fetched[T]{done: make(chan struct{}), cancel: cancel}
		b.waiting = f
		go b.run(fetchCtx, f)
	}
	f.asking++
	f.expect(ctx)
	b.mu.Unlock()

	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		b.mu.Lock()
		if f.asking--; f.asking == 0 {
			f.cancel()
			if b.waiting == f {
				b.waiting = nil
			}
		}
		b.mu.Unlock()
		var none T
		return none, ended(ctx)
	}
}

// gatherTime is how long a fetch waits for more callers before it begins.
const gatherTime = 20 * time.Millisecond

func (b *batch[T]) run(ctx context.Context, f *fetched[T]) {
	defer f.cancel()
	// The context ends when everybody has given up: then there is nothing to fetch, and nobody to tell.
	if Wait(ctx, gatherTime) != nil || b.running.Acquire(ctx, 1) != nil {
		return
	}
	defer b.running.Release(1)
	b.mu.Lock()
	if b.waiting == f {
		b.waiting = nil
	}
	b.mu.Unlock()
	// Nobody joins from here on.
	if !f.limitless {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, f.until)
		defer cancel()
	}
	f.value, f.err = b.fetch(ctx)
	close(f.done)
}

// expect takes in how long a caller waits.
func (f *fetched[T]) expect(ctx context.Context) {
	until, limited := ctx.Deadline()
	if !limited {
		f.limitless = true
	}
	if until.After(f.until) {
		f.until = until
	}
}
