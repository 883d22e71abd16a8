// SPDX-License-Identifier: MPL-2.0

package run

import (
	"fmt"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// progressInterval is the time between two messages about a run whose status does not change.
const progressInterval = 30 * time.Second

// reportedStatus is the status in the last message about the progress.
type reportedStatus struct {
	status string
	since  time.Time // of the first message with this status
	at     time.Time // of the last message
}

// report notifies the user of the status of the run, when it changes and every progressInterval. The error is why the
// run could not be read now, or nil.
func (e *execution) report(status string, err error) {
	now := time.Now()
	changed := status != e.reported.status || e.reported.at.IsZero()
	if !changed && now.Sub(e.reported.at) < progressInterval {
		return
	}
	if changed {
		e.reported = reportedStatus{status: status, since: now}
	}
	e.reported.at = now

	message := fmt.Sprintf("%s: %s", e.shortSubject(), maestro.Printable(status))
	switch {
	case e.run.Ended():
		message += " after " + seconds(now.Sub(e.executedAt))
	case !changed:
		message += " for " + seconds(now.Sub(e.reported.since))
	}
	if err != nil {
		message += fmt.Sprintf("; the last read failed, retrying: %s", err)
	}
	e.notify(message)
}

// shortSubject names the run in messages about the progress.
func (e *execution) shortSubject() string {
	pipeline := e.pipelineID
	if e.pipelineName != "" {
		pipeline = diagnostics.Quote(e.pipelineName)
	}
	if e.run.ID == "" {
		return fmt.Sprintf("Run of pipeline %s%s", pipeline, e.executionIDSuffix())
	}
	return fmt.Sprintf("Run %s of pipeline %s", maestro.Printable(e.run.ID), pipeline)
}

// executionIDSuffix returns the execution id in parentheses, or "" if it is not known.
func (e *execution) executionIDSuffix() string {
	if e.executionID == "" {
		return ""
	}
	return fmt.Sprintf(" (%s)", maestro.Printable(e.executionID))
}

// seconds returns a duration in whole seconds, as in 1m20s.
func seconds(d time.Duration) string { return d.Round(time.Second).String() }
