// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

// limitedHost responds with 429 to what exceeds its limit.
type limitedHost struct {
	mu         sync.Mutex
	allows     func(now time.Time) bool
	work       time.Duration // until a response
	refusal    time.Duration // until a 429
	retryAfter time.Duration
	refused    int
}

// perWindow permits a number of requests in each window of time.
func perWindow(most int, length time.Duration) func(time.Time) bool {
	var window time.Time
	taken := 0
	return func(now time.Time) bool {
		if now = now.Truncate(length); now.After(window) {
			window, taken = now, 0
		}
		taken++
		return taken <= most
	}
}

// bucket permits a number of requests per second, with bursts.
func bucket(perSecond float64, burst int) func(time.Time) bool {
	limiter := rate.NewLimiter(rate.Limit(perSecond), burst)
	return func(now time.Time) bool { return limiter.AllowN(now, 1) }
}

func (h *limitedHost) permits() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.allows(time.Now()) {
		return true
	}
	h.refused++
	return false
}

// send does what a call does with a pace, including its retries. It returns how often the request was refused.
func (h *limitedHost) send(t *testing.T, p *pace) (refused int) {
	for {
		if err := p.wait(t.Context()); err != nil {
			t.Error(err)
			return refused
		}
		sent := time.Now()
		if h.permits() {
			_ = Wait(t.Context(), h.work)
			p.recordPass(sent)
			return refused
		}
		_ = Wait(t.Context(), h.refusal)
		p.record429(sent, h.retryAfter)
		_ = Wait(t.Context(), max(h.retryAfter, shortestRetryWait<<min(refused, 5)))
		refused++
	}
}

func TestPace_unknownLimitIsFoundAndKept(t *testing.T) {
	t.Parallel()
	const maxRetries = 4 // the default of the provider
	const ms, s = time.Millisecond, time.Second
	for _, test := range []struct {
		name                string
		limit               func(time.Time) bool
		workers, requests   int
		work, refusal       time.Duration
		retryAfter          time.Duration
		floor               time.Duration // the least time in which the requests can pass
		most                float64       // of the floor
		maxRefused, maxLost int           // responses with 429, and requests that failed because of them
	}{
		{"5 a second, as Terraform sends", perWindow(5, s), 10, 300, 50 * ms, ms, s, 60 * s, 1.02, 10, 0},
		{"5 a second, slow responses", perWindow(5, s), 10, 300, 400 * ms, ms, s, 60 * s, 1.03, 10, 0},
		{
			"5 a second, far away, without Retry-After", perWindow(5, s), 10, 300, 400 * ms, 150 * ms, 0, 60 * s, 1.08,
			10, 0,
		},
		{"5 a second, 5 more at first", bucket(5, 5), 10, 300, 10 * ms, 3 * ms, s, 59 * s, 1.05, 10, 0},
		{"5 a second, 5 more at first, for long", bucket(5, 5), 10, 3000, 10 * ms, 3 * ms, s, 599 * s, 1.05, 50, 0},
		{"5 a second, spaced", bucket(5, 1), 10, 300, 50 * ms, ms, s, 60 * s, 2.83, 30, 0},
		{"40 a second", perWindow(40, s), 10, 400, 10 * ms, 3 * ms, s, 10 * s, 1.05, 15, 0},
		{"40 a second, 40 more at first", bucket(40, 40), 10, 400, 10 * ms, 3 * ms, s, 9 * s, 1.1, 15, 0},
		{"40 a second, without Retry-After", bucket(40, 40), 10, 400, 10 * ms, 3 * ms, 0, 9 * s, 1.1, 15, 0},
		{"40 a second, for long", bucket(40, 40), 10, 12000, 10 * ms, 3 * ms, s, 299 * s, 1.06, 50, 0},
		{"20 a second, 100 workers", perWindow(20, s), 100, 600, 50 * ms, ms, s, 30 * s, 1.1, 200, 0},
		{"20 a second, without Retry-After", perWindow(20, s), 10, 600, 20 * ms, ms, 0, 30 * s, 1.1, 50, 0},
		{"20 a second, 100 more at first", bucket(20, 100), 10, 600, 50 * ms, ms, s, 25 * s, 1.1, 30, 0},
		{"50 a second, which is hardly reached", perWindow(50, s), 10, 600, 180 * ms, ms, s, 12 * s, 1.1, 100, 0},
		{"1 in two seconds", bucket(0.5, 10), 10, 200, 50 * ms, ms, 0, 380 * s, 1.05, 40, 0},
		{"1 in five seconds", bucket(0.2, 1), 10, 50, 50 * ms, ms, s, 245 * s, 1.2, 30, 0},
		{"60 a minute", perWindow(60, time.Minute), 10, 200, 50 * ms, ms, time.Minute, 180 * s, 1.1, 40, 0},
		{"60 a minute, without Retry-After", perWindow(60, time.Minute), 10, 200, 50 * ms, ms, 0, 180 * s, 1.66, 40, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				host := &limitedHost{allows: test.limit, work: test.work, refusal: test.refusal, retryAfter: test.retryAfter}
				p := newPace(0)
				start := time.Now()
				requests := make(chan struct{}, test.requests)
				for range test.requests {
					requests <- struct{}{}
				}
				close(requests)
				var wg sync.WaitGroup
				var lost atomic.Int64
				for range test.workers {
					wg.Go(func() {
						for range requests {
							if host.send(t, p) > maxRetries {
								lost.Add(1)
							}
						}
					})
				}
				wg.Wait()

				took := float64(time.Since(start)) / float64(test.floor)
				t.Logf("%.2f of the floor, %d refused, %d lost", took, host.refused, lost.Load())
				if n := int(lost.Load()); n > test.maxLost {
					t.Errorf("got %d requests that were refused too often, want at most %d", n, test.maxLost)
				}
				if took > test.most || host.refused > test.maxRefused {
					t.Errorf("got %.2f of the floor and %d responses with 429, want at most %.2f and %d", took, host.refused, test.most, test.maxRefused)
				}
			})
		})
	}
}

