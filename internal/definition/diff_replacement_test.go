// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Replacements are described in the user's terms, as the error and the warning about them list them.
func TestDiff_descriptionsOfReplacements(t *testing.T) {
	withKey := func(job Job, id string) Job {
		job.ID = jobIDValue(id)
		return job
	}
	jobs := func(jobs ...Job) edit { return all(withJobs(jobs...), withoutJobIDs) }
	noSchema := jobWith(attrTableSchema, nil)
	noTable := Job{Input: tfvalue.ObjectValue(withAttribute(nullJob().Input.Attributes(), attrPlugin, "csv"))}
	hashed := setTransformations(jsonText(`[{"type":"hash"}]`))
	none := setTransformations(jsonText(""))
	type replacement struct {
		Description string
		Kind        ReplacementKind
	}
	changed := func(descriptions ...string) []replacement {
		var replacements []replacement
		for _, description := range descriptions {
			replacements = append(replacements, replacement{description, ValueChanged})
		}
		return replacements
	}
	const orders = `table "public.orders"`
	for name, tc := range map[string]struct {
		state, plan edit
		want        []replacement
	}{
		"table added": {
			unedited, jobs(jdbcJob(), jobWith(attrTableName, "companies")),
			[]replacement{{`table "public.companies" added`, JobAdded}},
		},
		"table removed": {
			jobs(jdbcJob(), jobWith(attrTableName, "companies")), jobs(jdbcJob()),
			[]replacement{{`table "public.companies" removed`, JobRemoved}},
		},
		"table in place of another": {
			unedited, jobs(jobWith(attrTableName, "companies")),
			[]replacement{{`table "public.companies" added`, JobAdded}, {orders + " removed", JobRemoved}},
		},
		"table in another letter case": {
			unedited, jobs(jobWith(attrTableName, "Orders")),
			[]replacement{{`table "public.Orders" added`, JobAdded}, {orders + " removed", JobRemoved}},
		},
		"table without a schema": {
			jobs(singerJob()), jobs(singerJob(), noSchema), []replacement{{`table "orders" added`, JobAdded}},
		},
		"job without a table added": {unedited, jobs(jdbcJob(), noTable), []replacement{{"jobs[1] added", JobAdded}}},
		"job without a table removed": {
			withJobs(withKey(jdbcJob(), "p_0"), withKey(noTable, "p_1")), withJobs(withKey(jdbcJob(), "p_0")),
			[]replacement{{"job p_1 removed", JobRemoved}},
		},
		"columns removed, in their order": {
			unedited, setInput(attrColumns, set("id")),
			[]replacement{
				{`column "amount" of ` + orders + " removed", ColumnRemoved},
				{`column "updated_at" of ` + orders + " removed", ColumnRemoved},
			},
		},
		"column removed and another added": {
			unedited, setInput(attrColumns, set("id", "updated_at", "x")),
			[]replacement{{`column "amount" of ` + orders + " removed", ColumnRemoved}},
		},
		"plugin": {
			unedited, setInput(attrPlugin, "mysql"), changed(`plugin of ` + orders + ` changed from "postgresql" to "mysql"`),
		},
		"source that changed on the platform": {
			withJobs(withKey(jdbcJob(), "p_0")), withJobs(withKey(jobWith(attrTableName, "items"), "p_0")),
			changed(`table_name of table "public.items" changed from "orders" to "items"`),
		},
		"destination": {
			unedited, setOutput(attrRaw, table("sales", "OTHER")), changed(
				`output.raw.table_name of `+orders+` changed from "orders" to "sales"`,
				`output.raw.table_schema of `+orders+` changed from "RAW_DATA" to "OTHER"`),
		},
		"destination that was not set": {
			setOutput(attrRaw, nil), setOutput(attrRaw, table("sales", "")),
			changed(`output.raw.table_name of ` + orders + ` set to "sales", which the API does not show and cannot change`),
		},
		"plugin of the destination": {
			unedited, setOutput(attrPlugin, "other"),
			changed(`output.plugin of ` + orders + ` changed from "dadosfera_snowflake" to "other"`),
		},
		"extra of the destination": {
			setOutput(attrExtra, `{"a":1}`), setOutput(attrExtra, `{"b":1,"a":2}`),
			changed(`"a" in output.extra of `+orders+` changed`, `"b" in output.extra of `+orders+` changed`),
		},
		"transformations": {unedited, hashed, changed("transformations of " + orders + " changed")},
		"transformations that were not set": {
			none, hashed, changed("transformations of " + orders + " set, which the API does not show and cannot change"),
		},
		"moved and changed": {
			jobs(singerJob(), jdbcJob()), jobs(jobWith(attrColumns, set("id", "amount")), singerJob()),
			[]replacement{{`column "updated_at" of ` + orders + " removed", ColumnRemoved}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var got []replacement
			for _, r := range Diff(examplePipeline(tc.state), examplePipeline(tc.plan), false).Replace {
				got = append(got, replacement{r.Description, r.Kind})
			}
			checkEqual(t, "replacements", got, tc.want)
		})
	}
}

func TestDiff_lostBookmarks(t *testing.T) {
	to := func(loadType any) edit { return setInput(attrLoadType, loadType) }
	lost := []string{`table "public.orders"`}
	for name, tc := range map[string]struct {
		state, plan edit
		want        []string
	}{
		"incremental to full":    {to(incremental), to(fullLoad), lost},
		"qualify to full":        {to(incrementalWithQualify), to(fullLoad), lost},
		"incremental to qualify": {to(incremental), to(incrementalWithQualify), nil},
		"qualify to incremental": {to(incrementalWithQualify), to(incremental), nil},
		"full to incremental":    {to(fullLoad), to(incremental), nil},
		"never shown to full":    {to(nil), to(fullLoad), nil},
		"unknown":                {to(incremental), to(unknown), nil},
		"another column":         {unedited, setInput(attrColumnName, "created_at"), nil},
		"undocumented to full":   {to("snapshot"), to(fullLoad), nil},
		"of another connector":   {all(to(incremental), setInput(attrConnector, "singer")), all(to(fullLoad), setInput(attrConnector, "singer")), nil},
	} {
		t.Run(name, func(t *testing.T) {
			checkEqual(t, "jobs", Diff(examplePipeline(tc.state), examplePipeline(tc.plan), false).LostBookmarks, tc.want)
		})
	}
}
