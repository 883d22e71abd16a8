// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// The guide on adopting pipelines for a CLI with queries, followed step by step with its example.
func TestAccAdoption_byQuery(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	if !acctest.CLI(t).HasActions() {
		t.Skipf("%s has no queries; they are tested over the protocol", acctest.CLI(t))
	}
	for i, kind := range byHand() {
		pipeline := maestrosim.Pipeline{ID: numbered(i), Name: kind.name, Paused: i%2 == 0, Jobs: []maestrosim.Job{kind.job}}
		if err := p.Put(acctest.Customer, pipeline); err != nil {
			t.Fatal(err)
		}
	}
	w := p.NewProgramWorkspace(t)
	if err := os.RemoveAll(w.Dir); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(w.Dir, os.DirFS("../../examples/adopt-by-query")); err != nil {
		t.Fatal(err)
	}
	if output := w.Must(0, "query"); !strings.Contains(output, numbered(3)) || !strings.Contains(output, byHand()[3].name) {
		t.Errorf("got a query without %s and its name:\n%s", numbered(3), output)
	}
	w.Must(0, "query", "-generate-config-out=pipelines.tf")
	generated, err := os.ReadFile(w.Dir + "/pipelines.tf")
	if err != nil {
		t.Fatal(err)
	}
	for _, noise := range []string{"deletion_protection", "drain_before_destroy", "paused = false", "connection_manager", "dadosfera_snowflake", "jsonencode([])", "tb__"} {
		if strings.Contains(string(generated), noise) {
			t.Errorf("got %s in\n%s", noise, generated)
		}
	}
	wantSays(t, w.Must(0, "apply", "-auto-approve"), fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", len(byHand())))
	w.Must(0, "plan", "-detailed-exitcode")
	if calls := p.Calls(); len(calls) > 0 {
		t.Errorf("got the calls %v, want none", calls)
	}
}

// The example of the guide on adopting pipelines for a CLI without queries: every pipeline is imported without a
// change, whatever its name, and the attributes that Terraform generates as null can be removed. TestAccGuides follows
// the guide step by step.
func TestAccAdoption_byImportBlocks(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	if acctest.CLI(t).HasActions() {
		t.Skipf("%s has queries", acctest.CLI(t))
	}
	for i, name := range []string{"Orders (EU)", "Orders EU", "2024 ${x} \"y\"", "Situação", "Sales", "sales", "CRM"} {
		if err := p.Put(acctest.Customer, maestrosim.Pipeline{ID: numbered(i), Name: name, Jobs: []maestrosim.Job{byHand()[i].job}}); err != nil {
			t.Fatal(err)
		}
	}
	example, err := os.ReadFile("../../examples/adopt-by-import-blocks/main.tf")
	if err != nil {
		t.Fatal(err)
	}
	w := p.NewProgramWorkspace(t)
	if err := os.Remove(w.Dir + "/terraform.tf"); err != nil { // the example has one of its own
		t.Fatal(err)
	}
	w.Write("main.tf", string(example))
	w.Must(0, "apply", "-auto-approve")
	blocks := w.Must(0, "output", "-raw", "import_blocks")
	for i, name := range []string{"pipeline_" + numbered(0), "pipeline_" + numbered(1), "pipeline_" + numbered(2), "situa_o", "pipeline_" + numbered(4), "pipeline_" + numbered(5), "crm"} {
		if want := fmt.Sprintf("import {\n  to       = dadosfera_pipeline.%s\n  id       = %q\n  provider = dadosfera\n}\n", name, numbered(i)); !strings.Contains(blocks, want) {
			t.Errorf("got the blocks\n%s\nwant among them\n%s", blocks, want)
		}
	}
	p.ResetRequests()
	wantSays(t, w.Generate(strings.ReplaceAll(blocks, "  provider = dadosfera\n", ""), "pipelines.tf"), "7 to import, 0 to add, 0 to change, 0 to destroy")
	if got := len(p.Requests()); got > 1+7+3 && acctest.CLI(t).GeneratesConfiguration() {
		t.Errorf("got %d requests, want at most one for the list, seven for the pipelines and three for jobs with hidden details", got)
	}
	generated, err := os.ReadFile(w.Dir + "/pipelines.tf")
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for line := range strings.Lines(string(generated)) {
		if !strings.HasSuffix(line, " = null\n") {
			kept = append(kept, line)
		}
	}
	w.Write("pipelines.tf", strings.Join(kept, ""))
	wantSays(t, w.Must(0, "apply", "-auto-approve"), "7 imported, 0 added, 0 changed, 0 destroyed")
	w.Must(0, "plan", "-detailed-exitcode")
	if calls := p.Calls(); len(calls) > 0 {
		t.Errorf("got the calls %v, want none", calls)
	}
	// The provider block protects all of them.
	wantSays(t, w.Must(1, "destroy", "-auto-approve"), "is protected")
}
