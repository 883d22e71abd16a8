// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Wait sleeps until the duration has passed or ctx ends. In the latter case it returns ContextError(ctx).
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ContextError(ctx)
	case <-timer.C:
		return nil
	}
}

// ContextError returns why a context has ended: its cause, as an error that matches context.Canceled or
// context.DeadlineExceeded as well.
func ContextError(ctx context.Context) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, ctx.Err()) {
		return cause
	}
	return fmt.Errorf("%w: %w", ctx.Err(), cause)
}

// outlasts reports whether a wait would end after the context does.
func outlasts(ctx context.Context, d time.Duration) bool {
	deadline, limited := ctx.Deadline()
	return limited && !time.Now().Add(d).Before(deadline)
}

// errCallTimeout is why a call without a deadline of its own ended.
var errCallTimeout = fmt.Errorf("no result within %s", DefaultCallTimeout)

// WithDeadline returns a context that ends after DefaultCallTimeout if ctx has no deadline, so that no host can make a
// caller wait without end.
func WithDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, limited := ctx.Deadline(); limited {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, DefaultCallTimeout, errCallTimeout)
}
