// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// snapshot is the list of all pipelines, read once for everything that is refreshed in a run. The first write of the
// client ends it, as it would be older than the write.
type snapshot struct {
	ended atomic.Bool
	turn  *semaphore.Weighted // held while byID is used
	byID  map[string]Pipeline // by CanonicalID; nil until the list is read
}

func newSnapshot() *snapshot { return &snapshot{turn: semaphore.NewWeighted(1)} }

// end is called before every write. It does not wait for a list that is being read.
func (s *snapshot) end() { s.ended.Store(true) }

// ListedPipeline returns a pipeline as the list of all pipelines shows it. The list is read once for all calls. ok is
// false if the list does not contain the pipeline in a form that can be read, could not be read as a whole, or is older
// than the client's last write: then only GetPipeline can tell whether the pipeline exists.
func (c *Client) ListedPipeline(ctx context.Context, id string) (p Pipeline, ok bool) {
	s := c.snapshot
	if s.turn.Acquire(ctx, 1) != nil {
		return Pipeline{}, false
	}
	defer s.turn.Release(1)
	if s.byID == nil && !s.ended.Load() {
		pipelines, err := c.ListPipelines(ctx)
		if len(pipelines) == 0 && err != nil {
			if ctx.Err() == nil {
				s.end() // one failed list is enough: each pipeline is read by itself from here on
			}
			return Pipeline{}, false
		}
		s.byID = make(map[string]Pipeline, len(pipelines))
		for _, p := range pipelines {
			s.byID[CanonicalID(p.ID)] = p
		}
	}
	if s.ended.Load() {
		s.byID = nil
	}
	p, ok = s.byID[CanonicalID(id)]
	return p, ok
}
