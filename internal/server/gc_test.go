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

func TestCollectLess_memoryLimit(t *testing.T) {
	percent, before := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	t.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(before)
	})
	const other = 2 << 30
	for limit, want := range map[string]int64{"2GiB": other, "": memoryLimit} {
		t.Setenv("GOMEMLIMIT", limit)
		debug.SetMemoryLimit(other)
		collectLess()
		if got := debug.SetMemoryLimit(-1); got != want {
			t.Errorf("GOMEMLIMIT=%q: got %d, want %d", limit, got, want)
		}
	}
}
