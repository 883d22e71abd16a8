// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// jobOf returns a job with an id and a source of four words: connector, plugin, schema and table. "-" is null and "?"
// unknown.
func jobOf(id, source string) tfvalue.Object[Job] {
	words := strings.Fields(source)
	job := nullJob()
	job.ID = jobIDValue(id)
	input := job.Input.Attributes()
	for i, at := range []*Word{&input.Connector, &input.Plugin, &input.TableSchema, &input.TableName} {
		switch words[i] {
		case "-":
		case "?":
			*at = tfvalue.StringUnknown[wordEquality]()
		default:
			*at = word(words[i])
		}
	}
	job.Input = tfvalue.ObjectValue(input)
	return tfvalue.ObjectValue(job)
}

// jobsOf returns jobs from texts like "id: connector plugin schema table", in which the id may be omitted.
func jobsOf(texts ...string) []tfvalue.Object[Job] {
	jobs := make([]tfvalue.Object[Job], len(texts))
	for i, text := range texts {
		id, source, hasID := strings.Cut(text, ":")
		if !hasID {
			id, source = "", text
		}
		jobs[i] = jobOf(id, source)
	}
	return jobs
}

func TestMatchJobs(t *testing.T) {
	const (
		a, b, c    = "jdbc pg s a", "jdbc pg s b", "jdbc pg s c"
		s3, parqet = "- csv - -", "- parquet - -"
	)
	for name, tc := range map[string]struct {
		existing, wanted []string
		counterpart      []int
		uncertain        []int // indexes of the wanted jobs
		unmatched        []int
		folded           bool // ignores the letter case of tables
	}{
		"nothing":             {nil, nil, []int{}, nil, nil, false},
		"same order":          {[]string{a, b}, []string{a, b}, []int{0, 1}, nil, nil, false},
		"another order":       {[]string{a, b, c}, []string{c, a, b}, []int{2, 0, 1}, nil, nil, false},
		"added in between":    {[]string{a, c}, []string{a, b, c}, []int{0, noMatch, 1}, nil, nil, false},
		"removed in between":  {[]string{a, b, c}, []string{c, a}, []int{2, 0}, nil, []int{1}, false},
		"one for another":     {[]string{a, b}, []string{b, c}, []int{1, noMatch}, nil, []int{0}, false},
		"keyword in capitals": {[]string{a}, []string{"JDBC PG s a"}, []int{0}, nil, nil, false},
		"table in capitals":   {[]string{a}, []string{"jdbc pg s A"}, []int{noMatch}, nil, []int{0}, false},
		"table in capitals, folded": {
			[]string{b, a}, []string{"jdbc pg S A", "jdbc pg S B"}, []int{1, 0}, nil, nil, true,
		},
		"two letter cases, folded": {
			[]string{a, "jdbc pg s A"}, []string{"jdbc pg s A", a}, []int{1, 0}, nil, nil, true,
		},
		"one of two letter cases is gone, folded": {
			[]string{"p_0:" + a, "p_1:jdbc pg s A"}, []string{"p_0:jdbc pg s A"}, []int{1}, nil, []int{0}, true,
		},
		"same source keeps its order": {[]string{a, b, a}, []string{a, a, b}, []int{0, 2, 1}, nil, nil, false},
		"same source, one is removed": {[]string{a, a}, []string{a}, []int{0}, nil, []int{1}, false},
		"same source, one is added":   {[]string{a}, []string{a, a}, []int{0, noMatch}, nil, []int(nil), false},

		"omitted schema":           {[]string{b, a}, []string{"jdbc pg - a", "jdbc pg - b"}, []int{1, 0}, nil, nil, false},
		"omitted connector":        {[]string{b, a}, []string{"- - s a", b}, []int{1, 0}, nil, nil, false},
		"schema that never showed": {[]string{"jdbc pg - a", b}, []string{b, a}, []int{1, 0}, nil, nil, false},
		"omitted schema, and the same table of that schema": {
			[]string{a, "jdbc pg z a"}, []string{"jdbc pg - a", a}, []int{1, 0}, nil, nil, false,
		},
		"omitted schema, which the state omits as well": {
			[]string{a, "jdbc pg - a"}, []string{"jdbc pg - a", a}, []int{1, 0}, nil, nil, false,
		},
		"omitted table": {[]string{a}, []string{"jdbc pg s -"}, []int{0}, nil, nil, false},
		"omitted table, of another connector": {
			[]string{"singer x - a", b}, []string{"jdbc - - -", "singer x - a"}, []int{1, 0}, nil, nil, false,
		},
		"jobs without a table":   {[]string{s3, parqet}, []string{parqet, s3}, []int{1, 0}, nil, nil, false},
		"another kind of file":   {[]string{s3}, []string{parqet}, []int{0}, nil, nil, false},
		"another plugin":         {[]string{a, b}, []string{"jdbc my s b", "jdbc my s a"}, []int{1, 0}, nil, nil, false},
		"another schema":         {[]string{a}, []string{"jdbc pg z a"}, []int{noMatch}, nil, []int{0}, false},
		"table in place of none": {[]string{"singer x - -"}, []string{"singer y - a"}, []int{noMatch}, nil, []int{0}, false},

		"ids":                          {[]string{"p_0:" + a, "p_1:" + a}, []string{"p_1:" + a, "p_0:" + a}, []int{1, 0}, nil, nil, false},
		"ids in another spelling":      {[]string{"p_0:" + a, "p_1:" + a}, []string{"P-1:" + a, "P-0:" + a}, []int{1, 0}, nil, nil, false},
		"ids of sources that changed":  {[]string{"p_0:" + a, "p_1:" + b}, []string{"p_1:" + c, "p_0:" + a}, []int{1, 0}, nil, nil, false},
		"ids of sources that are null": {[]string{"p_0:- - - -", "p_1:- - - -"}, []string{"p_1:" + a, "p_0:" + b}, []int{1, 0}, nil, nil, false},
		"ids that were renumbered": {
			[]string{"p_0:" + a, "p_1:" + b, "p_2:" + c}, []string{"p_0:" + b, "p_1:" + c}, []int{1, 2}, nil, []int{0}, false,
		},
		"ids that were swapped": {[]string{"p_0:" + a, "p_1:" + b}, []string{"p_0:" + b, "p_1:" + a}, []int{1, 0}, nil, nil, false},
		"ids of the same source, folded": {
			[]string{"p_0:" + a, "p_1:" + a}, []string{"p_1:jdbc pg s A", "p_0:jdbc pg s A"}, []int{1, 0}, nil, nil, true,
		},
		"id of a job that is elsewhere": {[]string{"p_0:" + a, b}, []string{b, "p_0:" + c}, []int{1, 0}, nil, nil, false},

		"unknown schema": {[]string{a, b}, []string{"jdbc pg ? b", "jdbc pg ? a"}, []int{1, 0}, nil, nil, false},
		"unknown schema of a table in two": {
			[]string{a, "jdbc pg z a"}, []string{"jdbc pg ? a", "jdbc pg ? a"}, []int{0, 1}, []int{0, 1}, nil, false,
		},
		"unknown schema, and the other one is known": {
			[]string{a, "jdbc pg z a"}, []string{"jdbc pg ? a", a}, []int{1, 0}, nil, nil, false,
		},
		"unknown table":              {[]string{a}, []string{"jdbc pg s ?"}, []int{0}, nil, nil, false},
		"one table is unknown":       {[]string{a, b}, []string{"jdbc pg s ?", a}, []int{1, 0}, nil, nil, false},
		"two tables are unknown":     {[]string{a, b}, []string{"jdbc pg s ?", "jdbc pg s ?"}, []int{0, 1}, []int{0, 1}, nil, false},
		"unknown table of a plugin":  {[]string{a, "jdbc my s b"}, []string{"jdbc my s ?", "jdbc pg s ?"}, []int{1, 0}, nil, nil, false},
		"unknown, and added":         {[]string{a}, []string{"jdbc pg s ?", "jdbc pg s ?"}, []int{0, noMatch}, nil, nil, false},
		"unknown, and removed":       {[]string{a, b}, []string{"jdbc pg s ?"}, []int{0}, []int{0}, []int{1}, false},
		"unknown, of another plugin": {[]string{a}, []string{"jdbc my s ?"}, []int{noMatch}, nil, []int{0}, false},
		"certain ones before uncertain ones": {
			[]string{a, b}, []string{"jdbc pg ? ?", "jdbc pg ? a"}, []int{1, 0}, []int{0}, nil, false,
		},
		"everything is unknown, with an id": {
			[]string{"p_0:" + a, "p_1:" + b}, []string{"p_1:? ? ? ?", "p_0:? ? ? ?"}, []int{1, 0}, nil, nil, false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			equal := identical
			if tc.folded {
				equal = strings.EqualFold
			}
			m := matchJobs(jobsOf(tc.existing...), jobsOf(tc.wanted...), equal)
			checkEqual(t, "counterparts", m.counterpart, tc.counterpart)
			checkEqual(t, "unmatched", m.unmatched, tc.unmatched)
			var uncertain []int
			for i := range m.uncertain {
				if m.uncertain[i] {
					uncertain = append(uncertain, i)
				}
			}
			checkEqual(t, "uncertain", uncertain, tc.uncertain)
		})
	}
}

