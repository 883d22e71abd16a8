// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Fault is a trouble to come. The zero Fault hits the next request and does nothing to it.
type Fault struct {
	// On is the endpoint that it waits for. OpAny or empty means every request, those to unknown routes too.
	On Operation
	// ID narrows it to one pipeline or job, in any spelling. A pipeline's id covers the requests to its jobs. Empty means any.
	ID string
	// Skip is how many matching requests pass first.
	Skip int
	// Times is how many it then hits: 0 means one, -1 all.
	Times int
	// Status and Body are answered in place of doing the work. Status 0 with a Body means 200.
	Status int
	Body   string
	// Header is added to the answer.
	Header map[string]string
	// Delay comes first, in real time. It ends when the client goes away, and then no work is done.
	Delay time.Duration
	// DropBefore and DropAfter reset the connection before or after the work is done.
	DropBefore, DropAfter bool
	// After, with Status or Body, does the work first.
	After bool
	// Truncate, when positive, cuts the answer's body after that many bytes and closes the connection.
	Truncate int
	// Hook is called once for each hit, without locks held: on arrival, before Delay; but for DropAfter, After and
	// Truncate when the work is done and nothing is answered yet.
	Hook func()
}

// ordered is a Fault with what is left of it.
type ordered struct {
	Fault
	skip, left int // left < 0: for ever
}

// Order adds faults. A request gets the first one that matches it and has no more to skip; those before it in line that
// match but skip count it.
func (s *Sim) Order(f ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range f {
		o := &ordered{Fault: f, skip: f.Skip, left: f.Times}
		if o.left == 0 {
			o.left = 1
		}
		s.faults = append(s.faults, o)
	}
}

// ClearFaults forgets all faults.
func (s *Sim) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// nextFault takes the fault that this request gets; the zero Fault when there is none.
func (s *Sim) nextFault(c *call) Fault {
	for i, o := range s.faults {
		if !o.matches(c) {
			continue
		}
		if o.skip > 0 {
			o.skip--
			continue
		}
		if o.left > 0 {
			if o.left--; o.left == 0 {
				s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
			}
		}
		return o.Fault
	}
	return Fault{}
}

func (f Fault) matches(c *call) bool {
	if f.On != c.op && f.On != OpAny && f.On != "" {
		return false
	}
	if f.ID == "" {
		return true
	}
	id, want := key(c.target()), key(f.ID)
	if id == want {
		return true
	}
	pipeline, _ := splitJobID(id)
	return c.op.ofJob() && pipeline == want
}

func (o Operation) ofJob() bool {
	switch o {
	case OpGetJDBCJob, OpPatchJobInput, OpSyncMode, OpResetState:
		return true
	}
	return false
}

// target is the id of the pipeline or job that the request is about, from its path or body.
func (c *call) target() string {
	if len(c.params) > 0 {
		return c.params[0]
	}
	var body struct {
		ID         string `json:"id"`
		PipelineID string `json:"pipeline_id"`
	}
	_ = json.Unmarshal(c.body, &body) // what can't be read has no id
	switch c.op {
	case OpCreate:
		return body.ID
	case OpPause, OpUnpause, OpExecute:
		return body.PipelineID
	}
	return ""
}

// late says whether the fault hits after the work.
func (f Fault) late() bool {
	return f.After || f.DropAfter || f.Truncate > 0 && f.Status == 0 && f.Body == ""
}

// answers says whether the fault has a hand in what is answered.
func (f Fault) answers() bool {
	return f.Status != 0 || f.Body != "" || len(f.Header) > 0 || f.DropBefore || f.DropAfter || f.Truncate > 0
}

func (f Fault) reply() reply {
	r := reply{status: f.Status, header: http.Header{}, body: []byte(f.Body)}
	if r.status == 0 {
		r.status = http.StatusOK
	}
	switch {
	case json.Valid(r.body):
		r.header.Set("Content-Type", "application/json")
	case strings.HasPrefix(f.Body, "<"):
		r.header.Set("Content-Type", "text/html; charset=utf-8")
	case f.Body != "":
		r.header.Set("Content-Type", "text/plain; charset=utf-8")
	}
	return r
}
