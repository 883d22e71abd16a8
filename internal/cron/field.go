// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"fmt"
	"strconv"
	"strings"
)

// field is one of the five fields of an expression.
type field struct {
	name     string
	min, max int
	// names stand for values from min on, where the field has any.
	names []string
	// cycle is the number of values; it is less than max-min+1 where two of them mean the same, as 0 and 7 do for Sunday.
	cycle int
	// ofDays is set for the two fields in which "?" is another way to write "*".
	ofDays bool
}

// The fields in their order.
var (
	minuteField  = field{name: "minute", min: 0, max: 59, cycle: 60}
	hourField    = field{name: "hour", min: 0, max: 23, cycle: 24}
	dayField     = field{name: "day of month", min: 1, max: 31, cycle: 31, ofDays: true}
	monthField   = field{name: "month", min: 1, max: 12, cycle: 12, names: []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}}
	weekdayField = field{name: "day of week", min: 0, max: 7, cycle: 7, names: []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}, ofDays: true}

	fields = []field{minuteField, hourField, dayField, monthField, weekdayField}
)

const fieldNames = "minute, hour, day of month, month, day of week"

// last is the highest value that a set holds.
func (f field) last() int { return f.min + f.cycle - 1 }

// all is the set of all values.
func (f field) all() set { return between(f.min, f.last()) }

// parse reads the text of a field: a list of values, ranges and steps.
func (f field) parse(text string) (set, error) {
	var all set
	for item := range strings.SplitSeq(text, ",") {
		some, ok := f.parseItem(item)
		if !ok {
			return 0, fmt.Errorf("%q is not understood for the %s. What can be converted are numbers%s, lists (1,15), ranges (1-5), steps (*/15, 8-18/2) and *", item, f.name, f.andNames())
		}
		all |= some
	}
	return all, nil
}

func (f field) andNames() string {
	if f.names == nil {
		return ""
	}
	return " and names (" + strings.ToUpper(f.names[1]) + ")"
}

func (f field) parseItem(item string) (set, bool) {
	bounds, stepText, stepped := strings.Cut(item, "/")
	step := 1
	if stepped {
		var ok bool
		if step, ok = number(stepText); !ok || step < 1 {
			return 0, false
		}
	}
	if bounds == "*" || bounds == "?" && f.ofDays {
		return f.each(f.min, f.last(), step), true
	}
	lowText, highText, ranged := strings.Cut(bounds, "-")
	low, ok := f.value(lowText)
	if !ok {
		return 0, false
	}
	if !ranged {
		if !stepped {
			return f.each(low, low, 1), true
		}
		// From there to the end. Whether a week ends with 6 or with 7 is not the same everywhere.
		return f.each(low, f.max, step), f.max == f.last()
	}
	high, ok := f.value(highText)
	if !ok {
		return 0, false
	}
	if low > high {
		high += f.cycle // over the end and on from the start
	}
	return f.each(low, high, step), true
}

// each is every step-th value from low to high, which may be past the end.
func (f field) each(low, high, step int) set {
	var s set
	for n := low; n <= high; n += min(step, f.cycle) {
		s |= one(f.min + (n-f.min)%f.cycle)
	}
	return s
}

// value reads a number in the field's range, or a name.
func (f field) value(text string) (int, bool) {
	for i, name := range f.names {
		if strings.EqualFold(text, name) {
			return f.min + i, true
		}
	}
	n, ok := number(text)
	return n, ok && n >= f.min && n <= f.max
}

// number reads digits: strconv would take signs too.
func number(text string) (int, bool) {
	if strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// text writes a set in one way only: "*" for all values, "*/n" for three or more that it stands for, "a-b/n" for five or
// more (fewer read better as a list), and else values and ranges in ascending order. Without star, only a set of all
// values begins with "*": see [days.checkEither].
func (f field) text(s set, star bool) string {
	if s == f.all() {
		return "*"
	}
	values := s.values()
	first, last := values[0], values[len(values)-1]
	if step := evenly(values); step > 1 {
		switch {
		case star && len(values) >= 3 && first == f.min && last+step > f.last():
			return fmt.Sprintf("*/%d", step)
		case len(values) >= 5:
			return fmt.Sprintf("%d-%d/%d", first, last, step)
		}
	}
	var items []string
	for len(values) > 0 {
		run := 1
		for run < len(values) && values[run] == values[0]+run {
			run++
		}
		if run < 3 {
			run = 1 // two are a list
			items = append(items, strconv.Itoa(values[0]))
		} else {
			items = append(items, fmt.Sprintf("%d-%d", values[0], values[run-1]))
		}
		values = values[run:]
	}
	return strings.Join(items, ",")
}

// evenly gives the distance between values that all have the same, and else 0.
func evenly(values []int) int {
	if len(values) < 2 {
		return 0
	}
	step := values[1] - values[0]
	for i := range values[1:] {
		if values[i+1]-values[i] != step {
			return 0
		}
	}
	return step
}
