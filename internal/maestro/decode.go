// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// unwrap takes the {"status":...,"data":...} envelope off a body that has one.
func unwrap(body []byte) json.RawMessage {
	body = bytes.TrimSpace(body)
	var object Document
	if json.Unmarshal(body, &object) == nil {
		if data, ok := object["data"]; ok && string(data) != "null" {
			return data
		}
	}
	return body
}

// decodeObject reads what must be an object.
func decodeObject(raw json.RawMessage) (Document, error) {
	var object Document
	if err := json.Unmarshal(raw, &object); err != nil || object == nil {
		return nil, errors.New("it is not a JSON object")
	}
	return object, nil
}

// listOf reads an answer that must be a list: bare, enveloped, or under one of the names. A list that says it has more
// than it shows is an error, as what is missing from it would be taken for gone.
func listOf(a answer, names ...string) ([]json.RawMessage, error) {
	raw := unwrap(a.body)
	object, err := decodeObject(raw)
	if err == nil {
		for _, name := range names {
			if list, ok := object[name]; ok {
				raw = list
				break
			}
		}
	}
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil || items == nil {
		return nil, unreadable(a, errors.New("the answer is not a JSON list"))
	}
	envelope, _ := decodeObject(a.body)
	for _, counted := range []Document{object, envelope} {
		for _, key := range []string{"total", "count", "total_count"} {
			if total, err := counted.Int(key); err == nil && total.Has() && total.Value > int64(len(items)) {
				return nil, unreadable(a, fmt.Errorf("the list is cut: it has %d of %d items", len(items), total.Value))
			}
		}
	}
	return items, nil
}

// unreadable is an answer of success that makes no sense.
func unreadable(a answer, why error) *Error {
	return &Error{Method: a.method, Path: a.path, Status: a.status, Attempts: a.attempts, Cause: why, body: kindOf(a)}
}
