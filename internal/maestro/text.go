// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// The largest lengths of messages, in runes. They keep stack traces and pages out of diagnostics.
const (
	longestMessage = 1000
	longestCause   = 4 * longestMessage // a cause may contain a message, and the error of another request
	longestTrace   = 4 * longestMessage // some dozen frames of a stack trace
)

// Printable returns a string of the platform in a form that is fit for one line of a terminal: without line breaks,
// characters that control a terminal, are invisible or change the direction of text, and cut to a readable length. Every
// text of the platform passes it before a person sees it, except for traces; see [Run.PrintableTrace]. The messages of
// all errors of this package have passed it.
func Printable(s string) string { return transport.Printable(s, longestMessage) }

// SameName reports whether two names of pipelines are equal in meaning: without white space at the ends, line end
// styles and Unicode composition, which the platform may change.
func SameName(a, b string) bool { return a == b || CanonicalName(a) == CanonicalName(b) }

// CanonicalName returns the form that all names that are equal in meaning share; see [SameName].
func CanonicalName(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return norm.NFC.String(strings.TrimSpace(text))
}

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
