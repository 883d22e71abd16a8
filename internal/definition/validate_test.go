// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// wantDiagnostic is a diagnostic that is expected, with parts of its detail.
type wantDiagnostic struct {
	severity diag.Severity
	at       path.Path
	summary  diagnostics.Summary
	parts    []string
}

func wantError(at path.Path, summary diagnostics.Summary, parts ...string) wantDiagnostic {
	return wantDiagnostic{diag.SeverityError, at, summary, parts}
}

func wantWarning(at path.Path, summary diagnostics.Summary, parts ...string) wantDiagnostic {
	return wantDiagnostic{diag.SeverityWarning, at, summary, parts}
}

// validateTest is what is reported of a configuration, which starts as examplePipeline.
type validateTest struct {
	config edit
	want   []wantDiagnostic
}

func runValidateTests(t *testing.T, tests map[string]validateTest) {
	t.Helper()
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			got := Validate(examplePipeline(tc.config).Jobs)
			if len(got) != len(tc.want) {
				t.Fatalf("got diagnostics %v, want %d", got, len(tc.want))
			}
			for i, d := range got {
				want := tc.want[i]
				if withPath, ok := d.(diag.DiagnosticWithPath); !ok || !withPath.Path().Equal(want.at) {
					t.Errorf("got %v, want it at %s", d, want.at)
				}
				if d.Severity() != want.severity || d.Summary() != want.summary.String() {
					t.Errorf("got %s %q, want %s %q", d.Severity(), d.Summary(), want.severity, want.summary)
				}
				checkContains(t, d.Detail(), want.parts...)
			}
		})
	}
}

// inputAt returns the path of an attribute of a job's input.
func inputAt(job int, name string) path.Path {
	return rootJobs.AtListIndex(job).AtName(attrInput).AtName(name)
}

// jobWith returns a JDBC job with an attribute of its input set.
func jobWith(name string, v any) Job {
	job := jdbcJob()
	job.Input = tfvalue.ObjectValue(withAttribute(job.Input.Attributes(), name, v))
	return job
}

func TestValidate_inputs(t *testing.T) {
	setWholeInput := func(input tfvalue.Object[Input]) edit { return onJob(0, func(j *Job) { j.Input = input }) }
	setJobs := func(jobs tfvalue.List[Job]) edit { return func(p *Pipeline) { p.Jobs = jobs } }
	noInput := func(job int, parts ...string) wantDiagnostic {
		return wantError(rootJobs.AtListIndex(job).AtName(attrInput), summaryNoInput, parts...)
	}
	runValidateTests(t, map[string]validateTest{
		"valid":         {config: unedited},
		"unknown jobs":  {config: setJobs(tfvalue.ListUnknown[Job]())},
		"null jobs":     {config: setJobs(tfvalue.ListNull[Job]())},
		"unknown job":   {config: setJobs(tfvalue.ListValue(tfvalue.ObjectUnknown[Job]()))},
		"unknown input": {config: setWholeInput(tfvalue.ObjectUnknown[Input]())},
		"null input": {
			setWholeInput(tfvalue.ObjectNull[Input]()), []wantDiagnostic{noInput(0, "jobs[0] must have an input")},
		},
		"null job": {
			setJobs(tfvalue.ListValue(tfvalue.ObjectNull[Job]())), []wantDiagnostic{noInput(0, "jobs[0]")},
		},
		"null inputs of two jobs": {
			withJobs(Job{}, jdbcJob(), Job{}), []wantDiagnostic{noInput(0, "jobs[0]"), noInput(2, "jobs[2]")},
		},
	})
}

func TestValidate_fieldsThatALoadTypeNeeds(t *testing.T) {
	missing := func(name string, parts ...string) []wantDiagnostic {
		return []wantDiagnostic{wantError(inputAt(0, name), summaryMissingLoadField, parts...)}
	}
	qualify := setInput(attrLoadType, incrementalWithQualify)
	noColumn, noType := setInput(attrColumnName, nil), setInput(attrColumnType, nil)
	runValidateTests(t, map[string]validateTest{
		"column is missing": {
			noColumn, missing(attrColumnName, `load_type = "incremental"`, "Set incremental_column_name as well"),
		},
		"column is empty": {
			setInput(attrColumnName, ""), missing(attrColumnName, "Set incremental_column_name as well"),
		},
		"column type is missing": {noType, missing(attrColumnType, "Set incremental_column_type as well")},
		"column and type are missing": {
			all(noColumn, noType), missing(attrColumnName, "incremental_column_name and incremental_column_type"),
		},
		"column is unknown": {config: setInput(attrColumnName, unknown)},
		"keys are missing":  {qualify, missing(attrPrimaryKeys, "primary_keys")},
		"keys are unknown":  {config: all(qualify, setInput(attrPrimaryKeys, types.SetUnknown(types.StringType)))},
		"keys are set":      {config: all(qualify, setInput(attrPrimaryKeys, set("id")))},
		"no load type":      {config: all(setInput(attrLoadType, nil), noColumn, noType)},
		"unknown load type": {config: all(setInput(attrLoadType, unknown), noColumn, noType)},
	})
}

