// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bufio"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// The ids of the reference's examples, and another one.
const (
	thisID        = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	thisIDHyphens = "1b33ad2f-33d3-4837-9eeb-83c82c8b909d"
	otherID       = "00000000_1111_4222_8333_444444444444"
)

// The requests of several tests, as "METHOD path".
const (
	signInLine  = "POST /auth/sign-in"
	listLine    = "GET /platform/pipelines"
	getLine     = "GET /platform/pipeline/" + thisIDHyphens
	getLine2    = "GET /platform/pipeline/" + thisID // the other spelling, after a 404
	createLine  = "POST /platform/pipeline"
	deleteLine  = "DELETE /platform/pipeline/" + thisID
	deleteLine2 = "DELETE /platform/pipeline/" + thisIDHyphens
	pauseLine   = "POST /platform/pipeline/pause"
	executeLine = "POST /platform/pipeline/execute"
	runsLine    = "GET /platform/pipeline/" + thisID + "/pipeline_run"
	runsLine2   = "GET /platform/pipeline/" + thisIDHyphens + "/pipeline_run"
)

// Bodies of the reference, or by analogy with it.
const (
	pipelineJSON = `{"status":true,"data":{"id":"` + thisID + `","name":"Orders"}}`
	notFoundJSON = `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id ` + thisID + ` not found","data":null}}`
	emptyList    = `[]`
	listWithID   = `[{"id":1,"pipeline_id":"` + thisID + `","name":"Orders"}]`
	htmlPage     = `<html><body><h1>Sign in</h1></body></html>`
)

type reply = script.Reply

var respond = script.Respond

func respondToken(token string) reply { return respond(200, `{"tokens":{"accessToken":"`+token+`"}}`) }

// newTestClient returns a client for an address. Its waits between attempts are too short to be noticed.
func newTestClient(t *testing.T, address string, change ...func(*Config)) *Client {
	t.Helper()
	return newTunedClient(t, address, func(c *transport.Config) {
		c.RetryWaitMin, c.RetryWaitMax = 2*time.Millisecond, 4*time.Millisecond
	}, change...)
}

// newTunedClient returns a client for an address with a changed transport.
func newTunedClient(t *testing.T, address string, tune func(*transport.Config), change ...func(*Config)) *Client {
	t.Helper()
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	config := Config{
		BaseURL:        base,
		CustomerName:   "acme_corp",
		AccessToken:    NewSecret("token-of-the-test"),
		MaxRetries:     2,
		RequestTimeout: 10 * time.Second,
		UserAgent:      "maestro-test/1",
	}
	for _, f := range change {
		f(&config)
	}
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	sending := c.transportConfig(config)
	tune(&sending)
	c.transport = transport.New(sending)
	t.Cleanup(c.Close)
	return c
}

// checked returns a handler that compares the requests with the contract. The responses are made up.
func checked(t *testing.T, handler http.Handler) http.Handler {
	t.Helper()
	return openapi.Check(t, handler, openapi.RequestsOnly)
}

// serve starts a server with a script and returns a client for it.
func serve(t *testing.T, replies map[string][]reply, change ...func(*Config)) (*Client, *script.Script) {
	t.Helper()
	s := script.New(t, replies)
	server := httptest.NewUnstartedServer(checked(t, s))
	openapi.Watch(server)
	server.Start()
	t.Cleanup(server.Close)
	return newTestClient(t, server.URL, change...), s
}

// inBubble runs a test in a bubble with a server and a client that waits between attempts as in production.
func inBubble(
	t *testing.T, replies map[string][]reply, test func(t *testing.T, c *Client, s *script.Script), change ...func(*Config),
) {
	t.Helper()
	s := script.New(t, replies)
	script.InBubble(t, checked(t, s), func(t *testing.T, base *http.Transport) {
		test(t, newTunedClient(t, "http://maestro.test", func(c *transport.Config) { c.Base = base }, change...), s)
	})
}

// newRawServer starts a server that compares the requests with the contract, with headers as they are spelled on the
// wire. wrong is what the contract finds wrong with requests that violate it on purpose, and prefix is before every
// path.
func newRawServer(t *testing.T, prefix, wrong string, respond func(n int) string) *script.Raw {
	t.Helper()
	s := script.NewRaw(t, respond)
	s.Check = func(head string, body []byte) {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(head)))
		if err != nil {
			t.Errorf("got a request that cannot be parsed: %v", err)
			return
		}
		r.URL.Path = strings.TrimPrefix(r.URL.Path, prefix)
		_, err = openapi.CheckRequest(openapi.Request{Method: r.Method, URL: r.URL, Header: r.Header, Body: body, Head: []byte(head)})
		if (err != nil) != (wrong != "") || err != nil && !strings.Contains(err.Error(), wrong) {
			t.Errorf("%s %s: got %v from the contract, want %q", r.Method, r.URL.Path, err, wrong)
		}
	}
	return s
}

// testResponse returns a response to a list of pipelines.
func testResponse(status int, body string, header http.Header) *response {
	return newResponse(get("/platform/pipelines"), &transport.Response{Status: status, Body: []byte(body), Header: header})
}

// errorOf returns the *Error in an error, which must be there.
func errorOf(t *testing.T, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("got the error %v of type %T, want an *Error", err, err)
	}
	return e
}

func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("got %q, want it to contain %q", text, part)
		}
	}
}

// wantPrintable fails the test unless a text is fit for a diagnostic.
func wantPrintable(t *testing.T, text string) {
	t.Helper()
	for _, r := range text {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			t.Fatalf("got the control character %q in %q", r, text)
		}
	}
}

func withRetries(n int) func(*Config) { return func(c *Config) { c.MaxRetries = n } }

func withTimeout(d time.Duration) func(*Config) { return func(c *Config) { c.RequestTimeout = d } }

func withCredentials(c *Config) {
	c.AccessToken = Secret{}
	c.Credentials = &Credentials{Username: "ana@example.com", Password: NewSecret("pass-word-1"), TOTP: NewSecret("123456")}
}
