// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"net/http"
	"strings"
	"time"
)

// call is a request on its way through the simulator.
type call struct {
	sim     *Sim
	request *http.Request
	raw     []byte // the body
	entry   *Request
	latency time.Duration
	fault   Fault

	route   route
	params  map[string]string // of the path
	refusal *response         // sent instead of the endpoint's response

	// These are set when the endpoint runs, with the simulator locked.

	contract       Contract
	now            time.Time
	customer, user string
	body           object
	pipeline       *record
	job            *Job
}

// work has the effect of the request and returns the response. Other requests see all of the effect or none.
func (c *call) work() reply {
	c.sim.mu.Lock()
	defer c.sim.mu.Unlock()
	c.contract, c.now = c.sim.contract, c.sim.now()
	r := c.refusal
	if r == nil {
		r = c.respond()
	}
	c.entry.Customer = c.customer
	return c.cached(c.encode(r))
}

func (c *call) respond() *response {
	if c.route.op != OpSignIn && !c.authorize() {
		return unauthorized()
	}
	if refusal := c.lookUp(); refusal != nil {
		return refusal
	}
	if refusal := c.unready(); refusal != nil {
		return refusal
	}
	return c.route.handle(c)
}

// lookUp finds what the path and the body name.
func (c *call) lookUp() (refusal *response) {
	if id, ok := c.params["pipeline"]; ok {
		if c.pipeline = c.sim.find(c.customer, id, c.now); c.pipeline == nil || !c.accepts(id, id) {
			return c.missing(aPipeline, id)
		}
	}
	if id, ok := c.params["job"]; ok && !c.findJob(id) {
		return c.missing(aJob, id)
	}
	if c.route.body == noBody {
		return nil
	}

	if c.body, refusal = parseObject(c.raw); refusal != nil || c.route.body != pipelineRef {
		return refusal
	}
	id := text(c.body, "pipeline_id") // in either spelling; a customer_id beside it, as on the page of DELETE, is ignored
	if id == "" {
		return detail(http.StatusBadRequest, "pipeline_id is required")
	}
	if c.pipeline = c.sim.find(c.customer, id, c.now); c.pipeline == nil {
		return c.missing(aPipeline, id)
	}
	return nil
}

// findJob finds a job by id. A job of another connector does not exist for the routes of JDBC jobs; their pages do not
// mention the case.
func (c *call) findJob(id string) bool {
	pipelineID, _ := splitJobID(id)
	c.pipeline = c.sim.find(c.customer, pipelineID, c.now)
	if c.pipeline == nil || !c.accepts(id, pipelineID) {
		return false
	}
	for i := range c.pipeline.Jobs {
		if j := &c.pipeline.Jobs[i]; key(j.ID) == key(id) {
			c.job = j
			return isJDBC(j.Input) || !strings.Contains(c.route.path, "/jdbc/")
		}
	}
	return false
}

func parseObject(raw []byte) (object, *response) {
	var v any
	if err := decode(raw, &v); err != nil {
		return nil, invalid("json_invalid", "JSON decode error", 0)
	}
	o, isObject := v.(object)
	if !isObject {
		return nil, invalid("model_attributes_type", "Input should be a valid dictionary")
	}
	return o, nil
}
