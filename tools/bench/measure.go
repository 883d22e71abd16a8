// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const planFile = "tf.plan"

// longRun is after how much time a scenario is not run again, though -runs says so.
const longRun = 40 * time.Second

// step is how a scenario is run.
type step struct {
	scenario scenario
	once     bool // it can't be repeated
	code     int
	args     func(revision string) []string
	// after is run after it in each round, and measured as its own scenario.
	after scenario
	then  func() []string
}

// steps are the scenarios in order. Those before the last two leave the pipelines as many as they were.
var steps = []step{
	{scenario: create, once: true, args: func(string) []string { return []string{"apply", "-auto-approve"} }},
	{scenario: refreshOnly, args: func(string) []string { return []string{"plan", "-refresh-only", "-detailed-exitcode"} }},
	{scenario: unchanged, args: func(string) []string { return []string{"plan", "-detailed-exitcode"} }},
	{
		scenario: changing, code: 2,
		args: func(revision string) []string {
			return []string{"plan", "-detailed-exitcode", "-out=" + planFile, revision}
		},
		after: update, then: func() []string { return []string{"apply", planFile} },
	},
	{scenario: destroy, once: true, args: func(string) []string { return []string{"destroy", "-auto-approve"} }},
	{scenario: adopt, once: true, args: func(string) []string { return []string{"apply", "-auto-approve"} }},
}

// bench is one run of the benchmark.
type bench struct {
	*workshop

	runs int
	results
}

// measure runs a row's scenarios, pipelines and control taking turns.
func (b *bench) measure(ctx context.Context, r row) (err error) {
	b.say("%s", r)
	subject, err := b.newWorkspace("metered", pipelinesText(r))
	if err != nil {
		return err
	}
	control, err := b.newWorkspace("released", controlText(r))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, subject.remove(), control.remove()) }()
	if err := errors.Join(b.clear(), b.set(Setting{Hidden: r.Hidden})); err != nil {
		return err
	}
	var ids []string
	if !r.measures(create) {
		if ids, err = b.filled(ctx, r, subject, control); err != nil {
			return fmt.Errorf("%s: %w", r, err)
		}
	}
	for _, s := range steps {
		needed := s.scenario == destroy && r.measures(adopt)
		if !needed && !r.measures(s.scenario) && (s.after == "" || !r.measures(s.after)) {
			continue
		}
		if s.scenario == adopt {
			if err := errors.Join(b.restore(0), subject.write("imports.tf", importsText(ids))); err != nil {
				return err
			}
		}
		if err := b.take(ctx, r, s, subject, control); err != nil {
			return fmt.Errorf("%s, %s: %w", r, s.scenario, err)
		}
		if s.scenario == create {
			if ids, err = b.keep(); err != nil {
				return err
			}
		}
	}
	return nil
}

// take measures one scenario, or two that go together.
func (b *bench) take(ctx context.Context, r row, s step, subject, control *workspace) error {
	setting := Setting{Latency: r.Latency, Hidden: r.Hidden}
	if !r.measures(s.scenario) && s.after == "" {
		setting.Latency = 0 // it only prepares
	}
	first, second := &measurement{row: r, Scenario: s.scenario}, &measurement{row: r, Scenario: s.after}
	began := time.Now()
	for n := range b.runs {
		if n > 0 && (s.once || time.Since(began) > longRun) {
			break
		}
		if err := b.turn(ctx, first, setting, s.code, s.args(fmt.Sprintf("-var=revision=%d", n+1)), subject, control); err != nil {
			return err
		}
		if !r.measures(s.after) {
			continue
		}
		if err := b.turn(ctx, second, setting, 0, s.then(), subject, control); err != nil {
			return err
		}
	}
	for _, m := range []*measurement{first, second} {
		if m.Scenario != "" && r.measures(m.Scenario) {
			b.Rows = append(b.Rows, m.settled())
		}
	}
	return nil
}

// turn runs one command with the control, then with the pipelines and, where nothing changes, with the idle provider.
func (b *bench) turn(ctx context.Context, m *measurement, setting Setting, code int, args []string, subject, control *workspace) error {
	c, err := control.run(ctx, code, args...)
	if err != nil {
		return fmt.Errorf("control: %w", err)
	}
	if err := b.set(setting); err != nil {
		return err
	}
	p, err := subject.run(ctx, code, args...)
	if err != nil {
		return err
	}
	t, err := b.count()
	m.add(p, c, t)
	if err != nil || !slices.Contains(theRefresh, m.Scenario) {
		return err
	}
	i, err := subject.idle().run(ctx, code, args...)
	m.idles = append(m.idles, i)
	return err
}

// measurePlain measures as many terraform_data that hold next to nothing: what the CLI costs by itself.
func (b *bench) measurePlain(ctx context.Context, pipelines int) error {
	s, err := b.newWorkspace("released", plainText(pipelines))
	if err != nil {
		return err
	}
	if _, err := s.run(ctx, 0, "apply", "-auto-approve"); err != nil {
		return err
	}
	var walls []time.Duration
	for range b.runs {
		c, err := s.run(ctx, 0, "plan", "-detailed-exitcode")
		if err != nil {
			return err
		}
		walls = append(walls, c.Wall)
	}
	b.Plain = plain{Pipelines: pipelines, Wall: median(walls).Seconds()}
	return s.remove()
}

// median is the middle one, and of an even number the mean of the two in the middle.
func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}
