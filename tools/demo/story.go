// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"time"
)

//go:embed hcl/main.tf
var mainFile string

//go:embed hcl/adopt.tf
var adoptFile string

// The names of the story.
const (
	customersAddress = "dadosfera_pipeline.customers"
	ordersAddress    = "dadosfera_pipeline.orders"
	planFile         = "tf.plan"
	configFile       = "main.tf"
	adoptName        = "adopt.tf"
	ordersFile       = "orders.tf"
	exportFolder     = "exports"
)

// story is what the steps hand on to each other.
type story struct {
	*workshop
	id string // of the pipeline that Terraform made
}

// step is a chapter. tell does what the text says and shows it, and checks that it is so.
type step struct {
	title, text string
	tell        func(s *story, ctx context.Context) error
}

// tell runs the story to its end, or to the first step that is not as told.
func tell(ctx context.Context, w *workshop) error {
	began := time.Now()
	w.page.say("What follows is the life of a pipeline, told with the real " + string(w.cli.Product) + ". It happens on this machine alone, and every step is checked.")
	s := &story{workshop: w}
	for i, step := range steps {
		w.page.heading(fmt.Sprintf("%d. %s", i+1, step.title))
		w.page.say(step.text)
		if err := step.tell(s, ctx); err != nil {
			return fmt.Errorf("step %d, %q, is not as told: %w", i+1, step.title, err)
		}
	}
	w.page.heading("The end")
	all := fromProvider(w.sim.Requests())
	w.page.say(fmt.Sprintf("All %d steps were as told, in %s. The provider sent %s, %d of which changed something. The platform holds %s of %s.",
		len(steps), time.Since(began).Round(time.Second/10), count(len(all), "request"), len(writes(all)),
		count(len(w.sim.Pipelines(customer)), "pipeline"), customer))
	w.page.say("To go on by yourself, in a shell with the same set up: make sandbox")
	w.page.line("")
	return nil
}

// plan makes and shows a plan, and wants it to do just this, by address.
func (s *story) plan(ctx context.Context, code int, actions map[string]string, args ...string) (plan, error) {
	if err := s.show(ctx, code, append([]string{"plan", "-out=" + planFile}, args...)...); err != nil {
		return plan{}, err
	}
	p, err := s.planned(ctx)
	if err != nil {
		return p, err
	}
	return p, same("the plan", p.actions(), actions)
}

// apply carries the plan out, shows what the platform heard, and wants it to have heard these writes and no change to
// be left.
func (s *story) apply(ctx context.Context, calls ...string) error {
	s.news()
	if err := s.show(ctx, 0, "apply", planFile); err != nil {
		return err
	}
	if err := same("the writes", sent(writes(s.told())), append([]string{}, calls...)); err != nil {
		return err
	}
	return s.settled(ctx)
}

// settled wants a new plan to be empty, without showing it.
func (s *story) settled(ctx context.Context) error {
	defer s.news()
	code, err := s.cliRun(ctx, nil, nil, "plan", "-detailed-exitcode")
	return firstOf(err, same("the exit code of the plan after the apply", code, 0))
}

// withoutHeader leaves out the first line of a file of this repository, which says nothing to the reader of the story.
func withoutHeader(text string) string {
	_, rest, _ := strings.Cut(text, "\n\n")
	return rest
}
