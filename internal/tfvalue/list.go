// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// List is a list of objects whose attributes are the fields of T.
type List[T Struct[T]] struct {
	elements []Object[T]
	state    attr.ValueState
}

// ListType is the type of a [List].
type ListType[T Struct[T]] struct{}

var (
	_ basetypes.ListTypable  = ListType[example]{}
	_ basetypes.ListValuable = List[example]{}
)

// ListNull returns a null list.
func ListNull[T Struct[T]]() List[T] { return List[T]{} }

// ListUnknown returns an unknown list.
func ListUnknown[T Struct[T]]() List[T] { return List[T]{state: attr.ValueStateUnknown} }

// ListValue returns a known list of these elements.
func ListValue[T Struct[T]](elements ...Object[T]) List[T] {
	return List[T]{elements: elements, state: attr.ValueStateKnown}
}

// Elements returns the elements, none if the list is null or unknown. The caller must not change them.
func (l List[T]) Elements() []Object[T] { return l.elements }

// Element returns the attributes of the element at index. All of them are null if there is no such element.
func (l List[T]) Element(index int) T {
	if index < 0 || index >= len(l.elements) {
		return ObjectNull[T]().Attributes()
	}
	return l.elements[index].Attributes()
}

// WithElement returns the list with the element at index replaced.
func (l List[T]) WithElement(index int, attributes T) List[T] {
	elements := slices.Clone(l.elements)
	elements[index] = ObjectValue(attributes)
	return ListValue(elements...)
}

// IsNull reports whether the list is null.
func (l List[T]) IsNull() bool { return l.state == attr.ValueStateNull }

// IsUnknown reports whether the list as a whole is unknown.
func (l List[T]) IsUnknown() bool { return l.state == attr.ValueStateUnknown }

// Equal reports whether other is the same list.
func (l List[T]) Equal(other attr.Value) bool {
	b, ok := other.(List[T])
	return ok && l.state == b.state &&
		slices.EqualFunc(l.elements, b.elements, func(a, b Object[T]) bool { return a.Equal(b) })
}

// WithoutUnknowns returns the list with null for every unknown value in it.
func (l List[T]) WithoutUnknowns() List[T] {
	if l.state != attr.ValueStateKnown {
		return List[T]{}
	}
	elements := make([]Object[T], len(l.elements))
	for i, element := range l.elements {
		elements[i] = element.WithoutUnknowns()
	}
	return ListValue(elements...)
}

// ResolveUnknowns returns the list with every unknown value replaced by the one of observed at the same place, or by
// null if there is none.
func (l List[T]) ResolveUnknowns(observed List[T]) List[T] {
	switch l.state {
	case attr.ValueStateUnknown:
		return observed
	case attr.ValueStateNull:
		return l
	case attr.ValueStateKnown:
	}
	elements := make([]Object[T], len(l.elements))
	for i, element := range l.elements {
		var from Object[T]
		if i < len(observed.elements) {
			from = observed.elements[i]
		}
		elements[i] = element.ResolveUnknowns(from)
	}
	return ListValue(elements...)
}

func (l List[T]) hasUnknown() bool {
	return l.IsUnknown() || slices.ContainsFunc(l.elements, Object[T].hasUnknown)
}

