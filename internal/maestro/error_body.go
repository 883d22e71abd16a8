// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/json"
	"fmt"
	"strings"
)

// errorBody is the content of an error response, whichever of the documented shapes it has.
type errorBody struct {
	message, exceptionType string
	// failed is set if the body reports a failure whatever the HTTP status is.
	failed bool
}

// parseErrorBody reads the shapes {"msg"}, {"detail":string}, {"detail":{exception_type,traceback}},
// {"detail":[{loc,msg}]}, {"message":string or array,"statusCode"}, {"error","message","details"}, and each of them
// with {"status":false} around or beside it.
func parseErrorBody(body []byte) errorBody { return parseErrorObject(body, true) }

// parseErrorObject reads one object, and the objects in it if nested is set.
func parseErrorObject(raw json.RawMessage, nested bool) errorBody {
	var fields Document
	if json.Unmarshal(raw, &fields) != nil {
		return errorBody{}
	}
	b := errorBody{failed: string(fields["status"]) == "false", exceptionType: stringOf(fields["exception_type"])}
	var parts []string
	for _, key := range []string{"detail", "traceback", "message", "msg", "details", "error"} {
		value, ok := fields[key]
		if !ok {
			continue
		}
		switch text := stringOf(value); {
		case text != "":
			parts = append(parts, text)
		case value[0] == '{' && nested:
			inner := parseErrorObject(value, false)
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
	return b
}

// stringOf returns a JSON string, or "" for any other value.
func stringOf(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// messagesOf reads an array of strings, or of FastAPI's {"loc":[...],"msg":"..."}.
func messagesOf(raw json.RawMessage) []string {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	var messages []string
	for _, item := range items {
		if text := stringOf(item); text != "" {
			messages = append(messages, text)
			continue
		}
		var invalid struct {
			Loc []any  `json:"loc"`
			Msg string `json:"msg"`
		}
		if json.Unmarshal(item, &invalid) == nil && invalid.Msg != "" {
			location := make([]string, len(invalid.Loc))
			for i, part := range invalid.Loc {
				location[i] = fmt.Sprint(part)
			}
			messages = append(messages, strings.TrimPrefix(strings.Join(location, ".")+": "+invalid.Msg, ": "))
		}
	}
	return messages
}
