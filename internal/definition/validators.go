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

// cronValidator only refuses what certainly fails: an empty text, and five fields of which one is out of its range. The
// platform's pages disagree on the rest, so the platform decides.
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
	}
}

func checkCron(expression string) error {
	if strings.TrimSpace(expression) == "" {
		return errors.New("cron is empty. Leave the attribute out for a pipeline without a schedule")
	}
	if err := cron.Check(expression); err != nil {
		return fmt.Errorf("%w, in UTC", err)
	}
	return nil
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
		resp.Diagnostics.Append(summaryNotJSONArray.ErrorAtf(req.Path, "%s %s, as in jsonencode([...]).", req.Path, v.Description(ctx)))
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
		resp.Diagnostics.Append(summaryNotJSONObject.ErrorAtf(req.Path, "%s %s, as in jsonencode({ ... }).", req.Path, v.Description(ctx)))
		return
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if v.isField(key) {
			resp.Diagnostics.Append(summaryKeyHasAttribute.ErrorAtf(req.Path,
				"%s has the key %q. Set the attribute %s in its place, and take the key out of the JSON.",
				req.Path, key, req.Path.ParentPath().AtName(key)))
		}
	}
}
