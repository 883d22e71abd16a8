// SPDX-License-Identifier: MPL-2.0

package tfvalue_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

var terraformParts = tftypes.List{ElementType: terraformPart}

func TestList_states(t *testing.T) {
	for name, tc := range map[string]struct {
		value             tfvalue.List[part]
		isNull, isUnknown bool
		length            int
		text              string
	}{
		"zero value": {value: tfvalue.List[part]{}, isNull: true, text: "<null>"},
		"null":       {value: tfvalue.ListNull[part](), isNull: true, text: "<null>"},
		"unknown":    {value: tfvalue.ListUnknown[part](), isUnknown: true, text: "<unknown>"},
		"empty":      {value: tfvalue.ListValue[part](), text: "[]"},
		"known": {
			value: tfvalue.ListValue(newPart("gear", 2), tfvalue.ObjectNull[part]()), length: 2,
			text: `[{name:"gear",size:2},<null>]`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkTrue(t, "IsNull", tc.value.IsNull(), tc.isNull)
			checkTrue(t, "IsUnknown", tc.value.IsUnknown(), tc.isUnknown)
			if got := len(tc.value.Elements()); got != tc.length {
				t.Errorf("got %d elements, want %d", got, tc.length)
			}
			if got := tc.value.String(); got != tc.text {
				t.Errorf("got text %q, want %q", got, tc.text)
			}
			if got, want := tc.value.Type(t.Context()), (tfvalue.ListType[part]{}); !got.Equal(want) {
				t.Errorf("got type %s, want %s", got, want)
			}
		})
	}
}

func TestList_element(t *testing.T) {
	list := tfvalue.ListValue(newPart("wheel", 1), newPart("gear", 2), tfvalue.ObjectUnknown[part]())
	for name, tc := range map[string]struct {
		list  tfvalue.List[part]
		index int
		want  tfvalue.Object[part]
	}{
		"first":            {list, 0, newPart("wheel", 1)},
		"second":           {list, 1, newPart("gear", 2)},
		"unknown element":  {list, 2, nullPart()},
		"past the end":     {list, 3, nullPart()},
		"before the start": {list, -1, nullPart()},
		"of a null list":   {tfvalue.ListNull[part](), 0, nullPart()},
	} {
		t.Run(name, func(t *testing.T) {
			checkValue(t, tfvalue.ObjectValue(tc.list.Element(tc.index)), tc.want)
		})
	}
}

func TestList_withElementCopies(t *testing.T) {
	list := tfvalue.ListValue(newPart("wheel", 1), newPart("gear", 2))
	got := list.WithElement(1, newPart("belt", 3).Attributes())
	checkValue(t, got, tfvalue.ListValue(newPart("wheel", 1), newPart("belt", 3)))
	checkValue(t, list, tfvalue.ListValue(newPart("wheel", 1), newPart("gear", 2)))
}

func TestList_equal(t *testing.T) {
	known := tfvalue.ListValue(newPart("wheel", 1), newPart("gear", 2))
	framework, diags := known.ToListValue(t.Context())
	checkNoDiagnostics(t, diags)
	for name, tc := range map[string]struct {
		a    tfvalue.List[part]
		b    attr.Value
		want bool
	}{
		"same elements":          {known, tfvalue.ListValue(newPart("wheel", 1), newPart("gear", 2)), true},
		"another order":          {known, tfvalue.ListValue(newPart("gear", 2), newPart("wheel", 1)), false},
		"another element":        {known, tfvalue.ListValue(newPart("wheel", 1), newPart("gear", 3)), false},
		"fewer elements":         {known, tfvalue.ListValue(newPart("wheel", 1)), false},
		"null and null":          {tfvalue.ListNull[part](), tfvalue.ListNull[part](), true},
		"null and empty":         {tfvalue.ListNull[part](), tfvalue.ListValue[part](), false},
		"null and unknown":       {tfvalue.ListNull[part](), tfvalue.ListUnknown[part](), false},
		"unknown and unknown":    {tfvalue.ListUnknown[part](), tfvalue.ListUnknown[part](), true},
		"empty and empty":        {tfvalue.ListValue[part](), tfvalue.ListValue[part](), true},
		"list of another struct": {tfvalue.ListNull[part](), tfvalue.ListNull[machine](), false},
		"list of the framework":  {known, framework, false},
		"no value at all":        {known, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			checkTrue(t, "Equal", tc.a.Equal(tc.b), tc.want)
		})
	}
}

