// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// Login obtains tokens.
type Login struct {
	// SignIn sends the credentials in an anonymous request and returns the tokens in the response: first the one that
	// requests carry. refused reports that the same credentials would be refused again.
	SignIn func(context.Context) (tokens []Secret, refused bool, err error)
	// Secrets are the credentials. They are redacted.
	Secrets []Secret
	// OneTimeCode is set if the credentials contain a one-time code.
	OneTimeCode bool
}

// SignInError is a failed sign-in. After a refusal, and after several other failures in a row, it is the error of all
// later requests as well: accounts get locked by repeated attempts.
type SignInError struct {
	// Again is true for a sign-in in the middle of a run, after the first token had expired. With a second factor it
	// cannot succeed, as the one-time code is used up.
	Again bool
	// Refused is true if the platform would refuse the same credentials again.
	Refused bool
	// OneTime is true if a one-time code was sent, which is valid for one sign-in.
	OneTime bool
	Err     error
}

// Error returns the text of the reason, introduced by what was attempted.
func (e *SignInError) Error() string { return "sign-in failed: " + e.Err.Error() }

// Unwrap returns the reason.
func (e *SignInError) Unwrap() error { return e.Err }

const (
	// maxSignIns is the number of times that one call may sign in again. One is enough for a token that has expired
	// with age. It takes more if tokens are used up by other requests, and there has to be an end to it if the host
	// refuses this call whatever the token is.
	maxSignIns = 20
	// maxFailures is the number of sign-ins in a row that may fail without being refused. It keeps every call from
	// trying again on a platform that is down, and the account from being locked by a refusal that is not recognized.
	maxFailures = 3
	// minRemainingLife is the time for which a token that is handed to another program should be valid.
	minRemainingLife = time.Minute
)

// session holds the token that requests carry. One sign-in serves all requests.
//
// A 401 leads to a new sign-in if the token has been accepted before, for any request: then it has expired. A token
// that is refused in its first use has not, and signing in again would not help.
type session struct {
	login    *Login    // nil if the token never changes
	redactor *Redactor // has the credentials and all tokens so far

	turn     *semaphore.Weighted // held while the fields below are used, also during a sign-in
	current  *token              // nil before the first sign-in, or if there are no credentials
	failures int                 // sign-ins in a row that failed
	failed   error               // the last failure, once there will be no further sign-in

	mu sync.Mutex // guards the fields of tokens
}

// token is one access token. A nil token stands for no credentials.
type token struct {
	value    Secret
	accepted bool          // a request with it got a response other than 401
	pending  int           // calls with it that have not ended
	judged   chan struct{} // closed once it is accepted, or no call with it is pending
}

func newToken(value Secret) *token { return &token{value: value, judged: make(chan struct{})} }

func newSession(value Secret, login *Login) *session {
	s := &session{redactor: NewRedactor(value), turn: semaphore.NewWeighted(1)}
	switch {
	case !value.IsEmpty():
		s.current = newToken(value)
	case login != nil:
		s.login = login
		s.redactor.Add(login.Secrets...)
	}
	return s
}

// begin returns the token for a call, after a sign-in if there is none yet. It must be followed by end.
func (s *session) begin(ctx context.Context) (*token, error) {
	if s.turn.Acquire(ctx, 1) != nil {
		return nil, ContextError(ctx)
	}
	defer s.turn.Release(1)
	if s.current == nil && s.login != nil {
		if err := s.signIn(ctx); err != nil {
			return nil, err
		}
	}
	if s.current != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.current.pending++
	}
	return s.current, nil
}

// end records the end of a call with the token, and whether the host accepted the token.
func (s *session) end(t *token, accepted bool) {
	if t == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t.pending--
	t.accepted = t.accepted || accepted
	if !t.accepted && t.pending > 0 {
		return
	}
	select {
	case <-t.judged:
	default:
		close(t.judged)
	}
}

// renew follows a 401 to a call with this token. It reports whether the call should be made again, with another token:
// one from a sign-in for this or another call.
func (s *session) renew(ctx context.Context, used *token, call *call) (bool, error) {
	if used == nil || s.login == nil {
		return false, nil
	}
	// While other calls with the token are pending, one of them may still show that it was accepted.
	select {
	case <-used.judged:
	case <-ctx.Done():
		return false, ContextError(ctx)
	}
	if s.turn.Acquire(ctx, 1) != nil {
		return false, ContextError(ctx)
	}
	defer s.turn.Release(1)
	if s.current != used {
		return true, nil
	}
	if !s.wasAccepted(used) || call.signIns >= maxSignIns {
		return false, nil
	}
	call.signIns++
	err := s.signIn(ctx)
	return err == nil, err
}

func (s *session) wasAccepted(t *token) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return t.accepted
}

// lasting returns a token for a caller that cannot react to a 401: one that is not about to expire by its own account.
func (s *session) lasting(ctx context.Context) (*token, error) {
	if s.turn.Acquire(ctx, 1) != nil {
		return nil, ContextError(ctx)
	}
	defer s.turn.Release(1)
	if s.login == nil || s.current != nil && lasts(s.current.value.Reveal()) {
		return s.current, nil
	}
	err := s.signIn(ctx)
	return s.current, err
}

// signIn replaces the current token. The caller holds s.turn.
func (s *session) signIn(ctx context.Context) error {
	if s.failed != nil {
		return s.failed
	}
	tokens, refused, err := s.login.SignIn(ctx)
	if err == nil {
		s.redactor.Add(tokens...)
		s.current, s.failures = newToken(tokens[0]), 0
		return nil
	}
	failure := &SignInError{Again: s.current != nil, Refused: refused, OneTime: s.login.OneTimeCode, Err: err}
	// A call that has ended, or had no time for its turn, says nothing about the platform.
	if ctx.Err() == nil && !errors.Is(err, ErrNoTurn) {
		s.failures++
	}
	if refused || s.failures >= maxFailures {
		s.failed = failure
	}
	return failure
}
