// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// Credentials are used to sign in to the platform.
type Credentials struct {
	// Username is the e-mail address of the user.
	Username string
	// Password is the password of the user.
	Password string
	// TOTP is the one-time code of the user's second factor, if there is one. It is valid for one sign-in.
	TOTP string
}

// SignInError is a failed sign-in. A refused sign-in is not repeated, as accounts get locked; nor is one that has
// failed several times for another reason.
type SignInError = transport.SignInError

const signInPath = "/auth/sign-in"

// login returns how the transport signs in with credentials, nil if there are none.
func (c *Client) login(credentials *Credentials) *transport.Login {
	if credentials == nil {
		return nil
	}
	return &transport.Login{
		SignIn: func(ctx context.Context) (string, bool, error) {
			token, err := c.signIn(ctx, *credentials)
			return token, isRefusal(err), err
		},
		Secrets:     []string{credentials.Password, credentials.TOTP},
		OneTimeCode: credentials.TOTP != "",
	}
}

// signIn returns an access token (docs.dadosfera.ai/docs/en-api-overview).
func (c *Client) signIn(ctx context.Context, credentials Credentials) (string, error) {
	request := transport.Request{Method: http.MethodPost, Path: signInPath, Idempotent: true, Anonymous: true}
	resp, err := c.send(ctx, request, struct {
		Username string `json:"username"`
		Password string `json:"password"`
		TOTP     string `json:"totp,omitempty"`
	}(credentials))
	if err != nil {
		return "", err
	}
	token, err := accessToken(resp.Body)
	if err != nil {
		return "", unreadable(resp, err)
	}
	return token, nil
}

// accessToken returns the token in the response to a sign-in: under "tokens", or at the top level.
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
	for _, token := range []string{signedIn.Tokens.AccessToken, signedIn.AccessToken} {
		if token == "" {
			continue
		}
		if err := CheckHeader(token); err != nil {
			return "", fmt.Errorf("the access token cannot be used: %w", err)
		}
		return token, nil
	}
	return "", errors.New("the answer holds no access token")
}

// isRefusal reports whether a failed sign-in would fail in the same way again. It would not if the platform is busy, or
// if the response comes from something before the platform.
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
