// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// Timeouts returns the attribute timeouts of a resource, with [Duration] in place of the library's own validator: that
// one accepts "0s" and "-5m", and does not name the duration that is invalid.
func Timeouts(ctx context.Context, opts timeouts.Opts) schema.SingleNestedAttribute {
	attribute, _ := timeouts.Attributes(ctx, opts).(schema.SingleNestedAttribute)
	attribute.MarkdownDescription = "Time limits of operations, including waits and retries. An operation that exceeds " +
		"its limit fails, and the state contains the changes that were made until then."
	for name, nested := range attribute.Attributes {
		if text, ok := nested.(schema.StringAttribute); ok {
			text.Validators = []validator.String{Duration()}
			attribute.Attributes[name] = text
		}
	}
	return attribute
}
