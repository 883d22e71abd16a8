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

func TestLoadZone_invalidNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", " ", "Local", "localtime", "posixrules", "posix/Europe/Berlin", "right/Europe/Berlin", "america/sao_paulo",
		"America/sao_paulo", "America/Nowhere", "BRT", "UTC-3", "-03:00", "/etc/localtime", "../UTC", "Etc/../UTC",
		"America/", "America", "America/Sao Paulo", "América/Bahia", "UTC\x00",
	} {
		_, err := LoadZone(name)
		if err == nil {
			t.Errorf("%q: got a zone, want an error", name)
			continue
		}
		wantParts(t, err.Error(), `"America/Sao_Paulo"`)
	}
}

// allZones returns the names in the time zone database of the Go release.
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

// The offsets are those of the time package, at the ends of each period and between them.
func TestZones_haveTheOffsetsOfTheTimePackage(t *testing.T) {
	t.Parallel()
	names := allZones(t)
	if len(names) < 400 {
		t.Fatalf("got %d zones, want at least 400", len(names))
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
			t.Errorf("%s: got error %v, want none", name, err)
			continue
		}
		location, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		length := len(calendar()) * minutesPerDay
		minutes := []int{0, length - 1}
		for _, p := range zone.periods[1:] {
			minutes = append(minutes, p.start-1, p.start)
		}
		for range 200 {
			minutes = append(minutes, r.IntN(length))
		}
		for _, minute := range minutes {
			_, want := calendarStart.Add(time.Duration(minute) * time.Minute).In(location).Zone()
			i := len(zone.periods) - 1
			for zone.periods[i].start > minute {
				i--
			}
			if got := zone.periods[i].offset; got*60 != want {
				t.Errorf("%s, minute %d: got an offset of %d min, want %d s", name, minute, got, want)
				break
			}
		}
	}
}

// The calendar has each date on each weekday, in leap years, too. So a conversion is valid for every year.
func TestCalendar_hasEachDateOnEachWeekday(t *testing.T) {
	t.Parallel()
	seen := map[day]bool{}
	all := calendar()
	for _, day := range all[1 : len(all)-1] {
		seen[day] = true
	}
	if len(seen) != 366*7 {
		t.Errorf("got %d kinds of days, want %d", len(seen), 366*7)
	}
	first, last := all[0], all[len(all)-1]
	if first.month != 12 || first.ofMonth != 31 || last.month != 1 || last.ofMonth != 1 {
		t.Errorf("got days from %v to %v, want the day before the years and the day after them", first, last)
	}
}

// Machines without a time zone database use the one that is linked in.
func TestLoadZone_databaseIsLinkedIn(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "time/tzdata\n") {
		t.Error("got no dependency on time/tzdata, want one")
	}
}

func TestFormatOffset(t *testing.T) {
	t.Parallel()
	for offset, want := range map[int]string{
		0: "UTC+00:00", 60: "UTC+01:00", -180: "UTC-03:00", 345: "UTC+05:45", -210: "UTC-03:30", 840: "UTC+14:00",
	} {
		if got := formatOffset(offset); got != want {
			t.Errorf("%d: got %q, want %q", offset, got, want)
		}
	}
}
