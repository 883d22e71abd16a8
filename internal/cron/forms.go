// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"fmt"
	"strconv"
	"strings"
)

// formsAt returns the expressions that together match in UTC when e matches on clocks that are ahead by an offset.
func (e Expression) formsAt(offset int) ([]Expression, error) {
	if e.days == everyDay {
		return e.minutesAt(nearby{true, true, true}, offset).on(everyDay), nil
	}
	var forms []Expression
	for shift := -1; shift <= 1; shift++ { // days that UTC is ahead of the local day
		var near nearby
		near[1-shift] = true
		minutes := e.minutesAt(near, offset)
		if minutes == (minutesOfDay{}) {
			continue
		}
		shifted, ok := e.days.shifted(shift)
		if !ok {
			which := map[int]string{-1: "day before", 1: "next day"}[shift]
			return nil, fmt.Errorf("it has times on the %s, and the fields of cron cannot name those days, as months differ in "+
				"length. Choose a time that is on the same day in UTC, or other days", which)
		}
		forms = append(forms, minutes.on(shifted)...)
	}
	return forms, nil
}

// on returns the expressions that together match at these minutes of some days: one for all hours with the same
// minutes.
func (m minutesOfDay) on(d days) []Expression {
	var all []Expression
next:
	for hour, minutes := range m {
		if minutes == 0 {
			continue
		}
		for i := range all {
			if all[i].minutes == minutes {
				all[i].hours |= setOf(hour)
				continue next
			}
		}
		all = append(all, Expression{minutes: minutes, hours: setOf(hour), days: d})
	}
	return all
}

// shifted returns the fields that select each day that is a number of days after a selected one, if there are such
// fields.
func (d days) shifted(shift int) (days, bool) {
	if shift == 0 {
		return d, true
	}
	all := calendar()
	within := all[1 : len(all)-1]
	selected := make([]bool, len(within))
	for i := range within {
		selected[i] = d.include(all[1+i-shift])
	}

	var months, existing set // existing days of those months
	for i, day := range within {
		if selected[i] {
			months |= setOf(day.month)
		}
	}
	ofMonth, ofWeek := everyDay.ofMonth, everyDay.ofWeek
	for i, day := range within {
		if !months.has(day.month) {
			continue
		}
		existing |= setOf(day.ofMonth)
		if !selected[i] {
			ofMonth &^= setOf(day.ofMonth)
			ofWeek &^= setOf(day.ofWeek)
		}
	}
	if ofMonth != everyDay.ofMonth {
		ofMonth &= existing
	}
	// The days of the month and of the week that are left are always selected, so if any fields select these days, one of
	// the following does.
	for _, candidate := range []days{
		{ofMonth, months, everyDay.ofWeek}, {everyDay.ofMonth, months, ofWeek}, {ofMonth, months, ofWeek},
	} {
		if candidate.includeExactly(within, selected) {
			return candidate, true
		}
	}
	return days{}, false
}

// includeExactly reports whether the fields select exactly the selected days of all.
func (d days) includeExactly(all []day, selected []bool) bool {
	for i, day := range all {
		if d.include(day) != selected[i] {
			return false
		}
	}
	return true
}

// noFormError returns the error that e has no single form in UTC. The offsets are those that the zone has when e
// matches.
func (e Expression) noFormError(zone Zone, offsets []int) error {
	texts := make([]string, len(offsets))
	for i, offset := range offsets {
		forms, err := e.formsAt(offset)
		if err != nil {
			return fmt.Errorf("%q in %s has no form in UTC: at %s %w", e, zone.name, formatOffset(offset), err)
		}
		texts[i] = fmt.Sprintf("at %s it is %s", formatOffset(offset), quotedList(forms))
	}
	if len(offsets) == 1 {
		return fmt.Errorf("%q in %s has no single form in UTC: %s. Create a pipeline for each, or choose other times",
			e, zone.name, texts[0])
	}
	return fmt.Errorf("%q in %s has no single form in UTC, as the offset of this time zone changes during the year: %s. "+
		"Choose the expression for one of these offsets, which is at another local time for part of the year, or a time "+
		"zone whose offset does not change",
		e, zone.name, strings.Join(texts, ", and "))
}

// maxQuoted limits the expressions in an error.
const maxQuoted = 4

// quotedList returns the expressions as in "a", "b" and "c".
func quotedList(expressions []Expression) string {
	texts := make([]string, len(expressions))
	for i, e := range expressions {
		texts[i] = strconv.Quote(e.String())
	}
	if len(texts) > maxQuoted {
		texts = append(texts[:maxQuoted], fmt.Sprintf("%d more", len(expressions)-maxQuoted))
	}
	last := len(texts) - 1
	if last == 0 {
		return texts[0]
	}
	return strings.Join(texts[:last], ", ") + " and " + texts[last]
}
