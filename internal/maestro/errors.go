// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// Error is a request that did not succeed: the response of Maestro, or of something before it, or the reason why there
// is none.
//
// The platform responds to errors in at least nine shapes, as two services and their frameworks share one address.
// Tokens, passwords and request bodies are never part of an Error. Use errors.Is with a [Kind] to classify it.
type Error struct {
	// Method and Path are those of the request. Path has no host.
	Method, Path string
	// Status is the HTTP status, 0 if there is no response.
	Status int
	// Message is the message of the response, cut to a readable length. It is empty if the response is not JSON.
	Message string
	// ExceptionType is the platform's name for the error, such as "PipelineNotFound"; most responses have none.
	ExceptionType string
	// Attempts is the number of times that the request was sent.
	Attempts int
	// Auth is how the client authenticates. It is AuthNone for a sign-in, and if there is no response.
	Auth Auth
	// Cause is the reason why there is no response, or why it could not be read. It is nil if the response itself
	// reports the error.
	Cause error

	// body is the kind of the response's body, on which it depends what the response proves.
	body bodyKind
	// connected is false if no attempt had a connection: then the request cannot have arrived.
	connected bool
	// existence is what is known about the object that the request names.
	existence existence
	// retryAt is when the platform accepts the request again, if the time limit of the call is earlier; otherwise zero.
	retryAt time.Time
}

// Auth is how a client authenticates its requests.
type Auth int

const (
	// AuthNone means without credentials.
	AuthNone Auth = iota
	// AuthToken means with the access token of the configuration.
	AuthToken
	// AuthSignIn means with the access token that a sign-in returned.
	AuthSignIn
)

// existence is what an error proves about the existence of the object that the request names.
type existence int

const (
	_ existence = iota // nothing is known
	// contradicted means that the response under the other spelling of the id does not prove the same.
	contradicted
	// unsettled means that the response may say that the object does not exist, and the list of all pipelines does not
	// confirm it.
	unsettled
	// gone means that the object does not exist.
	gone
)

// Error returns the request, the status and the message.
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
		fmt.Fprintf(&b, ": %s", transport.Printable(e.Cause.Error(), longestCause))
	} else if e.Message == "" {
		b.WriteString(e.body.describe())
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (after %d attempts)", e.Attempts)
	}
	return b.String()
}

// Unwrap returns the cause, so that errors.Is finds a canceled context.
func (e *Error) Unwrap() error { return e.Cause }

// Is reports whether the error is of a [Kind].
func (e *Error) Is(target error) bool {
	kind, ok := target.(Kind)
	return ok && e.is(kind)
}

// Kind is a kind of errors of this package, for errors.Is. An error may be of several kinds.
type Kind string //nolint:errname // it classifies errors, and is not one of them

const (
	// ErrNotFound means that the object does not exist, because Maestro said so, or because the list of all pipelines
	// does not contain it. A 404 that proves neither (an unknown route, the page of a proxy) is only [ErrStatus404].
	ErrNotFound Kind = "object does not exist"
	// ErrStatus404 means that the request, not the sign-in before it, got a response with status 404, which by itself
	// proves nothing about a pipeline.
	ErrStatus404 Kind = "HTTP 404"
	// ErrUnauthorized means that the credentials, or the header customer_name, were not accepted (401).
	ErrUnauthorized Kind = "HTTP 401"
	// ErrForbidden means that the credentials are valid but do not permit the request (403).
	ErrForbidden Kind = "HTTP 403"
	// ErrBusy means that the platform limits the rate of requests (429), or held this one back for so long that it was
	// not sent.
	ErrBusy Kind = "rate limit exceeded"
	// ErrPaused means that the platform refused to execute a paused pipeline.
	ErrPaused Kind = "pipeline is paused"
	// ErrForeign means that the response is not Maestro's, as far as one can tell: a page, a redirect, a success that
	// makes no sense, a sign-in that is not found, or a "not found" that the list of all pipelines does not confirm.
	ErrForeign Kind = "response is not Maestro's"
	// ErrPlatform means that the platform failed (5xx), or reported a failure with a status of success.
	ErrPlatform Kind = "platform failed"
	// ErrNoResponse means that there is no HTTP response at all.
	ErrNoResponse Kind = "no response"
	// ErrTemporary means that the same request may succeed later: there is no response, or one that reports a failure
	// of the platform or of something before it, too many requests, or a request that took too long to arrive (408).
	ErrTemporary Kind = "temporary failure"
	// ErrOutcomeUnknown means that the request was sent, and the response does not show whether it was carried out:
	// there is none, or one from something before Maestro, or one that makes no sense. See also [Unconfirmed].
	ErrOutcomeUnknown Kind = "outcome unknown"
	// ErrNotReady means that, right after a create, the platform may only not be done with it: the response is a 404 of
	// any shape, 409, 423 or 5xx, or one about something that was not found. This holds whatever the list of all pipelines
	// shows.
	ErrNotReady Kind = "not ready yet"
	// ErrRunning means that a deletion was refused because executions are running.
	ErrRunning Kind = "executions are running"
	// ErrSignIn means that the sign-in before the request failed, so that the request was not sent, or was not carried
	// out because its token had expired. See also [SignInError].
	ErrSignIn Kind = "sign-in failed"
	// ErrProxy means that a proxy did not forward the request: it requires credentials (407), or refused to connect.
	ErrProxy Kind = "proxy refused"
	// ErrReadOnly means that the request could change something, and was not sent because of Config.ReadOnly.
	ErrReadOnly Kind = "client is read-only"
	// ErrIncomplete means that a list shows only a part of what there is.
	ErrIncomplete Kind = "list is incomplete"
)

