// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/cron"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// cronValidator refuses what certainly fails: an empty text, and five fields of which one is out of its range. It warns
// of what the platform's pages disagree on, or may depend on the customer's plan.
type cronValidator struct{}

// Description describes what is valid.
func (cronValidator) Description(context.Context) string {
	return "must be a cron expression or a preset"
}

// MarkdownDescription describes what is valid.
func (v cronValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString validates a schedule.
func (cronValidator) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if tfvalue.IsNullOrUnknown(req.ConfigValue) {
		return
	}
	if err := checkCron(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.Append(summaryInvalidSchedule.ErrorAt(req.Path, err.Error()+"."))
		return
	}
	if reason := cron.Warning(req.ConfigValue.ValueString()); reason != "" {
		resp.Diagnostics.Append(summaryUnusualSchedule.WarningAtf(req.Path,
			"The cron expression %q %s. It is sent unchanged, and the platform may refuse it.",
			req.ConfigValue.ValueString(), reason))
	}
}

func checkCron(expression string) error {
	if strings.TrimSpace(expression) == "" {
		return errors.New("cron is empty. For a pipeline without a schedule, omit the attribute")
	}
	if err := cron.Check(expression); err != nil {
		return fmt.Errorf("%w, in UTC", err)
	}
	return nil
}

// nameValidator warns of white space around a name, which the platform may trim.
type nameValidator struct{}

// Description describes what is valid.
func (nameValidator) Description(context.Context) string {
	return "should not begin or end with whitespace"
}

// MarkdownDescription describes what is valid.
func (v nameValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString validates a name.
func (nameValidator) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if name := req.ConfigValue.ValueString(); name != "" && strings.TrimSpace(name) != name {
		resp.Diagnostics.Append(summaryNameSpace.WarningAtf(req.Path,
			"The name %q begins or ends with whitespace, which the platform may remove. Remove it from the configuration.",
			name))
	}
}

// jsonArrayValidator requires a JSON array.
type jsonArrayValidator struct{}

// Description describes what is valid.
func (jsonArrayValidator) Description(context.Context) string { return "must be a JSON array" }

// MarkdownDescription describes what is valid.
func (v jsonArrayValidator) MarkdownDescription(ctx context.Context) string {
	return v.Description(ctx)
}

// ValidateString validates a JSON array.
func (v jsonArrayValidator) ValidateString(
	ctx context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if tfvalue.IsNullOrUnknown(req.ConfigValue) {
		return
	}
	var items []json.RawMessage
	if err := json.Unmarshal([]byte(req.ConfigValue.ValueString()), &items); err != nil || items == nil {
		resp.Diagnostics.Append(summaryNotJSONArray.ErrorAtf(jobsPath, "%s %s. Write it with jsonencode([...]).",
			req.Path, v.Description(ctx)))
	}
}

// extraValidator requires a JSON object without the keys that have an attribute of their own.
type extraValidator struct {
	isField func(key string) bool
}

// Description describes what is valid.
func (extraValidator) Description(context.Context) string { return "must be a JSON object" }

// MarkdownDescription describes what is valid.
func (v extraValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString validates a JSON object.
func (v extraValidator) ValidateString(
	ctx context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if tfvalue.IsNullOrUnknown(req.ConfigValue) {
		return
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal([]byte(req.ConfigValue.ValueString()), &object); err != nil || object == nil {
		resp.Diagnostics.Append(summaryNotJSONObject.ErrorAtf(jobsPath, "%s %s. Write it with jsonencode({ ... }).",
			req.Path, v.Description(ctx)))
		return
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if v.isField(key) {
			resp.Diagnostics.Append(summaryKeyHasAttribute.ErrorAtf(jobsPath,
				"%s has the key %q, which has its own attribute. Set %s instead, and remove the key from the JSON.",
				req.Path, key, req.Path.ParentPath().AtName(key)))
		}
	}
}