func TestMatchJobs_unknownJobs(t *testing.T) {
	unknownInput := nullJob()
	unknownInput.Input = tfvalue.ObjectUnknown[Input]()
	existing := jobsOf("jdbc pg s a", "jdbc pg s b")
	for name, unknown := range map[string]tfvalue.Object[Job]{
		"job": tfvalue.ObjectUnknown[Job](), "input": tfvalue.ObjectValue(unknownInput),
	} {
		t.Run(name, func(t *testing.T) {
			m := matchJobs(existing, []tfvalue.Object[Job]{unknown, existing[0]}, identical)
			checkEqual(t, "one: counterparts", m.counterpart, []int{1, 0})
			checkEqual(t, "one: uncertain", m.uncertain, []bool{false, false})
			m = matchJobs(existing, []tfvalue.Object[Job]{unknown, unknown}, identical)
			checkEqual(t, "two: counterparts", m.counterpart, []int{0, 1})
			checkEqual(t, "two: uncertain", m.uncertain, []bool{true, true})
		})
	}
}

// Jobs with the same source are distinguished by their other values, the surest ones first.
func TestMatchJobs_preferencesAmongJobsWithTheSameSource(t *testing.T) {
	with := func(name string, v any, edits ...func(*Job)) Job {
		job := jobWith(name, v)
		job.ID = jobIDValue("")
		for _, e := range edits {
			e(&job)
		}
		return job
	}
	into := func(name string) func(*Job) {
		return func(j *Job) { j.Output = tfvalue.ObjectValue(Output{Raw: table(name, "RAW_DATA")}) }
	}
	connection := func(id string) any { return auth("connection_manager", id) }
	larger := func(j *Job) {
		j.Input = tfvalue.ObjectValue(withAttribute(j.Input.Attributes(), attrMemory, 512))
	}
	for name, tc := range map[string]struct {
		existing, wanted []Job
		want             []int
	}{
		"unchanged input": {
			[]Job{with(attrMemory, 1), with(attrMemory, 2)}, []Job{with(attrMemory, 3), with(attrMemory, 1)}, []int{1, 0},
		},
		"unchanged extra": {
			[]Job{with(attrExtra, `{"a":1}`), with(attrExtra, `{"a":2}`)},
			[]Job{with(attrExtra, `{"a":2.0}`), with(attrExtra, `{"a":3}`)}, []int{1, 0},
		},
		"values that are omitted": {
			[]Job{with(attrMemory, 1), with(attrMemory, 2)}, []Job{with(attrMemory, nil), with(attrMemory, 1)}, []int{1, 0},
		},
		"same output": {
			[]Job{with(attrMemory, 1, into("x")), with(attrMemory, 1, into("y"))},
			[]Job{with(attrMemory, 2, into("Y")), with(attrMemory, 2, into("x"))}, []int{1, 0},
		},
		"same connection": {
			[]Job{with(attrAuth, connection("x")), with(attrAuth, connection("y"))},
			[]Job{with(attrAuth, connection("y"), larger), with(attrAuth, connection("x"), larger)}, []int{1, 0},
		},
		"output before connection": {
			[]Job{with(attrAuth, connection("x"), into("x")), with(attrAuth, connection("y"), into("y"))},
			[]Job{with(attrAuth, connection("x"), into("y")), with(attrAuth, connection("y"), into("x"))}, []int{1, 0},
		},
		"columns that only grow": {
			[]Job{with(attrColumns, set("a")), with(attrColumns, set("b"))},
			[]Job{with(attrColumns, set("b", "c")), with(attrColumns, set("a", "c"))}, []int{1, 0},
		},
		"nothing in common": {
			[]Job{with(attrColumns, set("a")), with(attrColumns, set("b"))},
			[]Job{with(attrColumns, set("c")), with(attrColumns, set("d"))}, []int{0, 1},
		},
		"all columns in place of some": {
			[]Job{with(attrColumns, set("a")), with(attrColumns, set("b"))},
			[]Job{with(attrColumns, nullSet), with(attrColumns, set("b"))}, []int{0, 1},
		},
		"value that is unknown": {
			[]Job{with(attrMemory, 1), with(attrMemory, 2)},
			[]Job{with(attrMemory, types.Int64Unknown()), with(attrMemory, 1)}, []int{1, 0},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := matchJobs(jobList(tc.existing...).Elements(), jobList(tc.wanted...).Elements(), identical)
			checkEqual(t, "counterparts", m.counterpart, tc.want)
		})
	}
}

