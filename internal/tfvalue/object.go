// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Struct is a struct that lists its fields as the attributes of an object. AttributeFields is called on the zero value.
type Struct[T any] interface {
	AttributeFields() *Fields[T]
}

// Object is an object whose attributes are the fields of T.
type Object[T Struct[T]] struct {
	attributes T
	state      attr.ValueState
}

// ObjectType is the type of an [Object].
type ObjectType[T Struct[T]] struct{}

var (
	_ basetypes.ObjectTypable  = ObjectType[example]{}
	_ basetypes.ObjectValuable = Object[example]{}
)

// example is a struct without attributes, for the assertions.
type example struct{}

func (example) AttributeFields() *Fields[example] { return nil }

func fieldsOf[T Struct[T]]() *Fields[T] {
	var zero T
	fields := zero.AttributeFields()
	fields.init()
	return fields
}

// ObjectNull returns a null object.
func ObjectNull[T Struct[T]]() Object[T] { return Object[T]{} }

// ObjectUnknown returns an unknown object.
func ObjectUnknown[T Struct[T]]() Object[T] { return Object[T]{state: attr.ValueStateUnknown} }

// ObjectValue returns a known object.
func ObjectValue[T Struct[T]](attributes T) Object[T] {
	return Object[T]{attributes: attributes, state: attr.ValueStateKnown}
}

// Attributes returns the attributes. All of them are null if the object is null or unknown.
func (o Object[T]) Attributes() T {
	if o.state != attr.ValueStateKnown {
		return fieldsOf[T]().null
	}
	return o.attributes
}

// IsNull reports whether the object is null.
func (o Object[T]) IsNull() bool { return o.state == attr.ValueStateNull }

// IsUnknown reports whether the object as a whole is unknown.
func (o Object[T]) IsUnknown() bool { return o.state == attr.ValueStateUnknown }

// Equal reports whether other is the same object.
func (o Object[T]) Equal(other attr.Value) bool {
	b, ok := other.(Object[T])
	switch {
	case !ok || o.state != b.state:
		return false
	case o.state != attr.ValueStateKnown:
		return true
	}
	return fieldsOf[T]().equal(&o.attributes, &b.attributes)
}

// WithoutUnknowns returns the object with null for every unknown value in it.
func (o Object[T]) WithoutUnknowns() Object[T] {
	if o.state != attr.ValueStateKnown {
		return Object[T]{}
	}
	known := o
	for _, field := range fieldsOf[T]().All {
		field.copyKnown(&known.attributes, &o.attributes)
	}
	return known
}

// ResolveUnknowns returns the object with every unknown value replaced by the one of observed.
func (o Object[T]) ResolveUnknowns(observed Object[T]) Object[T] {
	switch o.state {
	case attr.ValueStateUnknown:
		return observed
	case attr.ValueStateNull:
		return o
	case attr.ValueStateKnown:
	}
	from := observed.Attributes()
	for _, field := range fieldsOf[T]().All {
		field.resolveUnknowns(&o.attributes, &from)
	}
	return o
}

func (o Object[T]) hasUnknown() bool {
	if o.state != attr.ValueStateKnown {
		return o.IsUnknown()
	}
	for _, field := range fieldsOf[T]().All {
		if HasUnknown(field.get(&o.attributes)) {
			return true
		}
	}
	return false
}

