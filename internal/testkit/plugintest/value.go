// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type (
	// Attrs is the value of an object or a map. In a configuration, attributes that are not in it are null.
	Attrs = map[string]any
	// Elems is the value of a list, a set or a tuple.
	Elems = []any
	// Unknown is a value that is not known yet, as of another resource before that is created.
	Unknown struct{}
)

// String returns what Terraform calls such a value in a plan.
func (Unknown) String() string { return "(known after apply)" }

// Value returns a value of a type, made of Go's nil, string, bool, numbers, Attrs, Elems and Unknown. A mismatch ends
// the test.
func Value(t T, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	raw := v
	switch v := v.(type) {
	case Unknown:
		raw = tftypes.UnknownValue
	case Attrs:
		raw = memberValues(t, typ, v)
	case Elems:
		all := make([]tftypes.Value, len(v))
		for i := range v {
			all[i] = Value(t, elementType(typ, i), v[i])
		}
		raw = all
	}
	if err := tftypes.ValidateValue(typ, raw); err != nil {
		t.Fatalf("%#v is not a value of type %s: %v", v, typ, err)
	}
	return tftypes.NewValue(typ, raw)
}

func memberValues(t T, typ tftypes.Type, v Attrs) map[string]tftypes.Value {
	t.Helper()
	all := make(map[string]tftypes.Value, len(v))
	object, isObject := typ.(tftypes.Object)
	for name, attributeType := range object.AttributeTypes {
		all[name] = Value(t, attributeType, v[name])
	}
	for key, element := range v {
		if _, ok := all[key]; ok {
			continue
		}
		if isObject {
			t.Fatalf("there is no attribute %q in %s", key, typ)
		}
		all[key] = Value(t, elementType(typ, 0), element)
	}
	return all
}

func elementType(typ tftypes.Type, index int) tftypes.Type {
	switch typ := typ.(type) {
	case tftypes.List:
		return typ.ElementType
	case tftypes.Set:
		return typ.ElementType
	case tftypes.Map:
		return typ.ElementType
	case tftypes.Tuple:
		if index < len(typ.ElementTypes) {
			return typ.ElementTypes[index]
		}
	}
	return tftypes.DynamicPseudoType
}

// Plain returns a value as Go's nil, string, bool, int, Attrs, Elems and Unknown, which can be compared. A fraction is
// a float64.
func Plain(v tftypes.Value) any {
	switch {
	case v.Type() == nil || v.IsNull():
		return nil
	case !v.IsKnown():
		return Unknown{}
	case v.Type().Is(tftypes.String):
		return as[string](v)
	case v.Type().Is(tftypes.Bool):
		return as[bool](v)
	case v.Type().Is(tftypes.Number):
		number := as[big.Float](v)
		if whole, accuracy := number.Int64(); accuracy == big.Exact {
			return int(whole)
		}
		fraction, _ := number.Float64()
		return fraction
	case v.Type().Is(tftypes.Object{}), v.Type().Is(tftypes.Map{}):
		all := Attrs{}
		for name, member := range Members(v) {
			all[name] = Plain(member)
		}
		return all
	}
	all := Elems{}
	for _, element := range Elements(v) {
		all = append(all, Plain(element))
	}
	return all
}

// describe returns a value for a message.
func describe(v tftypes.Value) string {
	switch plain := Plain(v).(type) {
	case nil:
		return "null"
	case string:
		return strconv.Quote(plain)
	default:
		return fmt.Sprint(plain)
	}
}

// Members returns the attributes of an object or the elements of a map, none if it is null or unknown.
func Members(v tftypes.Value) map[string]tftypes.Value {
	if v.Type() == nil || v.IsNull() || !v.IsKnown() {
		return nil
	}
	return as[map[string]tftypes.Value](v)
}

// Elements returns the elements of a list, a set or a tuple, none if it is null or unknown.
func Elements(v tftypes.Value) []tftypes.Value {
	if v.Type() == nil || v.IsNull() || !v.IsKnown() {
		return nil
	}
	return as[[]tftypes.Value](v)
}

// as converts a known value to the Go type of its kind.
func as[Go any](v tftypes.Value) Go {
	var converted Go
	if err := v.As(&converted); err != nil {
		panic(fmt.Sprintf("%s as %T: %v", v, converted, err))
	}
	return converted
}

// ValueAt returns the value at a path, such as "jobs.0.input.table_name", as Plain does. A path that does not exist
// ends the test.
func ValueAt(t T, v tftypes.Value, path string) any {
	t.Helper()
	for step := range strings.SplitSeq(path, ".") {
		if index, err := strconv.Atoi(step); err == nil {
			all := Elements(v)
			if index >= len(all) {
				t.Fatalf("%s: got %d elements, want more than %d", path, len(all), index)
			}
			v = all[index]
			continue
		}
		member, ok := Members(v)[step]
		if !ok {
			t.Fatalf("%s: there is no %s in %s", path, step, v)
		}
		v = member
	}
	return Plain(v)
}

// Set changes the value at a path, such as "jobs.0.input.table_name", in a configuration. Objects on the way that do
// not exist are added.
func Set(t T, config Attrs, path string, value any) {
	t.Helper()
	steps := strings.Split(path, ".")
	last := len(steps) - 1
	var at any = config
	for i, step := range steps {
		switch inner := at.(type) {
		case Attrs:
			if i == last {
				inner[step] = value
				return
			}
			if inner[step] == nil {
				inner[step] = Attrs{}
			}
			at = inner[step]
		case Elems:
			index, err := strconv.Atoi(step)
			if err != nil || index >= len(inner) {
				t.Fatalf("%s: there is no element %s", path, step)
			}
			if i == last {
				inner[index] = value
				return
			}
			at = inner[index]
		default:
			t.Fatalf("%s: there is nothing inside %v", path, inner)
		}
	}
}
