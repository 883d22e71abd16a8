// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// charsets are the encodings that a Portuguese or English platform may use besides UTF-8, by the lower-case names that
// headers have. The whole index of x/text would add two megabytes to the provider.
var charsets = map[string]encoding.Encoding{
	"iso-8859-1":   charmap.Windows1252, // as the WHATWG encoding standard reads it
	"latin1":       charmap.Windows1252,
	"us-ascii":     charmap.Windows1252,
	"windows-1252": charmap.Windows1252,
	"iso-8859-15":  charmap.ISO8859_15,
	"utf-16":       unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
}

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
		if named, ok := charsets[strings.ToLower(params["charset"])]; ok {
			return named
		}
	}
	return unicode.UTF8
}
