// SPDX-License-Identifier: MPL-2.0

package maestro

import "strings"

// runState is what a status of a run means.
type runState int

const (
	runUnknown runState = iota
	runActive
	runSucceeded
	runFailed
)

// runStates are the statuses of the reference (RUNNING, SUCCESS, FAILED), those of Airflow, which runs the pipelines,
// and the words of common services.
var runStates = map[string]runState{
	"SUCCESS": runSucceeded, "SUCCEEDED": runSucceeded, "SUCCESSFUL": runSucceeded, "COMPLETED": runSucceeded,
	"COMPLETE": runSucceeded, "FINISHED": runSucceeded, "DONE": runSucceeded,

	"FAILED": runFailed, "FAILURE": runFailed, "ERROR": runFailed, "ERRORED": runFailed, "CRASHED": runFailed,
	"UPSTREAM_FAILED": runFailed, "TIMED_OUT": runFailed, "TIMEOUT": runFailed, "TIMEDOUT": runFailed,
	"EXPIRED": runFailed, "CANCELED": runFailed, "CANCELLED": runFailed, "ABORTED": runFailed, "KILLED": runFailed,
	"STOPPED": runFailed, "TERMINATED": runFailed, "INTERRUPTED": runFailed, "REJECTED": runFailed, "REMOVED": runFailed,
	"SKIPPED": runFailed, "COMPLETED_WITH_ERRORS": runFailed, "PARTIALLY_FAILED": runFailed,

	"RUNNING": runActive, "QUEUED": runActive, "SCHEDULED": runActive, "PENDING": runActive, "CREATED": runActive,
	"STARTED": runActive, "STARTING": runActive, "SUBMITTED": runActive, "WAITING": runActive, "IN_PROGRESS": runActive,
	"INITIALIZING": runActive, "PROVISIONING": runActive, "RETRYING": runActive, "RESTARTING": runActive,
	"UP_FOR_RETRY": runActive, "UP_FOR_RESCHEDULE": runActive, "DEFERRED": runActive, "SENSING": runActive,
	"PAUSED": runActive, "STOPPING": runActive, "CANCELING": runActive, "CANCELLING": runActive,
}

func (r Run) state() runState {
	status := strings.ToUpper(strings.TrimSpace(r.Status))
	return runStates[strings.NewReplacer("-", "_", " ", "_").Replace(status)]
}

// Known reports whether it is known what the status means. If not, the run may have ended.
func (r Run) Known() bool { return r.state() != runUnknown }

// Ended reports whether the run has ended. It has not if its status is unknown: to wait too long is better than to
// delete a pipeline during a run.
func (r Run) Ended() bool { return r.state() == runSucceeded || r.state() == runFailed }

// Succeeded reports whether the run has ended with success.
func (r Run) Succeeded() bool { return r.state() == runSucceeded }
