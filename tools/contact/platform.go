// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

const (
	// maxReads is the largest number of requests of a survey that only reads, with the sign-in and all retries.
	maxReads = 100
	// maxConcurrent is the largest number of requests at a time.
	maxConcurrent = 2
	// maxBody limits the bodies that are read, in bytes.
	maxBody = 64 << 20
	// namePrefix is how the names of all pipelines begin that this program creates.
	namePrefix = "tf-contact-"
)

var (
	errBudget = fmt.Errorf("this program sends at most %d requests when it only reads", maxReads)
	errGuard  = errors.New("this program changes only the pipelines that it has created itself")
)

// exchange is a request with its response, as it is.
type exchange struct {
	Method, Path string // Path is escaped, with the query
	Status       int    // 0 if there is no response
	Header       http.Header
	Body         []byte
	Err          error
	// At is when the request was sent first, and Attempts how often.
	At       time.Time
	Attempts int
}

// succeeded reports whether a request has succeeded, by its status and, if that is one of success, by the status in the body.
func (e *exchange) succeeded() bool {
	if e == nil || e.Status < 200 || e.Status > 299 {
		return false
	}
	o, _ := e.value().(object)
	return o["status"] != false
}

// answered reports whether there is a response.
func (e *exchange) answered() bool { return e != nil && e.Status != 0 }

// refused reports whether a response shows that a change has had no effect.
func (e *exchange) refused() bool { return e.answered() && !e.succeeded() && e.Status < 500 }

// platform sends requests without changes, and keeps the responses as they are. It is the transport of the provider's
// client as well, so that every request passes its checks. It is safe for concurrent use.
type platform struct {
	config maestro.Config
	client *maestro.Client
	base   http.RoundTripper
	pace   *rate.Limiter
	turn   *semaphore.Weighted
	token  string
	// retryWait is the shortest wait before a retry.
	retryWait time.Duration

	mu       sync.Mutex
	requests int
	limited  bool              // whether maxReads applies
	made     map[string]string // by canonical id: the names of the pipelines that may be changed
	signIn   *exchange
	limits   int // responses with status 429
	headers  map[string]bool
}

// newPlatform returns a platform that only reads, until own is called. It sends at most perSecond requests per second.
func newPlatform(config maestro.Config, perSecond rate.Limit) (*platform, error) {
	base := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // documented by net/http
	p := &platform{
		base: base, pace: rate.NewLimiter(perSecond, 1), turn: semaphore.NewWeighted(maxConcurrent),
		retryWait: time.Second, limited: true, made: map[string]string{}, headers: map[string]bool{},
	}
	config.Transport = p
	p.config = config
	var err error
	p.client, err = maestro.New(config)
	return p, err
}

// RoundTrip sends one request that the checks permit.
func (p *platform) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
		req = req.Clone(req.Context())
		req.Body = io.NopCloser(bytes.NewReader(body))
	}
	path := p.pathOf(req)
	if !p.permits(req.Method, path, body) {
		return nil, errGuard
	}
	if err := p.pace.Wait(req.Context()); err != nil {
		return nil, err
	}
	if err := p.turn.Acquire(req.Context(), 1); err != nil {
		return nil, err
	}
	defer p.turn.Release(1)
	if !p.spend() {
		return nil, errBudget
	}

	sent := time.Now()
	resp, err := p.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	received, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	_ = resp.Body.Close()
	if err != nil {
		return nil, fmt.Errorf("the response broke off: %w", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(received))
	p.record(path, sent, resp, received)
	return resp, nil
}

// pathOf returns the escaped path of a request below the base URL.
func (p *platform) pathOf(req *http.Request) string {
	return strings.TrimPrefix(req.URL.EscapedPath(), strings.TrimRight(p.config.BaseURL.EscapedPath(), "/"))
}

func (p *platform) spend() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.limited && p.requests == maxReads {
		return false
	}
	p.requests++
	return true
}

// record keeps what all responses may show.
func (p *platform) record(path string, sent time.Time, resp *http.Response, body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if path == signInPath {
		p.signIn = &exchange{
			Method: http.MethodPost, Path: path, Status: resp.StatusCode, Header: resp.Header, Body: body, At: sent, Attempts: 1,
		}
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		p.limits++
	}
	for name := range resp.Header {
		p.headers[http.CanonicalHeaderKey(name)] = true
	}
}

const signInPath = "/auth/sign-in"

// writable are the requests that may change something, with {id} for the id of a pipeline or a job that was created here, or
// with that id in the body. An execution is not one of them.
var writable = []string{
	"POST /platform/pipeline", "POST /platform/pipeline/pause", "POST /platform/pipeline/unpause",
	"PATCH /platform/pipeline/{id}", "DELETE /platform/pipeline/{id}", "PUT /platform/pipeline/{id}/memory",
	"PATCH /platform/jobs/{id}/input", "POST /platform/jobs/{id}/reset-state",
	"PUT /platform/jobs/jdbc/{id}/sync-mode", "POST /platform/jobs/jdbc/{id}/sync-mode",
}

