// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// wantDiagnostic is a diagnostic that is expected at jobs, with the path that its detail names and parts of it.
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
				if withPath, ok := d.(diag.DiagnosticWithPath); !ok || !withPath.Path().Equal(rootJobs) {
					t.Errorf("got %v, want it at %s", d, rootJobs)
				}
				if d.Severity() != want.severity || d.Summary() != want.summary.String() {
					t.Errorf("got %s %q, want %s %q", d.Severity(), d.Summary(), want.severity, want.summary)
				}
				checkContains(t, d.Detail(), append(want.parts, want.at.String())...)
			}
		})
	}
}

// firstInput is the path of the first job's input.
var firstInput = rootJobs.AtListIndex(0).AtName(attrInput)

// jobWith returns a JDBC job with an attribute of its input set.
func jobWith(name string, v any) Job {
	job := jdbcJob()
	job.Input = tfvalue.ObjectValue(withAttribute(job.Input.Attributes(), name, v))
	return job
}

func withoutConnection(job Job) Job {
	job.Input = tfvalue.ObjectValue(withAttribute(job.Input.Attributes(), attrAuth, nil))
	return job
}

func TestValidate_inputs(t *testing.T) {
	setWholeInput := func(input tfvalue.Object[Input]) edit { return onJob(0, func(j *Job) { j.Input = input }) }
	setJobs := func(jobs tfvalue.List[Job]) edit { return func(p *Pipeline) { p.Jobs = jobs } }
	noInput := func(job int, parts ...string) wantDiagnostic {
		return wantError(rootJobs.AtListIndex(job), summaryNoInput, append(parts, "input = {", "33570")...)
	}
	runValidateTests(t, map[string]validateTest{
		"valid":         {config: unedited},
		"unknown jobs":  {config: setJobs(tfvalue.ListUnknown[Job]())},
		"null jobs":     {config: setJobs(tfvalue.ListNull[Job]())},
		"unknown job":   {config: setJobs(tfvalue.ListValue(tfvalue.ObjectUnknown[Job]()))},
		"unknown input": {config: setWholeInput(tfvalue.ObjectUnknown[Input]())},
		"null input": {
			setWholeInput(tfvalue.ObjectNull[Input]()), []wantDiagnostic{noInput(0, "jobs[0]")},
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
		return []wantDiagnostic{wantError(firstInput, summaryMissingLoadField, append(parts, name)...)}
	}
	qualify := setInput(attrLoadType, incrementalWithQualify)
	noColumn, noType := setInput(attrColumnName, nil), setInput(attrColumnType, nil)
	runValidateTests(t, map[string]validateTest{
		"column is missing": {
			noColumn, missing(attrColumnName, `load_type = "incremental"`, "Set incremental_column_name, or"),
		},
		"column is empty": {
			setInput(attrColumnName, ""), missing(attrColumnName, "Set incremental_column_name, or"),
		},
		"column type is missing": {noType, missing(attrColumnType, "Set incremental_column_type, or")},
		"column and type are missing": {
			all(noColumn, noType), missing(attrColumnName, "Set incremental_column_name, incremental_column_type, or"),
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
		return wantWarning(firstInput, summaryNoEffect.About("jobs[0].input."+name), append(parts, "does not use "+name)...)
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
		return []wantDiagnostic{wantWarning(firstInput, summaryUnknownLoadType, append(parts, "load_type")...)}
	}
	method := wantWarning(firstInput, summaryUnknownReplicationMethod,
		`replication_method = "sometimes"`, "INCREMENTAL", "FULL_TABLE")
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
	several := wantWarning(rootJobs.AtListIndex(1), summarySeveralConnectors, "jobs[1]", `"singer"`, `"jdbc"`)
	runValidateTests(t, map[string]validateTest{
		"two":                           {withJobs(jdbcJob(), singerJob()), []wantDiagnostic{several}},
		"three, one warning":            {withJobs(jdbcJob(), singerJob(), other("mongodb")), []wantDiagnostic{several}},
		"one in two letter cases":       {config: withJobs(jdbcJob(), other("JDBC"))},
		"connector of a job is unknown": {config: withJobs(jdbcJob(), other(unknown))},
		"connector of a job is omitted": {config: withJobs(jdbcJob(), other(nil))},
	})
}

func TestValidate_tableThatIsExtractedTwice(t *testing.T) {
	twice := wantWarning(rootJobs.AtListIndex(1), summaryTableTwice, "jobs[0] and jobs[1]", `"orders"`)
	thrice := wantWarning(rootJobs.AtListIndex(2), summaryTableTwice, "jobs[0] and jobs[2]")
	runValidateTests(t, map[string]validateTest{
		"same job twice":            {withJobs(jdbcJob(), jdbcJob()), []wantDiagnostic{twice}},
		"same job three times":      {withJobs(jdbcJob(), jdbcJob(), jdbcJob()), []wantDiagnostic{twice, thrice}},
		"another memory":            {withJobs(jdbcJob(), jobWith(attrMemory, 512)), []wantDiagnostic{twice}},
		"another schema":            {config: withJobs(jdbcJob(), jobWith(attrTableSchema, "shop"))},
		"another plugin":            {config: withJobs(withoutConnection(jdbcJob()), withoutConnection(jobWith(attrPlugin, "mysql")))},
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

func TestValidate_connection(t *testing.T) {
	connection := func(id string) edit { return setInput(attrAuth, auth("connection_manager", id)) }
	unknownPlugin := func(plugin string) wantDiagnostic {
		return wantWarning(firstInput, summaryUnknownPlugin, `plugin = "`+plugin+`"`, strings.Join(maestro.JDBCPlugins, ", "))
	}
	other := func(plugin, of string) wantDiagnostic {
		return wantWarning(firstInput, summaryOtherPlugin, `plugin = "`+plugin+`"`, "for "+of+".", "for "+plugin+".")
	}
	unknownConnection := tfvalue.ObjectValue(Auth{ConfigID: tfvalue.StringUnknown[tfvalue.Exact]()})
	runValidateTests(t, map[string]validateTest{
		"of the plugin":                   {config: unedited},
		"plugin in another letter case":   {config: setInput(attrPlugin, "PostgreSQL")},
		"connection in capitals":          {config: connection("1_A_POSTGRESQL-1.0.0")},
		"of another plugin":               {setInput(attrPlugin, "mysql"), []wantDiagnostic{other("mysql", "postgresql")}},
		"of another plugin, in capitals":  {connection("1_A_MySQL-1.0.0"), []wantDiagnostic{other("postgresql", "mysql")}},
		"plugin that is not documented":   {all(setInput(attrPlugin, "db2"), connection("1_a_db2-1")), []wantDiagnostic{unknownPlugin("db2")}},
		"both":                            {setInput(attrPlugin, "db2"), []wantDiagnostic{unknownPlugin("db2"), other("db2", "postgresql")}},
		"name of another plugin inside":   {config: connection("1_mysqlprod_postgresql-1.0.0")},
		"connection that shows no plugin": {config: connection("erp")},
		"connection is unknown":           {config: all(setInput(attrPlugin, "mysql"), setInput(attrAuth, unknownConnection))},
		"connection is omitted":           {config: all(setInput(attrPlugin, "mysql"), setInput(attrAuth, nil))},
		"plugin is unknown":               {config: setInput(attrPlugin, unknown)},
		"plugin is omitted":               {config: setInput(attrPlugin, nil)},
		"job of another connector":        {config: all(setInput(attrConnector, "singer"), setInput(attrPlugin, "hubspot"))},
		"connector is unknown":            {config: all(setInput(attrConnector, unknown), setInput(attrPlugin, "x"))},
	})
}

func TestValidateCreate(t *testing.T) {
	allMissing := withJobs(Job{Input: tfvalue.ObjectValue(withAttribute(nullJob().Input.Attributes(), attrConnector, "JDBC"))})
	setJobs := func(jobs tfvalue.List[Job]) edit { return func(p *Pipeline) { p.Jobs = jobs } }
	tests := map[string]struct {
		config edit
		want   [][]string // parts of each error
	}{
		"complete":                {unedited, nil},
		"no jobs":                 {withJobs(), [][]string{{summaryNoJobs.String(), "at least one job"}}},
		"jobs are unknown":        {setJobs(tfvalue.ListUnknown[Job]()), nil},
		"job is unknown":          {setJobs(tfvalue.ListValue(tfvalue.ObjectUnknown[Job]())), nil},
		"input is unknown":        {onJob(0, func(j *Job) { j.Input = tfvalue.ObjectUnknown[Input]() }), nil},
		"connector is unknown":    {all(setInput(attrConnector, unknown), setInput(attrTableName, nil)), nil},
		"job of another kind":     {all(setInput(attrConnector, "singer"), setInput(attrTableName, nil)), nil},
		"job without a connector": {withJobs(nullJob()), nil},
		"nothing but a connector": {allMissing, [][]string{{
			summaryIncompleteJob.String(), "without plugin, table_schema, table_name, load_type, auth_parameters.", "33570",
		}}},
		"second of two jobs": {
			withJobs(jdbcJob(), jobWith(attrTableName, nil)), [][]string{{"jobs[1].input", "without table_name.", "misspelled"}},
		},
		"two jobs": {
			withJobs(jobWith(attrPlugin, nil), jobWith(attrLoadType, nil)),
			[][]string{{"jobs[0].input", "without plugin."}, {"jobs[1].input", "without load_type."}},
		},
	}
	for _, name := range requiredOnCreate {
		incomplete := [][]string{{summaryIncompleteJob.String(), "jobs[0].input", "without " + name + "."}}
		tests[name+" is omitted"] = struct {
			config edit
			want   [][]string
		}{setInput(name, nil), incomplete}
		tests[name+" is unknown"] = struct {
			config edit
			want   [][]string
		}{setInput(name, unknown), nil}
		if name != attrAuth {
			tests[name+" is empty"] = struct {
				config edit
				want   [][]string
			}{setInput(name, ""), incomplete}
		}
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			diags := ValidateCreate(examplePipeline(tc.config).Jobs)
			if len(diags) != len(tc.want) {
				t.Fatalf("got diagnostics %v, want %d", diags, len(tc.want))
			}
			for i, d := range diags {
				if withPath, ok := d.(diag.DiagnosticWithPath); !ok || !withPath.Path().Equal(rootJobs) {
					t.Errorf("got %v, want it at %s", d, rootJobs)
				}
				checkEqual(t, "severity", d.Severity(), diag.SeverityError)
				checkContains(t, d.Summary()+": "+d.Detail(), tc.want[i]...)
			}
		})
	}
}
