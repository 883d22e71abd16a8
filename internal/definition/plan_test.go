// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// proposed returns a job as the framework proposes it for a configuration: computed attributes that the configuration
// omits are unknown. The test of the schema holds which attributes are computed.
func proposed(config Job) Job {
	unknownWord := tfvalue.StringUnknown[wordEquality]()
	config.ID, config.Name = tfvalue.StringUnknown[idEquality](), tfvalue.StringUnknown[tfvalue.Exact]()
	if config.Transformations.IsNull() {
		config.Transformations = tfvalue.StringUnknown[tfvalue.JSON]()
	}
	if tfvalue.HasValue(config.Input) {
		input := config.Input.Attributes()
		for _, f := range input.AttributeFields().All {
			if f.Get(&input).IsNull() && f.Name != attrColumns {
				input = withAttribute(input, f.Name, unknown)
			}
		}
		config.Input = tfvalue.ObjectValue(input)
	}
	switch {
	case config.Output.IsNull():
		config.Output = tfvalue.ObjectUnknown[Output]()
	case tfvalue.HasValue(config.Output):
		output := config.Output.Attributes()
		output.TableName = unknownWord
		if output.Extra.IsNull() {
			output.Extra = tfvalue.StringUnknown[tfvalue.JSON]()
		}
		for _, table := range outputTables {
			*table.of(&output) = proposedTable(*table.of(&output))
		}
		config.Output = tfvalue.ObjectValue(output)
	}
	return config
}

func proposedTable(config tfvalue.Object[Table]) tfvalue.Object[Table] {
	switch {
	case config.IsNull():
		return tfvalue.ObjectUnknown[Table]()
	case config.IsUnknown():
		return config
	}
	table, unknownWord := config.Attributes(), tfvalue.StringUnknown[wordEquality]()
	if table.Name.IsNull() {
		table.Name = unknownWord
	}
	if table.Schema.IsNull() {
		table.Schema = unknownWord
	}
	return tfvalue.ObjectValue(table)
}

// configOf returns a job as a configuration has it: without what only the platform sets.
func configOf(job Job) Job {
	job.ID, job.Name = jobIDValue(""), str("")
	if tfvalue.HasValue(job.Output) {
		job.Output = tfvalue.ObjectValue(withAttribute(job.Output.Attributes(), attrTableName, nil))
	}
	return job
}

// planJobs returns what is planned for the jobs of a configuration.
func planJobs(state Pipeline, config ...Job) tfvalue.List[Job] {
	plan := make([]Job, len(config))
	for i := range config {
		config[i] = configOf(config[i])
		plan[i] = proposed(config[i])
	}
	return PlanJobs(state, jobList(config...), jobList(plan...))
}

// fullJob returns a job with a value for every attribute.
func fullJob() Job {
	job := jdbcJob()
	input := job.Input.Attributes()
	input.ReplicationMethod, input.MemoryAllocationMB = str("INCREMENTAL"), types.Int64Value(512)
	input.PrimaryKeys, input.Extra = set("id"), jsonText(`{"a":1}`)
	job.Input = tfvalue.ObjectValue(input)
	job.Transformations = jsonText(`[{"type":"hash"}]`)
	job.Output = tfvalue.ObjectValue(Output{
		Plugin: word(snowflake), Raw: table("orders", "RAW_DATA"), Qualify: table("orders_q", "RAW_DATA"),
		TableName: word("tb__orders"), Extra: jsonText(`{"b":2}`),
	})
	return job
}

