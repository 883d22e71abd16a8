// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"strings"
	"testing"
)

// wantParts fails the test unless a text contains all parts.
func wantParts(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("got %q, want %q in it", text, part)
		}
	}
}

func TestParse_stringIsCanonical(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"* * * * *":                  "* * * * *",
		"0 6 * * *":                  "0 6 * * *",
		" 00\t06  * * * \n":          "0 6 * * *",
		"*/1 0-23 1-31 1-12 *":       "* * * * *",
		"0 6 ? * ?":                  "0 6 * * *",
		"*/15 * * * *":               "*/15 * * * *",
		"45,0,30,15 * * * *":         "*/15 * * * *",
		"*/30 */12 * * *":            "0,30 0,12 * * *",
		"*/7 * * * *":                "*/7 * * * *",
		"*/90 */48 * * *":            "0 0 * * *",
		"5-59/15 * * * *":            "5,20,35,50 * * * *",
		"5/10 * * * *":               "5-55/10 * * * *",
		"1-59/2 8-18/2 * * *":        "1-59/2 8-18/2 * * *",
		"0 8-18/4 * * *":             "0 8,12,16 * * *",
		"0 22-2 * * *":               "0 0-2,22,23 * * *",
		"0 22-4/2 * * *":             "0 0,2,4,22 * * *",
		"1,2,3,5,6,9 * * * *":        "1-3,5,6,9 * * * *",
		"0 6 * * MON-FRI":            "0 6 * * 1-5",
		"0 6 * JAN-mar,oct sun,Sat":  "0 6 * 1-3,10 0,6",
		"0 6 * * 7":                  "0 6 * * 0",
		"0 6 * * 5-7":                "0 6 * * 0,5,6",
		"0 6 * * 7-2":                "0 6 * * 0-2",
		"0 6 * * fri-mon":            "0 6 * * 0,1,5,6",
		"0 6 * * 0-7":                "0 6 * * *",
		"0 6 * * 1-7/2":              "0 6 * * 0,1,3,5",
		"0 6 * * */2":                "0 6 * * */2",
		"0 6 * 11-2 *":               "0 6 * 1,2,11,12 *",
		"0 6 25-5 * *":               "0 6 1-5,25-31 * *",
		"0 6 */2 * *":                "0 6 */2 * *",
		"0 6 1-31/2 * 1":             "0 6 1-31/2 * 1",
		"0 6 1 * 0,2,4,6":            "0 6 1 * 0,2,4,6",
		"0 6 1,11,21,31 * 1":         "0 6 1,11,21,31 * 1",
		"0 6 *,5 * 1":                "0 6 * * 1",
		"0 6 */1 * 1":                "0 6 * * 1",
		"@hourly":                    "0 * * * *",
		"@daily":                     "0 0 * * *",
		"@midnight":                  "0 0 * * *",
		"@weekly":                    "0 0 * * 0",
		"@monthly":                   "0 0 1 * *",
		"@quarterly":                 "0 0 1 */3 *",
		"@yearly":                    "0 0 1 1 *",
		" @annually\n":               "0 0 1 1 *",
		"@once":                      "@once",
		"0 0 1 1,7 *":                "0 0 1 1,7 *",
		"0 0 1 1/3 *":                "0 0 1 */3 *",
		"0-9/3,40 1,2 31-1 12-1 6-6": "0,3,6,9,40 1,2 1,31 1,12 6",
	} {
		e, err := Parse(text)
		if err != nil {
			t.Errorf("%q: got error %v, want none", text, err)
			continue
		}
		if got := e.String(); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	if got := (Expression{}).String(); got != "" {
		t.Errorf("zero expression: got %q, want an empty string", got)
	}
}

