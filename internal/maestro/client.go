// SPDX-License-Identifier: MPL-2.0

// Package maestro is a client of Dadosfera's "Maestro" REST API for data pipelines. It does not import Terraform's
// packages; its errors name settings of the provider where they say what to change.
//
// The public description of the API is incomplete and in places contradicts itself. The client is strict in what it
// sends and tolerant in what it reads: bodies wrapped in {"status","data"} or bare, ids under "id" or "pipeline_id" and
// in either spelling, numbers as strings. It never concludes more from a response than the response proves; see
// [ErrNotFound].
//
// How requests are sent at all (tokens, pace, retries) is in internal/transport; this package holds the endpoints.
package maestro

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// The defaults of Config, which also appear in the documentation of the provider.
const (
	// DefaultBaseURL is the address on every page of the public reference.
	DefaultBaseURL = "https://maestro.dadosfera.ai"
	// DefaultMaxRetries is the number of times that an idempotent request is sent again.
	DefaultMaxRetries = 4
	// DefaultRequestTimeout limits one HTTP attempt.
	DefaultRequestTimeout = transport.DefaultTimeout
)

// Config describes how to reach Maestro and as which user.
type Config struct {
	// BaseURL is the scheme, host and, behind a gateway, leading path of the API; see [ParseBaseURL].
	BaseURL *url.URL
	// CustomerName is sent as the header customer_name with every /platform request. It is documented as required for
	// deleting (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline).
	CustomerName string
	// AccessToken is sent unchanged in the Authorization header, without "Bearer ". If it is empty, Credentials are
	// used.
	AccessToken Secret
	// Credentials are used to sign in before the first request. If they are nil and there is no AccessToken, requests
	// carry no token.
	Credentials *Credentials
	// ReadOnly refuses every request that could change something, before anything is sent; see [ErrReadOnly].
	ReadOnly bool
	// MaxRetries is the number of times that an idempotent request is sent again.
	MaxRetries int
	// RequestTimeout limits one HTTP attempt, from connecting to the last byte. Zero means DefaultRequestTimeout.
	RequestTimeout time.Duration
	// MaxRequestsPerSecond is shared by all calls of the client. Zero means no limit.
	MaxRequestsPerSecond float64
	// UserAgent is the User-Agent header.
	UserAgent string
	// Transport sends one HTTP request, for a program that observes or replays them. Nil means the usual one.
	Transport http.RoundTripper
	// Observe, if set, is called after every HTTP attempt. An Exchange holds no secrets.
	Observe func(context.Context, Exchange)
	// ObservePause, if set, is called before every wait between two attempts, and when a 429 holds all requests.
	ObservePause func(context.Context, Pause)
}

// Secret is a token, password or one-time code, which cannot be printed by accident.
type Secret = transport.Secret

// NewSecret returns a secret with a value.
func NewSecret(value string) Secret { return transport.NewSecret(value) }

// Exchange is one HTTP attempt, for a log.
type Exchange = transport.Exchange

// Pause is a time without requests, for a log.
type Pause = transport.Pause

// Client calls Maestro. It is safe for concurrent use. All calls share its connections, rate limit and sign-in.
type Client struct {
	base     string // without a slash at the end
	customer string
	auth     Auth
	readOnly bool

	transport *transport.Client
	// lists is the list of all pipelines, shared by concurrent lookups.
	lists *sharedFetch[[]Pipeline]
	// connections is the list of all connections, shared by concurrent lookups.
	connections *sharedFetch[[]Connection]
	// snapshot is the list of all pipelines that bulk refreshes read from.
	snapshot *snapshot
	// spellings holds, by route, the spelling of ids under which the platform has found something, if it is not the
	// documented one.
	spellings sync.Map
}

// New returns a client. It sends nothing.
func New(config Config) (*Client, error) {
	if config.BaseURL == nil {
		return nil, errors.New("maestro: no base URL")
	}
	if err := CheckHeader(config.CustomerName); err != nil {
		return nil, fmt.Errorf("maestro: customer name: %w", err)
	}
	if err := CheckToken(config.AccessToken); err != nil {
		return nil, fmt.Errorf("maestro: access token: %w", err)
	}
	c := &Client{
		base:     strings.TrimRight(normalURL(config.BaseURL).String(), "/"),
		customer: config.CustomerName,
		auth:     authOf(config),
		readOnly: config.ReadOnly,
	}
	c.transport = transport.New(c.transportConfig(config))
	c.lists = newSharedFetch(c.ListPipelines)
	c.connections = newSharedFetch(c.readConnections)
	c.snapshot = newSnapshot()
	return c, nil
}

// authOf returns how a client with a configuration authenticates. A token takes precedence over credentials.
func authOf(config Config) Auth {
	switch {
	case !config.AccessToken.IsEmpty():
		return AuthToken
	case config.Credentials != nil:
		return AuthSignIn
	}
	return AuthNone
}

// CustomerName returns the customer whose pipelines the client sees.
func (c *Client) CustomerName() string { return c.customer }

// BaseURL returns the address of the platform, without a slash at the end.
func (c *Client) BaseURL() string { return c.base }

// Close closes idle connections.
func (c *Client) Close() { c.transport.Close() }

