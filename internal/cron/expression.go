// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"fmt"
	"strings"
)

// Expression is a schedule: five fields, or "@once".
type Expression struct {
	preset         string // a preset without a time of day, and so without fields
	minutes, hours set
	days           days
}

// days are the three fields that select days.
type days struct{ ofMonth, months, ofWeek set }

var everyDay = days{dayField.all(), monthField.all(), weekdayField.all()}

// include reports whether a day is selected. If both the day of the month and the day of the week are restricted,
// either is enough: that is the rule of crontab(5).
func (d days) include(day day) bool {
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

// presets are those of crontab(5), and "@quarterly" of Airflow.
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

// once is the platform's preset for a pipeline that runs once. It has no time of day that could be converted.
const once = "@once"

// Parse parses an expression of five fields: minute, hour, day of month (1 to 31), month (1 to 12 or JAN to DEC) and
// day of week (0 to 7 or SUN to SAT; 0 and 7 are Sunday). Each field is "*" or a list of values, ranges and steps.
// Parse accepts presets, too. It is stricter than [Check]: what schedulers interpret in different ways is an error.
func Parse(text string) (Expression, error) {
	texts := strings.Fields(text)
	if len(texts) == 1 && strings.HasPrefix(texts[0], "@") {
		if texts[0] == once {
			return Expression{preset: once}, nil
		}
		preset, ok := presets[texts[0]]
		if !ok {
			return Expression{}, fmt.Errorf("%q is not a preset that can be converted. The presets are @hourly, @daily, "+
				"@midnight, @weekly, @monthly, @quarterly, @yearly, @annually and @once", text)
		}
		texts = strings.Fields(preset)
	}
	if len(texts) != len(fields) {
		return Expression{}, fmt.Errorf("%q has %s. Only an expression of the five fields %s can be converted",
			text, fieldCount(len(texts)), fieldNames)
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
	if unclear := e.days.ambiguous(texts[2], texts[4]); unclear != "" {
		return Expression{}, fmt.Errorf("%q restricts both the day of month and the day of week, and schedulers disagree on "+
			"what %q means then. Write * for every day, or a list or range that does not begin with *", text, unclear)
	}
	return e, nil
}

// ambiguous returns the text of a day field that some schedulers treat as restricted and others do not, or "". Some
// treat a field as unrestricted if its first character is "*", and others if it has all values. The difference matters
// if the other day field is restricted: then it decides between either and both.
func (d days) ambiguous(ofMonth, ofWeek string) string {
	hasStar := func(text string) bool { return text[0] == '*' || text[0] == '?' }
	allMonth, allWeek := d.ofMonth == everyDay.ofMonth, d.ofWeek == everyDay.ofWeek
	switch {
	case hasStar(ofMonth) != allMonth && !(hasStar(ofWeek) && allWeek):
		return ofMonth
	case hasStar(ofWeek) != allWeek && !(hasStar(ofMonth) && allMonth):
		return ofWeek
	}
	return ""
}

// String returns the expression in a canonical form: expressions with the same values have the same form.
func (e Expression) String() string {
	if e.minutes == 0 {
		return e.preset
	}
	// A step of days that begins with "*" would be ambiguous if the other day field is restricted.
	star := e.days.ofMonth == everyDay.ofMonth || e.days.ofWeek == everyDay.ofWeek
	return strings.Join([]string{
		minuteField.format(e.minutes, true),
		hourField.format(e.hours, true),
		dayField.format(e.days.ofMonth, star),
		monthField.format(e.days.months, true),
		weekdayField.format(e.days.ofWeek, star),
	}, " ")
}
