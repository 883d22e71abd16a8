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

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// workspace does with one address what terraform apply does: refresh, plan, apply, and what Terraform makes of errors
// on the way: it keeps what an apply that failed gives back, marks it as tainted where that was a create, replaces what
// is tainted, and keeps what it could not destroy of a replacement as deposed.
type workspace struct {
	*core

	platform *flaky
	network  *plugintest.Network
	settings attrs
	// plans are those made before, where they are kept: a plan of the same is the same, as planning asks nobody.
	plans *plans

	// createFirst is the lifecycle setting create_before_destroy.
	createFirst bool
	// killed says that the provider was killed: what it then answers nobody hears.
	killed bool

	// The state.
	current plugintest.Instance // with a null value: none
	tainted bool
	deposed []plugintest.Instance

	// told is what the provider said in the last run.
	told []plugintest.Diagnostic
}

// newWorkspace has an empty state.
func newWorkspace(c *core, platform *flaky, network *plugintest.Network, settings attrs) *workspace {
	return &workspace{core: c, platform: platform, network: network, settings: settings, current: c.Nothing()}
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

// apply is terraform apply with this configuration, or without the resource where it is nil. It says whether all went well.
func (w *workspace) apply(config attrs) bool {
	w.told, w.killed = nil, false
	before := *w
	if !w.refresh() {
		w.current, w.tainted, w.deposed = before.current, before.tainted, before.deposed
		return false
	}
	return w.applyRead(before, config)
}

// applyAsRead is apply with -refresh=false.
func (w *workspace) applyAsRead(config attrs) bool {
	w.told, w.killed = nil, false
	return w.applyRead(*w, config)
}

// applyRead is an apply after everything was read. One that fails before anything is applied writes no state.
func (w *workspace) applyRead(before workspace, config attrs) bool {
	plan, replace, ok := w.plan(config)
	if !ok {
		w.current, w.tainted, w.deposed = before.current, before.tainted, before.deposed
		return false
	}
	leftovers := w.deposed
	done := true
	switch {
	case config == nil && w.current.Value.IsNull():
	case config == nil:
		done = w.destroy(plan)
	case replace && w.createFirst:
		done = w.replaceCreatingFirst(plan)
	case replace:
		done = w.destroy(forced(w.current)) && w.carryOut(plan)
	case plan.Changes():
		done = w.carryOut(plan)
	}
	for _, old := range leftovers {
		done = w.destroyDeposed(old) && done
	}
	return done
}

// refresh reads everything in the state.
func (w *workspace) refresh() bool {
	all := []plugintest.Instance{}
	for _, old := range w.deposed {
		read, ok := w.read(old)
		if !ok {
			return false
		}
		if !read.Value.IsNull() {
			all = append(all, read)
		}
	}
	w.deposed = all
	if w.current.Value.IsNull() {
		return true
	}
	read, ok := w.read(w.current)
	if ok {
		w.current, w.tainted = read, w.tainted && !read.Value.IsNull()
	}
	return ok
}

func (w *workspace) read(i plugintest.Instance) (plugintest.Instance, bool) {
	after, told := w.Refresh(i)
	return after, w.heard(told)
}

// heard adds what the provider said, unless it was killed before it could, and says whether all went well.
func (w *workspace) heard(told []plugintest.Diagnostic) bool {
	if w.killed {
		return false
	}
	w.told = append(w.told, told...)
	return !plugintest.Failed(told)
}

// plan plans a configuration. A replacement is planned once more as a create.
func (w *workspace) plan(config attrs) (p plugintest.Plan, replace, ok bool) {
	if config == nil && w.current.Value.IsNull() {
		return plugintest.Plan{}, false, true
	}
	if !w.tainted || config == nil {
		p = w.planOnce(w.current, config)
		if !w.heard(p.Said) {
			return p, false, false
		}
		if len(p.Replace) == 0 {
			return p, false, true
		}
	}
	p = w.planOnce(w.Nothing(), config)
	return p, true, w.heard(p.Said)
}

// plans are kept by what they were made from.
type plans struct {
	configs []attrs
	made    []plugintest.Plan
}

func (w *workspace) planOnce(prior plugintest.Instance, config attrs) plugintest.Plan {
	if w.plans == nil {
		return w.Plan(prior, config)
	}
	for i, p := range w.plans.made {
		if p.Prior.Value.Equal(prior.Value) && bytes.Equal(p.Prior.Private, prior.Private) && reflect.ValueOf(w.plans.configs[i]).Pointer() == reflect.ValueOf(config).Pointer() {
			return p
		}
	}
	p := w.Plan(prior, config)
	w.plans.configs, w.plans.made = append(w.plans.configs, config), append(w.plans.made, p)
	return p
}

// forced is a destruction that is part of a replacement, which is not planned on its own.
func forced(i plugintest.Instance) plugintest.Plan {
	nothing := tftypes.NewValue(i.Value.Type(), nil)
	return plugintest.Plan{Prior: i, Config: nothing, Value: nothing, Private: i.Private}
}

// carryOut creates or updates.
func (w *workspace) carryOut(p plugintest.Plan) bool {
	after, told := w.Apply(p)
	ok := w.heard(told)
	switch {
	case w.killed || !ok && after.Value.IsNull(): // the state stays
	default:
		w.current, w.tainted = after, !ok && p.Prior.Value.IsNull()
	}
	return ok
}

func (w *workspace) destroy(p plugintest.Plan) bool {
	after, told := w.Apply(p)
	ok := w.heard(told)
	switch {
	case w.killed:
	case ok:
		w.current, w.tainted = w.Nothing(), false
	case !after.Value.IsNull():
		w.current = after
	}
	return ok
}

func (w *workspace) replaceCreatingFirst(p plugintest.Plan) bool {
	old, oldTainted := w.current, w.tainted
	w.current, w.tainted = w.Nothing(), false
	done := w.carryOut(p)
	if w.current.Value.IsNull() {
		w.current, w.tainted = old, oldTainted
		return false
	}
	w.deposed = append(w.deposed, old)
	return done && w.destroyDeposed(old)
}

func (w *workspace) destroyDeposed(old plugintest.Instance) bool {
	_, told := w.Apply(forced(old))
	ok := w.heard(told)
	if ok {
		w.deposed = slices.DeleteFunc(w.deposed, func(i plugintest.Instance) bool { return i.Value.Equal(old.Value) })
	}
	return ok
}

// importing is an import block that a diagnostic shows, ready to be pasted.
var importing = regexp.MustCompile(`import \{\n +to = dadosfera_pipeline\.NAME [^\n]*\n +id = "([^"]+)"\n\}`)

// offered gives the id in an import block that was shown in the last run, "" where there was none.
func (w *workspace) offered() string {
	for _, d := range w.told {
		if found := importing.FindStringSubmatch(d.Detail); found != nil {
			return stored(found[1])
		}
	}
	return ""
}

// adopt is an apply with an import block.
func (w *workspace) adopt(id string, config attrs) bool {
	w.told, w.killed = nil, false
	before := *w
	i, told := w.Adopt(id, nil)
	if !w.heard(told) {
		return false
	}
	w.current, w.tainted = i, false
	return w.applyRead(before, config)
}

// ids gives the pipelines that the state has, by their ids as the platform spells them.
func (w *workspace) ids() []string {
	var all []string
	for _, i := range append(slices.Clone(w.deposed), w.current) {
		if !i.Value.IsNull() {
			all = append(all, stored(w.At(i, "id").(string)))
		}
	}
	return all
}

// stored is an id in the spelling in which the platform holds it, or a text with ids in it.
func stored(text string) string { return strings.ToLower(strings.ReplaceAll(text, "-", "_")) }