// checkMatching checks that each existing job is matched at most once, and that nothing is lost.
func checkMatching(t *testing.T, m matching, existing, wanted int) {
	t.Helper()
	seen := make(map[int]bool)
	matched := 0
	for _, j := range m.counterpart {
		if j == noMatch {
			continue
		}
		if j < 0 || j >= existing || seen[j] {
			t.Errorf("got counterparts %v of %d jobs, want each at most once", m.counterpart, existing)
		}
		seen[j] = true
		matched++
	}
	for _, j := range m.unmatched {
		if seen[j] {
			t.Errorf("job %d: got it matched and unmatched, want one of them", j)
		}
	}
	if len(m.counterpart) != wanted || len(m.uncertain) != wanted || matched+len(m.unmatched) != existing {
		t.Errorf("got %d counterparts, %d flags and %d unmatched, want them to add up to %d and %d jobs",
			matched, len(m.uncertain), len(m.unmatched), wanted, existing)
	}
}

// FuzzMatchJobs takes each byte of its inputs as a job: few words, so that many jobs are alike.
func FuzzMatchJobs(f *testing.F) {
	f.Add([]byte{0, 1, 2}, []byte{2, 1, 0}, false)
	f.Add([]byte{0, 0, 64, 255}, []byte{3, 12, 48, 192}, true)
	f.Add([]byte{}, []byte{7}, false)
	jobsOfBytes := func(spec []byte, first int) []tfvalue.Object[Job] {
		jobs := make([]tfvalue.Object[Job], min(len(spec), 12))
		for i := range jobs {
			words := []string{"-", "a", "A", "?"}
			if first == 0 {
				words[3] = "b" // nothing in a state is unknown
			}
			b := int(spec[i])
			id := []string{"", "p_0", "p_1", "P-1"}[b&3]
			jobs[i] = jobOf(id, strings.Join([]string{"jdbc", words[b>>2&3], words[b>>4&3], words[b>>6&3]}, " "))
		}
		return jobs
	}
	f.Fuzz(func(t *testing.T, have, want []byte, folded bool) {
		equal := identical
		if folded {
			equal = strings.EqualFold
		}
		existing, wanted := jobsOfBytes(have, 0), jobsOfBytes(want, 1)
		m := matchJobs(existing, wanted, equal)
		checkMatching(t, m, len(existing), len(wanted))
		for i, j := range matchJobs(existing, existing, equal).counterpart {
			if !existing[i].Equal(existing[j]) {
				t.Errorf("job %d of %v: got %v as its counterpart, want itself or its equal", i, existing, existing[j])
			}
		}
	})
}