// Each attribute of an input keeps its value if the configuration omits it, and has the configured one otherwise.
func TestPlanJobs_attributesOfAnInput(t *testing.T) {
	state := examplePipeline(withJobs(fullJob()))
	had := fullJob().Input.Attributes()
	others := map[string]any{
		attrConnector: "singer", attrPlugin: "mysql", attrTableSchema: "other", attrTableName: "items", attrLoadType: fullLoad,
		attrReplication: "FULL_TABLE", attrColumnName: "created_at", attrColumnType: "date", attrColumns: set("x"),
		attrPrimaryKeys: set("x"), attrMemory: 1, attrAuth: auth("vault", "x"), attrExtra: `{"x":1}`,
	}
	if got, want := len(others), len(had.AttributeFields().All); got != want {
		t.Errorf("got %d attributes, want %d", got, want)
	}
	for _, f := range had.AttributeFields().All {
		planned := func(edits ...edit) Input {
			jobs := examplePipeline(append([]edit{withJobs(fullJob())}, edits...)...).Jobs
			return planJobs(state, jobs.Element(0)).Element(0).Input.Attributes()
		}
		want := f.Get(&had).String()
		if f.Name == attrColumns || ClearedBy(f.Name) == attrLoadType {
			without := withAttribute(had, f.Name, nil)
			want = f.Get(&without).String()
		}
		got := planned(setInput(f.Name, nil))
		checkEqual(t, f.Name+" is omitted", f.Get(&got).String(), want)

		got, wanted := planned(setInput(f.Name, others[f.Name])), withAttribute(had, f.Name, others[f.Name])
		checkEqual(t, f.Name+" is set", f.Get(&got).String(), f.Get(&wanted).String())

		if f.Name != attrColumns {
			got = planned(setInput(f.Name, unknown))
			checkEqual(t, f.Name+" is unknown", f.Get(&got).IsUnknown(), true)
		}

		if ClearedBy(f.Name) == attrLoadType {
			got = planned(setInput(f.Name, nil), setInput(attrLoadType, nil))
			checkEqual(t, f.Name+" is omitted with the load type", f.Get(&got).String(), f.Get(&had).String())
			got = planned(setInput(f.Name, nil), setInput(attrLoadType, unknown))
			checkEqual(t, f.Name+" is omitted, and the load type unknown", f.Get(&got).IsNull(), true)
		}
	}
}

func TestPlanJobs_transformationsAndOutput(t *testing.T) {
	state := examplePipeline(withJobs(fullJob()))
	unknownName := tfvalue.ObjectValue(Table{Name: tfvalue.StringUnknown[wordEquality](), Schema: word("RAW_DATA")})
	for name, tc := range map[string]struct {
		state, config edit
		want          map[string]string // by path, where it is not that of the state
	}{
		"everything is set":           {unedited, unedited, nil},
		"transformations are omitted": {unedited, setTransformations(jsonText("")), nil},
		"transformations are set": {
			unedited, setTransformations(jsonText("[]")), map[string]string{"transformations": `"[]"`},
		},
		"transformations are unknown": {
			unedited, setTransformations(tfvalue.StringUnknown[tfvalue.JSON]()), map[string]string{"transformations": "<unknown>"},
		},
		"output is omitted": {unedited, setWholeOutput(tfvalue.ObjectNull[Output]()), nil},
		"output is unknown": {
			unedited, setWholeOutput(tfvalue.ObjectUnknown[Output]()), map[string]string{"output": "<unknown>"},
		},
		"tables are omitted":     {unedited, all(setOutput(attrRaw, nil), setOutput(attrQualify, nil)), nil},
		"table is unknown":       {unedited, setOutput(attrRaw, unknown), map[string]string{"output.raw": "<unknown>"}},
		"schema is omitted":      {unedited, setOutput(attrRaw, table("orders", "")), nil},
		"name is omitted":        {unedited, setOutput(attrQualify, table("", "RAW_DATA")), nil},
		"name is unknown":        {unedited, setOutput(attrRaw, unknownName), map[string]string{"output.raw.table_name": "<unknown>"}},
		"name is set":            {unedited, setOutput(attrRaw, table("x", "")), map[string]string{"output.raw.table_name": `"x"`}},
		"extra is omitted":       {unedited, setOutput(attrExtra, nil), nil},
		"extra is unknown":       {unedited, setOutput(attrExtra, unknown), map[string]string{"output.extra": "<unknown>"}},
		"extra is set":           {unedited, setOutput(attrExtra, `{}`), map[string]string{"output.extra": `"{}"`}},
		"extra was never set":    {setOutput(attrExtra, nil), setOutput(attrExtra, nil), nil},
		"table was never shown":  {setOutput(attrRaw, nil), setOutput(attrRaw, nil), nil},
		"output was never shown": {setWholeOutput(tfvalue.ObjectNull[Output]()), setWholeOutput(tfvalue.ObjectNull[Output]()), nil},
		"name was never shown":   {setOutput(attrTableName, nil), unedited, nil},
	} {
		t.Run(name, func(t *testing.T) {
			state, config := state, examplePipeline(withJobs(fullJob()), tc.config)
			tc.state(&state)
			want, got := make(map[string]string), make(map[string]string)
			flattenObject("", state.Jobs.Elements()[0], want)
			flattenObject("", planJobs(state, config.Jobs.Element(0)).Elements()[0], got)
			for at, v := range tc.want {
				maps.DeleteFunc(want, func(key, _ string) bool { return strings.HasPrefix(key, "."+at+".") })
				want["."+at] = v
			}
			checkEqual(t, "planned job", got, want)
		})
	}
}

