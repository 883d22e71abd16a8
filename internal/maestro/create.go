// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// NewPipeline is the body of a create.
type NewPipeline struct {
	// ID is made by the client, see [NewID].
	ID   string `json:"id"`
	Name string `json:"name"`
	// Description is left out when absent.
	Description Optional[string] `json:"description,omitzero"`
	// Cron null means manual runs only.
	Cron Optional[string] `json:"cron"`
	Jobs []NewJob         `json:"jobs"`
}

// NewJob is a job in the body of a create. What is nil is written as empty, as every example of the reference has all three.
type NewJob struct {
	Input           Document        `json:"input"`
	Transformations json.RawMessage `json:"transformations"`
	Output          Document        `json:"output"`
}

// MarshalJSON writes what is nil as empty: no page shows a null there.
func (j NewJob) MarshalJSON() ([]byte, error) {
	type plain NewJob
	if j.Input == nil {
		j.Input = Document{}
	}
	if j.Transformations == nil {
		j.Transformations = json.RawMessage("[]")
	}
	if j.Output == nil {
		j.Output = Document{}
	}
	return json.Marshal(plain(j))
}

// Created says what a create left on the platform.
type Created int

const (
	// NotCreated means that the platform does not have the pipeline.
	NotCreated Created = iota
	// MaybeCreated means that the platform may have it; the error says why that could not be found out.
	MaybeCreated
	// SaidCreated means that the answer was a success that does not name the pipeline, as the real one may be, and
	// something before the platform may answer too: it is there once GetPipeline shows it.
	SaidCreated
	// IsCreated means that the platform has it.
	IsCreated
)

// settleTime is how long the outcome of a create is looked up after its context has ended (Ctrl-C, timeout).
const settleTime = 1500 * time.Millisecond

// CreatePipeline creates a pipeline (docs.dadosfera.ai/reference/platformapicontroller_createpipeline). Of the answer's
// body, whose shape is not documented, no more is looked at than whether it names the pipeline: read it back with
// GetPipeline.
//
// When the answer is lost, the pipeline is looked up by its id, and the request is only sent again once it is sure that
// the first one did not arrive. So a pipeline is never made twice; and unless the first result is NotCreated, the id
// must be kept.
func (c *Client) CreatePipeline(ctx context.Context, p NewPipeline) (Created, error) {
	c.snapshot.end()
	mayHaveArrived, mayStillArrive, sent := false, false, 0
	for attempt := 0; ; attempt++ {
		a, err := c.sendAgain(ctx, sent, sendOnce, http.MethodPost, "/platform/pipeline", p)
		err = carriedOut(a, err)
		if err == nil {
			if names(a, p.ID) {
				return IsCreated, nil
			}
			return SaidCreated, nil
		}
		if e, ok := ownError(err); ok {
			sent += e.Attempts
			e.Attempts = sent
		}
		mayHaveArrived = mayHaveArrived || IsUnclear(err)
		mayStillArrive = mayStillArrive || IsUnclear(err) && !hasStatus(err, http.StatusInternalServerError)
		// A refusal, too, may be about an earlier attempt that came late.
		if mayHaveArrived {
			switch found, lookErr := c.lookFor(ctx, p.ID); found {
			case IsCreated:
				return IsCreated, nil
			case MaybeCreated:
				return MaybeCreated, fmt.Errorf("%w; whether the pipeline exists could not be found out: %w", err, lookErr)
			case NotCreated, SaidCreated:
			}
		}
		pause := max(a.retryAfter, backoff(c.http.RetryWaitMin, c.http.RetryWaitMax, attempt, nil))
		if attempt >= c.http.RetryMax || !repeatsCreate(err) || outlasts(ctx, pause) || c.pause(ctx, pause, sent+1) != nil {
			if mayStillArrive {
				return MaybeCreated, fmt.Errorf("%w; the platform does not show the pipeline, but the request may still be under way", err)
			}
			return NotCreated, err
		}
	}
}

// pause waits before a create is sent again.
func (c *Client) pause(ctx context.Context, d time.Duration, next int) error {
	c.transport.tellPause(ctx, Pause{Method: http.MethodPost, Path: "/platform/pipeline", Duration: d, Next: next})
	return Wait(ctx, d)
}

// carriedOut takes no answer but Maestro's for a success of a write: a login page, or a proxy's, is none.
func carriedOut(a answer, err error) error {
	if err == nil && kindOf(a) == bodyOther {
		return unreadable(a, errors.New("the answer is not Maestro's"))
	}
	return err
}

// names says whether an answer has an id in it, in any spelling.
func names(a answer, id string) bool {
	return strings.Contains(CanonicalID(string(a.body)), CanonicalID(id))
}

// repeatsCreate says whether a create that certainly did not arrive is worth another try.
func repeatsCreate(err error) bool {
	e, ok := ownError(err)
	if !ok {
		return false
	}
	switch e.Status {
	case 0:
		return e.Attempts > 0 && !stays(err)
	case http.StatusTooManyRequests, http.StatusRequestTimeout, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// lookFor finds out whether a create arrived, also when its context has ended or ends meanwhile.
func (c *Client) lookFor(ctx context.Context, id string) (Created, error) {
	found, err := c.look(ctx, id)
	if found == MaybeCreated && ctx.Err() != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
		defer cancel()
		return c.look(ctx, id)
	}
	return found, err
}

func (c *Client) look(ctx context.Context, id string) (Created, error) {
	_, err := c.GetPipeline(ctx, id)
	switch {
	case err == nil:
		return IsCreated, nil
	case IsNotFound(err):
		return NotCreated, nil
	}
	return MaybeCreated, err
}
