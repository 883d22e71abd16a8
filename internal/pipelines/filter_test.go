// SPDX-License-Identifier: MPL-2.0

package pipelines

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// jobs returns jobs with these inputs.
func jobs(t *testing.T, inputs ...string) maestro.Optional[[]maestro.Job] {
	t.Helper()
	all := make([]maestro.Job, len(inputs))
	for i, input := range inputs {
		if err := json.Unmarshal([]byte(input), &all[i].Input); err != nil {
			t.Fatalf("%s: %v", input, err)
		}
	}
	return maestro.Some(all)
}

func TestFilter_matcher(t *testing.T) {
	some := maestro.Some[string]
	listed := []maestro.Pipeline{
		{
			ID: "orders", Name: some("Orders (EU)"), Cron: some("0 6 * * *"), LastStatus: some("SUCCESS"),
			Jobs: jobs(t, `{"connector":"jdbc"}`),
		},
		{
			ID: "contacts", Name: some("CRM orders"), Cron: maestro.Null[string](), LastStatus: some("Failed"),
			Jobs: jobs(t, `{"connector":"Singer"}`),
		},
		{
			ID: "files", Name: some("Files"), Cron: some(""), LastStatus: some("CREATED"),
			Jobs: jobs(t, `{"plugin":"csv"}`, `{"connector":7}`),
		},
		{
			ID: "mixed", Name: some("Mixed"), Cron: some("@once"),
			Jobs: jobs(t, `{"connector":"mongodb"}`, `{"connector":"JDBC"}`),
		},
		{ID: "bare"},
		{ID: "OR-DERS"}, {ID: "or_ders", Name: some("repeated")},
	}
	text, yes, no := types.StringValue, types.BoolValue(true), types.BoolValue(false)
	for name, tc := range map[string]struct {
		filter filter
		want   []string
	}{
		"no condition":              {filter{}, []string{"orders", "contacts", "files", "mixed", "bare", "OR-DERS"}},
		"part of the name":          {filter{NameRegex: text("s$|EU")}, []string{"orders", "contacts", "files"}},
		"name in lower case":        {filter{NameRegex: text("orders")}, []string{"contacts"}},
		"name in any case":          {filter{NameRegex: text("(?i)orders")}, []string{"orders", "contacts"}},
		"whole name":                {filter{NameRegex: text("^Mixed$")}, []string{"mixed"}},
		"name that is not shown":    {filter{NameRegex: text("^$")}, []string{"bare", "OR-DERS"}},
		"status of the last run":    {filter{LastStatus: text("FAILED")}, []string{"contacts"}},
		"status in lower case":      {filter{LastStatus: text("success")}, []string{"orders"}},
		"never run":                 {filter{LastStatus: text("CREATED")}, []string{"files"}},
		"part of a status":          {filter{LastStatus: text("SUCC")}, nil},
		"with a schedule":           {filter{Scheduled: yes}, []string{"orders", "mixed"}},
		"without a schedule":        {filter{Scheduled: no}, []string{"contacts", "files", "bare", "OR-DERS"}},
		"connector of any job":      {filter{Connector: text("jdbc")}, []string{"orders", "mixed"}},
		"connector in capitals":     {filter{Connector: text("SINGER")}, []string{"contacts"}},
		"plugin is not a connector": {filter{Connector: text("csv")}, nil},
		"number as a connector":     {filter{Connector: text("7")}, []string{"files"}},
		"several conditions": {
			filter{
				NameRegex: text("(?i)orders"), Scheduled: yes, Connector: text("jdbc"), LastStatus: text("SUCCESS"),
			},
			[]string{"orders"},
		},
		"several conditions that none meets": {
			filter{NameRegex: text("(?i)orders"), Scheduled: yes, Connector: text("singer")}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			matches, diags := tc.filter.matcher()
			if len(diags) > 0 {
				t.Fatalf("got diagnostics %v, want none", diags)
			}
			var got []string
			for _, p := range listed {
				if matches(p) {
					got = append(got, p.ID)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestFilter_connectorOfAnUnexpectedType(t *testing.T) {
	p := maestro.Pipeline{Jobs: jobs(t, `{"connector":{}}`, `{"connector":"jdbc"}`)}
	if !hasConnector(p, "jdbc") {
		t.Error("got false, want the second job's connector to be found")
	}
}

// checkInvalidRegex checks the error about the expression "a(".
func checkInvalidRegex(t *testing.T, diags diag.Diagnostics) {
	t.Helper()
	if len(diags) != 1 || diags[0].Summary() != summaryInvalidRegex.String() {
		t.Fatalf("got diagnostics %v, want one about the regular expression", diags)
	}
	for _, part := range []string{`name_regex is "a("`, "RE2", "missing closing )"} {
		if !strings.Contains(diags[0].Detail(), part) {
			t.Errorf("got detail %q, want it to contain %q", diags[0].Detail(), part)
		}
	}
}

func TestFilter_invalidRegex(t *testing.T) {
	matches, diags := filter{NameRegex: types.StringValue("a(")}.matcher()
	if matches != nil {
		t.Error("got a matcher, want none")
	}
	checkInvalidRegex(t, diags)
}

func TestNameRegexValidators(t *testing.T) {
	validate := func(value types.String) diag.Diagnostics {
		var resp validator.StringResponse
		nameRegexValidators[0].ValidateString(
			t.Context(), validator.StringRequest{Path: path.Root(attrNameRegex), ConfigValue: value}, &resp)
		return resp.Diagnostics
	}
	for _, value := range []types.String{types.StringNull(), types.StringUnknown(), types.StringValue("^a(b)$")} {
		if diags := validate(value); len(diags) > 0 {
			t.Errorf("%s: got diagnostics %v, want none", value, diags)
		}
	}
	checkInvalidRegex(t, validate(types.StringValue("a(")))
}

func TestCompile_namesThePartThatIsInvalid(t *testing.T) {
	_, diags := compile(path.Root(attrNameRegex), "abc[z-a]def")
	if len(diags) != 1 || !strings.Contains(diags[0].Detail(), `invalid character class range "z-a"`) {
		t.Errorf("got diagnostics %v, want one that names the range z-a", diags)
	}
}
