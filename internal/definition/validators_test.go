// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
)

// Only what certainly fails is refused: the pages of the platform disagree on the rest.
func TestCheckCron_accepts(t *testing.T) {
	for name, cron := range map[string]string{
		"each minute":                 "* * * * *",
		"lowest values":               "0 0 1 1 0",
		"highest values":              "59 23 31 12 7",
		"lists":                       "0,30 6,18 1,15 1,7 1,5",
		"ranges":                      "0-30 8-18 1-15 1-6 1-5",
		"ranges that wrap around":     "50-10 22-2 25-5 11-2 5-1",
		"steps":                       "*/15 */6 */2 */3 */2",
		"steps of ranges":             "0-30/5 8-18/2 1-31/7 1-12/3 0-6/2",
		"steps larger than the field": "*/90 */48 * * *",
		"names":                       "0 6 * JAN-MAR mon,wed,FRI",
		"leading zeros":               "00 06 01 01 00",
		"whitespace":                  "  0\t6  * * *\n",
		"question marks":              "0 6 ? * *",
		"last day":                    "0 6 L * *",
		"nearest weekday":             "0 6 15W * *",
		"second Monday":               "0 6 * * 1#2",
		"last Friday":                 "0 6 * * 5L",
		"hashes":                      "H H(0-7) * * *",
		"six fields, seconds first":   "0 0 6 * * ?",
		"six fields with a year":      "0 6 * * * 2030",
		"seven fields":                "0 0 6 * * ? 2030",
		"six fields out of range":     "99 99 99 99 99 99",
		"preset":                      "@once",
		"another preset":              "@daily",
		"preset that is not known":    "@sometimes",
		"interval":                    "@every 1h30m",
		"words":                       "every day at noon",
		"four fields":                 "0 6 * *",
		"five words":                  "at six each day please",
		"empty item of a list":        "0, 6 * * *",
		"sign that is not a number":   "0 6 * * +",
		"step without a number":       "0/x 6 * * *",
	} {
		t.Run(name, func(t *testing.T) {
			if err := checkCron(cron); err != nil {
				t.Errorf("checkCron(%q): got error %v, want none", cron, err)
			}
		})
	}
}

func TestCheckCron_refuses(t *testing.T) {
	for name, tc := range map[string]struct {
		cron string
		want []string
	}{
		"empty":                  {"", []string{"empty", "omit the attribute"}},
		"blank":                  {" \t\n ", []string{"empty", "omit the attribute"}},
		"minute":                 {"60 * * * *", []string{"60", "minute", "0 to 59", "UTC"}},
		"hour":                   {"0 24 * * *", []string{"24", "hour", "0 to 23"}},
		"day of the month, zero": {"0 0 0 * *", []string{"0", "day of month", "1 to 31"}},
		"day of the month":       {"0 0 32 * *", []string{"32", "day of month", "1 to 31"}},
		"month, zero":            {"0 0 * 0 *", []string{"month", "1 to 12"}},
		"month":                  {"0 0 * 13 *", []string{"13", "month", "1 to 12"}},
		"day of the week":        {"0 0 * * 8", []string{"8", "day of week", "0 to 7"}},
		"one of a list":          {"0,60 * * * *", []string{"60", "minute"}},
		"end of a range":         {"0-60 * * * *", []string{"60", "minute"}},
		"start of a range":       {"60-70/5 * * * *", []string{"60", "minute"}},
		"value with a step":      {"60/5 * * * *", []string{"60", "minute"}},
		"step of zero":           {"*/0 * * * *", []string{`"0"`, "step", "minute", "1 or more"}},
		"step below zero":        {"* */-5 * * *", []string{`"-5"`, "step", "hour"}},
		"step of zero in a list": {"* 1,2-4/0 * * *", []string{`"0"`, "step", "hour"}},
		"number with too many digits": {
			"99999999999999999999 * * * *", []string{"99999999999999999999", "minute", "0 to 59"},
		},
		"first of two mistakes": {"60 24 * * *", []string{"minute"}},
		"white space around it": {"  60 * * * * ", []string{"minute"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := checkCron(tc.cron)
			if err == nil {
				t.Fatalf("checkCron(%q): got no error, want one", tc.cron)
			}
			checkContains(t, err.Error(), tc.want...)
		})
	}
}

func validateString(t *testing.T, v validator.String, value types.String) diag.Diagnostics {
	t.Helper()
	at := rootJobs.AtListIndex(0).AtName(attrInput).AtName(attrExtra)
	return validateStringAt(t, v, at, rootJobs, value)
}

