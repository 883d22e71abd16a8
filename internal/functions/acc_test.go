// SPDX-License-Identifier: MPL-2.0

package functions_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const pipeline = `
resource "dadosfera_pipeline" "test" {
  name = "Orders"
  cron = provider::dadosfera::cron_to_utc("0 6 * * MON-FRI", "America/Sao_Paulo")

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "postgresql"
      table_schema    = "public"
      table_name      = "orders"
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
  }]
}

output "same" {
  value = provider::dadosfera::pipeline_id(replace(dadosfera_pipeline.test.id, "_", "-")) == dadosfera_pipeline.test.id
}

output "job" {
  value = provider::dadosfera::job_id(dadosfera_pipeline.test.id, 0) == dadosfera_pipeline.test.jobs[0].job_id
}

output "index" {
  value = provider::dadosfera::parse_job_id(dadosfera_pipeline.test.jobs[0].job_id).index
}
`

// Functions return the platform's spelling, also for values that are known after apply. Their errors fail the plan.
func TestAccFunctions(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	if !acctest.CLI(t).HasFunctions() {
		t.Skipf("%s does not support provider-defined functions", acctest.CLI(t))
	}
	w := p.NewWorkspace(t)
	w.Write("main.tf", pipeline)
	w.Write("summer.tf", `
output "summer" {
  value = provider::dadosfera::cron_to_utc("0 6 * * *", "Europe/Lisbon")
}
`)
	if output := w.Must(1, "plan"); !acctest.Says(output, "no single form in UTC") {
		t.Errorf("got output\n%s\nwant an error about a time zone", output)
	}

	w.Write("summer.tf", "")
	w.ApplyChecked(
		[]plancheck.PlanCheck{
			plancheck.ExpectKnownValue("dadosfera_pipeline.test", tfjsonpath.New("cron"), knownvalue.StringExact("0 9 * * 1-5")),
			plancheck.ExpectUnknownOutputValue("same"),
			plancheck.ExpectUnknownOutputValue("job"),
			plancheck.ExpectUnknownOutputValue("index"),
		},
		[]statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("same", knownvalue.Bool(true)),
			statecheck.ExpectKnownOutputValue("job", knownvalue.Bool(true)),
			statecheck.ExpectKnownOutputValue("index", knownvalue.Int64Exact(0)),
		},
	)
	w.Must(0, "destroy", "-auto-approve")
	if left := p.Pipelines(acctest.Customer); len(left) > 0 {
		t.Errorf("got %d pipelines after the destroy, want none", len(left))
	}
}
