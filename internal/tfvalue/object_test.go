// SPDX-License-Identifier: MPL-2.0

package tfvalue_test

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestObject_states(t *testing.T) {
	for name, tc := range map[string]struct {
		value             tfvalue.Object[part]
		isNull, isUnknown bool
		text              string
	}{
		"zero value":       {value: tfvalue.Object[part]{}, isNull: true, text: "<null>"},
		"null":             {value: tfvalue.ObjectNull[part](), isNull: true, text: "<null>"},
		"unknown":          {value: tfvalue.ObjectUnknown[part](), isUnknown: true, text: "<unknown>"},
		"known":            {value: newPart("gear", 2), text: `{name:"gear",size:2}`},
		"known, with null": {value: nullPart(), text: "{name:<null>,size:<null>}"},
	} {
		t.Run(name, func(t *testing.T) {
			checkTrue(t, "IsNull", tc.value.IsNull(), tc.isNull)
			checkTrue(t, "IsUnknown", tc.value.IsUnknown(), tc.isUnknown)
			if got := tc.value.String(); got != tc.text {
				t.Errorf("got text %q, want %q", got, tc.text)
			}
			if got, want := tc.value.Type(t.Context()), (tfvalue.ObjectType[part]{}); !got.Equal(want) {
				t.Errorf("got type %s, want %s", got, want)
			}
		})
	}
}

func TestObject_attributesAreNullUnlessKnown(t *testing.T) {
	for name, value := range map[string]tfvalue.Object[machine]{
		"null": tfvalue.ObjectNull[machine](), "unknown": tfvalue.ObjectUnknown[machine](),
	} {
		t.Run(name, func(t *testing.T) {
			m := value.Attributes()
			for field, v := range map[string]attr.Value{"name": m.Name, "tags": m.Tags, "motor": m.Motor, "parts": m.Parts} {
				checkTrue(t, field+" is null", v.IsNull(), true)
			}
			if got := m.Tags.ElementType(t.Context()); !got.Equal(types.StringType) {
				t.Errorf("got a set of %s, want one of %s", got, types.StringType)
			}
		})
	}
	if got := newPart("gear", 2).Attributes().Name.ValueString(); got != "gear" {
		t.Errorf("known: got name %q, want %q", got, "gear")
	}
}

func TestObject_equal(t *testing.T) {
	known := tfvalue.ObjectValue(newMachine())
	for name, tc := range map[string]struct {
		a    tfvalue.Object[machine]
		b    attr.Value
		want bool
	}{
		"same attributes": {known, tfvalue.ObjectValue(newMachine()), true},
		"other string": {
			known, machineWith(func(m *machine) { m.Name = tfvalue.StringNull[tfvalue.Exact]() }), false,
		},
		"other set": {known, machineWith(func(m *machine) { m.Tags = tfvalue.SetOfStrings("old") }), false},
		"set in another order": {
			known, machineWith(func(m *machine) { m.Tags = tfvalue.SetOfStrings("red", "old") }), true,
		},
		"other object":             {known, machineWith(func(m *machine) { m.Motor = newPart("motor", 8) }), false},
		"object in another case":   {known, machineWith(func(m *machine) { m.Motor = newPart("Motor", 7) }), false},
		"other list":               {known, machineWith(func(m *machine) { m.Parts = tfvalue.ListNull[part]() }), false},
		"null and null":            {tfvalue.ObjectNull[machine](), tfvalue.ObjectNull[machine](), true},
		"null and unknown":         {tfvalue.ObjectNull[machine](), tfvalue.ObjectUnknown[machine](), false},
		"null and known":           {tfvalue.ObjectNull[machine](), known, false},
		"unknown and unknown":      {tfvalue.ObjectUnknown[machine](), tfvalue.ObjectUnknown[machine](), true},
		"unknown and known":        {tfvalue.ObjectUnknown[machine](), known, false},
		"object of another struct": {tfvalue.ObjectNull[machine](), tfvalue.ObjectNull[part](), false},
		"object of the framework":  {known, frameworkObject(t, known), false},
		"no value at all":          {known, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			checkTrue(t, "Equal", tc.a.Equal(tc.b), tc.want)
		})
	}
}

func frameworkObject(t *testing.T, object basetypes.ObjectValuable) types.Object {
	t.Helper()
	value, diags := object.ToObjectValue(t.Context())
	checkNoDiagnostics(t, diags)
	return value
}

