// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Generate is configuration that Terraform 1.14 and newer generate from the state of an import, as the provider gives
// it; what is null in it is left out.
func (r *Resource) Generate(i Instance) Attrs {
	r.t.Helper()
	if !r.Schemas.ServerCapabilities.GenerateResourceConfig {
		r.t.Error("the provider does not announce that it generates configuration, so Terraform does it by itself")
	}
	resp, err := r.GenerateResourceConfig(r.t.Context(), &tfprotov6.GenerateResourceConfigRequest{TypeName: r.typeName, State: r.dynamic(i.Value)})
	r.must("generate configuration", resp.Diagnostics, err)
	return configured(r.Schema().Block.Attributes, r.read(resp.Config, r.Type()))
}

// GenerateOld is configuration that Terraform before 1.14, and OpenTofu, generate by themselves: all that the state has
// and a configuration can say.
func (r *Resource) GenerateOld(i Instance) Attrs {
	r.t.Helper()
	return configured(r.Schema().Block.Attributes, i.Value)
}

// configured gives the attributes that have a value and can be configured.
func configured(schema []*tfprotov6.SchemaAttribute, v tftypes.Value) Attrs {
	config := Attrs{}
	for _, a := range schema {
		member := Members(v)[a.Name]
		switch {
		case !a.Optional && !a.Required || member.IsNull():
		case a.NestedType == nil:
			config[a.Name] = Plain(member)
		case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			config[a.Name] = configured(a.NestedType.Attributes, member)
		default:
			list := Elems{}
			for _, element := range Elements(member) {
				list = append(list, configured(a.NestedType.Attributes, element))
			}
			config[a.Name] = list
		}
	}
	return config
}
