// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// toUTC converts an expression from the zone with a name.
func toUTC(t testing.TB, expression, zone string) (string, error) {
	t.Helper()
	e, err := Parse(expression)
	if err != nil {
		t.Fatal(err)
	}
	z, err := LoadZone(zone)
	if err != nil {
		t.Fatal(err)
	}
	utc, err := e.ToUTC(z)
	return utc.String(), err
}

const (
	saoPaulo  = "America/Sao_Paulo"   // UTC-3
	tokyo     = "Asia/Tokyo"          // UTC+9
	kolkata   = "Asia/Kolkata"        // UTC+5:30
	kathmandu = "Asia/Kathmandu"      // UTC+5:45
	newYork   = "America/New_York"    // UTC-5 and UTC-4
	berlin    = "Europe/Berlin"       // UTC+1 and UTC+2
	lordHowe  = "Australia/Lord_Howe" // UTC+10:30 and UTC+11
	morocco   = "Africa/Casablanca"   // UTC+1, and UTC in Ramadan
)

func TestToUTC_results(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ expression, zone, want string }{
		"a time of day":                           {"0 6 * * *", saoPaulo, "0 9 * * *"},
		"a time on weekdays":                      {"0 6 * * 1-5", saoPaulo, "0 9 * * 1-5"},
		"weekdays by name":                        {"30 6 * * MON-FRI", saoPaulo, "30 9 * * 1-5"},
		"a zone that is UTC":                      {"*/20 1-5,7 1,15 1-6 *", "UTC", "*/20 1-5,7 1,15 1-6 *"},
		"an offset by name":                       {"0 6 * * *", "Etc/GMT+3", "0 9 * * *"},
		"another name of a zone":                  {"0 6 * * *", "Brazil/East", "0 9 * * *"},
		"over midnight, each day":                 {"0 22 * * *", saoPaulo, "0 1 * * *"},
		"back over midnight, each day":            {"0 6 * * *", tokyo, "0 21 * * *"},
		"hours of which some are on the next day": {"0 18-23 * * *", saoPaulo, "0 0-2,21-23 * * *"},
		"every other hour":                        {"0 */2 * * *", saoPaulo, "0 1-23/2 * * *"},
		"every hour":                              {"7 * * * *", saoPaulo, "7 * * * *"},
		"a half hour":                             {"0 6 * * *", kolkata, "30 0 * * *"},
		"a half hour, back over midnight":         {"15 5 * * *", kolkata, "45 23 * * *"},
		"a half hour, every hour":                 {"0 * * * *", kolkata, "30 * * * *"},
		"a half hour, every half hour":            {"*/30 * * * *", kolkata, "0,30 * * * *"},
		"three quarters":                          {"0 6 * * *", kathmandu, "15 0 * * *"},
		"three quarters, every quarter":           {"*/15 * * * *", kathmandu, "*/15 * * * *"},
		"minutes that stay in their hour":         {"30-59 6 * * *", kolkata, "0-29 1 * * *"},
		"every minute":                            {"* * * * *", kathmandu, "* * * * *"},
		"days of the week, to the next day":       {"0 22 * * 5", saoPaulo, "0 1 * * 6"},
		"Saturday, to Sunday":                     {"0 22 * * 6,7", saoPaulo, "0 1 * * 0,1"},
		"days of the week, to the day before":     {"0 6 * * MON-FRI", tokyo, "0 21 * * 0-4"},
		"Sunday, to Saturday":                     {"0 6 * * 0", tokyo, "0 21 * * 6"},
		"a day of the month":                      {"0 6 1 * *", saoPaulo, "0 9 1 * *"},
		"a day of the month, to the next":         {"0 22 5 * *", saoPaulo, "0 1 6 * *"},
		"a day of the month, to the one before":   {"0 6 5 * *", tokyo, "0 21 4 * *"},
		"the 27th, to the next":                   {"0 22 27 * *", saoPaulo, "0 1 28 * *"},
		"the 2nd, to the day before":              {"0 6 2 * *", tokyo, "0 21 1 * *"},
		"the 31st, to the 1st of some months":     {"0 22 31 * *", saoPaulo, "0 1 1 1,2,4,6,8,9,11 *"},
		"the 31st, to the 30th of some months":    {"0 6 31 * *", tokyo, "0 21 30 1,3,5,7,8,10,12 *"},
		"New Year's Eve":                          {"0 22 31 12 *", saoPaulo, "0 1 1 1 *"},
		"New Year":                                {"0 6 1 1 *", tokyo, "0 21 31 12 *"},
		"the 1st of some months, to the 31st":     {"0 6 1 2,4,6,8,9,11 *", tokyo, "0 21 31 1,3,5,7,8,10 *"},
		"the 1st of some months, to the 30th":     {"0 6 1 5,7,10,12 *", tokyo, "0 21 30 4,6,9,11 *"},
		"the 29th of February, to the day before": {"0 6 30 1,3 *", tokyo, "0 21 29 1,3 *"},
		"a month": {"0 6 * 2 *", saoPaulo, "0 9 * 2 *"},
		"a day that some of the months do not have": {"0 6 31 1-6 *", saoPaulo, "0 9 31 1-6 *"},
		"a day of the month or of the week":         {"0 6 1,15 * 1", saoPaulo, "0 9 1,15 * 1"},
		"either of them, to the next day":           {"0 22 1-27/2 * 1", saoPaulo, "0 1 2-28/2 * 2"},
		"odd days or Mondays, as they are":          {"0 6 1-31/2 * 1", saoPaulo, "0 9 1-31/2 * 1"},
		"once":                                      {"@once", tokyo, "@once"},
		"hourly":                                    {"@hourly", saoPaulo, "0 * * * *"},
		"hourly, where there is a half hour":        {"@hourly", kolkata, "30 * * * *"},
		"daily":                                     {"@daily", saoPaulo, "0 3 * * *"},
		"weekly":                                    {"@weekly", tokyo, "0 15 * * 6"},
		"monthly":                                   {"@monthly", saoPaulo, "0 3 1 * *"},
		"quarterly":                                 {"@quarterly", saoPaulo, "0 3 1 */3 *"},
		"yearly":                                    {"@yearly", tokyo, "0 15 31 12 *"},
		"changed clocks, every hour":                {"0 * * * *", berlin, "0 * * * *"},
		"changed clocks, every quarter":             {"*/15 * * * *", newYork, "*/15 * * * *"},
		"changed clocks, every hour on an odd minute": {"17 0-23 * * *", newYork, "17 * * * *"},
		"changed by half an hour, every half hour":    {"*/30 * * * *", lordHowe, "0,30 * * * *"},
		"changed in Ramadan, every hour":              {"0 * * * *", morocco, "0 * * * *"},
		"a month in winter":                           {"0 6 * 1 *", berlin, "0 5 * 1 *"},
		"months in summer":                            {"0 6 * 5-9 *", berlin, "0 4 * 5-9 *"},
		"a winter in July":                            {"0 6 * 7 *", "America/Santiago", "0 10 * 7 *"},
		"the day before the first possible change":    {"0 6 24 3 *", berlin, "0 5 24 3 *"},
		"the day after the last possible change":      {"0 6 1 4 *", berlin, "0 4 1 4 *"},
		"the last day of a possible change":           {"0 6 31 3 *", berlin, "0 4 31 3 *"},
		"yearly, in a winter":                         {"@yearly", newYork, "0 5 1 1 *"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := toUTC(t, tc.expression, tc.zone)
			if err != nil || got != tc.want {
				t.Errorf("%q in %s: got %q (%v), want %q", tc.expression, tc.zone, got, err, tc.want)
			}
		})
	}
}

