// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// defaultMemoryMB is documented at docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory.
const defaultMemoryMB = 2048

// record is a stored pipeline with the simulator's own data about it.
type record struct {
	Pipeline
	customer  string
	failNext  *string           // trace of the next run
	failing   map[string]string // traces of the runs that will fail, by run id
	oldStatus string            // what the next lag reads still show
	lag       int
	unready   int // how many requests Contract.NotReady still affects
}

// find returns a pipeline by id in any spelling, with its runs brought up to now. Nil means that the customer has none.
func (s *Sim) find(customer, id string, now time.Time) *record {
	p := s.tenants[customer][key(id)]
	if p != nil {
		p.advance(now, s.options.RunDuration, s.contract.Queued == contract.QueuedHidden)
	}
	return p
}

// all returns the pipelines of a customer in the order of their creation.
func (s *Sim) all(customer string, now time.Time) []*record {
	list := make([]*record, 0, len(s.tenants[customer]))
	for id := range s.tenants[customer] {
		list = append(list, s.find(customer, id, now))
	}
	slices.SortFunc(list, func(a, b *record) int { return a.Number - b.Number })
	return list
}

// named returns the pipeline that has the name; nil if the contract accepts duplicates.
func (s *Sim) named(customer, name string) *record {
	if s.contract.DuplicateNames {
		return nil
	}
	for _, p := range s.tenants[customer] {
		if p.Name == name {
			return p
		}
	}
	return nil
}

func (s *Sim) store(customer string, p Pipeline) *record {
	if s.tenants[customer] == nil {
		s.tenants[customer] = map[string]*record{}
	}
	r := &record{Pipeline: p, customer: customer, failing: map[string]string{}}
	s.tenants[customer][key(p.ID)] = r
	return r
}

// touch advances updated_at, even if the clock stands still.
func (p *record) touch(now time.Time) {
	if !now.After(p.UpdatedAt) {
		now = p.UpdatedAt.Add(time.Microsecond)
	}
	p.UpdatedAt = now
}

// refuses reports whether a name cannot be given to a pipeline, which nil stands for a new one of: another pipeline has
// it, or had it when it was deleted.
func (s *Sim) refuses(customer, name string, of *record) bool {
	if other := s.named(customer, name); other != nil && other != of {
		return true
	}
	if key := customer + " " + name; s.freed[key] > 0 && (of == nil || of.Name != name) {
		s.freed[key]--
		return true
	}
	return false
}

// complete sets what is empty of what the server chooses: ids, numbers, names of jobs and tables, statuses, times.
func (s *Sim) complete(p *Pipeline, now time.Time) error {
	number(&p.Number, &s.last.pipeline)
	p.ID = underscored(cmp.Or(p.ID, newUUID("pipeline", fmt.Sprint(p.Number))))
	p.Name = cmp.Or(p.Name, fmt.Sprint("Pipeline ", p.Number))
	normalize(s.contract, p)
	p.MemoryMB = cmp.Or(p.MemoryMB, defaultMemoryMB)
	p.CreatedAt = timeOr(p.CreatedAt, now)
	p.UpdatedAt = timeOr(p.UpdatedAt, p.CreatedAt)

	for i := range p.Runs {
		r := &p.Runs[i]
		number(&r.Number, &s.last.run)
		r.ID = cmp.Or(r.ID, newUUID("run", fmt.Sprint(r.Number)))
		r.Status = cmp.Or(r.Status, statusSuccess)
		r.CreatedAt = timeOr(r.CreatedAt, now)
		r.UpdatedAt = timeOr(r.UpdatedAt, r.CreatedAt)
	}

	status := p.LastStatus()
	if status == statusCreated {
		status = statusPending
	}
	for i := range p.Jobs {
		j := &p.Jobs[i]
		number(&j.Number, &s.last.job)
		j.ID = cmp.Or(j.ID, fmt.Sprint(p.ID, "_", i))
		if pipeline, _ := splitJobID(j.ID); key(pipeline) != key(p.ID) {
			return fmt.Errorf("job id %q is not %s_{index}", j.ID, p.ID)
		}
		j.Name = cmp.Or(j.Name, jobName(i, j.Input))
		j.Status = cmp.Or(j.Status, status)
		if j.Input == nil {
			j.Input = object{}
		}
		if j.Transformations == nil {
			j.Transformations = []any{}
		}
		completeOutput(p.ID, i, j)
		fold(s.contract, j)
	}
	return nil
}

// jobName returns {table}_extraction, as in the example of
// docs.dadosfera.ai/reference/platformapicontroller_getpipeline.
func jobName(index int, input object) string {
	if table := text(input, "table_name"); table != "" {
		return strings.ToLower(table) + "_extraction"
	}
	return fmt.Sprint("job_", index, "_extraction")
}

// number sets n to the number after last unless it is set, and last to the highest one.
func number(n, last *int) {
	if *n == 0 {
		*n = *last + 1
	}
	*last = max(*last, *n)
}

func timeOr(t, value time.Time) time.Time {
	if t.IsZero() {
		t = value
	}
	return t.UTC()
}

// setDefault sets a member that is missing or null.
func setDefault(o object, key string, value any) {
	if o[key] == nil {
		o[key] = value
	}
}

// text returns a member that is a string, else "".
func text(o object, key string) string {
	s, _ := o[key].(string)
	return s
}
