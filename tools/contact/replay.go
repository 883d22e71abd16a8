// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// replayTime limits a call: the client polls after a deletion that is not confirmed.
const replayTime = 3 * time.Second

var errNotRecorded = errors.New("the survey has not recorded this request")

// call is a call of the provider's client.
type call func(context.Context, *maestro.Client) error

// discard returns the call of a method that takes an id, without its result.
func discard[T any](method func(*maestro.Client, context.Context, string) (T, error), id string) call {
	return func(ctx context.Context, client *maestro.Client) error {
		_, err := method(client, ctx, id)
		return err
	}
}

// discardAll returns the call of a method without parameters, without its result.
func discardAll[T any](method func(*maestro.Client, context.Context) (T, error)) call {
	return func(ctx context.Context, client *maestro.Client) error {
		_, err := method(client, ctx)
		return err
	}
}

// do returns the call of a method that takes an id and has no result.
func do(method func(*maestro.Client, context.Context, string) error, id string) call {
	return func(ctx context.Context, client *maestro.Client) error { return method(client, ctx, id) }
}

// replayed is how a call ends if the platform responds as recorded.
type replayed struct {
	err      error
	requests int
	recorded bool // whether the client sent only requests that the survey has recorded
}

// replay makes a call with the recorded responses.
func replay(call call, recorded ...*exchange) replayed {
	r := &recording{exchanges: recorded, used: map[*exchange]bool{}, complete: true}
	client, err := maestro.New(maestro.Config{
		BaseURL: &url.URL{Scheme: "https", Host: "replay.invalid"}, CustomerName: "replay", Transport: r,
	})
	if err != nil {
		return replayed{err: err}
	}
	ctx, cancel := context.WithTimeout(context.Background(), replayTime)
	defer cancel()
	err = call(ctx, client)
	return replayed{err, r.requests, r.complete}
}

// verdict returns how the provider copes if it needs no more than a number of requests when it is fast.
func (r replayed) verdict(fast int) verdict {
	switch {
	case !r.recorded:
		return notSeen
	case r.err != nil:
		return fails
	case r.requests > fast:
		return slower
	}
	return copes
}

// recording is a platform that responds as the real one did.
type recording struct {
	exchanges []*exchange

	mu       sync.Mutex
	used     map[*exchange]bool
	requests int
	complete bool // whether it has had a response to each request
}

// RoundTrip returns the recorded responses to the same request in their order, and the last one again. A request that
// was not recorded gets the response to the one with the other spelling of the id.
func (r *recording) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests++
	path := req.URL.RequestURI()
	found := r.find(func(e *exchange) bool { return e.method == req.Method && e.path == path })
	if found == nil {
		found = r.find(func(e *exchange) bool { return e.method == req.Method && maestro.SameID(e.path, path) })
	}
	if found == nil {
		r.complete = false
		return nil, errNotRecorded
	}
	r.used[found] = true
	return &http.Response{
		StatusCode: found.status, Header: found.header.Clone(), Body: io.NopCloser(bytes.NewReader(found.body)), Request: req,
	}, nil
}

// find returns the first matching exchange that was not used, or else the last one that was.
func (r *recording) find(matches func(*exchange) bool) *exchange {
	var found *exchange
	for _, e := range r.exchanges {
		if !e.answered() || !matches(e) {
			continue
		}
		found = e
		if !r.used[e] {
			break
		}
	}
	return found
}
