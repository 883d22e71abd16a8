// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"fmt"
	"iter"
	"slices"
)

// ToUTC gives the expression that means in UTC what e means in the zone: at every minute, the one matches the time in UTC
// when the other matches the time on the zone's clocks. It fails where no single expression does, and says why.
//
// It does not reason about offsets. It goes through the days of the calendar, works out at which minutes of each there is
// a match, and sees whether an expression has just those. So what it gives is right by construction, also where clocks
// are changed, and it misses nothing that is possible: the 31st at 22:00 in São Paulo is the 1st of seven of the months.
func (e Expression) ToUTC(zone Zone) (Expression, error) {
	if e.word != "" {
		return e, nil
	}
	all := e.matchesIn(zone)
	if !slices.Contains(all.on, true) {
		return Expression{}, fmt.Errorf("%q never comes, as no year has such a day", e)
	}
	minutes, hours, ofClock := all.at.fields()
	those, ofDays := daysThat(all.on, e.days)
	if all.differ || !ofClock || !ofDays {
		return Expression{}, e.explain(zone, all.offsets)
	}
	return Expression{minutes: minutes, hours: hours, days: those}, nil
}

// matches are the minutes, in UTC, at which an expression matches.
type matches struct {
	// on is by day of the calendar, and says whether the day has any.
	on []bool
	// at are the minutes of a day that has.
	at clock
	// differ is set where they are not the same on all of these days.
	differ bool
	// offsets are those that the zone has around these days.
	offsets []int
}

// clock is a set of minutes of a day: by hour, the minutes of the hour.
type clock [24]set

// around says which local days the expression names: the one before a day in UTC, that day, and the one after.
type around [3]bool

func (e Expression) matchesIn(zone Zone) matches {
	all := matches{on: make([]bool, len(calendar()))}
	minutesAt := e.minutesByKind()
	periods := zone.periods
	for i, near := range e.days.around() {
		start, end := i*minutesOfDay, (i+1)*minutesOfDay
		for len(periods) > 1 && periods[1].from <= start {
			periods = periods[1:]
		}
		if near == (around{}) {
			continue
		}
		var at clock
		for j, p := range periods {
			until := end
			if j+1 < len(periods) {
				until = min(end, periods[j+1].from)
			}
			at.add(minutesAt(near, p.offset), max(start, p.from)-start, until-start)
			if !slices.Contains(all.offsets, p.offset) {
				all.offsets = append(all.offsets, p.offset)
			}
			if until == end {
				break
			}
		}
		all.note(i, at)
	}
	slices.Sort(all.offsets)
	return all
}

// note adds the minutes of a day of the calendar.
func (m *matches) note(day int, at clock) {
	if at == (clock{}) {
		return
	}
	m.differ = m.differ || m.at != (clock{}) && m.at != at
	m.on[day], m.at = true, at
}

// around goes through the days of the calendar, but for those at its ends.
func (d days) around() iter.Seq2[int, around] {
	return func(yield func(int, around) bool) {
		calendar := calendar()
		near := around{false, d.on(calendar[0]), d.on(calendar[1])}
		for i := 1; i < len(calendar)-1; i++ {
			near = around{near[1], near[2], d.on(calendar[i+1])}
			if !yield(i, near) {
				return
			}
		}
	}
}

// minutesByKind is minutesOf, with a memory: there are few kinds of days.
func (e Expression) minutesByKind() func(near around, offset int) clock {
	type kind struct {
		near   around
		offset int
	}
	known := make(map[kind]clock)
	return func(near around, offset int) clock {
		at, ok := known[kind{near, offset}]
		if !ok {
			at = e.minutesOf(near, offset)
			known[kind{near, offset}] = at
		}
		return at
	}
}

// minutesOf gives the minutes of a day in UTC at which the expression matches clocks that are ahead by offset.
func (e Expression) minutesOf(near around, offset int) clock {
	var at clock
	for minute := range minutesOfDay {
		local := minute + offset + minutesOfDay // since the local day before began
		if near[local/minutesOfDay] && e.hours.has(local%minutesOfDay/60) && e.minutes.has(local%60) {
			at[minute/60] |= one(minute % 60)
		}
	}
	return at
}

// add adds those minutes of another clock that are in a part of the day.
func (c *clock) add(other clock, from, until int) {
	for hour := range other {
		low, high := max(from-hour*60, 0), min(until-hour*60, 60)
		if low < high {
			c[hour] |= other[hour] & between(low, high-1)
		}
	}
}

// fields gives the minutes and hours that stand for these minutes of the day, if any do: each of those hours has each of
// those minutes.
func (c clock) fields() (minutes, hours set, ok bool) {
	for hour, those := range c {
		if those == 0 {
			continue
		}
		if minutes != 0 && those != minutes {
			return 0, 0, false
		}
		minutes, hours = those, hours|one(hour)
	}
	return minutes, hours, true
}

// daysThat gives the fields that stand for these days of the calendar, if any do; the given ones, if they do.
func daysThat(on []bool, given days) (days, bool) {
	calendar := calendar()
	within := calendar[1 : len(calendar)-1]
	on = on[1 : len(on)-1]
	var months, there set // there are the days of the month that those months have
	for i, day := range within {
		if on[i] {
			months |= one(day.month)
		}
	}
	ofMonth, ofWeek := everyDay.ofMonth, everyDay.ofWeek
	for i, day := range within {
		if !months.has(day.month) {
			continue
		}
		there |= one(day.ofMonth)
		if !on[i] {
			ofMonth &^= one(day.ofMonth)
			ofWeek &^= one(day.ofWeek)
		}
	}
	// What is left are the days of the month and of the week that are among the days whenever they come, so if any
	// fields stand for them, these do.
	if ofMonth != everyDay.ofMonth {
		ofMonth &= there
	}
	for _, d := range []days{given, {ofMonth, months, everyDay.ofWeek}, {everyDay.ofMonth, months, ofWeek}, {ofMonth, months, ofWeek}} {
		if d.stand(within, on) {
			return d, true
		}
	}
	return days{}, false
}

// stand says whether the fields stand for these days and no others.
func (d days) stand(calendar []day, on []bool) bool {
	for i, day := range calendar {
		if d.on(day) != on[i] {
			return false
		}
	}
	return true
}
