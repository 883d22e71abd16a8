// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// diagPackage makes all diagnostics. What one is called goes into a parameter of this name.
const (
	diagPackage = "github.com/hashicorp/terraform-plugin-framework/diag"
	summaryName = "summary"
)

// anything stands for a part that is known only when the provider runs.
const anything = "…"

// texts are the values that an expression may have.
type texts map[string]bool

// code knows where every value comes from.
type code struct {
	*program
	// given are the expressions that a variable, parameter or field gets somewhere.
	given map[types.Object][]ast.Expr
	// found are the diagnostics by their summaries.
	found map[string]diagnostic
	// following is what is being followed, as code may go round in circles.
	following map[types.Object]bool
}

// diagnostic is what is known of the diagnostics that have one summary.
type diagnostic struct {
	// at is a place where one is made.
	at token.Position
	// isError and isWarning are set where some are.
	isError, isWarning bool
}

// severities are the ways to say how bad they are. Where code makes both, it may be that only one of them comes.
func (d diagnostic) severities() []string {
	switch {
	case d.isError && d.isWarning:
		return []string{"Error or warning", "Error", "Warning"}
	case d.isWarning:
		return []string{"Warning"}
	}

	return []string{"Error"}
}

// summaries gives every diagnostic that the program can make, by its summary. It is an error when a summary cannot be
// followed to the texts that it is put together from.
func summaries(p *program) (map[string]diagnostic, error) {
	c := &code{program: p, given: map[types.Object][]ast.Expr{}, found: map[string]diagnostic{}, following: map[types.Object]bool{}}
	for _, file := range p.files {
		ast.Inspect(file, c.note)
	}

	for _, file := range p.files {
		var failed error

		ast.Inspect(file, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok && failed == nil {
				failed = c.summariesOf(call)
			}

			return failed == nil
		})

		if failed != nil {
			return nil, failed
		}
	}

	return c.found, nil
}

// summariesOf notes the summaries of a call that makes a diagnostic.
func (c *code) summariesOf(call *ast.CallExpr) error {
	callee, ok := c.object(call.Fun).(*types.Func)
	if !ok || callee.Pkg() == nil || callee.Pkg().Path() != diagPackage {
		return nil
	}

	parameters := callee.Signature().Params()
	for i := range parameters.Len() {
		if parameters.At(i).Name() != summaryName {
			continue
		}

		values, err := c.follow(call.Args[i])
		if err != nil {
			return err
		}

		for value := range values {
			one := c.found[value]
			one.at = c.fset.Position(call.Pos())

			if strings.Contains(callee.Name(), "Warning") {
				one.isWarning = true
			} else {
				one.isError = true
			}

			c.found[value] = one
		}
	}

	return nil
}

// note remembers what variables, parameters and fields are given.
func (c *code) note(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.CallExpr:
		c.noteArguments(n)
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if len(n.Lhs) == len(n.Rhs) && (n.Tok == token.ASSIGN || n.Tok == token.DEFINE) {
				c.give(c.object(left), n.Rhs[i])
			} else {
				c.give(c.object(left), nowhere(n))
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			switch {
			case len(n.Names) == len(n.Values):
				c.give(c.info.Defs[name], n.Values[i])
			case len(n.Values) > 0:
				c.give(c.info.Defs[name], nowhere(n))
			}
		}
	case *ast.RangeStmt:
		if n.Value == nil {
			break
		}

		list, ok := n.X.(*ast.CompositeLit)
		if !ok {
			c.give(c.object(n.Value), nowhere(n))
			break
		}

		for _, element := range list.Elts {
			c.give(c.object(n.Value), element)
		}
	case *ast.CompositeLit:
		c.noteFields(n)
	}

	return true
}

// nowhere stands for a value that is not followed, so that nobody takes what else a variable is given for all of it.
func nowhere(at ast.Node) ast.Expr { return &ast.BadExpr{From: at.Pos(), To: at.End()} }

// noteArguments notes what a call gives to the parameters of a function of this program: one with a name, or one that a
// variable holds.
func (c *code) noteArguments(call *ast.CallExpr) {
	var parameters *types.Tuple

	switch callee := c.object(call.Fun).(type) {
	case *types.Func:
		parameters = callee.Origin().Signature().Params()
	case *types.Var:
		signature, ok := callee.Type().(*types.Signature)
		if !ok {
			return
		}

		parameters = signature.Params() // the very objects of the function that the variable was made with
	default:
		return
	}

	for i := range min(parameters.Len(), len(call.Args)) {
		c.give(parameters.At(i), call.Args[i])
	}
}

