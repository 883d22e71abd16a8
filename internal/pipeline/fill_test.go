// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// planned is modelWith as a plan of a create has it: what only the platform sets is unknown.
func planned(edits ...edit) model {
	s := shapesOf()
	m := modelWith(
		func(m *model) {
			m.ID, m.CustomerID, m.Status = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
			m.CreatedAt, m.UpdatedAt = types.StringUnknown(), types.StringUnknown()
		},
		onJob(0, func(j *job) {
			j.id, j.name = types.StringUnknown(), types.StringUnknown()
			j.input = j.input.with("memory_allocation_mb", types.Int64Unknown()).with("replication_method", types.StringUnknown())
			j.transformations = jsontypes.NewNormalizedUnknown()
			j.output = outputWith(outputWith(j.output, "table_name", types.StringUnknown()), "qualify", types.ObjectUnknown(s.table.AttrTypes))
		}),
	)
	for _, e := range edits {
		e(&m)
	}
	m.JobIDs = jobIDsOf(m)
	return m
}

func noUnknown(t testing.TB, m model) {
	t.Helper()
	for at, v := range flatten(m) {
		if v == "<unknown>" {
			t.Errorf("%s is unknown", at)
		}
	}
}

func TestTheStateAfterAnApplyIsThePlanFilledIn(t *testing.T) {
	s := shapesOf()
	unknownOutput := onJob(0, func(j *job) { j.output = types.ObjectUnknown(s.output.AttrTypes) })
	unknownRaw := out("raw", types.ObjectUnknown(s.table.AttrTypes))
	for name, tc := range map[string]struct {
		plan, observed model
		want           model
	}{
		"what is unknown is taken from the platform": {planned(), modelWith(), modelWith()},
		"what is known stays, whatever the platform shows": {
			planned(), modelWith(
				func(m *model) {
					m.Name, m.Cron, m.Paused, m.MemoryMB = types.StringValue("x"), types.StringNull(), types.BoolValue(true), types.Int64Null()
				},
				inText("plugin", "mysql"), inText("table_name", "items"), in(columnsName, setOf("x")), out("raw", tableOf("X", "Y")),
			), modelWith(),
		},
		"what is planned as null stays null": {
			planned(in(primaryKeysName, types.SetNull(types.StringType)), func(m *model) { m.Description = types.StringNull() }),
			modelWith(in(primaryKeysName, setOf("id"))),
			modelWith(func(m *model) { m.Description = types.StringNull() }),
		},
		"a whole output is taken":           {planned(unknownOutput), modelWith(), modelWith()},
		"a whole table is taken":            {planned(unknownRaw), modelWith(), modelWith()},
		"a whole output that is not shown":  {planned(unknownOutput), modelWith(onJob(0, func(j *job) { j.output = types.ObjectNull(s.output.AttrTypes) })), modelWith(onJob(0, func(j *job) { j.output = types.ObjectNull(s.output.AttrTypes) }))},
		"all jobs, where none were planned": {planned(func(m *model) { m.Jobs = types.ListUnknown(s.job) }), modelWith(), modelWith()},
		"members of credentials": {
			planned(in(authName, types.ObjectValueMust(s.auth.AttrTypes, values{"auth_type": types.StringUnknown(), "config_id": types.StringValue("c")}))),
			modelWith(), modelWith(in(authName, authOf("connection_manager", "c"))),
		},
		"members of credentials that are not shown": {
			planned(in(authName, types.ObjectValueMust(s.auth.AttrTypes, values{"auth_type": types.StringUnknown(), "config_id": types.StringValue("c")}))),
			modelWith(in(authName, types.ObjectNull(s.auth.AttrTypes))), modelWith(in(authName, authOf("", "c"))),
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := result(tc.plan, tc.observed)
			noUnknown(t, got)
			sameModel(t, "result", got, tc.want)
		})
	}
}

func TestTheStateAfterAnApplyHasNoUnknownsWhateverThePlatformLeavesOut(t *testing.T) {
	s := shapesOf()
	plans := map[string]model{
		"of a create":   planned(),
		"without jobs":  planned(func(m *model) { m.Jobs = types.ListUnknown(s.job) }),
		"with no names": planned(onJob(0, func(j *job) { j.output = types.ObjectUnknown(s.output.AttrTypes) }), in(authName, types.ObjectUnknown(s.auth.AttrTypes))),
		"with two jobs": planned(func(m *model) {
			jobs, _ := jobsOf(m.Jobs)
			m.Jobs = listOf(append(jobs, jobs[0]))
		}),
	}
	observations := map[string]model{
		"everything":   modelWith(),
		"nothing":      {Jobs: types.ListNull(s.job)},
		"no jobs":      modelWith(withJobs()),
		"an empty one": modelWith(withJobs(emptyJob())),
	}
	for planName, plan := range plans {
		for seen, observed := range observations {
			t.Run(planName+", seen "+seen, func(t *testing.T) {
				noUnknown(t, result(plan, observed))
				noUnknown(t, result(plan, known(plan)))
				noUnknown(t, known(plan))
			})
		}
	}
}

