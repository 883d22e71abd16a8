// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"time"
	"unicode/utf8"
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
	largest int64 // answer, in bytes
	pace    *pace
	observe func(context.Context, Exchange)
	paused  func(context.Context, Pause) // may be nil, as observe may
}

func newTransport(config Config) *transport {
	base := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // the standard library's own
	base.MaxIdleConns = idleConnections
	base.MaxIdleConnsPerHost = idleConnections
	t := &transport{
		base:    base,
		timeout: config.RequestTimeout,
		largest: largestAnswer,
		pace:    newPace(config.MaxRequestsPerSecond),
		observe: config.Observe,
		paused:  config.ObservePause,
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
	queued := time.Now()
	if err := t.pace.wait(ctx); err != nil {
		return nil, err
	}
	tries := triesOf(ctx)
	tries.sent++
	start := time.Now()
	resp, err := t.attempt(req)
	if err != nil { // what is no HTTP is quoted in the error, and may be an echo
		err = maskError(err, spelled(req.Header.Get("Authorization")))
	}
	exchange := exchangeOf(req, start, err)
	exchange.Waited = start.Sub(queued)
	var held time.Duration
	switch {
	case err != nil:
		t.pace.lost()
	case resp.StatusCode == http.StatusTooManyRequests:
		held = t.pace.slowDown(start, retryAfter(resp))
	default:
		t.pace.passed(start)
	}
	if err == nil {
		exchange.Status = resp.StatusCode
	}
	t.tell(ctx, exchange)
	if held > 0 {
		t.tellPause(ctx, Pause{Method: req.Method, Path: req.URL.Path, Duration: held})
	}
	return resp, err
}

func (t *transport) attempt(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), t.timeout, errAttemptTimeout)
	defer cancel()
	tries := triesOf(ctx)
	start, connections := time.Now(), 0
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		tries.reached = true
		if connections++; connections == 1 {
			return
		}
		// net/http sends by itself again what met the end of a connection that was kept alive.
		t.tell(ctx, exchangeOf(req, start, errStale))
		tries.sent++
		start = time.Now()
	}})
	resp, err := t.base.RoundTrip(req.WithContext(ctx))
	if err == nil {
		err = t.buffer(resp)
	}
	if err == nil {
		return resp, nil
	}
	if errors.Is(context.Cause(ctx), errAttemptTimeout) {
		err = fmt.Errorf("no answer within %s (request_timeout)", t.timeout)
	}
	return nil, err
}

// tell tells whoever looks on of an attempt.
func (t *transport) tell(ctx context.Context, e Exchange) {
	if t.observe != nil {
		t.observe(ctx, e)
	}
}

// tellPause tells whoever looks on of a pause.
func (t *transport) tellPause(ctx context.Context, p Pause) {
	if t.paused != nil {
		t.paused(ctx, p)
	}
}

// exchangeOf describes the latest attempt of a request, which has just ended.
func exchangeOf(req *http.Request, start time.Time, err error) Exchange {
	tries := triesOf(req.Context())
	return Exchange{Method: req.Method, Path: req.URL.Path, Attempt: tries.earlier + tries.sent, Duration: time.Since(start), Err: err}
}

var errStale = errors.New("the connection, kept from earlier requests, was closed at the other end")

var errAttemptTimeout = errors.New("attempt timed out")

// bufferedBody is an answer's body in memory.
type bufferedBody struct {
	*bytes.Reader
	bytes []byte
}

// Close is there for io.ReadCloser.
func (*bufferedBody) Close() error { return nil }

// buffer reads the whole body, or nothing of one that says at once that it is too large.
func (t *transport) buffer(resp *http.Response) error {
	if resp.ContentLength > t.largest {
		_ = resp.Body.Close()
		return errTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, t.largest+1))
	if closeErr := resp.Body.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("the answer broke off: %w", err)
	}
	if int64(len(body)) > t.largest {
		return errTooLarge
	}
	if !utf8.Valid(body) {
		body = bytes.ToValidUTF8(body, []byte("\uFFFD")) // as decoding it would, so that what is kept raw is text too
	}
	resp.Body = &bufferedBody{Reader: bytes.NewReader(body), bytes: body}
	return nil
}

var errTooLarge = fmt.Errorf("the answer is larger than %d MiB, so it was not read", largestAnswer>>20)
