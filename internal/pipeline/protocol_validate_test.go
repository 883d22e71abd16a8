// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// Each mistake is one diagnostic at the attribute. About what is in jobs, it is at jobs, which Terraform can show, and
// names the job.
func TestPipelineValidate_invalid(t *testing.T) {
	second := wireJob()
	second["input"].(attrs)["table_name"] = "invoices"
	duplicate := wireJob()
	singer := attrs{"input": attrs{"connector": "singer", "plugin": "hubspot", "table_name": "contacts"}}
	const input = "jobs.0.input."
	for name, tc := range map[string]struct {
		config   attrs
		severity tfprotov6.DiagnosticSeverity
		path     string
		details  []string
	}{
		"empty name":        {wireConfig("name", ""), plugintest.Error, "name", []string{"Empty value", "Set the name"}},
		"empty cron":        {wireConfig("cron", ""), plugintest.Error, "cron", []string{"omit the attribute"}},
		"cron out of range": {wireConfig("cron", "0 24 * * *"), plugintest.Error, "cron", []string{"hour", "0 to 23"}},
		"empty config_id":   {wireConfig(input+"auth_parameters", attrs{"config_id": ""}), plugintest.Error, "jobs", []string{"jobs[0].input.auth_parameters.config_id", "Empty value", "id of a connection"}},
		"unlisted plugin":   {wireConfig(input+"plugin", "db2", input+"auth_parameters", nil), plugintest.Warning, "jobs", []string{"jobs[0].input", `"db2"`, "postgresql, mysql"}},
		"connection of another plugin": {
			wireConfig(input+"plugin", "mysql"), plugintest.Warning, "jobs", []string{"jobs[0].input", `"mysql"`, "is for postgresql"},
		},
		"name with white space":     {wireConfig("name", " Orders"), plugintest.Warning, "name", []string{"Whitespace around pipeline name", `" Orders"`}},
		"cron with six fields":      {wireConfig("cron", "0 0 6 * * *"), plugintest.Warning, "cron", []string{"Unusual cron expression", "6 fields"}},
		"cron every half an hour":   {wireConfig("cron", "*/30 * * * *"), plugintest.Warning, "cron", []string{"Unusual cron expression", "hourly"}},
		"too much memory":           {wireConfig("memory_mb", 12001), plugintest.Error, "memory_mb", []string{"12000"}},
		"zero memory":               {wireConfig("memory_mb", 0), plugintest.Error, "memory_mb", []string{"from 1 to 12000"}},
		"too much memory for a job": {wireConfig(input+"memory_allocation_mb", 12001), plugintest.Error, "jobs", []string{"jobs[0].input.memory_allocation_mb", "12000"}},
		"empty columns":             {wireConfig(input+"column_include_list", elems{}), plugintest.Error, "jobs", []string{"jobs[0].input.column_include_list", "Empty value", "to extract all columns"}},
		"null column":               {wireConfig(input+"column_include_list", elems{"id", nil}), plugintest.Error, "jobs", []string{"jobs[0].input.column_include_list", "Empty value", "null or empty"}},
		"empty keys":                {wireConfig(input+"load_type", "incremental_with_qualify", input+"primary_keys", elems{}), plugintest.Error, "jobs", []string{"jobs[0].input.primary_keys", "Empty value", "one or more columns"}},
		"extra is not JSON":         {wireConfig(input+"extra", "x"), plugintest.Error, "jobs", []string{"jobs[0].input", "JSON"}},
		"extra is not an object":    {wireConfig(input+"extra", "[]"), plugintest.Error, "jobs", []string{"jobs[0].input", "object", "jsonencode({"}},
		"extra has an attribute as a key": {
			wireConfig(input+"extra", `{"load_type":"x"}`), plugintest.Error, "jobs", []string{"jobs[0].input", `"load_type"`},
		},
		"extra of output has an attribute as a key": {
			wireConfig("jobs.0.output.extra", `{"raw":{}}`), plugintest.Error, "jobs", []string{"jobs[0]", `"raw"`},
		},
		"transformations are not JSON":   {wireConfig("jobs.0.transformations", "x"), plugintest.Error, "jobs", []string{"jobs[0]", "JSON"}},
		"transformations are not a list": {wireConfig("jobs.0.transformations", "{}"), plugintest.Error, "jobs", []string{"jobs[0]", "array", "jsonencode(["}},
		"job without input":              {wireConfig("jobs.0.input", nil), plugintest.Error, "jobs", []string{"jobs[0]", "jobs[0]", "input"}},
		"null job":                       {wireConfig("jobs", elems{wireJob(), nil}), plugintest.Error, "jobs", []string{"jobs[1]", "jobs[1]", "input"}},
		"empty export directory":         {wireConfig("export_before_destroy", ""), plugintest.Error, "export_before_destroy", []string{"Empty value", "to write no file"}},
		"invalid duration":               {wireConfig("timeouts.create", "soon"), plugintest.Error, "timeouts", []string{"timeouts.create", "soon"}},
		"incremental without column":     {wireConfig(input+"incremental_column_name", nil), plugintest.Error, "jobs", []string{"jobs[0].input", "incremental_column_type", `"incremental"`}},
		"incremental with empty column":  {wireConfig(input+"incremental_column_name", ""), plugintest.Error, "jobs", []string{"jobs[0].input", `"incremental"`}},
		"incremental without type":       {wireConfig(input+"incremental_column_type", nil), plugintest.Error, "jobs", []string{"jobs[0].input", `"incremental"`}},
		"qualify without keys":           {wireConfig(input+"load_type", "incremental_with_qualify"), plugintest.Error, "jobs", []string{"jobs[0].input", "incremental_with_qualify"}},
		"unused keys":                    {wireConfig(input+"primary_keys", elems{"id"}), plugintest.Warning, "jobs", []string{"jobs[0].input", "does not use"}},
		"unlisted load type":             {wireConfig(input+"load_type", "snapshot"), plugintest.Warning, "jobs", []string{"jobs[0].input", "snapshot", "sent unchanged"}},
		"unlisted replication method":    {wireConfig(input+"replication_method", "full"), plugintest.Warning, "jobs", []string{"jobs[0].input", "full", "sent unchanged"}},
		"several connectors":             {wireConfig("jobs", elems{wireJob(), singer, singer}), plugintest.Warning, "jobs", []string{"jobs[1]", "singer", "jdbc"}},
		"duplicate table":                {wireConfig("jobs", elems{wireJob(), second, duplicate}), plugintest.Warning, "jobs", []string{"jobs[2]", "orders", "jobs[0]", "jobs[2]"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := plugintest.NewUnconfigured(t).Resource(pipelineType) // as in terraform validate
			diags := c.Validate(tc.config)
			if len(diags) == 2 && strings.HasPrefix(name, "several connectors") {
				diags = diags[:1] // the second singer job is a duplicate, too
			}
			if len(diags) != 1 {
				t.Fatalf("got %d diagnostics, want 1: %v", len(diags), diags)
			}
			if diags[0].Severity != tc.severity || diags[0].Path != tc.path {
				t.Errorf("got %s at %q, want %s at %q", diags[0].Severity, diags[0].Path, tc.severity, tc.path)
			}
			for _, detail := range tc.details {
				if !strings.Contains(diags[0].Summary+diags[0].Detail, detail) {
					t.Errorf("got %v, want %q in it", diags[0], detail)
				}
			}
		})
	}
}

