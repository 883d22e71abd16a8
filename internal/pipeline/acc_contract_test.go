// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
)

// However the platform decides what its documentation leaves open: apply, and the plan is empty; change, and it is
// empty; import with generated configuration, and it is empty; destroy, and nothing is left.
func TestAccEveryContractPlansEmpty(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			for connector, job := range connectors {
				t.Run(connector, func(t *testing.T) {
					p := acctest.NewPlatform(t, maestrosim.Options{Contract: contract.Contract})
					changed := config(p, job, `description = "now with one"`, `cron = "0 6 * * *"`, `paused = true`, `memory_mb = 3000`)
					p.Test(t,
						resource.TestStep{Config: config(p, job)},
						resource.TestStep{Config: changed, ConfigPlanChecks: planned(plancheck.ResourceActionUpdate)},
						resource.TestStep{Config: config(p, job), ConfigPlanChecks: planned(plancheck.ResourceActionUpdate)},
						resource.TestStep{
							ResourceName:    address,
							ImportState:     true,
							ImportStateKind: resource.ImportBlockWithID,
						},
					)
				})
			}
		})
	}
}
