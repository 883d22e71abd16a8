// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"sync"
)

// snapshot is one list of all pipelines for everything that is refreshed in a run. The client's first write ends it for
// good: from then on it would be older than what we did ourselves.
type snapshot struct {
	fetch func(context.Context) ([]Pipeline, error)

	mu      sync.Mutex
	ended   bool
	fetched bool
	byID    map[string]Pipeline
}

// ListedPipeline gives a pipeline as the list of all pipelines shows it, reading that list once for all callers. ok is
// false when the list does not have it, could not be read, or is older than the client's last write: then only
// GetPipeline can tell.
func (c *Client) ListedPipeline(ctx context.Context, id string) (p Pipeline, ok bool) {
	s := &c.snapshot
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return Pipeline{}, false
	}
	if !s.fetched {
		all, err := s.fetch(ctx)
		if err != nil {
			// Everybody asks for its pipeline alone then, in place of failing with the list a thousand times.
			s.ended = true
			return Pipeline{}, false
		}
		s.byID = make(map[string]Pipeline, len(all))
		for _, p := range all {
			s.byID[CanonicalID(p.ID)] = p
		}
		s.fetched = true
	}
	p, ok = s.byID[CanonicalID(id)]
	return p, ok
}

// end is called before every write.
func (s *snapshot) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended, s.byID = true, nil
}