func TestPipelineValidate_valid(t *testing.T) {
	second := wireJob()
	second["input"].(attrs)["table_name"] = "invoices"
	other := wireJob() // the same table of another database
	other["input"].(attrs)["auth_parameters"] = attrs{"config_id": "other"}
	s3 := func() attrs {
		return attrs{"input": attrs{"plugin": "parquet", "replication_method": "FULL_TABLE", "extra": `{"source_bucket":"b"}`}}
	}
	for name, config := range map[string]attrs{
		"one job":                        wireConfig(),
		"several jobs":                   wireConfig("jobs", elems{wireJob(), second, other}),
		"jobs without tables":            wireConfig("jobs", elems{s3(), s3()}),
		"one job without connector":      wireConfig("jobs", elems{wireJob(), s3()}),
		"connector in upper case":        wireConfig("jobs", elems{wireJob(), attrs{"input": attrs{"connector": "JDBC", "plugin": "MySQL", "table_name": "y"}}}),
		"full load without other fields": wireConfig("jobs", elems{attrs{"input": attrs{"connector": "jdbc", "load_type": "full_load"}}}),
		"qualify with all fields":        wireConfig("jobs.0.input.load_type", "incremental_with_qualify", "jobs.0.input.primary_keys", elems{"id"}),
		"required attributes only":       {"name": "x", "jobs": elems{attrs{"input": attrs{}}}},
		"the highest memory":             wireConfig("memory_mb", 12000, "jobs.0.input.memory_allocation_mb", 1),
		"cron preset":                    wireConfig("cron", "@once"),
		"empty description":              wireConfig("description", ""),
		"empty transformations":          wireConfig("jobs.0.transformations", "[]"),
		"empty extra":                    wireConfig("jobs.0.input.extra", "{}"),
		"draft without jobs":             wireConfig("jobs", elems{}), // it can be imported
	} {
		t.Run(name, func(t *testing.T) {
			c := plugintest.NewUnconfigured(t).Resource(pipelineType)
			plugintest.NoDiagnostics(t, c.Validate(config))
		})
	}
}

