// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

import (
	"runtime/debug"
	"testing"
)

func TestCollectLess(t *testing.T) {
	before := debug.SetGCPercent(100)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	for gogc, want := range map[string]int{"50": 100, "": gcPercent} {
		t.Setenv("GOGC", gogc)
		debug.SetGCPercent(100)
		collectLess()
		if got := debug.SetGCPercent(100); got != want {
			t.Errorf("GOGC=%q: got %d, want %d", gogc, got, want)
		}
	}
}
