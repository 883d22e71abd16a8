// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Saved is a resource as it stands in a state file.
type Saved struct {
	Version         int64
	Attributes      json.RawMessage
	Private         []byte
	IdentityVersion int64
	// Identity is nil where the CLI that wrote the file knew none.
	Identity json.RawMessage
}

// Upgrade makes of what a state file holds an instance of this release of the provider, and fails the test where it cannot.
func (r *Resource) Upgrade(saved Saved) Instance {
	r.t.Helper()
	resp, err := r.UpgradeResourceState(r.t.Context(), &tfprotov6.UpgradeResourceStateRequest{
		TypeName: r.typeName, Version: saved.Version, RawState: &tfprotov6.RawState{JSON: saved.Attributes},
	})
	r.must("upgrade", nil, err)
	r.must("upgrade", resp.Diagnostics, nil)
	after := Instance{Value: r.read(resp.UpgradedState, r.Type()), Private: saved.Private}
	if saved.Identity != nil {
		after.Identity = r.upgradeIdentity(saved)
	}
	return after
}

// upgradeIdentity asks the provider only about an identity of another version, as Terraform does.
func (r *Resource) upgradeIdentity(saved Saved) *tfprotov6.ResourceIdentityData {
	r.t.Helper()
	raw := &tfprotov6.RawState{JSON: saved.Identity}
	schema := r.identitySchema()
	if saved.IdentityVersion == schema.Version {
		v, err := raw.Unmarshal(schema.ValueType())
		r.must("reading the identity", nil, err)
		return &tfprotov6.ResourceIdentityData{IdentityData: r.dynamic(v)}
	}
	resp, err := r.UpgradeResourceIdentity(r.t.Context(), &tfprotov6.UpgradeResourceIdentityRequest{
		TypeName: r.typeName, Version: saved.IdentityVersion, RawIdentity: raw,
	})
	r.must("upgrade of the identity", nil, err)
	r.must("upgrade of the identity", resp.Diagnostics, nil)
	return resp.UpgradedIdentity
}

// Outdated gives an instance as an earlier release of the provider has left it in a state file: without these attributes.
func (r *Resource) Outdated(i Instance, without ...string) Instance {
	r.t.Helper()
	saved, isObject := Plain(i.Value).(Attrs)
	if !isObject {
		r.t.Fatalf("there is nothing in %s", i.Value)
	}
	for _, name := range without {
		delete(saved, name)
	}
	text, err := json.Marshal(saved)
	if err != nil {
		r.t.Fatal(err)
	}
	after := r.Upgrade(Saved{Version: r.Schema().Version, Attributes: text, Private: i.Private})
	after.Identity = i.Identity
	return after
}
