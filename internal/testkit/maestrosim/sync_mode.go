// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Load types of JDBC jobs: docs.dadosfera.ai/reference/platformapicontroller_createpipeline.
const (
	loadFull        = "full_load"
	loadIncremental = "incremental"
	loadQualify     = "incremental_with_qualify"
)

// companions are the fields that go with each load type: docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode.
var companions = map[string][]string{
	loadFull:        nil,
	loadIncremental: {"incremental_column_name", "incremental_column_type"},
	loadQualify:     {"incremental_column_name", "incremental_column_type", "primary_keys"},
}

// syncMode is PUT (or by the contract POST) /platform/jobs/jdbc/{jobId}/sync-mode:
// docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode. The companions of the target must be sent with it,
// even where the job has them already; the others are cleared. The bookmark is kept between the incremental types
// and goes with a move to full_load. Neither the answer nor the errors are documented; `force` changes nothing here,
// as the warnings that it overrides are not documented either.
func (c *call) syncMode() answer {
	p, j, none := c.job()
	if none != nil {
		return *none
	}
	if !isJDBC(j.Input) {
		return c.missing(aJob, c.params[0])
	}
	body, bad := c.object()
	if bad != nil {
		return *bad
	}
	target := text(body, "target_load_type")
	needed, known := companions[target]
	if !known {
		return detail(http.StatusBadRequest, "target_load_type must be one of full_load, incremental, incremental_with_qualify")
	}
	input := maps.Clone(j.Input)
	for _, k := range companions[loadQualify] { // the one that has them all
		switch {
		case !slices.Contains(needed, k):
			input[k] = nil
		case !companion(body[k]):
			return detail(http.StatusBadRequest, "%s is required for target_load_type %s", strings.Join(needed, ", "), target)
		default:
			input[k] = body[k]
		}
	}
	if target == loadFull && isIncremental(j.Input) {
		p.clearState(j)
	}
	input["load_type"] = target
	j.Input = input
	fillOutput(p.ID, slices.IndexFunc(p.Jobs, func(o Job) bool { return o.ID == j.ID }), j)
	p.touch(c.now)
	return ok(object{"status": true, "detail": "Successfully updated sync mode for job_id " + c.contract.spellJob(j.ID)})
}

// companion says whether a companion was sent: a non-empty string, or a non-empty array of strings.
func companion(v any) bool {
	switch v := v.(type) {
	case string:
		return v != ""
	case []any:
		return len(v) > 0 && !slices.ContainsFunc(v, notText)
	}
	return false
}
