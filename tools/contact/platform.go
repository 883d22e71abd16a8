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
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/time/rate"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

const (
	// maxReads is the largest number of requests of a survey that only reads, with the sign-in and all retries.
	maxReads = 100
	// maxBody limits the bodies that are read, in bytes.
	maxBody = 64 << 20
	// namePrefix is how the names of all pipelines begin that this program creates.
	namePrefix = "tf-contact-"
)

const (
	signInPath    = "/auth/sign-in"
	listPath      = "/platform/pipelines"
	pipelinePath  = "/platform/pipeline"
	jobPath       = "/platform/jobs"
	jdbcJobPath   = "/platform/jobs/jdbc"
	datatypesPath = "/platform/jobs/jdbc/configs/allowed_datatypes"
)

var (
	errBudget = fmt.Errorf("this program sends at most %d requests when it only reads", maxReads)
	errGuard  = errors.New("this program changes only the pipelines that it has created itself")
)

// platform sends requests without changes, and keeps the responses as they are. It is the transport of the provider's
// client as well, so that every request passes its checks. It is safe for concurrent use.
type platform struct {
	config    maestro.Config
	client    *maestro.Client
	base      http.RoundTripper
	pace      *rate.Limiter
	token     string
	retryWait time.Duration // the shortest wait before a retry

	mu       sync.Mutex
	requests int
	owned    map[string]bool // by canonical id: the pipelines that may be changed, and whether they may exist
	received []*exchange
}

// newPlatform returns a platform that only reads, until own is called. It sends at most perSecond requests per second.
func newPlatform(config maestro.Config, perSecond rate.Limit, retryWait time.Duration) (*platform, error) {
	base := http.DefaultTransport.(*http.Transport).Clone() //nolint:forcetypeassert // documented by net/http
	p := &platform{
		base: base, pace: rate.NewLimiter(perSecond, 1), retryWait: retryWait, owned: map[string]bool{},
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
	below := strings.TrimPrefix(req.URL.EscapedPath(), strings.TrimRight(p.config.BaseURL.EscapedPath(), "/"))
	if !p.permits(req.Method, below, body) {
		return nil, errGuard
	}
	if err := p.pace.Wait(req.Context()); err != nil {
		return nil, err
	}
	if !p.spend() {
		return nil, errBudget
	}

	sent := time.Now()
	resp, err := p.base.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(io.LimitReader(resp.Body, maxBody))
	_ = resp.Body.Close()
	if err != nil {
		return nil, fmt.Errorf("the response broke off: %w", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(content))
	p.record(&exchange{method: req.Method, path: below, sent: sent, status: resp.StatusCode, header: resp.Header, body: content})
	return resp, nil
}

// connect signs in, unless there is a token already, or there are no credentials.
func (p *platform) connect(ctx context.Context) (expires time.Time, err error) {
	token, err := p.client.AccessToken(ctx)
	if errors.Is(err, maestro.ErrNoCredentials) {
		return time.Time{}, nil
	}
	p.token = token.Value.Reveal()
	return token.Expires, err
}

// spend counts a request, and reports whether it may be sent.
func (p *platform) spend() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.owned) == 0 && p.requests == maxReads {
		return false
	}
	p.requests++
	return true
}

func (p *platform) record(e *exchange) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.received = append(p.received, e)
}

// responses returns all responses so far, those to failed attempts and of the provider's client among them.
func (p *platform) responses() []*exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.received)
}

// writable are the requests that may change something, with * for the id of a pipeline or a job that was created here,
// or with that id in the body. An execution is not one of them.
var writable = []string{
	"POST /platform/pipeline", "POST /platform/pipeline/pause", "POST /platform/pipeline/unpause",
	"PATCH /platform/pipeline/*", "DELETE /platform/pipeline/*", "PUT /platform/pipeline/*/memory",
	"PATCH /platform/jobs/*/input", "POST /platform/jobs/*/reset-state",
	"PUT /platform/jobs/jdbc/*/sync-mode", "POST /platform/jobs/jdbc/*/sync-mode",
}

// permits reports whether a request may be sent: one that reads, the sign-in, or a change of a pipeline that was
// created here.
func (p *platform) permits(method, requestPath string, body []byte) bool {
	if method == http.MethodGet || method == http.MethodPost && requestPath == signInPath {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	request := method + " " + requestPath
	for _, pattern := range writable {
		if matches, err := path.Match(pattern, request); err != nil || !matches {
			continue
		}
		if i := slices.Index(strings.Split(pattern, "/"), "*"); i >= 0 {
			return p.owns(strings.Split(request, "/")[i])
		}
		return p.ownsBody(requestPath, body)
	}
	return false
}

// owns reports whether an id is that of a pipeline that was created here, or of one of its jobs.
func (p *platform) owns(id string) bool {
	_, isPipeline := p.owned[maestro.CanonicalID(id)]
	pipeline, _, err := maestro.ParseJobID(id)
	_, isJob := p.owned[maestro.CanonicalID(pipeline)]
	return isPipeline || err == nil && isJob
}

// ownsBody reports whether the body of a create, pause or unpause names a pipeline of this program.
func (p *platform) ownsBody(requestPath string, body []byte) bool {
	var named struct {
		ID         string `json:"id"`
		Name       string `json:"name"`
		PipelineID string `json:"pipeline_id"`
	}
	if json.Unmarshal(body, &named) != nil {
		return false
	}
	if requestPath == pipelinePath {
		return named.PipelineID == "" && p.owns(named.ID) && strings.HasPrefix(named.Name, namePrefix)
	}
	return named.ID == "" && p.owns(named.PipelineID)
}

// own permits changes of a pipeline that this program creates, or has created. It may exist from here on.
func (p *platform) own(id string) { p.setExists(id, true) }

// setExists records whether a pipeline of this program may exist.
func (p *platform) setExists(id string, exists bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.owned[maestro.CanonicalID(id)] = exists
}

// mayExist reports whether a pipeline of this program may exist.
func (p *platform) mayExist(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.owned[maestro.CanonicalID(id)]
}

// leftovers returns the ids of the pipelines of this program that may exist.
func (p *platform) leftovers() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var left []string
	for id, exists := range p.owned {
		if exists {
			left = append(left, id)
		}
	}
	slices.Sort(left)
	return left
}

// request is a request as it is sent, apart from the token.
type request struct {
	method, path string
	body         any
	// customer replaces the header customer_name if it is set; "" omits it.
	customer *string
}

// get sends a GET.
func (p *platform) get(ctx context.Context, path string) *exchange {
	return p.send(ctx, request{method: http.MethodGet, path: path})
}

// send sends a request, and again after a temporary failure: one that reads after any, and a change only if the
// platform has refused it because it is busy. The exchange is never nil.
func (p *platform) send(ctx context.Context, r request) *exchange {
	e := &exchange{method: r.method, path: r.path, sent: time.Now()}
	req, err := p.newRequest(ctx, r)
	if err != nil {
		e.err = err
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
			return isWorthRetry(ctx, r.method, resp, err), ctx.Err()
		},
	}
	resp, err := retrying.Do(req)
	if err != nil {
		e.err = err
		return e
	}
	defer func() { _ = resp.Body.Close() }()
	e.status, e.header = resp.StatusCode, resp.Header
	e.body, e.err = io.ReadAll(resp.Body)
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