func TestList_withoutUnknowns(t *testing.T) {
	for name, tc := range map[string]struct{ value, want tfvalue.List[part] }{
		"null":            {tfvalue.ListNull[part](), tfvalue.ListNull[part]()},
		"unknown":         {tfvalue.ListUnknown[part](), tfvalue.ListNull[part]()},
		"empty":           {tfvalue.ListValue[part](), tfvalue.ListValue[part]()},
		"all is known":    {tfvalue.ListValue(newPart("gear", 2)), tfvalue.ListValue(newPart("gear", 2))},
		"unknown element": {tfvalue.ListValue(tfvalue.ObjectUnknown[part]()), tfvalue.ListValue(tfvalue.ObjectNull[part]())},
		"inside elements": {
			tfvalue.ListValue(newPart("gear", 2), unknownPart()), tfvalue.ListValue(newPart("gear", 2), nullPart()),
		},
		"null stays there": {tfvalue.ListValue(tfvalue.ObjectNull[part]()), tfvalue.ListValue(tfvalue.ObjectNull[part]())},
	} {
		t.Run(name, func(t *testing.T) {
			got := tc.value.WithoutUnknowns()
			checkValue(t, got, tc.want)
			checkTrue(t, "HasUnknown", tfvalue.HasUnknown(got), false)
		})
	}
}

func TestList_resolveUnknowns(t *testing.T) {
	observed := tfvalue.ListValue(newPart("wheel", 1), newPart("gear", 2))
	for name, tc := range map[string]struct{ planned, observed, want tfvalue.List[part] }{
		"null stays null":     {tfvalue.ListNull[part](), observed, tfvalue.ListNull[part]()},
		"unknown is observed": {tfvalue.ListUnknown[part](), observed, observed},
		"empty stays empty":   {tfvalue.ListValue[part](), observed, tfvalue.ListValue[part]()},
		"known stays":         {tfvalue.ListValue(newPart("belt", 3)), observed, tfvalue.ListValue(newPart("belt", 3))},
		"element by element":  {tfvalue.ListValue(tfvalue.ObjectUnknown[part](), unknownPart()), observed, observed},
		"more than observed": {
			tfvalue.ListValue(unknownPart(), unknownPart(), unknownPart(), tfvalue.ObjectUnknown[part]()), observed,
			tfvalue.ListValue(newPart("wheel", 1), newPart("gear", 2), nullPart(), tfvalue.ObjectNull[part]()),
		},
		"nothing observed": {tfvalue.ListValue(unknownPart()), tfvalue.ListNull[part](), tfvalue.ListValue(nullPart())},
	} {
		t.Run(name, func(t *testing.T) {
			before := tfvalue.ListValue(tc.planned.Elements()...)
			checkValue(t, tc.planned.ResolveUnknowns(tc.observed), tc.want)
			checkValue(t, tfvalue.ListValue(tc.planned.Elements()...), before)
		})
	}
}

func TestList_terraformValue(t *testing.T) {
	for name, tc := range map[string]struct {
		value tfvalue.List[part]
		want  any
	}{
		"null":    {tfvalue.ListNull[part](), nil},
		"unknown": {tfvalue.ListUnknown[part](), tftypes.UnknownValue},
		"empty":   {tfvalue.ListValue[part](), []tftypes.Value{}},
		"known": {
			tfvalue.ListValue(newPart("gear", 2), tfvalue.ObjectNull[part](), tfvalue.ObjectUnknown[part](), unknownPart()),
			[]tftypes.Value{
				newTerraformPart("gear", 2), tftypes.NewValue(terraformPart, nil),
				tftypes.NewValue(terraformPart, tftypes.UnknownValue),
				newTerraformPart(tftypes.UnknownValue, tftypes.UnknownValue),
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkTerraformRoundTrip(t, tc.value, tftypes.NewValue(terraformParts, tc.want))
		})
	}
}

