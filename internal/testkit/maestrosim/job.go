// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// jdbcJob is GET /platform/jobs/jdbc/{jobId}: docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob.
func (c *call) jdbcJob() *response {
	nulls, output := []string{"column_include_list", "network_config"}, object{} // as in the example
	if c.contract.Hidden == HiddenNone {
		nulls, output = jdbcInput, c.outputView(c.job.Output, false)
	}
	return c.data(http.StatusOK, object{
		"job_name":        c.job.Name,
		"source_config":   c.withNulls(c.job.Input, nulls),
		"transformations": c.job.Transformations,
		"output_config":   output,
	}, false)
}

// patchInput is PATCH /platform/jobs/{jobId}/input: docs.dadosfera.ai/reference/platformapicontroller_patchjobinput.
// Only the members of the body change. column_include_list is a union that never removes; null sets it to null, all
// columns. Other members are replaced, and null clears them. The job's state stays, even if load_type changes.
func (c *call) patchInput() *response {
	input := maps.Clone(c.job.Input)
	updated := []any{}
	for _, key := range slices.Sorted(maps.Keys(c.body)) {
		value := c.body[key]
		if key == "column_include_list" && value != nil {
			columns, isArray := value.([]any)
			if !isArray || slices.ContainsFunc(columns, notText) {
				return invalid("list_type", "Input should be a valid list of strings", key)
			}
			before, _ := input[key].([]any)
			value = union(before, foldedList(c.contract, columns))
		}
		input[key] = value
		updated = append(updated, key)
	}

	c.job.Input = input
	fold(c.contract, c.job)
	c.pipeline.touch(c.now)
	return ok(object{
		"status":         true,
		"detail":         "Successfully updated input fields for job_id " + c.spellJob(c.job.ID),
		"updated_fields": updated,
	})
}

func notText(v any) bool {
	_, isText := v.(string)
	return !isText
}

// union returns all items once, in the order of their first occurrence.
func union(lists ...[]any) []any {
	all := []any{}
	for _, v := range slices.Concat(lists...) {
		if notText(v) || !slices.Contains(all, v) { // only texts are always comparable
			all = append(all, v)
		}
	}
	return all
}

// Load types of JDBC jobs: docs.dadosfera.ai/reference/platformapicontroller_createpipeline.
const (
	loadFull        = "full_load"
	loadIncremental = "incremental"
	loadQualify     = "incremental_with_qualify"
)

// companions are the members that each load type requires:
// docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode.
var companions = map[string][]string{
	loadFull:        nil,
	loadIncremental: {"incremental_column_name", "incremental_column_type"},
	loadQualify:     {"incremental_column_name", "incremental_column_type", "primary_keys"},
}

// syncMode is PUT (or by the contract POST) /platform/jobs/jdbc/{jobId}/sync-mode:
// docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode. The companions of the target must be in the
// body, even if the job has them; the others are cleared. The bookmark is kept between the incremental types and
// cleared by a change to full_load. Response and errors are not documented; `force` has no effect, as the warnings that
// it overrides are not documented either.
func (c *call) syncMode() *response {
	target := text(c.body, "target_load_type")
	needed, known := companions[target]
	if !known {
		return detail(http.StatusBadRequest, "target_load_type must be one of full_load, incremental, incremental_with_qualify")
	}
	input := maps.Clone(c.job.Input)
	for _, key := range companions[loadQualify] { // all there are
		switch {
		case !slices.Contains(needed, key):
			input[key] = nil
		case !isCompanion(c.body[key]):
			return detail(http.StatusBadRequest, "%s is required for target_load_type %s", strings.Join(needed, ", "), target)
		default:
			input[key] = c.body[key]
		}
	}

	p, j := c.pipeline, c.job
	if target == loadFull && isIncremental(j.Input) {
		p.clearState(j)
	}
	input["load_type"] = target
	j.Input = input
	completeOutput(p.ID, slices.IndexFunc(p.Jobs, func(o Job) bool { return o.ID == j.ID }), j)
	fold(c.contract, j)
	p.touch(c.now)
	return ok(object{"status": true, "detail": "Successfully updated sync mode for job_id " + c.spellJob(j.ID)})
}

// isCompanion reports whether a value is a non-empty string, or a non-empty array of strings.
func isCompanion(v any) bool {
	switch v := v.(type) {
	case string:
		return v != ""
	case []any:
		return len(v) > 0 && !slices.ContainsFunc(v, notText)
	}
	return false
}

