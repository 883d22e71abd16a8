// SPDX-License-Identifier: MPL-2.0

// Package transport sends HTTP requests to one host: with a token, at a pace that the host accepts, and again after a
// temporary failure. It does not interpret the bodies of requests and responses. Its errors name settings of the
// provider. Secrets leave it in requests alone.
package transport

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The limits of requests and responses.
const (
	// DefaultTimeout limits one attempt.
	DefaultTimeout = 60 * time.Second
	// maxSize, in bytes, holds the list of some ten thousand pipelines and keeps an endless response out of
	// memory.
	maxSize = 64 << 20
	// DefaultCallTimeout limits a call, with all attempts and waits, whose context has no deadline.
	DefaultCallTimeout = 5 * time.Minute
)

// Config describes the host and how requests are sent to it. Only BaseURL is required.
type Config struct {
	// BaseURL is the address before every path, without a slash at the end.
	BaseURL string
	// UserAgent is the User-Agent header.
	UserAgent string

	// Token is sent unchanged in the Authorization header of every request. If it is empty, the token comes from Login.
	Token Secret
	// Login obtains a token before the first request and after a token has expired. If it is nil as well, requests
	// carry no token.
	Login *Login

	// MaxRetries is the number of times that an idempotent request is sent again.
	MaxRetries int
	// RetryWaitMin and RetryWaitMax are the bounds of the exponential backoff between attempts. Zero means the default.
	RetryWaitMin, RetryWaitMax time.Duration
	// IsTemporary reports whether a response with status 500 to another request than a GET is worth a retry. If it is nil,
	// none is.
	IsTemporary func(*Response) bool
	// Timeout limits one attempt, from connecting to the last byte. Zero means DefaultTimeout.
	Timeout time.Duration
	// MaxRequestsPerSecond is shared by all requests. Zero means no limit.
	MaxRequestsPerSecond float64
	// Base sends one request. If it is nil, it is like http.DefaultTransport, with more idle connections.
	Base http.RoundTripper

	// Observe, if set, is called after every attempt.
	Observe func(context.Context, Exchange)
	// ObservePause, if set, is called before every wait between two attempts, and when a 429 holds all requests.
	ObservePause func(context.Context, Pause)
}

// Exchange is one attempt, for a log. It holds no headers, bodies or secrets.
type Exchange struct {
	Method, Path string
	Status       int           // 0 if there was no response
	Attempt      int           // from 1
	Waited       time.Duration // for its turn under a rate limit, before it was sent
	Duration     time.Duration
	Err          error // why there was no response
}

// Pause is a time without requests, for a log.
type Pause struct {
	Method, Path string
	Duration     time.Duration
	Next         int // the attempt after the pause, from 2; 0 if the pause is for all requests, after a 429
}

// Client sends requests. It is safe for concurrent use. All requests share its connections, rate limits and sign-in.
type Client struct {
	config  Config
	maxSize int64 // of a body, in bytes
	pace    *pace
	session *session
}

// New returns a client. It sends nothing.
func New(config Config) *Client {
	if config.Base == nil {
		config.Base = defaultBase()
	}
	if config.Timeout <= 0 {
		config.Timeout = DefaultTimeout
	}
	if config.RetryWaitMin <= 0 {
		config.RetryWaitMin = shortestRetryWait
	}
	if config.RetryWaitMax <= 0 {
		config.RetryWaitMax = longestRetryWait
	}
	return &Client{
		config:  config,
		maxSize: maxSize,
		pace:    newPace(config.MaxRequestsPerSecond),
		session: newSession(config.Token, config.Login),
	}
}

// defaultBase returns a transport that keeps more idle connections to the one host than Terraform sends requests at a
// time, so that connections are reused.
func defaultBase() *http.Transport {
	base := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // documented by net/http
	base.MaxIdleConns = 64
	base.MaxIdleConnsPerHost = 64
	base.Proxy = withoutProxyToLoopback(http.ProxyFromEnvironment)
	base.OnProxyConnectResponse = func(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
		if resp.StatusCode != http.StatusOK {
			return &ProxyError{resp.StatusCode}
		}
		return nil
	}
	return base
}

