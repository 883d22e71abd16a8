// SPDX-License-Identifier: MPL-2.0

// Package maestro is a client of Dadosfera's "Maestro" REST API for data pipelines. It knows nothing of Terraform.
//
// The public description of the API is incomplete and in places contradicts itself, so the client is strict in what it
// sends and tolerant in what it reads: bodies wrapped in {"status","data"} or bare, ids under "id" or "pipeline_id" and
// in either spelling, numbers as texts. It never takes an answer for more than it proves; see [IsNotFound].
package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/hashicorp/go-retryablehttp"
)

// The defaults of Config, named where users see them.
const (
	// DefaultBaseURL is the address on every page of the public reference.
	DefaultBaseURL = "https://maestro.dadosfera.ai"
	// DefaultMaxRetries is how often a request that may be repeated is sent again.
	DefaultMaxRetries = 4
	// DefaultRequestTimeout limits one HTTP attempt.
	DefaultRequestTimeout = 60 * time.Second
)

// Config says how to reach Maestro and as whom.
type Config struct {
	// BaseURL is the scheme, host and, behind a gateway, leading path of the API; see [ParseBaseURL].
	BaseURL *url.URL
	// CustomerName goes out as the header customer_name on every /platform request. The reference documents it as
	// required for deleting (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline).
	CustomerName string
	// AccessToken is sent as it is in the header Authorization, without "Bearer ". Empty: Credentials, or none.
	AccessToken string
	// Credentials sign in at the first request. Nil: AccessToken, or none.
	Credentials *Credentials
	// MaxRetries is how often a request that may be repeated is sent again after the first time.
	MaxRetries int
	// RequestTimeout limits one HTTP attempt, from connecting to the last byte; 0 is DefaultRequestTimeout.
	RequestTimeout time.Duration
	// MaxRequestsPerSecond is shared by all calls of the client; 0 is no limit.
	MaxRequestsPerSecond float64
	// UserAgent is the header User-Agent.
	UserAgent string
	// Observe, if set, is called after every HTTP attempt, with nothing secret in it.
	Observe func(context.Context, Exchange)
	// ObservePause, if set, is called before every wait between two attempts, and when a 429 holds all requests.
	ObservePause func(context.Context, Pause)
}

// Exchange is one HTTP attempt, for a log.
type Exchange struct {
	Method, Path string
	Status       int           // 0 when no answer came
	Attempt      int           // from 1
	Waited       time.Duration // for its turn under a limit on requests, before it was sent
	Duration     time.Duration
	Err          error // why no answer came
}

// Pause is a time without requests, for a log.
type Pause struct {
	Method, Path string
	Duration     time.Duration
	Next         int // the attempt after it, from 2; 0 where the platform has asked for it (429), of all requests
}

// Client calls Maestro. It is safe for concurrent use, keeps connections alive and shares rate limit and sign-in among
// all its calls.
type Client struct {
	base      string // without a slash at the end
	customer  string
	userAgent string

	http      *retryablehttp.Client
	transport *transport
	session   *session
	// lists is the list of all pipelines, shared by the questions that are open at one moment.
	lists *batch[[]Pipeline]
	// snapshot is the list that bulk refreshes read from.
	snapshot *snapshot
	// spellings remembers for each route which spelling of an id the platform took.
	spellings spellingMemory
}

// New makes a client. It sends nothing.
func New(config Config) (*Client, error) {
	if config.BaseURL == nil {
		return nil, errors.New("maestro: no base URL")
	}
	if err := CheckHeader(config.CustomerName); err != nil {
		return nil, fmt.Errorf("maestro: customer name: %w", err)
	}
	if err := CheckHeader(config.AccessToken); err != nil {
		return nil, fmt.Errorf("maestro: access token: %w", err)
	}
	c := &Client{
		base:      strings.TrimRight(config.BaseURL.String(), "/"),
		customer:  config.CustomerName,
		userAgent: config.UserAgent,
		transport: newTransport(config),
	}
	c.http = newRetrying(c.transport, config.MaxRetries)
	c.session = newSession(config, c.signIn)
	c.lists = newBatch(c.ListPipelines)
	c.snapshot = newSnapshot(c.ListPipelines)
	return c, nil
}

// CustomerName is the customer whose pipelines the client sees.
func (c *Client) CustomerName() string { return c.customer }

// BaseURL is the address of the platform, without a slash at the end.
func (c *Client) BaseURL() string { return c.base }

// Close ends the connections that are kept alive.
func (c *Client) Close() { c.http.HTTPClient.CloseIdleConnections() }