// permits reports whether a request may be sent: one that reads, the sign-in, or a change of a pipeline that was created here.
func (p *platform) permits(method, path string, body []byte) bool {
	if method == http.MethodGet || method == http.MethodPost && path == signInPath {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, pattern := range writable {
		id, ok := match(pattern, method+" "+path)
		switch {
		case !ok:
		case id != "":
			return p.owns(id)
		default:
			return p.ownsBody(path, body)
		}
	}
	return false
}

// match returns the id in a request that a pattern matches.
func match(pattern, request string) (id string, ok bool) {
	before, after, hasID := strings.Cut(pattern, "{id}")
	if !hasID {
		return "", pattern == request
	}
	id, ok = strings.CutPrefix(request, before)
	if !ok || !strings.HasSuffix(id, after) {
		return "", false
	}
	id = strings.TrimSuffix(id, after)
	return id, id != "" && !strings.ContainsAny(id, "/%?")
}

// owns reports whether an id is that of a pipeline that was created here, or of one of its jobs.
func (p *platform) owns(id string) bool {
	if _, ok := p.made[maestro.CanonicalID(id)]; ok {
		return true
	}
	pipelineID, _, err := maestro.ParseJobID(id)
	_, ok := p.made[maestro.CanonicalID(pipelineID)]
	return err == nil && ok
}

// ownsBody reports whether the body of a create, pause or unpause names a pipeline of this program.
func (p *platform) ownsBody(path string, body []byte) bool {
	var named struct {
		ID         string `json:"id"`
		Name       string `json:"name"`
		PipelineID string `json:"pipeline_id"`
	}
	if json.Unmarshal(body, &named) != nil {
		return false
	}
	if path == "/platform/pipeline" {
		return named.PipelineID == "" && p.owns(named.ID) && strings.HasPrefix(named.Name, namePrefix)
	}
	return named.ID == "" && p.owns(named.PipelineID)
}

// own permits changes of a pipeline that this program creates, or has created.
func (p *platform) own(id, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.limited = false
	p.made[maestro.CanonicalID(id)] = name
}

// request is a request as it is sent, apart from the token.
type request struct {
	method, path string
	body         any
	// customer replaces the header customer_name if it is set; "" omits it.
	customer *string
}

// send sends a request, and again after a temporary failure: one that reads after any, and a change only if the platform has
// refused it because it is busy. The exchange is never nil.
func (p *platform) send(ctx context.Context, r request) *exchange {
	e := &exchange{Method: r.method, Path: r.path, At: time.Now()}
	req, err := p.newRequest(ctx, r)
	if err != nil {
		e.Err = err
		return e
	}
	retrying := retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport: p, Timeout: p.config.RequestTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax: 3, RetryWaitMin: p.retryWait, RetryWaitMax: 30 * time.Second,
		Backoff:      retryablehttp.DefaultBackoff, // it honors Retry-After
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
		CheckRetry: func(ctx context.Context, resp *http.Response, err error) (bool, error) {
			e.Attempts++
			return isWorthRetry(ctx, r.method, resp, err), ctx.Err()
		},
	}
	resp, err := retrying.Do(req)
	if err != nil {
		e.Err = err
		return e
	}
	defer func() { _ = resp.Body.Close() }()
	e.Status, e.Header = resp.StatusCode, resp.Header
	e.Body, e.Err = io.ReadAll(resp.Body)
	return e
}

func (p *platform) newRequest(ctx context.Context, r request) (*retryablehttp.Request, error) {
	var body any
	if r.body != nil {
		text, err := json.Marshal(r.body)
		if err != nil {
			return nil, err
		}
		body = text
	}
	address := strings.TrimRight(p.config.BaseURL.String(), "/") + r.path
	req, err := retryablehttp.NewRequestWithContext(ctx, r.method, address, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", p.config.UserAgent)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if p.token != "" {
		req.Header.Set("Authorization", p.token)
	}
	customer := ""
	if strings.HasPrefix(r.path, "/platform/") {
		customer = p.config.CustomerName
	}
	if r.customer != nil {
		customer = *r.customer
	}
	if customer != "" {
		req.Header["customer_name"] = []string{customer} // spelled so on the wire
	}
	return req, nil
}

func isWorthRetry(ctx context.Context, method string, resp *http.Response, err error) bool {
	switch {
	case ctx.Err() != nil || errors.Is(err, errGuard) || errors.Is(err, errBudget):
		return false
	case err != nil:
		return method == http.MethodGet
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests:
		return true
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return method == http.MethodGet
	}
	return false
}

// get sends a GET.
func (p *platform) get(ctx context.Context, path string) *exchange {
	return p.send(ctx, request{method: http.MethodGet, path: path})
}

// connect signs in, unless there is a token already, or there are no credentials.
func (p *platform) connect(ctx context.Context) (expires time.Time, err error) {
	token, err := p.client.AccessToken(ctx)
	if errors.Is(err, maestro.ErrNoCredentials) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	p.token = token.Value.Reveal()
	return token.Expires, nil
}
