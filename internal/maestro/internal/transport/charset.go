// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"bytes"
	"mime"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// toUTF8 returns a body as valid UTF-8 without a byte order mark. Another encoding is named by a byte order mark, or
// else by the charset of the Content-Type. Invalid bytes are replaced, as encoding/json does, so that raw JSON is valid
// as well.
func toUTF8(body []byte, contentType string) []byte {
	if named := encodingOf(body, contentType); named != unicode.UTF8 {
		if decoded, err := named.NewDecoder().Bytes(body); err == nil {
			body = decoded
		}
	}
	body = bytes.TrimPrefix(body, utf8Mark)
	if utf8.Valid(body) {
		return body
	}
	return bytes.ToValidUTF8(body, []byte("\uFFFD"))
}

var utf8Mark = []byte("\uFEFF")

func encodingOf(body []byte, contentType string) encoding.Encoding {
	switch {
	case bytes.HasPrefix(body, utf8Mark):
		return unicode.UTF8
	case bytes.HasPrefix(body, []byte("\xfe\xff")), bytes.HasPrefix(body, []byte("\xff\xfe")):
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		if named, err := htmlindex.Get(params["charset"]); err == nil {
			return named
		}
	}
	return unicode.UTF8
}
