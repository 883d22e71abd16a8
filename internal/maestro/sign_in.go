// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// Credentials are used to sign in to the platform.
type Credentials struct {
	// Username is the e-mail address of the user.
	Username string
	// Password is the password of the user.
	Password Secret
	// TOTP is the one-time code of the user's second factor, if there is one. It is valid for one sign-in.
	TOTP Secret
}

// SignInError is a failed sign-in. A refused sign-in is not repeated, as accounts get locked; nor is one that has
// failed several times for another reason.
type SignInError = transport.SignInError

// NoTokenError is a sign-in that the platform accepted without returning a token. It is the cause of the [Error] in a
// [SignInError].
type NoTokenError struct {
	// MFAStatus is the status of the second factor, or "" if it is not the reason.
	MFAStatus string
	// TermsOfUse is the status of the terms of use, or "" if they are not the reason.
	TermsOfUse string
}

// Error returns what the response shows as the reason.
func (e *NoTokenError) Error() string {
	text := "the response contains no access token"
	if e.MFAStatus != "" {
		text += fmt.Sprintf("; the second factor (mfaStatus) is %q", e.MFAStatus)
	}
	if e.TermsOfUse != "" {
		text += fmt.Sprintf("; the terms of use (termsOfUse) are %q", e.TermsOfUse)
	}
	return text
}

const signInPath = "/auth/sign-in"

// login returns how the transport signs in with credentials, nil if there are none.
func (c *Client) login(credentials *Credentials) *transport.Login {
	if credentials == nil {
		return nil
	}
	return &transport.Login{
		SignIn: func(ctx context.Context) ([]Secret, bool, error) {
			tokens, err := c.signIn(ctx, *credentials)
			return tokens, isRefusal(err), err
		},
		Secrets:     []Secret{credentials.Password, credentials.TOTP},
		OneTimeCode: !credentials.TOTP.IsEmpty(),
	}
}

// signIn returns the tokens of a user, first the access token (docs.dadosfera.ai/docs/en-api-overview).
func (c *Client) signIn(ctx context.Context, credentials Credentials) ([]Secret, error) {
	request := transport.Request{Method: http.MethodPost, Path: signInPath, Idempotent: true, Anonymous: true}
	resp, err := c.send(ctx, request, struct {
		Username string `json:"username"`
		Password string `json:"password"`
		TOTP     string `json:"totp,omitempty"`
	}{credentials.Username, credentials.Password.Reveal(), credentials.TOTP.Reveal()})
	if err != nil {
		return nil, err
	}
	tokens, err := tokensIn(resp)
	if err != nil {
		return nil, unreadable(resp, err)
	}
	return tokens, nil
}

// tokensIn returns the tokens in the response to a sign-in: under "tokens", or at the top level. The access token is
// the first.
func tokensIn(r *response) ([]Secret, error) {
	object, err := decodeObject(r.content())
	if err != nil {
		return nil, errors.New("the response is not a JSON object")
	}
	var inner Document
	_ = json.Unmarshal(object["tokens"], &inner) // which may be absent, or anything

	var tokens []Secret
	for _, key := range []string{"accessToken", "refreshToken", "idToken"} {
		for _, from := range []Document{inner, object} {
			if value := stringOf(from[key]); value != "" {
				tokens = append(tokens, NewSecret(value))
			}
		}
		if len(tokens) == 0 {
			return nil, reasonForNoToken(r, object)
		}
	}
	if err := CheckToken(tokens[0]); err != nil {
		return nil, fmt.Errorf("the access token cannot be used: %w", err)
	}
	return tokens, nil
}

// reasonForNoToken returns the reason that a response without a token gives.
func reasonForNoToken(r *response, object Document) error {
	status := func(key string, accepted ...string) string {
		text, err := object.Text(key)
		if err != nil {
			nested, _ := object.Object(key)
			text, _ = nested.Value.Text("status")
		}
		if text.Value == "" || slices.ContainsFunc(accepted, func(s string) bool { return strings.EqualFold(s, text.Value) }) {
			return ""
		}
		return r.text(text.Value)
	}
	for _, key := range []string{"mfaStatus", "termsOfUse", "permissions", "user", "customer"} {
		if _, ok := object[key]; ok {
			return &NoTokenError{
				MFAStatus:  status("mfaStatus", "none", "disabled", "ok"),
				TermsOfUse: status("termsOfUse", "ok", "accepted", "signed"),
			}
		}
	}
	return errors.New("the response contains no access token")
}

// isRefusal reports whether a failed sign-in would fail in the same way again. It would not if the platform is busy, or
// if the response comes from something before the platform.
func isRefusal(err error) bool {
	e, ok := asError(err)
	switch {
	case !ok || e.Status == http.StatusRequestTimeout || e.Status == http.StatusTooManyRequests:
		return false
	case e.Status == http.StatusProxyAuthRequired:
		return false
	case e.isSuccess():
		return e.body == bodyJSON
	}
	return e.Status >= 400 && e.Status < 500
}