// transportConfig returns the part of a configuration that is about sending requests.
func (c *Client) transportConfig(config Config) transport.Config {
	return transport.Config{
		BaseURL:              c.base,
		UserAgent:            config.UserAgent,
		Token:                config.AccessToken,
		Login:                c.login(config.Credentials),
		MaxRetries:           config.MaxRetries,
		IsTemporary:          isDatabaseError,
		Timeout:              config.RequestTimeout,
		MaxRequestsPerSecond: config.MaxRequestsPerSecond,
		Base:                 config.Transport,
		Observe:              config.Observe,
		ObservePause:         config.ObservePause,
	}
}

// ParseBaseURL parses and checks an address of Maestro, and returns it with the host in lower case and without the
// default port. It must begin with https, because credentials are sent to it. http is accepted for this machine, and
// for any host if allowHTTP is set.
func ParseBaseURL(raw string, allowHTTP bool) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		// Without the error, which repeats parts of the address: it may contain a password.
		return nil, errors.New("it is not a URL, as in " + DefaultBaseURL)
	}
	switch {
	case u.Scheme == "":
		return nil, errors.New("it does not begin with https://, as in " + DefaultBaseURL)
	case u.Host == "" || u.Hostname() == "":
		return nil, errors.New("it has no host, as in " + DefaultBaseURL)
	case u.User != nil:
		return nil, errors.New("it contains a user name or password; set username and password of the provider instead")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("it ends in a query or fragment")
	case u.Scheme == "http" && !allowHTTP && !transport.IsLoopback(u.Hostname()):
		return nil, errors.New("http sends credentials unencrypted; use https, or set allow_http for a host that you trust")
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, fmt.Errorf("it begins with %s://, and must begin with https://", u.Scheme)
	}
	return normalURL(u), nil
}

// normalURL returns an address with the host in lower case and without the default port of its scheme.
func normalURL(u *url.URL) *url.URL {
	normal := *u
	normal.Host = strings.ToLower(u.Host)
	if port := u.Port(); port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		normal.Host = strings.TrimSuffix(normal.Host, ":"+port)
	}
	return &normal
}

// SameBaseURL reports whether two addresses are those of the same platform, however they are spelled.
func SameBaseURL(a, b string) bool {
	spell := func(address string) string {
		u, err := url.Parse(strings.TrimSpace(address))
		if err != nil {
			return address
		}
		return strings.TrimRight(normalURL(u).String(), "/")
	}
	return spell(a) == spell(b)
}

// CheckToken returns an error if an access token cannot be sent: see [CheckHeader]. The platform expects the token
// alone, without the "Bearer " that other services require. The error does not repeat the token.
func CheckToken(token Secret) error {
	value := token.Reveal()
	if HasBearer(value) {
		return errors.New(`it begins with "Bearer ", and the platform expects the token alone`)
	}
	return CheckHeader(value)
}

// HasBearer reports whether a text begins with the word Bearer, in any letter case.
func HasBearer(text string) bool {
	words := strings.Fields(text)
	return len(words) > 0 && strings.EqualFold(words[0], "Bearer")
}

// CheckHeader returns an error if a value cannot be sent in an HTTP header: if it contains line breaks or other control
// characters, or characters outside of printable ASCII and Latin-1, or begins or ends with white space.
func CheckHeader(value string) error {
	for _, r := range value {
		switch {
		case r == '\n' || r == '\r':
			return errors.New("it contains a line break")
		case unicode.IsControl(r) || r > 0xff:
			return fmt.Errorf("it contains the character %q, which is not allowed in an HTTP header", r)
		}
	}
	if strings.TrimSpace(value) != value {
		return errors.New("it begins or ends with whitespace")
	}
	return nil
}

// databaseError is the message of a response with status 500 after which the reference recommends to retry
// (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline).
const databaseError = "Unable to complete transaction due to database error"

func isDatabaseError(r *transport.Response) bool {
	return bytes.Contains(r.Body, []byte(databaseError))
}

// send sends a request, with a body as JSON unless it is nil. The error is an *Error, or a *SignInError, for everything
// but success.
func (c *Client) send(ctx context.Context, request transport.Request, body any) (*response, error) {
	if c.readOnly && request.Method != http.MethodGet && request.Path != signInPath {
		return nil, requestError(request, errReadOnly)
	}
	if body != nil {
		var err error
		if request.Body, err = json.Marshal(body); err != nil {
			return nil, requestError(request, fmt.Errorf("the request cannot be written as JSON: %w", err))
		}
	}
	if strings.HasPrefix(request.Path, "/platform/") && c.customer != "" {
		request.Header = http.Header{"customer_name": {c.customer}}
	}
	sent, err := c.transport.Do(ctx, request)
	if err != nil {
		return nil, requestError(request, err)
	}
	resp := newResponse(request, sent)
	if !request.Anonymous {
		resp.auth = c.auth
	}
	if resp.kind == bodyJSON && tooManyValues(resp.Body) {
		return nil, unreadable(resp, fmt.Errorf("the response has more than %d values, so it was not read", maxValues))
	}
	if failed := resp.failure(); failed != nil {
		return resp, failed
	}
	return resp, nil
}

// get returns a GET request.
func get(path string) transport.Request {
	return transport.Request{Method: http.MethodGet, Path: path, Idempotent: true}
}
