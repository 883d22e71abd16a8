// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Each scenario once with the real CLI, and what it must find whatever the machine: requests, and that something was
// measured at all.
func TestAccEveryScenario(t *testing.T) {
	if testing.Short() {
		t.Skip("an acceptance test, which runs the CLI")
	}
	profiles := t.TempDir()
	w, err := newWorkshop(t.Context(), profiles, t.Logf)
	defer func() {
		if err := w.close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(w.home); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the folder is left: %v", err)
		}
	}()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{workshop: w, runs: 1}
	shown := row{Pipelines: 11, Jobs: 2, Latency: time.Millisecond, scenarios: allScenarios}
	hidden := row{Pipelines: 1, Jobs: 3, Hidden: true, scenarios: []scenario{refreshOnly}}
	bulk := row{Pipelines: 12, Jobs: 1, Bulk: true, scenarios: []scenario{refreshOnly}}
	for _, r := range []row{shown, hidden, bulk} {
		if err := b.measure(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.measurePlain(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
	if err := b.measureStart(t.Context(), 1); err != nil {
		t.Fatal(err)
	}

	for _, want := range []struct {
		row
		scenario scenario
		requests int
	}{
		{shown, create, 22},
		{shown, refreshOnly, 11},
		{shown, unchanged, 11},
		{shown, changing, 11},
		{shown, update, 4},
		{shown, destroy, 22},
		{shown, adopt, 11},
		{hidden, refreshOnly, 1 + 3},
		{bulk, refreshOnly, 1},
	} {
		m, ok := b.find(want.scenario, want.row)
		switch {
		case !ok:
			t.Errorf("%s, %s: not measured", want.row, want.scenario)
		case m.Requests != want.requests:
			t.Errorf("%s, %s: %d requests, not %d", want.row, want.scenario, m.Requests, want.requests)
		case slices.Contains(theRefresh, want.scenario) != (m.IdleWall > 0):
			t.Errorf("%s, %s: the idle provider took %f s", want.row, want.scenario, m.IdleWall)
		case m.Wall <= 0 || m.CLI <= 0 || m.Provider <= 0 || m.ControlWall <= 0 || m.ControlCPU <= 0:
			t.Errorf("%s, %s: something took no time: %+v", want.row, want.scenario, m)
		}
	}
	if len(b.Rows) != len(allScenarios)+2 || b.Plain.Wall <= 0 {
		t.Errorf("%d measurements, plain %+v", len(b.Rows), b.Plain)
	}
	if s := b.Start; s.Provider.Handshake <= 0 || s.Empty.Schema <= 0 || s.Provider.Bytes <= s.Empty.Bytes {
		t.Errorf("start-up: %+v", s)
	}
	if found, err := filepath.Glob(filepath.Join(profiles, "*.pprof")); err != nil || len(found) == 0 {
		t.Errorf("%d profiles, %v", len(found), err)
	}
}

// A limit, a failure to come, and a pipeline that is away.
func TestAccTroubledPlans(t *testing.T) {
	if testing.Short() {
		t.Skip("an acceptance test, which runs the CLI")
	}
	w, err := newWorkshop(t.Context(), "", t.Logf)
	defer func() {
		if err := w.close(); err != nil {
			t.Error(err)
		}
	}()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{workshop: w, runs: 1}
	s, err := b.prepared(t.Context(), row{Pipelines: 3, Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		setting Setting
		gone    int
		code    int
		good    int
		failed  bool
	}{
		"none":                     {Setting{}, 0, 0, 3, false},
		"one failure":              {Setting{Fault: `{"on": "get", "status": 503, "skip": 1}`}, 0, 0, 3, true},
		"one pipeline that's gone": {Setting{}, 1, 2, 2, true},
	} {
		var got Tally
		if _, err := b.plan(t.Context(), s, tc.setting, tc.gone, tc.code, &got); err != nil || got.Good != tc.good || (got.Requests > got.Good) != tc.failed {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	var got Tally
	if _, err := b.plan(t.Context(), s, Setting{RequestsPerSecond: 1}, 0, 0, &got); err != nil || got.TooMany == 0 || got.Good != 3 {
		t.Errorf("under a limit: %+v, %v", got, err)
	}
	if _, err := b.plan(t.Context(), s, Setting{Fault: `{"colour": "red"}`}, 0, 0, nil); err == nil {
		t.Error("a fault that makes no sense was taken")
	}
}
