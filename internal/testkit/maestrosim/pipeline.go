// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
)

// list is GET /platform/pipelines: docs.dadosfera.ai/reference/platformapicontroller_getpipelines.
func (c *call) list() answer {
	pipelines := []any{}
	for _, p := range c.sim.all(c.customer, c.now) {
		pipelines = append(pipelines, c.contract.listed(p))
	}
	return c.contract.data(http.StatusOK, pipelines, false)
}

// get is GET /platform/pipeline/{id}: docs.dadosfera.ai/reference/platformapicontroller_getpipeline.
func (c *call) get() answer {
	p, none := c.pipeline()
	if none != nil {
		return *none
	}
	status := p.status()
	if p.lag > 0 {
		p.lag--
		status = p.oldState
	}
	return c.contract.data(http.StatusOK, c.contract.pipeline(p, status), true)
}

// readOnly are the properties that PATCH refuses. The page names pipeline_id and customer_id; that jobs are refused and not
// silently dropped is a guess.
var readOnly = []string{"pipeline_id", "id", "customer_id", "jobs"}

// update is PATCH /platform/pipeline/{id}: docs.dadosfera.ai/reference/platformapicontroller_updatepipeline.
func (c *call) update() answer {
	p, none := c.pipeline()
	if none != nil {
		return *none
	}
	body, bad := c.object()
	if bad != nil {
		return *bad
	}
	for _, k := range readOnly {
		if _, sent := body[k]; sent {
			return detail(http.StatusBadRequest, "Property %s is read only", k)
		}
	}
	changed := p.Pipeline
	for _, k := range slices.Sorted(maps.Keys(body)) {
		switch k {
		case "name":
			bad = nameField(body, &changed.Name)
		case "description":
			bad = nullableField(body, k, &changed.Description)
		case "cron":
			bad = nullableField(body, k, &changed.Cron)
		}
		if bad != nil {
			return *bad
		}
	}
	if other := c.sim.named(c.customer, changed.Name); other != nil && other != p {
		return c.contract.taken("name", changed.Name)
	}
	p.Pipeline = changed
	p.touch(c.now)
	return ok(object{"detail": "successfully patched the item of the pipeline_id: " + c.contract.spell(p.ID)})
}

// delete is DELETE /platform/pipeline/{id}: docs.dadosfera.ai/reference/platformapicontroller_deletepipeline. Whether a
// running execution stands in the way is not documented; here it does not, and goes too.
func (c *call) delete() answer {
	p, none := c.pipeline()
	if none != nil {
		return *none
	}
	delete(c.sim.tenants[c.customer], key(p.ID))
	return ok(object{"pipeline_id": c.contract.spell(p.ID), "status": "PIPELINE_DELETED"})
}

// pause is POST /platform/pipeline/pause: docs.dadosfera.ai/reference/platformapicontroller_pausepipeline. Runs that were
// accepted before, queued ones too, go on to their end.
func (c *call) pause() answer {
	return c.setPaused(true, "paused", "PipelineAlreadyPaused", "Pipeline is already paused")
}

// unpause is POST /platform/pipeline/unpause: docs.dadosfera.ai/reference/platformapicontroller_unpausepipeline.
func (c *call) unpause() answer {
	return c.setPaused(false, "unpaused", "PipelineNotPaused", "Pipeline is not paused")
}

func (c *call) setPaused(paused bool, done, exceptionType, already string) answer {
	p, bad := c.bodyPipeline()
	if bad != nil {
		return *bad
	}
	if p.Paused == paused {
		return exception(http.StatusBadRequest, exceptionType, already)
	}
	p.oldState, p.lag = p.status(), c.contract.StatusLag
	p.Paused = paused
	p.touch(c.now)
	return c.contract.data(http.StatusOK, object{
		"message": fmt.Sprintf("Pipeline %s successfully", done), "pipeline_id": c.contract.spell(p.ID),
	}, true)
}

// maxMemoryMB is documented at docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory.
const maxMemoryMB = 12000

// setMemory is PUT /platform/pipeline/{id}/memory: docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory.
func (c *call) setMemory() answer {
	p, none := c.pipeline()
	if none != nil {
		return *none
	}
	body, bad := c.object()
	if bad != nil {
		return *bad
	}
	if body["amount"] == nil {
		return required("amount")
	}
	amount, isNumber := body["amount"].(json.Number)
	mb, err := amount.Int64()
	switch {
	case !isNumber || err != nil:
		return invalid("int_type", "Input should be a valid integer", "amount")
	case mb < 1: // the minimum is not documented
		return invalid("greater_than", "Input should be greater than 0", "amount")
	case mb > maxMemoryMB:
		return answer{status: http.StatusBadRequest, body: object{
			"message": "Memory limit exceeded. Maximum allowed: 12000MB (12GB)", "statusCode": http.StatusBadRequest,
		}}
	}
	p.MemoryMB = int(mb)
	p.touch(c.now)
	return c.contract.data(http.StatusOK, object{
		"message":     "Pipeline memory updated successfully",
		"pipeline_id": c.contract.spell(p.ID),
		"memory_mb":   c.contract.integer(p.MemoryMB),
	}, true)
}

// nameField reads a required, non-empty string.
func nameField(body object, into *string) *answer {
	name, isText := body["name"].(string)
	var bad answer
	switch {
	case !isText:
		bad = invalid("string_type", "Input should be a valid string", "name")
	case name == "":
		bad = invalid("string_too_short", "String should have at least 1 character", "name")
	default:
		*into = name
		return nil
	}
	return &bad
}

// nullableField reads a string or null.
func nullableField(body object, key string, into **string) *answer {
	switch v := body[key].(type) {
	case nil:
		*into = nil
	case string:
		*into = &v
	default:
		bad := invalid("string_type", "Input should be a valid string", key)
		return &bad
	}
	return nil
}