// validateStringAt validates the value of an attribute, and checks where the diagnostics are attached.
func validateStringAt(t *testing.T, v validator.String, at, want path.Path, value types.String) diag.Diagnostics {
	t.Helper()
	resp := &validator.StringResponse{}
	v.ValidateString(t.Context(), validator.StringRequest{Path: at, ConfigValue: value}, resp)
	for _, d := range resp.Diagnostics {
		if withPath, ok := d.(diag.DiagnosticWithPath); !ok || !withPath.Path().Equal(want) {
			t.Errorf("got %v, want it at %s", d, want)
		}
	}
	return resp.Diagnostics
}

func TestValidators_nullAndUnknownAreValid(t *testing.T) {
	for name, v := range map[string]validator.String{
		"cron": cronValidator(), "name": nameValidator(), "transformations": jsonArrayValidator(), "extra": extraValidator(isInputField),
	} {
		t.Run(name, func(t *testing.T) {
			for _, value := range []types.String{types.StringNull(), types.StringUnknown()} {
				if diags := validateString(t, v, value); len(diags) > 0 {
					t.Errorf("%s: got diagnostics %v, want none", value, diags)
				}
			}
			description := v.Description(t.Context())
			if markdown := v.MarkdownDescription(t.Context()); description == "" || markdown != description {
				t.Errorf("got descriptions %q and %q, want two that are the same", description, markdown)
			}
		})
	}
}

func TestCronValidator(t *testing.T) {
	at := path.Root("cron")
	for name, tc := range map[string]struct {
		cron     string
		want     diagnostics.Summary
		severity diag.Severity
		parts    []string
	}{
		"out of range": {"60 * * * *", summaryInvalidSchedule, diag.SeverityError, []string{"60", "minute"}},
		"empty":        {"", summaryInvalidSchedule, diag.SeverityError, []string{"omit the attribute"}},
		"more often than hourly": {
			"*/15 * * * *", summaryUnusualSchedule, diag.SeverityWarning, []string{`"*/15 * * * *"`, "It is sent unchanged"},
		},
		"six fields": {"0 0 6 * * ?", summaryUnusualSchedule, diag.SeverityWarning, []string{`"0 0 6 * * ?"`, "may refuse it"}},
	} {
		t.Run(name, func(t *testing.T) {
			diags := validateStringAt(t, cronValidator(), at, at, types.StringValue(tc.cron))
			if len(diags) != 1 || diags[0].Summary() != tc.want.String() || diags[0].Severity() != tc.severity {
				t.Fatalf("got diagnostics %v, want one with the summary %q and the severity %s", diags, tc.want, tc.severity)
			}
			checkContains(t, diags[0].Detail(), tc.parts...)
		})
	}
	for _, cron := range []string{"0 6 * * *", "0 * * * *", "@daily", "@once"} {
		if diags := validateStringAt(t, cronValidator(), at, at, types.StringValue(cron)); len(diags) > 0 {
			t.Errorf("%q: got diagnostics %v, want none", cron, diags)
		}
	}
}

func TestNameValidator(t *testing.T) {
	at := path.Root(AttrName)
	for name, warns := range map[string]bool{
		"Orders": false, "Orders of the shop": false, "": false, " Orders": true, "Orders ": true, "\tOrders\n": true,
		" ": true, "\u00a0Orders": true,
	} {
		diags := validateStringAt(t, nameValidator(), at, at, types.StringValue(name))
		if got := len(diags) == 1 && diags[0].Severity() == diag.SeverityWarning; got != warns || len(diags) > 1 {
			t.Errorf("%q: got diagnostics %v, want a warning: %t", name, diags, warns)
		}
	}
}

func TestSchema_emptyConfigIDIsRefused(t *testing.T) {
	attribute, diags := Schema(t.Context()).AttributeAtPath(
		t.Context(), firstInput.AtName(attrAuth).AtName("config_id"))
	if diags.HasError() {
		t.Fatal(diags)
	}
	for value, want := range map[types.String]int{
		types.StringValue(""): 1, types.StringValue("c"): 0, types.StringUnknown(): 0,
	} {
		resp := &validator.StringResponse{}
		for _, v := range attribute.(schema.StringAttribute).Validators {
			v.ValidateString(t.Context(), validator.StringRequest{Path: firstInput, ConfigValue: value}, resp)
		}
		if len(resp.Diagnostics) != want {
			t.Errorf("%s: got diagnostics %v, want %d", value, resp.Diagnostics, want)
		}
	}
}

