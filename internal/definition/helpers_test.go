// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

const testID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"

var rootJobs = path.Root(AttrJobs)

// The values of the tests. An empty text is null.
var (
	str        = stringOrNull[tfvalue.Exact]
	text       = stringOrNull[textEquality]
	schedule   = stringOrNull[cronEquality]
	word       = stringOrNull[wordEquality]
	jobIDValue = stringOrNull[idEquality]
	columnType = stringOrNull[columnTypeEquality]
	jsonText   = stringOrNull[tfvalue.JSON]
	set        = tfvalue.SetOfStrings
)

var nullSet = types.SetNull(types.StringType)

// unknown is for setInput and setOutput.
var unknown = tftypes.UnknownValue

func stringOrNull[E tfvalue.Equality](s string) tfvalue.String[E] {
	if s == "" {
		return tfvalue.StringNull[E]()
	}
	return tfvalue.StringValue[E](s)
}

// examplePipeline returns a pipeline of one JDBC job as a state holds it, with every value known.
func examplePipeline(edits ...edit) Pipeline {
	p := Pipeline{
		ID:                 str(testID),
		Name:               text("Orders"),
		Description:        text("Orders of the shop"),
		Cron:               schedule("0 6 * * *"),
		Paused:             types.BoolValue(false),
		MemoryMB:           types.Int64Value(4096),
		Jobs:               jobList(jdbcJob()),
		CustomerID:         str("acme_corp"),
		Status:             str("active"),
		CreatedAt:          str("2024-12-01T10:00:00Z"),
		UpdatedAt:          str("2024-12-15T14:30:00Z"),
		DeletionProtection: types.BoolValue(false),
		DrainBeforeDestroy: types.BoolValue(false),
	}
	for _, e := range edits {
		e(&p)
	}
	p.JobIDs = JobIDs(p)
	return p
}

// plannedPipeline returns examplePipeline as the plan of a create has it: what only the platform sets is unknown.
func plannedPipeline(edits ...edit) Pipeline {
	unknownString := tfvalue.StringUnknown[tfvalue.Exact]()
	ofPipeline := func(p *Pipeline) {
		p.ID, p.CustomerID, p.Status = unknownString, unknownString, unknownString
		p.CreatedAt, p.UpdatedAt = unknownString, unknownString
	}
	ofJob := onJob(0, func(j *Job) {
		j.ID, j.Name = tfvalue.StringUnknown[idEquality](), unknownString
		j.Transformations = tfvalue.StringUnknown[tfvalue.JSON]()
	})
	return examplePipeline(append([]edit{
		ofPipeline, ofJob,
		setInput(attrMemory, unknown), setInput(attrReplication, unknown),
		setOutput(attrTableName, unknown), setOutput(attrQualify, unknown),
	}, edits...)...)
}

// unreadPipeline returns what is known of a pipeline that is being imported.
func unreadPipeline(id string) Pipeline { return Pipeline{ID: str(id)} }

func jdbcJob() Job {
	return Job{
		ID:   jobIDValue(testID + "_0"),
		Name: str("orders_extraction"),
		Input: tfvalue.ObjectValue(Input{
			Connector:             word("jdbc"),
			Plugin:                word("postgresql"),
			TableSchema:           word("public"),
			TableName:             word("orders"),
			LoadType:              str(incremental),
			IncrementalColumnName: word("updated_at"),
			IncrementalColumnType: columnType("timestamp with time zone"),
			ColumnIncludeList:     set("id", "amount", "updated_at"),
			PrimaryKeys:           nullSet,
			AuthParameters:        auth("connection_manager", "1701234567890_abc123_postgresql-1.0.0"),
		}),
		Transformations: jsonText(`[]`),
		Output: tfvalue.ObjectValue(Output{
			Plugin: word(snowflake), Raw: table("orders", "RAW_DATA"), TableName: word("orders"),
		}),
	}
}

// singerJob returns a job that is not a JDBC job.
func singerJob() Job {
	job := jdbcJob()
	job.Input = tfvalue.ObjectValue(Input{
		Connector:         word("singer"),
		Plugin:            word("hubspot"),
		TableName:         word("contacts"),
		ReplicationMethod: str("INCREMENTAL"),
		ColumnIncludeList: nullSet,
		PrimaryKeys:       nullSet,
		AuthParameters:    auth("connection_manager", "1701234567890_abc123_hubspot-1.0.0"),
		Extra:             jsonText(`{"start":"2024-01-01","limit":10}`),
	})
	return job
}

// nullJob returns a job with an input of which every attribute is null.
func nullJob() Job {
	return Job{Input: tfvalue.ObjectValue(tfvalue.ObjectNull[Input]().Attributes())}
}

