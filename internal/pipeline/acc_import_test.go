// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// importable is a platform that shows what it has, so that an import knows all that the configuration says.
func importable(t *testing.T) *acctest.Platform {
	t.Helper()
	return acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone, Output: maestrosim.OutputRaw}})
}

func TestAccImport_command(t *testing.T) {
	for name, spell := range map[string]func(string) string{
		"underscores": func(id string) string { return id },
		"hyphens":     func(id string) string { return strings.ReplaceAll(id, "_", "-") },
		"upper case":  strings.ToUpper,
	} {
		t.Run(name, func(t *testing.T) {
			for connector, job := range connectors {
				t.Run(connector, func(t *testing.T) {
					p := importable(t)
					p.Test(t,
						resource.TestStep{Config: config(p, job, `description = "x"`, `cron = "@once"`)},
						resource.TestStep{
							ResourceName:      address,
							ImportState:       true,
							ImportStateIdFunc: func(*terraform.State) (string, error) { return spell(p.Only(t).ID), nil },
							ImportStateVerify: true,
							// Not shown by any platform: what is only there for Terraform.
							ImportStateVerifyIgnore: []string{"jobs.0.input.extra", "jobs.0.output.extra"},
						},
					)
				})
			}
		})
	}
}

func TestAccImport_blockWithGeneratedConfiguration(t *testing.T) {
	for connector, job := range connectors {
		t.Run(connector, func(t *testing.T) {
			p := importable(t)
			steps := []resource.TestStep{
				{Config: config(p, job)},
				{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID},
			}
			if acctest.CLI(t).GeneratesConfiguration() {
				steps = append(steps, resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithID, GenerateConfig: true})
			}
			p.Test(t, steps...)
		})
	}
}

func TestAccImport_identity(t *testing.T) {
	p := importable(t)
	if !acctest.CLI(t).HasIdentity() {
		t.Skipf("%s has no import by identity; it is tested over the protocol", acctest.CLI(t))
	}
	p.Test(t,
		resource.TestStep{Config: config(p, jdbcJob)},
		resource.TestStep{ResourceName: address, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
	)
}

// A pipeline made by hand comes under Terraform without a change, in either spelling of its id.
func TestAccImport_pipelineCreatedByHand(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	const id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	if err := p.Put(acctest.Customer, maestrosim.Pipeline{
		ID: id, Name: "By hand", Paused: true,
		Jobs: []maestrosim.Job{
			{Input: map[string]any{"connector": "jdbc", "plugin": "mysql", "table_schema": "s", "table_name": "t", "load_type": "full_load",
				"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "c"}, "network_config": map[string]any{"vpn": true}}},
			{Input: map[string]any{"plugin": "csv", "source_bucket": "b", "replication_method": "INCREMENTAL"}},
		},
	}); err != nil {
		t.Fatal(err)
	}
	w := p.NewWorkspace(t)
	w.Write("import.tf", fmt.Sprintf("import {\n  to = dadosfera_pipeline.test\n  id = %q\n}\n", strings.ReplaceAll(id, "_", "-")))
	w.Generate("main.tf")
	if output := w.Must(0, "apply", "-auto-approve"); !acctest.Says(output, "1 imported, 0 added, 0 changed, 0 destroyed") {
		t.Errorf("got:\n%s", output)
	}
	w.Must(0, "plan", "-detailed-exitcode")
	if calls := p.Calls(); len(calls) > 0 {
		t.Errorf("adopting sent %v", calls)
	}
	w.Must(0, "destroy", "-auto-approve")
}

// With bulk_refresh, unchanged pipelines cost one list together; what the list shows as changed is read by itself.
func TestAccPipeline_bulkRefresh(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t, "DADOSFERA_BULK_REFRESH=true")
	w.Write("main.tf", many(20))
	w.Must(0, "apply", "-auto-approve")

	p.ResetRequests()
	w.Must(0, "plan", "-detailed-exitcode")
	if got := len(p.Requests()); got != 1 {
		t.Errorf("%d requests for a refresh of 20 unchanged pipelines", got)
	}
	all := p.Pipelines(acctest.Customer)
	if err := p.Edit(acctest.Customer, all[3].ID, func(p *maestrosim.Pipeline) { p.Cron = ptr("0 1 * * *") }); err != nil {
		t.Fatal(err)
	}
	if err := p.Remove(acctest.Customer, all[5].ID); err != nil {
		t.Fatal(err)
	}
	if output := w.Must(2, "plan", "-detailed-exitcode"); !acctest.Says(output, "1 to add, 1 to change, 0 to destroy") {
		t.Errorf("got:\n%s", output)
	}
	// The list fails: each pipeline is read by itself.
	p.Order(maestrosim.Fault{On: maestrosim.OpList, Status: 500, Times: -1})
	w.Must(2, "plan", "-detailed-exitcode")
	p.ClearFaults()
	w.Must(0, "apply", "-auto-approve")
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}
