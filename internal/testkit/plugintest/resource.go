// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Resource does for one type of resource what Terraform does between configuration and provider, and holds the provider
// to the same rules: what a plan may say, and what an apply may make of it.
type Resource struct {
	*Server

	t        testing.TB
	typeName string
}

// Resource gives the driver of a type of resource.
func (s *Server) Resource(typeName string) *Resource {
	s.t.Helper()
	if s.Schemas.ResourceSchemas[typeName] == nil {
		s.t.Fatalf("there is no resource %s", typeName)
	}
	return &Resource{Server: s, t: s.t, typeName: typeName}
}

// Instance is a resource in a state; a null value is one that does not exist.
type Instance struct {
	Value    tftypes.Value
	Private  []byte
	Identity *tfprotov6.ResourceIdentityData
}

// Schema is the resource's schema.
func (r *Resource) Schema() *tfprotov6.Schema { return r.Schemas.ResourceSchemas[r.typeName] }

// Validate is terraform validate of one resource.
func (r *Resource) Validate(config Attrs) []Diagnostic {
	r.t.Helper()
	resp, err := r.ValidateResourceConfig(r.t.Context(), &tfprotov6.ValidateResourceConfigRequest{TypeName: r.typeName, Config: r.dynamic(r.Value(config))})
	r.must("validate", nil, err)
	return diagnosticsOf(resp.Diagnostics)
}

// Plan is a plan of one resource.
type Plan struct {
	Prior   Instance
	Config  tftypes.Value
	Value   tftypes.Value
	Private []byte
	// Replace are the attributes that cannot be changed in place, as the provider names them.
	Replace []*tftypes.AttributePath
	Said    []Diagnostic
	// Asked is what the provider was asked.
	Asked *tfprotov6.PlanResourceChangeRequest
}

// Changes says whether the plan is not empty.
func (p Plan) Changes() bool { return !p.Value.Equal(p.Prior.Value) }

// Plan plans a configuration over a state; nil stands for no configuration, which destroys.
func (r *Resource) Plan(prior Instance, config Attrs) Plan {
	r.t.Helper()
	p := Plan{Prior: prior, Config: tftypes.NewValue(r.Type(), nil)}
	proposed := p.Config
	if config != nil {
		p.Config = r.Value(config)
		proposed = proposedNew(r.Schema().Block.Attributes, prior.Value, p.Config)
	}
	p.Asked = &tfprotov6.PlanResourceChangeRequest{
		TypeName: r.typeName, PriorState: r.dynamic(prior.Value), ProposedNewState: r.dynamic(proposed), Config: r.dynamic(p.Config),
		PriorPrivate: prior.Private, PriorIdentity: prior.Identity,
	}
	if proposed.Equal(prior.Value) {
		p.Asked.ProposedNewState = p.Asked.PriorState // Terraform writes the same values as the same bytes, other than tftypes with maps
	}
	resp, err := r.PlanResourceChange(r.t.Context(), p.Asked)
	r.must("plan", nil, err)
	p.Said, p.Private, p.Replace = diagnosticsOf(resp.Diagnostics), resp.PlannedPrivate, resp.RequiresReplace
	if resp.PlannedState == nil || Failed(p.Said) {
		return p
	}
	p.Value = r.read(resp.PlannedState, r.Type())
	if config != nil {
		r.checkPlan("", r.Schema().Block.Attributes, p.Config, prior.Value, p.Value)
	}
	for _, path := range p.Replace {
		before, _, errBefore := tftypes.WalkAttributePath(prior.Value, path)
		after, _, errAfter := tftypes.WalkAttributePath(p.Value, path)
		if errBefore != nil && errAfter != nil {
			r.t.Errorf("%s is to be replaced for, and is neither in the state nor in the plan", path)
		}
		a, okA := before.(tftypes.Value)
		b, okB := after.(tftypes.Value)
		if okA && okB && a.Equal(b) {
			r.t.Errorf("%s is to be replaced for, and does not change: %s", path, a)
		}
	}
	return p
}

// Apply carries a plan out.
func (r *Resource) Apply(p Plan) (Instance, []Diagnostic) {
	r.t.Helper()
	return r.ApplyIn(r.t.Context(), p)
}

// ApplyIn is Apply in a context of its own.
func (r *Resource) ApplyIn(ctx context.Context, p Plan) (Instance, []Diagnostic) {
	r.t.Helper()
	resp, err := r.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: r.typeName, PriorState: r.dynamic(p.Prior.Value), PlannedState: r.dynamic(p.Value), Config: r.dynamic(p.Config),
		PlannedPrivate: p.Private, PlannedIdentity: p.Prior.Identity,
	})
	r.must("apply", nil, err)
	after := Instance{Value: tftypes.NewValue(r.Type(), nil), Private: resp.Private, Identity: resp.NewIdentity}
	told := diagnosticsOf(resp.Diagnostics)
	if resp.NewState != nil {
		after.Value = r.read(resp.NewState, r.Type())
	}
	if !after.Value.IsFullyKnown() {
		r.t.Errorf("after the apply, values are unknown: %s", after.Value)
	}
	if !Failed(told) {
		for _, difference := range unlike("", p.Value, after.Value) {
			r.t.Errorf("the apply made something else than was planned: %s", difference)
		}
	}
	return after, told
}

