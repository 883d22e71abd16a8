// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pace is the turn-taking of all requests of a client: a fixed limit if the user sets one, and, once the platform has
// answered 429, a pause for everybody followed by the rate at which requests got through before. So a limit that
// nobody told us is found with one volley of 429s and kept, in place of each caller hitting it again on its own.
type pace struct {
	fixed *rate.Limiter // nil: no fixed limit

	mu       sync.Mutex
	learned  *rate.Limiter // nil until the first 429
	heldTill time.Time     // nobody sends before
	last429  time.Time
	passes   []time.Time // of the last window
}

const (
	// window over which the rate that the platform lets through is measured.
	window = time.Second
	// safety keeps the learned rate just under the measured one.
	safety = 0.98
	// slowest rate to fall to, in requests a second.
	slowest = 1
	// defaultHold is the pause after a 429 that does not say how long.
	defaultHold = 250 * time.Millisecond
	// After quiet time without a 429 the learned rate grows, a step each quarter of that time.
	quiet  = time.Minute
	growth = 1.1
)

func newPace(perSecond float64) *pace {
	p := &pace{}
	if perSecond > 0 {
		// One at a time below ten a second; above, a tenth of a second's worth may go at once.
		p.fixed = rate.NewLimiter(rate.Limit(perSecond), int(math.Max(1, perSecond/10)))
	}
	return p
}

// wait returns when it is this request's turn.
func (p *pace) wait(ctx context.Context) error {
	for {
		hold, learned := p.state()
		if hold > 0 {
			if err := wait(ctx, hold); err != nil {
				return err
			}
			continue // somebody else may have met the next 429 meanwhile
		}
		for _, limiter := range []*rate.Limiter{p.fixed, learned} {
			if limiter == nil {
				continue
			}
			if err := limiter.Wait(ctx); err != nil {
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
				return fmt.Errorf("the rate limit leaves no turn for this request within the operation's timeout: %w", err)
			}
		}
		return nil
	}
}

func (p *pace) state() (hold time.Duration, learned *rate.Limiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if p.learned != nil && now.Sub(p.last429) > quiet {
		p.learned.SetLimit(p.learned.Limit() * growth)
		p.last429 = p.last429.Add(quiet / 4)
	}
	return p.heldTill.Sub(now), p.learned
}

// passed counts a request that got through.
func (p *pace) passed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.passes = append(p.within(), time.Now())
}

// slowDown is for a 429 to a request sent at the given time: all requests pause, and go on at the rate that got
// through. The 429s of one volley count once.
func (p *pace) slowDown(sent time.Time, retryAfter time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if retryAfter <= 0 {
		retryAfter = defaultHold
	}
	if till := now.Add(retryAfter); till.After(p.heldTill) {
		p.heldTill = till
	}
	if sent.Before(p.last429) {
		return
	}
	p.last429 = now
	p.passes = p.within()
	limit := rate.Limit(math.Max(slowest, safety*float64(len(p.passes))/window.Seconds()))
	if p.learned == nil {
		p.learned = rate.NewLimiter(limit, 1)
		return
	}
	p.learned.SetLimit(min(limit, p.learned.Limit()*safety))
}

// within gives the passes of the last window, in the same memory.
func (p *pace) within() []time.Time {
	from := time.Now().Add(-window)
	old := 0
	for old < len(p.passes) && p.passes[old].Before(from) {
		old++
	}
	return append(p.passes[:0], p.passes[old:]...)
}
