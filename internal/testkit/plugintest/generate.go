// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// GenerateConfig returns the configuration that Terraform 1.14 and later generate for an imported instance, without
// what is null in it. The provider generates it if it announces that it can, and Terraform otherwise.
func (r *Resource) GenerateConfig(i Instance) Attrs {
	r.t.Helper()
	if capabilities := r.Schemas.ServerCapabilities; capabilities == nil || !capabilities.GenerateResourceConfig {
		return r.GenerateConfigWithoutProvider(i)
	}
	resp, err := r.GenerateResourceConfig(r.t.Context(), &tfprotov6.GenerateResourceConfigRequest{
		TypeName: r.typeName, State: r.encode(i.Value),
	})
	r.noError("generating configuration", err)
	if diags := diagnosticsOf(resp.Diagnostics); HasError(diags) {
		r.t.Fatalf("generating configuration: %v", diags)
	}
	return configurable(r.attributesOf(r.Schema()), r.decode(resp.Config, r.Type()))
}

// GenerateConfigWithoutProvider returns the configuration that Terraform before 1.14, and OpenTofu, generate for an
// imported instance: every value in the state that can be configured.
func (r *Resource) GenerateConfigWithoutProvider(i Instance) Attrs {
	r.t.Helper()
	return configurable(r.attributesOf(r.Schema()), i.Value)
}

// configurable returns the attributes that have a value and are not read-only.
func configurable(attributes []*tfprotov6.SchemaAttribute, v tftypes.Value) Attrs {
	config := Attrs{}
	for _, a := range attributes {
		member := Members(v)[a.Name]
		switch {
		case !a.Optional && !a.Required || member.IsNull():
		case a.NestedType == nil:
			config[a.Name] = Plain(member)
		case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			config[a.Name] = configurable(a.NestedType.Attributes, member)
		case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeMap:
			all := Attrs{}
			for key, element := range Members(member) {
				all[key] = configurable(a.NestedType.Attributes, element)
			}
			config[a.Name] = all
		default:
			all := Elems{}
			for _, element := range Elements(member) {
				all = append(all, configurable(a.NestedType.Attributes, element))
			}
			config[a.Name] = all
		}
	}
	return config
}
