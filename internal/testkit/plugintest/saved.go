// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// SavedInstance is an instance as a state file holds it.
type SavedInstance struct {
	// Version is that of the resource's schema.
	Version         int64
	Attributes      json.RawMessage
	Private         []byte
	IdentityVersion int64
	// Identity is nil if the CLI that wrote the file did not support identities.
	Identity json.RawMessage
}

// Upgrade returns the instance that this release of the provider makes of a saved one. An error ends the test.
func (r *Resource) Upgrade(saved SavedInstance) Instance {
	r.t.Helper()
	resp, err := r.UpgradeResourceState(r.t.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: r.typeName, Version: saved.Version, RawState: &tfprotov6.RawState{JSON: saved.Attributes},
	})
	r.noError("upgrading the state", err)
	if diags := diagnosticsOf(resp.Diagnostics); HasError(diags) {
		r.t.Fatalf("upgrading the state: %v", diags)
	}
	upgraded := Instance{Value: r.decode(resp.UpgradedState, r.Type()), Private: saved.Private}
	if saved.Identity != nil {
		upgraded.Identity = r.upgradeIdentity(saved)
	}
	return upgraded
}

// upgradeIdentity asks the provider only about an identity of another version, as Terraform does.
func (r *Resource) upgradeIdentity(saved SavedInstance) *tfprotov6.ResourceIdentityData {
	r.t.Helper()
	raw := &tfprotov6.RawState{JSON: saved.Identity}
	schema := r.identitySchema()
	if saved.IdentityVersion == schema.Version {
		v, err := raw.Unmarshal(schema.ValueType())
		r.noError("decoding the identity", err)
		return &tfprotov6.ResourceIdentityData{IdentityData: r.encode(v)}
	}
	resp, err := r.UpgradeResourceIdentity(r.t.Context(), &tfprotov6.UpgradeResourceIdentityRequest{
		TypeName: r.typeName, Version: saved.IdentityVersion, RawIdentity: raw,
	})
	r.noError("upgrading the identity", err)
	if diags := diagnosticsOf(resp.Diagnostics); HasError(diags) {
		r.t.Fatalf("upgrading the identity: %v", diags)
	}
	return resp.UpgradedIdentity
}

// WithoutAttributes returns an instance as a release of the provider saved it that did not have these attributes yet,
// and this release reads it.
func (r *Resource) WithoutAttributes(i Instance, names ...string) Instance {
	r.t.Helper()
	attributes, ok := Plain(i.Value).(Attrs)
	if !ok {
		r.t.Fatalf("the instance does not exist: %s", describe(i.Value))
	}
	for _, name := range names {
		delete(attributes, name)
	}
	text, err := json.Marshal(attributes)
	r.noError("encoding the attributes", err)
	upgraded := r.Upgrade(SavedInstance{Version: r.Schema().Version, Attributes: text, Private: i.Private})
	upgraded.Identity = i.Identity
	return upgraded
}
