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

// workspace is the state of one address, with which it does what terraform apply does: refresh, plan, apply. As Terraform
// does, it keeps the result of an apply that failed, marks it as tainted if that was a create, replaces what is tainted,
// and keeps a replaced pipeline that it could not destroy as deposed.
type workspace struct {
	*core

	platform *flaky
	network  *plugintest.Network
	settings attrs
	// plans, if set, caches plans, which depend on their arguments alone, as planning sends no requests.
	plans *plans

	// createFirst is the lifecycle setting create_before_destroy.
	createFirst bool
	// killed means that the provider was killed. Its responses are then ignored.
	killed bool

	// The state.
	current plugintest.Instance // null if there is none
	tainted bool
	deposed []plugintest.Instance

	// told has the diagnostics of the last run.
	told []plugintest.Diagnostic
}

// newWorkspace returns a workspace with an empty state.
func newWorkspace(c *core, platform *flaky, network *plugintest.Network, settings attrs) *workspace {
	return &workspace{core: c, platform: platform, network: network, settings: settings, current: c.Absent()}
}

// inBubble runs a test with an empty state and an empty platform, in a bubble of package synctest, where waiting takes no time.
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

// settle ends all faults.
func (w *workspace) settle() {
	w.network.Refuse(0, 0)
	w.platform.settle()
}

// apply is terraform apply with this configuration, or without the resource if it is nil. It reports whether it succeeded.
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

// applyRead is an apply after the refresh. If it fails before anything is applied, it restores the state of before the refresh.
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

// refresh reads everything in the state, and reports whether it succeeded.
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
	after, diags := w.Refresh(i)
	return after, w.heard(diags)
}

// heard adds diagnostics to those of the run, unless the provider was killed, and reports whether there is no error.
func (w *workspace) heard(diags []plugintest.Diagnostic) bool {
	if w.killed {
		return false
	}
	w.told = append(w.told, diags...)
	return !plugintest.HasError(diags)
}

// plan plans a configuration. A replacement is planned again as a create, as Terraform does.
func (w *workspace) plan(config attrs) (p plugintest.Plan, replace, ok bool) {
	if config == nil && w.current.Value.IsNull() {
		return plugintest.Plan{}, false, true
	}
	if !w.tainted || config == nil {
		p = w.planOnce(w.current, config)
		if !w.heard(p.Diagnostics) {
			return p, false, false
		}
		if len(p.RequiresReplace) == 0 {
			return p, false, true
		}
	}
	p = w.planOnce(w.Absent(), config)
	return p, true, w.heard(p.Diagnostics)
}

// plans has plans and the configurations that they were made from.
type plans struct {
	configs []attrs
	made    []plugintest.Plan
}

// planOnce plans a configuration once, if plans are cached.
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

// forced returns the plan of a destroy that is part of a replacement, for which Terraform does not call the provider.
func forced(i plugintest.Instance) plugintest.Plan {
	nothing := tftypes.NewValue(i.Value.Type(), nil)
	return plugintest.Plan{Prior: i, Config: nothing, Value: nothing, Private: i.Private}
}

// carryOut creates or updates, and reports whether it succeeded.
func (w *workspace) carryOut(p plugintest.Plan) bool {
	after, diags := w.Apply(p)
	ok := w.heard(diags)
	switch {
	case w.killed || !ok && after.Value.IsNull(): // the state stays
	default:
		w.current, w.tainted = after, !ok && p.Prior.Value.IsNull()
	}
	return ok
}

func (w *workspace) destroy(p plugintest.Plan) bool {
	after, diags := w.Apply(p)
	ok := w.heard(diags)
	switch {
	case w.killed:
	case ok:
		w.current, w.tainted = w.Absent(), false
	case !after.Value.IsNull():
		w.current = after
	}
	return ok
}

func (w *workspace) replaceCreatingFirst(p plugintest.Plan) bool {
	old, oldTainted := w.current, w.tainted
	w.current, w.tainted = w.Absent(), false
	done := w.carryOut(p)
	if w.current.Value.IsNull() {
		w.current, w.tainted = old, oldTainted
		return false
	}
	w.deposed = append(w.deposed, old)
	return done && w.destroyDeposed(old)
}

func (w *workspace) destroyDeposed(old plugintest.Instance) bool {
	_, diags := w.Apply(forced(old))
	ok := w.heard(diags)
	if ok {
		w.deposed = slices.DeleteFunc(w.deposed, func(i plugintest.Instance) bool { return i.Value.Equal(old.Value) })
	}
	return ok
}

// importing matches the import block of a diagnostic.
var importing = regexp.MustCompile(`import \{\n +to = dadosfera_pipeline\.NAME [^\n]*\n +id = "([^"]+)"\n\}`)

// offered returns the id in the import block of a diagnostic of the last run, "" if there is none.
func (w *workspace) offered() string {
	for _, d := range w.told {
		if found := importing.FindStringSubmatch(d.Detail); found != nil {
			return stored(found[1])
		}
	}
	return ""
}

// adopt is terraform apply with an import block. It reports whether it succeeded.
func (w *workspace) adopt(id string, config attrs) bool {
	w.told, w.killed = nil, false
	before := *w
	i, diags := w.Import(id, nil)
	if !w.heard(diags) {
		return false
	}
	w.current, w.tainted = i, false
	return w.applyRead(before, config)
}

// ids returns the ids of the pipelines in the state, as the platform spells them.
func (w *workspace) ids() []string {
	var all []string
	for _, i := range append(slices.Clone(w.deposed), w.current) {
		if !i.Value.IsNull() {
			all = append(all, stored(w.At(i, "id").(string)))
		}
	}
	return all
}

// stored returns an id, or a text with ids, in the spelling of the platform.
func stored(text string) string { return strings.ToLower(strings.ReplaceAll(text, "-", "_")) }
