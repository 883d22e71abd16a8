// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"strings"
	"unicode"
)

// longestReason is the largest length of the reason why there is no response, in runes.
const longestReason = 1000

// Printable returns a text in a form that is fit for one line of a terminal: with spaces for line breaks, without
// characters that control a terminal, are invisible or change the direction of text, and cut to a number of runes.
func Printable(s string, longest int) string {
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
