// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

func TestFilter(t *testing.T) {
	some := maestro.Some[string]
	job := func(input string) maestro.Job { return maestro.Job{Input: document(t, input)} }
	all := []maestro.Pipeline{
		{ID: "orders", Name: some("Orders (EU)"), Cron: some("0 6 * * *"), LastStatus: some("SUCCESS"), Jobs: maestro.Some([]maestro.Job{job(`{"connector":"jdbc"}`)})},
		{ID: "contacts", Name: some("CRM orders"), Cron: maestro.Null[string](), LastStatus: some("Failed"), Jobs: maestro.Some([]maestro.Job{job(`{"connector":"Singer"}`)})},
		{ID: "files", Name: some("Files"), Cron: some(""), LastStatus: some("CREATED"), Jobs: maestro.Some([]maestro.Job{job(`{"plugin":"csv"}`), job(`{"connector":7}`)})},
		{ID: "mixed", Name: some("Mixed"), Cron: some("@once"), Jobs: maestro.Some([]maestro.Job{job(`{"connector":"mongodb"}`), job(`{"connector":"JDBC"}`)})},
		{ID: "bare"},
		{ID: "OR-DERS"}, {ID: "or_ders", Name: some("again")},
	}
	text, yes, no := types.StringValue, types.BoolValue(true), types.BoolValue(false)
	for name, tc := range map[string]struct {
		filter filter
		want   []string
	}{
		"nothing asked for":         {filter{}, []string{"orders", "contacts", "files", "mixed", "bare", "OR-DERS"}},
		"a part of the name":        {filter{NameRegex: text("s$|EU")}, []string{"orders", "contacts", "files"}},
		"letter case counts":        {filter{NameRegex: text("orders")}, []string{"contacts"}},
		"unless it is told not to":  {filter{NameRegex: text("(?i)orders")}, []string{"orders", "contacts"}},
		"the whole name":            {filter{NameRegex: text("^Mixed$")}, []string{"mixed"}},
		"a name that is not shown":  {filter{NameRegex: text("^$")}, []string{"bare", "OR-DERS"}},
		"how the last run ended":    {filter{LastStatus: text("FAILED")}, []string{"contacts"}},
		"in any case of letters":    {filter{LastStatus: text("success")}, []string{"orders"}},
		"never ran":                 {filter{LastStatus: text("CREATED")}, []string{"files"}},
		"a status that nobody has":  {filter{LastStatus: text("SUCC")}, []string{}},
		"with a schedule":           {filter{Scheduled: yes}, []string{"orders", "mixed"}},
		"without a schedule":        {filter{Scheduled: no}, []string{"contacts", "files", "bare", "OR-DERS"}},
		"a connector of any job":    {filter{Connector: text("jdbc")}, []string{"orders", "mixed"}},
		"a connector in capitals":   {filter{Connector: text("SINGER")}, []string{"contacts"}},
		"a plugin is none":          {filter{Connector: text("csv")}, []string{}},
		"a number that is shown":    {filter{Connector: text("7")}, []string{"files"}},
		"several things":            {filter{NameRegex: text("(?i)orders"), Scheduled: yes, Connector: text("jdbc"), LastStatus: text("SUCCESS")}, []string{"orders"}},
		"several that do not go by": {filter{NameRegex: text("(?i)orders"), Scheduled: yes, Connector: text("singer")}, []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			matches := tc.filter.matcher(&diags)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			got := []string{}
			for _, p := range all {
				if matches(p) {
					got = append(got, p.ID)
				}
			}
			compare(t, "meant", got, tc.want)
		})
	}
	t.Run("a name that is no expression", func(t *testing.T) {
		var diags diag.Diagnostics
		if f := (filter{NameRegex: text("a(")}); f.matcher(&diags) != nil || len(diags) != 1 {
			t.Fatal(diags)
		}
		contains(t, diags[0].Detail(), `name_regex is "a("`, "RE2", "missing closing )")
	})
}
