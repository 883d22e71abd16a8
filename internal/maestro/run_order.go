// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"cmp"
	"slices"
	"strings"
)

// newestFirst returns runs by the time at which they began, and runs that began at the same time by their number. Runs
// without a time come last.
func newestFirst(runs []keyedRun) []Run {
	slices.SortStableFunc(runs, compareNewest)
	sorted := make([]Run, len(runs))
	for i := range runs {
		sorted[i] = runs[i].Run
	}
	return sorted
}

func compareNewest(a, b keyedRun) int {
	switch {
	case !a.began.Equal(b.began):
		return b.began.Compare(a.began)
	case a.began.IsZero() && a.CreatedAt != b.CreatedAt:
		return strings.Compare(b.CreatedAt, a.CreatedAt) // in another format, which may sort in the same way
	}
	return cmp.Compare(b.number, a.number)
}
