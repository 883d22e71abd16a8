// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// A second reading of cron expressions, to hold the first to. It makes no sets: it asks of each value whether the text
// names it.

// moment is a minute as clocks and calendars show it.
type moment struct{ minute, hour, ofMonth, month, ofWeek uint8 }

func momentOf(t time.Time) moment {
	_, m, d := t.Date()
	return moment{uint8(t.Minute()), uint8(t.Hour()), uint8(d), uint8(m), uint8(t.Weekday())}
}

// reference is an expression by the values that its fields name.
type reference struct {
	minutes, hours, ofMonth, months, ofWeek [64]bool
	// both says, by either of the two rules that schedulers have for it, whether a day has to be named by both day fields.
	both [2]bool
}

func readReference(t testing.TB, expression string) reference {
	t.Helper()
	texts := strings.Fields(expression)
	if len(texts) != 5 {
		t.Fatalf("%q has %d fields", expression, len(texts))
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
			f.into[v] = names(t, texts[i], v, f.min, f.max, strings.Fields(f.names))
			full[f.into] = full[f.into] && f.into[v]
		}
	}
	star := func(text string) bool { return strings.HasPrefix(text, "*") || strings.HasPrefix(text, "?") }
	r.both = [2]bool{star(texts[2]) || star(texts[4]), full[&r.ofMonth] || full[&r.ofWeek]}
	return r
}

// names says whether the text of a field names a value.
func names(t testing.TB, text string, v, low, high int, words []string) bool {
	t.Helper()
	value := func(text string) int {
		for i, word := range words {
			if strings.EqualFold(word, text) {
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
		for _, same := range []int{v, v + count} { // the value, and the same one a round later: 7 is Sunday
			if from <= same && same <= to && (same-from)%step == 0 {
				return true
			}
		}
	}
	return false
}

// matches says whether the expression names a moment, by one of the two rules for its days.
func (r *reference) matches(m moment, rule int) bool {
	if !r.minutes[m.minute] || !r.hours[m.hour] || !r.months[m.month] {
		return false
	}
	if r.both[rule] {
		return r.ofMonth[m.ofMonth] && r.ofWeek[m.ofWeek]
	}
	return r.ofMonth[m.ofMonth] || r.ofWeek[m.ofWeek]
}
