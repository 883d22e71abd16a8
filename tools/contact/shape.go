// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"slices"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// object is a JSON object.
type object = map[string]any

// value returns the body as JSON, nil if it is not JSON.
func (e *exchange) value() any {
	if e == nil || len(bytes.TrimSpace(e.Body)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(e.Body, []byte("\xef\xbb\xbf"))))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil
	}
	return v
}

// content returns the body without the envelope {"status":…,"data":…}, and whether it has one.
func (e *exchange) content() (v any, enveloped bool) {
	v = e.value()
	o, _ := v.(object)
	data, hasData := o["data"]
	if _, isBool := o["status"].(bool); hasData && data != nil && isBool {
		return data, true
	}
	return v, false
}

// object returns the content as an object, nil if it is not one.
func (e *exchange) object() object {
	v, _ := e.content()
	o, _ := v.(object)
	return o
}

// items returns the objects of a list: bare, or under one of the names. ok is false if there is no list.
func (e *exchange) items(names ...string) (items []object, ok bool) {
	v, _ := e.content()
	if o, isObject := v.(object); isObject {
		for _, name := range names {
			if list, isList := o[name].([]any); isList {
				v = list
				break
			}
		}
	}
	list, ok := v.([]any)
	return objects(list), ok
}

func objects(list []any) []object {
	var all []object
	for _, item := range list {
		if o, isObject := item.(object); isObject {
			all = append(all, o)
		}
	}
	return all
}

func text(o object, key string) string {
	s, _ := o[key].(string)
	return s
}

func child(o object, key string) object {
	c, _ := o[key].(object)
	return c
}

// jobs returns the jobs of a pipeline.
func jobs(pipeline object) []object {
	list, _ := pipeline["jobs"].([]any)
	return objects(list)
}

// pipelineID returns the id of a pipeline: never a number, which is internal to the platform.
func pipelineID(o object) string {
	for _, key := range []string{"pipeline_id", "id"} {
		if id := text(o, key); strings.Trim(id, "0123456789") != "" && maestro.CheckID(id) == nil {
			return id
		}
	}
	return ""
}

// input returns the input of a job, whichever name it has.
func input(job object) object {
	if in := child(job, "input"); in != nil {
		return in
	}
	return child(job, "source_config")
}

// isJDBC reports whether an input is that of a JDBC job.
func isJDBC(in object) bool {
	connector := text(in, "connector")
	return maestro.IsJDBC(connector) || connector == "" && slices.Contains(maestro.JDBCPlugins, strings.ToLower(text(in, "plugin")))
}

// The functions below make the only texts of a report that depend on responses. They return nothing that is not a word of this
// program, so that no name, id or secret can be in a report.

// oneOf returns a word if it is one of the known words, and "another value" if not.
func oneOf(word string, known ...string) string {
	for _, k := range known {
		if strings.EqualFold(word, k) {
			return k
		}
	}
	return "another value"
}

// messageWords are the words of the messages that services send. Others may be names or ids.
var messageWords = wordSet(`a already an and api bad be been body cannot code conflict could customer customer_name dag data database
	delete deleted denied detail does due duplicate empty entity error exist exists expired failed field for forbidden found get
	has header id in input internal invalid is it item job job_id key limit list memory message missing must name no not of on
	only or page patch path permission pipeline pipeline_id pipelinenotfound pipeline_run pipeline_run_id post property put
	read request required resource route run server should status string successfully such taken that the there this to token
	transaction unable unauthorized unexpected unique unknown updated url used uuid valid value was with`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// message returns a message of the platform with "…" for all that is not a common word.
func message(s string) string {
	var words []string
	for word := range strings.FieldsSeq(s) {
		bare := strings.Trim(word, `"'.,:;!?()[]{}`+"`")
		if !messageWords[strings.ToLower(bare)] {
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
	return fmt.Sprintf("%d %s", e.Status, e.shape())
}

// shape returns the shape of a body: the documented keys, with the values that are words of this program.
func (e *exchange) shape() string {
	if len(bytes.TrimSpace(e.Body)) == 0 {
		return "without a body"
	}
	v := e.value()
	if media, _, err := mime.ParseMediaType(e.Header.Get("Content-Type")); v == nil || err == nil && media == "text/html" {
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