func TestObject_withoutUnknowns(t *testing.T) {
	for name, tc := range map[string]struct{ value, want tfvalue.Object[machine] }{
		"null":         {tfvalue.ObjectNull[machine](), tfvalue.ObjectNull[machine]()},
		"unknown":      {tfvalue.ObjectUnknown[machine](), tfvalue.ObjectNull[machine]()},
		"all is known": {tfvalue.ObjectValue(newMachine()), tfvalue.ObjectValue(newMachine())},
		"string": {
			machineWith(func(m *machine) { m.Name = tfvalue.StringUnknown[tfvalue.Exact]() }),
			machineWith(func(m *machine) { m.Name = tfvalue.StringNull[tfvalue.Exact]() }),
		},
		"set": {
			machineWith(func(m *machine) { m.Tags = types.SetUnknown(types.StringType) }),
			machineWith(func(m *machine) { m.Tags = types.SetNull(types.StringType) }),
		},
		"object": {
			machineWith(func(m *machine) { m.Motor = tfvalue.ObjectUnknown[part]() }),
			machineWith(func(m *machine) { m.Motor = tfvalue.ObjectNull[part]() }),
		},
		"inside object": {
			machineWith(func(m *machine) { m.Motor = unknownPart() }), machineWith(func(m *machine) { m.Motor = nullPart() }),
		},
		"list": {
			machineWith(func(m *machine) { m.Parts = tfvalue.ListUnknown[part]() }),
			machineWith(func(m *machine) { m.Parts = tfvalue.ListNull[part]() }),
		},
		"inside list": {
			machineWith(func(m *machine) { m.Parts = tfvalue.ListValue(unknownPart()) }),
			machineWith(func(m *machine) { m.Parts = tfvalue.ListValue(nullPart()) }),
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := tc.value
			checkValue(t, tc.value.WithoutUnknowns(), tc.want)
			checkValue(t, tc.value, before)
			checkTrue(t, "HasUnknown", tfvalue.HasUnknown(tc.value.WithoutUnknowns()), false)
		})
	}
}

func TestObject_resolveUnknowns(t *testing.T) {
	observed := tfvalue.ObjectValue(newMachine())
	for name, tc := range map[string]struct{ planned, observed, want tfvalue.Object[machine] }{
		"null stays null":     {tfvalue.ObjectNull[machine](), observed, tfvalue.ObjectNull[machine]()},
		"unknown is observed": {tfvalue.ObjectUnknown[machine](), observed, observed},
		"unknown and null": {
			tfvalue.ObjectUnknown[machine](), tfvalue.ObjectNull[machine](), tfvalue.ObjectNull[machine](),
		},
		"known stays": {
			machineWith(func(m *machine) { m.Name = tfvalue.StringValue[tfvalue.Exact]("lathe") }), observed,
			machineWith(func(m *machine) { m.Name = tfvalue.StringValue[tfvalue.Exact]("lathe") }),
		},
		"null inside stays": {
			machineWith(func(m *machine) { m.Name = tfvalue.StringNull[tfvalue.Exact]() }), observed,
			machineWith(func(m *machine) { m.Name = tfvalue.StringNull[tfvalue.Exact]() }),
		},
		"unknown string": {
			machineWith(func(m *machine) { m.Name = tfvalue.StringUnknown[tfvalue.Exact]() }), observed, observed,
		},
		"unknown set": {
			machineWith(func(m *machine) { m.Tags = types.SetUnknown(types.StringType) }), observed, observed,
		},
		"unknown object": {
			machineWith(func(m *machine) { m.Motor = tfvalue.ObjectUnknown[part]() }), observed, observed,
		},
		"unknown inside": {machineWith(func(m *machine) { m.Motor = unknownPart() }), observed, observed},
		"unknown list":   {machineWith(func(m *machine) { m.Parts = tfvalue.ListUnknown[part]() }), observed, observed},
		"nothing was observed": {
			machineWith(func(m *machine) { m.Motor = unknownPart() }), tfvalue.ObjectNull[machine](),
			machineWith(func(m *machine) { m.Motor = nullPart() }),
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkValue(t, tc.planned.ResolveUnknowns(tc.observed), tc.want)
		})
	}
}

