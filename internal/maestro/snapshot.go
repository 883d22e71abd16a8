// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"sync"

	"golang.org/x/sync/semaphore"
)

// snapshot is one list of all pipelines for everything that is refreshed in a run. The client's first write ends it for
// good: from then on it would be older than what we did ourselves.
type snapshot struct {
	fetch func(context.Context) ([]Pipeline, error)
	turn  *semaphore.Weighted // held during the fetch

	mu      sync.Mutex
	ended   bool
	fetched bool
	byID    map[string]Pipeline
}

func newSnapshot(fetch func(context.Context) ([]Pipeline, error)) *snapshot {
	return &snapshot{fetch: fetch, turn: semaphore.NewWeighted(1)}
}

// ListedPipeline gives a pipeline as the list of all pipelines shows it, reading that list once for all callers. ok is
// false when the list does not have it, could not be read, or is older than the client's last write: then only
// GetPipeline can tell.
func (c *Client) ListedPipeline(ctx context.Context, id string) (p Pipeline, ok bool) {
	if !c.snapshot.ready(ctx) {
		return Pipeline{}, false
	}
	return c.snapshot.find(id)
}

// ready reads the list if it is neither read nor ended yet. It says whether there is one.
func (s *snapshot) ready(ctx context.Context) bool {
	if s.turn.Acquire(ctx, 1) != nil {
		return false
	}
	defer s.turn.Release(1)
	if fetched, ended := s.state(); fetched || ended {
		return fetched
	}
	all, err := s.fetch(ctx)
	if err != nil && ctx.Err() != nil {
		return false // this caller's time is over, not that of the others
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || s.ended {
		// After an error everybody asks for its pipeline alone, in place of failing with the list a thousand times.
		s.ended = true
		return false
	}
	s.byID = make(map[string]Pipeline, len(all))
	for _, p := range all {
		s.byID[CanonicalID(p.ID)] = p
	}
	s.fetched = true
	return true
}

func (s *snapshot) state() (fetched, ended bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fetched && !s.ended, s.ended
}

func (s *snapshot) find(id string) (p Pipeline, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok = s.byID[CanonicalID(id)]
	return p, ok
}

// end is called before every write. It does not wait for a list that is being read: that one is thrown away.
func (s *snapshot) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended, s.byID = true, nil
}
