// SPDX-License-Identifier: MPL-2.0

package tfvalue

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Equality reports whether two texts have the same meaning. Its zero value must be ready for use.
type Equality interface {
	Equal(a, b string) bool
}

// Exact is the equality of texts that only mean the same if they are the same.
type Exact struct{}

// Equal reports whether a and b are identical.
func (Exact) Equal(a, b string) bool { return a == b }

// StringType is the type of a [String].
type StringType[E Equality] struct{ basetypes.StringType }

// String is a string that is compared by E. Where a response spells the meaning of the prior value in another way, the
// framework keeps the prior value.
type String[E Equality] struct{ basetypes.StringValue }

var (
	_ basetypes.StringTypable                    = StringType[Exact]{}
	_ basetypes.StringValuableWithSemanticEquals = String[Exact]{}
)

// StringNull returns a null string.
func StringNull[E Equality]() String[E] { return String[E]{} }

// StringUnknown returns an unknown string.
func StringUnknown[E Equality]() String[E] { return String[E]{basetypes.NewStringUnknown()} }

// StringValue returns a known string.
func StringValue[E Equality](text string) String[E] { return String[E]{basetypes.NewStringValue(text)} }

// SameMeaning reports whether text means the same as the known value of s. It is false if s is null or unknown.
func (s String[E]) SameMeaning(text string) bool {
	var equality E
	return HasValue(s) && equality.Equal(s.ValueString(), text)
}

// Equal reports whether other is the same string, spelled in the same way.
func (s String[E]) Equal(other attr.Value) bool {
	o, ok := other.(String[E])
	return ok && s.StringValue.Equal(o.StringValue)
}

// Type returns the type of the string.
func (s String[E]) Type(context.Context) attr.Type { return StringType[E]{} }

// StringSemanticEquals reports whether other, which is known, means the same.
func (s String[E]) StringSemanticEquals(_ context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	o, ok := other.(String[E])
	return ok && s.SameMeaning(o.ValueString()), nil
}

// Equal reports whether other is the same type.
func (t StringType[E]) Equal(other attr.Type) bool {
	_, ok := other.(StringType[E])
	return ok
}

// String returns the name of the type.
func (t StringType[E]) String() string {
	var equality E
	return fmt.Sprintf("tfvalue.StringType[%T]", equality)
}

// ValueType returns the type's zero value.
func (t StringType[E]) ValueType(context.Context) attr.Value { return String[E]{} }

// ValueFromString returns a String with the framework's value.
func (t StringType[E]) ValueFromString(
	_ context.Context, in basetypes.StringValue,
) (basetypes.StringValuable, diag.Diagnostics) {
	return String[E]{in}, nil
}

// ValueFromTerraform returns a String with Terraform's value.
func (t StringType[E]) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	value, err := t.StringType.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("reading a string: %w", err)
	}
	text, ok := value.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("unexpected value of type %T", value)
	}
	return String[E]{text}, nil
}