// String returns the list for a person.
func (l List[T]) String() string {
	switch l.state {
	case attr.ValueStateNull:
		return attr.NullValueString
	case attr.ValueStateUnknown:
		return attr.UnknownValueString
	case attr.ValueStateKnown:
	}
	parts := make([]string, len(l.elements))
	for i, element := range l.elements {
		parts[i] = element.String()
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// Type returns the type of the list.
func (l List[T]) Type(context.Context) attr.Type { return ListType[T]{} }

// ToTerraformValue returns the list for Terraform.
func (l List[T]) ToTerraformValue(ctx context.Context) (tftypes.Value, error) {
	typ := ListType[T]{}.TerraformType(ctx)
	switch l.state {
	case attr.ValueStateNull:
		return tftypes.NewValue(typ, nil), nil
	case attr.ValueStateUnknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue), nil
	case attr.ValueStateKnown:
	}

	elements := make([]tftypes.Value, len(l.elements))
	for i, element := range l.elements {
		var err error
		if elements[i], err = element.ToTerraformValue(ctx); err != nil {
			return tftypes.NewValue(typ, tftypes.UnknownValue), err
		}
	}
	return tftypes.NewValue(typ, elements), nil
}

// ToListValue returns the framework's own list.
func (l List[T]) ToListValue(context.Context) (basetypes.ListValue, diag.Diagnostics) {
	typ := ObjectType[T]{}
	switch l.state {
	case attr.ValueStateNull:
		return basetypes.NewListNull(typ), nil
	case attr.ValueStateUnknown:
		return basetypes.NewListUnknown(typ), nil
	case attr.ValueStateKnown:
	}

	elements := make([]attr.Value, len(l.elements))
	for i, element := range l.elements {
		elements[i] = element
	}
	return basetypes.NewListValue(typ, elements)
}

// Equal reports whether other is the same type.
func (t ListType[T]) Equal(other attr.Type) bool {
	_, ok := other.(ListType[T])
	return ok
}

// String returns the name of the type.
func (t ListType[T]) String() string {
	var zero T
	return fmt.Sprintf("tfvalue.ListType[%T]", zero)
}

// TerraformType returns Terraform's type of the list.
func (t ListType[T]) TerraformType(ctx context.Context) tftypes.Type {
	return tftypes.List{ElementType: ObjectType[T]{}.TerraformType(ctx)}
}

// ValueType returns the type's zero value.
func (t ListType[T]) ValueType(context.Context) attr.Value { return List[T]{} }

// ElementType returns the type of the elements.
func (t ListType[T]) ElementType() attr.Type { return ObjectType[T]{} }

// WithElementType returns the type itself: its elements are objects of T.
func (t ListType[T]) WithElementType(attr.Type) attr.TypeWithElementType { return t }

// ApplyTerraform5AttributePathStep returns the type of the elements.
func (t ListType[T]) ApplyTerraform5AttributePathStep(step tftypes.AttributePathStep) (any, error) {
	if _, ok := step.(tftypes.ElementKeyInt); !ok {
		return nil, fmt.Errorf("a list has no %v", step)
	}
	return ObjectType[T]{}, nil
}

// ValueFromList returns the framework's list as a List.
func (t ListType[T]) ValueFromList(
	ctx context.Context, in basetypes.ListValue,
) (basetypes.ListValuable, diag.Diagnostics) {
	switch {
	case in.IsNull():
		return List[T]{}, nil
	case in.IsUnknown():
		return ListUnknown[T](), nil
	}

	var diags diag.Diagnostics
	elements := make([]Object[T], len(in.Elements()))
	for i, element := range in.Elements() {
		switch element := element.(type) {
		case Object[T]:
			elements[i] = element
		case basetypes.ObjectValue:
			value, objectDiags := ObjectType[T]{}.ValueFromObject(ctx, element)
			diags.Append(objectDiags...)
			elements[i], _ = value.(Object[T])
		default:
			diags.AddError("Internal error in the provider", fmt.Sprintf("A list of objects has an element of type %T.",
				element))
		}
	}
	return ListValue(elements...), diags
}

// ValueFromTerraform returns Terraform's list as a List.
func (t ListType[T]) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	switch {
	case in.Type() == nil || in.IsNull():
		return List[T]{}, nil
	case !in.IsKnown():
		return ListUnknown[T](), nil
	}

	var members []tftypes.Value
	if err := in.As(&members); err != nil {
		return nil, fmt.Errorf("reading a list: %w", err)
	}
	elements := make([]Object[T], len(members))
	for i, member := range members {
		value, err := ObjectType[T]{}.ValueFromTerraform(ctx, member)
		if err != nil {
			return nil, err
		}
		elements[i], _ = value.(Object[T])
	}
	return ListValue(elements...), nil
}
