// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
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
	unheard  bool        // what got through before the last 429 is not counted yet
	barren   int         // volleys of 429s since a request got through
	guessed  bool        // the learned rate comes of few requests, and may be far too low
	flying   int         // requests that wait for their answer
	passes   []time.Time // when those were sent that got through, of the last window
}

const (
	// window over which the rate that the platform lets through is measured.
	window = time.Second
	// safety keeps the rate just under the measured one where that has been kept and was still too much.
	safety = 0.98
	// slowest rate to fall to, in requests a second.
	slowest = 0.5
	// steepest is how far one volley of 429s takes the learned rate down: after a pause, little was let through
	// because little was sent.
	steepest = 0.5
	// defaultHold is the pause after a 429 that does not say how long.
	defaultHold = 250 * time.Millisecond
	// patience is how many volleys there may be while nothing gets through before that pause grows fourfold with each:
	// under a limit by the minute, the tries of a request would be over long before the minute is.
	patience = 2
	// After quiet time without a 429 the learned rate grows, a step each quarter of that time.
	quiet  = time.Minute
	growth = 1.1
	// A rate learned of so few grows sooner, until there is a 429 at it: a limit that wants requests spaced lets no more
	// through of ten at once, be it one a second or ten.
	few        = 2
	quietOfFew = 5 * time.Second
)

// errNoTurn is the reason of a request that was not sent, as its operation would be over before its turn came.
var errNoTurn = errors.New("no turn for this request within the operation's time")

func newPace(perSecond float64) *pace {
	p := &pace{}
	if perSecond > 0 {
		// One at a time below ten a second; above, a tenth of a second's worth may go at once.
		p.fixed = rate.NewLimiter(rate.Limit(perSecond), int(math.Max(1, perSecond/10)))
	}
	return p
}

// wait returns when it is this request's turn. A request that had its turn ends in lost, passed or slowDown.
func (p *pace) wait(ctx context.Context) error {
	for {
		hold, learned := p.state()
		if hold > 0 {
			if outlasts(ctx, hold) {
				return fmt.Errorf("%w: the platform has answered 429 Too Many Requests and asks to wait %s", errNoTurn, hold.Round(time.Second))
			}
			if err := Wait(ctx, hold); err != nil {
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
					return ended(ctx)
				}
				return fmt.Errorf("%w: %w", errNoTurn, err)
			}
		}
		if p.start() {
			return nil
		}
	}
}

// state says how long everybody pauses, and gives the learned rate, which is made when the pause is over: only then
// have the requests been answered that were under way when the 429 came.
func (p *pace) state() (hold time.Duration, learned *rate.Limiter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if hold = p.heldTill.Sub(now); hold > 0 {
		return hold, p.learned
	}
	if p.unheard {
		p.learn()
	}
	calm := quiet
	if p.guessed {
		calm = quietOfFew
	}
	if p.learned != nil && now.Sub(p.last429) > calm {
		p.grow(now)
		p.last429 = p.last429.Add(calm / 4)
	}
	return 0, p.learned
}

// learn takes the rate at which requests got through up to the last 429, and after another a little less. Where none did,
// nothing is known of it.
func (p *pace) learn() {
	p.unheard = false
	through := len(p.within(p.last429)) + p.flying
	limit := rate.Limit(float64(through) / window.Seconds())
	switch {
	case p.learned != nil:
		now := p.learned.Limit()
		p.guessed = false
		p.learned.SetLimit(max(slowest, steepest*now, safety*min(limit, now)))
	case through > 0:
		p.learned, p.guessed = rate.NewLimiter(max(slowest, limit), 1), through <= few
	}
}

// grow raises the learned rate. Those that stand in the queue keep the turns that they were given at the old rate; so
// what they take at the new one is laid out for them, or the next would go together with the last of them.
func (p *pace) grow(now time.Time) {
	queue := max(0, -p.learned.TokensAt(now))
	p.learned.SetLimitAt(now, p.learned.Limit()*growth)
	for range int(math.Ceil(queue * (growth - 1))) {
		p.learned.ReserveN(now, 1)
	}
}

// start begins a request, unless a 429 came while it stood in the queue: that one holds it too.
func (p *pace) start() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.heldTill.After(time.Now()) {
		return false
	}
	p.flying++
	return true
}

// lost ends a request that got no answer.
func (p *pace) lost() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flying--
}

// passed counts a request, sent at the given time, that got through.
func (p *pace) passed(sent time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flying--
	till := time.Now()
	if p.unheard {
		till = p.last429
	}
	p.passes = append(p.within(till), sent)
	if sent.After(p.last429) {
		p.barren = 0
	}
}

// slowDown is for a 429 to a request sent at the given time: all requests pause, and go on at the rate that got
// through. The 429s of one volley count once; hold is how long the pause is for the first of them, 0 for the others.
func (p *pace) slowDown(sent time.Time, retryAfter time.Duration) (hold time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.flying--
	now := time.Now()
	first := !sent.Before(p.last429)
	if sent.After(p.last429) {
		p.barren++
	}
	if retryAfter <= 0 {
		retryAfter = min(defaultHold<<min(2*max(0, p.barren-patience), 6), longestWait)
	}
	if till := now.Add(retryAfter); till.After(p.heldTill) {
		p.heldTill = till
	}
	if !first {
		return 0
	}
	p.last429, p.unheard = now, true
	p.passes = p.within(now)
	return p.heldTill.Sub(now)
}

// within gives the passes of the window before that time, in the same memory.
func (p *pace) within(till time.Time) []time.Time {
	from := till.Add(-window)
	p.passes = slices.DeleteFunc(p.passes, func(sent time.Time) bool { return sent.Before(from) })
	return p.passes
}