func TestObject_resolvingDoesNotChangeThePlan(t *testing.T) {
	planned := machineWith(func(m *machine) { m.Name = tfvalue.StringUnknown[tfvalue.Exact]() })
	planned.ResolveUnknowns(tfvalue.ObjectValue(newMachine()))
	checkTrue(t, "the planned name is unknown", planned.Attributes().Name.IsUnknown(), true)
}

func TestObject_terraformValue(t *testing.T) {
	null, unknown := tftypes.NewValue(terraformMachine, nil), tftypes.NewValue(terraformMachine, tftypes.UnknownValue)
	tags := tftypes.Set{ElementType: tftypes.String}
	for name, tc := range map[string]struct {
		value tfvalue.Object[machine]
		want  tftypes.Value
	}{
		"null":    {tfvalue.ObjectNull[machine](), null},
		"unknown": {tfvalue.ObjectUnknown[machine](), unknown},
		"known":   {tfvalue.ObjectValue(newMachine()), newTerraformMachine(nil)},
		"null inside": {
			tfvalue.ObjectValue(tfvalue.ObjectNull[machine]().Attributes()),
			newTerraformMachine(map[string]tftypes.Value{
				"name": tftypes.NewValue(tftypes.String, nil), "tags": tftypes.NewValue(tags, nil),
				"motor": tftypes.NewValue(terraformPart, nil),
				"parts": tftypes.NewValue(tftypes.List{ElementType: terraformPart}, nil),
			}),
		},
		"unknown inside": {
			machineWith(func(m *machine) {
				m.Name, m.Tags = tfvalue.StringUnknown[tfvalue.Exact](), types.SetUnknown(types.StringType)
				m.Motor, m.Parts = unknownPart(), tfvalue.ListUnknown[part]()
			}),
			newTerraformMachine(map[string]tftypes.Value{
				"name":  tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
				"tags":  tftypes.NewValue(tags, tftypes.UnknownValue),
				"motor": newTerraformPart(tftypes.UnknownValue, tftypes.UnknownValue),
				"parts": tftypes.NewValue(tftypes.List{ElementType: terraformPart}, tftypes.UnknownValue),
			}),
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkTerraformRoundTrip(t, tc.value, tc.want)
		})
	}
}

func TestObject_frameworkValue(t *testing.T) {
	for name, value := range map[string]tfvalue.Object[machine]{
		"null":    tfvalue.ObjectNull[machine](),
		"unknown": tfvalue.ObjectUnknown[machine](),
		"known":   tfvalue.ObjectValue(newMachine()),
	} {
		t.Run(name, func(t *testing.T) {
			object := frameworkObject(t, value)
			checkTrue(t, "IsNull", object.IsNull(), value.IsNull())
			checkTrue(t, "IsUnknown", object.IsUnknown(), value.IsUnknown())
			got, diags := tfvalue.ObjectType[machine]{}.ValueFromObject(t.Context(), object)
			checkNoDiagnostics(t, diags)
			checkValue(t, got, value)
		})
	}
}

func TestObjectType_valueOfAnUndefinedType(t *testing.T) {
	got, err := tfvalue.ObjectType[part]{}.ValueFromTerraform(t.Context(), tftypes.Value{})
	if err != nil {
		t.Fatal(err)
	}
	checkValue(t, got, tfvalue.ObjectNull[part]())
}

func TestObjectType_refusesOtherTypes(t *testing.T) {
	typ := tfvalue.ObjectType[part]{}
	other := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.Bool, "size": tftypes.Number}}
	partial := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"name": tftypes.String}}
	for name, tc := range map[string]struct {
		value tftypes.Value
		want  string
	}{
		"not an object": {tftypes.NewValue(tftypes.String, "x"), "reading an object"},
		"attribute of another type": {tftypes.NewValue(other, map[string]tftypes.Value{
			"name": tftypes.NewValue(tftypes.Bool, true), "size": tftypes.NewValue(tftypes.Number, 1),
		}), "name: reading a string"},
		"attribute is missing": {tftypes.NewValue(partial, map[string]tftypes.Value{
			"name": tftypes.NewValue(tftypes.String, "x"),
		}), "no attribute size"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := typ.ValueFromTerraform(t.Context(), tc.value)
			checkErrorContains(t, err, tc.want)
		})
	}
}