// Tables whose names are equal without letter case have the same key.
func FuzzMatchKeyOfTables(f *testing.F) {
	for _, name := range []string{"orders", "ORDERS", "straße", "STRAẞE", "ſ", "K", "ϴ", "ς", "İ", "ı", "ǅ", "\xff"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		key := func(name string) string {
			return byTable(&candidate{input: Input{TableName: tfvalue.StringValue[wordEquality](name)}})
		}
		for _, other := range []string{strings.ToUpper(name), strings.ToLower(name), strings.ToTitle(name)} {
			if strings.EqualFold(name, other) && key(name) != key(other) {
				t.Errorf("got keys %q and %q of %q and %q, want the same", key(name), key(other), name, other)
			}
		}
	})
}

func TestKnownJobs(t *testing.T) {
	known := tfvalue.ListValue(jobsOf("p_0:jdbc pg s a", "p_1:jdbc pg s b")...)
	shown := newResponse(put("jobs", []any{
		map[string]any{"job_id": "p_1", "input": map[string]any{"connector": "jdbc", "plugin": "pg", "table_name": "B"}},
		map[string]any{"job_id": "p_2", "input": map[string]any{"connector": "jdbc", "plugin": "pg", "table_name": "c"}},
		map[string]any{"job_id": "p_0", "input": map[string]any{"table_name": map[string]any{}}},
	})).decode(t)
	var ids []string
	for _, job := range KnownJobs(known, shown.Jobs.Value) {
		ids = append(ids, job.ID.ValueString())
	}
	checkEqual(t, "ids of the known jobs", ids, []string{"p_0", "p_1", ""})
	checkEqual(t, "jobs of an import", len(KnownJobs(tfvalue.ListNull[Job](), shown.Jobs.Value)), 3)
}