// ParseBaseURL reads and checks an address of Maestro: https, or http to this machine, or any http if allowHTTP, as
// credentials would travel in the clear.
func ParseBaseURL(raw string, allowHTTP bool) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		// Without the error, which repeats parts of the address: there may be a password in it.
		return nil, errors.New("it is not a URL, as in " + DefaultBaseURL)
	}
	switch {
	case u.Scheme == "":
		return nil, errors.New("it does not begin with https://, as in " + DefaultBaseURL)
	case u.Host == "" || u.Hostname() == "":
		return nil, errors.New("it has no host, as in " + DefaultBaseURL)
	case u.User != nil:
		return nil, errors.New("it has a user name or password in it; give credentials by their own settings")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("it ends in a query or fragment, which the API does not have")
	case u.Scheme == "http" && !allowHTTP && !isLoopback(u.Hostname()):
		return nil, errors.New("http would send credentials in the clear; use https, or set allow_http for a host you trust")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("it begins with %s://, and must begin with https://", u.Scheme)
	}
	return u, nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// CheckHeader refuses a value that cannot stand in an HTTP header: one with line breaks or other control characters,
// or with characters outside printable ASCII and Latin-1, or with white space around it.
func CheckHeader(value string) error {
	for _, r := range value {
		switch {
		case r == '\n' || r == '\r':
			return errors.New("it has a line break in it")
		case unicode.IsControl(r) || r > 0xff:
			return fmt.Errorf("it has the character %q in it, which an HTTP header cannot carry", r)
		}
	}
	if strings.TrimSpace(value) != value {
		return errors.New("it has white space at its start or end")
	}
	return nil
}

// answer is a whole HTTP answer with the request's name for errors.
type answer struct {
	method, path string
	status       int
	header       http.Header
	body         []byte
	attempts     int
	retryAfter   time.Duration
	secrets      []string // that must not appear in an error
}

// send sends one request, signing in before it and again after a 401, and repeating it as its policy says. The error
// is an *Error, or a *SignInError, for everything but success.
func (c *Client) send(ctx context.Context, repeat repeatPolicy, method, path string, body any) (answer, error) {
	return c.sendAgain(ctx, 0, repeat, method, path, body)
}

// sendAgain is send for a call that repeats one, of which there were so many attempts.
func (c *Client) sendAgain(ctx context.Context, earlier int, repeat repeatPolicy, method, path string, body any) (answer, error) {
	var payload []byte
	if body != nil {
		var err error
		if payload, err = json.Marshal(body); err != nil {
			return answer{}, &Error{Method: method, Path: path, Cause: fmt.Errorf("the request cannot be written as JSON: %w", err)}
		}
	}
	tries := &tries{repeat: repeat, earlier: earlier}
	ctx = context.WithValue(ctx, triesKey{}, tries)
	for {
		token, err := c.session.token(ctx)
		if err != nil {
			return answer{}, inContext(err, method, path, tries)
		}
		c.session.sent(token)
		a, err := c.sendOnce(ctx, method, path, payload, token, tries)
		c.session.answered(token, err == nil && a.status != http.StatusUnauthorized)
		if err != nil {
			return a, err
		}
		failed := answerError(a)
		switch {
		case failed == nil:
			return a, nil
		case failed.Status != http.StatusUnauthorized:
			return a, failed
		}
		renewed, err := c.session.renew(ctx, token, tries)
		if err != nil {
			return a, inContext(err, method, path, tries)
		}
		if !renewed {
			return a, failed
		}
	}
}

// inContext makes an *Error of a reason to stop waiting for a sign-in; a sign-in that failed speaks for itself.
func inContext(err error, method, path string, tries *tries) error {
	var signIn *SignInError
	if errors.As(err, &signIn) {
		return err
	}
	return &Error{Method: method, Path: path, Attempts: tries.sent, Cause: err}
}

// sendOnce sends one request with one token.
func (c *Client) sendOnce(ctx context.Context, method, path string, payload []byte, token *token, tries *tries) (answer, error) {
	fail := func(err error) (answer, error) {
		return answer{}, &Error{Method: method, Path: path, Attempts: tries.sent, Cause: err, reached: tries.reached}
	}
	var rawBody any
	if payload != nil {
		rawBody = payload
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, method, c.base+path, rawBody)
	if err != nil {
		return fail(withoutURL(err))
	}
	req.Header.Set("Accept", "application/json")
	if payload != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.userAgent != "" {
		req.Header.Set("User-Agent", c.userAgent)
	}
	if token != nil {
		req.Header.Set("Authorization", token.value)
	}
	if strings.HasPrefix(path, "/platform/") && c.customer != "" {
		// Set by hand, as Header.Set would send it as "Customer_name" and the reference spells it so.
		req.Header["customer_name"] = []string{c.customer} //nolint:canonicalheader // see above
	}
	resp, err := c.retrying(ctx, method, path, tries).Do(req)
	if err != nil {
		return fail(withoutURL(err))
	}
	defer func() { _ = resp.Body.Close() }()
	buffered, ok := resp.Body.(*bufferedBody)
	if !ok {
		return fail(fmt.Errorf("unexpected body of type %T", resp.Body))
	}
	return answer{
		method: method, path: path,
		status: resp.StatusCode, header: resp.Header, body: buffered.bytes,
		attempts: tries.sent, retryAfter: retryAfter(resp),
		secrets: c.session.secrets(token),
	}, nil
}

// withoutURL takes the layers off an HTTP error that only repeat method and address.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}
