// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// object is a JSON object. As an alias it is the type that encoding/json decodes to.
type object = map[string]any

// response is a response before it is encoded.
type response struct {
	status int
	header map[string]string
	body   any    // nil: no body
	html   string // instead of body
}

func ok(body any) *response { return &response{status: http.StatusOK, body: body} }

// data responds with a value, in {"status":true,"data":…} if the call's page has it so or the contract requires it.
func (c *call) data(status int, value any, enveloped bool) *response {
	switch c.contract.Envelope {
	case contract.EnvelopeAlways:
		enveloped = true
	case contract.EnvelopeNever:
		enveloped = false
	}
	if enveloped {
		value = object{"status": true, "data": value}
	}
	return &response{status: status, body: value}
}

// detail is FastAPI's plain error.
func detail(status int, format string, args ...any) *response {
	return &response{status: status, body: object{"detail": fmt.Sprintf(format, args...)}}
}

// exception is the error object of pause, unpause, execute and memory.
func exception(status int, kind, message string) *response {
	return &response{status: status, body: object{"detail": failure(kind, message)}}
}

func failure(kind, message string) object {
	return object{"status": false, "exception_type": kind, "traceback": message, "data": nil}
}

// invalid is FastAPI's error for an invalid body (fastapi.tiangolo.com/tutorial/handling-errors).
func invalid(kind, message string, loc ...any) *response {
	problem := object{"loc": append([]any{"body"}, loc...), "msg": message, "type": kind}
	return &response{status: http.StatusUnprocessableEntity, body: object{"detail": []any{problem}}}
}

// nest is the gateway's plain error, in the shape of NestJS.
func nest(status int, message any) *response {
	return &response{status: status, body: object{"statusCode": status, "message": message, "error": http.StatusText(status)}}
}

// unauthorized is documented at docs.dadosfera.ai/reference/platformapicontroller_deletepipeline.
func unauthorized() *response {
	return &response{status: http.StatusUnauthorized, body: object{"msg": "Unauthorized"}}
}

func tooManyRequests() *response {
	const status = http.StatusTooManyRequests
	return &response{
		status: status,
		header: map[string]string{"Retry-After": "1"},
		body:   object{"statusCode": status, "message": http.StatusText(status)},
	}
}

// databaseError is documented at docs.dadosfera.ai/reference/platformapicontroller_deletepipeline.
const databaseError = "Unable to complete transaction due to database error"

// taken refuses a name or id that another pipeline has.
func (c *call) taken(what, value string) *response {
	message := fmt.Sprintf("Pipeline with %s %s already exists", what, value)
	switch c.contract.Refusal {
	case contract.RefusalBadRequest:
		return nest(http.StatusBadRequest, message)
	case contract.RefusalServerError:
		return detail(http.StatusInternalServerError, databaseError)
	case contract.RefusalStatusFalse:
		return ok(failure("PipelineAlreadyExists", message))
	}
	return detail(http.StatusConflict, "%s", message)
}

// kind is a kind of object that may be missing.
type kind struct{ field, noun, exception string }

var (
	aPipeline = kind{"pipeline_id", "Pipeline", "PipelineNotFound"}
	aJob      = kind{"job_id", "Job", "JobNotFound"}
	aRun      = kind{"pipeline_run_id", "Pipeline run", "PipelineRunNotFound"}
)

// missing responds that an object does not exist. Ids are repeated with underscores, as Maestro does.
func (c *call) missing(k kind, id string) *response {
	id = underscored(id)
	message := fmt.Sprintf("%s with id %s not found", k.noun, id)
	switch c.contract.Missing {
	case contract.MissingDetail:
		return detail(http.StatusNotFound, "%s %s not found!!", k.field, id)
	case contract.MissingFastAPI:
		return detail(http.StatusNotFound, "Not Found")
	case contract.MissingNest:
		return nest(http.StatusNotFound, "Cannot "+c.entry.Method+" "+c.entry.Path)
	case contract.MissingHTML:
		return &response{status: http.StatusNotFound, html: "<html><head><title>404 Not Found</title></head>" +
			"<body><center><h1>404 Not Found</h1></center></body></html>"}
	case contract.MissingEmpty:
		return &response{status: http.StatusNotFound}
	case contract.MissingStatusFalse:
		return ok(failure(k.exception, message))
	}

	switch {
	case c.route.op == OpDelete: // platformapicontroller_deletepipeline
		return detail(http.StatusNotFound, "%s %s not found!!", k.field, id)
	case c.route.op == OpUpdate, k != aPipeline: // platformapicontroller_updatepipeline, _resetjobstate
		return detail(http.StatusNotFound, "%s %s not found", k.field, id)
	}
	// platformapicontroller_pausepipeline and others; GET by id and runs by analogy, as no page shows theirs.
	return exception(http.StatusNotFound, k.exception, message)
}

// encode returns the response in bytes, with what the contract changes in all responses.
func (c *call) encode(r *response) reply {
	out := reply{status: r.status, header: map[string]string{}}
	maps.Copy(out.header, r.header)

	switch {
	case r.html != "":
		out.header["Content-Type"] = "text/html; charset=utf-8"
		out.body = []byte(r.html)
	case r.body != nil:
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(c.reshape(r.body, r.status < 300)); err != nil {
			panic(err) // only JSON is stored
		}
		out.header["Content-Type"] = "application/json"
		out.body = bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	}
	return out
}

// emptyStrings are the keys whose null contract.EmptyString turns into "".
var emptyStrings = map[string]bool{
	"description": true, "cron": true, "trace": true, "incremental_column_name": true, "incremental_column_type": true,
}

// reshape returns a copy of a value with the contract's Empty and ExtraFields applied at every level.
func (c *call) reshape(v any, success bool) any {
	if c.contract.Empty == contract.EmptyNull && !c.contract.ExtraFields {
		return v
	}
	switch v := v.(type) {
	case object:
		out := make(object, len(v)+1)
		for key, value := range v {
			switch {
			case value != nil || !success:
				out[key] = c.reshape(value, success)
			case c.contract.Empty == EmptyAbsent:
			case c.contract.Empty == EmptyString && emptyStrings[key]:
				out[key] = ""
			default:
				out[key] = nil
			}
		}
		if c.contract.ExtraFields {
			out["x_undocumented"] = object{"since": "tomorrow", "values": []any{1, nil, "two"}}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = c.reshape(item, success)
		}
		return out
	}
	return v
}
