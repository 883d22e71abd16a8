// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Request is a request as it arrived.
type Request struct {
	Method string
	URL    *url.URL
	Header http.Header
	Body   []byte
	// Head is the request up to its body as it was on the wire, where that is known: a server that reads headers by
	// net/http loses their spelling.
	Head []byte
}

// Answer is an answer as it was sent.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Operation is an operation of the contract that a request is for. The zero value is none.
type Operation struct {
	route *routers.Route
	input *openapi3filter.RequestValidationInput
}

// ID is the operationId, and empty for no operation.
func (o Operation) ID() string {
	if o.route == nil {
		return ""
	}
	return o.route.Operation.OperationID
}

// options of both directions. Defaults would change what is checked.
var options = &openapi3filter.Options{
	MultiError:                        true,
	IncludeResponseStatus:             true,
	RejectWhenRequestBodyNotSpecified: true,
	SkipSettingDefaults:               true,
	// An Authorization is checked with the other headers.
	AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc,
	SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.DisableSchemaErrorDetails()},
}

// withoutBody are the options for a body that cannot be read.
var withoutBody = func() *openapi3filter.Options {
	o := *options
	o.ExcludeRequestBody = true
	return &o
}()

// CheckRequest holds a request against the contract. The error names all that is wrong with it, and no value of it but
// its method and path. The operation is known even where something else is wrong.
func CheckRequest(r Request) (Operation, error) {
	c := must()
	req := &http.Request{
		Method: r.Method, URL: r.URL, Header: r.Header,
		Body: io.NopCloser(bytes.NewReader(r.Body)), ContentLength: int64(len(r.Body)),
	}
	route, params, err := c.router.FindRoute(req)
	if err != nil {
		return Operation{}, err
	}
	op := Operation{route: route, input: &openapi3filter.RequestValidationInput{
		Request: req, PathParams: params, QueryParams: r.URL.Query(), Route: route, Options: options,
	}}
	body := op.checkBody(r)
	return op, errors.Join(
		body,
		told(openapi3filter.ValidateRequest(context.Background(), op.input)),
		c.checkQuery(op, r.URL),
		c.checkHeaders(op, r),
	)
}

// checkQuery refuses what the operation has no parameter for, which is everything: the API has no query.
func (c *contract) checkQuery(op Operation, u *url.URL) error {
	if u.ForceQuery || u.RawQuery != "" && len(op.input.QueryParams) == 0 {
		return errors.New("there is a query with nothing in it")
	}
	var errs []error
	for _, key := range slices.Sorted(maps.Keys(op.input.QueryParams)) {
		if op.parameter(openapi3.ParameterInQuery, key) == nil {
			errs = append(errs, fmt.Errorf("the query has %q, which is not in the contract", key))
		}
	}
	return errors.Join(errs...)
}

func (o Operation) parameter(in, name string) *openapi3.Parameter {
	for _, of := range []openapi3.Parameters{o.route.Operation.Parameters, o.route.PathItem.Parameters} {
		for _, p := range of {
			if p.Value.In == in && (p.Value.Name == name || in == openapi3.ParameterInHeader && strings.EqualFold(p.Value.Name, name)) {
				return p.Value
			}
		}
	}
	return nil
}

// ofHTTP are the headers that HTTP itself and its libraries send, and that say nothing about Maestro.
var ofHTTP = []string{"Accept", "Accept-Encoding", "Connection", "Content-Length", "Content-Type", "User-Agent"}

// authorization is the header of the security scheme.
const authorization = "Authorization"

// checkHeaders refuses headers that the operation does not have, headers that are sent twice, an Authorization that is
// not raw, and what is spelled otherwise on the wire.
func (c *contract) checkHeaders(op Operation, r Request) error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		values := r.Header[name]
		if len(values) > 1 {
			errs = append(errs, fmt.Errorf("the header %s is there %d times", name, len(values)))
		}
		switch {
		case slices.Contains(ofHTTP, name) || op.parameter(openapi3.ParameterInHeader, name) != nil:
		case name != authorization || !op.takesToken():
			errs = append(errs, fmt.Errorf("the header %s is not in the contract", name))
		case slices.ContainsFunc(values, func(v string) bool { return v == "" || c.refused.MatchString(v) }):
			errs = append(errs, fmt.Errorf("the header %s is not a raw token", name))
		}
	}
	return errors.Join(append(errs, op.checkSpelling(r.Head))...)
}

// takesToken says whether the operation may be called with a token; signing in, for one, may not.
func (o Operation) takesToken() bool {
	security := o.route.Operation.Security
	if security == nil {
		security = &o.route.Spec.Security
	}
	return slices.ContainsFunc(*security, func(s openapi3.SecurityRequirement) bool { return s["accessToken"] != nil })
}

// checkSpelling compares the names of headers, letter by letter, with those of the contract.
func (o Operation) checkSpelling(head []byte) error {
	var errs []error
	lines := strings.Split(string(head), "\r\n")
	for _, line := range lines[1:] {
		name, _, _ := strings.Cut(line, ":")
		want := ""
		if p := o.parameter(openapi3.ParameterInHeader, name); p != nil {
			want = p.Name
		} else if strings.EqualFold(name, authorization) {
			want = authorization
		}
		if want != "" && name != want {
			errs = append(errs, fmt.Errorf("the header %s is spelled %s on the wire", want, name))
		}
	}
	return errors.Join(errs...)
}

// checkBody refuses what the filter lets pass, something after the JSON value and a type of content without a content, and
// keeps what cannot be read from the filter.
func (o Operation) checkBody(r Request) error {
	switch {
	case len(r.Body) == 0 && r.Header.Get("Content-Type") != "":
		return errors.New("there is a Content-Type and no body")
	case len(r.Body) > 0 && !isOneValue(r.Body):
		o.input.Options = withoutBody
		return errors.New("the body is not one JSON value")
	}
	return nil
}

// isOneValue takes a short way with a body of nothing but white space, however long.
func isOneValue(body []byte) bool { return json.Valid(bytes.TrimSpace(body)) }

// CheckAnswer holds an answer to a request of this operation against the contract. The error names all that is wrong
// with it, and no value of it but its status.
func CheckAnswer(op Operation, a Answer) error {
	if op.route == nil {
		return errors.New("the answer is to a request that is not in the contract")
	}
	response := op.route.Operation.Responses.Status(a.Status)
	if response == nil {
		return errors.New("the status is not in the contract")
	}
	if len(a.Body) == 0 {
		if response.Value.Extensions[emptyKey] == nil && len(response.Value.Content) > 0 {
			return errors.New("the answer has no body")
		}
		return nil
	}
	if isJSON(a.Header) && !isOneValue(a.Body) {
		return errors.New("the answer is not one JSON value")
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: op.input, Status: a.Status, Header: a.Header, Options: options,
	}
	return told(openapi3filter.ValidateResponse(context.Background(), input.SetBodyBytes(a.Body)))
}

func isJSON(h http.Header) bool {
	return strings.HasPrefix(h.Get("Content-Type"), "application/json")
}
