// SPDX-License-Identifier: MPL-2.0

package main

import (
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

func schemaOf(from *tfprotov6.Schema) *tfjson.Schema {
	return &tfjson.Schema{Version: unsigned(from.Version), Block: blockOf(from.Block)}
}

func actionOf(from *tfprotov6.ActionSchema) *tfjson.ActionSchema {
	return &tfjson.ActionSchema{Block: blockOf(from.Schema.Block)}
}

func blockOf(from *tfprotov6.SchemaBlock) *tfjson.SchemaBlock {
	if from == nil {
		from = &tfprotov6.SchemaBlock{}
	}

	nested := make(map[string]*tfjson.SchemaBlockType, len(from.BlockTypes))
	for _, block := range from.BlockTypes {
		nested[block.TypeName] = &tfjson.SchemaBlockType{
			NestingMode: tfjson.SchemaNestingMode(strings.ToLower(block.Nesting.String())),
			Block:       blockOf(block.Block),
			MinItems:    unsigned(block.MinItems),
			MaxItems:    unsigned(block.MaxItems),
		}
	}

	return &tfjson.SchemaBlock{
		Attributes:      attributesOf(from.Attributes),
		NestedBlocks:    nested,
		Description:     from.Description,
		DescriptionKind: kindOf(from.DescriptionKind),
		Deprecated:      from.Deprecated,
	}
}

func attributesOf(from []*tfprotov6.SchemaAttribute) map[string]*tfjson.SchemaAttribute {
	attributes := make(map[string]*tfjson.SchemaAttribute, len(from))
	for _, attribute := range from {
		to := &tfjson.SchemaAttribute{
			Description:     attribute.Description,
			DescriptionKind: kindOf(attribute.DescriptionKind),
			Deprecated:      attribute.Deprecated,
			Required:        attribute.Required,
			Optional:        attribute.Optional,
			Computed:        attribute.Computed,
			Sensitive:       attribute.Sensitive,
			WriteOnly:       attribute.WriteOnly,
		}

		if nested := attribute.NestedType; nested != nil {
			to.AttributeNestedType = &tfjson.SchemaNestedAttributeType{
				Attributes:  attributesOf(nested.Attributes),
				NestingMode: tfjson.SchemaNestingMode(strings.ToLower(nested.Nesting.String())),
			}
		} else {
			to.AttributeType = typeOf(attribute.Type)
		}

		attributes[attribute.Name] = to
	}

	return attributes
}

func identityOf(from *tfprotov6.ResourceIdentitySchema) *tfjson.IdentitySchema {
	attributes := make(map[string]*tfjson.IdentityAttribute, len(from.IdentityAttributes))
	for _, attribute := range from.IdentityAttributes {
		attributes[attribute.Name] = &tfjson.IdentityAttribute{
			IdentityType:      typeOf(attribute.Type),
			Description:       attribute.Description,
			RequiredForImport: attribute.RequiredForImport,
			OptionalForImport: attribute.OptionalForImport,
		}
	}

	return &tfjson.IdentitySchema{Version: unsigned(from.Version), Attributes: attributes}
}

func functionOf(from *tfprotov6.Function) *tfjson.FunctionSignature {
	to := &tfjson.FunctionSignature{
		Description:        from.Description,
		Summary:            from.Summary,
		DeprecationMessage: from.DeprecationMessage,
		ReturnType:         typeOf(from.Return.Type),
	}

	for _, parameter := range from.Parameters {
		to.Parameters = append(to.Parameters, parameterOf(parameter))
	}

	if from.VariadicParameter != nil {
		to.VariadicParameter = parameterOf(from.VariadicParameter)
	}

	return to
}

func parameterOf(from *tfprotov6.FunctionParameter) *tfjson.FunctionParameter {
	return &tfjson.FunctionParameter{
		Name:        from.Name,
		Description: from.Description,
		IsNullable:  from.AllowNullValue,
		Type:        typeOf(from.Type),
	}
}

func kindOf(from tfprotov6.StringKind) tfjson.SchemaDescriptionKind {
	return tfjson.SchemaDescriptionKind(strings.ToLower(from.String()))
}

// typeOf converts a type by way of JSON, in which both packages write types alike. It panics on a type that is not a
// valid one.
func typeOf(from tftypes.Type) cty.Type {
	text, err := from.MarshalJSON() //nolint:staticcheck // deprecated for use outside of terraform-plugin-go, which has no other conversion
	if err != nil {
		panic(err)
	}

	to, err := ctyjson.UnmarshalType(text)
	if err != nil {
		panic(err)
	}

	return to
}

// unsigned converts a number that is never negative.
func unsigned(from int64) uint64 { return uint64(max(from, 0)) }

// each converts every value of a map.
func each[From, To any](from map[string]From, convert func(From) To) map[string]To {
	to := make(map[string]To, len(from))
	for name, value := range from {
		to[name] = convert(value)
	}

	return to
}
