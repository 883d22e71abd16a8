// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// destroyUnplanned destroys a pipeline as Pulumi's bridge does: it applies null to the state, without a plan, a private
// state and an identity. It returns the state after that, null if the pipeline is no longer in it.
func (c *core) destroyUnplanned(state tftypes.Value) (tftypes.Value, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	prior, err := tfprotov6.NewDynamicValue(c.Type(), state)
	if err != nil {
		c.t.Fatal(err)
	}
	null, err := tfprotov6.NewDynamicValue(c.Type(), tftypes.NewValue(c.Type(), nil))
	if err != nil {
		c.t.Fatal(err)
	}
	resp, err := c.ApplyResourceChange(c.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: pipelineType, PriorState: &prior, PlannedState: &null, Config: &null,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	after, err := resp.NewState.Unmarshal(c.Type())
	if err != nil {
		c.t.Fatal(err)
	}
	return after, resp.Diagnostics
}

func TestPulumiDestroy_deletesPipeline(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	after, diags := c.destroyUnplanned(c.Create(wireConfig()).Value)
	if len(diags) > 0 || !after.IsNull() {
		t.Errorf("got %v and the state %s, want none", diags, after)
	}
	if got := len(c.sim.Pipelines(plugintest.Customer)); got != 0 {
		t.Errorf("got %d pipelines on the platform, want none", got)
	}
}

func TestPulumiDestroy_protectedPipelineStays(t *testing.T) {
	for name, settings := range map[string]attrs{"by the pipeline": nil, "by the provider": {"deletion_protection": true}} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, settings)
			config := wireConfig()
			if settings == nil {
				config["deletion_protection"] = true
			}
			after, diags := c.destroyUnplanned(c.Create(config).Value)
			if after.IsNull() {
				t.Error("got no state, want the pipeline in it")
			}
			checkRefusal(t, diags, `Pipeline "Orders" is protected`)
			c.one() // it is still there
		})
	}
}

// Under another customer the platform does not find the pipeline, which is not treated as its destruction.
func TestPulumiDestroy_otherCustomerIsRefused(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	created := c.Create(wireConfig())
	c.Restart(attrs{"customer_name": "globex"})
	after, diags := c.destroyUnplanned(created.Value)
	if after.IsNull() {
		t.Error("got no state, want the pipeline in it")
	}
	checkRefusal(t, diags, "Pipeline recorded under another customer")
	c.one()
}

// Without a private state, nothing records that a pipeline was imported: what the platform does not show is not
// adopted.
func TestPulumiImport_hiddenOutputIsNotAdopted(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	c := newCore(t, maestrosim.Options{}, nil)
	c.NoPrivateState = true
	c.createByHand(numbered(0), "Orders", nil, byHand()[1].job)
	imported, diags := c.Import(numbered(0), nil)
	plugintest.NoDiagnostics(t, diags)

	p := c.Plan(imported, attrs{"name": "Orders", "jobs": elems{byHand()[1].config}})
	plugintest.OneDiagnostic(t, p.Diagnostics, plugintest.Error, "jobs", `Cannot change pipeline "Orders" in place`, "output.raw")
	config := byHand()[1].config
	delete(config, "output")
	if p := c.Plan(imported, attrs{"name": "Orders", "jobs": elems{config}}); p.Changes() || len(p.Diagnostics) > 0 {
		t.Errorf("got a plan with changes %t and %v without the output, want an empty one", p.Changes(), p.Diagnostics)
	}
}

// checkRefusal fails the test unless there is one error, with the given summary.
func checkRefusal(t *testing.T, diags []*tfprotov6.Diagnostic, summary string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Severity != tfprotov6.DiagnosticSeverityError || diags[0].Summary != summary {
		t.Errorf("got %+v, want one error with the summary %q", diags, summary)
	}
}
