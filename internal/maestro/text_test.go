// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestPrintableTrace_keepsItsLines(t *testing.T) {
	t.Parallel()
	for trace, want := range map[string]string{
		"":     "",
		"boom": "boom",
		"Traceback:\r\n\tFile \"x.py\"\rDone\n\n":      "Traceback:\n    File \"x.py\"\nDone",
		"\n\n  indented\n":                             "  indented",
		"\x1b[1;31mred\x1b[0m and \x1b]0;title\x07not": "red and not",
		"a\x00b\x1bc\x9bd\u202ee\u200bf":               "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf",
		"ação ✓":                                       "ação ✓",
	} {
		if got := (Run{Trace: trace}).PrintableTrace(); got != want {
			t.Errorf("%q: got %q, want %q", trace, got, want)
		}
	}
}

func TestPrintableTrace_keepsTheEndOfALongTrace(t *testing.T) {
	t.Parallel()
	got := Run{Trace: strings.Repeat("é\n", 10_000) + "ValueError: no such column"}.PrintableTrace()
	if n := utf8.RuneCountInString(got); n != longestTrace+1 || !strings.HasPrefix(got, "…") || !strings.HasSuffix(got, "\nValueError: no such column") {
		t.Errorf("got %d characters that begin with %.20q", n, got)
	}
	exact := strings.Repeat("x", longestTrace)
	if (Run{Trace: exact}).PrintableTrace() != exact {
		t.Error("got a cut trace of the greatest length, want it unchanged")
	}
}

func TestPrintable_isOneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		" RUN\x1b[2JNING\nx ":    "RUN\uFFFD[2JNING x",
		"a\ab\x7fc\u009bd":       "a\uFFFDb\uFFFDc\uFFFDd",
		"a\u202eb\u2066c\u200f":  "a\uFFFDb\uFFFDc\uFFFD",
		"a\r\nb\u2028c\u2029d":   "a  b\uFFFDc\uFFFDd",
		"a\u200bb\u00adc\ufeffd": "a\uFFFDb\uFFFDc\uFFFDd",
		"ação ✓":                 "ação ✓",
	} {
		if got := Printable(text); got != want {
			t.Errorf("Printable(%q): got %q, want %q", text, got, want)
		}
	}
}

func FuzzPrintableTrace(f *testing.F) {
	for _, seed := range []string{"", "a\r\nb", "\x1b[31mx\x1b[0m", "\x1b]8;;http://x\x1b\\link", strings.Repeat("x\n", 3000), "\xff\xfe"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, trace string) {
		got := Run{Trace: trace}.PrintableTrace()
		if utf8.RuneCountInString(got) > longestTrace+1 {
			t.Errorf("got %d characters", utf8.RuneCountInString(got))
		}
		for _, c := range got {
			if c != '\n' && !unicode.IsPrint(c) {
				t.Errorf("got %U in %q", c, got)
			}
		}
	})
}
