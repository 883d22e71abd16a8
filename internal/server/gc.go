// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

// Workaround: garbage collection.
//
// Why: a call to the framework allocates hundreds of kilobytes, of which nothing stays in use, so that with Go's default
// the collector runs all the time.
//
// Gain: about a quarter of the provider's CPU time in a plan of 1,000 pipelines was garbage collection.
//
// Upstream: the same as for plans without change (unchanged.go).
//
// Delete when: the gain is less than a tenth.

import (
	"os"
	"runtime/debug"
)

// gcPercent is how much garbage may accumulate before it is collected, in percent of the memory in use.
const gcPercent = 400

// collectLess lets garbage accumulate to gcPercent, unless the environment sets GOGC.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