// turn waits for a turn and returns when it came, from the start.
func turn(t *testing.T, p *pace, start time.Time) time.Duration {
	t.Helper()
	if err := p.wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}

func TestPace_withoutALimitNoRequestWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(0), time.Now()
		for range 1000 {
			if at := turn(t, p, start); at != 0 {
				t.Fatalf("got a turn at %s, want it at once", at)
			}
			p.recordPass(time.Now())
		}
	})
}

func TestPace_fixedLimitIsShared(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		perSecond float64
		requests  int
		want      time.Duration
	}{
		{1, 5, 4 * time.Second},
		{0.5, 3, 4 * time.Second},
		{10, 21, 2 * time.Second},
		{100, 110, time.Second}, // the first ten are sent at once
	} {
		synctest.Test(t, func(t *testing.T) {
			p, start := newPace(test.perSecond), time.Now()
			var wg sync.WaitGroup
			for range test.requests {
				wg.Go(func() { turn(t, p, start) })
			}
			wg.Wait()
			if got := time.Since(start).Round(10 * time.Millisecond); got != test.want {
				t.Errorf("%d requests at %v per second: got %s, want %s", test.requests, test.perSecond, got, test.want)
			}
		})
	}
}

func TestPace_fixedLimitIsKeptAfterA429(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(2), time.Now()
		turn(t, p, start)
		p.record429(start, time.Second)
		var last time.Duration
		for range 5 {
			last = turn(t, p, start)
			p.recordPass(time.Now())
		}
		if last < 3*time.Second || last > 4*time.Second {
			t.Errorf("got the fifth turn after the hold at %s, want it between 3s and 4s", last)
		}
	})
}

func TestPace_a429HoldsAllRequests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(0), time.Now()
		turn(t, p, start)
		if hold := p.record429(start, 3*time.Second); hold != 3*time.Second {
			t.Errorf("got a hold of %s, want 3s", hold)
		}
		if at := turn(t, p, start); at != 3*time.Second {
			t.Errorf("got the next turn at %s, want it at 3s", at)
		}
		// Another 429 to a request sent at the same time makes the hold longer, never shorter, and is not reported.
		if p.record429(start, 10*time.Second) != 0 || p.record429(start, time.Second) != 0 {
			t.Error("got another hold, want the 429s of one volley to be reported once")
		}
		if at := turn(t, p, start); at != 13*time.Second {
			t.Errorf("got the turn after that at %s, want it at 13s", at)
		}
	})
}

