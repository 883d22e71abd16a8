// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Pipeline is a pipeline as an answer shows it. Fields that the answer leaves out are absent, which says nothing about
// the pipeline: the list and GET by id show different ones.
type Pipeline struct {
	// ID is spelled as the platform answers it, normally with underscores.
	ID string
	// Name is unique per customer.
	Name Optional[string]
	// Description, empty or null when there is none.
	Description Optional[string]
	// Cron is the schedule in UTC; null or empty means manual runs only.
	Cron Optional[string]
	// Status is "active", "paused" or "error"; shown by GET by id only.
	Status Optional[string]
	// LastStatus is the result of the last run, "CREATED" before the first; shown by the list only.
	LastStatus Optional[string]
	// CustomerID, UserID (an e-mail address), CreatedAt and UpdatedAt (RFC 3339) are set by the platform.
	CustomerID, UserID, CreatedAt, UpdatedAt Optional[string]
	// MemoryMB is not in any documented answer; it is read in case one has it.
	MemoryMB Optional[int64]
	// Jobs are in the order of their index, whatever order they came in.
	Jobs Optional[[]Job]
	// Raw is the pipeline's JSON object as it came, without envelope.
	Raw json.RawMessage
}

// Job is one table or entity of a pipeline.
type Job struct {
	// ID is "{pipeline_id}_{index}".
	ID string
	// Name is given by the platform.
	Name Optional[string]
	// Status is the result of the job's last run; shown by the list only.
	Status Optional[string]
	// Input says what is extracted; its keys depend on the connector.
	Input Document
	// Transformations is a JSON array.
	Transformations Optional[json.RawMessage]
	// Output says where the data goes. Table names come flat ("table_name") or under "raw" and "qualify".
	Output Document
}

// GetPipeline reads one pipeline (docs.dadosfera.ai/reference/platformapicontroller_getpipeline). IsNotFound tells a
// pipeline that is gone from every other error.
func (c *Client) GetPipeline(ctx context.Context, id string) (Pipeline, error) {
	a, err := c.sendTo(ctx, getPipeline, id, nil)
	if err != nil {
		return Pipeline{}, c.settle(ctx, err, id)
	}
	p, err := decodePipeline(unwrap(a.body), id)
	if err != nil {
		return Pipeline{}, unexpected(a, err)
	}
	if !SameID(p.ID, id) {
		return Pipeline{}, unreadable(a, fmt.Errorf("the answer is about another pipeline, %q", a.words(p.ID)))
	}
	return p, nil
}

// ListPipelines reads all pipelines of the customer (docs.dadosfera.ai/reference/platformapicontroller_getpipelines).
// The platform has no pages. Entries without an id are an error, as a list that is not understood proves nothing.
func (c *Client) ListPipelines(ctx context.Context) ([]Pipeline, error) {
	entries, err := c.ListEntries(ctx)
	if err != nil {
		return nil, err
	}
	pipelines := make([]Pipeline, len(entries))
	for i, entry := range entries {
		if entry.Err != nil {
			return nil, entry.Err
		}
		pipelines[i] = entry.Pipeline
	}
	return pipelines, nil
}

// Entry is one pipeline of the list of all.
type Entry struct {
	// Pipeline has only the ID and the Name, as far as they can be read, where there is an Err.
	Pipeline Pipeline
	// Err is why the entry makes no sense, an *Error.
	Err error
}

// ListEntries is [Client.ListPipelines] for whoever can do without an entry that makes no sense. The error is about the
// list as a whole.
func (c *Client) ListEntries(ctx context.Context) ([]Entry, error) {
	a, err := c.send(ctx, repeatable, http.MethodGet, "/platform/pipelines", nil)
	if err != nil {
		return nil, err
	}
	items, err := listOf(a, "pipelines", "items")
	if err != nil {
		return nil, err
	}
	entries := make([]Entry, len(items))
	for i, item := range items {
		p, err := decodePipeline(item, "")
		if err != nil {
			entries[i] = Entry{Pipeline: namedIn(item), Err: unreadable(a, fmt.Errorf("pipeline %d of the list: %w", i, err))}
			continue
		}
		entries[i].Pipeline = p
	}
	return entries, nil
}

// namedIn gives no more than the id and the name in an object that may be anything.
func namedIn(item json.RawMessage) Pipeline {
	object, err := decodeObject(item)
	if err != nil {
		return Pipeline{}
	}
	p := Pipeline{ID: idOf(object, "pipeline_id")}
	if name := textOf(object["name"]); name != "" {
		p.Name = Some(name)
	}
	return p
}

// PipelineChange holds the fields to change; those absent stay.
type PipelineChange struct {
	Name Optional[string] `json:"name,omitzero"`
	// Description: empty removes it.
	Description Optional[string] `json:"description,omitzero"`
	// Cron: null turns the schedule off.
	Cron Optional[string] `json:"cron,omitzero"`
}

// UpdatePipeline changes name, description and cron; nothing else can be changed this way
// (docs.dadosfera.ai/reference/platformapicontroller_updatepipeline).
func (c *Client) UpdatePipeline(ctx context.Context, id string, change PipelineChange) error {
	return c.write(ctx, patchPipeline, id, change)
}

// SetMemory sets the memory of all jobs, in MB, 12000 at most. There is no call that reads it back
// (docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory).
func (c *Client) SetMemory(ctx context.Context, id string, mb int64) error {
	return c.write(ctx, putMemory, id, struct {
		Amount int64 `json:"amount"`
	}{mb})
}

