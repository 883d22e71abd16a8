// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"cmp"
	"regexp"
	"slices"
	"time"
)

// NewRuns gives the runs that were not there before, in the order in which they are now. The id that Execute answers is
// not that of the list (docs.dadosfera.ai/reference/platformapicontroller_executepipeline and _getpipelineruns), so this
// is how the run that it started is found.
func NewRuns(before, now []Run) []Run {
	known := map[string]bool{"": true} // one without an id cannot be told from any other
	for _, run := range before {
		known[CanonicalID(run.ID)] = true
	}
	return slices.DeleteFunc(slices.Clone(now), func(run Run) bool { return known[CanonicalID(run.ID)] })
}

// nearby is how far the time in an execution's id and the beginning of its run may be apart: two services write them.
const nearby = 5 * time.Second

// StartedBy picks from new runs, of which there is at least one, the one that an execution has started, by its id as
// Execute answers it ("manual__2024-12-18T10:30:00+00:00"), or "" where no answer came. It is sure where one run alone
// can be meant. A run that the schedule, or somebody else, began at the same moment cannot be told from it; nor can one that
// began later, as a run that had to wait for another does.
func StartedBy(execution string, runs []Run) (started Run, sure bool) {
	asked, known := timeIn(execution)
	if !known {
		return runs[len(runs)-1], len(runs) == 1 // the oldest
	}
	apart := func(run Run) time.Duration {
		began, dated := timeIn(run.CreatedAt)
		if !dated {
			return 0
		}
		return began.Sub(asked).Abs()
	}
	near := 0
	for _, run := range runs {
		if apart(run) <= nearby {
			near++
		}
	}
	return slices.MinFunc(runs, func(a, b Run) int { return cmp.Compare(apart(a), apart(b)) }), near == 1
}

var timestamp = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)`)

// timeIn finds an RFC 3339 time in a text.
func timeIn(text string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, timestamp.FindString(text))
	return t, err == nil
}
