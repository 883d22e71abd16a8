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

func TestString_states(t *testing.T) {
	for name, tc := range map[string]struct {
		value             tfvalue.String[folded]
		isNull, isUnknown bool
		text              string
	}{
		"zero value": {value: tfvalue.String[folded]{}, isNull: true},
		"null":       {value: tfvalue.StringNull[folded](), isNull: true},
		"unknown":    {value: tfvalue.StringUnknown[folded](), isUnknown: true},
		"known":      {value: tfvalue.StringValue[folded]("a"), text: "a"},
		"empty":      {value: tfvalue.StringValue[folded]("")},
	} {
		t.Run(name, func(t *testing.T) {
			checkTrue(t, "IsNull", tc.value.IsNull(), tc.isNull)
			checkTrue(t, "IsUnknown", tc.value.IsUnknown(), tc.isUnknown)
			if got := tc.value.ValueString(); got != tc.text {
				t.Errorf("got text %q, want %q", got, tc.text)
			}
			if got, want := tc.value.Type(t.Context()), (tfvalue.StringType[folded]{}); !got.Equal(want) {
				t.Errorf("got type %s, want %s", got, want)
			}
		})
	}
}

func TestString_equalComparesSpelling(t *testing.T) {
	null, unknown, text := tfvalue.StringNull[folded](), tfvalue.StringUnknown[folded](), tfvalue.StringValue[folded]("a")
	for name, tc := range map[string]struct {
		a    tfvalue.String[folded]
		b    attr.Value
		want bool
	}{
		"same text":                    {text, tfvalue.StringValue[folded]("a"), true},
		"same meaning, other spelling": {text, tfvalue.StringValue[folded]("A"), false},
		"null and null":                {null, tfvalue.StringNull[folded](), true},
		"null and unknown":             {null, unknown, false},
		"null and empty":               {null, tfvalue.StringValue[folded](""), false},
		"unknown and unknown":          {unknown, tfvalue.StringUnknown[folded](), true},
		"unknown and known":            {unknown, text, false},
		"string of another equality":   {text, tfvalue.StringValue[tfvalue.Exact]("a"), false},
		"string of the framework":      {text, types.StringValue("a"), false},
		"no value at all":              {text, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			checkTrue(t, "Equal", tc.a.Equal(tc.b), tc.want)
		})
	}
}

func TestString_sameMeaning(t *testing.T) {
	for name, tc := range map[string]struct {
		value tfvalue.String[folded]
		text  string
		want  bool
	}{
		"same spelling":     {tfvalue.StringValue[folded]("a"), "a", true},
		"other spelling":    {tfvalue.StringValue[folded]("a"), "A", true},
		"other meaning":     {tfvalue.StringValue[folded]("a"), "b", false},
		"empty and empty":   {tfvalue.StringValue[folded](""), "", true},
		"null and empty":    {tfvalue.StringNull[folded](), "", false},
		"unknown and empty": {tfvalue.StringUnknown[folded](), "", false},
	} {
		t.Run(name, func(t *testing.T) {
			checkTrue(t, "SameMeaning", tc.value.SameMeaning(tc.text), tc.want)
		})
	}
}

func TestString_semanticEquality(t *testing.T) {
	prior := tfvalue.StringValue[folded]("a")
	for name, tc := range map[string]struct {
		other basetypes.StringValuable
		want  bool
	}{
		"other spelling":             {tfvalue.StringValue[folded]("A"), true},
		"other meaning":              {tfvalue.StringValue[folded]("b"), false},
		"string of another equality": {tfvalue.StringValue[tfvalue.Exact]("a"), false},
		"string of the framework":    {types.StringValue("a"), false},
	} {
		t.Run(name, func(t *testing.T) {
			got, diags := prior.StringSemanticEquals(t.Context(), tc.other)
			checkNoDiagnostics(t, diags)
			checkTrue(t, "StringSemanticEquals", got, tc.want)
		})
	}
}

func TestExact_equalComparesSpelling(t *testing.T) {
	checkTrue(t, "identical", tfvalue.Exact{}.Equal("a", "a"), true)
	checkTrue(t, "letter case", tfvalue.Exact{}.Equal("a", "A"), false)
}

func TestString_terraformValue(t *testing.T) {
	for name, tc := range map[string]struct {
		value tfvalue.String[folded]
		want  any
	}{
		"null":    {tfvalue.StringNull[folded](), nil},
		"unknown": {tfvalue.StringUnknown[folded](), tftypes.UnknownValue},
		"known":   {tfvalue.StringValue[folded]("a"), "a"},
		"empty":   {tfvalue.StringValue[folded](""), ""},
	} {
		t.Run(name, func(t *testing.T) {
			checkTerraformRoundTrip(t, tc.value, tftypes.NewValue(tftypes.String, tc.want))
		})
	}
}

func TestStringType_refusesOtherTypes(t *testing.T) {
	typ := tfvalue.StringType[folded]{}
	_, err := typ.ValueFromTerraform(t.Context(), tftypes.NewValue(tftypes.Bool, true))
	checkErrorContains(t, err, "reading a string")
}

func TestStringType_valueFromFramework(t *testing.T) {
	for name, tc := range map[string]struct {
		in   types.String
		want tfvalue.String[folded]
	}{
		"null":    {types.StringNull(), tfvalue.StringNull[folded]()},
		"unknown": {types.StringUnknown(), tfvalue.StringUnknown[folded]()},
		"known":   {types.StringValue("a"), tfvalue.StringValue[folded]("a")},
	} {
		t.Run(name, func(t *testing.T) {
			got, diags := tfvalue.StringType[folded]{}.ValueFromString(t.Context(), tc.in)
			checkNoDiagnostics(t, diags)
			checkValue(t, got, tc.want)
		})
	}
}

func TestStringType_identity(t *testing.T) {
	typ := tfvalue.StringType[folded]{}
	checkTrue(t, "same equality", typ.Equal(tfvalue.StringType[folded]{}), true)
	checkTrue(t, "another equality", typ.Equal(tfvalue.StringType[tfvalue.Exact]{}), false)
	checkTrue(t, "the framework's type", typ.Equal(types.StringType), false)
	checkValue(t, typ.ValueType(t.Context()), tfvalue.StringNull[folded]())
	if got, want := typ.String(), "tfvalue.StringType[tfvalue_test.folded]"; got != want {
		t.Errorf("got name %q, want %q", got, want)
	}
	if got := typ.TerraformType(t.Context()); !got.Equal(tftypes.String) {
		t.Errorf("got Terraform type %s, want %s", got, tftypes.String)
	}
}
