// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// unwrap returns the content of the {"status":...,"data":...} envelope, or a body without one unchanged. An object with
// an id and without the status of the envelope is not an envelope: "data" is a field of its own. object is the decoded
// body, nil if it is not an object.
func unwrap(body []byte, object Document) json.RawMessage {
	if !object.Raw("data").Has() {
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

// checkedID is idOf for an id that can be used: in a request, and in front of a person. No id is not an error.
func checkedID(object Document, key string) (string, error) {
	id := idOf(object, key)
	if id == "" {
		return "", nil
	}
	return id, CheckID(id)
}

// The largest numbers of what is decoded, which keep a response of the greatest size from taking many times its size in
// memory.
const (
	// maxItems is the largest number of items of a list.
	maxItems = 100_000
	// maxJobs is the largest number of jobs of a pipeline.
	maxJobs = 10_000
	// maxValues is the largest number of values in a body: more than some ten thousand pipelines with all jobs have.
	maxValues = 2_000_000
)

// tooManyValues reports whether valid JSON has more than maxValues values.
func tooManyValues(body []byte) bool {
	if len(body) < 2*maxValues {
		return false // each value takes at least a digit and a comma
	}
	values, quoted := 1, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case !quoted && (c == ',' || c == '[' || c == '{'):
			values++
		}
	}
	return values > maxValues
}

var errNotList = errors.New("the response is not a JSON list")

// eachItem decodes a response that must be a list: bare, enveloped, or under one of the names. It calls decode with one
// item at a time. A list with any sign of pagination is an error, as an object that is missing from it may still exist.
func eachItem(ctx context.Context, r *response, decode func(i int, item json.RawMessage) error, names ...string) error {
	list, around := findList(r, names...)
	shown, err := eachElement(ctx, list, maxItems, decode)
	if err != nil {
		return err
	}
	return requireComplete(r, shown, around...)
}

// findList returns the list in a response, bare, enveloped, or under one of the names, and the objects around it.
func findList(r *response, names ...string) (list json.RawMessage, around []Document) {
	list, around = r.content(), []Document{r.object}
	if object, err := decodeObject(list); err == nil {
		around = append(around, object)
		for _, name := range names {
			if inner, ok := object[name]; ok {
				return inner, around
			}
		}
	}
	return list, around
}

// eachElement calls decode with one element of a JSON array at a time, and returns their number. It ends early with
// ctx, and with an error after the largest number of elements.
func eachElement(
	ctx context.Context, array json.RawMessage, largest int, decode func(i int, element json.RawMessage) error,
) (int, error) {
	decoder := json.NewDecoder(bytes.NewReader(array))
	if token, err := decoder.Token(); err != nil || token != json.Delim('[') {
		return 0, errNotList
	}
	n := 0
	for ; decoder.More(); n++ {
		if ctx.Err() != nil {
			return n, transport.ContextError(ctx)
		}
		if n == largest {
			return n, fmt.Errorf("the list has more than %d items, so it was not read to its end", largest)
		}
		var element json.RawMessage
		if decoder.Decode(&element) != nil {
			return n, errNotList
		}
		if err := decode(n, element); err != nil {
			return n, err
		}
	}
	if _, err := decoder.Token(); err != nil {
		return n, errNotList
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return n, errNotList
	}
	return n, nil
}