func TestAlign(t *testing.T) {
	const a, b, c = "jdbc pg s a", "jdbc pg s b", "jdbc pg s c"
	for name, tc := range map[string]struct {
		state, plan []string
		wantTables  []string
		wantIDs     []string
	}{
		"same order":    {[]string{"p_0:" + a, "p_1:" + b}, []string{a, b}, []string{"a", "b"}, []string{"p_0", "p_1"}},
		"another order": {[]string{"p_0:" + a, "p_1:" + b}, []string{b, a}, []string{"b", "a"}, []string{"p_1", "p_0"}},
		"ids that were never shown": {
			[]string{a, b, c}, []string{b, a, c}, []string{"b", "a", "c"}, []string{testID + "_1", testID + "_0", testID + "_2"},
		},
		"job is added":   {[]string{"p_0:" + a}, []string{b, a}, []string{"a"}, []string{"p_0"}},
		"job is removed": {[]string{"p_0:" + a, "p_1:" + b}, []string{b}, []string{"a", "b"}, []string{"p_0", "p_1"}},
		"job is replaced": {
			[]string{"p_0:" + a, "p_1:" + b}, []string{c, a}, []string{"a", "b"}, []string{"p_0", "p_1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			state := examplePipeline(func(p *Pipeline) { p.Jobs = tfvalue.ListValue(jobsOf(tc.state...)...) })
			plan := examplePipeline(func(p *Pipeline) { p.Jobs = tfvalue.ListValue(jobsOf(tc.plan...)...) })
			before := flatten(state)
			aligned := Align(state, plan)
			var tables, ids []string
			for i := range aligned.Jobs.Elements() {
				tables = append(tables, aligned.Jobs.Element(i).Input.Attributes().TableName.ValueString())
				ids = append(ids, aligned.JobID(i))
			}
			checkEqual(t, "tables", tables, tc.wantTables)
			checkEqual(t, "ids", ids, tc.wantIDs)
			checkEqual(t, "state, which stays as it was", flatten(state), before)
		})
	}
}

