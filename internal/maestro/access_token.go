// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"time"
)

// AccessToken is the value of the Authorization header.
type AccessToken struct {
	Value Secret
	// Expires is the time in UTC at which the token expires by its own account, which is not verified. It is zero if
	// the token does not state one.
	Expires time.Time
}

// ErrNoCredentials is returned by [Client.AccessToken] if the client has neither a token nor credentials.
var ErrNoCredentials = errors.New("there is neither an access token nor a user to sign in as")

// AccessToken returns the token that requests carry. It sends nothing but a sign-in if there is no token yet, or if the
// token is about to expire by its own account, since the caller cannot renew it. Without credentials the error is
// [ErrNoCredentials].
func (c *Client) AccessToken(ctx context.Context) (AccessToken, error) {
	value, expires, err := c.transport.Token(ctx)
	if err != nil {
		return AccessToken{}, err
	}
	if value.IsEmpty() {
		return AccessToken{}, ErrNoCredentials
	}
	return AccessToken{Value: value, Expires: expires}, nil
}