func TestValidate_valuesWithoutEffect(t *testing.T) {
	full := setInput(attrLoadType, fullLoad)
	noEffect := func(name string, parts ...string) wantDiagnostic {
		return wantWarning(inputAt(0, name), summaryNoEffect, append(parts, "does not use "+name)...)
	}
	runValidateTests(t, map[string]validateTest{
		"column and type with full load": {
			full, []wantDiagnostic{noEffect(attrColumnName, `load_type = "full_load"`), noEffect(attrColumnType)},
		},
		"keys with an incremental load": {setInput(attrPrimaryKeys, set("id")), []wantDiagnostic{noEffect(attrPrimaryKeys)}},
		"nothing with full load":        {config: all(full, setInput(attrColumnName, nil), setInput(attrColumnType, nil))},
		"unknown column with full load": {
			config: all(full, setInput(attrColumnName, unknown), setInput(attrColumnType, nil)),
		},
	})
}

func TestValidate_valuesThatAreNotDocumented(t *testing.T) {
	loadType := func(parts ...string) []wantDiagnostic {
		return []wantDiagnostic{wantWarning(inputAt(0, attrLoadType), summaryUnknownLoadType, parts...)}
	}
	method := wantWarning(inputAt(0, attrReplication), summaryUnknownReplicationMethod,
		`"sometimes"`, "INCREMENTAL", "FULL_TABLE")
	runValidateTests(t, map[string]validateTest{
		"load type": {
			setInput(attrLoadType, "snapshot"), loadType(`"snapshot"`, fullLoad, incremental, incrementalWithQualify),
		},
		"empty load type":               {setInput(attrLoadType, ""), loadType(`""`)},
		"replication method":            {setInput(attrReplication, "sometimes"), []wantDiagnostic{method}},
		"documented replication method": {config: setInput(attrReplication, "INCREMENTAL")},
		"unknown replication method":    {config: setInput(attrReplication, unknown)},
	})
}

func TestValidate_severalConnectors(t *testing.T) {
	other := func(connector any) Job {
		job := jobWith(attrTableName, "items")
		job.Input = tfvalue.ObjectValue(withAttribute(job.Input.Attributes(), attrConnector, connector))
		return job
	}
	several := wantWarning(inputAt(1, attrConnector), summarySeveralConnectors, "jobs[1]", `"singer"`, `"jdbc"`)
	runValidateTests(t, map[string]validateTest{
		"two":                           {withJobs(jdbcJob(), singerJob()), []wantDiagnostic{several}},
		"three, one warning":            {withJobs(jdbcJob(), singerJob(), other("mongodb")), []wantDiagnostic{several}},
		"one in two letter cases":       {config: withJobs(jdbcJob(), other("JDBC"))},
		"connector of a job is unknown": {config: withJobs(jdbcJob(), other(unknown))},
		"connector of a job is omitted": {config: withJobs(jdbcJob(), other(nil))},
	})
}

func TestValidate_tableThatIsExtractedTwice(t *testing.T) {
	twice := wantWarning(inputAt(1, attrTableName), summaryTableTwice, "jobs[0] and jobs[1]", `"orders"`)
	thrice := wantWarning(inputAt(2, attrTableName), summaryTableTwice, "jobs[0] and jobs[2]")
	runValidateTests(t, map[string]validateTest{
		"same job twice":            {withJobs(jdbcJob(), jdbcJob()), []wantDiagnostic{twice}},
		"same job three times":      {withJobs(jdbcJob(), jdbcJob(), jdbcJob()), []wantDiagnostic{twice, thrice}},
		"another memory":            {withJobs(jdbcJob(), jobWith(attrMemory, 512)), []wantDiagnostic{twice}},
		"another schema":            {config: withJobs(jdbcJob(), jobWith(attrTableSchema, "shop"))},
		"another plugin":            {config: withJobs(jdbcJob(), jobWith(attrPlugin, "mysql"))},
		"another connection":        {config: withJobs(jdbcJob(), jobWith(attrAuth, auth("connection_manager", "other")))},
		"name in another case":      {config: withJobs(jdbcJob(), jobWith(attrTableName, "Orders"))},
		"schema is unknown":         {config: withJobs(jdbcJob(), jobWith(attrTableSchema, unknown))},
		"connection is unknown":     {config: withJobs(jdbcJob(), jobWith(attrAuth, unknown))},
		"names of both are unknown": {config: withJobs(jobWith(attrTableName, unknown), jobWith(attrTableName, unknown))},
		"names of both are omitted": {config: withJobs(jobWith(attrTableName, nil), jobWith(attrTableName, nil))},
		"jobs that are not known yet": {config: func(p *Pipeline) {
			p.Jobs = tfvalue.ListValue(tfvalue.ObjectUnknown[Job](), tfvalue.ObjectUnknown[Job]())
		}},
	})
}
