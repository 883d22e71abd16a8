// SPDX-License-Identifier: MPL-2.0

// Package openapi describes the Maestro API as an OpenAPI document, the endpoints in use with the source of each and
// what is unknown about it, and validates requests and responses against it. In tests, every exchange between the
// client and the simulator is validated, so that client, simulator and document cannot drift apart.
//
// It is for tests alone, and never a part of the provider.
package openapi

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

//go:embed maestro.yaml
var document []byte

// Extensions of the document.
const (
	// unknownKey lists what is unknown about an operation; each item begins with a mark of evidenceKey.
	unknownKey  = "x-unknown"
	evidenceKey = "x-evidence"
	// emptyKey is the reason for which a response may have no body.
	emptyKey = "x-empty"
)

// api is the parsed document.
type api struct {
	doc    *openapi3.T
	router routers.Router
}

// load parses the document once per process.
var load = sync.OnceValue(func() *api {
	a, err := parse(document)
	if err != nil {
		panic(err) // the document is embedded
	}
	openapi3filter.RegisterBodyDecoder("application/json", decodeOneValue)
	return a
})

// parse reads a document and validates it, with its examples.
func parse(text []byte) (*api, error) {
	doc, err := openapi3.NewLoader().LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("the document cannot be read: %w", err)
	}
	if err := doc.Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		return nil, fmt.Errorf("the document is not valid: %w", err)
	}

	anywhere := *doc
	anywhere.Servers = nil // a test serves the API at any address
	router, err := gorillamux.NewRouter(&anywhere)
	if err != nil {
		return nil, fmt.Errorf("the routes of the document: %w", err)
	}
	return &api{doc: doc, router: router}, nil
}

// decodeOneValue is the library's decoder of JSON, but for bodies that continue after their value, which that accepts.
func decodeOneValue(
	body io.Reader, header http.Header, schema *openapi3.SchemaRef, encoding openapi3filter.EncodingFn,
) (any, error) {
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	if text = bytes.TrimSpace(text); !json.Valid(text) { // white space alone can be megabytes
		return nil, &openapi3filter.ParseError{Kind: openapi3filter.KindInvalidFormat, Reason: "not one JSON value"}
	}
	return openapi3filter.JSONBodyDecoder(bytes.NewReader(text), header, schema, encoding)
}

// OperationInfo is what the document says about an operation besides its schemas.
type OperationInfo struct {
	ID, Method string
	// Path has {name} for each parameter.
	Path string
	// Source is the address of the page that the operation is taken from.
	Source string
	// Unknown is what that page leaves open; each item begins with the mark of its evidence.
	Unknown []string
	// Statuses are those of its responses, such as "200" or "5XX".
	Statuses []string
}

// Operations returns all operations, by path and method.
func Operations() []OperationInfo {
	var all []OperationInfo
	for path, item := range load().doc.Paths.Map() {
		for method, op := range item.Operations() {
			info := OperationInfo{
				ID: op.OperationID, Method: method, Path: path, Statuses: slices.Sorted(maps.Keys(op.Responses.Map())),
			}
			if op.ExternalDocs != nil {
				info.Source = op.ExternalDocs.URL
			}
			unknown, _ := op.Extensions[unknownKey].([]any)
			for _, item := range unknown {
				info.Unknown = append(info.Unknown, fmt.Sprint(item))
			}
			all = append(all, info)
		}
	}
	slices.SortFunc(all, func(a, b OperationInfo) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return all
}