func TestToUTC_noSingleExpression(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		expression, zone string
		want             []string
	}{
		"changed clocks": {"0 6 * * *", berlin, []string{
			`"0 6 * * *" in Europe/Berlin has no single form in UTC, as the offset of this time zone changes during the year`,
			`at UTC+01:00 it is "0 5 * * *", and at UTC+02:00 it is "0 4 * * *"`, "Choose the expression",
			"a time zone whose offset does not change",
		}},
		"changed by half an hour": {"@hourly", lordHowe, []string{
			`UTC+10:30 it is "30 * * * *"`, `UTC+11:00 it is "0 * * * *"`,
		}},
		"changed in Ramadan": {"0 6 * * *", morocco, []string{
			`UTC+00:00 it is "0 6 * * *"`, `UTC+01:00 it is "0 5 * * *"`,
		}},
		"changed clocks, and midnight": {"0 * * * 1-5", berlin, []string{
			`at UTC+01:00 it is "0 23 * * 0-4" and "0 0-22 * * 1-5"`,
			`at UTC+02:00 it is "0 22,23 * * 0-4" and "0 0-21 * * 1-5"`, "Choose",
		}},
		"a day of a possible change": {"0 6 25 3 *", berlin, []string{`"0 5 25 3 *"`, `"0 4 25 3 *"`}},
		"a time that is skipped":     {"30 2 31 3 *", berlin, []string{`"30 1 31 3 *"`, `"30 0 31 3 *"`}},
		"weekdays, over midnight in part": {"0 20-23 * * 1-5", saoPaulo, []string{
			`at UTC-03:00 it is "0 23 * * 1-5" and "0 0-2 * * 2-6"`, "Create a pipeline for each",
		}},
		"every hour of a day": {"0 * 5 * *", tokyo, []string{`"0 15-23 4 * *" and "0 0-14 5 * *"`}},
		"minutes of two hours": {"0,30 6 * * *", kolkata, []string{
			`UTC+05:30 it is "30 0 * * *" and "0 1 * * *"`, "Create a pipeline for each",
		}},
		"many expressions":      {"*/7 */5 * * 1,3 ", kathmandu, []string{`"4,11 19 * * 0,2"`}},
		"more than can be read": {"1,17,33,48 3-6,17,20 * * 1-5", kathmandu, []string{`and 1 more.`}},
		"the 1st, to the day before": {"0 6 1 * *", tokyo, []string{
			"has no form in UTC", "UTC+09:00", "the day before", "same day in UTC",
		}},
		"the 28th, to the next day":      {"0 22 28 * *", saoPaulo, []string{"the next day", "months differ in length"}},
		"the 29th of February":           {"0 22 29 2 *", saoPaulo, []string{"the next day"}},
		"the 1st of March":               {"0 6 1 3 *", tokyo, []string{"the day before"}},
		"a whole month":                  {"0 22 * 1 *", saoPaulo, []string{"the next day"}},
		"Mondays of a month":             {"0 22 * 1 1", saoPaulo, []string{"the next day"}},
		"the 31st or Mondays":            {"0 22 31 * 1", saoPaulo, []string{"the next day"}},
		"quarters, to the day before":    {"@quarterly", tokyo, []string{"the day before"}},
		"changed clocks, and a day lost": {"0 22 28 * *", newYork, []string{"UTC-05:00", "the next day"}},
		"a day that never comes":         {"0 6 30 2 *", saoPaulo, []string{`"0 6 30 2 *" never matches`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := toUTC(t, tc.expression, tc.zone)
			if err == nil {
				t.Fatalf("%q in %s: got %q, want an error", tc.expression, tc.zone, got)
			}
			if got != "" {
				t.Errorf("got %q with the error, want none", got)
			}
			wantParts(t, err.Error(), tc.want...)
			if strings.HasSuffix(err.Error(), ".") {
				t.Errorf("got %q, want no full stop, because Terraform adds one", err)
			}
		})
	}
}

