// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNewRunsAreThoseThatWereNotThere(t *testing.T) {
	t.Parallel()
	before := []Run{{ID: thisID, Status: "RUNNING"}, {ID: "b"}}
	now := []Run{{Status: "RUNNING"}, {ID: "d"}, {ID: "c", CreatedAt: "2024-01-01T00:00:00Z"}, {ID: thisIDHyphens, Status: "SUCCESS"}, {ID: "B"}}
	want := []Run{{ID: "d"}, {ID: "c", CreatedAt: "2024-01-01T00:00:00Z"}}
	if diff := cmp.Diff(want, NewRuns(before, now)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(now) != 5 || now[3].ID != thisIDHyphens {
		t.Errorf("the list was changed: %v", now)
	}
	if got := NewRuns(before, before); len(got) > 0 {
		t.Errorf("new: %v", got)
	}
	if got := NewRuns(nil, before); len(got) != 2 {
		t.Errorf("new: %v", got)
	}
}

// The execution's id has a time in it, and a run the time at which it began.
func TestTheRunOfAnExecutionIsTheOneOfItsTime(t *testing.T) {
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
		{"the only one, in another time zone", execution, []Run{run("zoned", "2024-12-18T07:30:01-03:00")}, "zoned", true},
		{"the only one, of another time", execution, []Run{later}, "later", false},
		{"the only one, undated", execution, []Run{run("undated", "")}, "undated", true},
		{"the only one, badly dated", execution, []Run{run("odd", "yesterday")}, "odd", true},
		{"one that began before it", execution, []Run{soon, run("before", "2024-12-18T10:29:30.000Z")}, "soon", true},
		{"one that began after it", execution, []Run{later, soon}, "soon", true},
		{"another at the same moment", execution, []Run{run("other", "2024-12-18T10:30:03.000Z"), soon}, "soon", false},
		{"an undated one beside it", execution, []Run{soon, run("undated", "")}, "undated", false},
		{"none of its time", execution, []Run{run("latest", "2024-12-18T11:30:00Z"), later}, "later", false},
		{"an id with more behind the time", execution + "_x3kQ", []Run{later, soon}, "soon", true},
		{"an id without a time", "manual__now", []Run{soon}, "soon", true},
		{"no id", "", []Run{soon}, "soon", true},
		{"no id, and two", "", []Run{later, soon}, "soon", false},
		{"an impossible time", "manual__2024-99-99T10:30:00+00:00", []Run{later, soon}, "soon", false},
	} {
		got, sure := StartedBy(test.execution, test.runs)
		if got.ID != test.want || sure != test.sure {
			t.Errorf("%s: %q, sure %v; want %q, %v", test.name, got.ID, sure, test.want, test.sure)
		}
	}
}