// A plan that reorders jobs is resolved with the job that each of them is, and with null for one that is not shown yet.
func TestPipeline_resolveUnknownsFollowsTheJob(t *testing.T) {
	const a, b, c = "jdbc pg s a", "jdbc pg s b", "jdbc pg s c"
	for name, tc := range map[string]struct {
		planned, observed []string
		want              []string
	}{
		"same order":             {[]string{a, b}, []string{"p_0:" + a, "p_1:" + b}, []string{"p_0", "p_1"}},
		"another order":          {[]string{b, a}, []string{"p_0:" + a, "p_1:" + b}, []string{"p_1", "p_0"}},
		"not shown yet":          {[]string{a, b, c}, []string{"p_0:" + a, "p_2:" + c}, []string{"p_0", "", "p_2"}},
		"table in capitals":      {[]string{b, a}, []string{"p_0:jdbc pg S A", "p_1:jdbc pg S B"}, []string{"p_1", "p_0"}},
		"one more is shown":      {[]string{b}, []string{"p_0:" + a, "p_1:" + b}, []string{"p_1"}},
		"one has another source": {[]string{b, a}, []string{"p_0:" + c, "p_1:" + b}, []string{"p_1", "p_0"}},
		"two have other sources": {[]string{a, b}, []string{"p_0:" + c, "p_1:jdbc pg s d"}, []string{"", ""}},
		"nothing is shown":       {[]string{a}, nil, []string{""}},
		"schema filled in":       {[]string{"jdbc pg ? b", "jdbc pg ? a"}, []string{"p_0:" + a, "p_1:" + b}, []string{"p_1", "p_0"}},
	} {
		t.Run(name, func(t *testing.T) {
			planned := jobsOf(tc.planned...)
			for i, element := range planned {
				job := element.Attributes()
				job.ID = tfvalue.StringUnknown[idEquality]()
				planned[i] = tfvalue.ObjectValue(job)
			}
			plan := examplePipeline(func(p *Pipeline) { p.Jobs = tfvalue.ListValue(planned...) })
			observed := examplePipeline(func(p *Pipeline) { p.Jobs = tfvalue.ListValue(jobsOf(tc.observed...)...) })
			resolved := plan.ResolveUnknowns(observed)
			checkNoUnknowns(t, resolved)
			ids := make([]string, len(planned))
			for i := range planned {
				ids[i] = resolved.Jobs.Element(i).ID.ValueString()
			}
			checkEqual(t, "ids", ids, tc.want)
		})
	}
}

