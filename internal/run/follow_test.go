// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

func TestARunIsFollowedToItsEnd(t *testing.T) {
	t.Parallel()
	s := newScene(t, maestrosim.Options{RunDuration: 95 * time.Second})
	s.must(s.execute(t.Context(), false, true))
	id := s.runs()[0].ID
	if s.run.ID != id || s.run.Status != "SUCCESS" || s.id != "manual__2026-03-01T06:00:00+00:00" || s.orders() != 1 || len(s.twins) > 0 {
		t.Errorf("%+v as %q, %d orders, twins %v", s.run, s.id, s.orders(), s.twins)
	}
	want := []string{
		`The pipeline "Orders Data Pipeline" (1b33ad2f_33d3_4837_9eeb_83c82c8b909d) was told to run (manual__2026-03-01T06:00:00+00:00)`,
		`Run ` + id + ` of pipeline "Orders Data Pipeline": RUNNING`,
		`Run ` + id + ` of pipeline "Orders Data Pipeline": RUNNING for 32s`,
		`Run ` + id + ` of pipeline "Orders Data Pipeline": RUNNING for 1m2s`,
		`Run ` + id + ` of pipeline "Orders Data Pipeline": RUNNING for 1m32s`,
		`Run ` + id + ` of pipeline "Orders Data Pipeline": SUCCESS after 1m47s`,
	}
	if diff := cmp.Diff(want, s.told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A look costs one request, and looks get rarer, but never so rare that an end is long unseen.
func TestLooksAreCheap(t *testing.T) {
	t.Parallel()
	s := newScene(t, maestrosim.Options{RunDuration: time.Hour})
	s.must(s.execute(t.Context(), false, true))
	waits := s.hands.waits
	if waits[0] != time.Second || !slices.IsSorted(waits) || waits[len(waits)-1] != 15*time.Second {
		t.Errorf("waits %v", waits)
	}
	if got, want := len(s.sim.Requests()), len(waits)+4; got != want { // the pipeline, its runs, the order, its runs again
		t.Errorf("%d requests, want %d", got, want)
	}
	if n := len(s.told); n > 130 {
		t.Errorf("%d messages in an hour", n)
	}
}

func TestAFailedRunIsTroubleWithItsTrace(t *testing.T) {
	t.Parallel()
	for trace, words := range map[string][]string{
		"Traceback (most recent call last):\n\tboom\x1b[31m!\x1b[0m": {"The platform says:\n\n  Traceback (most recent call last):\n      boom!"},
		"": {"The platform does not say why."},
		strings.Repeat("line\n", 100_000) + "ValueError": {"says:\n\n  …", "\n  line\n  ValueError"},
	} {
		s := newScene(t, maestrosim.Options{})
		if err := s.sim.FailNextRun(customer, seedID, trace); err != nil {
			t.Fatal(err)
		}
		got := s.execute(t.Context(), false, true)
		s.expect(got, trouble{summary: "Run failed", started: true, failed: true},
			append(words, "Run "+s.runs()[0].ID+` of the pipeline "Orders Data Pipeline" (`+seedID+`) ended as FAILED, 1m`)...)
		if len(got.detail) > 10_000 {
			t.Errorf("%d characters", len(got.detail))
		}
	}
}

// Whatever else a run ends as, it has not done what it was for. A status that nobody knows is no end.
func TestStatusesThatAreNotDocumented(t *testing.T) {
	t.Parallel()
	for status, trouble := range map[string]bool{"CANCELED": true, "SKIPPED": true, "success": false} {
		s := newScene(t, maestrosim.Options{RunDuration: time.Hour}, openapi.RequestsOnly)
		s.hands.Before = func(n int) {
			s.edit(func(r *maestrosim.Run) {
				r.Status = []string{"up_for_retry", "up_for_retry", "DEFERRED\x1b[2J", status}[min(n, 4)-1]
			})
		}
		got := s.execute(t.Context(), false, true)
		if (got != nil) != trouble || s.run.Status != status {
			t.Errorf("%s: %+v, %v", status, s.run, got)
		}
		if told := strings.Join(s.told, "\n"); !strings.Contains(told, "DEFERRED\uFFFD[2J") || strings.Contains(told, "\x1b") {
			t.Errorf("told %q", told)
		}
	}
}

// edit changes the newest run.
func (s *scene) edit(change func(*maestrosim.Run)) {
	s.t.Helper()
	if err := s.sim.Edit(customer, seedID, func(p *maestrosim.Pipeline) { change(&p.Runs[0]) }); err != nil {
		s.t.Error(err)
	}
}

// However the platform decides what its documentation leaves open, the run is found and followed, and so is one that has
// to wait for another.
func TestARunIsFollowedUnderEveryContract(t *testing.T) {
	t.Parallel()
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, maestrosim.Options{Contract: contract.Contract})
			first := s.startRun()
			s.hands.Pass(20 * time.Second)
			s.must(s.execute(t.Context(), false, true))
			runs := s.runs()
			if len(runs) != 2 || s.run.ID != runs[0].ID || s.run.ID == first || s.run.Status != "SUCCESS" {
				t.Errorf("followed %+v of %+v", s.run, runs)
			}
		})
	}
}