// What only the platform knows of a new job is unknown, and an omitted extra is null.
func TestPlanJobs_newJob(t *testing.T) {
	config := jobWith(attrTableName, "items")
	config.Transformations, config.Output = jsonText(""), tfvalue.ObjectValue(Output{Plugin: word(snowflake)})
	for name, state := range map[string]Pipeline{
		"of a new pipeline": {}, "beside another one": examplePipeline(withJobs(fullJob())),
	} {
		t.Run(name, func(t *testing.T) {
			job := planJobs(state, config).Element(0)
			got := make(map[string]string)
			flattenObject("", tfvalue.ObjectValue(job), got)
			for at, want := range map[string]string{
				".job_id": "<unknown>", ".job_name": "<unknown>", ".transformations": "<unknown>",
				".input.table_name": `"items"`, ".input.extra": "<null>", ".input.memory_allocation_mb": "<unknown>",
				".input.primary_keys": "<null>", ".output.raw": "<unknown>", ".output.table_name": "<unknown>",
				".output.extra": "<null>", ".output.plugin": `"dadosfera_snowflake"`,
			} {
				checkEqual(t, at, got[at], want)
			}
		})
	}
}

func TestPlanJobs_places(t *testing.T) {
	const a, b, c = "jdbc pg s a", "jdbc pg s b", "jdbc pg s c"
	for name, tc := range map[string]struct {
		state, config []string
		want          []string // the planned ids
	}{
		"same order":             {[]string{"p_0:" + a, "p_1:" + b}, []string{a, b}, []string{"p_0", "p_1"}},
		"moved":                  {[]string{"p_0:" + a, "p_1:" + b, "p_2:" + c}, []string{c, a, b}, []string{"p_2", "p_0", "p_1"}},
		"new at the start":       {[]string{"p_0:" + a, "p_1:" + b}, []string{c, b, a}, []string{"?", "p_1", "p_0"}},
		"removed at the start":   {[]string{"p_0:" + a, "p_1:" + b}, []string{b}, []string{"p_1"}},
		"ids were never shown":   {[]string{a, b}, []string{b, a}, []string{testID + "_1", testID + "_0"}},
		"another letter case":    {[]string{"p_0:" + a}, []string{"jdbc pg s A"}, []string{"?"}},
		"omitted source":         {[]string{"p_0:" + a, "p_1:" + b}, []string{"- - - b", "- - - a"}, []string{"p_1", "p_0"}},
		"unknown, one candidate": {[]string{"p_0:" + a, "p_1:" + b}, []string{"jdbc pg s ?", a}, []string{"p_1", "p_0"}},
		"unknown, two candidates": {
			[]string{"p_0:" + a, "p_1:" + b, "p_2:" + c}, []string{c, "jdbc pg s ?", "jdbc pg s ?"}, []string{"p_2", "?", "?"},
		},
		"nothing is known": {nil, []string{a}, []string{"?"}},
	} {
		t.Run(name, func(t *testing.T) {
			state := examplePipeline(func(p *Pipeline) { p.Jobs = tfvalue.ListValue(jobsOf(tc.state...)...) })
			var config []Job
			for _, job := range jobsOf(tc.config...) {
				config = append(config, job.Attributes())
			}
			var got []string
			for _, job := range planJobs(state, config...).Elements() {
				id := job.Attributes().ID
				if id.IsUnknown() {
					id = jobIDValue("?")
				}
				got = append(got, id.ValueString())
			}
			checkEqual(t, "planned ids", got, tc.want)
		})
	}
}

