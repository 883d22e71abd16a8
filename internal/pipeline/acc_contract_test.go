// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// changedLines are the attributes that the tests of contracts change in place.
var changedLines = []string{`description = "now with one"`, `cron = "0 6 * * *"`, `memory_mb = 3000`}

// The plan is empty after an apply, after a change in place, after an import with generated configuration, and after an
// import with the configuration that created the pipeline and one apply in place; and after a destroy nothing is left.
// The CLI shows this of the platform as it is documented, and of one that hides nothing; every other contract is tested
// over the protocol, by TestPipeline_planIsEmptyUnderEveryContract and TestGenerateConfig_planIsEmpty.
func TestAccPipeline_planIsEmpty(t *testing.T) {
	for _, contract := range acctest.Contracts(maestrosim.Contracts()[0], nothingHidden()) {
		t.Run(contract.Name, func(t *testing.T) {
			p := acctest.NewCore(t, contract.Contract)
			kinds := coreConnectors(t, p)
			w := p.NewWorkspace()

			w.Write("main.tf", everyConnector(p, kinds))
			w.Must(0, "apply", "-auto-approve")
			w.Must(0, "plan", "-detailed-exitcode")

			w.Write("main.tf", everyConnector(p, kinds, changedLines...))
			wantSays(t, w.Must(0, "apply", "-auto-approve"), fmt.Sprintf("0 added, %d changed, 0 destroyed", len(kinds)))
			w.Must(0, "plan", "-detailed-exitcode")

			generated := p.NewWorkspace()
			generated.Generate(importAll(p, kinds), "main.tf")
			wantSays(t, generated.Must(0, "apply", "-auto-approve"),
				fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", len(kinds)))
			generated.Must(0, "plan", "-detailed-exitcode")

			adopted := p.NewWorkspace()
			adopted.Write("main.tf", everyConnector(p, kinds, changedLines...))
			adopted.Write("import.tf", importAll(p, kinds))
			wantSays(t, adopted.Must(0, "apply", "-auto-approve"), " 0 destroyed")
			adopted.Must(0, "plan", "-detailed-exitcode")

			w.Must(0, "destroy", "-auto-approve")
			p.WantPipelines()
		})
	}
}

// Under every contract, for every kind of job: the plan is empty after a create, after a change in place, and after an
// import with the configuration that created the pipeline and one apply in place; and after a destroy nothing is left.
func TestPipeline_planIsEmptyUnderEveryContract(t *testing.T) {
	for n, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			for i, kind := range byHand() {
				if testing.Short() && i != n%len(byHand()) {
					continue // short: another kind of job under each contract
				}
				t.Run(kind.name, func(t *testing.T) {
					t.Parallel()
					c := newCore(t, maestrosim.Options{Contract: contract.Contract}, nil)
					if contract.Contract.ExtraFields { // a transformation with another field is another transformation
						delete(kind.config, "transformations")
					}
					testPlanIsEmpty(t, c, attrs{"name": kind.name, "jobs": elems{kind.config}})
				})
			}
		})
	}
}

func testPlanIsEmpty(t *testing.T, c *core, config attrs) {
	t.Helper()
	wantEmpty := func(after string, i plugintest.Instance, config attrs) plugintest.Instance {
		t.Helper()
		read, diags := c.Refresh(i)
		plugintest.NoDiagnostics(t, diags)
		if p := c.Plan(read, config); p.Changes() || len(p.Diagnostics) > 0 {
			t.Errorf("got a plan after %s from\n%s\nto\n%s\n%v, want an empty one", after, read.Value, p.Value, p.Diagnostics)
		}
		return read
	}
	applyInPlace := func(i plugintest.Instance, config attrs) plugintest.Instance {
		t.Helper()
		p := c.Plan(i, config)
		if len(p.RequiresReplace) > 0 {
			t.Fatalf("got a replacement because of %v, want a change in place", p.RequiresReplace)
		}
		after, diags := c.Apply(p)
		plugintest.NoDiagnostics(t, diags)
		return after
	}

	created := wantEmpty("the create", c.Create(config), config)
	changed := maps.Clone(config)
	maps.Copy(changed, attrs{"description": "now with one", "cron": "0 6 * * *", "paused": true, "memory_mb": 3000})
	wantEmpty("the change", applyInPlace(created, changed), changed)

	c.Restart(nil) // another configuration imports it
	imported, diags := c.Import(c.one().ID, nil)
	plugintest.NoDiagnostics(t, diags)
	adopted := wantEmpty("the import", applyInPlace(imported, changed), changed)

	plugintest.NoDiagnostics(t, c.Destroy(adopted))
	if got := c.sim.Pipelines(plugintest.Customer); len(got) > 0 {
		t.Errorf("got %d pipelines on the platform after the destroy, want none", len(got))
	}
}

// coreConnectors returns the connectors whose jobs the platform of a test can hold, with a job of each. In a live run
// there is one connection, to a database.
func coreConnectors(t *testing.T, p *acctest.Core) map[string]string {
	t.Helper()
	if acctest.Live() {
		return map[string]string{"jdbc": coreJob(t, p)}
	}
	return connectors
}

// everyConnector returns a pipeline for each connector; lines are added to each.
func everyConnector(p *acctest.Core, connectors map[string]string, lines ...string) string {
	var b strings.Builder
	for _, connector := range slices.Sorted(maps.Keys(connectors)) {
		b.WriteString(p.Block(connector, connector, connectors[connector], lines...))
	}
	return b.String()
}

// importAll returns an import block for the pipeline of each connector.
func importAll(p *acctest.Core, connectors map[string]string) string {
	var b strings.Builder
	for connector := range connectors {
		fmt.Fprintf(&b, "import {\n  to = dadosfera_pipeline.%s\n  id = %q\n}\n", connector, p.Pipeline(connector).ID)
	}
	return b.String()
}

func sortedConnectors() []string { return slices.Sorted(maps.Keys(connectors)) }
