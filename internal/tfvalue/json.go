// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
)

// JSON is the equality of JSON texts: the order of keys and the format of numbers have no meaning, and a key that is
// null and one that is missing are the same. A number and a string are different, even if they read alike.
type JSON struct{}

// Equal reports whether two texts have the same JSON value. Texts that are not JSON are compared as they are.
func (JSON) Equal(a, b string) bool { return SameJSON([]byte(a), []byte(b)) }

// SameJSON is the equality of [JSON] for bytes.
func SameJSON(a, b []byte) bool {
	valueA, errA := DecodeJSON(a)
	valueB, errB := DecodeJSON(b)
	if errA != nil || errB != nil {
		return bytes.Equal(a, b)
	}
	return sameJSON(valueA, valueB)
}

func sameJSON(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(withoutNulls(a), withoutNulls(b), sameJSON)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, sameJSON)
	}
	return a == b || isNumber(a) && isNumber(b) && sameScalar(a, b)
}

func withoutNulls(object map[string]any) map[string]any {
	object = maps.Clone(object)
	maps.DeleteFunc(object, func(_ string, value any) bool { return value == nil })
	return object
}

// MergeJSON returns prior with the changes that shown has, and whether there are any. Keys that prior does not have are
// ignored, and keys that shown does not have keep their prior value. Scalars are compared loosely: a number equals the
// same number in a string, and "" equals null.
func MergeJSON(prior, shown any) (merged any, changed bool) {
	switch before := prior.(type) {
	case map[string]any:
		if now, ok := shown.(map[string]any); ok {
			return mergeObjects(before, now)
		}
	case []any:
		if now, ok := shown.([]any); ok && len(now) == len(before) {
			return mergeArrays(before, now)
		}
	default:
		if sameScalar(prior, shown) {
			return prior, false
		}
	}
	return shown, true
}

func mergeObjects(prior, shown map[string]any) (merged map[string]any, changed bool) {
	merged = maps.Clone(prior)
	for key, value := range prior {
		if now, ok := shown[key]; ok {
			inner, innerChanged := MergeJSON(value, now)
			merged[key], changed = inner, changed || innerChanged
		}
	}
	return merged, changed
}

func mergeArrays(prior, shown []any) (merged []any, changed bool) {
	merged = make([]any, len(prior))
	for i := range prior {
		inner, innerChanged := MergeJSON(prior[i], shown[i])
		merged[i], changed = inner, changed || innerChanged
	}
	return merged, changed
}

func sameScalar(a, b any) bool {
	textA, okA := scalarText(a)
	textB, okB := scalarText(b)
	switch {
	case !okA || !okB:
		return false
	case textA == textB:
		return true
	case !isNumber(a) && !isNumber(b) || !isNumeral(textA) || !isNumeral(textB):
		return false
	}
	numberA, errA := strconv.ParseFloat(textA, 64)
	numberB, errB := strconv.ParseFloat(textB, 64)
	// Above 2^53 two different integers can be the same float64.
	return errA == nil && errB == nil && numberA == numberB && math.Abs(numberA) < 1<<53
}

// isNumeral reports whether text is a JSON number. strconv also parses others, such as "Inf" and "0x1p4".
func isNumeral(text string) bool {
	var number json.Number
	return json.Unmarshal([]byte(text), &number) == nil && number.String() == text
}

func isNumber(v any) bool {
	_, ok := v.(json.Number)
	return ok
}

func scalarText(v any) (text string, ok bool) {
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case json.Number:
		return v.String(), true
	}
	return "", false
}

var errNotJSON = errors.New("not JSON")

// DecodeJSON decodes a text that is one JSON value. Numbers are [json.Number].
func DecodeJSON(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, errNotJSON
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) { // there is more than a value
		return nil, errNotJSON
	}
	return value, nil
}
