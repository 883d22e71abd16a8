// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The waits between looks at a pipeline whose deletion was accepted but not confirmed.
const (
	firstLook   = 200 * time.Millisecond
	longestLook = 5 * time.Second
)

// DeletePipeline removes a pipeline for good, with its jobs, job states, run history and schedule
// (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline). Tables in Snowflake, source data and connections
// stay.
//
// Success means that it is gone: the platform said PIPELINE_DELETED about this id, or that it does not exist, or
// accepted the deletion and then stopped showing it, which is waited for until the context ends. An answer that is none
// of Maestro's (a login page) has accepted nothing: one look decides then. found is false where its answer was that it
// does not exist: deleted earlier, or by a request of ours whose answer was lost.
func (c *Client) DeletePipeline(ctx context.Context, id string) (found bool, err error) {
	c.snapshot.end()
	a, err := c.sendTo(ctx, deletePipeline, id, nil)
	if err != nil {
		err = c.settle(ctx, err, id)
		if IsNotFound(err) {
			return false, nil
		}
		return true, err
	}
	if deleted(a, id) {
		return true, nil
	}
	waits := accepted(a)
	err = Poll(ctx, firstLook, longestLook, func(ctx context.Context) (bool, error) {
		_, err := c.GetPipeline(ctx, id)
		switch {
		case IsNotFound(err):
			return true, nil
		case err == nil && !waits:
			return false, errors.New("it is still there, and the answer is not Maestro's")
		}
		return false, err
	})
	if err != nil {
		return true, unreadable(a, fmt.Errorf("the platform answered the deletion with %q, not with PIPELINE_DELETED, and the pipeline is not known to be gone: %w", a.words(string(a.body)), err))
	}
	return true, nil
}

// accepted says whether a success may mean that the deletion is under way: one without a word, or an object of Maestro's.
func accepted(a answer) bool {
	if kindOf(a) == bodyEmpty {
		return true
	}
	_, err := decodeObject(a.body)
	return err == nil && kindOf(a) == bodyJSON
}

// deleted reads Maestro's confirmation: {"pipeline_id":"...","status":"PIPELINE_DELETED"}.
func deleted(a answer, id string) bool {
	object, err := decodeObject(unwrap(a.body))
	if err != nil {
		return false
	}
	status, err := object.Text("status")
	about := idOf(object, "pipeline_id")
	return err == nil && status.Value == "PIPELINE_DELETED" && (about == "" || SameID(about, id))
}
