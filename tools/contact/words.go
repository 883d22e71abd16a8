// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"fmt"
	"mime"
	"slices"
	"strings"
)

// The functions in this file make the only texts of a report that depend on responses. They return nothing that is not
// a word of this program, so that no name, id or secret can be in a report.

// anotherValue stands for a word that is not known.
const anotherValue = "another value"

// oneOf returns a word if it is one of the known words, and anotherValue if not.
func oneOf(word string, known ...string) string {
	for _, k := range known {
		if strings.EqualFold(word, k) {
			return k
		}
	}
	return anotherValue
}

// messageWords are the words of the messages that services send. Others may be names or ids.
var messageWords = strings.Fields(`a already an and api bad be been body cannot code conflict could customer customer_name dag data database
	delete deleted denied detail does due duplicate empty entity error exist exists expired failed field for forbidden found get
	has header id in input internal invalid is it item job job_id key limit list memory message missing must name no not of on
	only or page patch path permission pipeline pipeline_id pipelinenotfound pipeline_run pipeline_run_id post property put
	read request required resource route run server should status string successfully such taken that the there this to token
	transaction unable unauthorized unexpected unique unknown updated url used uuid valid value was with`)

// message returns a message of the platform with "…" for all that is not a common word.
func message(s string) string {
	var words []string
	for word := range strings.FieldsSeq(s) {
		bare := strings.Trim(word, `"'.,:;!?()[]{}`+"`")
		if !slices.Contains(messageWords, strings.ToLower(bare)) {
			bare = "…"
		}
		if bare != "…" || len(words) == 0 || words[len(words)-1] != "…" {
			words = append(words, bare)
		}
		if len(words) == 20 {
			break
		}
	}
	return strings.Join(words, " ")
}

// exceptionTypes are the names of errors that are known or likely.
var exceptionTypes = []string{
	"PipelineNotFound", "PipelineAlreadyPaused", "PipelineNotPaused", "PipelinePaused", "PipelineAlreadyExists", "JobNotFound",
	"PipelineRunNotFound", "PipelineNameAlreadyExists", "Unauthorized", "Forbidden", "ValidationError",
}

// describe returns the status and the shape of a response, with its message in common words.
func (e *exchange) describe() string {
	switch {
	case e == nil:
		return "not asked"
	case !e.answered():
		return "no response"
	}
	return fmt.Sprintf("%d %s", e.status, e.shape())
}

// shape returns the shape of a body: the documented keys, with the values that are words of this program.
func (e *exchange) shape() string {
	if len(bytes.TrimSpace(e.body)) == 0 {
		return "without a body"
	}
	v := e.value()
	if media, _, err := mime.ParseMediaType(e.header.Get("Content-Type")); v == nil || err == nil && media == "text/html" {
		return "with a body that is not JSON"
	}
	o, isObject := v.(object)
	if !isObject {
		return "with a bare list"
	}
	return shapeOf(o, true)
}

// shapeKeys are the keys of responses about a request that are documented or usual, in the order in which they are shown.
var shapeKeys = []string{
	"status", "statusCode", "code", "exception_type", "detail", "traceback", "message", "msg", "error", "data",
}

func shapeOf(o object, nested bool) string {
	var parts []string
	for _, key := range shapeKeys {
		v, ok := o[key]
		if !ok {
			continue
		}
		switch v := v.(type) {
		case nil:
			continue
		case bool:
			parts = append(parts, fmt.Sprintf("%s:%t", key, v))
		case string:
			parts = append(parts, key+":"+shownText(key, v))
		case object:
			inner := "object"
			if nested && key != "data" {
				inner = shapeOf(v, false)
			}
			parts = append(parts, key+":"+inner)
		case []any:
			parts = append(parts, key+":[…]")
		default:
			parts = append(parts, key)
		}
	}
	if len(parts) == 0 {
		return "{…}"
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func shownText(key, v string) string {
	switch key {
	case "exception_type", "code":
		return oneOf(v, slices.Concat(exceptionTypes, []string{"AUTH.FORBIDDEN", "UNKNOWN"})...)
	case "status":
		return oneOf(v, "PIPELINE_DELETED", "active", "paused", "error", "ok", "success")
	}
	return `"` + message(v) + `"`
}

// count returns a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// magnitude returns about how many there are, as the number itself is the customer's.
func magnitude(n int) string {
	switch {
	case n == 0:
		return "none"
	case n == 1:
		return "one"
	case n < 10:
		return "2 to 9"
	case n < 100:
		return "10 to 99"
	}
	return "100 or more"
}
