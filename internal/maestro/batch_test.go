// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// fetches is what stands behind a batch: it takes a while, and says the how-manieth it is.
type fetches struct {
	mu        sync.Mutex
	begun     int
	now, most int // under way
	cancelled int
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
		f.cancelled++
		return 0, err
	}
	return n, f.err
}

func TestBatchJoinsOnlyFetchesThatHaveNotBegun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fetches{takes: time.Second}
		b := newBatch(f.fetch)
		var wg sync.WaitGroup
		ask := func(at time.Duration, want int) {
			wg.Go(func() {
				_ = Wait(t.Context(), at)
				if got, err := b.get(t.Context()); got != want || err != nil {
					t.Errorf("asked at %s: fetch %d, %v; want fetch %d", at, got, err, want)
				}
			})
		}
		ask(time.Nanosecond, 1)
		for range 50 {
			ask(gatherTime/2, 1)
		}
		for range 50 { // the first is under way: what it brings may be older than these questions
			ask(gatherTime+100*time.Millisecond, 2)
		}
		ask(900*time.Millisecond, 2)
		ask(gatherTime+1500*time.Millisecond, 3)
		ask(10*time.Second, 4)
		wg.Wait()
		if f.most != 1 || f.begun != 4 {
			t.Errorf("%d fetches, %d at a time", f.begun, f.most)
		}
	})
}

func TestBatchHandsOutErrorsToAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fetches{err: errors.New("broken")}
		b := newBatch(f.fetch)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, err := b.get(t.Context()); !errors.Is(err, f.err) {
					t.Errorf("%v", err)
				}
			})
		}
		wg.Wait()
		if f.begun != 1 {
			t.Errorf("%d fetches", f.begun)
		}
	})
}

func TestBatchGoesOnForThoseWhoStillWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fetches{takes: 10 * time.Second}
		b := newBatch(f.fetch)
		var wg sync.WaitGroup
		wg.Go(func() { // the first gives up; the fetch is not only its own
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			if _, err := b.get(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
				t.Errorf("%v after %s", err, time.Since(start))
			}
		})
		synctest.Wait()
		wg.Go(func() {
			if got, err := b.get(t.Context()); got != 1 || err != nil {
				t.Errorf("%d, %v", got, err)
			}
		})
		wg.Wait()
		if f.cancelled != 0 {
			t.Error("the fetch was cancelled")
		}
	})
}

func TestBatchIsCancelledWhenNobodyWaitsAnyMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fetches{takes: time.Hour}
		b := newBatch(f.fetch)
		why := errors.New("interrupted")
		ctx, cancel := context.WithCancelCause(t.Context())
		var wg sync.WaitGroup
		ask := func() {
			if _, err := b.get(ctx); !errors.Is(err, why) || !errors.Is(err, context.Canceled) {
				t.Errorf("%v", err)
			}
		}
		for range 5 {
			wg.Go(ask)
		}
		_ = Wait(t.Context(), time.Second)
		for range 5 { // for the next fetch, which waits for its turn
			wg.Go(ask)
		}
		_ = Wait(t.Context(), time.Second)
		start := time.Now()
		cancel(why)
		wg.Wait()
		synctest.Wait()
		if time.Since(start) != 0 || f.begun != 1 || f.cancelled != 1 || f.now != 0 {
			t.Errorf("after %s: %d begun, %d cancelled, %d under way", time.Since(start), f.begun, f.cancelled, f.now)
		}
		// And it is as good as new.
		f.takes = time.Second
		if got, err := b.get(t.Context()); got != 2 || err != nil {
			t.Errorf("%d, %v", got, err)
		}
	})
}

func TestBatchThatIsGivenUpWhileItGathersFetchesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &fetches{}
		b := newBatch(f.fetch)
		ctx, cancel := context.WithTimeout(t.Context(), gatherTime/2)
		defer cancel()
		if _, err := b.get(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		if got, err := b.get(t.Context()); got != 1 || err != nil || f.begun != 1 {
			t.Errorf("%d, %v after %d fetches", got, err, f.begun)
		}
	})
}

func TestBatchKnowsHowLongItsCallersHave(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var limits []time.Duration
		start := time.Now()
		b := newBatch(func(ctx context.Context) (int, error) {
			until, limited := ctx.Deadline()
			if !limited {
				until = start
			}
			limits = append(limits, until.Sub(start))
			return 0, nil
		})
		ask := func(limit ...time.Duration) {
			var wg sync.WaitGroup
			for _, d := range limit {
				wg.Go(func() {
					ctx := t.Context()
					if d > 0 {
						timed, cancel := context.WithDeadline(ctx, start.Add(d))
						defer cancel()
						ctx = timed
					}
					if _, err := b.get(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
		}
		ask(time.Minute)
		ask(time.Minute, time.Hour, time.Second)
		ask(time.Minute, 0) // the second for ever
		if want := []time.Duration{time.Minute, time.Hour, 0}; !slices.Equal(limits, want) {
			t.Errorf("fetches were given %v, want %v", limits, want)
		}
	})
}

func TestListThatComesTooLateIsAnErrorAtOnce(t *testing.T) {
	busy := says(429, `{"message":"come back tomorrow"}`).with("Retry-After", "86400")
	inBubble(t, map[string][]reply{lookUp: {says(404, ``)}, lookUp2: {says(404, ``)}, listAll: {busy}}, func(t *testing.T, c *Client, s *script) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		start := time.Now()
		_, err := c.GetPipeline(ctx, thisID)
		if err == nil || IsNotFound(err) || time.Since(start) > time.Second || s.count(listAll) != 1 {
			t.Fatalf("%v after %s and %q", err, time.Since(start), s.lines())
		}
		contains(t, err.Error(), "the list of pipelines could not be read", "come back tomorrow")
	})
}