func TestList_frameworkValue(t *testing.T) {
	for name, value := range map[string]tfvalue.List[part]{
		"null":    tfvalue.ListNull[part](),
		"unknown": tfvalue.ListUnknown[part](),
		"known":   tfvalue.ListValue(newPart("gear", 2), tfvalue.ObjectNull[part](), tfvalue.ObjectUnknown[part]()),
	} {
		t.Run(name, func(t *testing.T) {
			list, diags := value.ToListValue(t.Context())
			checkNoDiagnostics(t, diags)
			checkTrue(t, "IsNull", list.IsNull(), value.IsNull())
			checkTrue(t, "IsUnknown", list.IsUnknown(), value.IsUnknown())
			got, diags := tfvalue.ListType[part]{}.ValueFromList(t.Context(), list)
			checkNoDiagnostics(t, diags)
			checkValue(t, got, value)
		})
	}
}

func TestListType_elementsOfTheFramework(t *testing.T) {
	object := frameworkObject(t, newPart("gear", 2))
	list := types.ListValueMust(object.Type(t.Context()), []attr.Value{object})
	got, diags := tfvalue.ListType[part]{}.ValueFromList(t.Context(), list)
	checkNoDiagnostics(t, diags)
	checkValue(t, got, tfvalue.ListValue(newPart("gear", 2)))
}

func TestListType_refusesOtherElements(t *testing.T) {
	list := types.ListValueMust(types.StringType, []attr.Value{types.StringValue("x")})
	_, diags := tfvalue.ListType[part]{}.ValueFromList(t.Context(), list)
	checkOneDiagnostic(t, diags, "element of type basetypes.StringValue")
}

func TestListType_valueOfAnUndefinedType(t *testing.T) {
	got, err := tfvalue.ListType[part]{}.ValueFromTerraform(t.Context(), tftypes.Value{})
	if err != nil {
		t.Fatal(err)
	}
	checkValue(t, got, tfvalue.ListNull[part]())
}

func TestListType_refusesOtherTypes(t *testing.T) {
	texts := tftypes.List{ElementType: tftypes.String}
	for name, tc := range map[string]struct {
		value tftypes.Value
		want  string
	}{
		"not a list": {tftypes.NewValue(tftypes.String, "x"), "reading a list"},
		"list of other elements": {
			tftypes.NewValue(texts, []tftypes.Value{tftypes.NewValue(tftypes.String, "x")}), "reading an object",
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tfvalue.ListType[part]{}.ValueFromTerraform(t.Context(), tc.value)
			checkErrorContains(t, err, tc.want)
		})
	}
}

func TestListType_identity(t *testing.T) {
	typ := tfvalue.ListType[part]{}
	checkTrue(t, "same struct", typ.Equal(tfvalue.ListType[part]{}), true)
	checkTrue(t, "another struct", typ.Equal(tfvalue.ListType[machine]{}), false)
	checkTrue(t, "the framework's type", typ.Equal(basetypes.ListType{ElemType: tfvalue.ObjectType[part]{}}), false)
	checkValue(t, typ.ValueType(t.Context()), tfvalue.ListNull[part]())
	checkTrue(t, "element type", typ.ElementType().Equal(tfvalue.ObjectType[part]{}), true)
	checkTrue(t, "WithElementType keeps the type", typ.WithElementType(types.StringType).Equal(typ), true)
	if got, want := typ.String(), "tfvalue.ListType[tfvalue_test.part]"; got != want {
		t.Errorf("got name %q, want %q", got, want)
	}
	if got := typ.TerraformType(t.Context()); !got.Equal(terraformParts) {
		t.Errorf("got Terraform type %s, want %s", got, terraformParts)
	}
}

func TestListType_step(t *testing.T) {
	typ := tfvalue.ListType[part]{}
	got, err := typ.ApplyTerraform5AttributePathStep(tftypes.ElementKeyInt(3))
	if err != nil || got != (tfvalue.ObjectType[part]{}) {
		t.Errorf("got %v and error %v, want the type of the elements", got, err)
	}
	_, err = typ.ApplyTerraform5AttributePathStep(tftypes.AttributeName("name"))
	checkErrorContains(t, err, "a list has no")
}
