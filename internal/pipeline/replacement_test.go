// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// What a pipeline has and a configuration leaves out does not come along when it is replaced.
func TestNotCarriedOver(t *testing.T) {
	const hash = `[{"type":"hash","columns":["email"]}]`
	noAuth := in(authName, types.ObjectNull(shapesOf().auth.AttrTypes))
	noOutput := onJob(0, func(j *job) { j.output = types.ObjectNull(shapesOf().output.AttrTypes) })
	transformed := onJob(0, func(j *job) { j.transformations = jsontypes.NewNormalizedValue(hash) })
	unsaid := onJob(0, func(j *job) { j.transformations = jsontypes.NewNormalizedNull() })
	otherTable := inText("table_name", "sales")
	noTable := inText("table_name", "")
	for name, tc := range map[string]struct {
		state, config edit
		want          string
	}{
		"nothing, as all is written down":           {all(), all(), ""},
		"the connection":                            {all(), noAuth, "jobs[0].input.auth_parameters"},
		"memory and further fields":                 {all(in("memory_allocation_mb", types.Int64Value(512)), inExtra(`{"a":1}`)), all(), "jobs[0].input.memory_allocation_mb jobs[0].input.extra"},
		"transformations":                           {transformed, unsaid, "jobs[0].transformations"},
		"no transformations are none":               {all(), unsaid, ""},
		"the table, by its own name":                {all(), noOutput, "jobs[0].output.raw"},
		"the table, by the platform's name":         {out("raw", types.ObjectNull(shapesOf().table.AttrTypes)), out("raw", types.ObjectNull(shapesOf().table.AttrTypes)), "jobs[0].output.raw"},
		"an output that is not known yet":           {all(), onJob(0, func(j *job) { j.output = types.ObjectUnknown(shapesOf().output.AttrTypes) }), ""},
		"a job of another table takes nothing over": {all(), all(otherTable, noAuth, noOutput), ""},
		"a job that has moved":                      {withJobs(singerJob(), jdbcJob()), all(noAuth, withJobsAfter(singerJob())), "jobs[0].input.auth_parameters"},
		"a job without a table, in the same place":  {noTable, all(noTable, noAuth), "jobs[0].input.auth_parameters"},
		"a job without a table, in another place":   {withJobs(singerJob(), jdbcJob()), all(noTable, noAuth), ""},
		"a table that is not known yet":             {all(), all(in("table_name", types.StringUnknown()), noAuth), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(texts(notCarriedOver(modelWith(tc.state), modelWith(tc.config))), " "); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// withJobsAfter adds jobs behind those that a model has.
func withJobsAfter(more ...job) edit {
	return func(m *model) {
		jobs, _ := jobsOf(m.Jobs)
		m.Jobs = listOf(append(jobs, more...))
	}
}
