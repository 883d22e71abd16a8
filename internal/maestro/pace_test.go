// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"
)

// limitedPlatform answers with 429 what is over its limit, at once; the rest takes some time.
type limitedPlatform struct {
	mu         sync.Mutex
	limit      func(now time.Time) bool
	work       time.Duration
	retryAfter time.Duration
	refused    int
}

// perWindow lets so many requests through in each window of time.
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

// bucket lets so many requests through a second, and at first as many more.
func bucket(perSecond float64, burst int) func(time.Time) bool {
	limiter := rate.NewLimiter(rate.Limit(perSecond), burst)
	return func(now time.Time) bool { return limiter.AllowN(now, 1) }
}

func (l *limitedPlatform) take() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.limit(time.Now()) {
		return true
	}
	l.refused++
	return false
}

// request is what the transport does with a pace, and the retries around it. It says how often it was refused.
func (l *limitedPlatform) request(t *testing.T, p *pace) (refused int) {
	for {
		if err := p.wait(t.Context()); err != nil {
			t.Error(err)
			return refused
		}
		sent := time.Now()
		if l.take() {
			_ = Wait(t.Context(), l.work)
			p.passed(sent)
			return refused
		}
		_ = Wait(t.Context(), time.Millisecond)
		p.slowDown(sent, l.retryAfter)
		_ = Wait(t.Context(), max(l.retryAfter, firstWait<<min(refused, 5)))
		refused++
	}
}

func TestLimitThatNobodyToldIsFoundAndKept(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name       string
		limit      func(time.Time) bool
		workers    int
		requests   int
		work       time.Duration
		retryAfter time.Duration
		most       time.Duration
		refused    int
		lost       int // requests that may be refused too often to be tried again
	}{
		{"10 workers, 5 a second, as Terraform has it", perWindow(5, time.Second), 10, 300, 50 * time.Millisecond, time.Second, 61 * time.Second, 10, 0},
		{"slow work", perWindow(5, time.Second), 10, 300, 400 * time.Millisecond, time.Second, 61 * time.Second, 10, 0},
		{"100 workers, 20 a second", perWindow(20, time.Second), 100, 600, 50 * time.Millisecond, time.Second, 40 * time.Second, 200, 0},
		{"without Retry-After", perWindow(20, time.Second), 10, 600, 20 * time.Millisecond, 0, 60 * time.Second, 200, 0},
		{"a limit that is hardly met", perWindow(50, time.Second), 10, 600, 180 * time.Millisecond, time.Second, 20 * time.Second, 100, 0},
		{"5 a second, spaced", bucket(5, 1), 10, 300, 50 * time.Millisecond, time.Second, 170 * time.Second, 30, 0},
		{"20 a second, and 100 more at first", bucket(20, 100), 10, 600, 50 * time.Millisecond, time.Second, 30 * time.Second, 30, 0},
		{"one in two seconds", bucket(0.5, 10), 10, 200, 50 * time.Millisecond, 0, 400 * time.Second, 40, 0},
		{"60 a minute, without Retry-After", perWindow(60, time.Minute), 10, 200, 50 * time.Millisecond, 0, 300 * time.Second, 40, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				platform := &limitedPlatform{limit: test.limit, work: test.work, retryAfter: test.retryAfter}
				p := newPace(0)
				start := time.Now()
				jobs := make(chan struct{}, test.requests)
				for range test.requests {
					jobs <- struct{}{}
				}
				close(jobs)
				var wg sync.WaitGroup
				var lost atomic.Int64
				for range test.workers {
					wg.Go(func() {
						for range jobs {
							if platform.request(t, p) > DefaultMaxRetries {
								lost.Add(1)
							}
						}
					})
				}
				wg.Wait()
				took := time.Since(start)
				t.Logf("took %s, %d refused", took, platform.refused)
				if int(lost.Load()) > test.lost {
					t.Errorf("%d requests were refused too often, want %d at most", lost.Load(), test.lost)
				}
				if took > test.most || platform.refused > test.refused {
					t.Errorf("took %s with %d refused, want %s and %d at most", took, platform.refused, test.most, test.refused)
				}
			})
		})
	}
}

// turn waits for a turn and says when it came, from the start of the bubble.
func turn(t *testing.T, p *pace, start time.Time) time.Duration {
	t.Helper()
	if err := p.wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	return time.Since(start)
}

func TestWithoutALimitNobodyWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(0), time.Now()
		for range 1000 {
			if at := turn(t, p, start); at != 0 {
				t.Fatalf("turn at %s", at)
			}
			p.passed(time.Now())
		}
	})
}

