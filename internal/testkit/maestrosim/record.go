// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// record is a stored pipeline with what only the simulator knows of it.
type record struct {
	Pipeline
	customer string
	failNext *string           // trace of the next run
	failing  map[string]string // traces of runs that will fail, by run id
	oldState string            // the status that the next lag GETs still show
	lag      int
}

// find looks a pipeline up in any spelling and brings its runs up to now. Nil means that this customer has none.
func (s *Sim) find(customer, id string, now time.Time) *record {
	p := s.tenants[customer][key(id)]
	if p != nil {
		p.advance(now, s.o.RunDuration, s.contract)
	}
	return p
}

// all gives a customer's pipelines in the order in which they were made.
func (s *Sim) all(customer string, now time.Time) []*record {
	list := make([]*record, 0, len(s.tenants[customer]))
	for id := range s.tenants[customer] {
		list = append(list, s.find(customer, id, now))
	}
	slices.SortFunc(list, func(a, b *record) int { return a.Number - b.Number })
	return list
}

// named finds the pipeline that has the name, unless the contract does not care.
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

// touch moves updated_at, even where the clock stands still.
func (p *record) touch(now time.Time) {
	if !now.After(p.UpdatedAt) {
		now = p.UpdatedAt.Add(time.Microsecond)
	}
	p.UpdatedAt = now
}

// complete fills in what the server gives a pipeline: ids, numbers, names of jobs and tables, statuses, times.
func (s *Sim) complete(p *Pipeline, now time.Time) error {
	fillNumber(&p.Number, &s.numbers.pipeline)
	p.ID = underscored(p.ID)
	if p.ID == "" {
		p.ID = newUUID("pipeline", fmt.Sprint(p.Number))
	}
	if p.Name == "" {
		p.Name = fmt.Sprint("Pipeline ", p.Number)
	}
	if p.MemoryMB == 0 {
		p.MemoryMB = defaultMemoryMB
	}
	fillTime(&p.CreatedAt, now)
	fillTime(&p.UpdatedAt, p.CreatedAt)
	for i := range p.Runs {
		r := &p.Runs[i]
		fillNumber(&r.Number, &s.numbers.run)
		fillText(&r.ID, newUUID("run", fmt.Sprint(r.Number)))
		fillText(&r.Status, statusSuccess)
		fillTime(&r.CreatedAt, now)
		fillTime(&r.UpdatedAt, r.CreatedAt)
	}
	last := p.LastStatus()
	if last == statusCreated {
		last = statusPending
	}
	for i := range p.Jobs {
		j := &p.Jobs[i]
		fillNumber(&j.Number, &s.numbers.job)
		fillText(&j.ID, fmt.Sprint(p.ID, "_", i))
		if of, _ := splitJobID(j.ID); key(of) != key(p.ID) {
			return fmt.Errorf("job id %q is not %s_{index}", j.ID, p.ID)
		}
		fillText(&j.Name, jobName(i, j.Input))
		fillText(&j.Status, last)
		if j.Input == nil {
			j.Input = object{}
		}
		if j.Transformations == nil {
			j.Transformations = []any{}
		}
		fillOutput(p.ID, i, j)
	}
	return nil
}

// jobName is {table}_extraction, as in the example of docs.dadosfera.ai/reference/platformapicontroller_getpipeline.
func jobName(index int, input object) string {
	if table := text(input, "table_name"); table != "" {
		return strings.ToLower(table) + "_extraction"
	}
	return fmt.Sprint("job_", index, "_extraction")
}

func fillNumber(n, last *int) {
	if *n == 0 {
		*n = *last + 1
	}
	*last = max(*last, *n)
}

func fillText(s *string, value string) {
	if *s == "" {
		*s = value
	}
}

func fillTime(t *time.Time, value time.Time) {
	if t.IsZero() {
		*t = value
	}
	*t = t.UTC()
}
