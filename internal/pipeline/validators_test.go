// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Only what surely fails is refused: the pages of the platform disagree on the rest.
func TestSchedulesThatPass(t *testing.T) {
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
		"white space":                 "  0\t6  * * *\n",
		"question marks":              "0 6 ? * *",
		"the last day":                "0 6 L * *",
		"the nearest weekday":         "0 6 15W * *",
		"the second Monday":           "0 6 * * 1#2",
		"the last Friday":             "0 6 * * 5L",
		"hashes":                      "H H(0-7) * * *",
		"six fields, seconds first":   "0 0 6 * * ?",
		"six fields with a year":      "0 6 * * * 2030",
		"seven fields":                "0 0 6 * * ? 2030",
		"six fields out of range":     "99 99 99 99 99 99",
		"a preset":                    "@once",
		"another preset":              "@daily",
		"a preset that nobody knows":  "@sometimes",
		"an interval":                 "@every 1h30m",
		"words":                       "every day at noon",
		"four fields":                 "0 6 * *",
		"five words":                  "at six each day please",
		"an empty item of a list":     "0, 6 * * *",
		"a sign that is not a number": "0 6 * * +",
		"a step without a number":     "0/x 6 * * *",
	} {
		t.Run(name, func(t *testing.T) {
			if err := checkCron(cron); err != nil {
				t.Errorf("%q is refused: %v", cron, err)
			}
		})
	}
}

func TestSchedulesThatSurelyFail(t *testing.T) {
	for name, tc := range map[string]struct {
		cron string
		says []string
	}{
		"empty":                       {"", []string{"empty", "Leave the attribute out"}},
		"blank":                       {" \t\n ", []string{"empty", "Leave the attribute out"}},
		"minute":                      {"60 * * * *", []string{"60", "minute", "0 to 59", "UTC"}},
		"hour":                        {"0 24 * * *", []string{"24", "hour", "0 to 23"}},
		"day of the month, zero":      {"0 0 0 * *", []string{"0", "day of month", "1 to 31"}},
		"day of the month":            {"0 0 32 * *", []string{"32", "day of month", "1 to 31"}},
		"month, zero":                 {"0 0 * 0 *", []string{"month", "1 to 12"}},
		"month":                       {"0 0 * 13 *", []string{"13", "month", "1 to 12"}},
		"day of the week":             {"0 0 * * 8", []string{"8", "day of week", "0 to 7"}},
		"one of a list":               {"0,60 * * * *", []string{"60", "minute"}},
		"end of a range":              {"0-60 * * * *", []string{"60", "minute"}},
		"start of a range":            {"60-70/5 * * * *", []string{"60", "minute"}},
		"a value with a step":         {"60/5 * * * *", []string{"60", "minute"}},
		"a step of zero":              {"*/0 * * * *", []string{`"0"`, "step", "minute", "1 or more"}},
		"a step below zero":           {"* */-5 * * *", []string{`"-5"`, "step", "hour"}},
		"a step of zero, in a list":   {"* 1,2-4/0 * * *", []string{`"0"`, "step", "hour"}},
		"a number of too many digits": {"99999999999999999999 * * * *", []string{"99999999999999999999", "minute", "0 to 59"}},
		"the first of two mistakes":   {"60 24 * * *", []string{"minute"}},
		"white space around it":       {"  60 * * * * ", []string{"minute"}},
	} {
		t.Run(name, func(t *testing.T) {
			err := checkCron(tc.cron)
			if err == nil {
				t.Fatalf("%q passes", tc.cron)
			}
			contains(t, err.Error(), tc.says...)
		})
	}
}

func validate(v validator.String, value types.String) diag.Diagnostics {
	resp := &validator.StringResponse{}
	v.ValidateString(nil, validator.StringRequest{Path: rootJobs, ConfigValue: value}, resp) //nolint:staticcheck // no validator looks at the context
	return resp.Diagnostics
}

func TestValuesThatAreNotThereYetAreValid(t *testing.T) {
	for _, v := range []validator.String{cronValidator{}, jsonValidator{array: true}, jsonValidator{reserved: isField}} {
		for _, value := range []types.String{types.StringNull(), types.StringUnknown()} {
			if diags := validate(v, value); len(diags) > 0 {
				t.Errorf("%T refuses %s: %v", v, value, diags)
			}
		}
		if v.Description(t.Context()) == "" || v.Description(t.Context()) != v.MarkdownDescription(t.Context()) {
			t.Errorf("%T is described as %q and %q", v, v.Description(t.Context()), v.MarkdownDescription(t.Context()))
		}
	}
}