func TestJSONValidators(t *testing.T) {
	input, output, array := extraValidator(isInputField), extraValidator(isOutputField), jsonArrayValidator()
	for name, tc := range map[string]struct {
		v    validator.String
		json string
		want []string // nil if it is valid
	}{
		"object":                           {input, `{"a":1}`, nil},
		"empty object":                     {input, `{}`, nil},
		"object in place of an array":      {array, `{}`, []string{"array", "jsonencode([...])"}},
		"array in place of an object":      {input, `[]`, []string{"object", "jsonencode({ ... })"}},
		"null in place of an object":       {input, `null`, []string{"object"}},
		"null in place of an array":        {array, `null`, []string{"array"}},
		"string in place of an object":     {input, `"{}"`, []string{"object"}},
		"empty text in place of an object": {input, ``, []string{"object"}},
		"half an object":                   {input, `{"a":`, []string{"object"}},
		"half an array":                    {array, `[1`, []string{"array"}},
		"object with something behind it":  {input, `{} {}`, []string{"object"}},
		"array":                            {array, `[{"a":1},2,null]`, nil},
		"empty array":                      {array, `[]`, nil},
		"key with an attribute": {
			input, `{"plugin":"x"}`, []string{`"plugin"`, "attribute", "jobs[0].input.plugin"},
		},
		"key with an attribute is null":    {input, `{"auth_parameters":null}`, []string{`"auth_parameters"`}},
		"key in another letter case":       {input, `{"Plugin":"x"}`, nil},
		"nested key":                       {input, `{"a":{"plugin":"x"}}`, nil},
		"key of the output in an input":    {input, `{"raw":{}}`, nil},
		"key of the output":                {output, `{"raw":{}}`, []string{`"raw"`}},
		"platform's own key of the output": {output, `{"table_name":"x"}`, []string{`"table_name"`}},
		"key of the input in an output":    {output, `{"connector":"x"}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			diags := validateString(t, tc.v, types.StringValue(tc.json))
			if wantCount := min(1, len(tc.want)); len(diags) != wantCount {
				t.Fatalf("got diagnostics %v, want %d", diags, wantCount)
			}
			for _, d := range diags {
				checkEqual(t, "severity", d.Severity(), diag.SeverityError)
				checkContains(t, d.Summary()+d.Detail(), append(tc.want, "jobs[0].input.extra")...)
			}
		})
	}
}

func TestExtraValidator_namesEachKeyInOrder(t *testing.T) {
	extra := types.StringValue(`{"table_name":1,"plugin":2,"connector":3,"x":4}`)
	for range 5 {
		diags := validateString(t, extraValidator(isInputField), extra)
		if len(diags) != 3 {
			t.Fatalf("got diagnostics %v, want 3", diags)
		}
		for i, key := range []string{`"connector"`, `"plugin"`, `"table_name"`} {
			checkContains(t, diags[i].Detail(), key)
		}
	}
}

// FuzzCron checks that no expression panics, that white space has no meaning, and that only expressions of five fields,
// or of none, are refused.
func FuzzCron(f *testing.F) {
	for _, cron := range []string{
		"0 6 * * *", "*/15 0-5/2 1,15 JAN-MAR mon#2", "@once", "", " ", "60 * * * *", "*/0 * * * *", "- - / , -",
		"0 0 0 0 0 0", "-1 * * * *", "１ * * * *",
	} {
		f.Add(cron)
	}
	f.Fuzz(func(t *testing.T, cron string) {
		err := checkCron(cron)
		fields := strings.Fields(cron)
		if err != nil && len(fields) != 5 && len(fields) != 0 {
			t.Errorf("checkCron(%q) of %d fields: got error %v, want none", cron, len(fields), err)
		}
		if err == nil && len(fields) == 0 {
			t.Errorf("checkCron(%q): got no error, want one", cron)
		}
		other := "\t" + strings.Join(fields, "  ") + "\n"
		if otherErr := checkCron(other); (err == nil) != (otherErr == nil) {
			t.Errorf("checkCron(%q): got error %v, want one like for %q: %v", other, otherErr, cron, err)
		}
		if len(fields) == 0 {
			return
		}
		same := cronEquality{}.Equal
		if !same(cron, other) || !same(cron, cron) {
			t.Errorf("Equal(%q, %q): got false, want true", cron, other)
		}
		if same(cron, cron+" x") {
			t.Errorf("Equal(%q, %q): got true, want false", cron, cron+" x")
		}
	})
}
