// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Workspace is one address of a resource in a state, and does with it what terraform apply does: refresh, plan, apply,
// and what Terraform makes of errors on the way. A create that fails leaves a tainted object, which the next apply
// replaces. A replaced object that cannot be destroyed becomes deposed, which every later apply tries to destroy.
type Workspace struct {
	State

	Resource *Resource
	// CreateBeforeDestroy is the lifecycle setting create_before_destroy.
	CreateBeforeDestroy bool
	// Replace is the option -replace of terraform apply, for this address.
	Replace bool
	// Known, if set, is the configuration as it is known during apply, if that which is planned has unknown values. A run
	// that plans a change then plans once more before it applies that, as Terraform does.
	Known Attrs
	// Killed is set by a test while the provider works, for instance by the server that it calls, to say that the
	// provider was killed: Terraform receives no response to the call, and the state stays as it was before. Each run
	// resets it.
	Killed bool
	// PlanFunc, if set, replaces Resource.Plan. It lets a test that runs the same over and over keep its plans.
	PlanFunc func(prior Instance, config Attrs) Plan

	// Diagnostics are those of the last run.
	Diagnostics []Diagnostic
	// Destructions are those that the last run sent to the provider, in their order.
	Destructions []Destruction
}

// Destruction is the destruction of an object.
type Destruction struct {
	Object Instance
	Reason Reason
}

// Reason is why a run destroys an object.
type Reason int

// The reasons for the destruction of an object.
const (
	Removed  Reason = iota // from the configuration, or by terraform destroy
	Tainted                // replaced, as it is tainted
	Forced                 // replaced, as -replace demands it
	Required               // replaced, as the provider requires it for a change
	Deposed                // replaced by an earlier run
)

// State is what a state holds for one address.
type State struct {
	// Current does not exist if there is no current object.
	Current Instance
	// Tainted is set if Current has to be replaced.
	Tainted bool
	// Deposed are objects that were replaced, and still have to be destroyed.
	Deposed []Instance
}

// Workspace returns a workspace with an empty state.
func (r *Resource) Workspace() *Workspace {
	return &Workspace{State: State{Current: r.Absent()}, Resource: r}
}

// Apply runs terraform apply with a configuration, or without the resource if that is nil. It reports whether that
// succeeded. A run that fails before it applies anything leaves the state as it was.
func (w *Workspace) Apply(config Attrs) bool {
	w.begin()
	before := w.clone()
	if !w.RefreshAll() {
		w.State = before
		return false
	}
	return w.planAndApply(before, config)
}

// ApplyWithoutRefresh runs terraform apply -refresh=false.
func (w *Workspace) ApplyWithoutRefresh(config Attrs) bool {
	w.begin()
	return w.planAndApply(w.clone(), config)
}

// Import runs terraform apply with an import block for an id.
func (w *Workspace) Import(id string, config Attrs) bool {
	w.begin()
	before := w.clone()
	imported, diags := w.Resource.Import(id, nil)
	if !w.succeeded(diags) || imported.Value.IsNull() {
		return false
	}
	w.Current, w.Tainted = imported, false
	return w.planAndApply(before, config)
}

// RefreshAll reads every object in the state, and reports whether that succeeded.
func (w *Workspace) RefreshAll() bool {
	var deposed []Instance
	for _, old := range w.Deposed {
		read, diags := w.Resource.Refresh(old)
		if !w.succeeded(diags) {
			return false
		}
		if !read.Value.IsNull() {
			deposed = append(deposed, read)
		}
	}
	w.Deposed = deposed
	if w.Current.Value.IsNull() {
		return true
	}
	read, diags := w.Resource.Refresh(w.Current)
	if !w.succeeded(diags) {
		return false
	}
	w.Current, w.Tainted = read, w.Tainted && !read.Value.IsNull()
	return true
}

// PlanCurrent plans a configuration, and reports whether that replaces the current object, and whether planning
// succeeded. The plan of a replacement is the one that creates the new object.
func (w *Workspace) PlanCurrent(config Attrs) (p Plan, replace, ok bool) {
	if config == nil && w.Current.Value.IsNull() {
		return Plan{}, false, true
	}
	if !w.Tainted || config == nil {
		p = w.planOnce(w.Current, config)
		if !w.succeeded(p.Diagnostics) {
			return p, false, false
		}
		if len(p.RequiresReplace) == 0 && (!w.Replace || config == nil || w.Current.Value.IsNull()) {
			return p, false, true
		}
	}
	// NodeAbstractResourceInstance.plan in Terraform's source hands on what the first plan returned as private state,
	// and nothing of a tainted object.
	prior := w.Resource.Absent()
	prior.Private, prior.Identity = p.Private, p.Identity
	p = w.planOnce(prior, config)
	return p, true, w.succeeded(p.Diagnostics)
}

func (w *Workspace) begin() { w.Diagnostics, w.Destructions, w.Killed = nil, nil, false }

