// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// Run is one execution of a pipeline.
type Run struct {
	// ID is the id of the run in the list of runs. It differs from the id that Execute returns.
	ID string
	// Status is documented as "RUNNING", "SUCCESS" or "FAILED"; others are possible. See [Run.Ended] and [Run.Known].
	Status string
	// CreatedAt, the time at which the run began, and UpdatedAt are in RFC 3339 format, or empty if they are not shown.
	CreatedAt, UpdatedAt string
	// Trace is the error of a failed run.
	Trace string
}

// Execute starts a run, whatever the schedule is, and returns the id that the platform gives the execution. The request
// is sent at most once. If [MayHaveExecuted] reports true, the run may have started in spite of the error
// (docs.dadosfera.ai/reference/platformapicontroller_executepipeline).
func (c *Client) Execute(ctx context.Context, id string) (executionID string, err error) {
	request := transport.Request{Method: http.MethodPost, Path: "/platform/pipeline/execute"}
	if err := CheckID(id); err != nil {
		return "", requestError(request, err)
	}
	c.snapshot.end()
	resp, err := c.send(ctx, request, pipelineRef{PlatformID(id)})
	if err != nil {
		return "", c.confirmMissing(ctx, err, id)
	}
	object, err := decodeObject(resp.content())
	if err != nil {
		return "", unexpected(resp, err)
	}
	if executionID = idOf(object, "run_id"); CheckID(executionID) != nil {
		executionID = "" // it was executed all the same
	}
	return executionID, nil
}

// MayHaveExecuted reports whether Execute may have started a run although it returned this error: its outcome is not
// known, or the response is a 404 of something before Maestro.
func MayHaveExecuted(err error) bool {
	e, ok := asError(err)
	return ok && (e.is(ErrOutcomeUnknown) || e.is(ErrStatus404) && e.body == bodyOther && !e.is(ErrNotFound))
}

// ListRuns reads the runs of a pipeline, newest first. There are none if the pipeline never ran. The error is
// [ErrNotFound] if the pipeline does not exist (docs.dadosfera.ai/reference/platformapicontroller_getpipelineruns).
func (c *Client) ListRuns(ctx context.Context, id string) ([]Run, error) {
	resp, err := c.sendTo(ctx, getRuns, id, nil)
	if err = c.confirmMissing(ctx, err, id); errors.Is(err, ErrNotFound) {
		// It may be the runs that do not exist: the response for a pipeline that never ran is not documented.
		if _, err = c.GetPipeline(ctx, id); err == nil {
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	var runs []keyedRun
	err = eachItem(ctx, resp, func(i int, item json.RawMessage) error {
		run, err := decodeRun(item)
		if err != nil {
			return fmt.Errorf("run %d of the list: %w", i, err)
		}
		runs = append(runs, run)
		return nil
	}, "runs", "items", "pipeline_runs")
	if err != nil {
		return nil, asUnreadable(resp, err)
	}
	return newestFirst(runs), nil
}

// GetRun reads one run by its id in the list of runs, in either spelling. The response for a run that does not exist is
// not documented, so the list of the pipeline's runs settles it: the error is [ErrNotFound] if the list does not
// contain the run, or if the pipeline does not exist
// (docs.dadosfera.ai/reference/platformapicontroller_getpipelinerun).
func (c *Client) GetRun(ctx context.Context, id, runID string) (Run, error) {
	if err := CheckID(runID); err != nil {
		return Run{}, &Error{Method: http.MethodGet, Path: getRuns.path, Cause: err}
	}
	resp, err := c.sendBelow(ctx, getRuns, "/"+url.PathEscape(PlatformID(runID)), id, nil)
	if err != nil {
		return c.findRun(ctx, id, runID, err)
	}
	run, err := decodeRun(resp.content())
	if err != nil {
		return Run{}, unexpected(resp, err)
	}
	// An id that Execute has returned is of another kind and cannot be compared.
	if IsUUID(runID) && run.ID != "" && !SameID(run.ID, runID) {
		other := unreadable(resp, fmt.Errorf("the response is about another run, %q", resp.text(run.ID)))
		return c.findRun(ctx, id, runID, other)
	}
	return run.Run, nil
}

// findRun looks for a run in the list if GET by id failed in a way that may mean that the run does not exist.
func (c *Client) findRun(ctx context.Context, id, runID string, failed error) (Run, error) {
	own, ok := ownError(failed)
	if !ok {
		return Run{}, failed
	}
	switch own.Status {
	case http.StatusOK, http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity,
		http.StatusInternalServerError:
	default:
		return Run{}, failed
	}

	runs, err := c.ListRuns(ctx, id)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrTemporary) {
		return Run{}, err
	}
	settled := *own
	if err != nil {
		settled.Cause = fmt.Errorf(
			"this response does not prove that the run is gone, and the list of runs could not be read: %w", related(err))
		return Run{}, &settled
	}
	for _, run := range runs {
		if SameID(run.ID, runID) {
			return run, nil
		}
	}
	settled.existence = gone
	return Run{}, &settled
}

// keyedRun is a run with its sort keys.
type keyedRun struct {
	Run

	began  time.Time // zero if it is not shown, or not in RFC 3339 format
	number int64     // the platform's internal one, 0 if it is not shown
}

func decodeRun(raw json.RawMessage) (keyedRun, error) {
	object, err := decodeObject(raw)
	if err != nil {
		return keyedRun{}, err
	}
	var run keyedRun
	for _, key := range []string{"pipeline_run_id", "run_id"} {
		if run.ID, err = checkedID(object, key); err != nil {
			return keyedRun{}, err
		}
		if run.ID != "" {
			break
		}
	}
	for key, field := range map[string]*string{
		"last_status": &run.Status, "created_at": &run.CreatedAt, "updated_at": &run.UpdatedAt, "trace": &run.Trace,
	} {
		text, err := object.Text(key)
		if err != nil {
			return keyedRun{}, err
		}
		*field = text.Value
	}
	if run.Status == "" {
		run.Status = stringOf(object["status"]) // the status of an envelope is a boolean
	}
	if run.ID == "" && run.Status == "" {
		return keyedRun{}, errors.New("it has neither the id nor the status of a run")
	}
	if began, err := time.Parse(time.RFC3339, run.CreatedAt); err == nil {
		run.began = began
	}
	if number, err := object.Int("id"); err == nil {
		run.number = number.Value
	}
	return run, nil
}
