// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"fmt"
	"strings"
	"unicode"
)

// HCLString returns text as a quoted HCL string without templates: text from the platform may contain "${".
func HCLString(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return `"` + strings.NewReplacer("${", "$${", "%{", "%%{").Replace(b.String()) + `"`
}
