// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

const (
	// defaultTimeout is how long a run is waited for where nobody says it.
	defaultTimeout = time.Hour
	// appearTime is how long the list of runs may take to show a run that has just been started.
	appearTime = 15 * time.Second
	// tellEvery is how often it is said how a run that stays as it is gets on.
	tellEvery = 30 * time.Second
	// The waits between looks at a run.
	firstLook   = time.Second
	longestLook = 15 * time.Second
)

// clock is the time that a run is followed by.
type clock struct {
	now func() time.Time
	// wait sleeps until the duration is over or the context ends, and then says why it has ended.
	wait func(context.Context, time.Duration) error
}

// theClock is changed by tests alone.
var theClock = clock{now: time.Now, wait: maestro.Wait}

// execution is one order to the platform to run a pipeline, and the run that comes of it. It is the one home of how a
// run is started, found among the pipeline's runs, and followed to its end.
type execution struct {
	clock
	client *maestro.Client
	// tell hands a message on to the person who waits.
	tell func(message string)
	// customer is the customer_name of the provider, and setting how the time to wait is set, as in timeout = "...".
	customer, setting string

	pipelineID, name string
	before           []maestro.Run // the pipeline's runs before the order
	began            time.Time     // of the order
	id               string        // the platform's word for the order, which is not the run's id; "" where there is none
	run              maestro.Run   // without an id until it is found
	twins            []maestro.Run // that may be meant as well
	lost             bool          // the answer to the order; the run is the one that appeared then
	seen             time.Time     // when the run was last looked at with success
	unseen           error         // why the last look failed, nil where it did not
	last             progress
}

// progress is what was last told of the run.
type progress struct {
	status      string
	since, told time.Time
}

// execute starts a run and, if wait is set, follows it to its end. Without it, the run is looked for if find is set, but not
// for long, and it is no trouble if it is not found.
func (e *execution) execute(ctx context.Context, find, wait bool) *trouble {
	if t := e.start(ctx, find || wait); t != nil {
		return t
	}
	switch {
	case wait:
		return e.follow(ctx)
	case find && e.run.ID == "":
		_ = e.find(ctx, appearTime)
	}
	return nil
}

// start gives the order. It is given once, whatever becomes of it. Where the answer is lost, a new run tells that it arrived.
func (e *execution) start(ctx context.Context, find bool) *trouble {
	p, err := e.client.GetPipeline(ctx, e.pipelineID)
	if err == nil && find {
		e.before, err = e.client.ListRuns(ctx, e.pipelineID)
	}
	if err != nil {
		return e.notStarted(err)
	}
	e.name, e.began = p.Name.Value, e.now()
	e.id, err = e.client.Execute(ctx, e.pipelineID)
	switch {
	case err == nil:
		e.tell(fmt.Sprintf("%s was told to run%s", e.pipeline(), e.order()))
		return nil
	case !errors.Is(err, maestro.ErrOutcomeUnknown):
		return e.notStarted(err)
	case !find:
		return e.maybeStarted(err, "Its runs were not looked at, as wait is false.")
	}
	e.lost = true
	e.tell(fmt.Sprintf("%s was told to run, and no answer came: looking for a new run", e.pipeline()))
	if lookErr := e.find(ctx, appearTime); lookErr != nil {
		return e.maybeStarted(err, "Whether there is a new run could not be seen: "+diagnostics.Plain(lookErr)+".")
	}
	if e.run.ID == "" {
		return e.maybeStarted(err, fmt.Sprintf("No new run of it was seen within %s.", appearTime))
	}
	return nil
}

