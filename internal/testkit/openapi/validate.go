// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"bytes"
	"context"
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
)

// Request is a request as it arrived.
type Request struct {
	Method string
	URL    *url.URL
	Header http.Header
	Body   []byte
	// Head is the request up to its body as it was on the wire, if that is known: net/http's server canonicalizes the
	// names of headers.
	Head []byte
}

// Response is a response as it was sent.
type Response struct {
	Status int
	Header http.Header
	Body   []byte
}

// Operation is the operation that a request is for. The zero value is none.
type Operation struct {
	input *openapi3filter.RequestValidationInput
}

// ID returns the operationId; empty for no operation.
func (o Operation) ID() string {
	if o.input == nil {
		return ""
	}
	return o.input.Route.Operation.OperationID
}

// options of both directions. Error messages contain no value, as that may be a password or a token.
var options = openapi3filter.Options{
	MultiError:                        true,
	RejectWhenRequestBodyNotSpecified: true,
	SkipSettingDefaults:               true,
	AuthenticationFunc:                openapi3filter.NoopAuthenticationFunc, // see checkHeaders
	SchemaValidationOptions:           []openapi3.SchemaValidationOption{openapi3.DisableSchemaErrorDetails()},
}

// CheckRequest validates a request. The error names all that is invalid, and no value of it. The operation is set even
// if something else is invalid.
func CheckRequest(r Request) (Operation, error) {
	req := &http.Request{
		Method: r.Method, URL: r.URL, Header: r.Header,
		Body: io.NopCloser(bytes.NewReader(r.Body)), ContentLength: int64(len(r.Body)),
	}
	route, params, err := load().router.FindRoute(req)
	if err != nil {
		return Operation{}, err
	}
	op := Operation{&openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route, Options: &options}}
	return op, errors.Join(
		openapi3filter.ValidateRequest(context.Background(), op.input),
		op.checkQuery(r.URL),
		op.checkHeaders(r),
		op.checkSpelling(r.Head),
	)
}

// CheckResponse validates the response to a request of an operation. The error names all that is invalid, and no value
// of it.
func CheckResponse(op Operation, r Response) error {
	if op.input == nil {
		return errors.New("the request is not in the document")
	}
	documented := op.input.Route.Operation.Responses.Status(r.Status)
	if documented == nil { // the library accepts every redirect
		return fmt.Errorf("the status %d is not in the document", r.Status)
	}
	options := options
	options.ExcludeResponseBody = len(r.Body) == 0 && documented.Value.Extensions[emptyKey] != nil
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: op.input, Status: r.Status, Header: r.Header, Options: &options,
	}
	return openapi3filter.ValidateResponse(context.Background(), input.SetBodyBytes(r.Body))
}

// checkQuery rejects what is not a parameter of the operation; the library ignores it.
func (o Operation) checkQuery(u *url.URL) error {
	keys := slices.Sorted(maps.Keys(u.Query()))
	if len(keys) == 0 && (u.RawQuery != "" || u.ForceQuery) {
		return errors.New("the query is empty or cannot be read")
	}
	var errs []error
	for _, key := range keys {
		if o.parameter(openapi3.ParameterInQuery, key) == nil {
			errs = append(errs, fmt.Errorf("query parameter %q is not in the document", key))
		}
	}
	return errors.Join(errs...)
}

func (o Operation) parameter(in, name string) *openapi3.Parameter {
	for _, p := range slices.Concat(o.input.Route.Operation.Parameters, o.input.Route.PathItem.Parameters) {
		if p.Value.In == in && (p.Value.Name == name || in == openapi3.ParameterInHeader && strings.EqualFold(p.Value.Name, name)) {
			return p.Value
		}
	}
	return nil
}

const (
	authorization = "Authorization"
	contentType   = "Content-Type"
)

// httpHeaders are those that HTTP itself and its libraries send.
var httpHeaders = []string{"Accept", "Accept-Encoding", "Connection", "Content-Length", contentType, "User-Agent"}

// checkHeaders rejects what the library ignores: headers that are not in the document, repeated ones, an Authorization
// with anything but a token, and a type without a body.
func (o Operation) checkHeaders(r Request) error {
	security := o.input.Route.Operation.Security
	takesToken := security == nil || len(*security) > 0 // that of signing in is an empty list
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		values := r.Header[name]
		if len(values) > 1 {
			errs = append(errs, fmt.Errorf("header %s is repeated", name))
		}
		switch {
		case name == contentType && len(r.Body) == 0:
			errs = append(errs, fmt.Errorf("header %s without a body", name))
		case slices.Contains(httpHeaders, name) || o.parameter(openapi3.ParameterInHeader, name) != nil:
		case name != authorization || !takesToken:
			errs = append(errs, fmt.Errorf("header %s is not in the document", name))
		case slices.ContainsFunc(values, func(v string) bool { return v == "" || strings.ContainsAny(v, " \t") }):
			errs = append(errs, fmt.Errorf("header %s is not a raw token", name)) // but "Bearer", say, and a token
		}
	}
	return errors.Join(errs...)
}

// checkSpelling compares the names of headers on the wire with those in the document, with letter case.
func (o Operation) checkSpelling(head []byte) error {
	var errs []error
	for line := range strings.SplitSeq(string(head), "\r\n") {
		name, _, _ := strings.Cut(line, ":")
		want := name
		if p := o.parameter(openapi3.ParameterInHeader, name); p != nil {
			want = p.Name
		} else if strings.EqualFold(name, authorization) {
			want = authorization
		}
		if name != want {
			errs = append(errs, fmt.Errorf("header %s is spelled %s on the wire", want, name))
		}
	}
	return errors.Join(errs...)
}
