// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	ctymsgpack "github.com/zclconf/go-cty/cty/msgpack"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// configValidator says what is wrong with the configuration of a list or an action.
type configValidator interface {
	validate(blockType, typeName string, config *hclsyntax.Body) hcl.Diagnostics
}

// asked is the provider that is asked for its word, over the plugin protocol, as a newer CLI would.
type asked struct {
	lists   map[string]*tfprotov6.Schema
	actions map[string]*tfprotov6.ActionSchema
	server  interface {
		tfprotov6.ListResourceServer
		tfprotov6.ActionServer
	}
}

// ask makes the provider of this tree ready for questions.
func ask(ctx context.Context) (asked, error) {
	served := providerserver.NewProtocol6(provider.New("dev"))()

	answer, err := served.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return asked{}, fmt.Errorf("asking the provider for its schema: %w", err)
	}

	a := asked{lists: answer.ListResourceSchemas, actions: answer.ActionSchemas}

	var ok bool
	if a.server, ok = served.(interface {
		tfprotov6.ListResourceServer
		tfprotov6.ActionServer
	}); !ok {
		return asked{}, fmt.Errorf("the provider's server of type %T knows no lists and actions", served)
	}

	return a, nil
}

// validate makes a value of the configuration, taking what it refers to for not known yet, and asks the provider.
func (a asked) validate(blockType, typeName string, config *hclsyntax.Body) hcl.Diagnostics {
	schema := a.lists[typeName]
	if blockType == actionBlock && a.actions[typeName] != nil {
		schema = a.actions[typeName].Schema
	}

	if blockType == actionBlock && a.actions[typeName] == nil || schema == nil {
		return because(config.SrcRange, "the provider has no %s %q", blockType, typeName)
	}

	value, diagnostics := valueOf(config, schema.Block)
	if diagnostics.HasErrors() {
		return diagnostics
	}

	told, err := a.tell(blockType, typeName, value)
	if err != nil {
		return because(config.SrcRange, "the provider could not be asked: %s", err)
	}

	for _, one := range told {
		if one.Severity == tfprotov6.DiagnosticSeverityError {
			diagnostics = append(diagnostics, &hcl.Diagnostic{Severity: hcl.DiagError, Summary: one.Summary, Detail: one.Detail, Subject: &config.SrcRange})
		}
	}

	return diagnostics
}

// tell gives what the provider says about a configuration.
func (a asked) tell(blockType, typeName string, value cty.Value) ([]*tfprotov6.Diagnostic, error) {
	packed, err := ctymsgpack.Marshal(value, value.Type())
	if err != nil {
		return nil, fmt.Errorf("writing the configuration: %w", err)
	}

	config := &tfprotov6.DynamicValue{MsgPack: packed}
	ctx := context.Background()

	if blockType == actionBlock {
		resp, err := a.server.ValidateActionConfig(ctx, &tfprotov6.ValidateActionConfigRequest{ActionType: typeName, Config: config})
		if err != nil {
			return nil, err
		}

		return resp.Diagnostics, nil
	}

	resp, err := a.server.ValidateListResourceConfig(ctx, &tfprotov6.ValidateListResourceConfigRequest{TypeName: typeName, Config: config})
	if err != nil {
		return nil, err
	}

	return resp.Diagnostics, nil
}

// valueOf makes a value of a body, by a schema of attributes.
func valueOf(body *hclsyntax.Body, schema *tfprotov6.SchemaBlock) (cty.Value, hcl.Diagnostics) {
	var diagnostics hcl.Diagnostics

	if schema == nil {
		schema = &tfprotov6.SchemaBlock{}
	}

	values := map[string]cty.Value{}
	given := maps.Clone(body.Attributes)

	for _, attribute := range schema.Attributes {
		typ, err := typeOf(attribute)
		if err != nil {
			return cty.NilVal, because(body.SrcRange, "%s: %s", attribute.Name, err)
		}

		written, ok := given[attribute.Name]
		delete(given, attribute.Name)

		switch {
		case !ok && attribute.Required:
			diagnostics = append(diagnostics, because(body.SrcRange, "the argument %q is missing", attribute.Name)...)
		case !ok:
			values[attribute.Name] = cty.NullVal(typ.WithoutOptionalAttributesDeep())
		default:
			value, wrong := written.Expr.Value(later(written.Expr))
			diagnostics = append(diagnostics, wrong...)

			if values[attribute.Name], err = convert.Convert(value, typ); err != nil {
				diagnostics = append(diagnostics, because(written.SrcRange, "%s: %s", attribute.Name, err)...)
			}

			if attribute.Required && values[attribute.Name].IsNull() {
				diagnostics = append(diagnostics, because(written.SrcRange, "the argument %q is null, and must not be", attribute.Name)...)
			}
		}
	}

	for _, name := range sorted(given) {
		diagnostics = append(diagnostics, because(given[name].NameRange, "there is no argument %q", name)...)
	}

	for _, block := range body.Blocks {
		diagnostics = append(diagnostics, because(block.DefRange(), "there is no block %q", block.Type)...)
	}

	if len(schema.BlockTypes) > 0 {
		diagnostics = append(diagnostics, because(body.SrcRange, "blocks of the provider are not checked yet: add them here")...)
	}

	return cty.ObjectVal(values), diagnostics
}

// typeOf is the type of what can be written for an attribute: inside an object, what is not required can be left out.
func typeOf(attribute *tfprotov6.SchemaAttribute) (cty.Type, error) {
	if attribute.NestedType == nil {
		text, err := attribute.Type.MarshalJSON() //nolint:staticcheck // the only way from one to the other
		if err != nil {
			return cty.NilType, fmt.Errorf("its type cannot be written: %w", err)
		}

		return ctyjson.UnmarshalType(text) //nolint:wrapcheck // says it all
	}

	members := map[string]cty.Type{}

	var optional []string

	for _, inner := range attribute.NestedType.Attributes {
		typ, err := typeOf(inner)
		if err != nil {
			return cty.NilType, err
		}

		members[inner.Name] = typ
		if !inner.Required {
			optional = append(optional, inner.Name)
		}
	}

	object := cty.ObjectWithOptionalAttrs(members, optional)

	switch attribute.NestedType.Nesting {
	case tfprotov6.SchemaObjectNestingModeList:
		return cty.List(object), nil
	case tfprotov6.SchemaObjectNestingModeSet:
		return cty.Set(object), nil
	case tfprotov6.SchemaObjectNestingModeMap:
		return cty.Map(object), nil
	default:
		return object, nil
	}
}

// later is a context in which all that an expression refers to, and all that it calls, gives a value that is not known.
func later(expression hclsyntax.Expression) *hcl.EvalContext {
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{}, Functions: map[string]function.Function{}}

	for _, traversal := range expression.Variables() {
		ctx.Variables[traversal.RootName()] = cty.DynamicVal
	}

	_ = hclsyntax.VisitAll(expression, func(node hclsyntax.Node) hcl.Diagnostics {
		if call, ok := node.(*hclsyntax.FunctionCallExpr); ok {
			ctx.Functions[call.Name] = unknownFunction
		}

		return nil
	})

	return ctx
}

// unknownFunction takes anything and gives what is not known.
var unknownFunction = function.New(&function.Spec{
	VarParam: &function.Parameter{
		Name: "anything", Type: cty.DynamicPseudoType, AllowNull: true, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true,
	},
	Type: function.StaticReturnType(cty.DynamicPseudoType),
	Impl: func([]cty.Value, cty.Type) (cty.Value, error) { return cty.DynamicVal, nil },
})

// sorted gives the keys of a map in order.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
