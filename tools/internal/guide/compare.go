// SPDX-License-Identifier: MPL-2.0

package guide

import (
	"regexp"
	"strings"
)

// normalizations replace what differs between two runs of the same commands, between Terraform and OpenTofu, and
// between a terminal and a file.
var normalizations = []struct {
	pattern     *regexp.Regexp
	replacement string
}{
	{regexp.MustCompile("\x1b" + `\[[0-9;]*m`), ""},
	{regexp.MustCompile(`[╷│╵]`), " "},
	{regexp.MustCompile(`[0-9a-f]{8}([-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}`), "ID"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+]00:00)`), "TIME"},
	{regexp.MustCompile(`http://127\.0\.0\.1:\d+`), "ADDRESS"},
	{regexp.MustCompile(`tb__\w{6}__`), "tb__ID__"},
	{regexp.MustCompile(`(after|in) [0-9.]+m?s`), "$1 DURATION"},
	{regexp.MustCompile(`OpenTofu|Terraform`), "CLI"},
	{regexp.MustCompile(`\s+`), " "},
}

func normalize(text string) string {
	for _, n := range normalizations {
		text = n.pattern.ReplaceAllString(text, n.replacement)
	}
	return strings.TrimSpace(text)
}

// missing returns the first of the pieces of want, which are separated by [...], that output does not contain after the
// pieces before it. It returns "" if output contains all of them.
func missing(output, want string) string {
	rest := normalize(output)
	for piece := range strings.SplitSeq(want, "[...]") {
		_, after, found := strings.Cut(rest, normalize(piece))
		if !found {
			return strings.TrimSpace(piece)
		}
		rest = after
	}
	return ""
}
