// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"iter"
	"sync"
)

// ahead does something for each item and gives the results in the order of the items. It works ahead of whoever takes
// them: window says how many may be under way or waiting to be taken. When no more are wanted, what is under way is
// cancelled and waited for.
func ahead[T, R any](ctx context.Context, items []T, window func() int, do func(context.Context, T) R) iter.Seq[R] {
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
