// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"encoding/base64"
	"testing"
)

// jwt returns a token with these claims.
func jwt(claims string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	for token, want := range map[string]int64{
		jwt(`{"exp":1767225600}`):               1767225600,
		jwt(`{"exp":1767225600.75,"iat":1}`):    1767225600,
		jwt(`{"exp":1.7672256e9}`):              1767225600,
		jwt(`{"exp":253402300799}`):             lastExpiry,
		jwt(`{"exp":253402300800}`):             0,
		jwt(`{"exp":1e300}`):                    0,
		jwt(`{"exp":0}`):                        0,
		jwt(`{"exp":-5}`):                       0,
		jwt(`{"exp":"1767225600"}`):             0,
		jwt(`{"exp":null}`):                     0,
		jwt(`{}`):                               0,
		jwt(`[]`):                               0,
		jwt(`{"exp":`):                          0,
		jwt(`{"exp":1767225600}`) + ".":         0,
		"e30." + `{"exp":1767225600}` + ".c2ln": 0,
		"":                                      0,
		"..":                                    0,
		"ddf_abc+/=":                            0,
	} {
		got := expiry(token)
		if want == 0 && !got.IsZero() || want != 0 && got.Unix() != want {
			t.Errorf("expiry(%q): got %v, want %d", token, got, want)
		}
	}
}
