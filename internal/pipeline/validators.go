// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
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

// cronFields are the five fields with their ranges.
var cronFields = []struct {
	name     string
	min, max int
}{{"minute", 0, 59}, {"hour", 0, 23}, {"day of month", 1, 31}, {"month", 1, 12}, {"day of week", 0, 7}}

func checkCron(expression string) error {
	fields := strings.Fields(expression)
	if len(fields) == 0 {
		return errors.New("cron is empty. Leave the attribute out for a pipeline without a schedule")
	}
	if len(fields) != len(cronFields) {
		return nil
	}
	for i, field := range cronFields {
		for part := range strings.SplitSeq(fields[i], ",") {
			part, step, stepped := strings.Cut(part, "/")
			if n, err := strconv.Atoi(step); stepped && err == nil && n < 1 {
				return fmt.Errorf("%q has the step %q for the %s, which must be 1 or more", expression, step, field.name)
			}
			for bound := range strings.SplitSeq(part, "-") {
				n, err := strconv.Atoi(bound) // of too many digits: the largest number, and an error
				if (err == nil || errors.Is(err, strconv.ErrRange)) && (n < field.min || n > field.max) {
					return fmt.Errorf("%q has %s for the %s, which goes from %d to %d. The fields are minute, hour, day of month, month, day of week, %s",
						expression, bound, field.name, field.min, field.max, utcNote)
				}
			}
		}
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
