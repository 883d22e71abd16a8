// SPDX-License-Identifier: MPL-2.0

// Package planmodifiers holds the plan modifiers of this provider's resources.
package planmodifiers

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	_ planmodifier.String = UseState{}
	_ planmodifier.Set    = UseState{}
)

// UseState plans the value in the state for an attribute that the configuration omits, and null if there is no state.
// Unlike the framework's UseStateForUnknown, it never leaves the value unknown: it is for an attribute that the
// platform does not fill in.
type UseState struct {
	// UnlessSet is the name of an attribute beside this one. If the configuration sets it, null is planned instead of
	// the value in the state. An unknown value counts as set. An empty name means that there is no such attribute.
	UnlessSet string
}

// Description describes the modifier in plain text.
func (m UseState) Description(context.Context) string {
	if m.UnlessSet == "" {
		return "If omitted, the value stays as it is."
	}
	return "If omitted together with " + m.UnlessSet + ", the value stays as it is."
}

// MarkdownDescription describes the modifier in Markdown.
func (m UseState) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

// PlanModifyString plans a string.
func (m UseState) PlanModifyString(
	ctx context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse,
) {
	switch {
	case !req.ConfigValue.IsNull():
	case m.isOverruled(ctx, req.Config, req.Path, &resp.Diagnostics):
		resp.PlanValue = types.StringNull()
	default:
		resp.PlanValue = req.StateValue
	}
}

// PlanModifySet plans a set.
func (m UseState) PlanModifySet(ctx context.Context, req planmodifier.SetRequest, resp *planmodifier.SetResponse) {
	switch {
	case !req.ConfigValue.IsNull():
	case m.isOverruled(ctx, req.Config, req.Path, &resp.Diagnostics):
		resp.PlanValue = types.SetNull(req.PlanValue.ElementType(ctx))
	default:
		resp.PlanValue = req.StateValue
	}
}

// isOverruled reports whether the configuration sets the attribute that UnlessSet names.
func (m UseState) isOverruled(ctx context.Context, config tfsdk.Config, at path.Path, diags *diag.Diagnostics) bool {
	if m.UnlessSet == "" {
		return false
	}
	var sibling attr.Value
	diags.Append(config.GetAttribute(ctx, at.ParentPath().AtName(m.UnlessSet), &sibling)...)
	return sibling != nil && !sibling.IsNull()
}