func TestPlanJobs_whatIsNotKnownStaysAsProposed(t *testing.T) {
	state := examplePipeline()
	unknownJob, unknownInput := tfvalue.ObjectUnknown[Job](), Job{Input: tfvalue.ObjectUnknown[Input]()}
	list := jobList(proposed(configOf(jdbcJob())))
	for name, tc := range map[string]struct{ config, proposed tfvalue.List[Job] }{
		"jobs are unknown":       {tfvalue.ListUnknown[Job](), tfvalue.ListUnknown[Job]()},
		"jobs are null":          {tfvalue.ListNull[Job](), tfvalue.ListNull[Job]()},
		"another number of jobs": {jobList(), list},
		"job is unknown":         {tfvalue.ListValue(unknownJob), tfvalue.ListValue(unknownJob)},
		"job is null":            {tfvalue.ListValue(tfvalue.ObjectNull[Job]()), tfvalue.ListValue(tfvalue.ObjectNull[Job]())},
	} {
		t.Run(name, func(t *testing.T) {
			if got := PlanJobs(state, tc.config, tc.proposed); !got.Equal(tc.proposed) {
				t.Errorf("got %s, want %s", got, tc.proposed)
			}
		})
	}

	job := PlanJobs(state, jobList(unknownInput), jobList(proposed(unknownInput))).Element(0)
	checkEqual(t, "an unknown input is unknown", job.Input.IsUnknown(), true)
	checkEqual(t, "id of the only candidate", job.ID.ValueString(), testID+"_0")
}

// An apply that reorders jobs of the configuration does nothing: no call, no replacement, and ids stay with their jobs.
func TestPlanJobs_permutedJobsPlanNothing(t *testing.T) {
	ForEachSeed(t, func(t *testing.T, r Random) {
		plan := r.Plan()
		observed := mustObserve(t, created(plan), plainResponse(t, Encode(plan, testID)), false)
		state := plan.ResolveUnknowns(observed)
		config := state.Jobs.Elements()
		order := r.Perm(len(config))
		permuted := make([]Job, len(config))
		for i, j := range order {
			permuted[i] = state.Jobs.Element(j)
		}

		after := state
		after.Jobs = planJobs(state, permuted...)
		checkNoChanges(t, "of permuted jobs", state, after)
		wantIDs, gotIDs := []string{}, []string{}
		for i := range order {
			job := after.Jobs.Element(i)
			gotIDs = append(gotIDs, job.ID.ValueString())
			index := slices.IndexFunc(config, func(c tfvalue.Object[Job]) bool {
				return c.Attributes().ID.Equal(job.ID)
			})
			if !state.Jobs.Element(index).Input.Equal(permuted[i].Input) {
				t.Errorf("job %d: got the id %s of another job", i, job.ID)
			}
		}
		for _, c := range config {
			wantIDs = append(wantIDs, c.Attributes().ID.ValueString())
		}
		slices.Sort(wantIDs)
		slices.Sort(gotIDs)
		checkEqual(t, "ids", gotIDs, wantIDs)
		checkNoChanges(t, "of the aligned state", Align(state, after), after)
		checkNoDifferences(t, "of the aligned state", after, Align(state, after))
	})
}

