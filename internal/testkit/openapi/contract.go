// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
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
	// emptyKey is the reason for which a response may come without a body.
	emptyKey = "x-empty"
	// notPatternKey is what the value of a security scheme's header must not match.
	notPatternKey = "x-not-pattern"
)

// contract is the document, ready to be checked against.
type contract struct {
	doc    *openapi3.T
	router routers.Router
	// refused is what an Authorization must not look like.
	refused *regexp.Regexp
}

// load reads the document once for the whole process.
var load = sync.OnceValues(func() (*contract, error) { return read(document) })

// must is load for the check, which can do nothing without a document.
func must() *contract {
	c, err := load()
	if err != nil {
		panic(err) // the document is a part of the program
	}
	return c
}

// read parses a document and checks it: that it is valid OpenAPI, and that its examples keep to their schemas.
func read(text []byte) (*contract, error) {
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(text)
	if err != nil {
		return nil, fmt.Errorf("the contract cannot be read: %w", err)
	}
	if err := doc.Validate(context.Background(), openapi3.EnableExamplesValidation()); err != nil {
		return nil, fmt.Errorf("the contract is not valid: %w", err)
	}
	scheme := doc.Components.SecuritySchemes["accessToken"]
	if scheme == nil {
		return nil, fmt.Errorf("the contract has no security scheme accessToken")
	}
	pattern, _ := scheme.Value.Extensions[notPatternKey].(string)
	refused, err := regexp.Compile(pattern)
	if err != nil || pattern == "" {
		return nil, fmt.Errorf("the contract's %s %q: %w", notPatternKey, pattern, err)
	}
	// Tests serve the API on addresses of their own.
	anywhere := *doc
	anywhere.Servers = nil
	router, err := gorillamux.NewRouter(&anywhere)
	if err != nil {
		return nil, fmt.Errorf("the contract's routes: %w", err)
	}
	return &contract{doc: doc, router: router, refused: refused}, nil
}
