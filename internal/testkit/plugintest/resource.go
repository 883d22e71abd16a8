// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Resource drives one type of managed resource: it validates, plans, applies, reads and imports as Terraform does
// between the configuration and the provider, and reports each of Terraform's rules that the provider breaks.
//
// Its methods take and return states; nothing is kept. Workspace keeps a state, and does what a whole terraform apply
// does.
type Resource struct {
	*Server
	// MutableIdentity is set if the identity of an object may change, as the framework's ResourceBehavior does.
	MutableIdentity bool
	// NoPrivateState is set if the client keeps no private state, as some bridges to other tools do: no request has any.
	NoPrivateState bool

	t        T
	typeName string
}

// Resource returns the driver of a type of managed resource.
func (s *Server) Resource(typeName string) *Resource {
	s.t.Helper()
	if s.Schemas.ResourceSchemas[typeName] == nil {
		s.t.Fatalf("the provider has no resource %s", typeName)
	}
	return &Resource{Server: s, t: s.t, typeName: typeName}
}

// Instance is an object of a resource in a state. If its value is null, the object does not exist.
type Instance struct {
	Value    tftypes.Value
	Private  []byte
	Identity *tfprotov6.ResourceIdentityData
}

// Absent returns the instance that does not exist.
func (r *Resource) Absent() Instance { return Instance{Value: tftypes.NewValue(r.Type(), nil)} }

// Schema returns the resource's schema.
func (r *Resource) Schema() *tfprotov6.Schema { return r.Schemas.ResourceSchemas[r.typeName] }

// Type returns the type of the resource's values.
func (r *Resource) Type() tftypes.Type { return r.Schema().ValueType() }

// Value returns the value of a configuration.
func (r *Resource) Value(config Attrs) tftypes.Value {
	r.t.Helper()
	return Value(r.t, r.Type(), config)
}

// At returns the value at a path in an instance, such as "jobs.0.input.table_name", as Plain does.
func (r *Resource) At(i Instance, path string) any {
	r.t.Helper()
	return ValueAt(r.t, i.Value, path)
}

// Validate validates a configuration, as terraform validate does.
func (r *Resource) Validate(config Attrs) []Diagnostic {
	r.t.Helper()
	resp, err := r.ValidateResourceConfig(r.t.Context(), &tfprotov6.ValidateResourceConfigRequest{
		TypeName: r.typeName, Config: r.encode(r.Value(config)),
	})
	r.noError("validate", err)
	return diagnosticsOf(resp.Diagnostics)
}

// Plan is a plan of one instance.
type Plan struct {
	Prior  Instance
	Config tftypes.Value
	// Value is the planned state. It is the zero value if planning failed.
	Value    tftypes.Value
	Private  []byte
	Identity *tfprotov6.ResourceIdentityData
	// RequiresReplace are the attributes that cannot be changed in place.
	RequiresReplace []*tftypes.AttributePath
	// Deferred reports whether the provider deferred the change.
	Deferred    bool
	Diagnostics []Diagnostic
	// Request is what the provider was sent.
	Request *tfprotov6.PlanResourceChangeRequest
}

// Changes reports whether the plan changes anything.
func (p Plan) Changes() bool { return !p.Value.Equal(p.Prior.Value) }

// Plan plans a configuration for an instance. A nil configuration plans to destroy it.
//
// If RequiresReplace is not empty, Terraform plans once more: see PlanReplacement. It also validates the configuration
// before each plan, which is left to the caller.
func (r *Resource) Plan(prior Instance, config Attrs) Plan {
	r.t.Helper()
	p := Plan{Prior: prior, Config: tftypes.NewValue(r.Type(), nil)}
	proposed := p.Config
	if config != nil {
		p.Config = r.Value(config)
		proposed = proposedNew(r.attributesOf(r.Schema()), prior.Value, p.Config)
	}
	p.Request = &tfprotov6.PlanResourceChangeRequest{
		TypeName: r.typeName, Config: r.encode(p.Config),
		PriorState: r.encode(prior.Value), ProposedNewState: r.encode(proposed),
		PriorPrivate: r.kept(prior.Private), PriorIdentity: prior.Identity,
		ClientCapabilities: &tfprotov6.PlanResourceChangeClientCapabilities{DeferralAllowed: r.options.DeferralAllowed},
	}
	if proposed.Equal(prior.Value) {
		p.Request.ProposedNewState = p.Request.PriorState // Terraform encodes equal maps equally; tftypes does not
	}

	resp, err := r.PlanResourceChange(r.t.Context(), p.Request)
	r.noError("plan", err)
	p.Diagnostics, p.RequiresReplace = diagnosticsOf(resp.Diagnostics), resp.RequiresReplace
	p.Private, p.Identity = resp.PlannedPrivate, resp.PlannedIdentity
	if HasError(p.Diagnostics) {
		return p
	}
	p.Deferred = resp.Deferred != nil
	r.notDeferred(p.Deferred)
	p.Value = r.decode(resp.PlannedState, r.Type())
	r.checkPlan(p)
	return p
}

// PlanReplacement plans the creation that is part of a replacement, after the plan that requires it.
func (r *Resource) PlanReplacement(p Plan, config Attrs) Plan {
	r.t.Helper()
	prior := r.Absent()
	prior.Private, prior.Identity = p.Private, p.Identity
	return r.Plan(prior, config)
}

