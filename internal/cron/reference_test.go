// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// This is another parser of cron expressions, as a reference for Parse. It does not use sets: it decides for each value
// whether the text includes it.

// moment is a minute on the clock, on a day of the calendar.
type moment struct{ minute, hour, ofMonth, month, ofWeek uint8 }

func momentOf(t time.Time) moment {
	_, m, d := t.Date()
	return moment{uint8(t.Minute()), uint8(t.Hour()), uint8(d), uint8(m), uint8(t.Weekday())}
}

// reference is an expression as the values that its fields include.
type reference struct {
	minutes, hours, ofMonth, months, ofWeek [64]bool
	// both is whether a day has to be included by both day fields, by each of the two rules that schedulers have.
	both [2]bool
}

func parseReference(t testing.TB, expression string) reference {
	t.Helper()
	texts := strings.Fields(expression)
	if len(texts) != 5 {
		t.Fatalf("%q: got %d fields, want 5", expression, len(texts))
	}
	var r reference
	full := map[*[64]bool]bool{}
	for i, f := range []struct {
		into     *[64]bool
		min, max int
		names    string
	}{
		{&r.minutes, 0, 59, ""},
		{&r.hours, 0, 23, ""},
		{&r.ofMonth, 1, 31, ""},
		{&r.months, 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"},
		{&r.ofWeek, 0, 6, "SUN MON TUE WED THU FRI SAT"},
	} {
		full[f.into] = true
		for v := f.min; v <= f.max; v++ {
			f.into[v] = includes(t, texts[i], v, f.min, f.max, strings.Fields(f.names))
			full[f.into] = full[f.into] && f.into[v]
		}
	}
	star := func(text string) bool { return strings.HasPrefix(text, "*") || strings.HasPrefix(text, "?") }
	r.both = [2]bool{star(texts[2]) || star(texts[4]), full[&r.ofMonth] || full[&r.ofWeek]}
	return r
}

// includes reports whether the text of a field includes a value.
func includes(t testing.TB, text string, v, low, high int, names []string) bool {
	t.Helper()
	value := func(text string) int {
		for i, name := range names {
			if strings.EqualFold(name, text) {
				return low + i
			}
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	count := high - low + 1
	for item := range strings.SplitSeq(text, ",") {
		bounds, stepText, stepped := strings.Cut(item, "/")
		step := 1
		if stepped {
			step = value(stepText)
		}
		from, to := low, high
		if a, b, ranged := strings.Cut(bounds, "-"); ranged {
			from, to = value(a), value(b)
		} else if bounds != "*" && bounds != "?" {
			from = value(a)
			if !stepped {
				to = from
			}
		}
		if to < from {
			to += count
		}
		for _, same := range []int{v, v + count} { // The value itself, or past the end of the field: 7 is Sunday.
			if from <= same && same <= to && (same-from)%step == 0 {
				return true
			}
		}
	}
	return false
}

// matches reports whether the expression includes a moment, by one of the two rules for days.
func (r *reference) matches(m moment, rule int) bool {
	if !r.minutes[m.minute] || !r.hours[m.hour] || !r.months[m.month] {
		return false
	}
	if r.both[rule] {
		return r.ofMonth[m.ofMonth] && r.ofWeek[m.ofWeek]
	}
	return r.ofMonth[m.ofMonth] || r.ofWeek[m.ofWeek]
}
