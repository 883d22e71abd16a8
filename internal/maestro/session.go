// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"golang.org/x/sync/semaphore"
)

// Credentials sign in to the platform.
type Credentials struct {
	// Username is the e-mail address of the user.
	Username string
	// Password of the user.
	Password string
	// TOTP is the one-time code of the user's second factor, where one is set up. It is good for one sign-in.
	TOTP string
}

// session holds the token that requests carry. One sign-in serves all requests that wait for it.
type session struct {
	signIn func(context.Context) (string, error) // nil: no sign-in, the token never changes
	// hidden are the credentials that never change.
	hidden []string
	// oneTime is true where they have a one-time code.
	oneTime bool

	turn    *semaphore.Weighted // held during a sign-in, and to look at what follows
	current *token              // nil: none yet, or none at all
	refused error               // what a refused sign-in said: asking again could lock the account
	failed  int                 // sign-ins that failed otherwise since one succeeded last

	mu        sync.Mutex // guards all below, and the tokens
	accepted  bool       // some request got through with some token
	fruitless int        // sign-ins since a request got through last
}

// token is one access token. A nil token is the absence of credentials.
type token struct {
	value  string
	uses   int           // calls that have sent it
	flying int           // calls of those that wait for their answer
	landed chan struct{} // closed when the next of them has it
	hidden []string      // the value as it may be echoed
}

func newToken(value string) *token {
	return &token{value: value, landed: make(chan struct{}), hidden: spelled(value)}
}

func newSession(config Config, signIn func(context.Context, Credentials) (string, error)) *session {
	s := &session{turn: semaphore.NewWeighted(1)}
	switch {
	case config.AccessToken != "":
		s.current = newToken(config.AccessToken)
	case config.Credentials != nil:
		credentials := *config.Credentials
		s.oneTime = credentials.TOTP != ""
		s.hidden = append(spelled(credentials.Password), spelled(credentials.TOTP)...)
		s.signIn = func(ctx context.Context) (string, error) { return signIn(ctx, credentials) }
	}
	return s
}

// secrets gives what must not appear in an error about a request with this token.
func (s *session) secrets(t *token) []string {
	if t == nil {
		return s.hidden
	}
	return append(slices.Clip(s.hidden), t.hidden...)
}

// sent notes that a call sends the token. What comes of it is told to answered.
func (s *session) sent(t *token) {
	if t == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t.uses++
	t.flying++
}

// answered notes the end of a call with the token, and whether the platform took it.
func (s *session) answered(t *token, worked bool) {
	if t == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if worked {
		s.accepted, s.fruitless = true, 0
	}
	t.flying--
	close(t.landed)
	t.landed = make(chan struct{})
}

// judged waits until it is known whether any token was ever good: while others wait for their answers to this one, it
// may have been, and have died since.
func (s *session) judged(ctx context.Context, t *token) error {
	for {
		s.mu.Lock()
		known, landed := s.accepted || t.flying == 0, t.landed
		s.mu.Unlock()
		if known {
			return nil
		}
		select {
		case <-landed:
		case <-ctx.Done():
			return ended(ctx)
		}
	}
}

// isOfAge says whether a token that was refused may only be too old: not where no token ever worked, nor where it was
// refused in its very first use, nor where sign-ins have come to nothing for too long.
func (s *session) isOfAge(t *token) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accepted && t.uses > 1 && s.fruitless < maxRenewals
}

// maxRenewals is how often one call may sign in again, and how often all calls together may without any of them getting
// through. Once is enough for a token that has died of age; it takes many times where tokens die within a few requests
// and others use them up. But where the platform refuses a call whatever the token is, signing in must come to an end.
const maxRenewals = 20

// maxFailures is how many sign-ins in a row may fail without being refused: a platform that is down is not asked again by
// each call, and if it should say "wrong password" in words that are not known, the account is not locked.
const maxFailures = 3

type signingInKey struct{}

// token gives the token to send, after a sign-in if there is none yet.
func (s *session) token(ctx context.Context) (*token, error) {
	if ctx.Value(signingInKey{}) != nil {
		return nil, nil //nolint:nilnil // the sign-in itself carries no token
	}
	if s.turn.Acquire(ctx, 1) != nil {
		return nil, ended(ctx)
	}
	defer s.turn.Release(1)
	if s.current != nil || s.signIn == nil {
		return s.current, nil
	}
	return s.current, s.replace(ctx)
}