// A list that shows the run late is looked at again; until then, messages go by the platform's word for the execution.
func TestAListThatLagsBehind(t *testing.T) {
	t.Parallel()
	s := newScene(t, maestrosim.Options{})
	s.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: 12, Body: `[]`})
	s.must(s.execute(t.Context(), false, true))
	if s.run.ID != s.runs()[0].ID {
		t.Errorf("followed %q", s.run.ID)
	}
	if want := `Run of pipeline "Orders Data Pipeline" (manual__2026-03-01T06:00:00+00:00): not in the list of runs yet`; s.told[1] != want || s.told[2] != want+" for 32s" {
		t.Errorf("told %q", s.told)
	}
}

// When the schedule, or somebody else, begins a run at about the same time, the execution's time tells them apart, as far as it can.
func TestRunsThatBeginTogether(t *testing.T) {
	t.Parallel()
	t.Run("some time before", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, maestrosim.Options{RunDuration: 2 * time.Second})
		s.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, Hook: func() {
			s.startRun()
			s.hands.Pass(10 * time.Second)
		}})
		s.must(s.execute(t.Context(), false, true))
		if s.run.ID != s.runs()[0].ID || len(s.twins) > 0 {
			t.Errorf("followed %+v, twins %v, of %+v", s.run, s.twins, s.runs())
		}
	})
	t.Run("while the own one is hidden", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, maestrosim.Options{Contract: maestrosim.Contract{Queued: maestrosim.QueuedHidden}, RunDuration: 12 * time.Second})
		s.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, Hook: func() {
			s.startRun()
			s.hands.Pass(10 * time.Second)
		}})
		s.must(s.execute(t.Context(), false, true))
		if s.run.ID != s.runs()[0].ID {
			t.Errorf("followed %+v, of %+v", s.run, s.runs())
		}
	})
	t.Run("at the same moment", func(t *testing.T) {
		t.Parallel()
		s := newScene(t, maestrosim.Options{})
		s.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, Hook: func() { s.startRun() }})
		s.must(s.execute(t.Context(), false, true))
		if len(s.twins) != 1 || s.twins[0].ID == s.run.ID {
			t.Fatalf("followed %+v, twins %v, of %+v", s.run, s.twins, s.runs())
		}
		var diags diag.Diagnostics
		s.warnOfDoubt(&diags)
		if len(diags) != 1 || !strings.Contains(diags[0].Detail(), "Run "+s.run.ID+" was taken for it; it may be "+s.twins[0].ID) {
			t.Errorf("said %v", diags)
		}
	})
}

// An execution is sent once. Where its answer is lost, the runs tell whether it arrived.
func TestALostAnswer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault   maestrosim.Fault
		arrived bool
	}{
		"reset before": {maestrosim.Fault{DropBefore: true}, false},
		"reset after":  {maestrosim.Fault{DropAfter: true}, true},
		"502 before":   {maestrosim.Fault{Status: 502, Body: "<html>"}, false},
		"502 after":    {maestrosim.Fault{Status: 502, Body: "<html>", After: true}, true},
		"cut after":    {maestrosim.Fault{Truncate: 10}, true},
		"nonsense":     {maestrosim.Fault{Body: "[]", After: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.fault.On = maestrosim.OpExecute

			s := newScene(t, maestrosim.Options{})
			s.sim.Order(tc.fault)
			got := s.execute(t.Context(), false, true)
			if tc.arrived {
				s.must(got)
				if s.run.ID != s.runs()[0].ID || s.id != "" {
					t.Errorf("followed %+v as %q", s.run, s.id)
				}
				var diags diag.Diagnostics
				s.warnOfDoubt(&diags)
				if len(diags) != 1 || !strings.Contains(diags[0].Detail(), "answer was lost. Run "+s.run.ID+" was taken for it") {
					t.Errorf("said %v", diags)
				}
			} else {
				s.expect(got, trouble{summary: "Pipeline may have been executed", started: true}, seedID, "Orders Data Pipeline", "No new run of it was seen within 15s", "not told again")
			}
			if s.orders() != 1 {
				t.Errorf("%d orders", s.orders())
			}

			// Without a wait, nothing is looked at.
			s = newScene(t, maestrosim.Options{})
			s.sim.Order(tc.fault)
			s.expect(s.execute(t.Context(), false, false), trouble{summary: "Pipeline may have been executed", started: true}, "wait is false", "look at its runs")
			if s.orders() != 1 {
				t.Errorf("%d orders", s.orders())
			}
		})
	}
}

