// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// execute is POST /platform/pipeline/execute: docs.dadosfera.ai/reference/platformapicontroller_executepipeline. The run_id that
// it answers is not the pipeline_run_id of the lists.
func (c *call) execute() answer {
	p, bad := c.bodyPipeline()
	if bad != nil {
		return *bad
	}
	if p.Paused {
		return exception(http.StatusBadRequest, "PipelinePaused", "Cannot execute paused pipeline. Use /pipeline/unpause first.")
	}
	c.sim.startRun(p, c.now)
	return c.contract.data(http.StatusOK, object{
		"message":     "Pipeline execution triggered successfully",
		"pipeline_id": c.contract.spell(p.ID),
		"run_id":      "manual__" + c.now.Format("2006-01-02T15:04:05-07:00"),
	}, true)
}

// runs is GET /platform/pipeline/{id}/pipeline_run: docs.dadosfera.ai/reference/platformapicontroller_getpipelineruns.
func (c *call) runs() answer {
	p, none := c.pipeline()
	if none != nil {
		return *none
	}
	runs := []any{}
	for _, r := range p.Runs {
		if !c.contract.hides(r) {
			runs = append(runs, c.contract.run(p, r))
		}
	}
	return c.contract.data(http.StatusOK, runs, false)
}

// run is GET /platform/pipeline/{id}/pipeline_run/{runId}: docs.dadosfera.ai/reference/platformapicontroller_getpipelinerun.
func (c *call) run() answer {
	p, none := c.pipeline()
	if none != nil {
		return *none
	}
	for _, r := range p.Runs {
		if key(r.ID) == key(c.params[1]) && !c.contract.hides(r) {
			return c.contract.data(http.StatusOK, c.contract.run(p, r), false)
		}
	}
	return c.missing(aRun, c.params[1])
}

// startRun adds a run, which begins at once unless another is going, and returns its id.
func (s *Sim) startRun(p *record, now time.Time) string {
	s.numbers.run++
	n := s.numbers.run
	r := Run{ID: newUUID("run", fmt.Sprint(n)), Number: n, Status: statusQueued, CreatedAt: now, UpdatedAt: now}
	if p.failNext != nil {
		p.failing[r.ID] = *p.failNext
		p.failNext = nil
	}
	p.Runs = slices.Insert(p.Runs, 0, r)
	p.advance(now, s.o.RunDuration, s.contract)
	return r.ID
}

// hides says whether a run is not there yet for those who ask.
func (c Contract) hides(r Run) bool { return c.Queued == QueuedHidden && r.Status == statusQueued }

// advance takes the runs, oldest first, as far as they have come by now: each begins when the one before it has ended.
func (p *record) advance(now time.Time, duration time.Duration, contract Contract) {
	var free time.Time
	for i := len(p.Runs) - 1; i >= 0; i-- {
		r := &p.Runs[i]
		if r.Status == statusQueued {
			begin := r.CreatedAt
			if free.After(begin) {
				begin = free
			}
			if contract.hides(*r) {
				r.CreatedAt = begin
			}
			p.move(r, statusRunning, begin)
		}
		if r.Status == statusRunning {
			end := r.UpdatedAt.Add(duration)
			if now.Before(end) {
				return
			}
			p.finish(r, end)
		}
		free = r.UpdatedAt
	}
}

func (p *record) move(r *Run, status string, when time.Time) {
	r.Status, r.UpdatedAt = status, when
	for i := range p.Jobs {
		p.Jobs[i].Status = status
	}
}

func (p *record) finish(r *Run, when time.Time) {
	if trace, fails := p.failing[r.ID]; fails {
		delete(p.failing, r.ID)
		r.Trace = trace
		p.move(r, statusFailed, when)
		return
	}
	began := stamp(r.UpdatedAt, runTime)
	p.move(r, statusSuccess, when)
	for i := range p.Jobs {
		if isIncremental(p.Jobs[i].Input) {
			p.Jobs[i].Bookmark = began
		}
	}
}

func isIncremental(input object) bool {
	switch text(input, "load_type") {
	case loadIncremental, loadQualify:
		return true
	}
	return text(input, "replication_method") == "INCREMENTAL"
}
