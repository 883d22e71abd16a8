// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Fault is something that goes wrong with requests to come. The zero Fault hits the next request and does nothing to
// it.
//
// As JSON, a fault has the keys of the tags: {"on": "delete", "status": 500, "delay": "1s"}.
type Fault struct {
	// On is the endpoint whose requests it hits. OpAny or empty means every request, including those to unknown routes.
	On Operation `json:"on"`
	// ID restricts it to one pipeline or job, in any spelling. A pipeline's id covers the requests to its jobs.
	ID string `json:"id"`
	// Skip is how many matching requests pass first.
	Skip int `json:"skip"`
	// Times is how many requests it then hits: 0 means one, -1 all.
	Times int `json:"times"`
	// Status and Body are the response, and the request has no effect. Status 0 with a Body means 200. As JSON, the body
	// may be any value: an object is sent as JSON, a string as it is.
	Status int    `json:"status"`
	Body   string `json:"-"`
	// Header is added to the response.
	Header map[string]string `json:"header"`
	// Delay comes first, in real time. It ends when the client disconnects, and then the request has no effect.
	Delay time.Duration `json:"-"`
	// DropBefore and DropAfter reset the connection before or after the request has its effect.
	DropBefore bool `json:"drop_before"`
	DropAfter  bool `json:"drop_after"`
	// After, with Status or Body, lets the request have its effect first.
	After bool `json:"after"`
	// Truncate, if positive, cuts the body of the response after that many bytes and closes the connection.
	Truncate int `json:"truncate"`
	// Hook is called once per hit, without locks held: on arrival, before Delay; but for DropAfter, After and Truncate
	// after the request had its effect and before the response.
	Hook func() `json:"-"`
}

// FaultUsage lists the keys of a fault, for the help of a program.
const FaultUsage = `"on": OPERATION       the endpoint; any by default
"id": ID              only this pipeline or job
"skip": N             let N requests pass first
"times": N            hit N requests; 1 by default, -1 for all
"status": CODE        respond with this status
"body": VALUE         respond with this JSON value, or this text
"header": {K: V}      add to the header of the response
"after": true         let the request have its effect first, then respond so
"delay": "DURATION"   wait first
"drop_before": true   reset the connection before the request has its effect
"drop_after": true    reset the connection after it
"truncate": BYTES     cut the body of the response there
`

// ParseFaults reads a fault or an array of faults from JSON. An unknown key or value is an error that lists what is
// accepted.
func ParseFaults(text string) ([]Fault, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		text = "[" + text + "]"
	}
	var faults []Fault
	if err := json.Unmarshal([]byte(text), &faults); err != nil {
		return nil, fmt.Errorf("fault: %w", err)
	}
	return faults, nil
}

// UnmarshalJSON reads a fault.
func (f *Fault) UnmarshalJSON(text []byte) error {
	type tagged Fault
	read := struct {
		*tagged
		Body  json.RawMessage `json:"body"`
		Delay string          `json:"delay"`
	}{tagged: (*tagged)(f), Delay: "0"}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&read); err != nil {
		return fmt.Errorf("%w; the keys are\n%s", err, FaultUsage)
	}

	f.Body = string(read.Body)
	if strings.HasPrefix(f.Body, `"`) {
		if err := json.Unmarshal(read.Body, &f.Body); err != nil {
			return err
		}
	}
	var err error
	if f.Delay, err = time.ParseDuration(read.Delay); err != nil {
		return fmt.Errorf(`"delay": %w`, err)
	}
	if all := Operations(); f.On != "" && !slices.Contains(all, f.On) {
		return fmt.Errorf(`"on" is %q; accepted: %v`, f.On, all)
	}
	if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
		return fmt.Errorf(`"status" is %d; accepted: 200 to 599`, f.Status)
	}
	return nil
}

// pendingFault is a Fault with what is left of it.
type pendingFault struct {
	Fault

	skip, left int // left < 0: no end
}

// Order adds faults. A request gets the first fault that matches it and has nothing more to skip; a matching fault
// before that one counts the request as skipped.
func (s *Sim) Order(faults ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		s.faults = append(s.faults, &pendingFault{Fault: f, skip: f.Skip, left: cmp.Or(f.Times, 1)})
	}
}

// ClearFaults removes all faults.
func (s *Sim) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// nextFault takes the fault that a request gets; the zero Fault if there is none.
func (s *Sim) nextFault(c *call) Fault {
	for i, f := range s.faults {
		switch {
		case !f.matches(c):
		case f.skip > 0:
			f.skip--
		default:
			if f.left--; f.left == 0 {
				s.faults = slices.Delete(s.faults, i, i+1)
			}
			return f.Fault
		}
	}
	return Fault{}
}

func (f Fault) matches(c *call) bool {
	if f.On != c.route.op && f.On != OpAny && f.On != "" {
		return false
	}
	if f.ID == "" {
		return true
	}
	pipeline, job := c.target()
	return key(f.ID) == key(pipeline) || key(f.ID) == key(job)
}

// target returns the ids of the pipeline and the job that a request is about, from its path or body.
func (c *call) target() (pipeline, job string) {
	if job, ok := c.params["job"]; ok {
		pipeline, _ = splitJobID(job)
		return pipeline, job
	}
	var body struct {
		ID         string `json:"id"`
		PipelineID string `json:"pipeline_id"`
	}
	_ = json.Unmarshal(c.raw, &body) // an invalid body names nothing
	switch {
	case c.route.op == OpCreate:
		return body.ID, ""
	case c.route.body == pipelineRef:
		return body.PipelineID, ""
	}
	return c.params["pipeline"], ""
}

// afterWork reports whether the fault hits after the request had its effect.
func (f Fault) afterWork() bool {
	return f.After || f.DropAfter || f.Truncate > 0 && !f.replacesResponse()
}

func (f Fault) replacesResponse() bool { return f.Status != 0 || f.Body != "" }

// changesResponse reports whether the response is not the simulator's own.
func (f Fault) changesResponse() bool {
	return f.replacesResponse() || len(f.Header) > 0 || f.DropBefore || f.DropAfter || f.Truncate > 0
}

// reply returns the response that replaces the simulator's own.
func (f Fault) reply() reply {
	r := reply{status: cmp.Or(f.Status, http.StatusOK), header: map[string]string{}, body: []byte(f.Body)}
	switch {
	case json.Valid(r.body):
		r.header["Content-Type"] = "application/json"
	case strings.HasPrefix(f.Body, "<"):
		r.header["Content-Type"] = "text/html; charset=utf-8"
	case f.Body != "":
		r.header["Content-Type"] = "text/plain; charset=utf-8"
	}
	return r
}
