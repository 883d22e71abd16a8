// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"sync"
	"time"
)

// FirstYear and LastYear are the years in which a local time and its form in UTC have to agree. They are constants, so
// that the result for an expression and a zone does not depend on the current date. A year that has passed cannot make
// a result wrong, but it makes an expression invalid if the zone has changed its rules since, so a later release may
// move the range.
//
// The range is long because not every zone repeats its rules each year: the clocks of Morocco follow the moon, and the
// time zone database has their changes until 2087. It has each date on each weekday, in leap years, too.
const (
	FirstYear = 2027
	LastYear  = 2099
)

const minutesPerDay = 24 * 60

// day is a day of the calendar. Its weekday is 0 for Sunday.
type day struct{ ofMonth, month, ofWeek int }

// The first and the last day of the calendar.
var (
	calendarStart = time.Date(FirstYear, time.January, 0, 0, 0, 0, 0, time.UTC)
	calendarEnd   = time.Date(LastYear+1, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// calendar returns all days of the years, and a day before and after them: a local day may begin on the day before in
// UTC, and end on the day after.
var calendar = sync.OnceValue(func() []day {
	var all []day
	for date := calendarStart; !date.After(calendarEnd); date = date.AddDate(0, 0, 1) {
		all = append(all, day{ofMonth: date.Day(), month: int(date.Month()), ofWeek: int(date.Weekday())})
	}
	return all
})
