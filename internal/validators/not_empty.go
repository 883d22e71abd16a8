// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// NotEmpty returns a validator of strings, lists and sets that must not be empty. The strings in a list or set must not
// be null or empty either. The advice is a sentence on what to do instead of writing an empty value.
func NotEmpty(advice string) NotEmptyValidator { return NotEmptyValidator{advice: advice} }

// NotBlank returns a validator like [NotEmpty] for which a string of white space is empty, too.
func NotBlank(advice string) NotEmptyValidator { return NotEmptyValidator{advice: advice, trim: true} }

// NotEmptyValidator is the validator that [NotEmpty] and [NotBlank] return.
type NotEmptyValidator struct {
	advice string
	trim   bool
}

// Description returns the description of the validator.
func (NotEmptyValidator) Description(context.Context) string { return "must not be empty" }

// MarkdownDescription returns the description of the validator.
func (v NotEmptyValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString reports an empty string.
func (v NotEmptyValidator) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if !req.ConfigValue.IsNull() && v.isEmpty(req.ConfigValue) {
		resp.Diagnostics.Append(v.emptyError(req.Path))
	}
}

// ValidateList reports an empty list, or a null or empty string in it.
func (v NotEmptyValidator) ValidateList(
	_ context.Context, req validator.ListRequest, resp *validator.ListResponse,
) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		resp.Diagnostics.Append(v.validateElements(req.Path, req.ConfigValue.Elements())...)
	}
}

// ValidateSet reports an empty set, or a null or empty string in it.
func (v NotEmptyValidator) ValidateSet(_ context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		resp.Diagnostics.Append(v.validateElements(req.Path, req.ConfigValue.Elements())...)
	}
}

func (v NotEmptyValidator) validateElements(at path.Path, elements []attr.Value) diag.Diagnostics {
	if len(elements) == 0 {
		return diag.Diagnostics{v.emptyError(at)}
	}
	for _, element := range elements {
		if text, ok := element.(types.String); ok && v.isEmpty(text) {
			return diag.Diagnostics{summaryEmpty.ErrorAtf(rootOf(at), "%s has a null or empty element. Remove it.", at)}
		}
	}
	return nil
}

func (v NotEmptyValidator) emptyError(at path.Path) diag.Diagnostic {
	return summaryEmpty.ErrorAtf(rootOf(at), "%s is empty. %s", at, v.advice)
}

// isEmpty reports whether a string is null or empty. An unknown string is not.
func (v NotEmptyValidator) isEmpty(text types.String) bool {
	if text.IsUnknown() {
		return false
	}
	value := text.ValueString()
	if v.trim {
		value = strings.TrimSpace(value)
	}
	return value == ""
}