// timeline is a sequence of moments in UTC and on the clocks of a zone.
type timeline struct{ utc, local []moment }

func newTimeline(t testing.TB, zone string, from time.Time, until time.Time, step time.Duration) timeline {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	var line timeline
	for now := from; now.Before(until); now = now.Add(step) {
		line.utc, line.local = append(line.utc, momentOf(now)), append(line.local, momentOf(now.In(location)))
	}
	return line
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// randomExpression returns an expression of a kind that a user may write.
func randomExpression(r *rand.Rand) string {
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	n := func(low, high int) int { return low + r.IntN(high-low+1) }
	few := func(low, high int) string {
		a, b, c := n(low, high), n(low, high), n(low, high)
		return pick("*", fmt.Sprint(a), fmt.Sprint(a), fmt.Sprintf("%d,%d", a, b), fmt.Sprintf("%d,%d,%d", a, b, c),
			fmt.Sprintf("%d-%d", a, b), fmt.Sprintf("%d-%d/%d", a, b, n(1, 6)))
	}
	minutes := pick("0", "0", "30", "0,30", "*/15", "*/20", "*/30", "*", "5/10", few(0, 59))
	hours := pick("*", "*/2", "*/6", "8-18", few(0, 23), few(0, 23), few(0, 23))
	if r.IntN(5) == 0 {
		return pick("*", "0", "*/15", "*/30", minutes) + " * * * *" // Changed clocks do not affect these.
	}
	ofMonth := pick("*", "*", "1", "15", "31", "1-15", "1-31/2", few(1, 31))
	months := pick("*", "*", "*", "*", "1", "jan-jun", "*/3", "5-9", few(1, 12))
	ofWeek := pick("*", "*", "1-5", "MON-FRI", "0", "7", "5-7", "sat,sun", few(0, 6))
	return strings.Join([]string{minutes, hours, ofMonth, months, ofWeek}, " ")
}

// randomConversion returns a random expression and its form in UTC, or the error of its conversion.
func randomConversion(r *rand.Rand, zone Zone) (from string, e, utc Expression, err error) {
	for {
		from = randomExpression(r)
		if e, err = Parse(from); err != nil {
			continue // The two day fields are ambiguous.
		}
		utc, err = e.ToUTC(zone)
		return from, e, utc, err
	}
}

// At each minute, the expression in UTC matches the time in UTC exactly if the original matches the local time, by the
// reference parser and by either rule for days.
func TestToUTC_matchesTheSameMinutes(t *testing.T) {
	t.Parallel()
	zones := []string{
		saoPaulo, berlin, kolkata, lordHowe, newYork, tokyo, kathmandu, morocco, "Pacific/Chatham",
		"Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Santiago", "Antarctica/Troll",
	}
	conversions := 8
	if testing.Short() {
		zones, conversions = zones[:4], 4
	}
	for i, name := range zones {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := LoadZone(name)
			if err != nil {
				t.Fatal(err)
			}
			r := rand.New(rand.NewPCG(1, uint64(i)))
			start := date(FirstYear+r.IntN(20), time.Month(1+r.IntN(12)), 1)
			line := newTimeline(t, name, start, start.AddDate(1, 1, 1), time.Minute)
			converted, tried := 0, 0
			for ; converted < conversions && tried < 10*conversions; tried++ {
				from, _, utc, err := randomConversion(r, zone)
				if err != nil {
					continue
				}
				converted++
				a, b := parseReference(t, from), parseReference(t, utc.String())
				if a.both[0] != a.both[1] || b.both[0] != b.both[1] {
					t.Fatalf("got different rules for the days of %q or %q, want unambiguous ones", from, utc)
				}
				for i := range line.utc {
					if a.matches(line.local[i], 0) != b.matches(line.utc[i], 0) {
						t.Fatalf("%q as %q: got different matches at %v local, %v in UTC, want the same",
							from, utc, line.local[i], line.utc[i])
					}
				}
			}
			if converted == 0 {
				t.Error("got no expression that could be converted, want some")
			}
			t.Logf("converted %d of %d expressions, compared over %d minutes", converted, tried, len(line.utc))
		})
	}
}