// Pause stops the schedule and refuses executions; runs under way go on. A pipeline that is paused already is a
// success (docs.dadosfera.ai/reference/platformapicontroller_pausepipeline).
func (c *Client) Pause(ctx context.Context, id string) error {
	_, err := c.EnsurePaused(ctx, id)
	return err
}

// EnsurePaused is Pause for whoever puts things back afterwards: already says that the pipeline was paused before. Where the
// request had to be repeated, the platform may only have met the effect of the first, so that it counts as paused by us.
func (c *Client) EnsurePaused(ctx context.Context, id string) (already bool, err error) {
	err = c.switchPipeline(ctx, "/platform/pipeline/pause", id)
	if IsAlreadyPaused(err) {
		own, ok := ownError(err)
		return ok && own.Attempts == 1, nil
	}
	return false, err
}

// Unpause starts the schedule again. A pipeline that is not paused is a success
// (docs.dadosfera.ai/reference/platformapicontroller_unpausepipeline).
func (c *Client) Unpause(ctx context.Context, id string) error {
	err := c.switchPipeline(ctx, "/platform/pipeline/unpause", id)
	if IsNotPaused(err) {
		return nil
	}
	return err
}

func (c *Client) switchPipeline(ctx context.Context, path, id string) error {
	if err := CheckID(id); err != nil {
		return &Error{Method: http.MethodPost, Path: path, Cause: err}
	}
	c.snapshot.end()
	a, err := c.send(ctx, repeatable, http.MethodPost, path, pipelineRef{PlatformID(id)})
	return c.settle(ctx, carriedOut(a, err), id)
}

// pipelineRef is the body of the calls that name a pipeline there and not in the path; both spellings are documented.
type pipelineRef struct {
	PipelineID string `json:"pipeline_id"`
}

// write sends a change of a pipeline.
func (c *Client) write(ctx context.Context, r route, id string, body any) error {
	c.snapshot.end()
	a, err := c.sendTo(ctx, r, id, body)
	return c.settle(ctx, carriedOut(a, err), id)
}

// decodePipeline reads a pipeline out of an object of the list or of GET by id. Without an id in it, it is the one
// that was asked for, if the object looks like a pipeline at all: a name alone has many a thing.
func decodePipeline(raw json.RawMessage, asked string) (Pipeline, error) {
	object, err := decodeObject(raw)
	if err != nil {
		return Pipeline{}, err
	}
	p := Pipeline{ID: idOf(object, "pipeline_id"), Raw: raw}
	if p.ID == "" {
		if !object.Raw("name").Has() || !object.Raw("jobs").Has() || asked == "" {
			return Pipeline{}, errors.New("it has no pipeline id")
		}
		p.ID = asked
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
	p.Jobs, err = decodeJobs(object, p.ID)
	return p, err
}

func decodeJobs(object Document, pipelineID string) (Optional[[]Job], error) {
	items, err := read(object, "jobs", func(raw json.RawMessage) ([]Document, error) {
		var items []Document
		if json.Unmarshal(raw, &items) != nil || slices.ContainsFunc(items, func(item Document) bool { return item == nil }) {
			return nil, errors.New("a list of objects was expected")
		}
		return items, nil
	})
	if err != nil || !items.Has() {
		return Optional[[]Job]{Present: items.Present, Null: items.Null}, err
	}
	jobs := make([]Job, len(items.Value))
	for i, item := range items.Value {
		if jobs[i], err = decodeJob(item); err != nil {
			return Optional[[]Job]{}, fmt.Errorf("jobs[%d]: %w", i, err)
		}
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
	job := Job{ID: idOf(item, "job_id"), Transformations: item.Raw("transformations")}
	var err error
	if job.Name, err = item.Text("job_name"); err != nil {
		return Job{}, err
	}
	if job.Status, err = item.Text("job_status"); err != nil {
		return Job{}, err
	}
	// GET /platform/jobs/jdbc/{id} has other names for the same objects.
	for _, part := range []struct {
		into        *Document
		name, other string
	}{{&job.Input, "input", "source_config"}, {&job.Output, "output", "output_config"}} {
		object, err := item.Object(part.name)
		if err == nil && !object.Has() {
			object, err = item.Object(part.other)
		}
		if err != nil {
			return Job{}, err
		}
		*part.into = object.Value
	}
	return job, nil
}

// orderJobs sorts by the index at the end of the job ids. If any is missing or there twice, the order of the answer
// stays: it is then the only one there is.
func orderJobs(jobs []Job) {
	indexes := make(map[string]int, len(jobs))
	taken := make(map[int]bool, len(jobs))
	for _, job := range jobs {
		_, index, err := ParseJobID(job.ID)
		if err != nil || taken[index] {
			return
		}
		indexes[job.ID], taken[index] = index, true
	}
	slices.SortStableFunc(jobs, func(a, b Job) int { return indexes[a.ID] - indexes[b.ID] })
}

// idOf gives the id under a key of its own, or else under "id". The platform has numbers of its own under "id", sent as
// numbers or as texts; they name nothing.
func idOf(object Document, key string) string {
	if id := textOf(object[key]); id != "" {
		return id
	}
	id := textOf(object["id"])
	if strings.Trim(id, "0123456789") == "" {
		return ""
	}
	return id
}
