// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Described is what the contract says about an operation besides its shapes.
type Described struct {
	ID, Method string
	// Path has {name} in place of a parameter.
	Path string
	// Source is the address of the page that the operation is taken from.
	Source string
	// Unknown is what that page leaves open; each item begins with the mark of its evidence.
	Unknown []string
	// Statuses are those that it may answer, such as "200" or "5XX".
	Statuses []string
}

// Operations describes all operations, by path and method.
func Operations() []Described {
	var all []Described
	for path, item := range must().doc.Paths.Map() {
		for method, op := range item.Operations() {
			d := Described{ID: op.OperationID, Method: method, Path: path, Statuses: slices.Sorted(maps.Keys(op.Responses.Map()))}
			if op.ExternalDocs != nil {
				d.Source = op.ExternalDocs.URL
			}
			if list, ok := op.Extensions[unknownKey].([]any); ok {
				for _, item := range list {
					d.Unknown = append(d.Unknown, fmt.Sprint(item))
				}
			}
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b Described) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method)) })
	return all
}
