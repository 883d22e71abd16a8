// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// On its way to each value the framework asks each nested attribute for its type and each element for its attributes,
// and by itself it makes both anew each time. Here they are made once, with the schema.

// nestedObject is an object attribute whose type is made once.
func nestedObject(a schema.SingleNestedAttribute) schema.SingleNestedAttribute {
	a.CustomType = objectType(a.Attributes)
	return a
}

// nestedList is a list attribute whose type, and that of its elements, are made once.
type nestedList struct {
	schema.ListNestedAttribute
}

func newNestedList(a schema.ListNestedAttribute) nestedList {
	element := objectType(a.NestedObject.Attributes)
	a.NestedObject.CustomType = element
	a.CustomType = types.ListType{ElemType: element}
	return nestedList{a}
}

// ApplyTerraform5AttributePathStep goes on to an element.
func (l nestedList) ApplyTerraform5AttributePathStep(step tftypes.AttributePathStep) (any, error) {
	next, err := l.ListNestedAttribute.ApplyTerraform5AttributePathStep(step)
	if _, ok := next.(schema.NestedAttributeObject); ok {
		return nestedElement{l.NestedObject}, err
	}
	return next, err
}

// nestedElement is an element of a nestedList.
type nestedElement struct {
	schema.NestedAttributeObject
}

// ApplyTerraform5AttributePathStep goes on to an attribute, without a copy of them all.
func (e nestedElement) ApplyTerraform5AttributePathStep(step tftypes.AttributePathStep) (any, error) {
	if name, ok := step.(tftypes.AttributeName); ok {
		if attribute, ok := e.Attributes[string(name)]; ok {
			return attribute, nil
		}
	}
	return nil, fmt.Errorf("an element has no %v", step)
}

func objectType(attributes map[string]schema.Attribute) types.ObjectType {
	shape := make(map[string]attr.Type, len(attributes))
	for name, attribute := range attributes {
		shape[name] = attribute.GetType()
	}
	return types.ObjectType{AttrTypes: shape}
}
