// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"bytes"
	"mime"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// toUTF8 returns a body as valid UTF-8 without a byte order mark. Another encoding is named by a byte order mark, or
// else by the charset of the Content-Type. Invalid bytes are replaced, as encoding/json does, so that raw JSON is valid
// as well.
func toUTF8(body []byte, contentType string) []byte {
	var named encoding.Encoding = unicode.UTF8
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		if known, err := htmlindex.Get(params["charset"]); err == nil {
			named = known
		}
	}
	decoded, _, err := transform.Bytes(unicode.BOMOverride(named.NewDecoder()), body)
	if err != nil {
		decoded = body
	}
	return bytes.ToValidUTF8(decoded, []byte("\uFFFD"))
}
