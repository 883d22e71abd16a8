// SPDX-License-Identifier: MPL-2.0

package maestrosim

import "net/http"

// Request is one request as the simulator saw it. Header holds credentials as they were sent.
type Request struct {
	Method string
	// Path is as it was sent, escapes included.
	Path   string
	Header http.Header
	Body   []byte
	// Status is what was answered; 0 when there is no answer yet or the connection was dropped in place of one.
	Status int
	// Customer is whom the request acted for; empty when it was refused before that was known.
	Customer string
}

// Requests gives the requests since New or ResetRequests, in the order of their arrival.
func (s *Sim) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Request, len(s.log))
	for i, r := range s.log {
		all[i] = r.clone()
	}
	return all
}

// ResetRequests empties the log.
func (s *Sim) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = nil
}

func (r Request) clone() Request {
	r.Header = r.Header.Clone()
	return r
}
