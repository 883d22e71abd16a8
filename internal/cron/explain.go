// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"fmt"
	"strconv"
	"strings"
)

// explain says why no single expression means in UTC what e means in a zone that has these offsets when e matches.
func (e Expression) explain(zone Zone, offsets []int) error {
	texts := make([]string, len(offsets))
	for i, offset := range offsets {
		parts, err := e.partsAt(offset)
		if err != nil {
			return fmt.Errorf("%q in %s has no form in UTC: at %s %w", e, zone.name, offsetText(offset), err)
		}
		texts[i] = fmt.Sprintf("at %s it is %s", offsetText(offset), list(parts))
	}
	if len(offsets) == 1 {
		return fmt.Errorf("%q in %s has no single form in UTC: %s. Make a pipeline for each, or choose other times", e, zone.name, texts[0])
	}
	return fmt.Errorf("%q in %s has no single form in UTC, as the clocks there are changed: %s. "+
		"Choose what holds at one of these offsets, which for a part of the year is then at another local time, or give a zone whose clocks are not changed",
		e, zone.name, strings.Join(texts, ", and "))
}

// partsAt gives the expressions that together mean in UTC what e means where the clocks are ahead by offset.
func (e Expression) partsAt(offset int) ([]Expression, error) {
	if e.days == everyDay {
		return e.minutesOf(around{true, true, true}, offset).expressions(everyDay), nil
	}
	var all []Expression
	for later := -1; later <= 1; later++ { // days that UTC is ahead of the local day
		var near around
		near[1-later] = true
		at := e.minutesOf(near, offset)
		if at == (clock{}) {
			continue
		}
		those, ok := daysThat(e.days.shifted(later), e.days)
		if !ok {
			return nil, fmt.Errorf("it has times on the %s, and the fields of cron cannot name those days, as months differ in length. "+
				"Choose a time that is on the same day in UTC, or other days", map[int]string{-1: "day before", 1: "next day"}[later])
		}
		all = append(all, at.expressions(those)...)
	}
	return all, nil
}

// shifted gives the days of the calendar that are so many days later.
func (d days) shifted(later int) []bool {
	on := make([]bool, len(calendar()))
	for i, near := range d.around() {
		on[i] = near[1-later]
	}
	return on
}

// expressions gives those that together have these minutes on these days: one for all hours that have the same minutes.
func (c clock) expressions(d days) []Expression {
	var all []Expression
next:
	for hour, minutes := range c {
		if minutes == 0 {
			continue
		}
		for i := range all {
			if all[i].minutes == minutes {
				all[i].hours |= one(hour)
				continue next
			}
		}
		all = append(all, Expression{minutes: minutes, hours: one(hour), days: d})
	}
	return all
}

// longestParts is how many expressions an error names.
const longestParts = 4

// list writes expressions as in "a", "b" and "c".
func list(all []Expression) string {
	texts := make([]string, len(all))
	for i, e := range all {
		texts[i] = strconv.Quote(e.String())
	}
	if len(texts) > longestParts {
		texts = append(texts[:longestParts], fmt.Sprintf("%d more", len(all)-longestParts))
	}
	last := len(texts) - 1
	if last == 0 {
		return texts[0]
	}
	return strings.Join(texts[:last], ", ") + " and " + texts[last]
}