func TestJSONThatIsGivenForExtraOrTransformations(t *testing.T) {
	object := jsonValidator{reserved: isField}
	output := jsonValidator{reserved: isOutputField}
	array := jsonValidator{array: true}
	for name, tc := range map[string]struct {
		v    validator.String
		json string
		says []string // none: it passes
	}{
		"an object":                             {object, `{"a":1}`, nil},
		"an empty object":                       {object, `{}`, nil},
		"an object, where a list is wanted":     {array, `{}`, []string{"array", "jsonencode([...])"}},
		"a list, where an object is wanted":     {object, `[]`, []string{"object", "jsonencode({ ... })"}},
		"null is no object":                     {object, `null`, []string{"object"}},
		"null is no list":                       {array, `null`, []string{"array"}},
		"a text is no object":                   {object, `"{}"`, []string{"object"}},
		"nothing is no object":                  {object, ``, []string{"object"}},
		"half an object":                        {object, `{"a":`, []string{"object"}},
		"a list":                                {array, `[{"a":1},2,null]`, nil},
		"an empty list":                         {array, `[]`, nil},
		"a key that has an attribute":           {object, `{"plugin":"x"}`, []string{`"plugin"`, "attribute of its own"}},
		"a key that has one, with null":         {object, `{"auth_parameters":null}`, []string{`"auth_parameters"`}},
		"a key in other letters is another key": {object, `{"Plugin":"x"}`, nil},
		"a key that has one deeper down passes": {object, `{"a":{"plugin":"x"}}`, nil},
		"a key of the output in an input":       {object, `{"raw":{}}`, nil},
		"a key of the output":                   {output, `{"raw":{}}`, []string{`"raw"`}},
		"the platform's own key of the output":  {output, `{"table_name":"x"}`, []string{`"table_name"`}},
		"a key of an input in the output":       {output, `{"connector":"x"}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			diags := validate(tc.v, types.StringValue(tc.json))
			switch {
			case tc.says == nil && len(diags) > 0:
				t.Errorf("refused: %v", diags)
			case tc.says != nil && len(diags) != 1:
				t.Errorf("%d diagnostics: %v", len(diags), diags)
			case tc.says != nil:
				contains(t, diags[0].Summary()+diags[0].Detail(), tc.says...)
			}
		})
	}
	t.Run("each key is named by itself, in order", func(t *testing.T) {
		for range 5 {
			diags := validate(object, types.StringValue(`{"table_name":1,"plugin":2,"connector":3,"x":4}`))
			if len(diags) != 3 {
				t.Fatalf("%d diagnostics: %v", len(diags), diags)
			}
			for i, key := range []string{`"connector"`, `"plugin"`, `"table_name"`} {
				contains(t, diags[i].Detail(), key)
			}
		}
	})
}

// No expression panics, white space changes nothing, and only what has five fields or none is refused.
func FuzzCron(f *testing.F) {
	for _, cron := range []string{"0 6 * * *", "*/15 0-5/2 1,15 JAN-MAR mon#2", "@once", "", " ", "60 * * * *", "*/0 * * * *", "- - / , -", "0 0 0 0 0 0", "-1 * * * *", "１ * * * *"} {
		f.Add(cron)
	}
	f.Fuzz(func(t *testing.T, cron string) {
		err := checkCron(cron)
		fields := strings.Fields(cron)
		if err != nil && len(fields) != 5 && len(fields) != 0 {
			t.Errorf("%q is refused, with %d fields: %v", cron, len(fields), err)
		}
		if err == nil && len(fields) == 0 {
			t.Errorf("%q passes", cron)
		}
		other := "\t" + strings.Join(fields, "  ") + "\n"
		if (err == nil) != (checkCron(other) == nil) {
			t.Errorf("%q and %q are not judged alike", cron, other)
		}
		if len(fields) == 0 {
			return
		}
		if !sameCron(cron, other) || !sameCron(cron, cron) {
			t.Errorf("%q and %q are not the same schedule", cron, other)
		}
		if sameCron(cron, cron+" x") {
			t.Errorf("%q is the same with a field more", cron)
		}
	})
}
