// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"fmt"
	"iter"
	"regexp"
	"sort"
	"time"
	_ "time/tzdata" // for machines without a time zone database, such as Windows and small containers
)

// Zone is a time zone of the IANA database.
type Zone struct {
	name string
	// periods are consecutive and cover the calendar.
	periods []period
}

// period is a time in which the clocks of a zone are not changed.
type period struct {
	start  int // minutes since calendarStart
	offset int // minutes that the clocks are ahead of UTC
}

// zoneName excludes what a time zone database may contain beside the zones: the zone of the machine ("localtime"), and
// copies of all zones in "posix/" and "right/".
var zoneName = regexp.MustCompile(`^[A-Z][A-Za-z0-9_+-]*(/[A-Z][A-Za-z0-9_+-]*)*$`)

// LoadZone returns the time zone with a name of the IANA database, such as "America/Sao_Paulo". It uses the database of
// the machine, or else the one of the Go release that the program is built with.
func LoadZone(name string) (Zone, error) {
	if !zoneName.MatchString(name) || name == time.Local.String() {
		return Zone{}, fmt.Errorf(`%q is not the name of a time zone, as in "America/Sao_Paulo", "Asia/Kolkata" or "UTC"`,
			name)
	}
	location, err := time.LoadLocation(name)
	if err != nil {
		return Zone{}, fmt.Errorf(
			`%q is not a time zone of the IANA database, as are "America/Sao_Paulo", "Asia/Kolkata" and "UTC"`, name)
	}
	offset := func(minute int) int {
		_, seconds := calendarStart.Add(time.Duration(minute) * time.Minute).In(location).Zone()
		return seconds / 60 // All offsets since 1972 are whole minutes.
	}

	// Each day is examined, because time.Time.ZoneBounds is wrong on the last day of a leap year.
	zone := Zone{name: name, periods: []period{{start: 0, offset: offset(0)}}}
	for i := range calendar() {
		before := zone.periods[len(zone.periods)-1].offset
		start := i * minutesPerDay
		if offset(start+minutesPerDay) == before {
			continue
		}
		change := start + sort.Search(minutesPerDay, func(minute int) bool { return offset(start+minute) != before })
		zone.periods = append(zone.periods, period{start: change, offset: offset(change)})
	}
	return zone, nil
}

// part is a part of a UTC day in which the clocks of a zone are not changed.
type part struct {
	offset     int // minutes that the clocks are ahead of UTC
	start, end int // minutes of the day
}

// days returns the parts of each day of the calendar but the first and the last one, by the index of the day.
func (z Zone) days() iter.Seq2[int, []part] {
	return func(yield func(int, []part) bool) {
		periods := z.periods
		for i := 1; i < len(calendar())-1; i++ {
			start := i * minutesPerDay
			for len(periods) > 1 && periods[1].start <= start {
				periods = periods[1:]
			}
			var parts []part
			for j, p := range periods {
				if p.start >= start+minutesPerDay {
					break
				}
				end := minutesPerDay
				if j+1 < len(periods) {
					end = min(end, periods[j+1].start-start)
				}
				parts = append(parts, part{offset: p.offset, start: max(p.start-start, 0), end: end})
			}
			if !yield(i, parts) {
				return
			}
		}
	}
}

// formatOffset returns an offset as in UTC-03:00.
func formatOffset(offset int) string {
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	return fmt.Sprintf("UTC%s%02d:%02d", sign, offset/60, offset%60)
}