func jobList(jobs ...Job) tfvalue.List[Job] {
	objects := make([]tfvalue.Object[Job], len(jobs))
	for i := range jobs {
		objects[i] = tfvalue.ObjectValue(jobs[i])
	}
	return tfvalue.ListValue(objects...)
}

func auth(authType, configID string) tfvalue.Object[Auth] {
	return tfvalue.ObjectValue(Auth{Type: str(authType), ConfigID: str(configID)})
}

func table(name, schema string) tfvalue.Object[Table] {
	return tfvalue.ObjectValue(Table{Name: word(name), Schema: word(schema)})
}

// edit changes a pipeline.
type edit func(*Pipeline)

// unedited changes nothing.
func unedited(*Pipeline) {}

// all makes several changes.
func all(edits ...edit) edit {
	return func(p *Pipeline) {
		for _, e := range edits {
			e(p)
		}
	}
}

// orUnedited returns an edit that does nothing if e is nil.
func orUnedited(e edit) edit {
	if e == nil {
		return unedited
	}
	return e
}

// withJobs replaces the jobs.
func withJobs(jobs ...Job) edit {
	return func(p *Pipeline) {
		p.Jobs = jobList(jobs...)
		p.JobIDs = JobIDs(*p)
	}
}

// onJob changes one job.
func onJob(index int, change func(*Job)) edit {
	return func(p *Pipeline) {
		job := p.Jobs.Element(index)
		change(&job)
		p.Jobs = p.Jobs.WithElement(index, job)
		p.JobIDs = JobIDs(*p)
	}
}

// withoutJobIDs removes the ids of all jobs, which no configuration has.
func withoutJobIDs(p *Pipeline) {
	for i, element := range p.Jobs.Elements() {
		if tfvalue.HasValue(element) {
			onJob(i, func(j *Job) { j.ID = jobIDValue("") })(p)
		}
	}
}

// setInput sets an attribute of the first job's input, see withAttribute.
func setInput(name string, v any) edit {
	return onJob(0, func(j *Job) { j.Input = tfvalue.ObjectValue(withAttribute(j.Input.Attributes(), name, v)) })
}

// setOutput sets an attribute of the first job's output, see withAttribute.
func setOutput(name string, v any) edit {
	return onJob(0, func(j *Job) { j.Output = tfvalue.ObjectValue(withAttribute(j.Output.Attributes(), name, v)) })
}

// setTransformations sets the transformations of the first job.
func setTransformations(v JSON) edit {
	return onJob(0, func(j *Job) { j.Transformations = v })
}

