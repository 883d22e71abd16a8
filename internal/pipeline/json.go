// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
)

// errStateEdited is of a state that holds what no provider writes.
var errStateEdited = errors.New("the state has a text that is not JSON")

// observeJSON follows the rule of drift inside a JSON value: keys that prior does not have are the platform's own
// business, keys that the answer does not have are not shown. An empty answer and null are the same.
func observeJSON(prior jsontypes.Normalized, shown json.RawMessage, empty string) (jsontypes.Normalized, error) {
	if len(shown) == 0 || string(shown) == "null" {
		shown = json.RawMessage(empty)
	}
	now, err := decodeJSON(shown)
	if err != nil {
		return prior, err
	}
	if absent(prior) {
		return encodeJSON(now)
	}
	before, err := decodeJSON([]byte(prior.ValueString()))
	if err != nil {
		return prior, errStateEdited
	}
	merged, changed := overlay(before, now)
	if !changed {
		return prior, nil
	}
	return encodeJSON(merged)
}

// overlay gives the prior value with the changes that shown has, and whether there are any.
func overlay(prior, shown any) (merged any, changed bool) {
	switch before := prior.(type) {
	case map[string]any:
		now, ok := shown.(map[string]any)
		if !ok {
			break
		}
		result := make(map[string]any, len(before))
		for key, value := range before {
			result[key] = value
			if shownValue, ok := now[key]; ok {
				inner, innerChanged := overlay(value, shownValue)
				result[key], changed = inner, changed || innerChanged
			}
		}
		return result, changed
	case []any:
		now, ok := shown.([]any)
		if !ok || len(now) != len(before) {
			break
		}
		result := make([]any, len(before))
		for i := range before {
			inner, innerChanged := overlay(before[i], now[i])
			result[i], changed = inner, changed || innerChanged
		}
		return result, changed
	default:
		if sameScalar(prior, shown) {
			return prior, false
		}
	}
	return shown, true
}

// sameJSON compares all of two values that a configuration gives, numbers by value. A key that is null and one that is
// not there are the same; but, unlike in an answer, a number and a text that reads like one are two things.
func sameJSON(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(withoutNil(a), withoutNil(b), sameJSON)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, sameJSON)
	}
	return a == b || isNumber(a) && isNumber(b) && sameScalar(a, b)
}

func withoutNil(object map[string]any) map[string]any {
	object = maps.Clone(object)
	maps.DeleteFunc(object, func(_ string, value any) bool { return value == nil })
	return object
}

// sameScalar compares numbers by value, also when one is written as a text, and takes "" and null for the same.
func sameScalar(a, b any) bool {
	textA, okA := scalarText(a)
	textB, okB := scalarText(b)
	if !okA || !okB {
		return false
	}
	if textA == textB {
		return true
	}
	if !isNumber(a) && !isNumber(b) {
		return false
	}
	if !isNumeral(textA) || !isNumeral(textB) {
		return false
	}
	numberA, errA := strconv.ParseFloat(textA, 64)
	numberB, errB := strconv.ParseFloat(textB, 64)
	// Above 2^53 two different whole numbers can be the same float64.
	return errA == nil && errB == nil && numberA == numberB && math.Abs(numberA) < 1<<53
}

// isNumeral says whether a text is a number as JSON writes it: strconv knows others, such as "Inf" and "0x1p4".
func isNumeral(text string) bool {
	var number json.Number
	return json.Unmarshal([]byte(text), &number) == nil && number.String() == text
}

func isNumber(v any) bool {
	_, ok := v.(json.Number)
	return ok
}

func scalarText(v any) (string, bool) {
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

// decodeJSON keeps numbers as they are written.
func decodeJSON(text []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, errors.New("not JSON")
	}
	return value, nil
}

func encodeJSON(value any) (jsontypes.Normalized, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return jsontypes.NewNormalizedNull(), fmt.Errorf("writing JSON: %w", err)
	}
	return jsontypes.NewNormalizedValue(string(text)), nil
}

// encode is for values that always can be written: texts, numbers, lists and objects of them, and raw JSON that was
// read before.
func encode(value any) json.RawMessage {
	text, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("writing %T as JSON: %s", value, err))
	}
	return text
}
