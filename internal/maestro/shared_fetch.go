// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// sharedFetch serves concurrent callers with few fetches. A caller never gets a result that is older than its call: it
// waits for the fetch that is running, and shares the next one with all others that are waiting. (This is why
// singleflight does not do: it adds callers to the fetch that is running.)
//
// Each fetch runs with the context of one of the callers. If that context ends, the next caller fetches. So does a
// caller with more time, if the fetch failed for lack of time.
type sharedFetch[T any] struct {
	fetch func(context.Context) (T, error)
	turn  *semaphore.Weighted // held during a fetch, and while its result is used

	mu    sync.Mutex
	calls int // so far

	served int // the number of calls at the beginning of the last fetch
	value  T   // the result of the last fetch
	err    error
}

func newSharedFetch[T any](fetch func(context.Context) (T, error)) *sharedFetch[T] {
	return &sharedFetch[T]{fetch: fetch, turn: semaphore.NewWeighted(1)}
}

// get returns the result of a fetch that began after the call.
func (s *sharedFetch[T]) get(ctx context.Context) (T, error) {
	s.mu.Lock()
	s.calls++
	call := s.calls
	s.mu.Unlock()
	if s.turn.Acquire(ctx, 1) != nil {
		var none T
		return none, transport.ContextError(ctx)
	}
	defer s.turn.Release(1)
	if call <= s.served && !hasTimeToRetry(ctx, s.err) {
		return s.value, s.err
	}

	s.mu.Lock()
	calls := s.calls
	s.mu.Unlock()
	value, err := s.fetch(ctx)
	if err == nil || ctx.Err() == nil {
		s.served, s.value, s.err = calls, value, err
	}
	return value, err
}