func TestFixedLimitIsSharedByAll(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		perSecond float64
		requests  int
		took      time.Duration
	}{
		{1, 5, 4 * time.Second},
		{0.5, 3, 4 * time.Second},
		{10, 21, 2 * time.Second},
		{100, 110, time.Second}, // the first ten go at once
	} {
		synctest.Test(t, func(t *testing.T) {
			p, start := newPace(test.perSecond), time.Now()
			var wg sync.WaitGroup
			for range test.requests {
				wg.Go(func() { turn(t, p, start) })
			}
			wg.Wait()
			if took := time.Since(start).Round(10 * time.Millisecond); took != test.took {
				t.Errorf("%d requests at %v a second took %s, want %s", test.requests, test.perSecond, took, test.took)
			}
		})
	}
}

func TestFixedLimitIsKeptAfterA429Too(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(2), time.Now()
		turn(t, p, start)
		p.slowDown(time.Now(), time.Second)
		var last time.Duration
		for range 5 {
			last = turn(t, p, start)
			p.passed(time.Now())
		}
		if last < 3*time.Second || last > 4*time.Second {
			t.Errorf("the fifth turn after the pause came at %s", last)
		}
	})
}

func TestOne429HoldsEverybody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(0), time.Now()
		turn(t, p, start)
		p.slowDown(time.Now(), 3*time.Second)
		if at := turn(t, p, start); at != 3*time.Second {
			t.Errorf("the next turn came at %s", at)
		}
		// A second answer of the same volley makes the pause longer, never shorter.
		p.slowDown(start, 10*time.Second)
		p.slowDown(start, time.Second)
		if at := turn(t, p, start); at != 13*time.Second {
			t.Errorf("the turn after that came at %s", at)
		}
		p.slowDown(time.Now(), 0)
		if at := turn(t, p, start); at != 13*time.Second+defaultHold {
			t.Errorf("without Retry-After the turn came at %s", at)
		}
	})
}

func TestRequestsInTheQueueAreHeldToo(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(1), time.Now()
		turn(t, p, start)
		var wg sync.WaitGroup
		var mu sync.Mutex
		var early int
		for range 5 { // they stand in the queue of the limiter for the seconds 1 to 5
			wg.Go(func() {
				if at := turn(t, p, start); at < 10*time.Second {
					mu.Lock()
					early++
					mu.Unlock()
				}
			})
		}
		synctest.Wait()
		p.slowDown(start, 10*time.Second)
		wg.Wait()
		if early != 0 {
			t.Errorf("%d requests were sent in the pause", early)
		}
		if took := time.Since(start); took < 14*time.Second || took > 15*time.Second {
			t.Errorf("the queue was over at %s; the pause is no reason to go all at once", took)
		}
	})
}

// learnedRate is what the requests go by, 0 when nothing is known.
func learnedRate(p *pace) float64 {
	_, learned := p.state()
	if learned == nil {
		return 0
	}
	return float64(learned.Limit())
}

func wantRate(t *testing.T, p *pace, what string, want float64) {
	t.Helper()
	if got := learnedRate(p); got < want-0.01 || got > want+0.01 {
		t.Errorf("%s: %v requests a second, want %v", what, got, want)
	}
}

func TestRateIsLearnedFromWhatGotThrough(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(0)
		start := time.Now()
		through := func(n int) {
			for range n {
				turn(t, p, start)
				p.passed(time.Now())
			}
		}
		through(7) // too long ago to count
		_ = Wait(t.Context(), 5*time.Second)
		through(20)
		for range 6 { // four will pass, one has no answer for long, and one gets the 429
			turn(t, p, start)
		}
		turn(t, p, start)
		p.lost() // says nothing
		sent := time.Now()
		_ = Wait(t.Context(), 100*time.Millisecond)
		p.slowDown(sent, 3*time.Second)
		_ = Wait(t.Context(), 2*time.Second)
		for range 4 {
			p.passed(sent)
		}
		wantRate(t, p, "while answers may still come", 0)
		_ = Wait(t.Context(), time.Second)
		wantRate(t, p, "after the pause", 25)

		// A 429 of the same volley that comes late makes another pause, and no other rate.
		p.slowDown(sent, time.Second)
		_ = Wait(t.Context(), time.Second)
		wantRate(t, p, "after a late one", 25)
	})
}

