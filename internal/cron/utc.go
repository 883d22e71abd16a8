// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"fmt"
	"slices"
)

// ToUTC returns the expression that matches in UTC at the same minutes as e matches on the clocks of the zone. If there
// is none, the error describes the expressions that would be needed.
//
// Candidates are the forms of e at each offset that the zone has on its days. A candidate is the result if it matches
// at the same minutes on all days of the calendar. This finds all that is possible: the 31st at 22:00 in São Paulo is
// the 1st of seven months.
func (e Expression) ToUTC(zone Zone) (Expression, error) {
	if e.preset != "" {
		return e, nil
	}
	offsets := e.offsets(zone)
	if len(offsets) == 0 {
		return Expression{}, fmt.Errorf("%q never matches, as no year has such a day", e)
	}
	for _, offset := range offsets {
		forms, err := e.formsAt(offset)
		if err == nil && len(forms) == 1 && e.matchesLike(forms[0], zone) {
			return forms[0], nil
		}
	}
	return Expression{}, e.noFormError(zone, offsets)
}

// nearby reports for a UTC day whether an expression matches on the local day before, on the same local day, and on the
// local day after it.
type nearby [3]bool

// nearby returns which of the days around a day of the calendar are selected.
func (d days) nearby(i int) nearby {
	all := calendar()
	return nearby{d.include(all[i-1]), d.include(all[i]), d.include(all[i+1])}
}

// offsets returns the offsets that the zone has on the days of the expression and next to them, in ascending order.
func (e Expression) offsets(zone Zone) []int {
	var offsets []int
	for i, parts := range zone.days() {
		if e.days.nearby(i) == (nearby{}) {
			continue
		}
		for _, p := range parts {
			if !slices.Contains(offsets, p.offset) {
				offsets = append(offsets, p.offset)
			}
		}
	}
	slices.Sort(offsets)
	return offsets
}

// matchesLike reports whether the expression matches on the clocks of a zone at the same minutes as another one in UTC.
func (e Expression) matchesLike(utc Expression, zone Zone) bool {
	localMinutes, utcMinutes := e.memoized(), utc.memoized()
	for i, parts := range zone.days() {
		localNear, utcNear := e.days.nearby(i), utc.days.nearby(i)
		for _, p := range parts {
			got := utcMinutes(utcNear, 0).between(p.start, p.end)
			if want := localMinutes(localNear, p.offset).between(p.start, p.end); got != want {
				return false
			}
		}
	}
	return true
}

// minutesOfDay is a set of minutes of a day: the minutes of each hour.
type minutesOfDay [24]set

// memoized returns a function like [Expression.minutes] that remembers its results. There are few different arguments.
func (e Expression) memoized() func(nearby, int) minutesOfDay {
	type key struct {
		near   nearby
		offset int
	}
	results := make(map[key]minutesOfDay)
	return func(near nearby, offset int) minutesOfDay {
		result, ok := results[key{near, offset}]
		if !ok {
			result = e.minutesAt(near, offset)
			results[key{near, offset}] = result
		}
		return result
	}
}

// minutesAt returns the minutes of a UTC day at which the expression matches on clocks that are ahead by an offset.
func (e Expression) minutesAt(near nearby, offset int) minutesOfDay {
	var all minutesOfDay
	for minute := range minutesPerDay {
		local := minute + offset + minutesPerDay // since the start of the local day before
		if near[local/minutesPerDay] && e.hours.has(local%minutesPerDay/60) && e.minutes.has(local%60) {
			all[minute/60] |= setOf(minute % 60)
		}
	}
	return all
}

// between returns the minutes from start to before end.
func (m minutesOfDay) between(start, end int) minutesOfDay {
	var some minutesOfDay
	for hour, minutes := range m {
		low, high := max(start-hour*60, 0), min(end-hour*60, 60)
		if low < high {
			some[hour] = minutes & setOfRange(low, high-1)
		}
	}
	return some
}
