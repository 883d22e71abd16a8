// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/cron"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

// cronValidator returns a validator that refuses what certainly fails: an empty text, and five fields of which one is
// out of its range. It warns of what the platform's pages disagree on, or may depend on the customer's plan.
func cronValidator() validator.String {
	return validators.String("must be a cron expression or a preset", func(at path.Path, expression string) diag.Diagnostics {
		if err := checkCron(expression); err != nil {
			return diag.Diagnostics{summaryInvalidSchedule.ErrorAt(at, err.Error()+".")}
		}
		if reason := cron.Warning(expression); reason != "" {
			return diag.Diagnostics{summaryUnusualSchedule.WarningAtf(at,
				"The cron expression %q %s. It is sent unchanged, and the platform may refuse it.", expression, reason)}
		}
		return nil
	})
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

// nameValidator returns a validator that warns of white space around a name, which the platform may trim.
func nameValidator() validator.String {
	return validators.String("should not begin or end with whitespace", func(at path.Path, name string) diag.Diagnostics {
		if strings.TrimSpace(name) == name {
			return nil
		}
		return diag.Diagnostics{summaryNameSpace.WarningAtf(at,
			"The name %q begins or ends with whitespace, which the platform may remove. Remove it from the configuration.",
			name)}
	})
}

// jsonArrayValidator returns a validator that requires a JSON array.
func jsonArrayValidator() validator.String {
	return validators.String("must be a JSON array", func(at path.Path, text string) diag.Diagnostics {
		var items []json.RawMessage
		if err := json.Unmarshal([]byte(text), &items); err != nil || items == nil {
			return diag.Diagnostics{summaryNotJSONArray.ErrorAtf(jobsPath,
				"%s must be a JSON array. Write it with jsonencode([...]).", at)}
		}
		return nil
	})
}

// extraValidator returns a validator that requires a JSON object without the keys that have an attribute of their own.
func extraValidator(isField func(key string) bool) validator.String {
	return validators.String("must be a JSON object", func(at path.Path, text string) diag.Diagnostics {
		var object map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &object); err != nil || object == nil {
			return diag.Diagnostics{summaryNotJSONObject.ErrorAtf(jobsPath,
				"%s must be a JSON object. Write it with jsonencode({ ... }).", at)}
		}
		var diags diag.Diagnostics
		for _, key := range slices.Sorted(maps.Keys(object)) {
			if isField(key) {
				diags.Append(summaryKeyHasAttribute.ErrorAtf(jobsPath,
					"%s has the key %q, which has its own attribute. Set %s instead, and remove the key from the JSON.",
					at, key, at.ParentPath().AtName(key)))
			}
		}
		return diags
	})
}
