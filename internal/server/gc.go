// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

// Workaround: garbage collection.
//
// Why: a call to the framework, as for each new or changed pipeline, allocates hundreds of kilobytes, of which nothing
// stays in use. With Go's default, which doubles a heap of a few megabytes before it collects, the collector runs all
// the time.
//
// Gain: by BenchmarkPlan_gcPercent, a plan by the framework takes about 6 ms of CPU time instead of 10 ms. Before
// unchangedread.go, unchangedstate.go and validconfig.go, the provider took 3.6 s of CPU time instead of 5.1 s in a
// plan of 500 pipelines, and 67 MB of memory instead of 33 MB.
//
// Upstream: hashicorp/terraform-plugin-framework#775; see unchanged.go.
//
// Delete when: BenchmarkPlan_gcPercent shows a gain of less than a tenth.

import (
	"os"
	"runtime/debug"
)

const (
	// gcPercent is how much garbage may accumulate before it is collected, in percent of the memory in use.
	gcPercent = 400
	// memoryLimit in bytes is where collecting starts to take precedence over gcPercent: with a response of the largest
	// accepted size in use, garbage must not accumulate to its fourfold.
	memoryLimit = 1 << 30
)

// collectLess lets garbage accumulate to gcPercent and memoryLimit, unless the environment sets GOGC or GOMEMLIMIT.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
