// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// runError is why an execution has not ended with a run that succeeded.
type runError struct {
	summary diagnostics.Summary
	detail  string
	// aboutPipelineID is set if the attribute pipeline_id is wrong.
	aboutPipelineID bool
	// started is set if there is a run, or may be one.
	started bool
	// runFailed is set if the run failed. Otherwise its outcome is not known.
	runFailed bool
	// continues is set if the wait ended before the run did, whether or not the run was found.
	continues bool
}

// diagnostic returns the error with more text appended to its detail.
func (r *runError) diagnostic(more string) diag.Diagnostic {
	if r.aboutPipelineID {
		return r.summary.ErrorAt(path.Root(pipelineIDName), r.detail+more)
	}
	return r.summary.Error(r.detail + more)
}

// name returns the name and id of the pipeline.
func (e *execution) name() string { return diagnostics.PipelineName(e.pipelineName, e.pipelineID) }

func (e *execution) message(err error) string {
	return diagnostics.MessageWithAdvice(err, e.provider.Client.CustomerName(), e.timeoutAdvice())
}

func (e *execution) timeoutAdvice() string {
	return fmt.Sprintf("The wait timed out. To wait longer, set %s.", e.timeoutSetting)
}

// notExecuted is the error of an execution that was refused, or not sent.
func (e *execution) notExecuted(err error) *runError {
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		return &runError{
			summary: summaryPipelineNotFound,
			detail: "Nothing was executed. " +
				diagnostics.PipelineNotFound(err, e.provider.Client.CustomerName(), e.pipelineID),
			aboutPipelineID: true,
		}
	case errors.Is(err, maestro.ErrPaused):
		return &runError{
			summary: summaryPaused,
			detail: fmt.Sprintf("Pipeline %s was not executed, because it is paused. %s\n\nUnpause it first, with paused = "+
				"false on its dadosfera_pipeline or with the action dadosfera_pipeline_unpause.", e.name(), e.message(err)),
		}
	}
	return &runError{
		summary: summaryExecuteFailed,
		detail:  fmt.Sprintf("Pipeline %s was not executed. %s", e.name(), e.message(err)),
	}
}

// maybeExecuted is the error of an execution that may have arrived at the platform or not. The finding is what the list
// of runs has shown, as a sentence.
func (e *execution) maybeExecuted(err error, finding string) *runError {
	message := diagnostics.Message(err) // without the advice to try again
	if errors.Is(err, maestro.ErrStatus404) {
		message = e.message(err)
	}
	return &runError{
		summary: summaryExecuteUncertain,
		detail: fmt.Sprintf("The request to execute pipeline %s was sent, but its outcome is not known. %s The request was "+
			"not repeated, because that could start a second run.\n\n%s\n\nBefore you execute the pipeline again, check its "+
			"runs in the web interface, or with the data source dadosfera_pipeline_runs.",
			e.name(), finding, message),
		started: true,
	}
}

// notListed is the error of a run that has not appeared in the list of runs.
func (e *execution) notListed(err error) *runError {
	state := fmt.Sprintf("Pipeline %s was executed%s. After %s, its run was not in the list of runs. It may be waiting "+
		"for another run to end.", e.name(), e.executionIDSuffix(), seconds(time.Since(e.executedAt)))
	return e.stopped(err, state,
		"Check the runs of the pipeline in the web interface, or with the data source dadosfera_pipeline_runs.")
}

// notEnded is the error of a run whose end was not seen.
func (e *execution) notEnded(err error) *runError {
	run, status := maestro.Printable(e.run.ID), maestro.Printable(e.run.Status)
	if errors.Is(err, maestro.ErrNotFound) {
		return &runError{
			summary: summaryRunDeleted,
			detail: fmt.Sprintf("Run %s of pipeline %s was %s, and no longer exists. The run or its pipeline was deleted. Its "+
				"outcome is not known.\n\n%s", run, e.name(), status, e.message(err)),
			started: true,
		}
	}
	state := fmt.Sprintf("Run %s of pipeline %s continues on the platform. It was %s when it was last read, %s after it "+
		"was started.", run, e.name(), status, seconds(e.readAt.Sub(e.executedAt)))
	return e.stopped(err, state, fmt.Sprintf("To see its outcome, use the web interface, or read it:\n\n"+
		"data \"dadosfera_pipeline_run\" \"this\" {\n  pipeline_id = %s\n  run_id      = %s\n}",
		diagnostics.HCLString(e.pipelineID), diagnostics.HCLString(run)))
}

// stopped is the error of a wait that has ended before the run did. The state is what is known of the run, and the
// advice how to learn more.
func (e *execution) stopped(err error, state, advice string) *runError {
	stopped := &runError{started: true, continues: true}
	switch {
	case errors.Is(err, context.Canceled):
		stopped.summary = summaryInterrupted
		stopped.detail = state + " Terraform no longer waits for it." + e.lastReadError()
	case errors.Is(err, context.DeadlineExceeded):
		stopped.summary = summaryTimeout
		stopped.detail = state + e.unknownStatus() + " " + e.timeoutAdvice() + e.lastReadError()
	default:
		stopped.summary = summaryFollowFailed
		stopped.detail = state + " " + e.message(err)
	}
	stopped.detail += "\n\n" + advice
	return stopped
}

// unknownStatus returns a sentence about a status that may mean that the run has ended, or "".
func (e *execution) unknownStatus() string {
	if e.run.ID == "" || e.run.Known() {
		return ""
	}
	return fmt.Sprintf(" The status %q is not documented, so the run may have ended.", maestro.Printable(e.run.Status))
}

// lastReadError returns a paragraph about the last read if it failed, which may be why so little is known of the run.
func (e *execution) lastReadError() string {
	if e.readErr == nil {
		return ""
	}
	return "\n\nThe last read failed. " + e.message(e.readErr)
}

// failed is the error of a run that has ended without success.
func (e *execution) failed() *runError {
	reason := "The platform does not show a reason."
	if trace := e.run.PrintableTrace(); trace != "" {
		// Terraform does not wrap lines that are indented.
		reason = "The platform's message:\n\n  " + strings.ReplaceAll(trace, "\n", "\n  ")
	}
	return &runError{
		summary: summaryRunFailed,
		detail: fmt.Sprintf("Run %s of pipeline %s ended as %s, %s after it was started. %s",
			maestro.Printable(e.run.ID), e.name(), maestro.Printable(e.run.Status), seconds(time.Since(e.executedAt)), reason),
		started:   true,
		runFailed: true,
	}
}

// warnings reports that the run may not be the one that was started.
func (e *execution) warnings() diag.Diagnostics {
	run := maestro.Printable(e.run.ID)
	switch {
	case len(e.otherRuns) > 0:
		others := make([]string, len(e.otherRuns))
		for i, other := range e.otherRuns {
			others[i] = maestro.Printable(other.ID)
		}
		return diag.Diagnostics{summaryRunUncertain.Warningf("Pipeline %s was executed%s. Another run of it began at the "+
			"same time, and the platform does not show which of them belongs to this execution. The provider followed run %s. "+
			"The run of this execution may be %s instead.",
			e.name(), e.executionIDSuffix(), run, strings.Join(others, " or "))}
	case e.unconfirmed && e.run.ID != "":
		return diag.Diagnostics{summaryRunUncertain.Warningf("The platform did not confirm that it executed pipeline %s. "+
			"The provider followed run %s, which began at that time. It may belong to another execution.", e.name(), run)}
	}
	return nil
}
