// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// checkPlan holds a plan to the rules of NodeAbstractResourceInstance.plan and planDestroy in Terraform's source.
func (r *Resource) checkPlan(p Plan) {
	r.t.Helper()
	if p.Value.IsNull() != p.Config.IsNull() {
		r.t.Errorf("plan: got %s for the configuration %s", describe(p.Value), describe(p.Config))
		return
	}
	if p.Config.IsNull() {
		return
	}
	attributes := r.attributesOf(r.Schema())
	r.report("plan", assertPlanValid("", attributes, p.Prior.Value, p.Config, p.Value))
	r.report("plan", writeOnlyValues("", attributes, p.Value))
	r.report("plan", checkRequiresReplace(p.RequiresReplace, p.Prior.Value, p.Value))
	if !p.Prior.Value.IsNull() && len(p.RequiresReplace) == 0 {
		r.checkIdentity("plan", p.Identity, p.Prior.Identity)
	}
}

// checkFinal holds a final plan to the first one.
func (r *Resource) checkFinal(p, final Plan) {
	r.t.Helper()
	if HasError(final.Diagnostics) {
		return
	}
	if before, after := len(p.RequiresReplace) > 0, len(final.RequiresReplace) > 0; before != after {
		r.t.Errorf("final plan: got replace %t, want %t", after, before)
	}
	r.report("final plan", assertObjectCompatible("", p.Value, final.Value))
}

// checkApplied holds the result of an apply to the rules of NodeAbstractResourceInstance.apply in Terraform's source.
func (r *Resource) checkApplied(p Plan, after Instance, diags []Diagnostic) {
	r.t.Helper()
	if !after.Value.IsFullyKnown() {
		r.t.Errorf("apply: got unknown values: %s", describe(after.Value))
	}
	r.report("apply", writeOnlyValues("", r.attributesOf(r.Schema()), after.Value))
	if HasError(diags) {
		return
	}
	if after.Value.IsNull() != p.Value.IsNull() {
		r.t.Errorf("apply: got %s, want %s", describe(after.Value), describe(p.Value))
		return
	}
	switch {
	case after.Value.IsNull():
	case p.Prior.Value.IsNull():
		r.checkIdentity("apply", after.Identity, nil)
	default:
		r.checkIdentity("apply", after.Identity, p.Prior.Identity)
	}
	r.report("apply", assertObjectCompatible("", p.Value, after.Value))
}

// read reads an instance, and holds what was read to the rules of NodeAbstractResourceInstance.refresh in Terraform's
// source.
func (r *Resource) read(ctx context.Context, prior Instance) (Instance, []Diagnostic) {
	r.t.Helper()
	resp, err := r.ReadResource(ctx, &tfprotov6.ReadResourceRequest{
		TypeName: r.typeName, CurrentState: r.encode(prior.Value),
		Private: r.kept(prior.Private), CurrentIdentity: prior.Identity,
	})
	r.noError("read", err)
	diags := diagnosticsOf(resp.Diagnostics)
	if HasError(diags) {
		return prior, diags
	}
	r.notDeferred(resp.Deferred != nil)

	after := Instance{Value: r.decode(resp.NewState, r.Type()), Private: resp.Private, Identity: resp.NewIdentity}
	if !after.Value.IsFullyKnown() {
		r.t.Errorf("read: got unknown values: %s", describe(after.Value))
	}
	r.report("read", writeOnlyValues("", r.attributesOf(r.Schema()), after.Value))
	if after.Value.IsNull() {
		return r.Absent(), diags
	}
	return after, diags
}

// checkImported holds what was imported to the rules of NodePlannableResourceInstance.importState in Terraform's
// source.
func (r *Resource) checkImported(all []*tfprotov6.ImportedResource, byIdentity bool) (Instance, bool) {
	r.t.Helper()
	if len(all) != 1 {
		r.t.Errorf("import: got %d resources, want 1", len(all))
		return Instance{}, false
	}
	got := all[0]
	if got.TypeName != r.typeName {
		r.t.Errorf("import: got a resource of type %q, want %q", got.TypeName, r.typeName)
		return Instance{}, false
	}
	imported := Instance{Value: r.decode(got.State, r.Type()), Private: got.Private, Identity: got.Identity}
	if imported.Value.IsNull() {
		r.t.Errorf("import: got no state")
		return Instance{}, false
	}
	r.report("import", writeOnlyValues("", r.attributesOf(r.Schema()), imported.Value))
	if byIdentity && (imported.Identity == nil || imported.Identity.IdentityData == nil) {
		r.t.Errorf("import: got no identity for an import by identity")
	}
	return imported, true
}

func (r *Resource) identityAttrs(identity *tfprotov6.ResourceIdentityData) Attrs {
	r.t.Helper()
	if identity == nil || identity.IdentityData == nil {
		return nil
	}
	attrs, _ := Plain(r.decode(identity.IdentityData, r.identitySchema().ValueType())).(Attrs)
	return attrs
}

// checkIdentity reports unknown values in an identity, which is validateIdentityKnown in Terraform's source, and an
// identity that is not the prior one, which the framework does not allow, unless that is nil.
func (r *Resource) checkIdentity(during string, identity, prior *tfprotov6.ResourceIdentityData) {
	r.t.Helper()
	got, want := r.identityAttrs(identity), r.identityAttrs(prior)
	for name, v := range got {
		if v == (Unknown{}) {
			r.t.Errorf("%s: got an unknown value of %s in the identity", during, name)
			return
		}
	}
	if want != nil && !r.MutableIdentity && !cmp.Equal(got, want) {
		r.t.Errorf("%s: the identity changed from %v to %v", during, want, got)
	}
}

func (r *Resource) identitySchema() *tfprotov6.ResourceIdentitySchema {
	r.t.Helper()
	schema := r.identities[r.typeName]
	if schema == nil {
		r.t.Fatalf("%s has no identity", r.typeName)
	}
	return schema
}

// report reports the problems that were found in a response.
func (r *Resource) report(during string, found problems) {
	r.t.Helper()
	for _, problem := range found {
		r.t.Errorf("%s: %s", during, problem)
	}
}
