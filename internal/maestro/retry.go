// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// repeatPolicy says whether a request may be sent again when it is not known what became of the first.
type repeatPolicy int

const (
	// sendOnce is for what must not happen twice: execute, and the POST that creates a pipeline, which looks before
	// it repeats.
	sendOnce repeatPolicy = iota
	// repeatable is for what has the same effect when done twice.
	repeatable
)

// The waits between attempts: 0.25 s, 0.5 s, 1 s, ... each shortened by up to a half at random.
const (
	firstWait   = 250 * time.Millisecond
	longestWait = 15 * time.Second
)

// databaseError is what Maestro says with HTTP 500 when trying again helps
// (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline).
const databaseError = "Unable to complete transaction due to database error"

// tries counts the attempts of one call across retries and sign-ins. It travels in the request's context.
type tries struct {
	repeat  repeatPolicy
	earlier int  // attempts of an earlier call that this one repeats
	sent    int  // attempts so far
	reached bool // an attempt had a connection, so that the request may have arrived
	renewed int  // sign-ins so far; see maxRenewals
}

type triesKey struct{}

func triesOf(ctx context.Context) *tries {
	if t, ok := ctx.Value(triesKey{}).(*tries); ok {
		return t
	}
	return &tries{}
}

func newRetrying(t *transport, maxRetries int) *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport: t,
			// A redirect is never followed: the API has none, and another host must not see the headers.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax:     maxRetries,
		RetryWaitMin: firstWait,
		RetryWaitMax: longestWait,
		CheckRetry:   shouldRetry,
		Backoff:      backoff,
		// The last answer, or the last reason why there was none, goes to the caller as it is.
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// retrying gives the client for one call: where somebody looks on, one that tells of its waits.
func (c *Client) retrying(ctx context.Context, method, path string, tries *tries) *retryablehttp.Client {
	if c.transport.paused == nil {
		return c.http
	}
	return &retryablehttp.Client{
		HTTPClient: c.http.HTTPClient, RetryMax: c.http.RetryMax, RetryWaitMin: c.http.RetryWaitMin, RetryWaitMax: c.http.RetryWaitMax,
		CheckRetry: c.http.CheckRetry, ErrorHandler: c.http.ErrorHandler,
		Backoff: func(shortest, longest time.Duration, attempt int, resp *http.Response) time.Duration {
			wait := c.http.Backoff(shortest, longest, attempt, resp)
			c.transport.tellPause(ctx, Pause{Method: method, Path: path, Duration: wait, Next: tries.sent + 1})
			return wait
		},
	}
}

// shouldRetry repeats what may be repeated: no answer, 429, 502, 503, 504, and Maestro's database error.
func shouldRetry(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		if err == nil {
			return false, nil // an answer that came is worth more than the reason to stop asking
		}
		return false, ended(ctx)
	}
	if triesOf(ctx).repeat != repeatable {
		return false, nil
	}
	if err != nil {
		if stays(err) {
			return false, nil
		}
		// It knows the errors that stay: certificates, schemes, headers.
		again, _ := retryablehttp.DefaultRetryPolicy(ctx, nil, err)
		return again, nil
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	case http.StatusInternalServerError:
		body, ok := resp.Body.(*bufferedBody)
		if !ok || !bytes.Contains(body.bytes, []byte(databaseError)) {
			return false, nil
		}
	default:
		return false, nil
	}
	// Waiting past the operation's end would only hide what the platform said.
	return !outlasts(ctx, retryAfter(resp)), nil
}

// stays says of a reason why no answer came that another try would meet it again.
func stays(err error) bool {
	var certificate *tls.CertificateVerificationError
	return errors.Is(err, errTooLarge) || errors.Is(err, errNoTurn) || errors.As(err, &certificate)
}

// outlasts says whether a wait would end after the context does.
func outlasts(ctx context.Context, d time.Duration) bool {
	deadline, limited := ctx.Deadline()
	return limited && !time.Now().Add(d).Before(deadline)
}

// backoff is exponential with jitter; a Retry-After, in seconds or as a date, is never cut short.
func backoff(shortest, longest time.Duration, attempt int, resp *http.Response) time.Duration {
	wait := retryablehttp.DefaultBackoff(shortest, longest, attempt, nil)
	wait -= rand.N(wait / 2) //nolint:gosec // spreads load, no secret
	return max(wait, retryAfter(resp))
}

// retryAfter is how long the platform asks to wait: 0 when it does not.
func retryAfter(resp *http.Response) time.Duration {
	if resp == nil || resp.Header.Get("Retry-After") == "" {
		return 0
	}
	return max(0, retryablehttp.DefaultBackoff(0, 0, 0, resp))
}

// ended says why a context has ended: with its cause, and so that errors.Is knows a cancellation or a deadline in it.
func ended(ctx context.Context) error {
	cause := context.Cause(ctx)
	if errors.Is(cause, ctx.Err()) {
		return cause
	}
	return fmt.Errorf("%w: %w", ctx.Err(), cause)
}

// Wait sleeps until the duration is over or the context ends, and then says why it has ended.
func Wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ended(ctx)
	case <-timer.C:
		return nil
	}
}

// Poll calls done at once and then again after each wait, which starts at shortest and grows to longest, until it says
// true, fails, or the context ends.
func Poll(ctx context.Context, shortest, longest time.Duration, done func(context.Context) (bool, error)) error {
	for pause := shortest; ; pause = min(pause*3/2, longest) {
		ok, err := done(ctx)
		if ok || err != nil {
			return err
		}
		if err := Wait(ctx, pause); err != nil {
			return fmt.Errorf("stopped waiting: %w", err)
		}
	}
}