func (c *code) noteFields(literal *ast.CompositeLit) {
	made := c.info.TypeOf(literal)
	if pointer, ok := made.Underlying().(*types.Pointer); ok { // &T{} in a list of *T
		made = pointer.Elem()
	}

	structure, ok := made.Underlying().(*types.Struct)
	if !ok {
		return
	}

	for i, element := range literal.Elts {
		if pair, ok := element.(*ast.KeyValueExpr); ok {
			c.give(c.object(pair.Key), pair.Value)
		} else {
			c.give(structure.Field(i), element)
		}
	}
}

func (c *code) give(to types.Object, value ast.Expr) {
	if to != nil {
		c.given[to] = append(c.given[to], value)
	}
}

// object gives what an expression names.
func (c *code) object(e ast.Expr) types.Object {
	switch e := e.(type) {
	case *ast.Ident:
		if defined := c.info.Defs[e]; defined != nil {
			return defined
		}

		return origin(c.info.Uses[e])
	case *ast.SelectorExpr:
		return origin(c.info.Uses[e.Sel])
	case *ast.IndexExpr: // of a generic function
		return c.object(e.X)
	case *ast.ParenExpr:
		return c.object(e.X)
	}

	return nil
}

// origin gives the field or function as it is declared, for one of a generic type.
func origin(object types.Object) types.Object {
	switch o := object.(type) {
	case *types.Func:
		return o.Origin()
	case *types.Var:
		return o.Origin()
	}

	return object
}

// follow gives the values that an expression may have.
func (c *code) follow(e ast.Expr) (texts, error) {
	if value := c.info.Types[e].Value; value != nil && value.Kind() == constant.String {
		return texts{constant.StringVal(value): true}, nil
	}

	switch e := e.(type) {
	case *ast.ParenExpr:
		return c.follow(e.X)
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return c.joined(e)
		}
	case *ast.Ident, *ast.SelectorExpr:
		if variable, ok := c.object(e).(*types.Var); ok {
			return c.values(variable, e)
		}
	case *ast.CallExpr:
		if callee, ok := c.object(e.Fun).(*types.Func); ok && callee.FullName() == "fmt.Sprintf" {
			return c.formatted(e)
		}
	}

	return nil, fmt.Errorf("%s: this cannot be followed to the texts of a summary; teach tools/summaries, or put the summary together in another way", c.fset.Position(e.Pos()))
}

// values gives what a variable, parameter or field gets anywhere.
func (c *code) values(variable *types.Var, at ast.Expr) (texts, error) {
	if c.following[variable] {
		return texts{}, nil
	}

	c.following[variable] = true
	defer delete(c.following, variable)

	if len(c.given[variable]) == 0 {
		return nil, fmt.Errorf("%s: nothing gives %s a value that can be followed", c.fset.Position(at.Pos()), variable.Name())
	}

	all := texts{}

	for _, value := range c.given[variable] {
		some, err := c.follow(value)
		if err != nil {
			return nil, err
		}

		maps.Copy(all, some)
	}

	return all, nil
}

// joined gives each left part with each right part.
func (c *code) joined(sum *ast.BinaryExpr) (texts, error) {
	left, err := c.follow(sum.X)
	if err != nil {
		return nil, err
	}

	right, err := c.follow(sum.Y)
	if err != nil {
		return nil, err
	}

	all := texts{}

	for _, l := range slices.Collect(maps.Keys(left)) {
		for r := range right {
			all[l+r] = true
		}
	}

	return all, nil
}

var verb = regexp.MustCompile(`%[sqdv]`)

// formatted gives a format with its parts put in; anything is one that cannot be followed.
func (c *code) formatted(call *ast.CallExpr) (texts, error) {
	formats, err := c.follow(call.Args[0])
	if err != nil {
		return nil, err
	}

	for i := range call.Args[1:] {
		parts, err := c.follow(call.Args[i+1])
		if err != nil {
			parts = texts{anything: true}
		}

		filled := texts{}

		for format := range formats {
			place := verb.FindStringIndex(format)
			if place == nil {
				return nil, fmt.Errorf("%s: there are more values than places in the format", c.fset.Position(call.Pos()))
			}

			quote := ""
			if format[place[0]:place[1]] == "%q" {
				quote = `"`
			}

			for part := range parts {
				filled[format[:place[0]]+quote+part+quote+format[place[1]:]] = true
			}
		}

		formats = filled
	}

	return formats, nil
}
