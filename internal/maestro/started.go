// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"cmp"
	"regexp"
	"slices"
	"time"
)

// NewRuns returns the runs that are in now and not in before, in the order of now. This is how the run that Execute
// started is found, as the id that Execute returns is not the one in the list
// (docs.dadosfera.ai/reference/platformapicontroller_executepipeline and _getpipelineruns).
func NewRuns(before, now []Run) []Run {
	known := map[string]bool{"": true} // a run without an id cannot be identified
	for _, run := range before {
		known[CanonicalID(run.ID)] = true
	}
	return slices.DeleteFunc(slices.Clone(now), func(run Run) bool { return known[CanonicalID(run.ID)] })
}

// maxSkew is the largest difference between the time in the id of an execution and the beginning of its run, which are
// set by two services.
const maxSkew = 5 * time.Second

// StartedBy returns the one of several new runs that an execution has started. executionID is what Execute returned
// ("manual__2024-12-18T10:30:00+00:00"), or "" if its response was lost. There must be at least one run.
//
// sure is true if no other run can be meant. A run that the schedule or another user started at the same moment cannot
// be distinguished, nor can one that began later, as a run does that has to wait for another.
func StartedBy(executionID string, runs []Run) (started Run, sure bool) {
	ordered, ok := timeIn(executionID)
	if !ok {
		return runs[len(runs)-1], len(runs) == 1 // the oldest
	}
	skew := func(run Run) time.Duration {
		began, ok := timeIn(run.CreatedAt)
		if !ok {
			return 0
		}
		return began.Sub(ordered).Abs()
	}
	near := 0
	for _, run := range runs {
		if skew(run) <= maxSkew {
			near++
		}
	}
	return slices.MinFunc(runs, func(a, b Run) int { return cmp.Compare(skew(a), skew(b)) }), near == 1
}

var timestamp = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)`)

// timeIn returns the RFC 3339 time within a string.
func timeIn(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, timestamp.FindString(s))
	return t, err == nil
}