func TestPace_holdWithoutRetryAfterGrowsWhileNothingPasses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(0)
		for i, want := range []int{1, 2, 4, 8, 15, 15} {
			start := time.Now()
			turn(t, p, start)
			p.record429(start, 0)
			if at := turn(t, p, start); at != time.Duration(want)*time.Second {
				t.Errorf("429 number %d: got a hold of %s, want %d s", i, at, want)
			}
		}
		start := time.Now()
		p.recordPass(start)
		p.record429(start, time.Second)
		_ = Wait(t.Context(), time.Second)
		turn(t, p, start)
		if hold := p.record429(time.Now(), 0); hold != time.Second {
			t.Errorf("after a request has passed: got a hold of %s, want 1s", hold)
		}
	})
}

func TestPace_requestsInTheQueueAreHeldAsWell(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(1), time.Now()
		turn(t, p, start)
		var wg sync.WaitGroup
		var early atomic.Int64
		for range 5 { // they queue for the seconds 1 to 5
			wg.Go(func() {
				if at := turn(t, p, start); at < 10*time.Second {
					early.Add(1)
				}
			})
		}
		synctest.Wait()
		p.record429(start, 10*time.Second)
		wg.Wait()
		if n := early.Load(); n != 0 {
			t.Errorf("got %d requests during the hold, want none", n)
		}
		if took := time.Since(start); took < 14*time.Second || took > 15*time.Second {
			t.Errorf("got the last turn at %s, want the limit to be kept after the hold", took)
		}
	})
}

// wantRate fails the test unless the next requests are sent at a rate.
func wantRate(t *testing.T, p *pace, when string, want float64) {
	t.Helper()
	p.adjust()
	if got := float64(p.learned.Limit()); math.Abs(got-want) > 0.01 {
		t.Errorf("%s: got %v requests per second, want %v", when, got, want)
	}
}

func TestPace_rateIsLearnedFromRequestsThatPassed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, unlimited := newPace(0), float64(rate.Inf)
		for range 7 { // too long ago to count
			p.recordPass(time.Now())
		}
		_ = Wait(t.Context(), 5*time.Second)
		start := time.Now()
		for range 20 {
			turn(t, p, start)
			p.recordPass(start)
		}
		_ = Wait(t.Context(), 100*time.Millisecond)
		p.record429(start, 3*time.Second)
		_ = Wait(t.Context(), 2*time.Second)
		for range 4 { // sent before the 429, with slow responses
			p.recordPass(start)
		}
		wantRate(t, p, "during the hold", unlimited)
		_ = Wait(t.Context(), time.Second)
		wantRate(t, p, "after the hold", 24)

		// A late 429 of the same volley holds again, and does not change the rate.
		p.record429(start, time.Second)
		_ = Wait(t.Context(), time.Second)
		wantRate(t, p, "after a late 429", 24)
	})
}

func TestPace_nothingIsLearnedIfNoRequestPassed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(0), time.Now()
		turn(t, p, start)
		p.record429(start, time.Second)
		_ = Wait(t.Context(), 2*time.Second)
		wantRate(t, p, "after a first request that was refused", float64(rate.Inf))
	})
}

func TestPace_learnedRateFallsAndGrows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(0)
		volley := func(passing int) {
			start := time.Now()
			turn(t, p, start)
			for range passing {
				p.recordPass(start)
			}
			p.record429(start, 2*time.Second)
			_ = Wait(t.Context(), 2*time.Second)
		}
		volley(100)
		wantRate(t, p, "after the first 429", 100)
		volley(0)
		wantRate(t, p, "after another, with nothing between", steepest*100)
		volley(100)
		wantRate(t, p, "after another, at the learned rate", steepest*100/step)

		before := steepest * 100 / step
		_ = Wait(t.Context(), growAfter-time.Millisecond)
		wantRate(t, p, "shortly before it grows", before)
		_ = Wait(t.Context(), time.Millisecond)
		wantRate(t, p, "after a time without a 429", step*before)
		wantRate(t, p, "at the same time", step*before)
		_ = Wait(t.Context(), growAfter)
		wantRate(t, p, "after the same time again", step*step*before)

		for range 20 {
			volley(0)
		}
		wantRate(t, p, "after many volleys", slowest)
	})
}

