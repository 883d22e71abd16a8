// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

// tableJob is a job of a table, with the id that an answer would have for it.
func tableJob(schema, name string, id types.String) job {
	j := jdbcJob()
	j.id = id
	j.input = j.input.with("table_schema", text(schema)).with("table_name", text(name))
	return j
}

func TestJobIDsByTable(t *testing.T) {
	id := types.StringValue
	later := types.StringUnknown()
	unknown := func(name string) job {
		j := tableJob("public", "orders", id("0"))
		j.input = j.input.with(name, types.StringUnknown())
		return j
	}
	for name, tc := range map[string]struct {
		jobs []job
		want map[string]string
	}{
		"by name, and by schema and name": {
			[]job{tableJob("public", "orders", id("a_0")), tableJob("shop", "items", id("a_1"))},
			map[string]string{"orders": "a_0", "public.orders": "a_0", "items": "a_1", "shop.items": "a_1"},
		},
		"without a schema, by name alone": {[]job{tableJob("", "contacts", id("a_0"))}, map[string]string{"contacts": "a_0"}},
		"a name in two schemas, by schema and name alone": {
			[]job{tableJob("a", "t", id("0")), tableJob("b", "t", id("1")), tableJob("b", "u", id("2")), tableJob("c", "t", id("3"))},
			map[string]string{"a.t": "0", "b.t": "1", "c.t": "3", "b.u": "2", "u": "2"},
		},
		"one table twice, not at all":                       {[]job{tableJob("a", "t", id("0")), tableJob("a", "t", id("1")), tableJob("a", "u", id("2"))}, map[string]string{"u": "2", "a.u": "2"}},
		"a name that reads like schema and name, not by it": {[]job{tableJob("a", "t", id("0")), tableJob("", "a.t", id("1"))}, map[string]string{"t": "0"}},
		"names that differ in letter case, both":            {[]job{tableJob("", "T", id("0")), tableJob("", "t", id("1"))}, map[string]string{"T": "0", "t": "1"}},
		"a job without a table, not at all":                 {[]job{tableJob("a", "", id("0")), tableJob("", "", id("1"))}, map[string]string{}},
		"ids as the platform spells them":                   {[]job{tableJob("", "t", id("1B33AD2F-33D3-4837-9EEB-83C82C8B909D-0"))}, map[string]string{"t": "1B33AD2F-33D3-4837-9EEB-83C82C8B909D-0"}},
		"an id that was never shown, as it is documented":   {[]job{tableJob("", "t", id("0")), tableJob("", "u", types.StringNull())}, map[string]string{"t": "0", "u": testID + "_1"}},
		"an id that is not known yet, for later":            {[]job{tableJob("a", "t", later)}, map[string]string{"t": "<unknown>", "a.t": "<unknown>"}},
		"a table that is not known yet, all for later":      {[]job{tableJob("a", "t", id("0")), unknown("table_name")}, nil},
		"a schema that is not known yet, all for later":     {[]job{tableJob("a", "t", id("0")), unknown("table_schema")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := jobIDsOf(modelWith(withJobs(tc.jobs...)))
			if tc.want == nil {
				if !got.IsUnknown() {
					t.Errorf("got %s", got)
				}
				return
			}
			all := map[string]string{}
			for key, v := range got.Elements() {
				all[key] = v.String()
				if v, ok := v.(types.String); ok && !v.IsUnknown() {
					all[key] = v.ValueString()
				}
			}
			compare(t, "job ids", all, tc.want)
		})
	}
	m := modelWith()
	m.Jobs = types.ListUnknown(shapesOf().job)
	if got := jobIDsOf(m); !got.IsUnknown() {
		t.Errorf("of jobs that are not known yet: %s", got)
	}
	m.Jobs = types.ListNull(shapesOf().job)
	if got := jobIDsOf(m); !got.IsNull() {
		t.Errorf("of jobs that were never shown: %s", got)
	}
	m.Jobs, m.ID = listOf([]job{tableJob("", "t", types.StringNull())}), types.StringUnknown()
	if got := jobIDsOf(m).Elements()["t"]; !got.IsUnknown() {
		t.Errorf("of a pipeline that is not made yet: %s", got)
	}
}
