// SPDX-License-Identifier: MPL-2.0

package pipelines

import (
	"context"
	"iter"
	"sync"
)

// prefetch calls do for each item and returns the results in the order of the items. It works ahead of the consumer:
// window returns how many results may be under way or waiting. When the consumer stops, what is under way is canceled
// and waited for.
func prefetch[T, R any](
	ctx context.Context, items []T, window func() int, do func(context.Context, T) R,
) iter.Seq[R] {
	return func(yield func(R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var running sync.WaitGroup
		defer running.Wait()
		defer cancel()

		var waiting []chan R
		for next := 0; next < len(items) || len(waiting) > 0; {
			for next < len(items) && len(waiting) < max(1, window()) {
				item, result := items[next], make(chan R, 1)
				running.Go(func() { result <- do(ctx, item) })
				waiting = append(waiting, result)
				next++
			}
			if !yield(<-waiting[0]) {
				return
			}
			waiting = waiting[1:]
		}
	}
}
