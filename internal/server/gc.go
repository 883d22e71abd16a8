// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

// Workaround: garbage collection.
//
// Why: a call to the framework allocates hundreds of kilobytes, of which nothing stays in use. With Go's default, which
// doubles a heap of a few megabytes before it collects, the collector runs all the time.
//
// Gain: in a plan of 500 pipelines the provider takes 3.6 s of CPU time instead of 5.1 s, and 67 MB of memory instead
// of 33 MB. By BenchmarkPlan_gcPercent, a plan by the framework takes about 6 ms of CPU time instead of 10 ms.
//
// Upstream: hashicorp/terraform-plugin-framework#775; see unchanged.go.
//
// Delete when: the gain in CPU time is less than a tenth.

import (
	"os"
	"runtime/debug"
)

// gcPercent is how much garbage may accumulate before it is collected, in percent of the memory in use.
const gcPercent = 400

// memoryLimit is the memory in use from which on garbage is collected more often, in bytes.
const memoryLimit = 1 << 30

// collectLess lets garbage accumulate to gcPercent, up to memoryLimit, unless the environment sets GOGC or GOMEMLIMIT.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
