// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// newestFirst puts runs in order, whatever order they came in: by the time at which each began, and what began at the
// same time by the number that the platform has for it. A run without a time comes last. items are the runs' own objects.
func newestFirst(runs []Run, items []json.RawMessage) []Run {
	places := make([]place, len(runs))
	for i := range runs {
		places[i] = placeOf(runs[i], items[i])
	}
	slices.SortStableFunc(places, compareNewest)
	sorted := make([]Run, len(runs))
	for i := range places {
		sorted[i] = places[i].run
	}
	return sorted
}

// place is a run with what says where it belongs.
type place struct {
	run    Run
	began  time.Time // zero where it is not shown, or not as an RFC 3339 time
	number int64     // 0 where it is not shown
}

func placeOf(run Run, item json.RawMessage) place {
	p := place{run: run}
	if began, err := time.Parse(time.RFC3339, run.CreatedAt); err == nil {
		p.began = began
	}
	if object, err := decodeObject(item); err == nil {
		if number, err := object.Int("id"); err == nil {
			p.number = number.Value
		}
	}
	return p
}

func compareNewest(a, b place) int {
	switch {
	case !a.began.Equal(b.began):
		return b.began.Compare(a.began)
	case a.began.IsZero() && a.run.CreatedAt != b.run.CreatedAt:
		return strings.Compare(b.run.CreatedAt, a.run.CreatedAt) // texts in some other form, which may have its order
	}
	return cmp.Compare(b.number, a.number)
}