func TestParse_errorsNameTheInvalidPart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                               {"0 fields", "minute, hour, day of month, month, day of week"},
		"0 6 * *":                        {"4 fields"},
		"every day at noon":              {"4 fields"},
		"0 0 6 * * ?":                    {"6 fields", "five fields"},
		"0 0 6 * * ? 2030":               {"7 fields"},
		"@every 1h":                      {"2 fields"},
		"@sometimes":                     {`"@sometimes"`, "@daily", "@once"},
		"@DAILY":                         {`"@DAILY"`, "@daily"},
		"60 6 * * *":                     {"60", "minute", "0 to 59"},
		"0 24 * * *":                     {"24", "hour", "0 to 23"},
		"0 6 0 * *":                      {"day of month", "1 to 31"},
		"0 6 * 13 *":                     {"month", "1 to 12"},
		"0 6 * * 8":                      {"day of week", "0 to 7"},
		"*/0 6 * * *":                    {"step", "1 or more"},
		"0 99999999999999999999 * * *":   {"hour", "0 to 23"},
		"*/99999999999999999999 * * * *": {`"*/99999999999999999999"`, "minute"},
		"0 6 L * *":                      {`"L"`, "day of month"},
		"0 6 15W * *":                    {`"15W"`, "day of month"},
		"0 6 * * 1#2":                    {`"1#2"`, "day of week", "MON"},
		"0 6 * * 5L":                     {`"5L"`, "day of week"},
		"H 6 * * *":                      {`"H"`, "minute"},
		"? 6 * * *":                      {`"?"`, "minute"},
		"0 ? * * *":                      {`"?"`, "hour"},
		"MON 6 * * *":                    {`"MON"`, "minute"},
		"0 6 * MON *":                    {`"MON"`, "month", "FEB"},
		"0 6 * * MONDAY":                 {`"MONDAY"`, "day of week"},
		"0, 6 * * *":                     {`""`, "minute"},
		"0 6 * * +1":                     {`"+1"`, "day of week"},
		"0 6 * * 1-":                     {`"1-"`},
		"0 6 * * -5":                     {`"-5"`},
		"0 6 * * 1-3-5":                  {`"1-3-5"`},
		"*-5 6 * * *":                    {`"*-5"`},
		"*/ 6 * * *":                     {`"*/"`},
		"*/x 6 * * *":                    {`"*/x"`},
		"*/2/3 6 * * *":                  {`"*/2/3"`},
		"１ 6 * * *":                      {`"１"`},
		"0 6 * * 1/2":                    {`"1/2"`, "day of week"}, // Schedulers disagree on whether that includes Sunday.
		"0 6 */2 * 1":                    {`"*/2"`, "disagree", "both"},
		"0 6 1 * */2":                    {`"*/2"`, "disagree"},
		"0 6 1-31 * 1":                   {`"1-31"`, "Write * for every day"},
		"0 6 1 * 0-6":                    {`"0-6"`, "Write * for every day"},
		"0 6 ?/2 * 1":                    {`"?/2"`, "disagree"},
		"0 6 */2 * */3":                  {`"*/2"`, "disagree"},
		"0 6 5,* * 1":                    {`"5,*"`, "disagree"},
	} {
		e, err := Parse(text)
		if err == nil {
			t.Errorf("%q: got %q, want an error", text, e)
			continue
		}
		wantParts(t, err.Error(), want...)
	}
}

// The reference parser agrees with Parse, by either rule for days. The canonical form means the same, and passes Check.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"0 6 * * *", "*/15 0-5/2 1,15 JAN-MAR mon-fri", "5/10 22-2 25-5 11-2 5-7", "0 6 1-31/2 * 7", "* * ? * ?", "@once",
		"@daily", "@every 1h",
		"", "0 6 */2 * 1", "60 * * * *", "*/0 * * * *", "0 0 L * *", "0 0 0 6 * * ?", "１ * * * *",
		"*/9223372036854775807 * * * *",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			return
		}
		if err := Check(text); err != nil {
			t.Errorf("%q: got error %v from Check, want none", text, err)
		}
		canonical := e.String()
		if err := Check(canonical); err != nil {
			t.Errorf("%q as %q: got error %v from Check, want none", text, canonical, err)
		}
		if again, err := Parse(canonical); err != nil || again != e {
			t.Errorf("%q as %q: got %q (%v), want the same expression", text, canonical, again, err)
		}
		if strings.HasPrefix(strings.TrimSpace(text), "@") {
			return
		}
		wantSameMeaning(t, text, canonical)
	})
}

// wantSameMeaning fails the test unless two expressions mean the same by the reference parser, by either rule for days.
func wantSameMeaning(t testing.TB, a, b string) {
	t.Helper()
	x, y := parseReference(t, a), parseReference(t, b)
	if x.minutes != y.minutes || x.hours != y.hours || x.months != y.months {
		t.Errorf("got different minutes, hours or months of %q and %q, want the same", a, b)
	}
	var all [64]bool
	for v := range all {
		all[v] = true
	}
	x.minutes, x.hours, x.months, y.minutes, y.hours, y.months = all, all, all, all, all, all
	for ofMonth := range 31 {
		for ofWeek := range 7 {
			m := moment{ofMonth: uint8(ofMonth + 1), ofWeek: uint8(ofWeek)}
			first := x.matches(m, 0)
			if x.matches(m, 1) != first || y.matches(m, 0) != first || y.matches(m, 1) != first {
				t.Fatalf("day %d of a month, %d of a week: got different matches of %q and %q, want the same",
					m.ofMonth, m.ofWeek, a, b)
			}
		}
	}
}

func TestCheck_everyField(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"60 * * * *", "* 24 * * *", "* * 32 * *", "* * * 13 *", "* * * * 8", "* * * * */0"} {
		err := Check(text)
		if err == nil {
			t.Errorf("%q: got no error, want one", text)
			continue
		}
		wantParts(t, err.Error(), text, fieldNames)
	}
	for _, text := range []string{"", "@once", "99 99 99 99 99 99", "0 0 L * *", "59 23 31 12 7"} {
		if err := Check(text); err != nil {
			t.Errorf("%q: got error %v, want none", text, err)
		}
	}
}

func TestWarning(t *testing.T) {
	for expression, want := range map[string]string{
		"0 6 * * *":      "",
		"0 6,18 * * 1-5": "",
		"0 * * * *":      "",
		"@once":          "",
		"@daily":         "",
		"@later":         "",
		"0 6 L * *":      "", // not understood here, and perhaps there
		"*/15 * * * *":   "more frequent than hourly",
		"0,30 6 * * *":   "more frequent than hourly",
		"0 0 6 * * *":    "has 6 fields",
		"0 6":            "has 2 fields",
		"daily":          "has 1 field.",
	} {
		if got := Warning(expression); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q: got %q, want %q", expression, got, want)
		}
	}
}
