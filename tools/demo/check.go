// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// same is the check that the story consists of. The error of a difference says what it is about.
func same(what string, got, want any) error {
	if reflect.DeepEqual(got, want) {
		return nil
	}
	return fmt.Errorf("%s: got %v, not %v", what, got, want)
}

// plan is what the CLI has planned, of its JSON form.
type plan struct {
	Changes []change `json:"resource_changes"`
}

type change struct {
	Address string `json:"address"`
	Change  struct {
		Actions   []string       `json:"actions"`
		Before    map[string]any `json:"before"`
		After     map[string]any `json:"after"`
		Importing struct {
			ID string `json:"id"`
		} `json:"importing"`
	} `json:"change"`
}

// planned reads the plan file.
func (w *workshop) planned(ctx context.Context) (plan, error) {
	var p plan
	text, err := w.quiet(ctx, false, "show", "-json", planFile)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return p, fmt.Errorf("reading the plan: %w", err)
	}
	return p, nil
}

// of gives what the plan does to a pipeline.
func (p plan) of(address string) change {
	for _, c := range p.Changes {
		if c.Address == address {
			return c
		}
	}
	return change{}
}

// actions gives what the plan does, by address: "create", "no-op", "delete,create".
func (p plan) actions() map[string]string {
	actions := make(map[string]string)
	for _, c := range p.Changes {
		actions[c.Address] = strings.Join(c.Change.Actions, ",")
	}
	return actions
}

// changed gives those of the attributes that the plan sets to another known value.
func (c change) changed(attributes ...string) map[string]any {
	found := make(map[string]any)
	for _, name := range attributes {
		after, known := c.Change.After[name]
		if known && !reflect.DeepEqual(after, c.Change.Before[name]) {
			found[name] = after
		}
	}
	return found
}

// diagnostic is a warning or error of the CLI, of its JSON form.
type diagnostic struct {
	Severity string `json:"severity"`
	Summary  string `json:"summary"`
}

// diagnostics gives what a plan warns of, or why it fails.
func (w *workshop) diagnostics(ctx context.Context, failing bool, args ...string) ([]diagnostic, error) {
	text, err := w.quiet(ctx, failing, append([]string{"plan", "-json"}, args...)...)
	if err != nil {
		return nil, err
	}
	var found []diagnostic
	for line := range strings.Lines(string(text)) {
		var message struct {
			Diagnostic *diagnostic `json:"diagnostic"`
		}
		if err := json.Unmarshal([]byte(line), &message); err != nil {
			return nil, fmt.Errorf("reading the messages of the plan: %w", err)
		}
		if message.Diagnostic != nil {
			found = append(found, *message.Diagnostic)
		}
	}
	return found, nil
}
