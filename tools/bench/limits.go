// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"time"
)

// limited is a refresh on a platform that does not answer everything well.
type limited struct {
	Name      string  `json:"name"`
	Pipelines int     `json:"pipelines"`
	Wall      float64 `json:"wall_s"`
	// Floor is the least that it could take, or for a difference the same plan without the trouble.
	Floor float64 `json:"floor_s"`
	Tally
}

// The names of limited.
const (
	fortyASecond = "40 requests a second"
	fiveASecond  = "5 requests a second"
	oneFailure   = "one answer is 503"
	oneGone      = "one pipeline is gone"
)

// measureLimits refreshes under a limit, and with a trouble in turns with none.
func (b *bench) measureLimits(ctx context.Context, chosen func(name string) bool) error {
	for _, l := range []struct {
		name         string
		pipelines    int
		setting      Setting
		floor        float64
		gone, trials int
	}{
		{fortyASecond, 400, Setting{RequestsPerSecond: 40}, 400.0 / 40, 0, 0},
		{fiveASecond, 300, Setting{RequestsPerSecond: 5}, (300.0 - 5) / 5, 0, 0},
		{oneFailure, 20, Setting{Fault: `{"on": "get", "status": 503, "skip": 10}`}, 0, 0, b.runs},
		{oneGone, 20, Setting{}, 0, 1, 2*b.runs + 1}, // a difference that is small
	} {
		if !chosen(l.name) {
			continue
		}
		b.say("%d pipelines, %s", l.pipelines, l.name)
		s, err := b.prepared(ctx, row{Pipelines: l.pipelines, Jobs: 1})
		if err != nil {
			return err
		}
		found := limited{Name: l.name, Pipelines: l.pipelines, Floor: l.floor}
		var good, bad []time.Duration
		for range max(1, l.trials) {
			if l.trials > 0 {
				c, err := b.plan(ctx, s, Setting{}, 0, 0, nil)
				if err != nil {
					return err
				}
				good = append(good, c.Wall)
			}
			c, err := b.plan(ctx, s, l.setting, l.gone, 2*min(1, l.gone), &found.Tally)
			if err != nil {
				return err
			}
			bad = append(bad, c.Wall)
		}
		if l.trials > 0 {
			found.Floor = median(good).Seconds()
		}
		found.Wall = median(bad).Seconds()
		b.Limits = append(b.Limits, found)
		if err := s.remove(); err != nil {
			return err
		}
	}
	return nil
}

// prepared is a workspace whose pipelines are made.
func (b *bench) prepared(ctx context.Context, r row) (*workspace, error) {
	s, err := b.newWorkspace("metered", pipelinesText(r))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(b.clear(), b.set(Setting{})); err != nil {
		return nil, err
	}
	_, err = b.filled(ctx, r, s, nil)
	return s, err
}

// plan plans without a change in the configuration, on a platform with these settings that lacks some pipelines.
func (b *bench) plan(ctx context.Context, s *workspace, setting Setting, gone, code int, t *Tally) (cost, error) {
	if err := errors.Join(b.restore(gone), b.set(setting)); err != nil {
		return cost{}, err
	}
	c, err := s.run(ctx, code, "plan", "-detailed-exitcode")
	if err != nil {
		return c, err
	}
	counted, err := b.count()
	if t != nil {
		*t = counted
	}
	return c, err
}
