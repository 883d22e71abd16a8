// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPoll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var calls []time.Duration
		start := time.Now()
		err := Poll(t.Context(), time.Second, 3*time.Second, func(context.Context) (bool, error) {
			calls = append(calls, time.Since(start))
			return len(calls) == 6, nil
		})
		const ms = time.Millisecond
		want := []time.Duration{0, 1000 * ms, 2500 * ms, 4750 * ms, 7750 * ms, 10750 * ms}
		if diff := cmp.Diff(want, calls); err != nil || diff != "" {
			t.Errorf("got %v, calls (-want +got):\n%s", err, diff)
		}

		broken := errors.New("broken")
		if err := Poll(t.Context(), 1, 1, func(context.Context) (bool, error) { return false, broken }); !errors.Is(err, broken) {
			t.Errorf("got %v, want %v", err, broken)
		}

		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errors.New("enough"))
		defer cancel()
		err = Poll(ctx, time.Minute, time.Minute, func(context.Context) (bool, error) { return false, nil })
		if want := "stopped waiting: context deadline exceeded: enough"; err == nil || err.Error() != want || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want %s", err, want)
		}
	})
}
