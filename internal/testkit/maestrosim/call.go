// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"net/http"
	"time"
)

// call is one request on its way through an endpoint. The simulator's lock is held.
type call struct {
	sim            *Sim
	contract       Contract
	op             Operation
	method, path   string
	params         []string // of the path, in order
	body           []byte
	customer, user string
	now            time.Time
}

// object reads the body as a JSON object.
func (c *call) object() (object, *answer) {
	var v any
	if err := decode(c.body, &v); err != nil {
		bad := invalid("json_invalid", "JSON decode error", 0)
		return nil, &bad
	}
	o, isObject := v.(object)
	if !isObject {
		bad := invalid("model_attributes_type", "Input should be a valid dictionary")
		return nil, &bad
	}
	return o, nil
}

// pipeline finds the pipeline of the path.
func (c *call) pipeline() (*record, *answer) {
	id := c.params[0]
	if p := c.sim.find(c.customer, id, c.now); p != nil && c.contract.Paths.accept(id, id) {
		return p, nil
	}
	none := c.missing(aPipeline, id)
	return nil, &none
}

// bodyPipeline finds the pipeline that the body of pause, unpause or execute names; bodies take both spellings. A
// customer_id beside it, as the page of DELETE shows, changes nothing.
func (c *call) bodyPipeline() (*record, *answer) {
	body, bad := c.object()
	if bad != nil {
		return nil, bad
	}
	id := text(body, "pipeline_id")
	if id == "" {
		needed := detail(http.StatusBadRequest, "pipeline_id is required")
		return nil, &needed
	}
	if p := c.sim.find(c.customer, id, c.now); p != nil {
		return p, nil
	}
	none := c.missing(aPipeline, id)
	return nil, &none
}

// job finds the job of the path.
func (c *call) job() (*record, *Job, *answer) {
	id := c.params[0]
	pipelineID, _ := splitJobID(id)
	if p := c.sim.find(c.customer, pipelineID, c.now); p != nil && c.contract.Paths.accept(id, pipelineID) {
		for i := range p.Jobs {
			if key(p.Jobs[i].ID) == key(id) {
				return p, &p.Jobs[i], nil
			}
		}
	}
	none := c.missing(aJob, id)
	return nil, nil, &none
}
