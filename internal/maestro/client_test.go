// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

func TestParseBaseURL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		raw       string
		allowHTTP bool
		want      string // the address
		text      string // in the error; empty if there is none
	}{
		{DefaultBaseURL, false, "https://maestro.dadosfera.ai", ""},
		{" https://maestro.stg.dadosfera.ai/ \n", false, "https://maestro.stg.dadosfera.ai/", ""},
		{"HTTPS://Maestro.dadosfera.ai:8443/gw", false, "https://maestro.dadosfera.ai:8443/gw", ""},
		{"http://localhost:8080", false, "http://localhost:8080", ""},
		{"http://LOCALHOST", false, "http://localhost", ""},
		{"http://127.0.0.1:1", false, "http://127.0.0.1:1", ""},
		{"http://127.8.8.8", false, "http://127.8.8.8", ""},
		{"http://[::1]:80", false, "http://[::1]", ""},
		{"https://MAESTRO.dadosfera.ai:443/gw", false, "https://maestro.dadosfera.ai/gw", ""},
		{"https://maestro.dadosfera.ai:", false, "https://maestro.dadosfera.ai", ""},
		{"http://localhost:443", false, "http://localhost:443", ""},
		{"https://maestro.dadosfera.ai:80", false, "https://maestro.dadosfera.ai:80", ""},
		{"http://maestro.test", true, "http://maestro.test", ""},
		{"http://maestro.test", false, "", "http sends credentials unencrypted"},
		{"http://127.0.0.1.evil.test", false, "", "unencrypted"},
		{"http://localhost.evil.test", false, "", "unencrypted"},
		{"http://0.0.0.0", false, "", "unencrypted"},
		{"http://10.0.0.1", false, "", "unencrypted"},
		{"", false, "", "does not begin with https://"},
		{"maestro.dadosfera.ai", false, "", "does not begin with https://"},
		{"/platform", false, "", "does not begin with https://"},
		{"https://", false, "", "no host"},
		{"https://:443", false, "", "no host"},
		{"https:maestro.dadosfera.ai", false, "", "no host"},
		{"mailto:ana@example.com", false, "", "no host"},
		{"ftp://maestro.dadosfera.ai", true, "", "begins with ftp://"},
		{"maestro://maestro.dadosfera.ai", true, "", "begins with maestro://"},
		{"https://ana@maestro.dadosfera.ai", false, "", "user name or password"},
		{"https://ana:hunter2@maestro.dadosfera.ai", false, "", "user name or password"},
		{"https://maestro.dadosfera.ai?x=1", false, "", "query"},
		{"https://maestro.dadosfera.ai/?", false, "", "query"},
		{"https://maestro.dadosfera.ai#top", false, "", "query or fragment"},
		{"https://maestro .dadosfera.ai", false, "", "it is not a URL"},
		{"https://maestro.dadosfera.ai:port", false, "", "it is not a URL"},
		{"https://ana:hunter2/x@maestro.dadosfera.ai", false, "", "it is not a URL"},
		{"https://ana:hunter2%zz@maestro.dadosfera.ai", false, "", "it is not a URL"},
		{"https://maestro\x7f.dadosfera.ai", false, "", "it is not a URL"},
		{"%zz", false, "", "it is not a URL"},
	} {
		u, err := ParseBaseURL(test.raw, test.allowHTTP)
		if test.text == "" {
			if err != nil || u.String() != test.want {
				t.Errorf("ParseBaseURL(%q): got %v, %v, want %s", test.raw, u, err, test.want)
			}
			continue
		}
		if err == nil {
			t.Errorf("ParseBaseURL(%q): got no error", test.raw)
			continue
		}
		contains(t, err.Error(), test.text)
		if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("ParseBaseURL(%q): got %v, which contains the password", test.raw, err)
		}
		wantPrintable(t, err.Error())
	}
}

func TestCheckHeader(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", "acme_corp", "ACME Corp & Co. \"x\"", "eyJ.a/b+c==", "açúcar"} {
		if err := CheckHeader(value); err != nil {
			t.Errorf("CheckHeader(%q): %v", value, err)
		}
	}
	for value, want := range map[string]string{
		"a\nb": "line break", "a\r\nX-Injected: b": "line break", "a\r": "line break",
		"a\x00b": "not allowed in an HTTP header", "a\tb": "not allowed in an HTTP header", "a\x7fb": "not allowed in an HTTP header", "a\u0085b": "not allowed in an HTTP header",
		"a\x1b[31m": "not allowed in an HTTP header", "a€": "not allowed in an HTTP header", "Ω": "not allowed in an HTTP header", "a\xff": "not allowed in an HTTP header",
		" a": "whitespace", "a ": "whitespace", "\u00a0a": "whitespace",
	} {
		err := CheckHeader(value)
		if err == nil {
			t.Errorf("CheckHeader(%q): got no error", value)
			continue
		}
		contains(t, err.Error(), want)
		wantPrintable(t, err.Error())
	}
}

