// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// newestFirst sorts runs by the time at which they began, and runs that began at the same time by the platform's
// internal number. Runs without a time come last. items are the JSON objects of the runs.
func newestFirst(runs []Run, items []json.RawMessage) []Run {
	keyed := make([]keyedRun, len(runs))
	for i := range runs {
		keyed[i] = newKeyedRun(runs[i], items[i])
	}
	slices.SortStableFunc(keyed, compareNewest)
	sorted := make([]Run, len(runs))
	for i := range keyed {
		sorted[i] = keyed[i].run
	}
	return sorted
}

// keyedRun is a run with its sort keys.
type keyedRun struct {
	run    Run
	began  time.Time // zero if it is not shown, or not in RFC 3339 format
	number int64     // 0 if it is not shown
}

func newKeyedRun(run Run, item json.RawMessage) keyedRun {
	k := keyedRun{run: run}
	if began, err := time.Parse(time.RFC3339, run.CreatedAt); err == nil {
		k.began = began
	}
	if object, err := decodeObject(item); err == nil {
		if number, err := object.Int("id"); err == nil {
			k.number = number.Value
		}
	}
	return k
}

func compareNewest(a, b keyedRun) int {
	switch {
	case !a.began.Equal(b.began):
		return b.began.Compare(a.began)
	case a.began.IsZero() && a.run.CreatedAt != b.run.CreatedAt:
		return strings.Compare(b.run.CreatedAt, a.run.CreatedAt) // in another format, which may sort in the same way
	}
	return cmp.Compare(b.number, a.number)
}