func TestPace_higherRateKeepsRequestsApart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(0), time.Now()
		turn(t, p, start)
		p.recordPass(start)
		turn(t, p, start)
		p.record429(start, time.Second)
		_ = Wait(t.Context(), time.Second)

		var mu sync.Mutex
		var turns []time.Duration
		var wg sync.WaitGroup
		for range 100 { // all of them queue before the rate changes
			wg.Go(func() {
				at := turn(t, p, start)
				mu.Lock()
				defer mu.Unlock()
				turns = append(turns, at)
			})
		}
		wg.Wait()
		for i := 1; i < len(turns); i++ {
			passed := turns[i] - start.Sub(start) - time.Second
			fastest := float64(time.Second) / math.Pow(step, math.Ceil(float64(passed)/float64(growAfter)))
			if apart := turns[i] - turns[i-1]; float64(apart) < 0.99*fastest {
				t.Errorf("got a turn at %s, %s after the one before, want at least %s", turns[i], apart, time.Duration(fastest))
			}
		}
		if took := turns[len(turns)-1]; took > 90*time.Second {
			t.Errorf("got the last turn at %s, want the queue to benefit from the higher rate", took)
		}
	})
}

func TestPace_turnAfterTheContextIsAnErrorAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		p, start := newPace(0), time.Now()
		turn(t, p, start)
		p.record429(start, time.Hour)
		err := p.wait(ctx)
		if !errors.Is(err, ErrNoTurn) || time.Since(start) != 0 {
			t.Fatalf("in a hold: got %v after %s, want %v at once", err, time.Since(start), ErrNoTurn)
		}
		contains(t, err.Error(), "429", "asks to wait 1h0m0s")

		p = newPace(0.001)
		turn(t, p, start)
		if err := p.wait(ctx); !errors.Is(err, ErrNoTurn) || time.Since(start) != 0 {
			t.Errorf("in the queue: got %v after %s, want %v at once", err, time.Since(start), ErrNoTurn)
		}
	})
}

func TestPace_waitForATurnEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, newPace := range map[string]func() *pace{
		"in a hold": func() *pace {
			p := newPace(0)
			p.record429(time.Now(), time.Hour)
			return p
		},
		"at the head of the queue": func() *pace {
			p := newPace(0.001)
			p.fixed.Allow()
			return p
		},
		"in the queue": func() *pace {
			p := newPace(0)
			p.queue.TryAcquire(1)
			return p
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			why := errors.New("interrupted")
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(time.Second, func() { cancel(why) })
			start := time.Now()
			err := newPace().wait(ctx)
			if !errors.Is(err, why) || !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
				t.Errorf("%s: got %v after %s, want %v after 1s", name, err, time.Since(start), why)
			}
		})
	}
}

func TestDo_a429HoldsOtherRequests(t *testing.T) {
	inBubble(t, map[string][]reply{
		getX: {respond(429, "").With("Retry-After", "20"), respond(200, "")}, getY: {respond(200, "")},
	}, func(t *testing.T, c *Client, s *script.Script) {
		start := time.Now()
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := do(t.Context(), c, getX); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		for range 3 {
			wg.Go(func() {
				if err := do(t.Context(), c, getY); err != nil || time.Since(start) < 20*time.Second {
					t.Errorf("got %v after %s, want a response after 20s", err, time.Since(start))
				}
			})
		}
		synctest.Wait()
		// A request without the time to wait fails at once.
		short, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		err := do(short, c, getY)
		if err == nil || time.Since(start) != 0 {
			t.Fatalf("got %v after %s, want an error at once", err, time.Since(start))
		}
		contains(t, err.Error(), "the rate limit did not permit this request within the time limit of the operation: the platform responded with 429 Too Many Requests and asks to wait 20s")
		if e := errorOf(t, err); e.Attempts != 0 || e.Connected {
			t.Errorf("got %+v, want no attempt", e)
		}
		wg.Wait()
		if lines := s.Lines(); len(lines) != 5 {
			t.Errorf("got requests %q, want 5", lines)
		}
	})
}
