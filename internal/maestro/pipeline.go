// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// Pipeline is a pipeline as a response shows it. Fields that the response omits are absent, which says nothing about
// the pipeline: the list and GET by id show different fields.
type Pipeline struct {
	// ID is spelled as in the response, normally with underscores.
	ID string
	// Name is unique per customer.
	Name Optional[string]
	// Description is empty or null if there is none.
	Description Optional[string]
	// Cron is the schedule in UTC. It is null or empty for a pipeline that only runs manually.
	Cron Optional[string]
	// Status is "active", "paused" or "error". Only GET by id shows it.
	Status Optional[string]
	// LastStatus is the result of the last run, "CREATED" before the first one. Only the list shows it.
	LastStatus Optional[string]
	// CustomerID, UserID (an e-mail address), CreatedAt and UpdatedAt (RFC 3339) are set by the platform.
	CustomerID, UserID, CreatedAt, UpdatedAt Optional[string]
	// MemoryMB is in no documented response about a pipeline. It is read in case one contains it.
	MemoryMB Optional[int64]
	// Jobs are sorted by their index, whatever their order in the response.
	Jobs Optional[[]Job]
	// Raw is the JSON object of the pipeline, without the envelope.
	Raw json.RawMessage
}

// Job is one table or entity of a pipeline.
type Job struct {
	// ID is "{pipeline_id}_{index}".
	ID string
	// Name is set by the platform.
	Name Optional[string]
	// Status is the result of the job's last run. Only the list shows it.
	Status Optional[string]
	// Input describes what is extracted. Its keys depend on the connector.
	Input Document
	// Transformations is a JSON array.
	Transformations Optional[json.RawMessage]
	// Output describes the destination. Table names are under "table_name", or under "raw" and "qualify".
	Output Document
}

// GetPipeline reads one pipeline (docs.dadosfera.ai/reference/platformapicontroller_getpipeline). The error is
// [ErrNotFound] if the pipeline does not exist.
func (c *Client) GetPipeline(ctx context.Context, id string) (Pipeline, error) {
	resp, err := c.sendTo(ctx, getPipeline, id, nil)
	if err != nil {
		return Pipeline{}, c.confirmMissing(ctx, err, id)
	}
	p, err := decodePipeline(ctx, resp.content(), id)
	if err != nil {
		return Pipeline{}, unexpected(resp, err)
	}
	if !SameID(p.ID, id) {
		return Pipeline{}, unreadable(resp, fmt.Errorf("the response is about another pipeline, %q", resp.text(p.ID)))
	}
	return p, nil
}

// ListPipelines reads all pipelines of the customer (docs.dadosfera.ai/reference/platformapicontroller_getpipelines).
// The list has no pages. If an entry cannot be read, there is an error, and the pipelines are the others: they exist,
// but the list does not prove that any other pipeline is gone.
func (c *Client) ListPipelines(ctx context.Context) ([]Pipeline, error) {
	entries, err := c.ListEntries(ctx)
	if err != nil {
		return nil, err
	}
	pipelines := make([]Pipeline, 0, len(entries))
	for _, entry := range entries {
		switch {
		case entry.Err == nil:
			pipelines = append(pipelines, entry.Pipeline)
		case err == nil:
			err = entry.Err
		}
	}
	return pipelines, err
}

// Entry is an entry of the list of all pipelines.
type Entry struct {
	// Pipeline has only an ID and a Name, as far as they can be read, if Err is set.
	Pipeline Pipeline
	// Err is an *Error if the entry cannot be read.
	Err error
}

// ListEntries is like [Client.ListPipelines], but an entry that cannot be read does not prevent the others from being
// returned. The error is about the list as a whole.
func (c *Client) ListEntries(ctx context.Context) ([]Entry, error) {
	resp, err := c.send(ctx, get("/platform/pipelines"), nil)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	err = eachItem(ctx, resp, func(i int, item json.RawMessage) error {
		p, err := decodePipeline(ctx, item, "")
		if err != nil {
			p, err = decodeName(item), unreadable(resp, fmt.Errorf("pipeline %d of the list: %w", i, err))
		}
		entries = append(entries, Entry{p, err})
		return nil
	}, "pipelines", "items")
	if err != nil {
		return nil, asUnreadable(resp, err)
	}
	return entries, nil
}

