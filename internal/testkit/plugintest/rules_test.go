// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// nestedIn returns the attributes of a resource with an attribute "parts", which is nested in one of the ways, and
// "size", which is optional and computed. An object in parts has "name", which is required, and "note", which is
// optional and computed.
func nestedIn(nesting tfprotov6.SchemaObjectNestingMode) []*tfprotov6.SchemaAttribute {
	return []*tfprotov6.SchemaAttribute{
		{Name: "size", Type: tftypes.String, Optional: true, Computed: true},
		{Name: "parts", Optional: true, NestedType: &tfprotov6.SchemaObject{Nesting: nesting, Attributes: []*tfprotov6.SchemaAttribute{
			{Name: "name", Type: tftypes.String, Required: true},
			{Name: "note", Type: tftypes.String, Optional: true, Computed: true},
		}}},
	}
}

const (
	single = tfprotov6.SchemaObjectNestingModeSingle
	list   = tfprotov6.SchemaObjectNestingModeList
	set    = tfprotov6.SchemaObjectNestingModeSet
	mapped = tfprotov6.SchemaObjectNestingModeMap
)

func valueOf(t *testing.T, attributes []*tfprotov6.SchemaAttribute, v any) tftypes.Value {
	t.Helper()
	schema := tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: attributes}}
	return Value(t, schema.ValueType(), v)
}

func part(name string, note any) Attrs { return Attrs{"name": name, "note": note} }

