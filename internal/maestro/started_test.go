// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNewRuns(t *testing.T) {
	t.Parallel()
	before := []Run{{ID: thisID, Status: "RUNNING"}, {ID: "b"}}
	now := []Run{{Status: "RUNNING"}, {ID: "d"}, {ID: "c", CreatedAt: "2024-01-01T00:00:00Z"}, {ID: thisIDHyphens, Status: "SUCCESS"}, {ID: "B"}}
	want := []Run{{ID: "d"}, {ID: "c", CreatedAt: "2024-01-01T00:00:00Z"}}
	if diff := cmp.Diff(want, NewRuns(before, now)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(now) != 5 || now[3].ID != thisIDHyphens {
		t.Errorf("got a changed list %v", now)
	}
	if got := NewRuns(before, before); len(got) > 0 {
		t.Errorf("without a change: got %v, want none", got)
	}
	if got := NewRuns(nil, before); len(got) != 2 {
		t.Errorf("without runs before: got %v, want 2", got)
	}
}

func TestStartedBy(t *testing.T) {
	t.Parallel()
	const execution = "manual__2024-12-18T10:30:00+00:00"
	run := func(id, created string) Run { return Run{ID: id, CreatedAt: created} }
	soon, later := run("soon", "2024-12-18T10:30:00.412Z"), run("later", "2024-12-18T10:47:00.000Z")
	for _, test := range []struct {
		name      string
		execution string
		runs      []Run
		want      string
		sure      bool
	}{
		{"the only one, at its time", execution, []Run{soon}, "soon", true},
		{
			"the only one, in another time zone", execution, []Run{run("zoned", "2024-12-18T07:30:01-03:00")}, "zoned",
			true,
		},
		{"the only one, of another time", execution, []Run{later}, "later", false},
		{"the only one, undated", execution, []Run{run("undated", "")}, "undated", true},
		{"the only one, with an invalid date", execution, []Run{run("odd", "yesterday")}, "odd", true},
		{"beside an earlier one", execution, []Run{soon, run("before", "2024-12-18T10:29:30.000Z")}, "soon", true},
		{"beside a later one", execution, []Run{later, soon}, "soon", true},
		{
			"beside one of the same moment", execution, []Run{run("other", "2024-12-18T10:30:03.000Z"), soon}, "soon",
			false,
		},
		{"beside an undated one", execution, []Run{soon, run("undated", "")}, "undated", false},
		{"none at its time", execution, []Run{run("latest", "2024-12-18T11:30:00Z"), later}, "later", false},
		{"an id with a suffix", execution + "_x3kQ", []Run{later, soon}, "soon", true},
		{"an id without a time", "manual__now", []Run{soon}, "soon", true},
		{"no id", "", []Run{soon}, "soon", true},
		{"no id, and two", "", []Run{later, soon}, "soon", false},
		{"an invalid time", "manual__2024-99-99T10:30:00+00:00", []Run{later, soon}, "soon", false},
	} {
		got, sure := StartedBy(test.execution, test.runs)
		if got.ID != test.want || sure != test.sure {
			t.Errorf("%s: got %q, sure %t, want %q, %t", test.name, got.ID, sure, test.want, test.sure)
		}
	}
}
