// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestDiff_listOfJobs(t *testing.T) {
	a, b := jdbcJob(), singerJob()
	b.ID = jobIDValue(testID + "_1")
	setJobs := func(jobs tfvalue.List[Job]) edit { return func(p *Pipeline) { p.Jobs = jobs } }
	null, unknownJobs := setJobs(tfvalue.ListNull[Job]()), setJobs(tfvalue.ListUnknown[Job]())
	setWholeInput := func(input tfvalue.Object[Input]) edit { return onJob(0, func(j *Job) { j.Input = input }) }
	one, two := []string{"replace jobs"}, []string{"replace jobs", "replace jobs"}
	maybe := []string{"unknown"}
	unknownJob := tfvalue.ObjectUnknown[Job]()
	runDiffTests(t, map[string]diffTest{
		"job is added":                        {plan: withJobs(a, b), want: one},
		"job is inserted":                     {plan: withJobs(b, a), want: one},
		"job is removed":                      {state: withJobs(a, b), want: one},
		"job is replaced":                     {plan: withJobs(b), want: two},
		"all jobs are removed":                {plan: withJobs(), want: one},
		"jobs are in another order":           {state: withJobs(a, b), plan: withJobs(b, a)},
		"jobs are unknown":                    {plan: unknownJobs, want: maybe},
		"jobs were never shown":               {state: null, want: []string{"adopt jobs"}},
		"never shown and unknown":             {state: null, plan: unknownJobs, want: maybe},
		"job is unknown":                      {plan: setJobs(tfvalue.ListValue(unknownJob)), want: maybe},
		"both jobs are unknown":               {state: withJobs(a, b), plan: setJobs(tfvalue.ListValue(unknownJob, unknownJob)), want: maybe},
		"one job too many, and it is unknown": {plan: setJobs(tfvalue.ListValue(unknownJob, unknownJob)), want: append(one, maybe...)},
		"too many jobs, all of them unknown": {
			state: withJobs(a, b), plan: setJobs(tfvalue.ListValue(unknownJob, unknownJob, unknownJob)), want: append(one, maybe...),
		},
		"too few jobs, all of them unknown": {
			state: withJobs(a, b), plan: setJobs(tfvalue.ListValue(unknownJob)), want: append(one, maybe...),
		},
		"job is null":      {plan: setJobs(tfvalue.ListValue(tfvalue.ObjectNull[Job]())), want: maybe},
		"input is unknown": {plan: setWholeInput(tfvalue.ObjectUnknown[Input]()), want: maybe},
		"input is null":    {plan: setWholeInput(tfvalue.ObjectNull[Input]()), want: maybe},
		"names that the platform chooses": {
			plan: onJob(0, func(j *Job) { j.ID, j.Name = tfvalue.StringUnknown[idEquality](), str("x") }),
		},
		"only the second job differs": {
			state: withJobs(a, b), plan: all(withJobs(a, b), onJob(1, func(j *Job) {
				j.Input = tfvalue.ObjectValue(withAttribute(j.Input.Attributes(), attrReplication, "FULL_TABLE"))
			})),
			want: []string{`jobs[1] patch {"replication_method":"FULL_TABLE"}`},
		},
	})
}

// A job that is in another place is still itself: what changes is sent to it.
func TestDiff_movedJobsAreChangedInPlace(t *testing.T) {
	a, b := jdbcJob(), singerJob()
	a.ID, b.ID = jobIDValue("p_0"), jobIDValue("p_1")
	changed := b
	changed.Input = tfvalue.ObjectValue(withAttribute(b.Input.Attributes(), attrMemory, 512))
	for name, ids := range map[string]edit{"with ids": unedited, "without ids": withoutJobIDs} {
		t.Run(name, func(t *testing.T) {
			state, plan := examplePipeline(withJobs(a, b)), examplePipeline(withJobs(changed, a), ids)
			changes := Diff(state, plan, false)
			checkEqual(t, "changes", describe(changes), []string{`jobs[0] patch {"memory_allocation_mb":512}`})
			aligned := Align(state, plan)
			checkEqual(t, "id of the changed job", aligned.JobID(changes.Jobs[0].Index), "p_1")
		})
	}
}

// Terraform compares state and plan at the path of a change, and ignores a replacement for a value that is the same in
// both. If a job has moved, the value at its old index is that of another job, so the path is that of all jobs.
func TestDiff_movedJobsReplaceAtThePathOfAllJobs(t *testing.T) {
	a, b := jdbcJob(), singerJob()
	a.ID, b.ID = jobIDValue("p_0"), jobIDValue("p_1")
	changed := b
	changed.Transformations = tfvalue.StringValue[tfvalue.JSON](`[{"type":"hash"}]`)
	for name, tc := range map[string]struct {
		plan edit
		want string
	}{
		"in place": {withJobs(a, changed), "jobs[1].transformations"},
		"moved":    {withJobs(changed, a), "jobs"},
	} {
		t.Run(name, func(t *testing.T) {
			changes := Diff(examplePipeline(withJobs(a, b)), examplePipeline(tc.plan), false)
			if len(changes.Replace) != 1 || changes.Replace[0].Path.String() != tc.want {
				t.Errorf("got replacements %v, want one at %s", changes.Replace, tc.want)
			}
		})
	}
}