// renew follows a 401 to a request with this token. It says whether to send the request again: yes when another
// request has signed in meanwhile or a new sign-in succeeds. Where no token ever worked, or a new one is refused in its
// very first use, age is not the matter and signing in again would not help.
func (s *session) renew(ctx context.Context, used *token, tries *tries) (bool, error) {
	if used == nil || s.signIn == nil {
		return false, nil
	}
	if err := s.judged(ctx, used); err != nil {
		return false, err
	}
	if s.turn.Acquire(ctx, 1) != nil {
		return false, ended(ctx)
	}
	defer s.turn.Release(1)
	if s.current != used {
		return true, nil
	}
	if !s.isOfAge(used) || tries.renewed >= maxRenewals {
		return false, nil
	}
	tries.renewed++
	if err := s.replace(ctx); err != nil {
		return false, err
	}
	return true, nil
}

func (s *session) replace(ctx context.Context) error {
	if s.refused != nil {
		return s.refused
	}
	again := s.current != nil
	value, err := s.signIn(context.WithValue(ctx, signingInKey{}, true))
	if err != nil {
		failure := &SignInError{Again: again, Refused: isRefusal(err), OneTime: s.oneTime, Err: err}
		if ctx.Err() == nil { // else it is this caller whose time is over, not the platform that failed
			s.failed++
		}
		if failure.Refused || s.failed >= maxFailures {
			s.refused = failure
		}
		return failure
	}
	s.current, s.failed = newToken(value), 0
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fruitless++
	return nil
}

// isRefusal tells an answer to a sign-in that would be the same again from one that may pass: a platform that is busy,
// or something before it.
func isRefusal(err error) bool {
	e, ok := asError(err)
	switch {
	case !ok || e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooManyRequests:
		return false
	case e.Status >= 200 && e.Status < 300:
		return e.body == bodyJSON
	}
	return e.Status >= 400 && e.Status < 500
}

// SignInError is a sign-in that failed. A refused one is not tried again, as accounts get locked, nor one of many that
// failed for another reason.
type SignInError struct {
	// Again is true for a sign-in in the middle of a run, after the first token had died. With a second factor it
	// cannot succeed: the one-time code is used up.
	Again bool
	// Refused is true where the platform would say the same again.
	Refused bool
	// OneTime is true where a one-time code was sent, which is good for one sign-in.
	OneTime bool
	Err     error
}

// Error says what was tried.
func (e *SignInError) Error() string { return "sign-in failed: " + e.Err.Error() }

// Unwrap gives the platform's error.
func (e *SignInError) Unwrap() error { return e.Err }

const signInPath = "/auth/sign-in"

// signIn gets an access token (docs.dadosfera.ai/docs/en-api-overview).
func (c *Client) signIn(ctx context.Context, credentials Credentials) (string, error) {
	a, err := c.send(ctx, repeatable, http.MethodPost, signInPath, struct {
		Username string `json:"username"`
		Password string `json:"password"`
		TOTP     string `json:"totp,omitempty"`
	}(credentials))
	if err != nil {
		return "", err
	}
	value, err := accessToken(a.body)
	if err != nil {
		return "", unreadable(a, err)
	}
	return value, nil
}

// accessToken reads the token out of the answer to a sign-in: under "tokens", or at the top.
func accessToken(body []byte) (string, error) {
	var signedIn struct {
		Tokens struct {
			AccessToken string `json:"accessToken"`
		} `json:"tokens"`
		AccessToken string `json:"accessToken"`
	}
	if json.Unmarshal(unwrap(body), &signedIn) != nil {
		return "", errors.New("the answer is not JSON")
	}
	for _, value := range []string{signedIn.Tokens.AccessToken, signedIn.AccessToken} {
		if value == "" {
			continue
		}
		if err := CheckHeader(value); err != nil {
			return "", fmt.Errorf("the access token cannot be used: %w", err)
		}
		return value, nil
	}
	return "", errors.New("the answer holds no access token")
}
