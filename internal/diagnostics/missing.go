// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"fmt"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// NoPipeline says of an id that it names no pipeline, and what to check. customer is the customer_name of the provider.
func NoPipeline(err error, customer, id string) string {
	return fmt.Sprintf("No pipeline of customer %q has the id %s. %s\n\n%s", customer, id, checkID(id), Error(err, customer, ""))
}

// checkID says what to check of an id that names no pipeline: more of one that looks like something else.
func checkID(id string) string {
	pipelineID, _, err := maestro.ParseJobID(id)
	switch {
	case err == nil && maestro.IsUUID(pipelineID):
		return fmt.Sprintf("It looks like the id of a job: that of its pipeline is %s.", maestro.PlatformID(pipelineID))
	case !maestro.IsUUID(id):
		return "Check the id, which is not the pipeline's name, and customer_name of the provider."
	}
	return "Check the id, and customer_name of the provider."
}
