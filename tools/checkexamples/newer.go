// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// What only Terraform 1.14 and newer know: list and action blocks, and triggers of actions.
const (
	listBlock    = "list"
	actionBlock  = "action"
	triggerBlock = "action_trigger"
	configBlock  = "config"
)

// language is the language that the examples are in, as Terraform 1.14 has it: the arguments of each block, true where
// it takes them. All else in a list or an action block is the provider's, and belongs into config.
var language = map[string]map[string]bool{
	listBlock:    {"provider": true, "count": false, "for_each": false, "limit": false, "include_resource": false},
	actionBlock:  {"provider": false, "count": false, "for_each": false},
	triggerBlock: {"events": true, "actions": true, "condition": false},
}

// triggerEvents are those of Terraform 1.14.
var triggerEvents = []string{"before_create", "after_create", "before_update", "after_update"}

// queryBlocks is what can stand in a query file.
var queryBlocks = []string{listBlock, "provider", "variable", "locals"}

// newer finds what is wrong with what only a newer CLI knows, without one: the language by its own rules, and the
// configuration by the provider's own word.
type newer struct {
	provider configValidator
}

// check gives all that is wrong in an example, a line each.
func (n newer) check(e example) []string {
	var wrong []string

	bodies := map[string]*hclsyntax.Body{}
	actions := map[string]bool{}

	for _, name := range sorted(e.files) {
		file, diagnostics := hclsyntax.ParseConfig([]byte(e.files[name]), name, hcl.InitialPos)
		if diagnostics.HasErrors() {
			wrong = append(wrong, lines(diagnostics)...)

			continue
		}

		if strings.HasSuffix(name, querySuffix) && string(hclwrite.Format([]byte(e.files[name]))) != e.files[name] {
			wrong = append(wrong, name+": not formatted")
		}

		body, _ := file.Body.(*hclsyntax.Body)
		bodies[name] = body

		for _, block := range body.Blocks {
			if block.Type == actionBlock && len(block.Labels) == 2 {
				actions[strings.Join(append([]string{actionBlock}, block.Labels...), ".")] = true
			}
		}
	}

	for _, name := range sorted(bodies) {
		for _, block := range bodies[name].Blocks {
			wrong = append(wrong, lines(n.topLevel(name, block, actions))...)
		}
	}

	return wrong
}

// topLevel checks a block that stands by itself.
func (n newer) topLevel(file string, block *hclsyntax.Block, actions map[string]bool) hcl.Diagnostics {
	isQuery := strings.HasSuffix(file, querySuffix)

	switch {
	case isQuery && !slices.Contains(queryBlocks, block.Type):
		return because(block.DefRange(), "a query file has no block %q", block.Type)
	case block.Type == listBlock && !isQuery:
		return because(block.DefRange(), "a list block stands in a file *%s", querySuffix)
	case block.Type == listBlock || block.Type == actionBlock:
		return n.configured(block)
	case block.Type == "resource":
		return triggers(block, actions)
	}

	return nil
}

// configured checks a list or an action block.
func (n newer) configured(block *hclsyntax.Block) hcl.Diagnostics {
	if len(block.Labels) != 2 {
		return because(block.DefRange(), "a block %q has a type and a name", block.Type)
	}

	diagnostics := arguments(block)

	config := &hclsyntax.Body{SrcRange: block.DefRange(), EndRange: block.DefRange()}

	for i, inner := range block.Body.Blocks {
		if inner.Type != configBlock || i > 0 {
			diagnostics = append(diagnostics, because(inner.DefRange(), "a block %q has one block %q and no other", block.Type, configBlock)...)

			continue
		}

		config = inner.Body
	}

	return append(diagnostics, n.provider.validate(block.Type, block.Labels[0], config)...)
}

// arguments checks which arguments a block has.
func arguments(block *hclsyntax.Block) hcl.Diagnostics {
	var diagnostics hcl.Diagnostics

	known := language[block.Type]

	for _, name := range sorted(block.Body.Attributes) {
		if _, ok := known[name]; !ok {
			diagnostics = append(diagnostics, because(block.Body.Attributes[name].NameRange, "a block %q has no argument %q", block.Type, name)...)
		}
	}

	for _, name := range sorted(known) {
		if _, ok := block.Body.Attributes[name]; !ok && known[name] {
			diagnostics = append(diagnostics, because(block.DefRange(), "the argument %q is missing", name)...)
		}
	}

	return diagnostics
}

// triggers checks the action triggers of a resource.
func triggers(resource *hclsyntax.Block, actions map[string]bool) hcl.Diagnostics {
	var diagnostics hcl.Diagnostics

	for _, lifecycle := range resource.Body.Blocks {
		if lifecycle.Type != "lifecycle" {
			continue
		}

		for _, block := range lifecycle.Body.Blocks {
			if block.Type != triggerBlock {
				continue
			}

			diagnostics = append(diagnostics, arguments(block)...)
			diagnostics = append(diagnostics, items(block, "events", func(item hcl.Expression) bool {
				return slices.Contains(triggerEvents, hcl.ExprAsKeyword(item))
			}, "is no event: there are "+strings.Join(triggerEvents, ", ")+", without quotes")...)
			diagnostics = append(diagnostics, items(block, "actions", func(item hcl.Expression) bool {
				return actions[reference(item)]
			}, "is no action of this example")...)

			for _, inner := range block.Body.Blocks {
				diagnostics = append(diagnostics, because(inner.DefRange(), "a block %q has no block %q", triggerBlock, inner.Type)...)
			}
		}
	}

	return diagnostics
}

// items checks each item of an argument that is a list.
func items(block *hclsyntax.Block, argument string, ok func(hcl.Expression) bool, complaint string) hcl.Diagnostics {
	attribute, there := block.Body.Attributes[argument]
	if !there {
		return nil
	}

	list, diagnostics := hcl.ExprList(attribute.Expr)
	if !diagnostics.HasErrors() && len(list) == 0 {
		return because(attribute.SrcRange, "%s is empty", argument)
	}

	for _, item := range list {
		if !ok(item) {
			diagnostics = append(diagnostics, because(item.Range(), "an item of %s %s", argument, complaint)...)
		}
	}

	return diagnostics
}

// reference writes the action that an expression refers to, as in action.type.name.
func reference(expression hcl.Expression) string {
	for _, traversal := range expression.Variables() {
		const parts = 3
		if traversal.RootName() != actionBlock || len(traversal) < parts {
			continue
		}

		typeName, isType := traversal[1].(hcl.TraverseAttr)
		name, isName := traversal[2].(hcl.TraverseAttr)

		if isType && isName {
			return strings.Join([]string{actionBlock, typeName.Name, name.Name}, ".")
		}
	}

	return ""
}

// because is one thing that is wrong.
func because(where hcl.Range, format string, values ...any) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: fmt.Sprintf(format, values...), Subject: &where}}
}

// lines writes the errors among diagnostics.
func lines(diagnostics hcl.Diagnostics) []string {
	var all []string

	for _, diagnostic := range diagnostics {
		if diagnostic.Severity != hcl.DiagError {
			continue
		}

		line := diagnostic.Summary
		if diagnostic.Subject != nil {
			line = fmt.Sprintf("%s:%d: %s", diagnostic.Subject.Filename, diagnostic.Subject.Start.Line, line)
		}

		if diagnostic.Detail != "" {
			line += ": " + diagnostic.Detail
		}

		all = append(all, line)
	}

	return all
}
