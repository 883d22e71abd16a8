// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
)

// Error is a call that Maestro, or something before it, did not answer with success.
//
// The platform answers errors in at least nine shapes (two services and their frameworks stand behind one address); all
// of them end here. Tokens, passwords and request bodies are never part of it.
type Error struct {
	// Method and Path are those of the request; Path is without the host.
	Method, Path string
	// Status is the HTTP status, 0 when no answer came.
	Status int
	// Message is what the platform said, cut to a readable length, or empty when it said nothing in JSON.
	Message string
	// ExceptionType is the platform's name for the error, such as "PipelineNotFound"; most answers have none.
	ExceptionType string
	// Attempts is how often the request was sent.
	Attempts int
	// Cause is why no answer came or why it could not be read; nil when the answer itself is the error.
	Cause error

	// kind of the body, as it decides what the answer proves.
	body bodyKind
	// reached is false when no attempt had a connection: then nothing can have arrived.
	reached bool
	// doubtful is set where the answer under the other spelling of the id did not say the same.
	doubtful bool
	// settled is set once it is sure that the object named by the request does not exist.
	settled bool
	// unsettled is set where the answer could mean that, and the list of all pipelines did not confirm it.
	unsettled bool
}

type bodyKind int

const (
	bodyEmpty bodyKind = iota
	bodyJSON
	bodyOther // HTML, plain text
)

// Error names the call, the status and the platform's words.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", e.Method, e.Path)
	switch {
	case e.Status != 0 && http.StatusText(e.Status) != "":
		fmt.Fprintf(&b, ": HTTP %d %s", e.Status, http.StatusText(e.Status))
	case e.Status != 0:
		fmt.Fprintf(&b, ": HTTP %d", e.Status)
	}
	if e.ExceptionType != "" {
		fmt.Fprintf(&b, ", %s", e.ExceptionType)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %s", oneLine(e.Cause.Error(), longestCause))
	} else if e.Message == "" {
		b.WriteString(e.body.describe())
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (after %d attempts)", e.Attempts)
	}
	return b.String()
}

// Unwrap gives the cause, so that errors.Is finds a cancelled context.
func (e *Error) Unwrap() error { return e.Cause }

func (k bodyKind) describe() string {
	switch k {
	case bodyEmpty:
		return ", with an empty body"
	case bodyOther:
		return ", with a body that is not JSON, so it is unlikely to come from Maestro itself"
	case bodyJSON:
	}
	return ", without a message"
}

// IsNotFound says that the object does not exist, by Maestro's own word or by its absence from the list of all
// pipelines. A 404 that proves nothing (an unknown route, a proxy's page) is not one.
func IsNotFound(err error) bool {
	e, ok := asError(err)
	return ok && e.settled
}

// IsUnauthorized says that the credentials, or the customer_name header, were refused (401).
func IsUnauthorized(err error) bool { return hasStatus(err, http.StatusUnauthorized) }

// IsForbidden says that the credentials are good but not for this call (403).
func IsForbidden(err error) bool { return hasStatus(err, http.StatusForbidden) }

// Is404 says that the answer was a 404 of any kind, which proves nothing about a pipeline: see [IsNotFound] for that.
// A sign-in that is not found is not meant.
func Is404(err error) bool {
	e, ok := ownError(err)
	return ok && e.Status == http.StatusNotFound
}

// IsForeign says that the answer is none of Maestro's, as far as one can tell: a page, a redirect, a success that makes no
// sense, a sign-in that is not found, or a "not found" that the list of all pipelines does not confirm.
func IsForeign(err error) bool {
	e, ok := asError(err)
	switch {
	case !ok || e.Status == 0:
		return false
	case e.Path == signInPath && e.Status == http.StatusNotFound:
		return true
	}
	return e.unsettled || e.body == bodyOther || e.Status < 400 && e.Cause != nil
}

// IsTrouble says that the platform has a trouble of its own (5xx), or failed without an HTTP status that says so.
func IsTrouble(err error) bool {
	e, ok := asError(err)
	return ok && (e.Status >= 500 || e.Status >= 200 && e.Status < 300 && e.Cause == nil)
}

// IsBusy says that the platform limits the requests (429), or held this one back for so long that it was not sent.
func IsBusy(err error) bool {
	return hasStatus(err, http.StatusTooManyRequests) || errors.Is(err, errNoTurn)
}

// IsUnanswered says that no HTTP answer came at all.
func IsUnanswered(err error) bool { return err != nil && hasStatus(err, 0) }

// IsAlreadyPaused is Maestro's answer to pausing a paused pipeline.
func IsAlreadyPaused(err error) bool { return hasException(err, "PipelineAlreadyPaused") }

// IsNotPaused is Maestro's answer to unpausing a pipeline that is not paused.
func IsNotPaused(err error) bool { return hasException(err, "PipelineNotPaused") }

// IsPaused is Maestro's answer to executing a paused pipeline.
func IsPaused(err error) bool { return hasException(err, "PipelinePaused") }

