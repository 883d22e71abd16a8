// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"fmt"
	"net/http"
)

// kind is a sort of thing that may be missing.
type kind struct{ field, noun, exception string }

var (
	aPipeline = kind{"pipeline_id", "Pipeline", "PipelineNotFound"}
	aJob      = kind{"job_id", "Job", "JobNotFound"}
	aRun      = kind{"pipeline_run_id", "Pipeline run", "PipelineRunNotFound"}
)

// missing is what this call answers when there is no such thing. Ids are echoed with underscores, as Maestro does it.
func (c *call) missing(k kind, id string) answer {
	id = underscored(id)
	switch c.contract.Missing {
	case MissingDetail:
		return detail(http.StatusNotFound, "%s %s not found!!", k.field, id)
	case MissingFastAPI:
		return detail(http.StatusNotFound, "Not Found")
	case MissingNest:
		return nest(http.StatusNotFound, "Cannot "+c.method+" "+c.path)
	case MissingHTML:
		return answer{status: http.StatusNotFound, html: "<html><head><title>404 Not Found</title></head>" +
			"<body><center><h1>404 Not Found</h1></center></body></html>"}
	case MissingEmpty:
		return answer{status: http.StatusNotFound}
	case MissingStatusFalse:
		return ok(failure(k.exception, k.message(id)))
	}
	switch {
	case c.op == OpDelete: // platformapicontroller_deletepipeline
		return detail(http.StatusNotFound, "%s %s not found!!", k.field, id)
	case c.op == OpUpdate, k != aPipeline: // platformapicontroller_updatepipeline, _resetjobstate
		return detail(http.StatusNotFound, "%s %s not found", k.field, id)
	}
	// platformapicontroller_pausepipeline and others; GET by id and runs by analogy, as no page shows theirs.
	return exception(http.StatusNotFound, k.exception, k.message(id))
}

func (k kind) message(id string) string { return fmt.Sprintf("%s with id %s not found", k.noun, id) }
