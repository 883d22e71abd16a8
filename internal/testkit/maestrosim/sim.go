// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Options say how a simulator behaves for its whole life. The zero value is a documented Maestro that asks for no
// sign-in and holds the seed page's example.
type Options struct {
	// Contract settles the points that the pages leave open; SetContract changes it later.
	Contract Contract
	// Now is the clock of everything but Latency and Fault.Delay. Nil means time.Now.
	Now func() time.Time
	// RunDuration is how long an execution takes on that clock. Zero means five seconds.
	RunDuration time.Duration
	// Users may sign in. When there are neither Users nor StaticTokens, no sign-in is needed: tokens are ignored and the
	// header customer_name alone decides, as docs.dadosfera.ai/reference/platformapicontroller_deletepipeline shows it.
	// When there are any, every /platform request needs a token, sent raw, without "Bearer ".
	Users []User
	// StaticTokens maps access tokens that never die to their customers.
	StaticTokens map[string]string
	// Empty leaves out the seed page's example.
	Empty bool
	// RequestsPerSecond is a limit on all requests together, on the clock Now. What is over it gets 429 with
	// Retry-After: 1. Zero means no limit.
	RequestsPerSecond int
	// Latency comes before every answer, in real time.
	Latency time.Duration
	// TokenRequests, when positive, is the number of requests after which a signed-in token gives 401.
	TokenRequests int
	// TokenLife is how long a signed-in token lives on the clock Now. Zero means the 30 minutes of
	// docs.dadosfera.ai/docs/en-api-overview.
	TokenLife time.Duration
	// OnRequest, when set, is called after each request with what Requests will show of it.
	OnRequest func(Request)
	// Around, when set, gives the handler that Serve serves, around the simulator: a test may look at what passes.
	Around func(http.Handler) http.Handler
}

// User is somebody who may sign in and act for Customer.
type User struct {
	Username, Password string
	// TOTP is the one-time code that sign-in asks for. It works once; empty means that the user has no MFA.
	TOTP     string
	Customer string
}

// Sim is a Maestro in memory. It implements http.Handler and is safe for concurrent use.
type Sim struct {
	o        Options // its Latency is guarded by mu
	users    map[string]User
	mu       sync.Mutex    // guards all below
	limiter  *rate.Limiter // nil: no limit
	contract Contract
	tenants  map[string]map[string]*record // customer, then key(pipeline id)
	tokens   map[string]*token
	usedTOTP map[string]bool // by user name
	faults   []*ordered
	log      []*Request
	numbers  struct{ pipeline, job, run, token int } // the last given
}

// New returns a simulator that is ready to serve.
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
		o:        o,
		users:    map[string]User{},
		contract: o.Contract,
		tenants:  map[string]map[string]*record{},
		tokens:   map[string]*token{},
		usedTOTP: map[string]bool{},
		limiter:  limiterOf(o.RequestsPerSecond),
	}
	for _, u := range o.Users {
		s.users[u.Username] = u
	}
	if !o.Empty {
		s.seed()
	}
	return s
}

// limiterOf lets n requests through at once, and then n a second.
func limiterOf(n int) *rate.Limiter {
	if n <= 0 {
		return nil
	}
	return rate.NewLimiter(rate.Limit(n), n)
}

// SetContract changes the behaviour from the next request on. What is stored stays.
func (s *Sim) SetContract(c Contract) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.contract = c
}

// now is the clock in the precision in which Maestro keeps time.
func (s *Sim) now() time.Time { return s.o.Now().UTC().Truncate(time.Microsecond) }
