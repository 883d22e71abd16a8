// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// The waits between lookups of a pipeline whose deletion was accepted but not confirmed.
const (
	firstLookup   = 200 * time.Millisecond
	longestLookup = 5 * time.Second
)

// DeletePipeline deletes a pipeline with its jobs, job states, run history and schedule, irreversibly
// (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline). Tables in Snowflake, source data and connections
// remain.
//
// A nil error means that the pipeline does not exist any longer: the platform confirmed the deletion of this id with
// PIPELINE_DELETED, or said that it does not exist, or accepted the deletion and then stopped showing the pipeline, for
// which DeletePipeline waits until ctx ends. A response that is not from Maestro (a login page) accepts nothing: it is
// followed by a single lookup. found is false if the platform said that the pipeline does not exist: it was deleted
// earlier, or by a request whose response was lost.
func (c *Client) DeletePipeline(ctx context.Context, id string) (found bool, err error) {
	ctx, cancel := transport.WithDeadline(ctx)
	defer cancel()
	c.snapshot.end()
	resp, err := c.sendTo(ctx, deletePipeline, id, nil)
	if err != nil {
		err = c.confirmMissing(ctx, err, id)
		if errors.Is(err, ErrNotFound) {
			return false, nil
		}
		return true, err
	}
	if confirmsDeletion(resp, id) {
		return true, nil
	}

	accepted := mayAcceptDeletion(resp)
	err = Poll(ctx, firstLookup, longestLookup, func(ctx context.Context) (bool, error) {
		_, err := c.GetPipeline(ctx, id)
		switch {
		case errors.Is(err, ErrNotFound):
			return true, nil
		case err == nil && !accepted:
			return false, errors.New("the pipeline still exists, and the response is not from Maestro")
		}
		return false, err
	})
	if err != nil {
		return true, unreadable(resp, fmt.Errorf(
			"the platform responded with %q instead of PIPELINE_DELETED, and the pipeline may still exist: %w",
			resp.text(string(resp.Body)), related(err)))
	}
	return true, nil
}

// mayAcceptDeletion reports whether a success may mean that the deletion is in progress: one without a body, or with an
// object of Maestro's.
func mayAcceptDeletion(r *response) bool {
	if r.kind == bodyEmpty {
		return true
	}
	_, err := decodeObject(r.Body)
	return err == nil && r.kind == bodyJSON
}

// confirmsDeletion reports whether a response is Maestro's confirmation:
// {"pipeline_id":"...","status":"PIPELINE_DELETED"}.
func confirmsDeletion(r *response, id string) bool {
	object, err := decodeObject(r.content())
	if err != nil {
		return false
	}
	status, err := object.Text("status")
	deleted := idOf(object, "pipeline_id")
	return err == nil && status.Value == "PIPELINE_DELETED" && (deleted == "" || SameID(deleted, id))
}
