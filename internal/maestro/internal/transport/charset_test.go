// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"net/http"
	"testing"
	"unicode/utf8"
)

func TestDo_bodyIsDecoded(t *testing.T) {
	t.Parallel()
	const want = `["ação"]`
	for name, test := range map[string]struct{ body, contentType, want string }{
		"UTF-8":                            {want, "application/json", want},
		"no content type":                  {want, "", want},
		"byte order mark":                  {"\xef\xbb\xbf" + want, "application/json; charset=utf-8", want},
		"byte order mark alone":            {"\xef\xbb\xbf", "application/json", ""},
		"ISO-8859-1":                       {"[\"a\xe7\xe3o\"]", "application/json; charset=ISO-8859-1", want},
		"windows-1252, quoted":             {"[\"a\xe7\xe3o \x80\"]", `application/json; charset="windows-1252"`, `["ação €"]`},
		"UTF-16BE":                         {"\x00[\x00\"\x00a\x00\xe7\x00\xe3\x00o\x00\"\x00]", "application/json; charset=utf-16be", want},
		"UTF-16LE":                         {"[\x00\"\x00a\x00\xe7\x00\xe3\x00o\x00\"\x00]\x00", "application/json; charset=utf-16le", want},
		"UTF-16, by its byte order mark":   {"\xfe\xff\x00[\x00\"\x00a\x00\xe7\x00\xe3\x00o\x00\"\x00]", "application/json", want},
		"byte order mark against charset":  {"\xef\xbb\xbf" + want, "application/json; charset=iso-8859-1", want},
		"unknown charset":                  {want, "application/json; charset=x-unknown", want},
		"invalid bytes":                    {"[\"a\xffb\"]", "application/json", "[\"a\uFFFDb\"]"},
		"content type that cannot be read": {want, "application/json; charset", want},
	} {
		c, _ := serve(t, map[string][]reply{getX: {respond(200, test.body).With("Content-Type", test.contentType)}})
		resp, err := c.Do(t.Context(), Request{Method: http.MethodGet, Path: "/x"})
		if err != nil || string(resp.Body) != test.want {
			t.Errorf("%s: got %q, %v, want %q", name, resp.Body, err, test.want)
		}
	}
}

func FuzzToUTF8(f *testing.F) {
	for _, charset := range []string{"", "utf-8", "iso-8859-1", "utf-16", "iso-2022-jp", "replacement", "x-user-defined"} {
		f.Add([]byte("\xff\xfe[\"a\xe7\"]"), "application/json; charset="+charset)
	}
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		if got := toUTF8(body, contentType); !utf8.Valid(got) {
			t.Errorf("got %q, want valid UTF-8", got)
		}
	})
}
