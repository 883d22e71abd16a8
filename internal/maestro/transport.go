// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	// largestAnswer, in bytes, holds the list of some ten thousand pipelines and keeps an endless one out of memory.
	largestAnswer = 64 << 20
	// idleConnections to keep to the one host: more than Terraform's default parallelism, so none is made twice.
	idleConnections = 64
)

// transport is one HTTP attempt: it waits for its turn, limits the time and reads the answer to its end, so that a
// connection lost half way through a body is an error of the attempt, and can be repeated like one.
type transport struct {
	base    http.RoundTripper
	timeout time.Duration
	pace    *pace
	observe func(context.Context, Exchange)
}

func newTransport(config Config) *transport {
	base := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // the standard library's own
	base.MaxIdleConns = idleConnections
	base.MaxIdleConnsPerHost = idleConnections
	t := &transport{
		base:    base,
		timeout: config.RequestTimeout,
		pace:    newPace(config.MaxRequestsPerSecond),
		observe: config.Observe,
	}
	if t.timeout <= 0 {
		t.timeout = DefaultRequestTimeout
	}
	return t
}

// CloseIdleConnections lets http.Client reach the base transport.
func (t *transport) CloseIdleConnections() {
	if closer, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// RoundTrip sends the request once. The body of its answer is a *bufferedBody.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	if err := t.pace.wait(ctx); err != nil {
		return nil, err
	}
	tries := triesOf(ctx)
	tries.sent++
	start := time.Now()
	resp, err := t.attempt(req)
	exchange := Exchange{Method: req.Method, Path: req.URL.Path, Attempt: tries.sent, Duration: time.Since(start), Err: err}
	if err == nil {
		exchange.Status = resp.StatusCode
		if resp.StatusCode == http.StatusTooManyRequests {
			t.pace.slowDown(start, retryAfter(resp))
		} else {
			t.pace.passed()
		}
	}
	if t.observe != nil {
		t.observe(ctx, exchange)
	}
	return resp, err
}

func (t *transport) attempt(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), t.timeout, errAttemptTimeout)
	defer cancel()
	resp, err := t.base.RoundTrip(req.WithContext(ctx))
	if err == nil {
		err = buffer(resp)
	}
	if err == nil {
		return resp, nil
	}
	if errors.Is(context.Cause(ctx), errAttemptTimeout) {
		err = fmt.Errorf("no answer within %s (request_timeout)", t.timeout)
	}
	return nil, err
}

var errAttemptTimeout = errors.New("attempt timed out")

// bufferedBody is an answer's body in memory.
type bufferedBody struct {
	*bytes.Reader
	bytes []byte
}

// Close is there for io.ReadCloser.
func (*bufferedBody) Close() error { return nil }

func buffer(resp *http.Response) error {
	body, err := io.ReadAll(io.LimitReader(resp.Body, largestAnswer+1))
	if closeErr := resp.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("the answer broke off: %w", err)
	}
	if len(body) > largestAnswer {
		return errTooLarge
	}
	resp.Body = &bufferedBody{Reader: bytes.NewReader(body), bytes: body}
	return nil
}

var errTooLarge = fmt.Errorf("the answer is larger than %d MiB, so it was not read", largestAnswer>>20)
