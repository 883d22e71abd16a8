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

func TestValidate(t *testing.T) {
	input := rootJobs.AtListIndex(0).AtName(attrInput)
	second := rootJobs.AtListIndex(1).AtName(attrInput)
	missing := func(at string, parts ...string) []wantDiagnostic {
		return []wantDiagnostic{{diag.SeverityError, input.AtName(at), summaryMissingLoadField, parts}}
	}
	setWholeInput := func(input tfvalue.Object[Input]) edit { return onJob(0, func(j *Job) { j.Input = input }) }
	other := func(name string, v any) Job {
		job := jdbcJob()
		attributes := withAttribute(job.Input.Attributes(), attrTableName, "items")
		job.Input = tfvalue.ObjectValue(withAttribute(attributes, name, v))
		return job
	}
	same := func(name string, v any) Job {
		job := jdbcJob()
		job.Input = tfvalue.ObjectValue(withAttribute(job.Input.Attributes(), name, v))
		return job
	}
	twice := []wantDiagnostic{{diag.SeverityWarning, second.AtName(attrTableName), summaryTableTwice, []string{"jobs[0] and jobs[1]", `"orders"`}}}
	for name, tc := range map[string]struct {
		config edit
		want   []wantDiagnostic
	}{
		"valid":              {config: unedited},
		"unknown jobs":       {config: func(p *Pipeline) { p.Jobs = tfvalue.ListUnknown[Job]() }},
		"null jobs":          {config: func(p *Pipeline) { p.Jobs = tfvalue.ListNull[Job]() }},
		"unknown job":        {config: func(p *Pipeline) { p.Jobs = tfvalue.ListValue(tfvalue.ObjectUnknown[Job]()) }},
		"unknown input":      {config: setWholeInput(tfvalue.ObjectUnknown[Input]())},
		"no input":           {setWholeInput(tfvalue.ObjectNull[Input]()), []wantDiagnostic{{diag.SeverityError, input, summaryNoInput, []string{"jobs[0] must have an input"}}}},
		"null job":           {func(p *Pipeline) { p.Jobs = tfvalue.ListValue(tfvalue.ObjectNull[Job]()) }, []wantDiagnostic{{diag.SeverityError, input, summaryNoInput, []string{"jobs[0]"}}}},
		"no input, twice":    {withJobs(Job{}, jdbcJob(), Job{}), []wantDiagnostic{{diag.SeverityError, input, summaryNoInput, []string{"jobs[0]"}}, {diag.SeverityError, rootJobs.AtListIndex(2).AtName(attrInput), summaryNoInput, []string{"jobs[2]"}}}},
		"no load type":       {config: all(setInput(attrLoadType, nil), setInput(attrColumnName, nil), setInput(attrColumnType, nil))},
		"load type is empty": {config: setInput(attrLoadType, ""), want: []wantDiagnostic{{diag.SeverityWarning, input.AtName(attrLoadType), summaryUnknownLoadType, []string{`""`}}}},
		"unknown load type":  {config: setInput(attrLoadType, unknown)},

		"column is missing":           {setInput(attrColumnName, nil), missing(attrColumnName, `load_type = "incremental"`, "Set incremental_column_name as well")},
		"column is empty":             {setInput(attrColumnName, ""), missing(attrColumnName, "Set incremental_column_name as well")},
		"column type is missing":      {setInput(attrColumnType, nil), missing(attrColumnType, "Set incremental_column_type as well")},
		"column and type are missing": {all(setInput(attrColumnName, nil), setInput(attrColumnType, nil)), missing(attrColumnName, "incremental_column_name and incremental_column_type")},
		"column is unknown":           {config: setInput(attrColumnName, unknown)},
		"keys are missing":            {setInput(attrLoadType, incrementalWithQualify), missing(attrPrimaryKeys, "primary_keys")},
		"keys are unknown":            {config: all(setInput(attrLoadType, incrementalWithQualify), setInput(attrPrimaryKeys, types.SetUnknown(types.StringType)))},
		"keys are set":                {config: all(setInput(attrLoadType, incrementalWithQualify), setInput(attrPrimaryKeys, set("id")))},

		"fields without effect": {
			setInput(attrLoadType, fullLoad), []wantDiagnostic{
				{diag.SeverityWarning, input.AtName(attrColumnName), summaryNoEffect, []string{`load_type = "full_load"`, "does not use incremental_column_name"}},
				{diag.SeverityWarning, input.AtName(attrColumnType), summaryNoEffect, []string{"does not use incremental_column_type"}},
			},
		},
		"keys without effect": {
			setInput(attrPrimaryKeys, set("id")), []wantDiagnostic{{diag.SeverityWarning, input.AtName(attrPrimaryKeys), summaryNoEffect, []string{"does not use primary_keys"}}},
		},
		"full load without fields": {config: all(setInput(attrLoadType, fullLoad), setInput(attrColumnName, nil), setInput(attrColumnType, nil))},
		"load type that is not documented": {
			setInput(attrLoadType, "snapshot"), []wantDiagnostic{{diag.SeverityWarning, input.AtName(attrLoadType), summaryUnknownLoadType, []string{`"snapshot"`, fullLoad, incremental, incrementalWithQualify}}},
		},
		"replication method": {config: setInput(attrReplication, "INCREMENTAL")},
		"replication method that is not documented": {
			setInput(attrReplication, "sometimes"), []wantDiagnostic{{diag.SeverityWarning, input.AtName(attrReplication), summaryUnknownReplicationMethod, []string{`"sometimes"`, "INCREMENTAL", "FULL_TABLE"}}},
		},
		"unknown replication method": {config: setInput(attrReplication, unknown)},

		"two connectors": {
			withJobs(jdbcJob(), singerJob()), []wantDiagnostic{{diag.SeverityWarning, second.AtName(attrConnector), summarySeveralConnectors, []string{"jobs[1]", `"singer"`, `"jdbc"`}}},
		},
		"three connectors, one warning": {
			withJobs(jdbcJob(), singerJob(), other(attrConnector, "mongodb")), []wantDiagnostic{{diag.SeverityWarning, second.AtName(attrConnector), summarySeveralConnectors, []string{"jobs[1]"}}},
		},
		"one connector in two letter cases": {config: withJobs(jdbcJob(), other(attrConnector, "JDBC"))},
		"connector of one job is unknown":   {config: withJobs(jdbcJob(), other(attrConnector, unknown))},
		"connector of one job is omitted":   {config: withJobs(jdbcJob(), other(attrConnector, nil))},

		"table twice":                     {withJobs(jdbcJob(), jdbcJob()), twice},
		"table three times":               {withJobs(jdbcJob(), jdbcJob(), jdbcJob()), append(twice, wantDiagnostic{diag.SeverityWarning, rootJobs.AtListIndex(2).AtName(attrInput).AtName(attrTableName), summaryTableTwice, []string{"jobs[0] and jobs[2]"}})},
		"table twice, other load":         {withJobs(jdbcJob(), same(attrMemory, 512)), twice},
		"table of another schema":         {config: withJobs(jdbcJob(), same(attrTableSchema, "shop"))},
		"table of another plugin":         {config: withJobs(jdbcJob(), same(attrPlugin, "mysql"))},
		"table of another connection":     {config: withJobs(jdbcJob(), same(attrAuth, auth("connection_manager", "other")))},
		"schema of one table is unknown":  {config: withJobs(jdbcJob(), same(attrTableSchema, unknown))},
		"connection of one is unknown":    {config: withJobs(jdbcJob(), same(attrAuth, unknown))},
		"name of both tables is unknown":  {config: withJobs(same(attrTableName, unknown), same(attrTableName, unknown))},
		"name of both tables is omitted":  {config: withJobs(same(attrTableName, nil), same(attrTableName, nil))},
		"names that differ in case alone": {config: withJobs(jdbcJob(), same(attrTableName, "Orders"))},
	} {
		t.Run(name, func(t *testing.T) {
			checkDiagnostics(t, Validate(examplePipeline(tc.config).Jobs), tc.want)
		})
	}
}

func checkDiagnostics(t *testing.T, got diag.Diagnostics, want []wantDiagnostic) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got diagnostics %v, want %d", got, len(want))
	}
	for i, d := range got {
		withPath, ok := d.(diag.DiagnosticWithPath)
		if !ok || !withPath.Path().Equal(want[i].at) {
			t.Errorf("got %v, want it at %s", d, want[i].at)
		}
		if d.Severity() != want[i].severity || d.Summary() != want[i].summary.String() {
			t.Errorf("got %s %q, want %s %q", d.Severity(), d.Summary(), want[i].severity, want[i].summary)
		}
		checkContains(t, d.Detail(), want[i].parts...)
	}
}
