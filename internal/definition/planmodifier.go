// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// keepOrNull plans, for what the configuration leaves out, what the state has, and null on create: never unknown, as
// nothing is filled in later.
type keepOrNull struct{}

func (keepOrNull) Description(context.Context) string {
	return "Left out, the value stays as it is."
}

func (m keepOrNull) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepOrNull) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if req.ConfigValue.IsNull() {
		resp.PlanValue = req.StateValue
	}
}

// followLoadType plans, for a companion of the load type that the configuration leaves out: what the state has where the
// load type is left out too, as nobody manages either, and null where it is given, as it then does without. Never
// unknown, as nothing is filled in later.
type followLoadType struct{}

func (followLoadType) Description(context.Context) string {
	return "Left out together with load_type, the value stays as it is."
}

func (m followLoadType) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (followLoadType) PlanModifyString(ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	if !req.ConfigValue.IsNull() {
		return
	}
	resp.PlanValue = types.StringNull()
	if withoutLoadType(ctx, req.Config, req.Path, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

func (followLoadType) PlanModifySet(ctx context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	if !req.ConfigValue.IsNull() {
		return
	}
	resp.PlanValue = types.SetNull(types.StringType)
	if withoutLoadType(ctx, req.Config, req.Path, &resp.Diagnostics) {
		resp.PlanValue = req.StateValue
	}
}

func withoutLoadType(ctx context.Context, config tfsdk.Config, companion path.Path, diags *diag.Diagnostics) bool {
	var loadType types.String
	diags.Append(config.GetAttribute(ctx, companion.ParentPath().AtName(attrLoadType), &loadType)...)
	return loadType.IsNull()
}
