// SPDX-License-Identifier: MPL-2.0

package pipelines_test

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// dataSources reads what the resource creates, from ids that are unknown in the first plan.
const dataSources = `
data "dadosfera_pipeline" "test" {
  id = upper(replace(dadosfera_pipeline.test.id, "_", "-"))
}

data "dadosfera_pipeline_runs" "test" {
  pipeline_id = replace(dadosfera_pipeline.test.id, "_", "-")
  status      = "success"
  limit       = 1
}

data "dadosfera_jdbc_job" "test" {
  job_id = dadosfera_pipeline.test.job_ids[dadosfera_pipeline.test.jobs[0].input.table_name]
}

data "dadosfera_jdbc_datatypes" "test" {}

output "jobs_are_equal" {
  value = jsonencode(data.dadosfera_pipeline.test.jobs) == jsonencode(dadosfera_pipeline.test.jobs)
}

output "id" {
  value = data.dadosfera_pipeline.test.id
}

output "type_is_listed" {
  value = contains(data.dadosfera_jdbc_datatypes.test.datatypes["postgresql"], data.dadosfera_jdbc_job.test.input.incremental_column_type)
}
`

// lastRun reads the run that dadosfera_pipeline_runs found.
const lastRun = `
data "dadosfera_pipeline_run" "last" {
  pipeline_id = dadosfera_pipeline.test.id
  run_id      = upper(data.dadosfera_pipeline_runs.test.runs[0].run_id)
}
`

func TestAccDataSources_readManagedPipelines(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Output: maestrosim.OutputRaw}})
	ids := tfjsonpath.New("job_ids")
	runs := "data.dadosfera_pipeline_runs.test"
	w := p.NewWorkspace(t)

	w.Write("main.tf", resourceConfig("orders")+dataSources)
	w.ApplyChecked(
		[]plancheck.PlanCheck{
			plancheck.ExpectUnknownValue(address, ids.AtMapKey("orders")),
			plancheck.ExpectUnknownValue(address, ids.AtMapKey("public.orders")),
		},
		[]statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("jobs_are_equal", knownvalue.Bool(true)),
			statecheck.ExpectKnownOutputValue("type_is_listed", knownvalue.Bool(true)),
			statecheck.ExpectKnownValue(runs, tfjsonpath.New("runs"), knownvalue.ListSizeExact(0)),
			statecheck.ExpectKnownValue("data.dadosfera_jdbc_job.test", tfjsonpath.New("input").AtMapKey("table_name"), knownvalue.StringExact("orders")),
		},
	)

	p.Change(t, func(p *maestrosim.Pipeline) {
		p.Runs = []maestrosim.Run{
			{ID: "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c", Status: "SUCCESS", CreatedAt: time.Date(2024, 1, 15, 10, 30, 0, 0, time.UTC)},
			{ID: "f7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c", Status: "SUCCESS", CreatedAt: time.Date(2024, 1, 14, 10, 30, 0, 0, time.UTC)},
		}
	})()
	w.Write("main.tf", resourceConfig("orders", `description = "d"`)+dataSources+lastRun)
	w.ApplyChecked(
		[]plancheck.PlanCheck{
			plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate),
			plancheck.ExpectKnownValue(address, ids, knownvalue.MapSizeExact(2)),
		},
		[]statecheck.StateCheck{
			statecheck.ExpectKnownValue(runs, tfjsonpath.New("runs"), knownvalue.ListSizeExact(1)),
			statecheck.ExpectKnownValue("data.dadosfera_pipeline_run.last", tfjsonpath.New("created_at"), knownvalue.StringExact("2024-01-15T10:30:00.000Z")),
		},
	)

	w.Write("main.tf", resourceConfig("items")+dataSources)
	w.ApplyChecked(
		[]plancheck.PlanCheck{
			plancheck.ExpectResourceAction(address, plancheck.ResourceActionReplace),
			plancheck.ExpectUnknownValue(address, ids.AtMapKey("items")),
		},
		[]statecheck.StateCheck{
			statecheck.ExpectKnownValue("data.dadosfera_jdbc_job.test", tfjsonpath.New("input").AtMapKey("table_name"), knownvalue.StringExact("items")),
		},
	)
	wantDestroyed(t, p, w)
}

// A pipeline that does not exist is an error of the plan, at the attribute that selects it. If the name is unknown, the
// pipeline is read during apply.
func TestAccDataSource_missingPipeline(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", "data \"dadosfera_pipeline\" \"x\" {\n  name = \"Sales\"\n}\n")
	output := w.Must(1, "plan")
	for _, want := range []string{`Customer "acme_corp" has no pipeline named "Sales".`, `name = "Sales"`} {
		if !acctest.Says(output, want) {
			t.Errorf("got output without %q:\n%s", want, output)
		}
	}

	w.Write("main.tf", "resource \"terraform_data\" \"x\" {\n  input = \"Sales\"\n}\n\ndata \"dadosfera_pipeline\" \"x\" {\n  name = terraform_data.x.output\n}\n")
	if output, want := w.Must(0, "plan"), "will be read during apply"; !acctest.Says(output, want) {
		t.Errorf("got output without %q:\n%s", want, output)
	}
}