// makeUnknown returns a job of a configuration with some of its values unknown.
func (r Random) makeUnknown(job Job) tfvalue.Object[Job] {
	switch r.IntN(8) {
	case 0:
		return tfvalue.ObjectUnknown[Job]()
	case 1:
		job.Input = tfvalue.ObjectUnknown[Input]()
		return tfvalue.ObjectValue(job)
	}
	input := job.Input.Attributes()
	for _, f := range input.AttributeFields().All {
		if r.IntN(4) == 0 && !f.Get(&input).IsNull() && f.Name != attrColumns {
			input = withAttribute(input, f.Name, unknown)
		}
	}
	if r.IntN(4) == 0 && !input.ColumnIncludeList.IsNull() {
		input.ColumnIncludeList = types.SetUnknown(types.StringType)
	}
	job.Input = tfvalue.ObjectValue(input)
	if r.IntN(4) == 0 {
		job.Transformations = tfvalue.StringUnknown[tfvalue.JSON]()
	}
	if r.IntN(4) == 0 {
		job.Output = tfvalue.ObjectUnknown[Output]()
	}
	return tfvalue.ObjectValue(job)
}

// Values that are unknown, and turn out to be those of the state, never replace a pipeline, in whatever order the jobs
// are.
func TestDiff_unknownValuesNeverReplace(t *testing.T) {
	ForEachSeed(t, func(t *testing.T, r Random) {
		source := r.Plan()
		if r.Bool() { // jobs with the same source
			jobs := source.Jobs.Elements()
			source.Jobs = tfvalue.ListValue(append(slices.Clone(jobs), jobs[r.IntN(len(jobs))], r.jobObject("table_0"))...)
		}
		state := source.ResolveUnknowns(
			mustObserve(t, created(source), plainResponse(t, Encode(source, testID)), false))
		var config, plan []tfvalue.Object[Job]
		for _, i := range r.Perm(len(state.Jobs.Elements())) {
			job := r.makeUnknown(configOf(state.Jobs.Element(i)))
			config = append(config, job)
			if job.IsUnknown() {
				plan = append(plan, job)
				continue
			}
			plan = append(plan, tfvalue.ObjectValue(proposed(job.Attributes())))
		}

		after := state
		after.Jobs = PlanJobs(state, tfvalue.ListValue(config...), tfvalue.ListValue(plan...))
		for _, imported := range []bool{false, true} {
			changes := Diff(state, after, imported)
			checkEqual(t, "replacements", replacementPaths(changes.Replace), []string{})
			if len(changes.Jobs) > 0 && !changes.HasUnknown {
				t.Errorf("got changes %v, want none that is certain", describe(changes))
			}
		}
	})
}

func (r Random) jobObject(table string) tfvalue.Object[Job] { return tfvalue.ObjectValue(r.job(table)) }

// A new job has no value for the fields of other connectors, instead of one that is known after the apply.
func TestPlanJobs_fieldsOfOtherConnectorsAreNull(t *testing.T) {
	ofLoadType := []string{attrLoadType, attrColumnName, attrColumnType, attrPrimaryKeys}
	for name, tc := range map[string]struct {
		connector any
		want      []string
	}{
		"jdbc":                 {"jdbc", []string{attrReplication}},
		"JDBC in upper case":   {"JDBC", []string{attrReplication}},
		"singer":               {"singer", ofLoadType},
		"no connector":         {nil, nil},
		"unknown connector":    {unknown, nil},
		"empty connector name": {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			job := nullJob()
			job.Input = tfvalue.ObjectValue(withAttribute(job.Input.Attributes(), attrConnector, tc.connector))
			planned := planJobs(examplePipeline(withJobs()), job).Element(0).Input.Attributes()
			for _, f := range inputFields {
				if f.Name == attrColumns || f.Name == attrConnector {
					continue // null if omitted, and the one of the test
				}
				if got, want := f.Get(&planned).IsNull(), slices.Contains(tc.want, f.Name); got != want {
					t.Errorf("%s: got %s, want null: %t", f.Name, f.Get(&planned), want)
				}
			}
		})
	}
}
