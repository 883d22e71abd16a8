// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Int64Between returns a validator of integers from lowest to highest. Unlike that of the library, it reports an error
// in a list at the attribute of the configuration, which Terraform can show.
func Int64Between(lowest, highest int64) validator.Int64 { return int64Validator{lowest, highest} }

type int64Validator struct{ lowest, highest int64 }

// Description returns the description of the validator.
func (v int64Validator) Description(context.Context) string {
	return fmt.Sprintf("must be from %d to %d", v.lowest, v.highest)
}

// MarkdownDescription returns the description of the validator.
func (v int64Validator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateInt64 checks the value, unless it is null or unknown.
func (v int64Validator) ValidateInt64(
	ctx context.Context, req validator.Int64Request, resp *validator.Int64Response,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if n := req.ConfigValue.ValueInt64(); n < v.lowest || n > v.highest {
		resp.Diagnostics.Append(summaryOutOfRange.ErrorAtf(rootOf(req.Path), "%s is %d, and %s.", req.Path, n, v.Description(ctx)))
	}
}