// The state keeps the order of the jobs that it knows, whatever the order of a response. Others follow.
func TestObserve_orderOfJobs(t *testing.T) {
	const a, b, c, d = "jdbc pg s a", "jdbc pg s b", "jdbc pg s c", "jdbc pg s d"
	for name, tc := range map[string]struct {
		known, shown []string
		want         []string
	}{
		"as known":                {[]string{"p_1:" + b, "p_0:" + a}, []string{"p_0:" + a, "p_1:" + b}, []string{"p_1 b", "p_0 a"}},
		"added":                   {[]string{"p_1:" + b, "p_0:" + a}, []string{"p_0:" + a, "p_1:" + b, "p_2:" + c}, []string{"p_1 b", "p_0 a", "p_2 c"}},
		"two added, around":       {[]string{"p_1:" + b}, []string{"p_0:" + c, "p_1:" + b, "p_2:" + a}, []string{"p_1 b", "p_0 c", "p_2 a"}},
		"removed":                 {[]string{"p_2:" + c, "p_1:" + b, "p_0:" + a}, []string{"p_0:" + a, "p_2:" + c}, []string{"p_2 c", "p_0 a"}},
		"removed, and renumbered": {[]string{"p_2:" + c, "p_1:" + b, "p_0:" + a}, []string{"p_0:" + b, "p_1:" + c}, []string{"p_1 c", "p_0 b"}},
		"removed and added":       {[]string{"p_1:" + b, "p_0:" + a}, []string{"p_0:" + a, "p_1:" + d}, []string{"p_1 d", "p_0 a"}},
		"source changed": {
			[]string{"p_1:" + b, "p_0:" + a}, []string{"p_0:" + c, "p_1:" + b}, []string{"p_1 b", "p_0 c"},
		},
		"ids were never shown":      {[]string{b, a}, []string{"p_0:" + a, "p_1:" + b}, []string{"p_1 b", "p_0 a"}},
		"other letter case":         {[]string{"p_1:" + b, "p_0:" + a}, []string{"p_0:jdbc pg S A", "p_1:JDBC pg S B"}, []string{"p_1 b", "p_0 a"}},
		"nothing was known":         {nil, []string{"p_1:" + b, "p_0:" + a}, []string{"p_1 b", "p_0 a"}},
		"same source":               {[]string{"p_1:" + a, "p_0:" + a}, []string{"p_0:" + a, "p_1:" + a}, []string{"p_1 a", "p_0 a"}},
		"same source, one gone":     {[]string{"p_1:" + a, "p_0:" + a}, []string{"p_1:" + a}, []string{"p_1 a"}},
		"job that hides its source": {[]string{"p_1:" + b, "p_0:" + a}, []string{"p_0:- - - -", "p_1:- - - -"}, []string{"p_1 b", "p_0 a"}},
	} {
		t.Run(name, func(t *testing.T) {
			shown := make([]maestro.Job, len(tc.shown))
			for i, job := range jobsOf(tc.shown...) {
				shown[i] = maestro.Job{
					ID: job.Attributes().ID.ValueString(), Input: encodeObject(inputFields, job.Attributes().Input),
				}
			}
			prior := examplePipeline(func(p *Pipeline) { p.Jobs = tfvalue.ListValue(jobsOf(tc.known...)...) })
			response := newResponse().decode(t)
			response.Jobs = maestro.Some(shown)
			for range 2 {
				var err error
				if prior, err = Observe(prior, response, false); err != nil {
					t.Fatal(err)
				}
				got := []string{}
				for i, element := range prior.Jobs.Elements() {
					got = append(got, fmt.Sprintf("%s %s", prior.JobID(i), element.Attributes().Input.Attributes().TableName.ValueString()))
				}
				checkEqual(t, "jobs", got, tc.want)
			}
		})
	}
}

// The configuration may omit auth_type, for which the plan has a default.
func TestMatchJobs_omittedAuthTypeIsNoChange(t *testing.T) {
	a := jobWith(attrExtra, `{"folder":"a"}`)
	b := jobWith(attrExtra, `{"folder":"b"}`)
	wanted := []Job{b, a}
	for i := range wanted {
		input := wanted[i].Input.Attributes()
		auth := input.AuthParameters.Attributes()
		auth.Type, wanted[i].ID = str(""), jobIDValue("")
		input.AuthParameters = tfvalue.ObjectValue(auth)
		wanted[i].Input = tfvalue.ObjectValue(input)
	}
	state, plan := examplePipeline(withJobs(a, b)), examplePipeline(withJobs(wanted...))
	m := matchJobs(state.Jobs.Elements(), plan.Jobs.Elements(), identical)
	checkEqual(t, "counterparts", m.counterpart, []int{1, 0})
}