func TestNew_valuesThatCannotBeSent(t *testing.T) {
	t.Parallel()
	base := &url.URL{Scheme: "https", Host: "maestro.test"}
	for want, config := range map[string]Config{
		"no base URL": {},
		"customer name: it contains a line break":         {BaseURL: base, CustomerName: "a\nb"},
		"access token: it contains a line break":          {BaseURL: base, AccessToken: NewSecret("secret\nb")},
		"access token: it begins or ends with whitespace": {BaseURL: base, AccessToken: NewSecret(" secret")},
		`access token: it begins with "Bearer "`:          {BaseURL: base, AccessToken: NewSecret("bearer secret")},
	} {
		c, err := New(config)
		if c != nil || err == nil {
			t.Errorf("%s: got no error", want)
			continue
		}
		contains(t, err.Error(), want)
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v, which contains the token", err)
		}
	}
}

func TestSameBaseURL(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"https://maestro.dadosfera.ai", "https://Maestro.Dadosfera.AI:443/", true},
		{"http://LOCALHOST:80/gw", "http://localhost/gw/", true},
		{"https://maestro.dadosfera.ai", "https://maestro.stg.dadosfera.ai", false},
		{"https://maestro.dadosfera.ai", "http://maestro.dadosfera.ai", false},
		{"https://maestro.dadosfera.ai/a", "https://maestro.dadosfera.ai/A", false},
		{"https://maestro.dadosfera.ai:8443", "https://maestro.dadosfera.ai", false},
		{"%zz", "%zz", true},
		{"%zz", "", false},
	} {
		if got := SameBaseURL(test.a, test.b); got != test.want {
			t.Errorf("SameBaseURL(%q, %q): got %t, want %t", test.a, test.b, got, test.want)
		}
	}
}

func TestNew_normalizesItsAddress(t *testing.T) {
	t.Parallel()
	c := newTestClient(t, "https://MAESTRO.test:443/gw/")
	if want := "https://maestro.test/gw"; c.BaseURL() != want {
		t.Errorf("got %s, want %s", c.BaseURL(), want)
	}
}

func TestReadOnly_nothingThatCouldChangeSomethingIsSent(t *testing.T) {
	t.Parallel()
	readOnly := func(c *Config) { c.ReadOnly = true }
	c, _ := serve(t, nil, readOnly) // any request fails the test
	outcome, createErr := c.CreatePipeline(t.Context(), newOrders)
	if outcome != NotCreated {
		t.Errorf("create: got the outcome %d, want %d", outcome, NotCreated)
	}
	_, deleteErr := c.DeletePipeline(t.Context(), thisID)
	_, memoryErr := c.SetMemory(t.Context(), thisID, 1)
	_, executeErr := c.Execute(t.Context(), thisID)
	for name, err := range map[string]error{
		"create": createErr, "delete": deleteErr, "memory": memoryErr, "execute": executeErr,
		"update":      c.UpdatePipeline(t.Context(), thisID, PipelineChange{}),
		"pause":       c.Pause(t.Context(), thisID),
		"unpause":     c.Unpause(t.Context(), thisID),
		"job input":   c.PatchJobInput(t.Context(), thisID+"_0", Document{}),
		"sync mode":   c.SetSyncMode(t.Context(), thisID+"_0", SyncMode{}),
		"reset state": c.ResetJobState(t.Context(), thisID+"_0"),
	} {
		if !errors.Is(err, ErrReadOnly) || Unconfirmed(err) || errors.Is(err, ErrTemporary) || errors.Is(err, ErrNotFound) {
			t.Errorf("%s: got %v, want %q", name, err, ErrReadOnly)
			continue
		}
		contains(t, err.Error(), "read_only", "DADOSFERA_READ_ONLY")
	}

	c, _ = serve(t, map[string][]reply{signInLine: {respondToken("t")}, listLine: {respond(200, emptyList)}}, readOnly, withCredentials)
	if _, err := c.ListPipelines(t.Context()); err != nil {
		t.Errorf("list after a sign-in: %v", err)
	}
}
