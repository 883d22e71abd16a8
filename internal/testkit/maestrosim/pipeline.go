// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// list is GET /platform/pipelines: docs.dadosfera.ai/reference/platformapicontroller_getpipelines.
func (c *call) list() *response {
	pipelines := []any{}
	for _, p := range c.sim.all(c.customer, c.now) {
		pipelines = append(pipelines, c.pipelineView(p, true))
	}
	return c.data(http.StatusOK, pipelines, false)
}

// get is GET /platform/pipeline/{id}: docs.dadosfera.ai/reference/platformapicontroller_getpipeline.
func (c *call) get() *response {
	return c.data(http.StatusOK, c.pipelineView(c.pipeline, false), true)
}

// readOnly are the properties that PATCH refuses. The page names pipeline_id and customer_id; that jobs are refused,
// not ignored, is a guess.
var readOnly = []string{"pipeline_id", "id", "customer_id", "jobs"}

// update is PATCH /platform/pipeline/{id}: docs.dadosfera.ai/reference/platformapicontroller_updatepipeline.
func (c *call) update() *response {
	m := &members{of: c.body}
	for _, property := range readOnly {
		if m.has(property) {
			return detail(http.StatusBadRequest, "Property %s is read only", property)
		}
	}

	changed := c.pipeline.Pipeline
	if m.has("cron") {
		changed.Cron = m.nullableText("cron")
	}
	if m.has("description") {
		changed.Description = m.nullableText("description")
	}
	if m.has("name") {
		changed.Name = m.text("name")
	}
	if m.problem != nil {
		return m.problem
	}

	normalize(c.contract, &changed)
	if c.sim.refuses(c.customer, changed.Name, c.pipeline) {
		return c.taken("name", changed.Name)
	}
	c.pipeline.Pipeline = changed
	c.pipeline.touch(c.now)
	return ok(object{"detail": "successfully patched the item of the pipeline_id: " + c.spell(c.pipeline.ID)})
}

// delete is DELETE /platform/pipeline/{id}: docs.dadosfera.ai/reference/platformapicontroller_deletepipeline. What
// happens to a run in progress is not documented; here it is removed with its pipeline, or the contract refuses.
func (c *call) delete() *response {
	if c.contract.RefuseRunning && c.pipeline.running() {
		return detail(http.StatusConflict, "Pipeline %s has running executions", c.spell(c.pipeline.ID))
	}
	c.sim.freed[c.customer+" "+c.pipeline.Name] = c.contract.NameLag
	delete(c.sim.tenants[c.customer], key(c.pipeline.ID))
	return ok(object{"pipeline_id": c.spell(c.pipeline.ID), "status": "PIPELINE_DELETED"})
}

// pause is POST /platform/pipeline/pause: docs.dadosfera.ai/reference/platformapicontroller_pausepipeline. Runs that
// were accepted before continue, including queued ones.
func (c *call) pause() *response {
	return c.setPaused(true, "paused", "PipelineAlreadyPaused", "Pipeline is already paused")
}

// unpause is POST /platform/pipeline/unpause: docs.dadosfera.ai/reference/platformapicontroller_unpausepipeline.
func (c *call) unpause() *response {
	return c.setPaused(false, "unpaused", "PipelineNotPaused", "Pipeline is not paused")
}

func (c *call) setPaused(paused bool, done, exceptionType, already string) *response {
	p := c.pipeline
	if p.Paused == paused {
		return exception(http.StatusBadRequest, exceptionType, already)
	}
	p.oldStatus, p.lag = p.status(), c.contract.StatusLag
	p.Paused = paused
	p.touch(c.now)
	return c.data(http.StatusOK, object{
		"message": fmt.Sprintf("Pipeline %s successfully", done), "pipeline_id": c.spell(p.ID),
	}, true)
}

// clampedMemoryMB is the most that Contract.ClampMemory stores.
const clampedMemoryMB = 4096

// maxMemoryMB is documented at docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory.
const maxMemoryMB = 12000

// setMemory is PUT /platform/pipeline/{id}/memory:
// docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory.
func (c *call) setMemory() *response {
	if c.body["amount"] == nil {
		return invalid("missing", "Field required", "amount")
	}
	amount, isNumber := c.body["amount"].(json.Number)
	mb, err := amount.Int64()
	switch {
	case !isNumber || err != nil:
		return invalid("int_type", "Input should be a valid integer", "amount")
	case mb < 1: // the minimum is not documented
		return invalid("greater_than", "Input should be greater than 0", "amount")
	case mb > maxMemoryMB:
		return &response{status: http.StatusBadRequest, body: object{
			"message": "Memory limit exceeded. Maximum allowed: 12000MB (12GB)", "statusCode": http.StatusBadRequest,
		}}
	}

	c.pipeline.MemoryMB = int(mb)
	if c.contract.ClampMemory {
		c.pipeline.MemoryMB = min(c.pipeline.MemoryMB, clampedMemoryMB)
	}
	c.pipeline.touch(c.now)
	return c.data(http.StatusOK, object{
		"message":     "Pipeline memory updated successfully",
		"pipeline_id": c.spell(c.pipeline.ID),
		"memory_mb":   c.integer(c.pipeline.MemoryMB),
	}, true)
}

// pipelineView returns a pipeline as the list or GET by id shows it.
func (c *call) pipelineView(p *record, listed bool) object {
	view := object{
		"name":        p.Name,
		"description": nullable(p.Description),
		"cron":        nullable(p.Cron),
		"customer_id": p.customer,
		"jobs":        c.jobViews(p, listed),
	}
	if listed {
		view["user_id"], view["last_status"] = p.UserID, p.LastStatus()
	} else {
		view["status"] = p.shownStatus()
		view["created_at"], view["updated_at"] = stamp(p.CreatedAt, pipelineTime), stamp(p.UpdatedAt, pipelineTime)
	}

	key := c.contract.IDKey
	switch {
	case key == contract.IDKeyDocumented && listed:
		key = contract.IDKeyPipelineID
	case key == contract.IDKeyDocumented:
		key = contract.IDKeyID
	}
	if key == contract.IDKeyPipelineID {
		view["id"] = c.integer(p.Number)
	} else {
		view["id"] = c.spell(p.ID)
	}
	if key != contract.IDKeyID {
		view["pipeline_id"] = c.spell(p.ID)
	}
	return view
}

// shownStatus returns the status that GET by id shows, which may lag behind.
func (p *record) shownStatus() string {
	if p.lag == 0 {
		return p.status()
	}
	p.lag--
	return p.oldStatus
}

// Layouts of times. Those of runs have milliseconds (…_getpipelineruns); those of pipelines have no fraction in the
// example (…_getpipeline), and here only if there is one.
const (
	pipelineTime = "2006-01-02T15:04:05.999999Z07:00"
	runTime      = "2006-01-02T15:04:05.000Z07:00"
)

func stamp(t time.Time, layout string) string { return t.UTC().Format(layout) }

func (c *call) integer(n int) any {
	if c.contract.IntsAsStrings {
		return strconv.Itoa(n)
	}
	return n
}

func nullable(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}
