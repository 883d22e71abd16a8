// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"fmt"
	"regexp"
	"sort"
	"time"
	_ "time/tzdata" // where the machine has no time zone database, as on Windows and in small containers
)

// Zone is a time zone of the IANA database.
type Zone struct {
	name string
	// periods follow each other and cover the calendar.
	periods []period
}

// period is a time in which the clocks are not changed.
type period struct {
	from   int // minutes since the calendar begins
	offset int // minutes that the clocks are ahead of UTC
}

// zoneName leaves out what a machine has beside the zones: its own zone ("localtime"), and copies of all zones under
// "posix/" and "right/".
var zoneName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*$`)

// LoadZone gives a time zone by its name in the IANA database, such as "America/Sao_Paulo", from the machine's copy of that
// database or else from the one of the release of Go that the program is built with.
func LoadZone(name string) (Zone, error) {
	if !zoneName.MatchString(name) || name == time.Local.String() {
		return Zone{}, fmt.Errorf(`%q is not the name of a time zone, as in "America/Sao_Paulo", "Asia/Kolkata" or "UTC"`, name)
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		return Zone{}, fmt.Errorf(`%q is not a time zone of the IANA database, as are "America/Sao_Paulo", "Asia/Kolkata" and "UTC"`, name)
	}
	offset := func(minute int) int {
		_, seconds := calendarStart.Add(time.Duration(minute) * time.Minute).In(location).Zone()
		return seconds / 60 // whole minutes for all zones since 1972
	}
	// Day by day, as Time.ZoneBounds is wrong on the last day of a leap year.
	zone := Zone{name: name, periods: []period{{from: 0, offset: offset(0)}}}
	for i := range calendar() {
		before := zone.periods[len(zone.periods)-1].offset
		start := i * minutesOfDay
		if offset(start+minutesOfDay) == before {
			continue
		}
		at := start + sort.Search(minutesOfDay, func(minute int) bool { return offset(start+minute) != before })
		zone.periods = append(zone.periods, period{from: at, offset: offset(at)})
	}
	return zone, nil
}

// offsetText writes an offset as in UTC-03:00.
func offsetText(offset int) string {
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	return fmt.Sprintf("UTC%s%02d:%02d", sign, offset/60, offset%60)
}
