// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// fetches returns the number of each fetch, after some time.
type fetches struct {
	mu        sync.Mutex
	begun     int
	now, most int // running
	takes     time.Duration
	err       error
}

func (f *fetches) fetch(ctx context.Context) (int, error) {
	f.mu.Lock()
	f.begun++
	n := f.begun
	f.now++
	f.most = max(f.most, f.now)
	f.mu.Unlock()
	err := Wait(ctx, f.takes)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now--
	if err != nil {
		return 0, err
	}
	return n, f.err
}

func TestSharedFetch_resultIsNeverOlderThanTheCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fetches{takes: time.Second}
		s := newSharedFetch(f.fetch)
		var wg sync.WaitGroup
		get := func(at time.Duration, want int) {
			wg.Go(func() {
				_ = Wait(t.Context(), at)
				if got, err := s.get(t.Context()); got != want || err != nil {
					t.Errorf("call at %s: got fetch %d, %v, want fetch %d", at, got, err, want)
				}
			})
		}
		get(0, 1)
		for range 50 { // the first fetch is running, and its result may be older
			get(100*time.Millisecond, 2)
		}
		get(900*time.Millisecond, 2)
		get(1500*time.Millisecond, 3)
		get(10*time.Second, 4)
		wg.Wait()
		if f.most != 1 || f.begun != 4 {
			t.Errorf("got %d fetches, %d at a time, want 4, 1 at a time", f.begun, f.most)
		}
	})
}

func TestSharedFetch_errorIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fetches{takes: time.Second, err: errors.New("broken")}
		s := newSharedFetch(f.fetch)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, err := s.get(t.Context()); !errors.Is(err, f.err) {
					t.Errorf("got %v, want %v", err, f.err)
				}
			})
		}
		wg.Wait()
		if f.begun > 2 {
			t.Errorf("got %d fetches, want at most 2", f.begun)
		}
	})
}

func TestSharedFetch_callThatEndsDoesNotEndTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fetches{takes: 10 * time.Second}
		s := newSharedFetch(f.fetch)
		start := time.Now()
		var wg sync.WaitGroup
		get := func(limit time.Duration) {
			wg.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), limit)
				defer cancel()
				if _, err := s.get(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != limit {
					t.Errorf("with %s: got %v after %s, want the deadline", limit, err, time.Since(start))
				}
			})
		}
		get(time.Second)
		synctest.Wait() // the first call is the one that fetches
		get(500 * time.Millisecond)
		get(5 * time.Second)
		synctest.Wait()
		wg.Go(func() {
			if got, err := s.get(t.Context()); err != nil || got < 2 {
				t.Errorf("without a limit: got fetch %d, %v, want a later one", got, err)
			}
		})
		wg.Wait()
		if took := time.Since(start); took > 15*time.Second {
			t.Errorf("got the last result after %s, want at most 15s", took)
		}
	})
}

func TestSharedFetch_endsWithItsCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fetches{takes: time.Hour}
		s := newSharedFetch(f.fetch)
		why := errors.New("interrupted")
		ctx, cancel := context.WithCancelCause(t.Context())
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if _, err := s.get(ctx); !errors.Is(err, why) || !errors.Is(err, context.Canceled) {
					t.Errorf("got %v, want %v", err, why)
				}
			})
		}
		_ = Wait(t.Context(), time.Second)
		start := time.Now()
		cancel(why)
		wg.Wait()
		if time.Since(start) != 0 || f.begun != 1 || f.now != 0 {
			t.Errorf("got %d fetches, %d running after %s, want 1 that ended at once", f.begun, f.now, time.Since(start))
		}
		f.takes = time.Second
		if got, err := s.get(t.Context()); got != 2 || err != nil {
			t.Errorf("next call: got fetch %d, %v, want fetch 2", got, err)
		}
	})
}
