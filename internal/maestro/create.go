// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// NewPipeline is the body of a create request.
type NewPipeline struct {
	// ID is chosen by the client; see [NewID].
	ID   string `json:"id"`
	Name string `json:"name"`
	// Description is omitted if it is absent.
	Description Optional[string] `json:"description,omitzero"`
	// Cron is null for a pipeline that only runs manually.
	Cron Optional[string] `json:"cron"`
	Jobs []NewJob         `json:"jobs"`
}

// NewJob is a job in the body of a create request.
type NewJob struct {
	Input           Document        `json:"input"`
	Transformations json.RawMessage `json:"transformations"`
	Output          Document        `json:"output"`
}

// MarshalJSON writes nil fields as empty objects and arrays: every example of the reference has all three fields, and
// none is null.
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

// CreateOutcome is what a create left on the platform.
type CreateOutcome int

const (
	// NotCreated means that the platform does not have the pipeline.
	NotCreated CreateOutcome = iota
	// MaybeCreated means that the platform may have the pipeline. The error has the reason why this could not be found
	// out.
	MaybeCreated
	// ReportedCreated means that the response was a success that does not name the pipeline. The real platform may
	// respond so, and so may something before it: the pipeline exists once GetPipeline returns it.
	ReportedCreated
	// Created means that the platform has the pipeline.
	Created
)

// lookupTime is how long the outcome of a create is looked up after its context has ended (Ctrl-C, timeout).
const lookupTime = 1500 * time.Millisecond

// CreatePipeline creates a pipeline (docs.dadosfera.ai/reference/platformapicontroller_createpipeline). The shape of
// the response is not documented, so nothing is read from it but whether it names the pipeline: use GetPipeline
// afterwards.
//
// If the response is lost, the pipeline is looked up by its id, and the request is only sent again once it is certain
// that the first one did not arrive. So a pipeline is never created twice. Unless the outcome is NotCreated, the id
// must be kept, even if there is an error.
func (c *Client) CreatePipeline(ctx context.Context, p NewPipeline) (CreateOutcome, error) {
	ctx, cancel := transport.WithDeadline(ctx)
	defer cancel()
	c.snapshot.end()
	request := transport.Request{Method: http.MethodPost, Path: "/platform/pipeline"}
	mayHaveArrived, mayStillArrive := false, false
	for retries := 0; ; retries++ {
		resp, err := c.send(ctx, request, p)
		err = requireMaestro(resp, err)
		if err == nil {
			if resp.mentions(p.ID) {
				return Created, nil
			}
			return ReportedCreated, nil
		}
		e, ok := ownError(err)
		if !ok {
			e = &Error{} // the sign-in failed: nothing was sent
		}
		request.PriorAttempts += e.Attempts
		e.Attempts = request.PriorAttempts

		mayHaveArrived = mayHaveArrived || e.is(ErrOutcomeUnknown)
		mayStillArrive = mayStillArrive || e.is(ErrOutcomeUnknown) && e.Status != http.StatusInternalServerError
		// Even a refusal may be about an earlier request that arrived late.
		if mayHaveArrived {
			switch outcome, lookupErr := c.lookUpCreated(ctx, p.ID); outcome {
			case Created:
				return Created, nil
			case MaybeCreated:
				return MaybeCreated, fmt.Errorf(
					"%w; reading the pipeline failed, too: %w", err, related(lookupErr))
			case NotCreated, ReportedCreated:
			}
		}

		var retryAfter time.Duration
		if resp != nil {
			retryAfter = resp.RetryAfter
		}
		if !e.mayRepeatCreate() || !c.transport.WaitToRetry(ctx, request, retries, retryAfter) {
			if mayStillArrive {
				return MaybeCreated, fmt.Errorf(
					"%w; the platform does not show the pipeline, but it may still be processing the request", err)
			}
			return NotCreated, err
		}
	}
}

// mayRepeatCreate reports whether a create that failed with this error, and certainly did not arrive, is worth a retry.
func (e *Error) mayRepeatCreate() bool {
	if e.Status == 0 {
		return e.Attempts > 0 && !transport.IsPermanent(e.Cause)
	}
	return transport.IsTemporaryStatus(e.Status)
}

// lookUpCreated finds out whether a create arrived, even if its context has ended or ends meanwhile.
func (c *Client) lookUpCreated(ctx context.Context, id string) (CreateOutcome, error) {
	outcome, err := c.lookUp(ctx, id)
	if outcome == MaybeCreated && ctx.Err() != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookupTime)
		defer cancel()
		return c.lookUp(ctx, id)
	}
	return outcome, err
}

func (c *Client) lookUp(ctx context.Context, id string) (CreateOutcome, error) {
	_, err := c.GetPipeline(ctx, id)
	switch {
	case err == nil:
		return Created, nil
	case errors.Is(err, ErrNotFound):
		return NotCreated, nil
	}
	return MaybeCreated, err
}
