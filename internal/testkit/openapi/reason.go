// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// told puts the filter's errors into words that a reader of a failed test can use: where it is, and what each of the
// alternatives had against it. Values are left out, as there may be a password or a token among them.
func told(err error) error {
	var all []error
	for _, single := range each(err) {
		all = append(all, errors.New(strings.Join(words(single), "\n  ")))
	}
	return errors.Join(all...)
}

// each takes errors apart that hold several.
func each(err error) []error {
	several, ok := err.(openapi3.MultiError) //nolint:errorlint // one that is wrapped has more to say
	switch {
	case err == nil:
		return nil
	case !ok:
		return []error{err}
	}
	var all []error
	for _, single := range several {
		all = append(all, each(single)...)
	}
	return all
}

// words are what an error says, and below it the details.
func words(err error) []string {
	var (
		request  *openapi3filter.RequestError
		response *openapi3filter.ResponseError
	)
	switch {
	case errors.As(err, &request) && request.Parameter != nil:
		return reasons(fmt.Sprintf("the %s parameter %s", request.Parameter.In, request.Parameter.Name), request.Reason, request.Err)
	case errors.As(err, &request):
		return reasons("the body", request.Reason, request.Err)
	case errors.As(err, &response):
		return reasons("the answer", response.Reason, response.Err)
	}
	return []string{err.Error()}
}

// reasons takes the cause for the reason, where there is one: it says where in the value it is.
func reasons(what, reason string, cause error) []string {
	var lines []string
	for _, single := range each(cause) {
		var schema *openapi3.SchemaError
		if errors.As(single, &schema) {
			lines = append(lines, schemaWords(schema, "", 0)...)
		} else {
			lines = append(lines, single.Error())
		}
	}
	if lines == nil {
		lines = []string{reason}
	}
	lines[0] = what + ": " + lines[0]
	return lines
}

// What a message holds of alternatives: how deep, and how many reasons against each.
const (
	deepest = 3
	most    = 3
)

// schemaWords tells what a schema has against a value, and of alternatives what each has.
func schemaWords(err *openapi3.SchemaError, at string, depth int) []string {
	if pointer := err.JSONPointer(); len(pointer) > 0 {
		at += "/" + strings.Join(pointer, "/")
	}
	alternatives := alternativesOf(err)
	reason := err.Reason
	switch {
	case alternatives != nil:
		reason = "it is none of its alternatives"
	case reason == "":
		reason = "it does not keep to " + err.SchemaField
	}
	if at != "" {
		reason = at + ": " + reason
	}
	lines := []string{reason}
	if depth == deepest {
		return lines
	}
	for i, alternative := range alternatives {
		against := each(alternative.Value.VisitJSON(err.Value, openapi3.DisableSchemaErrorDetails(), openapi3.MultiErrors()))
		for _, single := range against[:min(most, len(against))] {
			var inner *openapi3.SchemaError
			if errors.As(single, &inner) {
				for _, line := range schemaWords(inner, at, depth+1) {
					lines = append(lines, "not "+nameOf(alternative, i)+": "+line)
				}
			}
		}
	}
	return lines
}

func alternativesOf(err *openapi3.SchemaError) openapi3.SchemaRefs {
	switch err.SchemaField {
	case "anyOf":
		return err.Schema.AnyOf
	case "oneOf":
		return err.Schema.OneOf
	case "allOf":
		return err.Schema.AllOf
	}
	return nil
}

// nameOf is what the contract calls an alternative.
func nameOf(schema *openapi3.SchemaRef, index int) string {
	switch {
	case schema.Ref != "":
		return path.Base(schema.Ref)
	case schema.Value.Title != "":
		return schema.Value.Title
	}
	return fmt.Sprintf("alternative %d", index+1)
}
