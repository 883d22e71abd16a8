// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// Statuses of runs, and so of pipelines (last_status) and jobs (job_status). QUEUED is a guess: execute is documented
// to queue, but no page names the status.
const (
	statusCreated = "CREATED" // a pipeline that never ran
	statusPending = "PENDING" // a job that never ran
	statusQueued  = "QUEUED"
	statusRunning = "RUNNING"
	statusSuccess = "SUCCESS"
	statusFailed  = "FAILED"
)

// Pipeline is a stored pipeline, whatever the Contract shows of it.
type Pipeline struct {
	// ID is in the form in which Maestro stores it, with underscores.
	ID string
	// Number is the integer `id` of the list.
	Number            int
	Name              string
	Description, Cron *string
	// Paused and Errored determine the `status` of GET by id: paused, else error, else active. No run sets Errored.
	Paused, Errored bool
	// MemoryMB is in megabytes. No read shows it.
	MemoryMB             int
	CreatedAt, UpdatedAt time.Time
	// UserID is the user who created it.
	UserID string
	Jobs   []Job
	// Runs are newest first.
	Runs []Run
	// DeletedStates are the ids of the jobs whose bookmark was cleared, by reset-state or a change to full_load, in the
	// order in which it happened.
	DeletedStates []string
}

// Job is one table or entity of a pipeline. The values in Input, Transformations and Output are as encoding/json
// decodes them with UseNumber: numbers are json.Number, so that they keep the digits that were sent.
type Job struct {
	// ID is {pipeline id}_{index}.
	ID string
	// Number is the integer `id` of the list.
	Number       int
	Name, Status string
	Input        map[string]any
	// Transformations are free-form: no page documents an item.
	Transformations []any
	// Output holds `plugin`, `raw` and for incremental_with_qualify also `qualify`; both are {table_name, table_schema}.
	// GET by id shows `table_name` if it is set, else the table name of `raw`.
	Output map[string]any
	// Bookmark is the start of the last successful incremental run. Empty means that the next run is a full one.
	Bookmark string
}

// Run is one execution of a pipeline.
type Run struct {
	// ID is the `pipeline_run_id`, a UUID with underscores. It is unrelated to the run_id that execute returns.
	ID string
	// Number is the integer `id`.
	Number int
	// Status is QUEUED, RUNNING, SUCCESS or FAILED.
	Status string
	// Trace is the error text of a failed run.
	Trace string
	// CreatedAt is when the run was requested or, if queued runs are hidden, when it began. UpdatedAt is when it reached
	// its status.
	CreatedAt, UpdatedAt time.Time
}

// LastStatus returns the `last_status` of the list: that of the newest run that has begun, or CREATED.
func (p Pipeline) LastStatus() string {
	for _, r := range p.Runs {
		if r.Status != statusQueued {
			return r.Status
		}
	}
	return statusCreated
}

// running reports whether a run is in progress.
func (p Pipeline) running() bool {
	return slices.ContainsFunc(p.Runs, func(r Run) bool { return r.Status == statusRunning })
}

// status returns the `status` of GET by id.
func (p Pipeline) status() string {
	switch {
	case p.Paused:
		return "paused"
	case p.Errored:
		return "error"
	}
	return "active"
}

// clone returns a deep copy. Free-form values go through JSON, so that those of a test become what a request can hold.
func (p Pipeline) clone() (Pipeline, error) {
	p.Description, p.Cron = clonePtr(p.Description), clonePtr(p.Cron)
	p.Runs = slices.Clone(p.Runs)
	p.DeletedStates = slices.Clone(p.DeletedStates)
	p.Jobs = slices.Clone(p.Jobs)
	for i := range p.Jobs {
		j := &p.Jobs[i]
		type freeForm struct {
			Input           map[string]any `json:"input"`
			Output          map[string]any `json:"output"`
			Transformations []any          `json:"transformations"`
		}
		text, err := json.Marshal(freeForm{j.Input, j.Output, j.Transformations})
		if err != nil {
			return p, fmt.Errorf("job %d of pipeline %q: %w", i, p.ID, err)
		}
		var copied freeForm
		if err := decode(text, &copied); err != nil {
			return p, err
		}
		j.Input, j.Output, j.Transformations = copied.Input, copied.Output, copied.Transformations
	}
	return p, nil
}

// decode reads one JSON value and keeps the digits of numbers.
func decode(text []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one JSON value")
	}
	return nil
}

func clonePtr[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
