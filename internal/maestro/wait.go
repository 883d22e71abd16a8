// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"fmt"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// Wait sleeps until the duration has passed or ctx ends. In the latter case it returns the cause, as an error that
// matches context.Canceled or context.DeadlineExceeded.
func Wait(ctx context.Context, d time.Duration) error { return transport.Wait(ctx, d) }

// Poll calls done at once and then after each wait, until done returns true or an error, or ctx ends. The waits start
// at shortest and grow to longest.
func Poll(
	ctx context.Context, shortest, longest time.Duration, done func(context.Context) (bool, error),
) error {
	for pause := shortest; ; pause = min(pause*3/2, longest) {
		ok, err := done(ctx)
		if ok || err != nil {
			return err
		}
		if err := Wait(ctx, pause); err != nil {
			return fmt.Errorf("stopped waiting: %w", err)
		}
	}
}
