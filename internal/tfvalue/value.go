// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// HasValue reports whether v is neither null nor unknown.
func HasValue(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

// IsNullOrUnknown reports whether v has no value.
func IsNullOrUnknown(v attr.Value) bool { return !HasValue(v) }

// HasUnknown reports whether v or one of its elements or attributes is unknown.
func HasUnknown(v attr.Value) bool {
	if v.IsUnknown() {
		return true
	}
	switch v := v.(type) {
	case types.Set:
		return slices.ContainsFunc(v.Elements(), HasUnknown)
	case interface{ hasUnknown() bool }:
		return v.hasUnknown()
	}
	return false
}

// NullIfUnknown returns v, or null if v is unknown. V must be a type whose zero value is null. The framework's Set,
// List and Map are not: see [Field.CopyKnown] for those.
func NullIfUnknown[V attr.Value](v V) V {
	if v.IsUnknown() {
		var null V
		return null
	}
	return v
}

// Resolve returns planned, or observed if planned is unknown, or null if both are. It is for types whose zero value is
// null.
func Resolve[V attr.Value](planned, observed V) V {
	if planned.IsUnknown() {
		return NullIfUnknown(observed)
	}
	return planned
}

// Strings returns the known elements of a set of strings, in its order.
func Strings(set types.Set) []string {
	texts := make([]string, 0, len(set.Elements()))
	for _, element := range set.Elements() {
		if text, ok := element.(types.String); ok && HasValue(text) {
			texts = append(texts, text.ValueString())
		}
	}
	return texts
}

// SetOfStrings returns a set of strings.
func SetOfStrings(texts ...string) types.Set {
	elements := make([]attr.Value, len(texts))
	for i, text := range texts {
		elements[i] = types.StringValue(text)
	}
	return types.SetValueMust(types.StringType, elements)
}

// StringOrNull returns a string, or null if it is empty.
func StringOrNull(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
