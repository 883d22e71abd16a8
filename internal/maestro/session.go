// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
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

	mu      sync.Mutex // held during a sign-in
	current *token     // nil: none yet, or none at all
	refused error      // what a refused sign-in said: asking again could lock the account

	accepted atomic.Bool // some request got through with some token
}

// token is one access token. A nil token is the absence of credentials.
type token struct {
	value    string
	accepted atomic.Bool // some request got through with it
}

func newSession(config Config, signIn func(context.Context, Credentials) (string, error)) *session {
	s := &session{}
	switch {
	case config.AccessToken != "":
		s.current = &token{value: config.AccessToken}
	case config.Credentials != nil:
		credentials := *config.Credentials
		s.signIn = func(ctx context.Context) (string, error) { return signIn(ctx, credentials) }
	}
	return s
}

// worked notes that the platform took the token.
func (s *session) worked(t *token) {
	if t != nil {
		t.accepted.Store(true)
		s.accepted.Store(true)
	}
}

// hastyRenewals is how often one call may ask for a new token before the old one is known to have worked. It happens
// to tokens that die within a few requests; a user whom the platform refuses must not sign in once a call for ever.
const hastyRenewals = 3

type signingInKey struct{}

// token gives the token to send, after a sign-in if there is none yet.
func (s *session) token(ctx context.Context) (*token, error) {
	if ctx.Value(signingInKey{}) != nil {
		return nil, nil //nolint:nilnil // the sign-in itself carries no token
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != nil || s.signIn == nil {
		return s.current, nil
	}
	return s.current, s.replace(ctx)
}

// renew follows a 401 to a request with this token. It says whether to send the request again: yes when another
// request has signed in meanwhile or a new sign-in succeeds. Where no token ever worked, age is not the matter and
// signing in again would not help.
func (s *session) renew(ctx context.Context, used *token, tries *tries) (bool, error) {
	if used == nil || s.signIn == nil {
		return false, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != used {
		return true, nil
	}
	if !used.accepted.Load() {
		if tries.hasty++; tries.hasty > hastyRenewals || !s.accepted.Load() {
			return false, nil
		}
	}
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
		var e *Error
		if errors.As(err, &e) && e.Status >= 400 && e.Status < 500 && e.Status != http.StatusTooManyRequests {
			s.refused = &SignInError{Again: again, Err: err}
			return s.refused
		}
		return &SignInError{Again: again, Err: err}
	}
	s.current = &token{value: value}
	return nil
}

// SignInError is a sign-in that failed. A refused one is not tried again, as accounts get locked.
type SignInError struct {
	// Again is true for a sign-in in the middle of a run, after the first token had died. With a second factor it
	// cannot succeed: the one-time code is used up.
	Again bool
	Err   error
}

// Error says what was tried.
func (e *SignInError) Error() string { return "sign-in failed: " + e.Err.Error() }

// Unwrap gives the platform's error.
func (e *SignInError) Unwrap() error { return e.Err }

// signIn gets an access token (docs.dadosfera.ai/docs/en-api-overview).
func (c *Client) signIn(ctx context.Context, credentials Credentials) (string, error) {
	const path = "/auth/sign-in"
	a, err := c.send(ctx, repeatable, http.MethodPost, path, struct {
		Username string `json:"username"`
		Password string `json:"password"`
		TOTP     string `json:"totp,omitempty"`
	}(credentials))
	if err != nil {
		return "", err
	}
	var body struct {
		Tokens struct {
			AccessToken string `json:"accessToken"`
		} `json:"tokens"`
		AccessToken string `json:"accessToken"`
	}
	if err := json.Unmarshal(unwrap(a.body), &body); err != nil {
		return "", unreadable(a, errors.New("the answer is not JSON"))
	}
	for _, value := range []string{body.Tokens.AccessToken, body.AccessToken} {
		if value == "" {
			continue
		}
		if err := CheckHeader(value); err != nil {
			return "", unreadable(a, fmt.Errorf("the access token cannot be used: %w", err))
		}
		return value, nil
	}
	return "", unreadable(a, errors.New("the answer holds no access token"))
}
