// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// response is a response with the request that it answers.
type response struct {
	*transport.Response

	request transport.Request
	auth    Auth
	kind    bodyKind
	// object is the decoded body, nil if it is not a JSON object, or too large.
	object Document
}

func newResponse(request transport.Request, r *transport.Response) *response {
	resp := &response{Response: r, request: request, kind: kindOf(r)}
	if bytes.HasPrefix(bytes.TrimSpace(r.Body), []byte("{")) && !tooManyValues(r.Body) {
		resp.object, _ = decodeObject(r.Body)
	}
	return resp
}

// content returns the body without an envelope.
func (r *response) content() json.RawMessage { return unwrap(bytes.TrimSpace(r.Body), r.object) }

// bodyKind is what the body of a response is. Only JSON can be Maestro's own.
type bodyKind int

const (
	bodyEmpty bodyKind = iota
	bodyJSON
	bodyOther // HTML, plain text
)

func kindOf(r *transport.Response) bodyKind {
	body := bytes.TrimSpace(r.Body)
	if len(body) == 0 {
		return bodyEmpty
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && media == "text/html" || !json.Valid(body) {
		return bodyOther
	}
	return bodyJSON
}

func (k bodyKind) describe() string {
	switch k {
	case bodyEmpty:
		return ", with an empty body"
	case bodyOther:
		return ", with a body that is not JSON, so it is probably not from Maestro"
	case bodyJSON:
	}
	return ", without a message"
}

// text returns a string of the response in a form that is fit for an error: on one line, and without the credentials
// that it repeats.
func (r *response) text(s string) string { return Printable(r.Redactor.Redact(s)) }

// mentions reports whether the response contains an id, in any spelling.
func (r *response) mentions(id string) bool {
	return strings.Contains(CanonicalID(string(r.Body)), CanonicalID(id))
}

// error returns an error for the response, without a message or a cause.
func (r *response) error() *Error {
	return &Error{
		Method: r.request.Method, Path: r.request.Path, Status: r.Status, Attempts: r.Attempts, Auth: r.auth,
		body: r.kind,
	}
}

// failure returns the error that the response reports, nil for a success.
func (r *response) failure() *Error {
	e := r.error()
	if r.Status >= 300 && r.Status < 400 {
		e.Cause = errors.New("not a response from Maestro")
		if location := r.text(r.Header.Get("Location")); location != "" {
			e.Cause = fmt.Errorf("the response redirects to %q, which the provider does not follow", location)
		}
		return e
	}
	failed := r.Status < 200 || r.Status > 299
	if r.kind == bodyJSON {
		body := parseErrorBody(r.request.Method, r.object)
		e.Message, e.ExceptionType = r.text(body.message), r.text(body.exceptionType)
		failed = failed || body.failed // 200 with {"status":false,...} is a failure as well
	}
	if !failed {
		return nil
	}
	if r.Outlasts {
		e.retryAt = time.Now().Add(r.RetryAfter)
		e.Cause = fmt.Errorf("the response asks to wait %s, which exceeds the time limit of the operation", r.RetryAfter)
	}
	return e
}

// unexpected returns an error for a successful response whose content is wrong. why begins with "it", the response.
func unexpected(r *response, why error) *Error {
	return unreadable(r, fmt.Errorf("unexpected response: %w", why))
}

// unreadable returns an error for a successful response that makes no sense.
func unreadable(r *response, why error) *Error {
	e := r.error()
	e.Cause = why
	return e
}

// asUnreadable returns an error about the content of a successful response: unreadable, unless it is an *Error, or the
// end of the context.
func asUnreadable(r *response, err error) error {
	if e, ok := asError(err); ok {
		return e
	}
	return unreadable(r, err)
}

// requireMaestro returns an error if the response to a successful write is not from Maestro, but a login page or that
// of a proxy.
func requireMaestro(r *response, err error) error {
	if err == nil && r.kind == bodyOther {
		return unreadable(r, errors.New("the response is not from Maestro"))
	}
	return err
}
