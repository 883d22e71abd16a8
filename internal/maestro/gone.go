// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"
)

// verdict is what a response proves about the existence of the object that a request names.
type verdict int

const (
	provesNothing verdict = iota
	// ambiguous responses may mean that the object does not exist. The list of all pipelines settles it.
	ambiguous
	// provesGone is a response in which Maestro says that this very object does not exist.
	provesGone
)

// judge returns what an error proves about the object with the id. It is the only place that decides what counts as
// Maestro's statement that an object does not exist: PipelineNotFound, or a 404 in JSON with a message that says that
// this id was not found. Any other 404 is ambiguous: a wrong base_url, an unknown route and a proxy respond with 404 as
// well. So is such a message with another status, as Maestro's inner services do not agree on one.
func judge(e *Error, id string) verdict {
	if e.Status == 0 || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden {
		return provesNothing
	}
	missing := saysNotFound(e.Message, id) // there is no message if the body is not JSON
	switch {
	case e.existence == contradicted:
		return ambiguous
	case e.ExceptionType == pipelineNotFound:
		return provesGone
	case e.Status == http.StatusNotFound && missing:
		return provesGone
	case e.Status == http.StatusNotFound || missing:
		return ambiguous
	}
	return provesNothing
}

// saysNotFound reports whether a message says that an id was not found. The id has to be a word of its own: "Cannot GET
// /platform/pipeline/<id>" and other echoes of the request's path do not count, nor does an id that may be any word of
// the message.
func saysNotFound(message, id string) bool {
	wanted := CanonicalID(id)
	if !isDistinctive(wanted) {
		return false
	}
	message = strings.ToLower(message)
	if !strings.Contains(message, "not found") && !strings.Contains(message, "does not exist") {
		return false
	}
	words := strings.FieldsFunc(message, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`"'`+"`"+`:,;.!?()[]{}`, r)
	})
	for _, word := range words {
		if CanonicalID(word) == wanted {
			return true
		}
	}
	return false
}

// isDistinctive reports whether an id is not an ordinary word: "404 Not Found" is not about a pipeline named 404.
func isDistinctive(canonicalID string) bool {
	const shortest = 8
	return len(canonicalID) >= shortest && strings.ContainsAny(canonicalID, "_0123456789") &&
		canonicalID != "pipeline_id"
}

// confirmMissing examines whether an error means that a pipeline does not exist. It returns an error of kind ErrNotFound if so.
// If the response is ambiguous, and the list of all pipelines contains the pipeline or cannot be read, it returns an
// error about that. Any other error is returned unchanged.
func (c *Client) confirmMissing(ctx context.Context, err error, pipelineID string) error {
	own, ok := ownError(err)
	if !ok {
		return err
	}
	settled := *own
	e := &settled
	switch judge(e, pipelineID) {
	case provesNothing:
		return err
	case provesGone:
		e.existence = gone
		return e
	case ambiguous:
	}

	_, exists, listErr := c.FindByID(ctx, pipelineID)
	switch {
	case listErr != nil:
		e.existence = unsettled
		e.Cause = fmt.Errorf(
			"this response does not prove that the pipeline no longer exists, and the list of pipelines could not be read: %w",
			related(listErr))
	case exists:
		e.existence = unsettled
		e.Cause = errors.New(
			"the list of pipelines still contains it, so this response is not from Maestro's pipeline service")
	default:
		e.existence = gone
	}
	return e
}
