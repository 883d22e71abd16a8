// SPDX-License-Identifier: MPL-2.0

package validators

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Filled wants something in what is given: in a text a character or more; in a list or set an element or more, and something in
// each text of it. instead is what to do where nothing is meant, in a whole sentence.
func Filled(instead string) FilledValidator { return FilledValidator{instead: instead} }

// Word is Filled for a text that means nothing where it is nothing but white space.
func Word(instead string) FilledValidator { return FilledValidator{instead: instead, word: true} }

// FilledValidator is Filled for a text, a list or a set.
type FilledValidator struct {
	instead string
	word    bool
}

const emptyValue = "Empty value"

// Description says what is wanted.
func (FilledValidator) Description(context.Context) string { return "must not be empty" }

// MarkdownDescription says it too.
func (v FilledValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString refuses a text of nothing.
func (v FilledValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if v.isEmpty(req.ConfigValue) {
		v.refuse(req.Path, req.Path.String()+" is empty.", &resp.Diagnostics)
	}
}

// ValidateList refuses a list without an element.
func (v FilledValidator) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		v.elements(req.Path, req.ConfigValue.Elements(), &resp.Diagnostics)
	}
}

// ValidateSet refuses a set without an element, and an element that is null.
func (v FilledValidator) ValidateSet(_ context.Context, req validator.SetRequest, resp *validator.SetResponse) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		v.elements(req.Path, req.ConfigValue.Elements(), &resp.Diagnostics)
	}
}

func (v FilledValidator) elements(at path.Path, elements []attr.Value, diags *diag.Diagnostics) {
	if len(elements) == 0 {
		v.refuse(at, at.String()+" is empty.", diags)
	}
	for _, element := range elements {
		text, ok := element.(types.String)
		if ok && (text.IsNull() || v.isEmpty(text)) {
			diags.AddAttributeError(at, emptyValue, fmt.Sprintf("%s has an element that is null or empty. Take it out.", at))
			return
		}
	}
}

func (v FilledValidator) refuse(at path.Path, what string, diags *diag.Diagnostics) {
	diags.AddAttributeError(at, emptyValue, what+" "+v.instead)
}

func (v FilledValidator) isEmpty(text types.String) bool {
	if text.IsNull() || text.IsUnknown() {
		return false
	}
	return text.ValueString() == "" || v.word && strings.TrimSpace(text.ValueString()) == ""
}