// Up applies a configuration, in place or by creating, and fails the test where it cannot.
func (r *Resource) Up(prior Instance, config Attrs) Instance {
	r.t.Helper()
	p := r.Plan(prior, config)
	if Failed(p.Said) {
		r.t.Fatalf("plan: %v", p.Said)
	}
	if len(p.Replace) > 0 {
		r.t.Fatalf("the plan replaces for %v", p.Replace)
	}
	after, told := r.Apply(p)
	if Failed(told) {
		r.t.Fatalf("apply: %v", told)
	}
	return after
}

// Create makes what is configured.
func (r *Resource) Create(config Attrs) Instance {
	r.t.Helper()
	return r.Up(r.Nothing(), config)
}

// Destroy plans and applies the end of a resource.
func (r *Resource) Destroy(prior Instance) []Diagnostic {
	r.t.Helper()
	p := r.Plan(prior, nil)
	if Failed(p.Said) {
		return p.Said
	}
	after, told := r.Apply(p)
	if Failed(told) == after.Value.IsNull() {
		r.t.Errorf("destroyed %t, and said: %v", after.Value.IsNull(), told)
	}
	return told
}

// Refresh reads a resource again.
func (r *Resource) Refresh(prior Instance) (Instance, []Diagnostic) {
	r.t.Helper()
	return r.RefreshIn(r.t.Context(), prior)
}

// RefreshIn is Refresh in a context of its own.
func (r *Resource) RefreshIn(ctx context.Context, prior Instance) (Instance, []Diagnostic) {
	r.t.Helper()
	resp, err := r.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: r.typeName, CurrentState: r.dynamic(prior.Value), Private: prior.Private, CurrentIdentity: prior.Identity,
	})
	r.must("read", nil, err)
	told := diagnosticsOf(resp.Diagnostics)
	if Failed(told) {
		return prior, told
	}
	after := Instance{Value: r.read(resp.NewState, r.Type()), Private: resp.Private, Identity: resp.NewIdentity}
	if !after.Value.IsFullyKnown() {
		r.t.Errorf("after the read, values are unknown: %s", after.Value)
	}
	return after, told
}

// Adopt imports a pipeline by id, or by identity where the id is empty, and reads it.
func (r *Resource) Adopt(id string, identity Attrs) (Instance, []Diagnostic) {
	r.t.Helper()
	req := &tfprotov6.ImportResourceStateRequest{TypeName: r.typeName, ID: id}
	if identity != nil {
		req.Identity = &tfprotov6.ResourceIdentityData{IdentityData: r.dynamic(Value(r.t, r.identityType(), identity))}
	}
	resp, err := r.ImportResourceState(r.t.Context(), req)
	r.must("import", nil, err)
	told := diagnosticsOf(resp.Diagnostics)
	if Failed(told) {
		return r.Nothing(), told
	}
	if len(resp.ImportedResources) != 1 {
		r.t.Fatalf("%d resources were imported", len(resp.ImportedResources))
	}
	made := resp.ImportedResources[0]
	return r.Refresh(Instance{Value: r.read(made.State, r.Type()), Private: made.Private, Identity: made.Identity})
}

// Nothing is a resource that does not exist.
func (r *Resource) Nothing() Instance { return Instance{Value: tftypes.NewValue(r.Type(), nil)} }

// Type is the type of the resource's values.
func (r *Resource) Type() tftypes.Type { return r.Schema().ValueType() }

// Value makes a whole value of a configuration.
func (r *Resource) Value(config Attrs) tftypes.Value {
	r.t.Helper()
	return Value(r.t, r.Type(), config)
}

// IdentityOf gives the pipeline_id in an identity, "" where there is none.
func (r *Resource) IdentityOf(i Instance) string {
	r.t.Helper()
	if i.Identity == nil || i.Identity.IdentityData == nil {
		return ""
	}
	v, err := i.Identity.IdentityData.Unmarshal(r.identityType())
	if err != nil {
		r.t.Fatal(err)
	}
	id, _ := Plain(Members(v)["pipeline_id"]).(string)
	return id
}

// At gives a value inside an Instance as a plain one: "jobs.0.input.table_name".
func (r *Resource) At(i Instance, path string) any {
	r.t.Helper()
	return ValueAt(r.t, i.Value, path)
}

// identityType is the type of the resource's identity.
func (r *Resource) identityType() tftypes.Type {
	r.t.Helper()
	return r.identitySchema().ValueType()
}

func (r *Resource) identitySchema() *tfprotov6.ResourceIdentitySchema {
	r.t.Helper()
	resp, err := r.GetResourceIdentitySchemas(r.t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	r.must("identity schema", nil, err)
	return resp.IdentitySchemas[r.typeName]
}