// IsTaken says that a name or id is in use already. The shape of that refusal is not documented, so words are looked
// at too: good enough to explain an error, not to act on.
func IsTaken(err error) bool {
	e, ok := asError(err)
	if !ok || e.Status == 0 {
		return false
	}
	if e.Status == http.StatusConflict {
		return true
	}
	text := strings.ToLower(e.Message + " " + e.ExceptionType)
	for _, word := range []string{"already exist", "alreadyexist", "already in use", "already taken", "duplicate", "unique"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// IsTemporary says that the same question may well be answered later: no answer came, or one that tells of trouble at
// the platform or before it, or of too many requests.
func IsTemporary(err error) bool {
	e, ok := ownError(err)
	if !ok || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	switch e.Status {
	case 0:
		return e.Cause != nil && e.Attempts > 0 && !stays(e.Cause)
	case http.StatusRequestTimeout, http.StatusTooManyRequests:
		return true
	}
	return e.Status >= http.StatusInternalServerError
}

// IsUnclear says that the request may or may not have been carried out: it was sent and no answer came, or one from
// something before Maestro, or one that makes no sense.
func IsUnclear(err error) bool {
	e, ok := asError(err)
	switch {
	case !ok:
		return err != nil
	case e.Path == signInPath:
		return false // the sign-in failed; the request itself was not sent, or refused with 401
	case e.Status == 0:
		return e.reached
	case e.Status >= 200 && e.Status < 300:
		return e.Cause != nil
	}
	return e.Status == http.StatusRequestTimeout || e.Status >= 500
}

// MayBeDone says that the request may have been carried out, whatever its answer says. Only a request that had no
// connection, and one that Maestro refuses, was certainly not: so a 404, which a proxy may give, proves nothing, and nor
// does a success that says of itself to be none, and not why.
func MayBeDone(err error) bool {
	e, ok := ownError(err)
	return IsUnclear(err) || ok && (e.Status == http.StatusNotFound || e.Status >= 200 && e.Status < 300 && e.ExceptionType == "")
}

func asError(err error) (*Error, bool) {
	var e *Error
	return e, errors.As(err, &e)
}

// ownError gives the error of the request itself: none when it failed with the sign-in before it, which says nothing
// about the object that the request names.
func ownError(err error) (*Error, bool) {
	e, ok := asError(err)
	return e, ok && e.Path != signInPath
}

func hasStatus(err error, status int) bool {
	e, ok := asError(err)
	return ok && e.Status == status
}

func hasException(err error, exceptionType string) bool {
	e, ok := asError(err)
	return ok && e.ExceptionType == exceptionType
}

// answerError reads an error out of an answer. It gives nil for a success.
func answerError(a answer) *Error {
	e := &Error{Method: a.method, Path: a.path, Status: a.status, Attempts: a.attempts, body: kindOf(a)}
	if a.status >= 300 && a.status < 400 {
		e.Cause = errors.New("no answer of Maestro's")
		if to := a.words(a.header.Get("Location")); to != "" {
			e.Cause = fmt.Errorf("redirected to %q, which is not followed", to)
		}
		return e
	}
	failed := a.status < 200 || a.status > 299
	if e.body == bodyJSON {
		told := readTold(a.body, 0)
		e.Message, e.ExceptionType = a.words(told.message), a.words(told.exceptionType)
		// 200 with {"status":false,...} is a failure too.
		failed = failed || told.failed
	}
	if !failed {
		return nil
	}
	return e
}

func kindOf(a answer) bodyKind {
	body := bytes.TrimSpace(a.body)
	if len(body) == 0 {
		return bodyEmpty
	}
	media, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err == nil && media == "text/html" || !json.Valid(body) {
		return bodyOther
	}
	return bodyJSON
}

// told is what an error answer says, whichever of the shapes it has.
type told struct {
	message, exceptionType string
	failed                 bool
}

// readTold reads these shapes: {"msg"}, {"detail":text}, {"detail":{exception_type,traceback}},
// {"detail":[{loc,msg}]}, {"message":text or array,"statusCode"}, {"error","message","details"}, and the same with
// {"status":false} around or beside them.
func readTold(body []byte, depth int) told {
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return told{}
	}
	t := told{failed: string(fields["status"]) == "false"}
	t.exceptionType = textOf(fields["exception_type"])
	var parts []string
	for _, key := range []string{"detail", "traceback", "message", "msg", "details", "error"} {
		raw, ok := fields[key]
		if !ok {
			continue
		}
		switch text := textOf(raw); {
		case text != "":
			parts = append(parts, text)
		case raw[0] == '{' && depth == 0:
			inner := readTold(raw, depth+1)
			t.failed = t.failed || inner.failed
			if t.exceptionType == "" {
				t.exceptionType = inner.exceptionType
			}
			if inner.message != "" {
				parts = append(parts, inner.message)
			}
		case raw[0] == '[':
			if texts := textsOf(raw); len(texts) > 0 {
				parts = append(parts, strings.Join(texts, "; "))
			}
		}
	}
	// "error" is the plain HTTP reason in most shapes: worth its place only when nothing else is said.
	if len(parts) > 1 && textOf(fields["error"]) == parts[len(parts)-1] {
		parts = parts[:len(parts)-1]
	}
	t.message = strings.Join(parts, ": ")
	return t
}

func textOf(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// textsOf reads an array of texts, or of FastAPI's {"loc":[...],"msg":"..."}.
func textsOf(raw json.RawMessage) []string {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		return nil
	}
	var texts []string
	for _, item := range items {
		if text := textOf(item); text != "" {
			texts = append(texts, text)
			continue
		}
		var invalid struct {
			Loc []any  `json:"loc"`
			Msg string `json:"msg"`
		}
		if json.Unmarshal(item, &invalid) == nil && invalid.Msg != "" {
			where := make([]string, len(invalid.Loc))
			for i, part := range invalid.Loc {
				where[i] = fmt.Sprint(part)
			}
			texts = append(texts, strings.TrimPrefix(strings.Join(where, ".")+": "+invalid.Msg, ": "))
		}
	}
	return texts
}

// What keeps a stack trace or a page out of a diagnostic; in runes.
const (
	longestMessage = 1000
	longestCause   = 4 * longestMessage // a cause may hold a message, and the error of another call
)

// words makes a text of the platform fit for an error. Credentials that it echoes are masked.
func (a answer) words(text string) string {
	return oneLine(masked(text, a.secrets), longestMessage)
}
