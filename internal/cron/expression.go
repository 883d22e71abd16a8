// SPDX-License-Identifier: MPL-2.0

// Package cron reads five-field cron expressions and says them in UTC.
//
// No library is behind it: what the conversion needs is the sets that the fields stand for, "7" for Sunday among them, and
// a refusal of whatever schedulers read in different ways, and none of those at hand has both.
package cron

import (
	"fmt"
	"slices"
	"strings"
)

// Expression is a schedule: five fields, or "@once".
type Expression struct {
	// word is a preset that has no time of day, and so no fields.
	word           string
	minutes, hours set
	days           days
}

// days are the three fields that choose days.
type days struct{ ofMonth, months, ofWeek set }

var everyDay = days{dayField.all(), monthField.all(), weekdayField.all()}

// on says whether a day is one of them. Where both its day of the month and its day of the week are restricted, either
// is enough: that is cron's rule.
func (d days) on(day day) bool {
	switch {
	case !d.months.has(day.month):
		return false
	case d.ofMonth == everyDay.ofMonth:
		return d.ofWeek.has(day.ofWeek)
	case d.ofWeek == everyDay.ofWeek:
		return d.ofMonth.has(day.ofMonth)
	}
	return d.ofMonth.has(day.ofMonth) || d.ofWeek.has(day.ofWeek)
}

// presets are those of crontab(5), and "@quarterly" of Airflow, as the fields that they stand for.
var presets = map[string]string{
	"@hourly":    "0 * * * *",
	"@daily":     "0 0 * * *",
	"@midnight":  "0 0 * * *",
	"@weekly":    "0 0 * * 0",
	"@monthly":   "0 0 1 * *",
	"@quarterly": "0 0 1 */3 *",
	"@yearly":    "0 0 1 1 *",
	"@annually":  "0 0 1 1 *",
}

// once is a preset of the platform that runs a pipeline once, at no time of day that could be converted.
const once = "@once"

// Parse reads an expression of five fields: minute, hour, day of month (1 to 31), month (1 to 12 or JAN to DEC), day of
// week (0 to 7 or SUN to SAT, with 0 and 7 for Sunday), each "*" or a list of values, ranges and steps; or a preset. It is
// stricter than [Check]: whatever may mean different things to different schedulers is an error.
func Parse(text string) (Expression, error) {
	texts := strings.Fields(text)
	if len(texts) == 1 && strings.HasPrefix(texts[0], "@") {
		if texts[0] == once {
			return Expression{word: once}, nil
		}
		whole, ok := presets[texts[0]]
		if !ok {
			return Expression{}, fmt.Errorf("%q is not a preset that can be converted. Those are @hourly, @daily, @midnight, @weekly, @monthly, @quarterly, @yearly, @annually and @once", text)
		}
		texts = strings.Fields(whole)
	}
	if len(texts) != len(fields) {
		return Expression{}, fmt.Errorf("%q has %d fields. Only an expression of the five fields %s can be converted", text, len(texts), fieldNames)
	}
	if err := Check(text); err != nil {
		return Expression{}, err
	}
	var sets [5]set
	for i, f := range fields {
		var err error
		if sets[i], err = f.parse(texts[i]); err != nil {
			return Expression{}, fmt.Errorf("in %q, %w", text, err)
		}
	}
	e := Expression{minutes: sets[0], hours: sets[1], days: days{sets[2], sets[3], sets[4]}}
	return e, e.days.checkEither(text, texts[2], texts[4])
}

// checkEither refuses two day fields of which one is restricted for some schedulers and unrestricted for others: some go
// by its first character being "*", and some by its having all values. With the other one restricted too, that makes the
// difference between either and both.
func (d days) checkEither(text, ofMonth, ofWeek string) error {
	isStar := func(text string) bool { return text[0] == '*' || text[0] == '?' }
	allMonth, allWeek := d.ofMonth == everyDay.ofMonth, d.ofWeek == everyDay.ofWeek
	var unclear string
	switch {
	case isStar(ofMonth) != allMonth && !(isStar(ofWeek) && allWeek):
		unclear = ofMonth
	case isStar(ofWeek) != allWeek && !(isStar(ofMonth) && allMonth):
		unclear = ofWeek
	default:
		return nil
	}
	return fmt.Errorf("%q restricts both the day of month and the day of week, and schedulers disagree on what %q means there. "+
		"Write * for every day, or else a list or a range that does not begin with *", text, unclear)
}

// String writes the expression in one way only, whichever way it was written.
func (e Expression) String() string {
	if e.minutes == 0 {
		return e.word
	}
	star := e.days.ofMonth == everyDay.ofMonth || e.days.ofWeek == everyDay.ofWeek
	return strings.Join(slices.Concat(
		[]string{minuteField.text(e.minutes, true), hourField.text(e.hours, true)},
		[]string{dayField.text(e.days.ofMonth, star), monthField.text(e.days.months, true), weekdayField.text(e.days.ofWeek, star)},
	), " ")
}
