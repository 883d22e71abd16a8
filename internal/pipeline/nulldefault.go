// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/defaults"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectdefault"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

// nullDefault is null for what the configuration leaves out. An attribute with it is computed in name only: it plans as
// one that is just optional, but Terraform writes no "= null" for it into the configuration that it generates.
type nullDefault struct{}

func (nullDefault) Description(context.Context) string { return "Left out, there is none." }

func (d nullDefault) MarkdownDescription(ctx context.Context) string { return d.Description(ctx) }

func (nullDefault) DefaultString(_ context.Context, _ defaults.StringRequest, resp *defaults.StringResponse) {
	resp.PlanValue = types.StringNull()
}

func (nullDefault) DefaultInt64(_ context.Context, _ defaults.Int64Request, resp *defaults.Int64Response) {
	resp.PlanValue = types.Int64Null()
}

func (nullDefault) DefaultSet(_ context.Context, _ defaults.SetRequest, resp *defaults.SetResponse) {
	resp.PlanValue = types.SetNull(types.StringType)
}

// timeoutsAttribute is timeouts with a null default.
func timeoutsAttribute(ctx context.Context, opts timeouts.Opts) schema.Attribute {
	attribute := validators.Timeouts(ctx, opts)
	if shape, ok := attribute.GetType().(timeouts.Type); ok {
		attribute.Computed, attribute.Default = true, objectdefault.StaticValue(types.ObjectNull(shape.AttrTypes))
	}
	return attribute
}
