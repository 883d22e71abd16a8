// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// trouble is why an execution did not come to a good end, in words for a person.
type trouble struct {
	summary, detail string
	// wrongID is set where the id names no pipeline.
	wrongID bool
	// started is set where there is a run, or may be one.
	started bool
	// failed is set where the run itself failed, and everything else went well.
	failed bool
}

// pipelineIDName is the attribute that names the pipeline, in all that this package offers.
const pipelineIDName = "pipeline_id"

// addTo makes an error of the trouble, with more words behind it.
func (t *trouble) addTo(diags *diag.Diagnostics, more string) {
	if t.wrongID {
		diags.AddAttributeError(path.Root(pipelineIDName), t.summary, t.detail+more)
		return
	}
	diags.AddError(t.summary, t.detail+more)
}

// pipeline names the pipeline at the beginning of a sentence.
func (e *execution) pipeline() string { return diagnostics.Pipeline(e.name, e.pipelineID) }

// subject names the run at the beginning of a sentence.
func (e *execution) subject() string {
	return fmt.Sprintf("Run %s of %s", maestro.Printable(e.run.ID), diagnostics.PipelineInside(e.name, e.pipelineID))
}

func (e *execution) explain(err error) string {
	return diagnostics.Error(err, e.customer, "The time to wait is over. It can be raised with "+e.setting+".")
}

// notStarted is for an order that was refused, or never given.
func (e *execution) notStarted(err error) *trouble {
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		return &trouble{
			summary: "Pipeline to execute does not exist",
			detail:  "Nothing was executed. " + diagnostics.NoPipeline(err, e.customer, e.pipelineID),
			wrongID: true,
		}
	case errors.Is(err, maestro.ErrPaused):
		return &trouble{
			summary: "Pipeline is paused",
			detail: fmt.Sprintf("%s was not executed, as a paused pipeline refuses that. %s\n\n"+
				"Unpause it first: with paused = false on its dadosfera_pipeline, or with the action dadosfera_pipeline_unpause.", e.pipeline(), e.explain(err)),
		}
	}
	return &trouble{summary: "Executing a pipeline failed", detail: fmt.Sprintf("%s was not executed. %s", e.pipeline(), e.explain(err))}
}

// maybeStarted is for an order of which it is not known whether it arrived.
func (e *execution) maybeStarted(err error, looked string) *trouble {
	return &trouble{
		summary: "Pipeline may have been executed",
		detail: fmt.Sprintf("%s was told to run, and whether that arrived is not known. %s It was not told again, as that could make a second run.\n\n%s\n\n"+
			"Before you execute it again, look at its runs: in the platform, or with the data source dadosfera_pipeline_runs.", e.pipeline(), looked, e.explain(err)),
		started: true,
	}
}

// notSeen is for a run that has not turned up before the waiting ended.
func (e *execution) notSeen(err error) *trouble {
	what := fmt.Sprintf("%s was executed%s, and %s later the run was not in the list of its runs yet. It may be waiting for another run to end.",
		e.pipeline(), e.order(), span(e.now().Sub(e.began)))
	return e.stopped(err, what, "Look at the pipeline's runs in the platform, or with the data source dadosfera_pipeline_runs.")
}

// notEnded is for a run that has not ended before the waiting did.
func (e *execution) notEnded(err error) *trouble {
	if errors.Is(err, maestro.ErrNotFound) {
		return &trouble{
			summary: "Run is gone",
			detail: fmt.Sprintf("%s was %s, and is not found any more: it or its pipeline was deleted. What became of it is not known.\n\n%s",
				e.subject(), maestro.Printable(e.run.Status), e.explain(err)),
			started: true,
		}
	}
	what := fmt.Sprintf("%s goes on at the platform. It was %s when it was last looked at, %s after it was asked for.",
		e.subject(), maestro.Printable(e.run.Status), span(e.seen.Sub(e.began)))
	return e.stopped(err, what, fmt.Sprintf("To see what becomes of it, look in the platform, or read it:\n\n"+
		"data \"dadosfera_pipeline_run\" \"this\" {\n  pipeline_id = %q\n  run_id      = %q\n}", e.pipelineID, maestro.Printable(e.run.ID)))
}

// stopped says why the waiting ended before the run did.
func (e *execution) stopped(err error, what, look string) *trouble {
	t := &trouble{started: true}
	switch {
	case errors.Is(err, context.Canceled):
		t.summary, t.detail = "Waiting for a run was interrupted", what+" Nothing waits for it any more."+e.lastLook()
	case errors.Is(err, context.DeadlineExceeded):
		t.summary, t.detail = "Run has not ended in time", what+" The time to wait is over; it can be raised with "+e.setting+"."+e.lastLook()
	default:
		t.summary, t.detail = "Run could not be followed", what+" "+e.explain(err)
	}
	t.detail += "\n\n" + look
	return t
}

// lastLook says why the last look failed, if it did, which may be why so little is known.
func (e *execution) lastLook() string {
	if e.unseen == nil {
		return ""
	}
	return "\n\nThe last look at it failed. " + e.explain(e.unseen)
}

// failed is for a run that has ended otherwise than with success.
func (e *execution) failed() *trouble {
	detail := fmt.Sprintf("%s ended as %s, %s after it was asked for.", e.subject(), maestro.Printable(e.run.Status), span(e.now().Sub(e.began)))
	if trace := e.run.PrintableTrace(); trace != "" {
		// Indented, lines are left as they are.
		detail += " The platform says:\n\n  " + strings.ReplaceAll(trace, "\n", "\n  ")
	} else {
		detail += " The platform does not say why."
	}
	return &trouble{summary: "Run failed", detail: detail, started: true, failed: true}
}

// warnOfDoubt says that another run than the one that was taken may be meant.
func (e *execution) warnOfDoubt(diags *diag.Diagnostics) {
	const summary = "Which run was started is not certain"
	taken := fmt.Sprintf("Run %s was taken for it", maestro.Printable(e.run.ID))
	switch {
	case len(e.twins) > 0:
		others := make([]string, len(e.twins))
		for i, run := range e.twins {
			others[i] = maestro.Printable(run.ID)
		}
		diags.AddWarning(summary, fmt.Sprintf("%s was executed%s when more than one run of it began, and the platform does not say which of them that is. %s; it may be %s.",
			e.pipeline(), e.order(), taken, strings.Join(others, " or ")))
	case e.lost && e.run.ID != "":
		diags.AddWarning(summary, fmt.Sprintf("%s was executed, and the platform's answer was lost. %s, as it began just then.", e.pipeline(), taken))
	}
}