// If ToUTC fails, no expression matches at the same times. Such an expression would have to include the hours of all
// matches, and its days could only be one of the candidates of search. Times are compared by the hour, over the 28
// years after which a calendar repeats.
func TestToUTC_failsOnlyIfThereIsNoExpression(t *testing.T) {
	t.Parallel()
	zones := []string{saoPaulo, tokyo, newYork, kolkata}
	failures := 8
	if testing.Short() {
		zones, failures = zones[:3], 2
	}
	for i, name := range zones {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			zone, err := LoadZone(name)
			if err != nil {
				t.Fatal(err)
			}
			start := date(FirstYear, 1, 1)
			if name == kolkata {
				start = start.Add(30 * time.Minute)
			}
			line := newTimeline(t, name, start, start.AddDate(28, 0, 0), time.Hour)
			r := rand.New(rand.NewPCG(2, uint64(i)))
			for failed := 0; failed < failures; {
				from, e, _, err := randomConversion(r, zone)
				if err == nil || e.minutes != setOf(0) {
					continue
				}
				failed++
				if found := search(t, line, from); found != "" {
					t.Errorf("%q: got error %v, want %s", from, err, found)
				}
			}
		})
	}
}

// search searches for an expression in UTC that matches at the same times of the line as from does in local time. It
// returns a description of the expression, or "".
func search(t *testing.T, line timeline, from string) string {
	t.Helper()
	local := parseReference(t, from)
	want := make([]bool, len(line.utc))
	var named reference // includes the values of all matches
	found := false
	for i, m := range line.utc {
		if want[i] = local.matches(line.local[i], 0); want[i] {
			named.minutes[m.minute], named.hours[m.hour], named.months[m.month] = true, true, true
			named.ofMonth[m.ofMonth], named.ofWeek[m.ofWeek] = true, true
			found = true
		}
	}
	if !found {
		return ""
	}
	var all [64]bool
	for v := range all {
		all[v] = true
	}
	always := named // includes the days on which all these hours match
	always.ofMonth, always.ofWeek = named.ofMonth, all
	for i, m := range line.utc {
		if !want[i] && named.hours[m.hour] && named.months[m.month] {
			always.ofMonth[m.ofMonth], always.ofWeek[m.ofWeek] = false, false
		}
	}
	byMonth, byWeek, either := named, named, always
	byMonth.ofWeek, byMonth.both = all, [2]bool{true, true}
	byWeek.ofMonth, byWeek.both = all, [2]bool{true, true}
	for kind, r := range map[string]reference{
		"days of the month": byMonth, "days of the week": byWeek, "either": either,
	} {
		same := true
		for i, m := range line.utc {
			if r.matches(m, 0) != want[i] {
				same = false
				break
			}
		}
		if same {
			return fmt.Sprintf("an expression by %s: %v", kind, r)
		}
	}
	return ""
}

