// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// Optional is a field of a response or a request that has a value, is null, or is absent. Maestro omits fields that an
// object has, so "absent" only means "not shown". The zero value is absent.
type Optional[T any] struct {
	// Present is false for a field that is absent.
	Present bool
	// Null is true for a field that is JSON null.
	Null bool
	// Value is the zero value if the field is absent or null.
	Value T
}

// Some returns a field with a value.
func Some[T any](v T) Optional[T] { return Optional[T]{Present: true, Value: v} }

// Null returns a field that is JSON null.
func Null[T any]() Optional[T] { return Optional[T]{Present: true, Null: true} }

// Has reports whether the field has a value.
func (o Optional[T]) Has() bool { return o.Present && !o.Null }

// IsZero reports whether the field is absent. `json:",omitzero"` then omits it.
func (o Optional[T]) IsZero() bool { return !o.Present }

// MarshalJSON returns the value, or null.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if !o.Has() {
		return []byte("null"), nil
	}
	return json.Marshal(o.Value)
}

// Document is a JSON object of the platform, of which only some keys are known.
type Document map[string]json.RawMessage

// Text returns a key as a string. Numbers and booleans are returned as they are written.
func (d Document) Text(key string) (Optional[string], error) {
	return read(d, key, func(raw json.RawMessage) (string, error) {
		var text string
		if err := json.Unmarshal(raw, &text); err == nil {
			return text, nil
		}
		switch raw[0] {
		case '{', '[':
			return "", errors.New("a text was expected")
		}
		return string(raw), nil
	})
}

// Int returns a key as an integer, which may be written as a string.
func (d Document) Int(key string) (Optional[int64], error) {
	return read(d, key, func(raw json.RawMessage) (int64, error) {
		text := string(raw)
		if unquoted := stringOf(raw); unquoted != "" {
			text = unquoted
		}
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
		// 4096.0 and 4.096e3 are integers as well.
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return 0, errors.New("a whole number was expected")
		}
		return int64(f), nil
	})
}

// Texts returns a key as a list of strings.
func (d Document) Texts(key string) (Optional[[]string], error) {
	return read(d, key, func(raw json.RawMessage) ([]string, error) {
		var texts []string
		if err := json.Unmarshal(raw, &texts); err != nil {
			return nil, errors.New("a list of texts was expected")
		}
		return texts, nil
	})
}

// Object returns a key as an object.
func (d Document) Object(key string) (Optional[Document], error) {
	return read(d, key, func(raw json.RawMessage) (Document, error) {
		var object Document
		if err := json.Unmarshal(raw, &object); err != nil {
			return nil, errors.New("an object was expected")
		}
		return object, nil
	})
}

// Raw returns a key as any JSON value.
func (d Document) Raw(key string) Optional[json.RawMessage] {
	raw, _ := read(d, key, func(raw json.RawMessage) (json.RawMessage, error) { return raw, nil })
	return raw
}

// read returns a key as decoded by a function, which is not called for an absent or null value.
func read[T any](d Document, key string, decode func(json.RawMessage) (T, error)) (Optional[T], error) {
	raw, ok := d[key]
	if !ok {
		return Optional[T]{}, nil
	}
	if string(raw) == "null" || len(raw) == 0 {
		return Null[T](), nil
	}
	value, err := decode(raw)
	if err != nil {
		return Optional[T]{}, fmt.Errorf("%s: %w", key, err)
	}
	return Some(value), nil
}