// A lost answer to an order of which the runs cannot be seen is left open, with the reason.
func TestALostAnswerAndRunsThatCannotBeSeen(t *testing.T) {
	t.Parallel()
	s := newScene(t, maestrosim.Options{})
	s.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, DropAfter: true},
		maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: -1, Status: 403, Body: `{"message":"no more"}`})
	s.expect(s.execute(t.Context(), false, true), trouble{summary: "Pipeline may have been executed", started: true}, "could not be seen", "no more")
}

func TestAnOrderThatIsRefusedStartsNothing(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(*scene)
		want    trouble
		words   []string
		orders  int
	}{
		"a paused pipeline": {func(s *scene) {
			if err := s.client.Pause(context.Background(), seedID); err != nil {
				s.t.Fatal(err)
			}
		}, trouble{summary: "Pipeline is paused"}, []string{seedID, "Cannot execute paused pipeline. Use /pipeline/unpause first.", "dadosfera_pipeline_unpause", "paused = false"}, 1},
		"no such pipeline": {func(s *scene) { s.pipelineID = "no_such_pipeline_1" },
			trouble{summary: "Pipeline to execute does not exist", wrongID: true}, []string{"no_such_pipeline_1", `customer "acme_corp"`}, 0},
		"a pipeline that goes away": {func(s *scene) {
			s.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, Hook: func() { _ = s.sim.Remove(customer, seedID) }})
		}, trouble{summary: "Pipeline to execute does not exist", wrongID: true}, []string{seedID}, 1},
		"an order over the limit": {func(s *scene) {
			s.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, Status: 429, Body: `{"message":"too many"}`})
		}, trouble{summary: "Executing a pipeline failed"}, []string{seedID, "was not executed", "too many"}, 1},
		"runs that cannot be read before": {func(s *scene) {
			s.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Status: 403, Body: `{"message":"no"}`})
		}, trouble{summary: "Executing a pipeline failed"}, []string{`"Orders Data Pipeline"`, "was not executed", "permission"}, 0},
		"a pipeline that cannot be read": {func(s *scene) {
			s.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 401, Body: `{"msg":"Unauthorized"}`})
		}, trouble{summary: "Executing a pipeline failed"}, []string{"The pipeline " + seedID, "was not executed", "customer_name"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, maestrosim.Options{})
			tc.prepare(s)
			if name == "runs that cannot be read before" {
				s.name = "Orders Data Pipeline"
			}
			s.expect(s.execute(t.Context(), false, true), tc.want, tc.words...)
			if s.orders() != tc.orders || len(s.runs()) > 0 {
				t.Errorf("%d orders, %d runs", s.orders(), len(s.runs()))
			}
		})
	}
}

// Trouble that passes is sat out, and told of once in a while.
func TestAPlatformThatIsDownForAWhile(t *testing.T) {
	t.Parallel()
	s := newScene(t, maestrosim.Options{})
	s.sim.Order(
		maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: 3, Status: 503, Body: `{"message":"down"}`},
		maestrosim.Fault{On: maestrosim.OpRun, Skip: 1, Times: 5, Status: 503, Body: `{"message":"down"}`},
		maestrosim.Fault{On: maestrosim.OpRun, Skip: 1, DropBefore: true},
	)
	s.must(s.execute(t.Context(), false, true))
	told := strings.Join(s.told, "\n")
	if !strings.Contains(told, "not in the list of runs yet; it could not be looked at just now, and is tried again: GET ") || strings.Count(told, "down") > 3 {
		t.Errorf("told:\n%s", told)
	}
}

