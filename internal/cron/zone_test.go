// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"archive/zip"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestZonesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", " ", "Local", "localtime", "posixrules", "posix/Europe/Berlin", "right/Europe/Berlin", "america/sao_paulo", "America/sao_paulo",
		"America/Nowhere", "BRT", "UTC-3", "-03:00", "/etc/localtime", "../UTC", "Etc/../UTC", "America/", "America", "America/Sao Paulo", "América/Bahia", "UTC\x00",
	} {
		_, err := LoadZone(name)
		if err == nil {
			t.Errorf("%q is a zone", name)
			continue
		}
		contains(t, err.Error(), `"America/Sao_Paulo"`)
	}
}

// allZones gives the names in the time zone database of this Go.
func allZones(t *testing.T) []string {
	t.Helper()
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	database, err := zip.OpenReader(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer database.Close()
	var names []string
	for _, file := range database.File {
		if !strings.HasSuffix(file.Name, "/") {
			names = append(names, file.Name)
		}
	}
	return names
}

// The offsets of zones are those that the time package has, at the ends of each period and in between.
func TestZonesHaveTheirOffsets(t *testing.T) {
	t.Parallel()
	names := allZones(t)
	if len(names) < 400 {
		t.Fatalf("there are only %d zones", len(names))
	}
	r := rand.New(rand.NewPCG(4, 4))
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	count := 100
	if testing.Short() {
		count = 20
	}
	names = append(names[:count], newYork, lordHowe, morocco)
	for _, name := range names {
		zone, err := LoadZone(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		location, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		length := len(calendar()) * minutesOfDay
		minutes := []int{0, length - 1}
		for _, p := range zone.periods[1:] {
			minutes = append(minutes, p.from-1, p.from)
		}
		for range 200 {
			minutes = append(minutes, r.IntN(length))
		}
		for _, minute := range minutes {
			_, want := calendarStart.Add(time.Duration(minute) * time.Minute).In(location).Zone()
			i := len(zone.periods) - 1
			for zone.periods[i].from > minute {
				i--
			}
			if got := zone.periods[i].offset; got*60 != want {
				t.Errorf("%s is %d s ahead at minute %d, and not %d min", name, want, minute, got)
				break
			}
		}
	}
}

// The calendar has each date on each weekday, in leap years too: what a conversion finds there holds for every year.
func TestCalendarHasEveryKindOfDay(t *testing.T) {
	t.Parallel()
	seen := map[day]bool{}
	all := calendar()
	for _, day := range all[1 : len(all)-1] {
		seen[day] = true
	}
	if len(seen) != 366*7 {
		t.Errorf("the calendar has %d of %d kinds of days", len(seen), 366*7)
	}
	if first, last := all[0], all[len(all)-1]; first.month != 12 || first.ofMonth != 31 || last.month != 1 || last.ofMonth != 1 {
		t.Errorf("it goes from %v to %v", first, last)
	}
}

// A machine without a time zone database has the one that is built in.
func TestZonesAreBuiltIn(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "time/tzdata\n") {
		t.Error("time/tzdata is not linked in")
	}
}

func TestOffsetsAsText(t *testing.T) {
	t.Parallel()
	for offset, want := range map[int]string{0: "UTC+00:00", 60: "UTC+01:00", -180: "UTC-03:00", 345: "UTC+05:45", -210: "UTC-03:30", 840: "UTC+14:00"} {
		if got := offsetText(offset); got != want {
			t.Errorf("%d is %q", offset, got)
		}
	}
}
