// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"maps"
	"net/http"
	"slices"
)

// jdbcJob is GET /platform/jobs/jdbc/{jobId}: docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob. A job of another
// connector is not found; the page says nothing of it.
func (c *call) jdbcJob() answer {
	_, j, none := c.job()
	if none != nil {
		return *none
	}
	if !isJDBC(j.Input) {
		return c.missing(aJob, c.params[0])
	}
	return c.contract.data(http.StatusOK, c.contract.jdbcJob(j), false)
}

// patchInput is PATCH /platform/jobs/{jobId}/input: docs.dadosfera.ai/reference/platformapicontroller_patchjobinput. Only the
// fields that are sent change. column_include_list is a union that never removes; null makes it null, all columns. Other
// fields are replaced, and null clears them. Job state stays, also when load_type changes.
func (c *call) patchInput() answer {
	p, j, none := c.job()
	if none != nil {
		return *none
	}
	body, bad := c.object()
	if bad != nil {
		return *bad
	}
	input := maps.Clone(j.Input)
	updated := slices.Sorted(maps.Keys(body))
	for _, k := range updated {
		v := body[k]
		if k == "column_include_list" && v != nil {
			columns, isArray := v.([]any)
			if !isArray || slices.ContainsFunc(columns, notText) {
				return invalid("list_type", "Input should be a valid list of strings", k)
			}
			before, _ := input[k].([]any)
			v = union(before, columns)
		}
		input[k] = v
	}
	j.Input = input
	p.touch(c.now)
	fields := make([]any, len(updated))
	for i, k := range updated {
		fields[i] = k
	}
	return ok(object{
		"status": true, "detail": "Successfully updated input fields for job_id " + c.contract.spellJob(j.ID), "updated_fields": fields,
	})
}

func notText(v any) bool {
	_, isText := v.(string)
	return !isText
}

// union keeps the order of first appearance.
func union(lists ...[]any) []any {
	all := []any{}
	for _, v := range slices.Concat(lists...) {
		if notText(v) || !slices.Contains(all, v) { // only text can be compared for sure
			all = append(all, v)
		}
	}
	return all
}

// resetState is POST /platform/jobs/{jobId}/reset-state: docs.dadosfera.ai/reference/platformapicontroller_resetjobstate.
func (c *call) resetState() answer {
	p, j, none := c.job()
	if none != nil {
		return *none
	}
	p.clearState(j)
	return ok(object{
		"status":  true,
		"detail":  "Successfully reset state for job_id " + c.contract.spellJob(j.ID),
		"message": "Next job execution will start from beginning (full load/extraction)",
	})
}

func (p *record) clearState(j *Job) {
	j.Bookmark = ""
	p.DeletedStates = append(p.DeletedStates, j.ID)
}

// datatypes is GET /platform/jobs/jdbc/configs/allowed_datatypes:
// docs.dadosfera.ai/reference/platformapicontroller_getjdbcalloweddatatypes.
func (c *call) datatypes() answer {
	return c.contract.data(http.StatusOK, allowedDatatypes, true)
}

var allowedDatatypes = byPlugin{
	"postgresql": {"timestamp with time zone", "timestamp without time zone", "date", "integer", "bigint", "smallint", "serial", "bigserial"},
	"mysql":      {"datetime", "timestamp", "date", "int", "bigint", "smallint", "mediumint", "tinyint"},
	"oracle":     {"TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH LOCAL TIME ZONE", "DATE", "NUMBER"},
	"sqlserver":  {"datetime", "datetime2", "smalldatetime", "date", "int", "bigint", "smallint", "tinyint"},
}
