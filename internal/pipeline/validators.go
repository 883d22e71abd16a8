// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/cron"
)

// cronValidator refuses only what surely fails: nothing at all, and five fields of which one is out of its range. The
// platform's pages disagree on the rest, so it has the last word.
type cronValidator struct{}

func (cronValidator) Description(context.Context) string {
	return "must be a cron expression or a preset"
}

func (v cronValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (cronValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := checkCron(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid schedule", err.Error()+".")
	}
}

func checkCron(expression string) error {
	if strings.TrimSpace(expression) == "" {
		return errors.New("cron is empty. Leave the attribute out for a pipeline without a schedule")
	}
	if err := cron.Check(expression); err != nil {
		return fmt.Errorf("%w, %s", err, utcNote)
	}
	return nil
}

// jsonValidator wants a JSON object without the reserved keys, or an array.
type jsonValidator struct {
	array    bool
	reserved func(key string) bool
}

func (v jsonValidator) Description(context.Context) string {
	if v.array {
		return "must be a JSON array"
	}
	return "must be a JSON object"
}

func (v jsonValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v jsonValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	text := []byte(req.ConfigValue.ValueString())
	if v.array {
		var items []json.RawMessage
		if err := json.Unmarshal(text, &items); err != nil || items == nil {
			resp.Diagnostics.AddAttributeError(req.Path, "Not a JSON array", req.Path.String()+" "+v.Description(ctx)+", as in jsonencode([...]).")
		}
		return
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil || object == nil {
		resp.Diagnostics.AddAttributeError(req.Path, "Not a JSON object", req.Path.String()+" "+v.Description(ctx)+", as in jsonencode({ ... }).")
		return
	}
	var own []string
	for key := range object {
		if v.reserved(key) {
			own = append(own, key)
		}
	}
	sort.Strings(own)
	for _, key := range own {
		resp.Diagnostics.AddAttributeError(req.Path, "Key has an attribute of its own",
			fmt.Sprintf("%s has the key %q. Set the attribute %s in its place, and take the key out of the JSON.", req.Path, key, req.Path.ParentPath().AtName(key)))
	}
}

// inputValidator wants an input in every job. Required in the schema would want it too, and miss it in a job that is not
// known as a whole, which a job from a variable or a module never is when a configuration is validated.
type inputValidator struct{}

func (inputValidator) Description(context.Context) string { return "must have an input" }

func (v inputValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v inputValidator) ValidateObject(ctx context.Context, req validator.ObjectRequest, resp *validator.ObjectResponse) {
	if input, ok := req.ConfigValue.Attributes()["input"]; req.ConfigValue.IsNull() || ok && input.IsNull() {
		resp.Diagnostics.AddAttributeError(req.Path.AtName("input"), "Job has no input", req.Path.String()+" "+v.Description(ctx)+", which says what it extracts.")
	}
}
