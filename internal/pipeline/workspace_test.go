// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"bytes"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// workspace is an address of a pipeline in a state, as plugintest.Workspace has it, and the platform beside it.
type workspace struct {
	*core
	plugintest.Workspace

	platform *flaky
	network  *plugintest.Network
	settings attrs
}

// newWorkspace has an empty state.
func newWorkspace(c *core, platform *flaky, network *plugintest.Network, settings attrs) *workspace {
	return &workspace{core: c, Workspace: *c.Workspace(), platform: platform, network: network, settings: settings}
}

// inBubble runs a test with an empty state and an empty platform, in time that costs nothing.
func inBubble(t *testing.T, network *plugintest.Network, contract maestrosim.Contract, settings attrs, test func(t *testing.T, w *workspace)) {
	t.Helper()
	sim := maestrosim.New(maestrosim.Options{Empty: true, Contract: contract})
	platform := &flaky{Sim: sim}
	network.InBubble(t, platform, func(t *testing.T) {
		t.Helper()
		all := attrs{"request_timeout": requestTimeout.String()}
		maps.Copy(all, settings)
		provider := plugintest.NewServer(t, network.URL, all)
		test(t, newWorkspace(&core{Resource: provider.Resource(pipelineType), t: t, sim: sim, url: network.URL}, platform, network, all))
	})
}

// settle ends all trouble.
func (w *workspace) settle() {
	w.network.Refuse(0, 0)
	w.platform.settle()
}

// plans are kept by what they were made from: a plan of the same is the same, unless the platform is asked for the
// name.
type plans struct {
	configs []attrs
	made    []plugintest.Plan
}

// keepPlans lets a workspace plan everything once.
func (w *workspace) keepPlans(kept *plans) {
	w.PlanFunc = func(prior plugintest.Instance, config attrs) plugintest.Plan {
		for i, p := range kept.made {
			if reflect.ValueOf(kept.configs[i]).Pointer() == reflect.ValueOf(config).Pointer() &&
				bytes.Equal(p.Prior.Private, prior.Private) && p.Prior.Value.Equal(prior.Value) {
				return p
			}
		}
		p := w.Plan(prior, config)
		if config == nil || !prior.Value.IsNull() && w.At(prior, "name") == config["name"] {
			kept.configs, kept.made = append(kept.configs, config), append(kept.made, p)
		}
		return p
	}
}

// importing is an import block that a diagnostic shows, ready to be pasted.
var importing = regexp.MustCompile(`import \{\n +to = dadosfera_pipeline\.NAME [^\n]*\n +id = "([^"]+)"\n\}`)

// offered returns the id in an import block that was shown in the last run, "" where there was none.
func (w *workspace) offered() string {
	for _, d := range w.Diagnostics {
		if found := importing.FindStringSubmatch(d.Detail); found != nil {
			return stored(found[1])
		}
	}
	return ""
}

// ids returns the pipelines that the state has, by their ids as the platform spells them.
func (w *workspace) ids() []string {
	var all []string
	for _, i := range append(slices.Clone(w.Deposed), w.Current) {
		if !i.Value.IsNull() {
			all = append(all, stored(w.At(i, "id").(string)))
		}
	}
	return all
}

// stored is an id in the spelling in which the platform holds it, or a text with ids in it.
func stored(text string) string { return strings.ToLower(strings.ReplaceAll(text, "-", "_")) }
