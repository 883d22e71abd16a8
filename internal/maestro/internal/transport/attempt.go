// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// call is one request with all of its attempts. It is the http.RoundTripper of its own retrying client, so that it sees
// each attempt.
type call struct {
	client    *Client
	request   Request
	token     *token
	attempts  int       // sent so far
	signIns   int       // made for this call so far
	connected bool      // an attempt since the last sign-in had a connection
	response  *Response // to the last attempt, if any
}

// RoundTrip makes one attempt: it waits for its turn, sends the request, and keeps the response for send and
// shouldRetry.
func (c *call) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, pace := req.Context(), c.client.pace
	queued := time.Now()
	if err := pace.wait(ctx); err != nil {
		return nil, err
	}
	c.attempts++
	c.response = nil
	start := time.Now()
	resp, err := c.attempt(req)

	exchange := c.exchange(start, err)
	exchange.Waited = start.Sub(queued)
	var held time.Duration
	if err == nil {
		exchange.Status = resp.StatusCode
		if resp.StatusCode == http.StatusTooManyRequests {
			held = pace.record429(start, c.response.RetryAfter)
		} else {
			pace.recordPass(start)
		}
	}
	c.client.observe(ctx, exchange)
	if held > 0 {
		c.client.observePause(ctx, Pause{Method: c.request.Method, Path: c.request.Path, Duration: held})
	}
	return resp, err
}

// CloseIdleConnections is called by http.Client.
func (c *call) CloseIdleConnections() { c.client.Close() }

// send sends the request with a token, which may be nil, and retries it.
func (c *call) send(ctx context.Context, t *token) (*Response, error) {
	c.token, c.connected = t, false
	req, err := c.newRequest(ctx)
	if err != nil {
		return nil, c.failure(withoutURL(err))
	}
	config := c.client.config
	retrying := retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport: c,
			// A redirect is not followed: the API has none, and another host must not receive the headers.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax:     config.MaxRetries,
		RetryWaitMin: config.RetryWaitMin,
		RetryWaitMax: config.RetryWaitMax,
		CheckRetry:   c.shouldRetry,
		Backoff: func(shortest, longest time.Duration, retry int, _ *http.Response) time.Duration {
			wait := backoff(shortest, longest, retry)
			if c.response != nil {
				wait = max(wait, c.response.RetryAfter)
			}
			c.client.observePause(ctx, Pause{
				Method: c.request.Method, Path: c.request.Path, Duration: wait,
				Next: c.request.PriorAttempts + c.attempts + 1,
			})
			return wait
		},
		// The last response, or the reason why there was none, is returned as it is.
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}

	resp, err := retrying.Do(req)
	if err != nil {
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			err = ContextError(ctx) // retryablehttp returns no cause if the context ends between two attempts
		}
		return nil, c.failure(withoutURL(err))
	}
	_ = resp.Body.Close()
	return c.response, nil
}

func (c *call) newRequest(ctx context.Context) (*retryablehttp.Request, error) {
	var body any
	if c.request.Body != nil {
		body = c.request.Body
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, c.request.Method, c.client.config.BaseURL+c.request.Path, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if c.client.config.UserAgent != "" {
		req.Header.Set("User-Agent", c.client.config.UserAgent)
	}
	if c.token != nil {
		req.Header.Set("Authorization", c.token.value.Reveal())
	}
	maps.Copy(req.Header, c.request.Header) // Set would change the spelling of the names
	return req, nil
}

// withoutURL returns the error within a url.Error, which only adds the method and the address.
func withoutURL(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// attempt sends the request within the time limit and reads the response to its end, so that a connection lost half way
// through a body is an error of the attempt, and is retried like one.
func (c *call) attempt(req *http.Request) (*http.Response, error) {
	config := c.client.config
	ctx, cancel := context.WithTimeoutCause(req.Context(), config.Timeout, errAttemptTimeout)
	defer cancel()
	start, connections := time.Now(), 0
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		c.connected = true
		if connections++; connections == 1 {
			return
		}
		// net/http sends a request again by itself if the host has closed the idle connection that it was sent on.
		c.client.observe(ctx, c.exchange(start, errStaleConnection))
		c.attempts++
		start = time.Now()
	}})
	resp, err := config.Base.RoundTrip(req.WithContext(traced))
	if err == nil {
		err = c.read(req.Context(), resp)
	}
	if err != nil {
		return nil, c.reasonOf(ctx, err)
	}
	// Without headers: http.Client would parse a Location, and quote it in an error.
	return &http.Response{StatusCode: resp.StatusCode, Body: http.NoBody, Request: req}, nil
}

// exchange describes the latest attempt, which has just ended.
func (c *call) exchange(start time.Time, err error) Exchange {
	return Exchange{
		Method: c.request.Method, Path: c.request.Path,
		Attempt: c.request.PriorAttempts + c.attempts, Duration: time.Since(start), Err: err,
	}
}

// read reads the whole body and keeps the response. A body that is declared to be too large is not read at all. ctx is
// that of all attempts.
func (c *call) read(ctx context.Context, resp *http.Response) error {
	limit := c.client.maxSize
	if resp.ContentLength > limit {
		_ = resp.Body.Close()
		return errTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if closeErr := resp.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("the response ended early: %w", err)
	}
	if int64(len(body)) > limit {
		return errTooLarge
	}
	wait := retryAfter(resp)
	c.response = &Response{
		Status: resp.StatusCode, Header: resp.Header, Body: toUTF8(body, resp.Header.Get("Content-Type")), Attempts: c.attempts,
		RetryAfter: wait, Outlasts: wait > 0 && outlasts(ctx, wait), Redactor: c.client.session.redactor,
	}
	return nil
}

func (c *Client) observe(ctx context.Context, e Exchange) {
	if c.config.Observe != nil {
		c.config.Observe(ctx, e)
	}
}

func (c *Client) observePause(ctx context.Context, p Pause) {
	if c.config.ObservePause != nil {
		c.config.ObservePause(ctx, p)
	}
}
