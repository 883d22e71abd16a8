// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// AccessToken is what goes out in the header Authorization, as it is.
type AccessToken struct {
	Value string
	// Expires is when the token says that its life is over, in UTC; zero where it does not say it. It is the token's word,
	// which nobody has checked.
	Expires time.Time
}

// ErrNoCredentials is the error where a token is asked for and there is none, nor anything to sign in with.
var ErrNoCredentials = errors.New("there is neither an access token nor a user to sign in as")

// AccessToken gives the token that the requests of this client carry. It sends nothing but, where it is needed, a sign-in:
// the first one, or a new one for a token that says that its life is over, since whoever gets the token cannot do that.
// Without credentials the error is [ErrNoCredentials].
func (c *Client) AccessToken(ctx context.Context) (AccessToken, error) {
	t, err := c.session.lasting(ctx)
	if err != nil {
		return AccessToken{}, err
	}
	if t == nil {
		return AccessToken{}, ErrNoCredentials
	}
	return AccessToken{Value: t.value, Expires: expiry(t.value)}, nil
}

// remainingLife is what a token that is handed on should have before it.
const remainingLife = time.Minute

// lasting is token, for somebody who cannot act on a 401.
func (s *session) lasting(ctx context.Context) (*token, error) {
	if s.turn.Acquire(ctx, 1) != nil {
		return nil, ended(ctx)
	}
	defer s.turn.Release(1)
	if s.signIn == nil {
		return s.current, nil
	}
	if s.current != nil {
		expires := expiry(s.current.value)
		if expires.IsZero() || time.Until(expires) > remainingLife {
			return s.current, nil
		}
	}
	if err := s.replace(ctx); err != nil {
		return nil, err
	}
	return s.current, nil
}

// latestExpiry is the end of the last year that is written with four digits.
const latestExpiry = 253402300799

// expiry reads the claim "exp" of a JSON Web Token (RFC 7519, 4.1.4), unverified. It is zero for any other text.
func expiry(token string) time.Time {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return time.Time{}
	}
	var claims struct {
		Exp float64 `json:"exp"`
	}
	if json.Unmarshal(payload, &claims) != nil || claims.Exp < 1 || claims.Exp > latestExpiry {
		return time.Time{}
	}
	return time.Unix(int64(claims.Exp), 0).UTC()
}
