// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"slices"
	"testing"
)

func TestListSome(t *testing.T) {
	for n, want := range map[int]string{
		0:  "",
		2:  "x, x",
		10: "x, x, x, x, x, x, x, x, x, x",
		12: "x, x, x, x, x, x, x, x, x, x, and 2 more",
	} {
		if got := ListSome(slices.Repeat([]string{"x"}, n), ", "); got != want {
			t.Errorf("%d items: got %q, want %q", n, got, want)
		}
	}
}