func TestProposedNew(t *testing.T) {
	for name, tc := range map[string]struct {
		nesting             tfprotov6.SchemaObjectNestingMode
		prior, config, want any
	}{
		"no prior":         {single, nil, Attrs{"size": "s"}, Attrs{"size": "s", "parts": nil}},
		"omitted computed": {single, Attrs{"size": "s"}, Attrs{}, Attrs{"size": "s", "parts": nil}},
		"unknown":          {single, Attrs{"size": "s"}, Attrs{"size": Unknown{}, "parts": Unknown{}}, Attrs{"size": Unknown{}, "parts": Unknown{}}},
		"object": {
			single, Attrs{"parts": part("a", "x")}, Attrs{"parts": part("b", nil)}, Attrs{"size": nil, "parts": part("b", "x")},
		},
		"object removed": {single, Attrs{"parts": part("a", "x")}, Attrs{}, Attrs{"size": nil, "parts": nil}},
		"list by index": {
			list, Attrs{"parts": Elems{part("a", "x")}}, Attrs{"parts": Elems{part("b", nil), part("a", nil)}},
			Attrs{"size": nil, "parts": Elems{part("b", "x"), part("a", nil)}},
		},
		"list with an unknown element": {
			list, Attrs{"parts": Elems{part("a", "x")}}, Attrs{"parts": Elems{Unknown{}}}, Attrs{"size": nil, "parts": Elems{Unknown{}}},
		},
		"map by key": {
			mapped, Attrs{"parts": Attrs{"k": part("a", "x")}}, Attrs{"parts": Attrs{"j": part("a", nil), "k": part("b", nil)}},
			Attrs{"size": nil, "parts": Attrs{"j": part("a", nil), "k": part("b", "x")}},
		},
		"set by what is configured": {
			set, Attrs{"parts": Elems{part("a", "x"), part("b", "y")}}, Attrs{"parts": Elems{part("b", nil), part("c", nil)}},
			Attrs{"size": nil, "parts": Elems{part("b", "y"), part("c", nil)}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			attributes := nestedIn(tc.nesting)
			got := proposedNew(attributes, valueOf(t, attributes, tc.prior), valueOf(t, attributes, tc.config))
			if diff := cmp.Diff(tc.want, Plain(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// An object that is optional and computed, and omitted, is proposed as null if the prior one was configured.
func TestProposedNew_optionalComputedObject(t *testing.T) {
	for name, tc := range map[string]struct {
		nameIsComputed bool
		want           any
	}{
		"configured before": {false, nil},
		"computed before":   {true, part("a", "x")},
	} {
		t.Run(name, func(t *testing.T) {
			attributes := nestedIn(single)
			attributes[1].Computed = true
			attributes[1].NestedType.Attributes[0].Computed = tc.nameIsComputed
			prior := valueOf(t, attributes, Attrs{"parts": part("a", "x")})
			got := ValueAt(t, proposedNew(attributes, prior, valueOf(t, attributes, Attrs{})), "parts")
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAssertPlanValid(t *testing.T) {
	for name, tc := range map[string]struct {
		nesting                tfprotov6.SchemaObjectNestingMode
		prior, config, planned any
		want                   []string
	}{
		"as configured":            {single, nil, Attrs{"size": "s"}, Attrs{"size": "s"}, nil},
		"as in the prior state":    {single, Attrs{"size": "S"}, Attrs{"size": "s"}, Attrs{"size": "S"}, nil},
		"computed":                 {single, nil, Attrs{}, Attrs{"size": "s"}, nil},
		"computed later":           {single, nil, Attrs{}, Attrs{"size": Unknown{}}, nil},
		"otherwise":                {single, Attrs{"size": "S"}, Attrs{"size": "s"}, Attrs{"size": "t"}, []string{`size is configured as "s" and planned as "t"`}},
		"unknown planned as known": {single, nil, Attrs{"size": Unknown{}}, Attrs{"size": "t"}, []string{`size is configured as (known after apply) and planned as "t"`}},
		"object omitted":           {single, nil, Attrs{}, Attrs{"parts": part("a", nil)}, []string{"parts is not computed, omitted, and planned as map[name:a note:<nil>]"}},
		"object removed":           {single, nil, Attrs{"parts": part("a", nil)}, Attrs{}, []string{"parts is configured as map[name:a note:<nil>] and planned as null"}},
		"object unknown":           {single, nil, Attrs{"parts": part("a", nil)}, Attrs{"parts": Unknown{}}, []string{"parts is configured as map[name:a note:<nil>] and planned as (known after apply)"}},
		"in an object":             {single, nil, Attrs{"parts": part("a", nil)}, Attrs{"parts": part("b", "x")}, []string{`parts.name is configured as "a" and planned as "b"`}},
		"in a list": {
			list, nil, Attrs{"parts": Elems{part("a", nil), part("b", nil)}}, Attrs{"parts": Elems{part("a", "x"), part("c", nil)}},
			[]string{`parts[1].name is configured as "b" and planned as "c"`},
		},
		"prior value in a list": {
			list, Attrs{"parts": Elems{part("A", nil)}}, Attrs{"parts": Elems{part("a", nil)}}, Attrs{"parts": Elems{part("A", nil)}}, nil,
		},
		"list of another length": {
			list, nil, Attrs{"parts": Elems{part("a", nil)}}, Attrs{"parts": Elems{}}, []string{"parts is configured with 1 elements and planned with 0"},
		},
		"in a map": {
			mapped, nil, Attrs{"parts": Attrs{"k": part("a", nil)}}, Attrs{"parts": Attrs{"k": part("b", nil)}},
			[]string{`parts["k"].name is configured as "a" and planned as "b"`},
		},
		"map with other keys": {
			mapped, nil, Attrs{"parts": Attrs{"k": part("a", nil)}}, Attrs{"parts": Attrs{"j": part("a", nil)}},
			[]string{`parts["j"] is planned and not configured`, `parts["k"] is configured and not planned`},
		},
		"set of another length": {
			set, nil, Attrs{"parts": Elems{part("a", nil)}}, Attrs{"parts": Elems{part("a", nil), part("b", nil)}},
			[]string{"parts is configured with 1 elements and planned with 2"},
		},
		"set of other elements": {set, nil, Attrs{"parts": Elems{part("a", nil)}}, Attrs{"parts": Elems{part("b", nil)}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			attributes := nestedIn(tc.nesting)
			got := assertPlanValid("", attributes, valueOf(t, attributes, tc.prior), valueOf(t, attributes, tc.config), valueOf(t, attributes, tc.planned))
			if diff := cmp.Diff(tc.want, []string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAssertPlanValid_writeOnly(t *testing.T) {
	attributes := []*tfprotov6.SchemaAttribute{{Name: "password", Type: tftypes.String, Optional: true, WriteOnly: true}}
	null, config := valueOf(t, attributes, Attrs{}), valueOf(t, attributes, Attrs{"password": "p"})
	if got := assertPlanValid("", attributes, null, config, null); got != nil {
		t.Errorf("planned as null: got %v, want no problem", got)
	}
	want := []string{`password is write-only and planned as "q", not null`}
	if got := assertPlanValid("", attributes, null, config, valueOf(t, attributes, Attrs{"password": "q"})); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAssertObjectCompatible(t *testing.T) {
	object := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"text": tftypes.String, "list": tftypes.List{ElementType: tftypes.String}, "set": tftypes.Set{ElementType: tftypes.String},
		"map": tftypes.Map{ElementType: tftypes.String}, "tuple": tftypes.Tuple{ElementTypes: []tftypes.Type{tftypes.String}},
	}}
	for name, tc := range map[string]struct {
		planned, actual Attrs
		want            string
	}{
		"equal":                    {Attrs{"text": "a"}, Attrs{"text": "a"}, ""},
		"unknown":                  {Attrs{"text": Unknown{}, "list": Unknown{}}, Attrs{"text": "a", "list": Elems{"b"}}, ""},
		"unknown that is null":     {Attrs{"text": Unknown{}}, Attrs{}, ""},
		"other text":               {Attrs{"text": "a"}, Attrs{"text": "b"}, `text was planned as "a" and is "b"`},
		"null":                     {Attrs{"text": "a"}, Attrs{}, `text was planned as "a" and is null`},
		"not null":                 {Attrs{}, Attrs{"text": "a"}, `text was planned as null and is "a"`},
		"known that is unknown":    {Attrs{"text": "a"}, Attrs{"text": Unknown{}}, `text was planned as "a" and is (known after apply)`},
		"unknown element":          {Attrs{"list": Elems{Unknown{}}}, Attrs{"list": Elems{"a"}}, ""},
		"other element":            {Attrs{"list": Elems{"a"}}, Attrs{"list": Elems{"b"}}, `list[0] was planned as "a" and is "b"`},
		"more elements":            {Attrs{"list": Elems{"a"}}, Attrs{"list": Elems{"a", "b"}}, "list was planned with 1 elements and has 2"},
		"other element of tuple":   {Attrs{"tuple": Elems{"a"}}, Attrs{"tuple": Elems{"b"}}, `tuple[0] was planned as "a" and is "b"`},
		"other element of map":     {Attrs{"map": Attrs{"k": "a"}}, Attrs{"map": Attrs{"k": "b"}}, `map.k was planned as "a" and is "b"`},
		"missing key":              {Attrs{"map": Attrs{"k": "a"}}, Attrs{"map": Attrs{}}, "map.k was planned and is missing"},
		"new key":                  {Attrs{"map": Attrs{}}, Attrs{"map": Attrs{"k": "a"}}, "map.k was not planned"},
		"set in another order":     {Attrs{"set": Elems{"a", "b"}}, Attrs{"set": Elems{"b", "a"}}, ""},
		"set with unknown":         {Attrs{"set": Elems{"a", Unknown{}}}, Attrs{"set": Elems{"a", "b"}}, ""},
		"set that coalesces":       {Attrs{"set": Elems{"a", Unknown{}}}, Attrs{"set": Elems{"a"}}, ""},
		"set that grows":           {Attrs{"set": Elems{"a"}}, Attrs{"set": Elems{"a", "b"}}, "set was planned with 1 elements and has 2"},
		"set without an element":   {Attrs{"set": Elems{"a", "b"}}, Attrs{"set": Elems{"a"}}, `set was planned with "b", which is missing`},
		"set with another element": {Attrs{"set": Elems{Unknown{}, "b"}}, Attrs{"set": Elems{"b", "c"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := strings.Join(assertObjectCompatible("", Value(t, object, tc.planned), Value(t, object, tc.actual)), "; ")
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestWriteOnlyValues_nested(t *testing.T) {
	for _, nesting := range []tfprotov6.SchemaObjectNestingMode{single, list, set, mapped} {
		attributes := nestedIn(nesting)
		attributes[1].NestedType.Attributes[1].WriteOnly = true
		parts := map[tfprotov6.SchemaObjectNestingMode]any{
			single: part("a", "x"), list: Elems{part("a", "x")}, set: Elems{part("a", "x")}, mapped: Attrs{"k": part("a", "x")},
		}[nesting]
		got, want := writeOnlyValues("", attributes, valueOf(t, attributes, Attrs{"parts": parts})), []string{"parts.note is write-only, and has a value"}
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", nesting, got, want)
		}
	}
}