// withoutProxyToLoopback returns a choice of proxies that chooses none for requests to this machine: they may be sent
// in the clear, because they do not leave it.
func withoutProxyToLoopback(choose func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		if IsLoopback(r.URL.Hostname()) {
			return nil, nil
		}
		return choose(r)
	}
}

// IsLoopback reports whether a host is this machine.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// Close closes idle connections.
func (c *Client) Close() {
	if base, ok := c.config.Base.(interface{ CloseIdleConnections() }); ok {
		base.CloseIdleConnections()
	}
}

// Token returns the token that requests carry, and the time at which it expires by its own account: zero if it does not
// state one. The client signs in if there is no token yet, or if the token is about to expire. The value is empty if
// there are no credentials.
func (c *Client) Token(ctx context.Context) (value Secret, expires time.Time, err error) {
	ctx, cancel := WithDeadline(ctx)
	defer cancel()
	t, err := c.session.lasting(ctx)
	if t == nil || err != nil {
		return Secret{}, time.Time{}, err
	}
	return t.value, expiry(t.value.Reveal()), nil
}

// Request is a request to the host.
type Request struct {
	Method string
	// Path is escaped and begins with a slash.
	Path string
	// Header is sent in addition to the headers that the client sets. Names are sent as they are spelled.
	Header http.Header
	// Body is JSON, or nil for none.
	Body []byte
	// Idempotent is set if the request may be carried out twice, so that it can be sent again after a failure that
	// leaves open whether it was carried out.
	Idempotent bool
	// Anonymous is set if the request carries no token.
	Anonymous bool
	// PriorAttempts is the number of attempts of earlier requests that this one repeats. It is only used in logs.
	PriorAttempts int
}

// Response is a response of any status.
type Response struct {
	Status int
	Header http.Header
	// Body is the whole body. It is valid UTF-8.
	Body []byte
	// Attempts is the number of times that the request was sent.
	Attempts int
	// RetryAfter is the time that the host asks to wait before the next attempt.
	RetryAfter time.Duration
	// Outlasts reports that RetryAfter is longer than the call may still take.
	Outlasts bool
	// Redactor removes the secrets that the response may repeat from anything that is made from it.
	Redactor *Redactor
}

// Error is the reason why there is no response to a request.
type Error struct {
	// Attempts is the number of times that the request was sent.
	Attempts int
	// Connected reports whether any attempt had a connection. If not, the request cannot have reached the host.
	Connected bool
	Err       error
}

// Error returns the text of the reason.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Do sends a request. It signs in first if necessary, signs in again if the token has expired, and retries an
// idempotent request after a temporary failure. The error is a *SignInError or an *Error; a response of whatever status
// is not an error.
func (c *Client) Do(ctx context.Context, request Request) (*Response, error) {
	ctx, cancel := WithDeadline(ctx)
	defer cancel()
	call := &call{client: c, request: request}
	if request.Anonymous {
		return call.send(ctx, nil)
	}
	for {
		token, err := c.session.begin(ctx)
		if err != nil {
			return nil, call.failure(err)
		}
		resp, err := call.send(ctx, token)
		c.session.end(token, err == nil && resp.Status != http.StatusUnauthorized)
		if err != nil || resp.Status != http.StatusUnauthorized {
			return resp, err
		}

		call.connected = false // a request with status 401 was not carried out
		renewed, err := c.session.renew(ctx, token, call)
		if err != nil {
			return nil, call.failure(err)
		}
		if !renewed {
			return resp, nil
		}
	}
}

// failure returns an *Error for the call, unless the reason is a failed sign-in, which is an error of its own.
func (c *call) failure(reason error) error {
	var signIn *SignInError
	if errors.As(reason, &signIn) {
		return reason
	}
	return &Error{Attempts: c.attempts, Connected: c.connected, Err: reason}
}