// decodeName decodes the id and the name of an entry that cannot be decoded as a whole.
func decodeName(item json.RawMessage) Pipeline {
	object, err := decodeObject(item)
	if err != nil {
		return Pipeline{}
	}
	var p Pipeline
	if id, err := checkedID(object, "pipeline_id"); err == nil {
		p.ID = id
	}
	if name := stringOf(object["name"]); name != "" {
		p.Name = Some(name)
	}
	return p
}

// PipelineChange holds the fields to change. Absent fields stay as they are.
type PipelineChange struct {
	Name Optional[string] `json:"name,omitzero"`
	// Description is removed by the empty string.
	Description Optional[string] `json:"description,omitzero"`
	// Cron is removed by null.
	Cron Optional[string] `json:"cron,omitzero"`
}

// UpdatePipeline changes name, description and cron, the only fields that can be changed in this way
// (docs.dadosfera.ai/reference/platformapicontroller_updatepipeline).
func (c *Client) UpdatePipeline(ctx context.Context, id string, change PipelineChange) error {
	_, err := c.write(ctx, patchPipeline, id, change)
	return err
}

// SetMemory sets the memory of all jobs in MB, at most 12000. It returns the memory that the response shows, or the
// given one if it shows none. No other response shows it
// (docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory).
func (c *Client) SetMemory(ctx context.Context, id string, mb int64) (int64, error) {
	resp, err := c.write(ctx, putMemory, id, struct {
		Amount int64 `json:"amount"`
	}{mb})
	if err != nil {
		return 0, err
	}
	object, _ := decodeObject(resp.content()) // a response without an object shows nothing
	for _, key := range []string{"memory_mb", "amount"} {
		if shown, err := object.Int(key); err == nil && shown.Has() {
			return shown.Value, nil
		}
	}
	return mb, nil
}

// Pause stops the schedule of a pipeline and prevents executions. Runs in progress continue. Pausing a paused pipeline
// is a success (docs.dadosfera.ai/reference/platformapicontroller_pausepipeline).
func (c *Client) Pause(ctx context.Context, id string) error {
	_, err := c.EnsurePaused(ctx, id)
	return err
}

// EnsurePaused is like [Client.Pause], and reports whether the pipeline was paused before. If the request had to be
// sent again, the pipeline counts as paused by this call, since the first request may have paused it.
func (c *Client) EnsurePaused(ctx context.Context, id string) (already bool, err error) {
	err = c.setPaused(ctx, "/platform/pipeline/pause", id)
	if e, ok := ownError(err); ok && e.ExceptionType == pipelineAlreadyPaused {
		return e.Attempts == 1, nil
	}
	return false, err
}

// Unpause resumes the schedule of a pipeline. Unpausing a pipeline that is not paused is a success
// (docs.dadosfera.ai/reference/platformapicontroller_unpausepipeline).
func (c *Client) Unpause(ctx context.Context, id string) error {
	err := c.setPaused(ctx, "/platform/pipeline/unpause", id)
	if e, ok := ownError(err); ok && e.ExceptionType == pipelineNotPaused {
		return nil
	}
	return err
}

func (c *Client) setPaused(ctx context.Context, path, id string) error {
	request := transport.Request{Method: http.MethodPost, Path: path, Idempotent: true}
	if err := CheckID(id); err != nil {
		return requestError(request, err)
	}
	c.snapshot.end()
	resp, err := c.send(ctx, request, pipelineRef{PlatformID(id)})
	return c.confirmMissing(ctx, requireMaestro(resp, err), id)
}

// pipelineRef is the body of the calls that name a pipeline in the body and not in the path. Both spellings are
// documented.
type pipelineRef struct {
	PipelineID string `json:"pipeline_id"`
}

