// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"slices"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestDiff_listOfJobs(t *testing.T) {
	a, b := jdbcJob(), singerJob()
	setJobs := func(jobs tfvalue.List[Job]) edit { return func(p *Pipeline) { p.Jobs = jobs } }
	null, unknownJobs := setJobs(tfvalue.ListNull[Job]()), setJobs(tfvalue.ListUnknown[Job]())
	setWholeInput := func(input tfvalue.Object[Input]) edit { return onJob(0, func(j *Job) { j.Input = input }) }
	replaces := []string{"replace jobs"}
	runDiffTests(t, map[string]diffTest{
		"job is added":            {plan: withJobs(a, b), want: replaces},
		"job is inserted":         {plan: withJobs(b, a), want: replaces},
		"job is removed":          {state: withJobs(a, b), want: replaces},
		"all jobs are removed":    {plan: withJobs(), want: replaces},
		"jobs are unknown":        {plan: unknownJobs, want: replaces},
		"jobs were never shown":   {state: null, want: []string{"adopt jobs"}},
		"never shown and unknown": {state: null, plan: unknownJobs},
		"job is unknown": {
			plan: setJobs(tfvalue.ListValue(tfvalue.ObjectUnknown[Job]())), want: []string{"replace jobs[0]"},
		},
		"job is null": {
			plan: setJobs(tfvalue.ListValue(tfvalue.ObjectNull[Job]())), want: []string{"replace jobs[0]"},
		},
		"input is unknown": {
			plan: setWholeInput(tfvalue.ObjectUnknown[Input]()), want: []string{"replace jobs[0].input"},
		},
		"input is null": {
			plan: setWholeInput(tfvalue.ObjectNull[Input]()), want: []string{"replace jobs[0].input"},
		},
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

func TestDiff_swappedJobsReplaceForTheirSources(t *testing.T) {
	a, b := jdbcJob(), singerJob()
	got := replacementPaths(Diff(examplePipeline(withJobs(a, b)), examplePipeline(withJobs(b, a)), false).Replace)
	for _, want := range []string{"jobs[0].input.connector", "jobs[1].input.table_name"} {
		if !slices.Contains(got, want) {
			t.Errorf("got replacements for %v, want one for %s", got, want)
		}
	}
}

// Jobs whose sources are never shown could be patched into each other, which would leave their outputs and their
// incremental state where they were.
func TestDiff_swappedJobsReplaceIfTheyCouldBePatched(t *testing.T) {
	job := func(memory int) Job {
		j := nullJob()
		j.Input = tfvalue.ObjectValue(withAttribute(j.Input.Attributes(), attrMemory, memory))
		return j
	}
	a, b, c := job(1), job(2), job(3)
	for name, tc := range map[string]struct {
		state, plan []Job
		want        []string
	}{
		"swapped":                       {[]Job{a, b}, []Job{b, a}, []string{"replace jobs"}},
		"second has the first's input":  {[]Job{a, b}, []Job{c, a}, []string{"replace jobs"}},
		"first is patched":              {[]Job{a, b}, []Job{c, b}, nil},
		"two had the same input before": {[]Job{a, a}, []Job{a, a}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			changes := Diff(examplePipeline(withJobs(tc.state...)), examplePipeline(withJobs(tc.plan...)), true)
			got := describe(Changes{Replace: changes.Replace})
			checkEqual(t, "replacements", got, append([]string{}, tc.want...))
		})
	}
}