// String returns the object for a person.
func (o Object[T]) String() string {
	switch o.state {
	case attr.ValueStateNull:
		return attr.NullValueString
	case attr.ValueStateUnknown:
		return attr.UnknownValueString
	case attr.ValueStateKnown:
	}
	var parts []string
	for _, field := range fieldsOf[T]().All {
		parts = append(parts, field.Name+":"+field.get(&o.attributes).String())
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// Type returns the type of the object.
func (o Object[T]) Type(context.Context) attr.Type { return ObjectType[T]{} }

// ToTerraformValue returns the object for Terraform.
func (o Object[T]) ToTerraformValue(ctx context.Context) (tftypes.Value, error) {
	fields := fieldsOf[T]()
	switch o.state {
	case attr.ValueStateNull:
		return tftypes.NewValue(fields.terraform, nil), nil
	case attr.ValueStateUnknown:
		return tftypes.NewValue(fields.terraform, tftypes.UnknownValue), nil
	case attr.ValueStateKnown:
	}

	members := make(map[string]tftypes.Value, len(fields.All))
	for _, field := range fields.All {
		member, err := field.get(&o.attributes).ToTerraformValue(ctx)
		if err != nil {
			return tftypes.NewValue(fields.terraform, tftypes.UnknownValue), fmt.Errorf("%s: %w", field.Name, err)
		}
		members[field.Name] = member
	}
	return tftypes.NewValue(fields.terraform, members), nil
}

// ToObjectValue returns the framework's own object.
func (o Object[T]) ToObjectValue(context.Context) (basetypes.ObjectValue, diag.Diagnostics) {
	fields := fieldsOf[T]()
	switch o.state {
	case attr.ValueStateNull:
		return basetypes.NewObjectNull(fields.types), nil
	case attr.ValueStateUnknown:
		return basetypes.NewObjectUnknown(fields.types), nil
	case attr.ValueStateKnown:
	}

	members := make(map[string]attr.Value, len(fields.All))
	for _, field := range fields.All {
		members[field.Name] = field.get(&o.attributes)
	}
	return basetypes.NewObjectValue(fields.types, members)
}

// Equal reports whether other is the same type.
func (t ObjectType[T]) Equal(other attr.Type) bool {
	_, ok := other.(ObjectType[T])
	return ok
}

// String returns the name of the type.
func (t ObjectType[T]) String() string {
	var zero T
	return fmt.Sprintf("tfvalue.ObjectType[%T]", zero)
}

// TerraformType returns Terraform's type of the object.
func (t ObjectType[T]) TerraformType(context.Context) tftypes.Type { return fieldsOf[T]().terraform }

// ValueType returns the type's zero value.
func (t ObjectType[T]) ValueType(context.Context) attr.Value { return Object[T]{} }

// AttributeTypes returns the types of the attributes.
func (t ObjectType[T]) AttributeTypes() map[string]attr.Type { return fieldsOf[T]().types }

// WithAttributeTypes returns the type itself: its attributes are those of T.
func (t ObjectType[T]) WithAttributeTypes(map[string]attr.Type) attr.TypeWithAttributeTypes { return t }

// ApplyTerraform5AttributePathStep returns the type of an attribute.
func (t ObjectType[T]) ApplyTerraform5AttributePathStep(step tftypes.AttributePathStep) (any, error) {
	name, ok := step.(tftypes.AttributeName)
	typ, found := fieldsOf[T]().types[string(name)]
	if !ok || !found {
		return nil, fmt.Errorf("an object has no %v", step)
	}
	return typ, nil
}

// ValueFromObject returns the framework's object as an Object.
func (t ObjectType[T]) ValueFromObject(
	_ context.Context, in basetypes.ObjectValue,
) (basetypes.ObjectValuable, diag.Diagnostics) {
	switch {
	case in.IsNull():
		return Object[T]{}, nil
	case in.IsUnknown():
		return ObjectUnknown[T](), nil
	}

	var diags diag.Diagnostics
	members := in.Attributes()
	object := Object[T]{state: attr.ValueStateKnown}
	for _, field := range fieldsOf[T]().All {
		if err := field.set(&object.attributes, members[field.Name]); err != nil {
			diags.AddError("Internal error in the provider", err.Error())
		}
	}
	return object, diags
}

// ValueFromTerraform returns Terraform's object as an Object.
func (t ObjectType[T]) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	switch {
	case in.Type() == nil || in.IsNull():
		return Object[T]{}, nil
	case !in.IsKnown():
		return ObjectUnknown[T](), nil
	}

	var members map[string]tftypes.Value
	if err := in.As(&members); err != nil {
		return nil, fmt.Errorf("reading an object: %w", err)
	}
	object := Object[T]{state: attr.ValueStateKnown}
	for _, field := range fieldsOf[T]().All {
		member, ok := members[field.Name]
		if !ok {
			return nil, errors.New("the object has no attribute " + field.Name)
		}
		value, err := field.Type.ValueFromTerraform(ctx, member)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", field.Name, err)
		}
		if err := field.set(&object.attributes, value); err != nil {
			return nil, err
		}
	}
	return object, nil
}
