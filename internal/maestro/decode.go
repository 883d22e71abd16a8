// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// unwrap takes the {"status":...,"data":...} envelope off a body that has one. An object with an id and without the
// envelope's status is no envelope: it has a field "data" of its own.
func unwrap(body []byte) json.RawMessage {
	body = bytes.TrimSpace(body)
	var object Document
	if json.Unmarshal(body, &object) != nil || !object.Raw("data").Has() {
		return body
	}
	if status := string(object["status"]); status != "true" && status != "false" {
		for _, key := range []string{"id", "pipeline_id", "pipeline_run_id", "source_config"} {
			if _, own := object[key]; own {
				return body
			}
		}
	}
	return object["data"]
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
	if toldInHeaders(a, len(items)) {
		return nil, unreadable(a, fmt.Errorf("the list is cut: it has %d items, and its headers tell of more", len(items)))
	}
	envelope, _ := decodeObject(a.body)
	for _, around := range []Document{object, envelope} {
		meta, _ := around.Object("meta")
		pagination, _ := around.Object("pagination")
		for _, part := range []Document{around, meta.Value, pagination.Value} {
			if isPart(part, len(items)) {
				return nil, unreadable(a, fmt.Errorf("the list is cut: it has %d items, and there are more", len(items)))
			}
		}
	}
	return items, nil
}

// isPart says whether what stands around a list tells of more items than it shows. The platform is not known to have
// pages; these are the usual ways to say it.
func isPart(around Document, shown int) bool {
	for _, key := range []string{"total", "count", "total_count", "totalCount"} {
		if total, err := around.Int(key); err == nil && total.Value > int64(shown) {
			return true
		}
	}
	for _, key := range []string{"pages", "total_pages", "totalPages", "last_page"} {
		if pages, err := around.Int(key); err == nil && pages.Value > 1 {
			return true
		}
	}
	for _, key := range []string{"next", "next_page", "nextPage", "next_cursor", "has_more", "hasMore"} {
		switch string(around[key]) {
		case "", "null", "false", `""`, "0":
		default:
			return true
		}
	}
	return false
}

// toldInHeaders is isPart for the usual headers: a part by its status, a link to the next page, a total.
func toldInHeaders(a answer, shown int) bool {
	if a.status == http.StatusPartialContent {
		return true
	}
	for _, link := range a.header.Values("Link") {
		if next := strings.ReplaceAll(strings.ToLower(link), `"`, ""); strings.Contains(next, "rel=next") {
			return true
		}
	}
	for _, name := range []string{"X-Total-Count", "X-Total"} {
		if total, err := strconv.Atoi(a.header.Get(name)); err == nil && total > shown {
			return true
		}
	}
	return false
}

// unexpected is an answer of success of which why says what "it", the answer, is or lacks.
func unexpected(a answer, why error) *Error {
	return unreadable(a, fmt.Errorf("the answer is not what it should be: %w", why))
}

// unreadable is an answer of success that makes no sense.
func unreadable(a answer, why error) *Error {
	return &Error{Method: a.method, Path: a.path, Status: a.status, Attempts: a.attempts, Cause: why, body: kindOf(a)}
}