// Unknown values are valid.
func TestPipelineValidate_unknownValues(t *testing.T) {
	paths := []string{
		"name", "description", "cron", "paused", "memory_mb", "jobs", "jobs.0", "jobs.0.input", "jobs.0.output", "jobs.0.transformations",
		"deletion_protection", "drain_before_destroy", "export_before_destroy", "timeouts", "timeouts.create",
		"jobs.0.output.plugin", "jobs.0.output.raw", "jobs.0.output.raw.table_name", "jobs.0.output.qualify", "jobs.0.output.extra",
	}
	for _, field := range []string{
		"connector", "plugin", "table_schema", "table_name", "load_type", "replication_method", "incremental_column_name", "incremental_column_type",
		"column_include_list", "primary_keys", "memory_allocation_mb", "auth_parameters", "auth_parameters.auth_type", "auth_parameters.config_id", "extra",
	} {
		paths = append(paths, "jobs.0.input."+field)
	}
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			c := plugintest.NewUnconfigured(t).Resource(pipelineType)
			plugintest.NoDiagnostics(t, c.Validate(wireConfig(path, unknown{})))
			if field, ok := strings.CutPrefix(path, "jobs.0.input."); ok && field != "table_name" {
				diags := c.Validate(wireConfig("jobs", elems{wireJob(), wireJob()}, path, unknown{}))
				if plugintest.HasError(diags) {
					t.Errorf("two jobs: got diagnostics %v, want no error", diags)
				}
			}
		})
	}
	t.Run("one of two jobs", func(t *testing.T) {
		c := plugintest.NewUnconfigured(t).Resource(pipelineType)
		plugintest.NoDiagnostics(t, c.Validate(wireConfig("jobs", elems{wireJob(), unknown{}})))
	})
	t.Run("element of a set", func(t *testing.T) {
		c := plugintest.NewUnconfigured(t).Resource(pipelineType)
		plugintest.NoDiagnostics(t, c.Validate(wireConfig("jobs.0.input.column_include_list", elems{"id", unknown{}})))
	})
	t.Run("field of a load type", func(t *testing.T) {
		c := plugintest.NewUnconfigured(t).Resource(pipelineType)
		plugintest.NoDiagnostics(t, c.Validate(wireConfig("jobs.0.input.load_type", "incremental_with_qualify", "jobs.0.input.primary_keys", elems{unknown{}})))
		plugintest.NoDiagnostics(t, c.Validate(wireConfig("jobs.0.input.incremental_column_name", unknown{})))
	})
	t.Run("source of a second job", func(t *testing.T) {
		c := plugintest.NewUnconfigured(t).Resource(pipelineType)
		for _, field := range []string{"connector", "plugin", "table_schema", "table_name", "auth_parameters", "auth_parameters.config_id"} {
			plugintest.NoDiagnostics(t, c.Validate(wireConfig("jobs", elems{wireJob(), wireJob()}, "jobs.1.input."+field, unknown{})))
		}
	})
}

// A plan that creates a pipeline requires what makes a JDBC job extract what was meant: Terraform drops misspelled
// attributes.
func TestPipelinePlan_incompleteJobsAreNotCreated(t *testing.T) {
	for name, tc := range map[string]struct {
		config  attrs
		details []string
	}{
		"no jobs":       {wireConfig("jobs", elems{}), []string{"Missing jobs"}},
		"no table name": {wireConfig("jobs.0.input.table_name", nil), []string{"Incomplete JDBC job", "jobs[0].input", "without table_name.", "33570"}},
		"no schema":     {wireConfig("jobs.0.input.table_schema", nil), []string{"Incomplete JDBC job", "without table_schema."}},
		"no plugin":     {wireConfig("jobs.0.input.plugin", nil), []string{"Incomplete JDBC job", "without plugin."}},
		"no connection": {wireConfig("jobs.0.input.auth_parameters", nil), []string{"Incomplete JDBC job", "without auth_parameters."}},
		"nothing but the connector": {
			wireConfig("jobs", elems{attrs{"input": attrs{"connector": "jdbc"}}}),
			[]string{"Incomplete JDBC job", "without plugin, table_schema, table_name, load_type, auth_parameters."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			diags := c.Plan(c.Absent(), tc.config).Diagnostics
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "jobs", tc.details[0], tc.details[1:]...)
		})
	}
	t.Run("unknown values", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		for _, at := range []string{"plugin", "table_schema", "table_name", "load_type", "auth_parameters", "connector"} {
			plugintest.NoDiagnostics(t, c.Plan(c.Absent(), wireConfig("jobs.0.input."+at, unknown{})).Diagnostics)
		}
	})
}
