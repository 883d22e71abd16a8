// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// errorBody is the content of an error response, whichever of the documented shapes it has.
type errorBody struct {
	message, exceptionType string
	// failed is set if the body reports a failure whatever the HTTP status is.
	failed bool
}

// parseErrorBody reads the shapes {"msg"}, {"detail":string}, {"detail":{exception_type,traceback}},
// {"detail":[{loc,msg}]}, {"message":string or array,"statusCode"}, {"error","message","details"}, {"errors"},
// {"code"}, and each of them with {"status":false} around or beside it.
func parseErrorBody(method string, body Document) errorBody {
	return parseErrorObject(method, body, true)
}

// parseErrorObject reads one object, and the objects in it if nested is set.
func parseErrorObject(method string, fields Document, nested bool) errorBody {
	b := errorBody{failed: reportsFailure(method, fields), exceptionType: stringOf(fields["exception_type"])}
	var parts []string
	for _, key := range messageKeys {
		value, ok := fields[key]
		if !ok {
			continue
		}
		switch text := stringOf(value); {
		case text != "":
			parts = append(parts, text)
		case value[0] == '{' && nested:
			object, _ := decodeObject(value) // it is one
			inner := parseErrorObject(method, object, false)
			b.failed = b.failed || inner.failed
			if b.exceptionType == "" {
				b.exceptionType = inner.exceptionType
			}
			if inner.message != "" {
				parts = append(parts, inner.message)
			}
		case value[0] == '[':
			if messages := messagesOf(value); len(messages) > 0 {
				parts = append(parts, strings.Join(messages, "; "))
			}
		}
	}
	// In most shapes "error" is the HTTP reason, which is only of interest if there is no other message.
	if len(parts) > 1 && stringOf(fields["error"]) == parts[len(parts)-1] {
		parts = parts[:len(parts)-1]
	}
	b.message = strings.Join(parts, ": ")
	if b.message == "" {
		b.message = stringOf(fields["code"])
	}
	return b
}

// messageKeys are the keys under which responses have messages, in the order in which these are shown.
var messageKeys = []string{"detail", "traceback", "message", "msg", "details", "errors", "error"}

// reportsFailure reports whether an object reports a failure of the request. The object may be a pipeline or a run
// instead, whose own status is "error" or "failed" in good health of the request.
func reportsFailure(method string, fields Document) bool {
	if string(fields["status"]) == "false" {
		return true
	}
	for _, key := range []string{"statusCode", "status_code", "status"} {
		if code, err := fields.Int(key); err == nil && code.Value >= 400 && code.Value < 600 {
			return true
		}
	}
	failed := string(fields["success"]) == "false" || isFailureWord(stringOf(fields["status"])) ||
		isSet(fields["error"]) || isSet(fields["errors"])
	return failed && !describesObject(method, fields)
}

// describesObject reports whether an object is a pipeline, a job or a run, and not a report about a request. Reports
// may repeat the id and, after a write, the name that the request contains; then they have a message.
func describesObject(method string, fields Document) bool {
	has := func(key string) bool { return isSet(fields[key]) }
	own := []string{"jobs", "source_config", "pipeline_run_id", "run_id"}
	if method == http.MethodGet {
		own = append(own, "name", "job_name", "last_status")
	}
	switch {
	case slices.ContainsFunc(own, has):
		return true
	case slices.ContainsFunc(messageKeys, has), has("exception_type"), has("code"):
		return false
	}
	return slices.ContainsFunc([]string{"id", "pipeline_id", "job_id", "name", "job_name", "last_status"}, has)
}

func isFailureWord(status string) bool {
	switch strings.ToLower(strings.TrimSpace(status)) {
	case "error", "failed", "failure", "fail":
		return true
	}
	return false
}

// isSet reports whether a JSON value stands for something: not null, false, zero or empty.
func isSet(raw json.RawMessage) bool {
	if len(raw) > 32 {
		return true
	}
	switch strings.ToLower(strings.Join(strings.Fields(string(raw)), "")) {
	case "", "null", "false", "0", `""`, "[]", "{}", `"none"`, `"null"`, `"false"`:
		return false
	}
	return true
}

// stringOf returns a JSON string, or "" for any other value.
func stringOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// messagesOf reads an array of strings, of FastAPI's {"loc":[...],"msg":"..."}, or of other objects with a message.
func messagesOf(raw json.RawMessage) []string {
	const most = 20
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	var messages []string
	for _, item := range items[:min(len(items), most)] {
		if text := stringOf(item); text != "" {
			messages = append(messages, text)
			continue
		}
		var object Document
		if json.Unmarshal(item, &object) != nil {
			continue
		}
		for _, key := range []string{"msg", "message", "detail", "title", "code"} {
			if text := stringOf(object[key]); text != "" {
				messages = append(messages, strings.TrimPrefix(locationOf(object["loc"])+": "+text, ": "))
				break
			}
		}
	}
	return messages
}

// locationOf returns FastAPI's path to a field, as in body.jobs.0.input.
func locationOf(raw json.RawMessage) string {
	var location []any
	if json.Unmarshal(raw, &location) != nil {
		return ""
	}
	parts := make([]string, len(location))
	for i, part := range location {
		parts[i] = fmt.Sprint(part)
	}
	return strings.Join(parts, ".")
}
