// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Layouts of times. Those of runs have milliseconds (…_getpipelineruns); those of pipelines have none in the example
// (…_getpipeline), and a fraction here only where there is one.
const (
	pipelineTime = "2006-01-02T15:04:05.999999Z07:00"
	runTime      = "2006-01-02T15:04:05.000Z07:00"
)

func stamp(t time.Time, layout string) string { return t.UTC().Format(layout) }

// hiddenInput is left out of GET by id in the example of docs.dadosfera.ai/reference/platformapicontroller_getpipeline, as
// are the transformations of the job.
var hiddenInput = []string{"auth_parameters", "column_include_list", "primary_keys"}

// jdbcInput are the fields of a JDBC input that are null when they were not sent, where nulls are shown.
var jdbcInput = append([]string{
	"network_config", "memory_allocation_mb", "incremental_column_name", "incremental_column_type",
}, hiddenInput...)

// listInput is all that the example of docs.dadosfera.ai/reference/platformapicontroller_getpipelines shows of an input.
var listInput = []string{"connector", "plugin", "table_name"}

// pipeline is a pipeline as GET by id shows it.
func (c Contract) pipeline(r *record, status string) object {
	o := object{
		"name":        r.Name,
		"description": orNull(r.Description),
		"cron":        orNull(r.Cron),
		"customer_id": r.customer,
		"status":      status,
		"created_at":  stamp(r.CreatedAt, pipelineTime),
		"updated_at":  stamp(r.UpdatedAt, pipelineTime),
		"jobs":        c.jobs(r, false),
	}
	id := c.spell(r.ID)
	switch c.IDKey {
	case IDKeyPipelineID:
		o["id"], o["pipeline_id"] = c.integer(r.Number), id
	case IDKeyBoth:
		o["id"], o["pipeline_id"] = id, id
	default:
		o["id"] = id
	}
	return o
}

// listed is a pipeline as the list shows it.
func (c Contract) listed(r *record) object {
	o := object{
		"customer_id": r.customer,
		"user_id":     r.UserID,
		"name":        r.Name,
		"description": orNull(r.Description),
		"cron":        orNull(r.Cron),
		"last_status": r.LastStatus(),
		"jobs":        c.jobs(r, true),
	}
	id := c.spell(r.ID)
	switch c.IDKey {
	case IDKeyID:
		o["id"] = id
	case IDKeyBoth:
		o["id"], o["pipeline_id"] = id, id
	default:
		o["id"], o["pipeline_id"] = c.integer(r.Number), id
	}
	return o
}

func (c Contract) jobs(r *record, list bool) []any {
	jobs := make([]any, len(r.Jobs))
	for i, j := range r.Jobs {
		o := object{
			"job_id": c.spellJob(j.ID),
			"input":  c.input(j.Input, list),
			"output": c.output(j.Output, !list),
		}
		if list {
			o["id"], o["job_status"] = c.integer(j.Number), j.Status
		} else {
			o["job_name"] = j.Name
		}
		switch c.Hidden {
		case HiddenNone:
			o["transformations"] = j.Transformations
		case HiddenNull:
			o["transformations"] = nil
		}
		jobs[i] = o
	}
	if c.JobOrder == JobOrderReversed {
		slices.Reverse(jobs)
	}
	return jobs
}

func (c Contract) input(in object, list bool) object {
	if c.Hidden == HiddenNone {
		if isJDBC(in) {
			return c.withNulls(in, jdbcInput)
		}
		return c.withNulls(in, nil)
	}
	shown := c.withNulls(in, nil)
	for k := range shown {
		if slices.Contains(hiddenInput, k) || list && !slices.Contains(listInput, k) {
			delete(shown, k)
		}
	}
	if c.Hidden == HiddenNull {
		for _, k := range hiddenInput {
			shown[k] = nil
		}
	}
	return shown
}

// jdbcJob is a job as GET /platform/jobs/jdbc/{jobId} shows it.
func (c Contract) jdbcJob(j *Job) object {
	input, output := c.withNulls(j.Input, []string{"column_include_list", "network_config"}), object{}
	if c.Hidden == HiddenNone {
		input, output = c.withNulls(j.Input, jdbcInput), c.output(j.Output, false)
	}
	return object{
		"job_name":        j.Name,
		"source_config":   input,
		"transformations": j.Transformations,
		"output_config":   output, // {} in the example
	}
}

func (c Contract) run(r *record, run Run) object {
	return object{
		"id":              c.integer(run.Number),
		"pipeline_run_id": run.ID,
		"pipeline_id":     c.spell(r.ID),
		"last_status":     run.Status,
		"created_at":      stamp(run.CreatedAt, runTime),
		"updated_at":      stamp(run.UpdatedAt, runTime),
		"trace":           nullIfEmpty(run.Trace),
	}
}

// withNulls copies an input, with null for those of the fields that it lacks.
func (c Contract) withNulls(in object, fields []string) object {
	out := make(object, len(in)+len(fields))
	for _, k := range fields {
		out[k] = nil
	}
	maps.Copy(out, in)
	if n, isNumber := out["memory_allocation_mb"].(json.Number); isNumber && c.IntsAsStrings {
		out["memory_allocation_mb"] = n.String()
	}
	return out
}

func (c Contract) integer(n int) any {
	if c.IntsAsStrings {
		return strconv.Itoa(n)
	}
	return n
}

func orNull(s *string) any {
	if s == nil {
		return nil
	}
	return *s
}

func nullIfEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}
