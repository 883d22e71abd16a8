// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/json"
	"net/http"
	"slices"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// create is POST /platform/pipeline: docs.dadosfera.ai/reference/platformapicontroller_createpipeline. The client
// chooses the id. Only the first half of the page is known, so the contract chooses the success, and the errors are
// FastAPI's.
func (c *call) create() *response {
	p, problem := c.readPipeline()
	if problem != nil {
		return problem
	}
	if c.sim.find(c.customer, p.ID, c.now) != nil {
		return c.taken("id", underscored(p.ID))
	}
	if err := c.sim.complete(&p, c.now); err != nil {
		panic(err) // job ids are not read from the body
	}
	if c.sim.refuses(c.customer, p.Name, nil) {
		return c.taken("name", p.Name)
	}

	r := c.sim.store(c.customer, p)
	r.unready = unreadyRequests
	if c.contract.RunOnce && p.Cron != nil && *p.Cron == "@once" {
		c.sim.startRun(r, c.now)
	}
	return c.created(r)
}

func (c *call) created(r *record) *response {
	switch c.contract.CreateResponse {
	case contract.CreateFlat:
		return ok(c.pipelineView(r, false))
	case contract.CreateDetail:
		return ok(object{"detail": "successfully created the pipeline_id: " + c.spell(r.ID)})
	case contract.CreateEmpty:
		return &response{status: http.StatusCreated}
	case contract.CreateNoID:
		return c.data(http.StatusCreated, object{"message": "Pipeline created successfully"}, true)
	}
	return c.data(http.StatusCreated, c.pipelineView(r, false), true)
}

// readPipeline reads the body of a create. Undocumented members are ignored, and so is customer_id, which the token
// determines.
func (c *call) readPipeline() (Pipeline, *response) {
	m := &members{of: c.body}
	for _, key := range []string{"id", "name", "jobs"} {
		m.require(key)
	}
	jobs := m.list("jobs")
	if len(jobs) == 0 {
		m.invalid("too_short", "List should have at least 1 item after validation, not 0", "jobs")
	}

	p := Pipeline{
		UserID:      c.user,
		ID:          m.text("id"),
		Name:        m.text("name"),
		Description: m.nullableText("description"),
		Cron:        m.nullableText("cron"),
	}
	for i, value := range jobs {
		job, problem := c.readJob(i, value)
		if m.problem == nil {
			m.problem = problem
		}
		p.Jobs = append(p.Jobs, job)
	}
	return p, m.problem
}

// readJob reads a job of a create: {"input": {...}, "transformations": [], "output": {...}}. A job_name is accepted,
// though no page documents that it can be sent.
func (c *call) readJob(i int, value any) (Job, *response) {
	o, isObject := value.(object)
	m := &members{of: o, at: []any{"jobs", i}}
	if !isObject {
		m.invalid("model_attributes_type", "Input should be a valid dictionary")
	}

	j := Job{
		Name:            text(o, "job_name"),
		Output:          m.object("output"),
		Transformations: m.list("transformations"),
	}
	if j.Input, isObject = o["input"].(object); !isObject {
		m.invalid("missing", "Field required", "input")
	}
	if c.contract.ServerDefaults && isObject {
		completeInput(j.Input)
	}
	return j, m.problem
}

// jdbcPlugins are documented at docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob.
var jdbcPlugins = []string{"mysql", "postgresql", "oracle", "sqlserver"}

func isJDBC(input object) bool {
	connector := text(input, "connector")
	return connector == "jdbc" || connector == "" && slices.Contains(jdbcPlugins, text(input, "plugin"))
}

// completeInput sets what Contract.ServerDefaults describes.
func completeInput(in object) {
	if isJDBC(in) {
		setDefault(in, "connector", "jdbc")
		setDefault(in, "load_type", loadFull)
	} else {
		setDefault(in, "connector", "singer")
		setDefault(in, "replication_method", "INCREMENTAL")
	}
	setDefault(in, "network_config", nil)
	setDefault(in, "memory_allocation_mb", json.Number("2048"))
	if auth, isObject := in["auth_parameters"].(object); isObject {
		setDefault(auth, "auth_type", "connection_manager")
	}
}
