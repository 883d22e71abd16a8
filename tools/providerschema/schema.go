// SPDX-License-Identifier: MPL-2.0

package main

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type document struct {
	FormatVersion   string                    `json:"format_version"`
	ProviderSchemas map[string]providerSchema `json:"provider_schemas"`
}

type providerSchema struct {
	Provider                 *schema              `json:"provider,omitempty"`
	ResourceSchemas          map[string]*schema   `json:"resource_schemas,omitempty"`
	DataSourceSchemas        map[string]*schema   `json:"data_source_schemas,omitempty"`
	EphemeralResourceSchemas map[string]*schema   `json:"ephemeral_resource_schemas,omitempty"`
	ListResourceSchemas      map[string]*schema   `json:"list_resource_schemas,omitempty"`
	ActionSchemas            map[string]*action   `json:"action_schemas,omitempty"`
	Functions                map[string]*function `json:"functions,omitempty"`
	ResourceIdentitySchemas  map[string]*identity `json:"resource_identity_schemas,omitempty"`
}

type schema struct {
	Version int64  `json:"version"`
	Block   *block `json:"block,omitempty"`
}

type action struct {
	Block *block `json:"block,omitempty"`
}

type block struct {
	Attributes      map[string]*attribute   `json:"attributes,omitempty"`
	BlockTypes      map[string]*nestedBlock `json:"block_types,omitempty"`
	Description     string                  `json:"description,omitempty"`
	DescriptionKind string                  `json:"description_kind,omitempty"`
	Deprecated      bool                    `json:"deprecated,omitempty"`
}

type nestedBlock struct {
	NestingMode string `json:"nesting_mode,omitempty"`
	Block       *block `json:"block,omitempty"`
	MinItems    int64  `json:"min_items,omitempty"`
	MaxItems    int64  `json:"max_items,omitempty"`
}

type attribute struct {
	Type            tftypes.Type `json:"type,omitempty"`
	NestedType      *nestedType  `json:"nested_type,omitempty"`
	Description     string       `json:"description,omitempty"`
	DescriptionKind string       `json:"description_kind,omitempty"`
	Deprecated      bool         `json:"deprecated,omitempty"`
	Required        bool         `json:"required,omitempty"`
	Optional        bool         `json:"optional,omitempty"`
	Computed        bool         `json:"computed,omitempty"`
	Sensitive       bool         `json:"sensitive,omitempty"`
	WriteOnly       bool         `json:"write_only,omitempty"`
}

type nestedType struct {
	Attributes  map[string]*attribute `json:"attributes,omitempty"`
	NestingMode string                `json:"nesting_mode,omitempty"`
}

type identity struct {
	Version    int64                         `json:"version"`
	Attributes map[string]*identityAttribute `json:"attributes,omitempty"`
}

type identityAttribute struct {
	Type              tftypes.Type `json:"type,omitempty"`
	Description       string       `json:"description,omitempty"`
	RequiredForImport bool         `json:"required_for_import,omitempty"`
	OptionalForImport bool         `json:"optional_for_import,omitempty"`
}

type function struct {
	Description        string       `json:"description,omitempty"`
	Summary            string       `json:"summary,omitempty"`
	DeprecationMessage string       `json:"deprecation_message,omitempty"`
	ReturnType         tftypes.Type `json:"return_type"`
	Parameters         []*parameter `json:"parameters,omitempty"`
	VariadicParameter  *parameter   `json:"variadic_parameter,omitempty"`
}

type parameter struct {
	Name        string       `json:"name,omitempty"`
	Description string       `json:"description,omitempty"`
	IsNullable  bool         `json:"is_nullable,omitempty"`
	Type        tftypes.Type `json:"type"`
}

func schemaOf(from *tfprotov6.Schema) *schema {
	return &schema{Version: from.Version, Block: blockOf(from.Block)}
}

func actionOf(from *tfprotov6.ActionSchema) *action {
	return &action{Block: blockOf(from.Schema.Block)}
}

func identityOf(from *tfprotov6.ResourceIdentitySchema) *identity {
	attributes := make(map[string]*identityAttribute, len(from.IdentityAttributes))
	for _, one := range from.IdentityAttributes {
		attributes[one.Name] = &identityAttribute{
			Type:              one.Type,
			Description:       one.Description,
			RequiredForImport: one.RequiredForImport,
			OptionalForImport: one.OptionalForImport,
		}
	}

	return &identity{Version: from.Version, Attributes: attributes}
}

func functionOf(from *tfprotov6.Function) *function {
	to := &function{
		Description:        from.Description,
		Summary:            from.Summary,
		DeprecationMessage: from.DeprecationMessage,
		ReturnType:         from.Return.Type,
	}

	for _, one := range from.Parameters {
		to.Parameters = append(to.Parameters, parameterOf(one))
	}

	if from.VariadicParameter != nil {
		to.VariadicParameter = parameterOf(from.VariadicParameter)
	}

	return to
}

func parameterOf(from *tfprotov6.FunctionParameter) *parameter {
	return &parameter{Name: from.Name, Description: from.Description, IsNullable: from.AllowNullValue, Type: from.Type}
}

func blockOf(from *tfprotov6.SchemaBlock) *block {
	if from == nil {
		from = &tfprotov6.SchemaBlock{}
	}

	nested := make(map[string]*nestedBlock, len(from.BlockTypes))
	for _, one := range from.BlockTypes {
		nested[one.TypeName] = &nestedBlock{
			NestingMode: strings.ToLower(one.Nesting.String()),
			Block:       blockOf(one.Block),
			MinItems:    one.MinItems,
			MaxItems:    one.MaxItems,
		}
	}

	return &block{
		Attributes:      attributesOf(from.Attributes),
		BlockTypes:      nested,
		Description:     from.Description,
		DescriptionKind: strings.ToLower(from.DescriptionKind.String()),
		Deprecated:      from.Deprecated,
	}
}

func attributesOf(from []*tfprotov6.SchemaAttribute) map[string]*attribute {
	attributes := make(map[string]*attribute, len(from))

	for _, one := range from {
		attribute := &attribute{
			Type:            one.Type,
			Description:     one.Description,
			DescriptionKind: strings.ToLower(one.DescriptionKind.String()),
			Deprecated:      one.Deprecated,
			Required:        one.Required,
			Optional:        one.Optional,
			Computed:        one.Computed,
			Sensitive:       one.Sensitive,
			WriteOnly:       one.WriteOnly,
		}
		if one.NestedType != nil {
			attribute.NestedType = &nestedType{
				Attributes:  attributesOf(one.NestedType.Attributes),
				NestingMode: strings.ToLower(one.NestedType.Nesting.String()),
			}
		}

		attributes[one.Name] = attribute
	}

	return attributes
}

// each translates every value of a map.
func each[From, To any](from map[string]From, translate func(From) To) map[string]To {
	to := make(map[string]To, len(from))
	for name, one := range from {
		to[name] = translate(one)
	}

	return to
}