func TestLearnedRateFallsAndGrows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(0)
		start := time.Now()
		volley := func(through int) {
			for range through {
				turn(t, p, start)
				p.passed(time.Now())
			}
			turn(t, p, start)
			p.slowDown(time.Now(), 2*time.Second)
			_ = Wait(t.Context(), 2*time.Second)
		}
		volley(100)
		wantRate(t, p, "at first", 100)
		// Right after the pause hardly anything could be sent, so that little got through.
		volley(0)
		wantRate(t, p, "after another volley", steepest*100)

		_ = Wait(t.Context(), quiet)
		before := growth * steepest * 100
		wantRate(t, p, "after a quiet minute", before)
		wantRate(t, p, "at another look", before)
		_ = Wait(t.Context(), quiet/4)
		wantRate(t, p, "a quarter of a minute later", growth*before)

		for range 10 {
			volley(0)
		}
		wantRate(t, p, "after many volleys", slowest)

		// The rate that got through when there was a 429 all the same was a little too much.
		p = newPace(0)
		volley(100)
		for range 150 {
			turn(t, p, start)
			p.passed(time.Now())
		}
		volley(0)
		wantRate(t, p, "after a 429 at the learned rate", safety*100)
	})
}

func TestNothingIsLearnedWhereNothingGotThrough(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(0)
		turn(t, p, time.Now())
		p.slowDown(time.Now(), time.Second)
		_ = Wait(t.Context(), 2*time.Second)
		wantRate(t, p, "after a first request that was refused", 0)
	})
}

func TestTurnThatComesTooLateIsAnErrorAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		p, start := newPace(0), time.Now()
		turn(t, p, start)
		p.slowDown(start, time.Hour)
		err := p.wait(ctx)
		if !errors.Is(err, errNoTurn) || time.Since(start) != 0 {
			t.Fatalf("%v after %s", err, time.Since(start))
		}
		contains(t, err.Error(), "429", "asks to wait 1h0m0s")

		p = newPace(0.001)
		turn(t, p, start)
		if err := p.wait(ctx); !errors.Is(err, errNoTurn) || time.Since(start) != 0 {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	})
}

func TestWaitForATurnEndsWithTheContext(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]func() *pace{
		"in a pause":   func() *pace { p := newPace(0); p.heldTill = time.Now().Add(time.Hour); return p },
		"in the queue": func() *pace { p := newPace(0.001); p.fixed.Allow(); return p },
	} {
		synctest.Test(t, func(t *testing.T) {
			why := errors.New("interrupted")
			ctx, cancel := context.WithCancelCause(t.Context())
			time.AfterFunc(time.Second, func() { cancel(why) })
			start := time.Now()
			if err := p().wait(ctx); !errors.Is(err, why) || !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
				t.Errorf("%s: %v after %s", name, err, time.Since(start))
			}
		})
	}
}

func TestOne429HoldsTheOtherCallsOfTheClient(t *testing.T) {
	inBubble(t, map[string][]reply{listAll: {says(429, ``).with("Retry-After", "20"), says(200, emptyList)}, lookUp: {says(200, pipelineJSON)}}, func(t *testing.T, c *Client, s *script) {
		start := time.Now()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := c.ListPipelines(t.Context()); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		for range 3 {
			wg.Go(func() {
				if _, err := c.GetPipeline(t.Context(), thisID); err != nil || time.Since(start) < 20*time.Second {
					t.Errorf("%v at %s", err, time.Since(start))
				}
			})
		}
		// Whoever has not the time to wait hears at once why.
		short, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, err := c.GetPipeline(short, thisID)
		if err == nil || time.Since(start) != 0 || IsUnclear(err) {
			t.Fatalf("%v at %s", err, time.Since(start))
		}
		contains(t, err.Error(), "no turn for this request within the operation's time: the platform has answered 429 Too Many Requests and asks to wait 20s")
		if e := as(t, err); e.Attempts != 0 {
			t.Errorf("%d attempts", e.Attempts)
		}
		wg.Wait()
		if len(s.lines()) != 5 {
			t.Errorf("requests %q", s.lines())
		}
	})
}

func TestWhenTheRateGrowsNobodyGoesTogetherWithTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p, start := newPace(0), time.Now()
		turn(t, p, start)
		p.passed(start)
		turn(t, p, start)
		p.slowDown(start, time.Second)
		_ = Wait(t.Context(), time.Second)
		wantRate(t, p, "after one that got through", 1)

		var mu sync.Mutex
		var last time.Duration
		var wg sync.WaitGroup
		for range 12 { // a turn a second
			wg.Go(func() {
				at := turn(t, p, start)
				mu.Lock()
				defer mu.Unlock()
				last = max(last, at)
			})
		}
		_ = Wait(t.Context(), quietOfFew+time.Second/2)
		next := turn(t, p, start)
		wg.Wait()
		wantRate(t, p, "after some quiet seconds", growth*growth)
		if apart := next - last; apart < time.Second*10/11 {
			t.Errorf("the next turn came %s after the last of the queue", apart)
		}
	})
}