func isIncremental(input object) bool {
	switch text(input, "load_type") {
	case loadIncremental, loadQualify:
		return true
	}
	return text(input, "replication_method") == "INCREMENTAL"
}

// resetState is POST /platform/jobs/{jobId}/reset-state:
// docs.dadosfera.ai/reference/platformapicontroller_resetjobstate.
func (c *call) resetState() *response {
	c.pipeline.clearState(c.job)
	return ok(object{
		"status":  true,
		"detail":  "Successfully reset state for job_id " + c.spellJob(c.job.ID),
		"message": "Next job execution will start from beginning (full load/extraction)",
	})
}

func (p *record) clearState(j *Job) {
	j.Bookmark = ""
	p.DeletedStates = append(p.DeletedStates, j.ID)
}

// datatypes is GET /platform/jobs/jdbc/configs/allowed_datatypes:
// docs.dadosfera.ai/reference/platformapicontroller_getjdbcalloweddatatypes.
func (c *call) datatypes() *response { return c.data(http.StatusOK, allowedDatatypes, true) }

// allowedDatatypes is keyed by data, so it is not an object that Contract.ExtraFields adds to.
var allowedDatatypes = map[string][]string{
	"postgresql": {"timestamp with time zone", "timestamp without time zone", "date", "integer", "bigint", "smallint", "serial", "bigserial"},
	"mysql":      {"datetime", "timestamp", "date", "int", "bigint", "smallint", "mediumint", "tinyint"},
	"oracle":     {"TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH LOCAL TIME ZONE", "DATE", "NUMBER"},
	"sqlserver":  {"datetime", "datetime2", "smalldatetime", "date", "int", "bigint", "smallint", "tinyint"},
}

// hiddenInput is omitted by GET by id in the example of docs.dadosfera.ai/reference/platformapicontroller_getpipeline,
// as are the transformations of the job.
var hiddenInput = []string{"auth_parameters", "column_include_list", "primary_keys"}

// jdbcInput are the members of a JDBC input that are null if they were not sent, where nulls are shown.
var jdbcInput = append([]string{
	"network_config", "memory_allocation_mb", "incremental_column_name", "incremental_column_type",
}, hiddenInput...)

// listInput is what the example of docs.dadosfera.ai/reference/platformapicontroller_getpipelines shows of an input.
var listInput = []string{"connector", "plugin", "table_name"}

// jobViews returns the jobs of a pipeline as the list or GET by id shows them.
func (c *call) jobViews(p *record, listed bool) []any {
	views := make([]any, len(p.Jobs))
	if !listed && c.noJobsYet(p) {
		return []any{}
	}
	for i, j := range p.Jobs {
		view := object{
			"job_id": c.spellJob(j.ID),
			"input":  c.inputView(j.Input, listed),
			"output": c.outputView(j.Output, !listed),
		}
		if listed {
			view["id"], view["job_status"] = c.integer(j.Number), j.Status
		} else {
			view["job_name"] = j.Name
		}
		switch c.contract.Hidden {
		case HiddenNone:
			view["transformations"] = j.Transformations
		case HiddenNull:
			view["transformations"] = nil
		}
		views[i] = view
	}
	if c.contract.JobOrder == contract.JobOrderReversed {
		slices.Reverse(views)
	}
	return views
}

func (c *call) inputView(input object, listed bool) object {
	switch {
	case c.contract.Hidden == HiddenNone && isJDBC(input):
		return c.withNulls(input, jdbcInput)
	case c.contract.Hidden == HiddenNone:
		return c.withNulls(input, nil)
	}

	view := c.withNulls(input, nil)
	for key := range view {
		if slices.Contains(hiddenInput, key) || listed && !slices.Contains(listInput, key) {
			delete(view, key)
		}
	}
	if c.contract.Hidden == HiddenNull {
		for _, key := range hiddenInput {
			view[key] = nil
		}
	}
	return view
}

// withNulls returns a copy of an input, with null for those of the members that it lacks.
func (c *call) withNulls(input object, members []string) object {
	view := make(object, len(input)+len(members))
	for _, key := range members {
		view[key] = nil
	}
	maps.Copy(view, input)
	if n, isNumber := view["memory_allocation_mb"].(json.Number); isNumber && c.contract.IntsAsStrings {
		view["memory_allocation_mb"] = n.String()
	}
	return view
}

// spellJob returns a stored job id in the spelling of responses.
func (c *call) spellJob(id string) string {
	pipeline, index := splitJobID(id)
	id = c.spell(pipeline) + "_" + index
	if c.contract.JobIDs == contract.JobIDsHyphen {
		return hyphenated(id)
	}
	return id
}
