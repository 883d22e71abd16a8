// SPDX-License-Identifier: MPL-2.0

package maestrosim

import "slices"

// members reads the members of an object in a request body. problem is the first that is invalid.
type members struct {
	of      object
	at      []any // where the object is in the body
	problem *response
}

func (m *members) invalid(kind, message string, at ...any) {
	if m.problem == nil {
		m.problem = invalid(kind, message, slices.Concat(m.at, at)...)
	}
}

func (m *members) has(key string) bool {
	_, ok := m.of[key]
	return ok
}

func (m *members) require(key string) {
	if !m.has(key) {
		m.invalid("missing", "Field required", key)
	}
}

// text reads a string that is not empty.
func (m *members) text(key string) string {
	s, isText := m.of[key].(string)
	switch {
	case !isText:
		m.invalid("string_type", "Input should be a valid string", key)
	case s == "":
		m.invalid("string_too_short", "String should have at least 1 character", key)
	}
	return s
}

// nullableText reads a string; nil if it is null or missing.
func (m *members) nullableText(key string) *string {
	if m.of[key] == nil {
		return nil
	}
	s := member[string](m, key, "string_type", "string")
	return &s
}

func (m *members) list(key string) []any { return member[[]any](m, key, "list_type", "list") }

func (m *members) object(key string) object { return member[object](m, key, "dict_type", "dictionary") }

// member reads a value of type T; the zero value if it is null or missing.
func member[T any](m *members, key, kind, noun string) T {
	value, ok := m.of[key].(T)
	if !ok && m.of[key] != nil {
		m.invalid(kind, "Input should be a valid "+noun, key)
	}
	return value
}