func TestDifferencesAreTheAttributesInWhichThePlatformDidNotKeepThePlan(t *testing.T) {
	s := shapesOf()
	none := types.SetNull(types.StringType)
	for name, tc := range map[string]struct {
		prior, observed edit
		want            []string
	}{
		"none": {asIs, asIs, []string{}},
		"in the pipeline's own attributes, in their order": {
			asIs, func(m *model) {
				m.Cron, m.Name, m.Description, m.MemoryMB = types.StringNull(), types.StringValue("x"), types.StringNull(), types.Int64Value(1)
				m.Paused = types.BoolValue(true)
			}, []string{"name", "description", "cron", "paused", "memory_mb"},
		},
		"in what only the platform sets, none": {
			asIs, all(func(m *model) {
				m.ID, m.Status, m.CustomerID, m.UpdatedAt, m.CreatedAt = types.StringValue("a"), types.StringValue("a"), types.StringValue("a"), types.StringValue("a"), types.StringNull()
			}, onJob(0, func(j *job) { j.id, j.name = types.StringValue("a"), types.StringNull() }), out("table_name", types.StringValue("a"))), []string{},
		},
		"in an input":             {asIs, all(inText("plugin", "mysql"), in(columnsName, setOf("x"))), []string{"jobs[0].input.column_include_list", "jobs[0].input.plugin"}},
		"in credentials":          {asIs, in(authName, authOf("vault", "x")), []string{"jobs[0].input.auth_parameters.auth_type", "jobs[0].input.auth_parameters.config_id"}},
		"in an output":            {asIs, out("raw", tableOf("a", "b")), []string{"jobs[0].output.raw.table_name", "jobs[0].output.raw.table_schema"}},
		"in a job's table name":   {asIs, inText("table_name", "x"), []string{"jobs[0].input.table_name"}},
		"in transformations":      {asIs, onJob(0, func(j *job) { j.transformations = jsontypes.NewNormalizedValue("[1]") }), []string{"jobs[0].transformations"}},
		"in the number of jobs":   {asIs, withJobs(jdbcJob(), jdbcJob()), []string{"jobs"}},
		"in a value that is gone": {asIs, inText("plugin", ""), []string{"jobs[0].input.plugin"}},
		"in what nobody manages, none": {
			all(func(m *model) { m.MemoryMB = types.Int64Null() }, inText("plugin", ""), out("raw", types.ObjectNull(s.table.AttrTypes)), in(authName, types.ObjectNull(s.auth.AttrTypes))),
			func(m *model) { m.MemoryMB = types.Int64Value(1) }, []string{},
		},
		"in what is said by being null": {
			all(func(m *model) { m.Description, m.Cron = types.StringNull(), types.StringNull() }, inText(columnName, ""), inText(columnTypeName, ""), in(columnsName, none)),
			in(primaryKeysName, setOf("id")),
			[]string{"description", "cron", "jobs[0].input.column_include_list", "jobs[0].input.incremental_column_name", "jobs[0].input.incremental_column_type", "jobs[0].input.primary_keys"},
		},
		"in what is not known yet, none": {func(m *model) { *m = planned() }, inText("replication_method", "x"), []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			for range 10 { // in the same order each time
				compare(t, "differences", texts(differences(modelWith(tc.prior), modelWith(tc.observed))), tc.want)
			}
		})
	}
}

func TestFillingAListThatIsNotOfTheSameLength(t *testing.T) {
	two := planned(func(m *model) {
		jobs, _ := jobsOf(m.Jobs)
		m.Jobs = listOf(append(jobs, jobs[0]))
	})
	got := result(two, modelWith())
	jobs, ok := jobsOf(got.Jobs)
	if !ok || len(jobs) != 2 {
		t.Fatalf("%d jobs", len(jobs))
	}
	compare(t, "names", []string{jobs[0].name.String(), jobs[1].name.String()}, []string{`"orders_extraction"`, "<null>"})
	compare(t, "null stays null", fill(types.ListNull(shapesOf().job), modelWith().Jobs).String(), types.ListNull(shapesOf().job).String())
	compare(t, "an object that is null stays null",
		fill(types.ObjectNull(shapesOf().auth.AttrTypes), attr.Value(authOf("a", "b"))).String(), "<null>")
}
