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
	// names are the names of the values from min on, if there are any.
	names []string
	// count is the number of values. It is less than max-min+1 if two values mean the same, as 0 and 7 do for Sunday.
	count int
	// questionMark is set if "?" is another way to write "*".
	questionMark bool
}

var (
	minuteField = field{name: "minute", min: 0, max: 59, count: 60}
	hourField   = field{name: "hour", min: 0, max: 23, count: 24}
	dayField    = field{name: "day of month", min: 1, max: 31, count: 31, questionMark: true}
	monthField  = field{
		name: "month", min: 1, max: 12, count: 12,
		names: []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
	}
	weekdayField = field{
		name: "day of week", min: 0, max: 7, count: 7, questionMark: true,
		names: []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"},
	}

	fields = []field{minuteField, hourField, dayField, monthField, weekdayField}
)

const fieldNames = "minute, hour, day of month, month, day of week"

// last returns the highest value in a set of the field.
func (f field) last() int { return f.min + f.count - 1 }

// all returns the set of all values.
func (f field) all() set { return setOfRange(f.min, f.last()) }

// parse parses the text of a field: a list of values, ranges and steps.
func (f field) parse(text string) (set, error) {
	var all set
	for item := range strings.SplitSeq(text, ",") {
		values, ok := f.parseItem(item)
		if !ok {
			names := ""
			if f.names != nil {
				names = " and names (" + strings.ToUpper(f.names[1]) + ")"
			}
			return 0, fmt.Errorf("%q cannot be converted for the %s. Use numbers%s, lists (1,15), ranges (1-5), steps "+
				"(*/15, 8-18/2) or *", item, f.name, names)
		}
		all |= values
	}
	return all, nil
}

func (f field) parseItem(item string) (set, bool) {
	bounds, stepText, stepped := strings.Cut(item, "/")
	step := 1
	if stepped {
		var ok bool
		if step, ok = parseDigits(stepText); !ok || step < 1 {
			return 0, false
		}
	}
	if bounds == "*" || bounds == "?" && f.questionMark {
		return f.steps(f.min, f.last(), step), true
	}

	lowText, highText, ranged := strings.Cut(bounds, "-")
	low, ok := f.parseValue(lowText)
	switch {
	case !ok:
		return 0, false
	case !ranged && !stepped:
		return f.steps(low, low, 1), true
	case !ranged:
		// A value with a step goes to the end of the field. Schedulers disagree on whether a week ends with 6 or 7.
		return f.steps(low, f.max, step), f.max == f.last()
	}
	high, ok := f.parseValue(highText)
	if low > high {
		high += f.count // The range continues from the first value.
	}
	return f.steps(low, high, step), ok
}

// steps returns every step-th value from low to high, which may be past the last value.
func (f field) steps(low, high, step int) set {
	var s set
	for n := low; n <= high; n += min(step, f.count) {
		s |= setOf(f.min + (n-f.min)%f.count)
	}
	return s
}

// parseValue parses a number in the range of the field, or a name.
func (f field) parseValue(text string) (int, bool) {
	for i, name := range f.names {
		if strings.EqualFold(text, name) {
			return f.min + i, true
		}
	}
	n, ok := parseDigits(text)
	return n, ok && n >= f.min && n <= f.max
}

// parseDigits parses a number without a sign, which strconv would accept.
func parseDigits(text string) (int, bool) {
	if strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// format returns the canonical text of a set: "*" for all values, "*/n" for three values or more, "a-b/n" for five or
// more (fewer are more readable as a list), and otherwise values and ranges in ascending order. If star is false, "*/n"
// is not used.
func (f field) format(s set, star bool) string {
	if s == f.all() {
		return "*"
	}
	values := s.values()
	first, last := values[0], values[len(values)-1]
	if step := commonStep(values); step > 1 {
		switch {
		case star && len(values) >= 3 && first == f.min && last+step > f.last():
			return fmt.Sprintf("*/%d", step)
		case len(values) >= 5:
			return fmt.Sprintf("%d-%d/%d", first, last, step)
		}
	}

	var items []string
	for len(values) > 0 {
		length := 1
		for length < len(values) && values[length] == values[0]+length {
			length++
		}
		if length < 3 { // Two values are a list.
			length = 1
			items = append(items, strconv.Itoa(values[0]))
		} else {
			items = append(items, fmt.Sprintf("%d-%d", values[0], values[length-1]))
		}
		values = values[length:]
	}
	return strings.Join(items, ",")
}

// commonStep returns the difference between each value and the next one, or 0 if the differences are not the same.
func commonStep(values []int) int {
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
