// SPDX-License-Identifier: MPL-2.0

package pipelines_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// A filter that is unknown during the plan does not fail it.
func TestAccPipelines_unknownFilter(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", resourceConfig("orders", `cron = "0 6 * * *"`)+`
data "dadosfera_pipelines" "it" {
  name_regex = "^${dadosfera_pipeline.test.id == "" ? "none" : "Orders"}$"
  connector  = "JDBC"
  scheduled  = true
}
output "tables" {
  value = [for p in data.dadosfera_pipelines.it.pipelines : "${p.name}: ${p.jobs[0].table_name}"]
}
`)
	w.ApplyChecked(nil, []statecheck.StateCheck{
		statecheck.ExpectKnownOutputValue("tables", knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("Orders: orders")})),
	})
	wantDestroyed(t, p, w)
}
