// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Options configure a simulator. The zero value is a documented Maestro that requires no sign-in and holds the example
// pipeline of the reference.
type Options struct {
	// Contract settles what the pages leave open; SetContract changes it. The zero value is the documented behavior,
	// unless the environment variable MAESTRO_CONTRACT names the file of another contract.
	Contract Contract
	// Now is the clock of everything but Latency and Fault.Delay. Nil means time.Now.
	Now func() time.Time
	// RunDuration is how long a run takes on that clock. Zero means five seconds.
	RunDuration time.Duration
	// Users may sign in. Without Users and StaticTokens, no sign-in is required: tokens are ignored and the header
	// customer_name alone authorizes a request, as docs.dadosfera.ai/reference/platformapicontroller_deletepipeline shows.
	// With any of them, every /platform request needs a token, sent raw, without "Bearer ".
	Users []User
	// StaticTokens maps access tokens that never expire to their customers.
	StaticTokens map[string]string
	// Empty omits the example pipeline. There are connections all the same.
	Empty bool
	// RequestsPerSecond limits all requests together, on the clock Now. A request over the limit gets 429 with
	// Retry-After: 1. Zero means no limit.
	RequestsPerSecond int
	// Latency precedes every response, in real time.
	Latency time.Duration
	// TokenRequests, if positive, is the number of requests after which a token from sign-in gets 401.
	TokenRequests int
	// TokenLife is how long a token from sign-in is valid on the clock Now. Zero means the 30 minutes of
	// docs.dadosfera.ai/docs/en-api-overview.
	TokenLife time.Duration
	// CacheFor is how long, on the clock Now, a response to a GET is sent again, whatever has changed since. Zero means
	// that nothing is cached.
	CacheFor time.Duration
	// OnRequest, if set, is called after each request with its entry in Requests.
	OnRequest func(Request)
	// Around, if set, wraps the simulator in the handler that Serve serves, so that a test can check what passes.
	Around func(http.Handler) http.Handler
}

// User can sign in and acts for Customer.
type User struct {
	Username, Password string
	// TOTP is the one-time code that sign-in requires. It is accepted once; empty means no second factor.
	TOTP     string
	Customer string
}

// Sim is a Maestro in memory. It implements http.Handler and is safe for concurrent use.
type Sim struct {
	options Options // Latency and CacheFor are guarded by mu
	users   map[string]User

	mu       sync.Mutex    // guards all below
	limiter  *rate.Limiter // nil: no limit
	contract Contract
	tenants  map[string]map[string]*record // by customer, then by key(pipeline id)
	tokens   map[string]*token
	usedTOTP map[string]bool // by user name
	freed    map[string]int  // how often a name is still refused, by customer and name
	cache    map[string]cached
	linked   []Connection
	faults   []*pendingFault
	log      []*Request
	last     struct{ pipeline, job, run, token int } // numbers
}

// New returns a simulator. It panics if the file that MAESTRO_CONTRACT names cannot be read.
func New(o Options) *Sim {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.RunDuration == 0 {
		o.RunDuration = 5 * time.Second
	}
	if o.TokenLife == 0 {
		o.TokenLife = 30 * time.Minute
	}

	s := &Sim{
		options:  o,
		users:    map[string]User{},
		contract: orDefault(o.Contract),
		tenants:  map[string]map[string]*record{},
		tokens:   map[string]*token{},
		usedTOTP: map[string]bool{},
		freed:    map[string]int{},
		cache:    map[string]cached{},
		linked:   seedConnections(),
		limiter:  newLimiter(o.RequestsPerSecond),
	}
	for _, u := range o.Users {
		s.users[u.Username] = u
	}
	if !o.Empty {
		s.seed()
	}
	return s
}

// newLimiter returns a limiter that allows n requests at once, and then n per second.
func newLimiter(n int) *rate.Limiter {
	if n <= 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(n), n)
}

// SetContract changes Options.Contract from the next request on. What is stored stays.
func (s *Sim) SetContract(c Contract) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contract = orDefault(c)
}

// SetLatency changes Options.Latency from the next request on.
func (s *Sim) SetLatency(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.options.Latency = d
}

// SetCacheFor changes Options.CacheFor from the next request on, and empties the cache.
func (s *Sim) SetCacheFor(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.options.CacheFor = d
	clear(s.cache)
}

// SetRequestsPerSecond changes Options.RequestsPerSecond from the next request on.
func (s *Sim) SetRequestsPerSecond(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limiter = newLimiter(n)
}

// now returns the time with the precision that Maestro stores.
func (s *Sim) now() time.Time { return s.options.Now().UTC().Truncate(time.Microsecond) }