// write sends a change of a pipeline.
func (c *Client) write(ctx context.Context, r route, id string, body any) (*response, error) {
	c.snapshot.end()
	resp, err := c.sendTo(ctx, r, id, body)
	return resp, c.confirmMissing(ctx, requireMaestro(resp, err), id)
}

// decodePipeline decodes an object of the list or of GET by id. An object without an id is the requested pipeline, if
// it looks like a pipeline: a name alone is not enough.
func decodePipeline(ctx context.Context, raw json.RawMessage, requested string) (Pipeline, error) {
	object, err := decodeObject(raw)
	if err != nil {
		return Pipeline{}, err
	}
	p := Pipeline{Raw: raw}
	if p.ID, err = checkedID(object, "pipeline_id"); err != nil {
		return Pipeline{}, err
	}
	if p.ID == "" {
		if !object.Raw("name").Has() || !object.Raw("jobs").Has() || requested == "" {
			return Pipeline{}, errors.New("it has no pipeline id")
		}
		p.ID = requested
	}
	for key, field := range map[string]*Optional[string]{
		"name": &p.Name, "description": &p.Description, "cron": &p.Cron, "status": &p.Status,
		"last_status": &p.LastStatus, "customer_id": &p.CustomerID, "user_id": &p.UserID,
		"created_at": &p.CreatedAt, "updated_at": &p.UpdatedAt,
	} {
		if *field, err = object.Text(key); err != nil {
			return Pipeline{}, err
		}
	}
	if p.MemoryMB, err = object.Int("memory_mb"); err != nil {
		return Pipeline{}, err
	}
	p.Jobs, err = decodeJobs(ctx, object, p.ID)
	return p, err
}

func decodeJobs(ctx context.Context, object Document, pipelineID string) (Optional[[]Job], error) {
	list := object.Raw("jobs")
	if !list.Has() {
		return Optional[[]Job]{Present: list.Present, Null: list.Null}, nil
	}
	jobs := []Job{}
	_, err := eachElement(ctx, list.Value, maxJobs, func(i int, item json.RawMessage) error {
		object, err := decodeObject(item)
		if err != nil {
			return errNotList
		}
		job, err := decodeJob(object)
		if err != nil {
			return fmt.Errorf("jobs[%d]: %w", i, err)
		}
		jobs = append(jobs, job)
		return nil
	})
	switch {
	case errors.Is(err, errNotList):
		return Optional[[]Job]{}, errors.New("jobs: a list of objects was expected")
	case err != nil:
		return Optional[[]Job]{}, err
	}

	orderJobs(jobs)
	for i := range jobs {
		if jobs[i].ID == "" {
			jobs[i].ID = JobID(pipelineID, i)
		}
	}
	return Some(jobs), nil
}

func decodeJob(item Document) (Job, error) {
	job := Job{Transformations: item.Raw("transformations")}
	var err error
	if job.ID, err = checkedID(item, "job_id"); err != nil {
		return Job{}, err
	}
	if job.Name, err = item.Text("job_name"); err != nil {
		return Job{}, err
	}
	if job.Status, err = item.Text("job_status"); err != nil {
		return Job{}, err
	}
	if job.Input, err = decodeEither(item, "input", "source_config"); err != nil {
		return Job{}, err
	}
	job.Output, err = decodeEither(item, "output", "output_config")
	return job, err
}

// decodeEither decodes an object that GET /platform/jobs/jdbc/{id} shows under another name.
func decodeEither(item Document, name, other string) (Document, error) {
	object, err := item.Object(name)
	if err == nil && !object.Has() {
		object, err = item.Object(other)
	}
	return object.Value, err
}

// orderJobs sorts by the index at the end of the job ids. If an index is missing or not unique, the order of the
// response is kept, since there is no other.
func orderJobs(jobs []Job) {
	indexes := make(map[string]int, len(jobs))
	seen := make(map[int]bool, len(jobs))
	for _, job := range jobs {
		_, index, err := ParseJobID(job.ID)
		if err != nil || seen[index] {
			return
		}
		indexes[job.ID], seen[index] = index, true
	}
	slices.SortStableFunc(jobs, func(a, b Job) int { return indexes[a.ID] - indexes[b.ID] })
}
