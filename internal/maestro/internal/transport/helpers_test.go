// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// The requests of the tests, as "METHOD path".
const (
	getX       = "GET /x"
	getY       = "GET /y"
	postX      = "POST /x"
	signInLine = "POST /sign-in"
)

type reply = script.Reply

var respond = script.Respond

// newTestClient returns a client for an address. Its waits between attempts are too short to be noticed.
func newTestClient(t *testing.T, address string, change ...func(*Config)) *Client {
	t.Helper()
	config := Config{
		BaseURL:      address,
		Token:        NewSecret("token-of-the-test"),
		UserAgent:    "transport-test/1",
		MaxRetries:   2,
		Timeout:      10 * time.Second,
		RetryWaitMin: 2 * time.Millisecond,
		RetryWaitMax: 4 * time.Millisecond,
	}
	for _, f := range change {
		f(&config)
	}
	c := New(config)
	t.Cleanup(c.Close)
	return c
}

// serve starts a server with a script and returns a client for it.
func serve(t *testing.T, replies map[string][]reply, change ...func(*Config)) (*Client, *script.Script) {
	t.Helper()
	s := script.New(t, replies)
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return newTestClient(t, server.URL, change...), s
}

// inBubble runs a test in a bubble with a server and a client that waits between attempts as in production.
func inBubble(
	t *testing.T, replies map[string][]reply, test func(t *testing.T, c *Client, s *script.Script), change ...func(*Config),
) {
	t.Helper()
	s := script.New(t, replies)
	script.InBubble(t, s, func(t *testing.T, base *http.Transport) {
		test(t, newTestClient(t, "http://host.test", append([]func(*Config){func(c *Config) {
			c.Base, c.RetryWaitMin, c.RetryWaitMax = base, 0, 0
		}}, change...)...), s)
	})
}

// do sends a request, which is idempotent if it is a GET. A response of any status but 200 is an error.
func do(ctx context.Context, c *Client, line string) error {
	method, path, _ := strings.Cut(line, " ")
	resp, err := c.Do(ctx, Request{Method: method, Path: path, Idempotent: method == http.MethodGet})
	if err == nil && resp.Status != http.StatusOK {
		return statusError(resp.Status)
	}
	return err
}

// statusError is the status of a response other than 200.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("status %d", int(e)) }

const errUnauthorized = statusError(http.StatusUnauthorized)

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

func withRetries(n int) func(*Config) { return func(c *Config) { c.MaxRetries = n } }

func withTimeout(d time.Duration) func(*Config) { return func(c *Config) { c.Timeout = d } }

// loginFor returns a Login that sends signInLine with a client that does not exist yet. The body of the response is the
// token. Any status but 200 is an error, and 401 is a refusal.
func loginFor(c **Client) *Login {
	return &Login{Secrets: []Secret{NewSecret("pass-word-1")}, SignIn: func(ctx context.Context) ([]Secret, bool, error) {
		method, path, _ := strings.Cut(signInLine, " ")
		resp, err := (*c).Do(ctx, Request{Method: method, Path: path, Idempotent: true, Anonymous: true})
		if err != nil {
			return nil, false, err
		}
		if resp.Status != http.StatusOK {
			return nil, resp.Status == http.StatusUnauthorized, statusError(resp.Status)
		}
		return []Secret{NewSecret(string(resp.Body))}, false, nil
	}}
}

// serveWithLogin is serve for a client that signs in.
func serveWithLogin(t *testing.T, replies map[string][]reply, change ...func(*Config)) (*Client, *script.Script) {
	t.Helper()
	var c *Client
	c, s := serve(t, replies, append(change, func(config *Config) { config.Token, config.Login = Secret{}, loginFor(&c) })...)
	return c, s
}

// inBubbleWithLogin is inBubble for a client that signs in.
func inBubbleWithLogin(
	t *testing.T, replies map[string][]reply, test func(t *testing.T, c *Client, s *script.Script),
) {
	t.Helper()
	var client *Client
	inBubble(t, replies, func(t *testing.T, c *Client, s *script.Script) {
		client = c
		test(t, c, s)
	}, func(config *Config) { config.Token, config.Login = Secret{}, loginFor(&client) })
}
