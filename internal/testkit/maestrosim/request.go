// SPDX-License-Identifier: MPL-2.0

package maestrosim

import "net/http"

// Request is a request that the simulator received. Header holds credentials as they were sent.
type Request struct {
	Method string
	// Path is escaped, as it was sent.
	Path   string
	Header http.Header
	Body   []byte
	// Status is that of the response; 0 before the response, or if the connection was dropped.
	Status int
	// Customer is whom the request acted for; empty if it was refused before that was determined.
	Customer string
}

// Requests returns the requests since New or ResetRequests, in the order of their arrival.
func (s *Sim) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Request, len(s.log))
	for i, r := range s.log {
		all[i] = r.clone()
	}
	return all
}

// ResetRequests empties the log of requests.
func (s *Sim) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = nil
}

func (r Request) clone() Request {
	r.Header = r.Header.Clone()
	return r
}
