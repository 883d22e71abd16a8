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

// verdict is whether the provider copes with what the platform does.
type verdict string

const (
	copes   verdict = "copes"
	slower  verdict = "copes, slower"
	fails   verdict = "does not cope"
	notSeen verdict = "not seen"
)

var errNotRecorded = errors.New("the survey has not recorded this request")

// replay is a platform that responds to the provider's client as the real one did.
type replay struct {
	recorded []*exchange

	mu         sync.Mutex
	used       map[*exchange]bool
	requests   int
	unrecorded bool
}

// RoundTrip returns the recorded responses to the same request in their order, and the last one again. A request that was not
// recorded gets the response to the one with the other spelling of the id.
func (r *replay) RoundTrip(req *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests++
	path := req.URL.RequestURI()
	found := r.find(func(e *exchange) bool { return e.Method == req.Method && e.Path == path })
	if found == nil {
		found = r.find(func(e *exchange) bool { return e.Method == req.Method && maestro.SameID(e.Path, path) })
	}
	if found == nil {
		r.unrecorded = true
		return nil, errNotRecorded
	}
	r.used[found] = true
	return &http.Response{
		StatusCode: found.Status, Header: found.Header.Clone(), Body: io.NopCloser(bytes.NewReader(found.Body)), Request: req,
	}, nil
}

// find returns the first matching exchange that was not used, or else the last one that was.
func (r *replay) find(matches func(*exchange) bool) *exchange {
	var found *exchange
	for _, e := range r.recorded {
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

// judged is how a call of the provider's client ends if the platform responds as recorded.
type judged struct {
	err      error
	requests int
	recorded bool // whether the client sent only requests that the survey has recorded
}

// judge calls the provider's own client with the recorded responses.
func judge(ctx context.Context, call func(context.Context, *maestro.Client) error, recorded ...*exchange) judged {
	r := &replay{recorded: recorded, used: map[*exchange]bool{}}
	client, err := maestro.New(maestro.Config{
		BaseURL: &url.URL{Scheme: "https", Host: "replay.invalid"}, CustomerName: "replay", Transport: r,
	})
	if err != nil {
		return judged{err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second) // the client polls after an unconfirmed deletion
	defer cancel()
	err = call(ctx, client)
	return judged{err: err, requests: r.requests, recorded: !r.unrecorded}
}

// verdict returns how the provider copes if it needs no more than a number of requests when it is fast.
func (j judged) verdict(fast int) verdict {
	switch {
	case !j.recorded:
		return notSeen
	case j.err != nil:
		return fails
	case j.requests > fast:
		return slower
	}
	return copes
}

// worse returns the worse of two verdicts.
func worse(a, b verdict) verdict {
	rank := map[verdict]int{notSeen: 0, copes: 1, slower: 2, fails: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}
