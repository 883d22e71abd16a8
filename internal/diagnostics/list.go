// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"fmt"
	"strings"
)

// ListSome lists items in a message. If there are more than ten, it lists the first ten and counts the others.
func ListSome(items []string, separator string) string {
	const few = 10
	if len(items) <= few {
		return strings.Join(items, separator)
	}
	return fmt.Sprintf("%s%sand %d more", strings.Join(items[:few], separator), separator, len(items)-few)
}