func TestARunThatGoesAwayIsGone(t *testing.T) {
	t.Parallel()
	const other = "00000000_1111_4222_8333_444444444444"
	for name, remove := range map[string]func(*scene) error{
		"with its pipeline": func(s *scene) error { return s.sim.Remove(customer, seedID) },
		"by itself": func(s *scene) error {
			return s.sim.Edit(customer, seedID, func(p *maestrosim.Pipeline) { p.Runs = p.Runs[1:] })
		},
		"with its pipeline, and the platform says 500": func(s *scene) error {
			s.sim.Order(maestrosim.Fault{On: maestrosim.OpRun, Times: -1, Status: 500, Body: `{"msg":"There was an error retrieving the pipeline run"}`},
				maestrosim.Fault{On: maestrosim.OpRuns, Times: -1, Status: 500, Body: `{"msg":"There was an error retrieving the pipeline runs"}`})
			return s.sim.Remove(customer, seedID)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t, maestrosim.Options{RunDuration: time.Hour})
			var id string
			s.hands.Before = func(n int) {
				if n == 3 {
					id = s.runs()[0].ID
					if err := remove(s); err != nil {
						t.Error(err)
					}
				}
			}
			got := s.execute(t.Context(), false, true)
			s.expect(got, trouble{summary: "Run is gone", started: true}, id, seedID, "RUNNING", "deleted")
			if strings.Contains(got.detail, other) {
				t.Error(got.detail)
			}
		})
	}
}

// What ends the wait does not end the run, and the error says so, with what it takes to look at it.
func TestTheEndOfTheWaitIsNotTheEndOfTheRun(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		cause   error
		summary string
		words   string
	}{
		{context.Canceled, "Waiting for a run was interrupted", "Nothing waits for it any more"},
		{context.DeadlineExceeded, "Run has not ended in time", `timeout = "..."`},
	} {
		s := newScene(t, maestrosim.Options{RunDuration: time.Hour})
		ctx, end := newEndable(t, tc.cause)
		s.hands.Before = func(n int) {
			if n == 7 {
				end()
			}
		}
		s.expect(s.execute(ctx, false, true), trouble{summary: tc.summary, started: true}, tc.words, "Run "+s.runs()[0].ID, "goes on at the platform", "RUNNING", "21s after",
			fmt.Sprintf("pipeline_id = %q", seedID), fmt.Sprintf("run_id      = %q", s.runs()[0].ID))

		// Before the run is seen, there is only the platform's word for it.
		s = newScene(t, maestrosim.Options{})
		s.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: -1, Body: "[]"})
		ctx, end = newEndable(t, tc.cause)
		s.hands.Before = func(n int) {
			if n == 7 {
				end()
			}
		}
		s.expect(s.execute(ctx, false, true), trouble{summary: tc.summary, started: true}, tc.words, "(manual__2026-03-01T06:00:00+00:00)", "32s later", "not in the list of its runs", "dadosfera_pipeline_runs")

		// An interrupt in the middle of the order leaves open whether it arrived.
		s = newScene(t, maestrosim.Options{})
		ctx, end = newEndable(t, tc.cause)
		s.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, Delay: time.Hour, Hook: end})
		s.expect(s.execute(ctx, false, true), trouble{summary: "Pipeline may have been executed", started: true}, "could not be seen", seedID)

		// One before it leaves nothing open.
		s = newScene(t, maestrosim.Options{})
		ctx, end = newEndable(t, tc.cause)
		s.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Delay: time.Hour, Hook: end})
		s.expect(s.execute(ctx, false, true), trouble{summary: "Executing a pipeline failed"}, "was not executed")
		if s.orders() > 0 {
			t.Error("it was executed")
		}
	}
}

// Where nothing was seen of the run for the end of the wait, the error says so, and when the run was seen last.
func TestTheEndOfTheWaitSaysThatNothingWasSeen(t *testing.T) {
	t.Parallel()
	for op, words := range map[maestrosim.Operation][]string{
		maestrosim.OpRun:  {"RUNNING when it was last looked at, 1s after"},
		maestrosim.OpRuns: {"not in the list of its runs"},
	} {
		for _, cause := range []error{context.Canceled, context.DeadlineExceeded} {
			s := newScene(t, maestrosim.Options{RunDuration: time.Hour})
			s.sim.Order(maestrosim.Fault{On: op, Skip: 1, Times: -1, Status: http.StatusServiceUnavailable, Body: `{"message":"down"}`})
			ctx, end := newEndable(t, cause)
			s.hands.Before = func(n int) {
				if n == 7 {
					end()
				}
			}
			got := s.execute(ctx, false, true)
			for _, word := range append(words, "The last look at it failed. Maestro: GET ", "down", "on the platform's side") {
				if got == nil || !strings.Contains(got.detail, word) {
					t.Errorf("%s: it does not say %q: %+v", op, word, got)
				}
			}
		}
	}
}

