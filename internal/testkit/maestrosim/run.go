// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// execute is POST /platform/pipeline/execute: docs.dadosfera.ai/reference/platformapicontroller_executepipeline. The
// run_id that it returns is not the pipeline_run_id of the lists.
func (c *call) execute() *response {
	if c.pipeline.Paused {
		return exception(http.StatusBadRequest, "PipelinePaused", "Cannot execute paused pipeline. Use /pipeline/unpause first.")
	}
	c.sim.startRun(c.pipeline, c.now)
	return c.data(http.StatusOK, object{
		"message":     "Pipeline execution triggered successfully",
		"pipeline_id": c.spell(c.pipeline.ID),
		"run_id":      "manual__" + c.now.Format("2006-01-02T15:04:05-07:00"),
	}, true)
}

// runs is GET /platform/pipeline/{id}/pipeline_run: docs.dadosfera.ai/reference/platformapicontroller_getpipelineruns.
func (c *call) runs() *response {
	views := []any{}
	for _, r := range c.visibleRuns() {
		views = append(views, c.runView(r))
	}
	return c.data(http.StatusOK, views, false)
}

// run is GET /platform/pipeline/{id}/pipeline_run/{runId}:
// docs.dadosfera.ai/reference/platformapicontroller_getpipelinerun.
func (c *call) run() *response {
	for _, r := range c.visibleRuns() {
		if key(r.ID) == key(c.params["run"]) {
			return c.data(http.StatusOK, c.runView(r), false)
		}
	}
	return c.missing(aRun, c.params["run"])
}

func (c *call) visibleRuns() []Run {
	return slices.DeleteFunc(slices.Clone(c.pipeline.Runs), func(r Run) bool {
		return c.contract.Queued == contract.QueuedHidden && r.Status == statusQueued
	})
}

func (c *call) runView(r Run) object {
	view := object{
		"id":              c.integer(r.Number),
		"pipeline_run_id": r.ID,
		"pipeline_id":     c.spell(c.pipeline.ID),
		"last_status":     r.Status,
		"created_at":      stamp(r.CreatedAt, runTime),
		"updated_at":      stamp(r.UpdatedAt, runTime),
		"trace":           nil,
	}
	if r.Trace != "" {
		view["trace"] = r.Trace
	}
	return view
}

// startRun adds a run, which begins at once unless another one is in progress, and returns its id.
func (s *Sim) startRun(p *record, now time.Time) string {
	r := Run{Status: statusQueued, CreatedAt: now, UpdatedAt: now}
	number(&r.Number, &s.last.run)
	r.ID = newUUID("run", fmt.Sprint(r.Number))
	if p.failNext != nil {
		p.failing[r.ID] = *p.failNext
		p.failNext = nil
	}
	p.Runs = slices.Insert(p.Runs, 0, r)
	p.advance(now, s.options.RunDuration, s.contract.Queued == contract.QueuedHidden)
	return r.ID
}

// advance brings the runs, oldest first, to where they are at now: each begins when the one before it has ended.
// queuedHidden makes that time its created_at.
func (p *record) advance(now time.Time, duration time.Duration, queuedHidden bool) {
	var free time.Time
	for i := len(p.Runs) - 1; i >= 0; i-- {
		r := &p.Runs[i]
		if r.Status == statusQueued {
			begin := r.CreatedAt
			if free.After(begin) {
				begin = free
			}
			if queuedHidden {
				r.CreatedAt = begin
			}
			p.setStatus(r, statusRunning, begin)
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

func (p *record) setStatus(r *Run, status string, when time.Time) {
	r.Status, r.UpdatedAt = status, when
	for i := range p.Jobs {
		p.Jobs[i].Status = status
	}
}

func (p *record) finish(r *Run, when time.Time) {
	if trace, fails := p.failing[r.ID]; fails {
		delete(p.failing, r.ID)
		r.Trace = trace
		p.setStatus(r, statusFailed, when)
		return
	}

	began := stamp(r.UpdatedAt, runTime)
	p.setStatus(r, statusSuccess, when)
	for i := range p.Jobs {
		if isIncremental(p.Jobs[i].Input) {
			p.Jobs[i].Bookmark = began
		}
	}
}
