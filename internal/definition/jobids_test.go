// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// tableJob returns a job of a table, with the id that a response would have for it.
func tableJob(schema, name, id string) Job {
	job := jdbcJob()
	input := job.Input.Attributes()
	job.ID, input.TableSchema, input.TableName = jobIDValue(id), word(schema), word(name)
	job.Input = tfvalue.ObjectValue(input)
	return job
}

func TestJobIDs(t *testing.T) {
	unknownAttribute := func(name string) Job {
		job := tableJob("public", "orders", "0")
		job.Input = tfvalue.ObjectValue(withAttribute(job.Input.Attributes(), name, unknown))
		return job
	}
	unknownID := tableJob("a", "t", "")
	unknownID.ID = tfvalue.StringUnknown[idEquality]()
	unknownInput := tableJob("a", "t", "0")
	unknownInput.Input = tfvalue.ObjectUnknown[Input]()
	for name, tc := range map[string]struct {
		jobs []Job
		want map[string]string // nil if the whole map is unknown
	}{
		"by name, and by schema and name": {
			[]Job{tableJob("public", "orders", "a_0"), tableJob("shop", "items", "a_1")},
			map[string]string{"orders": "a_0", "public.orders": "a_0", "items": "a_1", "shop.items": "a_1"},
		},
		"without a schema": {[]Job{tableJob("", "contacts", "a_0")}, map[string]string{"contacts": "a_0"}},
		"one name in several schemas": {
			[]Job{tableJob("a", "t", "0"), tableJob("b", "t", "1"), tableJob("b", "u", "2"), tableJob("c", "t", "3")},
			map[string]string{"a.t": "0", "b.t": "1", "c.t": "3", "b.u": "2", "u": "2"},
		},
		"one table in two jobs": {
			[]Job{tableJob("a", "t", "0"), tableJob("a", "t", "1"), tableJob("a", "u", "2")},
			map[string]string{"u": "2", "a.u": "2"},
		},
		"name that reads like schema and name": {
			[]Job{tableJob("a", "t", "0"), tableJob("", "a.t", "1")}, map[string]string{"t": "0"},
		},
		"names that differ in letter case": {
			[]Job{tableJob("", "T", "0"), tableJob("", "t", "1")}, map[string]string{"T": "0", "t": "1"},
		},
		"job without a table": {
			[]Job{tableJob("a", "", "0"), tableJob("", "", "1")}, map[string]string{},
		},
		"id in the platform's spelling": {
			[]Job{tableJob("", "t", "1B33AD2F-33D3-4837-9EEB-83C82C8B909D-0")},
			map[string]string{"t": "1B33AD2F-33D3-4837-9EEB-83C82C8B909D-0"},
		},
		"id that was never shown is documented": {
			[]Job{tableJob("", "t", "0"), tableJob("", "u", "")}, map[string]string{"t": "0", "u": testID + "_1"},
		},
		"id is unknown": {
			[]Job{unknownID}, map[string]string{"t": attr.UnknownValueString, "a.t": attr.UnknownValueString},
		},
		"one table name is unknown":   {[]Job{tableJob("a", "t", "0"), unknownAttribute(attrTableName)}, nil},
		"one table schema is unknown": {[]Job{tableJob("a", "t", "0"), unknownAttribute(attrTableSchema)}, nil},
		"one input is unknown":        {[]Job{tableJob("a", "t", "0"), unknownInput}, nil},
		"no jobs":                     {nil, map[string]string{}},
		"one table in three jobs, nothing is left": {
			[]Job{tableJob("", "t", "0"), tableJob("", "t", "1"), tableJob("", "t", "2")}, map[string]string{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := JobIDs(examplePipeline(withJobs(tc.jobs...)))
			if tc.want == nil {
				if !got.IsUnknown() {
					t.Errorf("got %s, want an unknown map", got)
				}
				return
			}
			checkEqual(t, "job ids", jobIDTexts(got), tc.want)
		})
	}
}

// jobIDTexts returns the elements of a map, with attr.UnknownValueString for those that are unknown.
func jobIDTexts(ids types.Map) map[string]string {
	texts := make(map[string]string)
	for key, element := range ids.Elements() {
		texts[key] = element.String()
		if id, ok := element.(types.String); ok && tfvalue.HasValue(id) {
			texts[key] = id.ValueString()
		}
	}
	return texts
}

func TestJobIDs_withoutJobsOrID(t *testing.T) {
	p := examplePipeline()
	p.Jobs = tfvalue.ListUnknown[Job]()
	if got := JobIDs(p); !got.IsUnknown() {
		t.Errorf("unknown jobs: got %s, want an unknown map", got)
	}
	p.Jobs = tfvalue.ListNull[Job]()
	if got := JobIDs(p); !got.IsNull() {
		t.Errorf("jobs that were never shown: got %s, want null", got)
	}
	p.Jobs, p.ID = jobList(tableJob("", "t", "")), tfvalue.StringUnknown[tfvalue.Exact]()
	if got := JobIDs(p).Elements()["t"]; !got.IsUnknown() {
		t.Errorf("pipeline that is not created yet: got %s, want an unknown id", got)
	}
	p.ID = str("")
	if got := JobIDs(p).Elements()["t"]; !got.IsNull() {
		t.Errorf("pipeline without an id: got %s, want null", got)
	}
}

func TestResolveJobIDs(t *testing.T) {
	ids := func(elements map[string]attr.Value) types.Map { return types.MapValueMust(types.StringType, elements) }
	a, unknownText := types.StringValue("a"), types.StringUnknown()
	null := types.MapNull(types.StringType)
	for name, tc := range map[string]struct{ planned, observed, want types.Map }{
		"unknown map": {
			types.MapUnknown(types.StringType), ids(map[string]attr.Value{"t": a}), ids(map[string]attr.Value{"t": a}),
		},
		"unknown map, observed as unknown": {
			types.MapUnknown(types.StringType), types.MapUnknown(types.StringType), null,
		},
		"null map": {null, ids(map[string]attr.Value{"t": a}), null},
		"known element": {
			ids(map[string]attr.Value{"t": a}), ids(map[string]attr.Value{"t": types.StringValue("b")}),
			ids(map[string]attr.Value{"t": a}),
		},
		"unknown element": {
			ids(map[string]attr.Value{"t": unknownText}), ids(map[string]attr.Value{"t": a, "u": a}),
			ids(map[string]attr.Value{"t": a}),
		},
		"element is not shown": {
			ids(map[string]attr.Value{"t": unknownText}), ids(nil), ids(map[string]attr.Value{"t": types.StringNull()}),
		},
		"element is unknown yet": {
			ids(map[string]attr.Value{"t": unknownText}), ids(map[string]attr.Value{"t": unknownText}),
			ids(map[string]attr.Value{"t": types.StringNull()}),
		},
		"nothing is shown": {
			ids(map[string]attr.Value{"t": unknownText}), null, ids(map[string]attr.Value{"t": types.StringNull()}),
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := resolveJobIDs(tc.planned, tc.observed); !got.Equal(tc.want) {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestPipeline_jobID(t *testing.T) {
	setID := func(id string) edit { return onJob(0, func(j *Job) { j.ID = jobIDValue(id) }) }
	checkEqual(t, "id that was shown", examplePipeline(setID("other_0")).JobID(0), "other_0")
	checkEqual(t, "id that was never shown", examplePipeline(setID("")).JobID(0), testID+"_0")
	checkEqual(t, "id of a job that is not there", examplePipeline().JobID(7), testID+"_7")
}
