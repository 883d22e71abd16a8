// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// object is a JSON object. The alias keeps it the very type that encoding/json decodes to.
type object = map[string]any

// answer is what a call comes to, before it is encoded.
type answer struct {
	status int
	body   any    // nil: no body
	html   string // in place of body
	allow  string // the header of a 405
}

// data answers with a value, in {"status":true,"data":…} where the page of the call has it so or the contract wants it.
func (c Contract) data(status int, value any, enveloped bool) answer {
	switch c.Envelope {
	case EnvelopeAlways:
		enveloped = true
	case EnvelopeNever:
		enveloped = false
	}
	if enveloped {
		value = object{"status": true, "data": value}
	}
	return answer{status: status, body: value}
}

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

// detail is FastAPI's plain error.
func detail(status int, format string, args ...any) answer {
	return answer{status: status, body: object{"detail": fmt.Sprintf(format, args...)}}
}

// exception is the error object of pause, unpause, execute and memory.
func exception(status int, kind, message string) answer {
	return answer{status: status, body: object{"detail": failure(kind, message)}}
}

func failure(kind, message string) object {
	return object{"status": false, "exception_type": kind, "traceback": message, "data": nil}
}

// invalid is FastAPI's answer to a body it can't use (fastapi.tiangolo.com/tutorial/handling-errors).
func invalid(kind, message string, loc ...any) answer {
	problem := object{"loc": append([]any{"body"}, loc...), "msg": message, "type": kind}
	return answer{status: http.StatusUnprocessableEntity, body: object{"detail": []any{problem}}}
}

func required(field string) answer { return invalid("missing", "Field required", field) }

// nest is the gateway's plain error, in NestJS's shape.
func nest(status int, message any) answer {
	return answer{status: status, body: object{"statusCode": status, "message": message, "error": http.StatusText(status)}}
}

// unauthorized is documented at docs.dadosfera.ai/reference/platformapicontroller_deletepipeline.
func unauthorized() answer {
	return answer{status: http.StatusUnauthorized, body: object{"msg": "Unauthorized"}}
}

func tooMany() answer {
	const status = http.StatusTooManyRequests
	return answer{status: status, body: object{"statusCode": status, "message": http.StatusText(status)}}
}

// databaseError is documented at docs.dadosfera.ai/reference/platformapicontroller_deletepipeline.
const databaseError = "Unable to complete transaction due to database error"

// taken refuses a name or id that another pipeline has.
func (c Contract) taken(what, value string) answer {
	message := fmt.Sprintf("Pipeline with %s %s already exists", what, value)
	switch c.Refusal {
	case RefusalBadRequest:
		return nest(http.StatusBadRequest, message)
	case RefusalServerError:
		return detail(http.StatusInternalServerError, databaseError)
	case RefusalStatusFalse:
		return ok(failure("PipelineAlreadyExists", message))
	}
	return detail(http.StatusConflict, "%s", message)
}

// reply is an answer in bytes.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// encode makes bytes of an answer, with the changes that the contract makes to any of them.
func (c Contract) encode(a answer) (reply, error) {
	r := reply{status: a.status, header: http.Header{}}
	if a.allow != "" {
		r.header.Set("Allow", a.allow)
	}
	if a.status == http.StatusTooManyRequests {
		r.header.Set("Retry-After", "1")
	}
	switch {
	case a.html != "":
		r.header.Set("Content-Type", "text/html; charset=utf-8")
		r.body = []byte(a.html)
	case a.body != nil:
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(c.reshape(a.body, a.status < 300)); err != nil {
			return r, err
		}
		r.header.Set("Content-Type", "application/json")
		r.body = bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	}
	return r, nil
}

// emptyStrings are the keys whose null Contract.Empty may turn into "".
var emptyStrings = map[string]bool{
	"description": true, "cron": true, "trace": true, "incremental_column_name": true, "incremental_column_type": true,
}

// byPlugin is a map whose keys are data, so ExtraFields can't add one to it.
type byPlugin map[string][]string

// reshape copies a value with the contract's Empty and ExtraFields applied at every level.
func (c Contract) reshape(v any, success bool) any {
	if c.Empty == EmptyNull && !c.ExtraFields {
		return v
	}
	switch v := v.(type) {
	case object:
		out := make(object, len(v)+1)
		for k, e := range v {
			switch {
			case e != nil || !success:
				out[k] = c.reshape(e, success)
			case c.Empty == EmptyAbsent:
			case c.Empty == EmptyString && emptyStrings[k]:
				out[k] = ""
			default:
				out[k] = nil
			}
		}
		if c.ExtraFields {
			out["x_undocumented"] = object{"since": "tomorrow", "values": []any{1, nil, "two"}}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = c.reshape(e, success)
		}
		return out
	}
	return v
}