func TestObjectType_refusesOtherTypesOfTheFramework(t *testing.T) {
	object := types.ObjectValueMust(
		map[string]attr.Type{"name": types.StringType, "size": types.Int64Type},
		map[string]attr.Value{"name": types.StringValue("x"), "size": types.Int64Value(1)},
	)
	_, diags := tfvalue.ObjectType[part]{}.ValueFromObject(t.Context(), object)
	checkOneDiagnostic(t, diags, "name: got a value of type basetypes.StringValue, want tfvalue.String[")
}

func TestObjectType_identity(t *testing.T) {
	typ := tfvalue.ObjectType[part]{}
	checkTrue(t, "same struct", typ.Equal(tfvalue.ObjectType[part]{}), true)
	checkTrue(t, "another struct", typ.Equal(tfvalue.ObjectType[machine]{}), false)
	checkTrue(t, "the framework's type", typ.Equal(types.ObjectType{AttrTypes: typ.AttributeTypes()}), false)
	checkValue(t, typ.ValueType(t.Context()), tfvalue.ObjectNull[part]())
	if got, want := typ.String(), "tfvalue.ObjectType[tfvalue_test.part]"; got != want {
		t.Errorf("got name %q, want %q", got, want)
	}
	if got := typ.TerraformType(t.Context()); !got.Equal(terraformPart) {
		t.Errorf("got Terraform type %s, want %s", got, terraformPart)
	}
}

func TestObjectType_attributeTypes(t *testing.T) {
	typ := tfvalue.ObjectType[part]{}
	got := typ.AttributeTypes()
	if len(got) != 2 || !got["name"].Equal(tfvalue.StringType[folded]{}) || !got["size"].Equal(types.Int64Type) {
		t.Errorf("got types %v, want those of name and size", got)
	}
	other := typ.WithAttributeTypes(map[string]attr.Type{"other": types.BoolType})
	checkTrue(t, "WithAttributeTypes keeps the type", other.Equal(typ), true)
}

func TestObjectType_step(t *testing.T) {
	typ := tfvalue.ObjectType[part]{}
	got, err := typ.ApplyTerraform5AttributePathStep(tftypes.AttributeName("size"))
	if err != nil || got != attr.Type(types.Int64Type) {
		t.Errorf("got %v and error %v, want %v", got, err, types.Int64Type)
	}
	for _, step := range []tftypes.AttributePathStep{tftypes.AttributeName("other"), tftypes.ElementKeyInt(0)} {
		_, err := typ.ApplyTerraform5AttributePathStep(step)
		checkErrorContains(t, err, "an object has no")
	}
}

// broken is a value of which no value of Terraform can be made.
type broken struct{ basetypes.StringValue }

func (broken) ToTerraformValue(context.Context) (tftypes.Value, error) {
	return tftypes.Value{}, errBroken
}

// brokenType is the type of broken, for which it makes a value of another type.
type brokenType struct{ basetypes.StringType }

func (brokenType) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	if in.IsNull() {
		return broken{types.StringNull()}, nil
	}
	return types.StringType.ValueFromTerraform(ctx, in)
}

type fragile struct{ Value broken }

var fragileFields = tfvalue.NewFields(
	tfvalue.NewField("value", brokenType{}, func(f *fragile) *broken { return &f.Value }),
)

func (fragile) AttributeFields() *tfvalue.Fields[fragile] { return fragileFields }

func TestObject_attributeWithoutTerraformValue(t *testing.T) {
	object := tfvalue.ObjectValue(fragile{broken{types.StringValue("x")}})
	got, err := object.ToTerraformValue(t.Context())
	checkErrorContains(t, err, "value: broken")
	checkTrue(t, "the result is known", got.IsKnown(), false)

	list, err := tfvalue.ListValue(object).ToTerraformValue(t.Context())
	checkErrorContains(t, err, "value: broken")
	checkTrue(t, "the list is known", list.IsKnown(), false)
}

func TestObjectType_attributeTypeMakesAnotherValue(t *testing.T) {
	typ := tfvalue.ObjectType[fragile]{}
	value := tftypes.NewValue(typ.TerraformType(t.Context()), map[string]tftypes.Value{
		"value": tftypes.NewValue(tftypes.String, "x"),
	})
	_, err := typ.ValueFromTerraform(t.Context(), value)
	checkErrorContains(t, err, "value: got a value of type basetypes.StringValue")
}
