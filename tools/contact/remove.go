// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

const (
	// maxRemovals is the largest number of attempts to remove a pipeline.
	maxRemovals = 8
	// removalTime limits the removal of what was created, also after an interrupt.
	removalTime = 2 * time.Minute
)

// remove deletes a pipeline as the provider does, and again while the platform is not ready for it. If the pipeline may
// exist, it counts as removed only after a second "not found", as it may not be ready either.
func (w *writer) remove(ctx context.Context, id string, exists bool) {
	w.poll(ctx, maxRemovals, func() bool {
		found, err := w.client.DeletePipeline(ctx, id)
		w.setExists(id, err != nil)
		if err != nil {
			return !errors.Is(err, maestro.ErrNotReady) && !errors.Is(err, maestro.ErrTemporary)
		}
		done := found || !exists
		exists = false
		return done
	})
}

// removeAll removes what is left, also after ctx has ended. The error names what may be left after that.
func (w *writer) removeAll(ctx context.Context) error {
	interrupted := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removalTime)
	defer cancel()
	left := w.leftovers()
	if interrupted && len(left) > 0 {
		w.progress("Interrupted: removing what was created. A second interrupt leaves it there")
	}
	for _, id := range left {
		w.remove(ctx, id, true)
	}
	confirmed := w.removeListed(ctx)

	var errs []error
	for _, id := range w.leftovers() {
		_ = w.client.Pause(ctx, id) // so that -remove accepts it
		errs = append(errs, fmt.Errorf("a pipeline may be left. To remove it: %s", removal(id)))
	}
	if !confirmed {
		errs = append(errs, fmt.Errorf("the list of pipelines could not confirm that everything is removed. Look for "+
			"pipelines named %s... in the web interface", w.name))
	}
	if len(errs) == 0 {
		w.progress("Everything that was created is removed")
	}
	return errors.Join(errs...)
}

// removeListed removes the pipelines that the list has under a name of this survey, until it has none. The last list
// that could be read decides what is left. It reports whether a list shows that there are no others.
func (w *writer) removeListed(ctx context.Context) (confirmed bool) {
	var listed []string
	w.poll(ctx, maxRemovals, func() bool {
		e := w.get(ctx, listPath)
		if confirmed = e.succeeded() && e.list() != nil; !confirmed {
			return false
		}

		listed = nil
		for _, item := range e.items() {
			id := pipelineID(item)
			switch {
			case !strings.HasPrefix(strings.ToLower(text(item, "name")), w.name):
			case id == "":
				confirmed = false // it cannot be removed
			default:
				w.own(id)
				w.remove(ctx, id, true)
				listed = append(listed, id)
			}
		}
		return confirmed && len(listed) == 0
	})
	for _, id := range listed {
		w.setExists(id, true)
	}
	return confirmed
}

// createdName matches the names that this program gives pipelines, also as a platform may normalize them.
var createdName = regexp.MustCompile(
	"(?i)^" + namePrefix + "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(" + suffixTakenID + "|" + suffixAgain + "| caf(e\u0301|\u00e9) ?)?$")

// Reasons why a pipeline is not removed.
var (
	errForeign = errors.New("its name is not " + namePrefix + " with a random id, so this program has not created it")
	errInUse   = errors.New("it is not paused, or has a schedule, so it may be in use. If it is not, pause it in the " +
		"web interface and remove its schedule")
)

// checkRemovable returns why a pipeline is not what a survey leaves: one with such a name, paused and without a
// schedule.
func checkRemovable(p maestro.Pipeline) error {
	switch {
	case !createdName.MatchString(p.Name.Value):
		return errForeign
	case p.Cron.Value != "" || !isPaused(p.Status):
		return errInUse
	}
	return nil
}

// removeOne removes a pipeline that an earlier survey has left.
func (p *platform) removeOne(ctx context.Context, id string) error {
	shown, err := p.client.GetPipeline(ctx, id)
	if errors.Is(err, maestro.ErrNotFound) {
		return fmt.Errorf("the customer %s at %s has no pipeline with the id %s; check both",
			maestro.Printable(p.client.CustomerName()), p.client.BaseURL(), quoted(id))
	}
	if err != nil {
		return err
	}
	if err := checkRemovable(shown); err != nil {
		return fmt.Errorf("pipeline %s: %w", quoted(id), err)
	}
	p.own(shown.ID)
	_, err = p.client.DeletePipeline(ctx, shown.ID)
	return err
}

// warnOfLeftovers names the pipelines in the list that another survey may have left.
func (r *reader) warnOfLeftovers(ctx context.Context) {
	for _, item := range r.survey.list.items() {
		id := pipelineID(item)
		if id == "" || !createdName.MatchString(text(item, "name")) {
			continue
		}
		if shown, err := r.client.GetPipeline(ctx, id); err == nil && checkRemovable(shown) == nil {
			r.progress("A pipeline of another survey exists. It may be from a survey that is still running. To remove it if none is: %s",
				removal(id))
		}
	}
}

// removal returns how to remove one pipeline: by a command if its id has the form of those of this program. Any other
// id might contain what a shell interprets.
func removal(id string) string {
	if !maestro.IsUUID(id) {
		return fmt.Sprintf("delete the pipeline with the id %s in the web interface", quoted(id))
	}
	return fmt.Sprintf("make contact CONTACT='-remove %s'", id)
}

// quoted returns an id for a message.
func quoted(id string) string { return strconv.Quote(maestro.Printable(id)) }
