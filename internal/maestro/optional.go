// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// Optional is a field that an answer or a request has, has as null, or leaves out. Maestro leaves fields out that an
// object has, so "absent" only means "not shown". The zero value is absent.
type Optional[T any] struct {
	// Present is false for a field that is left out.
	Present bool
	// Null is true for a field that is there as JSON null.
	Null bool
	// Value is the zero value when the field is absent or null.
	Value T
}

// Some is a field with a value.
func Some[T any](v T) Optional[T] { return Optional[T]{Present: true, Value: v} }

// Null is a field that is there as JSON null.
func Null[T any]() Optional[T] { return Optional[T]{Present: true, Null: true} }

// Has says whether the field is there with a value.
func (o Optional[T]) Has() bool { return o.Present && !o.Null }

// IsZero makes `json:",omitzero"` leave out what is absent.
func (o Optional[T]) IsZero() bool { return !o.Present }

// MarshalJSON writes the value or null.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if !o.Has() {
		return []byte("null"), nil
	}
	return json.Marshal(o.Value)
}

// Document is a JSON object of the platform as it came, of which only some keys are known.
type Document map[string]json.RawMessage

// Text reads a key as a text. Numbers and booleans are taken as the text they are written as.
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

// Int reads a key as a whole number, also one that is written as a text.
func (d Document) Int(key string) (Optional[int64], error) {
	return read(d, key, func(raw json.RawMessage) (int64, error) {
		text := string(raw)
		if unquoted := textOf(raw); unquoted != "" {
			text = unquoted
		}
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, nil
		}
		// 4096.0 and 4.096e3 are whole numbers too.
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return 0, errors.New("a whole number was expected")
		}
		return int64(f), nil
	})
}

// Texts reads a key as a list of texts.
func (d Document) Texts(key string) (Optional[[]string], error) {
	return read(d, key, func(raw json.RawMessage) ([]string, error) {
		var texts []string
		if err := json.Unmarshal(raw, &texts); err != nil {
			return nil, errors.New("a list of texts was expected")
		}
		return texts, nil
	})
}

// Object reads a key as an object.
func (d Document) Object(key string) (Optional[Document], error) {
	return read(d, key, func(raw json.RawMessage) (Document, error) {
		var object Document
		if err := json.Unmarshal(raw, &object); err != nil {
			return nil, errors.New("an object was expected")
		}
		return object, nil
	})
}

// Raw reads a key as any JSON value.
func (d Document) Raw(key string) Optional[json.RawMessage] {
	raw, _ := read(d, key, func(raw json.RawMessage) (json.RawMessage, error) { return raw, nil })
	return raw
}

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
