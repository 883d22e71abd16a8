// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"cmp"
	"fmt"
	"time"
)

// Pipeline returns a deep copy of a pipeline as it is now. The id may be in any spelling.
func (s *Sim) Pipeline(customer, id string) (Pipeline, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.find(customer, id, s.now())
	if p == nil {
		return Pipeline{}, false
	}
	return p.copy(), true
}

// Pipelines returns deep copies of a customer's pipelines in the order of their creation.
func (s *Sim) Pipelines(customer string) []Pipeline {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Pipeline
	for _, p := range s.all(customer, s.now()) {
		list = append(list, p.copy())
	}
	return list
}

// Edit changes a pipeline as another user would in the web interface. What edit leaves empty is set as by Put, and
// updated_at advances unless edit changed it. edit runs with the simulator locked, so it must not call it. It is an
// error if the pipeline does not exist, or if the change gives it another id or a name that is taken.
func (s *Sim) Edit(customer, id string, edit func(*Pipeline)) error {
	return s.with(customer, id, func(r *record, now time.Time) error {
		p := r.copy()
		edit(&p)
		if key(p.ID) != key(r.ID) {
			return fmt.Errorf("the id of pipeline %q cannot change", r.ID)
		}
		if other := s.named(customer, p.Name); other != nil && other != r {
			return fmt.Errorf("pipeline %q has the name %q", other.ID, p.Name)
		}

		p, err := p.clone()
		if err != nil {
			return err
		}
		if err := s.complete(&p, now); err != nil {
			return err
		}
		advance := p.UpdatedAt.Equal(r.UpdatedAt)
		r.Pipeline = p
		if advance {
			r.touch(now)
		}
		return nil
	})
}

// Remove deletes a pipeline with all that belongs to it. It is an error if it does not exist.
func (s *Sim) Remove(customer, id string) error {
	return s.with(customer, id, func(r *record, _ time.Time) error {
		delete(s.tenants[customer], key(r.ID))
		return nil
	})
}

// Put adds a pipeline as another user would. Ids, numbers, names of pipeline, jobs and tables, statuses, memory and
// times are set if they are empty. It is an error if the id or the name is taken.
func (s *Sim) Put(customer string, p Pipeline) error {
	p, err := p.clone()
	if err != nil {
		return err
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if err := s.complete(&p, now); err != nil {
		return err
	}
	p.UserID = cmp.Or(p.UserID, userOf(customer))
	if s.find(customer, p.ID, now) != nil {
		return fmt.Errorf("pipeline %q exists", p.ID)
	}
	if other := s.named(customer, p.Name); other != nil {
		return fmt.Errorf("pipeline %q has the name %q", other.ID, p.Name)
	}
	s.store(customer, p)
	return nil
}

// FailNextRun lets the next run that starts, by execute or StartRun, end as FAILED with this trace.
func (s *Sim) FailNextRun(customer, id, trace string) error {
	return s.with(customer, id, func(r *record, _ time.Time) error {
		r.failNext = &trace
		return nil
	})
}

// StartRun starts a run, as the schedule would, and returns its pipeline_run_id. It does so for a paused pipeline too.
func (s *Sim) StartRun(customer, id string) (runID string, err error) {
	err = s.with(customer, id, func(r *record, now time.Time) error {
		runID = s.startRun(r, now)
		return nil
	})
	return runID, err
}

func (s *Sim) with(customer, id string, do func(*record, time.Time) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	r := s.find(customer, id, now)
	if r == nil {
		return fmt.Errorf("customer %q has no pipeline %q", customer, id)
	}
	return do(r, now)
}

// copy clones what is stored, which went through JSON before.
func (p *record) copy() Pipeline {
	copied, err := p.clone()
	if err != nil {
		panic(err)
	}
	return copied
}
