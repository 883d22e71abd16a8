// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/pipelinetest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const pipelineType = pipelinetest.Type

// The types of values in configurations.
type (
	attrs   = plugintest.Attrs
	elems   = plugintest.Elems
	unknown = plugintest.Unknown
	object  = map[string]any
)

// core is the resource, driven over the plugin protocol, and the simulator that the provider is configured for.
type core struct {
	*plugintest.Resource

	t   *testing.T
	sim *maestrosim.Sim
	url string
}

// newCore starts an empty simulator, and a provider that is configured for it and has the given settings in addition.
func newCore(t *testing.T, options maestrosim.Options, settings attrs) *core {
	t.Helper()
	f := pipelinetest.New(t, options, settings)
	return &core{Resource: f.Resource, t: t, sim: f.Sim, url: f.URL}
}

// coreInBubble runs a test with a core whose platform is in a bubble of testing/synctest, where waiting takes no time.
func coreInBubble(t *testing.T, options maestrosim.Options, settings attrs, test func(t *testing.T, c *core)) {
	t.Helper()
	options.Empty = true
	sim := maestrosim.New(options)
	network := plugintest.NewNetwork()
	network.InBubble(t, openapi.Check(t, sim), func(t *testing.T) {
		t.Helper()
		provider := plugintest.NewServer(t, network.URL, settings)
		test(t, &core{Resource: provider.Resource(pipelineType), t: t, sim: sim, url: network.URL})
	})
}

// The helpers of pipelinetest, under short names.

func wireConfig(changes ...any) attrs                { return pipelinetest.Config(changes...) }
func wireJob() attrs                                 { return pipelinetest.Job() }
func set(config attrs, path string, value any)       { pipelinetest.Set(config, path, value) }
func numbered(i int) string                          { return pipelinetest.NumberedID(i) }
func newDeadline(t *testing.T) pipelinetest.Deadline { t.Helper(); return pipelinetest.NewDeadline(t) }

func (c *core) fixture() *pipelinetest.Fixture {
	return &pipelinetest.Fixture{Resource: c.Resource, T: c.t, Sim: c.sim, URL: c.url}
}

func (c *core) one() maestrosim.Pipeline { c.t.Helper(); return c.fixture().Only() }
func (c *core) writes() []string         { return c.fixture().Writes() }
func (c *core) putMany(n int)            { c.t.Helper(); c.fixture().PutMany(n) }
func (c *core) reads() map[string]int    { return c.fixture().ReadCounts() }

// edit changes the pipeline that the simulator holds without Terraform.
func (c *core) edit(change func(*maestrosim.Pipeline)) {
	c.t.Helper()
	if err := c.sim.Edit(plugintest.Customer, c.one().ID, change); err != nil {
		c.t.Fatal(err)
	}
}

func TestTimeouts_validation(t *testing.T) {
	c := plugintest.NewUnconfigured(t).Resource(pipelineType)
	for _, name := range []string{"create", "read", "update", "delete"} {
		plugintest.NoDiagnostics(t, c.Validate(wireConfig("timeouts", attrs{name: "90s"})))
		plugintest.OneDiagnostic(t, c.Validate(wireConfig("timeouts", attrs{name: "0s"})), plugintest.Error, "timeouts",
			"Invalid duration", "is not positive", "timeouts."+name+" must be")
	}
}