// find looks for the run among those that were not there before, for so long, or for as long as the context lasts if that
// is 0. That it is not found is no error.
func (e *execution) find(ctx context.Context, limit time.Duration) error {
	for pause := firstLook; ; pause = grown(pause) {
		runs, err := e.client.ListRuns(ctx, e.pipelineID)
		e.looked(err)
		waited := e.now().Sub(e.began)
		if fresh := maestro.NewRuns(e.before, runs); len(fresh) > 0 {
			run, sure := maestro.StartedBy(e.id, fresh)
			if sure || waited >= appearTime {
				e.run, e.twins = run, nil
				if !sure {
					e.twins = maestro.NewRuns([]maestro.Run{run}, fresh)
				}
				return nil
			}
		}
		if err != nil && !errors.Is(err, maestro.ErrTemporary) {
			return err
		}
		if limit > 0 && waited >= limit {
			return err
		}
		e.report("not in the list of runs yet", err)
		if err := e.wait(ctx, pause); err != nil {
			return err
		}
	}
}

// follow waits until the run has ended, and makes it trouble if it has not succeeded.
func (e *execution) follow(ctx context.Context) *trouble {
	if e.run.ID == "" {
		if err := e.find(ctx, 0); err != nil {
			return e.notSeen(err)
		}
	}
	for pause := firstLook; ; pause = grown(pause) {
		e.report(e.run.Status, nil)
		if e.run.Ended() {
			break
		}
		if err := e.wait(ctx, pause); err != nil {
			return e.notEnded(err)
		}
		if err := e.look(ctx); err != nil {
			return e.notEnded(err)
		}
	}
	if !e.run.Succeeded() {
		return e.failed()
	}
	return nil
}

// look reads the run again. Trouble at the platform that may pass is told and no error, unless the pipeline is gone.
func (e *execution) look(ctx context.Context) error {
	run, err := e.client.GetRun(ctx, e.pipelineID, e.run.ID)
	e.looked(err)
	switch {
	case err == nil:
		run.ID = e.run.ID
		e.run = run
		return nil
	case !errors.Is(err, maestro.ErrTemporary):
		return err
	}
	if _, gone := e.client.GetPipeline(ctx, e.pipelineID); errors.Is(gone, maestro.ErrNotFound) {
		return gone
	}
	e.report(e.run.Status, err)
	return nil
}

// looked keeps how the last look went. One that the end of the waiting has cut off says nothing about the platform.
func (e *execution) looked(err error) {
	switch {
	case err == nil:
		e.seen, e.unseen = e.now(), nil
	case errors.Is(err, maestro.ErrTemporary):
		e.unseen = err
	}
}

// grown is the next wait between looks.
func grown(pause time.Duration) time.Duration { return min(pause*3/2, longestLook) }

// report tells of the run when its status changes, when it has ended, and now and then. trouble is why it could not be
// looked at just now.
func (e *execution) report(status string, trouble error) {
	now := e.now()
	changed := status != e.last.status || e.last.told.IsZero()
	if changed {
		e.last = progress{status: status, since: now}
	}
	if !changed && now.Sub(e.last.told) < tellEvery {
		return
	}
	e.last.told = now
	what := fmt.Sprintf("Run %s of pipeline %s", maestro.Printable(e.run.ID), e.called())
	if e.run.ID == "" {
		what = fmt.Sprintf("Run of pipeline %s%s", e.called(), e.order())
	}
	text := fmt.Sprintf("%s: %s", what, maestro.Printable(status))
	switch {
	case e.run.Ended():
		text += " after " + span(now.Sub(e.began))
	case !changed:
		text += " for " + span(now.Sub(e.last.since))
	}
	if trouble != nil {
		text += "; it could not be looked at just now, and is tried again: " + diagnostics.Plain(trouble)
	}
	e.tell(text)
}

// called is the pipeline's name, or its id where it has none.
func (e *execution) called() string {
	if e.name == "" {
		return e.pipelineID
	}
	return strconv.Quote(e.name)
}

// order is the platform's word for the order in brackets, to be put behind something.
func (e *execution) order() string {
	if e.id == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", maestro.Printable(e.id))
}

// span writes a duration in whole seconds, as in 1m20s.
func span(d time.Duration) string { return d.Round(time.Second).String() }