// succeeded adds the diagnostics of a call and reports whether it succeeded. The response of a provider that was killed
// is lost.
func (w *Workspace) succeeded(diags []Diagnostic) bool {
	if w.Killed {
		return false
	}
	w.Diagnostics = append(w.Diagnostics, diags...)
	return !HasError(diags)
}

// planAndApply plans and applies after everything was read.
func (w *Workspace) planAndApply(before State, config Attrs) bool {
	p, replace, ok := w.PlanCurrent(config)
	if !ok {
		w.State = before
		return false
	}

	leftovers, reason := w.Deposed, w.reason()
	ok = true
	switch {
	case config == nil && w.Current.Value.IsNull():
	case config == nil:
		ok = w.destroyCurrent(p, Removed)
	case replace && w.CreateBeforeDestroy:
		ok = w.replaceCreatingFirst(p, reason)
	case replace:
		ok = w.destroyCurrent(destruction(w.Current, p), reason) && w.applyCurrent(p)
	case p.Changes():
		ok = w.applyCurrent(p)
	}
	for _, old := range leftovers {
		ok = w.destroyDeposed(old, Deposed) && ok
	}
	return ok
}

// reason returns why the current object is replaced.
func (w *Workspace) reason() Reason {
	switch {
	case w.Tainted:
		return Tainted
	case w.Replace:
		return Forced
	}
	return Required
}

func (w *Workspace) planOnce(prior Instance, config Attrs) Plan {
	if w.PlanFunc != nil {
		return w.PlanFunc(prior, config)
	}
	return w.Resource.Plan(prior, config)
}

// destruction returns the half of a replacement that destroys the old object. It is not planned on its own, and has the
// private state of the plan that creates the new one: ResourceInstanceChange.Simplify in Terraform's source.
func destruction(old Instance, creation Plan) Plan {
	nothing := tftypes.NewValue(old.Value.Type(), nil)
	return Plan{Prior: old, Config: nothing, Value: nothing, Private: creation.Private}
}

// applyCurrent creates or updates the current object.
func (w *Workspace) applyCurrent(p Plan) bool {
	creates := p.Prior.Value.IsNull()
	p, ok := w.planFinal(p)
	if !ok {
		return false
	}
	after, diags := w.Resource.Apply(p)
	ok = w.succeeded(diags)
	if w.Killed {
		return false
	}
	w.Current = after
	w.Tainted = !ok && creates && !after.Value.IsNull()
	return ok
}

// InconsistentPlan is the summary of Terraform's error about a final plan that replaces an object, where the first plan
// did not. Terraform calls that a defect of the provider, but no provider can avoid it: it cannot tell a final plan
// from a first one.
const InconsistentPlan = "Provider produced inconsistent final plan"

// planFinal plans once more, if the configuration had unknown values.
func (w *Workspace) planFinal(p Plan) (final Plan, ok bool) {
	if w.Known == nil {
		return p, true
	}
	final = w.planOnce(p.Prior, w.Known)
	if len(final.RequiresReplace) > 0 {
		w.succeeded(final.Diagnostics)
		return final, w.succeeded([]Diagnostic{{Severity: Error, Summary: InconsistentPlan}})
	}
	w.Resource.checkFinal(p, final)
	return final, w.succeeded(final.Diagnostics)
}

func (w *Workspace) destroyCurrent(p Plan, reason Reason) bool {
	w.Destructions = append(w.Destructions, Destruction{w.Current, reason})
	after, diags := w.Resource.Apply(p)
	ok := w.succeeded(diags)
	if w.Killed {
		return false
	}
	w.Current, w.Tainted = after, w.Tainted && !ok
	return ok
}

// replaceCreatingFirst creates the new object and destroys the old one after it. If nothing was created, the old one
// stays the current object.
func (w *Workspace) replaceCreatingFirst(p Plan, reason Reason) bool {
	old, tainted := w.Current, w.Tainted
	w.Current, w.Tainted = w.Resource.Absent(), false
	created := w.applyCurrent(p)
	if w.Current.Value.IsNull() {
		w.Current, w.Tainted = old, tainted
		return false
	}
	w.Deposed = append(w.Deposed, old)
	if !created {
		return false
	}
	return w.destroyDeposed(old, reason)
}

// destroyDeposed destroys a deposed object, which is planned on its own.
func (w *Workspace) destroyDeposed(old Instance, reason Reason) bool {
	p := w.planOnce(old, nil)
	if !w.succeeded(p.Diagnostics) {
		return false
	}
	w.Destructions = append(w.Destructions, Destruction{old, reason})
	_, diags := w.Resource.Apply(p)
	if !w.succeeded(diags) {
		return false
	}
	w.Deposed = slices.DeleteFunc(w.Deposed, func(i Instance) bool { return i.Value.Equal(old.Value) })
	return true
}

func (s State) clone() State {
	s.Deposed = slices.Clone(s.Deposed)
	return s
}
