// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

const (
	// defaultTimeout limits the wait for a run if the configuration does not.
	defaultTimeout = time.Hour
	// appearTimeout limits the wait for a new run to appear in the list of runs.
	appearTimeout = 15 * time.Second
	// The pause between two reads of a run grows from shortestPause to longestPause.
	shortestPause = time.Second
	longestPause  = 15 * time.Second
)

// execution executes a pipeline once, finds the run that this starts, and follows the run to its end.
//
// The platform identifies an execution by another id than the runs in its list
// (docs.dadosfera.ai/reference/platformapicontroller_executepipeline and _getpipelineruns), so the run is found by
// comparing the list before and after.
type execution struct {
	provider   *providerdata.Data
	pipelineID string
	// findRun looks for the run even if the execution does not wait for its end.
	findRun bool
	// timeoutSetting is how a user sets the timeout, as in timeout = "...".
	timeoutSetting string
	// notify shows a message about the progress to the user.
	notify func(message string)

	pipelineName string
	executionID  string // "" if the execution was not confirmed
	executedAt   time.Time
	unconfirmed  bool          // whether the outcome of the execution was not known
	runsBefore   []maestro.Run // of the pipeline, before the execution
	run          maestro.Run   // its ID is "" until the run is found
	otherRuns    []maestro.Run // which may be the one that was started instead of run
	readAt       time.Time     // of the last successful read
	readErr      error         // of the last read, if that failed temporarily
	reported     reportedStatus
}

// execute starts a run and, if wait is true, follows it to its end.
func (e *execution) execute(ctx context.Context, wait bool) *runError {
	e.findRun = e.findRun || wait
	if failed := e.start(ctx); failed != nil {
		return failed
	}
	if wait {
		return e.follow(ctx)
	}
	if e.findRun && e.run.ID == "" {
		_ = e.find(ctx, false) // A run that is not listed yet is identified by the execution id.
	}
	return nil
}

// start executes the pipeline. The request is sent once, whatever the response is. If its outcome is not known, a new run
// in the list shows that it was carried out.
func (e *execution) start(ctx context.Context) *runError {
	client := e.provider.Client
	p, err := client.GetPipeline(ctx, e.pipelineID)
	if err != nil {
		return e.notExecuted(err)
	}
	e.pipelineName = p.Name.Value
	if e.findRun {
		if e.runsBefore, err = client.ListRuns(ctx, e.pipelineID); err != nil {
			return e.notExecuted(err)
		}
	}

	e.executedAt = time.Now()
	e.executionID, err = client.Execute(ctx, e.pipelineID)
	switch {
	case err == nil:
		e.notify(fmt.Sprintf("Pipeline %s was executed%s", e.name(), e.executionIDSuffix()))
		return nil
	case !maestro.MayHaveExecuted(err):
		return e.notExecuted(err)
	case !e.findRun:
		return e.maybeExecuted(err, "The runs were not checked, because wait is false.")
	}
	return e.findUnconfirmed(ctx, err)
}

// findUnconfirmed looks for the run of an execution whose outcome is not known.
func (e *execution) findUnconfirmed(ctx context.Context, executeErr error) *runError {
	e.unconfirmed = true
	e.notify(fmt.Sprintf("It is not known whether pipeline %s was executed. Looking for a new run", e.name()))
	if err := e.find(ctx, false); err != nil {
		return e.maybeExecuted(executeErr, fmt.Sprintf("The runs could not be read: %s.", err))
	}
	if e.run.ID == "" {
		return e.maybeExecuted(executeErr, fmt.Sprintf("No new run appeared within %s.", appearTimeout))
	}
	return nil
}

// find waits until the run appears in the list of runs: to the end of the context or, if untilListed is false, for
// appearTimeout. After that, it returns the error of the last read, which may be nil although the run has not appeared.
func (e *execution) find(ctx context.Context, untilListed bool) error {
	guessAt := time.Now().Add(appearTimeout)
	return maestro.Poll(ctx, shortestPause, longestPause, func(ctx context.Context) (bool, error) {
		runs, err := e.provider.Client.ListRuns(ctx, e.pipelineID)
		e.noteRead(err)
		isLate := !time.Now().Before(guessAt)
		switch {
		case e.choose(maestro.NewRuns(e.runsBefore, runs), isLate):
			return true, nil
		case err != nil && !errors.Is(err, maestro.ErrTemporary):
			return false, err
		case isLate && !untilListed:
			return true, err
		}
		e.report("not in the list of runs yet", err)
		return false, nil
	})
}

// choose takes the run from those that are new in the list, and reports whether it did. If several runs may be the one,
// it takes the most likely one only if guess is true.
func (e *execution) choose(added []maestro.Run, guess bool) bool {
	if len(added) == 0 {
		return false
	}
	run, certain := maestro.StartedBy(e.executionID, added)
	switch {
	case certain:
		e.run, e.otherRuns = run, nil
	case guess:
		e.run, e.otherRuns = run, maestro.NewRuns([]maestro.Run{run}, added)
	}
	return certain || guess
}

// follow waits until the run has ended. A run that has not succeeded is an error.
func (e *execution) follow(ctx context.Context) *runError {
	if e.run.ID == "" {
		if err := e.find(ctx, true); err != nil {
			return e.notListed(err)
		}
	}

	current := true // The list has just shown the run.
	err := maestro.Poll(ctx, shortestPause, longestPause, func(ctx context.Context) (bool, error) {
		if !current {
			if err := e.refresh(ctx); err != nil {
				return false, err
			}
		}
		current = false
		e.report(e.run.Status, nil)
		return e.run.Ended(), nil
	})
	switch {
	case err != nil:
		return e.notEnded(err)
	case !e.run.Succeeded():
		return e.failed()
	}
	return nil
}

// refresh reads the run again. A temporary error is reported as progress and not returned, unless the pipeline no
// longer exists.
func (e *execution) refresh(ctx context.Context) error {
	client := e.provider.Client
	run, err := client.GetRun(ctx, e.pipelineID, e.run.ID)
	e.noteRead(err)
	if err == nil {
		run.ID = e.run.ID // A response may omit it.
		e.run = run
		return nil
	}
	if !errors.Is(err, maestro.ErrTemporary) {
		return err
	}
	if _, err := client.GetPipeline(ctx, e.pipelineID); errors.Is(err, maestro.ErrNotFound) {
		return err
	}
	e.report(e.run.Status, err)
	return nil
}

// noteRead records the outcome of a read for [execution.lastReadError]. The end of the context is not recorded, because
// it is the reason why the wait ends.
func (e *execution) noteRead(err error) {
	switch {
	case err == nil:
		e.readAt, e.readErr = time.Now(), nil
	case errors.Is(err, maestro.ErrTemporary):
		e.readErr = err
	}
}
