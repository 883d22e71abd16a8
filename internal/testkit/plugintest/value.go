// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type (
	// Attrs are the attributes of an object in a configuration, those that are left out being null, or the elements of a
	// map.
	Attrs = map[string]any
	// Elems are the elements of a list or set.
	Elems = []any
	// Later is a value that is not known yet.
	Later struct{}
)

// ValueAt gives a value inside another as a plain one: "jobs.0.input.table_name".
func ValueAt(t testing.TB, v tftypes.Value, path string) any {
	t.Helper()
	for step := range strings.SplitSeq(path, ".") {
		if n, err := strconv.Atoi(step); err == nil {
			list := Elements(v)
			if n >= len(list) {
				t.Fatalf("%s: there are %d", path, len(list))
			}
			v = list[n]
			continue
		}
		inner, ok := Members(v)[step]
		if !ok {
			t.Fatalf("%s: there is no %s in %s", path, step, v)
		}
		v = inner
	}
	return Plain(v)
}

// Plain makes a value one of Go's own, to be compared.
func Plain(v tftypes.Value) any {
	if v.IsNull() {
		return nil
	}
	if !v.IsKnown() {
		return Later{}
	}
	switch {
	case v.Type().Is(tftypes.String):
		var text string
		mustRead(v, &text)
		return text
	case v.Type().Is(tftypes.Bool):
		var value bool
		mustRead(v, &value)
		return value
	case v.Type().Is(tftypes.Number):
		var number big.Float
		mustRead(v, &number)
		n, _ := number.Int64()
		return int(n)
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

func mustRead(v tftypes.Value, into any) {
	if err := v.As(into); err != nil {
		panic(err)
	}
}

// Members gives the attributes of an object or the elements of a map, none where it is null or unknown.
func Members(v tftypes.Value) map[string]tftypes.Value {
	var all map[string]tftypes.Value
	if v.Type() != nil && v.IsKnown() && !v.IsNull() {
		mustRead(v, &all)
	}
	return all
}

// Elements gives those of a list, set or tuple, none where it is null or unknown.
func Elements(v tftypes.Value) []tftypes.Value {
	var all []tftypes.Value
	if v.Type() != nil && v.IsKnown() && !v.IsNull() {
		mustRead(v, &all)
	}
	return all
}

// Value makes a value of a type out of plain ones.
func Value(t testing.TB, typ tftypes.Type, v any) tftypes.Value {
	t.Helper()
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case Later:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case Attrs:
		if mapping, ok := typ.(tftypes.Map); ok {
			all := make(map[string]tftypes.Value, len(v))
			for key, element := range v {
				all[key] = Value(t, mapping.ElementType, element)
			}
			return tftypes.NewValue(typ, all)
		}
		object, ok := typ.(tftypes.Object)
		if !ok {
			t.Fatalf("an object is given for %s", typ)
		}
		all := make(map[string]tftypes.Value, len(object.AttributeTypes))
		for name, member := range object.AttributeTypes {
			all[name] = Value(t, member, v[name])
		}
		for name := range v {
			if _, ok := all[name]; !ok {
				t.Fatalf("there is no attribute %q", name)
			}
		}
		return tftypes.NewValue(typ, all)
	case Elems:
		element := tftypes.Type(tftypes.String)
		switch typ := typ.(type) {
		case tftypes.List:
			element = typ.ElementType
		case tftypes.Set:
			element = typ.ElementType
		}
		all := make([]tftypes.Value, len(v))
		for i := range v {
			all[i] = Value(t, element, v[i])
		}
		return tftypes.NewValue(typ, all)
	}
	return tftypes.NewValue(typ, v)
}
