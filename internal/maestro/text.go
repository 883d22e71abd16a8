// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"regexp"
	"strings"
	"unicode"
)

// The largest lengths of messages, in runes. They keep stack traces and pages out of diagnostics.
const (
	longestMessage = 1000
	longestCause   = 4 * longestMessage // a cause may contain a message, and the error of another request
	longestTrace   = 4 * longestMessage // some dozen frames of a stack trace
)

// Printable returns a string of the platform in a form that is fit for one line of a terminal: without control
// characters and line breaks, and cut to a readable length.
func Printable(s string) string { return oneLine(s, longestMessage) }

// escapes matches the escape sequences that color text on a terminal and move its cursor.
var escapes = regexp.MustCompile("\x1b(?:\\[[\\x30-\\x3f]*[\\x20-\\x2f]*[\\x40-\\x7e]|\\][^\a\x1b]*(?:\a|\x1b\\\\)?)")

// PrintableTrace returns the trace in a form that is fit for a terminal: with its lines, without control characters,
// and cut to a readable length. The end of a long trace is kept, as it contains the message.
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

// oneLine returns a string without control characters and line breaks, cut to a number of runes.
func oneLine(s string, longest int) string {
	var b strings.Builder
	count := 0
	for _, r := range strings.TrimSpace(s) {
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
