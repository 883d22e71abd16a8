// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Run is one execution of a pipeline.
type Run struct {
	// ID is the id of the run in the list of runs; Execute answers another one.
	ID string
	// Status is "RUNNING", "SUCCESS" or "FAILED" in the documentation; others are possible. See [Run.Ended].
	Status string
	// CreatedAt, when the run began, and UpdatedAt are RFC 3339 texts, empty when not shown.
	CreatedAt, UpdatedAt string
	// Trace is the error of a failed run.
	Trace string
}

// Ended says whether the run is over. A status that is not known to be an end counts as running: to wait too long is
// better than to delete a pipeline under a run.
func (r Run) Ended() bool {
	switch strings.ToUpper(r.Status) {
	case "SUCCESS", "SUCCEEDED", "FAILED", "ERROR", "CANCELED", "CANCELLED", "SKIPPED", "ABORTED":
		return true
	}
	return false
}

// Succeeded says whether the run is over and did what it was for. What ended otherwise, by a failure or without having
// been carried out, did not.
func (r Run) Succeeded() bool {
	switch strings.ToUpper(r.Status) {
	case "SUCCESS", "SUCCEEDED":
		return true
	}
	return false
}

// Execute starts a run, whatever the schedule says, and gives the platform's word for it. It is sent once at most: an
// error without an answer leaves open whether the run has started
// (docs.dadosfera.ai/reference/platformapicontroller_executepipeline).
func (c *Client) Execute(ctx context.Context, id string) (runID string, err error) {
	const path = "/platform/pipeline/execute"
	if err := CheckID(id); err != nil {
		return "", &Error{Method: http.MethodPost, Path: path, Cause: err}
	}
	c.snapshot.end()
	a, err := c.send(ctx, sendOnce, http.MethodPost, path, pipelineRef{PlatformID(id)})
	if err != nil {
		return "", c.settle(ctx, err, id)
	}
	object, err := decodeObject(unwrap(a.body))
	if err != nil {
		return "", unexpected(a, err)
	}
	return idOf(object, "run_id"), nil
}

// ListRuns reads the runs of a pipeline, newest first; none of a pipeline that never ran. IsNotFound says that the
// pipeline is gone (docs.dadosfera.ai/reference/platformapicontroller_getpipelineruns).
func (c *Client) ListRuns(ctx context.Context, id string) ([]Run, error) {
	a, err := c.sendTo(ctx, getRuns, id, nil)
	if err = c.settle(ctx, err, id); IsNotFound(err) {
		// It may be the runs that are not found: of a pipeline that never ran, the answer is not documented.
		if _, err = c.GetPipeline(ctx, id); err == nil {
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	items, err := listOf(a, "runs", "items", "pipeline_runs")
	if err != nil {
		return nil, err
	}
	runs := make([]Run, len(items))
	for i, item := range items {
		if runs[i], err = decodeRun(item); err != nil {
			return nil, unreadable(a, fmt.Errorf("run %d of the list: %w", i, err))
		}
	}
	return newestFirst(runs, items), nil
}

// GetRun reads one run by the id that ListRuns gives, in any spelling. How the platform says that there is no such run is not
// documented, so the list of the pipeline's runs settles it: IsNotFound says that the run is not in it, or that the pipeline
// is gone (docs.dadosfera.ai/reference/platformapicontroller_getpipelinerun).
func (c *Client) GetRun(ctx context.Context, id, runID string) (Run, error) {
	if err := CheckID(runID); err != nil {
		return Run{}, &Error{Method: http.MethodGet, Path: getRuns.path, Cause: err}
	}
	r := getRuns
	r.path += "/" + strings.ReplaceAll(url.PathEscape(PlatformID(runID)), "{", "%7B")
	a, err := c.sendTo(ctx, r, id, nil)
	if err != nil {
		return c.listedRun(ctx, id, runID, err)
	}
	run, err := decodeRun(unwrap(a.body))
	if err != nil {
		return Run{}, unexpected(a, err)
	}
	// An id that Execute gave is of another kind than those in answers: the two cannot be compared.
	if IsUUID(runID) && run.ID != "" && !SameID(run.ID, runID) {
		return c.listedRun(ctx, id, runID, unreadable(a, fmt.Errorf("the answer is about another run, %q", a.words(run.ID))))
	}
	return run, nil
}

// listedRun looks for a run in the list after GET by id has failed in a way that may mean that there is none.
func (c *Client) listedRun(ctx context.Context, id, runID string, failed error) (Run, error) {
	own, ok := ownError(failed)
	if !ok {
		return Run{}, failed
	}
	switch own.Status {
	case http.StatusOK, http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusInternalServerError:
	default:
		return Run{}, failed
	}
	runs, err := c.ListRuns(ctx, id)
	if IsNotFound(err) || IsTemporary(err) {
		return Run{}, err
	}
	decided := *own
	if err != nil {
		decided.Cause = fmt.Errorf("this answer does not prove that the run is gone, and the list of runs could not be read: %w", err)
		return Run{}, &decided
	}
	for _, run := range runs {
		if SameID(run.ID, runID) {
			return run, nil
		}
	}
	decided.settled = true
	return Run{}, &decided
}

func decodeRun(raw json.RawMessage) (Run, error) {
	object, err := decodeObject(raw)
	if err != nil {
		return Run{}, err
	}
	run := Run{ID: idOf(object, "pipeline_run_id")}
	if run.ID == "" {
		run.ID = idOf(object, "run_id")
	}
	for key, field := range map[string]*string{
		"last_status": &run.Status, "created_at": &run.CreatedAt, "updated_at": &run.UpdatedAt, "trace": &run.Trace,
	} {
		text, err := object.Text(key)
		if err != nil {
			return Run{}, err
		}
		*field = text.Value
	}
	if run.Status == "" {
		run.Status = textOf(object["status"]) // no text: that of an envelope
	}
	if run.ID == "" && run.Status == "" {
		return Run{}, errors.New("it has neither the id nor the status of a run")
	}
	return run, nil
}
