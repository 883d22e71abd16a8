// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// exchange is a request with its response, as it is. Nil is a request that was not sent.
type exchange struct {
	method, path string // path is escaped, with the query
	sent         time.Time
	status       int // 0 if there is no response
	header       http.Header
	body         []byte
	err          error
}

// answered reports whether there is a response.
func (e *exchange) answered() bool { return e != nil && e.status != 0 }

// succeeded reports whether a request has succeeded, by its status and, if that is one of success, by the status in the
// body.
func (e *exchange) succeeded() bool {
	if e == nil || e.status < 200 || e.status > 299 {
		return false
	}
	o, _ := e.value().(object)
	return o["status"] != false
}

// hasStatus reports whether the response has one of some statuses.
func (e *exchange) hasStatus(statuses ...int) bool {
	return e != nil && slices.Contains(statuses, e.status)
}

// refused reports whether a response shows that a change has had no effect.
func (e *exchange) refused() bool { return e.answered() && !e.succeeded() && e.status < 500 }

// last returns the last exchange, nil if there is none.
func last(all []*exchange) *exchange {
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

// object is a JSON object.
type object = map[string]any

// value returns the body as JSON, nil if it is not JSON.
func (e *exchange) value() any {
	if e == nil {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(e.body, []byte("\xef\xbb\xbf"))))
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
	if _, isBool := o["status"].(bool); isBool && o["data"] != nil {
		return o["data"], true
	}
	return v, false
}

// object returns the content as an object, nil if it is not one.
func (e *exchange) object() object {
	v, _ := e.content()
	o, _ := v.(object)
	return o
}

// list returns the content as a list, bare or under a usual key, nil if it is not one.
func (e *exchange) list() []any {
	v, _ := e.content()
	if o, isObject := v.(object); isObject {
		for _, key := range []string{"pipelines", "runs", "pipeline_runs", "connections", "items"} {
			if list, isList := o[key].([]any); isList {
				return list
			}
		}
	}
	list, _ := v.([]any)
	return list
}

// items returns the objects of a list.
func (e *exchange) items() []object { return objects(e.list()) }

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

// jobs returns the jobs of pipelines.
func jobs(pipelines ...object) []object {
	var all []object
	for _, p := range pipelines {
		list, _ := p["jobs"].([]any)
		all = append(all, objects(list)...)
	}
	return all
}

// input returns the input of a job, whichever name it has.
func input(job object) object {
	if in := child(job, "input"); in != nil {
		return in
	}
	return child(job, "source_config")
}

// inputs returns the inputs of jobs that have one.
func inputs(jobs []object) []object {
	var all []object
	for _, job := range jobs {
		if in := input(job); in != nil {
			all = append(all, in)
		}
	}
	return all
}

// isJDBC reports whether an input is that of a JDBC job.
func isJDBC(in object) bool {
	connector := text(in, "connector")
	return maestro.IsJDBC(connector) || connector == "" && slices.Contains(maestro.JDBCPlugins, strings.ToLower(text(in, "plugin")))
}

// pipelineID returns the id of a pipeline: never a number, which is internal to the platform.
func pipelineID(o object) string {
	for _, key := range []string{"pipeline_id", "id"} {
		if id := text(o, key); !isNumber(id) && maestro.CheckID(id) == nil {
			return id
		}
	}
	return ""
}

// isNumber reports whether a value is an integer, which may be written as a string.
func isNumber(v any) bool {
	if s, isText := v.(string); isText {
		return s != "" && strings.Trim(s, "0123456789") == ""
	}
	_, isNumber := v.(json.Number)
	return isNumber
}
