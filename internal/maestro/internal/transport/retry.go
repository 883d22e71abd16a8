// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// The waits between attempts: 0.25 s, 0.5 s, 1 s, ... up to 15 s, each shortened by up to a half at random.
const (
	shortestRetryWait = 250 * time.Millisecond
	longestRetryWait  = 15 * time.Second
)

// shouldRetry is the retryablehttp.CheckRetry of a call. It reports true for an idempotent request that got no
// response, a temporary status, or a 500 that Config.IsTemporary accepts, and for a GET that got any 5xx.
func (c *call) shouldRetry(ctx context.Context, _ *http.Response, err error) (bool, error) {
	switch {
	case ctx.Err() != nil && err == nil:
		return false, nil // a response that has arrived is returned even if the context has ended meanwhile
	case ctx.Err() != nil:
		return false, ContextError(ctx)
	case !c.request.Idempotent:
		return false, nil
	case err != nil:
		if IsPermanent(err) {
			return false, nil
		}
		// The default policy recognizes further errors that do not pass: schemes, headers.
		retry, _ := retryablehttp.DefaultRetryPolicy(ctx, nil, err)
		return retry, nil
	}

	// Waiting past the end of the operation would only hide the response.
	return c.hasTemporaryStatus() && !c.response.Outlasts, nil
}

// hasTemporaryStatus reports whether the response to an idempotent request is worth a retry.
func (c *call) hasTemporaryStatus() bool {
	if IsTemporaryStatus(c.response.Status) {
		return true
	}
	if c.request.Method == http.MethodGet {
		return c.response.Status >= http.StatusInternalServerError
	}
	isTemporary := c.client.config.IsTemporary
	return c.response.Status == http.StatusInternalServerError && isTemporary != nil && isTemporary(c.response)
}

// IsTemporaryStatus reports whether a request that got a response with this status may succeed later.
func IsTemporaryStatus(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusTooManyRequests,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// IsPermanent reports whether a request that got no response for this reason would fail in the same way again.
func IsPermanent(err error) bool {
	var proxy *ProxyError
	return errors.Is(err, errTooLarge) || errors.Is(err, ErrNoTurn) || err != nil && isHandshake(err) ||
		errors.As(err, &proxy) && proxy.Status < http.StatusInternalServerError
}

// WaitToRetry waits before a request that is not idempotent is sent again by the caller, who has made sure that it was
// not carried out. retries is the number of retries so far, and retryAfter the wait that the host has asked for. It
// reports false if no retries are left, or if ctx ends before the wait does.
func (c *Client) WaitToRetry(ctx context.Context, request Request, retries int, retryAfter time.Duration) bool {
	wait := max(retryAfter, backoff(c.config.RetryWaitMin, c.config.RetryWaitMax, retries))
	if retries >= c.config.MaxRetries || outlasts(ctx, wait) {
		return false
	}
	c.observePause(ctx, Pause{
		Method: request.Method, Path: request.Path, Duration: wait, Next: request.PriorAttempts + 1,
	})
	return Wait(ctx, wait) == nil
}

// backoff returns the wait before a retry, which is numbered from 0: exponential, with jitter.
func backoff(shortest, longest time.Duration, retry int) time.Duration {
	wait := retryablehttp.DefaultBackoff(shortest, longest, retry, nil)
	return wait - rand.N(wait/2) //nolint:gosec // spreads load, not a secret
}

// retryAfter returns how long a response with status 429 or 503 asks to wait, 0 if it does not. The header is a number
// of seconds or a date; the date is taken relative to that of the response, since the clocks of the two hosts may
// differ.
func retryAfter(resp *http.Response) time.Duration {
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
	default:
		return 0
	}

	value := resp.Header.Get("Retry-After")
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil {
		if seconds < 0 || seconds > math.MaxInt64/int64(time.Second) {
			return 0
		}
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(0, until.Sub(now))
}