// errReadOnly is the reason why a request was not sent.
var errReadOnly = errors.New("the request was not sent, because read_only of the provider " +
	"(DADOSFERA_READ_ONLY) is true")

// Error returns a description of the kind.
func (k Kind) Error() string { return string(k) }

// is reports whether the error is of a kind.
func (e *Error) is(kind Kind) bool {
	test, ok := kinds[kind]
	return ok && test(e)
}

// kinds holds what makes an error one of a kind.
var kinds = map[Kind]func(*Error) bool{
	ErrNotFound:       func(e *Error) bool { return e.existence == gone },
	ErrStatus404:      func(e *Error) bool { return e.Status == http.StatusNotFound && !e.isSignIn() },
	ErrUnauthorized:   func(e *Error) bool { return e.Status == http.StatusUnauthorized },
	ErrForbidden:      func(e *Error) bool { return e.Status == http.StatusForbidden },
	ErrPaused:         func(e *Error) bool { return e.ExceptionType == pipelinePaused },
	ErrForeign:        (*Error).isForeign,
	ErrPlatform:       func(e *Error) bool { return e.Status >= 500 || e.isSuccess() && e.Cause == nil },
	ErrNoResponse:     func(e *Error) bool { return e.Status == 0 },
	ErrTemporary:      (*Error).isTemporary,
	ErrOutcomeUnknown: (*Error).isOutcomeUnknown,
	ErrNotReady:       (*Error).isNotReady,
	ErrRunning:        (*Error).isRunning,
	ErrSignIn:         (*Error).isSignIn,
	ErrProxy:          (*Error).isProxy,
	ErrReadOnly:       func(e *Error) bool { return errors.Is(e.Cause, errReadOnly) },
	ErrIncomplete:     func(e *Error) bool { return errors.Is(e.Cause, errIncomplete) },
	ErrBusy: func(e *Error) bool {
		return e.Status == http.StatusTooManyRequests || errors.Is(e.Cause, transport.ErrNoTurn)
	},
}

// The values of ExceptionType that the platform is documented to send.
const (
	pipelineNotFound      = "PipelineNotFound"
	pipelineAlreadyPaused = "PipelineAlreadyPaused" // to pausing a paused pipeline
	pipelineNotPaused     = "PipelineNotPaused"     // to unpausing a pipeline that is not paused
	pipelinePaused        = "PipelinePaused"        // to executing a paused pipeline
)

// isSignIn reports whether the error is about a sign-in, which proves nothing about the object that the request names.
func (e *Error) isSignIn() bool { return e.Path == signInPath }

func (e *Error) isSuccess() bool { return e.Status >= 200 && e.Status < 300 }

func (e *Error) isForeign() bool {
	switch {
	case e.Status == 0:
		return false
	case e.isSignIn() && e.Status == http.StatusNotFound:
		return true
	case e.isProxy(), errors.Is(e.Cause, errIncomplete), errors.As(e.Cause, new(*NoTokenError)):
		return false
	}
	return e.existence == unsettled || e.body == bodyOther || e.Status < 400 && e.Cause != nil
}

func (e *Error) isTemporary() bool {
	switch {
	case e.isSignIn() || errors.Is(e.Cause, context.Canceled) || errors.Is(e.Cause, context.DeadlineExceeded):
		return false
	case e.Status == 0:
		return e.Cause != nil && e.Attempts > 0 && !transport.IsPermanent(e.Cause)
	}
	return e.Status >= http.StatusInternalServerError || transport.IsTemporaryStatus(e.Status)
}

