// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
)

// pace decides when a request is sent: at most at the rate that the user has set, and at the rate that the host
// accepts.
//
// The latter is found out from 429 responses. A 429 holds all requests for as long as it asks. They continue at the
// rate at which requests passed before it, which is then adjusted in steps: down with each further 429, up with time.
type pace struct {
	fixed   *rate.Limiter       // the rate set by the user
	learned *rate.Limiter       // the rate that the host accepts; infinite before the first 429
	queue   *semaphore.Weighted // held by the request with the next turn, so that a new rate applies to all others

	mu        sync.Mutex
	heldUntil time.Time   // no request is sent before
	since     time.Time   // the beginning of the current period, during which the learned rate does not change
	refusedAt time.Time   // the first 429 to a request sent in the period; zero before it
	passed    bool        // a request sent in the period got a response other than 429
	passes    []time.Time // when such requests were sent, within the last second before refusedAt, or before now
	barren    int         // periods in a row that ended with a 429 and in which no request passed
}

const (
	// second is the unit of most rate limits: the time over which the rate of requests that pass is measured, and the
	// first hold after a 429 without Retry-After.
	second = time.Second
	// step is the factor by which the learned rate changes.
	step = 1.25
	// steepest is the least part of the learned rate that is left by a single 429.
	steepest = 0.5
	// growAfter is the time without a 429 after which the learned rate is raised.
	growAfter = 30 * time.Second
	// slowest is the lowest learned rate, in requests per second.
	slowest = 0.2
)

// ErrNoTurn is the reason why a request was not sent whose operation would have ended before its turn.
var ErrNoTurn = errors.New("the rate limit did not permit this request within the time limit of the operation")

func newPace(perSecond float64) *pace {
	fixed := rate.Inf
	if perSecond > 0 {
		fixed = rate.Limit(perSecond)
	}
	return &pace{
		// Below ten per second, requests are sent one at a time; above, a tenth of a second's worth at once.
		fixed:   rate.NewLimiter(fixed, int(math.Max(1, perSecond/10))),
		learned: rate.NewLimiter(rate.Inf, 1),
		queue:   semaphore.NewWeighted(1),
		since:   time.Now(),
	}
}

// wait returns when it is the request's turn.
func (p *pace) wait(ctx context.Context) error {
	for {
		if err := p.waitWhileHeld(ctx); err != nil {
			return err
		}
		if err := p.waitInQueue(ctx); err != nil {
			return err
		}
		if p.hold() == 0 { // no 429 has come meanwhile
			return nil
		}
	}
}

// waitWhileHeld returns when requests are not held by a 429, or at once if that would take longer than ctx lasts.
func (p *pace) waitWhileHeld(ctx context.Context) error {
	for {
		hold := p.hold()
		switch {
		case hold == 0:
			return nil
		case outlasts(ctx, hold):
			return fmt.Errorf("%w: the platform responded with 429 Too Many Requests and asks to wait %s",
				ErrNoTurn, hold.Round(time.Second))
		}
		if err := Wait(ctx, hold); err != nil {
			return err
		}
	}
}

// waitInQueue returns when both limiters permit a request.
func (p *pace) waitInQueue(ctx context.Context) error {
	if p.queue.Acquire(ctx, 1) != nil {
		return ContextError(ctx)
	}
	defer p.queue.Release(1)
	p.adjust()
	for _, limiter := range []*rate.Limiter{p.fixed, p.learned} {
		if err := limiter.Wait(ctx); err != nil {
			if ctx.Err() != nil {
				return ContextError(ctx)
			}
			return fmt.Errorf("%w: %w", ErrNoTurn, err)
		}
	}
	return nil
}

// hold returns for how long no request is sent from now on.
func (p *pace) hold() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(0, time.Until(p.heldUntil))
}

// adjust begins a new period, with another learned rate, after a hold and after a time without a 429.
func (p *pace) adjust() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, current := time.Now(), p.learned.Limit()
	switch {
	case now.Before(p.heldUntil): // responses to requests sent before the 429 are still to come
		return
	case !p.refusedAt.IsZero():
		if p.passed {
			p.barren = 0
		} else {
			p.barren++
		}
		next := rate.Limit(max(1, len(p.passes)))
		if current != rate.Inf {
			next = max(slowest, current*steepest, min(current/step, next))
		} else if len(p.passes) == 0 {
			next = current // nothing is known yet
		}
		p.learned.SetLimitAt(now, next)
	case current != rate.Inf && now.Sub(p.since) >= growAfter:
		p.learned.SetLimitAt(now, current*step)
	default:
		return
	}
	p.since, p.refusedAt, p.passed = now, time.Time{}, false
}

// recordPass records that a request sent at the given time got a response other than 429.
func (p *pace) recordPass(sent time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.passed = p.passed || !sent.Before(p.since)
	p.passes = append(p.passes, sent)
	p.forgetPasses()
}

// forgetPasses removes the passes that are too long ago to be measured.
func (p *pace) forgetPasses() {
	oldest := time.Now().Add(-second)
	if !p.refusedAt.IsZero() {
		oldest = p.refusedAt.Add(-second)
	}
	p.passes = slices.DeleteFunc(p.passes, func(sent time.Time) bool { return sent.Before(oldest) })
}

// record429 records a 429 to a request sent at the given time, and the wait that it asks for, 0 if it does not. It
// returns for how long all requests are held if it is the first 429 of the period, and 0 otherwise.
func (p *pace) record429(sent time.Time, retryAfter time.Duration) (hold time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if retryAfter <= 0 {
		retryAfter = min(second<<min(p.barren, 4), longestRetryWait)
	}
	now := time.Now()
	late := sent.Before(p.since) || sent.Before(p.heldUntil) // sent together with a request that was refused before
	if until := now.Add(retryAfter); until.After(p.heldUntil) {
		p.heldUntil = until
	}
	if late || !p.refusedAt.IsZero() {
		return 0
	}
	p.refusedAt = now
	p.forgetPasses()
	return p.heldUntil.Sub(now)
}
