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
var changedLines = []string{`description = "now with one"`, `cron = "0 6 * * *"`, `paused = true`, `memory_mb = 3000`}

// The plan is empty after an apply, after a change in place, after an import with generated configuration, and after an
// import with the configuration that created the pipeline and one apply in place; and after a destroy nothing is left. The
// CLI shows this of the platform as it is documented, and of one that hides nothing; every other contract is tested over
// the protocol, by TestPipeline_planIsEmptyUnderEveryContract and TestGenerateConfig_planIsEmpty.
func TestAccPipeline_planIsEmpty(t *testing.T) {
	for _, contract := range []maestrosim.NamedContract{maestrosim.Contracts()[0], nothingHidden()} {
		t.Run(contract.Name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{Contract: contract.Contract})
			w := p.NewWorkspace(t)

			w.Write("main.tf", everyConnector())
			w.Must(0, "apply", "-auto-approve")
			w.Must(0, "plan", "-detailed-exitcode")

			w.Write("main.tf", everyConnector(changedLines...))
			wantSays(t, w.Must(0, "apply", "-auto-approve"), fmt.Sprintf("0 added, %d changed, 0 destroyed", len(connectors)))
			w.Must(0, "plan", "-detailed-exitcode")

			generated := p.NewWorkspace(t)
			generated.Generate(importAll(p), "main.tf")
			wantSays(t, generated.Must(0, "apply", "-auto-approve"),
				fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", len(connectors)))
			generated.Must(0, "plan", "-detailed-exitcode")

			adopted := p.NewWorkspace(t)
			adopted.Write("main.tf", everyConnector(changedLines...))
			adopted.Write("import.tf", importAll(p))
			wantSays(t, adopted.Must(0, "apply", "-auto-approve"), " 0 destroyed")
			adopted.Must(0, "plan", "-detailed-exitcode")

			w.Must(0, "destroy", "-auto-approve")
			wantPipelines(t, p, 0)
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

	imported, diags := c.Import(c.one().ID, nil)
	plugintest.NoDiagnostics(t, diags)
	adopted := wantEmpty("the import", applyInPlace(imported, changed), changed)

	plugintest.NoDiagnostics(t, c.Destroy(adopted))
	if got := c.sim.Pipelines(plugintest.Customer); len(got) > 0 {
		t.Errorf("got %d pipelines on the platform after the destroy, want none", len(got))
	}
}

// everyConnector returns a pipeline for each connector; lines are added to each.
func everyConnector(lines ...string) string {
	var b strings.Builder
	for _, connector := range sortedConnectors() {
		pipeline := block(connectors[connector], lines...)
		pipeline = strings.Replace(pipeline, `"test"`, fmt.Sprintf("%q", connector), 1)
		b.WriteString(strings.Replace(pipeline, `"Orders"`, fmt.Sprintf("%q", "Orders of "+connector), 1))
	}
	return b.String()
}

// importAll returns an import block for each pipeline of the platform.
func importAll(p *acctest.Platform) string {
	var b strings.Builder
	for _, pipeline := range p.Pipelines(acctest.Customer) {
		label := strings.TrimPrefix(pipeline.Name, "Orders of ")
		fmt.Fprintf(&b, "import {\n  to = dadosfera_pipeline.%s\n  id = %q\n}\n", label, pipeline.ID)
	}
	return b.String()
}

func sortedConnectors() []string { return slices.Sorted(maps.Keys(connectors)) }