func (e *Error) isProxy() bool {
	var refused *transport.ProxyError
	return e.Status == http.StatusProxyAuthRequired || errors.As(e.Cause, &refused)
}

func (e *Error) isNotReady() bool {
	switch {
	case e.isSignIn():
		return false
	case e.Status == http.StatusNotFound || e.Status == http.StatusConflict || e.Status == http.StatusLocked:
		return true
	}
	return e.Status >= http.StatusInternalServerError || e.existence == gone || e.existence == unsettled ||
		strings.HasSuffix(e.ExceptionType, "NotFound")
}

// runningWords match what says that executions are running, and notRunningWords what says that none is. No page
// documents how the platform does.
var (
	runningWords = regexp.MustCompile(`(?i)\b(?:is|are|still|currently|while|has|have) (?:\w+ ){0,2}(?:running|executing)\b|` +
		`\brunning (?:execution|run|dag|job|task|pipeline|instance)|\w+Running\b|in progress|being executed|` +
		`\bactive (?:dag ?)?(?:run|execution)|em execução|em andamento`)
	notRunningWords = regexp.MustCompile(`(?i)(?:not|n't|no longer|não está|não estão) (?:currently )?` +
		`(?:running|in progress|being executed|executing|em execução|em andamento)`)
)

func (e *Error) isRunning() bool {
	if e.Method != http.MethodDelete {
		return false
	}
	switch e.Status {
	case http.StatusConflict, http.StatusLocked, http.StatusBadRequest, http.StatusUnprocessableEntity:
		text := e.ExceptionType + " " + e.Message
		return runningWords.MatchString(text) && !notRunningWords.MatchString(text)
	}
	return false
}

func (e *Error) isOutcomeUnknown() bool {
	switch {
	case e.isSignIn():
		return false // the request itself was not sent, or refused with 401
	case e.Status == 0:
		return e.connected
	case e.isSuccess():
		return e.Cause != nil
	}
	return e.Status == http.StatusRequestTimeout || e.Status >= 500
}

// Unconfirmed reports whether a request that failed with this error may have been carried out, whatever the response
// says. Only a request that had no connection, and one that Maestro refused, was certainly not carried out. A 404 may
// come from a proxy, and a success that reports a failure without a reason is no refusal. An error that is not of this
// package counts as unconfirmed.
func Unconfirmed(err error) bool {
	e, ok := asError(err)
	if !ok {
		return err != nil
	}
	return e.is(ErrOutcomeUnknown) || e.is(ErrStatus404) || !e.isSignIn() && e.isSuccess() && e.ExceptionType == ""
}

// hasTimeToRetry reports whether an error is due to the time limit of a call, and a call with ctx may have the time that
// was missing.
func hasTimeToRetry(ctx context.Context, err error) bool {
	if errors.Is(err, transport.ErrNoTurn) {
		return true // if there is no time either, this is found out without a request
	}
	e, ok := asError(err)
	if !ok || e.retryAt.IsZero() {
		return false
	}
	ctx, cancel := transport.WithDeadline(ctx)
	defer cancel()
	deadline, _ := ctx.Deadline()
	return e.retryAt.Before(deadline)
}

func asError(err error) (*Error, bool) {
	var e *Error
	return e, errors.As(err, &e)
}

// ownError returns the error of the request itself: none if the sign-in before it failed.
func ownError(err error) (*Error, bool) {
	e, ok := asError(err)
	return e, ok && !e.isSignIn()
}

// requestError returns the error for a request without a response. A failed sign-in is an error of its own.
func requestError(request transport.Request, reason error) error {
	var signIn *SignInError
	if errors.As(reason, &signIn) {
		return reason
	}
	e := &Error{Method: request.Method, Path: request.Path, Cause: reason}
	var sent *transport.Error
	if errors.As(reason, &sent) {
		e.Cause, e.Attempts, e.connected = sent.Err, sent.Attempts, sent.Connected
	}
	return e
}

// relatedError is the error of another request, as part of the cause of an Error. Its kinds are not those of the Error
// that it explains.
type relatedError struct{ err error }

func related(err error) error { return relatedError{err} }

func (e relatedError) Error() string { return e.err.Error() }

// Is matches everything that the error matches, except for a [Kind].
func (e relatedError) Is(target error) bool {
	_, isKind := target.(Kind)
	return !isKind && errors.Is(e.err, target)
}

// As finds a failed sign-in, among others.
func (e relatedError) As(target any) bool { return errors.As(e.err, target) }
