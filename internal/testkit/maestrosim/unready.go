// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"net/http"
	"slices"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// unreadyRequests is the number of requests after the create of a pipeline that Contract.NotReady affects.
const unreadyRequests = 2

// Operations that depend on the DAG of a pipeline, that change a pipeline, and that read it or change it.
var (
	dagOperations   = []Operation{OpPause, OpUnpause, OpExecute}
	writeOperations = append([]Operation{OpUpdate, OpDelete, OpSetMemory, OpPatchJobInput, OpSyncMode, OpResetState}, dagOperations...)
	allOperations   = append([]Operation{OpGet, OpRuns, OpRun, OpGetJDBCJob}, writeOperations...)
)

// Ready ends what Contract.NotReady affects, as time does.
func (s *Sim) Ready() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, pipelines := range s.tenants {
		for _, p := range pipelines {
			p.unready = 0
		}
	}
}

// unready returns the response of a pipeline that is not ready, nil if it is.
func (c *call) unready() *response {
	id := ""
	if c.pipeline != nil {
		id = c.spell(c.pipeline.ID)
	}
	switch {
	case c.affected(contract.NotReadyDAG, dagOperations):
		return detail(http.StatusNotFound, "DAG %s not found", id)
	case c.affected(contract.NotReadyProvisioning, writeOperations):
		return detail(http.StatusConflict, "Pipeline %s cannot be updated during provisioning", id)
	case c.affected(contract.NotReadyServerError, allOperations):
		return detail(http.StatusInternalServerError, "Internal Server Error")
	}
	return nil
}

// noJobsYet reports whether GET by id shows no jobs yet.
func (c *call) noJobsYet(p *record) bool {
	return p == c.pipeline && c.affected(contract.NotReadyNoJobs, []Operation{OpGet})
}

// affected reports whether a request to one of the operations is affected, and counts it.
func (c *call) affected(by contract.NotReady, operations []Operation) bool {
	if c.pipeline == nil || c.contract.NotReady != by || c.pipeline.unready == 0 || !slices.Contains(operations, c.route.op) {
		return false
	}
	c.pipeline.unready--
	return true
}
