// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// lastExpiry is the end of the last year with four digits, in Unix time.
const lastExpiry = 253402300799

// expiry returns the claim "exp" of a JSON Web Token (RFC 7519, section 4.1.4), without verifying the token. It is zero
// for any other text.
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
	if json.Unmarshal(payload, &claims) != nil || claims.Exp < 1 || claims.Exp > lastExpiry {
		return time.Time{}
	}
	return time.Unix(int64(claims.Exp), 0).UTC()
}

// lasts reports whether a token stays valid for minRemainingLife. A token that does not state when it expires does.
func lasts(token string) bool {
	expires := expiry(token)
	return expires.IsZero() || time.Until(expires) > minRemainingLife
}
