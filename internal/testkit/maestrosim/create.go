// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/json"
	"net/http"
	"slices"
)

// create is POST /platform/pipeline: docs.dadosfera.ai/reference/platformapicontroller_createpipeline. The client makes the
// id. The page is known only in its first half, so the success is a switch, and the errors are FastAPI's.
func (c *call) create() answer {
	body, bad := c.object()
	if bad != nil {
		return *bad
	}
	p, bad := c.sent(body)
	if bad != nil {
		return *bad
	}
	if c.sim.find(c.customer, p.ID, c.now) != nil {
		return c.contract.taken("id", underscored(p.ID))
	}
	if c.sim.named(c.customer, p.Name) != nil {
		return c.contract.taken("name", p.Name)
	}
	if err := c.sim.complete(&p, c.now); err != nil { // only ids that a test made can be wrong
		return detail(http.StatusInternalServerError, "%v", err)
	}
	r := c.sim.store(c.customer, p)
	if c.contract.RunOnce && p.Cron != nil && *p.Cron == "@once" {
		c.sim.startRun(r, c.now)
	}
	return c.created(r)
}

func (c *call) created(r *record) answer {
	switch c.contract.CreateAnswer {
	case CreateFlat:
		return ok(c.contract.pipeline(r, r.status()))
	case CreateDetail:
		return ok(object{"detail": "successfully created the pipeline_id: " + c.contract.spell(r.ID)})
	case CreateEmpty:
		return answer{status: http.StatusCreated}
	case CreateNoID:
		return c.contract.data(http.StatusCreated, object{"message": "Pipeline created successfully"}, true)
	}
	return c.contract.data(http.StatusCreated, c.contract.pipeline(r, r.status()), true)
}

// sent reads the pipeline of a create. What nobody documented is ignored, customer_id (which comes from the token) included.
func (c *call) sent(body object) (Pipeline, *answer) {
	p := Pipeline{UserID: c.user}
	for _, k := range []string{"id", "name", "jobs"} {
		if _, given := body[k]; !given {
			bad := required(k)
			return p, &bad
		}
	}
	p.ID = text(body, "id")
	jobs, isArray := body["jobs"].([]any)
	var bad answer
	switch {
	case p.ID == "":
		bad = invalid("string_type", "Input should be a valid string", "id")
		return p, &bad
	case !isArray:
		bad = invalid("list_type", "Input should be a valid list", "jobs")
		return p, &bad
	case len(jobs) == 0:
		bad = invalid("too_short", "List should have at least 1 item after validation, not 0", "jobs")
		return p, &bad
	}
	if bad := nameField(body, &p.Name); bad != nil {
		return p, bad
	}
	if bad := nullableField(body, "description", &p.Description); bad != nil {
		return p, bad
	}
	if bad := nullableField(body, "cron", &p.Cron); bad != nil {
		return p, bad
	}
	for i, j := range jobs {
		job, bad := c.sentJob(i, j)
		if bad != nil {
			return p, bad
		}
		p.Jobs = append(p.Jobs, job)
	}
	return p, nil
}

// sentJob reads one job: {"input": {...}, "transformations": [], "output": {...}}. A job_name is taken, though nobody
// documented that it can be sent.
func (c *call) sentJob(i int, v any) (Job, *answer) {
	o, isObject := v.(object)
	var bad answer
	if !isObject {
		bad = invalid("model_attributes_type", "Input should be a valid dictionary", "jobs", i)
		return Job{}, &bad
	}
	j := Job{Name: text(o, "job_name")}
	if j.Input, isObject = o["input"].(object); !isObject {
		bad = invalid("missing", "Field required", "jobs", i, "input")
		return j, &bad
	}
	if j.Output, isObject = o["output"].(object); !isObject && o["output"] != nil {
		bad = invalid("dict_type", "Input should be a valid dictionary", "jobs", i, "output")
		return j, &bad
	}
	var isArray bool
	if j.Transformations, isArray = o["transformations"].([]any); !isArray && o["transformations"] != nil {
		bad = invalid("list_type", "Input should be a valid list", "jobs", i, "transformations")
		return j, &bad
	}
	if c.contract.ServerDefaults {
		fillInput(j.Input)
	}
	return j, nil
}

// jdbcPlugins are documented at docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob.
var jdbcPlugins = []string{"mysql", "postgresql", "oracle", "sqlserver"}

func isJDBC(input object) bool {
	connector := text(input, "connector")
	return connector == "jdbc" || connector == "" && slices.Contains(jdbcPlugins, text(input, "plugin"))
}

// fillInput is Contract.ServerDefaults.
func fillInput(in object) {
	if isJDBC(in) {
		fill(in, "connector", "jdbc")
		fill(in, "load_type", loadFull)
	} else {
		fill(in, "connector", "singer")
		fill(in, "replication_method", "INCREMENTAL")
	}
	fill(in, "network_config", nil)
	fill(in, "memory_allocation_mb", json.Number("2048"))
	if auth, isObject := in["auth_parameters"].(object); isObject {
		fill(auth, "auth_type", "connection_manager")
	}
}