// withAttribute returns t with one attribute set: to a value of the framework, or to one that tftypes.NewValue takes,
// so that nil is null.
func withAttribute[T tfvalue.Struct[T]](t T, name string, v any) T {
	ctx := context.Background()
	object := must(tfvalue.ObjectValue(t).ToTerraformValue(ctx))
	members := make(map[string]tftypes.Value)
	if err := object.As(&members); err != nil {
		panic(err)
	}
	typ := object.Type().(tftypes.Object).AttributeTypes[name]
	if value, ok := v.(attr.Value); ok {
		members[name] = must(value.ToTerraformValue(ctx))
	} else {
		members[name] = tftypes.NewValue(typ, v)
	}
	value := must(tfvalue.ObjectType[T]{}.ValueFromTerraform(ctx, tftypes.NewValue(object.Type(), members)))
	return value.(tfvalue.Object[T]).Attributes()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// document decodes a JSON object.
func document(t testing.TB, text string) maestro.Document {
	t.Helper()
	var d maestro.Document
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

func mustJSON(v any) string { return string(must(json.Marshal(v))) }

// describe returns the changes as lines, in the order in which they are made. That jobs are in another order is none of
// them.
func describe(c Changes) []string {
	lines := []string{}
	for _, p := range c.Replace {
		lines = append(lines, "replace "+p.Path.String())
	}
	for _, p := range c.Adopted {
		lines = append(lines, "adopt "+p.String())
	}
	if c.Definition != (maestro.PipelineChange{}) {
		lines = append(lines, "definition "+mustJSON(c.Definition))
	}
	if c.MemoryMB.Present {
		lines = append(lines, fmt.Sprintf("memory %d", c.MemoryMB.Value))
	}
	if c.Paused.Present {
		lines = append(lines, fmt.Sprintf("paused %t", c.Paused.Value))
	}
	for _, j := range c.Jobs {
		if j.SyncMode != nil {
			lines = append(lines, fmt.Sprintf("jobs[%d] sync mode %s", j.Index, mustJSON(j.SyncMode)))
		}
		if len(j.Input) > 0 {
			lines = append(lines, fmt.Sprintf("jobs[%d] patch %s", j.Index, mustJSON(j.Input)))
		}
	}
	for _, job := range c.LostBookmarks {
		lines = append(lines, "lose bookmark of "+job)
	}
	for _, key := range c.Unmanaged {
		lines = append(lines, "leave "+key)
	}
	if c.HasUnknown {
		lines = append(lines, "unknown")
	}
	return lines
}

// flatten returns every value of a pipeline by its path.
func flatten(p Pipeline) map[string]string {
	flat := make(map[string]string)
	for name, v := range map[string]attr.Value{
		AttrID: p.ID, AttrName: p.Name, "description": p.Description, "cron": p.Cron, "paused": p.Paused,
		AttrMemoryMB: p.MemoryMB, AttrJobs: p.Jobs, AttrJobIDs: p.JobIDs, "customer_id": p.CustomerID, AttrStatus: p.Status,
		"created_at": p.CreatedAt, AttrUpdatedAt: p.UpdatedAt, AttrDeletionProtection: p.DeletionProtection,
		AttrAllowReplacement: p.AllowReplacement, AttrDeletionPolicy: p.DeletionPolicy,
		"drain_before_destroy": p.DrainBeforeDestroy, "export_before_destroy": p.ExportBeforeDestroy,
	} {
		flattenValue(name, v, flat)
	}
	return flat
}

func flattenValue(at string, v attr.Value, into map[string]string) {
	switch v := v.(type) {
	case tfvalue.List[Job]:
		if tfvalue.HasValue(v) {
			for i, element := range v.Elements() {
				flattenObject(fmt.Sprintf("%s[%d]", at, i), element, into)
			}
			return
		}
	case tfvalue.Object[Input]:
		flattenObject(at, v, into)
		return
	case tfvalue.Object[Auth]:
		flattenObject(at, v, into)
		return
	case tfvalue.Object[Output]:
		flattenObject(at, v, into)
		return
	case tfvalue.Object[Table]:
		flattenObject(at, v, into)
		return
	case types.Map:
		for key, element := range v.Elements() {
			into[at+"["+key+"]"] = element.String()
		}
		if len(v.Elements()) > 0 {
			return
		}
	}
	into[at] = v.String()
}

func flattenObject[T tfvalue.Struct[T]](at string, object tfvalue.Object[T], into map[string]string) {
	if tfvalue.IsNullOrUnknown(object) {
		into[at] = object.String()
		return
	}
	attributes := object.Attributes()
	for _, f := range attributes.AttributeFields().All {
		flattenValue(at+"."+f.Name, f.Get(&attributes), into)
	}
}

// within returns the values of a flattened pipeline at a path and below it.
func within(flat map[string]string, at path.Path) map[string]string {
	flat = maps.Clone(flat)
	maps.DeleteFunc(flat, func(key, _ string) bool {
		rest, ok := strings.CutPrefix(key, at.String())
		return !ok || rest != "" && rest[0] != '.' && rest[0] != '['
	})
	return flat
}

// pathTexts returns the texts of paths.
func pathTexts(paths path.Paths) []string {
	texts := []string{}
	for _, p := range paths {
		texts = append(texts, p.String())
	}
	return texts
}

// replacementPaths returns the paths of replacements.
func replacementPaths(replacements []Replacement) []string {
	texts := []string{}
	for _, r := range replacements {
		texts = append(texts, r.Path.String())
	}
	return texts
}

// differencePaths returns the paths of differences.
func differencePaths(differences []Difference) []string {
	texts := []string{}
	for _, d := range differences {
		texts = append(texts, d.Path.String())
	}
	return texts
}

// checkEqual compares values that cmp can compare.
func checkEqual(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: got %v, want %v (-want +got):\n%s", what, got, want, diff)
	}
}

// checkPipeline compares pipelines value by value, spelling included.
func checkPipeline(t testing.TB, what string, got, want Pipeline) {
	t.Helper()
	if diff := cmp.Diff(flatten(want), flatten(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", what, diff)
	}
}

// checkNoDifferences checks that an observed pipeline is as it was planned or known.
func checkNoDifferences(t testing.TB, what string, prior, observed Pipeline) {
	t.Helper()
	checkEqual(t, "differences "+what, differencePaths(Differences(prior, observed)), []string{})
}

// checkNoChanges checks that nothing has to be done for a plan.
func checkNoChanges(t testing.TB, what string, state, plan Pipeline) {
	t.Helper()
	for _, imported := range []bool{false, true} {
		changes := Diff(state, plan, imported)
		checkEqual(t, "changes "+what, describe(changes), []string{})
		if changes.HasCalls() {
			t.Errorf("changes %s: HasCalls: got true, want false", what)
		}
	}
}

func checkNoUnknowns(t testing.TB, p Pipeline) {
	t.Helper()
	for at, v := range flatten(p) {
		if v == attr.UnknownValueString {
			t.Errorf("%s: got an unknown value", at)
		}
	}
}

func checkContains(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("got %q, want it to contain %q", text, part)
		}
	}
}

func checkErrorIs(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, want %v", err, want)
	}
}