// PlanFinal plans once more during apply, when the values are known that were unknown before, as Terraform always does.
// It holds the final plan to the first one: NodeApplyableResourceInstance.checkPlannedChange in Terraform's source.
func (r *Resource) PlanFinal(p Plan, config Attrs) Plan {
	r.t.Helper()
	final := r.Plan(p.Prior, config)
	r.checkFinal(p, final)
	return final
}

// Apply applies a plan. A plan without changes is not sent to the provider, as Terraform does not send it. If the
// provider fails and returns no state, the result is the prior instance.
func (r *Resource) Apply(p Plan) (Instance, []Diagnostic) {
	r.t.Helper()
	return r.ApplyContext(r.t.Context(), p)
}

// ApplyContext is Apply with a context for the call.
func (r *Resource) ApplyContext(ctx context.Context, p Plan) (Instance, []Diagnostic) {
	r.t.Helper()
	if p.Value.Type() == nil {
		r.t.Fatalf("apply: the plan failed: %v", p.Diagnostics)
	}
	if !p.Config.IsFullyKnown() {
		r.t.Fatalf("apply: the configuration has unknown values, which Terraform knows by then: %s", describe(p.Config))
	}
	if !p.Changes() && !p.Config.IsNull() {
		return p.Prior, nil
	}
	resp, err := r.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: r.typeName, Config: r.encode(p.Config),
		PriorState: r.encode(p.Prior.Value), PlannedState: r.encode(p.Value),
		PlannedPrivate: r.kept(p.Private), PlannedIdentity: p.Identity,
	})
	r.noError("apply", err)

	diags := diagnosticsOf(resp.Diagnostics)
	after := Instance{Value: r.decode(resp.NewState, r.Type()), Private: resp.Private, Identity: resp.NewIdentity}
	r.checkApplied(p, after, diags)
	if HasError(diags) && after.Value.IsNull() {
		return p.Prior, diags
	}
	return after, diags
}

// MustApply plans and applies a configuration, to create an instance or to change it in place. An error or a
// replacement ends the test.
func (r *Resource) MustApply(prior Instance, config Attrs) Instance {
	r.t.Helper()
	p := r.Plan(prior, config)
	if HasError(p.Diagnostics) {
		r.t.Fatalf("plan: %v", p.Diagnostics)
	}
	if len(p.RequiresReplace) > 0 {
		r.t.Fatalf("plan: got a replacement for %v, want none", p.RequiresReplace)
	}
	after, diags := r.Apply(p)
	if HasError(diags) {
		r.t.Fatalf("apply: %v", diags)
	}
	return after
}

// Create is MustApply for an instance that does not exist.
func (r *Resource) Create(config Attrs) Instance {
	r.t.Helper()
	return r.MustApply(r.Absent(), config)
}

// Destroy plans and applies the destruction of an instance.
func (r *Resource) Destroy(prior Instance) []Diagnostic {
	r.t.Helper()
	p := r.Plan(prior, nil)
	if HasError(p.Diagnostics) {
		return p.Diagnostics
	}
	_, diags := r.Apply(p)
	return diags
}

// Refresh reads an instance. The result does not exist if the object is gone, and is the prior instance if reading
// failed.
func (r *Resource) Refresh(prior Instance) (Instance, []Diagnostic) {
	r.t.Helper()
	return r.RefreshContext(r.t.Context(), prior)
}

// RefreshContext is Refresh with a context for the call.
func (r *Resource) RefreshContext(ctx context.Context, prior Instance) (Instance, []Diagnostic) {
	r.t.Helper()
	after, diags := r.read(ctx, prior)
	if !HasError(diags) && !after.Value.IsNull() {
		r.checkIdentity("read", after.Identity, prior.Identity)
	}
	return after, diags
}

// Import imports an object by its id, or by its identity if that is not nil, and reads it. The result does not exist if
// importing failed, or if there is no such object. It is unknown, and was not read, if the provider deferred the
// import.
func (r *Resource) Import(id string, identity Attrs) (Instance, []Diagnostic) {
	r.t.Helper()
	req := &tfprotov6.ImportResourceStateRequest{
		TypeName: r.typeName, ID: id,
		ClientCapabilities: &tfprotov6.ImportResourceStateClientCapabilities{DeferralAllowed: r.options.DeferralAllowed},
	}
	if identity != nil {
		value := Value(r.t, r.identitySchema().ValueType(), identity)
		req.Identity = &tfprotov6.ResourceIdentityData{IdentityData: r.encode(value)}
	}
	resp, err := r.ImportResourceState(r.t.Context(), req)
	r.noError("import", err)
	diags := diagnosticsOf(resp.Diagnostics)
	if HasError(diags) {
		return r.Absent(), diags
	}
	r.notDeferred(resp.Deferred != nil)
	if resp.Deferred != nil {
		return Instance{Value: tftypes.NewValue(r.Type(), tftypes.UnknownValue)}, diags
	}

	imported, ok := r.checkImported(resp.ImportedResources, identity != nil)
	if !ok {
		return r.Absent(), diags
	}
	after, readDiags := r.read(r.t.Context(), imported)
	diags = append(diags, readDiags...)
	if HasError(readDiags) {
		return r.Absent(), diags
	}
	r.checkIdentity("read after import", after.Identity, nil)
	return after, diags
}

// Identity returns the attributes of an instance's identity, nil if it has none.
func (r *Resource) Identity(i Instance) Attrs {
	r.t.Helper()
	return r.identityAttrs(i.Identity)
}

// kept returns what the client keeps of a private state.
func (r *Resource) kept(private []byte) []byte {
	if r.NoPrivateState {
		return nil
	}
	return private
}
