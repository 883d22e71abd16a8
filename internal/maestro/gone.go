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

// What an error proves about the object that a request named.
type verdict int

const (
	provesNothing verdict = iota
	// ambiguous errors could mean that it is gone: the list of all pipelines settles it.
	ambiguous
	// saysGone is Maestro's own word about this very id.
	saysGone
)

// pipelineNotFound is Maestro's exception_type for a pipeline that does not exist.
const pipelineNotFound = "PipelineNotFound"

// judge is the one home of the rule what counts as Maestro's word that an object is gone: PipelineNotFound, or a 404
// in JSON whose text says of this id that it is not found. Any other 404 is ambiguous: a wrong base_url, an unknown
// route or a proxy gives one too. So is a text about this id under another status, as Maestro's inner services do not
// agree on one.
func judge(e *Error, id string) verdict {
	if e.Status == 0 || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden {
		return provesNothing
	}
	about := saysNotFound(e.Message, id) // what is not JSON has no message
	switch {
	case e.doubtful:
		return ambiguous
	case e.ExceptionType == pipelineNotFound:
		return saysGone
	case e.Status == http.StatusNotFound && about:
		return saysGone
	case e.Status == http.StatusNotFound || about:
		return ambiguous
	}
	return provesNothing
}

// saysNotFound wants the id as a word of its own: "Cannot GET /platform/pipeline/<id>" and other echoes of the
// request's path say nothing about the object. Nor does an id that could be any word of the text.
func saysNotFound(text, id string) bool {
	wanted := CanonicalID(id)
	if !isTelling(wanted) {
		return false
	}
	text = strings.ToLower(text)
	if !strings.Contains(text, "not found") && !strings.Contains(text, "does not exist") {
		return false
	}
	words := strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`"'`+"`"+`:,;.!?()[]{}`, r)
	})
	for _, word := range words {
		if CanonicalID(word) == wanted {
			return true
		}
	}
	return false
}

// isTelling says whether an id tells itself from the words around it: "404 Not Found" is not about a pipeline named 404.
func isTelling(canonicalID string) bool {
	const shortest = 8
	return len(canonicalID) >= shortest && strings.ContainsAny(canonicalID, "_0123456789") && canonicalID != "pipeline_id"
}

// settle decides on an error about a pipeline: it comes back marked as "not found", or as it was, or, where the list
// of pipelines shows the pipeline or cannot be read, with what is known added.
func (c *Client) settle(ctx context.Context, err error, pipelineID string) error {
	own, ok := ownError(err)
	if !ok {
		return err
	}
	decided := *own
	e := &decided
	switch judge(e, pipelineID) {
	case provesNothing:
		return err
	case saysGone:
		e.settled = true
		return e
	case ambiguous:
	}
	_, there, listErr := c.FindByID(ctx, pipelineID)
	switch {
	case listErr != nil:
		e.unsettled = true
		e.Cause = fmt.Errorf("this answer does not prove that the pipeline is gone, and the list of pipelines could not be read: %w", listErr)
	case there:
		e.unsettled = true
		e.Cause = errors.New("the list of pipelines still has it, so this answer does not come from Maestro's pipeline service")
	default:
		e.settled = true
	}
	return e
}
