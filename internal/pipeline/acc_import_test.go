// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// Every kind of import of a pipeline of each connector, from a platform that shows all that is configured: by the
// command, with the id in any spelling; by a block, with and without generated configuration; and by identity.
func TestAccImport_everyKind(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone, Output: maestrosim.OutputRaw}})
	var config, byID, byIdentity strings.Builder
	for _, connector := range sortedConnectors() {
		config.WriteString(caseBlock(connector, block(connectors[connector], `description = "x"`, `cron = "@once"`)))
	}
	w := p.NewWorkspace(t)
	w.Write("main.tf", config.String())
	w.Must(0, "apply", "-auto-approve")
	created := withoutHidden(t, w.State())

	spellings := map[string]func(string) string{
		"jdbc": func(id string) string { return strings.ReplaceAll(id, "_", "-") }, "s3": strings.ToUpper,
	}
	command := p.NewWorkspace(t)
	command.Write("main.tf", config.String())
	for _, connector := range sortedConnectors() {
		id := caseID(t, p, connector)
		fmt.Fprintf(&byID, "import {\n  to = %s\n  id = %q\n}\n", caseAddress(connector), id)
		fmt.Fprintf(&byIdentity, "import {\n  to = %s\n  identity = {\n    pipeline_id = %q\n  }\n}\n", caseAddress(connector), id)
		if spell := spellings[connector]; spell != nil {
			id = spell(id)
		}
		command.Must(0, "import", caseAddress(connector), id)
	}
	if diff := cmp.Diff(created, withoutHidden(t, command.State())); diff != "" {
		t.Errorf("attributes (-created +imported):\n%s", diff)
	}

	const unchanged = "4 to import, 0 to add, 0 to change, 0 to destroy"
	blocks := p.NewWorkspace(t)
	blocks.Write("main.tf", config.String())
	blocks.Write("import.tf", byID.String())
	wantSays(t, blocks.Must(0, "plan"), unchanged)
	if acctest.CLI(t).HasIdentity() { // otherwise it is tested over the protocol
		blocks.Write("import.tf", byIdentity.String())
		wantSays(t, blocks.Must(0, "plan"), unchanged)
	}
	generated := p.NewWorkspace(t)
	wantSays(t, generated.Generate(byID.String(), "main.tf"), unchanged)

	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}

// withoutHidden returns the pipelines in a state without what no platform shows.
func withoutHidden(t *testing.T, state acctest.State) map[string]map[string]any {
	t.Helper()
	for _, attributes := range state.Resources {
		for _, object := range []string{"jobs.0.input", "jobs.0.output"} {
			if fields, ok := valueAt(t, attributes, object).(map[string]any); ok {
				delete(fields, "extra")
			}
		}
	}
	return state.Resources
}

// A pipeline whose resource is renamed is not deleted by an import at the new address, nor by the removal of one of two
// addresses. The ways out that the messages name keep it.
func TestAccImport_ofManagedPipeline(t *testing.T) {
	const twoAddresses = `Pipeline "Orders" at two addresses`
	resource := func(name string) string {
		return strings.Replace(block(connectors["jdbc"]), `"test"`, fmt.Sprintf("%q", name), 1)
	}
	p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone, Output: maestrosim.OutputRaw}})
	w := p.NewWorkspace(t)
	w.Write("main.tf", resource("test"))
	w.Must(0, "apply", "-auto-approve")
	importInto := func(name string) string {
		return fmt.Sprintf("import {\n  to = dadosfera_pipeline.%s\n  id = %q\n}\n", name, p.Only(t).ID)
	}

	w.Write("main.tf", resource("renamed"))
	wantSays(t, w.Must(0, "plan"), `Pipeline "Orders" destroyed and created again`, "moved {", "1 to add, 0 to change, 1 to destroy")
	w.Write("import.tf", importInto("renamed"))
	wantSays(t, w.Must(1, "apply", "-auto-approve"), twoAddresses, "moved {")
	w.Write("import.tf", "moved {\n  from = dadosfera_pipeline.test\n  to = dadosfera_pipeline.renamed\n}\n")
	wantSays(t, w.Must(0, "apply", "-auto-approve"), "0 added, 0 changed, 0 destroyed")

	w.Write("main.tf", resource("renamed")+resource("second"))
	w.Write("import.tf", importInto("second"))
	wantSays(t, w.Must(0, "apply", "-auto-approve"), twoAddresses, "1 imported, 0 added, 0 changed, 0 destroyed")
	w.Write("main.tf", resource("second"))
	w.Write("import.tf", "")
	wantSays(t, w.Must(1, "apply", "-auto-approve"), twoAddresses, "terraform state rm")
	w.Must(0, "state", "rm", "dadosfera_pipeline.renamed")
	w.Must(0, "plan", "-detailed-exitcode")

	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}

