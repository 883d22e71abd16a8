// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
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