// Converting the form in UTC from the opposite zone results in the original expression.
func TestToUTC_isReversible(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"Etc/GMT+3", "Etc/GMT-3"}, {"Etc/GMT-9", "Etc/GMT+9"}} {
		there, err := LoadZone(pair[0])
		back, err2 := LoadZone(pair[1])
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(3, 3))
		for range 20 {
			from, e, utc, err := randomConversion(r, there)
			if err != nil {
				continue
			}
			again, err := utc.ToUTC(back)
			if err != nil || !matchSameTimes(e, again) {
				t.Errorf("%q as %q: got %q (%v) from the opposite zone, want the original", from, utc, again, err)
			}
		}
	}
}

// matchSameTimes reports whether two expressions match at the same times. Their fields may differ: "31 2,3" is "31 3".
func matchSameTimes(a, b Expression) bool {
	if a.minutes != b.minutes || a.hours != b.hours {
		return false
	}
	for _, day := range calendar() {
		if a.days.include(day) != b.days.include(day) {
			return false
		}
	}
	return true
}

func BenchmarkToUTC(b *testing.B) {
	zone, err := LoadZone(newYork)
	if err != nil {
		b.Fatal(err)
	}
	e, err := Parse("*/15 * * * *")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := e.ToUTC(zone); err != nil {
			b.Fatal(err)
		}
	}
}