// A pipeline that was created outside of Terraform is imported without a change, by its id in either spelling.
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
	w.Generate(fmt.Sprintf("import {\n  to = dadosfera_pipeline.test\n  id = %q\n}\n", strings.ReplaceAll(id, "_", "-")), "main.tf")
	wantSays(t, w.Must(0, "apply", "-auto-approve"), "1 imported, 0 added, 0 changed, 0 destroyed")
	w.Must(0, "plan", "-detailed-exitcode")
	if calls := p.Calls(); len(calls) > 0 {
		t.Errorf("got the calls %v, want none", calls)
	}
	w.Must(0, "destroy", "-auto-approve")
}

// With bulk_refresh, one list serves all unchanged pipelines. A pipeline that the list shows as changed is read by
// itself.
func TestAccPipeline_bulkRefresh(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t, "bulk_refresh = true", "max_retries = 1")
	w.Write("main.tf", many(20))
	w.Must(0, "apply", "-auto-approve")

	p.ResetRequests()
	w.Must(0, "plan", "-detailed-exitcode")
	if got := len(p.Requests()); got != 1 {
		t.Errorf("got %d requests for a refresh of 20 unchanged pipelines, want 1", got)
	}
	all := p.Pipelines(acctest.Customer)
	if err := p.Edit(acctest.Customer, all[3].ID, func(p *maestrosim.Pipeline) { p.Cron = ptr("0 1 * * *") }); err != nil {
		t.Fatal(err)
	}
	if err := p.Remove(acctest.Customer, all[5].ID); err != nil {
		t.Fatal(err)
	}
	wantSays(t, w.Must(2, "plan", "-detailed-exitcode"), "1 to add, 1 to change, 0 to destroy")
	// If the list fails, each pipeline is read by itself.
	p.Order(maestrosim.Fault{On: maestrosim.OpList, Status: 500, Times: -1})
	w.Must(2, "plan", "-detailed-exitcode")
	p.ClearFaults()
	w.Must(0, "apply", "-auto-approve")
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}

// A pipeline is imported by its name, by a block and by the command, and then has the id of the platform.
func TestAccImport_byName(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	const id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	job := maestrosim.Job{Input: map[string]any{"connector": "singer", "plugin": "hubspot", "table_name": "contacts"}}
	if err := p.Put(acctest.Customer, maestrosim.Pipeline{ID: id, Name: "By hand", Jobs: []maestrosim.Job{job}}); err != nil {
		t.Fatal(err)
	}
	w := p.NewWorkspace(t)
	const config = `resource "dadosfera_pipeline" "test" {
  name = "By hand"
  jobs = [{ input = { connector = "singer", plugin = "hubspot", table_name = "contacts" } }]
}
`
	w.Write("main.tf", config+"import {\n  to = dadosfera_pipeline.test\n  id = \"name=By hand\"\n}\n")
	wantSays(t, w.Must(0, "apply", "-auto-approve"), "1 imported, 0 added, 0 changed, 0 destroyed")
	w.Must(0, "state", "rm", "dadosfera_pipeline.test")
	w.Write("main.tf", config)
	w.Must(0, "import", "dadosfera_pipeline.test", "name=By hand")
	w.Must(0, "plan", "-detailed-exitcode")
	wantSays(t, w.Must(0, "show"), id)
	w.Must(0, "destroy", "-auto-approve")
}
