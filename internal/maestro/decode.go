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

// unwrap returns the content of the {"status":...,"data":...} envelope, or a body without one unchanged. An object with
// an id and without the status of the envelope is not an envelope: "data" is a field of its own.
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

// decodeObject decodes a JSON object. Any other value is an error.
func decodeObject(raw json.RawMessage) (Document, error) {
	var object Document
	if err := json.Unmarshal(raw, &object); err != nil || object == nil {
		return nil, errors.New("it is not a JSON object")
	}
	return object, nil
}

// idOf returns the id under a key, or else under "id". Numbers under "id", also as strings, are internal to the
// platform and identify nothing.
func idOf(object Document, key string) string {
	if id := stringOf(object[key]); id != "" {
		return id
	}
	id := stringOf(object["id"])
	if strings.Trim(id, "0123456789") == "" {
		return ""
	}
	return id
}

// listOf decodes a response that must be a list: bare, enveloped, or under one of the names. A list with any sign of
// pagination is an error, as an object that is missing from it may still exist.
func listOf(r *response, names ...string) ([]json.RawMessage, error) {
	raw := unwrap(r.Body)
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
		return nil, unreadable(r, errors.New("the answer is not a JSON list"))
	}

	if hasMoreByHeaders(r, len(items)) {
		return nil, unreadable(r, fmt.Errorf("the list is cut: it has %d items, and its headers tell of more", len(items)))
	}
	envelope, _ := decodeObject(r.Body)
	for _, around := range []Document{object, envelope} {
		meta, _ := around.Object("meta")
		pagination, _ := around.Object("pagination")
		for _, part := range []Document{around, meta.Value, pagination.Value} {
			if hasMore(part, len(items)) {
				return nil, unreadable(r, fmt.Errorf("the list is cut: it has %d items, and there are more", len(items)))
			}
		}
	}
	return items, nil
}

// hasMore reports whether the object around a list says that there are more items than it shows. The platform is not
// known to have pages; these are the usual ways to say so.
func hasMore(around Document, shown int) bool {
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

// hasMoreByHeaders is hasMore for the usual headers: the status of a part, a link to the next page, a total.
func hasMoreByHeaders(r *response, shown int) bool {
	if r.Status == http.StatusPartialContent {
		return true
	}
	for _, link := range r.Header.Values("Link") {
		if link = strings.ReplaceAll(strings.ToLower(link), `"`, ""); strings.Contains(link, "rel=next") {
			return true
		}
	}
	for _, name := range []string{"X-Total-Count", "X-Total"} {
		if total, err := strconv.Atoi(r.Header.Get(name)); err == nil && total > shown {
			return true
		}
	}
	return false
}
