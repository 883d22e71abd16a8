// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"strings"
	"testing"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestDescriptions_textsOfThePlatformAreShort(t *testing.T) {
	long := "a\x1b\n" + strings.Repeat("x", 100_000)
	hostile := all(setInput(attrTableName, long), setInput(attrColumns, set(long)), setInput(attrPlugin, long))
	shown, known := examplePipeline(hostile), examplePipeline(unedited)
	texts := []string{}
	for _, changes := range []Changes{Diff(shown, known, true), Diff(known, shown, true)} {
		for _, change := range changes.Replace {
			texts = append(texts, change.Description)
		}
	}
	for _, d := range Differences(known, shown) {
		texts = append(texts, d.String())
	}
	if len(texts) < 4 {
		t.Fatalf("got %q, want descriptions of every kind", texts)
	}
	for _, text := range texts {
		if len(text) > 1000 || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("got %.300q of %d bytes, want it short and printable", text, len(text))
		}
	}
}

func TestDifferences(t *testing.T) {
	for name, tc := range map[string]struct {
		prior, observed edit
		want            []string
	}{
		"none": {unedited, unedited, nil},
		"attributes of the pipeline, in their order": {
			unedited, func(p *Pipeline) {
				p.Cron, p.Name, p.Description, p.MemoryMB = schedule(""), text("x"), text(""), types.Int64Value(1)
				p.Paused = types.BoolValue(true)
			}, []string{"name", "description", "cron", "paused", "memory_mb"},
		},
		"attributes that only the platform sets": {
			unedited, all(func(p *Pipeline) {
				p.ID, p.Status, p.CustomerID, p.UpdatedAt, p.CreatedAt = str("a"), str("a"), str("a"), str("a"), str("")
			}, onJob(0, func(j *Job) { j.ID, j.Name = jobIDValue("a"), str("") }), setOutput(attrTableName, "a")), nil,
		},
		"input": {
			unedited, all(setInput(attrPlugin, "mysql"), setInput(attrColumns, set("x"))),
			[]string{"jobs[0].input.plugin", "jobs[0].input.column_include_list"},
		},
		"extra of the input": {
			setInput(attrExtra, `{"a":1}`), setInput(attrExtra, `{"a":2}`), []string{"jobs[0].input.extra"},
		},
		"credentials": {
			unedited, setInput(attrAuth, auth("vault", "x")),
			[]string{"jobs[0].input.auth_parameters.auth_type", "jobs[0].input.auth_parameters.config_id"},
		},
		"output": {
			unedited, setOutput(attrRaw, table("a", "b")),
			[]string{"jobs[0].output.raw.table_name", "jobs[0].output.raw.table_schema"},
		},
		"plugin and extra of the output": {
			setOutput(attrExtra, `{"a":1}`), all(setOutput(attrPlugin, "x"), setOutput(attrExtra, `{"a":2}`)),
			[]string{"jobs[0].output.plugin", "jobs[0].output.extra"},
		},
		"qualify": {
			setOutput(attrQualify, table("a", "b")), setOutput(attrQualify, table("a", "c")),
			[]string{"jobs[0].output.qualify.table_schema"},
		},
		"table name of a job": {unedited, setInput(attrTableName, "x"), []string{"jobs[0].input.table_name"}},
		"transformations":     {unedited, setTransformations(jsonText("[1]")), []string{"jobs[0].transformations"}},
		"number of jobs":      {unedited, withJobs(jdbcJob(), jdbcJob()), []string{"jobs"}},
		"second job": {
			withJobs(jdbcJob(), jdbcJob()), withJobs(jdbcJob(), singerJob()),
			[]string{
				"jobs[1].input.connector", "jobs[1].input.plugin", "jobs[1].input.table_schema", "jobs[1].input.table_name",
				"jobs[1].input.load_type", "jobs[1].input.incremental_column_name", "jobs[1].input.incremental_column_type",
				"jobs[1].input.column_include_list", "jobs[1].input.auth_parameters.config_id",
			},
		},
		"jobs in another order": {
			withJobs(jdbcJob(), singerJob()), withJobs(singerJob(), jdbcJob()), nil,
		},
		"job with another source, in another order": {
			all(withJobs(jdbcJob(), singerJob()), withoutJobIDs),
			all(withJobs(singerJob(), jobWith(attrTableName, "x")), withoutJobIDs), []string{"jobs[0].input.table_name"},
		},
		"jobs with other sources": {
			all(withJobs(jdbcJob(), jobWith(attrTableName, "x")), withoutJobIDs),
			all(withJobs(jobWith(attrTableName, "y"), jobWith(attrTableName, "z")), withoutJobIDs), []string{"jobs[0]", "jobs[1]"},
		},
		"value that is gone":    {unedited, setInput(attrPlugin, nil), []string{"jobs[0].input.plugin"}},
		"jobs were never shown": {func(p *Pipeline) { p.Jobs = tfvalue.ListNull[Job]() }, unedited, nil},
		"output was not shown":  {unedited, setWholeOutput(tfvalue.ObjectNull[Output]()), nil},
		"unmanaged attributes": {
			all(
				func(p *Pipeline) { p.MemoryMB = types.Int64Null() },
				setInput(attrPlugin, nil), setOutput(attrRaw, nil), setInput(attrAuth, nil),
			),
			func(p *Pipeline) { p.MemoryMB = types.Int64Value(1) }, nil,
		},
		"attributes for which null has a meaning": {
			all(func(p *Pipeline) { p.Description, p.Cron = text(""), schedule("") },
				setInput(attrColumnName, nil), setInput(attrColumnType, nil), setInput(attrColumns, nullSet)),
			setInput(attrPrimaryKeys, set("id")),
			[]string{
				"description", "cron", "jobs[0].input.incremental_column_name", "jobs[0].input.incremental_column_type",
				"jobs[0].input.column_include_list", "jobs[0].input.primary_keys",
			},
		},
		"unknown attributes": {func(p *Pipeline) { *p = plannedPipeline() }, setInput(attrReplication, "x"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			for range 10 { // the order must not change
				got := differencePaths(Differences(examplePipeline(tc.prior), examplePipeline(tc.observed)))
				checkEqual(t, "differences", got, append([]string{}, tc.want...))
			}
		})
	}
}

func TestDifferences_haveBothValues(t *testing.T) {
	prior := examplePipeline(all(
		func(p *Pipeline) { p.Name = text("Orders") }, setInput(attrMemory, 512), setOutput(attrRaw, table("a", "b"))))
	observed := examplePipeline(all(
		func(p *Pipeline) { p.Name = text("Sales") }, setInput(attrMemory, 256), setOutput(attrRaw, table("a", "c"))))
	var got []string
	for _, d := range Differences(prior, observed) {
		got = append(got, d.String())
	}
	checkEqual(t, "differences", got, []string{
		`name: planned "Orders", shown "Sales"`,
		`jobs[0].input.memory_allocation_mb: planned 512, shown 256`,
		`jobs[0].output.raw.table_schema: planned "b", shown "c"`,
	})
}
