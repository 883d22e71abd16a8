// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"regexp"
	"strings"
	"unicode"
)

// Printable makes a text of the platform fit for a line of a terminal: no control characters, no line breaks, not endless.
func Printable(text string) string { return oneLine(text, longestMessage) }

// longestTrace, in runes, holds some dozen frames of a stack trace.
const longestTrace = 4 * longestMessage

// escapes are what colours a text on a terminal, and moves its cursor.
var escapes = regexp.MustCompile("\x1b(?:\\[[\\x30-\\x3f]*[\\x20-\\x2f]*[\\x40-\\x7e]|\\][^\a\x1b]*(?:\a|\x1b\\\\)?)")

// PrintableTrace is the trace fit for a terminal: with its lines, without control characters, and not endless. Of a long one the
// end is kept, as that is where a stack trace says what went wrong.
func (r Run) PrintableTrace() string {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", "    ").Replace(escapes.ReplaceAllString(r.Trace, ""))
	text = strings.Map(func(c rune) rune {
		if c != '\n' && !unicode.IsPrint(c) {
			return unicode.ReplacementChar
		}
		return c
	}, text)
	text = strings.TrimRight(strings.Trim(text, "\n"), " \n")
	if runes := []rune(text); len(runes) > longestTrace {
		text = "…" + string(runes[len(runes)-longestTrace:])
	}
	return text
}

// oneLine makes a text safe for a terminal: no control characters (escape codes), one line, not endless.
func oneLine(text string, longest int) string {
	var b strings.Builder
	count := 0
	for _, r := range strings.TrimSpace(text) {
		if count++; count > longest {
			b.WriteString("…")
			break
		}
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			b.WriteByte(' ')
		case !unicode.IsPrint(r):
			b.WriteRune(unicode.ReplacementChar)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
