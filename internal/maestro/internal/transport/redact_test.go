// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

func TestRedactor(t *testing.T) {
	t.Parallel()
	r := NewRedactor(NewSecret("ddf_a/b+c=="), NewSecret("abc"), NewSecret("1234"), NewSecret("12345678"), NewSecret(`q"u\o<t>e&ção`))
	for text, want := range map[string]string{
		"no":                                       "no",
		"abc":                                      "abc", // too short
		"ddf_a/b+c==":                              "***",
		"x ddf_a/b+c== y":                          "x *** y",
		`ddf_a\/b+c==`:                             "***",
		"/login?token=ddf_a%2Fb%2Bc%3D%3D":         "/login?token=***",
		"/login?token=ddf_a%2fb%2bc%3d%3d":         "/login?token=***",
		"/login/ddf_a%2Fb+c==":                     "/login/***",
		"/login/ddf_a%2fb+c==":                     "/login/***",
		"12345678 and 1234":                        "*** and ***", // the longer first
		`q"u\o<t>e&ção`:                            "***",
		`q\"u\\o<t>e&ção`:                          "***",
		`q\"u\\o\u003ct\u003ee\u0026ção`:           "***",
		`q\"u\\o<t>e&\u00e7\u00e3o`:                "***",
		`q\"u\\o<t>e&\u00E7\u00E3o`:                "***",
		`q\"u\\o\u003ct\u003ee\u0026\u00e7\u00e3o`: "***",
		"q&#34;u\\o&lt;t&gt;e&amp;ção":             "***",
	} {
		if got := r.Redact(text); got != want {
			t.Errorf("Redact(%q): got %q, want %q", text, got, want)
		}
	}
	if got := (*Redactor)(nil).Redact("x"); got != "x" {
		t.Errorf("without secrets: got %q, want x", got)
	}
}

func FuzzRedactor(f *testing.F) {
	for _, secret := range []string{"pass", `a"b\c`, "<&>'", "ção/🔑", "\x00\x7f\u2028", "%zz%41", "a b+c", `\u003c`, "\xff\xfe\xfd\xfc"} {
		f.Add(secret)
	}
	f.Fuzz(func(t *testing.T, secret string) {
		if len(secret) < shortestSecret || strings.Trim(secret, "*") == "" {
			return
		}
		inJSON, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		r := NewRedactor(NewSecret(secret))
		for _, spelling := range []string{
			secret, url.QueryEscape(secret), strings.ToLower(url.PathEscape("€€€€")) + url.PathEscape(secret),
			trimQuotes(string(inJSON)), trimQuotes(strconv.Quote(secret)), trimQuotes(fmt.Sprintf("%+q", secret)),
			html.EscapeString(secret),
		} {
			masked := "<" + hidden + ">"
			if got := r.Redact("<" + spelling + ">"); got != masked && strings.Contains(got, spelling) {
				t.Errorf("got %q of %q, which contains the secret", got, spelling)
			}
		}
	})
}
