// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// However the platform decides what its documentation leaves open: apply, and the plan is empty; change, and it is
// empty; import with generated configuration, and it is empty; import with the configuration that made it, and it is
// empty after one apply in place; destroy, and nothing is left.
func TestAccPipeline_planIsEmptyUnderEveryContract(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{Contract: contract.Contract})
			w := p.NewWorkspace(t)

			w.Write("main.tf", everyConnector())
			w.Must(0, "apply", "-auto-approve")
			w.Must(0, "plan", "-detailed-exitcode")

			w.Write("main.tf", everyConnector(`description = "now with one"`, `cron = "0 6 * * *"`, `paused = true`, `memory_mb = 3000`))
			changed := w.Must(0, "apply", "-auto-approve")
			if !acctest.Says(changed, fmt.Sprintf("0 added, %d changed, 0 destroyed", len(connectors))) {
				t.Errorf("the change was not made in place:\n%s", changed)
			}
			w.Must(0, "plan", "-detailed-exitcode")

			generated := p.NewWorkspace(t)
			generated.Write("import.tf", importAll(p))
			generated.Generate("main.tf")
			imported := generated.Must(0, "apply", "-auto-approve")
			if !acctest.Says(imported, fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", len(connectors))) {
				t.Errorf("generated configuration changes the pipelines:\n%s", imported)
			}
			generated.Must(0, "plan", "-detailed-exitcode")

			adopted := p.NewWorkspace(t)
			adopted.Write("main.tf", everyConnector(`description = "now with one"`, `cron = "0 6 * * *"`, `paused = true`, `memory_mb = 3000`))
			adopted.Write("import.tf", importAll(p))
			if output := adopted.Must(0, "apply", "-auto-approve"); !acctest.Says(output, " 0 destroyed") {
				t.Errorf("adopting replaces pipelines:\n%s", output)
			}
			adopted.Must(0, "plan", "-detailed-exitcode")

			w.Must(0, "destroy", "-auto-approve")
			if left := p.Pipelines(acctest.Customer); len(left) > 0 {
				t.Errorf("%d pipelines are left", len(left))
			}
		})
	}
}

// everyConnector is a pipeline for each connector; lines are added to each.
func everyConnector(lines ...string) string {
	var b strings.Builder
	for _, connector := range sortedConnectors() {
		pipeline := block(connectors[connector], lines...)
		pipeline = strings.Replace(pipeline, `"test"`, fmt.Sprintf("%q", connector), 1)
		b.WriteString(strings.Replace(pipeline, `"Orders"`, fmt.Sprintf("%q", "Orders of "+connector), 1))
	}
	return b.String()
}

// importAll has an import block for each pipeline of the platform.
func importAll(p *acctest.Platform) string {
	var b strings.Builder
	for _, pipeline := range p.Pipelines(acctest.Customer) {
		fmt.Fprintf(&b, "import {\n  to = dadosfera_pipeline.%s\n  id = %q\n}\n", strings.TrimPrefix(pipeline.Name, "Orders of "), pipeline.ID)
	}
	return b.String()
}

func sortedConnectors() []string {
	var names []string
	for name := range connectors {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
