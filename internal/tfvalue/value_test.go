// SPDX-License-Identifier: MPL-2.0

package tfvalue_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestHasValue(t *testing.T) {
	for name, tc := range map[string]struct {
		value attr.Value
		want  bool
	}{
		"null string":    {tfvalue.StringNull[folded](), false},
		"unknown string": {tfvalue.StringUnknown[folded](), false},
		"known string":   {tfvalue.StringValue[folded](""), true},
		"null object":    {tfvalue.ObjectNull[part](), false},
		"unknown object": {tfvalue.ObjectUnknown[part](), false},
		"object of null": {nullPart(), true},
		"null list":      {tfvalue.ListNull[part](), false},
		"unknown list":   {tfvalue.ListUnknown[part](), false},
		"empty list":     {tfvalue.ListValue[part](), true},
		"null number":    {types.Int64Null(), false},
		"known number":   {types.Int64Value(0), true},
	} {
		t.Run(name, func(t *testing.T) {
			checkTrue(t, "HasValue", tfvalue.HasValue(tc.value), tc.want)
			checkTrue(t, "IsNullOrUnknown", tfvalue.IsNullOrUnknown(tc.value), !tc.want)
		})
	}
}

func TestHasUnknown(t *testing.T) {
	set := types.SetValueMust(types.StringType, []attr.Value{types.StringValue("a"), types.StringUnknown()})
	for name, tc := range map[string]struct {
		value attr.Value
		want  bool
	}{
		"null string":              {tfvalue.StringNull[folded](), false},
		"unknown string":           {tfvalue.StringUnknown[folded](), true},
		"known string":             {tfvalue.StringValue[folded]("a"), false},
		"unknown set":              {types.SetUnknown(types.StringType), true},
		"set of known texts":       {tfvalue.SetOfStrings("a"), false},
		"set with an unknown text": {set, true},
		"null object":              {tfvalue.ObjectNull[machine](), false},
		"unknown object":           {tfvalue.ObjectUnknown[machine](), true},
		"known object":             {tfvalue.ObjectValue(newMachine()), false},
		"unknown string in it":     {machineWith(func(m *machine) { m.Name = tfvalue.StringUnknown[tfvalue.Exact]() }), true},
		"unknown text of a set":    {machineWith(func(m *machine) { m.Tags = set }), true},
		"unknown in an object":     {machineWith(func(m *machine) { m.Motor = unknownPart() }), true},
		"unknown in a list":        {machineWith(func(m *machine) { m.Parts = tfvalue.ListValue(unknownPart()) }), true},
		"null list":                {tfvalue.ListNull[part](), false},
		"unknown list":             {tfvalue.ListUnknown[part](), true},
		"known list":               {tfvalue.ListValue(newPart("gear", 2)), false},
		"unknown element":          {tfvalue.ListValue(newPart("gear", 2), tfvalue.ObjectUnknown[part]()), true},
	} {
		t.Run(name, func(t *testing.T) {
			checkTrue(t, "HasUnknown", tfvalue.HasUnknown(tc.value), tc.want)
		})
	}
}

func TestNullIfUnknown(t *testing.T) {
	null, unknown, text := tfvalue.StringNull[folded](), tfvalue.StringUnknown[folded](), tfvalue.StringValue[folded]("a")
	checkValue(t, tfvalue.NullIfUnknown(null), null)
	checkValue(t, tfvalue.NullIfUnknown(unknown), null)
	checkValue(t, tfvalue.NullIfUnknown(text), text)
	checkValue(t, tfvalue.NullIfUnknown(types.Int64Unknown()), types.Int64Null())
	checkValue(t, tfvalue.NullIfUnknown(tfvalue.ListUnknown[part]()), tfvalue.ListNull[part]())
}

func TestResolve(t *testing.T) {
	null, unknown := tfvalue.StringNull[folded](), tfvalue.StringUnknown[folded]()
	a, b := tfvalue.StringValue[folded]("a"), tfvalue.StringValue[folded]("b")
	for name, tc := range map[string]struct{ planned, observed, want tfvalue.String[folded] }{
		"known stays":         {a, b, a},
		"null stays":          {null, b, null},
		"unknown is observed": {unknown, b, b},
		"observed as null":    {unknown, null, null},
		"both are unknown":    {unknown, unknown, null},
	} {
		t.Run(name, func(t *testing.T) {
			checkValue(t, tfvalue.Resolve(tc.planned, tc.observed), tc.want)
		})
	}
}

func TestStrings(t *testing.T) {
	for name, tc := range map[string]struct {
		set  types.Set
		want []string
	}{
		"in their order":    {tfvalue.SetOfStrings("b", "a"), []string{"b", "a"}},
		"empty":             {tfvalue.SetOfStrings(), []string{}},
		"null":              {types.SetNull(types.StringType), []string{}},
		"unknown":           {types.SetUnknown(types.StringType), []string{}},
		"of other elements": {types.SetValueMust(types.Int64Type, []attr.Value{types.Int64Value(1)}), []string{}},
		"without known texts": {
			types.SetValueMust(types.StringType, []attr.Value{types.StringUnknown(), types.StringNull()}), []string{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tfvalue.Strings(tc.set); got == nil || !slices.Equal(got, tc.want) {
				t.Errorf("got %#v, want %#v", got, tc.want)
			}
		})
	}
}

func TestSetOfStrings(t *testing.T) {
	checkValue(t, tfvalue.SetOfStrings("b", "a"),
		types.SetValueMust(types.StringType, []attr.Value{types.StringValue("a"), types.StringValue("b")}))
	checkValue(t, tfvalue.SetOfStrings(), types.SetValueMust(types.StringType, []attr.Value{}))
}

func TestStringOrNull(t *testing.T) {
	if got := tfvalue.StringOrNull(""); !got.IsNull() {
		t.Errorf("got %s, want null", got)
	}
	if got := tfvalue.StringOrNull("a"); got.ValueString() != "a" {
		t.Errorf("got %s, want a", got)
	}
}