// Jobs that show no source are distinguished by their values.
func TestDiff_jobsWithoutASource(t *testing.T) {
	job := func(memory int) Job {
		j := nullJob()
		j.Input = tfvalue.ObjectValue(withAttribute(j.Input.Attributes(), attrMemory, memory))
		return j
	}
	a, b, c := job(1), job(2), job(3)
	patch := func(index int) []string {
		return []string{fmt.Sprintf(`jobs[%d] patch {"memory_allocation_mb":3}`, index)}
	}
	for name, tc := range map[string]struct {
		state, plan []Job
		want        []string
		wantID      string // of the changed job
	}{
		"swapped":                       {[]Job{a, b}, []Job{b, a}, nil, ""},
		"second has the first's input":  {[]Job{a, b}, []Job{c, a}, patch(0), testID + "_1"},
		"first has the second's input":  {[]Job{a, b}, []Job{b, c}, patch(1), testID + "_0"},
		"first is patched":              {[]Job{a, b}, []Job{c, b}, patch(0), testID + "_0"},
		"two had the same input before": {[]Job{a, a}, []Job{a, a}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			state, plan := examplePipeline(withJobs(tc.state...)), examplePipeline(withJobs(tc.plan...))
			changes := Diff(state, plan, false)
			checkEqual(t, "changes", describe(changes), append([]string{}, tc.want...))
			for _, change := range changes.Jobs {
				checkEqual(t, "id of the changed job", Align(state, plan).JobID(change.Index), tc.wantID)
			}
		})
	}
}

// Two jobs may extract the same table for different destinations, with different columns or over different connections.
func TestDiff_jobsWithTheSameSourceKeepWhatCannotChange(t *testing.T) {
	two := func(name string, first, second any) []Job {
		return []Job{jobWith(name, first), jobWith(name, second)}
	}
	outputs := []Job{jdbcJob(), jdbcJob()}
	outputs[1].Output = tfvalue.ObjectValue(Output{Plugin: word(snowflake), Raw: table("copy", "RAW_DATA")})
	transformations := []Job{jdbcJob(), jdbcJob()}
	transformations[1].Transformations = jsonText(`[{"type":"hash"}]`)
	for name, jobs := range map[string][]Job{
		"output":          outputs,
		"transformations": transformations,
		"columns":         two(attrColumns, set("id"), set("amount")),
		"connection":      two(attrAuth, auth("connection_manager", "a"), auth("connection_manager", "b")),
	} {
		for _, edited := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, edited %t", name, edited), func(t *testing.T) {
				state := examplePipeline(withJobs(jobs...))
				planned := []Job{jobs[1], jobs[0]}
				want := []string{}
				for i := range planned {
					planned[i].ID = jobIDValue("")
					if edited {
						planned[i].Input = tfvalue.ObjectValue(withAttribute(planned[i].Input.Attributes(), attrMemory, 512))
						want = append(want, fmt.Sprintf(`jobs[%d] patch {"memory_allocation_mb":512}`, i))
					}
				}
				checkEqual(t, "changes", describe(Diff(state, examplePipeline(withJobs(planned...)), false)), want)
			})
		}
	}
}

// While a value is unknown, jobs with the same source may turn out to be swapped.
func TestDiff_unknownValueOfOneOfSeveralJobsWithTheSameSource(t *testing.T) {
	state := examplePipeline(withJobs(jobWith(attrColumns, set("a")), jobWith(attrColumns, set("b"))))
	unknownColumns, grown := jobWith(attrColumns, types.SetUnknown(types.StringType)), jobWith(attrColumns, set("a", "x"))
	unknownColumns.ID, grown.ID = jobIDValue(""), jobIDValue("")
	for name, plan := range map[string][]Job{
		"in order":              {unknownColumns, jobWith(attrColumns, set("x"))},
		"in another order":      {jobWith(attrColumns, set("x")), unknownColumns},
		"in order, and grown":   {grown, unknownColumns},
		"swapped, and grown":    {unknownColumns, grown},
		"both of them unknown":  {unknownColumns, unknownColumns},
		"one as it was, beside": {unknownColumns, jobWith(attrColumns, set("b"))},
	} {
		t.Run(name, func(t *testing.T) {
			changes := Diff(state, examplePipeline(withJobs(plan...)), false)
			checkEqual(t, "replacements", replacementPaths(changes.Replace), []string{})
			checkEqual(t, "has unknown", changes.HasUnknown, true)
		})
	}
}

func TestDiff_isReordered(t *testing.T) {
	a, b := jdbcJob(), singerJob()
	a.ID, b.ID = jobIDValue(""), jobIDValue("")
	for name, tc := range map[string]struct {
		state, plan []Job
		want        bool
	}{
		"same order":    {[]Job{a, b}, []Job{a, b}, false},
		"another order": {[]Job{a, b}, []Job{b, a}, true},
		"job added":     {[]Job{a}, []Job{a, b}, false},
	} {
		t.Run(name, func(t *testing.T) {
			changes := Diff(examplePipeline(withJobs(tc.state...)), examplePipeline(withJobs(tc.plan...)), false)
			checkEqual(t, "is reordered", changes.IsReordered, tc.want)
		})
	}
}