func TestWhatCannotBeFollowedGoesOn(t *testing.T) {
	t.Parallel()
	s := newScene(t, maestrosim.Options{RunDuration: time.Hour})
	s.sim.Order(maestrosim.Fault{On: maestrosim.OpRun, Skip: 2, Times: -1, Status: http.StatusForbidden, Body: `{"message":"no"}`})
	s.expect(s.execute(t.Context(), false, true), trouble{summary: "Run could not be followed", started: true}, s.runs()[0].ID, "goes on at the platform", "permission")

	s = newScene(t, maestrosim.Options{})
	s.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: -1, Status: http.StatusForbidden, Body: `{"message":"no"}`})
	s.expect(s.execute(t.Context(), false, true), trouble{summary: "Run could not be followed", started: true},
		"(manual__2026-03-01T06:00:00+00:00)", "not in the list of its runs", "permission", "dadosfera_pipeline_runs")
	if len(s.hands.waits) > 0 {
		t.Errorf("it was tried again after %v", s.hands.waits)
	}
}

// Whatever else an answer about a run says or leaves out, it is the run that was asked for.
func TestARunKeepsItsID(t *testing.T) {
	t.Parallel()
	s := newScene(t, maestrosim.Options{})
	s.sim.Order(maestrosim.Fault{On: maestrosim.OpRun, Body: `{"id":46,"last_status":"SUCCESS"}`})
	s.must(s.execute(t.Context(), false, true))
	if s.run.ID != s.runs()[0].ID || s.run.Status != "SUCCESS" {
		t.Errorf("followed %+v", s.run)
	}
}

// Without a wait, an order is one request more than a look at the pipeline.
func TestAnOrderWithoutAWait(t *testing.T) {
	t.Parallel()
	s := newScene(t, maestrosim.Options{})
	s.must(s.execute(t.Context(), false, false))
	if got := len(s.sim.Requests()); got != 2 || s.id == "" || s.run.ID != "" {
		t.Errorf("%d requests, %q, %+v", got, s.id, s.run)
	}
	if diff := cmp.Diff([]string{`The pipeline "Orders Data Pipeline" (1b33ad2f_33d3_4837_9eeb_83c82c8b909d) was told to run (manual__2026-03-01T06:00:00+00:00)`}, s.told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	// The run may be asked for all the same, and then it is looked for, but not for long.
	s = newScene(t, maestrosim.Options{})
	s.must(s.execute(t.Context(), true, false))
	if s.run.ID != s.runs()[0].ID || s.run.Status != "RUNNING" || len(s.hands.waits) > 0 {
		t.Errorf("found %+v after %v", s.run, s.hands.waits)
	}
	s = newScene(t, maestrosim.Options{})
	s.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: -1, Body: "[]"})
	s.must(s.execute(t.Context(), true, false))
	if waited := s.now().Sub(s.began); s.run.ID != "" || waited < appearTime || waited > 2*appearTime {
		t.Errorf("found %+v after %s", s.run, waited)
	}
}

// A pipeline goes by its id where the platform does not show its name, and by whatever name it shows.
func TestPipelinesWithoutANameOrWithAnOddOne(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{``: "pipeline " + seedID + ": ", `,"name":"a\u001b[2Jb\nc"`: `pipeline "a\x1b[2Jb\nc": `} {
		s := newScene(t, maestrosim.Options{})
		s.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Body: `{"status":true,"data":{"id":"` + seedID + `"` + name + `}}`})
		s.must(s.execute(t.Context(), false, true))
		if !strings.Contains(s.told[1], want) {
			t.Errorf("told %q", s.told)
		}
	}
}

// endable is a context that ends when a test says so, for the cause that it says.
type endable struct {
	context.Context //nolint:containedctx // it is one
	done            chan struct{}
	cause           error
}

func newEndable(t *testing.T, cause error) (context.Context, func()) {
	t.Helper()
	done := make(chan struct{})
	return endable{t.Context(), done, cause}, func() { close(done) }
}

func (e endable) Done() <-chan struct{} { return e.done }

func (e endable) Err() error {
	select {
	case <-e.done:
		return e.cause
	default:
		return nil
	}
}
