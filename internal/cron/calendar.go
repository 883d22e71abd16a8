// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"sync"
	"time"
)

// The years in which a local time and its UTC form have to agree. They are fixed, so that an expression and a zone have
// one UTC form whatever the day is. A year that has passed makes no wrong result, but keeps what a zone has given up
// since: a later release may begin later. The span is long because not every zone repeats itself each year (Morocco
// sets its clocks by the moon, and the time zone database has that until 2087), and it holds each date on each weekday, in
// leap years too.
const (
	FirstYear = 2027
	LastYear  = 2099
)

const minutesOfDay = 24 * 60

// day is one day of the calendar; ofWeek is 0 for Sunday.
type day struct{ ofMonth, month, ofWeek int }

// calendar has all days of those years, and one more at either end, for times that are on another day elsewhere.
var calendar = sync.OnceValue(func() []day {
	var all []day
	for date := calendarStart; !date.After(calendarEnd); date = date.AddDate(0, 0, 1) {
		all = append(all, day{ofMonth: date.Day(), month: int(date.Month()), ofWeek: int(date.Weekday())})
	}
	return all
})

// The first and the last day of the calendar.
var (
	calendarStart = time.Date(FirstYear, time.January, 0, 0, 0, 0, 0, time.UTC)
	calendarEnd   = time.Date(LastYear+1, time.January, 1, 0, 0, 0, 0, time.UTC)
)
